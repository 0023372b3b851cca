"""Step tables of which no grid or header was read: their texts are told apart from those of the identity lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from normalize.headers import match_header
from normalize.items import Item
from normalize.labels import match_label
from table_extract.table import Line, PagePlace

HEADING_SURE = 0.85
"""Score from which a line counts as a column's heading."""
BAND = 0.15
"""Share of the page's height within which the headings of one table stand."""
FEWEST = 3
OWN = frozenset({"pelaksana_group", "mutu_baku_group", "waktu", "output"})
"""Headings that only step tables print; forms and lists have a number, an activity and remarks, too."""
SLACK = 0.005

Hit = tuple[float, str]
"""Height of a heading on its page, and the column it names."""


def lost_table_lines(items: Iterable[Item]) -> frozenset[Line]:
    """The lines from the headings of a step table down to the foot of their page; none where no headings stand.

    For an SOP of which no step table was read; text dumps have no pages.
    """
    pages: dict[int, list[tuple[float, Line]]] = {}
    for line in _lines(items):
        if isinstance(line.place, PagePlace):
            pages.setdefault(line.place.page, []).append((line.place.bbox[1], line))
    lost: list[Line] = []
    for placed in pages.values():
        top = _headings_top(placed)
        if top is not None:
            lost += [line for height, line in placed if height >= top - SLACK]
    return frozenset(lost)


def pages_of(lines: Iterable[Line]) -> tuple[int, ...]:
    """The pages on which lines stand."""
    return tuple(sorted({line.place.page for line in lines if isinstance(line.place, PagePlace)}))


def _lines(items: Iterable[Item]) -> list[Line]:
    found: list[Line] = []
    for item in items:
        found += [item] if isinstance(item, Line) else [line for cell in item.cells for line in cell.lines]
    return found


def _headings_top(placed: Sequence[tuple[float, Line]]) -> float | None:
    """Where the first band begins that holds the headings of a step table."""
    hits = sorted((height, column) for height, line in placed if (column := _heading(line.text)))
    for top, _ in hits:
        columns = {column for height, column in hits if top <= height <= top + BAND}
        if len(columns) >= FEWEST and columns & OWN:
            return top
    return None


def _heading(text: str) -> str | None:
    """The column that a line names, unless it is rather a label of the identity block."""
    match = match_header(text)
    if match.column is None or match.score < HEADING_SURE or match_label(text).score > match.score:
        return None
    return match.column
