"""Cells of several rows in one, since the ruling between them was too faint to be seen there: texts of several
numbered steps, a heading and the first step below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from normalize.column import MUTU_BAKU
from normalize.continued import StepTable
from normalize.header_cells import column_of
from normalize.leaf import lines_to_text
from normalize.number_rows import to_figure
from table_extract.table import Cell, Line, PagePlace, Table

APART = 2.0
"""Gap between texts of two rows in line heights; lines of one text have a third to a whole one."""
UNSEEN = 0.5
"""How firmly the grid stands where the ruling was seen in other columns alone."""


def part_headings(table: Table) -> Table:
    """The table with headings that reach into its first step cut where those of the actors end."""
    end, actors = _end_of_heading(table), _below_actors(table)
    cells: list[Cell] = []
    for cell in table.cells:
        pieces = list(_pieces(table, cell, [cell.row, end] if cell.row < end < cell.row + cell.rowspan else [cell.row]))
        cells += pieces if cell in actors or column_of(pieces[0]) else [cell]
    return replace(table, cells=tuple(cells))


def _end_of_heading(table: Table) -> int:
    """The row below the actors' headings, where symbols may stand and hardly a text; 0 where none is told.

    Where not all of them end there, the heading of the numbers must share its cell with the first number.
    """
    actors = _below_actors(table)
    ends = {cell.row + cell.rowspan for cell in actors}
    first_symbol = min((symbol.row for symbol in table.symbols), default=0)
    if not ends or not table.ys or min(ends) > first_symbol:
        return 0
    end = min(ends)
    if len(ends) > 1 and not any(_heads_first_number(table, cell, end) for cell in table.cells):
        return 0
    below = (table.at(end, cell.col) for cell in actors)
    written = sum(any(cell.row == end or _middle(line) >= table.ys[end] for line in cell.lines) for cell in below)
    return end if written <= len(actors) / 2 else 0


def _heads_first_number(table: Table, cell: Cell, end: int) -> bool:
    """Whether a cell holds the heading of the numbers above a row and a figure below it."""
    if cell.col > 0 or not cell.row < end < cell.row + cell.rowspan:
        return False
    above, *below = _pieces(table, cell, [cell.row, end])
    return column_of(above) == "no" and any(to_figure(lines_to_text(piece.lines)) is not None for piece in below)


def _below_actors(table: Table) -> list[Cell]:
    """The headings of the actors' columns below the one of them all."""
    groups = [cell for cell in table.cells if cell.colspan > 1 and column_of(cell) == "pelaksana_group"]
    if len(groups) != 1:
        return []
    head, row = groups[0], groups[0].row + groups[0].rowspan
    cols = range(head.col, head.col + head.colspan)
    return [cell for cell in table.cells if cell.row == row and cell.col in cols and cell.lines]


def part_cells(part: StepTable) -> StepTable:
    """The step table with such cells cut where the next number's row begins, if that leaves text for each of them.

    Activities have a text for every number; what else stands in a cell of several rows must stand apart in each.
    """
    numbers, activities = part.columns.find("no"), part.columns.find("aktivitas")
    if not numbers or not activities or not part.table.ys:
        return part
    own = activities[0].col
    others = {column.col for field in (*MUTU_BAKU, "keterangan") for column in part.columns.find(field)}
    cells: list[Cell] = []
    for cell in part.table.cells:
        body = cell.col in {own, *others} and cell.row >= part.columns.body_from
        starts = [cell.row, *_numbered(part, cell, numbers[0].col)] if body and cell.rowspan > 1 else [cell.row]
        pieces = list(_pieces(part.table, cell, starts))
        parted = all(piece.lines for piece in pieces) and (cell.col == own or _stand_apart(pieces))
        cells += pieces if parted else [cell]
    return replace(part, table=replace(part.table, cells=tuple(cells)))


def _stand_apart(pieces: Sequence[Cell]) -> bool:
    """Whether the lines of each piece lie far below those of the one above."""
    boxes = [[line.bbox for line in piece.lines if line.bbox is not None] for piece in pieces]
    if not all(boxes):
        return False
    high = median(box[3] - box[1] for lines in boxes for box in lines)
    ends = ((max(box[3] for box in above), min(box[1] for box in below)) for above, below in pairwise(boxes))
    return all(start - end >= APART * high for end, start in ends)


def _numbered(part: StepTable, cell: Cell, col: int) -> list[int]:
    """The rows of a cell below its first one that begin with the number after the one before."""
    rows = range(cell.row, cell.row + cell.rowspan)
    beside = [part.table.at(row, col) for row in rows]
    figures = [(other.row, to_figure(lines_to_text(other.lines))) for other in dict.fromkeys(beside)]
    counted = [(row, figure) for row, figure in figures if figure is not None and row in rows]
    return [row for (_, before), (row, figure) in pairwise(counted) if figure == before + 1]


def _pieces(table: Table, cell: Cell, starts: Sequence[int]) -> Iterator[Cell]:
    """A cell cut into those that begin in some rows."""
    if len(starts) == 1 or cell.bbox is None:
        yield cell
        return
    x0, top, x1, bottom = cell.bbox
    for start, end in pairwise([*starts, cell.row + cell.rowspan]):
        y0, y1 = max(top, table.ys[start]), min(bottom, table.ys[end])
        lines = tuple(line for line in cell.lines if y0 <= _middle(line) < y1)
        place = cell.place
        if isinstance(place, PagePlace):
            left, high, right, low = place.bbox
            share = (low - high) / (bottom - top)
            place = replace(place, bbox=(left, high + (y0 - top) * share, right, high + (y1 - top) * share))
        piece = replace(cell, row=start, rowspan=end - start, bbox=(x0, y0, x1, y1), place=place, lines=lines)
        yield replace(piece, grid_quality=min(cell.grid_quality, UNSEEN))


def _middle(line: Line) -> float:
    return (line.bbox[1] + line.bbox[3]) / 2 if line.bbox else -1.0
