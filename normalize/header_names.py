"""The header of a step table: where it stands, and which column each wording in it names.

The lower header row decides what a column holds; the group label above it (Pelaksana, Mutu Baku) only supports it,
because group labels are often printed one cell off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.column import LEADING_LABELS, MUTU_BAKU, ORDER, TOLD_BY_CONTENT, Column
from normalize.column_texts import content_agrees, holds_durations, holds_flow, holds_texts
from normalize.header_cells import MATCHED, SURE, column_of, row_cells, row_texts, without_dirt
from normalize.headers import match_header
from normalize.leaf import lines_to_text
from normalize.number_rows import numbers_columns, to_figure
from table_extract.table import Cell, Table

DEEPEST_HEADER = 4
"""Header levels ever seen: title row, group, subgroup (Internal/Eksternal), role."""

SAME_LEVEL = 0.25
"""Share of the leading by which the first lines of neighbouring headings may stand apart."""


def header_row(table: Table) -> int | None:
    """The first row that names the activities and at least one more column or group, or stands above a flowchart."""
    for row in range(table.rows):
        known = {column_of(cell) for cell in row_cells(table, row)} - {None}
        if known:
            known |= {column_of(cell) for cell in _below_blanks(table, row)} - {None}
        if "aktivitas" in known and (len(known) >= 2 or _stands_above_flow(table, row)):
            return row
    return None


def _stands_above_flow(table: Table, row: int) -> bool:
    """Whether a row without a figure stands above a flowchart; a step's output may sound like a heading."""
    figures = (to_figure(lines_to_text(cell.lines)) for cell in row_cells(table, row))
    above = all(symbol.row > row for symbol in table.symbols)
    return above and holds_flow(table, row + 1) and all(figure is None for figure in figures)


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
    groups = any(_names_group(table, cell, top) for cell in row_cells(table, top))
    bottom = top
    while groups and bottom + 1 < table.rows and bottom < top + DEEPEST_HEADER - 1:
        if not _lower_header(table, bottom + 1, [cell.col for cell in leading]):
            break
        bottom += 1
        if any(column_of(cell) in MUTU_BAKU for cell in row_cells(table, bottom)):
            break
    return bottom


def _names_group(table: Table, cell: Cell, top: int) -> bool:
    """Whether a heading names a group of columns; above a flowchart any may that stands over several of them."""
    if column_of(cell) in {"pelaksana_group", "mutu_baku_group"}:
        return True
    return cell.colspan > 1 and bool(cell.lines) and holds_flow(table, top + 1)


def _lower_header(table: Table, row: int, leading: Sequence[int]) -> bool:
    """True for a row with text of its own that leaves the number and activity columns blank."""
    blank = all(table.at(row, col).row != row or not table.at(row, col).lines for col in leading)
    return blank and bool(row_texts(table, row))


def name_columns(table: Table, top: int, bottom: int) -> list[Column]:
    """Every grid column that its own header wording (or its group) explains."""
    named = [column for col in range(table.cols) if (column := _name_column(table, top, bottom, col))]
    if all(column.field not in LEADING_LABELS for column in named):
        named += _leading_columns(table, top, bottom)
    numbered = _numbered_actors(table, bottom)
    taken = {column.col for column in numbered}
    settled = _settle_actors(table, [*(c for c in named if c.col not in taken), *numbered], top, bottom)
    return _without_group(settled)


def _without_group(named: Sequence[Column]) -> list[Column]:
    """The columns; the doers' group, named above all of them without a ruling below, is no part of the middle one."""
    actors = [column for column in named if column.field == "pelaksana"]
    middle = actors[len(actors) // 2] if len(actors) > 2 and len(actors) % 2 else None
    if middle is None or len(middle.lines) < 2 or match_header(middle.lines[0].text).column != "pelaksana_group":
        return list(named)
    others = [line.bbox for column in actors if column is not middle for line in column.lines if line.bbox]
    first, second = (line.bbox for line in middle.lines[:2])
    highest = min((box[1] for box in others), default=None)
    if (
        first is None
        or second is None
        or highest is None
        or abs(second[1] - highest) > SAME_LEVEL * (second[1] - first[1])
    ):
        return list(named)
    lines = middle.lines[1:]
    own = replace(middle, name=lines_to_text(lines), lines=lines, score=TOLD_BY_CONTENT)
    return [own if column is middle else column for column in named]


def _numbered_actors(table: Table, bottom: int) -> list[Column]:
    """The doers' columns below one heading of them all, by the numbers of the columns where it names nobody."""
    if bottom + 1 >= table.rows or not numbers_columns(table, bottom + 1):
        return []
    heads = [cell for cell in table.cells if cell.row + cell.rowspan == bottom + 1]
    groups = [cell for cell in heads if column_of(cell) == "pelaksana_group"]
    shared = [cell for cell in groups if _columns_below(table, cell, bottom) > 1]
    numbers = (table.at(bottom + 1, col) for cell in shared for col in range(cell.col, cell.col + cell.colspan))
    told = [cell for cell in dict.fromkeys(numbers) if cell.lines]
    return [_column("pelaksana", cell.col, cell, TOLD_BY_CONTENT, None) for cell in told]


def _leading_columns(table: Table, top: int, bottom: int) -> list[Column]:
    """The numbers and the activities below one heading of both."""
    for head in row_cells(table, top):
        texts = head.col + 1
        shared = column_of(head) == "aktivitas" and _columns_below(table, head, bottom) == 2
        if shared and texts < table.cols and content_agrees(table, head.col, "no", bottom + 1):
            activity = _column("aktivitas", texts, head, SURE, None)
            return [Column("no", head.col, "", TOLD_BY_CONTENT), activity]
    return []


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
    return Column(known, col, lines_to_text(cell.lines), score, cell.lines, cell.place, unit, unread=cell.unread)


def _settle_actors(table: Table, named: list[Column], top: int, bottom: int) -> list[Column]:
    """Unknown lower headers are roles only under a Pelaksana group or between the activity and Mutu Baku."""
    low, high = _actor_span(table, named, top, bottom)
    kept = [column for column in _one_each(named) if column.field != "pelaksana" or low <= column.col < high]
    have = {column.col for column in kept}
    for col in range(low, min(high, table.cols)):
        cell = next(iter(_stack(table, top, bottom, col)), None)
        if col not in have and cell is not None and column_of(cell) not in {"pelaksana_group", "mutu_baku_group"}:
            kept.append(_column("pelaksana", col, cell, 0.6, None))
    kept = [column for column in kept if column.field != "pelaksana" or not holds_texts(table, column.col, bottom + 1)]
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
    return column.field == "pelaksana" and holds_durations(table, column.col, bottom + 1)


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
    if (highest is None or highest.colspan == 1) and holds_flow(table, bottom + 1):  # Petugas may be one of several
        return start, table.cols
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
