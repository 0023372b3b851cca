"""Body rows of joined step tables, made into the ordered steps of one SOP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from normalize.columns import Column
from normalize.confidence import SHORT as SHORT_TEXT
from normalize.confidence import Evidence, from_scan, line_evidence, weigh
from normalize.continued import StepTable
from normalize.durations import parse_duration
from normalize.leaf import Leaf, Value, lines_to_text, make_leaf, union_place
from normalize.numbers import StepNumber, repair_step_numbers
from normalize.rows import SUB_LETTER, TEXT_FIELDS, BodyRow, body_rows
from table_extract.table import Cell, Line

MERGED = "digabung dengan sel langkah di atasnya"
JOINED = "disambung dari baris tanpa nomor"


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
    groups = group_rows(body_rows(parts))
    if any(group[0].text("no") for group in groups):
        numbers: Sequence[StepNumber | None] = repair_step_numbers([group[0].text("no") for group in groups])
    else:
        numbers = [None] * len(groups)
    keys = step_keys(numbers)
    return tuple(_step(parts, group, number, key) for group, number, key in zip(groups, numbers, keys, strict=True))


def step_keys(numbers: Sequence[StepNumber | None]) -> list[str]:
    """Keys such as 3 and 3a; rows without any number are counted on."""
    keys: list[str] = []
    last = 0
    for number in numbers:
        if number is None or number.value is None:
            last += 1
        elif number.value:
            last = number.value
        keys.append(f"{last}{number.sub or ''}" if number else str(last))
    return keys


def group_rows(rows: Sequence[BodyRow]) -> list[list[BodyRow]]:
    """The rows of each step together: its numbered row first, then what belongs to it."""
    groups: list[list[BodyRow]] = []
    for index, row in enumerate(rows):
        if row.kind in {"blank", "total"}:
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
    if "aktivitas" not in row.cells or not activity:
        return False
    if "no" not in row.cells and all("no" not in other.cells for other in above):
        return True
    if SUB_LETTER.match(activity) and "no" not in row.cells:
        return True
    gap = _gap(rows, index, above)
    if gap is not None:
        return gap
    first_of_page = row.part != above[-1].part
    return not first_of_page and activity[0].isupper() and bool(row.symbols or row.text("waktu"))


def _gap(rows: Sequence[BodyRow], index: int, above: Sequence[BodyRow]) -> bool | None:
    """True when the printed numbers around leave room for exactly these unnumbered rows, False when for none."""
    before = _number(above[0])
    after_at = next((i for i in range(index, len(rows)) if rows[i].kind == "step"), None)
    after = _number(rows[after_at]) if after_at is not None else None
    if before is None or after is None or after_at is None:
        return None
    if after == before + 1:
        return False
    loose = sum(row.kind == "rest" and bool(row.text("aktivitas")) for row in rows[index:after_at])
    return True if after - before - 1 == loose else None


def _number(row: BodyRow) -> int | None:
    digits = "".join(mark for mark in row.text("no") if mark.isdigit())
    return int(digits) if digits and len(digits) <= 3 else None


def _step(parts: Sequence[StepTable], group: Sequence[BodyRow], number: StepNumber | None, key: str) -> Step:
    leaves = {field: _leaf(parts, group, field, number) for field in TEXT_FIELDS}
    flags = []
    if number is not None and number.changed:
        flags.append(f"nomor langkah diperbaiki: {number.printed!r} menjadi {key}")
    if len(group) > 1 and any(row.part != group[0].part for row in group):
        flags.append("langkah terpotong oleh pergantian halaman")
    return Step(key, leaves, group[0].page, tuple(group), tuple(flags))


def _leaf(parts: Sequence[StepTable], group: Sequence[BodyRow], field: str, number: StepNumber | None) -> Leaf | None:
    column = next((c for c in parts[group[0].part].columns.columns if c.field == field), None)
    if column is None:
        return None
    cells = [row.cells[field] for row in group if field in row.cells]
    if not cells:
        return replace(make_leaf((), field, confidence=0.9), cell_id="", reasons=(MERGED,))
    return _filled_leaf(parts[group[0].part], cells, field, column, number)


def _filled_leaf(part: StepTable, cells: Sequence[Cell], field: str, column: Column, number: StepNumber | None) -> Leaf:
    lines = tuple(line for cell in cells for line in cell.lines)
    text = lines_to_text(lines)
    value: Value | None = None
    repaired = number is not None and number.changed and field == "no"
    changes: tuple[str, ...] = ()
    if repaired and number is not None:
        text = f"{number.value or ''}{number.sub or ''}" or text
        changes = (f"{number.printed} -> {text}: {number.reason}",)
    if field == "waktu":
        duration = parse_duration(text, column.unit)
        value = duration.to_value() if duration else None
    ink = any(cell.ink for cell in cells)
    evidence = _evidence(part, cells, lines, text, field, column, value is None, repaired)
    confidence, reasons = weigh(evidence)
    place = union_place([cell.place for cell in cells])
    return make_leaf(
        lines,
        field,
        text=text,
        place=place,
        value=value,
        confidence=confidence,
        reasons=reasons,
        changes=changes,
        ink=ink,
    )


def _evidence(
    part: StepTable,
    cells: Sequence[Cell],
    lines: Sequence[Line],
    text: str,
    field: str,
    column: Column,
    unparsed: bool,
    repaired: bool,
) -> Evidence:
    doubt, disagree = line_evidence(lines)
    ink = any(cell.ink for cell in cells)
    scanned = from_scan(lines)
    return Evidence(
        line_doubt=doubt,
        disagree=disagree,
        header_doubt=1.0 - column.score,
        unparsed=float(field == "waktu" and unparsed and any(mark.isalnum() for mark in text)),
        out_of_sequence=float(repaired),
        grid_doubt=1.0 - min(cell.grid_quality for cell in cells),
        short_scan=float(scanned and 0 < len(text) <= SHORT_TEXT),
        unread_ink=float(ink and not text),
        changed=float(repaired),
        continued=float(len(cells) > 1),
        inherited_header=float(part.columns.inherited),
    )
