"""The Roman I or II of a document number's month, by the upright strokes between the slashes before its year.

Engines read II as 11, as one I, or not at all, in print with serifs, too, where its two strokes are one piece of ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.order import percentile
from ocr.page import Image

Dark = NDArray[np.bool_]

TAIL = 5.5
"""The end of a line that is looked at, by the line's height: a year, a month, and the slashes around it."""
FINE = 64
"""Height in pixels to which the line is enlarged: strokes of small print are two pixels wide."""
LEVELS = (0.3, 0.5, 0.7)
"""Heights of the line, of its height, at which strokes are crossed: neither serifs nor flags are there."""
BROADEST = 0.3
"""Of the line's height; what is broader at such a level is no single stroke."""
UPRIGHT, SLASH = 0.05, (0.07, 0.24)
"""How far a stroke leans from the first level to the last, by the line's height."""
NEXT = 0.62
"""How far apart neighbours among these strokes are at most, by the line's height."""
YEAR = (1.9, 3.7)
"""Where the slash before the year stands from the line's end, by the line's height."""
ENDS = 0.35
"""The share of a stroke's height, from its top, in which a flag or serifs stand."""
FLAG, FLAG_HEIGHT = 0.05, 80
"""So much further, by the line's height, the top of a 1 reaches left than right, in a fifth of its rows at least: in 19
fonts, blurred and noisy, of 171 11s none passed for II, and 143 of 171 II were known."""


class _Stroke(NamedTuple):
    """One stroke: its middle and its sides halfway up, and how far it leans to the right upwards."""

    x: float
    lean: float
    left: int
    right: int


def month_strokes(crop: Image) -> int:
    """How many strokes of a Roman I or II stand for the month in the picture of a number that ends with its year.

    0 where none do, where they are of the figures 1 and 11, or where it cannot be told.
    """
    height, width = crop.shape
    tail = crop[:, max(0, round(width - TAIL * height)) :]
    fine = cv2.resize(tail, None, fx=FINE / height, fy=FINE / height, interpolation=cv2.INTER_CUBIC)
    dark = _printed(np.asarray(fine < (percentile(fine, 2) + percentile(fine, 90)) / 2))
    if dark.shape[0] < FINE / 2:
        return 0
    strokes = _strokes(dark)
    high, end = dark.shape
    closing = [
        at for at, one in enumerate(strokes) if _is_slash(one, high) and YEAR[0] * high < end - one.x < YEAR[1] * high
    ]
    counts = {count for at in closing if (count := _before(strokes, at, dark))}
    return counts.pop() if len(counts) == 1 else 0


def _printed(dark: Dark) -> Dark:
    """What is dark without the paper around it."""
    rows, cols = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1] if rows.size else dark[:0]


def _strokes(dark: Dark) -> list[_Stroke]:
    """The single strokes that cross all levels, from left to right."""
    high = dark.shape[0]
    upper, middle, lower = (_runs(dark[round(level * high)]) for level in LEVELS)
    found = []
    for left, right in middle:
        x = (left + right) / 2
        ends = [[(a + b) / 2 for a, b in runs if b - a <= BROADEST * high and abs((a + b) / 2 - x) <= SLASH[1] * high]
                for runs in (upper, lower)]  # fmt: skip
        if right - left <= BROADEST * high and len(ends[0]) == len(ends[1]) == 1:
            found.append(_Stroke(x, ends[0][0] - ends[1][0], left, right))
    return found


def _runs(row: Dark) -> list[tuple[int, int]]:
    """Where each run of dark pixels begins, and the first column behind it."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _is_slash(stroke: _Stroke, high: int) -> bool:
    return SLASH[0] * high <= stroke.lean <= SLASH[1] * high


def _before(strokes: Sequence[_Stroke], closing: int, dark: Dark) -> int:
    """How many strokes without a flag stand between a slash and the one before it; 0 where other things do."""
    high = dark.shape[0]
    for opening in range(closing - 2, max(-1, closing - 4), -1):
        between = strokes[opening + 1 : closing]
        near = all(
            b.x - a.x <= NEXT * high
            for a, b in zip(strokes[opening:], strokes[opening + 1 : closing + 1], strict=False)
        )
        if not near or not all(abs(one.lean) <= UPRIGHT * high for one in between):
            return 0
        if _is_slash(strokes[opening], high):
            return 0 if _flagged(between, dark) else len(between)
    return 0


def _inked(row: Dark) -> int:
    """How many pixels are dark from the row's beginning on."""
    return len(row) if row.all() else int(np.argmin(row))


def _flagged(strokes: Sequence[_Stroke], dark: Dark) -> bool:
    """Whether the first of the strokes reaches further left at its top than the last reaches right, as ones do."""
    high = dark.shape[0]
    first, last = strokes[0], strokes[-1]
    left = _beyond(dark[:, : first.left][:, ::-1], dark[:, int(first.x)])
    right = _beyond(dark[:, last.right :], dark[:, int(last.x)])
    return bool(left - right > FLAG * high)


def _beyond(side: Dark, stem: Dark) -> float:
    """How far ink goes on beside a stroke's top, but for a slash that touches it; ``side`` begins beside it."""
    rows = np.flatnonzero(stem)
    top = range(rows[0], rows[0] + max(1, round(ENDS * (rows[-1] - rows[0]))))
    return percentile(np.array([_inked(side[row]) for row in top]), FLAG_HEIGHT)
