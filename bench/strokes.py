"""Flowchart symbols and connectors as the strokes a page is drawn with."""

from __future__ import annotations

import math

from bench.fonts import width
from bench.scene import Box, Item, Link, Path, Point, Round, Symbol, Text

WING = 0.42
"""Half the angle of an arrowhead, in radians."""


def strokes(item: Item) -> list[Text | Path | Round]:
    """What is drawn for an item, in order."""
    if isinstance(item, Symbol):
        return [outline(item), *_words(item)]
    if isinstance(item, Link):
        return [Path(item.points, item.width, ink=item.ink, dashed=item.dashed), *_heads(item)]
    return [item]


def outline(symbol: Symbol) -> Path | Round:
    """The edge and fill."""
    box, pen, fill = symbol.box, symbol.width, symbol.fill
    radius = {"capsule": box.h / 2, "rounded": box.h / 3, "ellipse": None, "circle": None}
    if symbol.form in radius:
        return Round(box, radius[symbol.form], pen, fill, symbol.ink)
    return Path(_corners(symbol), pen, closed=True, fill=fill, ink=symbol.ink)


def _corners(symbol: Symbol) -> tuple[Point, ...]:
    box = symbol.box
    x, y, right, bottom = box.x, box.y, box.right, box.bottom
    middle_x, middle_y = box.centre
    lean = box.w * 0.18
    corners: dict[str, tuple[Point, ...]] = {
        "decision": ((middle_x, y), (right, middle_y), (middle_x, bottom), (x, middle_y)),
        "process": ((x, y), (right, y), (right, bottom), (x, bottom)),
        "trapezoid": ((x, y), (right, y), (right - lean, bottom), (x + lean, bottom)),
        "slanted": ((x + lean, y), (right, y), (right - lean, bottom), (x, bottom)),
        "pentagon": ((x, y), (right, y), (right, y + box.h * 0.6), (middle_x, bottom), (x, y + box.h * 0.6)),
        "document": ((x, y), (right, y), *_wave(box)),
    }
    return corners[symbol.form]


def _wave(box: Box) -> list[Point]:
    """The torn lower edge of a document, from right to left."""
    depth, parts = box.h * 0.12, 14
    return [
        (box.right - box.w * at / parts, box.bottom - depth + depth * math.sin(2 * math.pi * at / parts) * -1)
        for at in range(parts + 1)
    ]


def _words(symbol: Symbol) -> list[Text]:
    if not symbol.words:
        return []
    x, y = symbol.box.centre
    left = x - width(symbol.words, symbol.font, symbol.size) / 2
    return [Text(left, y + symbol.size * 0.35, symbol.words, symbol.font, symbol.size, ink=symbol.words_ink)]


def _heads(link: Link) -> list[Path]:
    heads = []
    if link.end:
        heads.append(_head(link, link.points[-2], link.points[-1]))
    if link.start:
        heads.append(_head(link, link.points[1], link.points[0]))
    return heads


def _head(link: Link, before: Point, tip: Point) -> Path:
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    size = (3.2 + link.width) * link.head
    wings = [(tip[0] - size * math.cos(angle + turn), tip[1] - size * math.sin(angle + turn)) for turn in (-WING, WING)]
    if link.filled:
        return Path((wings[0], tip, wings[1]), link.width / 2, closed=True, fill=link.ink, ink=link.ink)
    return Path((wings[0], tip, wings[1]), link.width, ink=link.ink)
