"""Headings whose column is in doubt, as leaves that a person can confirm: ``text`` is the column, ``raw`` the print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.column import Column
from normalize.continued import StepTable
from normalize.header_cells import MATCHED
from normalize.headers import confirmed_column
from normalize.leaf import cell_id, lines_to_text, place_to_json
from table_extract.table import Cell

REASON = "judul kolom belum dikenal; kolomnya dikenali dari letak dan isinya"


def headings_to_json(parts: Sequence[StepTable]) -> list[dict[str, object]]:
    """Each wording once: those that no vocabulary explains, and those that people have confirmed.

    Doers are not asked for: their titles are no vocabulary, and reviewed as names.
    """
    found: dict[str, dict[str, object]] = {}
    for part in parts:
        for column, cell in _printed(part):
            wording = lines_to_text(cell.lines)
            sure = confirmed_column(wording) == column.field
            if sure or column.score < MATCHED:
                found.setdefault(wording, _leaf(column, cell, wording, sure=sure))
    return list(found.values())


def _printed(part: StepTable) -> Iterator[tuple[Column, Cell]]:
    """The columns other than doers with the heading printed over them; a table without a header prints none."""
    for column in () if part.columns.inherited else part.columns.columns:
        rows = range(part.columns.body_from - 1, part.columns.header_from - 1, -1)
        cells = [part.table.at(row, column.col) for row in rows] if column.field != "pelaksana" else []
        heading = next((cell for cell in cells if cell.lines and cell.colspan == 1), None)
        if heading is not None and not lines_to_text(heading.lines).isdecimal():
            yield column, heading


def _leaf(column: Column, cell: Cell, wording: str, *, sure: bool) -> dict[str, object]:
    """Plainly in doubt or plainly not: the evidence that is weighed for values says nothing of a wording."""
    return {
        "text": column.field,
        "raw": wording,
        "value": None,
        "confidence": 1.0 if sure else column.score,
        "status": "auto" if sure else "review",
        "missing": None,
        "reasons": [] if sure else [REASON],
        "changes": [],
        "where": place_to_json(cell.place),
        "cell_id": cell_id("judul", cell.place),
    }
