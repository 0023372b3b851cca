"""Tables continued on the next page: which columns they have when the header is reworded, garbled or absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from normalize.column import ORDER, Column, Columns
from normalize.columns import read_columns, told_by_numbers
from normalize.header_cells import column_of, row_cells, row_texts, without_dirt
from normalize.header_names import DEEPEST_HEADER
from normalize.leaf import lines_to_text
from normalize.number_rows import numbers_columns, to_figure
from normalize.undivided import divide_like
from table_extract.table import PagePlace, Table

SAME_ROLE = 80.0
"""rapidfuzz ratio from which two printed roles are one; "Sek.Tim.Sa kip" against "Sek.Tim.Sakip" gives 96."""
SAME_BOUNDARY = 0.02
"""Column boundaries this near (fraction of the table's width) are the same column line."""
BOUNDARIES_ALIKE = 0.7
"""Share of column boundaries that must agree before a table without header counts as a continuation."""
FEWEST_COUNTED = 2
"""Rows that count on, at least, where nothing else shows a continuation."""
COUNTING_STEPS = (1, 2)
"""From number to number; one may not have been read."""
FEWEST_COLUMNS = 4
"""A continuation has at least so many columns, and those before without their actors; signature and identity tables
and lists of names have fewer."""

Frame = Sequence[float]
"""Column lines of a table, from left to right, as fractions of one width or the other."""


@dataclass(frozen=True, slots=True)
class StepTable:
    """A table with its columns named; ``continues`` when it goes on with the one before it."""

    table: Table
    columns: Columns
    continues: bool = False


def step_table(table: Table, before: StepTable | None) -> StepTable | None:
    """The table as a step table, on its own header or as the continuation of the one before; else None."""
    columns = read_columns(table)
    if columns is not None:
        return StepTable(table, reconcile(columns, before.columns) if before else columns)
    if before is None:
        told = told_by_numbers(table, headless=True)
        return StepTable(table, told) if told else None
    if inherit(table, before) is None:
        return None
    divided = divide_like(table, before.table, before.columns.columns)
    inherited = inherit(divided, before)
    return StepTable(divided, inherited, continues=True) if inherited else None


def reconcile(columns: Columns, before: Columns) -> Columns:
    """Repeated headers often drop the unit or blur a role: take both from the header before, where they fit."""
    known = {column.field: column for column in before.columns if column.field != "pelaksana"}
    fixed = [
        replace(column, unit=column.unit or known[column.field].unit) if column.field in known else column
        for column in columns.columns
    ]
    return replace(columns, columns=tuple(same_roles(fixed, before.actors)))


def same_roles(columns: Sequence[Column], earlier: Sequence[Column]) -> list[Column]:
    """Give an actor column the name it had before when the wording is nearly the same, or position says so.

    A further actor column beside all the earlier ones is a false grid column and is dropped.
    """
    actors = [column for column in columns if column.field == "pelaksana"]
    pairs = sorted(
        (
            (fuzz.ratio(a.name.lower(), b.name.lower()), i, j)
            for i, a in enumerate(actors)
            for j, b in enumerate(earlier)
        ),
        reverse=True,
    )
    chosen: dict[int, int] = {}
    for score, i, j in pairs:
        if score >= SAME_ROLE and i not in chosen and j not in chosen.values():
            chosen[i] = j
    if len(actors) == len(earlier) and all(i == j for i, j in chosen.items()) and len(chosen) * 2 >= len(actors):
        chosen = {i: i for i in range(len(actors))}
    if len(chosen) == len(earlier) < len(actors):
        columns = [column for column in columns if column.field != "pelaksana" or actors.index(column) in chosen]
    renamed = {actors[i].col: _renamed(actors[i], earlier[j]) for i, j in chosen.items()}
    return [renamed.get(column.col, column) for column in columns]


def _renamed(column: Column, before: Column) -> Column:
    return replace(
        column, name=before.name, lines=before.lines, place=before.place, score=max(column.score, before.score)
    )


def inherit(table: Table, before: StepTable) -> Columns | None:
    """Columns of a table without header, by the places of its column lines or, without geometry, by order.

    Where its column lines are others, it must count on; then whose its columns of actors are stays unknown.
    """
    others = sum(column.field != "pelaksana" for column in before.columns.columns)
    if table.cols < max(FEWEST_COLUMNS, others):
        columns = _by_counting(table, before)
    elif table.cols == before.table.cols and (not table.xs or not before.table.xs or alike(table, before.table)):
        columns = before.columns.columns
    elif table.xs and before.table.xs and alike(table, before.table):
        columns = () if _counts_anew(table, before) else tuple(by_place(table, before))
    elif not table.xs and len(before.columns.columns) - 2 <= table.cols <= len(before.columns.columns) + 2:
        columns = tuple(by_order(table.cols, before.columns.columns))
    else:
        columns = _by_counting(table, before)
    return Columns(columns, 0, body_below(table), inherited=True) if columns else None


def body_below(table: Table) -> int:
    """The first body row of a table whose header is absent or unreadable: below what there is of it, if anything.

    That is the numbers of its columns, or the groups' names, which alone stand in the one row that was repeated.
    """
    top = range(min(DEEPEST_HEADER, table.rows))
    numbered = next((row for row in top if numbers_columns(table, row)), -1)
    if numbered >= 0:
        return numbered + 1
    first = next((row for row in range(table.rows) if row_texts(table, row)), 0)
    grouped = [row for row in top if row >= first and _names_groups(table, row)]
    return grouped[-1] + 1 if grouped else first


def _names_groups(table: Table, row: int) -> bool:
    """Whether a row says nothing but the names of groups of columns."""
    named = {column_of(cell) for cell in row_cells(table, row) if without_dirt(cell.lines)}
    return bool(named) and named <= {"pelaksana_group", "mutu_baku_group"}


def _by_counting(table: Table, before: StepTable) -> tuple[Column, ...]:
    """The columns other than actors of a table whose rows count on where the one before ended; else none."""
    numbered = before.columns.find("no")
    ends, begins = _numbers(before.table, numbered)[-1:], _numbers(table, numbered)
    steps = [after - one for one, after in pairwise([*ends, *begins])]
    if not ends or len(begins) < FEWEST_COUNTED or not table.xs or any(step not in COUNTING_STEPS for step in steps):
        return ()
    return tuple(column for column in by_place(table, before) if column.field != "pelaksana")


def _counts_anew(table: Table, before: StepTable) -> bool:
    """Whether the rows of a table with fewer columns and no symbols count from one again: a list of names or papers."""
    first = [replace(column, col=0) for column in before.columns.find("no")]
    numbers = _numbers(table, first)
    counts = len(numbers) >= FEWEST_COUNTED and all(two - one in COUNTING_STEPS for one, two in pairwise(numbers))
    return table.cols < before.table.cols and not table.symbols and counts and numbers[0] == 1


def _numbers(table: Table, columns: Sequence[Column]) -> list[int]:
    """The numbers of the rows, from top to bottom, in the column of numbers."""
    cells = sorted((cell for cell in table.cells for column in columns if cell.col == column.col), key=lambda c: c.row)
    figures = (to_figure(lines_to_text(cell.lines)) for cell in cells)
    return [figure for figure in figures if figure is not None]


def fractions(table: Table) -> list[float]:
    """Column boundaries as fractions of the page's width (of the table's own width in the absence of a place)."""
    left, right = table.xs[0], table.xs[-1]
    low, high = (table.place.bbox[0], table.place.bbox[2]) if isinstance(table.place, PagePlace) else (0.0, 1.0)
    return [low + (x - left) / (right - left) * (high - low) for x in table.xs]


def best_frame(table: Table, before: Table) -> tuple[Frame, Frame]:
    """The column lines of two tables, brought together in the way in which most of them agree.

    That is by their own widths; in place on the page; or, where the picture's edge cuts one of them off and its width
    says nothing, with their left or their right sides together.
    """
    ours, theirs = fractions(table), fractions(before)
    sides = ((_from_side(ours, side), _from_side(theirs, side)) for side in (0, -1))
    frames = ((_relative(ours), _relative(theirs)), (ours, theirs), *sides)
    return max(frames, key=lambda frame: _agreement(*frame))


def _relative(lines: Frame) -> list[float]:
    return [(line - lines[0]) / (lines[-1] - lines[0]) for line in lines]


def _from_side(lines: Frame, side: int) -> list[float]:
    return [line - lines[side] for line in lines]


def alike(table: Table, before: Table) -> bool:
    """True when most column lines of the shorter list stand where the other table has one."""
    return _agreement(*best_frame(table, before)) >= BOUNDARIES_ALIKE


def _agreement(ours: Frame, theirs: Frame) -> float:
    few, many = sorted((ours, theirs), key=len)
    near = sum(any(abs(x - y) <= SAME_BOUNDARY for y in many) for x in few)
    return near / len(few)


def by_place(table: Table, before: StepTable) -> list[Column]:
    """Each column of the table takes the earlier column it overlaps most; doubled fields are dropped."""
    ours, theirs = best_frame(table, before.table)
    taken: dict[int, Column] = {}
    for column in before.columns.columns:
        low, high = theirs[column.col], theirs[column.col + 1]
        shared = [max(0.0, min(high, ours[i + 1]) - max(low, ours[i])) for i in range(table.cols)]
        best = max(range(table.cols), key=shared.__getitem__)
        if shared[best] > 0 and best not in taken:
            taken[best] = replace(column, col=best, score=column.score * 0.9)
    return [taken[col] for col in sorted(taken)]


def by_order(cols: int, before: Sequence[Column]) -> list[Column]:
    """Columns counted in from both ends: number and activity from the left, Mutu Baku and Keterangan from the right."""
    ordered = sorted(before, key=lambda column: column.col)
    last = max((i for i, column in enumerate(ordered) if column.field == "pelaksana"), default=1)
    left = [replace(column, col=i) for i, column in enumerate(ordered[: last + 1])]
    tail = ordered[last + 1 :]
    right = [replace(column, col=cols - len(tail) + i) for i, column in enumerate(tail)]
    merged = {column.col: column for column in [*left, *right] if 0 <= column.col < cols}
    return [replace(merged[col], score=merged[col].score * 0.8) for col in sorted(merged) if merged[col].field in ORDER]
