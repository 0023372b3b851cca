"""Fills made even: levelling the light takes wide fills for paper, here more and there less."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.order import median, percentile
from ocr.page import BBox, Image

SHADED_BELOW = 225
"""A cell whose median grey (paper is 255) lies below this has a fill: header rows often have, blotchy once copied."""
PAPER_ABOVE, BESIDE_MM = 236, 0.25
"""Grey of paper amid print, so far from its strokes: low rows full of small print are else as dark as fills."""
STROKE_MM, WINDOW_MM = 0.9, 4.0
"""Strokes of bold letters are slimmer than the first; what is left of them covers less than half of the second."""
UNEVEN = 25
"""Grey values between the palest and the darkest of a fill from which it is uneven."""
GREYS, MOSTLY = (40, 230), 0.5
"""A fill of greys has more than this share of them; fills of dots are black and white."""


def with_even_fills(flat: Image, boxes: Iterable[BBox], pixels_per_mm: float) -> Image:
    """The page with the uneven fills of cells made even; the page itself where there are none."""
    out = flat
    for box in boxes:
        x0, y0, x1, y1 = (max(0, int(value)) for value in box)
        inside = flat[y0:y1, x0:x1]
        few = inside[::3, ::3]
        if not few.size or median(few) >= SHADED_BELOW or _share_of_greys(few) < MOSTLY:
            continue
        fill = _fill(inside, pixels_per_mm)
        if percentile(fill[::3, ::3], 95) - percentile(fill[::3, ::3], 5) < UNEVEN:
            continue
        out = out.copy() if out is flat else out
        even = inside.astype(np.int16) - fill.astype(np.int16) + round(median(fill[::3, ::3]))
        out[y0:y1, x0:x1] = np.clip(even, 0, 255)
    return out


def is_shaded(smooth: Image, pixels_per_mm: float) -> bool:
    """Whether a cell has a fill, by its picture without the dots of one: as a whole, and between its letters."""
    if median(smooth[::3, ::3]) >= SHADED_BELOW:
        return False
    strokes = smooth < (percentile(smooth, 1) + percentile(smooth, 99)) / 2
    beside = np.ones((2 * round(BESIDE_MM * pixels_per_mm) + 1,) * 2, np.uint8)
    between = smooth[cv2.dilate(strokes.astype(np.uint8), beside) == 0]
    return not between.size or median(between) < PAPER_ABOVE


def _fill(inside: Image, pixels_per_mm: float) -> Image:
    """The grey of a fill at each place: the strokes of letters closed, white specks outvoted."""
    stroke = np.ones((max(3, round(STROKE_MM * pixels_per_mm)),) * 2, np.uint8)
    closed = cv2.morphologyEx(np.ascontiguousarray(inside), cv2.MORPH_CLOSE, stroke)
    return np.asarray(cv2.medianBlur(closed, 2 * round(WINDOW_MM * pixels_per_mm / 2) + 1), np.uint8)


def _share_of_greys(few: Image) -> float:
    return float(((few >= GREYS[0]) & (few <= GREYS[1])).mean())
