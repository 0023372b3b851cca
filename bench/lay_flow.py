"""Draws the flowchart over the step table: symbols as people draw them, arrows from symbol to symbol, their labels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.content import Arrow, Sop
from bench.scene import Box, Form, Link, Point, Scene, Symbol, Text
from bench.style import Style

ON_THE_LINE = 0.2
"""Share of elbows that run along a ruling, as careless drawings have them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A symbol's cell; ``page`` counts from 1 within the document."""

    page: int
    row: int
    actor: int
    cell: Box
    kind: str


@dataclass(slots=True)
class _Drawing:
    scenes: Sequence[Scene]
    style: Style
    dice: random.Random
    places: Sequence[Place]
    shapes: dict[tuple[int, int], Box] = field(default_factory=dict)
    used: set[tuple[int, str]] = field(default_factory=set)
    letters: int = 0

    def scene(self, place: Place) -> Scene:
        return self.scenes[place.page - 1]


def lay_flow(scenes: Sequence[Scene], sop: Sop, style: Style, dice: random.Random, places: Sequence[Place]) -> None:
    """Arrows first, then symbols over them, then labels, as office programs stack them."""
    drawing = _Drawing(scenes, style, dice, places)
    for place in places:
        drawing.shapes[place.row, place.actor] = _shape_box(place, style, dice)
    main: dict[int, Place] = {}
    for place in places:
        main.setdefault(place.row, place)
    for arrow in sop.arrows:
        _arrow(drawing, main[arrow.source], main[arrow.target], arrow)
    for place in places:
        _symbol(drawing, place)


def _shape_box(place: Place, style: Style, dice: random.Random) -> Box:
    """Uneven sizes and places when the style is a careless one."""
    uneven = 1 + dice.uniform(-style.jitter, style.jitter)
    w = min(place.cell.w * (0.62 if style.jitter < 0.2 else 0.7) * uneven, 44.0)
    h = min(19.0 * uneven, place.cell.h - 9) if place.kind == "decision" else min(14.0 * uneven, place.cell.h - 12)
    x, y = place.cell.centre
    off = style.jitter * 10
    return Box(x - w / 2 + dice.uniform(-off, off) / 2, y - h / 2 + dice.uniform(-off, off) / 3, w, h)


def _symbol(drawing: _Drawing, place: Place) -> None:
    style, box = drawing.style, drawing.shapes[place.row, place.actor]
    form: Form = "decision" if place.kind == "decision" else "process" if place.kind == "process" else style.terminator
    words, size = "", min(6.5, box.w / 5.0)
    if style.symbol_text and place.kind in ("start", "end"):
        words = "Mulai" if place.kind == "start" else "Selesai"
    drawing.scene(place).items.append(Symbol(box, form, style.pen, style.fill, words, style.font, size))


def _port(box: Box, side: str) -> Point:
    x, y = box.centre
    return {"top": (x, box.y), "bottom": (x, box.bottom), "left": (box.x, y), "right": (box.right, y)}[side]


def _arrow(drawing: _Drawing, source: Place, target: Place, arrow: Arrow) -> None:
    if source.page != target.page:
        _over_pages(drawing, source, target, arrow)
        return
    a, b = drawing.shapes[source.row, source.actor], drawing.shapes[target.row, target.actor]
    if target.row == source.row + 1:
        points = _down(drawing, source, target, a, b)
    else:
        points = _around(drawing, source, target, a, b)
    _stroke(drawing, drawing.scene(source), points)
    _label(drawing, drawing.scene(source), points, arrow)


def _take(drawing: _Drawing, row: int, wanted: Sequence[str]) -> str:
    side = next((side for side in wanted if (row, side) not in drawing.used), wanted[0])
    drawing.used.add((row, side))
    return side


def _down(drawing: _Drawing, source: Place, target: Place, a: Box, b: Box) -> list[Point]:
    """To the next row: straight down, sideways and down, or down, across and down."""
    drawing.used.add((target.row, "top"))
    end = _port(b, "top")
    if source.actor == target.actor:
        drawing.used.add((source.row, "bottom"))
        start = _port(a, "bottom")
        middle = (start[1] + end[1]) / 2
        return [start, end] if abs(start[0] - end[0]) < 1 else [start, (start[0], middle), (end[0], middle), end]
    toward = "right" if target.actor > source.actor else "left"
    if drawing.dice.random() < drawing.style.side_exit:
        drawing.used.add((source.row, toward))
        start = _port(a, toward)
        return [start, (end[0], start[1]), end]
    drawing.used.add((source.row, "bottom"))
    start = _port(a, "bottom")
    on_the_line = drawing.dice.random() < ON_THE_LINE
    room = max(2.0, min(7.0, source.cell.bottom - a.bottom - 2))
    middle = source.cell.bottom + (drawing.dice.uniform(-1, 1) if on_the_line else -drawing.dice.uniform(1.5, room))
    return [start, (start[0], middle), (end[0], middle), end]


def _around(drawing: _Drawing, source: Place, target: Place, a: Box, b: Box) -> list[Point]:
    """Back, or over rows: out at a side, along a free lane of the target's column, in at a side."""
    rightward = target.actor > source.actor or (target.actor == source.actor and drawing.dice.random() < 0.5)
    exit_side = _take(drawing, source.row, ("right", "left") if rightward else ("left", "right"))
    start = _port(a, exit_side)
    if target.actor == source.actor:
        entry = exit_side
    else:
        entry = _take(drawing, target.row, ("left", "right") if target.actor > source.actor else ("right", "left"))
    end = _port(b, entry)
    gap = max(2.5, (target.cell.w - b.w) / 2 * drawing.dice.uniform(0.45, 0.7))
    lane = end[0] - gap if entry == "left" else end[0] + gap
    if exit_side == entry and target.actor == source.actor:
        lane = max(start[0], end[0]) + gap if entry == "right" else min(start[0], end[0]) - gap
    points = [start, (lane, start[1]), (lane, end[1]), end]
    wrong_way = (exit_side == "right") == (lane < start[0])
    if wrong_way:
        out = start[0] + (4 if exit_side == "right" else -4)
        under = source.cell.y + 3 if target.row < source.row else source.cell.bottom - 3
        points = [start, (out, start[1]), (out, under), (lane, under), (lane, end[1]), end]
    return points


def _over_pages(drawing: _Drawing, source: Place, target: Place, arrow: Arrow) -> None:
    """An arrow that leaves the page: through the table's edge, or by a pair of lettered circles."""
    a, b = drawing.shapes[source.row, source.actor], drawing.shapes[target.row, target.actor]
    here, there = drawing.scene(source), drawing.scene(target)
    nearest = target.row == source.row + 1
    if nearest and not drawing.style.offpage:
        start, end = _port(a, "bottom"), _port(b, "top")
        out = [start, (start[0], source.cell.bottom + 8)]
        _stroke(drawing, here, out, head=False)
        _stroke(drawing, there, [(end[0], target.cell.y - 2), end])
    else:
        letter = chr(65 + drawing.letters % 26)
        drawing.letters += 1
        exit_side = "bottom" if nearest else _take(drawing, source.row, ("left", "right"))
        entry = "top" if nearest else _take(drawing, target.row, ("right", "left"))
        out = _stub(drawing, here, _port(a, exit_side), exit_side, letter, leaving=True, pentagon=nearest)
        _stub(drawing, there, _port(b, entry), entry, letter, leaving=False, pentagon=nearest)
    _label(drawing, here, out, arrow)


def _stub(
    drawing: _Drawing, scene: Scene, at: Point, side: str, letter: str, leaving: bool, pentagon: bool
) -> list[Point]:
    dx, dy = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}[side]
    reach, radius = 5.0, 4.5
    far = (at[0] + dx * reach, at[1] + dy * reach)
    points = [at, far] if leaving else [far, at]
    _stroke(drawing, scene, points)
    x, y = far[0] + dx * radius, far[1] + dy * radius
    box = Box(x - radius, y - radius, 2 * radius, 2 * radius)
    pen, font = drawing.style.pen, drawing.style.font
    if pentagon:
        scene.items.append(Symbol(box, "pentagon", pen, drawing.style.fill))
    else:
        scene.items.append(Symbol(box, "circle", pen, 1.0, letter, font, 5.0))
    return points


def _stroke(drawing: _Drawing, scene: Scene, points: Sequence[Point], head: bool = True) -> None:
    style = drawing.style
    shown = head and drawing.dice.random() >= style.headless
    scene.items.append(Link(tuple(points), style.pen, end=shown, filled=style.arrow == "filled"))


def _label(drawing: _Drawing, scene: Scene, points: Sequence[Point], arrow: Arrow) -> None:
    """Ya or Tidak beside the arrow's first stretch."""
    if arrow.label is None:
        return
    word = drawing.style.words["ya" if arrow.label == "Ya" else "tidak"]
    (x0, y0), (x1, y1) = points[0], points[1]
    size = 6.5
    if abs(x1 - x0) < 0.5:
        x, y = x0 + 2, y0 + (8 if y1 > y0 else -2)
    else:
        x, y = (x0 + 1.5 if x1 > x0 else x0 - 2 - size * len(word) * 0.5), y0 - 1.8
    scene.items.append(Text(x, y, word, drawing.style.font, size))
