"""Rows too low for print, that a line shining through the paper makes."""

from __future__ import annotations

from dataclasses import replace

from table_extract.grid import page_place
from table_extract.slim_rows import without_slim_rows
from table_extract.table import Cell, Line, Symbol, Table

SCALE = 8.0
XS = (0.0, 100.0, 500.0, 700.0)
YS = (0.0, 100.0, 112.0, 200.0, 300.0)
"""The second row is a millimetre and a half high."""


def _cell(row: int, col: int, text: str = "", rowspan: int = 1) -> Cell:
    box = (XS[col], YS[row], XS[col + 1], YS[row + rowspan])
    place = page_place(1, box, 1000.0, 1000.0)
    lines = (Line(text, 0.99, place, box),) if text else ()
    return Cell(row, col, place, rowspan, bbox=box, lines=lines, ink=bool(text))


def _table(*band: Cell) -> Table:
    rows = ((0, ("No", "Aktivitas", "Lurah")), (3, ("2", "Mengarsipkan", "")))
    others = (_cell(row, col, text) for row, texts in rows for col, text in enumerate(texts))
    cells = sorted((*others, *band), key=lambda cell: (cell.row, cell.col))
    place = page_place(1, (XS[0], YS[0], XS[-1], YS[-1]), 1000.0, 1000.0)
    box = (560.0, 140.0, 640.0, 170.0)
    symbols = (Symbol("process", 2, 2, box, page_place(1, box, 1000.0, 1000.0), 0.97),)
    return Table(1, 4, 3, tuple(cells), place, symbols, (), XS, YS)


def _texts(table: Table) -> list[list[str]]:
    return [[table.at(row, col).text for col in range(table.cols)] for row in range(table.rows)]


def test_a_blank_slim_row_is_a_part_of_the_row_whose_texts_run_through_it() -> None:
    split = (_cell(1, 0), _cell(2, 0, "1"), _cell(1, 2), _cell(2, 2))
    table = without_slim_rows(_table(*split, _cell(1, 1, "Mencatat", rowspan=2)), SCALE)
    assert _texts(table) == [["No", "Aktivitas", "Lurah"], ["1", "Mencatat", ""], ["2", "Mengarsipkan", ""]]
    assert table.ys == (0.0, 100.0, 200.0, 300.0)
    assert {cell.bbox[1::2] for cell in table.cells if cell.bbox and cell.row == 1} == {(100.0, 200.0)}
    assert [symbol.row for symbol in table.symbols] == [1]


def test_it_belongs_to_the_row_above_where_texts_come_from_there() -> None:
    head = (_cell(0, 0, "No", rowspan=2), _cell(0, 1, "Aktivitas"), _cell(0, 2, "Lurah"), _cell(1, 1), _cell(1, 2))
    whole = _table(*(_cell(2, col, text) for col, text in enumerate(("1", "Mencatat", ""))))
    cells = (*head, *(cell for cell in whole.cells if cell.row > 0))
    table = without_slim_rows(replace(whole, cells=cells), SCALE)
    assert _texts(table) == [["No", "Aktivitas", "Lurah"], ["1", "Mencatat", ""], ["2", "Mengarsipkan", ""]]
    assert {cell.bbox[3] for cell in table.cells if cell.bbox and cell.row == 0} == {112.0}


def test_a_slim_row_with_print_or_through_which_no_text_runs_stays() -> None:
    printed = (_cell(1, 0, "-"), _cell(2, 0, "1"), _cell(1, 2), _cell(2, 2), _cell(1, 1, "Mencatat", rowspan=2))
    blank = (*(_cell(1, col) for col in range(3)), *(_cell(2, col, text) for col, text in enumerate("1M-")))
    assert [without_slim_rows(_table(*band), SCALE).rows for band in (printed, blank)] == [4, 4]
