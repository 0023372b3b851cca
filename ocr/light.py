"""Even light and ink: grey pictures to flat grey and to binary ink."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.page import Image

BACKGROUND_MM = 9.0
"""Window of the paper's brightness: larger than letters and filled symbols, smaller than a shadow's edge."""
INK_DEPTH = 0.08
"""A pixel is ink when it is darker than the mean around it by this share of that mean."""
LEAST_DEPTH = 7
DARK = 110
"""Grey value below which a pixel is ink whatever surrounds it: the inside of filled shapes."""
GREYS, MOST_GREY = (60, 200), 0.5
"""Of the ink of a fax, all below the higher value, at most this share is above the lower one."""
_LEVELS = np.arange(256)
PALEST_INK = np.maximum(_LEVELS - np.maximum(np.rint(INK_DEPTH * _LEVELS), LEAST_DEPTH), DARK).astype(np.uint8)
"""By the mean around a pixel, the grey value below which it is ink."""


def reduced(grey: Image, pixels_per_mm: float, goal: float) -> tuple[Image, float]:
    """A picture reduced to about ``goal`` pixels per mm, and the factor: one over a whole number, which is fast."""
    times = max(1, round(pixels_per_mm / goal))
    if times == 1:
        return grey, 1.0
    width, height = grey.shape[1] // times, grey.shape[0] // times
    exact = grey[: height * times, : width * times]
    return np.asarray(cv2.resize(exact, (width, height), interpolation=cv2.INTER_AREA), np.uint8), 1 / times


def flatten_light(grey: Image, pixels_per_mm: float) -> Image:
    """Divide by the paper's brightness, so that shadows go and paper is 255.

    The brightness is a high percentile of the neighbourhood, found on a picture reduced to 2 px/mm:
    a grey closing that is wider than a filled flowchart symbol.
    """
    small, scale = reduced(grey, pixels_per_mm, 2.0)
    window = max(3, int(BACKGROUND_MM * pixels_per_mm * scale) | 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), window / 3)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(grey, cv2.max(paper, np.full_like(paper, 40)), scale=255)
    return np.asarray(flat, dtype=np.uint8)


def grey_to_ink(flat: Image, pixels_per_mm: float) -> Image:
    """Binary ink (255 = ink) of a flat grey picture, by the local mean; filled shapes stay filled at their rims."""
    window = int(6 * pixels_per_mm) | 1
    smooth = cv2.GaussianBlur(flat, (0, 0), 0.1 * pixels_per_mm)
    mean = cv2.blur(smooth, (window, window))
    return np.asarray(cv2.compare(smooth, cv2.LUT(mean, PALEST_INK), cv2.CMP_LT), np.uint8)


def is_two_toned(flat: Image) -> bool:
    """Whether a picture has little but black and white, as faxes have."""
    few = flat[::4, ::4]
    ink = int(np.count_nonzero(few < GREYS[1]))
    return int(np.count_nonzero(few <= GREYS[0])) > (1 - MOST_GREY) * ink
