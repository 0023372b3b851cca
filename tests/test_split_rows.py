"""Rows without rulings: one band of several step numbers becomes as many rows."""

from __future__ import annotations

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
