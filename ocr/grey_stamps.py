"""Round stamps on grey pictures: paler than the print that they cross, which alone stays.

Scanners that see no colour, and copiers, make grey of a stamp's violet or blue; some stamps are nearly black.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.light import reduced
from ocr.page import Image
from ocr.stains import find_rings
from ocr.strokes import long_runs

LOW_PX_PER_MM = 4.0
PALE, DARK = 215, 90
"""A stamp is darker than the first grey and paler than the second, paper being 255."""
GREY_AT_MOST = 0.015
"""Share of a page that is grey beside its print where three stamps are; more of it is pale print, or a shadow."""
EDGE = 5
"""Window in pixels around dark print that holds its grey edges."""
REACH = 11
"""Window in reduced pixels around a stamp's grey within which it crosses print."""
MARGIN = 45
"""Least difference between the greys of a stamp and of print."""
DARKEST = 10
"""Percentile of a stamp's greys that is taken for its darkest."""
PRINT = 150
"""Print is darker than this once the stamp's grey has become white."""
RING_SEEN = 0.88
"""Share of a ring's course that is grey; circles through grey that is no ring have up to .8."""
STRAIGHT_MM = 20.0
"""Longer straight runs are hairline rulings, grey too: close ones are crossed by a circle all along. No rim is so flat
over such a length."""


def without_grey_stamps(flat: Image, pixels_per_mm: float) -> Image:
    """The evenly lit picture with the round stamps made white where print is darker; the same one without any."""
    small, scale = reduced(flat, pixels_per_mm, LOW_PX_PER_MM)
    window = np.ones((EDGE, EDGE), np.uint8)
    near_print = cv2.dilate(cv2.threshold(small, DARK - 1, 255, cv2.THRESH_BINARY_INV)[1], window)
    grey = cv2.subtract(cv2.threshold(small, PALE - 1, 255, cv2.THRESH_BINARY_INV)[1], near_print)
    out = flat
    if cv2.countNonZero(grey) > GREY_AT_MOST * grey.size:
        return flat
    for x, y, radius in _rings(np.asarray(grey, np.uint8), pixels_per_mm * scale):
        disc = np.zeros_like(small)
        cv2.circle(disc, (x, y), radius, (255,), -1)
        inked = np.asarray(cv2.min(disc, grey), np.uint8)
        darkest = float(np.percentile(small[inked > 0], DARKEST))
        if darkest - DARK >= MARGIN:
            near = cv2.dilate(inked, np.ones((REACH, REACH), np.uint8))
            out = _lifted(out, np.asarray(cv2.resize(near, flat.shape[::-1], interpolation=cv2.INTER_NEAREST)), darkest)
    return out


def _rings(grey: Image, pixels_per_mm: float) -> list[tuple[int, int, int]]:
    """Middles and radii of the rings in what is grey (255), without those that are but hairline rulings."""
    if not any(find_rings(grey, pixels_per_mm, RING_SEEN)):
        return []
    thick = np.asarray(cv2.dilate(grey, np.ones((3, 3), np.uint8)), np.uint8)  # a line that leans runs on
    length = round(STRAIGHT_MM * pixels_per_mm)
    lines = cv2.bitwise_or(long_runs(thick, "h", length), long_runs(thick, "v", length))
    return list(find_rings(np.asarray(cv2.subtract(grey, lines), np.uint8), pixels_per_mm, RING_SEEN))


def _lifted(flat: Image, stamp: Image, darkest: float) -> Image:
    """The picture with what is as pale as the ``stamp`` (255) white, and the print below as dark as it was."""
    levels = np.arange(256, dtype=np.float64)
    steep = DARK + (levels - DARK) * (255 - DARK) / (darkest - DARK)
    table = np.where(levels < DARK, levels, np.clip(steep, 0, 255)).astype(np.uint8)
    lifted = cv2.LUT(flat, table)
    near_print = cv2.dilate(
        cv2.threshold(lifted, PRINT, 255, cv2.THRESH_BINARY_INV)[1], np.ones((EDGE, EDGE), np.uint8)
    )
    lifted[near_print == 0] = 255
    return np.where(stamp > 0, lifted, flat)
