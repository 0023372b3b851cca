"""Rulings that end in nothing, several of them together or one in a heading's shade: the ruling across is not drawn.

A heading without a line between its two floors and a page cut off below a row leave such ends. Connectors end on
symbols, on corners or in heads, seldom two of them at one height, and none in a heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ocr.order import percentile
from ocr.page import Image
from table_extract.line_ends import is_bare_end
from table_extract.line_tests import Ruling
from table_extract.shading import tone_ends
from table_extract.stops import END_MM, crossings_of

LEAST_CROSSINGS, LEAST_ALONE = 2, 3
"""Rulings across that such strokes meet: those that end together run along a whole row, one alone along two."""
AROUND_MM, SHADE = 2.0, 215
"""So much around the end of one alone is a heading's shade, not lighter than this."""
LEVEL_MM, APART_MM = 0.6, 8.0
"""How level the ends lie, and how far the strokes keep apart."""


def ending_together(
    flat: Image, waiting: Sequence[Ruling], rulings: Sequence[Ruling], pixels_per_mm: float
) -> dict[Ruling, Ruling]:
    """The upright strokes among those ``waiting`` that are rulings, each with itself.

    With them, likewise, the ruling across that they end on, undrawn as it is, where one lies within the table.
    """
    found: dict[Ruling, Ruling] = {}
    for end in (0, 1):
        met = {s: _met(flat, s, rulings, end, pixels_per_mm) for s in waiting if s.axis == "v" and not s.slack}
        free = [stroke for stroke, count in met.items() if count >= LEAST_CROSSINGS]
        for group in _level(free, end, pixels_per_mm):
            first = group[0]
            if len(group) > 1 or (met[first] >= LEAST_ALONE and _is_in_shade(flat, first, end, pixels_per_mm)):
                across = _across(group, rulings, end)
                found |= {stroke: stroke for stroke in (*group, *([across] if across is not None else []))}
    return found


def tone_edges(flat: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """The rulings across, undrawn, on which others end: a heading's tone changes there, as from floor to floor."""
    tolerance = END_MM * pixels_per_mm
    found = []
    for stroke in (ruling for ruling in rulings if ruling.axis == "v" and not ruling.slack):
        crossings = crossings_of(stroke, rulings, tolerance)
        for end in (0, 1):
            at = _end(stroke, end)
            across = _across([stroke], rulings, end) if all(abs(at - y) > tolerance for y in crossings) else None
            if across is not None:
                sides = replace(across, end=stroke.at - tolerance), replace(across, start=stroke.at + tolerance)
                found += [across] if all(tone_ends(flat, side, pixels_per_mm) for side in sides) else []
    return found


def _met(flat: Image, stroke: Ruling, rulings: Sequence[Ruling], end: int, pixels_per_mm: float) -> int:
    """How many rulings across a stroke meets that stops on one at its other end and here between them, in nothing."""
    tolerance = END_MM * pixels_per_mm
    across = crossings_of(stroke, rulings, tolerance)
    met = [at for at in across if stroke.start - tolerance <= at <= stroke.end + tolerance]
    if not met:
        return 0
    tails = (met[0] - stroke.start, stroke.end - met[-1])
    free = tails[end] > tolerance >= tails[1 - end] and is_bare_end(flat, stroke, end, pixels_per_mm)
    return len(met) if free else 0


def _is_in_shade(flat: Image, stroke: Ruling, end: int, pixels_per_mm: float) -> bool:
    around, x, y = round(AROUND_MM * pixels_per_mm), round(stroke.at), round(_end(stroke, end))
    part = flat[max(0, y - around) : y + around, max(0, x - around) : x + around]
    return bool(part.size) and percentile(part, 80) <= SHADE


def _level(strokes: Sequence[Ruling], end: int, pixels_per_mm: float) -> list[list[Ruling]]:
    """The strokes whose ends lie level together, from left to right, where they keep apart."""
    groups: list[list[Ruling]] = []
    for stroke in sorted(strokes, key=lambda s: _end(s, end)):
        if groups and _end(stroke, end) - _end(groups[-1][-1], end) <= LEVEL_MM * pixels_per_mm:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    ordered = [sorted(group, key=lambda s: s.at) for group in groups]
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
