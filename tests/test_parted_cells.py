"""Cells of several rows in one: activities of two steps, a heading and the step below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from normalize.continued import step_table
from normalize.parted_cells import part_cells, part_headings
from table_extract.table import Table
from tests.drawn_tables import HEADER, body, symbol, table

ROWS = [["1", "Menerima berkas\nMemeriksa berkas", "", "", "", "Berkas", "5 menit", "Berkas", ""],
        ["2", "^", "", "", "", "Berkas", "1 jam", "Catatan", ""]]  # fmt: skip


def _placed(drawn: Table, heights: Sequence[float]) -> Table:
    """The table with boxes for its cells, and their lines at some heights."""
    cells = []
    for cell in drawn.cells:
        box = (drawn.xs[cell.col], drawn.ys[cell.row], drawn.xs[cell.col + 1], drawn.ys[cell.row + cell.rowspan])
        placed = zip(cell.lines, heights, strict=False)
        lines = [replace(line, bbox=(box[0], height - 4, box[2], height + 4)) for line, height in placed]
        cells.append(replace(cell, bbox=box, lines=tuple(lines)))
    return replace(drawn, cells=tuple(cells))


def _activities(heights: tuple[float, float]) -> list[str]:
    """What stands in the column of activities, its two lines at some heights; the second row begins at 60."""
    part = step_table(_placed(table([*HEADER, *ROWS]), heights), None)
    assert part is not None
    return [part_cells(part).table.at(row, 1).text for row in (2, 3)]


def test_a_cell_beside_two_numbers_is_cut_between_them() -> None:
    assert _activities((50, 70)) == ["Menerima berkas", "Memeriksa berkas"]


def test_one_text_for_two_numbers_stays_whole() -> None:
    assert _activities((45, 55)) == ["Menerima berkas\nMemeriksa berkas"] * 2


@pytest.mark.parametrize(("heights", "times"), [((44, 72), ["5 menit", "1 jam"]), ((54, 66), ["5 menit\n1 jam"] * 2)])
def test_other_cells_are_cut_where_their_texts_stand_apart(heights: tuple[float, float], times: list[str]) -> None:
    rows = [["1", "Menerima berkas", "", "", "", "Berkas", "5 menit\n1 jam", "Berkas", ""],
            ["2", "Memeriksa berkas", "", "", "", "Berkas", "^", "Catatan", ""]]  # fmt: skip
    part = step_table(_placed(table([*HEADER, *rows]), heights), None)
    assert part is not None
    assert [part_cells(part).table.at(row, 6).text for row in (2, 3)] == times


def test_a_heading_that_reaches_into_the_first_step_is_cut_where_the_actors_end() -> None:
    lower = ["^", "^", "Petugas", "Kasi", "Camat", "Kelengkapan\nBerkas", "Waktu", "Output", "^"]
    first = ["1", "^", "", "", "", "^", "5 menit", "Catatan", ""]
    rows = [["No.", "Aktivitas\nMenerima berkas", *HEADER[0][2:]], lower, first]
    rows += body(("2", "Mencatat", "Buku", "5 menit", "Buku"))
    drawn = _placed(table(rows, symbols=[symbol("terminator", 2, 2)]), (30, 50))
    steps = step_table(part_headings(drawn), None)
    assert steps is not None and steps.columns.body_from == 2
    assert [steps.table.at(2, col).text for col in (0, 1, 5)] == ["1", "Menerima berkas", "Berkas"]
    assert step_table(drawn, None) is None


def test_a_heading_over_groups_of_actors_stays_whole() -> None:
    groups = ["^", "^", "Luar", "Dalam", "<", "Kelengkapan", "Waktu", "Output", "^"]
    actors = ["^", "^", "Pemohon", "Kasi", "Camat", "^", "^", "^", "^"]
    rows = [HEADER[0], groups, actors, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))]
    drawn = _placed(table(rows, symbols=[symbol("terminator", 3, 2)]), (30,))
    assert part_headings(drawn) == drawn


def test_a_ruling_seen_below_one_actor_alone_ends_the_heading_where_the_first_number_shares_its_cell() -> None:
    lower = ["^", "^", "Petugas", "Kasi", "Camat", "Kelengkapan\nBerkas", "Waktu\n5 menit", "Output\nCatatan", "^"]
    first = ["^", "^", "", "^", "^", "^", "^", "^", ""]
    second, box = body(("2", "Mencatat", "Buku", "5 menit", "Buku")), [symbol("process", 3, 3)]
    drawn = [
        _placed(table([["No.\n1", "Aktivitas\nMenerima", *HEADER[0][2:]], lower, first, *second], symbols=box), heights)
        for heights in ((30, 50), (25, 35))
    ]
    cut, whole = (part_headings(one) for one in drawn)
    assert [cut.at(2, col).text for col in (0, 1, 2, 3, 5, 6)] == ["1", "Menerima", "", "", "Berkas", "5 menit"]
    assert cut.at(1, 3).text == "Kasi"
    assert whole == drawn[1]
