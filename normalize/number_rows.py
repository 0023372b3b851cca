"""Rows that number the columns (1 2 3 ...) below a header, and figures that were read as letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalize.header_cells import row_cells, without_dirt
from normalize.leaf import lines_to_text
from table_extract.table import Cell, Table

FEWEST_NUMBERED, LONGEST_NUMBER = 3, 3
"""A row that numbers the columns has so many figures in place, none of them longer than a misread two-figure number."""
ENOUGH_NUMBERED = 5
"""Figures in place from which one cell of other letters is a stroke of a pen or dirt."""
BRACKETS = " .,:;()[]|"
BEHIND_NAME = re.compile(r"(?<=\S)\s*[(\[](\d{1,2})[)\]]\.?\s*$")
LOOK_ALIKES = str.maketrans("IlijOoQSsZzBgq", "11110005522899")


def skip_number_row(table: Table, row: int) -> int:
    """The first body row after an optional row that numbers the columns (1 2 3 ...)."""
    return row + 1 if row < table.rows and numbers_columns(table, row) else row


def is_number_row(texts: Sequence[str]) -> bool:
    """True for ``1 2 3 4 ...``, also with gaps, brackets or a misread figure."""
    figures = [int(match[1]) for text in texts if (match := re.fullmatch(r"[(\[]?(\d{1,2})[)\].]?", text))]
    rising = all(one < two for one, two in zip(figures, figures[1:], strict=False))
    return len(figures) >= 3 and rising and figures[-1] <= 30 and len(figures) >= 0.7 * len(texts)


def numbers_columns(table: Table, row: int) -> bool:
    """True when a row right below a header numbers the columns, also where small figures were badly read.

    Nothing but short cells, most of them at or beside their ordinal: ``I 2 "" 7 10 II 12``. One may hold dirt.
    """
    cells = row_cells(table, row)
    short = [(at, text) for at, cell in enumerate(cells, 1) if (text := lines_to_text(without_dirt(cell.lines)))]
    if len(short) > len(cells) / 2 and is_number_row([text for _, text in short]):
        return True
    fitting = sum(to_figure(text) in range(at - 1, at + 2) for at, text in short)
    long = sum(len(text.strip(BRACKETS)) > LONGEST_NUMBER for _, text in short)
    if long > (fitting >= ENOUGH_NUMBERED):
        return False
    return fitting >= FEWEST_NUMBERED and fitting > len(short) / 2


def without_column_numbers(table: Table, top: int, bottom: int) -> Table:
    """The table without the numbers (1 2 3 ...) that share the cells of its heading with the names of the columns."""
    lowest = dict.fromkeys(cell for col in range(table.cols) if (cell := table.at(bottom, col)).lines)
    heads = [cell for cell in lowest if cell.row >= top]
    numbers = {cell: figure for at, cell in enumerate(heads, 1) if (figure := _number_below(cell, at))}
    figures = list(numbers.values())
    if len(figures) < FEWEST_NUMBERED or len(figures) * 2 <= len(heads) or figures != sorted(set(figures)):
        return table
    return replace(table, cells=tuple(_without_number(cell) if cell in numbers else cell for cell in table.cells))


def _number_below(cell: Cell, ordinal: int) -> int | None:
    """The number on a heading's last line, or in brackets at its end, if a column at this place may have it."""
    last = cell.lines[-1].text
    figure = to_figure(last) if len(cell.lines) > 1 else None
    if figure is None and (behind := BEHIND_NAME.search(last)):
        figure = int(behind[1])
    return figure if figure in range(ordinal - 1, ordinal + 2) else None


def _without_number(cell: Cell) -> Cell:
    *above, last = cell.lines
    name = BEHIND_NAME.sub("", last.text)
    return replace(cell, lines=(*above, replace(last, text=name)) if name != last.text else tuple(above))


def to_figure(text: str) -> int | None:
    """A column's number with look-alike letters read as figures (I and l as 1, O as 0, S as 5 ...)."""
    figures = text.strip(BRACKETS).translate(LOOK_ALIKES)
    return int(figures) if figures.isascii() and figures.isdigit() else None
