"""Heading cells that hold more, or stand for more, than the name of one column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.column import Columns
from normalize.columns import read_columns
from tests.drawn_tables import HEADER, body, table

STEP = body(("1", "Menerima surat", "Surat", "5 menit", "Surat"))
NUMBERINGS = ("\n({})", "\n{}", "\n{}.", " ({})")


def _numbered(numbering: str, columns: range) -> list[list[str]]:
    """HEADER with a number in the lowest heading of some of its columns."""
    rows = [[text.replace("Petugas", "Staf") for text in row] for row in HEADER]
    for col in columns:
        row = rows[0] if rows[1][col] == "^" else rows[1]
        row[col] += numbering.format(col + 1)
    return rows


def _actors(columns: Columns | None) -> list[str]:
    assert columns is not None
    return [actor.name for actor in columns.actors]


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_the_number_of_a_column_is_no_part_of_its_name(numbering: str) -> None:
    columns = read_columns(table([*_numbered(numbering, range(9)), *STEP]))
    assert _actors(columns) == ["Staf", "Kasi", "Camat"]
    assert columns is not None and len(columns.columns) == 9


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_numbers_of_doers_alone_belong_to_their_names(numbering: str) -> None:
    columns = read_columns(table([*_numbered(numbering, range(2, 5)), *STEP]))
    assert [any(map(str.isdigit, name)) for name in _actors(columns)] == [True] * 3


def test_one_heading_of_the_numbers_and_the_activities() -> None:
    head = [list(row) for row in HEADER]
    head[0][:2], head[1][:2] = ["Uraian Prosedur", "<"], ["^", "<"]
    columns = read_columns(table([*head, *STEP]))
    assert columns is not None
    assert [(column.field, column.col) for column in columns.columns][:3] == [
        ("no", 0),
        ("aktivitas", 1),
        ("pelaksana", 2),
    ]


@pytest.mark.parametrize(("level", "own"), [(12.0, "Seksi Umum"), (6.0, "Pelaksana Seksi Umum")])
def test_the_groups_name_above_all_doers_without_a_ruling_is_no_part_of_the_middle_one(level: float, own: str) -> None:
    head = ["No.", "Aktivitas", "Petugas", "Pelaksana\nSeksi Umum", "Camat", "Kelengkapan", "Waktu", "Output", "Ket."]
    drawn = table([head, *STEP])
    tops = {"Petugas": level, "Camat": level, "Pelaksana": 0.0, "Seksi Umum": 12.0}
    cells = (
        replace(
            cell,
            lines=tuple(replace(line, bbox=(0, top, 9, top + 8)) for line in cell.lines for top in [tops[line.text]]),
        )
        if cell.text.split("\n")[0] in tops
        else cell
        for cell in drawn.cells
    )
    assert _actors(read_columns(replace(drawn, cells=tuple(cells)))) == ["Petugas", own, "Camat"]
