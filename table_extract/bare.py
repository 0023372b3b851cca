"""Ink without the rulings."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.page import Image
from table_extract.rulings import Ruling

PIECE_MM = 7.0


def without_rulings(ink: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> Image:
    """Ink with the rulings erased; strokes that cross a ruling are bridged."""
    bare = ink.copy()
    for ruling in rulings:
        across, target = (ink, bare) if ruling.axis == "h" else (ink.T, bare.T)
        step = int(PIECE_MM * pixels_per_mm)
        for start in range(max(0, int(ruling.start)), min(across.shape[1], int(ruling.end) + 1), step):
            end = min(start + step, int(ruling.end) + 1, across.shape[1])
            _erase_piece(across, target, ruling, start, end, pixels_per_mm)
    return bare


def _erase_piece(ink: Image, bare: Image, ruling: Ruling, start: int, end: int, pixels_per_mm: float) -> None:
    """Erase one piece of a horizontal ruling, following it where the page is not quite straight."""
    reach = int(0.9 * pixels_per_mm)
    low = max(0, int(ruling.at) - reach)
    strip = ink[low : int(ruling.at) + reach + 1, start:end] > 0
    if strip.size == 0:
        return
    cover = strip.mean(axis=1)
    rows = np.nonzero(cover >= 0.6)[0]
    if not len(rows):
        return
    thickest = max(3.0, ruling.thickness + 3)
    centre = rows[np.argmin(np.abs(rows + low - ruling.at))]
    top = bottom = int(centre)
    while top > 0 and cover[top - 1] >= 0.45 and bottom - top + 1 < thickest:
        top -= 1
    while bottom + 1 < len(cover) and cover[bottom + 1] >= 0.45 and bottom - top + 1 < thickest:
        bottom += 1
    top, bottom = max(0, top + low - 1), bottom + low + 2
    above = ink[max(0, top - 2) : top, start:end].any(axis=0)
    below = ink[bottom : bottom + 2, start:end].any(axis=0)
    kernel = np.ones(5, np.uint8)
    spread = [cv2.dilate(np.asarray(side, np.uint8)[None, :], kernel[None, :]) for side in (above, below)]
    wide = [np.asarray(side, np.uint8)[0] > 0 for side in spread]
    crossing = (wide[0] & below) | (wide[1] & above)
    band = bare[top:bottom, start:end]
    band[:, ~crossing] = 0
