"""The cells of a header: their text without dirt, and the column that it names."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.headers import match_header
from normalize.leaf import lines_to_text
from table_extract.table import Cell, Line, Table

MATCHED = 0.72
"""A header wording counts as known from this score; OCR noise of one or two letters stays above it."""
SURE = 0.9
"""A wording this close needs no support from its position."""
LONGEST = 60
"""Letters of a heading at most; longer texts are sentences."""
LEAST_BELIEVED = 0.3
"""Confidence below which a line of a heading is dirt."""


def row_cells(table: Table, row: int) -> list[Cell]:
    """The cells that begin in a row, left to right."""
    return sorted((cell for cell in table.cells if cell.row == row), key=lambda cell: cell.col)


def row_texts(table: Table, row: int) -> list[str]:
    """What the cells that begin in a row say, left to right, without the blank ones."""
    return [text for cell in row_cells(table, row) if (text := lines_to_text(without_dirt(cell.lines)))]


def is_known(text: str) -> bool:
    """Whether a text is a heading that the vocabulary knows."""
    return len(text) <= LONGEST and match_header(text).score >= MATCHED


def column_of(cell: Cell) -> str | None:
    """The column or group that a cell's heading names; None for a blank or unknown one."""
    text = lines_to_text(without_dirt(cell.lines))
    return match_header(text).column if text and is_known(text) else None


def without_dirt(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a heading without the grain of a shaded band, which is read as lone signs.

    What no engine believes in goes beside a sure line; what holds no letter, only where the rest is a known heading.
    """
    sure = any(line.confidence >= SURE for line in lines)
    believed = tuple(line for line in lines if not sure or line.confidence >= LEAST_BELIEVED)
    lettered = tuple(line for line in believed if any(mark.isalpha() for mark in line.text))
    if len(lettered) == len(believed) or is_known(lines_to_text(believed)) or not is_known(lines_to_text(lettered)):
        return believed
    return lettered
