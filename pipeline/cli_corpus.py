"""The verbs search, ask and export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpus.labels import UNTITLED
from corpus.questions import QUESTIONS
from corpus.questions import ask as ask_corpus
from corpus.search import search as search_corpus
from corpus.snippets import MARK_CLOSE, MARK_OPEN
from corpus.store import Corpus
from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, SharedCorpus, Verbose
from pipeline.console import print_json, print_table, say, served
from pipeline.errors import ExitCode, NoUsableInput, UsageError
from pipeline.files import OutputFolder, read_records, write_atomic
from pipeline.manifest import read_manifests
from pipeline.settings import load_settings


class Format(StrEnum):
    """Files that export writes."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    PDF = "pdf"
    SITE = "site"


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help='Words; "a phrase"; izin*; pelaksana:camat.')],
    out: Out = DEFAULT_OUT,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Passages shown at most.")] = 20,
    as_json: Json = False,
    corpus: SharedCorpus = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Find SOPs, steps and legal bases by words.

    Example: mutubaku search legalisir ijazah "pelaksana:sekretaris dinas"
    """
    with _corpus(out, corpus) as opened:
        hits = search_corpus(opened, " ".join(words), limit=limit)
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return ExitCode.OK
    for hit in hits:
        place = f"hlm. {hit.page}" if hit.page else f"baris {hit.line}"
        step = f", langkah {hit.step}" if hit.step else ""
        snippet = " ".join(hit.snippet.replace(MARK_OPEN, "[").replace(MARK_CLOSE, "]").split())
        print(f"{hit.title or UNTITLED}\n  {hit.source}, {place}{step}, {hit.field}: {snippet}")
    if not hits and not quiet:
        say("Tidak ditemukan. Coba kata lain, atau potongan kata dengan tanda *: legalis*")
    return ExitCode.OK


def ask(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The question; without it all are listed.")
    ] = None,
    given: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="What it asks for.")] = None,
    out: Out = DEFAULT_OUT,
    as_json: Json = False,
    corpus: SharedCorpus = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Answer a named question about all SOPs; every row says where it was read.

    Example: mutubaku ask langkah-pelaksana pelaksana=camat
    """
    if name is None:
        return _list_questions(as_json=as_json)
    with _corpus(out, corpus) as opened:
        answer = ask_corpus(opened, name, **dict(_pair(text) for text in given or ()))
    if as_json:
        print_json(asdict(answer))
        return ExitCode.OK
    print_table(answer.columns, answer.rows)
    if answer.note and not quiet:
        say(answer.note)
    return ExitCode.OK


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r}: tulis sebagai nama=nilai, misalnya pelaksana=camat.")
    return key, value


def _list_questions(*, as_json: bool) -> int:
    listed = [
        (question.name, question.description, " ".join(f"{item.name}=..." for item in question.parameters))
        for question in QUESTIONS.values()
    ]
    if as_json:
        print_json([dict(zip(("name", "description", "parameters"), row, strict=True)) for row in listed])
    else:
        print_table(("Nama", "Pertanyaan", "Keterangan"), listed)
    return ExitCode.OK


def export(
    target: Annotated[Path, typer.Argument(metavar="TO", help="Folder to write to.")],
    kind: Annotated[Format, typer.Option("--format", "-f", help="Kind of file.")] = Format.XLSX,
    public: Annotated[bool, typer.Option("--public", help="Leave out the signatory's name and NIP.")] = False,
    out: Out = DEFAULT_OUT,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Write tables for other programs (csv, xlsx, parquet), the scans as searchable PDF, or web pages to publish.

    Example: mutubaku export terbitan --format xlsx --public
    """
    folder = OutputFolder(out)
    if not folder.records.is_dir():
        raise NoUsableInput(_NOTHING_YET.format(out=out))
    target.mkdir(parents=True, exist_ok=True)
    match kind:
        case Format.PDF:
            return _export_pdfs(folder, target, quiet)
        case Format.SITE:
            from corpus.static_site import write_site

            write_site(read_records(folder.records), target)
            written: tuple[Path, ...] = (target / "index.html",)
        case _:
            written = _write_tables(kind, folder, target, public)
    if not quiet:
        say("Ditulis: " + ", ".join(map(str, written)))
    return ExitCode.OK


def _write_tables(kind: Format, folder: OutputFolder, target: Path, public: bool) -> tuple[Path, ...]:
    from corpus.tables import write_csv_tables, write_parquet_tables, write_xlsx_tables  # slow to load: pandas

    records = list(read_records(folder.records))
    match kind:
        case Format.CSV:
            return write_csv_tables(target, records, public)
        case Format.PARQUET:
            return write_parquet_tables(target, records, public)
        case _:
            write_xlsx_tables(target / "sop.xlsx", records, public)
            return (target / "sop.xlsx",)


def _export_pdfs(folder: OutputFolder, target: Path, quiet: bool) -> ExitCode:
    """One searchable PDF for each source that has pages; a sentence and exit code 4 for those that cannot be had."""
    from corpus.searchable_pdf import Unsearchable, record_to_searchable_pdf

    original, refused = originals(folder), 0
    for record in read_records(folder.records):
        name = record["source"]["file"]
        if record["source"]["kind"] == "text":
            continue
        path, source = target / f"{name.removesuffix('.pdf')}.pdf", original(name)
        try:
            if source is None:
                raise Unsearchable("Berkas aslinya tidak ada di tempat ia dibaca.")
            write_atomic(path, record_to_searchable_pdf(record, source))
        except Unsearchable as error:
            refused += 1
            say(f"{name}: {error}")
        else:
            if not quiet:
                say(f"Ditulis: {path}")
    return ExitCode.SOME_REJECTED if refused else ExitCode.OK


def serve(
    out: Out = DEFAULT_OUT,
    port: Annotated[int, typer.Option("--port", "-p", min=1, max=65535, help="Port on this machine.")] = 8765,
    corpus: SharedCorpus = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Show the archive in a browser on this machine, until Ctrl-C.

    Example: mutubaku serve --port 8765
    """
    from corpus.web import HOST, create_app  # slow to load: pandas
    from corpus.web_parts import Archive
    from pipeline.web_server import address_of, serve_app

    with _corpus(out, corpus):  # says in plain words what is wrong with the archive
        pass
    folder = OutputFolder(out)
    archive = Archive(_place(out, corpus), folder.pages, originals(folder))
    serve_app(create_app(archive), HOST, port, lambda: None if quiet else say(served(address_of(HOST, port))))
    return ExitCode.OK


def originals(folder: OutputFolder) -> Callable[[str], Path | None]:
    """Finds sources by their names in the records, where they still stand where they were read."""
    paths = {name: Path(row.path) for name, row in read_manifests(folder).items()}

    def original(name: str) -> Path | None:
        path = paths.get(name)
        return path if path and path.is_file() else None

    return original


_NOTHING_YET = "Belum ada hasil di {out}. Jalankan dulu: mutubaku ingest FOLDER --out {out}"


def _place(out: Path, shared: str | None) -> Path | str:
    """Where the corpus is: as said, as set, or in the folder of the run."""
    return load_settings(corpus=shared).corpus or OutputFolder(out).corpus


def _corpus(out: Path, shared: str | None) -> Corpus:
    place = _place(out, shared)
    if isinstance(place, Path) and not place.exists():
        raise NoUsableInput(_NOTHING_YET.format(out=out))
    return Corpus(place, read_only=True)
