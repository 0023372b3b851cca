"""The cells of one field of one step as a leaf: text, meaning, evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.column import TOLD_BY_DRAWING, Column
from normalize.confidence import Evidence, from_scan
from normalize.continued import StepTable
from normalize.durations import parse_duration, stray_words, time_kind
from normalize.fixes import TEXT_PLAN, TIME_PLAN, apply_fixes
from normalize.leaf import UNLIKELY, Leaf, Value, lines_to_text, make_leaf, union_place
from normalize.numbers import StepNumber
from table_extract.table import Cell, Line

UNTOLD = "tajuk kolom tidak terbaca"
"""Why a value waits that may belong to another column."""
LINE_LOST = "ada baris tulisan di sel ini yang tidak terbaca"
LOST_HYPHEN = "mungkin tanda hubung di antara dua angka tidak terbaca"
STRAY_WORD = "kata yang tidak dikenal di antara angka dan satuan waktu"
TWO_NUMBERS = re.compile(r"\W*\d{1,3} \d{1,3} [A-Za-z]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A cell's text after certain repairs, and what it means. ``doubt`` 0..1."""

    text: str
    value: Value | None = None
    changes: tuple[str, ...] = ()
    doubt: float = 0.0
    reasons: tuple[str, ...] = ()
    at_most: float = 1.0
    """The confidence is no higher than this, however well the text was read."""


def cells_to_leaf(
    part: StepTable, cells: Sequence[Cell], field: str, column: Column, number: StepNumber | None, row_doubt: float
) -> Leaf:
    """A leaf from the cells of one field; ``number`` is the step's repaired number, for the field ``no``.

    ``row_doubt`` 0..1 says how far the numbers around tell of a lost or joined row.
    """
    lines = tuple(line for cell in cells for line in cell.lines)
    raw = lines_to_text(lines)
    meaning = Meaning(raw)
    untold = [UNTOLD] if column.score <= TOLD_BY_DRAWING else []
    lost = [LINE_LOST] if any(cell.unread for cell in cells) else []
    if field == "no" and number is not None and number.changed:
        meaning = number_meaning(number)
    elif field == "waktu":
        meaning = duration_meaning(raw, column.unit, from_scan(lines))
    elif field != "no":
        meaning = Meaning(*_repaired(raw))
    return make_leaf(
        lines,
        field,
        text=meaning.text,
        place=union_place([cell.place for cell in cells]),
        value=meaning.value,
        at_most=min(meaning.at_most, UNLIKELY) if untold or lost else meaning.at_most,
        evidence=_evidence(part, cells, column, meaning, row_doubt),
        reasons=(*meaning.reasons, *untold, *lost),
        changes=meaning.changes,
        ink=any(cell.ink or cell.has_lost for cell in cells),
    )


def _repaired(raw: str) -> tuple[str, Value | None, tuple[str, ...]]:
    text, changes = apply_fixes(raw, TEXT_PLAN)
    return text, None, changes


def number_meaning(number: StepNumber) -> Meaning:
    """A step number brought back by the order of the steps."""
    text = f"{number.value or ''}{number.sub or ''}" or number.printed
    return Meaning(text, changes=(f"{number.printed} -> {text}: {number.reason}",))


def duration_meaning(printed: str, unit: str | None, scanned: bool) -> Meaning:
    """A time, with misread unit words and figures put right in the text as in the value."""
    text, signs = apply_fixes(printed, TIME_PLAN) if scanned else (printed, ())
    duration = parse_duration(text, unit)
    if duration is None:
        return Meaning(text, None, signs, doubt=float(time_kind(text, unit) == "unknown"))
    repaired, changes = text, (*signs, *duration.changes)
    for change in duration.changes:
        word, _, meant = change.partition(" -> ")
        repaired = replace_word(repaired, word, meant)
    doubt = (_time_doubt(repaired) if scanned else None) or duration.doubt
    if doubt is None:
        return Meaning(repaired, duration.to_value(), changes)
    return Meaning(repaired, duration.to_value(), changes, reasons=(doubt,), at_most=UNLIKELY)


def _time_doubt(text: str) -> str | None:
    """Why a time read from ink may not be what is printed."""
    if TWO_NUMBERS.match(text):
        return LOST_HYPHEN
    return STRAY_WORD if stray_words(text) else None


def replace_word(text: str, printed: str, meant: str) -> str:
    """The first ``printed`` replaced, keeping its capitals.

    >>> replace_word("2 Jarn", "jarn", "jam")
    '2 Jam'
    """

    def as_printed(match: re.Match[str]) -> str:
        word = match.group(0)
        return meant.upper() if word.isupper() and len(word) > 1 else meant.title() if word[0].isupper() else meant

    return re.sub(re.escape(printed), as_printed, text, count=1, flags=re.IGNORECASE)


def _evidence(part: StepTable, cells: Sequence[Cell], column: Column, meaning: Meaning, row_doubt: float) -> Evidence:
    lines = tuple(line for cell in cells for line in cell.lines)
    repaired_number = bool(meaning.changes) and column.field == "no"
    return Evidence(
        header_doubt=1.0 - column.score,
        unparsed=meaning.doubt,
        out_of_sequence=float(repaired_number),
        grid_doubt=1.0 - min(cell.grid_quality for cell in cells),
        row_doubt=row_doubt,
        continued=float(len(cells) > 1),
        inherited_header=float(part.columns.inherited),
        lone_figure=float(column.field == "waktu" and any(is_lone_figure(line) for line in lines)),
    )


def is_lone_figure(line: Line) -> bool:
    """True for a line with nothing but a 1, 4 or 7 that one engine alone read from ink: these are mixed up most."""
    one_engine = len({engine for engine, _, _ in line.readings}) == 1
    return one_engine and from_scan([line]) and line.text.strip() in {"1", "4", "7"}
