"""Arrowheads that stand aslant between a stroke and its symbol, because the last turn has no room for a stroke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import cv2
import numpy as np

from table_extract.heads import LONG_MM, SURE_HEAD_MM2, Port, Scene, passes, same_place
from table_extract.ridges import Segment

SOLID_MM = 0.75
"""Strokes are thinner than this, arrowheads are not."""
SIZE_MM = (1.2, 5.0)
"""Least and most width and height of an arrowhead."""
NEAR_MM = 1.0
"""How far an arrowhead lies from the end of its stroke at most, and from its symbol."""
LEAST_SHARE, MOST_SHARE = 0.3, 0.85
"""Share of its box that an arrowhead covers; a square is none."""


def turned_heads(segments: Sequence[Segment], ports: Sequence[Port], scene: Scene) -> list[Port]:
    """Ports of long strokes that end nowhere but at the solid ink that reaches a symbol.

    What seemed to be strokes in that ink is left out of the ports, which are given back with the new ones.
    """
    taken = {(port.segment, port.which) for port in ports}
    kept = list(ports)
    for index, which in product(range(len(segments)), (0, 1)):
        if (index, which) in taken or not _ends_nowhere(segments[index], which, segments, scene):
            continue
        port = _through_head(segments[index].point(which), scene)
        if port is None:
            continue
        kept = [other for other in kept if not _is_in_head(other, port, segments, scene)]
        if not any(same_place(port, other, scene.pixels_per_mm) for other in kept):
            kept.append(replace(port, segment=index, which=which))
    return kept


def _ends_nowhere(segment: Segment, which: int, segments: Sequence[Segment], scene: Scene) -> bool:
    """Whether a stroke is long, and none across meets this end of it."""
    if segment.length < LONG_MM * scene.pixels_per_mm:
        return False
    end, near = segment.point(which), NEAR_MM * scene.pixels_per_mm
    return not any(passes(other, end, near) for other in segments if other.axis != segment.axis)


def _is_in_head(port: Port, head: Port, segments: Sequence[Segment], scene: Scene) -> bool:
    """Whether a port is that of a stroke no longer than the arrowhead it lies at."""
    short = segments[port.segment].length < SIZE_MM[1] * scene.pixels_per_mm
    return short and same_place(port, head, scene.pixels_per_mm, SIZE_MM[1])


def _through_head(end: tuple[float, float], scene: Scene) -> Port | None:
    """The place where the solid ink around a stroke's end reaches a symbol; None where it is no arrowhead."""
    scale = scene.pixels_per_mm
    reach = round((SIZE_MM[1] + 2 * NEAR_MM) * scale)
    x0, y0 = max(0, round(end[0]) - reach), max(0, round(end[1]) - reach)
    window = slice(y0, round(end[1]) + reach + 1), slice(x0, round(end[0]) + reach + 1)
    size = max(3, round(SOLID_MM * scale))
    solid = cv2.morphologyEx(scene.loose[window], cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(solid, ltype=cv2.CV_16U)
    low, high = (mm * scale for mm in SIZE_MM)
    near = np.ones((2 * round(NEAR_MM * scale) + 1,) * 2, np.uint8)
    for number in range(1, count):
        width, height, area = (int(value) for value in stats[number][2:5])
        if not (low <= min(width, height) and max(width, height) <= high):
            continue
        if not LEAST_SHARE * width * height <= area <= MOST_SHARE * width * height:
            continue
        grown = cv2.dilate((pieces == number).astype(np.uint8), near) > 0
        at_x, at_y = round(end[0]) - x0, round(end[1]) - y0
        symbols = np.where(grown, scene.labels[window], 0)
        if not grown[at_y, at_x] or len(np.unique(symbols[symbols > 0])) != 1:
            continue
        ys, xs = np.nonzero(symbols)
        point = (float(xs.mean()) + x0, float(ys.mean()) + y0)
        return Port(-1, 0, int(symbols.max()) - 1, point, SURE_HEAD_MM2)
    return None
