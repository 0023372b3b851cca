"""The text layer of digital pages: words into the cells and lines they stand in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ocr.page import BBox, Page, Word
from table_extract.table import Line, PagePlace, Table

SAME_LINE = 0.5
"""Words whose heights overlap by this share of the lower one stand on one line."""
COLUMN_GAP_MM = 12.0
"""Outside tables a wider gap in a line parts two texts, as two signatures side by side."""
SOURCE = "text layer"


def words_to_table(page: Page, table: Table) -> Table:
    """Fill every cell with the words whose centres lie in it."""
    cells = []
    for cell in table.cells:
        inside = [word for word in page.words if cell.bbox is not None and _centre_inside(word.bbox, cell.bbox)]
        cells.append(replace(cell, lines=_lines(page, inside, math.inf), ink=bool(inside)) if inside else cell)
    return replace(table, cells=tuple(cells))


def words_to_lines(page: Page, words: Iterable[Word]) -> tuple[Line, ...]:
    """Lines of loose words in reading order; texts far apart side by side are lines of their own."""
    return _lines(page, list(words), COLUMN_GAP_MM * page.pixels_per_mm)


def words_outside(words: Iterable[Word], tables: Sequence[Table]) -> tuple[Word, ...]:
    """The words that stand in no cell of these tables."""
    boxes = [cell.bbox for table in tables for cell in table.cells if cell.bbox is not None]
    return tuple(word for word in words if not any(_centre_inside(word.bbox, box) for box in boxes))


def _lines(page: Page, words: Sequence[Word], max_gap: float) -> tuple[Line, ...]:
    """Upright lines from top to bottom, then the turned ones, taken to run upwards: from left to right."""
    level = _rows([(word.bbox, word) for word in words if word.upright], max_gap)
    turned = _rows([(_turn(word.bbox), word) for word in words if not word.upright], max_gap)
    return tuple(_to_line(page, row) for row in (*level, *turned))


def _rows(words: Sequence[tuple[BBox, Word]], max_gap: float) -> list[list[Word]]:
    """Words grouped by level; each group from left to right, the groups from top to bottom."""
    rows: list[list[tuple[BBox, Word]]] = []
    for box, word in sorted(words, key=lambda item: (item[0][1] + item[0][3], item[0][0])):
        row = next((row for row in reversed(rows) if _same_level(row[0][0], box)), None)
        if row is None:
            rows.append([(box, word)])
        else:
            row.append((box, word))
    return [part for row in rows for part in _split_wide(sorted(row, key=lambda item: item[0][0]), max_gap)]


def _split_wide(row: Sequence[tuple[BBox, Word]], max_gap: float) -> list[list[Word]]:
    parts = [[row[0][1]]]
    for (before, _), (after, word) in zip(row, row[1:], strict=False):
        if after[0] - before[2] > max_gap:
            parts.append([])
        parts[-1].append(word)
    return parts


def _same_level(a: BBox, b: BBox) -> bool:
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return shared >= SAME_LINE * min(a[3] - a[1], b[3] - b[1])


def _to_line(page: Page, words: Sequence[Word]) -> Line:
    text = " ".join(word.text for word in words)
    x0, y0 = min(word.bbox[0] for word in words), min(word.bbox[1] for word in words)
    x1, y1 = max(word.bbox[2] for word in words), max(word.bbox[3] for word in words)
    height, width = page.image.shape
    place = PagePlace(page.info.number, (x0 / width, y0 / height, x1 / width, y1 / height))
    return Line(text, 1.0, place, (x0, y0, x1, y1), ((SOURCE, text, 1.0),))


def _turn(box: BBox) -> BBox:
    """The box in a page turned clockwise, where text that ran upwards stands upright."""
    return -box[3], box[0], -box[1], box[2]


def _centre_inside(box: BBox, cell: BBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= x < cell[2] and cell[1] <= y < cell[3]
