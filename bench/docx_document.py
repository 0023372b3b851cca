"""The third layout engine: Word files with tables and drawn shapes, set by LibreOffice.

Leading and row heights are given exactly, so that shapes may be placed before anything is set. Where a page comes to
stand in the PDF is then read off the PDF itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.check import TruthMismatch, letters, page_letters
from bench.content import Document, Sop
from bench.docx_parts import extra_body, identity_body, prose_body, signed_body, steps_body
from bench.docx_shapes import item_to_run
from bench.docx_xml import anchor_paragraph, section
from bench.extra_pages import CLASSES
from bench.lay_document import Laid
from bench.lay_flow import lay_flow
from bench.lay_links import Place
from bench.lay_steps import BELOW, SIGN_ROOM, next_header, places_of, row_heights
from bench.scene import Scene
from bench.sheet import columns_of, cut_pages, header_of
from bench.split_row import split_row
from bench.style import Style, draw_style

ANCHOR = 1.0
"""Height of the line that carries a page's drawings."""
TITLE = 16.0


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the file, which begins on a new page: what is sure to be printed on its first page."""

    body: str
    scene: Scene
    kind: str
    mark: str
    sop: int | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A document ready to be set."""

    document: Document
    style: Style
    parts: tuple[Part, ...]

    def body(self) -> str:
        """The whole ``<w:body>``."""
        texts, number = [], 1
        for at, part in enumerate(self.parts):
            shapes = "".join(item_to_run(item, number + offset) for offset, item in enumerate(part.scene.items))
            number += len(part.scene.items)
            last = at == len(self.parts) - 1
            texts.append(anchor_paragraph(shapes) + part.body)
            texts.append((anchor_paragraph("") if last else "") + section(part.scene, self.style.margin, last))
        return "".join(texts)


def plan_docx(document: Document, seed: int) -> Plan:
    """Lays the document out as far as can be done before it is set."""
    dice = random.Random(f"docx/{seed}/{document.name}")
    style = replace(draw_style(dice), same_page=False)
    parts: list[Part] = []
    for extra in document.extras:
        body, mark = extra_body(extra, document, style, dice)
        parts.append(Part(body, Scene(*style.paper), CLASSES[extra], mark))
    for number, sop in enumerate(document.sops):
        if sop.prose:
            parts.append(Part(prose_body(sop, style), Scene(*style.paper), "narrative", sop.steps[0].text, number,
                              len(sop.steps)))  # fmt: skip
            continue
        scene = _paper(style)
        label = style.words["nomor_sop"]
        parts.append(Part(identity_body(sop, style, dice, scene.width), scene, "identity", label, number))
        parts += _steps(sop, style, dice, number)
    for extra in document.after:
        body, mark = extra_body(extra, document, style, dice)
        parts.append(Part(body, Scene(*style.paper), CLASSES[extra], mark))
    return Plan(document, style, tuple(parts))


def _paper(style: Style) -> Scene:
    short, long = style.paper
    return Scene(long, short) if style.landscape else Scene(short, long)


def _steps(sop: Sop, style: Style, dice: random.Random, number: int) -> list[Part]:
    """The table, cut into pages, with the flowchart of each."""
    scene = _paper(style)
    # a hair narrower than the cell, lest a line that just fits here breaks there
    columns = columns_of(sop, style, scene.width - 2 * style.margin)
    narrow = replace(columns, xs=tuple(x - 2.5 * at for at, x in enumerate(columns.xs)))
    titled = TITLE if dice.random() < 0.5 else 0.0
    header, again = header_of(sop, style, narrow, style.words), next_header(sop, style, narrow, dice)
    room = scene.height - 2 * style.margin - BELOW
    rooms = room - header.height - titled, room - again.height
    look = dice.random()
    split = split_row(sop, style, narrow, lambda laid: row_heights(laid, narrow, style, look), *rooms)
    sop = split.sop
    heights = row_heights(sop, narrow, style, look)
    cuts = cut_pages(heights, *rooms)
    scenes = [_paper(style) for _ in cuts]
    parts, places = [], list[Place]()
    for page, (first, last) in enumerate(cuts):
        shown = again if page else header
        title = titled if page == 0 else 0.0
        y = style.margin + ANCHOR + title + shown.height
        for row in range(first, last):
            places += places_of(sop, row, page + 1, columns, y, heights[row])
            y += heights[row]
        body = steps_body(sop, style, columns, shown, heights, (first, last), title)
        if style.signed_below and page == len(cuts) - 1 and y + SIGN_ROOM < scene.height - 10:
            body += signed_body(sop, style)
        own = len([row for row in range(first, last) if row != split.rest])
        parts.append(Part(body, scenes[page], "steps", sop.steps[first].text, number, own))
    lay_flow(scenes, sop, style, dice, places)
    return parts


def docx_laid(plan: Plan, pdf: bytes) -> Laid:
    """Where everything came to stand. Raises TruthMismatch where a part's own words are on none of its pages."""
    texts = page_letters(pdf)
    begins = _begins(plan.parts, texts)
    ends = [*begins[1:], len(texts) + 1]
    scenes, classes = [], []
    for part, begin, end in zip(plan.parts, begins, ends, strict=True):
        scenes += [part.scene] * (end - begin)
        classes += [part.kind] * (end - begin)
    step_pages, sop_pages = [], []
    for number in range(len(plan.document.sops)):
        own = [
            (part, begin, end) for part, begin, end in zip(plan.parts, begins, ends, strict=True) if part.sop == number
        ]
        step_pages.append(tuple(begin for part, begin, _ in own for _ in range(part.steps)))
        sop_pages.append(tuple(page for _, begin, end in own for page in range(begin, end)))
    return Laid(tuple(scenes), tuple(classes), tuple(step_pages), tuple(sop_pages), plan.style)


def _begins(parts: Sequence[Part], texts: Sequence[str]) -> list[int]:
    """The page (from 1) on which each part begins."""
    begins, page = [], 0
    for part in parts:
        page += 1
        while page <= len(texts) and letters(part.mark) not in texts[page - 1]:
            page += 1
        if page > len(texts):
            raise TruthMismatch(f"not printed: {part.mark}")
        begins.append(page)
    return begins
