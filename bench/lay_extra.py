"""Draws what is no step table: pages without SOP, SOPs of numbered headings."""

from __future__ import annotations

import random

from bench.content import Document, Extra, Sop
from bench.extra_pages import Block, extra_blocks
from bench.invent import vocabulary
from bench.scene import Box, Scene, Type, height_of, write
from bench.style import Style

MARGIN = 56.0
GAP = 26.0


def lay_extra(scenes: list[Scene], kind: Extra, document: Document, style: Style, dice: random.Random) -> None:
    """One page of the kind."""
    scenes.append(Scene(*style.paper))
    y = MARGIN
    for block in extra_blocks(kind, document, dice):
        y = _block(scenes[-1], block, style, y)


def _block(scene: Scene, block: Block, style: Style, y: float) -> float:
    if block.kind == "gap":
        return y + GAP
    room = scene.width - 2 * MARGIN
    if block.kind == "table":
        return _table(scene, block, style, y, room)
    kind = {
        "title": Type(style.font, 14, strong=True, centred=True),
        "head": Type(style.font, 11, strong=True),
        "body": Type(style.font, 10.5),
    }[block.kind]
    height = height_of(block.text, room, kind)
    write(scene, Box(MARGIN, y, room, height), block.text, kind)
    return y + height + 4


def _table(scene: Scene, block: Block, style: Style, y: float, room: float) -> float:
    body = Type(style.font, 9.5)
    for row in block.rows:
        height = max(
            18.0, *(height_of(text, room * share, body) for text, share in zip(row, block.shares, strict=True))
        )
        x = MARGIN
        for text, share in zip(row, block.shares, strict=True):
            scene.frame(Box(x, y, room * share, height), style.thickness)
            write(scene, Box(x, y, room * share, height), text, body)
            x += room * share
        y += height
    return y


def lay_prose_sop(scenes: list[Scene], sop: Sop, style: Style) -> list[int]:
    """The family of health centres: a letterhead box, then numbered headings. Returns the pages of the steps."""
    scene, pages = Scene(*style.paper), [len(scenes) + 1 for _ in sop.steps]
    scenes.append(scene)
    identity, margin = sop.identity, style.margin
    room = scene.width - 2 * margin
    body = Type(style.font, style.size)
    strong = Type(style.font, style.size + 2, strong=True, centred=True, middle=True)
    scene.frame(Box(margin, margin, room, 44), style.thickness)
    write(scene, Box(margin, margin, room, 44), identity.title.upper(), strong)
    y = margin + 44
    facts = [("No. Dokumen", identity.number), *((style.words[f], text) for f, (text, _) in identity.dates.items())]
    for label, value in facts:
        write(scene, Box(margin + 100, y, room - 100, 16), f"{label} : {value}", body)
        y += 15
    scene.frame(Box(margin, margin + 44, room, y - margin - 44), style.thickness)
    for label, text in prose_parts(sop):
        height = max(height_of(text, room - 100, body), height_of(label, 100, body))
        scene.frame(Box(margin, y, 100, height), style.thickness)
        scene.frame(Box(margin + 100, y, room - 100, height), style.thickness)
        write(scene, Box(margin, y, 100, height), label, body)
        write(scene, Box(margin + 100, y, room - 100, height), text, body)
        y += height
    return pages


def prose_parts(sop: Sop) -> tuple[tuple[str, str], ...]:
    """The numbered headings and what stands under them."""
    steps = "\n".join(f"{number}. {step.text}" for number, step in enumerate(sop.steps, start=1))
    prose = vocabulary("themes")["narrative"]
    return (
        ("1. Pengertian", prose[0]),
        ("2. Tujuan", prose[1]),
        ("3. Referensi", "\n".join(sop.identity.boxes["dasar_hukum"])),
        ("4. Prosedur/Langkah-langkah", steps),
        ("5. Unit Terkait", ", ".join(sop.actors)),
    )
