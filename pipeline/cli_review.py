"""The verbs review export, apply, undo, status, learned and serve."""

from __future__ import annotations

import getpass
import secrets
import shlex
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, Verbose
from pipeline.console import command, print_json, print_table, say, served
from pipeline.derive import derive
from pipeline.errors import ExitCode, NoAccess, NoUsableInput, UsageError
from pipeline.files import OutputFolder, hold, read_records
from pipeline.manifest import read_manifest
from pipeline.settings import load_settings
from review.apply import Applied, apply_review
from review.decide import decided
from review.export import export_review
from review.keep import sheets_to_apply
from review.learned import learn, revoke, write_learned
from review.ledger import Decision, Ledger, read_ledger
from review.progress import audit_estimate, review_progress
from review.undo import NothingToUndo, numbered, undo_last, undo_number

app = typer.Typer(help="Take doubtful cells out for people, and their decisions back in.", no_args_is_help=True)

Who = Annotated[str | None, typer.Option("--who", help="Name of the reviewer; default: the login name.")]
LISTED = 20
"""Decisions that ``undo --list`` shows."""


@app.command()
def export(
    out: Out = DEFAULT_OUT,
    every_cell: Annotated[bool, typer.Option("--all", help="Also list cells that are not in doubt.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Write review/review.csv and .xlsx anew, the most doubtful cells first.

    Example: mutubaku review export --out outputs
    """
    folder = _existing(out)
    with hold(folder):
        ledger = read_ledger(folder.ledger)
        records = decided(read_records(folder.records), ledger)
        learned = learn(ledger, folder.learned)
        written = export_review(
            records, folder.review, decisions=ledger.current(), learned=learned, include_all=every_cell
        )
    if as_json:
        print_json(asdict(written))
    elif not quiet:
        say(f"{written.rows} sel ditulis: {written.xlsx} dan {written.csv.name}")
        say_sheets_to_apply(folder)
    return ExitCode.OK


def say_sheets_to_apply(folder: OutputFolder) -> None:
    """Names filled sheets that a new export has moved aside, and the command that takes them over."""
    for sheet in sheets_to_apply(folder.review, read_ledger(folder.ledger).current()):
        say(f"Lembar terisi ini belum dipakai: {sheet}")
        say(f"Pakai dengan: {command(f'review apply {shlex.quote(str(sheet))}', folder.root)}; atau hapus berkasnya.")


@app.command()
def apply(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The review sheet, filled in (CSV or XLSX).")],
    out: Out = DEFAULT_OUT,
    who: Who = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Take a reviewer's decisions over into the ledger, the records and everything made from them.

    Example: mutubaku review apply outputs/review/review.csv --who "Sari"
    """
    folder = _existing(out)
    with hold(folder):
        applied = apply_review(sheet, folder.ledger, folder.records, who=who or getpass.getuser(), when=_now())
        _derive(folder)
    if as_json:
        print_json(asdict(applied))
    else:
        _say_applied(applied, quiet)
    return ExitCode.SOME_REJECTED if applied.refused else ExitCode.OK


def _say_applied(applied: Applied, quiet: bool) -> None:
    if not quiet:
        say(f"{applied.applied} keputusan baru, {applied.unchanged} sudah tercatat, {applied.left_open} belum diisi.")
    for refused in applied.refused:
        say(f"baris {refused.line} tidak dipakai: {refused.reason}")
    for conflict in applied.conflicts:
        say(conflict.sentence())


@app.command()
def undo(
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", min=1, help="Number of a decision, as --list shows it.")
    ] = None,
    out: Out = DEFAULT_OUT,
    who: Who = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list the latest decisions with their numbers.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Take back the last action (one decision, or all that one sheet brought), or the decision with this number.

    Example: mutubaku review undo --list
    """
    folder = _existing(out)
    if listed:
        return _list_decisions(read_ledger(folder.ledger), as_json=as_json)
    by = who or getpass.getuser()
    with hold(folder):
        try:
            taken = (
                undo_last(folder.ledger, by, _now())
                if number is None
                else (undo_number(folder.ledger, number, by, _now()),)
            )
        except NothingToUndo as error:
            raise UsageError(f"{error} Lihat: mutubaku review undo --list") from error
        _derive(folder)
    if as_json:
        print_json([asdict(decision) for decision in taken])
    elif not quiet:
        for decision in taken:
            say(f"dibatalkan: {decision.file}, {decision.column}: kembali ke {decision.reading or '(kosong)'}")
    return ExitCode.OK


def _list_decisions(ledger: Ledger, *, as_json: bool) -> int:
    latest = list(numbered(ledger))[-LISTED:]
    if as_json:
        print_json([{"number": number} | asdict(decision) for number, decision in latest])
    else:
        print_table(("No", "Waktu", "Oleh", "Berkas", "Kolom", "Bacaan", "Keputusan"), map(_listed, latest))
    return ExitCode.OK


def _listed(pair: tuple[int, Decision]) -> tuple[object, ...]:
    number, one = pair
    said = f"{one.verdict}: {one.correction}" if one.verdict == "koreksi" else one.verdict
    return number, one.when[:16].replace("T", " "), one.who, one.file, one.column, one.reading, said


@app.command()
def status(out: Out = DEFAULT_OUT, as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False) -> int:
    """Show how far the review has come, and how many of the sure cells are wrong by the audit sample.

    Example: mutubaku review status
    """
    folder = _existing(out)
    ledger = read_ledger(folder.ledger)
    progress = review_progress(decided(read_records(folder.records), ledger))
    audit = audit_estimate(decided(read_records(folder.records), ledger), ledger)
    if as_json:
        low, high = audit.interval
        found = asdict(audit) | {"rate": audit.rate, "low": low, "high": high}
        print_json({**asdict(progress), "total": progress.total, "audit": found})
    else:
        print(progress.line())
        print(audit.line())
    for line, reason in ledger.damaged:
        say(f"{folder.ledger}, baris {line} tidak terbaca: {reason}")
    return ExitCode.OK


@app.command()
def learned(
    out: Out = DEFAULT_OUT,
    revoked: Annotated[str | None, typer.Option("--revoke", metavar="ID", help="Suggest this no more.")] = None,
    restored: Annotated[str | None, typer.Option("--restore", metavar="ID", help="Suggest this again.")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """List what earlier decisions taught: corrections to suggest, and wordings of headings.

    Example: mutubaku review learned --revoke 1a2b3c4d
    """
    folder = _existing(out)
    with hold(folder):
        known = learn(read_ledger(folder.ledger), folder.learned)
        for ident, away in ((revoked, True), (restored, False)):
            if ident and (changed := revoke(known, ident, revoked=away)) is None:
                raise UsageError(f"{ident}: tidak ada dalam daftar. Lihat: mutubaku review learned")
            elif ident and changed:
                known = changed
        write_learned(folder.learned, known)
    rows = [{"id": lesson.ident} | asdict(lesson) for lesson in known.lessons]
    if as_json:
        print_json(rows)
    else:
        heads = ("ID", "Jenis", "Kolom", "Bacaan", "Menjadi", "Kali", "Terakhir", "Dicabut")
        print_table(heads, [tuple(row.values()) for row in rows])
    return ExitCode.OK


@app.command()
def serve(
    out: Out = DEFAULT_OUT,
    port: Annotated[int, typer.Option("--port", "-p", min=1, max=65535, help="Port on this machine.")] = 8766,
    host: Annotated[
        str | None, typer.Option("--host", help="Also serve other machines at this address, with a key in the link.")
    ] = None,
    who: Who = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language of the page: id or en.")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Review in a browser, by keyboard, with the page's picture beside each value; until Ctrl-C.

    Example: mutubaku review serve --who "Sari"
    """
    from pipeline.web_server import address_of, serve_app  # the web libraries load slowly; other verbs do without
    from review.desk import Desk
    from review.shelf import DeskFiles
    from review.web import HOST, create_app

    folder, settings = _existing(out), load_settings(lang=lang)
    originals = {row.file: Path(row.path) for row in read_manifest(folder.manifest).values()}
    files = DeskFiles(folder.records, folder.ledger, folder.pages, folder.crops, folder.learned, originals)
    key = secrets.token_urlsafe(12) if host else ""
    site = create_app(Desk(files), who or "", lang=settings.lang, key=key, refresh=lambda: _refresh(folder))
    link = f"{address_of(host or HOST, port)}{f'?kunci={key}' if key else ''}"
    try:
        serve_app(site, host or HOST, port, lambda: None if quiet else say(served(link)))
    finally:
        _refresh(folder)
    return ExitCode.OK


def _refresh(folder: OutputFolder) -> None:
    """Brings tables, archive and report to what was decided; a run that holds the folder does so when it ends."""
    try:
        with hold(folder):
            _derive(folder)
    except NoAccess as error:
        say(f"{error} Keputusan tersimpan; tabel diperbarui oleh proses itu.")


def _derive(folder: OutputFolder) -> None:
    derive(folder, read_manifest(folder.manifest).values(), load_settings())


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _existing(out: Path) -> OutputFolder:
    folder = OutputFolder(out)
    if not folder.records.is_dir():
        raise NoUsableInput(f"Belum ada hasil di {out}. Jalankan dulu: mutubaku ingest FOLDER --out {out}")
    return folder
