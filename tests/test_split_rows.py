"""Rows without rulings: one band of several step numbers becomes as many rows."""

from __future__ import annotations

from dataclasses import replace

from table_extract.grid import page_place
from table_extract.split_rows import split_rows
from table_extract.table import Cell, Line, Symbol, Table

WIDTH, HEIGHT = 1000.0, 1000.0
XS = (0.0, 100.0, 500.0, 700.0, 1000.0)
YS = (0.0, 100.0, 400.0, 500.0)


def _line(text: str, x: float, middle: float) -> Line:
    box = (x, middle - 10, x + 80, middle + 10)
    return Line(text, 0.99, page_place(1, box, WIDTH, HEIGHT), box)


def _cell(row: int, col: int, *lines: tuple[str, float], rowspan: int = 1) -> Cell:
    box = (XS[col], YS[row], XS[col + 1], YS[row + rowspan])
    read = tuple(_line(text, box[0] + 5, middle) for text, middle in lines)
    return Cell(row, col, page_place(1, box, WIDTH, HEIGHT), rowspan, bbox=box, lines=read, ink=bool(read))


def _symbol(middle: float) -> Symbol:
    box = (560.0, middle - 15, 640.0, middle + 15)
    return Symbol("process", 1, 2, box, page_place(1, box, WIDTH, HEIGHT), 0.97)


def _table(*band: Cell, symbols: tuple[Symbol, ...] = ()) -> Table:
    head = tuple(_cell(0, col, (name, 50)) for col, name in enumerate(("No", "Aktivitas", "Lurah", "Output")))
    foot = tuple(_cell(2, col, (text, 450)) for col, text in enumerate(("4", "Mengarsipkan", "", "Arsip")))
    place = page_place(1, (XS[0], YS[0], XS[-1], YS[-1]), WIDTH, HEIGHT)
    return Table(1, 3, 4, (*head, *band, *foot), place, symbols, (), XS, YS)


NUMBERS = _cell(1, 0, ("1.", 150), ("2.", 250), ("3.", 350))


def test_texts_go_to_the_number_that_they_are_level_with() -> None:
    activity = _cell(1, 1, ("Menerima", 138), ("berkas", 162), ("Memeriksa", 250), ("Menyerahkan", 350))
    output = _cell(1, 3, ("Berkas", 150), ("Surat", 350))
    table = split_rows(_table(NUMBERS, activity, _cell(1, 2), output, symbols=(_symbol(250),)))
    assert (table.rows, len(table.ys)) == (5, 6)
    read = [[table.at(row, col).text for col in (0, 1, 3)] for row in (1, 2, 3)]
    assert read == [
        ["1.", "Menerima\nberkas", "Berkas"],
        ["2.", "Memeriksa", ""],
        ["3.", "Menyerahkan", "Surat"],
    ]
    assert table.symbols[0].row == 2
    assert table.at(4, 1).text == "Mengarsipkan"


def test_a_long_text_ends_where_the_next_number_stands() -> None:
    long = ("Memeriksa", 250), ("kelengkapan", 274), ("berkas", 298), ("pemohon", 322)
    activity = _cell(1, 1, ("Menerima", 150), ("berkas", 174), *long, ("Menyerahkan", 350), ("surat", 374))
    table = split_rows(_table(NUMBERS, activity, _cell(1, 2), _cell(1, 3)))
    read = [table.at(row, 1).text.replace("\n", " ") for row in (1, 2, 3)]
    assert read == ["Menerima berkas", "Memeriksa kelengkapan berkas pemohon", "Menyerahkan surat"]


def test_a_long_text_beside_one_number_stays_whole_though_it_ends_near_the_next() -> None:
    long = [
        (word, 190 + 24 * n) for n, word in enumerate(("Meneruskan", "surat", "kepada", "Lurah", "untuk", "diparaf"))
    ]
    activity = _cell(1, 1, ("Menerima", 150), *long, ("Menyerahkan", 350))
    table = split_rows(_table(NUMBERS, activity, _cell(1, 2), _cell(1, 3)))
    assert table.at(2, 1).text.split() == [word for word, _ in long]


def test_texts_that_nearly_touch_part_at_the_widest_blank_between_their_numbers() -> None:
    tall = [("Memeriksa", 234), ("kelengkapan", 258), ("berkas", 282), ("pemohon", 306)]
    activity = _cell(1, 1, ("Menerima", 138), ("berkas", 162), *tall, ("Menyerahkan", 340), ("surat", 364))
    table = split_rows(_table(NUMBERS, activity, _cell(1, 2), _cell(1, 3)))
    assert table.at(2, 1).text.split() == [word for word, _ in tall]


def test_a_line_level_with_the_next_number_is_of_its_row_however_close() -> None:
    texts = ("Memeriksa", 250), ("kelengkapan", 274), ("berkas,", 298), ("daftar", 322), ("Menyerahkan", 350)
    activity = _cell(1, 1, ("Menerima", 150), ("berkas", 174), *texts)
    table = split_rows(_table(NUMBERS, activity, _cell(1, 2), _cell(1, 3)))
    assert [table.at(row, 1).text.split("\n")[0] for row in (1, 2, 3)] == ["Menerima", "Memeriksa", "Menyerahkan"]


def test_a_line_without_tall_letters_belongs_to_the_text_above() -> None:
    low = replace(_line("acara", 105, 201), bbox=(105.0, 199.0, 165.0, 209.0))
    activity = _cell(1, 1, ("Membuat", 150), ("berita", 174), ("Memeriksa", 250), ("Menyerahkan", 350))
    lines = (*activity.lines[:2], low, *activity.lines[2:])
    table = split_rows(_table(NUMBERS, replace(activity, lines=lines), _cell(1, 2), _cell(1, 3)))
    assert table.at(1, 1).text == "Membuat\nberita\nacara"


def test_a_text_for_each_number_is_that_numbers_though_it_stands_a_little_nearer_the_one_above() -> None:
    output = _cell(1, 3, ("Berkas", 130), ("Surat", 195), ("Arsip", 330))
    table = split_rows(_table(NUMBERS, _cell(1, 1), _cell(1, 2), output))
    assert [table.at(row, 3).text for row in (1, 2, 3)] == ["Berkas", "Surat", "Arsip"]
    output = _cell(1, 3, ("Berkas", 130), ("Surat", 180), ("Arsip", 330))
    table = split_rows(_table(NUMBERS, _cell(1, 1), _cell(1, 2), output))
    assert [table.at(row, 3).text for row in (1, 2, 3)] == ["Berkas\nSurat", "", "Arsip"]


def test_a_piece_of_a_stamp_between_two_numbers_is_no_step() -> None:
    numbers = _cell(1, 0, ("1.", 150), ("2.", 250), ("1", 300), ("3.", 350))
    table = split_rows(_table(numbers, _cell(1, 1, ("Memeriksa", 250)), _cell(1, 2), _cell(1, 3)))
    assert [table.at(row, 0).text for row in range(1, table.rows)] == ["1.", "2.", "3.", "4"]


def test_a_piece_of_a_ruling_beside_a_number_is_no_step() -> None:
    numbers = _cell(1, 0, ("3.", 150), ("1", 250))
    table = split_rows(_table(numbers, _cell(1, 1, ("Memeriksa", 150)), _cell(1, 2), _cell(1, 3)))
    assert [table.at(row, 0).text for row in range(1, table.rows)] == ["3.", "4"]


def test_a_cell_merged_over_the_band_spans_the_new_rows() -> None:
    note = _cell(1, 3, ("Catatan", 300), rowspan=2)
    head = _table(NUMBERS, _cell(1, 1), _cell(1, 2), note)
    without_foot = tuple(cell for cell in head.cells if (cell.row, cell.col) != (2, 3))
    table = split_rows(Table(1, 3, 4, without_foot, head.place, (), (), XS, YS))
    assert table.at(1, 3).rowspan == 4


def test_a_row_with_one_number_stays() -> None:
    table = _table(_cell(1, 0, ("1", 150)), _cell(1, 1, ("a. surat", 150), ("b. map", 250)), _cell(1, 2), _cell(1, 3))
    assert split_rows(table) == table


def test_lines_that_are_no_numbers_are_no_rows() -> None:
    table = _table(_cell(1, 0, ("Nomor", 150), ("SOP", 250)), _cell(1, 1), _cell(1, 2), _cell(1, 3))
    assert split_rows(table) == table


def test_letters_of_sub_steps_are_numbers_too() -> None:
    numbers = _cell(1, 0, ("1.", 150), ("a.", 250), ("b", 350))
    activity = _cell(1, 1, ("Memeriksa:", 150), ("surat", 250), ("map", 350))
    table = split_rows(_table(numbers, activity, _cell(1, 2), _cell(1, 3)))
    assert [table.at(row, 1).text for row in (1, 2, 3)] == ["Memeriksa:", "surat", "map"]


def test_one_misread_number_among_many_does_not_fuse_the_rows() -> None:
    numbers = _cell(1, 0, ("L", 120), ("2.", 180), ("3.", 240), ("4", 300), ("5.", 360))
    activity = _cell(
        1, 1, ("Menerima", 120), ("Memeriksa", 180), ("Mencatat", 240), ("Menyusun", 300), ("Mengirim", 360)
    )
    table = split_rows(_table(numbers, activity, _cell(1, 2), _cell(1, 3)))
    assert [table.at(row, 1).text for row in (1, 5)] == ["Menerima", "Mengirim"]


TORN_YS = (0.0, 100.0, 200.0, 300.0, 400.0)


def _tall_cell(row: int, rowspan: int, col: int, *lines: tuple[str, float]) -> Cell:
    box = (XS[col], TORN_YS[row], XS[col + 1], TORN_YS[row + rowspan])
    read = tuple(_line(text, box[0] + 5, middle) for text, middle in lines)
    return Cell(row, col, page_place(1, box, WIDTH, HEIGHT), rowspan, bbox=box, lines=read, ink=bool(read))


def _tall_table(*band: Cell) -> Table:
    head = tuple(_cell(0, col, (name, 50)) for col, name in enumerate(("No", "Aktivitas", "Lurah", "Output")))
    place = page_place(1, (XS[0], TORN_YS[0], XS[-1], TORN_YS[-1]), WIDTH, HEIGHT)
    return Table(1, 4, 4, (*head, *band), place, (), (), XS, TORN_YS)


ACTIVITIES = (("Menerima", 150), ("Memeriksa", 250), ("Menyerahkan", 350))


def test_columns_without_inner_rulings_are_cut_like_their_neighbours() -> None:
    numbers = _tall_cell(1, 3, 0, ("1", 150), ("2", 250), ("3", 350))
    ruled = [
        _tall_cell(row, 1, col, *lines) for row in (1, 2, 3) for col, lines in ((1, (ACTIVITIES[row - 1],)), (2, ()))
    ]
    table = split_rows(_tall_table(numbers, *ruled, _tall_cell(1, 3, 3, ("Agenda", 245), ("surat", 265))))
    assert [(table.at(row, 0).text, table.at(row, 1).text) for row in (1, 2, 3)] == [
        ("1", "Menerima"),
        ("2", "Memeriksa"),
        ("3", "Menyerahkan"),
    ]
    assert table.at(1, 3).rowspan == 3, "one text over all rows is a merged cell"


def test_a_false_ruling_in_one_column_tears_no_band() -> None:
    numbers = _tall_cell(1, 2, 0, ("1", 130), ("2", 210), ("3", 280))
    texts = _tall_cell(1, 2, 1, ("Menerima", 130), ("Memeriksa", 210), ("Menyerahkan", 280))
    torn = (_tall_cell(1, 1, 2, ("Mulai", 130)), _tall_cell(2, 1, 2, ("T", 250)))
    foot = tuple(_tall_cell(3, 1, col, (text, 350)) for col, text in enumerate(("4", "Mengarsipkan", "", "Arsip")))
    table = split_rows(_tall_table(numbers, texts, *torn, _tall_cell(1, 2, 3), *foot))
    assert [table.at(row, 1).text for row in range(1, 5)] == ["Menerima", "Memeriksa", "Menyerahkan", "Mengarsipkan"]
    assert table.at(1, 2).text == "Mulai"


def test_a_false_ruling_through_the_symbols_columns_tears_no_band() -> None:
    numbers = _tall_cell(1, 2, 0, ("1", 130), ("2", 210), ("3", 280))
    texts = _tall_cell(1, 2, 1, ("Menerima", 130), ("Memeriksa", 210), ("Menyerahkan", 280))
    torn = (
        _tall_cell(1, 1, 2, ("Ya", 130)),
        _tall_cell(2, 1, 2),
        _tall_cell(1, 1, 3),
        _tall_cell(2, 1, 3, ("Tidak", 250)),
    )
    foot = tuple(_tall_cell(3, 1, col, (text, 350)) for col, text in enumerate(("4", "Mengarsipkan", "", "")))
    table = split_rows(_tall_table(numbers, texts, *torn, *foot))
    assert [table.at(row, 1).text for row in range(1, 5)] == ["Menerima", "Memeriksa", "Menyerahkan", "Mengarsipkan"]
    assert [table.at(1, 2).text, table.at(3, 3).text] == ["Ya", "Tidak"]


def test_rulings_between_texts_stay_where_the_numbers_have_none() -> None:
    numbers = _tall_cell(1, 2, 0, ("1", 130), ("2", 210), ("3", 280))
    upper = tuple(_tall_cell(1, 1, col, ("Menerima berkas", 130)) for col in (1, 2, 3))
    lower = tuple(_tall_cell(2, 1, col, ("Memeriksa berkas", 250)) for col in (1, 2, 3))
    foot = tuple(_tall_cell(3, 1, col, (text, 350)) for col, text in enumerate(("4", "Mengarsipkan", "", "")))
    drawn = _tall_table(numbers, *upper, *lower, *foot)
    assert split_rows(drawn).ys == drawn.ys
