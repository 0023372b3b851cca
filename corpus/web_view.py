"""What the web pages show, as plain values: templates only place and escape them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus.facets import Facets
from corpus.labels import LABELS
from corpus.query import filters_in
from corpus.rows import LIST_FIELDS, STEP_FIELDS, Json, as_leaf, step_numbers
from corpus.snippets import MARK_CLOSE, MARK_OPEN
from normalize.leaf import REVIEW_BELOW
from review.notation import SYMBOL_WORDS, percent

NEARLY_SURE = 0.95
"""Between the review threshold and this, a cell is tinted lightly; above, it is left white."""

MISSING = {"not_captured": "tidak tertangkap", "unreadable": "tidak terbaca"}


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a page: its text, its colour class (sure, nearly, doubtful, corrected) and what hovering tells.

    ``page`` and ``bbox`` (fractions of the page) say where it was read; ``link`` leads to what else holds it.
    """

    text: str
    tone: str
    hint: str
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the scan and the cells that were read from it."""

    number: int
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """A row of the step table; ``cells`` follow STEP_FIELDS."""

    number: str
    doers: CellView
    cells: tuple[CellView, ...]
    arrows: str
    flags: str


def leaf_view(value: object) -> CellView:
    """How a leaf is shown."""
    leaf = as_leaf(value)
    text = str(leaf.get("text") or "") or MISSING.get(str(leaf.get("missing")), "")
    return CellView(text, _tone(leaf), "; ".join(_hints(leaf)), *_place(leaf), link=_law_link(leaf))


def _place(leaf: Json) -> tuple[int | None, tuple[float, float, float, float] | None]:
    where = leaf.get("where") or {}
    box = where.get("bbox")
    if not where.get("page") or not box:
        return None, None
    x0, y0, x1, y1 = (min(1.0, max(0.0, float(side))) for side in box)
    return int(where["page"]), (x0, y0, x1, y1)


def _law_link(leaf: Json) -> str:
    """The address of all SOPs that cite the same regulation."""
    value = leaf.get("value")
    law = value.get("id") if isinstance(value, dict) and "title" in value else None
    return f"/tanya/dasar-hukum?{urlencode({'peraturan': law})}" if law else ""


def page_views(
    sop: Json, identity: Sequence[tuple[str, Sequence[CellView]]], steps: Sequence[StepView]
) -> list[PageView]:
    """The pages of an SOP with the boxes of all its cells, in reading order."""
    cells = [cell for _, values in identity for cell in values]
    cells += [cell for step in steps for cell in (*step.cells, step.doers)]
    found = {number: [cell for cell in cells if cell.page == number and cell.bbox] for number in sop["pages"]}
    return [PageView(number, tuple(placed)) for number, placed in found.items()]


def _tone(leaf: Json) -> str:
    confidence = leaf.get("confidence")
    if leaf.get("status") == "corrected":
        return "corrected"
    if leaf.get("status") == "review" or (confidence is not None and confidence < REVIEW_BELOW):
        return "doubtful"
    return "nearly" if confidence is not None and confidence < NEARLY_SURE else "sure"


def _hints(leaf: Json) -> Iterator[str]:
    if leaf.get("confidence") is not None:
        yield f"keyakinan {percent(leaf['confidence'])}%"
    if leaf.get("raw") and leaf["raw"] != leaf.get("text"):
        yield f"terbaca: {leaf['raw']}"
    where = leaf.get("where") or {}
    if where.get("page"):
        yield f"halaman {where['page']}"
    if where.get("line"):
        yield f"baris {where['line']}"
    yield from leaf.get("reasons") or ()


def identity_views(sop: Json) -> list[tuple[str, list[CellView]]]:
    """(label, values) of the identity block."""
    identity = sop.get("identity", {})
    signatory = identity.get("disahkan_oleh") or {}
    rows = []
    for name, label in LABELS.items():
        if name.startswith("disahkan_oleh."):
            rows.append((label, [leaf_view(signatory.get(name.partition(".")[2]))]))
        elif name in LIST_FIELDS:
            rows.append((label, [leaf_view(item) for item in identity.get(name) or ()]))
        elif name not in (*STEP_FIELDS, "pelaksana"):
            rows.append((label, [leaf_view(identity.get(name))]))
    return rows


def step_views(sop: Json) -> list[StepView]:
    """The rows of the step table."""
    edges = (sop.get("flow") or {}).get("edges", ())
    steps = sop["steps"]
    return [
        StepView(
            number=number,
            doers=_doers_view(step),
            cells=tuple(leaf_view(step.get(name)) for name in STEP_FIELDS),
            arrows=", ".join(f"{e.get('label') or ''} → {e['to']}".strip() for e in edges if e["from"] == number),
            flags="; ".join(step.get("flags") or ()),
        )
        for number, step in zip(step_numbers(steps), steps, strict=True)
    ]


def _doers_view(step: Json) -> CellView:
    doers = step.get("pelaksana") or []
    if not doers:
        return CellView("tidak diketahui", "unknown", "tidak ada simbol yang terbaca")
    text = "; ".join(f"{doer['actor']} ({SYMBOL_WORDS.get(doer['symbol'], doer['symbol'])})" for doer in doers)
    weakest = min(doers, key=lambda doer: float(doer["confidence"]))
    return CellView(text, _tone(weakest), "; ".join(_hints(weakest)), *_place(weakest))


def marked_parts(snippet: str) -> list[tuple[str, bool]]:
    """A snippet as (text, found?) parts.

    >>> marked_parts("a ⟦b⟧ c")
    [('a ', False), ('b', True), (' c', False)]
    """
    parts = re.split(f"[{MARK_OPEN}{MARK_CLOSE}]", snippet)
    return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]


def sop_address(source: str, sop_id: str, page: str = "") -> str:
    """The address of an SOP's page, or of one of its files (``page`` such as ``/alur.svg``)."""
    return f"/sop{page}?{urlencode({'berkas': source, 'id': sop_id})}"


def facet_groups(words: str, facets: Facets) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """(heading, values) of the facets that divide what was found; a value is (text, SOPs, address of that part)."""
    groups = [
        ("Instansi", [(name, count, with_filter(words, "instansi", name)) for name, count in facets.offices]),
        ("Tahun", [(str(year), count, with_filter(words, "tahun", year)) for year, count in facets.years]),
        ("Pelaksana", [(name, count, with_filter(words, "pelaksana", name)) for name, count in facets.actors]),
        ("Peraturan", [(name, count, with_filter(words, "peraturan", name)) for name, count in facets.regulations]),
        ("Jenis halaman", [(page_kind(name), n, with_filter(words, "halaman", name)) for name, n in facets.pages]),
    ]
    return [(heading, values) for heading, values in groups if values]


PAGE_KINDS = {
    "identity": "identitas",
    "steps": "langkah",
    "narrative": "uraian",
    "decree": "keputusan",
    "checklist": "daftar periksa",
    "cover": "sampul",
    "blank": "kosong",
    "other": "lain-lain",
}


def page_kind(name: str) -> str:
    """The class of a page for people.

    >>> page_kind("identity+steps")
    'identitas dan langkah'
    """
    return " dan ".join(PAGE_KINDS.get(part, part) for part in name.split("+"))


def dropped_filters(words: str) -> list[tuple[str, str]]:
    """(filter, address of the search without it) for each filter in a search."""
    return [(typed, f"/?{urlencode({'q': rest})}") for typed, rest in filters_in(words)]


def with_filter(words: str, key: str, value: str | int) -> str:
    """The address of the same search narrowed by a filter.

    >>> with_filter("surat", "tahun", 2019)
    '/?q=surat+tahun%3A%222019%22'
    """
    plain = str(value).replace('"', " ")
    narrowed = f'{words} {key}:"{plain}"'.strip()
    return f"/?{urlencode({'q': narrowed})}"
