"""Toned heads whose lower ruling is not seen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.page import Image
from table_extract.head_foot import toned_foot, toned_tops
from table_extract.line_tests import Ruling
from table_extract.rulings import segments_to_tables

SCALE = 8.0
XS, YS = (40.0, 140.0, 440.0, 600.0), (40.0, 240.0, 400.0)
EDGE = 120
"""Where the tone ends inside the first row."""


def _page(tone: int, width: int = 600) -> Image:
    page = np.full((440, 640), 255, np.uint8)
    page[40:EDGE, 40:width] = tone
    for text, x, y in (
        ("No", 60, 90),
        ("Kegiatan", 200, 90),
        ("Kasi", 480, 90),
        ("1", 80, 170),
        ("Mencatat", 160, 170),
    ):
        cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 20, 2)
    return page


def _rulings() -> list[Ruling]:
    across = [Ruling("h", y, XS[0], XS[-1], 2.0) for y in YS]
    return [*across, *(Ruling("v", x, YS[0], YS[-1], 2.0) for x in XS)]


def test_the_foot_of_a_toned_head_is_found_where_no_ruling_shows() -> None:
    found = toned_foot(_page(150), XS, YS, SCALE)
    assert [(ruling.axis, ruling.is_drawn) for ruling in found] == [("h", False)]
    assert abs(found[0].at - EDGE) <= 3


def test_the_rulings_of_the_head_end_there() -> None:
    inner = Ruling("v", 300.0, YS[0], float(EDGE), 2.0)
    first, *_ = segments_to_tables(_page(150), [*_rulings(), inner], SCALE)
    assert any(ruling.axis == "h" and abs(ruling.at - EDGE) <= 3 for ruling in first)
    assert [ruling.end for ruling in first if ruling.at == inner.at] == [EDGE]
    (plain,) = segments_to_tables(_page(255), [*_rulings(), inner], SCALE)
    assert inner not in plain


def test_white_heads_filled_cells_and_whole_dark_rows_have_no_foot() -> None:
    assert toned_foot(_page(255), XS, YS, SCALE) == []
    assert toned_foot(_page(150, width=400), XS, YS, SCALE) == []
    dark = _page(150)
    dark[40:240, 40:600] = 150
    assert toned_foot(dark, XS, YS, SCALE) == []


@pytest.mark.parametrize(("height", "width", "found"), [(28, 600, [372]), (28, 400, []), (0, 600, []), (160, 600, [])])
def test_toned_rows_of_labels_begin_where_no_ruling_shows(height: int, width: int, found: list[int]) -> None:
    """Print close above their edge hides the ruling there; a filled cell, and a whole toned row, have no such edge."""
    page = _page(255)
    page[400 - height : 400, 40:width] = 150
    cv2.putText(page, "gjpqy tentang", (160, 400 - height - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 20, 2)
    assert [round(ruling.at / 4) for ruling in toned_tops(page, XS, YS, SCALE)] == [at / 4 for at in found]
