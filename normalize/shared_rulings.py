"""One ruling for all pages of a step table: where one page shows a line between two doers, the others have it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from normalize.column import LEADING_LABELS, Column, Columns
from normalize.columns import read_columns
from normalize.continued import StepTable, inherit, reconcile
from normalize.undivided import with_column_lines
from table_extract.table import Symbol, Table

SAME_LINE = 0.3
"""Lines this near, by the width of the narrowest column of a doer, are the same."""
FEWEST_ROWS = 0.6
"""Share of a page's rows that a line parts, at least, for the other pages to have it."""
MOST_CROSSED = 0.34
"""Most of the symbols beside a line's place that may stand across it."""
EVEN, TWICE = 1.3, 1.7
"""Doers' columns are even up to this ratio; one so many times wider than the others holds two of them."""
ROWS_APART = 2
"""Rows with symbols at either side of a column from which two doers stand in it."""
ON_MIDDLE = 0.2
"""Most of the symbols in a column of two doers that may stand on its middle, where the ruling was not seen."""


def share_rulings(parts: Sequence[StepTable]) -> tuple[StepTable, ...]:
    """The parts of one SOP, each cut by the lines between doers that another part has and it lacks.

    A part that goes on with the columns of one that was cut takes them over anew.
    """
    shared: list[StepTable] = []
    doers = [behind - first for first, behind in (_doers_span(part) or (0, 0) for part in parts)]
    most = max(doers, default=0)
    richest = [part for part, count in zip(parts, doers, strict=True) if count == most]
    for part, preceding, count in zip(parts, [None, *parts], doers, strict=False):
        before = shared[-1] if shared else None
        lacking = ((other, _lacking(part, other)) for other in (richest if count < most else ()))
        other, lines = next(((other, found) for other, found in lacking if found), (None, []))
        anew = bool(lines) or (part.columns.inherited and before is not preceding)
        shared.append((_cut(part, lines, before, other) if anew else None) or part)
    return tuple(shared)


def _lacking(part: StepTable, other: StepTable) -> list[float]:
    """Where, in pixels, a page lacks those lines between doers that another page of the same columns has."""
    ours, theirs = _doers_span(part), _doers_span(other)
    if ours is None or theirs is None or not part.table.xs or not other.table.xs:
        return []
    if ours[0] != theirs[0] or part.table.cols - ours[1] != other.table.cols - theirs[1]:
        return []
    own, lent = _within(part.table, ours), _within(other.table, theirs)
    near = SAME_LINE * min(after - before for before, after in pairwise(lent))
    missing = [at for at in lent if all(abs(at - x) > near for x in own)]
    foreign = any(all(abs(at - x) > near for x in lent) for at in own)
    if foreign or not all(_parts_rows(other, theirs[0] + lent.index(at)) for at in missing):
        return []
    left, right = part.table.xs[ours[0]], part.table.xs[ours[1]]
    lines = [left + at * (right - left) for at in missing]
    return [line for line in lines if not _crossed(part.table, line)]


def _within(table: Table, span: tuple[int, int]) -> list[float]:
    """The lines between doers, their outer ones included, as fractions of the doers' width."""
    xs = table.xs[span[0] : span[1] + 1]
    return [(x - xs[0]) / (xs[-1] - xs[0]) for x in xs]


def _doers_span(part: StepTable) -> tuple[int, int] | None:
    """The first grid column of the doers and the one behind their last, between those of other fields."""
    leading = [column.col for column in part.columns.columns if column.field in LEADING_LABELS]
    others = [column.col for column in part.columns.columns if column.field != "pelaksana"]
    first = max(leading, default=-1) + 1
    behind = min((col for col in others if col >= first), default=None)
    return (first, behind) if leading and behind is not None and behind > first else None


def _parts_rows(part: StepTable, col: int) -> bool:
    """Whether cells end at a line in most rows of a page."""
    body = [cell for cell in part.table.cells if cell.row >= part.columns.body_from]
    rows = {row for cell in body if cell.col == col for row in range(cell.row, cell.row + cell.rowspan)}
    return len(rows) >= FEWEST_ROWS * max(1, part.table.rows - part.columns.body_from)


def _crossed(table: Table, at: float) -> bool:
    """Whether too many symbols stand across a place for a line to be there."""
    beside = [symbol for symbol in table.symbols if symbol.colspan == 1 and _column_of(table, symbol, at)]
    across = sum(abs((s.bbox[0] + s.bbox[2]) / 2 - at) < 0.25 * (s.bbox[2] - s.bbox[0]) for s in beside)
    return across > MOST_CROSSED * len(beside)


def _column_of(table: Table, symbol: Symbol, at: float) -> bool:
    return table.xs[symbol.col] < at < table.xs[symbol.col + symbol.colspan]


def _cut(
    part: StepTable, lines: Sequence[float], before: StepTable | None, other: StepTable | None
) -> StepTable | None:
    """The part with further lines, its columns read anew; None where a doer would be left without a name.

    Names of doers that were read as one come from the ``other`` page's heading.
    """
    table = with_column_lines(part.table, lines)
    if part.columns.inherited:
        columns = inherit(table, before) if before else None
    else:
        columns = read_columns(table)
        columns = reconcile(columns, before.columns) if columns and before else columns
    if columns is None:
        return None
    span = _doers_span(StepTable(table, columns))
    if span and other and not other.columns.inherited and _unnamed(columns, span):
        own = (column for column in columns.columns if column.field != "pelaksana")
        named = sorted((*own, *other.columns.actors), key=lambda column: column.col)
        columns = replace(columns, columns=tuple(named))
    if span is None or _unnamed(columns, span) or len(columns.actors) <= len(part.columns.actors):
        return None
    return replace(part, table=table, columns=columns)


def _unnamed(columns: Columns, span: tuple[int, int]) -> bool:
    """Whether a column between the outer lines of the doers has no name."""
    return {column.col for column in columns.actors if column.name} != set(range(*span))


def tell_doubled(part: StepTable) -> StepTable:
    """The part with those columns told that still seem to hold two doers."""
    doubled = [column.col for column in part.columns.actors if part.table.xs and _holds_two(part, column)]
    columns = (replace(column, doubled=column.col in doubled) for column in part.columns.columns)
    return replace(part, columns=replace(part.columns, columns=tuple(columns))) if doubled else part


def _holds_two(part: StepTable, column: Column) -> bool:
    """Whether a column is twice as wide as the others, which are even, or symbols stand in both its halves only."""
    xs = part.table.xs
    widths = {one.col: xs[one.col + 1] - xs[one.col] for one in part.columns.actors}
    others = [width for col, width in widths.items() if col != column.col]
    if others and max(others) <= EVEN * min(others) and widths[column.col] >= TWICE * median(others):
        return True
    middle = xs[column.col] + widths[column.col] / 2
    drawn = [s for s in part.table.symbols if s.col == column.col and s.row >= part.columns.body_from]
    left, right = sum(s.bbox[2] <= middle for s in drawn), sum(s.bbox[0] >= middle for s in drawn)
    halved = min(left, right) >= 1 and len(drawn) - left - right <= ON_MIDDLE * len(drawn)
    return halved or _stand_apart(drawn)


def _stand_apart(drawn: Sequence[Symbol]) -> bool:
    """Whether white parts the symbols of several rows from those of several others, beside each other in no row."""
    for place in {s.bbox[2] for s in drawn}:
        left, right = [s for s in drawn if s.bbox[2] <= place], [s for s in drawn if s.bbox[0] > place]
        one, other = {s.row for s in left}, {s.row for s in right}
        if len(left) + len(right) == len(drawn) and min(len(one - other), len(other - one)) >= ROWS_APART:
            return True
    return False
