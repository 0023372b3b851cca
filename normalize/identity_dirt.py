"""Strokes of stamps and pens that were read as letters beside labels or in lists of an identity block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.identity_found import HEAD_FIELDS, SLACK, Chunk, has_text, line_label
from normalize.labels import LabelMatch
from normalize.lists import REFERRING, item_number
from normalize.words import is_phrase
from table_extract.table import Line

SURE = 0.95
"""Confidence from which letters are print: a stamp's are hardly ever read so well."""


def without_dirt(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The cells, those of a column that holds labels alone without what a stamp over it was read as.

    Only where the value stands in the next cell.
    """
    labels = {at: found for at, chunk in enumerate(chunks) if (found := _label_in(chunk)) is not None}
    bare = {at for at, (_, match) in labels.items() if len(chunks[at].lines) == 1 and not match.rest}
    cleaned = list(chunks)
    for at, (line, match) in labels.items():
        column = {other for other in labels if abs(chunks[other].x0 - chunks[at].x0) <= SLACK}
        if at not in bare and 2 * len(column & bare) >= len(column) and _value_beside(chunks[at], chunks):
            cleaned[at] = replace(chunks[at], lines=(replace(line, text=match.label),))
    return cleaned


def without_specks(lines: Sequence[Line]) -> list[Line]:
    """The lines of a list without single letters and digits hardly read, which belong to no word before them and
    count no item."""
    kept: list[Line] = []
    for line in lines:
        text, number = line.text.strip(), next((n for one in reversed(kept) if (n := item_number(one.text))), 0)
        refers = bool(kept) and REFERRING.search(kept[-1].text) is not None
        if not (len(text) == 1 and text.isalnum() and line.confidence < SURE) or refers or text == str(number + 1):
            kept.append(line)
    return kept


def _label_in(chunk: Chunk) -> tuple[Line, LabelMatch] | None:
    """The line of a cell with the label of a head field where all else in the cell may be dirt."""
    for line in chunk.lines:
        match = line_label(line.text, first=True)
        if match is not None and match.field in HEAD_FIELDS:
            others = [(other.text, other.confidence) for other in chunk.lines if other is not line]
            rest = [*others, (match.rest, line.confidence)] if match.rest else others
            return (line, match) if all(sure < SURE and not is_phrase(text) for text, sure in rest) else None
    return None


def _value_beside(label: Chunk, chunks: Sequence[Chunk]) -> bool:
    return any(
        chunk.row == label.row and abs(chunk.x0 - label.x1) <= SLACK and has_text(chunk.lines) for chunk in chunks
    )
