"""Columns of a scan that hold text below an unread heading: the fields they may be are unread, not blank."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.column import MUTU_BAKU
from normalize.confidence import from_scan
from normalize.continued import StepTable

READ = 0.7
"""Confidence from which a line of a heading counts as read."""
LOSABLE = (*MUTU_BAKU, "keterangan")
FEWEST_TEXTS = 2
LEAST_TEXT_SHARE = 0.5
"""Share of the rows that hold text in a column that is no doer's: symbols stand there, and now and then a label."""


def unread_fields(parts: Sequence[StepTable]) -> frozenset[str]:
    """The fields of Mutu Baku, and Keterangan, that no heading names, where some column's heading could not be read."""
    printed = {column.field for part in parts for column in part.columns.columns}
    missing = frozenset(LOSABLE) - printed
    return missing if missing and any(_has_unread_column(part) for part in parts) else frozenset()


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
    return enough and bool(above) and min(line.confidence for line in above) < READ
