"""Pages that go on with a step table without its heading take their columns from the page before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from normalize.continued import step_table
from normalize.segment import sheets_to_drafts
from table_extract.table import PagePlace, Table
from tests.drawn_tables import HEADER, body, sheet, table

EDGES = [100.0 * col for col in range(1, 11)]
PAGE_WIDTH = 1100.0


def _placed(rows: Sequence[Sequence[str]], xs: Sequence[float], page: int) -> Table:
    """A table that stands on its page where its column lines say."""
    place = PagePlace(page, (xs[0] / PAGE_WIDTH, 0.2, xs[-1] / PAGE_WIDTH, 0.8))
    return replace(table(rows, page=page, xs=xs), place=place)


@pytest.mark.parametrize("shift", [0.0, 60.0])
def test_a_column_that_the_edge_of_the_scan_cuts_off_leaves_the_others_in_place(shift: float) -> None:
    one = step_table(_placed([*HEADER, *body(("1", "Menerima", "Surat", "5 menit", "Catatan"))], EDGES, 1), None)
    cut = [row[:-1] for row in body(("2", "Memeriksa", "Surat", "10 menit", "Laporan"))]
    two = step_table(_placed(cut, [edge + shift for edge in EDGES[:-1]], 2), one)
    assert two is not None
    read = {column.field: two.table.at(0, column.col).text for column in two.columns.columns}
    assert (read["kelengkapan"], read["waktu"], read["output"]) == ("Surat", "10 menit", "Laporan")
    assert "keterangan" not in read


def test_the_groups_names_repeated_alone_are_no_step() -> None:
    one = step_table(table([*HEADER, *body(("1", "Menerima", "Surat", "5 menit", "Catatan"))]), None)
    width = len(HEADER[0])
    groups = ["", "", "Pelaksana", *[""] * (width - 4), "Mutu Baku"]
    rest = [groups, [""] * width, *body(("2", "Memeriksa", "Surat", "10 menit", "Laporan"))]
    two = step_table(table(rest, page=2), one)
    assert two is not None
    assert two.columns.body_from == 1


@pytest.mark.parametrize(("number", "joined"), [("9", True), ("19", False)])
def test_a_table_goes_on_past_rows_whose_numbers_were_not_read(number: str, joined: bool) -> None:
    steps = [(str(at), f"Menerima surat {at}", "Surat", "5 menit", "Catatan") for at in (1, 2)]
    more = [("", f"Memeriksa surat {at}", "Surat", "5 menit", "Laporan") for at in range(3, 9)]
    last = (number, "Mengirim surat", "Surat", "5 menit", "Tanda terima")
    pages = [_placed([*HEADER, *body(*steps)], EDGES, 1), _placed(body(*more, last), EDGES, 2)]
    (draft,) = sheets_to_drafts([sheet([one], page=one.page) for one in pages])
    assert len(draft.parts) == 1 + joined
