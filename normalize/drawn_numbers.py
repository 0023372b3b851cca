"""Step tables without a column of numbers: the symbols hold them, counted from row to row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from normalize.column import Column
from normalize.continued import StepTable
from normalize.header_cells import SURE
from table_extract.table import Cell, Line

FIGURE = re.compile(r"(\d{1,3})[.)]?")
FEWEST, LEAST_SHARE = 3, 0.75
"""Rows that must count on, and their share: a lone figure in a doer's column may be the name of another page."""
MOST_AGAINST = 0.25
"""Rows with other figures to one that counts on: with more of them the figures count the symbols, not the rows."""

DRAWN_NUMBERS = Column("no", -1, "", SURE)
"""Stands for the column that such a table lacks."""


def drawn_numbers(piece: StepTable) -> Mapping[int, Cell]:
    """By the row of each activity the cell of its number, blank where it was not read; none unless the rows count."""
    if not piece.table.symbols or piece.columns.find("no"):
        return {}
    activities = [cell for column in piece.columns.find("aktivitas") for cell in piece.table.cells
                  if cell.col == column.col and cell.row >= piece.columns.body_from and cell.lines]  # fmt: skip
    rows = sorted(activities, key=lambda cell: cell.row)
    figures = [_figures(piece, cell) for cell in rows]
    starts = Counter(start for at, found in enumerate(figures) for start in {figure - at for figure in found})
    start, counted = max(starts.items(), key=lambda item: item[1], default=(0, 0))
    against = sum(bool(found) for found in figures) - counted
    if counted < max(FEWEST, LEAST_SHARE * len(rows)) or against > MOST_AGAINST * counted:
        return {}
    return {cell.row: _number(cell, figures[at].get(start + at)) for at, cell in enumerate(rows)}


def _figures(piece: StepTable, activity: Cell) -> dict[int, Line]:
    """The figures that stand alone on a line in the doers' columns beside an activity."""
    actors = {column.col for column in piece.columns.actors}
    beside = range(activity.row, activity.row + activity.rowspan)
    lines = (line for cell in piece.table.cells if cell.col in actors and cell.row in beside for line in cell.lines)
    found = ((FIGURE.fullmatch(line.text.strip()), line) for line in lines)
    return {int(match[1]): line for match, line in found if match}


def _number(activity: Cell, line: Line | None) -> Cell:
    """The cell of a number: where its figure stands, else in the row of its activity."""
    place = activity.place if line is None else line.place
    return Cell(activity.row, -1, place, activity.rowspan, lines=() if line is None else (line,))
