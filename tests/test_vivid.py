"""Fills in colours as bright as paper are seen; the yellow of cells and strokes stays as it is."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.page import Image
from ocr.stains import Colour
from ocr.vivid import FILL, has_vivid, with_vivid_fills

SCALE = 8.0
"""Pixels per mm."""
YELLOW, CREAM = (0, 255, 255), (204, 242, 255)


def paper() -> Colour:
    return np.full((300, 400, 3), 255, np.uint8)


def grey_of(colour: Colour) -> tuple[Image, Image]:
    """The picture in grey, and with its fills."""
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
    return grey, with_vivid_fills(grey, colour, SCALE)


def test_a_yellow_symbol_without_outline_is_a_fill() -> None:
    colour = paper()
    cv2.ellipse(colour, (200, 150), (60, 30), 0, 0, 360, YELLOW, -1)
    before, after = grey_of(colour)
    assert has_vivid(colour) and before[150, 200] > 222 and after[150, 200] == FILL
    assert (after[before == 255] == 255).all()


def test_the_yellow_of_a_cell_between_rulings_is_none() -> None:
    colour = paper()
    cv2.rectangle(colour, (50, 50), (350, 250), YELLOW, -1)
    cv2.rectangle(colour, (50, 50), (350, 250), (0, 0, 0), 2)
    before, after = grey_of(colour)
    assert (before == after).all()


def test_strokes_letters_and_pale_colours_stay() -> None:
    colour = paper()
    cv2.line(colour, (20, 20), (380, 20), YELLOW, 4)
    cv2.rectangle(colour, (100, 100), (300, 200), CREAM, -1)
    before, after = grey_of(colour)
    assert (before == after).all()
    assert not has_vivid(paper())
