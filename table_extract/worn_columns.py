"""Columns that a worn page shows in the head alone: below it nothing is left of their rulings, but no print crosses."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

Floats = NDArray[np.float64]

HEAD_ROWS = 4
"""A head has so many rows at most; a column seen in none of them is none of the form's."""
FEWEST_COLUMNS = 5
"""Identity blocks have fewer, step tables more: number, activity, two doers and what they need, take or make."""
FREE_ROWS = 0.9
"""Share of the rows below the head without the ruling in which nothing crosses its place."""
WINDOW_MM, ACROSS_MM, ROW_RIM_MM = 4.0, 0.4, 0.8
"""How far around its place is looked, how far ink must reach on both sides to cross it, and the rim of rulings."""
WORD_GAP_MM = 1.2
"""Letters and words of one text stand closer than this, texts on both sides of a ruling do not."""
STROKE_MM = 0.8
"""Lower ink is a connector, which crosses columns."""


def with_worn_columns(
    right: Floats, ink: Image, xs: Sequence[float], ys: Sequence[float], least: float, pixels_per_mm: float
) -> Floats:
    """``right`` (see ``edge_cover``) with the borders of columns that begin in the head put back below it.

    ``least`` is the cover from which a border stands. In tables of few columns those of the head end there on purpose.
    """
    out = right.copy()
    if len(xs) <= FEWEST_COLUMNS:
        return out
    for col in range(right.shape[1]):
        there = right[:, col] >= least
        lost = [row for row in range(len(there)) if not there[row] and there[:HEAD_ROWS].any() and row > there.argmax()]
        free = sum(not _crossed(ink, xs[col + 1], (ys[row], ys[row + 1]), pixels_per_mm) for row in lost)
        if lost and free >= FREE_ROWS * len(lost):
            out[lost, col] = 1.0
    return out


def _crossed(ink: Image, x: float, span: tuple[float, float], pixels_per_mm: float) -> bool:
    """Whether print stands across the place of a ruling within a row."""
    reach, across, rim = (round(mm * pixels_per_mm) for mm in (WINDOW_MM, ACROSS_MM, ROW_RIM_MM))
    left, top, bottom = max(0, round(x) - reach), max(0, int(span[0]) + rim), int(span[1]) - rim
    window = ink[top:bottom, left : round(x) + reach]
    if not window.size:
        return False
    size = max(1, round(WORD_GAP_MM * pixels_per_mm))
    joined = cv2.morphologyEx(np.ascontiguousarray(window), cv2.MORPH_CLOSE, np.ones((1, size), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    first, last = stats[1:, 0] + left, stats[1:, 0] + stats[1:, 2] + left
    high = stats[1:, 3] >= STROKE_MM * pixels_per_mm
    return bool((high & (first < x - across) & (last > x + across)).any())
