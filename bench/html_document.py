"""The second layout engine: HTML tables set by a browser, the flowchart over them as SVG.

A first pass measures the rows as the browser sets them; pages are then cut here and the arrows drawn between the
measured cells, and a second pass prints.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from bench.content import Document, Sop
from bench.extra_pages import CLASSES
from bench.html_browser import page_after_scripts, page_to_pdf
from bench.html_parts import extra_html, header_html, identity_html, row_html
from bench.html_svg import scene_to_svg
from bench.lay_document import Laid
from bench.lay_flow import lay_flow
from bench.lay_identity import signature_lines
from bench.lay_links import Place
from bench.lay_steps import BELOW, SIGN_ROOM, places_of
from bench.scene import Scene
from bench.sheet import Columns, columns_of, cut_pages, header_of
from bench.style import Style, draw_style

PIXEL = 0.75
"""Points in a CSS pixel."""
MEASURE = """<script>addEventListener('load', () => {
 const rows = [...document.querySelectorAll('[data-key]')].map(e => [e.dataset.key, e.getBoundingClientRect().height]);
 const out = document.createElement('pre'); out.id = 'measured'; out.textContent = JSON.stringify(rows);
 document.body.replaceChildren(out);
});</script>"""
MEASURED = re.compile(r'<pre id="measured">(.*?)</pre>', re.S)


def html_document(document: Document, seed: int) -> tuple[Laid, bytes]:
    """Pages and PDF. Raises BrowserMissing. SOPs in prose are not set by this engine."""
    dice = random.Random(f"html/{seed}/{document.name}")
    style = replace(draw_style(dice), same_page=False, rulings="full")
    heights = _measure(document, style)
    scenes: list[Scene] = []
    bodies: list[str] = []
    classes: list[str] = []
    for extra in document.extras:
        scenes.append(Scene(*style.paper))
        bodies.append(extra_html(extra, document, dice))
        classes.append(CLASSES[extra])
    step_pages, sop_pages = [], []
    for number, sop in enumerate(document.sops):
        begun = len(scenes)
        for body in identity_html(sop, style, Scene(*_paper(style))):
            scenes.append(Scene(*_paper(style)))
            bodies.append(body)
            classes.append("identity")
        rows = _steps(scenes, bodies, sop, style, dice, heights, number)
        classes += ["steps"] * (len(scenes) - len(classes))
        step_pages.append(tuple(rows))
        sop_pages.append(tuple(range(begun + 1, len(scenes) + 1)))
    for extra in document.after:
        scenes.append(Scene(*style.paper))
        bodies.append(extra_html(extra, document, dice))
        classes.append(CLASSES[extra])
    laid = Laid(tuple(scenes), tuple(classes), tuple(step_pages), tuple(sop_pages), style)
    return laid, page_to_pdf(_whole(scenes, bodies, style))


def _paper(style: Style) -> tuple[float, float]:
    short, long = style.paper
    return (long, short) if style.landscape else (short, long)


def _measure(document: Document, style: Style) -> dict[str, float]:
    """Heights in points of every header and row, all set in one long page."""
    bodies = []
    for number, sop in enumerate(document.sops):
        columns = columns_of(sop, style, _paper(style)[0] - 2 * style.margin)
        head = header_html(header_of(sop, style, columns, style.words), columns, f"{number}/head")
        page = (0, len(sop.steps))
        rows = "".join(row_html(sop, row, style, columns, f"{number}/{row}", page) for row in range(len(sop.steps)))
        bodies.append(_table(columns, head + rows))
    scene = Scene(_paper(style)[0], 20000)
    found = MEASURED.search(page_after_scripts(_whole([scene], ["".join(bodies)], style) + MEASURE))
    pairs: list[tuple[str, float]] = json.loads(found.group(1)) if found else []
    return {key: height * PIXEL for key, height in pairs}


def _steps(
    scenes: list[Scene],
    bodies: list[str],
    sop: Sop,
    style: Style,
    dice: random.Random,
    measured: dict[str, float],
    number: int,
) -> list[int]:
    """Cuts the table into pages and draws the arrows; returns the page of each row."""
    width, height = _paper(style)
    columns = columns_of(sop, style, width - 2 * style.margin)
    header = header_html(header_of(sop, style, columns, style.words), columns, "")
    heights = [measured[f"{number}/{row}"] for row in range(len(sop.steps))]
    head = measured[f"{number}/head"]
    again = 0.0 if style.repeat == "absent" else head
    room = height - 2 * style.margin - BELOW
    pages: list[int] = []
    places: list[Place] = []
    y = 0.0
    for first, last in cut_pages(heights, room - head, room - again):
        scenes.append(Scene(width, height))
        shown = first == 0 or again > 0
        rows = "".join(row_html(sop, row, style, columns, "", (first, last)) for row in range(first, last))
        bodies.append(_table(columns, (header if shown else "") + rows))
        y = style.margin + (head if shown else 0)
        for row in range(first, last):
            places += places_of(sop, row, len(scenes), columns, y, heights[row])
            pages.append(len(scenes))
            y += heights[row]
    if style.signed_below and y + SIGN_ROOM < height - 10:
        bodies[-1] += f'<p class="signed">{escape(signature_lines(sop.identity))}</p>'
    lay_flow(scenes, sop, style, dice, places)
    return pages


def _table(columns: Columns, rows: str) -> str:
    widths = [columns.box(name, 0, 0).w for name in columns.names]
    cols = "".join(f'<col style="width:{width:.2f}pt">' for width in widths)
    return f'<table class="steps" style="width:{sum(widths):.2f}pt"><colgroup>{cols}</colgroup>{rows}</table>'


def _whole(scenes: Sequence[Scene], bodies: Sequence[str], style: Style) -> str:
    """All pages, each in its own size, with its drawing on top."""
    sizes = {(scene.width, scene.height): f"size{number}" for number, scene in enumerate(scenes)}
    rules = "".join(f"@page {name} {{ size: {w:.2f}pt {h:.2f}pt; margin: 0 }}" for (w, h), name in sizes.items())
    sections = "".join(
        _section(scene, body, sizes[scene.width, scene.height]) for scene, body in zip(scenes, bodies, strict=True)
    )
    return f"<!doctype html><meta charset=utf-8><title>SOP</title><style>{rules}{_css(style)}</style>{sections}"


def _section(scene: Scene, body: str, size: str) -> str:
    """A page; a hair shorter than the paper, lest it spill onto a blank one."""
    look = f"page:{size};width:{scene.width:.2f}pt;height:{scene.height - 0.5:.2f}pt"
    return f'<section style="{look}">{body}{scene_to_svg(scene)}</section>'


def _css(style: Style) -> str:
    family = {"Helvetica": "Liberation Sans", "Times-Roman": "Liberation Serif"}.get(style.font, style.font)
    shade = f"background:{style.shade}" if style.shade else ""
    middle = "middle" if style.centred else "top"
    return f"""
 html, body {{ margin: 0; padding: 0; font: {style.size}pt/1.2 "{family}", sans-serif;
              -webkit-print-color-adjust: exact }}
 section {{ position: relative; box-sizing: border-box; padding: {style.margin}pt; overflow: hidden;
           break-after: page }}
 svg {{ position: absolute; left: 0; top: 0 }}
 table {{ border-collapse: collapse; table-layout: fixed; width: 100% }}
 td, th {{ border: {style.thickness}pt solid #000; padding: 3pt; vertical-align: {middle}; text-align: left;
          overflow-wrap: anywhere; white-space: pre-line }}
 th, .label {{ font-weight: bold; {shade} }}
 th, .middle {{ text-align: center; vertical-align: middle }}
 .turned {{ writing-mode: vertical-rl; transform: rotate(180deg); height: 64pt; margin: auto }}
 .number {{ font-size: 7pt; text-align: center; padding: 1pt }}
 .big {{ font-size: 14pt; font-weight: bold; text-align: center; margin: 2pt 0; white-space: pre-line }}
 .signed {{ margin: 12pt 0 0 60%; text-align: center; white-space: pre-line }}
 .head {{ font-size: 11pt; font-weight: bold; margin: 3pt 0 }}
 .body {{ font-size: 10.5pt; margin: 3pt 0; text-align: justify; white-space: pre-line }}
"""
