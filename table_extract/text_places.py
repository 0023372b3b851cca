"""Where symbols are none: the rings of stamps, signatures and pictures in columns of sentences and heads, the letter O,
and the holes of a file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np

from ocr.page import Image
from ocr.pieces import ink_to_boxes
from table_extract.shapes import Shape
from table_extract.table import Table, index_at

LETTER_MM = (0.9, 4.0)
"""Heights of letters."""
WIDEST_MM = 8.0
"""Words whose letters touch."""
DASH = 0.3
"""Slimmer ink, by its height, is a dash of a connector, or one of a few slim letters among others."""
FEW = 2
"""In columns with more symbols only their rows are looked at: others may hold boxes with words that were not found."""
BLOCK_ROWS = 4
"""Rows without a shape that only a block of another kind has above the steps."""
LETTERS_PER_ROW = 8.0
"""An actor's column holds the labels of exits at most, some letters in a few rows."""
APART_PER_ROW = 4.0
"""The same where a lone shape stands apart from the others, as the rings of stamps do."""
LETTER_GAP, SAME_LEVEL = 0.5, 0.15
"""A letter stands within this share of its height from the next one; both reach as high and as low within this."""


def without_symbols_in_text(shapes: Sequence[Shape], bare: Image, table: Table, pixels_per_mm: float) -> list[Shape]:
    """The shapes less those in heads and columns of sentences; ``bare`` is the ink without rulings, all in a frame."""
    below_head = _head_end(table)
    shapes = [shape for shape in shapes if (shape.box[1] + shape.box[3]) / 2 > below_head]
    shapes = [shape for shape in shapes if not _is_letter(shape, bare)]
    columns = [bisect_right(table.xs, (shape.box[0] + shape.box[2]) / 2) - 1 for shape in shapes]
    own = {col: [s for s, at in zip(shapes, columns, strict=True) if at == col] for col in columns}
    most = {col: APART_PER_ROW if _stands_apart(col, own) else LETTERS_PER_ROW for col in own}
    told = {
        col
        for col in own
        if 0 <= col < table.cols and _letters_per_row(bare, table, col, own[col], shapes, pixels_per_mm) >= most[col]
    }
    kept = [shape for shape, col in zip(shapes, columns, strict=True) if col not in told]
    return [shape for shape in kept if not _is_emblem(shape, kept, table)]


def stands_in_text(shape: Shape, bare: Image, table: Table, pixels_per_mm: float) -> bool:
    """Whether letters fill the rows of a shape in its column, or the column as a whole, those inside the shape too."""
    col = index_at(table.xs, (shape.box[0] + shape.box[2]) / 2)
    first, last = (index_at(table.ys, y) for y in (shape.box[1], shape.box[3]))
    letters = [_letters(bare, table, col, row, (), pixels_per_mm) for row in range(table.rows)]
    own = letters[first : last + 1]
    return sum(own) >= LETTERS_PER_ROW * len(own) or sum(letters) >= LETTERS_PER_ROW * len(letters)


def is_punched(shape: Shape, table: Table) -> bool:
    """Whether a circle lies over the outer edge of a table: the hole of a file, whose rim a scanner sees dark."""
    left, _, right, _ = shape.box
    return shape.match.outline == "circle" and any(left < edge < right for edge in (table.xs[0], table.xs[-1]))


def _is_emblem(shape: Shape, shapes: Sequence[Shape], table: Table) -> bool:
    """Whether a shape stands far above and left of all others: in the block that shares its rulings with the steps."""
    others = [other.box for other in shapes if other is not shape]
    if len(others) <= FEW:
        return False
    rows = [bisect_right(table.ys, box[1]) for box in (shape.box, *others)]
    cols = [bisect_right(table.xs, (box[0] + box[2]) / 2) for box in (shape.box, *others)]
    return min(rows[1:]) - rows[0] >= BLOCK_ROWS and min(cols[1:]) - cols[0] > 1


def _head_end(table: Table) -> float:
    """Where a head ends whose upper row groups columns (Pelaksana, Mutu Baku) beside cells as high as the whole head.

    The table's top where its first row is no such head: rows of steps have none of these groups. A shading taken for
    a ruling may part one of the high cells, so that groups need be most of what is not as high, not all.
    """
    first = [cell for cell in table.cells if cell.row == 0]
    depth = max((cell.rowspan for cell in first if cell.col == 0), default=1)
    groups = [cell for cell in first if cell.rowspan < depth]
    is_head = bool(groups) and sum(cell.colspan > 1 for cell in groups) > len(groups) / 2
    return table.ys[depth] if is_head else table.ys[0]


def _is_letter(shape: Shape, bare: Image) -> bool:
    """Whether a circle is the O of a word in large print: a piece of ink right beside it is as high on its level."""
    left, top, right, bottom = shape.box
    high = bottom - top
    if shape.match.outline != "circle" or shape.filled:
        return False
    reach, slack = round(LETTER_GAP * high), max(1, round(SAME_LEVEL * high))
    x0, y0 = max(0, left - reach - high), max(0, top - high)
    for x, y, wide, tall in ink_to_boxes(np.ascontiguousarray(bare[y0 : bottom + high, x0 : right + reach + high])):
        gap = max(left - (x0 + x + wide), x0 + x - right)
        if 0 <= gap <= reach and abs(y0 + y - top) <= slack and abs(y0 + y + tall - bottom) <= slack:
            return True
    return False


def _stands_apart(col: int, own: Mapping[int, Sequence[Shape]]) -> bool:
    """Whether a column has one shape, and no column beside it has any: two at least, where actors stand, have more."""
    return (
        len(own[col]) == 1 and sum(len(some) > 1 for some in own.values()) > 1 and not {col - 1, col + 1} & own.keys()
    )


def _letters_per_row(
    bare: Image, table: Table, col: int, own: Sequence[Shape], shapes: Sequence[Shape], pixels_per_mm: float
) -> float:
    """How many letters a column with its ``own`` shapes holds beside them, or from the row of the first one on.

    Above that row another table may end.
    """
    first = [max(0, bisect_right(table.ys, shape.box[1]) - 1) for shape in own]
    last = [max(0, bisect_right(table.ys, shape.box[3] - 1) - 1) for shape in own]
    beside = {row for start, end in zip(first, last, strict=True) for row in range(start, end + 1)}
    rows = sorted(row for row in beside if row < table.rows) if len(own) > FEW else range(min(first), table.rows)
    letters = sum(_letters(bare, table, col, row, shapes, pixels_per_mm) for row in rows)
    steps = len(rows) if len(rows) > 1 else len(own)  # a lone row holds all steps: no rulings part them
    return letters / steps if len(rows) > 0 else 0.0


def _letters(bare: Image, table: Table, col: int, row: int, shapes: Sequence[Shape], pixels_per_mm: float) -> int:
    """Letters in a cell that stand in no shape: pieces of ink as high as these, each for as many as its width holds."""
    x0, x1 = (max(0, int(at)) for at in table.xs[col : col + 2])
    y0, y1 = (max(0, int(at)) for at in table.ys[row : row + 2])
    boxes = ink_to_boxes(np.ascontiguousarray(bare[y0:y1, x0:x1]))
    x, y, wide, high = (boxes[:, at] for at in range(4))
    least, most = (mm * pixels_per_mm for mm in LETTER_MM)
    letter = (high >= least) & (high <= most) & (wide <= WIDEST_MM * pixels_per_mm) & (wide >= DASH * high)
    for left, top, right, bottom in (shape.box for shape in shapes):
        letter &= ~((x + x0 >= left) & (x + x0 < right) & (y + y0 >= top) & (y + y0 < bottom))
    return int(np.maximum(1, wide[letter] // np.maximum(1, high[letter])).sum())
