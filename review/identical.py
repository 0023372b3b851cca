"""Cells that say the same in the same column, so that one decision may settle them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from review.learned import tidy
from review.leaves import ARROWS, HEADING, PERFORMERS, ReviewCell, column_kind
from review.ledger import Decision


def identity_of(cell: ReviewCell) -> tuple[str, str] | None:
    """Column and reading; None where equal texts prove nothing: blanks, and what is seen in the drawing."""
    if not tidy(cell.text) or cell.column in (PERFORMERS, ARROWS) or cell.column.startswith(HEADING):
        return None
    return column_kind(cell.column), tidy(cell.text)


def identical_cells(cell: ReviewCell, cells: Iterable[ReviewCell]) -> list[ReviewCell]:
    """The other cells that wait for a person and read the same in the same column, of all files."""
    own, key = identity_of(cell), (cell.sha256, cell.cell_id)
    if own is None:
        return []
    return [
        other
        for other in cells
        if other.status == "review" and identity_of(other) == own and (other.sha256, other.cell_id) != key
    ]


def same_for(decision: Decision, other: ReviewCell) -> Decision:
    """The same decision on another cell with the same reading."""
    return replace(
        decision,
        sha256=other.sha256,
        cell_id=other.cell_id,
        file=other.file,
        column=other.column,
        reading=other.text,
        confidence=other.confidence,
        note="diputuskan bersama sel lain yang berbunyi sama",
    )
