"""Cells and their fills where symbols are looked for: what is no symbol but a cell, or a part of its fill."""

from __future__ import annotations

import numpy as np

from ocr.order import median
from ocr.page import BBox, Image
from table_extract.areas import Area
from table_extract.cell_ink import is_grainy
from table_extract.table import Table, index_at
from table_extract.textlines import ink_to_pieces

CELL_SHARE = 0.9
"""An area that fills more than this share of its cell in both directions is the cell, not a symbol."""
SIDE_MM = 0.9
"""How near to a cell's edges its fill ends, and how far a symbol's own rim reaches."""
RIM_MM, LEAST_AROUND = 0.6, 0.2
"""A cell's rulings are left out, and where less of the cell lies around a filled area, it fills the cell."""
FILL_TONE = 205
"""Usual grey around a filled area below which its cell has a fill: other symbols darken no more than a sixth."""
DENSE = 0.08
"""Share of a cell that the dots of its fill cover at least; dirt covers less."""


def stands_in_fill(fill: Area, ink: Image, grey: Image, table: Table, pixels_per_mm: float) -> bool:
    """Whether the cell around a filled area is dark too, or full of dots: it is bold print, or a part of that fill."""
    x, y, mask = fill
    height, width = mask.shape
    cell = table.at(index_at(table.ys, y + height / 2), index_at(table.xs, x + width / 2))
    if cell.bbox is None:
        return False
    rim, near = round(RIM_MM * pixels_per_mm), round(SIDE_MM * pixels_per_mm)
    left, top, right, bottom = (int(at + side * rim) for at, side in zip(cell.bbox, (1, 1, -1, -1), strict=True))
    around = np.ones((max(0, bottom - top), max(0, right - left)), np.bool_)
    around[max(0, y - near - top) : y + height + near - top, max(0, x - near - left) : x + width + near - left] = False
    tones = grey[top:bottom, left:right][around]
    if tones.size < LEAST_AROUND * around.size:
        return False
    dots = np.where(around, ink[top:bottom, left:right], 0).astype(np.uint8)
    dense = bool(np.count_nonzero(dots) >= DENSE * tones.size)
    return float(np.median(tones)) < FILL_TONE or (dense and is_grainy(ink_to_pieces(dots), pixels_per_mm))


def is_cell(box: BBox, table: Table) -> bool:
    """Whether a box is as large as the cell it stands in."""
    x0, y0, x1, y1 = _cell_around(box, table)
    return box[2] - box[0] > CELL_SHARE * (x1 - x0) and box[3] - box[1] > CELL_SHARE * (y1 - y0)


def is_filled_cell(box: BBox, grey: Image, table: Table, pixels_per_mm: float) -> bool:
    """Whether an outline is the rim of a cell's dark fill, the rest of which counts as paper."""
    inside = grey[box[1] : box[3], box[0] : box[2]]
    off = max(abs(a - b) for a, b in zip(box, _cell_around(box, table), strict=True))
    return off < SIDE_MM * pixels_per_mm and median(inside) < FILL_TONE


def _cell_around(box: BBox, table: Table) -> tuple[float, ...]:
    """The box of the cell that the middle of a box lies in."""
    at = table.at(index_at(table.ys, (box[1] + box[3]) / 2), index_at(table.xs, (box[0] + box[2]) / 2))
    return at.bbox or (table.xs[0], table.ys[0], table.xs[-1], table.ys[-1])
