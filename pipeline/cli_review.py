"""The verbs review export, apply and status."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, Verbose
from pipeline.console import print_json, say
from pipeline.derive import derive
from pipeline.errors import ExitCode, NoUsableInput
from pipeline.files import OutputFolder, hold, read_records
from pipeline.manifest import read_manifest
from pipeline.settings import load_settings
from review.apply import Applied, apply_review
from review.export import export_review
from review.ledger import read_ledger
from review.progress import review_progress

app = typer.Typer(help="Take doubtful cells out for people, and their decisions back in.", no_args_is_help=True)


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
        decisions = read_ledger(folder.ledger).current()
        written = export_review(
            read_records(folder.records), folder.review, decisions=decisions, include_all=every_cell
        )
    if as_json:
        print_json(asdict(written))
    elif not quiet:
        say(f"{written.rows} sel ditulis: {written.csv}")
    return ExitCode.OK


@app.command()
def apply(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The review sheet, filled in (CSV or XLSX).")],
    out: Out = DEFAULT_OUT,
    who: Annotated[str | None, typer.Option("--who", help="Name of the reviewer; default: the login name.")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Take a reviewer's decisions over into the ledger, the records and everything made from them.

    Example: mutubaku review apply outputs/review/review.csv --who "Sari"
    """
    folder = _existing(out)
    with hold(folder):
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        applied = apply_review(sheet, folder.ledger, folder.records, who=who or getpass.getuser(), when=when)
        derive(folder, read_manifest(folder.manifest).values(), load_settings().lang)
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
def status(out: Out = DEFAULT_OUT, as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False) -> int:
    """Show how far the review has come.

    Example: mutubaku review status
    """
    progress = review_progress(read_records(_existing(out).records))
    if as_json:
        print_json({**asdict(progress), "total": progress.total})
    else:
        print(progress.line())
    return ExitCode.OK


def _existing(out: Path) -> OutputFolder:
    folder = OutputFolder(out)
    if not folder.records.is_dir():
        raise NoUsableInput(f"Belum ada hasil di {out}. Jalankan dulu: mutubaku ingest FOLDER --out {out}")
    return folder
