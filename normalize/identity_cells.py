"""Cells of an identity block to labels with their values, by where they stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from normalize.identity_content import item_number
from normalize.identity_found import (
    HEAD_FIELDS,
    INNER_SURE,
    LABEL_SURE,
    LIST_FIELDS,
    LONG_HEADS,
    Chunk,
    Found,
    Reading,
    cut_line,
    second_label,
    split_at_labels,
)
from normalize.labels import LabelMatch, match_label
from table_extract.table import Cell, Line, PagePlace, Table

OVERLAP = 0.3
"""A cell continues the box above when they share this part of the narrower one's width."""
SAME_LEVEL = 0.5
"""Loose lines whose heights overlap by this share of the lower one stand on one level."""
TORN_QUALITY = 0.8
"""Grid quality of a cell that was put together again: what spoke against the grid was the false ruling."""
SLACK = 0.004
"""Page fractions by which neighbouring cells may overlap."""


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


class BlockReader:
    """Reads chunks from top to bottom; what is open at the end of a table goes on in the next one."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.open: list[_Open] = []

    def read(self, chunks: Sequence[Chunk]) -> None:
        """One table, or one run of loose lines. Rows of different runs do not know each other."""
        for item in self.open:
            item.row = item.row_end = -1
        head_left = _head_left(chunks)
        if head_left is not None:
            self.open.clear()
        expected = _expected(chunks)
        for chunk in chunks:
            self._chunk(chunk, head_left, expected(chunk))

    def expect(self, labels: Sequence[Found]) -> None:
        """Loose labels of a text dump whose values stand in the table that follows: one column each."""
        wide = len(labels) == 1
        self.open = [
            _Open(found, float(column), math.inf if wide else column + 1.0, -1, -1, label=True)
            for column, found in enumerate(labels)
        ]

    def _chunk(self, chunk: Chunk, head_left: float | None, expected: bool) -> None:
        parts = split_at_labels(chunk.lines, expected=expected) if not chunk.empty else []
        if not parts or parts[0][0] is None:
            self._value(chunk, tuple(parts[0][1]) if parts else (), head_left)
        for label, lines in parts:
            if label is not None:
                self._label(chunk, label, lines)

    def _label(self, chunk: Chunk, label: LabelMatch, lines: list[Line]) -> None:
        double = second_label(label)
        if double is not None:
            self._double(chunk, label, double)
            return
        found = Found(str(label.field), label.score, lines=list(lines), grid_quality=chunk.grid_quality)
        if lines:
            found.places.append(chunk.place)
        self._opened(found, chunk, chunk.x0, chunk.end)

    def _double(self, chunk: Chunk, left: LabelMatch, right: LabelMatch) -> None:
        """Two labels read as one line: the left and the right box."""
        if isinstance(chunk.place, PagePlace):
            middle, end = (chunk.x0 + chunk.x1) / 2, chunk.end
        else:
            middle, end = chunk.x0 + 1, chunk.x0 + 2
        self._opened(Found(str(left.field), left.score, "order"), chunk, chunk.x0, middle)
        self._opened(Found(str(right.field), right.score, "order"), chunk, middle, end)

    def _opened(self, found: Found, chunk: Chunk, x0: float, x1: float) -> None:
        head = found.field in HEAD_FIELDS
        self.open = [
            item
            for item in self.open
            if not (item.found.field in HEAD_FIELDS and (head or item.row_end <= chunk.row))
            and not (_shared(item.x0, item.x1, x0, x1) > OVERLAP and item.row < chunk.row_end)
        ]
        self.reading.found.append(found)
        self.open.append(_Open(found, x0, x1, chunk.row, chunk.row_end, label=True))

    def _value(self, chunk: Chunk, lines: tuple[Line, ...], head_left: float | None) -> None:
        target = self._beside(chunk) or self._above(chunk, lines)
        if target is not None:
            self._add(target, chunk, lines)
        elif lines and head_left is not None and chunk.x1 <= head_left + SLACK:
            self.reading.beside.append(chunk)
        elif lines and not self.reading.found:
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
            return nearest
        if chunk.empty:
            return None
        above = self._above(chunk, chunk.lines)
        return nearest if above is None or above.found.field in HEAD_FIELDS else None

    def _above(self, chunk: Chunk, lines: Sequence[Line]) -> _Open | None:
        """The open box or value right above."""
        sharing = [
            (_shared(item.x0, item.x1, chunk.x0, chunk.x1), index)
            for index, item in enumerate(self.open)
            if _goes_on(item, chunk, lines)
        ]
        share, index = max(sharing, default=(0.0, -1))
        return self.open[index] if share >= OVERLAP else None

    def _add(self, target: _Open, chunk: Chunk, lines: tuple[Line, ...]) -> None:
        found = target.found
        beside = target.label and target.row <= chunk.row < target.row_end
        if lines and not found.lines and not beside and found.how == "beside":
            found.how = "below" if target.label else "continued"
        if lines and not found.lines:
            lines = (cut_line(lines[0], lines[0].text), *lines[1:]) if lines[0].text.startswith(":") else lines
        found.lines += lines
        if lines or not found.lines:
            found.places.append(chunk.place)
            found.ink = found.ink or chunk.ink
            found.grid_quality = min(found.grid_quality, chunk.grid_quality)
        if target.label and found.field in HEAD_FIELDS and not chunk.empty:
            self.open.append(_Open(found, chunk.x0, chunk.end, chunk.row, chunk.row_end, label=False))


def _goes_on(item: _Open, chunk: Chunk, lines: Sequence[Line]) -> bool:
    if item.row_end > chunk.row:
        return False
    if chunk.loose and item.row < 0 and not _next_item(item.found, lines):
        return False
    if item.found.field in LIST_FIELDS:
        return True
    if item.row < 0 or not lines:
        return False
    if item.label and item.found.lines:
        return False
    return item.found.field in LONG_HEADS or not item.found.lines


def _next_item(found: Found, lines: Sequence[Line]) -> bool:
    """True when loose lines count on from the last number of a list: anything else below a table is not its own."""
    numbers = [number for line in found.lines if (number := item_number(line.text)) is not None]
    return bool(lines and numbers) and item_number(lines[0].text) == numbers[-1] + 1


def _shared(a0: float, a1: float, b0: float, b1: float) -> float:
    """Shared part of the narrower of two ranges."""
    width = min(a1 - a0, b1 - b0)
    return (min(a1, b1) - max(a0, b0)) / width if width > 0 else 0.0


def _sure(chunks: Iterable[Chunk], fields: Collection[str]) -> list[Chunk]:
    """The chunks that begin with a sure label of one of these fields."""
    matches = [(chunk, match_label(chunk.lines[0].text)) for chunk in chunks if not chunk.empty]
    return [chunk for chunk, match in matches if match.field in fields and match.score >= LABEL_SURE]


def _head_left(chunks: Sequence[Chunk]) -> float | None:
    """Left edge of the column of head labels, None when there are none."""
    return min((chunk.x0 for chunk in _sure(chunks, HEAD_FIELDS - {"instansi"})), default=None)


def _expected(chunks: Sequence[Chunk]) -> Callable[[Chunk], bool]:
    """Whether a label is expected in a chunk: beside the label of another box, or in the column of head labels."""
    rows = {chunk.row for chunk in _sure(chunks, LIST_FIELDS)}
    heads = [chunk.x0 for chunk in _sure(chunks, HEAD_FIELDS)]
    return lambda chunk: chunk.row in rows or any(abs(chunk.x0 - left) <= SLACK for left in heads)


def table_chunks(table: Table) -> list[Chunk]:
    """The cells of a table in reading order."""
    cells = sorted(table.cells, key=lambda cell: (cell.row, cell.col))
    chunks: list[Chunk] = []
    for chunk in map(_cell_chunk, cells):
        torn = _torn_label(chunks[-1], chunk) if chunks else None
        if torn is None:
            chunks.append(chunk)
        else:
            chunks[-1] = torn
    return chunks


def _torn_label(left: Chunk, right: Chunk) -> Chunk | None:
    """One chunk of two neighbours that a false ruling tore a label into: "Penca" and "tatan dan Pendataan"."""
    if left.row != right.row or left.row_end != right.row_end or abs(left.x1 - right.x0) > SLACK:
        return None
    if len(left.lines) != 1 or len(right.lines) != 1:
        return None
    first, second = left.lines[0], right.lines[0]
    joined = match_label(first.text + second.text)
    parts = max(match_label(first.text).score, match_label(second.text).score)
    if joined.score < INNER_SURE or joined.rest or joined.score <= parts:
        return None
    quality = min(left.grid_quality, right.grid_quality)
    line = replace(first, text=f"{first.text}{second.text}", confidence=min(first.confidence, second.confidence))
    return replace(left, lines=(line,), x1=right.x1, grid_quality=max(quality, TORN_QUALITY))


def _cell_chunk(cell: Cell) -> Chunk:
    if isinstance(cell.place, PagePlace):
        x0, _, x1, _ = cell.place.bbox
    else:
        x0, x1 = float(cell.col), float(cell.col + cell.colspan)
    end = cell.row + cell.rowspan
    return Chunk(cell.lines, cell.place, x0, x1, cell.row, end, cell.ink, cell.grid_quality)


def line_chunks(lines: Sequence[Line]) -> list[Chunk]:
    """Loose lines of a page as chunks: lines on one level share a row and reach to the next line's beginning."""
    chunks: list[Chunk] = []
    for row, level in enumerate(_levels(lines)):
        starts = [box[0] for box, _ in level[1:]] + [1.0]
        for (box, line), end in zip(level, starts, strict=True):
            chunks.append(Chunk((line,), line.place, box[0], box[2], row, row + 1, loose=True, reach=end))
    return chunks


_Placed = tuple[tuple[float, float, float, float], Line]


def _levels(lines: Sequence[Line]) -> list[list[_Placed]]:
    placed = [(line.place.bbox, line) for line in lines if isinstance(line.place, PagePlace)]
    levels: list[list[_Placed]] = []
    for item in sorted(placed, key=lambda pair: pair[0][1] + pair[0][3]):
        if levels and _level_share(levels[-1][0][0], item[0]) >= SAME_LEVEL:
            levels[-1].append(item)
        else:
            levels.append([item])
    return [sorted(level, key=lambda pair: pair[0][0]) for level in levels]


def _level_share(a: Sequence[float], b: Sequence[float]) -> float:
    return _shared(a[1], a[3], b[1], b[3])
