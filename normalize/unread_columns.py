"""Columns of a scan that were not read for what they are: the fields that they may hold are unread, not blank.

Their heading could not be read, or the ruling between them and their neighbour was not seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalize.column import MUTU_BAKU
from normalize.column_texts import TEXT, column_texts
from normalize.confidence import from_scan
from normalize.continued import StepTable
from normalize.durations import parse_duration

READ = 0.7
"""Confidence from which a line of a heading counts as read."""
LOSABLE = (*MUTU_BAKU, "keterangan")
BEHIND = re.compile(
    r"\D*[A-Za-z]{3,}\D*\s(?P<time>\d\S*(?:\s(?:-|s/d|s\.d\.|sampai)\s\d+)?\s[A-Za-z]+(?:\s[Kk]erja)?)$"
)
"""A number and its unit behind words without numbers."""
FEWEST_TEXTS = 2
LEAST_TEXT_SHARE = 0.5
"""Share of the rows that hold text in a column that is no doer's: symbols stand there, and now and then a label."""


def unread_fields(parts: Sequence[StepTable]) -> frozenset[str]:
    """The fields of Mutu Baku, and Keterangan, that no heading names, where some column's heading could not be read.

    Times behind the texts of another column are those of a column of their own. What stands in a column that is no
    field's may belong to one whose own column is blank.
    """
    printed = {column.field for part in parts for column in part.columns.columns}
    missing = frozenset(LOSABLE) - printed
    blank = _blank_fields(parts) if unused_columns(parts) else frozenset()
    if missing and any(_has_unread_column(part) for part in parts):
        return missing | blank
    timed = "waktu" in missing and any(_holds_times_too(part) for part in parts)
    return blank | {"waktu"} if timed else blank


def _blank_fields(parts: Sequence[StepTable]) -> frozenset[str]:
    """The fields of Mutu Baku whose columns hold no text, or only specks that were read as marks."""
    columns = [(part, column) for part in parts for column in part.columns.columns if column.field in MUTU_BAKU]
    filled = {c.field for part, c in columns if _longest_text(part, c.col) >= TEXT}
    return frozenset(column.field for _, column in columns) - filled


def _longest_text(part: StepTable, col: int) -> int:
    return max(map(len, column_texts(part.table, col, part.columns.body_from)), default=0)


def unused_columns(parts: Sequence[StepTable]) -> list[int]:
    """The pages of drawn tables on which a column holds texts that are no field's, nor a doer's: nobody reads them."""
    return [part.table.page for part in parts if part.table.xs and _has_unused_column(part)]


def _has_unused_column(part: StepTable) -> bool:
    known = {column.col for column in part.columns.columns}
    first = part.columns.body_from
    texts = (column_texts(part.table, col, first) for col in range(part.table.cols) if col not in known)
    return any(sum(len(text) >= TEXT for text in column) >= FEWEST_TEXTS for column in texts)


def _holds_times_too(part: StepTable) -> bool:
    """Whether the texts of a column of Mutu Baku end with times as a rule."""
    for column in part.columns.columns:
        texts = column_texts(part.table, column.col, part.columns.body_from) if column.field in MUTU_BAKU else []
        timed = sum(ends_with_time(text) for text in texts)
        if timed >= max(FEWEST_TEXTS, LEAST_TEXT_SHARE * sum(map(bool, texts))):
            return True
    return False


def ends_with_time(text: str) -> bool:
    """Whether a time stands behind other words.

    >>> ends_with_time("Surat | 3 jam"), ends_with_time("Dokumen, data 1 Jam"), ends_with_time("3 jam")
    (True, True, False)
    """
    found = BEHIND.match(text)
    return found is not None and parse_duration(found["time"]) is not None


def _has_unread_column(part: StepTable) -> bool:
    """An actor's heading may be unread, too: then its column holds symbols and no text."""
    known = {column.col for column in part.columns.columns if column.field != "pelaksana"}
    return any(_is_unread(part, col) for col in range(part.table.cols) if col not in known)


def _is_unread(part: StepTable, col: int) -> bool:
    first = part.columns.body_from
    heads = (cell for cell in part.table.cells if cell.row < first and cell.col <= col < cell.col + cell.colspan)
    above = [line for cell in heads for line in cell.lines]
    below = [cell for cell in part.table.cells if cell.col == col and cell.row >= first]
    texts = [cell for cell in below if cell.lines and from_scan(cell.lines)]
    enough = len(texts) >= max(FEWEST_TEXTS, LEAST_TEXT_SHARE * len(below))
    enough |= _is_last(part, col) and any(len(cell.text) >= TEXT for cell in texts)
    return enough and bool(above) and min(line.confidence for line in above) < READ


def _is_last(part: StepTable, col: int) -> bool:
    """Whether a column stands behind all that are known, of Mutu Baku, too: no doer's symbols are there."""
    columns = part.columns.columns
    return any(column.field in MUTU_BAKU for column in columns) and all(column.col < col for column in columns)
