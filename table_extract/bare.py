"""Ink without the rulings."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.page import Image
from table_extract.rulings import Ruling

PIECE_MM = 7.0
REACH_MM = 0.9
"""How far a ruling strays from its mean place."""
CROSSING = np.ones((1, 5), np.uint8)
"""What crosses a ruling goes on within two pixels aside."""
DARK_SHARE, RIM_SHARE = 0.6, 0.45
"""Share of a row of a piece that is ink in a ruling's middle, and at its rim."""


def without_rulings(ink: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> Image:
    """Ink with the rulings erased; strokes that cross a ruling are bridged."""
    bare = ink.copy()
    step = int(PIECE_MM * pixels_per_mm)
    for ruling in rulings:
        across, target = (ink, bare) if ruling.axis == "h" else (ink.T, bare.T)
        first, last = max(0, int(ruling.start)), min(int(ruling.end) + 1, across.shape[1])
        low, covers = _covers(across, ruling, range(first, last, step), last, pixels_per_mm)
        for start, cover in zip(range(first, last, step), covers, strict=False):
            rows = _rows_of_piece(cover, ruling, low)
            if rows is not None:
                _erase_rows(across, target, low, rows, slice(start, min(start + step, last)))
    return bare


def _covers(
    ink: Image, ruling: Ruling, starts: range, last: int, pixels_per_mm: float
) -> tuple[int, list[list[float]]]:
    """First row of the band around a horizontal ruling and, piece by piece, the share of each row that is ink."""
    reach = int(REACH_MM * pixels_per_mm)
    low = max(0, int(ruling.at) - reach)
    strip = ink[low : int(ruling.at) + reach + 1, starts.start : last] > 0
    if strip.size == 0:
        return low, []
    offsets = np.arange(0, strip.shape[1], starts.step)
    inked = np.add.reduceat(strip, offsets, axis=1, dtype=np.intp)
    covers: list[list[float]] = (inked / np.diff(offsets, append=strip.shape[1])).T.tolist()
    return low, covers


def _rows_of_piece(cover: list[float], ruling: Ruling, low: int) -> tuple[int, int] | None:
    """First and last row of one piece of a ruling, followed where the page is not quite straight."""
    dark = [row for row, share in enumerate(cover) if share >= DARK_SHARE]
    if not dark:
        return None
    thickest = max(3.0, ruling.thickness + 3)
    top = bottom = min(dark, key=lambda row: abs(row + low - ruling.at))
    while top > 0 and cover[top - 1] >= RIM_SHARE and bottom - top + 1 < thickest:
        top -= 1
    while bottom + 1 < len(cover) and cover[bottom + 1] >= RIM_SHARE and bottom - top + 1 < thickest:
        bottom += 1
    return top, bottom


def _erase_rows(ink: Image, bare: Image, low: int, rows: tuple[int, int], piece: slice) -> None:
    """Erase the rows of one piece, but for what crosses them."""
    top, bottom = max(0, rows[0] + low - 1), rows[1] + low + 2
    above, below = ink[max(0, top - 2) : top, piece], ink[bottom : bottom + 2, piece]
    if not (np.count_nonzero(above) and np.count_nonzero(below)):
        bare[top:bottom, piece] = 0
        return
    sides = np.stack([above.any(axis=0), below.any(axis=0)]).view(np.uint8)
    wide = cv2.dilate(sides, CROSSING)
    bare[top:bottom, piece][:, ((wide[0] & sides[1]) | (wide[1] & sides[0])) == 0] = 0
