"""What else a doubtful cell may say: earlier corrections, the other engine, vocabulary, cells like it in the file.

Never taken over without a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from normalize.roles import nearest_form
from normalize.step_ids import step_ids
from normalize.wordings import fold
from review.learned import Learned, tidy
from review.leaves import ARROWS, HEADING, PERFORMERS, Json, ReviewCell, column_kind, node_at
from review.notation import format_arrows

MOST = 4
"""Suggestions per cell: as many as one takes in at a glance."""
LIKE = 0.85
"""Share of letters in which two texts of one column agree when one is a misreading of the other."""
SHORTEST_LIKE = 6
"""Shorter texts that differ in a letter are too often two different words."""
SURE = 0.97
"""Only cells read with this confidence may stand for what others say."""

_LIKELY_WORD = re.compile(r"(?P<read>.+): mungkin (?P<meant>.+)", re.DOTALL)
_NAMED = "disebut dalam kalimat: "


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text for a cell, and in Indonesian where it comes from."""

    text: str
    source: str


def suggest(cells: Iterable[ReviewCell], record: Json, learned: Learned) -> dict[str, tuple[Suggestion, ...]]:
    """The suggestions for each cell of a record that waits for a person, best first, by cell_id."""
    listed = list(cells)
    sure: dict[str, dict[str, None]] = {}
    for cell in listed:
        if cell.text and (cell.status == "corrected" or (cell.status == "auto" and cell.confidence >= SURE)):
            sure.setdefault(column_kind(cell.column), {})[tidy(cell.text)] = None
    waiting = [(cell, sure.get(column_kind(cell.column), {})) for cell in listed if cell.status == "review"]
    return {cell.cell_id: tuple(_distinct(cell, _suggestions(cell, record, learned, same))) for cell, same in waiting}


def _distinct(cell: ReviewCell, found: Iterable[Suggestion]) -> list[Suggestion]:
    first: dict[str, Suggestion] = {}
    for suggestion in found:
        if tidy(suggestion.text) not in ("", tidy(cell.text)):
            first.setdefault(tidy(suggestion.text), suggestion)
    return list(first.values())[:MOST]


def _suggestions(cell: ReviewCell, record: Json, learned: Learned, sure: Mapping[str, None]) -> Iterator[Suggestion]:
    node = node_at(record, cell.path)
    if cell.column == PERFORMERS:
        yield from _performers(node)
    elif cell.column == ARROWS:
        yield from _arrows(cell, record)
    elif not cell.column.startswith(HEADING):
        lesson = learned.suggestion(cell.column, cell.text)
        if lesson:
            yield Suggestion(lesson.text, f"koreksi sebelumnya, {lesson.count} kali")
        yield Suggestion(str(node.get("other") or ""), "mesin baca kedua")
        yield from _words(cell)
        yield from _like(cell, sure)
        printed = str(node.get("raw") or "")
        if not printed.endswith(cell.text):  # else only the item's number stands before what was read
            yield Suggestion(printed, "sebelum diperbaiki mesin")


def _words(cell: ReviewCell) -> Iterator[Suggestion]:
    """Words of the vocabulary that words of the text are misreadings of."""
    text = cell.text
    for match in filter(None, map(_LIKELY_WORD.fullmatch, cell.reasons)):
        text = text.replace(match["read"], match["meant"], 1)
    yield Suggestion(text, "kosakata")
    if column_kind(cell.column) == "nama pelaksana":
        yield Suggestion(nearest_form(cell.text) or "", "kosakata jabatan")


def _like(cell: ReviewCell, sure: Mapping[str, None]) -> Iterator[Suggestion]:
    """The text of a surely read cell of the column that this one may be a misreading of."""
    if len(cell.text) < SHORTEST_LIKE:
        return
    own = fold(cell.text)
    scored = [(_likeness(cell.text, own, text), text) for text in sure]
    score, best = max(scored, default=(0.0, ""))
    if score >= LIKE:
        yield Suggestion(best, "sel serupa dalam berkas ini")


def _likeness(text: str, folded: str, other: str) -> float:
    """Share of letters that agree; figures that differ are no misreading but another figure."""
    if folded == fold(other):
        return 1.0
    if any(mark.isdigit() for mark in text + other):
        return 0.0
    return Levenshtein.normalized_similarity(folded, fold(other), score_cutoff=LIKE)


def _performers(step: Json) -> Iterator[Suggestion]:
    for flag in step.get("flags") or ():
        if str(flag).startswith(_NAMED):
            yield Suggestion(f"{str(flag).removeprefix(_NAMED)}: proses", "disebut dalam kalimat langkah")


def _arrows(cell: ReviewCell, record: Json) -> Iterator[Suggestion]:
    sop = record["sops"][cell.path[1]]
    leaving = [edge for edge in sop["flow"]["edges"] if edge["from"] == cell.step]
    labelled = [edge | {"label": edge.get("label") or edge.get("inferred")} for edge in leaving]
    yield Suggestion(format_arrows(labelled), "label disimpulkan")
    ids = step_ids(sop["steps"])
    place = int(cell.path[3])
    if not leaving and place + 1 < len(ids):
        yield Suggestion(ids[place + 1], "langkah berikutnya")
