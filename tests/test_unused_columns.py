"""Texts in columns that no heading names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.column import Columns
from normalize.continued import StepTable, step_table
from normalize.unread_columns import unread_fields, unused_columns
from tests.drawn_tables import HEADER, body, table


@pytest.mark.parametrize(("note", "pages"), [("Arsip lama", [1]), ("-", []), ("", [])])
def test_texts_without_a_heading_are_told(note: str, pages: list[int]) -> None:
    rows = body(("1", "Menerima", "Surat", "5 menit", "Surat"), ("2", "Memeriksa", "Surat", "5 menit", "Catatan"))
    drawn = table([[*HEADER[0], ""], [*HEADER[1], "^"], *([*row, note] for row in rows)])
    part = step_table(drawn, None)
    assert part is not None
    assert unused_columns([part]) == pages


@pytest.mark.parametrize(("note", "unread"), [("Arsip lama", {"kelengkapan"}), ("", set())])
def test_a_blank_column_beside_texts_that_are_no_fields_is_unread(note: str, unread: set[str]) -> None:
    """The ruling between two headings was not seen, and the text stands in the other column."""
    rows = body(("1", "Menerima", "", "5 menit", "Surat"), ("2", "Memeriksa", "", "5 menit", "Catatan"))
    drawn = table([[*HEADER[0], ""], [*HEADER[1], "^"], *([*row, note] for row in rows)])
    part = step_table(drawn, None)
    assert part is not None
    assert unread_fields([part]) - {"keterangan"} == unread


@pytest.mark.parametrize(("note", "unread"), [("Lewat surel", {"keterangan"}), ("-", set()), ("", set())])
def test_one_remark_below_a_last_heading_that_could_not_be_read_tells_its_column(note: str, unread: set[str]) -> None:
    rows = body(*((str(number), "Memeriksa", "Surat", "5 menit", "Surat") for number in range(1, 9)))
    rows[3][-1] = note
    drawn = table([*([text.replace("Keterangan", "AD NF ISA") for text in row] for row in HEADER), *rows])
    cells = []
    for cell in drawn.cells:
        sure = 0.3 if cell.text == "AD NF ISA" else 0.95
        lines = (replace(one, confidence=sure, readings=(("tesseract", one.text, sure),)) for one in cell.lines)
        cells.append(replace(cell, lines=tuple(lines)))
    known = step_table(table([*HEADER, *rows]), None)
    assert known is not None
    columns = tuple(column for column in known.columns.columns if column.field != "keterangan")
    assert unread_fields([StepTable(replace(drawn, cells=tuple(cells)), Columns(columns, 0, 2))]) == unread
