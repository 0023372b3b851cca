"""Body rows of joined step tables, made into the ordered steps of one SOP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from normalize.confidence import Evidence
from normalize.continued import StepTable
from normalize.cut_columns import is_cut_off, with_cut_off
from normalize.drawn_numbers import DRAWN_NUMBERS
from normalize.leaf import Leaf, absent_leaf, make_leaf
from normalize.numbers import StepNumber, candidates, repair_step_numbers
from normalize.rows import SUB_LETTER, TEXT_FIELDS, BodyRow, body_rows
from normalize.same_as_above import resolve_as_above
from normalize.step_ids import step_keys
from normalize.step_leaves import UNTOLD, cells_to_leaf
from normalize.time_checks import doubtful_times
from normalize.unread_columns import unread_fields

MERGED = "digabung dengan sel langkah di atasnya"
UNDER = "bagian"
"""What is told of a step below a title that stands across the table."""
BEFORE_A_GAP = 0.9
"""Doubt of the row above a missing number: the lost row may have run into it."""
MOST_OF_A_STEP = 2
"""Filled fields from which a row without activity may still be a step whose number and activity were lost."""
COUNTED = "nomor dihitung: formulir tidak mencetaknya"
"""The change that a number tells which is printed nowhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``key`` is its printed number without dot, with the letter of a sub-step (``3``, ``3a``)."""

    key: str
    leaves: Mapping[str, Leaf | None]
    page: int
    rows: tuple[BodyRow, ...]
    flags: tuple[str, ...] = ()


def tables_to_steps(parts: Sequence[StepTable]) -> tuple[Step, ...]:
    """The steps of one SOP from its step table and the continuations of it, in printed order."""
    rows = body_rows(parts)
    groups = group_rows(rows)
    if any(group[0].text("no") for group in groups):
        numbers: Sequence[StepNumber | None] = repair_step_numbers([group[0].text("no") for group in groups])
    else:
        numbers = [None] * len(groups)
    keys = step_keys(numbers)
    doubts = row_doubts(numbers)
    steps = [
        _step(parts, group, number, key, doubt)
        for group, number, key, doubt in zip(groups, numbers, keys, doubts, strict=True)
    ]
    if all(step.leaves["no"] is None for step in steps):
        steps = [replace(step, leaves={**step.leaves, "no": counted_number(step)}) for step in steps]
    steps = [replace(step, flags=(*title_flags(rows, step.rows[0]), *step.flags)) for step in steps]
    steps = [with_unread(step, unread) for step in steps] if (unread := unread_fields(parts)) else steps
    if is_cut_off(parts):
        steps = [replace(step, leaves=with_cut_off(step.leaves)) for step in steps]
    times = doubtful_times([step.leaves["waktu"] for step in steps])
    checked = [(step.key, {**step.leaves, "waktu": time}) for step, time in zip(steps, times, strict=True)]
    resolved = resolve_as_above(checked)
    return tuple(replace(step, leaves=leaves) for step, leaves in zip(steps, resolved, strict=True))


def counted_number(step: Step) -> Leaf:
    """The number of a step in a form that prints none, so that arrows and people can name it."""
    activity = step.leaves["aktivitas"]
    place = activity.where if activity else None
    return make_leaf((), "no", text=step.key, place=place, changes=(COUNTED,))


def title_flags(rows: Sequence[BodyRow], first: BodyRow) -> list[str]:
    """The titles that stand right above the first row of a step."""
    at = next(index for index, row in enumerate(rows) if row is first)
    above = takewhile(lambda row: row.kind in {"title", "blank"}, reversed(rows[:at]))
    return [f"{UNDER}: {row.text('aktivitas')}" for row in above if row.kind == "title"][::-1]


def row_doubts(numbers: Sequence[StepNumber | None]) -> list[float]:
    """Per step 0..1: 1 where its number cannot be read as one, less above a number that is missing."""
    values = [number.value if number else None for number in numbers]
    doubts = []
    for index, number in enumerate(numbers):
        after = values[index + 1] if index + 1 < len(values) else None
        value = values[index]
        jumps = value is not None and after is not None and after > value + 1
        doubts.append(1.0 if number is not None and value is None else BEFORE_A_GAP if jumps else 0.0)
    return doubts


def group_rows(rows: Sequence[BodyRow]) -> list[list[BodyRow]]:
    """The rows of each step together: its numbered row first, then what belongs to it."""
    groups: list[list[BodyRow]] = []
    for index, row in enumerate(rows):
        if row.kind in {"blank", "total", "title"}:
            continue
        if row.kind == "step" or not groups or begins_step(rows, index, groups[-1]):
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def begins_step(rows: Sequence[BodyRow], index: int, above: Sequence[BodyRow]) -> bool:
    """Whether a row without number is a step of its own, its number lost or never printed."""
    row = rows[index]
    activity = row.text("aktivitas")
    gap = _gap(rows, index, above)
    if "aktivitas" not in row.cells or not activity:
        return bool(gap) and len(row.filled) >= MOST_OF_A_STEP
    if "no" not in row.cells and all("no" not in other.cells for other in above):
        return True
    if SUB_LETTER.match(activity) and "no" not in row.cells:
        return not row.only_activity or bool(row.symbols and any(other.symbols for other in above))
    first_of_page = row.part != above[-1].part
    if not first_of_page and _is_whole(row) and any(_is_whole(other) for other in above):
        return True
    if gap is not None:
        return gap
    return not first_of_page and activity[0].isupper() and bool(row.symbols or row.text("waktu"))


def _is_whole(row: BodyRow) -> bool:
    """Whether a row has all that a step has but a number: an activity, what it needs, its time and what comes of it."""
    return row.text("aktivitas")[:1].isupper() and all(row.text(field) for field in ("kelengkapan", "waktu", "output"))


def _gap(rows: Sequence[BodyRow], index: int, above: Sequence[BodyRow]) -> bool | None:
    """True when the printed numbers around leave room for exactly these unnumbered rows, False when for none."""
    before = _number(above[0])
    after_at = next((i for i in range(index, len(rows)) if rows[i].kind == "step"), None)
    after = _number(rows[after_at]) if after_at is not None else None
    if before is None or after is None or after_at is None:
        return None
    if after == before + 1:
        return False
    loose = sum(
        row.kind == "rest" and bool(row.text("aktivitas") or len(row.filled) >= MOST_OF_A_STEP)
        for row in rows[index:after_at]
    )
    return True if after - before - 1 == loose else None


def _number(row: BodyRow) -> int | None:
    possible = candidates(row.text("no"))
    return possible[0] if len(possible) == 1 else None


def _step(
    parts: Sequence[StepTable], group: Sequence[BodyRow], number: StepNumber | None, key: str, doubt: float
) -> Step:
    leaves = {field: _leaf(parts, group, field, number, doubt) for field in TEXT_FIELDS}
    flags = []
    if number is not None and number.changed:
        flags.append(f"nomor langkah diperbaiki: {number.printed!r} menjadi {key}")
    if len(group) > 1 and any(row.part != group[0].part for row in group):
        flags.append("langkah terpotong oleh pergantian halaman")
    return Step(key, leaves, group[0].page, tuple(group), tuple(flags))


def with_unread(step: Step, fields: Iterable[str]) -> Step:
    """The step with these fields told as not captured."""
    lost = {field: absent_leaf(field, UNTOLD) for field in fields}
    return replace(step, leaves={**step.leaves, **lost})


def _leaf(
    parts: Sequence[StepTable], group: Sequence[BodyRow], field: str, number: StepNumber | None, doubt: float
) -> Leaf | None:
    cells = [row.cells[field] for row in group if field in row.cells]
    column = next((c for c in parts[group[0].part].columns.columns if c.field == field), None)
    if column is None and field == "no" and cells:
        column = DRAWN_NUMBERS
    if column is None:
        return None
    if not cells:
        return replace(make_leaf((), field, evidence=Evidence(merged=1.0)), cell_id="", reasons=(MERGED,))
    return cells_to_leaf(parts[group[0].part], cells, field, column, number, doubt)
