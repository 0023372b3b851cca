"""What is no paper or no print: the desk or scanner lid around the page, and streaks over its whole length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import reduced
from ocr.page import Image

Floats = NDArray[np.float64]

LOW_PX_PER_MM = 1.0
STEP_MM = 2
"""Brightness is compared over so much inside and outside a border."""
LEAST_RATIO = 1.35
"""Paper is brighter than what lies beside it by this at least: 250 grey against a desk of 150, in any light."""
REACH = 0.3
"""A border lies within this share of the picture's width (height) from its edge."""
SURE_SHARE = 0.55
"""Share of the rows (columns) in which a border must be seen, all on one straight line."""
STRAIGHT_MM = 2.0
INSET_MM = 0.8
"""Paper this near to a border goes too: its shadow, and the curl that makes it no straight line."""

STREAK_MM = 0.5
"""Widest streak of a dirty glass or a fax line."""
STREAK_DEPTH = 0.65
"""Mean brightness of a streak over that of the columns beside it, at most."""
SOFT_EDGE, SHARP_SHARE = 3, 0.96
"""A streak is soft over so many pixels at most, to where it is as bright as the paper further off by this share."""
PLAIN_PAPER, FEWEST_PLAIN = 200, 0.1
"""Least grey of paper, and the least share of rows with paper on both sides, from which a streak's edge is told."""
STREAK_PAPER = 100
"""Beside print or a black area darker than this a streak does not show."""
STREAK_SHARE = 0.9
"""Share of a streak that is darker than what stands beside it: rulings and frames stop before the paper's edges."""
MOST_STREAKS = 4
"""More lines from edge to edge in one direction are the rulings of a table whose picture was cut along its frame."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Corners of the paper in pixels, shape (4, 2): upper left, upper right, lower right, lower left."""

    corners: NDArray[np.float32]


def find_paper(grey: Image, pixels_per_mm: float) -> Paper | None:
    """The paper in a picture with a darker desk or a scanner's lid on some side; None where paper fills it all."""
    small, scale = reduced(grey, pixels_per_mm, LOW_PX_PER_MM)
    height, width = small.shape
    low = small.astype(np.float64)
    left, right = _border(low), _border(low[:, ::-1])
    top, bottom = _border(low.T), _border(low.T[:, ::-1])
    if left is None and right is None and top is None and bottom is None:
        return None
    inset = INSET_MM * pixels_per_mm * scale
    sides = {
        "left": _moved(left, inset) if left else (0.0, 0.0),
        "right": (width - 1 - _moved(right, inset)[0], -right[1]) if right else (width - 1.0, 0.0),
        "top": _moved(top, inset) if top else (0.0, 0.0),
        "bottom": (height - 1 - _moved(bottom, inset)[0], -bottom[1]) if bottom else (height - 1.0, 0.0),
    }
    corners = [_crossing(sides[x], sides[y]) for y, x in (("top", "left"), ("top", "right"))]
    corners += [_crossing(sides[x], sides[y]) for y, x in (("bottom", "right"), ("bottom", "left"))]
    return Paper(((np.array(corners) + 0.5) / scale).astype(np.float32))


def _moved(line: tuple[float, float], inset: float) -> tuple[float, float]:
    return line[0] + inset, line[1]


def _border(small: Floats) -> tuple[float, float] | None:
    """The left border of the paper as (x at y = 0, slope); None where the picture begins with paper.

    In each row the strongest step from dark to bright is sought near the left edge; all left of it must be dark.
    """
    height, width = small.shape
    reach, step = int(width * REACH), STEP_MM
    if reach <= 2 * step:
        return None
    sums = np.cumsum(np.pad(small[:, : reach + 2 * step], ((0, 0), (1, 0))), axis=1)
    means = (sums[:, step:] - sums[:, :-step]) / step
    outside, inside = means[:, :reach], means[:, step : reach + step]
    ratio = inside / np.maximum(outside, 8.0)
    at = ratio.argmax(axis=1)
    rows = np.arange(height)
    darkest_paper = inside[rows, at]
    before = np.maximum.accumulate(outside, axis=1)[rows, at]
    seen = (ratio[rows, at] >= LEAST_RATIO) & (before < darkest_paper / LEAST_RATIO)
    if seen.mean() < SURE_SHARE:
        return None
    return _line_through(rows[seen].astype(np.float64), at[seen].astype(np.float64) + step, height)


def _line_through(y: Floats, x: Floats, height: int) -> tuple[float, float] | None:
    """A line x = a + b y near most points, or None."""
    weight = np.ones(len(y))
    for tolerance in (8.0, 4.0, STRAIGHT_MM, STRAIGHT_MM):
        slope, at = np.polyfit(y, x, 1, w=np.sqrt(weight))
        weight = 1.0 / (1.0 + ((x - at - slope * y) / tolerance) ** 2) ** 2
    near = np.abs(x - at - slope * y) <= STRAIGHT_MM
    return (float(at), float(slope)) if near.sum() >= SURE_SHARE * height else None


def _crossing(upright: tuple[float, float], lying: tuple[float, float]) -> tuple[float, float]:
    """Where x = a + b y meets y = c + d x."""
    (a, b), (c, d) = upright, lying
    y = (c + d * a) / (1 - b * d)
    return a + b * y, y


def whiten_outside(flat: Image, paper: Paper) -> Image:
    """Everything around the paper painted white."""
    mask = np.full(flat.shape, 255, np.uint8)
    cv2.fillConvexPoly(mask, paper.corners.round().astype(np.int32), (0,))
    return np.asarray(cv2.bitwise_or(flat, mask), np.uint8)


def without_streaks(grey: Image, pixels_per_mm: float) -> tuple[Image, int]:
    """The picture without dark streaks from edge to edge, and how many there were; bridged from either side."""
    down, across = _streaks(grey, pixels_per_mm), _streaks(_lying(grey), pixels_per_mm)
    if max(len(down), len(across)) > MOST_STREAKS:
        return grey, 0
    if down:
        grey = _bridge(grey, down)
    if across:
        grey = _lying(_bridge(_lying(grey), across))
    return grey, len(down) + len(across)


def _lying(grey: Image) -> Image:
    """The picture with rows and columns exchanged."""
    return np.asarray(cv2.transpose(grey), np.uint8)


def _streaks(grey: Image, pixels_per_mm: float) -> list[tuple[int, int]]:
    """First and last column of every streak down the picture."""
    means = cv2.reduce(grey, 0, cv2.REDUCE_AVG, dtype=cv2.CV_32F)[0]
    widest = max(2, round(STREAK_MM * pixels_per_mm))
    around = cv2.dilate(means[None], np.ones((1, 4 * widest + 1), np.uint8))[0]
    dark = np.flatnonzero(means < STREAK_DEPTH * around)
    runs = np.split(dark, np.flatnonzero(np.diff(dark) > 1) + 1) if len(dark) else []
    return [(int(run[0]), int(run[-1])) for run in runs if len(run) <= widest and _is_streak(grey, run)]


def _bridge(grey: Image, streaks: Sequence[tuple[int, int]]) -> Image:
    """Streaks down the picture replaced by what stands on either side of them."""
    out = grey.copy()
    for first, last in streaks:
        left, right = _beside(grey, first, last)
        share = np.linspace(0, 1, right - left + 1)[None, 1:-1]
        sides = out[:, [left]].astype(np.float64), out[:, [right]].astype(np.float64)
        out[:, left + 1 : right] = np.round(sides[0] * (1 - share) + sides[1] * share)
    return out


def _beside(grey: Image, first: int, last: int) -> tuple[int, int]:
    """The columns beside a streak that its edge, soft or sharp, does not reach, as rows on plain paper show them.

    Letters or a ruling may run close by.
    """
    low, high = max(0, first - SOFT_EDGE), min(grey.shape[1] - 1, last + SOFT_EDGE)
    band = grey[:, low : high + 1]
    paper = band[np.minimum(band[:, 0], band[:, -1]) >= PLAIN_PAPER]
    if len(paper) < FEWEST_PLAIN * len(band):
        return low, high
    profile = np.median(paper, axis=0)
    bright = np.flatnonzero(profile >= SHARP_SHARE * min(profile[0], profile[-1])) + low
    return int(bright[bright < first].max(initial=low)), int(bright[bright > last].min(initial=high))


def _is_streak(grey: Image, columns: NDArray[np.intp]) -> bool:
    left, right = _beside(grey, int(columns[0]), int(columns[-1]))
    around = np.minimum(grey[:, left], grey[:, right])
    dark = grey[:, columns].min(axis=1) < STREAK_DEPTH * around
    shown = around >= STREAK_PAPER
    if shown.mean() < 0.5:
        return False
    dark = dark[shown]
    ends = max(1, len(dark) // 100)
    return bool(dark.mean() >= STREAK_SHARE and dark[:ends].mean() > 0.5 and dark[-ends:].mean() > 0.5)
