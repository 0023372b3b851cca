"""Grey to areas filled with one tone, from which symbols are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from ocr.page import Image
from table_extract.areas import (
    HEIGHT_MM,
    WIDTH_MM,
    Area,
    best_first,
    cropped,
    holes,
    outlines,
    solid_areas,
    with_outline,
)
from table_extract.ridges import thin_ink
from table_extract.shapes import BOXES, Mask, match_shape

FILL_WINDOW_MM = 1.3
"""Strokes are thinner than this, filled shapes are thicker."""
WIDER = 1.6
"""How many times wider the larger wipers are: connectors of filled symbols may be as thick."""
FILL_LEVELS = (222, 120)
"""Flat grey below which an area counts as filled; paper is 255. Beside dark symbols thick strokes are dark, too, and
narrow enough to be wiped out only where their blurred rim is left aside."""
DUSK, DUSKY_SHARE = 190, 0.05
"""Where so much of a picture is between this grey and paper's lower bound, grainy paper is as dark: fills are told by
this grey, too."""
GAP_MM = 0.3
"""Gaps in the outlines of filled symbols that are closed."""
LEAST_EVENNESS = 0.72
LEAST_GRADUAL, FADE_PER_MM = 0.9, 60
"""Share of a fading fill that changes by fewer grey levels a millimetre than this; letters change by more."""
TONE_SPREAD = 30
"""Grey levels around the median that count as one tone; white text in a filled symbol leaves at least 0.75."""
RIM_MM = 0.6
"""Width of a thick outline around a filled symbol, drawn darker than the fill."""
LARGE_MM = 4.0
"""Filled areas less high or wide may be melted letters, for which nothing is made easier."""
COARSE = 4
"""Thick ink is looked for in a picture this many times smaller."""


class _Thick(NamedTuple):
    """Dark areas (255), and the windows in which they are too thick for a stroke."""

    picture: Image
    windows: tuple[tuple[slice, slice], ...]


def filled_areas(ink: Image, grey: Image | None, pixels_per_mm: float) -> list[Area]:
    """Areas that stay dark when all strokes are wiped out, the best fitting first.

    A square wiper keeps the corners of boxes, one that stands on its corner keeps the tips of diamonds; a larger
    one of these also wipes out labels that touch the symbol. A larger square one, for thick connectors, comes last.
    """
    if grey is None:
        return best_first(_wiped_areas(_thick(ink, pixels_per_mm), None, pixels_per_mm))
    smooth = np.asarray(cv2.medianBlur(grey, 3), np.uint8)
    levels = [cv2.threshold(smooth, level - 1, 255, cv2.THRESH_BINARY_INV)[1] for level in _fill_levels(smooth)]
    dark = [_thick(np.asarray(level, np.uint8), pixels_per_mm) for level in levels]
    areas = [area for level in dark for area in _wiped_areas(level, grey, pixels_per_mm)]
    areas += _outlined_areas(dark[0], grey, pixels_per_mm)
    return best_first(areas) + best_first([area for level in dark for area in _boxes(level, grey, pixels_per_mm)])


def _fill_levels(smooth: Image) -> tuple[int, ...]:
    """Below which greys areas count as filled, in a picture without speckles."""
    few = smooth[::4, ::4]
    dusky = np.count_nonzero((few >= DUSK) & (few < FILL_LEVELS[0])) >= DUSKY_SHARE * few.size
    return (FILL_LEVELS[0], DUSK, FILL_LEVELS[1]) if dusky else FILL_LEVELS


def _outlined_areas(dark: _Thick, grey: Image, pixels_per_mm: float) -> list[Area]:
    """Filled areas inside an outline darker than the fill, which also keeps symbols apart that touch each other."""
    areas: list[Area] = []
    for rows, cols in dark.windows:
        near = np.ascontiguousarray(grey[rows, cols])
        strokes = thin_ink(near, pixels_per_mm)
        for area in holes(strokes, GAP_MM * pixels_per_mm, pixels_per_mm):
            if _is_filled(area, near) and _even_tone(area, near, pixels_per_mm) >= LEAST_EVENNESS:
                box, mask = cropped(with_outline(area, strokes, pixels_per_mm))
                areas.append((box[0] + cols.start, box[1] + rows.start, mask))
    return areas


def _is_filled(area: Area, grey: Image) -> bool:
    tones = grey[_window(area)][area[2]]
    return bool(np.median(tones) < FILL_LEVELS[0])


def _wiped_areas(dark: _Thick, grey: Image | None, pixels_per_mm: float) -> list[Area]:
    half = int(FILL_WINDOW_MM * pixels_per_mm / 2)
    tips = [np.abs(np.arange(-reach, reach + 1)) for reach in (half, round(WIDER * half))]
    upright = [(np.add.outer(steps, steps) <= steps[0]).astype(np.uint8) for steps in tips]
    areas = _left_by((_square(half), upright[0]), dark, grey, pixels_per_mm)
    # the largest wiper melts lines of text together, so that it is trusted with diamonds only
    largest = _left_by(upright[1:], dark, grey, pixels_per_mm)
    return areas + [area for area in largest if grey is None or match_shape(area[2]).outline == "diamond"]


def _boxes(dark: _Thick, grey: Image, pixels_per_mm: float) -> list[Area]:
    """What a larger square wiper leaves: it is trusted with large boxes only."""
    wide = _square(round(WIDER * int(FILL_WINDOW_MM * pixels_per_mm / 2)))
    left = [area for area in _left_by([wide], dark, grey, pixels_per_mm) if is_large(area[2], pixels_per_mm)]
    return [area for area in left if match_shape(area[2]).outline in BOXES]


def _square(reach: int) -> Image:
    return np.ones((2 * reach + 1,) * 2, np.uint8)


def _left_by(wipers: Sequence[Image], dark: _Thick, grey: Image | None, pixels_per_mm: float) -> list[Area]:
    """The areas of one tone that the wipers leave."""
    areas: list[Area] = []
    for rows, cols in dark.windows:
        for wiper in wipers:
            solid = np.asarray(cv2.morphologyEx(dark.picture[rows, cols], cv2.MORPH_OPEN, wiper), np.uint8)
            found = [(x + cols.start, y + rows.start, mask) for x, y, mask in solid_areas(solid, pixels_per_mm)]
            areas += [a for a in found if grey is None or _is_one_fill(a, grey, pixels_per_mm)]
    return areas


def _is_one_fill(area: Area, grey: Image, pixels_per_mm: float) -> bool:
    """Whether an area has one tone, or is large and fades from one to another."""
    even = _even_tone(area, grey, pixels_per_mm) >= LEAST_EVENNESS
    return even or (is_large(area[2], pixels_per_mm) and _gradual(area, grey, pixels_per_mm) >= LEAST_GRADUAL)


def is_large(mask: Mask, pixels_per_mm: float) -> bool:
    """Whether an area is too large for letters that melted into one."""
    return bool(min(mask.shape) >= LARGE_MM * pixels_per_mm)


def _thick(dark: Image, pixels_per_mm: float) -> _Thick:
    """Ink with the windows around what wipers leave of it and is as broad and high as what they leave of a symbol:
    bold letters are not."""
    half = int(FILL_WINDOW_MM * pixels_per_mm / 2)
    core = cv2.erode(dark, np.ones((2 * (half // 2) + 1,) * 2, np.uint8))
    coarse = cv2.resize(core, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    reach = 2 * half // COARSE + 2
    near = cv2.dilate(cv2.threshold(coarse, 0, 255, cv2.THRESH_BINARY)[1], np.ones((2 * reach + 1,) * 2, np.uint8))
    broad, high = ((mm[0] * pixels_per_mm - 2 * half) / COARSE + 2 * reach for mm in (WIDTH_MM, HEIGHT_MM))
    windows = []
    for outline in outlines(np.asarray(near, np.uint8), holes=False):
        x, y, width, height = cv2.boundingRect(outline)
        if width >= broad and height >= high:
            rows, cols = ((start * COARSE, (start + size) * COARSE) for start, size in ((y, height), (x, width)))
            windows.append((slice(*rows), slice(*cols)))
    return _Thick(dark, tuple(windows))


def _even_tone(area: Area, grey: Image, pixels_per_mm: float) -> float:
    """Share of an area that has nearly one tone; blurred bold text has not."""
    tones = grey[_window(area)][_inner(area, pixels_per_mm) if is_large(area[2], pixels_per_mm) else area[2]]
    if not tones.size:  # all of it is rim
        return 0.0
    return float(np.mean(np.abs(tones.astype(np.int16) - np.median(tones)) < TONE_SPREAD))


def _gradual(area: Area, grey: Image, pixels_per_mm: float) -> float:
    """Share of an area over which its tone hardly changes from place to place: drawing tools let fills fade."""
    near = np.ascontiguousarray(grey[_window(area)], np.float32)
    across, down = (cv2.Sobel(near, cv2.CV_32F, *axis, ksize=3, scale=1 / 8) for axis in ((1, 0), (0, 1)))
    steps = np.hypot(across, down)[_inner(area, pixels_per_mm)] * pixels_per_mm
    return float(np.mean(steps < FADE_PER_MM)) if steps.size else 0.0


def _window(area: Area) -> tuple[slice, slice]:
    """The rows and columns of the page that an area's mask covers."""
    x, y, mask = area
    return slice(y, y + mask.shape[0]), slice(x, x + mask.shape[1])


def _inner(area: Area, pixels_per_mm: float) -> Mask:
    """An area without its outline, which is often darker."""
    reach = 2 * round(RIM_MM * pixels_per_mm) + 1
    padded = np.pad(area[2].astype(np.uint8), 1)
    return np.asarray(cv2.erode(padded, np.ones((reach, reach), np.uint8))[1:-1, 1:-1] > 0, np.bool_)
