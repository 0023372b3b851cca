"""Dark rows without rulings of their own: cells by the column lines of the other rows."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from table_extract.dark_rows import split_dark_cells
from table_extract.table import Cell, PagePlace, Table

SCALE = 200 / 25.4
XS = (20.0, 100.0, 400.0, 600.0, 800.0, 1000.0)
YS = (20.0, 140.0, 240.0)


def _table() -> Table:
    def cell(row: int, col: int, colspan: int) -> Cell:
        box = (XS[col], YS[row], XS[col + colspan], YS[row + 1])
        return Cell(row, col, PagePlace(1, (0, 0, 1, 1)), colspan=colspan, bbox=box)

    cells = (cell(0, 0, 5), *(cell(1, col, 1) for col in range(5)))
    return Table(1, 2, 5, cells, PagePlace(1, (0.02, 0.1, 0.98, 0.9)), xs=XS, ys=YS)


def test_light_headings_cut_a_black_row_below_the_names_of_their_groups() -> None:
    page = np.full((300, 1040), 255, np.uint8)
    page[20:140, 20:1000] = 0
    light = np.zeros_like(page)
    lower = (("Staf", 460, 115), ("Camat", 650, 115), ("Waktu", 860, 90))
    for text, x, y in (("Pelaksana", 550, 60), ("No", 40, 90), *lower):
        cv2.putText(light, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2)
    page[light > 0] = 255
    head = [cell for cell in split_dark_cells(_table(), page, light, SCALE).cells if cell.row == 0]
    assert [(cell.col, cell.colspan) for cell in head] == [(col, 1) for col in range(5)]
    tops = [cell.bbox[1] for cell in head if cell.bbox is not None]
    assert tops[0] == tops[4] == YS[0]
    assert all(60 <= top <= 80 for top in tops[2:4])


def test_a_group_within_its_middle_column_is_no_part_of_the_name_below_it() -> None:
    page = np.full((300, 1040), 255, np.uint8)
    page[20:140, 20:1000] = 0
    light = np.zeros_like(page)
    for text, x, y in (("Mutu", 660, 50), ("Waktu", 650, 120), ("Kasi", 440, 98), ("Umum", 440, 122), ("No", 40, 90)):
        cv2.putText(light, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2)
    page[light > 0] = 255
    head = [cell for cell in split_dark_cells(_table(), page, light, SCALE).cells if cell.row == 0]
    tops = {cell.col: cell.bbox[1] for cell in head if cell.bbox is not None}
    assert tops[2] == YS[0] and tops[3] > 45


def test_pale_rows_and_rows_with_one_text_stay() -> None:
    table = _table()
    light = np.zeros((300, 1040), np.uint8)
    assert split_dark_cells(table, np.full((300, 1040), 255, np.uint8), light, SCALE) == table
    cv2.putText(light, "Pelaksana", (550, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2)
    assert split_dark_cells(replace(table), np.zeros((300, 1040), np.uint8), light, SCALE) == table
