"""The rulings of a table that its flowchart meets: without connectors taken for rulings, and whole behind symbols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ocr.page import Image
from table_extract.rulings import Ruling
from table_extract.table import Symbol, Table

STRAY_COVER = (0.6, 0.3)
"""Level strokes on one line that cover less than these shares of the actor columns and of the others are connectors."""
ONE_LINE_MM = (0.6, 1.5)
"""How far apart pieces of one ruling lie: those above each other, and those beside each other on a bent page."""
IN_LINE_MM = 0.4
"""How far off each other the two pieces of a ruling lie that a symbol parts."""
MOSTLY_COVERED = 0.5
"""Share of the gap between them that the symbol covers: the rest is pieces too short to be told for rulings."""
OFF_CENTRE = 0.1
"""By so much of a symbol's height, or width, a ruling behind it runs beside the middle, where connectors enter."""
RIM_MM, MOSTLY_INKED = 0.25, 0.9
"""How far beside an upright ruling its ink may lie, and how much of it is inked between the symbols on it."""


def flow_rulings(
    rulings: Sequence[Ruling], symbols: Sequence[Symbol], table: Table, ink: Image, pixels_per_mm: float
) -> list[Ruling]:
    """The rulings among which connectors run, whole behind symbols that stand on them."""
    behind = _behind_symbols(_without_strays(rulings, symbols, table, pixels_per_mm), symbols, pixels_per_mm)
    return [_to_the_foot(ruling, symbols, table, ink, pixels_per_mm) for ruling in behind]


def _without_strays(
    rulings: Sequence[Ruling], symbols: Sequence[Symbol], table: Table, pixels_per_mm: float
) -> list[Ruling]:
    """Rulings without level strokes from column to column that no ruling goes on with: these are connectors."""
    x0, x1 = table.xs[min(s.col for s in symbols)], table.xs[max(s.col for s in symbols) + 1]
    level = [ruling for ruling in rulings if ruling.axis == "h"]
    others = (table.xs[0], x0), (x1, table.xs[-1])
    kept = [ruling for ruling in rulings if ruling.axis == "v"]
    for ruling in level:
        line = [other for other in level if _one_line(ruling, other, pixels_per_mm)]
        inside = _cover(line, x0, x1) / max(1.0, x1 - x0)
        outside = sum(_cover(line, *span) for span in others) / max(1.0, sum(end - start for start, end in others))
        if inside == 0 or inside >= STRAY_COVER[0] or outside >= STRAY_COVER[1]:
            kept.append(ruling)
    return kept


def _one_line(a: Ruling, b: Ruling, pixels_per_mm: float) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    reach = ONE_LINE_MM[0] if shared > 0.3 * min(a.end - a.start, b.end - b.start) else ONE_LINE_MM[1]
    return abs(a.at - b.at) <= reach * pixels_per_mm


def _cover(line: Sequence[Ruling], start: float, end: float) -> float:
    """Length of ``start`` to ``end`` that the pieces of a ruling cover."""
    return sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in line)


def _behind_symbols(rulings: Sequence[Ruling], symbols: Sequence[Symbol], pixels_per_mm: float) -> list[Ruling]:
    """Rulings, level ones joined over a symbol that covers most of the gap between them."""
    level = sorted((ruling for ruling in rulings if ruling.axis == "h"), key=lambda ruling: ruling.start)
    joined: list[Ruling] = []
    for ruling in level:
        before = _nearest_before(ruling, joined, pixels_per_mm)
        if before is not None and any(_parts(symbol, before, ruling) for symbol in symbols):
            joined[joined.index(before)] = replace(before, end=ruling.end)
        else:
            joined.append(ruling)
    return [*(ruling for ruling in rulings if ruling.axis == "v"), *joined]


def _nearest_before(ruling: Ruling, others: Iterable[Ruling], pixels_per_mm: float) -> Ruling | None:
    in_line = (o for o in others if abs(o.at - ruling.at) <= IN_LINE_MM * pixels_per_mm and o.end <= ruling.start)
    return max(in_line, key=lambda other: other.end, default=None)


def _parts(symbol: Symbol, before: Ruling, after: Ruling) -> bool:
    """Whether a symbol hides a ruling that goes on before and after it."""
    x0, y0, x1, y1 = symbol.bbox
    if not before.end <= (x0 + x1) / 2 <= after.start or not y0 < after.at < y1:
        return False
    covered = min(x1, after.start) - max(x0, before.end) >= MOSTLY_COVERED * (after.start - before.end)
    return covered and abs(after.at - (y0 + y1) / 2) >= OFF_CENTRE * (y1 - y0)


def _to_the_foot(ruling: Ruling, symbols: Sequence[Symbol], table: Table, ink: Image, pixels_per_mm: float) -> Ruling:
    """An upright ruling between columns, down to the table's foot where symbols alone interrupt it: the short pieces
    between them are not told for rulings."""
    foot = table.ys[-1]
    beside = [s.bbox for s in symbols if s.bbox[0] < ruling.at < s.bbox[2] and ruling.end - 1 < s.bbox[3] < foot]
    off_centre = sum(abs(ruling.at - (x0 + x1) / 2) >= OFF_CENTRE * (x1 - x0) for x0, _, x1, _ in beside)
    at_column = any(abs(x - ruling.at) <= IN_LINE_MM * pixels_per_mm for x in table.xs[1:-1])
    if ruling.axis == "h" or 2 * off_centre <= len(beside) or not at_column:
        return ruling
    near, first = round(RIM_MM * pixels_per_mm), round(ruling.end)
    line = ink[first : round(foot), round(ruling.at) - near : round(ruling.at) + near + 1]
    inked, seen = np.asarray(line.any(axis=1), np.bool_), np.ones(len(line), np.bool_)
    for _, y0, _, y1 in beside:
        seen[max(0, round(y0) - near - first) : max(0, round(y1) + near + 1 - first)] = False
    whole = seen.any() and float(inked[seen].mean()) >= MOSTLY_INKED
    return replace(ruling, end=foot) if whole else ruling
