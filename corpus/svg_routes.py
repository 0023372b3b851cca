"""Paths of arrows between symbols in the performer columns of a step table. Units: pixels."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]

SYMBOL_W, SYMBOL_H = 46.0, 28.0
CHANNEL_INSET = 6.0
"""Distance from a column's edge at which arrows that pass rows run up and down, clear of the symbols."""
TRACK = 3.0
"""Distance between neighbouring tracks in one channel."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A symbol in the table: its row and column, its centre, its column's edges and its row's top."""

    row: int
    col: int
    x: float
    y: float
    left: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Route:
    """The bends of an arrow, and where its label stands with how the text is anchored there."""

    points: tuple[Point, ...]
    label_at: Point
    label_anchor: str


def route(source: Spot, target: Spot, track: int) -> Route:
    """Straight down into the next row, else along the edge of the source's column; ``track`` keeps arrows apart."""
    if target.row == source.row + 1:
        return _down(source, target)
    if target.row == source.row:
        return _across(source, target)
    return _around(source, target, track)


def _down(source: Spot, target: Spot) -> Route:
    start, end = (source.x, source.y + SYMBOL_H / 2), (target.x, target.y - SYMBOL_H / 2)
    between = target.top + (end[1] - target.top) / 2
    bends = () if source.col == target.col else ((source.x, between), (target.x, between))
    return Route((start, *bends, end), (start[0] + 5, start[1] + 12), "start")


def _across(source: Spot, target: Spot) -> Route:
    """Within one row; an arrow of a step to itself is a small loop over the symbol."""
    if source.col == target.col:
        x, y = source.x + SYMBOL_W / 2, source.y - SYMBOL_H / 2
        loop = ((x, source.y), (x + 9, source.y), (x + 9, y - 7), (source.x, y - 7), (source.x, y))
        return Route(loop, (x + 2, source.y + 14), "start")
    side = 1 if target.col > source.col else -1
    start, end = (source.x + side * SYMBOL_W / 2, source.y), (target.x - side * SYMBOL_W / 2, target.y)
    return Route((start, end), (start[0] + side * 4, start[1] - 4), "start" if side > 0 else "end")


def _around(source: Spot, target: Spot, track: int) -> Route:
    side = -1 if target.col < source.col else 1
    edge = source.right if side > 0 else source.left
    channel = edge - side * (CHANNEL_INSET + track * TRACK)
    enters_from = 1 if target.col <= source.col else -1
    start = (source.x + side * SYMBOL_W / 2, source.y)
    end = (target.x + enters_from * SYMBOL_W / 2, target.y)
    label_at = (channel + side * 3, start[1] + 4)
    return Route((start, (channel, start[1]), (channel, end[1]), end), label_at, "start" if side > 0 else "end")
