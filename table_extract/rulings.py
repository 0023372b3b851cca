"""Strokes to rulings: which straight strokes of a page are table rulings, and to which table they belong.

Length, thickness and span tell rulings from flowchart strokes badly; where they end tells well: a ruling ends on
perpendicular rulings at both ends. So rulings grow from each table's outermost lines inwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from ocr.page import BBox, Image
from table_extract.hidden_rulings import hidden_rulings
from table_extract.line_ends import stands_on, touches, turns
from table_extract.line_tests import LETTER_MM, MIN_DEPTH, evenness
from table_extract.line_tests import Ruling as Ruling
from table_extract.other_side import cross_section, shines_through
from table_extract.segments import COLLINEAR_MM

END_MM = 1.3
"""How far a ruling's end may lie from the perpendicular ruling that it stops on."""
TURN_MM = 0.68
"""A connector that runs beside a ruling leaves more paper than this between them."""
BESIDE_MM = 0.5
"""A stroke that ends so far short of the ruling across may turn off beside it."""
LETTER_GAP_MM = 1.9
"""Shorter tails of a stroke leave no room for a gap and a letter."""
LONG_RULING_MM = {"h": 110.0, "v": 60.0}
"""Longer strokes between rulings are no connectors."""
OVERSHOOT_MM = 14.0
"""How far letters in line with a ruling may lengthen it; they leave gaps, which makes the tail less even."""
WORD_MM, WORD_EVENNESS = 30.0, 0.85
"""A longer tail is a word up to this, where white parts it from the ruling and it is no more even than so."""
TAIL_EVENNESS = 0.75
NEAR_MM = 5.0
"""So much of a stroke next to its last crossing tells whether it goes on."""
BARE = 0.8
"""Share of the paper's brightness beside a stroke that is no shade, in which rulings look pale, too."""
SLIVER_MM, SHORT_MM = 3.5, 12.0
"""Columns are broader than this; a short stroke closer to a ruling belongs to a letter or a stamp."""
SEED_SHARE = {"h": 0.6, "v": 0.75}
"""Share of a table's width (height) that a stroke spans to be a ruling without further proof."""
MIN_TABLE_MM = (35.0, 8.0)
"""Least width and height of a table."""
RESCUE_GAP_MM = 12.0


def segments_to_tables(flat: Image, segments: Sequence[Ruling], pixels_per_mm: float) -> list[tuple[Ruling, ...]]:
    """Group the rulings by table, tables from top to bottom; flowchart strokes and letterhead lines are left out."""
    tables = []
    for group in _touching(segments, END_MM * pixels_per_mm):
        rulings = _without_slivers(_grow(flat, group, segments, pixels_per_mm), pixels_per_mm)
        if rulings and _is_table(rulings, pixels_per_mm):
            tables.append(tuple(complete_frame(rulings, pixels_per_mm)))
    tables = [t for t in tables if not any(_inside(bounds(t), bounds(o)) for o in tables if o is not t)]
    return sorted(tables, key=lambda rulings: (bounds(rulings)[1], bounds(rulings)[0]))


def bounds(rulings: Sequence[Ruling]) -> BBox:
    """Bounding box of rulings of both axes."""
    xs = [v for r in rulings for v in ((r.start, r.end) if r.axis == "h" else (r.at,))]
    ys = [v for r in rulings for v in ((r.start, r.end) if r.axis == "v" else (r.at,))]
    return min(xs), min(ys), max(xs), max(ys)


def _touching(segments: Sequence[Ruling], tolerance: float) -> list[list[Ruling]]:
    """Connected groups of segments that meet or cross."""
    parent = list(range(len(segments)))

    def find(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    horizontal = [i for i, s in enumerate(segments) if s.axis == "h"]
    vertical = [i for i, s in enumerate(segments) if s.axis == "v"]
    for i in horizontal:
        for j in vertical:
            h, v = segments[i], segments[j]
            meets_x = h.start - tolerance <= v.at <= h.end + tolerance
            if meets_x and v.start - tolerance <= h.at <= v.end + tolerance:
                parent[find(i)] = find(j)
    groups: dict[int, list[Ruling]] = {}
    for index, segment in enumerate(segments):
        groups.setdefault(find(index), []).append(segment)
    return [group for group in groups.values() if len(group) >= 4]


def _grow(flat: Image, group: Sequence[Ruling], segments: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Seeds are strokes that span most of the group; then all strokes that end on rulings at both ends.

    Those ``segments`` that lie amid the group may be pieces of its rulings, too.
    """
    box = x0, y0, x1, y1 = bounds(group)
    spans = {"h": x1 - x0, "v": y1 - y0}
    least = MIN_TABLE_MM[1] * pixels_per_mm
    spanning = {axis: max(least, SEED_SHARE[axis] * span) for axis, span in spans.items()}
    accepted = [s for s in group if s.length >= spanning[s.axis]]
    own = set(group)
    waiting = [s for s in segments if s not in accepted and (s in own or _inside(bounds([s]), box))]
    while waiting:
        stopped = {s: _stop_on(flat, s, accepted, pixels_per_mm) for s in waiting}
        new = {s: ruling for s, ruling in stopped.items() if ruling is not None}
        if not new:
            new = {s: s for s in waiting if _continues(s, accepted, pixels_per_mm)}
        if not new:
            new = _hidden(flat, waiting, accepted, spanning, pixels_per_mm)
        if not new:
            break
        accepted += dict.fromkeys(new.values())
        waiting = [s for s in waiting if s not in new]
    return [_without_overrun(flat, ruling, accepted, pixels_per_mm) for ruling in accepted]


def _hidden(
    flat: Image,
    waiting: Sequence[Ruling],
    accepted: Sequence[Ruling],
    spanning: Mapping[str, float],
    pixels_per_mm: float,
) -> dict[Ruling, Ruling]:
    """Pieces of rulings that symbols and connectors hide in part, each with its ruling.

    Strokes as long as ``spanning`` tells of their axis are rulings without further proof.
    """
    found: dict[Ruling, Ruling] = {}
    for stroke, chain in hidden_rulings(flat, waiting, accepted, pixels_per_mm):
        ruling = stroke if stroke.length >= spanning[stroke.axis] else _stop_on(flat, stroke, accepted, pixels_per_mm)
        found |= dict.fromkeys(chain, ruling) if ruling is not None else {}
    return found


def _without_overrun(flat: Image, ruling: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> Ruling:
    """A ruling without what lengthens it into one more cell, but not as far as the next ruling across.

    Letters do, and lines of the paper's other side.
    """
    tolerance = END_MM * pixels_per_mm
    every = _crossings(ruling, rulings, tolerance)
    met = [at for at in every if ruling.start - tolerance <= at <= ruling.end + tolerance]
    if ruling.slack or len(met) < 2:
        return ruling
    body = replace(ruling, start=met[0], end=met[-1])
    for end, short in ((0, every[0] < met[0]), (1, every[-1] > met[-1])):
        tail = _tail(ruling, body, end)
        if not short or tail.length <= tolerance:
            continue
        near = tail.length < OVERSHOOT_MM * pixels_per_mm
        loose = near and not touches(flat, tail, pixels_per_mm)[1 - end]
        if loose or _goes_pale(flat, tail, body, end, pixels_per_mm):
            ruling = replace(ruling, end=body.end) if end else replace(ruling, start=body.start)
    return ruling


def _tail(segment: Ruling, body: Ruling, end: int) -> Ruling:
    """The part of a stroke before the start (0) or after the end (1) of its body."""
    return replace(segment, start=body.end) if end else replace(segment, end=body.start)


def _without_slivers(rulings: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Rulings without short upright ones too close to a longer one beside them to part two columns."""
    reach, long = SLIVER_MM * pixels_per_mm, SHORT_MM * pixels_per_mm
    upright = [r for r in rulings if r.axis == "v" and r.length >= long]
    return [
        r
        for r in rulings
        if r.axis == "h"
        or r.length >= long
        or not any(0 < abs(o.at - r.at) < reach and o.start <= r.start and r.end <= o.end for o in upright)
    ]


def _crossings(segment: Ruling, rulings: Sequence[Ruling], tolerance: float) -> list[float]:
    """Where perpendicular rulings meet or cross a segment, or would if it were longer."""
    return sorted(
        r.at for r in rulings if r.axis != segment.axis and r.start - tolerance <= segment.at <= r.end + tolerance
    )


def _stop_on(flat: Image, segment: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> Ruling | None:
    """The part of a segment between perpendicular rulings on which it stops; None when it is no ruling.

    Flowchart strokes end on symbols, at neither end on a ruling. Letters in line with a ruling lengthen it: beyond
    its last crossing, or over one more row of the table; they are cut off.
    """
    tolerance = END_MM * pixels_per_mm
    every = _crossings(segment, rulings, tolerance)
    crossings = [at for at in every if segment.start - tolerance <= at <= segment.end + tolerance]
    if segment.slack:
        return _broken_between(segment, crossings, tolerance)
    crossings = _reached(flat, segment, crossings, pixels_per_mm)
    if len(crossings) < 2 or crossings[-1] - crossings[0] < tolerance:
        return None
    body = replace(segment, start=crossings[0], end=crossings[-1])
    if any(_turns_off(flat, segment, body, end, pixels_per_mm) for end in (0, 1)):
        return None
    tails = [(end, _tail(segment, body, end)) for end in (0, 1)]
    tails = [(end, tail) for end, tail in tails if tail.length > tolerance]
    long = [tail for end, tail in tails if not _goes_pale(flat, tail, body, end, pixels_per_mm)]
    if not all(_is_letters(flat, tail, body, pixels_per_mm) for tail in long):
        return None
    if len(long) > 1 and not (_are_apart(flat, long, body, pixels_per_mm) and all(touches(flat, body, pixels_per_mm))):
        return None
    while len(crossings) > 2 and _uneven(flat, replace(body, end=crossings[1]), body, pixels_per_mm):
        crossings = crossings[1:]
        body = replace(body, start=crossings[0])
    while len(crossings) > 2 and _uneven(flat, replace(body, start=crossings[-2]), body, pixels_per_mm):
        crossings = crossings[:-1]
        body = replace(body, end=crossings[-1])
    return body


def _broken_between(segment: Ruling, crossings: Sequence[float], tolerance: float) -> Ruling | None:
    """A broken ruling between the outer ones of its crossings; a ruling across may be lost, but only at one end."""
    if len(crossings) < 2:
        return None
    tails = sorted((crossings[0] - segment.start, segment.end - crossings[-1]))
    if tails[0] > tolerance or tails[1] > tolerance + segment.slack:
        return None
    return replace(segment, start=crossings[0], end=crossings[-1])


def _reached(flat: Image, segment: Ruling, crossings: list[float], pixels_per_mm: float) -> list[float]:
    """The crossings without those at either end that the stroke stops short of: connectors turn off beside rulings."""
    if segment.length > LONG_RULING_MM[segment.axis] * pixels_per_mm or len(crossings) < 2:
        return crossings
    body = replace(segment, start=crossings[0], end=crossings[-1])
    slack = TURN_MM * pixels_per_mm
    at_start, at_end = touches(flat, body, pixels_per_mm)
    if not at_end and body.end - segment.end > slack and stands_on(flat, segment, 1, body.end, pixels_per_mm):
        crossings = crossings[:-1]
    if not at_start and segment.start - body.start > slack and stands_on(flat, segment, 0, body.start, pixels_per_mm):
        crossings = crossings[1:]
    return crossings


def _turns_off(flat: Image, segment: Ruling, body: Ruling, end: int, pixels_per_mm: float) -> bool:
    """Whether a stroke turns off as connectors do: short of its last crossing, or past it without a gap."""
    tail = _tail(segment, body, end)
    long = LONG_RULING_MM[segment.axis] * pixels_per_mm
    if segment.length > long:
        return False
    if -tail.length > BESIDE_MM * pixels_per_mm:
        return turns(flat, segment, end, pixels_per_mm)
    if not TURN_MM * pixels_per_mm < tail.length < long:
        return False
    unbroken = tail.length <= LETTER_GAP_MM * pixels_per_mm or touches(flat, tail, pixels_per_mm)[1 - end]
    return unbroken and turns(flat, segment, end, pixels_per_mm)


def _goes_pale(flat: Image, tail: Ruling, body: Ruling, end: int, pixels_per_mm: float) -> bool:
    """Whether a stroke goes on beyond the end of its body, if at all, as a line of the paper's other side."""
    near = min(tail.length, NEAR_MM * pixels_per_mm)
    part = replace(tail, end=tail.start + near) if end else replace(tail, start=tail.end - near)
    section, usual = (cross_section(flat, stroke, pixels_per_mm) for stroke in (part, body))
    return section.depth >= MIN_DEPTH and section.paper >= BARE * usual.paper and shines_through(section, usual)


def _is_letters(flat: Image, tail: Ruling, body: Ruling, pixels_per_mm: float) -> bool:
    """Whether the part of a stroke beyond its last crossing is letters in line with it."""
    if body.length <= 2 * tail.length or tail.length > WORD_MM * pixels_per_mm:
        return False
    apart = _are_apart(flat, [tail], body, pixels_per_mm)
    if tail.length > OVERSHOOT_MM * pixels_per_mm:
        return apart and _uneven(flat, tail, body, pixels_per_mm, WORD_EVENNESS)
    return apart or tail.length <= LETTER_MM * pixels_per_mm or _uneven(flat, tail, body, pixels_per_mm)


def _are_apart(flat: Image, tails: Sequence[Ruling], body: Ruling, pixels_per_mm: float) -> bool:
    """Whether white parts the tails of a stroke from its body: letters or specks in line with it, no connector."""
    return not any(touches(flat, tail, pixels_per_mm)[0 if tail.start == body.end else 1] for tail in tails)


def _uneven(flat: Image, part: Ruling, body: Ruling, pixels_per_mm: float, share: float = TAIL_EVENNESS) -> bool:
    return evenness(flat, part, pixels_per_mm) < share * evenness(flat, body, pixels_per_mm)


def _continues(segment: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> bool:
    """A piece of a broken ruling: collinear with a ruling, near its end, its far end on a perpendicular one."""
    tolerance = END_MM * pixels_per_mm
    stops = _crossings(segment, rulings, tolerance)
    for ruling in rulings:
        if ruling.axis != segment.axis or abs(ruling.at - segment.at) > COLLINEAR_MM * pixels_per_mm:
            continue
        gap = max(segment.start - ruling.end, ruling.start - segment.end)
        far = segment.end if segment.start > ruling.end - tolerance else segment.start
        if -tolerance < gap <= RESCUE_GAP_MM * pixels_per_mm and any(abs(at - far) <= tolerance for at in stops):
            return True
    return False


def _is_table(rulings: Sequence[Ruling], pixels_per_mm: float) -> bool:
    x0, y0, x1, y1 = bounds(rulings)
    if x1 - x0 < MIN_TABLE_MM[0] * pixels_per_mm or y1 - y0 < MIN_TABLE_MM[1] * pixels_per_mm:
        return False
    return sum(r.axis == "h" for r in rulings) >= 2 and sum(r.axis == "v" for r in rulings) >= 2


def _inside(inner: BBox, outer: BBox) -> bool:
    return inner[0] > outer[0] and inner[1] > outer[1] and inner[2] < outer[2] and inner[3] < outer[3]


def complete_frame(rulings: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Add the frame lines that a page break or an author's style left out, where several rulings end together."""
    completed = list(rulings)
    tolerance = END_MM * pixels_per_mm
    axes: tuple[Literal["h", "v"], ...] = ("h", "v")
    for axis in axes:
        ends_of = [r for r in completed if r.axis != axis]
        places = [r.at for r in rulings if r.axis == axis]
        for pick, sign in ((min, -1), (max, 1)):
            ends = [r.start if sign < 0 else r.end for r in ends_of]
            edge = pick(ends)
            close = [end for end in ends if abs(end - edge) < 2 * tolerance]
            together = [r for r, end in zip(ends_of, ends, strict=True) if abs(end - edge) < 2 * tolerance + r.slack]
            missing = all(abs(p - edge) > 2 * tolerance for p in places)
            if missing and len(together) >= 3 and len(together) >= 0.5 * len(ends_of):
                across = [r.at for r in together]
                at = float(np.median(close))
                completed = [_drawn_to(r, at, sign) if r in together else r for r in completed]
                completed.append(Ruling(axis, at, min(across), max(across), 0.0))
    return completed


def _drawn_to(ruling: Ruling, at: float, sign: int) -> Ruling:
    """A broken ruling up to the frame line that its own dashes stop short of; others stay as they are."""
    if not ruling.slack:
        return ruling
    return replace(ruling, start=min(ruling.start, at)) if sign < 0 else replace(ruling, end=max(ruling.end, at))


def positions(rulings: Sequence[Ruling], axis: str, tolerance: float) -> list[float]:
    """Distinct positions across an axis, ascending; rulings closer than ``tolerance`` pixels are one."""
    found = sorted((r.at, r.length) for r in rulings if r.axis == axis)
    clusters: list[list[tuple[float, float]]] = []
    for at, length in found:
        if clusters and at - clusters[-1][-1][0] < tolerance:
            clusters[-1].append((at, length))
        else:
            clusters.append([(at, length)])
    centres = [sum(a * n for a, n in c) / max(1e-6, sum(n for _, n in c)) for c in clusters]
    assert all(a < b for a, b in pairwise(centres))
    return centres
