"""The header of a step table, read into named columns.

The lower header row decides what a column holds; the group label above it (Pelaksana, Mutu Baku) only supports it,
because group labels are often printed one cell off. What no wording explains is settled by position and content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from normalize.durations import parse_duration
from normalize.header_cells import MATCHED, SURE, column_of, row_cells, row_texts, without_dirt
from normalize.headers import match_header
from normalize.leaf import lines_to_text
from normalize.number_rows import FEWEST_NUMBERED, numbers_columns, skip_number_row, to_figure
from table_extract.table import Cell, Line, Place, Table

ColumnField = Literal["no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output", "keterangan"]

TOLD_BY_CONTENT, FEWEST_TIMES = 0.5, 3
"""Score of a column that its cells name, and how many of them must be times."""
TOLD_BY_DRAWING = 0.4
"""Score of a column that only the order of its neighbours tells: its values wait for a person."""
SENTENCE, TEXT = 12, 4
"""Letters of an activity, and of what a step needs or makes, at least."""
DEEPEST_HEADER = 4
"""Header levels ever seen: title row, group, subgroup (Internal/Eksternal), role."""
FEWEST_QUESTIONS, QUESTIONS_SHARE = 3, 0.75
"""Rows that ask from which a table is a checklist, and their share; of the steps of an SOP a few decisions ask."""
MUTU_BAKU: tuple[ColumnField, ...] = ("kelengkapan", "waktu", "output")
ORDER: tuple[ColumnField, ...] = ("no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output", "keterangan")
"""The order of PermenPAN-RB 35/2012, used only where the wording fails."""
USUAL_ORDER: tuple[ColumnField, ...] = ORDER[3:]
BY_PLACE_OF_TIMES: dict[int, tuple[ColumnField, ...]] = {
    0: ("waktu", "kelengkapan", "output", "keterangan"),
    1: USUAL_ORDER,
    2: ("kelengkapan", "output", "waktu", "keterangan"),
}
"""Orders of the columns behind the doers' on forms seen, by which of them holds the times."""
LEADING_LABELS = {"no", "aktivitas"}


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column. ``name`` is the printed header (the role, for an actor); ``score`` 0..1: how surely it is so."""

    field: ColumnField
    col: int
    name: str
    score: float
    lines: tuple[Line, ...] = ()
    place: Place | None = None
    unit: str | None = None
    """Unit printed in the header, such as menit in ``Waktu (menit)``."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of one table. Rows ``body_from`` and below are the body; ``header_from`` is the first header row."""

    columns: tuple[Column, ...]
    header_from: int
    body_from: int
    inherited: bool = False
    """True when the table prints no header of its own and takes the columns of the table it continues."""

    def find(self, field: ColumnField) -> tuple[Column, ...]:
        """The columns of one field, left to right."""
        return tuple(column for column in self.columns if column.field == field)

    @property
    def actors(self) -> tuple[Column, ...]:
        """The actor columns, left to right."""
        return self.find("pelaksana")


def read_columns(table: Table) -> Columns | None:
    """The named columns of a step table, or None when no row of the table reads as the header of one."""
    top = header_row(table)
    if is_checklist(table, top or 0):
        return None
    if top is None:
        return told_by_numbers(table)
    bottom = header_bottom(table, top)
    named = name_columns(table, top, bottom)
    named = fill_gaps(table, named, bottom + 1)
    fields = {column.field for column in named}
    if "aktivitas" not in fields or not fields & {"pelaksana", "kelengkapan", "waktu", "output"}:
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
    if figures[:FEWEST_NUMBERED] != list(range(1, FEWEST_NUMBERED + 1)) or (counted[0].row == 0) != headless:
        return None
    top, body = 0, counted[0].row
    drawn = sum(symbol.row >= body for symbol in table.symbols) >= FEWEST_NUMBERED
    head = [cell for row in range(body) for cell in row_cells(table, row)]
    known = {column_of(cell) for cell in head} - {None, *LEADING_LABELS}
    timed = any(_holds_durations(table, col, body) for col in range(2, table.cols))
    told = drawn or (timed and all(cell.shaded for cell in head))
    blank = not any(cell.lines for cell in head) and (drawn and timed if headless else told)
    sentences = [lines_to_text(table.at(cell.row, 1).lines) for cell in counted]
    if not blank and len(known) < (1 if drawn else 2):
        return None
    if sum(len(text) >= SENTENCE for text in sentences) * 2 <= len(sentences):
        return None
    leading = (Column("no", 0, "", TOLD_BY_CONTENT), Column("aktivitas", 1, "", TOLD_BY_CONTENT))
    bottom = body - 2 if body > 1 and numbers_columns(table, body - 1) else body - 1
    named = told_by_drawing(table, body) if blank else name_columns(table, top, bottom)
    rest = [column for column in named if column.col > 1]
    return Columns(tuple(fill_gaps(table, [*leading, *rest], body)), top, skip_number_row(table, body))


def told_by_drawing(table: Table, body: int) -> list[Column]:
    """The doers' columns, nameless, and those of Mutu Baku, below a heading of which nothing can be read.

    Behind the last column with a symbol blank ones are those of doers who do nothing; the first with text begins
    Mutu Baku. Unless there are as many as usual, the times in the second, what each of them holds is doubtful.
    """
    last = max((symbol.col for symbol in table.symbols if symbol.row >= body), default=1)
    printed = [col for col in range(last + 1, table.cols) if any(columnrow_texts(table, col, body))]
    held = (col for col in printed if _content_agrees(table, col, "waktu", body) or _holds_figures(table, col, body))
    times = next(held, None)
    if times is None:
        return [Column("pelaksana", col, "", TOLD_BY_CONTENT) for col in range(2, last + 1)]
    first = min(printed[0] if last > 1 else times, max(times - 1, last + 1))
    order = BY_PLACE_OF_TIMES.get(times - first, ("kelengkapan",))
    whole = order == USUAL_ORDER and table.cols - first in (len(order) - 1, len(order))
    usual = whole and last > 1 and first == printed[0]
    score = TOLD_BY_CONTENT if usual else TOLD_BY_DRAWING
    doers = [Column("pelaksana", col, "", TOLD_BY_CONTENT) for col in range(2, first)]
    behind = zip(range(first, table.cols), order, strict=False)
    return [*doers, *(Column(field, col, "", score) for col, field in behind)]


def _holds_figures(table: Table, col: int, body: int) -> bool:
    """Whether most cells of a column are bare figures: times in the unit of the heading."""
    texts = [text for text in columnrow_texts(table, col, body) if text]
    return bool(texts) and sum(text.isdigit() for text in texts) * 2 > len(texts)


def is_checklist(table: Table, top: int) -> bool:
    """True below a header with Ya and Tidak to tick (Daftar Tilik): its rows are questions, no steps."""
    words = {
        text.strip(" .:").lower() for row in range(top, min(top + 2, table.rows)) for text in row_texts(table, row)
    }
    return ("ya" in words and bool(words & {"tidak", "tdk"})) or _asks_in_rows(table, top)


def _asks_in_rows(table: Table, top: int) -> bool:
    """Whether nearly every row below a header asks something: a checklist whose ticked columns were not read."""
    filled = {cell.row for cell in table.cells if cell.row > top and cell.lines}
    asking = {cell.row for cell in table.cells if cell.row > top and cell.lines and cell.text.rstrip().endswith("?")}
    return len(asking) >= FEWEST_QUESTIONS and len(asking) >= QUESTIONS_SHARE * len(filled)


def header_row(table: Table) -> int | None:
    """The first row that names the activity column and at least one more column or group."""
    for row in range(table.rows):
        known = {column_of(cell) for cell in row_cells(table, row)} - {None}
        if known:
            known |= {column_of(cell) for cell in _below_blanks(table, row)} - {None}
        if "aktivitas" in known and len(known) >= 2:
            return row
    return None


def _below_blanks(table: Table, row: int) -> list[Cell]:
    """The cells below the blank ones of a row: a line of the paper's other side parts a heading so."""
    if row + 1 >= table.rows:
        return []
    blank = [cell for cell in row_cells(table, row) if cell.rowspan == 1 and not cell.lines]
    return [table.at(row + 1, cell.col) for cell in blank]


def header_bottom(table: Table, top: int) -> int:
    """The last header row: as far as the leading cells reach, or stay blank below a group label."""
    begun = (*row_cells(table, top), *_below_blanks(table, top))
    leading = [cell for cell in begun if column_of(cell) in LEADING_LABELS]
    reach = max((cell.row + cell.rowspan - 1 for cell in leading), default=top)
    if reach > top:
        return min(reach, top + DEEPEST_HEADER - 1)
    groups = any(column_of(cell) in {"pelaksana_group", "mutu_baku_group"} for cell in row_cells(table, top))
    bottom = top
    while groups and bottom + 1 < table.rows and bottom < top + DEEPEST_HEADER - 1:
        if not _lower_header(table, bottom + 1, [cell.col for cell in leading]):
            break
        bottom += 1
        if any(column_of(cell) in MUTU_BAKU for cell in row_cells(table, bottom)):
            break
    return bottom


def _lower_header(table: Table, row: int, leading: Sequence[int]) -> bool:
    """True for a row with text of its own that leaves the number and activity columns blank."""
    blank = all(table.at(row, col).row != row or not table.at(row, col).lines for col in leading)
    return blank and bool(row_texts(table, row))


def name_columns(table: Table, top: int, bottom: int) -> list[Column]:
    """Every grid column that its own header wording (or its group) explains."""
    named = [_name_column(table, top, bottom, col) for col in range(table.cols)]
    return _settle_actors(table, [column for column in named if column is not None], top, bottom)


def _stack(table: Table, top: int, bottom: int, col: int) -> list[Cell]:
    """The printed header cells over a column, the lowest first."""
    cells: list[Cell] = []
    for row in range(bottom, top - 1, -1):
        cell = table.at(row, col)
        if cell.lines and cell not in cells and (cell.colspan == 1 or cell.col == col):
            cells.append(cell)
    return [replace(cell, lines=without_dirt(cell.lines)) for cell in cells]


def _name_column(table: Table, top: int, bottom: int, col: int) -> Column | None:
    for cell in _stack(table, top, bottom, col):
        text = lines_to_text(cell.lines)
        match = match_header(text)
        lower = bottom > top and cell.row > top
        if match.column in ORDER and match.score >= MATCHED and _columns_below(table, cell, bottom) == 1:
            return _column(match.column, col, cell, match.score, match.unit)
        if match.column == "mutu_baku_group" and match.score >= SURE:
            continue
        if match.column == "pelaksana_group" and not lower and bottom > top:
            continue
        if match.column == "pelaksana_group" or lower:
            return _column("pelaksana", col, cell, SURE, None)
    return None


def _columns_below(table: Table, header: Cell, bottom: int) -> int:
    """Columns that begin below a header cell: its span, less the grid lines that only another part of the table has."""
    inside = range(header.col + 1, header.col + header.colspan)
    begun = {cell.col for cell in table.cells if cell.row > bottom and cell.col in inside}
    return 1 + len(begun)


def _column(field: str | None, col: int, cell: Cell, score: float, unit: str | None) -> Column:
    known = next(name for name in ORDER if name == field)
    return Column(known, col, lines_to_text(cell.lines), score, cell.lines, cell.place, unit)


def _settle_actors(table: Table, named: list[Column], top: int, bottom: int) -> list[Column]:
    """Unknown lower headers are roles only under a Pelaksana group or between the activity and Mutu Baku."""
    low, high = _actor_span(table, named, top, bottom)
    kept = [column for column in _one_each(named) if column.field != "pelaksana" or low <= column.col < high]
    have = {column.col for column in kept}
    for col in range(low, min(high, table.cols)):
        cell = next(iter(_stack(table, top, bottom, col)), None)
        if col not in have and cell is not None and column_of(cell) not in {"pelaksana_group", "mutu_baku_group"}:
            kept.append(_column("pelaksana", col, cell, 0.6, None))
    kept = [column for column in kept if column.field != "pelaksana" or not _holds_texts(table, column.col, bottom + 1)]
    return sorted(_with_times(table, kept, bottom), key=lambda column: column.col)


def _with_times(table: Table, named: Sequence[Column], bottom: int) -> list[Column]:
    """A column below an unreadable heading that holds times is no actor's, where no other column holds them."""
    if any(column.field == "waktu" for column in named):
        return list(named)
    return [
        replace(column, field="waktu", score=TOLD_BY_CONTENT) if _holds_times(table, column, bottom) else column
        for column in named
    ]


def _holds_times(table: Table, column: Column, bottom: int) -> bool:
    return column.field == "pelaksana" and _holds_durations(table, column.col, bottom + 1)


def _holds_durations(table: Table, col: int, body: int) -> bool:
    """Whether most cells of a column, and no few, are times."""
    texts = [text for text in columnrow_texts(table, col, body) if text]
    times = sum(parse_duration(text) is not None for text in texts)
    return times >= FEWEST_TIMES and times * 2 > len(texts)


def _holds_texts(table: Table, col: int, body: int) -> bool:
    """Whether a column right of all symbols of a drawn table holds texts: its heading was misread, it is no doer's."""
    cols = [symbol.col + symbol.colspan - 1 for symbol in table.symbols if symbol.row >= body]
    texts = columnrow_texts(table, col, body)
    long = sum(len(text) >= TEXT for text in texts)
    return len(cols) >= FEWEST_NUMBERED and col > max(cols) and long * 2 > len(texts)


def _actor_span(table: Table, named: Sequence[Column], top: int, bottom: int) -> tuple[int, int]:
    """First and one-past-last grid column of the actors."""
    fixed = [column.col for column in named if column.field in (*MUTU_BAKU, "keterangan")]
    start = max((column.col + 1 for column in named if column.field in LEADING_LABELS), default=0)
    after = [col for col in fixed if col >= start]
    if after and min(after) > start:
        return start, min(after)
    group = [cell for cell in table.cells if top <= cell.row <= bottom and column_of(cell) == "pelaksana_group"]
    # the highest one: a doer below it may be called Pelaksana, too
    highest = min(group, key=lambda cell: (cell.row, -cell.col), default=None)
    first = highest.col if highest else max(fixed, default=table.cols - 1) + 1
    return first, table.cols


def _one_each(named: Sequence[Column]) -> list[Column]:
    """At most one column per field other than actors: the best match stays, a doubled one becomes a role."""
    best = {
        field: max((c for c in named if c.field == field), key=lambda c: (c.score, -c.col), default=None)
        for field in ORDER
    }
    kept = []
    for column in named:
        if column.field == "pelaksana" or column is best[column.field]:
            kept.append(column)
        else:
            kept.append(replace(column, field="pelaksana", score=0.5))
    return kept


def fill_gaps(table: Table, named: Sequence[Column], body_from: int) -> list[Column]:
    """Give unnamed columns the field that is missing at their place in the usual order, when the content agrees."""
    filled = list(named)
    for col in range(table.cols):
        if any(column.col == col for column in filled):
            continue
        field = _missing_at(filled, col)
        if field is not None and _content_agrees(table, col, field, body_from):
            filled.append(Column(field, col, "", 0.5))
    return sorted(filled, key=lambda column: column.col)


def _missing_at(named: Sequence[Column], col: int) -> ColumnField | None:
    have = {column.field for column in named}
    before = [ORDER.index(column.field) for column in named if column.col < col]
    after = [ORDER.index(column.field) for column in named if column.col > col]
    low, high = max(before, default=-1), min(after, default=len(ORDER))
    fitting = [field for field in ORDER[low + 1 : high] if field not in have and field != "pelaksana"]
    return fitting[0] if fitting else _missing_between(named, col)


def _missing_between(named: Sequence[Column], col: int) -> ColumnField | None:
    """The one field of Mutu Baku that is missing, for a column between two of it: their order varies."""
    places = [column.col for column in named if column.field in MUTU_BAKU]
    missing = [field for field in MUTU_BAKU if all(column.field != field for column in named)]
    between = len(places) == len(MUTU_BAKU) - 1 and min(places) < col < max(places)
    return missing[0] if between else None


def _content_agrees(table: Table, col: int, field: ColumnField, body_from: int) -> bool:
    texts = [text for text in columnrow_texts(table, col, body_from) if text]
    if field == "no":
        return bool(texts) and sum(bool(re.match(r"\d{1,3}\b", text)) for text in texts) * 2 > len(texts)
    if field == "waktu":
        return bool(texts) and sum(parse_duration(text) is not None for text in texts) * 2 > len(texts)
    return field in {"kelengkapan", "output", "keterangan"}


def columnrow_texts(table: Table, col: int, body_from: int) -> list[str]:
    """The texts of a column's body cells, top to bottom."""
    cells = [cell for cell in table.cells if cell.col == col and cell.row >= body_from]
    return [lines_to_text(cell.lines) for cell in sorted(cells, key=lambda cell: cell.row)]
