"""Rulings to a grid of cells, merged cells included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image
from ocr.strokes import long_runs
from table_extract.rulings import Ruling, positions
from table_extract.table import Cell, PagePlace, Table

SAME_LINE_MM = 1.3
"""Rulings closer than this are one grid line."""
EDGE_RUN_MM = 2.4
EDGE_BAND_MM = 0.7
EDGE_COVER = 0.5
"""Share of an edge between two grid positions that must be inked for a border to stand there."""


def rulings_to_table(rulings: Sequence[Ruling], ink: Image, page: int, pixels_per_mm: float) -> Table | None:
    """The table that these rulings draw; None when they enclose no cell."""
    xs = positions(rulings, "v", SAME_LINE_MM * pixels_per_mm)
    ys = positions(rulings, "h", SAME_LINE_MM * pixels_per_mm)
    if len(xs) < 2 or len(ys) < 2:
        return None
    right, below = edge_cover(rulings, ink, xs, ys, pixels_per_mm)
    return grid_to_table(xs, ys, right, below, page, ink.shape)


def grid_to_table(
    xs: Sequence[float],
    ys: Sequence[float],
    right: NDArray[np.float64],
    below: NDArray[np.float64],
    page: int,
    shape: tuple[int, ...],
) -> Table:
    """Cells of a grid, given how much of each inner edge is inked (see ``edge_cover``)."""
    height, width = shape[:2]
    cells = []
    for row, col, rowspan, colspan in _merged(right, below):
        box = (xs[col], ys[row], xs[col + colspan], ys[row + rowspan])
        quality = _firmness(right, below, row, col, rowspan, colspan)
        cells.append(Cell(row, col, page_place(page, box, width, height), rowspan, colspan, box, (), round(quality, 4)))
    table_box = (xs[0], ys[0], xs[-1], ys[-1])
    return Table(
        page=page,
        rows=len(ys) - 1,
        cols=len(xs) - 1,
        cells=tuple(cells),
        place=page_place(page, table_box, width, height),
        xs=tuple(xs),
        ys=tuple(ys),
    )


def page_place(page: int, box: BBox, width: float, height: float) -> PagePlace:
    """A pixel box as fractions of the page."""
    x0, y0, x1, y1 = box
    return PagePlace(page, (round(x0 / width, 5), round(y0 / height, 5), round(x1 / width, 5), round(y1 / height, 5)))


def edge_cover(
    rulings: Sequence[Ruling], ink: Image, xs: Sequence[float], ys: Sequence[float], pixels_per_mm: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Inked share of the inner edges: ``right[r, c]`` between (r, c) and (r, c + 1), ``below[r, c]`` likewise.

    Shapes (rows, cols - 1) and (rows - 1, cols). An edge that a ruling spans counts by the ruling.
    """
    rows, cols = len(ys) - 1, len(xs) - 1
    vertical = long_runs(ink, "v", int(EDGE_RUN_MM * pixels_per_mm)) > 0
    horizontal = long_runs(ink, "h", int(EDGE_RUN_MM * pixels_per_mm)) > 0
    right = np.zeros((rows, max(0, cols - 1)))
    below = np.zeros((max(0, rows - 1), cols))
    for r in range(rows):
        for c in range(cols):
            if c + 1 < cols:
                right[r, c] = _cover(vertical, rulings, "v", xs[c + 1], ys[r], ys[r + 1], pixels_per_mm)
            if r + 1 < rows:
                below[r, c] = _cover(horizontal, rulings, "h", ys[r + 1], xs[c], xs[c + 1], pixels_per_mm)
    return right, below


def _cover(
    runs: NDArray[np.bool_],
    rulings: Sequence[Ruling],
    axis: str,
    at: float,
    start: float,
    end: float,
    pixels_per_mm: float,
) -> float:
    near = SAME_LINE_MM * pixels_per_mm
    spanned = sum(
        max(0.0, min(end, r.end) - max(start, r.start)) for r in rulings if r.axis == axis and abs(r.at - at) < near
    ) / max(1.0, end - start)
    band = EDGE_BAND_MM * pixels_per_mm
    low, high = max(0, int(at - band)), int(at + band) + 2
    first, last = int(start + band), int(end - band) + 1
    if last <= first:
        return min(1.0, spanned)
    strip = runs[low:high, first:last].any(axis=0) if axis == "h" else runs[first:last, low:high].any(axis=1)
    inked = float(strip.mean()) if strip.size else 0.0
    return min(1.0, inked) if spanned < 0.5 else max(inked, min(1.0, spanned))


def _merged(right: NDArray[np.float64], below: NDArray[np.float64]) -> list[tuple[int, int, int, int]]:
    """(row, col, rowspan, colspan) of the merged cells, each a full rectangle."""
    rows, cols = right.shape[0], below.shape[1]
    owner = np.arange(rows * cols).reshape(rows, cols)
    changed = True
    while changed:
        changed = False
        for r in range(rows):
            for c in range(cols):
                if c + 1 < cols and right[r, c] < EDGE_COVER:
                    changed |= _unite(owner, owner[r, c], owner[r, c + 1])
                if r + 1 < rows and below[r, c] < EDGE_COVER:
                    changed |= _unite(owner, owner[r, c], owner[r + 1, c])
        changed |= _fill_rectangles(owner)
    found = []
    for label in dict.fromkeys(owner.ravel().tolist()):
        at_rows, at_cols = np.nonzero(owner == label)
        r0, c0 = int(at_rows.min()), int(at_cols.min())
        found.append((r0, c0, int(at_rows.max()) - r0 + 1, int(at_cols.max()) - c0 + 1))
    return found


def _unite(owner: NDArray[np.int64], a: int, b: int) -> bool:
    if a == b:
        return False
    owner[owner == max(a, b)] = min(a, b)
    return True


def _fill_rectangles(owner: NDArray[np.int64]) -> bool:
    """An L-shaped union becomes its bounding rectangle, so that each position has one cell."""
    changed = False
    for label in np.unique(owner):
        at_rows, at_cols = np.nonzero(owner == label)
        if not len(at_rows):
            continue
        box = owner[at_rows.min() : at_rows.max() + 1, at_cols.min() : at_cols.max() + 1]
        for other in np.unique(box):
            if other != label:
                changed |= _unite(owner, int(label), int(other))
                break
    return changed


def _firmness(
    right: NDArray[np.float64], below: NDArray[np.float64], row: int, col: int, rowspan: int, colspan: int
) -> float:
    """1.0 where every edge of the cell is clearly there or clearly absent, towards 0.0 where one is in doubt."""
    rows, cols = right.shape[0], below.shape[1]
    doubts = [0.0]
    for r in range(row, row + rowspan):
        for c in range(col - 1, col + colspan):
            if 0 <= c < cols - 1:
                inner = col <= c < col + colspan - 1
                doubts.append(right[r, c] if inner else 1 - right[r, c])
    for c in range(col, col + colspan):
        for r in range(row - 1, row + rowspan):
            if 0 <= r < rows - 1:
                inner = row <= r < row + rowspan - 1
                doubts.append(below[r, c] if inner else 1 - below[r, c])
    return 1.0 - float(min(1.0, max(doubts)))
