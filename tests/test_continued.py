"""Pages that go on with a step table without its heading take their columns from the page before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from normalize.continued import step_table
from normalize.segment import sheets_to_drafts
from table_extract.table import PagePlace, Table
from table_extract.textdump import text_to_sheet
from tests.drawn_tables import HEADER, body, sheet, symbol, table

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


def test_repeated_header_gives_back_unit_and_blurred_role() -> None:
    first = [row[:] for row in HEADER]
    first[1][6] = "Waktu (menit)"
    again = [row[:] for row in HEADER]
    again[1][3] = "Ka si"
    one = step_table(table([*first, *body(("1", "Menerima", "", "5", ""))]), None)
    two = step_table(table([*again, *body(("2", "Memeriksa", "", "10", ""))], page=2), one)
    assert two is not None
    assert two.columns.find("waktu")[0].unit == "menit"
    assert [c.name for c in two.columns.actors] == ["Petugas", "Kasi", "Camat"]


def test_missing_header_is_inherited_by_place() -> None:
    one = step_table(table([*HEADER, *body(("1", "Menerima", "", "5", ""))]), None)
    rest = body(("2", "Memeriksa surat", "Surat", "10 menit", "Surat"))
    two = step_table(table(rest, page=2), one)
    assert two is not None and two.columns.inherited and two.columns.body_from == 0
    narrow = [[*row[:7], row[8]] for row in rest]
    edges = [0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 900.0]
    three = step_table(table(narrow, page=3, xs=edges), one)
    assert three is not None
    assert three.columns.find("kelengkapan")[0].col == 5


def test_actors_that_a_page_does_not_rule_off_stand_where_they_stood_before() -> None:
    one = step_table(table([*HEADER, *body(("1", "Menerima", "", "5", ""))]), None)
    rows = [["2", "Memeriksa", "", "Surat", "10 menit", "Surat", ""], ["3", "Mengirim", "", "Surat", "5 menit", "", ""]]
    edges = [0.0, 100.0, 200.0, 500.0, 600.0, 700.0, 800.0, 900.0]
    drawn = [symbol("process", 0, 4), symbol("terminator", 1, 3)]
    wide = table(rows, page=2, xs=edges, symbols=[replace(one, col=2) for one in drawn])
    two = step_table(wide, one)
    assert two is not None and two.columns.inherited
    assert [column.name for column in two.columns.actors] == ["Petugas", "Kasi", "Camat"]
    assert [symbol.col for symbol in two.table.symbols] == [4, 3]
    assert two.table.at(0, two.columns.find("waktu")[0].col).text == "10 menit"


def test_a_dump_goes_on_with_fewer_cells_than_there_are_actors() -> None:
    head = "NO\tKEGIATAN\tPELAKSANA\t\t\t\tKELENGKAPAN\n\t\tPetugas\tKasi\tSekretaris\tCamat\t\n"
    steps = "1\tMenerima surat\t\t\t\t\tSurat\n2\tMemeriksa surat\t\t\t\t\tSurat\n"
    first, second = text_to_sheet(f"{head}{steps}\nHalaman 2\n\n3\tMengirim surat\t\t\tSurat\n").tables
    found = step_table(second, step_table(first, None))
    assert found is not None and found.continues
    assert all(column.col < second.cols for column in found.columns.columns)


def test_other_table_after_the_steps_is_no_continuation() -> None:
    one = step_table(table([*HEADER, *body(("1", "Menerima", "", "5", ""))]), None)
    assert step_table(table([["Mengetahui", "Disusun oleh"], ["Lurah", "Staf"]], page=2), one) is None
    names = [["No", "Nama", "Jabatan", "Tanda Tangan"], ["1", "Sari", "Staf", ""], ["2", "Budi", "Kasi", ""]]
    assert step_table(table(names, page=2, xs=[0.0, 100.0, 300.0, 700.0, 900.0]), one) is None


@pytest.mark.parametrize(("first", "joined"), [(1, False), (3, True)])
def test_a_list_that_counts_from_one_again_is_no_continuation_though_its_lines_agree(first: int, joined: bool) -> None:
    head = [
        ["No", "Kegiatan", "Pelaksana", "<", "<", "<", "<", "Ket"],
        ["^", "^", "Petugas", "Kasi", "Kabid", "Sekretaris", "Camat", "^"],
    ]
    edges = [0.0, 50.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0]
    steps = [["1", "Menerima surat", "", "", "", "", "", "-"], ["2", "Memeriksa surat", "", "", "", "", "", "-"]]
    one = step_table(table([*head, *steps], xs=edges), None)
    assert one is not None
    rows = [[str(first + at), text, "", "Staf"] for at, text in enumerate(("Sari", "Budi", "Tono"))]
    assert (step_table(table(rows, page=2, xs=[0.0, 50.0, 400.0, 700.0, 1000.0]), one) is not None) == joined
