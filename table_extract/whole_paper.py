"""The paper inside an outline, whole again: letters that touch the outline cut pieces off it."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.page import Image
from table_extract.areas import Area
from table_extract.shapes import Mask

SIDE_MM, DRAWN = 0.35, 0.98
"""How near an outline is to the paper inside, and the least share of it that is drawn."""
LETTER_MM = 3.0
"""Paper that letters enclose is less wide or less high than this."""
LEAST_MM, LEAST_PAPER = 4.5, 0.75
"""Least width and height of a symbol with print in it, and least share of it that is paper: emblems have more ink than
letters."""


def whole_paper(hole: Area, ink: Image, pixels_per_mm: float) -> Area:
    """The whole of a box, or of what bulges everywhere such as a diamond, of which a hole shows most; else the hole."""
    x, y, mask = hole
    height, width = mask.shape
    rim = round(SIDE_MM * pixels_per_mm)
    if mask.all() or min(x, y) < rim or min(mask.shape) < LEAST_MM * pixels_per_mm:
        return hole
    window = ink[y - rim : y + height + rim, x - rim : x + width + rim] > 0
    if window.shape != (height + 2 * rim, width + 2 * rim):
        return hole
    whole = next((form for form in (np.ones_like(mask), _hull(mask)) if _is_drawn_around(form, window, rim)), None)
    if whole is None:
        return hole
    cut_off = whole & ~mask & ~window[rim:-rim, rim:-rim]
    if mask.sum() + cut_off.sum() < LEAST_PAPER * whole.sum():
        return hole
    sizes = cv2.connectedComponentsWithStats(cut_off.astype(np.uint8), ltype=cv2.CV_16U)[2][1:, 2:4] / pixels_per_mm
    return hole if (sizes >= LETTER_MM).all(axis=1).any() else (x, y, whole)


def _hull(mask: Mask) -> Mask:
    """The smallest area without hollows that holds a mask."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.concatenate(outlines)), (1,))
    return hull > 0


def _is_drawn_around(form: Mask, window: Mask, rim: int) -> bool:
    """Whether there is ink all along the edge of a form, within ``rim`` pixels outside of it.

    ``window`` is the ink around the form, larger by so many pixels on each side.
    """
    padded = np.pad(form, rim).astype(np.uint8)
    edge = (padded > 0) & (cv2.erode(padded, np.ones((3, 3), np.uint8)) == 0)
    outside = (window & (padded == 0)).astype(np.uint8)
    near = cv2.dilate(outside, np.ones((2 * rim + 1,) * 2, np.uint8)) > 0
    return float(near[edge].mean()) >= DRAWN
