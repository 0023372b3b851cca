"""Boxes with a gap in a side, as dirt on a glass leaves on a copy: straight strokes are carried on over short gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from ocr.page import Image
from ocr.strokes import long_runs
from table_extract.areas import Area, enclosed
from table_extract.shapes import BOXES, Shape, overlap

STROKE_MM = 2.5
"""Straight ink of this length is a stroke: letters are shorter."""
GAP_MM = 2.2
"""Strokes go on over gaps of this length, and end on strokes across within it."""
RIM = 2
"""Pixels of ink next to a hole."""
STRAIGHT = 0.7
"""Share of a box's outline that is straight strokes: letters that melted into each other enclose less evenly."""
LEAST_FIT = 0.92
"""Overlap of the paper inside with a box's: that between connectors and rulings has ragged corners."""
FEWEST_WHOLE = 2
"""So many whole symbols must tell how large one is on this page."""
SIZES = (0.6, 1.6)
"""Widths and heights by those of the usual whole symbol: two connectors side by side enclose a strip."""


def find_broken_boxes(
    bare: Image, whole: Sequence[Shape], pixels_per_mm: float, to_shape: Callable[[Area], Shape | None]
) -> list[Shape]:
    """Boxes of about the size of the ``whole`` symbols that strokes with short gaps enclose, beside these.

    ``bare`` is ink without rulings (255 = ink); ``to_shape`` names what a hole is.
    """
    if len(whole) < FEWEST_WHOLE:
        return []
    least, gap = round(STROKE_MM * pixels_per_mm), round(GAP_MM * pixels_per_mm)
    strokes = long_runs(bare, "h", least) | long_runs(bare, "v", least)
    closed = bare.copy()
    for size in ((1, gap), (gap, 1)):
        closed |= np.asarray(cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones(size, np.uint8)), np.uint8)
    usual = np.median([(s.box[2] - s.box[0], s.box[3] - s.box[1]) for s in whole], axis=0)
    found: list[Shape] = []
    for area in enclosed(closed, pixels_per_mm):
        shape = to_shape(area) if straightness(area, strokes) >= STRAIGHT else None
        if shape is None or shape.match.outline not in BOXES or shape.match.overlap < LEAST_FIT:
            continue
        sizes = np.subtract(shape.box[2:], shape.box[:2]) / usual
        alone = not any(overlap(shape.box, other.box) > 0 for other in (*whole, *found))
        if alone and SIZES[0] <= sizes.min() and sizes.max() <= SIZES[1]:
            found.append(shape)
    return found


def straightness(hole: Area, strokes: Image) -> float:
    """Share of the rim around a hole that lies on strokes."""
    x, y, mask = hole
    rim = cv2.dilate(np.pad(mask.astype(np.uint8), RIM), np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8))
    rim[RIM:-RIM, RIM:-RIM][mask] = 0
    height, width = strokes.shape
    top, left = max(0, y - RIM), max(0, x - RIM)
    bottom, right = min(height, y + mask.shape[0] + RIM), min(width, x + mask.shape[1] + RIM)
    rim = rim[top - y + RIM : bottom - y + RIM, left - x + RIM : right - x + RIM]
    around = cv2.dilate(strokes[top:bottom, left:right], np.ones((3, 3), np.uint8))
    return float((around[rim > 0] > 0).mean())
