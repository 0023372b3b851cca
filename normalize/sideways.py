"""Step tables printed over the width of two sheets: Mutu Baku stands on other pages, in rows of the same heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from normalize.column import LEADING_LABELS, MUTU_BAKU
from normalize.columns import read_columns
from normalize.continued import alike, inherit, step_table
from normalize.header_cells import column_of
from normalize.header_names import DEEPEST_HEADER
from ocr.page import BBox
from table_extract.table import Cell, PagePlace, Sheet, Table

SAME_HEIGHT = 0.005
"""Rows as high as each other differ by less of the page's height: a millimetre on A4."""
FEWEST_NAMED = 2
"""Columns of Mutu Baku that a page without numbers and activities names, at least."""


@dataclass(frozen=True, slots=True)
class _Half:
    """One side of a table, page by page: the first with its heading of so many rows, the others without."""

    tables: tuple[Table, ...]
    head: int
    lone: bool
    """Whether it is the side of Mutu Baku."""


def join_sideways(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets with the two sides of each such table as one, on the pages of its activities.

    Both sides go over as many pages, and all their rows must agree in height.
    """
    tables = [table for sheet in sheets for table in sheet.tables if isinstance(table.place, PagePlace) and table.ys]
    halves = _halves(tables)
    lefts = [half for half in halves if not half.lone]
    joined: dict[int, Table | None] = {}
    for right in (half for half in halves if half.lone):
        left = next((one for one in lefts if _same_rows(one, right)), None)
        if left is not None:
            lefts.remove(left)
            for one, other in zip(left.tables, right.tables, strict=True):
                joined[id(one)], joined[id(other)] = _beside(one, other), None
    kept = ([joined.get(id(table), table) for table in sheet.tables] for sheet in sheets)
    return tuple(
        replace(sheet, tables=tuple(table for table in tables if table is not None))
        for sheet, tables in zip(sheets, kept, strict=True)
    )


def is_lone_mutu_baku(table: Table) -> bool:
    """Whether a table names columns of Mutu Baku, but has no numbers and no activities: the right side of one."""
    return _right_head(table) is not None


def _halves(tables: Sequence[Table]) -> list[_Half]:
    """The sides that begin with a heading, each with those tables after it that go on with none nearer to them."""
    halves: list[_Half] = []
    for table in tables:
        left, right = _left_head(table), _right_head(table)
        if left is not None or right is not None:
            halves.append(_Half((table,), left or right or 0, lone=left is None))
        elif nearest := [half for half in halves if _goes_on(table, half)]:
            halves[halves.index(nearest[-1])] = replace(nearest[-1], tables=(*nearest[-1].tables, table))
    return halves


def _left_head(table: Table) -> int | None:
    """How many rows a step table without Mutu Baku has above its body."""
    columns = read_columns(table)
    if columns is None or any(column.field in MUTU_BAKU for column in columns.columns):
        return None
    return columns.body_from


def _goes_on(table: Table, half: _Half) -> bool:
    """Whether a table has the columns of a side, and no heading of its own."""
    if half.lone:
        return table.cols == half.tables[0].cols and alike(table, half.tables[0])
    before = step_table(half.tables[0], None)
    return before is not None and read_columns(table) is None and inherit(table, before) is not None


def _right_head(table: Table) -> int | None:
    """How many rows name the columns of Mutu Baku where they stand alone."""
    named = [(field, cell) for cell in table.cells if cell.row < DEEPEST_HEADER and (field := column_of(cell))]
    fields = {field for field, _ in named}
    if len(fields & set(MUTU_BAKU)) < FEWEST_NAMED or fields & LEADING_LABELS:
        return None
    return max(cell.row + cell.rowspan for field, cell in named if field in MUTU_BAKU)


def _same_rows(left: _Half, right: _Half) -> bool:
    """Whether two sides have as many pages, and rows of the same heights on each, headings aside."""
    if len(left.tables) != len(right.tables):
        return False
    heads = [(left.head, right.head), *[(0, 0)] * (len(left.tables) - 1)]
    return all(
        _alike_rows(_heights(one)[ours:], _heights(other)[theirs:])
        for one, other, (ours, theirs) in zip(left.tables, right.tables, heads, strict=True)
    )


def _alike_rows(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    return len(ours) == len(theirs) and all(abs(a - b) < SAME_HEIGHT for a, b in zip(ours, theirs, strict=True))


def _heights(table: Table) -> list[float]:
    """The heights of a table's rows as shares of the page's."""
    low, high = (table.place.bbox[1], table.place.bbox[3]) if isinstance(table.place, PagePlace) else (0.0, 1.0)
    share = (high - low) / (table.ys[-1] - table.ys[0])
    return [(below - above) * share for above, below in pairwise(table.ys)]


def _beside(left: Table, right: Table) -> Table:
    """The left table with the columns of the right one behind its own, row by row from the foot."""
    rows = max(left.rows, right.rows)
    ours, theirs = _with_rows(left, rows), _with_rows(right, rows)
    across, down = left.xs[-1] - right.xs[0], left.ys[-1] - right.ys[-1]
    moved = (_moved(cell, left.cols, across, down) for cell in theirs.cells)
    xs = (*left.xs, *(x + across for x in right.xs[1:]))
    return replace(ours, cols=len(xs) - 1, xs=xs, cells=(*ours.cells, *moved))


def _with_rows(table: Table, rows: int) -> Table:
    """The table with its first row parted, so that its heading is as deep as that of the other side."""
    more = rows - table.rows
    if not more:
        return table
    cells = (replace(c, rowspan=c.rowspan + more) if c.row == 0 else replace(c, row=c.row + more) for c in table.cells)
    symbols = (replace(symbol, row=symbol.row + more) for symbol in table.symbols)
    step = (table.ys[1] - table.ys[0]) / (more + 1)
    ys = (*(table.ys[0] + step * at for at in range(more + 1)), *table.ys[1:])
    return replace(table, rows=rows, cells=tuple(cells), symbols=tuple(symbols), ys=ys)


def _moved(cell: Cell, cols: int, across: float, down: float) -> Cell:
    """A cell so many columns and pixels further; its place on its own page stays."""

    def shifted(box: BBox | None) -> BBox | None:
        return box and (box[0] + across, box[1] + down, box[2] + across, box[3] + down)

    lines = tuple(replace(line, bbox=shifted(line.bbox)) for line in cell.lines)
    return replace(cell, col=cell.col + cols, bbox=shifted(cell.bbox), lines=lines)
