"""Grid rows too low for print, as a line that shines through from the other side of the paper or a fold makes them."""

from __future__ import annotations

from dataclasses import replace

from table_extract.bands import boxed, in_row
from table_extract.table import Cell, Table

SLIM_MM = 2.2
"""A row of 6-point print is higher."""


def without_slim_rows(table: Table, pixels_per_mm: float) -> Table:
    """The table with every blank row that is too low for print, and that texts run through, as a part of the row below
    or above that these texts stand in."""
    for row in range(table.rows - 1, -1, -1):
        if table.ys[row + 1] - table.ys[row] >= SLIM_MM * pixels_per_mm:
            continue
        through = [cell for cell in table.cells if cell.row <= row < cell.row + cell.rowspan]
        own = [cell for cell in through if cell.rowspan == 1]
        if any(cell.lines or cell.ink for cell in own):
            continue
        texts = [cell for cell in through if cell.rowspan > 1 and cell.lines]
        if any(cell.row == row for cell in texts):
            table = _joined(table, own, row + 1)
        elif any(cell.row + cell.rowspan == row + 1 for cell in texts):
            table = _joined(table, own, row)
    return table


def _joined(table: Table, blank: list[Cell], edge: int) -> Table:
    """The table without ``ys[edge]``, and without the ``blank`` cells of the row on one side of it."""
    ys = (*table.ys[:edge], *table.ys[edge + 1 :])
    cells = []
    for cell in table.cells:
        if cell in blank:
            continue
        first, last = (row - (row >= edge) for row in (cell.row, cell.row + cell.rowspan - 1))
        moved = replace(cell, row=first, rowspan=last - first + 1)
        ends_here = edge in (cell.row, cell.row + cell.rowspan)
        cells.append(boxed(table, moved, ys[first], ys[last + 1]) if ends_here else moved)
    cells.sort(key=lambda cell: (cell.row, cell.col))
    symbols = tuple(in_row(symbol, ys) for symbol in table.symbols)
    return replace(table, rows=table.rows - 1, ys=ys, cells=tuple(cells), symbols=symbols)
