"""Cells and loose lines of a page as chunks: torn labels joined, cells that swallowed rows taken apart."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from normalize.identity_dirt import without_dirt
from normalize.identity_found import (
    HEAD_FIELDS,
    INNER_SURE,
    LABEL_SURE,
    LIST_FIELDS,
    SLACK,
    Chunk,
    line_label,
    weak_label,
)
from normalize.labels import match_label
from normalize.leaf import union_place
from table_extract.table import Cell, Line, PagePlace, Place, Table

SAME_LEVEL = 0.5
"""Loose lines whose heights overlap by this share of the lower one stand on one level."""
TORN_QUALITY = 0.8
"""Grid quality of a cell that was put together again: what spoke against the grid was the false ruling."""
LEVELS = 1000
"""Chunk rows per table row, so that the lines of a cell can be rows of their own."""
SWALLOWED = 3
"""Head labels in one cell that show that the rulings between them were lost."""
LABELS_BESIDE_VALUES = 2
"""The same where the rulings between their values are there, or where the cell holds nothing but labels."""
MOST_LABEL_LINES = 2
MIDDLE = 0.25
"""Share of a line's height at its top and foot that may lie beyond a ruling."""
RULING = re.compile(r"(?<=\w)\W?\s+\|\s+(?=\S)")
SWALLOWED_SURE = 0.95
"""Score of a label inside a line from which the line is cut before it."""
SHORT_WORDS = 3
"""A cell with no more words can be what is left of a label."""
PARTNERS = {
    "dasar_hukum": "kualifikasi_pelaksana",
    "keterkaitan": "peralatan_perlengkapan",
    "peringatan": "pencatatan_pendataan",
}
"""Boxes that stand side by side on the form of PermenPAN-RB 35/2012."""
OTHER_SIDE = PARTNERS | {right: left for left, right in PARTNERS.items()}


@dataclass(frozen=True, slots=True)
class Implied:
    """A box whose label was not read, but whose partner's label stands beside it."""

    field: str
    x0: float
    x1: float


def table_chunks(table: Table) -> list[Chunk]:
    """The cells of a table in reading order."""
    chunks: list[Chunk] = []
    cells = [with_whole_labels(cell) for cell in table.cells]
    cells = [piece for cell in cells for piece in cut_at_values(cell, cells)]
    cells = [label_first(piece) for cell in cells for piece in cut_at_labels(cell, cells)]
    swallowed = {(cell.row, cell.rowspan): cell for cell in reversed(cells) if _swallowed_rows(cell)}
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.col)):
        chunk = _cell_chunk(cell)
        labels = swallowed.get((cell.row, cell.rowspan))
        torn = _torn_label(chunks[-1], chunk) if chunks else None
        if torn is not None:
            chunks[-1] = torn
        elif labels is cell:
            row = [other for other in cells if (other.row, other.rowspan) == (cell.row, cell.rowspan)]
            chunks += _row_levels([other for other in row if other.col >= cell.col], chunk.row)
        elif labels is None or cell.col < labels.col:
            chunks.append(chunk)
    return without_dirt(chunks)


def with_whole_labels(cell: Cell) -> Cell:
    """A cell that holds nothing but the head labels of several rows, those that wrapped made one line each."""
    labels: list[Line] = []
    for line in cell.lines:
        parts = (labels[-1], line) if labels else ()
        text = " ".join(part.text for part in parts)
        if parts and _is_whole_label(text) and not all(_is_whole_label(part.text) for part in parts):
            place = union_place([part.place for part in parts]) or line.place
            labels[-1] = replace(line, text=text, place=place, readings=())
        else:
            labels.append(line)
    only = len(labels) >= LABELS_BESIDE_VALUES and all(_is_whole_label(label.text) for label in labels)
    return replace(cell, lines=tuple(labels)) if only else cell


def _is_whole_label(text: str) -> bool:
    match = match_label(text)
    return match.field in HEAD_FIELDS and match.score >= INNER_SURE and not match.rest


def label_first(cell: Cell) -> Cell:
    """A cell without a ruling between label and value, its label made its first line.

    Set at the middle of its value, or over two lines, a label stands amid the lines to its right.
    """
    lines = sorted(cell.lines, key=lambda line: _box(line.place)[0])
    for end in range(1, min(MOST_LABEL_LINES + 1, len(lines))):
        label = [line for line in cell.lines if line in lines[:end]]
        text = " ".join(line.text for line in label)
        apart = max(_box(line.place)[2] for line in label) <= min(_box(line.place)[0] for line in lines[end:])
        match = match_label(text) if apart else None
        if match and match.field in HEAD_FIELDS and match.score >= INNER_SURE and not match.rest:
            values = tuple(line for line in cell.lines if line not in label)
            return replace(cell, lines=(replace(label[0], text=text, readings=()), *values))
    return cell


def cut_at_values(cell: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """A box of labels without rulings, cut where the rulings between the values to its right stand."""
    right = cell.col + cell.colspan
    values = _beside(cell, [other for other in cells if other.col == right])
    if len(values) < 2 or sum(_is_head_label(line) for line in cell.lines) < LABELS_BESIDE_VALUES:
        return [cell]
    return _cut_beside(cell, values)


def cut_at_labels(cell: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """A box of values without rulings, cut where the rulings between the labels to its left stand; a value that stands
    on such a ruling is shared by two labels."""
    labels = _beside(cell, [other for other in cells if other.col + other.colspan == cell.col])
    labelled = len(labels) > 1 and all(label.lines and _is_head_label(label.lines[0]) for label in labels)
    shares = (_how_far_down(line.place, _box(label.place)[3]) for line in cell.lines for label in labels[:-1])
    if not labelled or any(MIDDLE < part < 1 - MIDDLE for part in shares):
        return [cell]
    return _cut_beside(cell, labels)


def _how_far_down(place: Place, height: float) -> float:
    """How far down a line a height is: 0 at its top, 1 at its foot."""
    _, top, _, foot = _box(place)
    return (height - top) / (foot - top) if foot > top else 0.0


def _beside(cell: Cell, others: Sequence[Cell]) -> list[Cell]:
    """The cells of a neighbouring column that stand beside a cell and are together as high."""
    end = cell.row + cell.rowspan
    own = sorted((other for other in others if cell.row <= other.row < end), key=lambda other: other.row)
    return own if sum(other.rowspan for other in own) == cell.rowspan else []


def _cut_beside(cell: Cell, others: Sequence[Cell]) -> list[Cell]:
    ends = [_box(other.place)[3] for other in others[:-1]]
    at = [bisect(ends, sum(_box(line.place)[1::2]) / 2) for line in cell.lines]
    lines = [tuple(line for line, part in zip(cell.lines, at, strict=True) if part == n) for n in range(len(others))]
    return [_beside_value(cell, other, own) for other, own in zip(others, lines, strict=True)]


def _beside_value(cell: Cell, value: Cell, lines: tuple[Line, ...]) -> Cell:
    """The part of a cell that is as high as the label or value beside it."""
    (x0, _, x1, _), (_, top, _, bottom) = _box(cell.place), _box(value.place)
    place = PagePlace(value.place.page, (x0, top, x1, bottom)) if isinstance(value.place, PagePlace) else cell.place
    return replace(cell, row=value.row, rowspan=value.rowspan, lines=lines, place=place)


def _box(place: Place) -> tuple[float, float, float, float]:
    return place.bbox if isinstance(place, PagePlace) else (0.0, 0.0, 0.0, 0.0)


def _swallowed_rows(cell: Cell) -> bool:
    """True for a cell that holds the labels of several rows: the rulings between them were lost or never drawn."""
    labels = sum(_is_head_label(line) for line in cell.lines)
    enough = LABELS_BESIDE_VALUES if labels == len(cell.lines) else SWALLOWED
    return labels >= enough and isinstance(cell.place, PagePlace)


def _row_levels(cells: Sequence[Cell], row: int) -> list[Chunk]:
    """The lines of the cells of such a row, by their heights."""
    whole = [piece for cell in cells for line in cell.lines for piece in cut_at_ruling(line)]
    lines = [part for line in whole for part in cut_at_last_label(line)]
    right = max(cell.place.bbox[2] for cell in cells if isinstance(cell.place, PagePlace))
    quality = min(cell.grid_quality for cell in cells)
    return [replace(level, grid_quality=quality, loose=False) for level in line_chunks(lines, right, row)]


def cut_at_ruling(line: Line) -> list[Line]:
    """A line cut where a ruling between two boxes was read as "|"."""
    found = RULING.search(line.text)
    if found is None or not isinstance(line.place, PagePlace):
        return [line]
    left, right = _cut_in_two(line, line.place, found.start())
    return [left, *cut_at_ruling(replace(right, text=right.text.lstrip("| ")))]


def cut_at_last_label(line: Line) -> list[Line]:
    """A line cut before a head label in it, where letterhead and label were read as one line.

    "PEMERINTAH KOTA CONTOH Tgl Efektif 2 Mei 2020" gives the letterhead, and the label with its value.
    """
    words = line.text.split()
    for start in range(1, len(words) - 1):
        match = match_label(" ".join(words[start:]))
        sure = match.field in HEAD_FIELDS - {"instansi"} and match.score >= SWALLOWED_SURE
        if sure and len(match.label.split()) > 1 and isinstance(line.place, PagePlace):
            return _cut_in_two(line, line.place, len(" ".join(words[:start])))
    return [line]


def _cut_in_two(line: Line, place: PagePlace, letters: int) -> list[Line]:
    """The first letters of a line and the rest, each with its share of the box."""
    x0, top, x1, bottom = place.bbox
    middle = x0 + (x1 - x0) * (letters + 0.5) / len(line.text)
    left = replace(place, bbox=(x0, top, middle, bottom))
    right = replace(place, bbox=(middle, top, x1, bottom))
    texts = (line.text[:letters].strip(), line.text[letters:].strip())
    return [
        replace(
            line,
            text=text,
            place=part,
            bbox=None,
            readings=tuple((name, text, sure) for name, _, sure in line.readings[:1]),
        )
        for text, part in zip(texts, (left, right), strict=True)
    ]


def _is_head_label(line: Line) -> bool:
    match = line_label(line.text, first=True)
    return match is not None and match.field in HEAD_FIELDS


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
    row, end = LEVELS * cell.row, LEVELS * (cell.row + cell.rowspan)
    return Chunk(cell.lines, cell.place, x0, x1, row, end, cell.ink, cell.grid_quality, shaded=cell.shaded)


def line_chunks(lines: Sequence[Line], right: float = 1.0, row: int = 0) -> list[Chunk]:
    """Loose lines of a page as chunks: lines on one level share a row and reach to the next line's beginning."""
    chunks: list[Chunk] = []
    for level_row, level in enumerate(_levels(lines), start=row):
        starts = [box[0] for box, _ in level[1:]] + [right]
        for (box, line), end in zip(level, starts, strict=True):
            chunks.append(Chunk((line,), line.place, box[0], box[2], level_row, level_row + 1, loose=True, reach=end))
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
    return shared(a[1], a[3], b[1], b[3])


def shared(a0: float, a1: float, b0: float, b1: float) -> float:
    """Shared part of the narrower of two ranges."""
    width = min(a1 - a0, b1 - b0)
    return (min(a1, b1) - max(a0, b0)) / width if width > 0 else 0.0


def letter_width(chunks: Sequence[Chunk]) -> float:
    """How wide a letter is: the median over the lines on a page; 0 where there are none."""
    lines = [
        (line.place.bbox, line.text) for chunk in chunks for line in chunk.lines if isinstance(line.place, PagePlace)
    ]
    return median((box[2] - box[0]) / len(text) for box, text in lines) if lines else 0.0


def sure_chunks(chunks: Iterable[Chunk], fields: Collection[str]) -> list[tuple[Chunk, str]]:
    """The chunks that begin with a sure label of one of these fields, and that field."""
    matches = [(chunk, match_label(chunk.lines[0].text)) for chunk in chunks if not chunk.empty]
    return [(chunk, m.field) for chunk, m in matches if m.field in fields and m.field and m.score >= LABEL_SURE]


def head_left(chunks: Sequence[Chunk]) -> float | None:
    """Left edge of the column of head labels, None when there are none."""
    return min((chunk.x0 for chunk, _ in sure_chunks(chunks, HEAD_FIELDS - {"instansi"})), default=None)


def office_edge(chunks: Sequence[Chunk]) -> float | None:
    """The edge that the office's cell ends at: the column of head labels, but not where all say who approved."""
    heads = {field for _, field in sure_chunks(chunks, HEAD_FIELDS - {"instansi"})}
    return head_left(chunks) if heads != {"disahkan_oleh"} else None


def first_head_row(chunks: Sequence[Chunk]) -> int:
    """The row of the first head label; without one, the end."""
    end = max((chunk.row_end for chunk in chunks), default=0)
    return min((chunk.row for chunk, _ in sure_chunks(chunks, HEAD_FIELDS - {"instansi"})), default=end)


def label_expected(chunks: Sequence[Chunk]) -> Callable[[Chunk], bool]:
    """Whether a label is expected in a chunk: beside the label of another box, or in the column of head labels."""
    rows = {chunk.row for chunk, _ in sure_chunks(chunks, LIST_FIELDS)}
    heads = [chunk.x0 for chunk, _ in sure_chunks(chunks, HEAD_FIELDS)]
    return lambda chunk: chunk.row in rows or any(abs(chunk.x0 - left) <= SLACK for left in heads)


def unread_headings(chunks: Sequence[Chunk]) -> dict[int, tuple[Implied, ...]]:
    """The boxes below shaded rows of which no label could be read, by the index of each row's first chunk.

    Only where the form has as many such rows as PermenPAN-RB 35/2012 has pairs of boxes, each above two cells.
    """
    if sure_chunks(chunks, LIST_FIELDS):
        return {}
    rows = sorted({chunk.row for chunk in chunks if chunk.shaded})
    if len(rows) != len(PARTNERS):
        return {}
    implied: dict[int, tuple[Implied, ...]] = {}
    for row, fields in zip(rows, PARTNERS.items(), strict=True):
        heads = [(index, chunk) for index, chunk in enumerate(chunks) if chunk.row == row]
        values = sorted((chunk for chunk in chunks if chunk.row == heads[0][1].row_end), key=lambda chunk: chunk.x0)
        if len(values) != len(fields) or not all(chunk.shaded for _, chunk in heads):
            return {}
        implied |= {index: () for index, _ in heads}
        boxes = zip(fields, values, strict=True)
        implied[heads[0][0]] = tuple(Implied(field, value.x0, value.x1) for field, value in boxes)
    return implied


def implied_labels(chunks: Sequence[Chunk]) -> dict[int, Implied]:
    """Boxes whose label is missing beside their partner's, by the index of the first chunk in the label's place.

    Only where another label stands in that column, so that forms with their values beside the labels are left alone.
    """
    sure = sure_chunks(chunks, LIST_FIELDS)
    known = {name for _, name in sure}
    implied: dict[int, Implied] = {}
    for label, name in sure:
        field = OTHER_SIDE[name]
        beside = [i for i, chunk in enumerate(chunks) if chunk.row == label.row and chunk is not label]
        beside = [i for i in beside if shared(chunks[i].x0, chunks[i].x1, label.x0, label.x1) <= 0.0]
        if field in known or not beside or not all(_label_remains(chunks[i], label) for i in beside):
            continue
        x0, x1 = min(chunks[i].x0 for i in beside), max(chunks[i].x1 for i in beside)
        if any(shared(other.x0, other.x1, x0, x1) > 0.0 for other, _ in sure if other is not label):
            implied |= {i: Implied(field, x0, x1) for i in beside}
    return implied


def _label_remains(chunk: Chunk, label: Chunk) -> bool:
    words = " ".join(line.text for line in chunk.lines).split()
    text = " ".join(words)
    short = len(chunk.lines) <= 1 and len(words) <= SHORT_WORDS
    other = weak_label(text) is not None or line_label(text, first=True) is not None
    return short and chunk.row_end == label.row_end and not other
