"""HTML of the parts of a page: identity block, header and rows of the step table, pages without SOP."""

from __future__ import annotations

import random
from html import escape

from bench.content import Document, Extra, Sop
from bench.extra_pages import Block, extra_blocks
from bench.lay_identity import by_hand, facts_height, facts_of, items_of, pair_pages
from bench.scene import Scene
from bench.sheet import CENTRED, Columns, Header, Heading, begins, cell_shade, cell_text
from bench.style import Style

ROW_POINTS = 34
"""Least height of a row: room for a symbol and its arrow."""


def identity_html(sop: Sop, style: Style, scene: Scene) -> list[str]:
    """Letterhead beside or above the dates, then the paired boxes; more than one page where they need it."""
    facts = facts_of(sop.identity, style)
    office = escape("\n".join([*sop.identity.office, *([sop.identity.address] if sop.identity.address else [])]))
    pen = f"font:{style.size + 2}pt {style.hand!r}" if style.hand else ""
    cells = [
        f'<td>{escape(label)}</td><td style="{pen if by_hand(label, style) else ""}">{escape(value)}</td>'
        for label, value in facts
    ]
    if style.identity == "letterhead_left":
        first = f'<td class="middle" rowspan="{len(facts)}" style="width:45%"><b>{office}</b></td>'
        rows = "".join(f"<tr>{first if not at else ''}{cell}</tr>" for at, cell in enumerate(cells))
        top = f"<table>{rows}</table>"
    else:
        rows = "".join(f"<tr>{cell}</tr>" for cell in cells)
        head = f'<p style="text-align:center;white-space:pre-line;margin:0 0 8pt"><b>{office}</b></p>'
        top = f'{head}<table><col style="width:28%"><col>{rows}</table>'
    room = (scene.width - 2 * style.margin) * (0.27 if style.identity == "letterhead_left" else 0.7)
    above = 0.0 if style.identity == "letterhead_left" else len(office.split("\n")) * style.leading + 16
    used = style.margin + above + facts_height(sop.identity, style, room)
    parts = [
        "".join(_pair(sop, style, pair) for pair in pairs) for pairs in pair_pages(sop.identity, style, scene, used)
    ]
    return [f"{top if at == 0 else ''}<table>{part}</table>" for at, part in enumerate(parts)]


def _pair(sop: Sop, style: Style, fields: tuple[str, str]) -> str:
    labels = [f"{escape(style.words[field])} :" for field in fields]
    texts = [escape("\n".join(items_of(sop.identity, field, style))) for field in fields]
    if style.label_in_box:
        return "<tr>" + "".join(f"<td><b>{a}</b>\n{b}</td>" for a, b in zip(labels, texts, strict=True)) + "</tr>"
    heads = "".join(f'<td class="label">{label}</td>' for label in labels)
    return f"<tr>{heads}</tr><tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"


def header_html(header: Header, columns: Columns, key: str) -> str:
    """The headings, level by level, in one group that is measured as a whole."""
    rows = ""
    for level in range(len(header.levels)):
        cells = [heading for heading in header.headings if heading.top == level]
        cells.sort(key=lambda heading: columns.names.index(heading.first))
        rows += f"<tr>{''.join(_heading(heading, columns) for heading in cells)}</tr>"
    return f'<thead data-key="{key}">{rows}</thead>' if rows else ""


def _heading(heading: Heading, columns: Columns) -> str:
    text = escape(heading.text)
    wide = columns.names.index(heading.last) - columns.names.index(heading.first) + 1
    if heading.text.isdigit():
        return f'<td class="number">{text}</td>'
    inner = f'<div class="turned">{text}</div>' if heading.turned else text
    return f'<th colspan="{wide}" rowspan="{heading.bottom - heading.top}">{inner}</th>'


def row_html(sop: Sop, row: int, style: Style, columns: Columns, key: str, page: tuple[int, int]) -> str:
    """A step; a cell that reaches down has no line above its further rows and is printed where it or a page begins."""
    first, last = page
    cells = ""
    for name in columns.names:
        here = begins(sop, style, row, name, first)
        follows = row + 1 < last and not begins(sop, style, row + 1, name, first)
        dots = "border-top-style:dotted;" if style.dotted_rows and row != first else ""
        edges = (dots if here else "border-top:none;") + ("border-bottom:none;" if follows else "")
        shade = cell_shade(sop, row, name)
        edges += f"background:{shade};" if shade is not None else ""
        kind = ' class="middle"' if name in CENTRED or "/" in name else ""
        cells += f'<td{kind} style="{edges}">{escape(cell_text(sop, row, name, style)) if here else ""}</td>'
    return f'<tbody><tr data-key="{key}" style="height:{ROW_POINTS}pt">{cells}</tr></tbody>'


def extra_html(kind: Extra, document: Document, dice: random.Random) -> str:
    """A page that is no SOP."""
    return "".join(_block(block) for block in extra_blocks(kind, document, dice))


def _block(block: Block) -> str:
    if block.kind == "gap":
        return "<p>&nbsp;</p>"
    if block.kind == "table":
        cols = "".join(f'<col style="width:{share:.0%}">' for share in block.shares)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in block.rows)
        return f"<table><colgroup>{cols}</colgroup>{rows}</table>"
    name = {"title": "big", "head": "head", "body": "body"}[block.kind]
    return f'<p class="{name}">{escape(block.text)}</p>'
