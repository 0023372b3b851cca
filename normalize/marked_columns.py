"""Columns of dashes, letters or figures ruled off before the texts below one heading: spreadsheets print lists so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.column import MUTU_BAKU
from normalize.column_texts import TEXT, column_texts, holds_durations
from normalize.header_cells import column_of
from normalize.header_names import header_bottom, header_row
from normalize.leaf import union_place
from table_extract.table import Cell, Line, Table, index_at

LISTING = (*MUTU_BAKU, "keterangan")
"""Columns whose texts may have their marks in a column of their own."""


def join_marks(table: Table) -> Table:
    """The table with one cell in each row below such a heading: its marks and its text."""
    top = header_row(table)
    if top is None:
        return table
    bottom = header_bottom(table, top)
    for head in [cell for cell in table.cells if top <= cell.row <= bottom and cell.colspan > 1]:
        texts = _texts_column(table, head, bottom) if column_of(head) in LISTING else None
        if texts is not None:
            table = _joined(table, head, texts, bottom)
    return table


def _texts_column(table: Table, head: Cell, bottom: int) -> int | None:
    """The one column of texts below a heading of several columns whose others hold marks alone; else None."""
    cols = range(head.col, head.col + head.colspan)
    headed = any(head.row < cell.row <= bottom and cell.col in cols and cell.lines for cell in table.cells)
    across = any(cell.row > bottom and cell.colspan > 1 and cell.col in cols for cell in table.cells)
    held = {col: [text for text in column_texts(table, col, bottom + 1) if text] for col in cols}
    long = [col for col, texts in held.items() if any(len(text) >= TEXT for text in texts)]
    times = column_of(head) != "waktu" and any(holds_durations(table, col, bottom + 1) for col in cols)
    return long[0] if len(long) == 1 and not (headed or across or times) else None


def _joined(table: Table, head: Cell, texts: int, bottom: int) -> Table:
    cols = range(head.col, head.col + head.colspan)
    body = [cell for cell in table.cells if cell.row > bottom and cell.col in cols]
    held: dict[int, list[Line]] = {cell.row: [] for cell in body if cell.col == texts}
    if table.rows > bottom + 1 and table.at(bottom + 1, texts).row <= bottom:
        return table
    for cell in sorted(body, key=lambda cell: cell.col):
        for line in cell.lines:
            held[table.at(_row_of(table, cell, line), texts).row].append(line)
    whole = [_across(table, cell, cols, body, held[cell.row]) for cell in body if cell.col == texts]
    return replace(table, cells=(*(cell for cell in table.cells if cell not in body), *whole))


def _across(table: Table, cell: Cell, cols: range, body: Sequence[Cell], lines: Sequence[Line]) -> Cell:
    """A cell over some columns with the lines of them all, from top to bottom and from left to right."""
    beside = [other for other in body if (other.row, other.rowspan) == (cell.row, cell.rowspan)]
    place = union_place([other.place for other in beside]) or cell.place
    box = cell.bbox and (table.xs[cols[0]], cell.bbox[1], table.xs[cols[-1] + 1], cell.bbox[3])
    ink = any(other.ink for other in beside)
    ordered = tuple(_in_order(lines))
    return replace(cell, col=cols[0], colspan=len(cols), place=place, bbox=box, lines=ordered, ink=ink)


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """Lines level by level; on one level stand those whose middles lie within the first one's height."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        box = levels[-1][0].bbox if levels else None
        if box is not None and _middle(line) <= box[3]:
            levels[-1].append(line)
        else:
            levels.append([line])
    return [line for level in levels for line in sorted(level, key=lambda line: line.bbox[0] if line.bbox else 0.0)]


def _middle(line: Line) -> float:
    return (line.bbox[1] + line.bbox[3]) / 2 if line.bbox else 0.0


def _row_of(table: Table, cell: Cell, line: Line) -> int:
    """The row of the table that a line of a cell stands in."""
    if line.bbox is None or not table.ys:
        return cell.row
    row = index_at(table.ys, (line.bbox[1] + line.bbox[3]) / 2)
    return min(max(row, cell.row), cell.row + cell.rowspan - 1)
