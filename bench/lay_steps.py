"""Draws the step table: header, rows over pages, rulings, shared cells; hands the symbols' places to ``lay_flow``."""

from __future__ import annotations

import random
from collections.abc import Mapping

from bench.content import Sop
from bench.fonts import mark_font
from bench.invent import vocabulary
from bench.lay_flow import lay_flow
from bench.lay_identity import signature_lines
from bench.lay_links import Place
from bench.scene import Box, Scene, Type, height_of, write, write_turned
from bench.sheet import (
    CENTRED,
    Columns,
    Header,
    begins,
    cell_shade,
    cell_text,
    columns_of,
    cut_pages,
    head_type,
    header_of,
    reach,
)
from bench.split_row import split_row
from bench.style import Style

SYMBOL_ROOM = 30.0
TITLE_ROOM = 22.0
SIGN_ROOM = 96.0
"""Height of a signature block under the table."""
BELOW = 20.0
"""Room kept under the table, for arrows that leave the page."""


def lay_steps(
    scenes: list[Scene], sop: Sop, style: Style, dice: random.Random, start: tuple[Scene, float] | None
) -> list[int]:
    """Draws the table on a begun page (``start``) or on new ones; returns the page (from 1) of each row."""
    scene, top = start or _new_page(scenes, style)
    columns = columns_of(sop, style, scene.width - 2 * style.margin)
    if dice.random() < 0.5:
        _title(scene, sop, style, top)
        top += TITLE_ROOM
    header = header_of(sop, style, columns, style.words)
    again = next_header(sop, style, columns, dice)
    bottom = scene.height - style.margin - BELOW
    rooms = bottom - top - header.height, bottom - style.margin - again.height
    look = dice.random()
    split = split_row(sop, style, columns, lambda laid: row_heights(laid, columns, style, look), *rooms)
    sop = split.sop
    heights = row_heights(sop, columns, style, look)
    pages: list[int] = []
    places: list[Place] = []
    y = top
    for number, cut in enumerate(cut_pages(heights, *rooms)):
        if number:
            scene, top = _new_page(scenes, style)
        y = _page(scene, sop, style, columns, top, again if number else header, heights, cut)
        above = y - sum(heights[slice(*cut)])
        for row in range(*cut):
            places += places_of(sop, row, len(scenes), columns, above, heights[row])
            pages.append(len(scenes))
            above += heights[row]
    _sign(scene, sop, style, y)
    lay_flow(scenes, sop, style, dice, places)
    return split.own(pages)


def _page(
    scene: Scene,
    sop: Sop,
    style: Style,
    columns: Columns,
    top: float,
    header: Header,
    heights: list[float],
    cut: tuple[int, int],
) -> float:
    """The table's part on one page; returns where it ends."""
    _header(scene, header, style, columns, top)
    y = head = top + header.height
    for row in range(*cut):
        _row(scene, sop, row, style, columns, y, heights, cut)
        y += heights[row]
    _rules(scene, style, columns, head, y)
    return y


def _sign(scene: Scene, sop: Sop, style: Style, y: float) -> None:
    """The signature block under the table, where the style has one and the page has room."""
    if style.signed_below and y + SIGN_ROOM < scene.height - 10:
        kind = Type(style.font, style.size, centred=True)
        room = Box(scene.width * 0.6, y + 12, scene.width * 0.4 - style.margin, 0)
        write(scene, room, signature_lines(sop.identity), kind)


def places_of(sop: Sop, row: int, page: int, columns: Columns, y: float, height: float) -> list[Place]:
    """Where the symbols of a row stand."""
    return [
        Place(page, row, doer.actor, columns.box(f"pelaksana/{doer.actor}", y, height), doer.kind)
        for doer in sop.steps[row].doers
    ]


def next_header(sop: Sop, style: Style, columns: Columns, dice: random.Random) -> Header:
    """What stands above the rows of following pages: the same header, one in other words, or none."""
    if style.repeat == "absent":
        return Header()
    words: Mapping[str, str] = style.words
    if style.repeat == "reworded":
        words = {name: dice.choice(options) for name, options in vocabulary("wordings")["columns"].items()}
    return header_of(sop, style, columns, words)


def row_heights(sop: Sop, columns: Columns, style: Style, look: float) -> list[float]:
    """Room for the texts and for a symbol with its arrow; the same for the same ``look``."""
    dice = random.Random(look)
    return [_row_height(sop, row, columns, style, dice) for row in range(len(sop.steps))]


def _row_height(sop: Sop, row: int, columns: Columns, style: Style, dice: random.Random) -> float:
    kind = Type(style.font, style.size)
    needed = [height_of(cell_text(sop, row, name, style), columns.box(name, 0, 0).w, kind) for name in columns.names]
    return max(SYMBOL_ROOM + dice.choice((0, 0, 8, 16)) * (1 + style.jitter), *needed)


def _new_page(scenes: list[Scene], style: Style) -> tuple[Scene, float]:
    short, long = style.paper
    scenes.append(Scene(long, short) if style.landscape else Scene(short, long))
    return scenes[-1], style.margin


def _title(scene: Scene, sop: Sop, style: Style, top: float) -> None:
    kind = Type(style.font, style.size + 1.5, strong=True, centred=True)
    room = Box(style.margin, top, scene.width - 2 * style.margin, 16)
    write(scene, room, f"SOP {sop.identity.title}".upper(), kind)


def _row(
    scene: Scene,
    sop: Sop,
    row: int,
    style: Style,
    columns: Columns,
    y: float,
    heights: list[float],
    page: tuple[int, int],
) -> None:
    first, last = page
    for name in columns.names:
        if not begins(sop, style, row, name, first):
            continue
        rows = reach(sop, style, row, name, first, last)
        box = columns.box(name, y, sum(heights[row : row + rows]))
        shade = cell_shade(sop, row, name)
        if shade is not None:
            scene.frame(box, 0, shade)
        mark = "/" in name
        kind = Type(
            mark_font(style.font) if mark else style.font,
            style.size,
            centred=mark or name in CENTRED,
            middle=style.centred or mark,
        )
        write(scene, box, cell_text(sop, row, name, style), kind)
        if style.rulings != "no_row_lines" or row == first:
            scene.line((box.x, y), (box.right, y), style.thickness, dashed=style.dotted_rows and row != first)


def _rules(scene: Scene, style: Style, columns: Columns, top: float, bottom: float) -> None:
    """The vertical lines of the rows on this page, and the line below the last."""
    edges = columns.xs[1:-1] if style.rulings == "open_sides" else columns.xs
    actors = [x for name, x in zip(columns.names, columns.xs, strict=False) if "/" in name][1:]
    for x in edges:
        if style.rulings != "no_actor_lines" or x not in actors:
            scene.line((x, top), (x, bottom), style.thickness)
    scene.line((columns.xs[0], bottom), (columns.xs[-1], bottom), style.thickness)


def _header(scene: Scene, header: Header, style: Style, columns: Columns, top: float) -> None:
    kind, small = head_type(style), Type(style.font, 7.0, centred=True, middle=True)
    for heading in header.headings:
        box = header.box(heading, columns, top)
        number = style.number_row and heading.bottom == len(header.levels) and heading.top == heading.bottom - 1
        scene.frame(box, style.thickness, None if number else style.shade)
        (write_turned if heading.turned else write)(scene, box, heading.text, small if number else kind)
