"""Connectors drawn so short that paper shows between their ends and the symbols they point at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ocr.page import Image
from table_extract.heads import (
    LONG_MM,
    SAME_PLACE_MM,
    STUB_MM,
    SURE_HEAD_MM2,
    TOUCH_MM,
    Port,
    Scene,
    head_area,
    outward,
    passes,
    same_place,
    symbol_ahead,
)
from table_extract.ridges import Segment
from table_extract.rulings import Ruling

SHORT_MM = 4.0
"""A stroke that points at a symbol ends this far from it at most."""
MIDDLE = (0.3, 0.42)
"""Share of a side's length from its middle to which such strokes point, without an arrowhead and with one."""
TIPS_MM = (0.0, 1.0, 2.0)
"""An arrowhead reaches so far beyond the end of its stroke's ridge."""
TIP_MM2, TIP_WIDE_MM = 0.2, 3.0
"""Arrowhead ink at the end of a stroke shorter than usual, and how far from it the symbol shows no other arrowhead,
whose flank it would be."""
BESIDE_MM = (0.5, 1.8)
"""How far before a ruling's middle a symbol ends into which a connector turns that runs on the ruling."""
HEAD_MM = (0.7, 3.0)
"""How broad an arrowhead is that has no more room than this, at least and at most."""
NEAR_MM = 1.5
"""A stroke that ends this near to another one goes on there, and without an arrowhead also at a ruling."""


def short_ports(segments: Sequence[Segment], ports: Sequence[Port], scene: Scene) -> list[Port]:
    """The ends of long strokes, and of shorter ones with an arrowhead, that point at the middle of a symbol's side over
    bare paper."""
    taken = {(port.segment, port.which) for port in ports}
    found: list[Port] = []
    for index, segment in enumerate(segments):
        if segment.length < STUB_MM * scene.pixels_per_mm:
            continue
        long = segment.length >= LONG_MM * scene.pixels_per_mm
        apart_mm = SAME_PLACE_MM if long else TIP_WIDE_MM
        for which in (0, 1):
            if (index, which) in taken:
                continue
            port = (_pointed_at if long else _tip_before)(index, segment, which, scene)
            if port is None or _goes_on(port, segments, scene):
                continue
            if not any(same_place(port, other, scene.pixels_per_mm, apart_mm) for other in [*ports, *found]):
                found.append(port)
    return found


def heads_before_rulings(ports: Sequence[Port], scene: Scene) -> list[tuple[Segment, Port]]:
    """Arrowheads between a symbol's side and a ruling close before it, on which their strokes run; each as a short
    stroke. The port's segment number is -1; the caller numbers it."""
    return [
        (stroke, port)
        for ruling in scene.rulings
        for number in range(len(scene.boxes))
        for stroke, port in _heads_before(ruling, number, scene)
        if not any(same_place(port, other, scene.pixels_per_mm, TIP_WIDE_MM) for other in ports)
    ]


def _heads_before(ruling: Ruling, number: int, scene: Scene) -> Iterator[tuple[Segment, Port]]:
    """The arrowheads that stand between one ruling and the middle of a symbol's sides."""
    upright, scale, box = ruling.axis == "v", scene.pixels_per_mm, scene.boxes[number]
    ink = scene.ink if upright else scene.ink.T
    first, low, last, high = box if upright else (box[1], box[0], box[3], box[2])
    middle = (low + high) / 2
    if not ruling.start <= middle <= ruling.end:
        return
    for edge, sign in ((last, 1), (first, -1)):
        if not BESIDE_MM[0] * scale <= sign * (ruling.at - edge) <= BESIDE_MM[1] * scale:
            continue
        inner, outer = sorted((edge + 2 * sign, ruling.at - sign * (ruling.thickness / 2 + 2)))
        if _holds_head(ink[round(low) : round(high), round(inner) : round(outer) + 1], scale):
            start, end = sorted((edge, ruling.at))
            point = (edge, middle) if upright else (middle, edge)
            stroke = Segment("h" if upright else "v", middle, start, end, 0.0)
            yield stroke, Port(-1, int(sign < 0), number, point, SURE_HEAD_MM2)


def _holds_head(strip: Image, pixels_per_mm: float) -> bool:
    """Whether the ink in the strip along a side stands around the middle of it alone, and is as broad as a head."""
    inked = np.flatnonzero(strip.any(axis=1)) if strip.size else np.zeros(0, np.intp)
    if len(inked) < HEAD_MM[0] * pixels_per_mm:
        return False
    return bool(np.abs(inked - len(strip) / 2).max() <= HEAD_MM[1] / 2 * pixels_per_mm)


def _goes_on(port: Port, segments: Sequence[Segment], scene: Scene) -> bool:
    """Whether another stroke or a ruling meets the end of a stroke. Over an arrowhead's end a ruling may run, and its
    base may seem a short stroke of its own."""
    segment, near = segments[port.segment], NEAR_MM * scene.pixels_per_mm
    x, y = segment.point(port.which)
    headed = port.head >= SURE_HEAD_MM2
    least = LONG_MM * scene.pixels_per_mm if headed else 0.0
    others = (other for other in segments if other.axis != segment.axis and other.length >= least)
    across = y if segment.axis == "v" else x
    on_ruling = any(ruling.axis != segment.axis and abs(ruling.at - across) <= near for ruling in scene.rulings)
    return (on_ruling and not headed) or any(passes(other, (x, y), near) for other in others)


def _pointed_at(index: int, segment: Segment, which: int, scene: Scene) -> Port | None:
    """The nearest symbol ahead of a stroke's end, within reach, with no ruling between, and its arrowhead.

    Beside a diamond's slanted sides the stroke may end in the corner of its box.
    """
    dx, dy = outward(segment, which)
    x, y = segment.point(which)
    reach = SHORT_MM * scene.pixels_per_mm
    for number, box in enumerate(scene.boxes):
        (low, high), (start, end) = (box[1::2], box[::2]) if dx else (box[::2], box[1::2])
        edge = start if dx + dy > 0 else end
        gap = (edge - (x if dx else y)) * (dx + dy)
        aside = abs(segment.at - (low + high) / 2)
        if -(end - start) / 2 < gap < 0 and aside < (high - low) / 2:
            return Port(index, which, number, (x, y), head_area((x, y), (dx, dy), scene))
        if not 0 <= gap <= reach or aside > MIDDLE[1] * (high - low):
            continue
        first, last = sorted((edge, x if dx else y))
        if any(ruling.axis != segment.axis and first < ruling.at < last for ruling in scene.rulings):
            continue
        tips = [step * scene.pixels_per_mm for step in TIPS_MM if step * scene.pixels_per_mm <= gap]
        head = max(head_area((x + dx * step, y + dy * step), (dx, dy), scene) for step in tips)
        if aside <= MIDDLE[head >= SURE_HEAD_MM2] * (high - low):
            return Port(index, which, number, (edge, y) if dx else (x, edge), head)
    return None


def _tip_before(index: int, segment: Segment, which: int, scene: Scene) -> Port | None:
    """The symbol just ahead of the arrowhead at a stroke's end."""
    end, way = segment.point(which), outward(segment, which)
    ahead = symbol_ahead(end, way, scene, TOUCH_MM)
    if ahead is None:
        return None
    symbol, point = ahead
    head = head_area(point, way, scene)
    return Port(index, which, symbol, point, head) if head >= TIP_MM2 else None
