"""Columns that the edge of a scan cuts off."""

from __future__ import annotations

import pytest

from normalize.continued import step_table
from normalize.leaf import CUT_AT_EDGE, UNLIKELY, make_leaf
from normalize.steps import COUNTED, tables_to_steps
from table_extract.cut_edges import mark_cut_lines
from table_extract.rulings import Ruling
from table_extract.table import Cell, Line, PagePlace, Table
from tests.drawn_tables import HEADER, table


@pytest.mark.parametrize(("first", "known"), [(2, False), (1, True)])
def test_the_numbers_of_the_columns_tell_that_the_first_is_cut_off(first: int, known: bool) -> None:
    steps = [["Menerima surat", "", "", "", "Surat", "5 menit", "Surat", ""]]
    numbered = [[str(at) for at in range(first, first + 8)]]
    part = step_table(table([*(row[1:] for row in HEADER), *numbered, *steps]), None)
    assert part is not None
    (step,) = tables_to_steps([part])
    number, activity = step.leaves["no"], step.leaves["aktivitas"]
    assert number is not None and activity is not None
    if known:
        assert (number.text, number.changes, activity.status) == ("1", (COUNTED,), "auto")
    else:
        assert (number.missing, number.status, activity.status) == ("not_captured", "review", "review")


@pytest.mark.parametrize("framed", [False, True])
def test_print_that_reaches_the_side_where_all_rulings_end_is_cut(framed: bool) -> None:
    place = PagePlace(1, (0.0, 0.0, 1.0, 1.0))
    read = [
        Line(text, 0.99, place, (100.0, 0.0, end, 20.0)) for text, end in (("Berkas leng", 299.0), ("Surat", 160.0))
    ]
    cells = tuple(Cell(row, 0, place, bbox=(90.0, 0.0, 300.0, 40.0), lines=(line,)) for row, line in enumerate(read))
    columns = [Ruling("v", 90.0, 0.0, 40.0, 2.0), Ruling("v", 300.0, 0.0, 40.0, 2.0 if framed else 0.0)]
    drawn = Table(1, 2, 1, cells, place, xs=(90.0, 300.0), ys=(0.0, 20.0, 40.0))
    lines = [cell.lines[0] for cell in mark_cut_lines(drawn, columns, pixels_per_mm=8.0).cells]
    assert [line.cut for line in lines] == [not framed, False]
    doubted = [CUT_AT_EDGE in make_leaf([line], "output").reasons for line in lines]
    assert doubted == [line.cut for line in lines]
    assert all((make_leaf([line], "output").confidence <= UNLIKELY) == line.cut for line in lines)
