"""Doers' columns of which nothing but the number is printed."""

from __future__ import annotations

import pytest

from normalize.continued import step_table
from tests.drawn_tables import symbol, table


@pytest.mark.parametrize("numbered", [True, False])
def test_columns_below_one_heading_of_all_doers_are_told_by_their_numbers(numbered: bool) -> None:
    rows = [
        ["No", "Uraian Prosedur", "Pelaksana", "<", "Mutu Baku", "<", "<"],
        *([[str(at) for at in range(1, 8)]] if numbered else []),
        ["1.", "Meminta informasi", "", "", "Formulir", "5 menit", "Permohonan"],
        ["2.", "Mencari informasi", "", "", "Komputer", "10 menit", "Informasi"],
        ["3.", "Menyampaikan informasi", "", "", "Komputer", "5 menit", "Tanda terima"],
    ]
    first = len(rows) - 3
    part = step_table(table(rows, symbols=[symbol("process", first + at, 2 + at % 2) for at in range(3)]), None)
    assert part is not None
    actors = [(column.col, column.name) for column in part.columns.actors]
    assert actors == ([(2, "3"), (3, "4")] if numbered else [(2, "Pelaksana")])
    if numbered:
        assert [part.columns.find(field)[0].col for field in ("kelengkapan", "waktu", "output")] == [4, 5, 6]
