"""Arrows that the white box of a label interrupts go on below it; what else ends near a word does not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.page import BBox, Image
from table_extract.label_gaps import with_covered_strokes

SCALE = 8.0
WORD: BBox = (185.0, 188.0, 215.0, 212.0)
Point = tuple[int, int]


def _page(*strokes: tuple[Point, Point]) -> Image:
    page = np.full((400, 400), 255, np.uint8)
    for start, end in strokes:
        cv2.line(page, start, end, 0, 2)
    cv2.rectangle(page, (182, 190), (218, 210), 255, -1)
    return page


@pytest.mark.parametrize(
    ("strokes", "covered"),
    [
        ([((20, 200), (380, 200))], (200, 200)),
        ([((200, 20), (200, 380))], (200, 200)),
        ([((20, 200), (200, 200)), ((200, 200), (200, 380))], (200, 200)),
    ],
)
def test_the_stroke_goes_on_below_the_label(strokes: list[tuple[Point, Point]], covered: Point) -> None:
    page = _page(*strokes)
    assert page[covered[1], covered[0]] == 255
    drawn = with_covered_strokes(page, [WORD], SCALE)
    assert drawn[covered[1], covered[0]] == 0
    assert np.array_equal(drawn < 128, with_covered_strokes(drawn, [WORD], SCALE) < 128)


@pytest.mark.parametrize(
    "strokes",
    [
        [((20, 200), (200, 200))],  # one stroke that ends there
        [((20, 195), (200, 195)), ((200, 206), (380, 206))],  # two that are not in line
        [
            ((200, 20), (200, 380)),
            ((20, 189), (380, 189)),
            ((20, 211), (380, 211)),
        ],  # a row below and above merged cells
        [((20, 200), (380, 200)), ((200, 20), (200, 380))],  # a crossing
    ],
)
def test_what_is_in_doubt_stays_as_it_is(strokes: list[tuple[Point, Point]]) -> None:
    page = _page(*strokes)
    assert np.array_equal(with_covered_strokes(page, [WORD], SCALE), page)


@pytest.mark.parametrize(
    "label", [(500.0, 188.0, 520.0, 212.0), (395.0, 188.0, 440.0, 212.0), (-60.0, 188.0, -30.0, 212.0)]
)
def test_a_label_beside_the_picture_covers_nothing(label: BBox) -> None:
    page = _page(((20, 200), (380, 200)))
    assert np.array_equal(with_covered_strokes(page, [label], SCALE), page)
