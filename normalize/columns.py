"""A step table's columns, named: by its header, and what no wording explains by counted rows, drawing and content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from normalize.column import LEADING_LABELS, ORDER, TOLD_BY_CONTENT, TOLD_BY_DRAWING, Column, ColumnField, Columns
from normalize.column_texts import (
    TEXT,
    column_texts,
    content_agrees,
    fill_gaps,
    holds_durations,
    holds_figures,
    holds_flow,
    is_checklist,
)
from normalize.header_cells import column_of, row_cells
from normalize.header_names import header_bottom, header_row, name_columns
from normalize.leaf import lines_to_text
from normalize.number_rows import (
    FEWEST_NUMBERED,
    numbers_columns,
    skip_number_row,
    to_figure,
    without_column_numbers,
)
from table_extract.table import Cell, Table

SENTENCE = 12
"""Letters of an activity, at least."""
READ = 0.6
"""Confidence from which a line in a dark heading is print; the grain of its fill reads as less, or as lone signs."""
USUAL_ORDER: tuple[ColumnField, ...] = ORDER[3:]
BY_PLACE_OF_TIMES: dict[int, tuple[ColumnField, ...]] = {
    0: ("waktu", "kelengkapan", "output", "keterangan"),
    1: USUAL_ORDER,
    2: ("kelengkapan", "output", "waktu", "keterangan"),
}
"""Orders of the columns behind the doers' on forms seen, by which of them holds the times."""


STEP_FIELDS = frozenset({"pelaksana", "kelengkapan", "waktu", "output"})
"""Lists of all kinds have numbers and an "Uraian"; a table of steps has one of these as well, or symbols."""


def read_columns(table: Table) -> Columns | None:
    """The named columns of a step table, or None when no row of the table reads as the header of one."""
    top = header_row(table)
    if is_checklist(table, top or 0):
        return None
    if top is None:
        return told_by_numbers(table) or told_by_flow(table)
    bottom = header_bottom(table, top)
    headed = name_columns(without_column_numbers(table, top, bottom), top, bottom)
    named = fill_gaps(table, headed, bottom + 1)
    told = {column.field for column in headed} | {column.field for column in named if column.field == "waktu"}
    drawn = sum(symbol.row > bottom for symbol in table.symbols) >= FEWEST_NUMBERED
    if all(column.field != "aktivitas" for column in named) or not (drawn or told & STEP_FIELDS):
        return None
    return Columns(tuple(named), top, skip_number_row(table, bottom + 1))


def told_by_numbers(table: Table, *, headless: bool = False) -> Columns | None:
    """The columns of a step table whose heading of the activities cannot be read: a stamp or dirt covers it.

    The rows count 1, 2, 3 ... in the first column and sentences follow them; the headings above must name two more
    columns or groups of step tables, or flowchart symbols stand in the rows; these, or a column of times, tell enough
    where a fax machine made a shaded heading black. A table that lost its heading altogether (``headless``) needs both.
    """
    counted = [cell for cell in table.cells if cell.col == 0 and to_figure(lines_to_text(cell.lines)) is not None]
    counted = sorted((cell for cell in counted if not numbers_columns(table, cell.row)), key=lambda cell: cell.row)
    figures = [to_figure(lines_to_text(cell.lines)) for cell in counted]
    if figures[:2] == [1, 1] and not headless:  # the first is what was read in a heading gone black
        counted, figures = counted[1:], figures[1:]
    if figures[:FEWEST_NUMBERED] != list(range(1, FEWEST_NUMBERED + 1)) or (counted[0].row == 0) != headless:
        return None
    top, body = 0, counted[0].row
    drawn = sum(symbol.row >= body for symbol in table.symbols) >= FEWEST_NUMBERED
    head = [cell for row in range(body) if not numbers_columns(table, row) for cell in row_cells(table, row)]
    known = {column_of(cell) for cell in head} - {None, *LEADING_LABELS}
    unread = not known and all(_is_unread(cell) for cell in head)
    activity = next((col for col in range(1, table.cols) if _holds_sentences(table, col, counted)), None)
    if activity is None or (activity > 1 and not (unread and _are_doers(table, range(1, activity), body))):
        return None
    timed = any(holds_durations(table, col, body) for col in range(activity + 1, table.cols))
    told = drawn or (timed and all(cell.shaded for cell in head))
    blank = unread and (drawn and timed if headless else told)
    if not blank and len(known) < (1 if drawn else 2):
        return None
    leading = (Column("no", 0, "", TOLD_BY_CONTENT), Column("aktivitas", activity, "", TOLD_BY_CONTENT))
    bottom = body - 2 if body > 1 and numbers_columns(table, body - 1) else body - 1
    named = told_by_drawing(table, body, activity) if blank else name_columns(table, top, bottom)
    rest = [column for column in named if column.col > 0 and column.col != activity]
    return Columns(tuple(fill_gaps(table, [*leading, *rest], body)), top, skip_number_row(table, body))


def told_by_flow(table: Table) -> Columns | None:
    """The columns of a table whose headings no vocabulary knows, told by the flowchart and the sentences beside it."""
    if not holds_flow(table, 1):
        return None
    drawn = {symbol.row for symbol in table.symbols if symbol.row < table.rows}
    flow = {symbol.col for symbol in table.symbols}
    rows = [table.at(row, 0) for row in sorted(drawn)]
    activity = next((col for col in range(min(flow)) if _holds_sentences(table, col, rows)), None)
    heads = (table.at(row, activity) for row in range(min(drawn)) if activity is not None)
    head = next((cell for cell in heads if cell.lines), None)
    if activity is None or head is None:
        return None
    bottom = head.row + head.rowspan - 1
    while bottom + 1 < min(drawn) and not table.at(bottom + 1, activity).lines:
        bottom += 1
    above = [column for column in name_columns(table, head.row, bottom) if column.col > activity]
    if not flow <= {column.col for column in above if column.field == "pelaksana"}:
        return None
    leading = [Column("aktivitas", activity, lines_to_text(head.lines), TOLD_BY_CONTENT, head.lines, head.place)]
    if activity and content_agrees(table, activity - 1, "no", bottom + 1):
        leading.insert(0, Column("no", activity - 1, "", TOLD_BY_CONTENT))
    return Columns((*leading, *above), head.row, skip_number_row(table, bottom + 1))


def _is_unread(cell: Cell) -> bool:
    """Whether a heading is blank, or what was read in its dark fill is no word."""
    return not any(
        line.confidence >= READ and sum(mark.isalpha() for mark in line.text) >= TEXT for line in cell.lines
    ) and (cell.shaded or not cell.lines)


def _holds_sentences(table: Table, col: int, rows: Sequence[Cell]) -> bool:
    """Whether most of some rows hold a sentence in a column."""
    texts = [lines_to_text(table.at(cell.row, col).lines) for cell in rows]
    return sum(len(text) >= SENTENCE for text in texts) * 2 > len(texts)


def _are_doers(table: Table, cols: Iterable[int], body: int) -> bool:
    """Whether columns before the activities hold nothing but symbols or ticks."""
    return all(len(text) < TEXT for col in cols for text in column_texts(table, col, body))


def told_by_drawing(table: Table, body: int, activity: int = 1) -> list[Column]:
    """The doers' columns, nameless, and those of Mutu Baku, below a heading of which nothing can be read.

    Behind the last column with a symbol blank ones are those of doers who do nothing; the first with text begins
    Mutu Baku. Unless there are as many as usual, the times in the second, what each of them holds is doubtful.
    Where doers stand before the ``activity``, Mutu Baku begins right behind it.
    """
    last = max(
        (symbol.col for symbol in table.symbols if symbol.row >= body and symbol.col > activity), default=activity
    )
    printed = [col for col in range(last + 1, table.cols) if any(column_texts(table, col, body))]
    held = (col for col in printed if content_agrees(table, col, "waktu", body) or holds_figures(table, col, body))
    times = next(held, None)
    before = [Column("pelaksana", col, "", TOLD_BY_CONTENT) for col in range(1, activity)]
    if times is None:
        return [*before, *(Column("pelaksana", col, "", TOLD_BY_CONTENT) for col in range(activity + 1, last + 1))]
    known = last > activity or activity > 1
    first = min(printed[0] if known else times, max(times - 1, last + 1))
    order = BY_PLACE_OF_TIMES.get(times - first, ("kelengkapan",))
    whole = order == USUAL_ORDER and table.cols - first in (len(order) - 1, len(order))
    usual = whole and known and first == printed[0]
    score = TOLD_BY_CONTENT if usual else TOLD_BY_DRAWING
    doers = [Column("pelaksana", col, "", TOLD_BY_CONTENT) for col in range(activity + 1, first)]
    behind = zip(range(first, table.cols), order, strict=False)
    return [*before, *doers, *(Column(field, col, "", score) for col, field in behind)]
