"""Boxes with a gap in a side, as dirt on a glass leaves on a copy: straight strokes are carried on over short gaps."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.page import BBox, Image
from ocr.strokes import long_runs
from table_extract.areas import Area, enclosed

STROKE_MM = 2.5
"""Straight ink of this length is a stroke: letters are shorter."""
GAP_MM = 2.2
"""Strokes go on over gaps of this length, and end on strokes across within it."""
SAME = 0.9
"""Share of both boxes from which a hole is one that was known."""


def holes_with_broken_sides(bare: Image, known: Sequence[Area], pixels_per_mm: float) -> list[Area]:
    """Areas of paper of a symbol's size that strokes with short gaps enclose, less the ``known`` ones.

    ``bare`` is ink without rulings (255 = ink).
    """
    least, gap = round(STROKE_MM * pixels_per_mm), round(GAP_MM * pixels_per_mm)
    strokes = cv2.bitwise_or(long_runs(bare, "h", least), long_runs(bare, "v", least))
    closed = bare.copy()
    for size in ((1, gap), (gap, 1)):
        closed |= np.asarray(cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones(size, np.uint8)), np.uint8)
    before = [_box(area) for area in known]
    found = enclosed(closed, pixels_per_mm)
    return [area for area in found if not any(_is_same(_box(area), box) for box in before)]


def _box(area: Area) -> BBox:
    x, y, mask = area
    return x, y, x + mask.shape[1], y + mask.shape[0]


def _is_same(a: BBox, b: BBox) -> bool:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    larger = max((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return wide > 0 and high > 0 and wide * high >= SAME * larger
