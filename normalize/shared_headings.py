"""One heading for all pages of a step table: what a stamp covers on one page stands clear on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from normalize.continued import StepTable, alike, by_place
from normalize.roles import canonical_role

Count = tuple[int, int]
"""Fields, and doers by known roles, that a heading names."""


def share_headings(parts: Sequence[StepTable]) -> tuple[StepTable, ...]:
    """The parts of one SOP, each with the columns that its own heading does not name and that of another page does.

    A heading that names as many columns, but more doers by roles that are known, is the clearer one.
    """
    named = [((_fields(part), _known_doers(part)), part) for part in parts]
    printed = [(count, part) for count, part in named if not part.columns.inherited and part.table.xs]
    fullest = sorted(printed, key=lambda one: one[0], reverse=True)
    return tuple(_completed(part, _fuller(part, count, fullest)) for count, part in named)


def _fuller(part: StepTable, count: Count, fullest: Sequence[tuple[Count, StepTable]]) -> StepTable | None:
    """The first of the parts that name more, the fullest first, that has the same column lines."""
    more = takewhile(lambda one: one[0] > count, fullest if part.table.xs else ())
    return next((other for _, other in more if alike(part.table, other.table)), None)


def _fields(part: StepTable) -> int:
    """How many fields a heading names; doers told by their drawing alone have no name."""
    return len({column.field for column in part.columns.columns if column.name or column.field != "pelaksana"})


def _known_doers(part: StepTable) -> int:
    return sum(canonical_role(column.name) is not None for column in part.columns.actors)


def _completed(part: StepTable, fuller: StepTable | None) -> StepTable:
    """Own columns where both headings say the same; else those of the fuller one, by their place."""
    if fuller is None:
        return part
    fields = {column.field: column for column in part.columns.columns if column.field != "pelaksana"}
    actors = {column.col: column for column in part.columns.actors if canonical_role(column.name) is not None}
    columns = [
        actors.get(lent.col, lent) if lent.field == "pelaksana" else fields.get(lent.field, lent)
        for lent in by_place(part.table, fuller)
    ]
    taken = {column.col: column for column in columns}
    ordered = tuple(taken[col] for col in sorted(taken))
    return replace(part, columns=replace(part.columns, columns=ordered))
