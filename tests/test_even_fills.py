"""What is a fill, and what only looks as dark as one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.page import Image
from table_extract.even_fills import is_shaded

PIXELS_PER_MM = 8.0
WORD, STROKE, LETTER = 40, 2, 5
"""Pixels from word to word, of a stroke, from letter to letter."""


def _row_of_words(paper: int, high: int) -> Image:
    """A low row with words from one end to the other, as engines get it."""
    row = np.full((22, 400), paper, np.uint8)
    for left in range(0, 400, LETTER):
        if left % WORD < WORD - 2 * LETTER:
            row[11 - high // 2 : 11 + high // 2, left : left + STROKE] = 60
    return np.asarray(cv2.GaussianBlur(row, (0, 0), 1.1), np.uint8)


@pytest.mark.parametrize(
    ("paper", "high", "shaded"), [(255, 20, False), (210, 20, True), (210, 8, True), (255, 8, False)]
)
def test_a_row_full_of_print_is_no_fill(paper: int, high: int, shaded: bool) -> None:
    assert is_shaded(_row_of_words(paper, high), PIXELS_PER_MM) is shaded
