"""Lays a whole document out: pages before it, identity, steps, SOP after SOP."""

from __future__ import annotations

import random
from dataclasses import dataclass

from bench.content import Document
from bench.extra_pages import CLASSES
from bench.lay_extra import lay_extra, lay_prose_sop
from bench.lay_identity import lay_identity
from bench.lay_steps import lay_steps
from bench.scene import Scene
from bench.style import Style, draw_style


@dataclass(frozen=True, slots=True)
class Laid:
    """Pages, their classes, per SOP the page of each step and all its pages (from 1)."""

    scenes: tuple[Scene, ...]
    classes: tuple[str, ...]
    step_pages: tuple[tuple[int, ...], ...]
    sop_pages: tuple[tuple[int, ...], ...]
    style: Style


def lay_document(document: Document, seed: int) -> Laid:
    """Places everything; the same document and seed give the same pages."""
    dice = random.Random(f"look/{seed}/{document.name}")
    style = draw_style(dice)
    scenes: list[Scene] = []
    classes: list[str] = []
    for extra in document.extras:
        lay_extra(scenes, extra, document, style, dice)
        classes.append(CLASSES[extra])
    step_pages, sop_pages = [], []
    for sop in document.sops:
        begun = len(scenes)
        if sop.prose:
            rows = lay_prose_sop(scenes, sop, style)
        else:
            short, long = style.paper
            upright = not style.landscape or (not style.same_page and dice.random() < 0.3)
            scenes.append(Scene(short, long) if upright else Scene(long, short))
            end = lay_identity(scenes, sop.identity, style, dice, style.margin)
            shared = style.same_page and scenes[-1].height - end > 190 and upright == (not style.landscape)
            rows = lay_steps(scenes, sop, style, dice, (scenes[-1], end + 16) if shared else None)
        step_pages.append(tuple(rows))
        sop_pages.append(tuple(range(begun + 1, len(scenes) + 1)))
        for page in range(begun + 1, len(scenes) + 1):
            kind = "narrative" if sop.prose else "identity" if page == begun + 1 or page < rows[0] else "steps"
            classes.append("identity+steps" if kind == "identity" and page in rows else kind)
    for extra in document.after:
        lay_extra(scenes, extra, document, style, dice)
        classes.append(CLASSES[extra])
    return Laid(tuple(scenes), tuple(classes), tuple(step_pages), tuple(sop_pages), style)
