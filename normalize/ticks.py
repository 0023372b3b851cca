"""Forms without flowchart symbols: a tick, a filled cell or a word in an actor's cell says who does the step."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from normalize.column import Column
from normalize.confidence import from_scan
from normalize.continued import StepTable
from normalize.doers import Doer, Mark
from normalize.leaf import lines_to_text
from normalize.roles import canonical_role
from normalize.steps import Step
from ocr.page import BBox
from table_extract.table import Cell

TICKS = frozenset({"v", "√", "✓", "✔", "☑", "■", "□", "▪", "▭", "▬", "●", "○", "◯", "•", "x", "*", "o", "ya", "ü", "þ"})
"""What forms print, in small letters; the last two are what some text layers make of ticks."""
DIAMONDS = frozenset({"◆", "◇", "♦", "⬥", "⬦"})
WORDS: dict[str, Mark] = {"mulai": "start", "start": "start", "selesai": "end", "end": "end"}
SURE_TICK, SCANNED_TICK, SHADED, WORD, FILLED = 0.9, 0.8, 0.8, 0.75, 0.6
"""Confidence of a doer by a printed tick, a tick read from ink, a toned cell, a role's name or word, and unread ink."""
CROSSING, REACH = 0.3, 0.1
"""The same for unread ink that reaches this share of a cell's width or height past it: strokes between symbols that
were not seen do, ticks seldom."""
USUAL = 0.5
"""Share of the steps with such marks from which they are the form's way to say it, and not remains of symbols."""
SAME_ROLE = 80.0
ROLE_SURE = 0.9


def ticked_doers(parts: Sequence[StepTable], steps: Sequence[Step]) -> list[tuple[Doer, ...]]:
    """The doers of each step; none at all where marks stand only here and there, as remains of symbols do."""
    found = [_marked(parts, step) for step in steps]
    usual = sum(bool(doers) for doers in found) >= max(2, USUAL * len(steps))
    return found if usual else [()] * len(steps)


def _marked(parts: Sequence[StepTable], step: Step) -> tuple[Doer, ...]:
    doers: dict[str, Doer] = {}
    actors = {column.name for row in step.rows for column in parts[row.part].columns.actors}
    for row in step.rows:
        piece = parts[row.part]
        for column in piece.columns.actors:
            cell = piece.table.at(row.row, column.col)
            doer = cell_to_doer(cell, column) if cell.row == row.row and _holds_one(piece, cell) else None
            if doer is not None:
                doers.setdefault(column.name, doer)
    read = [doer for doer in doers.values() if doer.confidence > FILLED]  # beside a mark, what cannot be read is dirt
    marked = read or list(doers.values())
    return tuple(marked) if len(marked) < len(actors) or len(actors) == 1 else ()


def _holds_one(piece: StepTable, cell: Cell) -> bool:
    """Whether a cell stands in one printed column only; other parts of the table may cut that into grid columns."""
    return sum(cell.col <= column.col < cell.col + cell.colspan for column in piece.columns.columns) == 1


def cell_to_doer(cell: Cell, column: Column) -> Doer | None:
    """What an actor's cell says; None for a blank one and for words that name neither a role nor a mark.

    What was read in a toned cell are mostly the grains of the tone.
    """
    said = _said(lines_to_text(cell.lines), cell, column)
    if said is None and (cell.shaded or (cell.ink and not cell.lines)):
        filled = CROSSING if any(_crosses(cell, ink) for ink in cell.lost) else FILLED
        return Doer(column.name, "process", SHADED if cell.shaded else filled, cell.place)
    return said


def _crosses(cell: Cell, ink: BBox) -> bool:
    """Whether ink stands in a cell and the next one too."""
    if cell.bbox is None:
        return False
    x0, y0, x1, y1 = cell.bbox
    beside, above = max(x0 - ink[0], ink[2] - x1), max(y0 - ink[1], ink[3] - y1)
    return beside > REACH * (x1 - x0) or above > REACH * (y1 - y0)


def _said(text: str, cell: Cell, column: Column) -> Doer | None:
    word = text.strip(" .()[]|").lower()
    if word in TICKS or text in TICKS:
        return Doer(column.name, "process", SCANNED_TICK if from_scan(cell.lines) else SURE_TICK, cell.place)
    if text in DIAMONDS:
        return Doer(column.name, "decision", SCANNED_TICK if from_scan(cell.lines) else SURE_TICK, cell.place)
    if word in WORDS:
        return Doer(column.name, WORDS[word], WORD, cell.place)
    role = canonical_role(text)
    named = fuzz.ratio(word, column.name.lower()) >= SAME_ROLE or (role is not None and role.score >= ROLE_SURE)
    return Doer(column.name, "process", WORD, cell.place) if named else None
