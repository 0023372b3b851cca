"""Body rows of step tables, each told apart as a step, the rest of one, a connector row, a total or a signature."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from normalize.continued import StepTable
from normalize.drawn_numbers import drawn_numbers
from normalize.leaf import lines_to_text
from normalize.number_rows import is_number_row
from table_extract.table import Cell, Symbol

RowKind = Literal["step", "rest", "blank", "total", "title", "signature"]

SUB_LETTER = re.compile(r"\(?[a-z]\s?[.)]")
TOTAL = re.compile(r"(jumlah|total|jml)\b", re.IGNORECASE)
SIGNATURE = re.compile(r"(ditetapkan|disahkan) (di|oleh)\b|nip\b|.{0,80}\bnip\.? ?\d", re.IGNORECASE)
TITLE_SHARE, MOST_TITLE_LINES = 0.8, 2
"""A cell over so much of a table, and over the activities, is the title of the steps below it."""
TEXT_FIELDS = ("no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan")


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One grid row of the body. ``part`` counts the joined tables from 0; ``cells`` holds the cells that begin here."""

    part: int
    row: int
    page: int
    kind: RowKind
    cells: Mapping[str, Cell]
    symbols: tuple[Symbol, ...] = ()
    only_activity: bool = False
    """True where every other column shares its cell with the row above."""

    @property
    def filled(self) -> tuple[str, ...]:
        """The fields with text."""
        return tuple(field for field, cell in self.cells.items() if cell.lines)

    def text(self, field: str) -> str:
        """The text of the cell of one field; empty where none begins in this row."""
        cell = self.cells.get(field)
        return lines_to_text(cell.lines) if cell else ""


def body_rows(parts: Sequence[StepTable]) -> list[BodyRow]:
    """The body rows of joined tables, top to bottom, up to the first signature row of each table."""
    rows: list[BodyRow] = []
    for part, piece in enumerate(parts):
        numbers = drawn_numbers(piece)
        for row in range(piece.columns.body_from, piece.table.rows):
            body = _body_row(part, piece, row, numbers.get(row))
            if body.kind == "signature":
                break
            rows.append(body)
    return rows


def _body_row(part: int, piece: StepTable, row: int, number: Cell | None) -> BodyRow:
    cells: dict[str, Cell] = {} if number is None else {"no": number}
    for column in piece.columns.columns:
        cell = piece.table.at(row, column.col)
        if column.field in TEXT_FIELDS and cell.row == row and column.field not in cells:
            cells[column.field] = cell
    symbols = tuple(symbol for symbol in piece.table.symbols if symbol.row == row)
    begun = {column.field for column in piece.columns.columns if piece.table.at(row, column.col).row == row}
    kind = _row_kind(piece, row, cells)
    return BodyRow(part, row, piece.table.page, kind, cells, symbols, begun == {"aktivitas"})


def _is_title(piece: StepTable, row: int, cell: Cell | None) -> bool:
    """Whether a cell stands across the table; one that begins with a figure is a step whose rulings were not seen."""
    if cell is None or cell.colspan < TITLE_SHARE * piece.table.cols or len(cell.lines) > MOST_TITLE_LINES:
        return False
    drawn = any(symbol.row == row for symbol in piece.table.symbols)
    return not drawn and not lines_to_text(cell.lines)[:1].isdigit()


def _row_kind(piece: StepTable, row: int, cells: Mapping[str, Cell]) -> RowKind:
    texts = {field: lines_to_text(cell.lines) for field, cell in cells.items()}
    number, activity = texts.get("no", ""), texts.get("aktivitas", "")
    if not any(texts.values()):
        return "blank" if not any(cell.ink for cell in cells.values()) else "rest"
    if is_number_row([text for text in texts.values() if text]):
        return "blank"
    if not number and TOTAL.match(activity) or TOTAL.match(number):
        return "total"
    if _is_title(piece, row, cells.get("aktivitas")):
        return "title"
    if not number and SIGNATURE.match(activity):
        return "signature"
    if _is_empty_form(piece, row, cells):
        return "blank"
    return "step" if any(mark.isalnum() for mark in number) else "rest"


def _is_empty_form(piece: StepTable, row: int, cells: Mapping[str, Cell]) -> bool:
    """Whether a drawn row has a number and nothing else: no print, no ink, no symbol, and nothing shared from above."""
    others = [cell for field, cell in cells.items() if field != "no"]
    if not piece.table.xs or "aktivitas" not in cells or any(symbol.row == row for symbol in piece.table.symbols):
        return False
    actors = [piece.table.at(row, column.col) for column in piece.columns.actors]
    return not any(cell.lines or cell.ink for cell in [*others, *actors])
