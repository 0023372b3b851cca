"""Pages of one table agree on the lines between doers, and a column of two doers is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from normalize.continued import StepTable, step_table
from normalize.record import TWO_ACTORS, actors_to_json
from normalize.shared_rulings import share_rulings, tell_doubled
from table_extract.table import Symbol, Table
from tests.drawn_tables import HEADER, body, symbol, table

EDGES = tuple(100.0 * col for col in range(10))
JOINED = [["No.", "Aktivitas", "Pelaksana", "<", "Mutu Baku", "<", "<", "Keterangan"],
          ["^", "^", "Petugas", "Kasi\nCamat", "Kelengkapan", "Waktu", "Output", "^"]]  # fmt: skip


def _rows(first: int, blanks: int) -> list[list[str]]:
    return [[str(no), "Memeriksa surat", *[""] * blanks, "Surat", "5 menit", "Surat", ""] for no in (first, first + 1)]


def _placed(drawn: Table) -> Table:
    """The table with its cells in pixels, and the two names that share a heading side by side."""
    cells = []
    for cell in drawn.cells:
        box = (drawn.xs[cell.col], drawn.ys[cell.row], drawn.xs[cell.col + cell.colspan], drawn.ys[cell.row + 1])
        width = (box[2] - box[0]) / max(1, len(cell.lines))
        lines = [
            replace(line, bbox=(box[0] + at * width + 5, box[1] + 5, box[0] + (at + 1) * width - 5, box[1] + 15))
            for at, line in enumerate(cell.lines)
        ]
        cells.append(replace(cell, bbox=box, lines=tuple(lines)))
    return replace(drawn, cells=tuple(cells))


def _unparted(drawn: Sequence[Symbol] = ()) -> StepTable:
    """A page on which the line between the second and the third doer was not seen."""
    edges = (*EDGES[:4], *EDGES[5:])
    part = step_table(_placed(table([*JOINED, *_rows(1, 2)], symbols=drawn, xs=edges)), None)
    assert part is not None
    return part


def _names(part: StepTable) -> list[str]:
    return [column.name for column in part.columns.actors]


def test_a_line_that_one_page_shows_parts_the_doers_of_the_other() -> None:
    first = _unparted([replace(symbol("process", 2, 4), col=3), replace(symbol("terminator", 3, 3), col=3)])
    rest = step_table(_placed(table(_rows(3, 3), page=2, xs=EDGES)), first)
    assert rest is not None and _names(first) == ["Petugas", "Kasi Camat"]
    parts = share_rulings([first, rest])
    assert [_names(part) for part in parts] == [["Petugas", "Kasi", "Camat"]] * 2
    assert [one.col for one in parts[0].table.symbols] == [4, 3]


def test_a_page_of_other_columns_parts_none() -> None:
    first = _unparted()
    other = step_table(
        table(
            [*HEADER, *body(("3", "Mengirim", "", "5", ""))], page=2, xs=(0, 90, 310, 390, 420, 460, 640, 700, 800, 900)
        ),
        None,
    )
    assert other is not None
    assert _names(share_rulings([first, other])[0]) == ["Petugas", "Kasi Camat"]


def test_a_column_twice_as_wide_as_the_others_waits_for_a_person() -> None:
    part = tell_doubled(_unparted())
    assert [column.doubled for column in part.columns.actors] == [False, True]
    names = [actor["name"] for actor in actors_to_json([part], None)]
    assert [TWO_ACTORS in name["reasons"] for name in names if isinstance(name, dict)] == [False, True]


def test_symbols_in_both_halves_tell_two_doers_where_all_columns_are_wide() -> None:
    drawn = [replace(symbol("process", 2, 4), col=3), replace(symbol("terminator", 3, 3), col=3)]
    edges = (0.0, 100.0, 200.0, 300.0, 500.0, 600.0, 700.0, 800.0, 900.0)
    wide = step_table(_placed(table([*JOINED, *_rows(1, 2)], symbols=drawn, xs=edges)), None)
    assert wide is not None
    part = tell_doubled(wide)
    assert [column.doubled for column in part.columns.actors] == [False, True]


@pytest.mark.parametrize(("places", "doubled"), [((5, 6, 7, 6, 5, 7), True), ((6, 6, 6, 6, 7, 6), False)])
def test_symbols_apart_in_several_rows_tell_three_doers(places: tuple[int, ...], doubled: bool) -> None:
    drawn = [replace(symbol("process", 2 + row, place), col=3) for row, place in enumerate(places)]
    edges = (0.0, 100.0, 200.0, 500.0, 800.0, 900.0, 1000.0, 1100.0, 1200.0)
    rows = [row for first in (1, 3, 5) for row in _rows(first, 2)]
    wide = step_table(_placed(table([*JOINED, *rows], symbols=drawn, xs=edges)), None)
    assert wide is not None
    assert tell_doubled(wide).columns.actors[-1].doubled is doubled


def test_names_read_as_one_come_from_the_page_that_shows_the_line() -> None:
    joined = [[*row] for row in JOINED]
    joined[1][3] = "Kasi Camat"
    edges = (*EDGES[:4], *EDGES[5:])
    first = step_table(_placed(table([*joined, *_rows(1, 2)], xs=edges)), None)
    again = step_table(_placed(table([*HEADER, *_rows(3, 3)], page=2, xs=EDGES)), None)
    assert first is not None and again is not None and _names(first) == ["Petugas", "Kasi Camat"]
    assert [_names(part) for part in share_rulings([first, again])] == [["Petugas", "Kasi", "Camat"]] * 2
