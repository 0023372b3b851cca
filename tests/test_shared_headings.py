"""A heading that a stamp covers on one page takes its columns from the same table's other pages."""

from __future__ import annotations

from normalize.continued import StepTable, step_table
from normalize.shared_headings import share_headings
from tests.drawn_tables import HEADER, body, table

STAMPED = [[*row] for row in HEADER]
STAMPED[1][2], STAMPED[1][6] = "P A", "NAS DI A"


def _parts(first: list[list[str]], second: list[list[str]]) -> list[StepTable]:
    one = step_table(table([*first, *body(("1", "Menerima surat", "Surat", "pagi", "Surat"))]), None)
    two = step_table(table([*second, *body(("2", "Memeriksa surat", "Surat", "5 menit", "Surat"))], page=2), None)
    assert one is not None and two is not None
    return [one, two]


def _named(part: StepTable) -> list[tuple[str, str]]:
    return [(column.field, column.name) for column in part.columns.columns]


def test_a_covered_heading_is_known_from_another_page() -> None:
    garbled, clear = _parts(STAMPED, HEADER)
    assert not garbled.columns.find("waktu")
    assert [_named(part) for part in share_headings([garbled, clear])] == [_named(clear)] * 2
    assert [_named(part) for part in share_headings([clear, garbled])] == [_named(clear)] * 2


def test_a_whole_heading_stays_as_it_is_printed() -> None:
    other = [[*row] for row in HEADER]
    other[1][2] = "Staf"
    parts = _parts(HEADER, other)
    assert share_headings(parts) == tuple(parts)


def test_doers_that_a_stamp_covers_are_known_from_another_page() -> None:
    covered = [[*row] for row in HEADER]
    covered[1][2:4] = "r s", "e A"
    garbled, clear = _parts(covered, HEADER)
    assert _named(garbled) != _named(clear) and garbled.columns.find("waktu")
    assert [_named(part) for part in share_headings([garbled, clear])] == [_named(clear)] * 2


def test_a_table_with_other_columns_lends_none() -> None:
    garbled, _ = _parts(STAMPED, HEADER)
    edges = [0.0, 20.0, 300.0, 330.0, 360.0, 390.0, 500.0, 640.0, 780.0, 900.0]
    clear = step_table(table([*HEADER, *body(("2", "Memeriksa", "Surat", "5 menit", "Surat"))], page=2, xs=edges), None)
    assert clear is not None
    assert share_headings([garbled, clear])[0] == garbled
