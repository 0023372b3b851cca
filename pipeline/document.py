"""One document: a file to a record, or to a reason in plain words why not. The whole chain on one screen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from normalize.assemble import sheets_to_record
from normalize.record import Source, SourceKind
from ocr.engines import Reader, make_reader
from ocr.page import Image
from ocr.pages import IMAGE_SUFFIXES, file_to_pages
from ocr.render import UnreadableSource
from pipeline.settings import VERSION, Settings
from table_extract.sheet import layout_to_sheet, page_to_layout
from table_extract.table import Sheet
from table_extract.textdump import text_to_sheet
from table_extract.unruled import with_unruled_tables

TEXT_SUFFIXES = frozenset({".txt", ".md"})


@dataclass(frozen=True, slots=True)
class Digitized:
    """A document that was read. ``images`` holds the upright page pictures by page number, for crops."""

    record: dict[str, Any]
    images: Mapping[int, Image] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that cannot be read; ``stage`` is where it failed, ``reason`` an Indonesian sentence."""

    document: Path
    stage: str
    reason: str


def digitize(path: Path, settings: Settings) -> Digitized | Rejected:
    """Read one file. Raises ocr.engines.EngineMissing, which concerns the whole run, not the document."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Rejected(path, "open", f"berkas tidak dapat dibaca: {error.strerror or error}")
    if not data.strip():
        return Rejected(path, "open", "berkas kosong; salin atau pindai ulang")
    is_text = path.suffix.lower() in TEXT_SUFFIXES
    try:
        read = _read_text(data) if is_text else _read_pages(path, settings)
    except UnreadableSource as error:
        return Rejected(path, "render", str(error))
    source = Source(path.name, hashlib.sha256(data).hexdigest(), _kind(path, read.sheets), len(read.sheets))
    engines: dict[str, object] = {"version": VERSION, "settings_sha256": settings.sha256, "engines": list(read.engines)}
    record = sheets_to_record(read.sheets, source, engines)
    sops: Any = record["sops"]
    if not any(_is_sop(sop) for sop in sops):
        return Rejected(path, "segment", "tidak ditemukan SOP dalam berkas ini; periksa apakah berkasnya benar")
    return Digitized(record, read.images)


def _is_sop(sop: Mapping[str, Any]) -> bool:
    """A letter prints a number and a letterhead, too; an SOP has steps, a name or one of the six lists."""
    identity = sop["identity"]
    named = bool((identity.get("nama_sop") or {}).get("text"))
    return bool(sop["steps"]) or named or any(isinstance(part, list) and part for part in identity.values())


@dataclass(frozen=True, slots=True)
class _Read:
    sheets: tuple[Sheet, ...]
    engines: Sequence[str] = ()
    images: Mapping[int, Image] = field(default_factory=dict)


def _read_text(data: bytes) -> _Read:
    return _Read((text_to_sheet(decode_text(data)),))


def _read_pages(path: Path, settings: Settings) -> _Read:
    reader = make_reader(settings.engine, settings.language)
    images: dict[int, Image] = {}
    return _Read(tuple(_sheets(path, reader, images)), reader.names, images)


def _sheets(path: Path, reader: Reader, images: dict[int, Image]) -> Iterator[Sheet]:
    for page in file_to_pages(path, reader):
        images[page.info.number] = page.view
        yield with_unruled_tables(layout_to_sheet(page_to_layout(page), reader), page, path)


def _kind(path: Path, sheets: Sequence[Sheet]) -> SourceKind:
    if path.suffix.lower() in IMAGE_SUFFIXES:
        return "image"
    kinds: set[SourceKind] = {sheet.info.kind if sheet.info else "text" for sheet in sheets}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def decode_text(data: bytes) -> str:
    """Text in UTF-8, UTF-16 (with a mark) or, failing both, Windows-1252; bytes that fit none become U+FFFD.

    >>> decode_text("Waktu ½ jam".encode("cp1252"))
    'Waktu ½ jam'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
