"""Two tables close to each other stay two, though their edges lie in line."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.light import grey_to_ink
from ocr.page import Image
from table_extract.between_tables import cut_between_tables
from table_extract.line_tests import Ruling
from table_extract.rulings import bounds, segments_to_tables
from table_extract.segments import page_to_segments

SCALE = 200 / 25.4
STEPS_XS, STEPS_YS = (100, 180, 520, 640, 760, 1000), (120, 170, 220, 330)
SIGNED_XS, SIGNED_YS = (101, 400, 700, 980), (366, 400, 560)


def _paper() -> Image:
    return np.full((700, 1150), 255, np.uint8)


def _draw(page: Image, xs: tuple[int, ...], ys: tuple[int, ...]) -> None:
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), 0, 2)
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), 0, 2)


def _tables(page: Image) -> list[tuple[Ruling, ...]]:
    return segments_to_tables(page, page_to_segments(page, grey_to_ink(page, SCALE), SCALE), SCALE)


def test_a_table_of_signatures_below_the_steps_is_a_table_of_its_own() -> None:
    page = _paper()
    _draw(page, STEPS_XS, STEPS_YS)
    _draw(page, SIGNED_XS, SIGNED_YS)
    steps, signed = _tables(page)
    assert abs(bounds(steps)[3] - STEPS_YS[-1]) < 4
    assert abs(bounds(signed)[1] - SIGNED_YS[0]) < 4


def test_what_pieced_two_edges_together_is_undone() -> None:
    page = _paper()
    _draw(page, STEPS_XS, STEPS_YS)
    _draw(page, SIGNED_XS, SIGNED_YS)
    across = [Ruling("h", y, 100, 1000, 2) for y in (*STEPS_YS, *SIGNED_YS)]
    edge = Ruling("v", 100, STEPS_YS[0], SIGNED_YS[-1], 2)
    pieces = [s for s in cut_between_tables(page, [*across, edge], SCALE) if s.axis == "v"]
    assert [(piece.start, piece.end) for piece in pieces] == [(120, 330), (366, 560)]


def test_a_ruling_that_is_lost_in_one_row_stays_whole() -> None:
    page = _paper()
    _draw(page, STEPS_XS, (*STEPS_YS, 370, 560))
    page[334:367, 90:700] = 255  # the last columns still show that the row belongs to the table
    (table,) = _tables(page)
    assert abs(bounds(table)[3] - 560) < 4
