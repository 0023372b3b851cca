"""Strokes to rulings: which straight strokes of a page are table rulings, and to which table they belong.

Length, thickness and span tell rulings from flowchart strokes badly; where they end tells well: a ruling ends on
perpendicular rulings at both ends. So rulings grow from each table's outermost lines inwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from ocr.page import BBox, Image
from ocr.strokes import ink_to_strokes

MIN_H_MM = 5.0
MIN_V_MM = 3.2
MAX_THICKNESS_MM = 1.6
COLLINEAR_MM = 0.8
GAP_MM = 2.5
END_MM = 1.3
"""How far a ruling's end may lie from the perpendicular ruling that it stops on."""
SEED_SHARE = 0.75
"""Share of a table's width (height) that a stroke spans to be a ruling without further proof."""
MIN_TABLE_MM = (35.0, 8.0)
"""Least width and height of a table."""
RESCUE_GAP_MM = 12.0


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight table line: position across its axis, extent along it and thickness, in pixels."""

    axis: Literal["h", "v"]
    at: float
    start: float
    end: float
    thickness: float

    @property
    def length(self) -> float:
        return self.end - self.start


def ink_to_segments(ink: Image, pixels_per_mm: float) -> list[Ruling]:
    """All straight strokes long enough for a ruling, collinear pieces joined."""
    segments: list[Ruling] = []
    for axis, least in (("h", MIN_H_MM), ("v", MIN_V_MM)):
        strokes = ink_to_strokes(
            ink, "h" if axis == "h" else "v", least * pixels_per_mm, MAX_THICKNESS_MM * pixels_per_mm
        )
        pieces = [Ruling(stroke.axis, stroke.at, stroke.start, stroke.end, stroke.thickness) for stroke in strokes]
        segments += join_collinear(pieces, COLLINEAR_MM * pixels_per_mm, GAP_MM * pixels_per_mm)
    return segments


def join_collinear(pieces: Sequence[Ruling], across: float, gap: float) -> list[Ruling]:
    """Join pieces of one axis that lie within ``across`` pixels of each other and at most ``gap`` apart."""
    joined: list[Ruling] = []
    for piece in sorted(pieces, key=lambda p: (p.start, p.at)):
        for index, other in enumerate(joined):
            if abs(other.at - piece.at) <= across and piece.start - other.end <= gap:
                joined[index] = _union(other, piece)
                break
        else:
            joined.append(piece)
    return joined


def _union(a: Ruling, b: Ruling) -> Ruling:
    weight = a.length / max(1e-6, a.length + b.length)
    return replace(
        a,
        at=a.at * weight + b.at * (1 - weight),
        start=min(a.start, b.start),
        end=max(a.end, b.end),
        thickness=max(a.thickness, b.thickness)
        if min(a.length, b.length) > 0.3 * max(a.length, b.length)
        else (a.thickness if a.length > b.length else b.thickness),
    )


def segments_to_tables(segments: Sequence[Ruling], pixels_per_mm: float) -> list[tuple[Ruling, ...]]:
    """Group the rulings by table, tables from top to bottom; flowchart strokes and letterhead lines are left out."""
    tables = []
    for group in _touching(segments, END_MM * pixels_per_mm):
        rulings = _grow(group, pixels_per_mm)
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


def _grow(group: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Seeds are strokes that span most of the group; then all strokes that end on rulings at both ends."""
    x0, y0, x1, y1 = bounds(group)
    spans = {"h": x1 - x0, "v": y1 - y0}
    accepted = [
        s for s in group if s.length >= SEED_SHARE * spans[s.axis] and s.length >= MIN_TABLE_MM[1] * pixels_per_mm
    ]
    waiting = [s for s in group if s not in accepted]
    tolerance = END_MM * pixels_per_mm
    while True:
        new = [s for s in waiting if _ends_on(s, accepted, tolerance)]
        if not new:
            new = [s for s in waiting if _continues(s, accepted, pixels_per_mm)]
        if not new:
            return accepted
        accepted += new
        waiting = [s for s in waiting if s not in new]


def _ends_on(segment: Ruling, rulings: Sequence[Ruling], tolerance: float) -> bool:
    """Both ends stop on perpendicular rulings."""
    perpendicular = [
        r.at for r in rulings if r.axis != segment.axis and r.start - tolerance <= segment.at <= r.end + tolerance
    ]
    return all(any(abs(at - end) <= tolerance for at in perpendicular) for end in (segment.start, segment.end))


def _continues(segment: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> bool:
    """A piece of a broken ruling: collinear with a ruling, near its end, its far end on a perpendicular one."""
    tolerance = END_MM * pixels_per_mm
    for ruling in rulings:
        if ruling.axis != segment.axis or abs(ruling.at - segment.at) > COLLINEAR_MM * pixels_per_mm:
            continue
        gap = max(segment.start - ruling.end, ruling.start - segment.end)
        if -tolerance < gap <= RESCUE_GAP_MM * pixels_per_mm:
            far = segment.end if segment.start > ruling.end - tolerance else segment.start
            stops = [
                r.at
                for r in rulings
                if r.axis != segment.axis and r.start - tolerance <= segment.at <= r.end + tolerance
            ]
            if any(abs(at - far) <= tolerance for at in stops):
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
    for axis in ("h", "v"):
        ends_of = [r for r in rulings if r.axis != axis]
        positions = [r.at for r in rulings if r.axis == axis]
        for pick, sign in ((min, -1), (max, 1)):
            ends = [r.start if sign < 0 else r.end for r in ends_of]
            edge = pick(ends)
            together = [r for r, end in zip(ends_of, ends, strict=True) if abs(end - edge) < 2 * tolerance]
            missing = all(abs(p - edge) > 2 * tolerance for p in positions)
            if missing and len(together) >= 3 and len(together) >= 0.5 * len(ends_of):
                across = [r.at for r in together]
                at = float(np.median([r.start if sign < 0 else r.end for r in together]))
                completed.append(Ruling("h" if axis == "h" else "v", at, min(across), max(across), 0.0))
    return completed


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
