"""Symbols whose outline is worn to dashes: sought over wider gaps, in the rows in which no whole symbol stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import cv2
import numpy as np

from ocr.page import Image
from table_extract.areas import Area, best_first, cropped, enclosed, outlines, solid_areas
from table_extract.shapes import Mask, Shape, match_shape, overlap
from table_extract.table import Table, index_at

LEAST_MODELS = 2
"""So many whole symbols show how large the page's symbols are."""
GAPS_MM = (1.2, 1.8, 2.5)
"""Gaps that are closed, attempt by attempt; the first that gives a row a symbol is the last."""
SIZE = (0.6, 1.6)
"""Width and height by those of the usual whole symbol."""
LEAST_COVER, NEAR_MM = 0.5, 0.3
"""Share of the outline's course with ink so near: connectors around a piece of paper leave more of it open."""
STROKE_MM = 2.0
"""What is slimmer hangs on a symbol: connectors, arrowheads."""
LEAK_MM = 0.4
"""Width of what runs out through a gap, along the ink outside."""
CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
MOST_INSIDE, RIM_MM = 0.34, 0.6
"""Share of ink inside the rim: words across a symbol have less, lines of text by themselves more."""


def find_worn_outlines(
    bare: Image, whole: Sequence[Shape], table: Table, pixels_per_mm: float, to_shape: Callable[[Area], Shape | None]
) -> list[Shape]:
    """Symbols in the columns of the ``whole`` ones, one row at least from each; ``bare`` is ink without rulings.

    ``to_shape`` says what an area looks like. A step has one symbol as a rule, so that other rows are not searched.
    """
    if len(whole) < LEAST_MODELS:
        return []
    cols = [index_at(table.xs, (shape.box[0] + shape.box[2]) / 2) for shape in whole]
    left, right = round(table.xs[min(cols)]), round(table.xs[max(cols) + 1])
    found: list[Shape] = []
    for top, bottom in pairwise(round(at) for at in table.ys[_below_headings(table, min(cols), max(cols)) :]):
        if not any(shape.box[1] < bottom and shape.box[3] > top for shape in whole):
            found += _in_row(bare, whole, (left, top, right, bottom), pixels_per_mm, to_shape)
    return found


def _below_headings(table: Table, first: int, last: int) -> int:
    """The first row below the actors' names, which stand under a heading that they share."""
    spans = (
        cell.row + cell.rowspan
        for cell in table.cells
        if cell.row == 0 and cell.colspan > 1 and first <= cell.col + cell.colspan - 1 and cell.col <= last
    )
    return max((row + 1 for row in spans), default=0)


def _in_row(
    bare: Image,
    whole: Sequence[Shape],
    box: tuple[int, int, int, int],
    pixels_per_mm: float,
    to_shape: Callable[[Area], Shape | None],
) -> list[Shape]:
    left, top, right, bottom = box
    ink = np.ascontiguousarray(bare[top:bottom, left:right])
    if not ink.any():
        return []
    wide, high = (float(np.median([shape.mask.shape[axis] for shape in whole])) for axis in (1, 0))
    near = np.ones((2 * round(NEAR_MM * pixels_per_mm) + 1,) * 2, np.uint8)
    reached = cv2.dilate(ink, near) > 0
    for gap in GAPS_MM:
        size = round(gap * pixels_per_mm) | 1
        found: list[Shape] = []
        closed = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), np.uint8)
        papers = [_with_corners(area, ink, closed, size, pixels_per_mm) for area in enclosed(closed, pixels_per_mm)]
        areas = [*papers, *solid_areas(_filled(closed, pixels_per_mm), pixels_per_mm)]
        for x, y, mask in best_first(areas):
            window = (slice(y, y + mask.shape[0]), slice(x, x + mask.shape[1]))
            alike = SIZE[0] * wide < mask.shape[1] < SIZE[1] * wide and SIZE[0] * high < mask.shape[0] < SIZE[1] * high
            if alike and _is_outline(mask, reached[window], ink[window], pixels_per_mm):
                shape = to_shape((x + left, y + top, mask))
                clear = shape is not None and not any(overlap(shape.box, other.box) for other in found)
                found += [shape] if shape is not None and clear else []
        if found:
            return found
    return []


def _with_corners(paper: Area, ink: Image, closed: Image, size: int, pixels_per_mm: float) -> Area:
    """The paper in an outline, with its corners: closing gaps of ``size`` pixels fills them, those of diamonds most."""
    leak = max(3, int(LEAK_MM * pixels_per_mm) | 1)
    x, y, mask = paper
    top, left = max(0, y - size), max(0, x - size)
    window = slice(top, y + mask.shape[0] + size), slice(left, x + mask.shape[1] + size)
    free = ((ink[window] == 0) & (closed[window] > 0)).astype(np.uint8)
    grown = np.zeros_like(free)
    grown[y - top : y - top + mask.shape[0], x - left : x - left + mask.shape[1]] = mask
    free |= grown
    for _ in range(size):
        grown = cv2.dilate(grown, CROSS) & free
    opened = cv2.morphologyEx(grown, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (leak, leak)))
    if not opened.any():
        return paper
    (x0, y0, _, _), whole = cropped((left, top, opened > 0))
    return max(paper, (x0, y0, whole), key=lambda area: match_shape(area[2]).overlap)


def _filled(closed: Image, pixels_per_mm: float) -> Image:
    """What ink without gaps encloses, words that touch the outline included, without the strokes that hang on it."""
    filled = np.zeros_like(closed)
    cv2.drawContours(filled, outlines(closed, holes=False), -1, (255,), -1)
    stroke = round(STROKE_MM * pixels_per_mm)
    return np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((stroke, stroke), np.uint8)), np.uint8)


def _is_outline(mask: Mask, reached: Mask, ink: Image, pixels_per_mm: float) -> bool:
    """Whether ink lies along most of an area's rim, and little of it inside."""
    inner = 2 * round(RIM_MM * pixels_per_mm) + 1
    padded = np.pad(mask.astype(np.uint8), inner)
    edge, inside = (
        cv2.erode(padded, np.ones((size, size), np.uint8))[inner:-inner, inner:-inner] > 0 for size in (3, inner)
    )
    rim = mask & ~edge
    there = rim.any() and float(reached[rim].mean()) >= LEAST_COVER
    return bool(there and inside.any() and float((ink[inside] > 0).mean()) <= MOST_INSIDE)
