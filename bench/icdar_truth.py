"""The ICDAR 2013 table competition's truth: cells from XML, cell adjacency relations, which tables are ruled.

Göbel, Hassan, Oro and Orsi, "ICDAR 2013 Table Competition"; relations as in their "A methodology for evaluating
algorithms for table understanding in PDF documents" (2012): every cell with its nearest neighbour to the right and
below, blank cells left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pdfplumber

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, y down."""
Relation = tuple[str, str, str]
"""Text, text of the neighbour, direction."""

RULED_SHARE = 0.9
"""A table is ruled when this share of its neighbouring cells has a line between them."""
LINE_REACH = 0.6
"""A line stands between two cells when it spans this part of the side they share."""
SLACK = 3.0
"""Points a line may lie inside a cell's box of letters."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell in its table: first and last row and column, its text, and where the truth gives it, its box."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    page: int = 0
    box: Box | None = None


def read_truth(pdf: Path) -> list[list[Spot]]:
    """The tables of a document's ``-str.xml``; regions of one table are put side by side as it says."""
    heights = _page_heights(pdf)
    root = ElementTree.parse(pdf.with_name(f"{pdf.stem}-str.xml")).getroot()
    return [
        [spot for region in table.iter("region") for spot in _spots(region, heights)] for table in root.iter("table")
    ]


def _page_heights(pdf: Path) -> list[float]:
    with pdfplumber.open(pdf) as opened:
        return [float(page.height) for page in opened.pages]


def _spots(region: ElementTree.Element, heights: Sequence[float]) -> Iterable[Spot]:
    page, down, along = (int(region.get(name) or 0) for name in ("page", "row-increment", "col-increment"))
    for cell in region.iter("cell"):
        top, left = int(cell.get("start-row") or 0), int(cell.get("start-col") or 0)
        bottom, right = int(cell.get("end-row") or top), int(cell.get("end-col") or left)
        box = _box(cell.find("bounding-box"), heights[page - 1])
        yield Spot(top + down, left + along, bottom + down, right + along, cell.findtext("content") or "", page, box)


def _box(edges: ElementTree.Element | None, height: float) -> Box | None:
    """The truth counts from the page's foot; one of its numbers ends in a letter."""
    if edges is None:
        return None
    x0, y0, x1, y1 = (float(re.sub(r"[^0-9.-]", "", edges.get(name) or "0")) for name in ("x1", "y1", "x2", "y2"))
    return x0, height - y1, x1, height - y0


def plain(text: str) -> str:
    """Letters alone: how white space and look-alike signs are coded does not count.

    >>> plain("to\\u00a0air\\nkg/year")
    'toairkg/year'
    """
    folded = unicodedata.normalize("NFKC", text).translate({0x2013: "-", 0x2014: "-", 0x2212: "-", 0x2019: "'"})
    return re.sub(r"\s+", "", folded)


def neighbours(spots: Sequence[Spot]) -> list[tuple[Spot, Spot, str]]:
    """Every cell with text and its nearest neighbours with text to the right and below, in every row it spans."""
    filled = [spot for spot in spots if plain(spot.text)]
    lanes = [("right", "left", "right", "top", "bottom"), ("below", "top", "bottom", "left", "right")]
    pairs: dict[tuple[Spot, Spot, str], None] = {}
    for direction, start, end, low, high in lanes:
        last = max((getattr(spot, high) for spot in filled), default=-1)
        for lane in range(last + 1):
            crossing = [spot for spot in filled if getattr(spot, low) <= lane <= getattr(spot, high)]
            crossing.sort(key=lambda spot: (getattr(spot, start), getattr(spot, end)))
            pairs |= dict.fromkeys((a, b, direction) for a, b in pairwise(crossing))
    return list(pairs)


def relations(tables: Iterable[Sequence[Spot]]) -> Counter[Relation]:
    """The relations of all tables of a document."""
    return Counter((plain(a.text), plain(b.text), way) for spots in tables for a, b, way in neighbours(spots))


def is_ruled(pdf: Path, tables: Sequence[Sequence[Spot]]) -> bool:
    """Whether lines are drawn between nearly all neighbouring cells of every table of a document."""
    with pdfplumber.open(pdf) as opened:
        edges = {number: page.edges for number, page in enumerate(opened.pages, start=1)}
    return bool(tables) and all(_ruled(spots, edges) for spots in tables)


def _ruled(spots: Sequence[Spot], edges: dict[int, list[dict[str, float]]]) -> bool:
    pairs = [(a, b, way) for a, b, way in neighbours(spots) if a.page == b.page and a.box and b.box]
    between = [_line_between(a, b, way, edges[a.page]) for a, b, way in pairs]
    return bool(between) and sum(between) >= RULED_SHARE * len(between)


def _line_between(a: Spot, b: Spot, way: str, edges: Sequence[dict[str, float]]) -> bool:
    """Across the smaller of the two boxes, within the gap between them."""
    assert a.box and b.box
    if a.box is None or b.box is None:
        return False
    along, across = (("top", "bottom"), ("x0", "x1")) if way == "right" else (("x0", "x1"), ("top", "bottom"))
    at = 2 if way == "right" else 3
    low, high = a.box[at] - SLACK, b.box[at - 2] + SLACK
    side = 1 if way == "right" else 0
    spans = [(box[side], box[side + 2]) for box in (a.box, b.box)]
    reach = min(spans, key=lambda span: span[1] - span[0])
    covered = 0.0
    for edge in edges:
        if edge[across[0]] >= low and edge[across[1]] <= high and edge[across[1]] - edge[across[0]] < 2 * SLACK:
            covered += max(0.0, min(edge[along[1]], reach[1]) - max(edge[along[0]], reach[0]))
    return covered >= LINE_REACH * max(reach[1] - reach[0], 1.0)
