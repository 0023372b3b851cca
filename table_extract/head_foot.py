"""Edges of toned heads that no ruling shows: a dark fill hides its own edge, print fades or stands close to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from table_extract.line_tests import Ruling

ROWS = 3
"""A head has so many rows at most."""
LEAST_MM = 3.0
"""Least height of what is toned, and of the row of print below it."""
LABEL_MM = 2.0
"""The same of a toned row of labels within a block, without its rim: a line of print is high enough."""
RIM_MM = 0.9
"""Rulings and what bends them stay out of what is measured."""
BAND_MM = 0.5, 1.6
"""From where on and up to where paper is measured below an edge, and from where on a tone above it."""
MOSTLY = 0.8
"""Share of the tone's height that is as dark."""
TONE = 20
"""Grey levels by which a tone is darker than the paper below it; paper strays by 10."""
PAPER, WHITE = 240, 255
"""Grey of paper, once the light is evened, at least and at most."""
EVERY, FEW = 3, 9
"""Of so many pixels in a row one is looked at, also to see whether there is a tone at all."""
LEAST_SHARE = 0.9
"""Share of the table's width over which the tone ends on one level: a filled cell is no head."""


def toned_foot(flat: Image, xs: Sequence[float], ys: Sequence[float], pixels_per_mm: float) -> list[Ruling]:
    """The edge that a toned head has inside one of the first rows of a grid, as a ruling without ink; else nothing."""
    if len(xs) < 2:
        return []
    for top, bottom in pairwise(ys[: ROWS + 1]):
        at = _foot(flat, xs, (top, bottom), LEAST_MM, pixels_per_mm)
        if at is not None:
            return [Ruling("h", at, xs[0], xs[-1], 0.0)]
    return []


def toned_tops(flat: Image, xs: Sequence[float], ys: Sequence[float], pixels_per_mm: float) -> list[Ruling]:
    """The edges at which toned rows of labels begin inside the rows of a grid, as rulings without ink."""
    if len(xs) < 2:
        return []
    rim, high = round(RIM_MM * pixels_per_mm), round(LABEL_MM * pixels_per_mm)
    found: list[Ruling] = []
    for top, bottom in pairwise(ys):
        foot = flat[max(0, round(bottom) - high) : round(bottom) - rim, round(xs[0]) : round(xs[-1]) : FEW]
        if not foot.size or float(np.median(foot)) > WHITE - TONE:
            continue
        last = flat.shape[0] - 1  # upside down it is a foot
        at = _foot(flat[::-1], xs, (last - bottom, last - top), LABEL_MM, pixels_per_mm)
        found += [] if at is None else [Ruling("h", last - at, xs[0], xs[-1], 0.0)]
    return found


def _foot(
    flat: Image, xs: Sequence[float], row: tuple[float, float], least_mm: float, pixels_per_mm: float
) -> float | None:
    """Where the tone ends inside a row, in pixels; it is ``least_mm`` high, and so is what is below it."""
    rim, least = round(RIM_MM * pixels_per_mm), round(least_mm * pixels_per_mm)
    top, bottom = round(row[0]) + rim, round(row[1]) - rim
    if bottom - top < 2 * least:
        return None
    ends = np.zeros(bottom - top)
    for left, right in pairwise(xs):
        strip = flat[top:bottom, round(left) + rim : round(right) - rim : EVERY]
        if strip.size:
            ends += (right - left) * _tone_ends(np.median(strip, axis=1), least, pixels_per_mm)
    ends[:least] = ends[-least:] = 0.0
    if ends.max(initial=0.0) < LEAST_SHARE * (xs[-1] - xs[0]):
        return None
    return top + float(np.flatnonzero(ends == ends.max()).mean())


def _tone_ends(levels: NDArray[np.float64], high: int, pixels_per_mm: float) -> NDArray[np.bool_]:
    """At which of the ``levels``, the usual greys of a cell from top to bottom, a tone goes over into paper."""
    near, far = (round(mm * pixels_per_mm) for mm in BAND_MM)
    found = np.zeros(len(levels), np.bool_)
    if levels.min(initial=WHITE) > WHITE - TONE:
        return found
    for at in range(high, len(levels) - far):
        paper = float(np.median(levels[at + near : at + far]))
        found[at] = paper >= PAPER and float(np.mean(levels[at - high : at - near] <= paper - TONE)) >= MOSTLY
    return found
