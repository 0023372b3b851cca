"""Where a stroke stops is what tells rulings from connectors and letters, on drawn pages."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.light import grey_to_ink
from ocr.page import Image
from table_extract.line_tests import Ruling, stands_free
from table_extract.rulings import segments_to_tables
from table_extract.stops import stop_on

SCALE = 200 / 25.4
"""Pixels per mm at 200 dpi."""
LEVELS = (100, 140, 300, 500, 700)
ACROSS = [Ruling("h", y, 50, 750, 2) for y in LEVELS]


def _page(*upright: tuple[int, int, int, int]) -> Image:
    """A page with level rulings, and upright strokes as (x, top, bottom, grey)."""
    page = np.full((800, 800), 255, np.uint8)
    for x, top, bottom, grey in upright:
        cv2.line(page, (x, top), (x, bottom), grey, 2)
    for y in LEVELS:
        cv2.line(page, (50, y), (750, y), 0, 2)
    return page


def _stop(page: Image, top: float, bottom: float) -> tuple[float, float] | None:
    found = stop_on(page, Ruling("v", 400, top, bottom, 2), ACROSS, SCALE)
    return (found.start, found.end) if found else None


def test_a_ruling_goes_on_to_those_across_where_it_is_pale_at_both_ends() -> None:
    page = _page((400, 100, 700, 225), (400, 130, 580, 0))
    assert _stop(page, 130, 580) == (100, 700)
    assert _stop(_page((400, 130, 580, 0)), 130, 580) is None


def test_letters_at_both_ends_lengthen_a_ruling_over_a_row_that_it_does_not_reach() -> None:
    letters = [(400, top, bottom, 0) for top, bottom in ((76, 91), (109, 131), (709, 724))]
    assert _stop(_page((400, 140, 700, 0), *letters), 76, 724) == (140, 700)


def test_a_connector_over_most_of_a_table_is_no_ruling() -> None:
    page = _page(*((x, 100, 700, 0) for x in (50, 300, 550, 750)), (650, 120, 680, 0))
    arms = [Ruling("h", y, 550, 650, 2) for y in (120, 680)]
    for arm in arms:
        cv2.line(page, (550, round(arm.at)), (650, round(arm.at)), 0, 2)
    rulings = [Ruling("v", x, 100, 700, 2) for x in (50, 300, 550, 750)]
    (found,) = segments_to_tables(page, [*ACROSS, *rulings, *arms, Ruling("v", 650, 120, 680, 2)], SCALE)
    assert {ruling.at for ruling in found if ruling.axis == "v"} == {50, 300, 550, 750}


def test_a_short_ruling_may_have_a_symbol_on_one_side_that_is_as_wide_as_its_column() -> None:
    page = _page((400, 530, 690, 0))
    cv2.ellipse(page, (421, 610), (20, 17), 0, 0, 360, 0, -1)
    piece = Ruling("v", 400, 530, 690, 2)
    assert stands_free(page, grey_to_ink(page, SCALE), piece, SCALE, 0.7)
    cv2.ellipse(page, (379, 610), (20, 17), 0, 0, 360, 0, -1)
    assert not stands_free(page, grey_to_ink(page, SCALE), piece, SCALE, 0.7)
