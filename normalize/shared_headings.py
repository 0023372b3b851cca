"""One heading for all pages of a step table: what a stamp covers on one page stands clear on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.continued import StepTable, alike, by_place
from normalize.roles import canonical_role


def share_headings(parts: Sequence[StepTable]) -> tuple[StepTable, ...]:
    """The parts of one SOP, each with the columns that its own heading does not name and that of another page does."""
    return tuple(_completed(part, _fuller(part, parts)) for part in parts)


def _fuller(part: StepTable, parts: Sequence[StepTable]) -> StepTable | None:
    """The part with the same column lines that names the most fields, if it names more than this one."""
    printed = [other for other in parts if not other.columns.inherited and other.table.xs]
    same = [other for other in printed if part.table.xs and alike(part.table, other.table)]
    best = max(same, key=_fields, default=None)
    return best if best is not None and _fields(best) > _fields(part) else None


def _fields(part: StepTable) -> int:
    return len({column.field for column in part.columns.columns if column.name or column.field != "pelaksana"})


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
