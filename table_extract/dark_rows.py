"""Dark rows in which no ruling shows: cells between the column lines of the other rows, as their print allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr.page import BBox, Image
from table_extract.grid import box_to_place
from table_extract.light_print import is_dark
from table_extract.table import Cell, Table
from table_extract.textlines import InkLine, ink_to_pieces, pieces_to_lines

WORD_GAP_MM = 2.5
"""Print further apart on a level stands in two cells."""
FEWEST_LETTERS = 4
"""Letters of the longest word at least: white specks on a dark fill stand alone."""
APART = 1.0
"""Heights of a line between it and the next one below it, from which the two stand in two cells."""
ACROSS_MM = 0.4
"""So far print must reach over a column line on both sides to cross it."""


def split_dark_cells(table: Table, flat: Image, light_ink: Image, pixels_per_mm: float) -> Table:
    """The table with its wide dark cells cut at the column lines that their light print leaves free.

    Print above the headings of several columns names their group: it crosses column lines and cuts nothing; the cells
    below it begin under it.
    """
    cells: list[Cell] = []
    for cell in table.cells:
        wide = cell.bbox is not None and cell.colspan > 1 and is_dark(flat, cell.bbox)
        lines = _lines(light_ink, cell.bbox, pixels_per_mm) if wide and cell.bbox is not None else ()
        printed = len(lines) > 1 and max(len(line.pieces) for line in lines) >= FEWEST_LETTERS
        cells += _pieces(table, cell, lines, ACROSS_MM * pixels_per_mm) if printed else [cell]
    return replace(table, cells=tuple(cells)) if len(cells) > len(table.cells) else table


def _lines(ink: Image, box: BBox, pixels_per_mm: float) -> tuple[InkLine, ...]:
    x0, y0, x1, y1 = (max(0, int(value)) for value in box)
    pieces = ink_to_pieces(ink[y0:y1, x0:x1].copy())
    lines = pieces_to_lines(pieces, pixels_per_mm, WORD_GAP_MM)
    return tuple(replace(line, bbox=_moved(line.bbox, x0, y0)) for line in lines if not line.dash)


def _moved(box: BBox, x: float, y: float) -> BBox:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _pieces(table: Table, cell: Cell, lines: Sequence[InkLine], across: float) -> Iterator[Cell]:
    """The cells of a dark cell, left to right, each below the names of groups above it."""
    inner = table.xs[cell.col + 1 : cell.col + cell.colspan]
    groups = [line for line in lines if _is_group(line, _below(line, lines, table.xs), inner, across)]
    rest = [line for line in lines if line not in groups]
    free = [x for x in inner if not any(_crosses(line, [x], across) for line in rest)]
    edges = [cell.col, *(table.xs.index(x) for x in free), cell.col + cell.colspan]
    for first, last in zip(edges, edges[1:], strict=False):
        over = [line.bbox[3] for line in groups if line.bbox[0] < table.xs[last] and line.bbox[2] > table.xs[first]]
        top = max(over, default=table.ys[cell.row])
        yield _part(table, cell, first, last, top)


def _crosses(line: InkLine, xs: Sequence[float], across: float) -> bool:
    return any(line.bbox[0] < x - across and line.bbox[2] > x + across for x in xs)


def _is_group(line: InkLine, below: Sequence[InkLine], xs: Sequence[float], across: float) -> bool:
    """Whether a line names the group of the columns below it: it crosses a column line, or keeps well above a name."""
    top, bottom = line.bbox[1::2]
    apart = min((other.bbox[1] - bottom for other in below), default=0.0) >= APART * (bottom - top)
    return bool(below) and (_crosses(line, xs, across) or apart)


def _below(line: InkLine, lines: Sequence[InkLine], xs: Sequence[float]) -> list[InkLine]:
    """The print below a line, in the columns that it touches."""
    x0, _, x1, bottom = line.bbox
    left, right = max((x for x in xs if x <= x0), default=x0), min((x for x in xs if x >= x1), default=x1)
    return [other for other in lines if other.bbox[1] >= bottom and other.bbox[0] < right and other.bbox[2] > left]


def _part(table: Table, cell: Cell, first: int, last: int, top: float) -> Cell:
    if cell.bbox is None:
        raise ValueError("only drawn tables have dark cells")
    box = (table.xs[first], top, table.xs[last], cell.bbox[3])
    return replace(cell, col=first, colspan=last - first, bbox=box, place=box_to_place(table, box))
