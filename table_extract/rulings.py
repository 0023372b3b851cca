"""Strokes to rulings: which straight strokes of a page are table rulings, and to which table they belong.

Length, thickness and span tell rulings from flowchart strokes badly; where they end tells well: a ruling ends on
perpendicular rulings at both ends. So rulings grow from each table's outermost lines inwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from ocr.page import BBox, Image
from table_extract.between_tables import cut_between_tables
from table_extract.blots import is_symbol_edge
from table_extract.free_ends import ending_together, tone_edges
from table_extract.head_foot import toned_foot, toned_tops
from table_extract.hidden_rulings import hidden_rulings
from table_extract.line_ends import turns
from table_extract.line_tests import Ruling as Ruling
from table_extract.segments import COLLINEAR_MM
from table_extract.stops import END_MM, crossings_of, stop_on, without_overrun

SLIVER_MM, SHORT_MM = 3.5, 12.0
"""Columns are broader than this; a short stroke closer to a ruling belongs to a letter or a stamp."""
SEED_SHARE = {"h": 0.6, "v": 0.75}
"""Share of a table's width (height) that a stroke spans to be a ruling without further proof."""
MIN_TABLE_MM = (35.0, 8.0)
"""Least width and height of a table."""
RESCUE_GAP_MM = 12.0
SAME_LINE_MM = 1.3
"""Rulings closer than this are one grid line."""


def segments_to_tables(flat: Image, segments: Sequence[Ruling], pixels_per_mm: float) -> list[tuple[Ruling, ...]]:
    """Group the rulings by table, tables from top to bottom; flowchart strokes and letterhead lines are left out.

    Rulings of a toned head end on its foot, also where no ruling shows that, and toned rows begin on their top.
    """
    tables = _tables(flat, segments, pixels_per_mm)
    edges = [edge for table in tables for edge in _toned_edges(flat, table, pixels_per_mm)]
    return _tables(flat, [*segments, *edges], pixels_per_mm) if edges else tables


def _toned_edges(flat: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    xs, ys = (positions(rulings, axis, SAME_LINE_MM * pixels_per_mm) for axis in ("v", "h"))
    return [*toned_foot(flat, xs, ys, pixels_per_mm), *toned_tops(flat, xs, ys, pixels_per_mm)]


def _tables(flat: Image, segments: Sequence[Ruling], pixels_per_mm: float) -> list[tuple[Ruling, ...]]:
    tables = []
    segments = cut_between_tables(flat, segments, pixels_per_mm)
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

    def spans_most(stroke: Ruling) -> bool:
        return stroke.length >= spanning[stroke.axis] and not _turns_inside(flat, stroke, box, pixels_per_mm)

    accepted = [s for s in group if spans_most(s)]
    own = set(group)
    waiting = [s for s in segments if s not in accepted and (s in own or _inside(bounds([s]), box))]
    sides = (r for r in complete_frame(accepted, pixels_per_mm, waiting) if r.axis == "v" and r not in accepted)
    accepted = [*accepted, *sides]  # where scans cut tables off; at their foot columns may run on
    while waiting:
        stopped = {s: stop_on(flat, s, accepted, pixels_per_mm) for s in waiting}
        new = {s: ruling for s, ruling in stopped.items() if ruling is not None}
        lines = [*accepted, *(s for s in segments if not s.is_drawn)]
        new = {s: ruling for s, ruling in new.items() if not is_symbol_edge(flat, s, lines, pixels_per_mm)}
        if not new:
            new = {s: s for s in waiting if _continues(s, accepted, pixels_per_mm)}
        if not new:
            new = _hidden(flat, waiting, accepted, spans_most, pixels_per_mm)
        if not new:
            new = ending_together(flat, waiting, accepted, pixels_per_mm)
        if not new:
            break
        accepted += dict.fromkeys(new.values())
        waiting = [s for s in waiting if s not in new]
    accepted += tone_edges(flat, accepted, pixels_per_mm)
    return [without_overrun(flat, ruling, accepted, pixels_per_mm) for ruling in accepted]


def _turns_inside(flat: Image, stroke: Ruling, box: BBox, pixels_per_mm: float) -> bool:
    """Whether a stroke turns off at both ends amid a table, as a connector does that spans most of it."""
    first, last = (box[0], box[2]) if stroke.axis == "h" else (box[1], box[3])
    margin = END_MM * pixels_per_mm
    inside = stroke.start > first + margin and stroke.end < last - margin
    return inside and all(turns(flat, stroke, end, pixels_per_mm) for end in (0, 1))


def _hidden(
    flat: Image,
    waiting: Sequence[Ruling],
    accepted: Sequence[Ruling],
    spans_most: Callable[[Ruling], bool],
    pixels_per_mm: float,
) -> dict[Ruling, Ruling]:
    """Pieces of rulings that symbols and connectors hide in part, each with its ruling.

    Strokes that span most of the table are rulings without further proof.
    """
    found: dict[Ruling, Ruling] = {}
    for stroke, chain in hidden_rulings(flat, waiting, accepted, pixels_per_mm):
        ruling = stroke if spans_most(stroke) else stop_on(flat, stroke, accepted, pixels_per_mm)
        found |= dict.fromkeys(chain, ruling) if ruling is not None else {}
    return found


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


def _continues(segment: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> bool:
    """A piece of a broken ruling: collinear with a ruling, near its end, its far end on a perpendicular one."""
    tolerance = END_MM * pixels_per_mm
    stops = crossings_of(segment, rulings, tolerance)
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


def complete_frame(rulings: Sequence[Ruling], pixels_per_mm: float, strokes: Sequence[Ruling] = ()) -> list[Ruling]:
    """Add the frame lines that a page break or an author's style left out, where several rulings end together.

    ``strokes`` are those of which it is not known yet whether they are rulings: one of them may be the frame.
    """
    completed = list(rulings)
    tolerance = END_MM * pixels_per_mm
    axes: tuple[Literal["h", "v"], ...] = ("h", "v")
    for axis in axes:
        ends_of = [r for r in completed if r.axis != axis]
        drawn = [r for r in (*rulings, *strokes) if r.axis == axis]
        for pick, sign in ((min, -1), (max, 1)):
            ends = [r.start if sign < 0 else r.end for r in ends_of]
            edge = pick(ends, default=0.0)
            close = [end for end in ends if abs(end - edge) < 2 * tolerance]
            together = [r for r, end in zip(ends_of, ends, strict=True) if abs(end - edge) < 2 * tolerance + r.slack]
            frame = [r for r in drawn if abs(r.at - edge) <= 2 * tolerance]
            free = [r for r in together if not any(o.start - tolerance <= r.at <= o.end + tolerance for o in frame)]
            if len(free) >= 2 and len(together) >= max(3, 0.5 * len(ends_of)):
                across = [r.at for r in together]
                at = float(np.median([r.at for r in frame] or close))
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
