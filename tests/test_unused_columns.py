"""Texts in columns that no heading names."""

from __future__ import annotations

import pytest

from normalize.continued import step_table
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
