"""Texts in columns that no heading names."""

from __future__ import annotations

import pytest

from normalize.continued import step_table
from normalize.unread_columns import unused_columns
from tests.drawn_tables import HEADER, body, table


@pytest.mark.parametrize(("note", "pages"), [("Arsip lama", [1]), ("-", []), ("", [])])
def test_texts_without_a_heading_are_told(note: str, pages: list[int]) -> None:
    rows = body(("1", "Menerima", "Surat", "5 menit", "Surat"), ("2", "Memeriksa", "Surat", "5 menit", "Catatan"))
    drawn = table([[*HEADER[0], ""], [*HEADER[1], "^"], *([*row, note] for row in rows)])
    part = step_table(drawn, None)
    assert part is not None
    assert unused_columns([part]) == pages
