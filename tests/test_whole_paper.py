"""Letters on an outline hide the paper behind them; the paper of the symbol is whole again."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.page import Image
from table_extract.areas import holes
from table_extract.shapes import match_shape
from table_extract.whole_paper import whole_paper

SCALE = 8.0
"""Pixels per mm."""
BOX = ((100, 60), (300, 60), (300, 140), (100, 140))
DIAMOND = ((200, 40), (300, 110), (200, 180), (100, 110))


def drawn(corners: Sequence[tuple[int, int]], closed: bool = True) -> Image:
    page = np.zeros((240, 400), np.uint8)
    cv2.polylines(page, [np.array(corners, np.int32)], closed, 255, 3)
    return page


def found(page: Image) -> list[tuple[str | None, bool]]:
    """What each hole of a page is once it is whole, and whether that is clearly more than was seen."""
    pairs = [(hole, whole_paper(hole, page, SCALE)) for hole in holes(page, 0, SCALE)]
    return [(match_shape(whole[2]).outline, bool(whole[2].sum() > 1.02 * hole[2].sum())) for hole, whole in pairs]


def test_a_box_with_letters_on_its_lower_side() -> None:
    page = drawn(BOX)
    for x in range(110, 290, 12):  # stems down to the side, bars between every other pair
        cv2.line(page, (x, 118), (x, 138), 255, 3)
    cv2.line(page, (110, 118), (290, 118), 255, 3)
    assert found(page) == [("box", True)]


def test_a_diamond_with_a_letter_on_its_side() -> None:
    page = drawn(DIAMOND)
    cv2.line(page, (130, 118), (190, 118), 255, 12)
    cv2.line(page, (130, 118), (130, 134), 255, 3)
    assert found(page) == [("diamond", True)]


def test_what_a_stroke_parts_stays_in_parts() -> None:
    page = drawn(BOX)
    cv2.line(page, (100, 60), (300, 140), 255, 3)
    assert [more for _, more in found(page)] == [False, False]


def test_paper_that_is_not_enclosed_by_a_bulging_outline_stays() -> None:
    page = drawn([(100, 60), (300, 60), (300, 140), (200, 90), (100, 140)])
    assert [more for _, more in found(page)] == [False]
