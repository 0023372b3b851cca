"""Strokes under labels: a label's white box interrupts its arrow, and on a digital page the words tell where."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image

DARK = 160
"""Grey value below which a pixel belongs to a stroke."""
STROKE_MM, BROADEST_MM = 1.5, 1.2
"""Least length and greatest breadth of what ends at a label."""
REACH_MM = 1.5
"""How far the white box reaches beyond the words."""
SAME_LINE_MM = 0.6

Marks = NDArray[np.bool_]


def with_covered_strokes(picture: Image, labels: Sequence[BBox], pixels_per_mm: float) -> Image:
    """The picture with the strokes that end at two sides of a label drawn on below it, straight or round a corner."""
    drawn = picture.copy()
    dark = np.asarray(picture < DARK, np.bool_)
    for label in labels:
        for first, second in pairwise(_way(_ends_at(dark, label, pixels_per_mm), pixels_per_mm)):
            cv2.line(drawn, first, second, 0, max(2, round(0.3 * pixels_per_mm)))
    return drawn


def _way(ends: dict[str, tuple[int, int]], pixels_per_mm: float) -> list[tuple[int, int]]:
    """The corner points of the stroke below a label whose ends at its sides are seen; none where it is in doubt."""
    if len(ends) != 2:
        return []
    sides = set(ends)
    if sides in ({"left", "right"}, {"top", "bottom"}):
        (one, other), across = ends.values(), int("left" in sides)
        return [one, other] if abs(one[across] - other[across]) <= SAME_LINE_MM * pixels_per_mm else []
    level = next(end for side, end in ends.items() if side in {"left", "right"})
    upright = next(end for side, end in ends.items() if side in {"top", "bottom"})
    return [level, (upright[0], level[1]), upright]


def _ends_at(dark: Marks, label: BBox, pixels_per_mm: float) -> dict[str, tuple[int, int]]:
    """Where strokes end at the sides of a label: one stroke at a side, as (x, y)."""
    x0, y0, x1, y1 = label
    found = {}
    for side, turned, box in (
        ("left", dark, (x0, y0, x1, y1)),
        ("right", dark[:, ::-1], (dark.shape[1] - x1, y0, dark.shape[1] - x0, y1)),
        ("top", dark.T, (y0, x0, y1, x1)),
        ("bottom", dark.T[:, ::-1], (dark.shape[0] - y1, x0, dark.shape[0] - y0, x1)),
    ):
        end = _left_end(turned, box, pixels_per_mm)
        if end is not None:
            along, across = (turned.shape[1] - 1 - end[0] if side in {"right", "bottom"} else end[0]), end[1]
            found[side] = (along, across) if side in {"left", "right"} else (across, along)
    return found


def _left_end(dark: Marks, box: BBox, pixels_per_mm: float) -> tuple[int, int] | None:
    """The free end of the only level stroke that comes from the left up to a box, or into it up to its middle."""
    x0, y0, x1, y1 = box
    reach, least = REACH_MM * pixels_per_mm, round(STROKE_MM * pixels_per_mm)
    left, middle = round(x0 - reach) - least, round((x0 + x1) / 2)
    top, bottom = max(0, round(y0)), round(y1) + 1
    if left < 0 or middle <= left + least or middle > dark.shape[1]:  # beside the picture, or no room before the middle
        return None
    window = dark[top:bottom, left:middle]
    rows = np.flatnonzero(window[:, :least].all(axis=1) & ~window[:, -1])
    if not len(rows) or rows[-1] - rows[0] > BROADEST_MM * pixels_per_mm:
        return None
    row = int(rows[len(rows) // 2])
    length = int(np.argmin(window[row]))
    beyond, beside = window[row, length + 1 :], round(BROADEST_MM * pixels_per_mm)
    across = dark[max(0, top + row - beside) : top + row + beside + 1, left + length - 1]
    if beyond.any() or np.count_nonzero(across) > BROADEST_MM * pixels_per_mm:
        return None
    return left + length - 1, top + row
