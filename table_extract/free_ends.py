"""Rulings that end in nothing, but several of them together: the ruling across is not drawn there.

A heading without a line between its two floors and a page cut off below a row leave such ends. Connectors end on
symbols, on corners or in heads, and seldom two of them at one height.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr.page import Image
from table_extract.line_ends import is_bare_end
from table_extract.line_tests import Ruling
from table_extract.stops import END_MM, crossings_of

LEAST_CROSSINGS = 3
"""Rulings across that such a stroke meets: two whole rows lie along it."""
LEVEL_MM, APART_MM = 0.6, 8.0
"""How level the ends lie, and how far the strokes keep apart."""


def ending_together(
    flat: Image, waiting: Sequence[Ruling], rulings: Sequence[Ruling], pixels_per_mm: float
) -> dict[Ruling, Ruling]:
    """Upright strokes that are rulings for that reason, each with itself, and the ruling across that they end on."""
    found: dict[Ruling, Ruling] = {}
    for end in (0, 1):
        free = [s for s in waiting if s.axis == "v" and _is_free(flat, s, rulings, end, pixels_per_mm)]
        for group in _level(free, end, pixels_per_mm):
            found |= {stroke: stroke for stroke in group}
            across = _across(group, rulings, end)
            found |= {across: across} if across is not None else {}
    return found


def _is_free(flat: Image, stroke: Ruling, rulings: Sequence[Ruling], end: int, pixels_per_mm: float) -> bool:
    """Whether a stroke runs over rows from a ruling at its other end, and here ends between rulings, in nothing."""
    tolerance = END_MM * pixels_per_mm
    across = crossings_of(stroke, rulings, tolerance)
    met = [at for at in across if stroke.start - tolerance <= at <= stroke.end + tolerance]
    if stroke.slack or len(met) < LEAST_CROSSINGS:
        return False
    tails = (met[0] - stroke.start, stroke.end - met[-1])
    return tails[end] > tolerance >= tails[1 - end] and is_bare_end(flat, stroke, end, pixels_per_mm)


def _level(strokes: Sequence[Ruling], end: int, pixels_per_mm: float) -> list[list[Ruling]]:
    """The strokes whose ends lie level, two and more of them, from left to right."""
    groups: list[list[Ruling]] = []
    for stroke in sorted(strokes, key=lambda s: _end(s, end)):
        if groups and _end(stroke, end) - _end(groups[-1][-1], end) <= LEVEL_MM * pixels_per_mm:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    ordered = [sorted(group, key=lambda s: s.at) for group in groups if len(group) > 1]
    return [g for g in ordered if all(b.at - a.at >= APART_MM * pixels_per_mm for a, b in pairwise(g))]


def _end(stroke: Ruling, end: int) -> float:
    return stroke.end if end else stroke.start


def _across(group: Sequence[Ruling], rulings: Sequence[Ruling], end: int) -> Ruling | None:
    """The ruling that they end on, from the nearest ruling left of them to the nearest one right; None at an edge."""
    at = median([_end(stroke, end) for stroke in group])
    beside = [r.at for r in rulings if r.axis == "v" and r.start < at < r.end]
    left = max((x for x in beside if x < group[0].at), default=None)
    right = min((x for x in beside if x > group[-1].at), default=None)
    return Ruling("h", at, left, right, 0.0) if left is not None and right is not None else None
