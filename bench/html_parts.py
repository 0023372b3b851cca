"""HTML of the parts of a page: identity block, header and rows of the step table, pages without SOP."""

from __future__ import annotations

import random
from html import escape

from bench.content import Document, Extra, Sop
from bench.invent import vocabulary
from bench.lay_identity import BOXES, facts_of, items_of
from bench.lay_steps import MUTU, Columns
from bench.style import Style

ROW_POINTS = 34
"""Least height of a row: room for a symbol and its arrow."""


def identity_html(sop: Sop, style: Style, number: int) -> str:
    """Letterhead beside or above the dates, then the paired boxes."""
    facts = facts_of(sop.identity, style)
    office = escape("\n".join([*sop.identity.office, *([sop.identity.address] if sop.identity.address else [])]))
    cells = [f"<td>{escape(label)}</td><td>{escape(value)}</td>" for label, value in facts]
    if style.identity == "letterhead_left":
        first = f'<td class="middle" rowspan="{len(facts)}" style="width:45%"><b>{office}</b></td>'
        rows = "".join(f"<tr>{first if not at else ''}{cell}</tr>" for at, cell in enumerate(cells))
        top = f"<table>{rows}</table>"
    else:
        rows = "".join(f"<tr>{cell}</tr>" for cell in cells)
        head = f'<p style="text-align:center;white-space:pre-line;margin:0 0 8pt"><b>{office}</b></p>'
        top = f'{head}<table><col style="width:28%"><col>{rows}</table>'
    return top + "<table>" + "".join(_pair(sop, style, pair) for pair in BOXES) + "</table>"


def _pair(sop: Sop, style: Style, fields: tuple[str, str]) -> str:
    labels = [f"{escape(style.words[field])} :" for field in fields]
    texts = [escape("\n".join(items_of(sop.identity, field, style))) for field in fields]
    if style.label_in_box:
        return "<tr>" + "".join(f"<td><b>{a}</b>\n{b}</td>" for a, b in zip(labels, texts, strict=True)) + "</tr>"
    heads = "".join(f'<td class="label">{label}</td>' for label in labels)
    return f"<tr>{heads}</tr><tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"


def header_html(sop: Sop, style: Style, columns: Columns, number: int) -> str:
    """Two rows of headings, maybe a third with numbers, in one group that is measured as a whole."""
    words, first, second = style.words, "", ""
    unit = f" ({sop.header_unit})" if sop.header_unit else ""
    for name in columns.names:
        if name in ("no", "aktivitas", "keterangan"):
            first += f'<th rowspan="2">{escape(words[name])}</th>'
        elif "/" in name:
            at = int(name.split("/")[1])
            if at == 0:
                first += f'<th colspan="{len(sop.actors)}">{escape(words["pelaksana"])}</th>'
            actor = escape(sop.actors[at])
            second += f'<th>{f"""<div class="turned">{actor}</div>""" if style.vertical_actors else actor}</th>'
        else:
            if name == next(other for other in columns.names if other in MUTU):
                first += f'<th colspan="3">{escape(words["mutu"])}</th>'
            second += f"<th>{escape(words[name] + (unit if name == 'waktu' else ''))}</th>"
    numbers = "".join(f'<td class="number">{at}</td>' for at in range(1, len(columns.names) + 1))
    third = f"<tr>{numbers}</tr>" if style.number_row else ""
    return f'<thead data-key="{number}/head"><tr>{first}</tr><tr>{second}</tr>{third}</thead>'


def row_html(sop: Sop, row: int, style: Style, columns: Columns, number: int, begins: bool) -> str:
    """A step; a Keterangan cell that reaches down has no line above it and is printed where it or the page begins."""
    step = sop.steps[row]
    texts = {"no": step.no, "aktivitas": step.text, "kelengkapan": step.needs, "waktu": step.time.text,
             "output": step.output, "keterangan": step.note}  # fmt: skip
    cells = ""
    for name in columns.names:
        inner = name == "keterangan" and style.merged_notes and step.note_from is not None and not begins
        follows = row + 1 < len(sop.steps) and sop.steps[row + 1].note_from is not None and style.merged_notes
        edges = ("border-top:none;" if inner else "") + (
            "border-bottom:none;" if name == "keterangan" and follows else ""
        )
        kind = ' class="middle"' if name in ("no", "waktu") else ""
        text = "" if inner else escape(texts.get(name, ""))
        cells += f'<td{kind} style="{edges}">{text}</td>'
    return f'<tbody><tr data-key="{number}/{row}" style="height:{ROW_POINTS}pt">{cells}</tr></tbody>'


def extra_html(kind: Extra, document: Document, style: Style, dice: random.Random) -> str:
    """A page that is no SOP."""
    words = vocabulary("themes")
    if kind == "cover":
        identity = document.sops[0].identity
        lines = ["STANDAR OPERASIONAL PROSEDUR", identity.title.upper(), "\n".join(identity.office)]
        return "".join(f'<p class="big">{escape(line)}</p>' for line in lines)
    if kind == "attendance":
        names = [f"{dice.choice(words['first_names'])} {dice.choice(words['last_names'])}".title() for _ in range(12)]
        rows = "".join(f"<tr><td>{at}</td><td>{name}</td><td></td></tr>" for at, name in enumerate(names, start=1))
        return f"<h3>DAFTAR HADIR</h3><table><tr><th>No</th><th>Nama</th><th>Tanda Tangan</th></tr>{rows}</table>"
    sentences: list[str] = words["narrative"]
    heads = (
        ("LATAR BELAKANG", "MAKSUD DAN TUJUAN", "PENUTUP") if kind == "narrative" else ("Kepada Yth.", "Hal: Undangan")
    )
    return "".join(f"<h4>{head}</h4><p>{' '.join(dice.sample(sentences, 3))}</p>" for head in heads)
