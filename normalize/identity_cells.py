"""Cells of an identity block to labels with their values, by where they stand."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.headers import match_header
from normalize.identity_chunks import (
    Implied,
    first_head_row,
    head_left,
    implied_labels,
    label_expected,
    letter_width,
    office_edge,
    shared,
    unread_headings,
)
from normalize.identity_content import names_office, printed_title
from normalize.identity_found import (
    HEAD_FIELDS,
    LIST_FIELDS,
    LONG_HEADS,
    OTHER_PART,
    SLACK,
    Chunk,
    Found,
    Reading,
    cut_line,
    has_text,
    second_label,
    split_at_labels,
)
from normalize.labels import LabelMatch
from normalize.lists import item_number
from normalize.people import parse_nip
from table_extract.table import Line, PagePlace

OVERLAP = 0.3
"""A cell continues the box above when they share this part of the narrower one's width."""
STEP_GROUPS = frozenset({"pelaksana_group", "mutu_baku_group"})
BOTH_GROUPS = re.compile(
    r"\W*(?:(?:unit )?(?:pelaksana|pelaku)\W+)?mutu bak[uo](?:\W+(?:unit )?(?:pelaksana|pelaku))?\W*", re.IGNORECASE
)
"""The line of group headers, where a whole page was read as one cell."""
HEADER_SURE = 0.95
"""Score from which a cell is a header that only a step table has."""
SHORT_OF_LABELS = frozenset({"nama_sop", "disahkan_oleh"})
"""Head fields whose value goes on in no cell that reaches into the labels' column."""
LEADING = 0.9
"""Gap between two lines of one list at most, by the height of a line."""
OVERLONG = 1.8
"""A line so many times as long as its letters are wide holds unread ink, such as a value beside its label."""
IMPLIED = 0.7
"""Label score of a box that is known only by the label of its partner beside it, or by its place on the form."""


@dataclass(slots=True)
class _Open:
    """A label that waits for a value, or a value that may go on below."""

    found: Found
    x0: float
    x1: float
    row: int
    row_end: int
    label: bool
    """True for the label's own cell, False for a value cell of it."""
    inside: bool = False
    """True for a label's cell that holds a value, too."""


class BlockReader:
    """Reads chunks from top to bottom; what is open at the end of a table goes on in the next one."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.open: list[_Open] = []
        self.first_row = 0
        """Where the head labels of the table or run being read begin."""
        self.letter = 0.0
        """How wide its letters are."""
        self.values: list[Chunk] = []
        """Its cells with the value of a head label."""

    def read(self, chunks: Sequence[Chunk]) -> None:
        """One table, or one run of loose lines. Rows of different runs do not know each other."""
        for item in self.open:
            item.row = item.row_end = -1
        left = office_edge(chunks)
        self.first_row = first_head_row(chunks)
        self.letter = letter_width(chunks)
        self.values.clear()
        if head_left(chunks) is not None:
            self.open.clear()
        expected = label_expected(chunks)
        implied = {index: (box,) for index, box in implied_labels(chunks).items()} | unread_headings(chunks)
        for index, chunk in enumerate(chunks):
            if index in implied:
                for box in implied[index]:
                    self._imply(box, chunk)
            else:
                self._chunk(chunk, left, expected(chunk))

    def _imply(self, box: Implied, chunk: Chunk) -> None:
        """Open a box whose label could not be read; once for all pieces of it."""
        if self.reading.last(box.field) is None:
            found = Found(box.field, IMPLIED, "order", grid_quality=chunk.grid_quality)
            self._opened(found, replace(chunk, x0=box.x0, x1=box.x1), box.x0, box.x1)

    def expect(self, labels: Sequence[Found]) -> None:
        """Loose labels of a text dump whose values stand in the table that follows: one column each."""
        wide = len(labels) == 1
        self.open = [
            _Open(found, float(column), math.inf if wide else column + 1.0, -1, -1, label=True)
            for column, found in enumerate(labels)
        ]

    def _chunk(self, chunk: Chunk, head_left: float | None, expected: bool) -> None:
        stop = step_header_at(chunk.lines) if self.reading.found else None
        if stop is not None:
            self.reading.rest += chunk.lines[stop:]
            chunk = replace(chunk, lines=chunk.lines[:stop])
        parts = split_at_labels(chunk.lines, expected=expected) if not chunk.empty else []
        if not parts or parts[0][0] is None:
            self._value(chunk, tuple(parts[0][1]) if parts else (), head_left)
        for label, lines in parts:
            if label is not None:
                self._label(chunk, label, lines)
        if stop is not None:
            self.open.clear()

    def _label(self, chunk: Chunk, label: LabelMatch, lines: list[Line]) -> None:
        double = second_label(label)
        if double is not None:
            self._double(chunk, label, double)
            return
        found = Found(
            str(label.field), label.score, lines=list(lines), grid_quality=chunk.grid_quality, label=label.label
        )
        if lines:
            found.places.append(chunk.place)
        else:
            overlong = len(chunk.lines) == 1 and letter_width([chunk]) > OVERLONG * self.letter
            found.ink = overlong or (found.field not in LONG_HEADS and self._beside_lower_half(chunk))
        self._opened(found, chunk, chunk.x0, chunk.end)
        self.open[-1].inside = bool(lines)
        if lines and (found.field == "disahkan_oleh" or _is_level(chunk)):
            self.open.append(_Open(found, chunk.x0, chunk.end, chunk.row, chunk.row_end, label=False))

    def _beside_lower_half(self, label: Chunk) -> bool:
        """Whether a value that began in a row above stands beside a label, too: the ruling between two was not seen."""
        return any(value.row < label.row < value.row_end and label.x1 <= value.x0 + SLACK for value in self.values)

    def _double(self, chunk: Chunk, left: LabelMatch, right: LabelMatch) -> None:
        """Two labels read as one line: the left and the right box."""
        if isinstance(chunk.place, PagePlace):
            middle, end = (chunk.x0 + chunk.x1) / 2, chunk.end
        else:
            middle, end = chunk.x0 + 1, chunk.x0 + 2
        self._opened(Found(str(left.field), left.score, "order", label=left.label), chunk, chunk.x0, middle)
        self._opened(Found(str(right.field), right.score, "order", label=right.label), chunk, middle, end)

    def _opened(self, found: Found, chunk: Chunk, x0: float, x1: float) -> None:
        head = found.field in HEAD_FIELDS
        self.open = [
            item
            for item in self.open
            if not (item.found.field in HEAD_FIELDS and ((head and item.row != chunk.row) or item.row_end <= chunk.row))
            and not (shared(item.x0, item.x1, x0, x1) > OVERLAP and item.row < chunk.row_end)
        ]
        self.reading.found.append(found)
        self.open.append(_Open(found, x0, x1, chunk.row, chunk.row_end, label=True))

    def _value(self, chunk: Chunk, lines: tuple[Line, ...], head_left: float | None) -> None:
        target = self._beside(chunk) or self._above(chunk, lines)
        if target is not None:
            self._add(target, chunk, lines)
        elif lines and head_left is not None and chunk.x1 <= head_left + SLACK:
            self.reading.beside.append(chunk)
        elif lines and not self.reading.found and (chunk.row_end <= self.first_row or names_office(lines[0].text)):
            self.reading.above += lines
        elif chunk.loose:
            self.reading.rest += lines
        else:
            self.reading.inside += lines

    def _beside(self, chunk: Chunk) -> _Open | None:
        """The nearest label to the left in the same rows, unless the chunk goes on with a list box above it."""
        left = [
            item
            for item in self.open
            if item.label and item.row <= chunk.row < item.row_end and item.x1 <= chunk.x0 + SLACK
        ]
        nearest = max(left, key=lambda item: item.x0, default=None)
        if nearest is None or nearest.found.field in HEAD_FIELDS:
            return None if nearest is not None and _is_full(nearest) else nearest
        if chunk.empty:
            return None
        above = self._above(chunk, chunk.lines)
        return nearest if above is None or not above.label or above.found.field in HEAD_FIELDS else None

    def _above(self, chunk: Chunk, lines: Sequence[Line]) -> _Open | None:
        """The open box or value right above. A cell across two boxes with cells of their own goes on with neither."""
        sharing = [
            (shared(item.x0, item.x1, chunk.x0, chunk.x1), index)
            for index, item in enumerate(self.open)
            if _goes_on(item, chunk, lines)
        ]
        sharing = [(share, index) for share, index in sharing if share >= OVERLAP]
        filled = [self.open[index].found for _, index in sharing if self.open[index].found.places]
        if not chunk.loose and sum(found.field in LIST_FIELDS for found in filled) > 1:
            return None
        return self.open[max(sharing)[1]] if sharing else None

    def _add(self, target: _Open, chunk: Chunk, lines: tuple[Line, ...]) -> None:
        found = target.found
        beside = target.label and target.row <= chunk.row < target.row_end
        if lines and not found.lines and not beside and found.how == "beside":
            found.how = "below" if target.label else "continued"
        if lines and not found.lines:
            lines = (cut_line(lines[0], lines[0].text), *lines[1:]) if lines[0].text.startswith(":") else lines
        found.lines += lines
        if lines and found.field in HEAD_FIELDS:
            self.values.append(chunk)
        if lines or not found.lines:
            found.places.append(chunk.place)
            found.ink = found.ink or chunk.ink
            found.grid_quality = min(found.grid_quality, chunk.grid_quality)
        if not target.label:
            target.row_end = max(target.row_end, chunk.row_end)
        elif (found.field in HEAD_FIELDS or (beside and chunk.loose)) and not chunk.empty:
            self.open.append(_Open(found, chunk.x0, chunk.end, chunk.row, chunk.row_end, label=False))


def _is_level(chunk: Chunk) -> bool:
    """True for a line out of a cell that swallowed rows: its value may go on in the line below."""
    return not chunk.loose and chunk.row_end - chunk.row == 1 and isinstance(chunk.place, PagePlace)


def step_header_at(lines: Sequence[Line]) -> int | None:
    """Where the step table's header begins, which ends the block where that table was not told apart from it."""
    whole = match_header(" ".join(line.text for line in lines)) if 1 <= len(lines) <= 2 else None
    if whole is not None and whole.column in STEP_GROUPS and whole.score >= HEADER_SURE:
        return 0
    stop = next((index for index, line in enumerate(lines) if BOTH_GROUPS.fullmatch(line.text)), None)
    return stop - 1 if stop and printed_title(lines[stop - 1].text) else stop


def _goes_on(item: _Open, chunk: Chunk, lines: Sequence[Line]) -> bool:
    if item.row_end > chunk.row:
        return False
    if chunk.loose and item.row < 0 and not _next_item(item.found, lines):
        return False
    if item.found.field in LIST_FIELDS:
        return item.label or (item.row_end == chunk.row and _follows(item, chunk))
    if item.row < 0 or not lines:
        return False
    if item.found.field == "disahkan_oleh" and _is_signed(item.found):
        return False
    if item.found.field == OTHER_PART and not chunk.loose:
        return True
    if item.label and item.found.lines:
        return False
    cell = not chunk.loose and not _is_level(chunk)
    if item.found.field in SHORT_OF_LABELS and not item.label and cell and chunk.x0 < item.x0 - SLACK:
        return False  # a row across the labels' column: the title, or who prepared and checked the sheet
    return item.found.field in LONG_HEADS or not item.found.lines


def _follows(item: _Open, chunk: Chunk) -> bool:
    """Whether a loose line goes on with a list: counting on, or right below it and no further left than its items."""
    if _next_item(item.found, chunk.lines):
        return True
    last = item.found.lines[-1].place if item.found.lines else None
    if not (isinstance(last, PagePlace) and isinstance(chunk.place, PagePlace)) or chunk.x0 < item.x0 - SLACK:
        return False
    return chunk.place.bbox[1] - last.bbox[3] <= LEADING * (last.bbox[3] - last.bbox[1])


def _is_full(item: _Open) -> bool:
    """True for a number or date printed in its label's own cell: what stands beside that cell is something else."""
    return item.found.field not in LONG_HEADS and item.inside and has_text(item.found.lines)


def _is_signed(found: Found) -> bool:
    """True when a signature block ends with its NIP: what stands in the next row is not of it."""
    nips = [parse_nip(line.text) for line in found.lines]
    return any(nip is not None and nip.valid for nip in nips)


def _next_item(found: Found, lines: Sequence[Line]) -> bool:
    """True when loose lines count on from the last number of a list: anything else below a table is not its own."""
    numbers = [number for line in found.lines if (number := item_number(line.text)) is not None]
    return bool(lines and numbers) and item_number(lines[0].text) == numbers[-1] + 1
