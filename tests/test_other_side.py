"""Strokes weighed by how dark and wide they are: rulings, lines that shine through, and what is no stroke at all."""

from __future__ import annotations

import cv2
import numpy as np

from table_extract.other_side import cross_section, without_pale_ends
from table_extract.rulings import Ruling

SCALE = 200 / 25.4


def test_a_ruling_that_strays_is_as_dark_as_a_straight_one() -> None:
    page = np.full((800, 1150), 255, np.uint8)
    places = [(640 + round(2.5 * np.sin(y / 120)), y) for y in range(20, 780)]
    cv2.polylines(page, [np.array(places, np.int32)], False, 60, 1)
    cv2.line(page, (300, 20), (300, 780), 60, 1)
    page = cv2.GaussianBlur(page, (0, 0), 0.8)
    straying, straight = (cross_section(page, Ruling("v", x, 20, 780, 2), SCALE) for x in (640, 300))
    assert straying.depth > 0.9 * straight.depth
    assert straying.width < 1.15 * straight.width


def test_a_stroke_nowhere_darker_than_its_paper_is_left_as_it_is() -> None:
    """As in black and white pictures, where a line may be pieced together over white alone."""
    flat = np.full((60, 900), 254, np.uint8)
    flat[:, 5::16] = 255
    white = Ruling("h", 30, 20, 880, 3)
    assert without_pale_ends(flat, white, 8.0) == white
