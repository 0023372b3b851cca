"""Where strokes reach symbols, and how much of an arrowhead stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image
from table_extract.ridges import Segment
from table_extract.rulings import Ruling

REACH_MM = 2.9
"""A stroke ends this far from its symbol at most: the ridge is lost inside an arrowhead."""
LEAST_CONTACT = 0.55
"""Share of the way from the stroke's end to the symbol that is inked."""
TOUCH_MM = 1.2
"""Over this distance a long stroke reaches a symbol without ink: many are drawn a little too short."""
SIDE_MM = 1.4
LENGTH_MM = 3.0
LEAST_HEAD_MM = 1.2
"""Arrowheads are at least so long, also where their stroke is shorter than they may be."""
HEAD_MM2 = 0.1
"""Area of ink on both sides of the stroke from which it is an arrowhead (twice the lesser side)."""
SURE_HEAD_MM2 = 0.35
STUB_MM = 2.2
"""A shorter stroke away from the middle of a side is a letter."""
LONG_MM = 4.0
CORNER = 0.45
"""Share of a side's length from its middle; no connector is tied to a symbol so close to its corner."""
CLEAR_MM, THICKER_PX = 8.0, 2
OVERSHOOT_MM = 0.6
"""A stroke's ridge, averaged along it, runs so far over its end."""
SAME_PLACE_MM = 2.0
"""Two ports of a symbol are further apart."""
BLOB_MM = 0.75
BLOB_SIZE_MM = (0.7, 3.4)


@dataclass(frozen=True, slots=True)
class Port:
    """A stroke's end (0 start, 1 end of ``segment``) at ``symbol``; ``head`` is arrowhead ink in square mm."""

    segment: int
    which: int
    symbol: int
    point: tuple[float, float]
    head: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What ports are looked for in: symbol numbers + 1 per pixel, ink without rulings, and ink without symbols too."""

    labels: NDArray[np.int16]
    boxes: tuple[BBox, ...]
    ink: Image
    loose: Image
    rulings: tuple[Ruling, ...]
    pixels_per_mm: float
    half_stroke: int
    """Half the usual width of the connectors, in pixels, rounded up."""


def outward(segment: Segment, which: int) -> tuple[int, int]:
    """Direction from the middle of a segment out over its start or end."""
    sign = 1 if which else -1
    return (sign, 0) if segment.axis == "h" else (0, sign)


def half_stroke(segments: Sequence[Segment], loose: Image, pixels_per_mm: float) -> int:
    """Half the usual width of long strokes, plus a pixel; 2 when there are none."""
    long = [segment for segment in segments if segment.length >= LONG_MM * pixels_per_mm]
    return _half([width for segment in long for width in _widths(segment, loose, pixels_per_mm)])


def _half(widths: Sequence[int]) -> int:
    seen = [width for width in widths if width]  # strokes on rulings are erased together with these
    return int(np.percentile(seen, 30) / 2) + 1 if seen else 2


def _widths(segment: Segment, loose: Image, pixels_per_mm: float) -> list[int]:
    """Widths of a stroke around its middle, in pixels."""
    reach = int(pixels_per_mm)
    picture = loose if segment.axis == "v" else loose.T
    middle, at = int((segment.start + segment.end) / 2), round(segment.at)
    across = slice(max(0, at - reach), at + reach + 1)
    return [int((picture[along, across] > 0).sum()) for along in range(middle - reach, middle + reach, 2)]


def own_half(segment: Segment, scene: Scene) -> int:
    """Half the width of a stroke much thicker than usual, if it is long enough to have a middle without arrowheads."""
    if segment.length < CLEAR_MM * scene.pixels_per_mm:
        return scene.half_stroke
    own = _half(_widths(segment, scene.loose, scene.pixels_per_mm))
    return own if own - scene.half_stroke >= THICKER_PX else scene.half_stroke


def find_ports(segments: Sequence[Segment], scene: Scene) -> list[Port]:
    """All ends of strokes that reach a symbol."""
    ports = []
    for index, segment in enumerate(segments):
        for which in (0, 1):
            gap = TOUCH_MM if segment.length >= LONG_MM * scene.pixels_per_mm else 0.0
            hit = symbol_ahead(segment.point(which), outward(segment, which), scene, gap)
            if hit is not None:
                symbol, point = hit
                far = segment.point(1 - which)
                length = abs(point[0] - far[0]) + abs(point[1] - far[1])
                head = head_area(point, outward(segment, which), scene, own_half(segment, scene), length)
                ports.append(Port(index, which, symbol, point, head))
    likeliest = sorted(ports, key=lambda port: (_off_middle(port, scene), -segments[port.segment].length))
    kept: list[Port] = []
    for port in likeliest:
        stub = segments[port.segment].length < STUB_MM * scene.pixels_per_mm
        if (stub and _off_middle(port, scene) >= 2) or _follows_outline(port, segments[port.segment], scene):
            continue
        if not any(same_place(port, other, scene.pixels_per_mm) for other in kept):
            kept.append(port)
    return kept


def _follows_outline(port: Port, segment: Segment, scene: Scene) -> bool:
    """Whether a short stroke meets a symbol at its very corner: it is the thick outline of a side."""
    low, high = (scene.boxes[port.symbol][axis] for axis in ((1, 3) if segment.axis == "h" else (0, 2)))
    short = segment.length < LONG_MM * scene.pixels_per_mm
    return short and abs(segment.at - (low + high) / 2) > CORNER * (high - low)


def _off_middle(port: Port, scene: Scene) -> int:
    """How far from the middle of its side a port lies, in tenths of the symbol's size: letters stand beside it."""
    x0, y0, x1, y1 = scene.boxes[port.symbol]
    x, y = port.point
    return round(10 * min(abs(x - (x0 + x1) / 2) / (x1 - x0), abs(y - (y0 + y1) / 2) / (y1 - y0)))


def symbol_ahead(
    point: tuple[float, float], direction: tuple[float, float], scene: Scene, gap_mm: float = 0.0
) -> tuple[int, tuple[float, float]] | None:
    """The symbol that a stroke's end points at, and where it meets it; over ``gap_mm`` no ink is asked for."""
    height, width = scene.labels.shape
    spread = max(1, round(0.25 * scene.pixels_per_mm))
    steps = np.arange(int(REACH_MM * scene.pixels_per_mm) + 1)
    xs, ys = (np.rint(point[axis] + direction[axis] * steps).astype(np.intp) for axis in (0, 1))
    outside = (xs < spread) | (xs >= width - spread) | (ys < spread) | (ys >= height - spread)
    if outside.any():
        xs, ys = xs[: outside.argmax()], ys[: outside.argmax()]
    met = np.flatnonzero(scene.labels[ys, xs])
    if not len(met):
        return None
    step, x, y = int(met[0]), int(xs[met[0]]), int(ys[met[0]])
    if step > max(2.0, gap_mm * scene.pixels_per_mm):
        across = (0 if direction[1] == 0 else spread, 0 if direction[0] == 0 else spread)
        inked = sum(_inked_around(scene.ink, int(xs[i]), int(ys[i]), across) for i in range(step))
        if inked / step < LEAST_CONTACT:
            return None
    return int(scene.labels[y, x]) - 1, (float(x), float(y))


def _inked_around(ink: Image, x: int, y: int, across: tuple[int, int]) -> bool:
    return bool(ink[y - across[1] : y + across[1] + 1, x - across[0] : x + across[0] + 1].any())


def head_area(
    point: tuple[float, float],
    direction: tuple[float, float],
    scene: Scene,
    half_stroke: int | None = None,
    length: float = np.inf,
) -> float:
    """Ink beside the stroke just before the symbol, in square mm: twice the lesser side.

    Labels and elbows stand on one side only; rulings that pass are left out, and what stands where a stroke of this
    length in pixels has turned.
    """
    left, right = _flanks(point, direction, scene, half_stroke or scene.half_stroke, length)
    return round(float(2 * np.minimum(left, right).sum()) / scene.pixels_per_mm**2, 3)


def flank_area(
    point: tuple[float, float], direction: tuple[float, float], scene: Scene, half_stroke: int | None = None
) -> float:
    """All ink beside the stroke there: where it meets a symbol's side aslant, half of an arrowhead is hidden."""
    left, right = _flanks(point, direction, scene, half_stroke or scene.half_stroke)
    return round(float((left + right).sum()) / scene.pixels_per_mm**2, 3)


def _flanks(
    point: tuple[float, float], direction: tuple[float, float], scene: Scene, half_stroke: int, length: float = np.inf
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Inked pixels left and right of a stroke, per step away from the symbol; none where a ruling passes."""
    scale = scene.pixels_per_mm
    side = int(SIDE_MM * scale)
    profile = _profile(point, direction, scene, int(LENGTH_MM * scale), side)
    half = min(_half_width(profile, side), half_stroke)
    reach = max(LEAST_HEAD_MM * scale, length - half_stroke)
    near = profile[max(1, int(0.2 * scale)) : int(min(reach, len(profile)))]
    near = near[near.mean(axis=1) <= 0.85]
    return near[:, : side - half].sum(axis=1), near[:, side + half + 1 :].sum(axis=1)


def stroke_half(point: tuple[float, float], direction: tuple[float, float], scene: Scene) -> int:
    """Half the width of a stroke around a point in its middle."""
    side = int(SIDE_MM * scene.pixels_per_mm)
    return _half_width(_profile(point, direction, scene, int(LENGTH_MM * scene.pixels_per_mm), side), side)


def _profile(
    point: tuple[float, float], direction: tuple[float, float], scene: Scene, reach: int, side: int
) -> NDArray[np.bool_]:
    """Ink before the symbol, one row per step away from it, shape (reach, 2 * side + 1)."""
    x, y = round(point[0]), round(point[1])
    away = (-direction[0], -direction[1])
    steps, offsets = np.arange(1, reach + 1), np.arange(-side, side + 1)
    xs = np.rint(x + away[0] * steps[:, None] + abs(away[1]) * offsets[None, :]).astype(np.intp)
    turn = -1 if away[0] * away[1] > 0 else 1
    ys = np.rint(y + away[1] * steps[:, None] + turn * abs(away[0]) * offsets[None, :]).astype(np.intp)
    height, width = scene.loose.shape
    inside = (xs >= 0) & (ys >= 0) & (xs < width) & (ys < height)
    found = np.zeros(xs.shape, np.bool_)
    found[inside] = scene.loose[ys[inside], xs[inside]] > 0
    return found


def _half_width(profile: NDArray[np.bool_], side: int) -> int:
    """Half the stroke's own width, from the rows farthest from the symbol; the narrow quarter tells."""
    widths = []
    for row in profile:
        if not row[side - 1 : side + 2].any():
            continue
        left = right = side
        while left > 0 and row[left - 1]:
            left -= 1
        while right < len(row) - 1 and row[right + 1]:
            right += 1
        widths.append(max(side - left, right - side))
    return int(np.percentile(widths, 25)) + 1 if widths else 2


def lone_heads(ports: Sequence[Port], scene: Scene) -> list[tuple[Segment, Port]]:
    """Solid arrowheads at symbols without a visible stroke (it runs on a ruling), each as a short stroke.

    The port's segment number is -1; the caller numbers it.
    """
    size = max(3, round(BLOB_MM * scene.pixels_per_mm))
    solid = cv2.morphologyEx(scene.loose, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, ltype=cv2.CV_16U)
    low, high = (mm * scene.pixels_per_mm for mm in BLOB_SIZE_MM)
    found = []
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        if not (low <= width <= high and low <= height <= high) or area > 0.85 * width * height:
            continue
        for direction in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            made = _head_at((x, y, width, height), direction, scene)
            if made and not any(same_place(made[1], port, scene.pixels_per_mm) for port in ports):
                found.append(made)
                break
    return found


def ruling_heads(ports: Sequence[Port], scene: Scene) -> list[tuple[Segment, Port]]:
    """Arrowheads where a ruling meets a symbol that lies across it: their stroke is hidden by the ruling."""
    found: list[tuple[Segment, Port]] = []
    reach = LONG_MM * scene.pixels_per_mm / 2
    for ruling in scene.rulings:
        level = ruling.axis == "h"
        for number, (x0, y0, x1, y1) in enumerate(scene.boxes):
            start, end = (x0, x1) if level else (y0, y1)
            if not _astride((x0, y0, x1, y1), ruling):
                continue
            for sign, edge in ((1, start), (-1, end)):
                if not ruling.start <= edge - sign * reach <= ruling.end:
                    continue
                point, ahead = ((edge, ruling.at), (sign, 0)) if level else ((ruling.at, edge), (0, sign))
                head = head_area(point, ahead, scene)
                port = Port(-1, int(sign > 0), number, point, head)
                known = [*ports, *(other for _, other in found)]
                if head >= SURE_HEAD_MM2 and not any(same_place(port, other, scene.pixels_per_mm) for other in known):
                    span = sorted((edge, edge - sign * reach))
                    found.append((Segment(ruling.axis, ruling.at, span[0], span[1], 0.0), port))
    return found


def ruling_tails(
    heads: Sequence[tuple[Segment, Port]], ports: Sequence[Port], scene: Scene
) -> list[tuple[Segment, Port]]:
    """The other ends of strokes that a ruling hides from end to end: arrowheads stand on it, and so does a symbol
    before each of them, the next one that way. Each comes as a short stroke from there."""
    found: list[tuple[Segment, Port]] = []
    near, reach = scene.pixels_per_mm, LONG_MM * scene.pixels_per_mm / 2
    for segment, head in heads:
        ruling = next((r for r in scene.rulings if r.axis == segment.axis and abs(r.at - segment.at) <= near), None)
        down = 1 if head.which else -1
        on_ruling = [n for n, box in enumerate(scene.boxes) if ruling and _astride(box, ruling)]
        edge = {n: scene.boxes[n][_side(segment.axis, down)] for n in on_ruling}
        before = [n for n in edge if down * (segment.point(head.which)[segment.axis == "v"] - edge[n]) > 0]
        if ruling is None or head.symbol not in edge or not before:
            continue
        last = max(before, key=lambda n: down * edge[n])
        start, end = sorted((edge[last], edge[last] + down * reach))
        stub = Segment(segment.axis, ruling.at, start, end, 0.0)
        port = Port(-1, 1 - head.which, last, stub.point(1 - head.which), 0.0)
        known = any(same_place(port, other, scene.pixels_per_mm) for other in ports)
        if ruling.start <= start and end <= ruling.end and not known:
            found.append((stub, port))
    return found


def _astride(box: BBox, ruling: Ruling) -> bool:
    """Whether a ruling meets a symbol in the middle half of its side."""
    low, high = (box[1], box[3]) if ruling.axis == "h" else (box[0], box[2])
    return low + (high - low) / 4 < ruling.at < high - (high - low) / 4


def _side(axis: str, ahead: int) -> int:
    """Index in a box of the side from which a stroke leaves it ahead: down or to the right (1), else up or left."""
    return (2 if ahead > 0 else 0) + (axis == "v")


def side_stubs(segments: Sequence[Segment], ports: Sequence[Port], scene: Scene) -> list[tuple[Segment, Port]]:
    """Long strokes that turn into a symbol's side so close to it that the turn is too short for a stroke of its own.

    Each comes as the short stroke that is missing; the port's segment number is -1, for the caller to set.
    """
    taken = {(port.segment, port.which) for port in ports}
    near = scene.pixels_per_mm
    found: list[tuple[Segment, Port]] = []
    for index, segment in enumerate(segments):
        if segment.length < LONG_MM * scene.pixels_per_mm:
            continue
        for which in (0, 1):
            x, y = segment.point(which)
            turned = any(passes(other, (x, y), near) for other in segments if other.axis != segment.axis)
            if (index, which) in taken or turned:
                continue
            for back in (0.0, OVERSHOOT_MM * scene.pixels_per_mm):
                dx, dy = outward(segment, which)
                corner = (x - back * dx, y - back * dy)
                found += _stubs(corner, segment.axis, [*ports, *(port for _, port in found)], scene)
    return found


def passes(segment: Segment, point: tuple[float, float], near: float) -> bool:
    """Whether a stroke runs by a point, or ends at it."""
    along, across = point if segment.axis == "h" else point[::-1]
    return abs(segment.at - across) <= near and segment.start - near <= along <= segment.end + near


def _stubs(
    corner: tuple[float, float], axis: str, ports: Sequence[Port], scene: Scene
) -> Iterator[tuple[Segment, Port]]:
    for sign in (-1, 1):
        direction = (0, sign) if axis == "h" else (sign, 0)
        hit = symbol_ahead(corner, direction, scene)
        if hit is None:
            continue
        symbol, point = hit
        port = Port(-1, int(sign > 0), symbol, point, head_area(point, direction, scene))
        if not any(same_place(port, other, scene.pixels_per_mm) for other in ports):
            level = axis == "v"
            start, end = sorted((corner[0], point[0]) if level else (corner[1], point[1]))
            yield Segment("h" if level else "v", corner[1] if level else corner[0], start, end, 0.0), port


def _head_at(box: tuple[int, int, int, int], direction: tuple[int, int], scene: Scene) -> tuple[Segment, Port] | None:
    x, y, width, height = box
    centre = (x + width / 2, y + height / 2)
    front = (centre[0] + direction[0] * width / 2, centre[1] + direction[1] * height / 2)
    back = (centre[0] - direction[0] * width / 2, centre[1] - direction[1] * height / 2)
    hit = symbol_ahead(front, direction, scene)
    if hit is None:
        return None
    symbol, point = hit
    if abs(point[0] - front[0]) + abs(point[1] - front[1]) > 0.8 * scene.pixels_per_mm:
        return None
    head = head_area(point, direction, scene)
    if head < HEAD_MM2:
        return None
    which = 1 if sum(direction) > 0 else 0
    if direction[0]:
        segment = Segment("h", centre[1], min(back[0], point[0]), max(back[0], point[0]), 0.0)
    else:
        segment = Segment("v", centre[0], min(back[1], point[1]), max(back[1], point[1]), 0.0)
    return segment, Port(-1, which, symbol, point, head)


def same_place(a: Port, b: Port, pixels_per_mm: float, near_mm: float = SAME_PLACE_MM) -> bool:
    """Whether two ports are one, so near are they."""
    near = near_mm * pixels_per_mm
    return a.symbol == b.symbol and abs(a.point[0] - b.point[0]) < near and abs(a.point[1] - b.point[1]) < near
