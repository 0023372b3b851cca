"""Bands of a table: the grid rows that one cell of step numbers spans, put right before they are split by number.

Some forms rule only the columns, or leave a column without inner rulings; and a stroke of the flowchart taken for a
ruling tears such a band in one column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from table_extract.grid import box_to_place
from table_extract.table import Cell, Line, Symbol, Table, index_at, row_at

STEP_NUMBER = re.compile(r"\(?(?:[\dlIOoSB|]{1,3}|[a-z])\s?[.,:)]?")
"""A lone step number, with the letters that engines read for digits, or the letter of a sub-step."""
NUMBER_COLUMNS = 2
"""Step numbers stand in one of the first columns."""
LONGEST_NUMBER, MOST_NUMBERS = 4, 0.8
"""Letters of a step number, and the share of a cell's lines that must read as one: "L" was a 1."""
MOST_TORN = 0.34
"""A false ruling tears texts in at most this share of the columns; it may run through all those of the symbols."""
LONGEST_ANSWER = 6
"""Letters of an answer that stands beside a symbol."""


def step_numbers(cell: Cell) -> tuple[Line, ...]:
    """The step numbers that a cell prints below each other; empty for any other cell."""
    texts = [line.text.strip() for line in cell.lines]
    if cell.col >= NUMBER_COLUMNS or len(texts) < 2 or any(len(text) > LONGEST_NUMBER for text in texts):
        return ()
    sure = sum(STEP_NUMBER.fullmatch(text) is not None for text in texts)
    counts = any(text[:1].isdigit() for text in texts)
    return in_sequence(cell.lines) if counts and sure >= MOST_NUMBERS * len(texts) else ()


def in_sequence(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without those between two numbers that follow each other: pieces of a stamp that were read as one."""
    values = [step_value(line) for line in lines]
    strays = {
        at
        for at, (above, value, below) in enumerate(zip(values, values[1:], values[2:], strict=False), 1)
        if above is not None and below == above + 1 and value != above
    }
    return tuple(line for at, line in enumerate(lines) if at not in strays)


def step_value(line: Line) -> int | None:
    """A line's step number; None for a letter and for what reads as none."""
    digits = line.text.strip().rstrip(".,:) ")
    return int(digits) if digits.isdecimal() else None


def middle(line: Line) -> float:
    """How far down a drawn line stands, in pixels."""
    if line.bbox is None:
        raise ValueError("a line of a drawn table has a box")
    return (line.bbox[1] + line.bbox[3]) / 2


def even_bands(table: Table) -> Table:
    """Bands torn by a false ruling joined; cells without the inner rulings of their neighbours cut like these."""
    for cell in sorted(table.cells, key=lambda cell: -cell.row):
        if cell.rowspan == 1 or not (numbers := step_numbers(cell)):
            continue
        rows = {index_at(table.ys, middle(line)) for line in numbers}
        if len(rows) == len(numbers):
            table = _cut_at_rows(table, cell)
        elif _torn_share(table, cell) <= MOST_TORN:
            table = _joined(table, cell)
    return table


def _cut_at_rows(table: Table, band: Cell) -> Table:
    """Every cell as tall as the number cell cut at the rows, where its lines stand in more than one of them."""
    cells: list[Cell] = []
    for cell in table.cells:
        rows = [index_at(table.ys, middle(line)) for line in cell.lines]
        alike = (cell.row, cell.rowspan) == (band.row, band.rowspan) and len(set(rows)) > 1
        cells += _row_pieces(table, cell, rows) if alike else [cell]
    return replace(table, cells=tuple(cells))


def _row_pieces(table: Table, cell: Cell, rows: Sequence[int]) -> list[Cell]:
    pieces = []
    for row, (top, bottom) in enumerate(pairwise(table.ys)):
        if cell.row <= row < cell.row + cell.rowspan:
            lines = tuple(line for line, at in zip(cell.lines, rows, strict=True) if at == row)
            pieces.append(boxed(table, replace(cell, row=row, rowspan=1, lines=lines, ink=bool(lines)), top, bottom))
    return pieces


def _torn_share(table: Table, band: Cell) -> float:
    """Share of the columns in which texts stand and the band is no single cell; 1 where a cell reaches beyond it."""
    end = band.row + band.rowspan
    within = [cell for cell in table.cells if cell.row < end and cell.row + cell.rowspan > band.row]
    if any(cell.row < band.row or cell.row + cell.rowspan > end for cell in within):
        return 1.0
    texts = {cell.col for cell in within if any(len(line.text) > LONGEST_ANSWER for line in cell.lines)}
    return sum(cell.colspan for cell in within if cell.row > band.row and cell.col in texts) / table.cols


def _joined(table: Table, band: Cell) -> Table:
    """The band as one grid row."""
    first, extra = band.row, band.rowspan - 1
    cells: list[Cell] = []
    for cell in table.cells:
        if cell.row == first:
            pieces = [other for other in table.cells if other.col == cell.col and first < other.row <= first + extra]
            lines = (*cell.lines, *(line for piece in pieces for line in piece.lines))
            ink = cell.ink or any(piece.ink for piece in pieces)
            lost = (*cell.lost, *(box for piece in pieces for box in piece.lost))
            whole = replace(cell, rowspan=1, lines=lines, ink=ink, lost=lost)
            cells.append(boxed(table, whole, table.ys[first], table.ys[first + extra + 1]))
        elif cell.row > first + extra:
            cells.append(replace(cell, row=cell.row - extra))
        elif cell.row < first:
            cells.append(cell)
    ys = (*table.ys[: first + 1], *table.ys[first + extra + 1 :])
    symbols = tuple(in_row(symbol, ys) for symbol in table.symbols)
    return replace(table, rows=table.rows - extra, ys=ys, cells=tuple(cells), symbols=symbols)


def boxed(table: Table, cell: Cell, top: float, bottom: float) -> Cell:
    """A cell of a drawn table that reaches from ``top`` to ``bottom``, in pixels."""
    if cell.bbox is None:
        raise ValueError("a cell of a drawn table has a box")
    box = (cell.bbox[0], top, cell.bbox[2], bottom)
    return replace(cell, bbox=box, place=box_to_place(table, box))


def in_row(symbol: Symbol, ys: Sequence[float]) -> Symbol:
    """A symbol in the row its middle stands in; ``ys`` are the ends of the rows."""
    return replace(symbol, row=row_at(ys, (symbol.bbox[1] + symbol.bbox[3]) / 2))
