"""Header rows of step tables become named columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.column import MUTU_BAKU, TOLD_BY_CONTENT, TOLD_BY_DRAWING, Columns
from normalize.columns import read_columns
from normalize.continued import step_table
from normalize.number_rows import is_number_row
from tests.drawn_tables import HEADER, body, symbol, table

ACTS = ("Menerima berkas dari warga", "Memeriksa kelengkapan berkas", "Menyerahkan surat kepada warga")


def fields(columns: Columns | None) -> list[str]:
    assert columns is not None
    return [column.field for column in columns.columns]


def test_two_level_header() -> None:
    columns = read_columns(table([*HEADER, *body(("1", "Menerima surat", "Surat", "5 menit", "Surat"))]))
    assert columns is not None
    assert fields(columns) == ["no", "aktivitas", *["pelaksana"] * 3, "kelengkapan", "waktu", "output", "keterangan"]
    assert [column.name for column in columns.actors] == ["Petugas", "Kasi", "Camat"]
    assert columns.body_from == 2


def test_lower_row_decides_where_group_label_lies_one_cell_off() -> None:
    rows = [
        ["NO", "Uraian Kegiatan", "Pelaksana Kegiatan", "", "", "Mutu Baku", "", "", "", ""],
        ["", "", "Camat", "Anggota Tim", "Kasi/ Kasubbag", "Sekcam", "Persyr/Klkpn", "Waktu", "Output", "Ket"],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        ["1.", "Membentuk tim", "", "", "", "", "Draft SK", "2 Jam", "SK Tim", ""],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [c.name for c in columns.actors] == ["Camat", "Anggota Tim", "Kasi/ Kasubbag", "Sekcam"]
    assert fields(columns)[-4:] == ["kelengkapan", "waktu", "output", "keterangan"]
    assert columns.body_from == 3


def test_role_called_pelaksana_is_an_actor() -> None:
    rows = [
        ["No.", "Aktifitas", "Pelaksana", "", "", "Mutu Baku", "", "", "Keterangan"],
        ["", "", "Kepala", "Ka TU", "Pelaksana", "Persyaratan / Perlengkapan", "Waktu", "Output", ""],
        ["1.", "Menerima surat", "", "", "", "Surat Masuk", "5 menit", "Konsep", ""],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [c.name for c in columns.actors] == ["Kepala", "Ka TU", "Pelaksana"]


def test_actors_after_mutu_baku() -> None:
    rows = [
        ["No", "Kegiatan", "Mutu Baku", "<", "<", "Pelaksana", "<", "Ket"],
        ["^", "^", "Waktu", "Kelengkapan", "Output", "Staf", "Lurah", "^"],
        ["1", "Menerima berkas", "5 menit", "Berkas", "Berkas", "", "", ""],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [c.name for c in columns.actors] == ["Staf", "Lurah"]
    assert fields(columns)[2:5] == ["waktu", "kelengkapan", "output"]


def test_doers_after_mutu_baku_may_include_one_called_pelaksana() -> None:
    rows = [
        ["No", "Kegiatan", "Mutu Baku", "<", "<", "Pelaksana", "<", "<", "Keterangan"],
        ["^", "^", "Kelengkapan", "Waktu", "Output", "Kepala", "Pelaksana", "Sekretaris", "^"],
        ["1", "Menerima surat", "Surat", "5 menit", "Surat", "", "", "", ""],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [column.name for column in columns.actors] == ["Kepala", "Pelaksana", "Sekretaris"]


def test_three_level_header_keeps_the_lowest_names() -> None:
    rows = [
        ["No", "Kegiatan", "Pelaksana", "<", "<", "Mutu Baku", "<", "<"],
        ["^", "^", "Internal", "<", "Eksternal", "Kelengkapan", "Waktu (menit)", "Output"],
        ["^", "^", "Staf", "Kabid", "Pemohon", "^", "^", "^"],
        ["1", "Menerima berkas", "", "", "", "Berkas", "5", "Berkas"],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [c.name for c in columns.actors] == ["Staf", "Kabid", "Pemohon"]
    assert columns.find("waktu")[0].unit == "menit"


def test_garbled_header_is_settled_by_place_and_content() -> None:
    rows = [
        ["No", "Kegiatan", "Pelaksana", "<", "Mutu Baku", "<", "<"],
        ["^", "^", "Staf", "Lurah", "Kelengkapan", "", "Output"],
        ["1", "Menerima berkas", "", "", "Berkas", "5 menit", "Berkas"],
        ["2", "Memeriksa berkas", "", "", "Berkas", "1 jam", "Berkas"],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert columns.find("waktu")[0].col == 5


def test_a_garbled_header_between_others_of_mutu_baku_is_the_one_that_is_missing() -> None:
    rows = [
        ["No", "Kegiatan", "Pelaksana", "<", "Mutu Baku", "<", "<"],
        ["^", "^", "Staf", "Lurah", "Kelengkapan", "u 2", "Waktu"],
        ["1", "Menerima berkas", "", "", "Berkas", "Surat", "5 menit"],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [(column.field, column.col) for column in columns.columns][-3:] == [
        ("kelengkapan", 4),
        ("output", 5),
        ("waktu", 6),
    ]


def test_counted_rows_tell_the_columns_below_a_row_that_numbers_them() -> None:
    rows = [
        ["No", "Fahap", "Pelaksana", "<", "<", "Mutu Baku", "<", "<"],
        ["^", "^", "Petugas", "Kasi", "Camat", "Kelengkapan", "Waktu", "Output"],
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        *([str(n), f"Memeriksa berkas ke-{n}", "", "", "", "Berkas", "5 menit", "Surat"] for n in (1, 2, 3)),
    ]
    columns = read_columns(table(rows))
    assert columns is not None and columns.body_from == 3
    assert [column.col for column in columns.find("aktivitas")] == [1]


def test_form_and_identity_tables_are_no_step_tables() -> None:
    form = ["No.", "Sasaran", "Indikator Kinerja", "Target Tahunan", "Realisasi Triwulan", "Keterangan"]
    assert read_columns(table([form])) is None
    assert read_columns(table([["Nomor SOP", ":", "01"], ["Nama SOP", ":", "Surat Masuk"]])) is None


def test_number_row() -> None:
    assert is_number_row(["1", "2", "3", "4", "6", "7", "8"])
    assert is_number_row(["(1)", "(2)", "(3)"])
    assert not is_number_row(["1", "Menerima surat", "5 menit"])


def test_below_a_black_heading_the_drawing_tells_the_columns() -> None:
    steps = [
        ("1", "Menerima berkas dari warga", "Berkas", "5 menit", "Tanda terima"),
        ("2", "Memeriksa kelengkapan berkas", "Berkas", "1 jam", "Catatan"),
        ("3", "Menyerahkan surat kepada warga", "Surat", "10 menit", "Surat"),
    ]
    rows = [["", *["<"] * 7], *([no, act, "", "", kel, time, out, ""] for no, act, kel, time, out in steps)]
    drawn = table(rows, symbols=[symbol("terminator", 1, 2), symbol("process", 2, 3), symbol("terminator", 3, 2)])
    expected = ["no", "aktivitas", "pelaksana", "pelaksana", "kelengkapan", "waktu", "output", "keterangan"]
    columns = read_columns(drawn)
    assert columns is not None
    assert (fields(columns), columns.body_from) == (expected, 1)
    assert [column.name for column in columns.actors] == ["", ""]
    assert [column.score for column in columns.columns[-4:]] == [TOLD_BY_CONTENT] * 4
    assert read_columns(replace(drawn, symbols=())) is None


@pytest.mark.parametrize("read", ["", "1"])
def test_below_a_black_heading_times_tell_a_form_with_ticks(read: str) -> None:
    steps = [[str(at), act, "v", "Berkas", "5 menit", "Surat"] for at, act in enumerate(ACTS, 1)]
    form = table([[read, *["<"] * 5], *steps])
    assert read_columns(form) is None
    black = replace(form, cells=tuple(replace(cell, shaded=cell.row == 0) for cell in form.cells))
    columns = read_columns(black)
    assert columns is not None
    assert fields(columns) == ["no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output"]
    assert {column.score for column in columns.columns[3:]} == {TOLD_BY_DRAWING}


def test_below_a_black_heading_the_columns_may_be_numbered_and_doers_stand_first() -> None:
    numbers = [str(col) for col in range(1, 7)]
    usual = [[str(at), act, "", "Berkas", "5 menit", "Surat"] for at, act in enumerate(ACTS, 1)]
    first = [[str(at), "v", "", act, "Berkas", "5 menit", "Surat"] for at, act in enumerate(ACTS, 1)]
    drawn = tuple(symbol("process", row, 2) for row in (2, 3, 4))
    numbered = read_columns(table([["", *["<"] * 5], numbers, *usual], symbols=drawn))
    assert fields(numbered) == ["no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output"]
    form = table([["A I", "<", "<", "", "i :", "", ""], *first])
    assert read_columns(form) is None
    black = replace(form, cells=tuple(replace(cell, shaded=cell.row == 0) for cell in form.cells))
    expected = ["no", "pelaksana", "pelaksana", "aktivitas", "kelengkapan", "waktu", "output"]
    assert fields(read_columns(black)) == expected


def test_below_a_black_heading_doers_may_do_nothing_and_odd_orders_are_doubted() -> None:
    drawn = (symbol("terminator", 1, 2), symbol("process", 2, 3), symbol("terminator", 3, 2))
    usual = ["kelengkapan", "waktu", "output", "keterangan"]
    tails = (
        (["Berkas", "5 menit", "Surat", ""], usual, TOLD_BY_CONTENT),
        (["Berkas", "Surat", "5 menit", ""], ["kelengkapan", "output", "waktu", "keterangan"], TOLD_BY_DRAWING),
        (["5 menit", "Berkas", "Surat"], usual, TOLD_BY_DRAWING),
    )
    for tail, expected, score in tails:
        steps = [[str(at), act, "", "", "", *tail] for at, act in enumerate(ACTS, 1)]
        columns = read_columns(table([["", *["<"] * (4 + len(tail))], *steps], symbols=drawn))
        assert columns is not None
        named = columns.columns[-4:]
        assert [column.field for column in named] == expected
        assert {column.score for column in named} == {score}


def test_texts_right_of_all_symbols_are_no_doers() -> None:
    groups = ["No", "Kegiatan", "Pelaksana", "<", "Mutu Baku", "<", "<"]
    head = [groups, ["^", "^", "Staf", "Camat", "Sya/en", "Waktu", "Output"]]
    steps = [[str(at), "Memeriksa kelengkapan berkas", "", "", "Berkas", "5 menit", "Surat"] for at in (1, 2, 3)]
    drawn = (symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 4, 2))
    expected = ["no", "aktivitas", "pelaksana", "pelaksana", "kelengkapan", "waktu", "output"]
    columns = read_columns(table([*head, *steps], symbols=drawn))
    assert columns is not None
    assert fields(columns) == expected


def test_a_column_of_times_is_that_of_the_times_where_a_stamp_hides_the_headings() -> None:
    groups = ["No", "Kegiatan", "Pelaksana", "<", "Mutu Baku", "<", "<"]
    head = [groups, ["^", "^", "Staf", "Camat", "VED", "DIN", "Output"]]
    steps = [[str(at), act, "", "", f"{at * 5} menit", "Berkas", "Surat"] for at, act in enumerate(ACTS, 1)]
    drawn = (symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 4, 2))
    columns = read_columns(table([*head, *steps], symbols=drawn))
    assert fields(columns)[-3:] == ["waktu", "kelengkapan", "output"]


def test_a_row_of_column_numbers_may_hold_what_a_pen_wrote() -> None:
    numbered = ["1", "2", "3", "", "maton", "6", "1", "8", "9"]
    columns = read_columns(table([*HEADER, numbered, *body(("1", "Menerima surat", "Surat", "5 menit", "Surat"))]))
    assert columns is not None and columns.body_from == 3


def test_badly_read_column_numbers_are_no_step() -> None:
    step = body(("1", "Menerima surat", "Surat", "5 menit", "Surat"))
    for printed in (
        ["I", "2", "", "4", "", "6", "", "8", "9"],
        ["1", "2", "13", "n", "5", "6", "", "B", "9"],
        ["(1)", "(2)", "(S)", "(4)", "(5)", "(6)", "(l)", "(8)", "(9)"],
    ):
        columns = read_columns(table([*HEADER, printed, *step]))
        assert columns is not None and columns.body_from == 3


def test_steps_with_short_words_stay_steps() -> None:
    for printed in (
        ["1", "ACC", "", "", "", "SKU", "5", "SKU", "-"],
        ["1", "", "", "", "", "2", "5", "10", ""],
        ["1", "TTD", "v", "", "", "-", "10", "-", "-"],
    ):
        columns = read_columns(table([*HEADER, printed]))
        assert columns is not None and columns.body_from == 2


def test_grid_lines_of_another_part_do_not_hide_a_heading() -> None:
    rows = [
        ["No", "Kegiatan", "Aktor", "<", "Mutu Baku", "<", "<", "<"],
        ["^", "^", "Staf", "Lurah", "Kelengkapan/Peralatan", "<", "Waktu", "Output"],
        ["1", "Menerima berkas", "", "", "Berkas", "<", "5 menit", "Berkas"],
    ]
    columns = read_columns(table(rows))
    assert columns is not None
    assert [c.name for c in columns.actors] == ["Staf", "Lurah"]
    assert fields(columns)[4:] == ["kelengkapan", "waktu", "output"]


def test_grain_below_a_heading_is_no_part_of_the_actor_s_name() -> None:
    plain = table([*HEADER, *body(("1", "Menerima", "Surat", "1 jam", "Surat"))])
    cells = []
    for cell in plain.cells:
        dirt = replace(cell.lines[0], text="de 'de", confidence=0.2) if cell.text == "Kasi" else None
        cells.append(replace(cell, lines=(*cell.lines, dirt)) if dirt else cell)
    columns = read_columns(replace(plain, cells=tuple(cells)))
    assert columns is not None and [actor.name for actor in columns.actors] == ["Petugas", "Kasi", "Camat"]


def test_a_column_of_times_below_an_unreadable_heading_is_no_actor() -> None:
    header = [list(row) for row in HEADER]
    header[1][4], header[1][6] = "E WAKWUIN", "Catatan"
    rows = [
        ["1", "Menerima", "", "", "1 jam"],
        ["2", "Mencatat", "", "", "2 hari"],
        ["3", "Mengirim", "", "", "3 menit"],
    ]
    columns = read_columns(table([*header, *rows]))
    assert columns is not None and [column.col for column in columns.find("waktu")] == [4]
    assert "E WAKWUIN" not in [actor.name for actor in columns.actors]


def test_lone_signs_read_from_the_grain_of_a_head_do_not_hide_it() -> None:
    plain = table([*HEADER, *body(("1", "Menerima", "Surat", "1 jam", "Surat"))])
    aktivitas = next(cell for cell in plain.cells if cell.row == 0 and cell.col == 1)
    grain = tuple(replace(aktivitas.lines[0], text=text, confidence=0.7) for text in ("_", "1"))
    dirty = replace(aktivitas, lines=(grain[0], *aktivitas.lines, grain[1]))
    cells = tuple(dirty if cell is aktivitas else cell for cell in plain.cells)
    columns = read_columns(replace(plain, cells=cells))
    assert columns is not None and [column.col for column in columns.find("aktivitas")] == [1]


def test_the_number_of_a_doer_is_no_grain() -> None:
    header = [list(row) for row in HEADER]
    header[1][header[1].index("Kasi")] = "Kasi\n1"
    columns = read_columns(table([*header, *body(("1", "Menerima", "Surat", "1 jam", "Surat"))]))
    assert columns is not None and "Kasi 1" in [actor.name for actor in columns.actors]


COUNTED = [[str(n), f"Meneliti berkas bagian {n}", "", "", "Berkas", f"{n} jam", "Berkas", ""] for n in (1, 2, 3)]


def test_an_unreadable_heading_of_the_activities_is_told_by_what_it_heads() -> None:
    rows = [
        ["No", "KXP PAT 4", "Pelaksana", "<", "Mutu Baku", "<", "<", "Ket"],
        ["^", "^", "Camat", "Staf", "Kelengkapan", "Waktu", "Output", "^"],
        *COUNTED,
    ]
    columns = read_columns(table(rows))
    assert fields(columns) == ["no", "aktivitas", "pelaksana", "pelaksana", *MUTU_BAKU, "keterangan"]
    assert columns is not None and columns.body_from == 2
    assert read_columns(table([rows[1], *COUNTED[1:], COUNTED[0]])) is None
    numbered = read_columns(table([*rows[:2], ["", "2", "3", "4", "5", "6", "7", "8"], *COUNTED]))
    assert fields(numbered) == fields(columns)
    assert numbered is not None and [column.name for column in numbered.actors] == ["Camat", "Staf"]


def test_lists_and_checklists_are_no_step_tables() -> None:
    listed = [["No", "Judul", "Keterangan"], *([row[0], row[1], ""] for row in COUNTED)]
    asked = [["No", "Butir", "Ya", "Tidak", "Waktu", "Keterangan"], *([*row[:2], "", "", "", ""] for row in COUNTED)]
    assert read_columns(table(listed)) is None
    assert read_columns(table(asked)) is None


def test_a_budget_is_no_step_table() -> None:
    head = ["No", "Kode Rekening", "Uraian", "T r olak ukur", "Anggaran"]
    programs = (("Program pelayanan umum", "5 laporan"), ("Kegiatan penyuluhan", "9 rapat"), ("Pendataan", "1 dokumen"))
    rows = [[str(at), f"1.0{at}.", text, aim, ""] for at, (text, aim) in enumerate(programs, 1)]
    assert read_columns(table([head, *rows])) is None
    assert read_columns(table([head, *rows], symbols=[symbol("process", row, 3) for row in (1, 2, 3)])) is not None


def test_a_heading_that_a_line_parts_from_a_blank_above_it() -> None:
    rows = [["No", "", "Pelaksana", "<"], ["^", "Langkah Kegiatan", "Camat", "Staf"], *(r[:4] for r in COUNTED)]
    columns = read_columns(table(rows))
    assert fields(columns) == ["no", "aktivitas", "pelaksana", "pelaksana"]
    assert columns is not None and (columns.header_from, columns.body_from) == (0, 2)
    assert read_columns(table([["13.", "", "Data kegiatan", "1 jam"], ["14.", "", "-", "2 jam"]])) is None


def test_rows_that_count_on_belong_to_the_table_before_though_its_columns_are_not_drawn() -> None:
    one = step_table(table([*HEADER, *COUNTED], xs=[100.0 * i for i in range(10)]), None)
    rest = [["4", "Menandatangani surat", ""], ["5", "Menyerahkan surat", ""]]
    edges = (0.0, 100.0, 200.0, 900.0)
    two = step_table(table(rest, page=2, xs=edges), one)
    assert two is not None and two.continues
    assert fields(two.columns)[:2] == ["no", "aktivitas"] and not two.columns.actors
    assert step_table(table([["1", "Surat", ""], ["2", "Berkas", ""]], page=2, xs=edges), one) is None


def test_rows_that_ask_are_a_checklist_though_its_ticked_columns_were_not_read() -> None:
    rows = [[str(number), f"Apakah petugas mencatat berkas ke-{number}?", "V"] for number in range(1, 5)]
    assert read_columns(table([["No", "Uraian Kegiatan", "Kelengkapan"], *rows])) is None
    asked = [["1", "Menerima", ""], ["2", "Apakah lengkap?", ""], ["3", "Mencatat", ""], ["4", "Menyerahkan", ""]]
    assert read_columns(table([["No", "Uraian Kegiatan", "Kelengkapan"], *asked])) is not None
