"""Pages that go on with a table without ruling off its actors: one wide column holds the symbols of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.column import Column
from ocr.page import BBox
from table_extract.flowchart import columns_below
from table_extract.table import Cell, PagePlace, Table

SAME_LINE = 0.015
"""Column lines this near (fraction of the table's width) are one."""


def divide_like(table: Table, before: Table, columns: Sequence[Column]) -> Table:
    """The table with the column lines between actors that the table before has, where it has but their outer ones."""
    actors = sorted(column.col for column in columns if column.field == "pelaksana")
    if len(actors) < 2 or not table.xs or not before.xs:
        return table
    scale = (table.xs[-1] - table.xs[0]) / (before.xs[-1] - before.xs[0])
    lines = [table.xs[0] + (at - before.xs[0]) * scale for at in before.xs[actors[0] : actors[-1] + 2]]
    missing = [at for at in lines if not _stands(at, table)]
    if lines[0] in missing or lines[-1] in missing:
        return table
    return with_column_lines(table, missing)


def _stands(at: float, table: Table) -> bool:
    reach = SAME_LINE * (table.xs[-1] - table.xs[0])
    return any(abs(at - known) <= reach for known in table.xs)


def with_column_lines(table: Table, new: Sequence[float]) -> Table:
    """The table with further column lines, in pixels; cells of one column are cut there, merged ones stay merged."""
    xs = tuple(sorted({*table.xs, *new}))
    moved = [xs.index(at) for at in table.xs]
    cells: list[Cell] = []
    for cell in table.cells:
        first, last = moved[cell.col], moved[cell.col + cell.colspan]
        if cell.colspan == 1 and cell.bbox is not None:
            cells += [_part(cell, cell.bbox, xs, col) for col in range(first, last)]
        else:
            cells.append(replace(cell, col=first, colspan=last - first))
    below = [columns_below(xs, symbol.bbox[0], symbol.bbox[2]) for symbol in table.symbols]
    symbols = (replace(s, col=cols[0], colspan=len(cols)) for s, cols in zip(table.symbols, below, strict=True))
    return replace(table, cols=len(xs) - 1, xs=xs, cells=tuple(cells), symbols=tuple(symbols))


def _part(cell: Cell, box: BBox, xs: Sequence[float], col: int) -> Cell:
    """What of a cell stands in one column, with the lines whose middle does."""
    x0, x1 = xs[col], xs[col + 1]
    lines = tuple(line for line in cell.lines if line.bbox is None or x0 <= (line.bbox[0] + line.bbox[2]) / 2 < x1)
    place = cell.place
    if isinstance(place, PagePlace):
        left, right = (
            place.bbox[0] + (at - box[0]) / (box[2] - box[0]) * (place.bbox[2] - place.bbox[0]) for at in (x0, x1)
        )
        place = replace(place, bbox=(left, place.bbox[1], right, place.bbox[3]))
    return replace(cell, col=col, bbox=(x0, box[1], x1, box[3]), place=place, lines=lines)
