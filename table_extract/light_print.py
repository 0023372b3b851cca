"""Light letters on a dark fill, as headings often have: turned into dark letters on white paper."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.order import median, percentile
from ocr.page import BBox, Image
from table_extract.line_tests import Ruling
from table_extract.textlines import LETTER_MAX_MM, LETTER_MIN_MM

DARK_FILL = 190
"""Median grey of a cell below which its letters may be light; levelling fades dark fills towards the paper's 255."""
LETTER_LEVEL = 200
"""Light letters are as bright as paper: levelling takes them for it."""
STROKE_MM = 1.2
"""Strokes of letters are slimmer than this; what is left bright of a wide fill is not."""
CONTRAST = 60
"""Grey values by which light letters are brighter than the fill beside them."""
RIM_MM = 0.5
"""Beside a cell's borders the paper outside looks like a light stroke."""
LEAST_MM2 = 1.5
"""Area of light strokes from which they are a word."""
MOST_LIGHT = 0.4
"""Share of a cell that its letters cover at most."""
AROUND_MM, BLUR_MM = (4.0, 0.7), 0.3
"""How far the fill around a stroke is looked at, and from where on; the blur that makes dots grey."""
FILL_SHARE, DARKER = 30, 12
"""Per cent of what is around a stroke that is fill at least, and the grey values by which rulings in it are darker."""
LETTER_SHARE, FEW_GRAINS = 0.6, 10
"""Share of the light ink that is as high as letters, and by how many pieces of dirt the rest may outnumber these."""


def light_print(flat: Image, boxes: Iterable[BBox], pixels_per_mm: float) -> tuple[Image, Image] | None:
    """The page's light letters in dark boxes as a grey picture, dark on white, and as ink (255); None without any."""
    picture, ink = None, None
    for box in boxes:
        found = _turned(flat, box, pixels_per_mm)
        if found is None:
            continue
        if picture is None or ink is None:
            picture, ink = np.full_like(flat, 255), np.zeros_like(flat)
        window, dark, letters = found
        picture[window], ink[window] = dark, letters
    return None if picture is None or ink is None else (picture, ink)


def is_dark(flat: Image, box: BBox) -> bool:
    """Whether most of a box is dark."""
    x0, y0, x1, y1 = (max(0, int(at)) for at in box)
    inside = flat[y0:y1:3, x0:x1:3]
    return bool(inside.size) and median(inside) < DARK_FILL


def is_gap_in_light_print(flat: Image, stroke: Ruling, pixels_per_mm: float) -> bool:
    """Whether a dark stroke is the dark fill itself, seen between light letters: no darker than the fill around it."""
    lying = flat if stroke.axis == "h" else flat.T
    reach, near = (round(mm * pixels_per_mm) for mm in AROUND_MM)
    at, start, end = round(stroke.at), max(0, int(stroke.start)), int(stroke.end) + 1
    top = max(0, at - reach)
    band = lying[top : at + reach + 1, start:end]
    if not band.size or at + near >= top + band.shape[0]:
        return False
    smooth = cv2.GaussianBlur(np.ascontiguousarray(band), (0, 0), BLUR_MM * pixels_per_mm)
    sides = smooth[: max(1, at - near - top)], smooth[at + near - top :]
    own = median(smooth[max(0, at - 1 - top) : at + 2 - top])
    fills = [percentile(side, FILL_SHARE) for side in sides]
    return all(median(side) < DARK_FILL and own > fill - DARKER for side, fill in zip(sides, fills, strict=True))


def _turned(flat: Image, box: BBox, pixels_per_mm: float) -> tuple[tuple[slice, slice], Image, Image] | None:
    """The window inside a dark box, its letters dark on white, and their ink; None for any other box."""
    if not is_dark(flat, box):
        return None
    rim = RIM_MM * pixels_per_mm
    x0, y0, x1, y1 = (max(0, round(at + side * rim)) for at, side in zip(box, (1, 1, -1, -1), strict=True))
    window = slice(y0, y1), slice(x0, x1)
    size = 2 * round(STROKE_MM * pixels_per_mm / 2) + 1
    inside = np.ascontiguousarray(flat[window])
    if min(inside.shape) < 2 * size:
        return None
    strokes = cv2.morphologyEx(inside, cv2.MORPH_TOPHAT, np.ones((size, size), np.uint8))
    letters = np.where((strokes >= CONTRAST) & (inside >= LETTER_LEVEL), 255, 0).astype(np.uint8)
    if not _are_letters(letters, pixels_per_mm):
        return None
    top = float(np.percentile(strokes[letters > 0], 50))
    dark = 255 - np.clip(strokes * (255 / max(1.0, top)), 0, 255)
    return window, dark.astype(np.uint8), letters


def _are_letters(ink: Image, pixels_per_mm: float) -> bool:
    """Whether light strokes are a word or more: a fill of dots has more grains, and mazes higher than letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    height, area = stats[1:, 3] / pixels_per_mm, stats[1:, 4]
    letters = (height >= LETTER_MIN_MM) & (height <= LETTER_MAX_MM)
    if area[letters].sum() < LEAST_MM2 * pixels_per_mm**2 or area.sum() > MOST_LIGHT * ink.size:
        return False
    return bool(area[letters].sum() >= LETTER_SHARE * area.sum() and (~letters).sum() <= letters.sum() + FEW_GRAINS)
