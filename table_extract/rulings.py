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
from numpy.typing import NDArray

from ocr.page import BBox, Image
from ocr.strokes import faint_lines, ink_to_strokes

MIN_H_MM = 5.0
MIN_V_MM = 3.2
MAX_THICKNESS_MM = 1.4
FAINT_WINDOW_MM = (4.0, 1.2)
"""Length along a faint line that is averaged, and how far across it the paper is looked for."""
FAINT_DEPTH = 14
"""Grey values by which a faint line is darker than the paper beside it."""
MIN_FAINT_H_MM = 25.0
MIN_FAINT_V_MM = 12.0
LONG_PIECE_MM = 15.0
LONG_GAP_MM = 16.0
TORN_EVENNESS = 0.6

FLANK_MM = (0.7, 1.5)
RIM_MM = (0.45, 0.95)
MAX_FLANK = {"h": 0.36, "v": 0.25}
"""Most ink that may stand beside a ruling (share of the bands FLANK_MM away): more is text or a shaded band."""
MAX_FLANK_SHORT_V = 0.16
MAX_FLANK_UNBROKEN = 0.22
PIECE_MM = 0.8
MIN_DEPTH = 7
MIN_EVENNESS_INK = 0.7
MIN_EVENNESS_FAINT = 0.88
"""Share of a ruling that must be darker, by MIN_DEPTH grey values, than the paper beside it: letters leave gaps."""
MIN_EVENNESS_SHORT = 0.9
SHORT_MM = {"h": 20.0, "v": 22.0}
"""Strokes shorter than this may be letters between two tight rulings, or the foot of a bold word."""
COLLINEAR_MM = 0.8
GAP_MM = 2.5
END_MM = 1.3
"""How far a ruling's end may lie from the perpendicular ruling that it stops on."""
OVERSHOOT_MM = 14.0
"""How far letters in line with a ruling may lengthen it; they leave gaps, which makes the tail less even."""
TAIL_EVENNESS = 0.75
LETTER_MM = 4.0
"""A tail up to this long may be one letter, as even as a ruling."""
SEED_SHARE = {"h": 0.6, "v": 0.75}
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


def page_to_segments(flat: Image, ink: Image, pixels_per_mm: float) -> list[Ruling]:
    """All straight strokes long enough for a ruling, collinear pieces joined.

    Hair-thin rulings break into crumbs in a scan, so faint lines are sought too, but only long ones, since the
    search also joins letters to lines. ``flat`` is the evenly lit grey page, ``ink`` its binary ink.
    """
    segments: list[Ruling] = []
    axes: tuple[tuple[Literal["h", "v"], float, float], ...] = (
        ("h", MIN_H_MM, MIN_FAINT_H_MM),
        ("v", MIN_V_MM, MIN_FAINT_V_MM),
    )
    for axis, least, least_faint in axes:
        window, reach = (int(mm * pixels_per_mm) for mm in FAINT_WINDOW_MM)
        faint = faint_lines(flat, axis, window, reach, FAINT_DEPTH)
        pieces: list[Ruling] = []
        for picture, shortest, evenly in ((ink, least, MIN_EVENNESS_INK), (faint, least_faint, MIN_EVENNESS_FAINT)):
            strokes = ink_to_strokes(picture, axis, shortest * pixels_per_mm, MAX_THICKNESS_MM * pixels_per_mm)
            found = [Ruling(axis, stroke.at, stroke.start, stroke.end, stroke.thickness) for stroke in strokes]
            pieces += [piece for piece in found if stands_free(flat, ink, piece, pixels_per_mm, evenly)]
        joined = join_collinear(pieces, COLLINEAR_MM * pixels_per_mm, GAP_MM * pixels_per_mm)
        segments += _join_torn(flat, joined, pixels_per_mm)
    return segments


def _join_torn(flat: Image, pieces: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Long collinear pieces become one ruling over a short gap, or over one that is dark itself.

    A stamp or a fold tears a ruling; bold text that touches it hides it in the ink, not in the grey picture.
    """
    joined: list[Ruling] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        for index, other in enumerate(joined):
            if min(piece.length, other.length) < LONG_PIECE_MM * pixels_per_mm:
                continue
            if abs(piece.at - other.at) > COLLINEAR_MM * pixels_per_mm:
                continue
            gap = Ruling(piece.axis, (piece.at + other.at) / 2, other.end, piece.start, 0.0)
            near = gap.length <= LONG_GAP_MM * pixels_per_mm
            if near or evenness(flat, gap, pixels_per_mm) >= TORN_EVENNESS:
                joined[index] = _union(other, piece)
                break
        else:
            joined.append(piece)
    return joined


def stands_free(flat: Image, ink: Image, piece: Ruling, pixels_per_mm: float, evenly: float) -> bool:
    """No stroke of a letter or of a shaded band: dark all along, and little ink beside it."""
    short = piece.length < SHORT_MM[piece.axis] * pixels_per_mm
    even = evenness(flat, piece, pixels_per_mm)
    if even < (max(evenly, MIN_EVENNESS_SHORT) if short else evenly):
        return False
    limit = MAX_FLANK[piece.axis]
    if short and piece.axis == "v":
        unbroken = even == 1 and piece.length > LETTER_MM * pixels_per_mm * 1.5
        limit = MAX_FLANK_UNBROKEN if unbroken else MAX_FLANK_SHORT_V
    return flank_ink(ink, piece, pixels_per_mm) <= limit


def _bands(picture: Image, ruling: Ruling, near: int, far: int) -> tuple[Image, Image, Image]:
    """The ruling and the bands ``near`` to ``far`` pixels above and below it (or left and right), along axis 1."""
    lying = picture if ruling.axis == "h" else picture.T
    at, start, end = round(ruling.at), max(0, int(ruling.start)), int(ruling.end) + 1
    core = lying[max(0, at - near + 1) : at + near, start:end]
    return core, lying[max(0, at - far) : max(0, at - near), start:end], lying[at + near : at + far, start:end]


def dark_pieces(flat: Image, ruling: Ruling, pixels_per_mm: float) -> NDArray[np.bool_]:
    """Which pieces of a stroke (each some PIECE_MM long) are darker than the paper on both sides; at least one."""
    near, far = (max(2, round(mm * pixels_per_mm)) for mm in RIM_MM)
    core, *sides = _bands(flat, ruling, near, far)
    length = max(2, int(PIECE_MM * pixels_per_mm))
    count = max(1, core.shape[1] // length)

    def pieces(band: Image) -> NDArray[np.float64]:
        means = band[:, : count * length].reshape(band.shape[0], count, -1).mean(axis=2)
        return np.asarray(means, dtype=np.float64)

    dark = np.ones(count, dtype=np.bool_)
    if not core.size:
        return dark
    line = pieces(core).min(axis=0)
    for side in sides:
        if side.size:
            dark &= pieces(side).mean(axis=0) - line >= MIN_DEPTH
    return dark


def evenness(flat: Image, ruling: Ruling, pixels_per_mm: float) -> float:
    """Share of a stroke that is darker than the paper on both sides."""
    return float(dark_pieces(flat, ruling, pixels_per_mm).mean())


def flank_ink(ink: Image, ruling: Ruling, pixels_per_mm: float) -> float:
    """Share of ink in the bands beside a stroke: of the lesser side above and below, of both sides left and right.

    Text often stands close above or below a ruling, but rarely along both sides of a vertical one.
    """
    near, far = (int(mm * pixels_per_mm) for mm in FLANK_MM)
    _, *sides = _bands(ink, ruling, near, far)
    shares = [float(np.mean(band > 0)) for band in sides if band.size]
    if not shares:
        return 0.0
    return min(shares) if ruling.axis == "h" else sum(shares) / len(shares)


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


def segments_to_tables(flat: Image, segments: Sequence[Ruling], pixels_per_mm: float) -> list[tuple[Ruling, ...]]:
    """Group the rulings by table, tables from top to bottom; flowchart strokes and letterhead lines are left out."""
    tables = []
    for group in _touching(segments, END_MM * pixels_per_mm):
        rulings = _grow(flat, group, pixels_per_mm)
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


def _grow(flat: Image, group: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Seeds are strokes that span most of the group; then all strokes that end on rulings at both ends."""
    x0, y0, x1, y1 = bounds(group)
    spans = {"h": x1 - x0, "v": y1 - y0}
    least = MIN_TABLE_MM[1] * pixels_per_mm
    accepted = [s for s in group if s.length >= max(least, SEED_SHARE[s.axis] * spans[s.axis])]
    waiting = [s for s in group if s not in accepted]
    while waiting:
        stopped = {s: _stop_on(flat, s, accepted, pixels_per_mm) for s in waiting}
        new = {s: ruling for s, ruling in stopped.items() if ruling is not None}
        if not new:
            new = {s: s for s in waiting if _continues(s, accepted, pixels_per_mm)}
        if not new:
            break
        accepted += new.values()
        waiting = [s for s in waiting if s not in new]
    return accepted


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
    crossings = [
        at
        for at in _crossings(segment, rulings, tolerance)
        if segment.start - tolerance <= at <= segment.end + tolerance
    ]
    if len(crossings) < 2 or crossings[-1] - crossings[0] < tolerance:
        return None
    body = replace(segment, start=crossings[0], end=crossings[-1])
    tails = (replace(segment, end=crossings[0]), replace(segment, start=crossings[-1]))
    long = [tail for tail in tails if tail.length > tolerance]
    if len(long) > 1 or (long and not _is_letters(flat, long[0], body, pixels_per_mm)):
        return None
    while len(crossings) > 2 and _uneven(flat, replace(body, end=crossings[1]), body, pixels_per_mm):
        crossings = crossings[1:]
        body = replace(body, start=crossings[0])
    while len(crossings) > 2 and _uneven(flat, replace(body, start=crossings[-2]), body, pixels_per_mm):
        crossings = crossings[:-1]
        body = replace(body, end=crossings[-1])
    return body


def _is_letters(flat: Image, tail: Ruling, body: Ruling, pixels_per_mm: float) -> bool:
    """Whether the part of a stroke beyond its last crossing is letters in line with the ruling."""
    if body.length <= 2 * tail.length or tail.length > OVERSHOOT_MM * pixels_per_mm:
        return False
    return tail.length <= LETTER_MM * pixels_per_mm or _uneven(flat, tail, body, pixels_per_mm)


def _uneven(flat: Image, part: Ruling, body: Ruling, pixels_per_mm: float) -> bool:
    return evenness(flat, part, pixels_per_mm) < TAIL_EVENNESS * evenness(flat, body, pixels_per_mm)


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
