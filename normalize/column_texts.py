"""What the cells of a column hold: it settles columns that no wording explains."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalize.column import MUTU_BAKU, ORDER, TOLD_BY_CONTENT, Column, ColumnField
from normalize.durations import parse_duration
from normalize.header_cells import row_texts
from normalize.leaf import lines_to_text
from normalize.number_rows import FEWEST_NUMBERED
from table_extract.table import Table

FEWEST_TIMES = 3
"""How many cells of a column told by its content must be times."""
FEWEST_JOINED = 2
"""Arrows from row to row, so many at least, that tell a flowchart from boxes to tick."""
TEXT = 4
"""Letters of what a step needs or makes, at least."""
FEWEST_QUESTIONS, QUESTIONS_SHARE = 3, 0.75
"""Rows that ask from which a table is a checklist, and their share; of the steps of an SOP a few decisions ask."""


def column_texts(table: Table, col: int, body_from: int) -> list[str]:
    """The texts of a column's body cells, top to bottom."""
    cells = [cell for cell in table.cells if cell.col == col and cell.row >= body_from]
    return [lines_to_text(cell.lines) for cell in sorted(cells, key=lambda cell: cell.row)]


def holds_figures(table: Table, col: int, body: int) -> bool:
    """Whether most cells of a column are bare figures: times in the unit of the heading."""
    texts = [text for text in column_texts(table, col, body) if text]
    return bool(texts) and sum(text.isdigit() for text in texts) * 2 > len(texts)


def holds_durations(table: Table, col: int, body: int) -> bool:
    """Whether most cells of a column, and no few, are times."""
    texts = [text for text in column_texts(table, col, body) if text]
    times = sum(parse_duration(text) is not None for text in texts)
    return times >= FEWEST_TIMES and times * 2 > len(texts)


def holds_texts(table: Table, col: int, body: int) -> bool:
    """Whether a column right of all symbols of a drawn table holds texts: its heading was misread, it is no doer's."""
    cols = [symbol.col + symbol.colspan - 1 for symbol in table.symbols if symbol.row >= body]
    texts = column_texts(table, col, body)
    long = sum(len(text) >= TEXT for text in texts)
    return len(cols) >= FEWEST_NUMBERED and col > max(cols) and long * 2 > len(texts)


def holds_flow(table: Table, body: int) -> bool:
    """Whether the rows from ``body`` on hold a flowchart: symbols of several rows that arrows join."""
    drawn = [symbol.row >= body for symbol in table.symbols]
    joined = [
        table.symbols[arrow.source].row != table.symbols[arrow.target].row
        for arrow in table.connectors
        if arrow.source is not None and arrow.target is not None and drawn[arrow.source] and drawn[arrow.target]
    ]
    return sum(drawn) >= FEWEST_NUMBERED and sum(joined) >= FEWEST_JOINED


def content_agrees(table: Table, col: int, field: ColumnField, body_from: int) -> bool:
    texts = [text for text in column_texts(table, col, body_from) if text]
    if field == "no":
        return bool(texts) and sum(bool(re.match(r"\d{1,3}\b", text)) for text in texts) * 2 > len(texts)
    if field == "waktu":
        return bool(texts) and sum(parse_duration(text) is not None for text in texts) * 2 > len(texts)
    return field in {"kelengkapan", "output", "keterangan"}


def fill_gaps(table: Table, named: Sequence[Column], body_from: int) -> list[Column]:
    """Give unnamed columns the field that is missing at their place in the usual order, when the content agrees.

    Some forms have the times before what a step needs: where none were found so, a column of times is theirs.
    """
    filled = _filled_in_order(table, named, body_from)
    times = [] if any(column.field == "waktu" for column in filled) else _times(table, named, body_from)
    return _filled_in_order(table, [*named, *times], body_from) if times else filled


def _filled_in_order(table: Table, named: Sequence[Column], body_from: int) -> list[Column]:
    filled = list(named)
    for col in range(table.cols):
        if any(column.col == col for column in filled):
            continue
        field = _missing_at(filled, col)
        if field is not None and content_agrees(table, col, field, body_from):
            filled.append(Column(field, col, "", TOLD_BY_CONTENT))
    return sorted(filled, key=lambda column: column.col)


def _times(table: Table, named: Sequence[Column], body_from: int) -> list[Column]:
    """The one unnamed column of times right of what is done."""
    activity = max((column.col for column in named if column.field == "aktivitas"), default=table.cols)
    free = set(range(activity + 1, table.cols)) - {column.col for column in named}
    times = [col for col in sorted(free) if holds_durations(table, col, body_from)]
    return [Column("waktu", times[0], "", TOLD_BY_CONTENT)] if len(times) == 1 else []


def _missing_at(named: Sequence[Column], col: int) -> ColumnField | None:
    have = {column.field for column in named}
    before = [ORDER.index(column.field) for column in named if column.col < col]
    after = [ORDER.index(column.field) for column in named if column.col > col]
    low, high = max(before, default=-1), min(after, default=len(ORDER))
    fitting = [field for field in ORDER[low + 1 : high] if field not in have and field != "pelaksana"]
    return fitting[0] if fitting else _missing_between(named, col)


def _missing_between(named: Sequence[Column], col: int) -> ColumnField | None:
    """The one field of Mutu Baku that is missing, for a column between two of it: their order varies."""
    places = [column.col for column in named if column.field in MUTU_BAKU]
    missing = [field for field in MUTU_BAKU if all(column.field != field for column in named)]
    between = len(places) == len(MUTU_BAKU) - 1 and min(places) < col < max(places)
    return missing[0] if between else None


def is_checklist(table: Table, top: int) -> bool:
    """True below a header with Ya and Tidak to tick (Daftar Tilik): its rows are questions, no steps."""
    words = {
        text.strip(" .:").lower() for row in range(top, min(top + 2, table.rows)) for text in row_texts(table, row)
    }
    return ("ya" in words and bool(words & {"tidak", "tdk"})) or _asks_in_rows(table, top)


def _asks_in_rows(table: Table, top: int) -> bool:
    """Whether nearly every row below a header asks something: a checklist whose ticked columns were not read."""
    filled = {cell.row for cell in table.cells if cell.row > top and cell.lines}
    asking = {cell.row for cell in table.cells if cell.row > top and cell.lines and cell.text.rstrip().endswith("?")}
    return len(asking) >= FEWEST_QUESTIONS and len(asking) >= QUESTIONS_SHARE * len(filled)
