"""The paper inside an outline, whole again: letters that touch the outline cut pieces off it."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.page import Image
from table_extract.areas import Area
from table_extract.shapes import Mask, match_shape

SIDE_MM, DRAWN = 0.35, 0.97
"""How near an outline is to the paper inside, and the least share of it, or of each side of a box, that is drawn."""
LETTER_MM, LETTER_SHARE = 2.0, 0.3
"""Paper that letters enclose is less wide or less high than this, or than this share of the symbol."""
HULL_MM, LEAST_PAPER, HULL_FIT = 4.5, 0.75, 0.93
"""Least width and height of what is no box and has print in it, least share of it that is paper (emblems have more ink
than letters), and least overlap with a symbol (loops of a pen have less)."""


def whole_paper(hole: Area, ink: Image, pixels_per_mm: float) -> Area:
    """The whole of a box, or of what bulges everywhere such as a diamond, of which a hole shows most; else the hole."""
    x, y, mask = hole
    height, width = mask.shape
    rim = round(SIDE_MM * pixels_per_mm)
    window = ink[max(0, y - rim) : y + height + rim, max(0, x - rim) : x + width + rim] > 0
    if mask.all() or window.shape != (height + 2 * rim, width + 2 * rim):
        return hole
    paper = ~window[rim:-rim, rim:-rim]
    whole = np.ones_like(mask) if _is_box(window, rim) else _hull(mask, window, rim, pixels_per_mm)
    if whole is None:
        return hole
    letter = max(LETTER_MM * pixels_per_mm, LETTER_SHARE * min(mask.shape))
    cut_off = (whole & ~mask & paper).astype(np.uint8)
    sizes = cv2.connectedComponentsWithStats(cut_off, ltype=cv2.CV_16U)[2][1:, 2:4]
    return hole if (sizes >= letter).all(axis=1).any() else (x, y, whole)


def _is_box(window: Mask, rim: int) -> bool:
    """Whether ink is all along each side of a rectangle; ``window`` is that, larger by ``rim`` pixels on each side."""
    sides = window[:rim, rim:-rim], window[-rim:, rim:-rim], window[rim:-rim, :rim].T, window[rim:-rim, -rim:].T
    return all(side.any(axis=0).mean() >= DRAWN for side in sides)


def _hull(mask: Mask, window: Mask, rim: int, pixels_per_mm: float) -> Mask | None:
    """The smallest area without hollows that holds a mask, if it may be a symbol's and ink is all around it."""
    if min(mask.shape) < HULL_MM * pixels_per_mm:
        return None
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = np.zeros(window.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.concatenate(outlines)) + rim, (1,))
    edge = (hull > 0) & (cv2.erode(hull, np.ones((3, 3), np.uint8)) == 0)
    outside = (window & (hull == 0)).astype(np.uint8)
    near = cv2.dilate(outside, np.ones((2 * rim + 1,) * 2, np.uint8)) > 0
    paper = ~window & (hull > 0)
    drawn = float(near[edge].mean()) >= DRAWN and paper.sum() >= LEAST_PAPER * hull.sum()
    form = np.asarray(hull[rim:-rim, rim:-rim] > 0, np.bool_)
    return form if drawn and match_shape(form).overlap >= HULL_FIT else None
