"""Ya and Tidak that a text dump states in a step's row: the step decides, though no symbol or arrow is left to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize.branches import branch_label
from normalize.continued import StepTable
from normalize.doers import Doer
from normalize.leaf import lines_to_text
from normalize.steps import Step
from normalize.ticks import TICKS
from table_extract.table import LinePlace, LooseLabel, Place

ANSWERS = re.compile(r"(?:ya?|tidak|tdk|t)(?:[\s/,]+(?:ya?|tidak|tdk|t))*", re.IGNORECASE)
"""All that an actor's cell of a tabbed dump may hold to be the words beside a decision."""
KEPT_APART = 0.9
"""Confidence of such a cell, which somebody's program kept apart from its neighbours."""


@dataclass(frozen=True, slots=True)
class LooseBranch:
    """One exit of a decision, where it leads unknown."""

    label: str
    place: Place
    confidence: float


def loose_branches(parts: Sequence[StepTable], step: Step, doers: Sequence[Doer]) -> list[LooseBranch]:
    """The exits named in the rows of a step of a text dump, each once; a Ya that ticks the doer's cell is none."""
    found: dict[str, LooseBranch] = {}
    for row in step.rows:
        for word in (*_labels(parts[row.part], row.row), *_cells(parts[row.part], row.row)):
            label = branch_label(word.text)
            if label and not (doers and word.text.lower() in TICKS):
                found.setdefault(label, LooseBranch(label, word.place, word.confidence))
    return list(found.values())


def _labels(piece: StepTable, row: int) -> Iterator[LooseLabel]:
    return (label for label in piece.table.loose_labels if label.row == row)


def _cells(piece: StepTable, row: int) -> Iterator[LooseLabel]:
    for column in piece.columns.actors:
        cell = piece.table.at(row, column.col)
        text = lines_to_text(cell.lines)
        if isinstance(cell.place, LinePlace) and cell.row == row and ANSWERS.fullmatch(text):
            yield from (LooseLabel(row, word, cell.place, KEPT_APART) for word in re.findall(r"\w+", text))
