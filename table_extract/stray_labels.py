"""Ya and Tidak that slipped off the flowchart into the text beside it: a connector that leaves the actors' columns
carries its label along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ocr.page import BBox, Word
from table_extract.flow_labels import NO, YES
from table_extract.table import Cell, Connector, Line, Symbol, Table

NEAR_MM = 2.5
"""A label stands so close to its connector."""
OWN_LINE = 0.12
"""Words of one line agree in foot and height to this share of the height; a label has a line and a size of its own."""
BESIDE = 1.0
"""Gap to the next word of a line, in heights of the word."""
AT_BORDER_MM, MOST_LETTERS, SMALL = 1.0, 5, 0.85
"""How close a scanned label stands to a ruling that cuts it, its letters, and its height by that of other lines."""

SURE = frozenset(word for word in (*YES[:3], *NO[:3]))


def stray_labels(
    words: Sequence[Word],
    table: Table,
    symbols: Sequence[Symbol],
    connectors: Sequence[Connector],
    pixels_per_mm: float,
) -> list[Word]:
    """The words in the text columns of a table that are labels of its connectors, and no part of a line there."""
    if not symbols:
        return []
    left, right = _doers_span(table, symbols)
    inside = [word for word in words if table.xs[0] < _middle(word.bbox)[0] < table.xs[-1]]
    return [
        word
        for word in inside
        if word.upright
        and word.text.strip("().:,").lower() in SURE
        and not left < _middle(word.bbox)[0] < right
        and _near(word.bbox, connectors, NEAR_MM * pixels_per_mm)
        and not any(_one_line(word.bbox, other.bbox) for other in inside if other is not word)
    ]


def without_stray_pieces(
    table: Table, symbols: Sequence[Symbol], connectors: Sequence[Connector], pixels_per_mm: float
) -> Table:
    """A scanned table without labels, or pieces of them, that lie over the ruling between doers and a text."""
    heights = [line.bbox[3] - line.bbox[1] for cell in table.cells for line in cell.lines if line.bbox]
    if not symbols or not heights:
        return table
    span, highest = _doers_span(table, symbols), SMALL * median(heights)

    def is_stray(cell: Cell, line: Line) -> bool:
        others = [other.bbox for other in cell.lines if other is not line and other.bbox is not None]
        return (
            line.bbox is not None
            and line.bbox[3] - line.bbox[1] <= highest
            and _over_border(cell, line, span, AT_BORDER_MM * pixels_per_mm)
            and _near(line.bbox, connectors, NEAR_MM * pixels_per_mm)
            and not any(_one_line(line.bbox, other) for other in others)
        )

    cells = (
        replace(cell, lines=tuple(line for line in cell.lines if not is_stray(cell, line))) if cell.lines else cell
        for cell in table.cells
    )
    return replace(table, cells=tuple(cells))


def _over_border(cell: Cell, line: Line, span: tuple[float, float], near: float) -> bool:
    """Whether a few letters reach over the border of a cell that faces the doers; a piece of a label only up to it."""
    text, box = line.text.strip("().:,").lower(), line.bbox
    if box is None or cell.bbox is None or not text.isalpha() or len(text) > MOST_LETTERS:
        return False
    if cell.bbox[0] >= span[1]:
        over = cell.bbox[0] - box[0]
    elif cell.bbox[2] <= span[0]:
        over = box[2] - cell.bbox[2]
    else:
        return False
    return over > 0 or (over > -near and any(text in word for word in SURE))


def _doers_span(table: Table, symbols: Sequence[Symbol]) -> tuple[float, float]:
    """From where to where, in pixels, the columns with symbols reach."""
    return table.xs[min(s.col for s in symbols)], table.xs[max(s.col + s.colspan for s in symbols)]


def _middle(box: BBox) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _near(box: BBox, connectors: Sequence[Connector], reach: float) -> bool:
    """Whether an upright or level stroke of a connector passes within ``reach`` of a box."""
    for connector in connectors:
        for (x0, y0), (x1, y1) in pairwise(connector.path):
            across = max(min(x0, x1) - box[2], box[0] - max(x0, x1), 0.0)
            along = max(min(y0, y1) - box[3], box[1] - max(y0, y1), 0.0)
            if across <= reach and along <= reach:
                return True
    return False


def _one_line(word: BBox, other: BBox) -> bool:
    """Whether another word stands right before or behind a word, on the same foot and as high."""
    height = word[3] - word[1]
    gap = max(other[0] - word[2], word[0] - other[2])
    level = max(abs(word[3] - other[3]), abs(height - (other[3] - other[1]))) <= OWN_LINE * height
    return level and -height / 2 < gap <= BESIDE * height
