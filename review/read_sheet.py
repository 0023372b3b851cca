"""Reads a review sheet back, as people and their spreadsheets return it.

Any of ``;`` ``,`` TAB as delimiter, with or without BOM, UTF-8, UTF-16 or the Windows code page, rows in another order,
columns dropped. A line that is mangled is refused by its number with a reason; the lines after it are still read.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from review.coding import decode
from review.sheet_safe import unguard

IDS = ("sha256", "cell_id", "versi")
FOR_ALL = " semua"
"""Ending of a decision that also settles the cells that read the same in the same column."""
READ_BACK = ("koreksi", "keputusan", "catatan")

_SHA = re.compile(r"sha256:([0-9a-f]{64})")
_CELL = re.compile(r"sel:(.+)", re.DOTALL)
_VERSION = re.compile(r"(?:v:([0-9a-f]{10}))?")
MAX_BOOK_MB = 200
"""Size of a workbook's unpacked parts; with pictures of ten thousand cells it has some 60."""
BROKEN_BOOK = (
    BadZipFile,
    InvalidFileException,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    SyntaxError,
    zlib.error,
)
"""How openpyxl and what it unpacks with end on files that are no workbook: with their own errors and with Python's."""

_MAX_LINES_PER_CELL = 400
"""Physical lines one row may span; bounds the search for the next good row after an open quote."""


class SheetError(Exception):
    """The file as a whole is no review sheet; the message says in Indonesian what to do."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken over. ``line`` counts physical lines (CSV) or rows (XLSX) from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer wrote on one line, with the ids that say where it belongs. ``version`` may be empty."""

    line: int
    sha256: str
    cell_id: str
    version: str
    correction: str
    decision: str
    note: str


def read_sheet(path: Path) -> tuple[list[Verdict], list[Refused]]:
    """The lines of a review.csv or review.xlsx. Raises SheetError when it is no review sheet at all."""
    rows = _xlsx_rows(path) if path.suffix.casefold() == ".xlsx" else _csv_rows(path.read_bytes())
    verdicts: list[Verdict] = []
    refused: list[Refused] = []
    for row in rows:
        if isinstance(row, Refused):
            refused.append(row)
        else:
            verdicts.append(row)
    return verdicts, refused


def _csv_rows(data: bytes) -> Iterator[Verdict | Refused]:
    lines = _physical_lines(decode(data))
    start = 1 if lines and lines[0].casefold().startswith("sep=") else 0
    delimiter, header = _header(lines[start] if len(lines) > start else "")
    index = start + 1
    while index < len(lines):
        if not lines[index].strip(f'{delimiter}\r\n" '):
            index += 1
            continue
        row, used = _row_at(lines, index, delimiter, header)
        if isinstance(row, Refused):
            used = _distance_to_next_good_row(lines, index, delimiter, header)
        yield row
        index += used


def _physical_lines(text: str) -> list[str]:
    """Lines with their ends; a lone CR is an end only where a spreadsheet for the old Mac wrote nothing else."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _header(line: str) -> tuple[str, list[str]]:
    for delimiter in ";,\t":
        try:
            names = [name.strip().casefold() for name in next(csv.reader([line], delimiter=delimiter), [])]
        except csv.Error:  # a lone carriage return inside it
            continue
        if {"sha256", "cell_id"} <= set(names):
            return delimiter, names
    raise SheetError("Baris pertama bukan judul kolom lembar review: kolom sha256 dan cell_id harus ada.")


def _row_at(lines: Sequence[str], index: int, delimiter: str, header: list[str]) -> tuple[Verdict | Refused, int]:
    """The row that begins at a physical line, and how many physical lines it takes."""
    reader = csv.reader(iter(lines[index : index + _MAX_LINES_PER_CELL]), delimiter=delimiter, strict=True)
    try:
        values = next(reader)
    except csv.Error:
        return Refused(index + 1, "tanda kutip rusak atau tidak ditutup"), 1
    values[-1] = values[-1].rstrip("\r\n")
    extra = values[len(header) :]
    if len(values) < len(header) or any(extra):
        return Refused(index + 1, f"{len(values)} kolom, seharusnya {len(header)}"), 1
    return _to_verdict(index + 1, dict(zip(header, values, strict=False))), reader.line_num


def _distance_to_next_good_row(lines: Sequence[str], index: int, delimiter: str, header: list[str]) -> int:
    """How many physical lines a mangled row takes: up to the next line that begins a row with valid ids."""
    for ahead in range(index + 1, len(lines)):
        if _begins_a_row(lines[ahead], delimiter, header):
            return ahead - index
    return len(lines) - index


def _begins_a_row(line: str, delimiter: str, header: list[str]) -> bool:
    """A cheap test that keeps a broken file from being parsed again at each of its lines."""
    return line.count(delimiter) >= len(header) - 1 or line.startswith('"') or bool(_SHA.search(line))


def _to_verdict(line: int, named: dict[str, str]) -> Verdict | Refused:
    named = {name: unguard(value) for name, value in named.items()}
    sha, cell = _SHA.fullmatch(named["sha256"].strip()), _CELL.fullmatch(named["cell_id"].strip())
    version = _VERSION.fullmatch(named.get("versi", "").strip())
    if sha is None or cell is None or version is None:
        return Refused(line, "sha256, cell_id atau versi kosong atau berubah")
    if any(_SHA.search(value) for name, value in named.items() if name != "sha256"):
        return Refused(line, "dua baris tergabung menjadi satu (tanda kutip hilang)")
    correction, decision, note = (_clean(named.get(column, "")) for column in READ_BACK)
    return Verdict(line, sha[1], cell[1], version[1] or "", correction, decision.casefold(), note)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _xlsx_rows(path: Path) -> Iterator[Verdict | Refused]:
    try:
        rows = _filled_rows(path)
    except BROKEN_BOOK as error:
        raise SheetError(f"{path.name} bukan buku kerja Excel yang utuh: {error}") from error
    header = [str(name or "").strip().casefold() for name in (rows[0][1] if rows else ())]
    if not {"sha256", "cell_id"} <= set(header):
        raise SheetError("Baris pertama bukan judul kolom lembar review: kolom sha256 dan cell_id harus ada.")
    for number, values in rows[1:]:
        if any(isinstance(value, date | time) for value in values):
            yield Refused(number, "Excel menyimpan isian sebagai tanggal atau jam; ketik ulang sebagai teks")
        elif len(values) < len(header) and not {"sha256", "cell_id"} <= set(header[: len(values)]):
            yield Refused(number, f"{len(values)} kolom, seharusnya {len(header)}")
        else:
            texts = ["" if value is None else str(value) for value in values]
            yield _to_verdict(number, dict(zip(header, texts, strict=False)))


def _filled_rows(path: Path) -> list[tuple[int, tuple[object, ...]]]:
    """Rows with anything in them, by their number in the sheet. Raises one of BROKEN_BOOK."""
    data = path.read_bytes()
    with ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_BOOK_MB * 2**20:
            raise ValueError(f"isinya lebih besar dari {MAX_BOOK_MB} MB")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
    return [(number, values) for number, values in rows if any(value is not None for value in values)]
