"""Ya and Tidak that slipped off the flowchart into the text beside it: a connector that leaves the actors' columns
carries its label along."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr.page import BBox, Word
from table_extract.flow_labels import NO, YES
from table_extract.table import Connector, Symbol, Table

NEAR_MM = 2.5
"""A label stands so close to its connector."""
OWN_LINE = 0.12
"""Words of one line agree in foot and height to this share of the height; a label has a line and a size of its own."""
BESIDE = 1.0
"""Gap to the next word of a line, in heights of the word."""

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
    left, right = table.xs[min(s.col for s in symbols)], table.xs[max(s.col + s.colspan for s in symbols)]
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
