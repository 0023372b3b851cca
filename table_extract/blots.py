"""Blots: heads whose shade a fax machine or a strong copy made black; their edges are the rulings around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import reduced
from ocr.page import Image
from table_extract.line_tests import Ruling, bands

LOW_PX_PER_MM = 2.0
BLACK = 125
"""Mean grey value up to which an area hides its own edges as a black one does; shades that show them are paler."""
LEAST_MM = (10.0, 3.5)
"""Least width and height of a blot; the edges of filled symbols stop on no ruling."""
RAGGED = 2
"""Pixels of the small picture by which the ends of a rectangle's rows differ."""
LEAST_FILLED = 0.9
"""Share of each of its rows that a blot fills: heads are rectangles; letters may touch them."""
LEAST_BLACK = 0.75
"""Share of a blot that is black, but for its white specks; blurred bold letters leave more paper."""
EDGE_MM = 1.0
"""How far the edge of the small picture's blot may be off."""

BESIDE_MM = 0.6, 2.0
"""How far off an edge the dark beside it is sought."""


def blot_edges(flat: Image, pixels_per_mm: float) -> list[Ruling]:
    """The four edges of every black rectangle, as rulings."""
    small, scale = reduced(flat, pixels_per_mm, LOW_PX_PER_MM)
    black = cv2.threshold(small, BLACK, 255, cv2.THRESH_BINARY_INV)[1]
    width, height = (max(2, round(mm * pixels_per_mm * scale)) for mm in LEAST_MM)
    solid = cv2.morphologyEx(black, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((height - 1, height - 1), np.uint8))
    if not solid.any():
        return []
    edges: list[Ruling] = []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    for index in range(1, count):
        x, y, w, h, _area = (int(value) for value in stats[index])
        for left, top, right, bottom in _rectangles(labels[y : y + h, x : x + w] == index):
            if right - left < width or bottom - top < height - 1:
                continue
            box = (x + left, y + top, x + right, y + bottom)
            if black[box[1] : box[3], box[0] : box[2]].mean() < LEAST_BLACK * 255:
                continue
            edges += _edges(flat, (box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale), pixels_per_mm)
    return edges


def is_symbol_edge(flat: Image, edge: Ruling, lines: Sequence[Ruling], pixels_per_mm: float) -> bool:
    """Whether the edge of a blot, from one ruling across to the next, is a symbol's that is as wide as its column.

    ``lines`` are the rulings and the edges of all blots. The edge of a filled cell goes on in a ruling, or is level
    with that of a cell filled on the other side of it.
    """
    if edge.is_drawn or not edge.slack:
        return False
    near = EDGE_MM * pixels_per_mm
    inner = (line for line in lines if line.axis != edge.axis and edge.start + near < line.at < edge.end - near)
    if any(line.start < edge.at < line.end for line in inner):
        return False
    level = [line for line in lines if line.axis == edge.axis and abs(line.at - edge.at) <= near]
    others = [line for line in level if line.start < edge.start - near or line.end > edge.end + near]
    side = _is_darker_below(flat, edge, pixels_per_mm)
    return all(
        line.slack and not line.is_drawn and _is_darker_below(flat, line, pixels_per_mm) == side for line in others
    )


def _is_darker_below(flat: Image, edge: Ruling, pixels_per_mm: float) -> bool:
    """Whether the picture is darker below an edge (right of it) than above."""
    near, far = (round(mm * pixels_per_mm) for mm in BESIDE_MM)
    _, above, below = bands(flat, edge, near, far)
    return bool(below.size) and (not above.size or float(below.mean()) < float(above.mean()))


def _rectangles(blot: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """The runs of rows alike of a blot: filled cells of a table touch each other at their corners."""
    first, last = blot.argmax(axis=1), blot.shape[1] - blot[:, ::-1].argmax(axis=1)
    whole = blot.sum(axis=1) >= LEAST_FILLED * (last - first)
    start = 0
    for row in range(1, len(blot) + 1):
        goes_on = row < len(blot) and max(abs(first[row] - first[start]), abs(last[row] - last[start])) <= RAGGED
        if goes_on and whole[row] == whole[start]:
            continue
        if whole[start]:
            yield int(first[start:row].min()), start, int(last[start:row].max()), row
        start = row


def _edges(flat: Image, box: tuple[float, float, float, float], pixels_per_mm: float) -> list[Ruling]:
    """The edges of a black rectangle, each moved to where the picture turns from black to paper."""
    x0, y0, x1, y1 = box
    left, right = (_turn(flat, x, (y0, y1), inner, pixels_per_mm) for x, inner in ((x0, 1), (x1, -1)))
    top, bottom = (_turn(flat.T, y, (x0, x1), inner, pixels_per_mm) for y, inner in ((y0, 1), (y1, -1)))
    slack = EDGE_MM * pixels_per_mm
    lying = [Ruling("h", at, left, right, 0.0, slack) for at in (top, bottom)]
    return [*lying, *(Ruling("v", at, top, bottom, 0.0, slack) for at in (left, right))]


def _turn(flat: Image, at: float, along: tuple[float, float], inner: int, pixels_per_mm: float) -> float:
    """The column near ``at`` where black begins, seen from outside; ``inner`` is the way into the black, 1 or -1."""
    reach = round(EDGE_MM * pixels_per_mm)
    first = max(0, round(at) - reach)
    dark = flat[int(along[0]) : int(along[1]) + 1, first : round(at) + reach + 1].mean(axis=0) < (255 + BLACK) / 2
    # from the black outwards: beyond its edge lines of print may be dark too
    inside = dark[::-1] if inner > 0 else dark
    run = len(inside) if inside.all() else int(inside.argmin())
    if not run:
        return at
    return float(first + (len(dark) - run if inner > 0 else run - 1))
