"""Dark rectangles in a table, on drawn pages: filled cells part rows, filled symbols do not."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from ocr.light import grey_to_ink
from table_extract.grid import rulings_to_table
from table_extract.rulings import segments_to_tables
from table_extract.segments import page_to_segments

SCALE = 200 / 25.4
"""Pixels per mm at 200 dpi."""
XS = (100, 520, 700, 880, 1050)
TOP, BOTTOM, DARK = 120, 560, 110


def _levels(rows: Sequence[int], filled: Sequence[tuple[int, int, int, int]]) -> list[float]:
    """Where the rows of a table end that has these rulings across and these dark rectangles."""
    page = np.full((800, 1150), 255, np.uint8)
    for x in XS:
        cv2.line(page, (x, TOP), (x, BOTTOM), 0, 2)
    for y in (TOP, *rows, BOTTOM):
        cv2.line(page, (XS[0], y), (XS[-1], y), 0, 2)
    for x0, y0, x1, y1 in filled:
        cv2.rectangle(page, (x0, y0), (x1, y1), DARK, -1)
    (found,) = segments_to_tables(page, page_to_segments(page, grey_to_ink(page, SCALE), SCALE), SCALE)
    table = rulings_to_table(found, page, grey_to_ink(page, SCALE), 1, SCALE)
    assert table is not None
    return list(table.ys)


@pytest.mark.parametrize("short", [0, 8])
def test_filled_symbols_as_wide_as_their_columns_part_no_rows(short: int) -> None:
    boxes = [(XS[1] + short, 255, XS[2] - short, 330), (XS[2] + short, 385, XS[3] - short, 460)]
    assert _levels((220, 350), boxes) == pytest.approx((TOP, 220, 350, BOTTOM), abs=2)


def test_filled_cells_that_touch_at_their_corners_part_rows_without_rulings() -> None:
    cells = [(XS[1], 220, XS[2], 330), (XS[2], 330, XS[3], 440), (XS[3], 440, XS[4], BOTTOM)]
    assert _levels((220,), cells) == pytest.approx((TOP, 220, 330, 440, BOTTOM), abs=3)


def test_filled_cells_far_from_each_other_part_rows_without_rulings() -> None:
    cells = [(XS[1], 220, XS[2], 330), (XS[3], 330, XS[4], 440), (XS[1], 440, XS[2], BOTTOM)]
    assert _levels((220,), cells) == pytest.approx((TOP, 220, 330, 440, BOTTOM), abs=3)
