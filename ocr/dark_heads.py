"""Table heads with white print and white rulings on a dark fill, as ready-made table styles have: dark on white.

Done before the light is evened, which takes a wide fill for the paper of a shadow.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import reduced
from ocr.page import Image

LOW_PX_PER_MM = 2.0
PAPER_MM = 60.0
"""Window of the paper's brightness: higher than any head."""
DARK = 0.64
"""Share of the paper's brightness that a fill with white print stays below; the blues and greens of office programs
have 0.4 to 0.6."""
LEAST_MM, MOST_MM = (60.0, 4.0), 50.0
"""Least length and breadth, and most breadth: filled symbols are shorter, a desk around the page is broader."""
LEAST_FILLED, LEAST_DARK = 0.7, 0.6
"""Share of its box, as it lies, that a head fills, its print closed: punched holes may touch it. Share of it that is
dark: of bold print it is half as much."""
CLOSE_MM = 2.0
"""White print and rulings are slimmer than this."""
MOSTLY = 0.55
"""Share of the neighbourhood that is dark inside a head, its print aside; lines of print below it have less."""
NOTCH_MM = 20.0
"""Length of a row of print at a head's edge, which may be so dense that the head seems to end above it."""
RIM_MM = 0.4
"""So much of the fill stays dark along its edge: the frame of the head."""
LINE_MM, LINES_MM = 4.0, 12.0
"""White strokes from this length on are rulings, no letters; and how much of them a head has at least."""
LIGHT, FAINT = 0.35, 0.12
"""How far from the fill towards the paper a white ruling is; up to how far from it all is the fill's own unevenness."""
WHITE, BLACK = 0.75, 0.6
"""Share of the paper's brightness that white print has, and of the fill's that black print has at most: the print of a
head to be turned is mostly white."""


def turn_dark_heads(grey: Image, pixels_per_mm: float) -> tuple[Image, int]:
    """The page with its dark heads turned white and what is printed on them dark, and how many there were.

    Heads without white rulings stay as they are: their cells are parted otherwise.
    """
    small, scale = reduced(grey, pixels_per_mm, LOW_PX_PER_MM)
    px = pixels_per_mm * scale
    window = round(PAPER_MM * px) | 1
    paper = cv2.blur(cv2.dilate(small, np.ones((window, window), np.uint8)), (window, window))
    dark = cv2.compare(small, cv2.convertScaleAbs(paper, alpha=DARK), cv2.CMP_LT)
    close, least = (max(3, round(mm * px) | 1) for mm in (CLOSE_MM, LEAST_MM[1]))
    mostly = cv2.threshold(cv2.blur(dark, (least, least)), 255 * MOSTLY, 255, cv2.THRESH_BINARY)[1]
    solid = cv2.bitwise_and(mostly, cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((close, close), np.uint8)))
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((least, least), np.uint8))
    turned, found = grey, 0
    for outline in cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        if not _is_band(np.asarray(outline, np.int32), px):
            continue
        x, y, width, height = cv2.boundingRect(outline)
        rows, cols = (slice(int(at / scale), int((at + size) / scale)) for at, size in ((y, height), (x, width)))
        inside = np.zeros((height, width), np.uint8)
        cv2.drawContours(inside, [outline], -1, (1,), -1, offset=(-x, -y))
        light = float(np.median(paper[y : y + height, x : x + width]))
        head = _turned(grey[rows, cols], inside, light, pixels_per_mm)
        if head is not None:
            turned = turned.copy() if turned is grey else turned
            turned[rows, cols] = head
            found += 1
    return turned, found


def _without_notches(inside: Image, px_per_mm: float) -> Image:
    """A head's area with what dense print along its edges bit out of it."""
    reach, (height, width) = round(NOTCH_MM * px_per_mm), inside.shape
    kernel = np.ones((1, reach) if width >= height else (reach, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(inside, cv2.MORPH_CLOSE, kernel), np.uint8)


def _is_band(outline: NDArray[np.int32], px_per_mm: float) -> bool:
    """Whether an area is as long, broad and full as the head of a table, which may lie askew."""
    (_, sides, _), area = cv2.minAreaRect(outline), cv2.contourArea(outline)
    long, broad = max(sides) / px_per_mm, min(sides) / px_per_mm
    return long >= LEAST_MM[0] and broad <= MOST_MM and area >= LEAST_FILLED * sides[0] * sides[1]


def _turned(grey: Image, inside: Image, paper: float, pixels_per_mm: float) -> Image | None:
    """A head's window, all that differs from its fill dark; None where it has no white rulings."""
    height, width = grey.shape
    mask = np.asarray(cv2.resize(inside, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    core = _core(mask, pixels_per_mm)
    if float((grey[mask > 0] < DARK * paper).mean()) < LEAST_DARK:
        return None
    stroke = np.ones((round(CLOSE_MM * pixels_per_mm) | 1,) * 2, np.uint8)
    opened = cv2.morphologyEx(grey, cv2.MORPH_OPEN, stroke).astype(np.float32)
    fill = cv2.blur(opened, (stroke.shape[0], stroke.shape[0]))
    rise = (grey.astype(np.float32) - fill) / np.maximum(paper - fill, 1)
    white, black = grey >= WHITE * paper, grey <= BLACK * float(np.median(grey[core > 0]))
    if (white & (core > 0)).sum() <= (black & (core > 0)).sum():
        return None
    light = ((core > 0) & (rise >= LIGHT) & white).astype(np.uint8)
    if _length_of_lines(light, pixels_per_mm) < LINES_MM * pixels_per_mm:
        return None
    shown = np.clip((rise - FAINT) / (1 - FAINT), 0, 1)
    whole = _core(_without_notches(mask, pixels_per_mm), pixels_per_mm)
    return np.where(whole > 0, paper * (1 - shown), grey).astype(np.uint8)


def _core(mask: Image, pixels_per_mm: float) -> Image:
    """An area without its rim."""
    rim = 2 * round(RIM_MM * pixels_per_mm) + 1
    return np.asarray(cv2.erode(np.pad(mask, 1), np.ones((rim, rim), np.uint8))[1:-1, 1:-1], np.uint8)


def _length_of_lines(light: Image, pixels_per_mm: float) -> float:
    """Pixels of straight light strokes across a head, all lengths added; along its sides paper may look like some."""
    run, lying = round(LINE_MM * pixels_per_mm), light.shape[1] >= light.shape[0]
    kernel = np.ones((run, 1) if lying else (1, run), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(light, cv2.MORPH_OPEN, kernel))
    return float(stats[1:, 3 if lying else 2].sum())
