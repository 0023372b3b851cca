"""Boxes whose outline is broken (a fax lost a side): found by laying the page's own whole boxes over straight ink."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from table_extract.shapes import Mask, Shape, ShapeMatch

LEAST_MODELS = 2
"""So many whole boxes must stand on the page before a broken one is looked for."""
LEAST_COVER = 0.55
"""Inked share of the outline."""
LEAST_SIDE = 0.45
"""Inked share of a side that counts as there; three of four sides must."""
MOST_INSIDE = 0.12
"""Inked share of the inside: text or hatching is no symbol."""
RUN_MM = 2.4
GAP_MM = 0.5
REACH_MM = 0.35
MOST_PLACES = 60


def find_open_outlines(
    bare: Image, whole: Sequence[Shape], xs: Sequence[float], ys: Sequence[float], pixels_per_mm: float
) -> list[Shape]:
    """Broken boxes of the size seen in ``whole``, each inside one column; ``bare`` is ink without rulings.

    ``xs`` and ``ys`` are where the table's columns and rows end. What a row's end runs through in the middle is no
    box: connectors that turn above and below it enclose one there.
    """
    if len(whole) < LEAST_MODELS:
        return []
    area = _area(whole, bare.shape, pixels_per_mm)
    near = np.ones((2 * round(REACH_MM * pixels_per_mm) + 1,) * 2, np.uint8)
    taken = np.zeros(bare.shape, np.bool_)
    for shape in whole:
        taken[shape.box[1] : shape.box[3], shape.box[0] : shape.box[2]] = True
    x0, y0, x1, y1 = area
    free = np.where(taken, 0, bare)[y0:y1, x0:x1].astype(np.uint8)
    reached = cv2.dilate(_straight(free, pixels_per_mm), near) > 0
    cols = sorted(bisect(xs, (shape.box[0] + shape.box[2]) / 2) for shape in whole)
    found: list[Shape] = []
    for model in _models(whole):
        for x, y in _places(model, reached):
            box = (x + x0, y + y0, x + x0 + model.mask.shape[1], y + y0 + model.mask.shape[0])
            window = (slice(y, y + model.mask.shape[0]), slice(x, x + model.mask.shape[1]))
            # a step has one symbol as a rule, so that only rows without any are searched
            apart = all(box[1] >= other.box[3] or box[3] <= other.box[1] for other in (*whole, *found))
            inside = cols[0] <= bisect(xs, box[0]) == bisect(xs, box[2]) <= cols[-1]
            quarter = (box[3] - box[1]) / 4
            inside = inside and bisect(ys, box[1] + quarter) == bisect(ys, box[3] - quarter)
            if apart and inside and _is_outline(model.mask, reached[window], free[window] > 0):
                match = ShapeMatch(model.match.outline, 0.85, 0.8)
                found.append(Shape(box, model.mask, match, filled=False, repaired=True))
    return found


def _straight(ink: Image, pixels_per_mm: float) -> Image:
    """Ink on level or upright runs that are too long for letters."""
    length, gap = int(RUN_MM * pixels_per_mm), int(GAP_MM * pixels_per_mm) | 1
    runs = np.zeros_like(ink)
    for level in (True, False):
        bridge, run = ((1, gap), (1, length)) if level else ((gap, 1), (length, 1))
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(bridge, np.uint8))
        runs |= cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(run, np.uint8)).astype(np.uint8)
    return runs


def _area(whole: Sequence[Shape], shape: tuple[int, ...], pixels_per_mm: float) -> tuple[int, int, int, int]:
    """The region of the whole symbols, with room for one more box below and beside."""
    wide = max(s.box[2] - s.box[0] for s in whole) + int(4 * pixels_per_mm)
    tall = 3 * max(s.box[3] - s.box[1] for s in whole)
    x0, y0 = min(s.box[0] for s in whole) - wide, min(s.box[1] for s in whole)
    x1, y1 = max(s.box[2] for s in whole) + wide, max(s.box[3] for s in whole) + tall
    return max(0, x0), max(0, y0), min(shape[1], x1), min(shape[0], y1)


def _models(whole: Sequence[Shape]) -> list[Shape]:
    """The box of middle size, when the page has boxes enough."""
    alike = [s for s in whole if s.match.kind == "process" and not s.filled]
    alike.sort(key=lambda s: s.mask.size)
    return [alike[len(alike) // 2]] if len(alike) >= LEAST_MODELS else []


def _rim(mask: Mask) -> Mask:
    padded = np.pad(mask.astype(np.uint8), 1)
    inner = cv2.erode(padded, np.ones((3, 3), np.uint8))[1:-1, 1:-1]
    return np.asarray(mask & (inner == 0), dtype=np.bool_)


def _places(model: Shape, reached: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Upper left corners where the model's outline lies on ink, best first."""
    rim = _rim(model.mask)
    if reached.shape[0] <= rim.shape[0] or reached.shape[1] <= rim.shape[1]:
        return []
    half = (slice(None, None, 2), slice(None, None, 2))
    rim_half = cv2.resize(rim.astype(np.float32), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    match = cv2.matchTemplate(reached[half].astype(np.float32), rim_half, cv2.TM_CCORR)
    cover = np.asarray(match / float(rim_half.sum()), dtype=np.float32)
    places: list[tuple[int, int]] = []
    while len(places) < MOST_PLACES:
        _, best, _, (x, y) = cv2.minMaxLoc(cover)
        if best < LEAST_COVER:
            break
        places.append((2 * x, 2 * y))
        reach_y, reach_x = rim.shape[0] // 10, rim.shape[1] // 20
        cover[max(0, y - reach_y) : y + reach_y + 1, max(0, x - reach_x) : x + reach_x + 1] = 0
    return [(x, y) for x, y in places if y + rim.shape[0] <= reached.shape[0] and x + rim.shape[1] <= reached.shape[1]]


def _is_outline(mask: Mask, reached: NDArray[np.bool_], ink: NDArray[np.bool_]) -> bool:
    """Three sides of the outline are inked and the inside is empty."""
    rim = _rim(mask)
    height, width = mask.shape
    rows, cols = np.mgrid[0:height, 0:width]
    down, across = rows / height - 0.5, cols / width - 0.5
    upright = np.abs(across) > np.abs(down)
    sides = [upright & (across < 0), upright & (across > 0), ~upright & (down < 0), ~upright & (down > 0)]
    there = sum(float(reached[rim & side].mean()) >= LEAST_SIDE for side in sides if (rim & side).any())
    margin = max(3, height // 5)
    inside = cv2.erode(np.pad(mask.astype(np.uint8), 1), np.ones((2 * margin + 1,) * 2, np.uint8))[1:-1, 1:-1] > 0
    return there >= 3 and (not inside.any() or float(ink[inside].mean()) <= MOST_INSIDE)
