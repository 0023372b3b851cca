"""One document: a file to a record, or to a reason in plain words why not. The whole chain on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from normalize.assemble import sheets_to_record
from normalize.confidence_record import Policy
from normalize.headers import confirmed_headings
from normalize.record import Source, SourceKind
from ocr.engines import Reader, make_reader
from ocr.page import Image
from ocr.pages import IMAGE_SUFFIXES, file_to_pages
from ocr.render import UnreadableSource
from ocr.stopwatch import stage
from pipeline.content import named_by_content, true_suffix
from pipeline.files import file_sha256
from pipeline.pdf_file import LockedSource, page_count, refuse_bombs, unlocked
from pipeline.settings import VERSION, Settings
from pipeline.sources import TEXTS
from review.coding import decode
from table_extract.sheet import layout_to_sheet, page_to_layout
from table_extract.table import Sheet
from table_extract.textdump import text_to_sheet
from table_extract.unruled import with_unruled_tables

MAX_TEXT_MB = 20
"""A text dump of a thousand pages has 3 MB; what is far larger is no SOP."""

NO_SOP = "tidak ditemukan SOP dalam berkas ini; periksa apakah berkasnya benar"
ILLEGIBLE = "tulisannya tidak terbaca, terlalu kasar atau kabur; pindai ulang dengan 200 sampai 300 dpi"
LEGIBLE = 0.5
"""Half the lines of any page that people read without effort are read far more surely than this."""

KeepPage = Callable[[int, Image], None]
"""Given each page's number and its upright picture as people see it, as soon as the page is read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was seen in a file, before any of it is given a meaning."""

    sheets: tuple[Sheet, ...]
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digitized:
    """A document that was read."""

    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that cannot be read; ``stage`` is where it failed, ``reason`` an Indonesian sentence."""

    document: Path
    stage: str
    reason: str


def digitize(path: Path, settings: Settings) -> Digitized | Rejected:
    """Read one file and give it its meaning. Raises ocr.engines.EngineMissing, which concerns the whole run."""
    reading = read_file(path, settings)
    if isinstance(reading, Rejected):
        return reading
    return reading_to_record(reading, path, file_sha256(path), settings)


def read_file(path: Path, settings: Settings, keep_page: KeepPage | None = None) -> Reading | Rejected:
    """See what stands in a file; the costly half. Raises ocr.engines.EngineMissing."""
    try:
        if not path.stat().st_size:
            return Rejected(path, "open", "berkas kosong; salin atau pindai ulang")
        with named_by_content(path) as named:
            if named.suffix.lower() in TEXTS:
                return _read_text(named)
            if (pages := page_count(named, settings.passwords)) > settings.max_pages:
                why = f"{pages} halaman; pecah berkasnya atau naikkan max_pages di mutubaku.toml"
                return Rejected(path, "pages", why)
            with unlocked(named, settings.passwords) as opened:
                refuse_bombs(opened)
                return _read_pages(opened, settings, keep_page)
    except OSError as error:
        return Rejected(path, "open", f"berkas tidak dapat dibaca: {error.strerror or error}")
    except LockedSource as error:
        return Rejected(path, "locked", str(error))
    except UnreadableSource as error:
        return Rejected(path, "render", str(error))


def reading_to_record(reading: Reading, path: Path, sha256: str, settings: Settings) -> Digitized | Rejected:
    """Give what was seen in a file its meaning; the cheap half."""
    source = Source(path.name, sha256, _kind(path, reading.sheets), len(reading.sheets))
    engines = list(reading.engines)
    produced_by: dict[str, object] = {"version": VERSION, "settings_sha256": settings.sha256, "engines": engines}
    with stage("normalize"), confirmed_headings(settings.heading_columns):
        policy = Policy(settings.silent_error, settings.audit_share)
        record = sheets_to_record(reading.sheets, source, produced_by, policy)
    sops: Any = record["sops"]
    if not any(_is_sop(sop) for sop in sops):
        return Rejected(path, "segment", ILLEGIBLE if _is_illegible(reading.sheets) else NO_SOP)
    return Digitized(record)


def _is_sop(sop: Mapping[str, Any]) -> bool:
    """A letter prints a number and a letterhead, too; an SOP has steps, a name or one of the six lists."""
    identity = sop["identity"]
    named = bool((identity.get("nama_sop") or {}).get("text"))
    return bool(sop["steps"]) or named or any(isinstance(part, list) and part for part in identity.values())


def _is_illegible(sheets: Sequence[Sheet]) -> bool:
    cells = (cell for sheet in sheets for table in sheet.tables for cell in table.cells)
    lines = [*(line for cell in cells for line in cell.lines), *(line for sheet in sheets for line in sheet.lines)]
    return bool(lines) and median(line.confidence for line in lines) < LEGIBLE


def _read_text(path: Path) -> Reading | Rejected:
    if path.stat().st_size > MAX_TEXT_MB * 2**20:
        return Rejected(path, "open", f"teks lebih besar dari {MAX_TEXT_MB} MB; pecah menjadi berkas per SOP")
    text = decode(path.read_bytes())
    if not text.strip():
        return Rejected(path, "open", "berkas kosong; salin atau pindai ulang")
    return Reading((text_to_sheet(text),))


def _read_pages(path: Path, settings: Settings, keep_page: KeepPage | None) -> Reading:
    reader = make_reader(settings.engine, settings.language)
    return Reading(tuple(_sheets(path, reader, keep_page)), tuple(reader.names))


def _sheets(path: Path, reader: Reader, keep_page: KeepPage | None) -> Iterator[Sheet]:
    for page in file_to_pages(path, reader):
        if keep_page:
            keep_page(page.info.number, page.view)
        with stage("grid"):
            layout = page_to_layout(page)
        with stage("read"):
            sheet = layout_to_sheet(layout, reader)
        with stage("grid"):
            sheet = with_unruled_tables(sheet, page, path)
        yield sheet


def _kind(path: Path, sheets: Sequence[Sheet]) -> SourceKind:
    if true_suffix(path) in IMAGE_SUFFIXES:
        return "image"
    kinds: set[SourceKind] = {sheet.info.kind if sheet.info else "text" for sheet in sheets}
    return kinds.pop() if len(kinds) == 1 else "mixed"
