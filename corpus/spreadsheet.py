"""Tables to files that office programs open by double click: CSV and XLSX in which no text runs as a formula."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from review.sheet_layout import HEAD, fit_row, set_for_paper
from review.sheet_safe import guard

Cell = str | int | float | None

CELL_LETTERS = 32_767
"""The longest text a cell of Excel holds."""

WIDTHS = (8, 60)
"""Narrowest and widest column of an XLSX sheet, in characters."""


def rows_to_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV text for an Indonesian Excel: BOM, semicolons, CRLF, every cell quoted, formulas disarmed.

    >>> rows_to_csv(["a"], [["=1+1"], [None]])
    '\\ufeff"a"\\r\\n"\\'=1+1"\\r\\n""\\r\\n'
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guard(column) for column in columns])
    writer.writerows([guard(cell_text(cell)) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def cell_text(cell: Cell) -> str:
    """A cell as text: nothing for None and NaN, a decimal comma as Indonesian Excel reads it, no control characters.

    >>> cell_text(3.0), cell_text(0.25), cell_text(None), cell_text(float("nan"))
    ('3', '0,25', '', '')
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    clean = ILLEGAL_CHARACTERS_RE.sub("", str(cell))
    return clean.encode("utf-8", "replace").decode("utf-8")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV file, complete or not at all."""
    write_whole(path, rows_to_csv(columns, rows).encode("utf-8"))


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place, so that a full disk or a kill leaves the old file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def rows_to_xlsx(sheets: Iterable[tuple[str, Sequence[str], Sequence[Sequence[Cell]]]]) -> bytes:
    """A workbook of (name, columns, rows). Texts are typed as text: long numbers keep their digits, nothing runs."""
    book = Workbook(write_only=True)
    for name, columns, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        set_for_paper(sheet)
        widths = [_width(column, (row[index] for row in rows)) for index, column in enumerate(columns)]
        for index, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.append([_typed(sheet, column, HEAD) for column in columns])
        for number, row in enumerate(rows, start=2):
            fit_row(sheet, number, zip(map(cell_text, row), widths, strict=True))
            sheet.append([_typed(sheet, cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _width(column: str, cells: Iterable[Cell]) -> int:
    longest = max((len(cell_text(cell)) for cell in cells), default=0)
    return min(WIDTHS[1], max(WIDTHS[0], len(column) + 2, longest + 1))


def _typed(sheet: Worksheet, value: Cell, font: Font | None = None) -> OpenpyxlCell:
    number = isinstance(value, int | float) and not (isinstance(value, float) and math.isnan(value))
    cell = WriteOnlyCell(sheet, value=value if number else None)
    if not number and (text := cell_text(value)[:CELL_LETTERS]):
        cell.value = text
        # a text that begins with = would be stored as a formula
        cell.data_type = "s"
        cell.number_format = "@"
    if font:
        cell.font = font
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
