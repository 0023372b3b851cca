"""Coloured ink of pens and stamps: signatures, initials and office stamps that people put across the print.

It hides letters in a grey picture, but colour tells it apart. Only large strokes count: numbers and dates that were
filled in by hand are small, and they are values.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

Colour = NDArray[np.uint8]
"""Shape (height, width, 3), any order of the three."""

WEAK, STRONG = 28, 50
"""Least and sure difference of the channels: JPEG lends black letters some 20 beside coloured ink."""
STRONG_SHARE = 0.3
"""Least share of sure pixels in a stroke."""
NOT_BLACK = 60
INK_BELOW = 170
"""Brightest and darkest channel of coloured ink, paper being 255."""
PEN_MM = 6.0
"""Lowest stroke that is a pen's: handwritten digits are 3 to 5 mm high, initials 7, signatures 15 and more."""
NARROW_MM = 2.0
"""Narrower ones are rulings, and lines that scanners draw."""
FILLED = 0.5
"""Share of its box that a filled shape or shaded heading covers; strokes cover less."""
STAMP_MM = (12.0, 60.0)
"""A stroke of such sides rings a stamp: what stands inside it in colour belongs to it."""


def colour_to_stains(picture: Colour, pixels_per_mm: float) -> Image | None:
    """Mask (255 = pen or stamp) of a colour picture of a page; None where there is no such ink.

    100 dpi are enough. The paper's own colour is taken for white.
    """
    paper = np.percentile(picture[::8, ::8].reshape(-1, 3), 90, axis=0)
    planes = [
        cv2.convertScaleAbs(plane, alpha=255 / max(float(white), 60.0))
        for plane, white in zip(cv2.split(picture), paper, strict=True)
    ]
    high, low = (many(many(planes[0], planes[1]), planes[2]) for many in (cv2.max, cv2.min))
    spread = cv2.subtract(high, low)
    strong = (spread > STRONG) & (low < INK_BELOW)
    if not strong.any():
        return None
    weak = ((spread > WEAK) & (high > NOT_BLACK) & (low < INK_BELOW)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    sure = np.bincount(labels[strong], minlength=count)
    boxes = stats[1:].astype(np.float64) / pixels_per_mm
    chosen = _pens(boxes, sure[1:] / np.maximum(stats[1:, 4], 1), pixels_per_mm)
    if not chosen.any():
        return None
    return np.asarray(np.append(False, chosen)[labels] * np.uint8(255), np.uint8)


def _pens(strokes: NDArray[np.float64], sure: NDArray[np.float64], pixels_per_mm: float) -> NDArray[np.bool_]:
    """Which strokes a pen or stamp made, by their boxes (x, y, width, height in mm) and share of sure pixels."""
    x, y, wide, high = strokes[:, :4].T
    area = strokes[:, 4] / pixels_per_mm
    pens = (high > PEN_MM) & (wide > NARROW_MM) & (area < FILLED * wide * high) & (sure > STRONG_SHARE)
    least, most = STAMP_MM
    rings = np.flatnonzero(pens & (np.minimum(wide, high) > least) & (np.maximum(wide, high) < most))
    middle_x, middle_y = x + wide / 2, y + high / 2
    for ring in rings:
        inside_x = (middle_x > x[ring]) & (middle_x < x[ring] + wide[ring])
        pens |= inside_x & (middle_y > y[ring]) & (middle_y < y[ring] + high[ring])
    return np.asarray(pens, np.bool_)
