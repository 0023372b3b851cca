"""Ink to slanted connectors: straight lines from symbol to symbol that run along neither axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocr.page import Image
from ocr.strokes import long_runs
from table_extract.heads import HEAD_MM2, Port, Scene, flank_area, head_area, stroke_half, symbol_ahead
from table_extract.ridges import Segment
from table_extract.slanted_dashes import slanted_bridges
from table_extract.table import Connector, Symbol

AXIS_RUN_MM = 10.0
"""Ink in level or upright runs of this length belongs to strokes along an axis."""
LEAST_MM = 4.0
GAP_MM = 2.0
LEAST_SLANT = math.tan(math.radians(2.5))
LEAST_SHIFT_MM = 2.0
"""A line that strays less from its axis than this is read as one along the axis."""
LEAST_INKED = 0.8
SAME_LINE_MM = 0.9
SAME_ANGLE = math.radians(6)
WORN_MM, CROSSED_MM = 6.0, 1.5
"""Longest gap in a worn line, and what a ruling hides of one that crosses it at a right angle."""
FIT_MM = 0.6
ALONG_MM = 1.3
"""Short strokes along an axis that lie so close to a slanted line are pieces of it."""
BOTH_HEADS = 0.35
"""The lesser of two arrowheads has at least this share of the greater one's ink: the line leads both ways."""
FLANK_MM2, SECOND_MM2 = 0.08, 0.12
"""Ink of an arrowhead whose one half is hidden by the symbol's side, and of one at the other end, too."""
UPWARDS_MM2 = 0.5
"""Ink of half an arrowhead that is no corner of a symbol: these have up to 0.4."""
HEADLESS, ONE_HEAD = 0.55, 0.9
SERVED_MM, SHORT_MM = 2.0, 4.0
"""So near the end of a slanted line at its symbol a stroke no longer than this is a piece of its arrowhead."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slant:
    """A line between two symbols, with the arrowhead ink at either end in square mm."""

    symbols: tuple[int, int]
    ends: tuple[Point, Point]
    heads: tuple[float, float]
    hidden: bool = False
    """Whether the heads are ink on one side of the line only: its own raggedness looks like a second, faint one."""


def find_slants(scene: Scene) -> list[Slant]:
    """Slanted lines that reach a symbol at both ends, each pair of symbols once."""
    bridges = slanted_bridges(scene.loose, scene.pixels_per_mm)
    scene = replace(scene, ink=scene.ink | bridges, loose=scene.loose | bridges)
    found: dict[tuple[int, int], Slant] = {}
    for start, end in _lines(_off_axis(scene.loose, scene.pixels_per_mm), scene.pixels_per_mm):
        slant = _between_symbols(start, end, scene)
        if slant is not None:
            found.setdefault((min(slant.symbols), max(slant.symbols)), slant)
    return list(found.values())


def _off_axis(loose: Image, pixels_per_mm: float) -> Image:
    """Connected ink of some length that does not run along an axis."""
    run = int(AXIS_RUN_MM * pixels_per_mm)
    runs = cv2.bitwise_or(long_runs(loose, "v", run), long_runs(loose, "h", run))
    along = cv2.dilate(runs, np.ones((3, 3), np.uint8))
    left = np.asarray(cv2.subtract(loose, along), np.uint8)
    outlines, _ = cv2.findContours(left, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    kept = np.zeros_like(left)
    least = 0.6 * LEAST_MM * pixels_per_mm
    for outline in outlines:
        _, _, width, height = cv2.boundingRect(outline)
        if max(width, height) >= least:
            cv2.drawContours(kept, [outline], 0, (255,), -1)
    return np.asarray(kept & left, np.uint8)


def _lines(ink: Image, pixels_per_mm: float) -> list[tuple[Point, Point]]:
    """Straight lines, the longest first; pieces of one line are put together."""
    if not ink.any():
        return []
    least = LEAST_MM * pixels_per_mm
    found = cv2.HoughLinesP(ink, 1, np.pi / 360, int(0.7 * least), None, 0.7 * least, GAP_MM * pixels_per_mm)
    pieces = [] if found is None else [(float(a), float(b), float(c), float(d)) for a, b, c, d in found.reshape(-1, 4)]
    pieces = [p for p in pieces if min(abs(p[2] - p[0]), abs(p[3] - p[1])) > LEAST_SLANT * math.dist(p[:2], p[2:])]
    pieces.sort(key=lambda p: -math.dist(p[:2], p[2:]))
    lines = []
    while pieces:
        first = pieces[0]
        alike = [piece for piece in pieces if _one_line(first, piece, pixels_per_mm)]
        line, own = _chained(first, alike, pixels_per_mm)
        pieces = [piece for piece in pieces if piece not in own]
        lines.append(_fitted(line, ink, pixels_per_mm))
    return [line for line in lines if math.dist(*line) >= least]


def _fitted(line: tuple[Point, Point], ink: Image, pixels_per_mm: float) -> tuple[Point, Point]:
    """The line laid through the middle of its ink."""
    (x0, y0), (x1, y1) = line
    length = math.dist(*line)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    left, top, right, bottom = _around(line, FIT_MM * pixels_per_mm)
    rows, cols = np.nonzero(ink[top:bottom, left:right])
    rows, cols = rows + top, cols + left
    along, across = (cols - x0) * ux + (rows - y0) * uy, (cols - x0) * uy - (rows - y0) * ux
    own = (np.abs(across) <= FIT_MM * pixels_per_mm) & (along >= 0) & (along <= length)
    if own.sum() < length / 2:
        return line
    points = np.stack([cols[own], rows[own]], 1).astype(np.float32)
    vx, vy, cx, cy = (float(value) for value in cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
    steps = [(x - cx) * vx + (y - cy) * vy for x, y in line]
    return (cx + steps[0] * vx, cy + steps[0] * vy), (cx + steps[1] * vx, cy + steps[1] * vy)


def _around(line: tuple[Point, Point], reach: float) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of the pixels that may lie within ``reach`` of a line."""
    (x0, y0), (x1, y1) = line
    left, top = (max(0, int(min(pair) - reach)) for pair in ((x0, x1), (y0, y1)))
    right, bottom = (max(0, int(max(pair) + reach) + 2) for pair in ((x0, x1), (y0, y1)))
    return left, top, right, bottom


def _one_line(a: Sequence[float], b: Sequence[float], pixels_per_mm: float) -> bool:
    length = math.dist(a[:2], a[2:])
    ux, uy = (a[2] - a[0]) / length, (a[3] - a[1]) / length
    off = max(abs((x - a[0]) * uy - (y - a[1]) * ux) for x, y in (b[:2], b[2:]))
    turn = abs(math.atan2(a[3] - a[1], a[2] - a[0]) - math.atan2(b[3] - b[1], b[2] - b[0])) % math.pi
    return off <= 2 * SAME_LINE_MM * pixels_per_mm and min(turn, math.pi - turn) <= SAME_ANGLE


def _chained(
    first: Sequence[float], alike: Sequence[Sequence[float]], pixels_per_mm: float
) -> tuple[tuple[Point, Point], list[Sequence[float]]]:
    """The longest piece's line with the pieces it goes on in, from outermost end to outermost end, and these pieces.

    A ruling hides the more of a line the flatter it crosses; ink on the same line further away is letters.
    """
    length = math.dist(first[:2], first[2:])
    ux, uy = (first[2] - first[0]) / length, (first[3] - first[1]) / length
    reach = max(WORN_MM, CROSSED_MM / min(abs(ux), abs(uy))) * pixels_per_mm
    spans = [sorted((x - first[0]) * ux + (y - first[1]) * uy for x, y in (p[:2], p[2:])) for p in alike]
    low, high = 0.0, length
    for start, end in sorted(spans):
        high = max(high, end) if start <= high + reach else high
    for start, end in sorted(spans, key=lambda span: -span[1]):
        low = min(low, start) if end >= low - reach else low
    line = (first[0] + low * ux, first[1] + low * uy), (first[0] + high * ux, first[1] + high * uy)
    return line, [piece for piece, (start, end) in zip(alike, spans, strict=True) if low <= start and end <= high]


def _between_symbols(start: Point, end: Point, scene: Scene) -> Slant | None:
    length = math.dist(start, end)
    ahead = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    behind = (-ahead[0], -ahead[1])
    one, two = symbol_ahead(start, behind, scene, 1.0), symbol_ahead(end, ahead, scene, 1.0)
    if one is None or two is None or one[0] == two[0]:
        return None
    (x0, y0), (x1, y1) = one[1], two[1]
    shift = min(abs(x1 - x0), abs(y1 - y0)) / scene.pixels_per_mm
    if shift < LEAST_SHIFT_MM or not _drawn(one[1], two[1], (one[0], two[0]), scene):
        return None
    half = stroke_half(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), ahead, scene)
    heads = head_area(one[1], behind, scene, half), head_area(two[1], ahead, scene, half)
    flanks = flank_area(one[1], behind, scene, half), flank_area(two[1], ahead, scene, half)
    two_heads = min(flanks) >= max(SECOND_MM2, BOTH_HEADS * max(flanks))
    hidden = two_heads or (max(heads) < HEAD_MM2 and max(flanks) >= FLANK_MM2)
    return Slant((one[0], two[0]), (one[1], two[1]), flanks if hidden else heads, hidden)


def _drawn(start: Point, end: Point, own: tuple[int, int], scene: Scene) -> bool:
    """Whether ink runs along the whole line, and no other symbol stands on it: else it is pieces of other lines."""
    steps = max(2, int(math.dist(start, end)))
    xs, ys = (np.linspace(start[i], end[i], steps).round().astype(np.intp) for i in (0, 1))
    labels = scene.labels[ys, xs]
    if set(np.unique(labels).tolist()) - {0, own[0] + 1, own[1] + 1}:
        return False
    x, y = max(0, int(xs.min()) - 1), max(0, int(ys.min()) - 1)
    around = cv2.dilate(scene.ink[y : int(ys.max()) + 2, x : int(xs.max()) + 2], np.ones((3, 3), np.uint8))
    near = around[ys - y, xs - x][labels == 0]
    return bool(near.size) and float((near > 0).mean()) >= LEAST_INKED


def slants_to_connectors(slants: Sequence[Slant], symbols: Sequence[Symbol]) -> list[Connector]:
    """Towards the arrowhead, both ways where there are two, else down the page."""
    found = []
    for slant in (_from_above(slant, symbols) for slant in slants):
        (upper, lower), (top, foot) = slant.symbols, slant.ends
        down, up = _ways(slant, *(symbols[number].kind == "decision" for number in slant.symbols))
        sure, directed = (ONE_HEAD, True) if down or up else (HEADLESS, False)
        if down or not up:
            found.append(Connector(upper, lower, None, sure, directed, (top, foot)))
        if up:
            found.append(Connector(lower, upper, None, sure, directed, (foot, top)))
    return found


def _from_above(slant: Slant, symbols: Sequence[Symbol]) -> Slant:
    a, b = slant.symbols
    if symbols[a].bbox[1] <= symbols[b].bbox[1]:
        return slant
    return replace(slant, symbols=(b, a), ends=slant.ends[::-1], heads=slant.heads[::-1])


def _ways(slant: Slant, upper_decides: bool, lower_decides: bool) -> tuple[bool, bool]:
    """Whether its arrowheads show that a line, given from above, leads down, and whether they show that it leads up.

    Work goes there and back on one line beside decisions only, and goes up from decisions mostly: elsewhere half a head
    must be large, for the corner of a round symbol looks like a small one. What looks like a head below a decision is
    its answer.
    """
    top, foot = slant.heads
    if max(top, foot) < FLANK_MM2:
        return False, False
    if min(top, foot) >= BOTH_HEADS * max(top, foot):
        if slant.hidden and not (upper_decides or lower_decides):
            return False, False
        if min(top, foot) >= SECOND_MM2:
            return True, True
    if top <= foot:
        return True, False
    if upper_decides and not lower_decides:
        return False, False
    return False, not slant.hidden or lower_decides or top >= UPWARDS_MM2


def without_pieces(segments: Sequence[Segment], slants: Sequence[Slant], pixels_per_mm: float) -> list[Segment]:
    """Strokes along an axis without those that are pieces of slanted lines."""
    near = ALONG_MM * pixels_per_mm
    return [s for s in segments if not any(_beside(s, slant.ends, near) for slant in slants)]


def without_served(
    ports: Sequence[Port], segments: Sequence[Segment], slants: Sequence[Slant], pixels_per_mm: float
) -> list[Port]:
    """Ports but those where only the arrowhead of a slanted line is seen: short strokes at its very end."""
    served = [(number, end) for slant in slants for number, end in zip(slant.symbols, slant.ends, strict=True)]
    near, short = SERVED_MM * pixels_per_mm, SHORT_MM * pixels_per_mm
    return [
        port
        for port in ports
        if segments[port.segment].length > short
        or not any(port.symbol == number and math.dist(port.point, end) <= near for number, end in served)
    ]


def _beside(segment: Segment, ends: tuple[Point, Point], near: float) -> bool:
    (x0, y0), (x1, y1) = ends
    length = math.dist(*ends)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    for x, y in (segment.point(0), segment.point(1)):
        along, across = (x - x0) * ux + (y - y0) * uy, abs((x - x0) * uy - (y - y0) * ux)
        if across > near or not -near <= along <= length + near:
            return False
    return True
