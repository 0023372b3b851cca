"""Draws the flowchart over the step table: symbols as people draw them, and what else may stand in actors' cells."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from bench.content import Sop
from bench.lay_links import Drawing, Place, lay_links
from bench.scene import Box, Form, Link, Scene, Symbol
from bench.style import Style

WIDEST = 44.0
STRAY_SHARE = 0.3
"""How far a careless symbol lies over a ruling, as a share of its size: less than half, so that its row is sure."""
APART = 3.0
"""Points between two symbols of neighbouring rows."""
VERBS = ("Terima", "Periksa", "Susun", "Paraf", "Catat", "Kirim", "Proses", "TTD")


def lay_flow(scenes: Sequence[Scene], sop: Sop, style: Style, dice: random.Random, places: Sequence[Place]) -> None:
    """Arrows first, then symbols over them, as office programs stack them. Nothing where marks stand in the cells."""
    if sop.marks:
        return
    drawing = Drawing(scenes, style, dice, _spanning(places, style, dice), len(sop.actors))
    for place in drawing.places:
        box = _shape_box(place, style, dice)
        crowded = _touches_one_above(box, place, drawing)
        drawing.shapes[place.row, place.actor] = _centred(box, place) if crowded else box
    if style.links:
        lay_links(drawing, sop)
        _pairs(drawing)
    for place in drawing.places:
        _symbol(drawing, place)


def _spanning(places: Sequence[Place], style: Style, dice: random.Random) -> list[Place]:
    """Two doers side by side may share one wide symbol over both columns."""
    kept: list[Place] = []
    for place in places:
        near = kept[-1] if kept and kept[-1].row == place.row else None
        if near and abs(near.actor - place.actor) == 1 and dice.random() < style.spanning:
            left, right = sorted((near.cell, place.cell), key=lambda cell: cell.x)
            kept[-1] = replace(near, cell=replace(left, w=right.right - left.x), wide=True)
        else:
            kept.append(place)
    return kept


def _shape_box(place: Place, style: Style, dice: random.Random) -> Box:
    """Uneven sizes and places when the style is a careless one; now and then a symbol lies on a ruling."""
    uneven = 1 + dice.uniform(-style.jitter, style.jitter)
    w = min(place.cell.w * (0.62 if style.jitter < 0.2 else 0.7) * uneven, WIDEST * (2 if place.wide else 1))
    h = min(19.0 * uneven, place.cell.h - 9) if place.kind == "decision" else min(14.0 * uneven, place.cell.h - 12)
    x, y = place.cell.centre
    off = style.jitter * 10
    x, y = x + dice.uniform(-off, off) / 2, y + dice.uniform(-off, off) / 3
    if dice.random() < style.stray:
        over = h / 2 - h * STRAY_SHARE
        if dice.random() < 0.5:
            y = place.cell.y + over if dice.random() < 0.5 else place.cell.bottom - over
        else:
            x += dice.choice((-1, 1)) * (place.cell.w - w) / 2
    return Box(x - w / 2, y - h / 2, w, h)


def _touches_one_above(box: Box, place: Place, drawing: Drawing) -> bool:
    """Whether a symbol would run into that of the row above it on its page: nobody could tell whose it is."""
    above = drawing.shapes.get((place.row - 1, place.actor))
    return above is not None and above.y < place.cell.y and box.y < above.bottom + APART


def _centred(box: Box, place: Place) -> Box:
    return replace(box, y=place.cell.centre[1] - box.h / 2)


def _symbol(drawing: Drawing, place: Place) -> None:
    style, dice, box = drawing.style, drawing.dice, drawing.shapes[place.row, place.actor]
    form: Form = "decision" if place.kind == "decision" else "process" if place.kind == "process" else style.terminator
    if form == "process" and dice.random() < style.odd_forms:
        form = dice.choice(("trapezoid", "slanted", "document"))
    words = ""
    if style.symbol_text and place.kind in ("start", "end"):
        words = style.words["mulai" if place.kind == "start" else "selesai"]
    elif style.verbs and place.kind == "process":
        words = dice.choice(VERBS)
    size = min(6.5, box.w / max(5.0, 0.62 * len(words)))
    pen = style.pen * (1 + style.uneven_pens * dice.choice((-0.4, 0, 0.8)))
    drawing.scene(place).items.append(
        Symbol(box, form, pen, style.palette.fill, words, style.font, size, style.palette.edge)
    )


def _pairs(drawing: Drawing) -> None:
    """Some draw a line between the two symbols of a row; it is no arrow from step to step."""
    for one, other in zip(drawing.places, drawing.places[1:], strict=False):
        if one.row == other.row and drawing.dice.random() < drawing.style.paired:
            a, b = sorted((drawing.shapes[one.row, one.actor], drawing.shapes[one.row, other.actor]), key=lambda s: s.x)
            y = (a.centre[1] + b.centre[1]) / 2
            link = Link(((a.right, y), (b.x, y)), drawing.style.pen, end=False, ink=drawing.style.palette.link)
            drawing.scene(one).items.append(link)
