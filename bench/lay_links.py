"""Routes the arrows of a flowchart: to the next row, around, back, over a page break; and their labels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.colours import WHITE
from bench.content import Arrow, Sop
from bench.scene import Box, Link, Point, Scene, Symbol, Text
from bench.style import Style

ON_THE_LINE = 0.2
"""Share of elbows that run along a ruling, as careless drawings have them."""
LABEL_SIZE = 6.5


@dataclass(frozen=True, slots=True)
class Place:
    """A symbol's cell; ``page`` counts from 1 within the document; ``wide`` over two actors' columns."""

    page: int
    row: int
    actor: int
    cell: Box
    kind: str
    wide: bool = False


@dataclass(slots=True)
class Drawing:
    """A flowchart being drawn: where symbols stand and which of their sides are taken."""

    scenes: Sequence[Scene]
    style: Style
    dice: random.Random
    places: Sequence[Place]
    actors: int
    shapes: dict[tuple[int, int], Box] = field(default_factory=dict)
    used: set[tuple[int, str]] = field(default_factory=set)
    letters: int = 0

    def scene(self, place: Place) -> Scene:
        """The page of a place."""
        return self.scenes[place.page - 1]


def lay_links(drawing: Drawing, sop: Sop) -> None:
    """Every arrow from its row's first symbol; a pair of arrows there and back may be one with two heads."""
    main: dict[int, Place] = {}
    for place in drawing.places:
        main.setdefault(place.row, place)
    pairs = {(arrow.source, arrow.target) for arrow in sop.arrows}
    doubled = set[tuple[int, int]]()
    for arrow in sop.arrows:
        there = main[arrow.source], main[arrow.target]
        back = (arrow.target, arrow.source)
        together = arrow.target == arrow.source + 1 and back in pairs and there[0].page == there[1].page
        if (arrow.source, arrow.target) in doubled:
            _label(drawing, drawing.scene(there[0]), _route(drawing, *there)[::-1], arrow)
        elif together and drawing.dice.random() < drawing.style.double_heads:
            doubled.add(back)
            _draw(drawing, *there, arrow, both=True)
        else:
            _draw(drawing, *there, arrow)


def _port(box: Box, side: str) -> Point:
    x, y = box.centre
    return {"top": (x, box.y), "bottom": (x, box.bottom), "left": (box.x, y), "right": (box.right, y)}[side]


def _draw(drawing: Drawing, source: Place, target: Place, arrow: Arrow, both: bool = False) -> None:
    if source.page != target.page:
        _over_pages(drawing, source, target, arrow)
        return
    points = _route(drawing, source, target)
    _stroke(drawing, drawing.scene(source), points, both=both)
    _label(drawing, drawing.scene(source), points, arrow)


def _route(drawing: Drawing, source: Place, target: Place) -> list[Point]:
    a, b = drawing.shapes[source.row, source.actor], drawing.shapes[target.row, target.actor]
    next_row = target.row == source.row + 1
    if next_row and source.actor != target.actor and drawing.dice.random() < drawing.style.diagonal:
        drawing.used |= {(source.row, "bottom"), (target.row, "top")}
        return [_port(a, "bottom"), _port(b, "top")]
    return (_down if next_row else _around)(drawing, source, target, a, b)


def _take(drawing: Drawing, row: int, wanted: Sequence[str]) -> str:
    side = next((side for side in wanted if (row, side) not in drawing.used), wanted[0])
    drawing.used.add((row, side))
    return side


def _down(drawing: Drawing, source: Place, target: Place, a: Box, b: Box) -> list[Point]:
    """To the next row: straight down, sideways and down, or down, across and down."""
    drawing.used.add((target.row, "top"))
    end = _port(b, "top")
    if source.actor == target.actor:
        drawing.used.add((source.row, "bottom"))
        start = _port(a, "bottom")
        middle = (start[1] + end[1]) / 2
        return [start, end] if abs(start[0] - end[0]) < 1 else [start, (start[0], middle), (end[0], middle), end]
    toward = "right" if target.actor > source.actor else "left"
    free = (source.row, toward) not in drawing.used
    if free and drawing.dice.random() < drawing.style.side_exit:
        drawing.used.add((source.row, toward))
        start = _port(a, toward)
        if toward == "right" and end[0] > start[0] + 2 or toward == "left" and end[0] < start[0] - 2:
            return [start, (end[0], start[1]), end]
    if drawing.dice.random() < drawing.style.side_entry and b.centre[1] > a.bottom + 2:
        drawing.used |= {(source.row, "bottom"), (target.row, "left" if toward == "right" else "right")}
        start, end = _port(a, "bottom"), _port(b, "left" if toward == "right" else "right")
        return [start, (start[0], end[1]), end]
    drawing.used.add((source.row, "bottom"))
    start = _port(a, "bottom")
    on_the_line = drawing.dice.random() < ON_THE_LINE
    room = max(2.0, min(7.0, source.cell.bottom - a.bottom - 2))
    middle = source.cell.bottom + (drawing.dice.uniform(-1, 1) if on_the_line else -drawing.dice.uniform(1.5, room))
    return [start, (start[0], middle), (end[0], middle), end]


def _around(drawing: Drawing, source: Place, target: Place, a: Box, b: Box) -> list[Point]:
    """Back, or over rows: out at a side, along a free lane of the target's column, in at a side."""
    rightward = target.actor > source.actor or (target.actor == source.actor and drawing.dice.random() < 0.5)
    sides: tuple[str, ...] = ("right", "left") if rightward else ("left", "right")
    if target.actor == source.actor:
        # one side for both ends: rather one that is free at both
        sides = tuple(sorted(sides, key=lambda side: (target.row, side) in drawing.used))
    exit_side = _take(drawing, source.row, sides)
    start = _port(a, exit_side)
    if target.actor == source.actor:
        entry = exit_side
        drawing.used.add((target.row, entry))
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


def _over_pages(drawing: Drawing, source: Place, target: Place, arrow: Arrow) -> None:
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
        exit_side = "bottom" if nearest else _take(drawing, source.row, _inwards(drawing, source))
        entry = "top" if nearest else _take(drawing, target.row, _inwards(drawing, target))
        out = _stub(drawing, here, _port(a, exit_side), exit_side, letter, leaving=True, pentagon=nearest)
        _stub(drawing, there, _port(b, entry), entry, letter, leaving=False, pentagon=nearest)
    _label(drawing, here, out, arrow)


def _inwards(drawing: Drawing, place: Place) -> tuple[str, str]:
    """Sides for a lettered circle, rather not the one where the texts' columns are."""
    return ("left", "right") if place.actor == drawing.actors - 1 else ("right", "left")


def _stub(
    drawing: Drawing, scene: Scene, at: Point, side: str, letter: str, leaving: bool, pentagon: bool
) -> list[Point]:
    dx, dy = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}[side]
    reach, radius = 5.0, 4.5
    far = (at[0] + dx * reach, at[1] + dy * reach)
    points = [at, far] if leaving else [far, at]
    _stroke(drawing, scene, points)
    x, y = far[0] + dx * radius, far[1] + dy * radius
    box = Box(x - radius, y - radius, 2 * radius, 2 * radius)
    pen, font, palette = drawing.style.pen, drawing.style.font, drawing.style.palette
    if pentagon:
        scene.items.append(Symbol(box, "pentagon", pen, palette.fill, ink=palette.edge))
    else:
        scene.items.append(Symbol(box, "circle", pen, WHITE, letter, font, 5.0, palette.edge))
    return points


def _stroke(drawing: Drawing, scene: Scene, points: Sequence[Point], head: bool = True, both: bool = False) -> None:
    style = drawing.style
    shown = head and drawing.dice.random() >= style.headless
    pen = style.pen * style.link_pen * (1 + style.uneven_pens * drawing.dice.choice((-0.4, 0, 0.6)))
    filled = style.arrow == "filled"
    dashed, head_size = style.dashed_links, style.head_size
    scene.items.append(Link(tuple(points), pen, shown, both, filled, dashed, style.palette.link, head_size))


def _label(drawing: Drawing, scene: Scene, points: Sequence[Point], arrow: Arrow) -> None:
    """Ya or Tidak beside the arrow's first stretch: above it, below it, left or right of it, or at its middle."""
    style, dice = drawing.style, drawing.dice
    if arrow.label is None or not style.labelled:
        return
    word = style.words["ya" if arrow.label == "Ya" else "tidak"]
    (x0, y0), (x1, y1) = points[0], points[1]
    wide = LABEL_SIZE * len(word) * 0.5
    if abs(x1 - x0) < 0.5:
        left = style.label_at == "left"
        x, y = (x0 - 2 - wide if left else x0 + 2), y0 + (8 if y1 > y0 else -2)
        if style.label_at == "middle":
            y = (y0 + y1) / 2 + 2
    else:
        x, y = (x0 + 1.5 if x1 > x0 else x0 - 2 - wide), y0 - 1.8
        if style.label_at == "middle":
            x = (x0 + x1) / 2 - wide / 2
        if style.label_at == "below":
            y = y0 + LABEL_SIZE
    off = style.jitter * 6
    x, y = x + dice.uniform(-off, off), y + dice.uniform(-off, off) / 2
    x = min(max(x, 2.0), scene.width - wide - 2)
    scene.items.append(Text(x, y, word, style.font, LABEL_SIZE))
