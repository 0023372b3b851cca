"""Step tables that print neither Mutu Baku nor Pelaksana: the flowchart below the headings tells them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from normalize.columns import read_columns
from normalize.continued import step_table
from normalize.steps import tables_to_steps
from table_extract.table import Connector, Symbol, Table
from tests.drawn_tables import arrow, symbol, table

ACTS = ("Menerima berkas dari warga", "Memeriksa kelengkapan berkas", "Menyerahkan surat kepada warga")
ONE_LEVEL = [["No", "Kegiatan", "Warga", "Petugas", "Lurah"]]
UNKNOWN_GROUP = [["No", "Kegiatan", "Bagian di Kantor", "<", "<"], ["^", "^", "Warga", "Petugas", "Lurah"]]
UNMERGED = [["No", "Kegiatan", "Bagian di Kantor", "<", "<"], ["", "", "Warga", "Petugas", "Lurah"]]
GROUP_ABOVE = [["", "", "Bagian di Kantor", "<", "<"], ["No", "Kegiatan", "Warga", "Petugas", "Lurah"]]
ARROWS = (arrow(0, 1), arrow(1, 2))


def drawn(
    head: Sequence[Sequence[str]],
    arrows: Sequence[Connector],
    *,
    numbered: bool = True,
    cols: Sequence[int] = (2, 3, 4),
) -> Table:
    """Three steps below a heading, a box in each."""
    first = 0 if numbered else 1
    rows = [*head, *([str(at), text, "", "", ""] for at, text in enumerate(ACTS, 1))]
    boxes: list[Symbol] = [symbol("process", len(head) + at, col - first) for at, col in enumerate((2, 3, 4))]
    return table([row[first:] for row in rows], symbols=boxes, connectors=arrows)


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("head", [ONE_LEVEL, UNKNOWN_GROUP, UNMERGED, GROUP_ABOVE])
def test_a_flowchart_makes_a_table_of_activities_one_of_steps(head: list[list[str]], numbered: bool) -> None:
    columns = read_columns(drawn(head, ARROWS, numbered=numbered))
    assert columns is not None
    assert [column.name for column in columns.actors] == ["Warga", "Petugas", "Lurah"]
    assert len(columns.find("aktivitas")) == 1
    assert columns.body_from == len(head)


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("head", [ONE_LEVEL, UNKNOWN_GROUP, UNMERGED, GROUP_ABOVE])
def test_sentences_beside_a_flowchart_are_activities_whatever_their_heading(
    head: list[list[str]], numbered: bool
) -> None:
    other = [[text.replace("Kegiatan", "Alurnya").replace("No", "Butir") for text in row] for row in head]
    columns = read_columns(drawn(other, ARROWS, numbered=numbered))
    assert columns is not None
    assert [column.name for column in columns.actors] == ["Warga", "Petugas", "Lurah"]
    assert [column.col for column in columns.find("aktivitas")] == [int(numbered)]
    assert len(columns.find("no")) == numbered
    assert columns.body_from == len(head)


def test_columns_behind_times_are_doers_too() -> None:
    head = [["Kegiatan", "Waktu", "Warga", "Petugas", "Lurah"]]
    rows = [*head, *([text, "5 menit", "", "", ""] for text in ACTS)]
    boxes = [symbol("process", at + 1, at + 2) for at in range(3)]
    columns = read_columns(table(rows, symbols=boxes, connectors=ARROWS))
    assert columns is not None
    assert [column.name for column in columns.actors] == ["Warga", "Petugas", "Lurah"]


def test_boxes_to_tick_are_no_flowchart() -> None:
    assert read_columns(drawn([row[1:] for row in ONE_LEVEL], (), numbered=False)) is None
    side_by_side = drawn([["", "Kegiatan", "Baik", "Cukup", "Kurang"]], ())
    assert read_columns(side_by_side) is None


def _numbers(figures: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Keys and flags of steps without a column of numbers, a figure in the box of each."""
    rows = [["Kegiatan", "Warga", "Petugas", "Lurah"]]
    rows += [[f"Menyusun berkas bagian {at}", *("",) * (at % 3), figure] for at, figure in enumerate(figures)]
    boxes = [symbol("process", at + 1, 1 + at % 3) for at in range(len(figures))]
    steps = step_table(table(rows, symbols=boxes, connectors=ARROWS), None)
    assert steps is not None
    return [(leaf.text if (leaf := step.leaves["no"]) else "", step.flags) for step in tables_to_steps([steps])]


def test_numbers_inside_the_symbols_are_those_of_the_steps() -> None:
    assert _numbers(["3", "4\nYa", "5.", "6"]) == [("3", ()), ("4", ()), ("5.", ()), ("6", ())]
    (*_, (number, flags), last) = _numbers(["1", "2", "3", "", "5"])
    assert (number, last[0]) == ("4", "5")
    assert flags


@pytest.mark.parametrize("figures", [["7", "", "2", "7"], ["1", "2\n3\n4", "5", "6"]])
def test_figures_that_do_not_count_the_rows_are_not_their_numbers(figures: list[str]) -> None:
    assert [number for number, _ in _numbers(figures)] == ["1", "2", "3", "4"]


def test_a_step_that_goes_on_from_another_page_is_no_heading_though_its_output_sounds_like_one() -> None:
    rows = [
        ["8", "Mencatat berkas masuk", "", "", "Data kegiatan"],
        *([str(9 + at), text, "", "", "Surat"] for at, text in enumerate(ACTS)),
    ]
    boxes = [symbol("process", row, 2 + row % 2) for row in range(4)]
    assert read_columns(table(rows, symbols=boxes, connectors=[arrow(0, 1), arrow(1, 2), arrow(2, 3)])) is None


def test_descriptions_are_remarks_and_the_parties_concerned_do_the_steps() -> None:
    head = ["No.", "Aktivitas", "Deskripsi", "Pihak Terlibat", "Dokumen/Output"]
    rows = [["1", "Pencatatan", "Petugas mencatat alat yang rusak", "Petugas", "Daftar alat"]]
    columns = read_columns(table([head, *rows]))
    assert columns is not None
    fields = [column.field for column in sorted(columns.columns, key=lambda column: column.col)]
    assert fields == ["no", "aktivitas", "keterangan", "pelaksana", "output"]
