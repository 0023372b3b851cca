"""The parts of a Word file: identity block, step table, SOPs in prose, pages without SOP."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from bench.content import Document, Extra, Sop
from bench.docx_xml import Cell, Set, cell, paragraph, paragraphs, row, table
from bench.extra_pages import Block, extra_blocks
from bench.lay_extra import prose_parts
from bench.lay_identity import BOXES, by_hand, facts_of, items_of, signature_lines
from bench.sheet import CENTRED, Columns, Header, begins, cell_shade, cell_text, head_type, reach
from bench.style import Style

MARKED = re.compile(r"^(?:\w{1,2}[.)]|[-•]) ")
"""A list item's number or bullet."""
HANGING = 14.0


def identity_body(sop: Sop, style: Style, dice: random.Random, width: float) -> str:
    """Letterhead beside or above the dates, then the paired boxes."""
    room = width - 2 * style.margin
    half, label = room / 2, room / 2 * dice.choice((0.34, 0.4))
    facts = facts_of(sop.identity, style)
    office = [*sop.identity.office, *([sop.identity.address] if sop.identity.address else [])]
    strong = Set(style.font, style.size + 1, strong=True, align="center")
    if style.identity == "letterhead_left":
        head, widths = "", [half, label, half - label]
        rows = ""
        for at, (name, value) in enumerate(facts):
            join = "restart" if at == 0 else "continue"
            inside = paragraphs("\n".join(office), strong) if at == 0 else paragraph("", strong)
            left = cell(Cell(inside, half, join=join, middle=True))
            rows += row(left + _fact(sop, style, name, value, label, half - label, 1))
    else:
        head, widths = paragraphs("\n".join(office), strong) + paragraph("", strong), [half, label, half - label]
        facts_rows = [row(_fact(sop, style, name, value, half, half, 2)) for name, value in facts]
        rows = "".join(facts_rows)
    pairs = "".join(_pair(sop, style, fields, half) for fields in BOXES)
    return head + table(rows + pairs, widths, style.thickness)


def _fact(sop: Sop, style: Style, name: str, value: str, left: float, right: float, wide: int) -> str:
    signed, plain = name == style.words["disahkan_oleh"], Set(style.font, style.size)
    kind = Set(style.font, style.size, strong=value == sop.identity.title, align="center" if signed else "left")
    if by_hand(name, style):
        kind = Set(style.hand, style.size + 2)
    return cell(Cell(paragraph(name, plain), left)) + cell(Cell(paragraphs(value, kind), right, wide))


def _pair(sop: Sop, style: Style, fields: tuple[str, str], half: float) -> str:
    head = Set(style.font, style.size, strong=True)
    labels = [paragraph(style.words[field] + ":", head) for field in fields]
    texts = ["".join(_item(item, style) for item in items_of(sop.identity, field, style)) for field in fields]
    wides = (1, 2)
    if style.label_in_box:
        return row("".join(cell(Cell(a + b, half, wide)) for a, b, wide in zip(labels, texts, wides, strict=True)))
    upper = [cell(Cell(label, half, wide, shade=style.shade)) for label, wide in zip(labels, wides, strict=True)]
    lower = [cell(Cell(text, half, wide)) for text, wide in zip(texts, wides, strict=True)]
    return row("".join(upper)) + row("".join(lower))


def _item(item: str, style: Style) -> str:
    """A list item; its number hangs before the text as word processors set it."""
    mark = MARKED.match(item)
    if mark is None:
        return paragraph(item, Set(style.font, style.size))
    text = f"{item[: mark.end() - 1]}\t{item[mark.end() :]}"
    return paragraph(text, Set(style.font, style.size, align="both", hanging=HANGING))


def steps_body(
    sop: Sop,
    style: Style,
    columns: Columns,
    header: Header,
    heights: Sequence[float],
    page: tuple[int, int],
    title: float,
) -> str:
    """The table of one page, below a title line ``title`` high (0 for none)."""
    first, last = page
    strong = Set(style.font, style.size + 1.5, strong=True, align="center")
    head = ""
    if title:
        size = title / 1.2
        head = paragraph(f"SOP {sop.identity.title}".upper(), Set(style.font, min(size, strong.size), True, "center"))
        head = head.replace(f'w:line="{round(min(size, strong.size) * 24)}"', f'w:line="{round(title * 20)}"')
    widths = [columns.box(name, 0, 0).w for name in columns.names]
    rows = "".join(_heading_row(header, style, columns, level) for level in range(len(header.levels)))
    rows += "".join(_step_row(sop, at, style, columns, heights[at], (first, last)) for at in range(first, last))
    return head + table(rows, widths, style.thickness)


def _heading_row(header: Header, style: Style, columns: Columns, level: int) -> str:
    """The cells of a level, those of an earlier one continued where they reach down."""
    cells, at = "", 0
    while at < len(columns.names):
        name = columns.names[at]
        heading = next(
            heading for heading in header.headings if heading.first == name and heading.top <= level < heading.bottom
        )
        wide = columns.names.index(heading.last) - at + 1
        join = "" if heading.bottom - heading.top == 1 else "restart" if heading.top == level else "continue"
        kind = head_type(style)
        look = Set(kind.font, 7.0 if heading.text.isdigit() else kind.size, not heading.text.isdigit(), "center")
        inside = paragraph("" if join == "continue" else heading.text, look)
        width = columns.over(heading.first, heading.last, 0, 0).w
        shade = None if heading.text.isdigit() else style.shade
        cells += cell(Cell(inside, width, wide, join, shade, middle=True, turned=heading.turned and join != "continue"))
        at += wide
    return row(cells, header.levels[level], exact=True)


def _step_row(sop: Sop, at: int, style: Style, columns: Columns, height: float, page: tuple[int, int]) -> str:
    first, last = page
    cells = ""
    for number, name in enumerate(columns.names):
        here = begins(sop, style, at, name, first)
        join = "continue" if not here else "restart" if reach(sop, style, at, name, first, last) > 1 else ""
        align = "center" if name in CENTRED or "/" in name else "left"
        inside = paragraph(cell_text(sop, at, name, style) if here else "", Set(style.font, style.size, align=align))
        open_rows, open_actors = style.rulings == "no_row_lines", style.rulings == "no_actor_lines"
        beside = number + 1 < len(columns.names) and "/" in columns.names[number + 1]
        before = number > 0 and "/" in columns.names[number - 1]
        cells += cell(
            Cell(
                inside,
                columns.box(name, 0, 0).w,
                join=join,
                shade=cell_shade(sop, at, name),
                middle=style.centred or "/" in name,
                dotted_top=style.dotted_rows and at != first and here,
                no_top=open_rows and at != first,
                no_bottom=open_rows and at != last - 1,
                no_left=(style.rulings == "open_sides" and number == 0) or (open_actors and "/" in name and before),
                no_right=(style.rulings == "open_sides" and number == len(columns.names) - 1)
                or (open_actors and "/" in name and beside),
            )
        )
    return row(cells, height, exact=True)


def signed_body(sop: Sop, style: Style) -> str:
    """The signature block under the table."""
    return paragraphs(f"\n{signature_lines(sop.identity)}", Set(style.font, style.size, align="right"))


def prose_body(sop: Sop, style: Style) -> str:
    """The family of health centres: a letterhead box, then numbered headings."""
    room = style.paper[0] - 2 * style.margin
    plain, strong = Set(style.font, style.size), Set(style.font, style.size + 2, strong=True, align="center")
    rows = row(cell(Cell(paragraph(sop.identity.title.upper(), strong), room, 2, middle=True)), 44)
    facts = [("No. Dokumen", sop.identity.number)]
    facts += [(style.words[field], printed) for field, (printed, _) in sop.identity.dates.items()]
    lines = paragraphs("\n".join(f"{label} : {value}" for label, value in facts), plain)
    rows += row(cell(Cell(paragraph("", plain), 100)) + cell(Cell(lines, room - 100)))
    for label, text in prose_parts(sop):
        rows += row(cell(Cell(paragraph(label, plain), 100)) + cell(Cell(paragraphs(text, plain), room - 100)))
    return table(rows, [100, room - 100], style.thickness)


def extra_body(kind: Extra, document: Document, style: Style, dice: random.Random) -> tuple[str, str]:
    """A page that is no SOP, and words that stand on it."""
    blocks = extra_blocks(kind, document, dice)
    words = next((block.text for block in blocks if block.text), "")
    return "".join(_block(block, style) for block in blocks), words.split("\n")[0]


def _block(block: Block, style: Style) -> str:
    if block.kind == "gap":
        return paragraph("", Set(style.font, 20))
    if block.kind == "table":
        plain, room = Set(style.font, 9.5), style.paper[0] - 2 * style.margin
        widths = [room * share for share in block.shares]
        rows = [
            row("".join(cell(Cell(paragraph(text, plain), wide)) for text, wide in zip(texts, widths, strict=True)), 18)
            for texts in block.rows
        ]
        return table("".join(rows), widths, style.thickness)
    kind = {
        "title": Set(style.font, 14, strong=True, align="center"),
        "head": Set(style.font, 11, strong=True),
        "body": Set(style.font, 10.5, align="both"),
    }[block.kind]
    return paragraphs(block.text, kind)
