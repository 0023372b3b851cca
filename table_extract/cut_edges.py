"""Print that ends where the picture does: in a column whose outer ruling, and all behind it, the scanner left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from table_extract.rulings import Ruling
from table_extract.table import Cell, Line, Table

NEAR_MM = 0.7
"""Print that comes so close to where all rulings end is cut: with a ruling there, it would keep clear of it."""


def mark_cut_lines(table: Table, rulings: Sequence[Ruling], pixels_per_mm: float) -> Table:
    """The table with ``cut`` set on the lines that reach a side without a ruling. ``rulings`` are those of its grid."""
    near = NEAR_MM * pixels_per_mm
    left, right = (_is_open(rulings, at, near) for at in (table.xs[0], table.xs[-1]))
    if not (left or right):
        return table

    def is_cut(line: Line) -> bool:
        if line.bbox is None:
            return False
        return (left and line.bbox[0] <= table.xs[0] + near) or (right and line.bbox[2] >= table.xs[-1] - near)

    def marked(cell: Cell) -> Cell:
        return replace(cell, lines=tuple(replace(line, cut=is_cut(line)) for line in cell.lines))

    return replace(table, cells=tuple(marked(cell) for cell in table.cells))


def _is_open(rulings: Sequence[Ruling], at: float, near: float) -> bool:
    """Whether no ruling is seen at a side, drawn or as the edge of a tone: the frame was completed there."""
    return not any(r.axis == "v" and abs(r.at - at) <= near and (r.is_drawn or r.slack) for r in rulings)
