"""The flowchart in a table's actor columns: ink to symbols and connectors, and what ink is left for text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.page import Image
from table_extract.grid import page_place
from table_extract.rulings import Ruling
from table_extract.symbols import Shape, find_shapes, without_rulings
from table_extract.table import Connector, Symbol, Table

RIM_MM = 0.5
"""Width of the band inside a symbol's edge that its outline may cover."""


@dataclass(frozen=True, slots=True)
class Flowchart:
    """Symbols from top to bottom, connectors as indices into them, and the ink that is neither they nor ruling."""

    symbols: tuple[Symbol, ...]
    connectors: tuple[Connector, ...]
    text_ink: Image


def find_flowchart(
    ink: Image, table: Table, rulings: Sequence[Ruling], pixels_per_mm: float, grey: Image | None = None
) -> Flowchart:
    """Read the flowchart of a table.

    ``ink`` is the binary picture of the upright page (255 = ink), ``grey`` the evenly lit picture it was made from:
    with it, filled symbols and strokes beside dark areas are found more safely.
    """
    shapes = find_shapes(ink, grey, table, rulings, pixels_per_mm)
    symbols = tuple(_to_symbol(shape, table, ink.shape) for shape in shapes)
    text_ink = without_rulings(ink, rulings, pixels_per_mm)
    for shape in shapes:
        _erase_shape(text_ink, shape, pixels_per_mm)
    return Flowchart(symbols, (), text_ink)


def _to_symbol(shape: Shape, table: Table, page_shape: tuple[int, ...]) -> Symbol:
    x0, y0, x1, y1 = shape.box
    row = _position(table.ys, (y0 + y1) / 2)
    col = _position(table.xs, (x0 + x1) / 2)
    place = page_place(table.page, shape.box, page_shape[1], page_shape[0])
    return Symbol(shape.match.kind, row, col, (x0, y0, x1, y1), place, shape.confidence)


def _position(edges: Sequence[float], value: float) -> int:
    return min(max(bisect_right(edges, value) - 1, 0), len(edges) - 2)


def _erase_shape(text_ink: Image, shape: Shape, pixels_per_mm: float) -> None:
    """Take the outline away; in a filled symbol what is left is its light text."""
    x0, y0, x1, y1 = shape.box
    window = text_ink[y0:y1, x0:x1]
    rim = int(RIM_MM * pixels_per_mm) | 1
    padded = np.pad(shape.mask.astype(np.uint8), 1)
    inner = cv2.erode(padded, np.ones((2 * rim + 1,) * 2, np.uint8))[1:-1, 1:-1] > 0
    if shape.filled:
        window[shape.mask] = np.where(inner & (window == 0), 255, 0)[shape.mask]
    window[shape.mask & ~inner] = 0
