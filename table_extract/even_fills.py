"""Fills made even: levelling the light takes wide fills for paper, here more and there less."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.order import median, percentile
from ocr.page import BBox, Image

SHADED_BELOW = 225
"""A cell whose median grey (paper is 255) lies below this has a fill: header rows often have, blotchy once copied."""
WINDOW_MM = 4.0
"""Letters cover less than half of a window this wide, so that its median is the fill's grey."""
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
        fill = cv2.medianBlur(np.ascontiguousarray(inside), 2 * round(WINDOW_MM * pixels_per_mm / 2) + 1)
        if percentile(fill[::3, ::3], 95) - percentile(fill[::3, ::3], 5) < UNEVEN:
            continue
        out = out.copy() if out is flat else out
        even = inside.astype(np.int16) - fill.astype(np.int16) + round(median(fill[::3, ::3]))
        out[y0:y1, x0:x1] = np.clip(even, 0, 255)
    return out


def _share_of_greys(few: Image) -> float:
    return float(((few >= GREYS[0]) & (few <= GREYS[1])).mean())
