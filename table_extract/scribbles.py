"""What a pen wrote over a table: ink that is no text, and the words and cells that it hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr.page import BBox, Image
from table_extract.table import Cell, Line
from table_extract.textlines import Boxes

BLOT_MM = 4.5
"""A piece of ink higher and wider than this among the print of a table is no letter."""
HIDDEN_MM, STROKE_MM = 2.5, 0.5
"""Least width and height of a blot over a cell that may hide a word, and the width of a pen's stroke."""
OVERLAP, PITCH, HIDDEN_LINE = 0.5, 0.8, 0.8
"""Share of the narrower one's width over which ink stands above or below text, the blank between them and its height
by a line's height, where it may hide a line."""
LEVEL, HIDDEN_WORD = 0.5, 2.0
"""Share of a line's height at which ink beside it stands, and its width by that height, where it may hide a word."""


def hides_word(ink: BBox, line: Line) -> bool:
    """Whether ink that is no text stands where the first or the last word of a line would, and is as large."""
    if line.bbox is None:
        return False
    x0, y0, x1, y1 = line.bbox
    height = y1 - y0
    level = min(ink[3], y1) - max(ink[1], y0) >= LEVEL * height
    beside = max(x0 - ink[2], ink[0] - x1) <= height
    return level and beside and ink[2] - ink[0] >= HIDDEN_WORD * height


def hides_line(ink: BBox, lines: Sequence[Line]) -> bool:
    """Whether ink that is no text stands where a line above or below those of a cell would, and is as large."""
    boxes = [line.bbox for line in lines if line.bbox]
    if not boxes:
        return False
    x0, y0, x1, y1 = (pick(sides) for pick, sides in zip((min, min, max, max), zip(*boxes, strict=True), strict=True))
    height = max(box[3] - box[1] for box in boxes)
    wide, high = ink[2] - ink[0], ink[3] - ink[1]
    over = min(x1, ink[2]) - max(x0, ink[0]) >= OVERLAP * min(wide, x1 - x0)
    near = any(-LEVEL * height <= gap <= PITCH * height for gap in (ink[1] - y1, y0 - ink[3]))
    return over and near and wide >= HIDDEN_WORD * height and high >= HIDDEN_LINE * height


def blots(pieces: Boxes, pixels_per_mm: float) -> list[BBox]:
    """Pieces of ink too large for letters both ways: what a pen crossed out or scribbled over."""
    sides = np.minimum(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in pieces[sides >= BLOT_MM * pixels_per_mm].tolist()]


def with_blots(cells: tuple[Cell, ...], pieces: Boxes, ink: Image, pixels_per_mm: float) -> tuple[Cell, ...]:
    """The cells; those in which nothing was seen know of the blots over them that have their middle in another one.

    They have no ink of their own by that, which might be a tick. ``pieces`` are the boxes of all pieces of the ``ink``
    that may be print (255 = ink).
    """
    found = blots(pieces, pixels_per_mm)
    return tuple(_with_blots_over(cell, found, ink, pixels_per_mm) for cell in cells) if found else cells


def _with_blots_over(cell: Cell, found: list[BBox], ink: Image, pixels_per_mm: float) -> Cell:
    if cell.bbox is None or cell.ink:
        return cell
    x0, y0, x1, y1 = cell.bbox
    over = [(max(x0, b[0]), max(y0, b[1]), min(x1, b[2]), min(y1, b[3])) for b in found]
    hidden = tuple(box for box in over if _may_hide(box, ink, pixels_per_mm))
    return replace(cell, lost=(*cell.lost, *hidden)) if hidden else cell


def _may_hide(box: BBox, ink: Image, pixels_per_mm: float) -> bool:
    """Whether a part of a blot has the size of a word, and a stroke through it."""
    x0, y0, x1, y1 = (int(value) for value in box)
    least = HIDDEN_MM * pixels_per_mm
    stroke = STROKE_MM * pixels_per_mm * least
    return min(x1 - x0, y1 - y0) >= least and bool(np.count_nonzero(ink[y0:y1, x0:x1]) >= stroke)
