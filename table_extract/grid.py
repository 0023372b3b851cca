"""Rulings to a grid of cells, merged cells included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image
from table_extract.line_ends import touches
from table_extract.line_tests import Ruling, evenness, is_print, stands_free
from table_extract.other_side import Section, cross_section, shines_through
from table_extract.rulings import SAME_LINE_MM, positions
from table_extract.shading import tone_ends
from table_extract.table import Cell, PagePlace, Table
from table_extract.worn_columns import with_worn_columns

Floats = NDArray[np.float64]

EDGE_MARGIN_MM = 0.7
EDGE_COVER = 0.75
"""Share of an edge between two grid positions that must be inked for a border to stand there."""
LETTERS_MM = {"h": 25.0, "v": 10.0}
"""A shorter edge that reaches the rulings at neither end is letters, unless it is a part of a long ruling: gaps between
its dashes may lie there."""
SURE_EVENNESS = 0.9
UNSURE_COVER = 0.7
"""An edge too short to hold a found ruling must be even and stand free; letters between two rows do not."""
PRINT_EVENNESS = 0.8
"""A line of print on a ruling's line has 0.64 to 0.73, a ruling that a pen crosses 0.89."""
POSSIBLE_COVER = 0.25
"""An edge with less than this is no lost border."""
BLANK, MOST_GAPS = 0.05, 0.25
"""Evenness of an edge without any ink; share of a ruling that it leaves out for merged cells at most."""
LONG_SHARE = 0.5
"""A ruling as long as this share of the table's width is the foot of a whole row, such as a heading's."""
LEAST_LEVEL = 2
"""One border that ends amid a cell may be letters or a connector, several that end level are none."""
CLEAR_COVER = (0.5, 0.95)
"""Below the first an edge is clearly absent, above the second clearly there."""


def rulings_to_table(
    rulings: Sequence[Ruling],
    flat: Image,
    ink: Image,
    page: int,
    pixels_per_mm: float,
    words: Sequence[BBox] = (),
) -> Table | None:
    """The table that these rulings draw; None when they enclose no cell. ``words`` are those that ``ink`` lacks."""
    xs = positions(rulings, "v", SAME_LINE_MM * pixels_per_mm)
    ys = positions(rulings, "h", SAME_LINE_MM * pixels_per_mm)
    if len(xs) < 2 or len(ys) < 2:
        return None
    rulings = [part for r in rulings for part in (_cut_at_merged(flat, r, xs, ys, pixels_per_mm) if r.slack else [r])]
    right, below = edge_cover(rulings, flat, ink, xs, ys, pixels_per_mm)
    worn = any(ruling.slack for ruling in rulings)
    drawn = _drawn_edges(rulings if worn else [], flat, xs, ys, pixels_per_mm)
    right = with_worn_columns(right, drawn, ink, words, xs, ys, EDGE_COVER, pixels_per_mm, worn=worn)
    return grid_to_table(xs, ys, right, below, page, flat.shape)


def _drawn_edges(
    rulings: Sequence[Ruling], flat: Image, xs: Sequence[float], ys: Sequence[float], pixels_per_mm: float
) -> NDArray[np.bool_]:
    """On which inner edges an upright ruling is seen all along, pale or a little beside its usual place."""
    near, margin = SAME_LINE_MM * pixels_per_mm, EDGE_MARGIN_MM * pixels_per_mm

    def is_drawn(x: float, top: float, bottom: float) -> bool:
        along = (
            r
            for r in rulings
            if r.axis == "v" and abs(r.at - x) < near and r.start <= top + near < bottom <= r.end + near
        )
        edges = (replace(r, start=top + margin, end=bottom - margin) for r in along)
        return any(e.length > margin and evenness(flat, e, pixels_per_mm) >= SURE_EVENNESS for e in edges)

    drawn = [[is_drawn(x, top, bottom) for x in xs[1:-1]] for top, bottom in pairwise(ys)]
    return np.array(drawn, np.bool_).reshape(len(ys) - 1, len(xs) - 2)


def cut_at_print(rulings: Sequence[Ruling], flat: Image, ink: Image, pixels_per_mm: float) -> list[Ruling]:
    """Rulings less the stretches where they go over into print: text amid two merged rows stands right on them."""
    xs = positions(rulings, "v", SAME_LINE_MM * pixels_per_mm)
    return [part for ruling in rulings for part in _cut_at_print(ruling, xs, flat, ink, pixels_per_mm)]


def _cut_at_print(
    ruling: Ruling, xs: Sequence[float], flat: Image, ink: Image, pixels_per_mm: float
) -> Iterator[Ruling]:
    margin = EDGE_MARGIN_MM * pixels_per_mm
    start = ruling.start
    for a, b in pairwise(xs):
        edge = replace(ruling, start=a + margin, end=b - margin)
        inside = ruling.axis == "h" and ruling.is_drawn and not ruling.slack and edge.length > margin
        if not inside or edge.start < ruling.start or edge.end > ruling.end:
            continue
        if evenness(flat, edge, pixels_per_mm) < PRINT_EVENNESS and is_print(flat, ink, edge, pixels_per_mm):
            if a - start > margin:
                yield replace(ruling, start=start, end=a)
            start = b
    if ruling.end - start > margin:
        yield replace(ruling, start=start)


def grid_to_table(
    xs: Sequence[float],
    ys: Sequence[float],
    right: Floats,
    below: Floats,
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


def box_to_place(table: Table, box: BBox) -> PagePlace:
    """A pixel box as fractions of the page that a drawn table stands on. Raises ValueError for one of a text dump."""
    if not isinstance(table.place, PagePlace):
        raise ValueError("a table of a text dump has no boxes")
    width, height = table.xs[-1] / table.place.bbox[2], table.ys[-1] / table.place.bbox[3]
    return page_place(table.page, box, width, height)


def edge_cover(
    rulings: Sequence[Ruling],
    flat: Image,
    ink: Image,
    xs: Sequence[float],
    ys: Sequence[float],
    pixels_per_mm: float,
) -> tuple[Floats, Floats]:
    """How surely a border stands on each inner edge, 0..1: ``right[r, c]`` between (r, c) and (r, c + 1), and so on.

    Shapes (rows, cols - 1) and (rows - 1, cols): the share of the edge that a ruling spans or, for pieces too short
    to be found as rulings, the share that is darker than the paper on both sides.
    """
    rows, cols = len(ys) - 1, len(xs) - 1
    usual = _usual_section(rulings, flat, pixels_per_mm)

    def cover(axis: Literal["h", "v"], at: float, start: float, end: float) -> float:
        near, margin = SAME_LINE_MM * pixels_per_mm, EDGE_MARGIN_MM * pixels_per_mm
        edge = Ruling(axis, at, start + margin, end - margin, 0.0)
        if edge.length <= margin:
            edge = Ruling(axis, at, start, end, 0.0)
        along = [r for r in rulings if r.axis == axis and abs(r.at - at) < near]
        if any(not r.is_drawn and r.start <= edge.start and edge.end <= r.end for r in along):
            return 1.0
        broken = any(r.slack for r in along if r.start < (start + end) / 2 < r.end)
        if not broken and end - start < LETTERS_MM[axis] * pixels_per_mm:
            own = [r.at for r in along if r.start < (start + end) / 2 < r.end]
            whole = Ruling(axis, own[0] if own else at, start, end, 0.0)
            extent = LONG_SHARE * (xs[-1] - xs[0] if axis == "h" else ys[-1] - ys[0])
            goes_by = any(r.start <= edge.start and edge.end <= r.end and r.length >= extent for r in along)
            dashed = goes_by and evenness(flat, edge, pixels_per_mm) >= SURE_EVENNESS
            if not dashed and not any(touches(flat, whole, pixels_per_mm)):
                return 0.0
        spanned = sum(max(0.0, min(edge.end, r.end) - max(edge.start, r.start)) for r in along) / edge.length
        if spanned >= EDGE_COVER:
            return min(1.0, spanned)
        goes_on = axis == "h" and sum(r.length for r in along) >= LONG_SHARE * (xs[-1] - xs[0])
        if tone_ends(flat, edge, pixels_per_mm, faint=goes_on):
            return 1.0
        even = evenness(flat, edge, pixels_per_mm)
        if even >= POSSIBLE_COVER and shines_through(cross_section(flat, edge, pixels_per_mm), usual):
            return 0.0
        return even if stands_free(flat, ink, edge, pixels_per_mm, SURE_EVENNESS) else min(even, UNSURE_COVER)

    right = np.array([[cover("v", xs[c + 1], ys[r], ys[r + 1]) for c in range(cols - 1)] for r in range(rows)])
    below = np.array([[cover("h", ys[r + 1], xs[c], xs[c + 1]) for c in range(cols)] for r in range(rows - 1)])
    return right.reshape(rows, cols - 1), below.reshape(rows - 1, cols)


def _cut_at_merged(
    flat: Image, ruling: Ruling, xs: Sequence[float], ys: Sequence[float], pixels_per_mm: float
) -> list[Ruling]:
    """The unbroken parts of a ruling that stops for merged cells only: from line to line without ink, else whole.

    Worn and dashed rulings are broken within cells, too, and those of the worst faxes are mostly lost.
    """
    margin = EDGE_MARGIN_MM * pixels_per_mm
    crossed = ys if ruling.axis == "v" else xs
    edges = [(a, b) for a, b in pairwise(crossed) if ruling.start - margin <= a and b <= ruling.end + margin]
    even = [evenness(flat, replace(ruling, start=a + margin, end=b - margin), pixels_per_mm) for a, b in edges]
    lost = sum(b - a for (a, b), share in zip(edges, even, strict=True) if share < BLANK)
    if not 0 < lost <= MOST_GAPS * ruling.length or any(BLANK <= share < SURE_EVENNESS for share in even):
        return [ruling]
    inked = [edge for edge, share in zip(edges, even, strict=True) if share >= BLANK]
    return [replace(ruling, start=a, end=b, slack=0.0) for a, b in inked]


def _usual_section(rulings: Sequence[Ruling], flat: Image, pixels_per_mm: float) -> Section:
    """How most rulings of a table look."""
    found = [cross_section(flat, ruling, pixels_per_mm) for ruling in rulings if ruling.is_drawn]
    if not found:
        return Section(0.0, 0.0, 0.0)
    depth, width, rise = np.median([(section.depth, section.width, section.rise) for section in found], axis=0)
    return Section(float(depth), float(width), float(rise))


def _merged(right: Floats, below: Floats) -> list[tuple[int, int, int, int]]:
    """(row, col, rowspan, colspan) of the merged cells, each a full rectangle.

    Positions without a border between them are one cell. A union that is no rectangle has lost a border to a fold
    or to bold text: the likeliest of its missing edges is put back; where none is likely at all, the union
    becomes its bounding rectangle.
    """
    right, below = right.copy(), _with_feet_of_titles(right, below)
    while True:
        owner = _united(right, below)
        crooked = next((label for label in np.unique(owner) if not _is_rectangle(owner, int(label))), None)
        if crooked is None:
            return _spans(owner)
        if not _restore_edge(owner == crooked, right, below):
            rows, cols = np.nonzero(owner == crooked)
            right[rows.min() : rows.max() + 1, cols.min() : cols.max()] = 0.0
            below[rows.min() : rows.max(), cols.min() : cols.max() + 1] = 0.0


def _with_feet_of_titles(right: Floats, below: Floats) -> Floats:
    """``below`` with the ruling put back on which several borders end level under a title across their columns.

    Typists leave it out, and a camera's light burns it away; no merged cell has borders in it.
    """
    below = below.copy()
    for row in range(len(below)):
        ends = (right[row] < POSSIBLE_COVER) & (right[row + 1] >= EDGE_COVER)
        for level, group in groupby(range(len(ends)), ends.__getitem__):
            cols = tuple(group)
            if level and len(cols) >= LEAST_LEVEL:
                sides = [col for col in (cols[0] - 1, cols[-1] + 1) if 0 <= col < len(ends)]
                if (right[row : row + 2, sides] >= EDGE_COVER).all():
                    below[row, cols[0] : cols[-1] + 2] = 1.0
    return below


def _united(right: Floats, below: Floats) -> NDArray[np.int64]:
    """Number of the cell at each grid position, shape (rows, cols)."""
    rows, cols = right.shape[0], below.shape[1]
    owner = np.arange(rows * cols).reshape(rows, cols)
    joins = [((r, c), (r, c + 1)) for r, c in np.argwhere(right < EDGE_COVER)]
    joins += [((r, c), (r + 1, c)) for r, c in np.argwhere(below < EDGE_COVER)]
    for one, other in joins:
        a, b = int(owner[one]), int(owner[other])
        owner[owner == max(a, b)] = min(a, b)
    return owner


def _is_rectangle(owner: NDArray[np.int64], label: int) -> bool:
    rows, cols = np.nonzero(owner == label)
    return bool((owner[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1] == label).all())


def _restore_edge(inside: NDArray[np.bool_], right: Floats, below: Floats) -> bool:
    """Put back the likeliest missing edge between two positions of a union; False where none is likely."""
    best, edges, where = POSSIBLE_COVER, right, (-1, -1)
    for cover, one, other in ((right, inside[:, :-1], inside[:, 1:]), (below, inside[:-1], inside[1:])):
        for r, c in np.argwhere(one & other & (cover < EDGE_COVER)):
            if cover[r, c] > best:
                best, edges, where = float(cover[r, c]), cover, (int(r), int(c))
    if where[0] >= 0:
        edges[where] = 1.0
    return where[0] >= 0


def _spans(owner: NDArray[np.int64]) -> list[tuple[int, int, int, int]]:
    spans = []
    for label in dict.fromkeys(owner.ravel().tolist()):
        rows, cols = np.nonzero(owner == label)
        r, c = int(rows.min()), int(cols.min())
        spans.append((r, c, int(rows.max()) - r + 1, int(cols.max()) - c + 1))
    return spans


def _firmness(right: Floats, below: Floats, row: int, col: int, rowspan: int, colspan: int) -> float:
    """1.0 where every edge of the cell is clearly there or clearly absent, towards 0.0 where one is in doubt."""
    rows, cols = right.shape[0], below.shape[1]
    doubts = [0.0]
    for r in range(row, row + rowspan):
        for c in range(max(0, col - 1), min(cols - 1, col + colspan)):
            doubts.append(_doubt(right[r, c], inner=col <= c < col + colspan - 1))
    for c in range(col, col + colspan):
        for r in range(max(0, row - 1), min(rows - 1, row + rowspan)):
            doubts.append(_doubt(below[r, c], inner=row <= r < row + rowspan - 1))
    return 1.0 - max(doubts)


def _doubt(cover: float, inner: bool) -> float:
    """0.0 for an edge that is clearly absent inside a cell, or clearly there around it; 1.0 at the threshold."""
    absent, present = CLEAR_COVER
    doubt = (cover - absent) / (EDGE_COVER - absent) if inner else (present - cover) / (present - EDGE_COVER)
    return min(1.0, max(0.0, float(doubt)))
