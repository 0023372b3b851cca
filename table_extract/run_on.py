"""Text that runs on into the next cell: a spreadsheet lets it where that cell is empty, and draws no ruling there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.order import median
from ocr.page import BBox, Image
from table_extract.table import Cell
from table_extract.textlines import LETTER_MAX_MM, LETTER_MIN_MM, Boxes, InkLine, level_overlap, pieces_to_lines

ACROSS_MM = 0.3
"""A letter reaches at least this far to both sides of the border that it stands across."""
WORD_GAP = 2.0
"""The text before stands closer than this, by the height of its line."""
BORDER_MM = 0.5
"""A ruling is looked for so far to both sides of a border, which lines of a bent page leave a little."""
ABOVE = 0.3
"""So far above and below the text no ruling is seen, by the height of its line."""
PAPER = 0.8
"""Share of the paper's brightness below which ink is seen."""


def text_reaches(cells: Sequence[Cell], pieces: Boxes, grey: Image, pixels_per_mm: float) -> list[BBox | None]:
    """For each cell the box in pixels in which its text stands: its own, as a rule.

    It takes in the next cell where its text runs on into that; the box of the cell run into is None.
    """
    reaches = [cell.bbox for cell in cells]
    high = pieces[:, 3] - pieces[:, 1]
    letters = pieces[(high >= LETTER_MIN_MM * pixels_per_mm) & (high <= LETTER_MAX_MM * pixels_per_mm)]
    left_of = {(cell.row, cell.rowspan, cell.col + cell.colspan): at for at, cell in enumerate(cells) if cell.bbox}
    for at, cell in enumerate(cells):
        before = left_of.get((cell.row, cell.rowspan, cell.col))
        if cell.bbox is None or before is None:
            continue
        own, reached = reaches[before], cell.bbox
        if own and _runs_on(own, reached, letters, pieces, grey, pixels_per_mm):
            reaches[before] = (own[0], min(own[1], reached[1]), reached[2], max(own[3], reached[3]))
            reaches[at] = None
    return reaches


def _runs_on(left: BBox, right: BBox, letters: Boxes, pieces: Boxes, grey: Image, pixels_per_mm: float) -> bool:
    """Whether all text of the right box is the end of lines that begin in the left one."""
    border, far = right[0], ACROSS_MM * pixels_per_mm
    in_row = letters[_inside(letters, (left[0], right[1], right[2], right[3]))]
    across = in_row[(in_row[:, 0] < border - far) & (in_row[:, 2] > border + far)]
    if not len(across):
        return False
    before = in_row[in_row[:, 2] <= border]
    lines = pieces_to_lines(np.unique(np.vstack([pieces[_inside(pieces, right)], across]), axis=0), pixels_per_mm)
    in_lines = {piece for line in lines for piece in line.pieces}
    whole = {tuple(letter) for letter in letters[_inside(letters, right)].tolist()} <= in_lines
    return whole and all(_goes_on(line, before, border, grey, pixels_per_mm) for line in lines)


def _inside(pieces: Boxes, box: BBox) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which pieces have their middle inside a box."""
    x, y = (pieces[:, 0] + pieces[:, 2]) / 2, (pieces[:, 1] + pieces[:, 3]) / 2
    return np.asarray((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3]), np.bool_)


def _goes_on(line: InkLine, before: Boxes, border: float, grey: Image, pixels_per_mm: float) -> bool:
    """Whether a line begins across a border without ruling, close behind text at its level."""
    first = np.array([line.pieces[0]])
    high = line.bbox[3] - line.bbox[1]
    level = level_overlap(before, first)[:, 0] >= 0.5
    near = bool((level & (first[0, 0] - before[:, 2] < WORD_GAP * high)).any())
    return near and first[0, 0] < border and not _is_ruled(line.bbox, border, grey, pixels_per_mm)


def _is_ruled(text: BBox, border: float, grey: Image, pixels_per_mm: float) -> bool:
    """Whether a ruling is seen at a border right above or below a text across it."""
    reach, side = max(2, round(ABOVE * (text[3] - text[1]))), round(BORDER_MM * pixels_per_mm)
    columns = slice(max(0, round(border) - side), round(border) + side + 1)
    top, bottom = int(text[1]), int(np.ceil(text[3]))
    strips = grey[max(0, top - reach) : top, columns], grey[bottom : bottom + reach, columns]
    return any(strip.size and median(strip.min(axis=1)) < PAPER * median(strip) for strip in strips)
