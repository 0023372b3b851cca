"""Vivid fills that are as bright as paper, such as yellow: in grey they would be gone."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.page import Image
from ocr.stains import Colour

CHROMA = 90
"""Least difference between the strongest and the weakest of red, green and blue in a vivid colour."""
FILL = 200
"""The grey that they become; stronger colours keep their own."""
LEAST_MM = 2.0
"""Least width and height of a fill; what is smaller is a letter or a stroke."""
WHITE, LEAST_WHITE = 250, 0.6
"""Grey of bare paper, and the share of it around a fill without outline: the fill of a cell has rulings around it."""


def with_vivid_fills(grey: Image, colour: Colour, pixels_per_mm: float) -> Image:
    """The grey picture of a printed page in which bright vivid fills on bare paper are grey; both of one size."""
    vivid = np.asarray((_chroma(colour) >= CHROMA) & (grey > FILL), np.uint8)
    filled = grey.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(vivid)
    for index in range(1, count):
        x, y, width, height, _area = (int(value) for value in stats[index])
        if min(width, height) < LEAST_MM * pixels_per_mm:
            continue
        window = slice(max(0, y - 2), y + height + 2), slice(max(0, x - 2), x + width + 2)
        fill = np.asarray(labels[window] == index, np.uint8)
        around = (cv2.dilate(fill, np.ones((5, 5), np.uint8)) > 0) & (fill == 0)
        white = grey[window][around] >= WHITE
        if white.size and float(white.mean()) >= LEAST_WHITE:
            filled[window][fill > 0] = FILL
    return filled


def has_vivid(colour: Colour) -> bool:
    """Whether a picture has any vivid colour."""
    return bool((_chroma(colour) >= CHROMA).any())


def _chroma(colour: Colour) -> Image:
    blue, green, red = cv2.split(colour)
    strongest, weakest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    return np.asarray(cv2.subtract(strongest, weakest), np.uint8)
