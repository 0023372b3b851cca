"""Upright pages: the quarter turn by which a page was stored wrong, found from its own print."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines import LineEngine
from ocr.page import BBox, Image
from ocr.pieces import ink_to_boxes
from ocr.strokes import long_runs

LETTER_MM = (1.0, 5.0)
SAMPLE = 200
"""Letters whose nearest neighbour is looked up."""
MIN_LETTERS = 30
"""Fewer letters say nothing about a page's direction."""
RULING_MM = 7.0
LINE_CLOSE_MM = 2.5
LINE_HEIGHT_MM = (1.4, 5.5)
LINE_LENGTH_MM = (14.0, 90.0)
PROBE_MM = 26.0
"""Lines about this long are read first: long ones say no more and cost more."""
PROBES = 5
CLEAR_AXIS = 0.3
"""The axis is beyond doubt when the share of letters that stand side by side is this far from one half."""
SURE = 0.75
"""Mean confidence of the probed lines above which the page is taken to stand upright."""
LEGIBLE = 0.2
"""Lines read with a lower mean were not read at all, and turn no page from how it was stored."""
CERTAIN, ENOUGH = 0.9, 2
"""So many lines read as surely as this settle it before all are read."""
TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turn(image: Image, degrees: int) -> Image:
    """Turn a picture clockwise by 0, 90, 180 or 270 degrees."""
    code = TURNS[degrees]
    return image if code is None else np.ascontiguousarray(cv2.rotate(image, code), dtype=np.uint8)


def turn_box(box: BBox, degrees: int) -> BBox:
    """Where a box in fractions of a picture lies once the picture is turned clockwise.

    >>> turn_box((0.0, 0.0, 0.5, 1.0), 90)
    (0.0, 0.0, 1.0, 0.5)
    """
    for _ in range(degrees // 90):
        x0, y0, x1, y1 = box
        box = (1 - y1, x0, 1 - y0, x1)
    return box


def find_rotation(flat: Image, ink: Image, pixels_per_mm: float, engine: LineEngine) -> int:
    """Degrees clockwise that bring the page upright.

    The axis comes from the letters' nearest neighbours, since letters of a word stand closer than lines do; which
    of the two directions, from how surely some lines read both ways.
    """
    letters = _without_rulings(ink, pixels_per_mm)
    lying = _neighbours_beside(letters, pixels_per_mm)
    if lying is None:
        return 0
    ways = (0, 180, 90, 270) if lying >= 0.5 else (90, 270, 0, 180)
    best, most, clear = 0, 0.0, abs(lying - 0.5) > CLEAR_AXIS
    for degrees in ways[:2] if clear else ways:
        lines = _lines(turn(flat, degrees), turn(letters, degrees), pixels_per_mm)
        sure = _confidence(_probes(lines, pixels_per_mm), engine) if lines else 0.0
        if degrees and sure < LEGIBLE:
            continue
        if sure * len(lines) > most:  # turned names in a head, and columns of figures, are fewer than a page's lines
            best, most = degrees, sure * len(lines)
            if sure >= SURE and (clear or len(lines) >= PROBES):
                return degrees
    return best


def _without_rulings(ink: Image, pixels_per_mm: float) -> Image:
    length = int(RULING_MM * pixels_per_mm)
    lines = cv2.bitwise_or(long_runs(ink, "h", length), long_runs(ink, "v", length))
    return np.asarray(cv2.subtract(ink, cv2.dilate(lines, np.ones((3, 3), np.uint8))), dtype=np.uint8)


def _neighbours_beside(letters: Image, pixels_per_mm: float) -> float | None:
    """Share of letters whose nearest neighbour stands beside, not above or below; None for a page without print."""
    boxes = ink_to_boxes(letters)
    sizes = boxes[:, 2:].max(axis=1, initial=0) / pixels_per_mm
    letter = (sizes > LETTER_MM[0]) & (sizes < LETTER_MM[1])
    points: NDArray[np.float32] = (boxes[letter, :2] + boxes[letter, 2:] / 2).astype(np.float32)
    if len(points) < MIN_LETTERS:
        return None
    picks = points[np.linspace(0, len(points) - 1, min(SAMPLE, len(points))).astype(int)]
    across, down = (np.abs(points[None, :, axis] - picks[:, None, axis]) for axis in (0, 1))
    distance = across + down
    distance[distance == 0] = np.inf
    nearest = np.arange(len(picks)), distance.argmin(axis=1)
    return float(np.mean(across[nearest] > down[nearest]))


def _lines(flat: Image, letters: Image, pixels_per_mm: float) -> list[Image]:
    """Crops of the well-formed lines of print."""
    close = int(LINE_CLOSE_MM * pixels_per_mm)
    joined = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((1, close), np.uint8))
    pad = int(0.5 * pixels_per_mm)
    crops = []
    for x, y, width, height in ink_to_boxes(np.asarray(joined, np.uint8)).tolist():
        fits_height = LINE_HEIGHT_MM[0] <= height / pixels_per_mm <= LINE_HEIGHT_MM[1]
        fits_length = LINE_LENGTH_MM[0] <= width / pixels_per_mm <= LINE_LENGTH_MM[1]
        if not (fits_height and fits_length):
            continue
        if cv2.countNonZero(joined[y : y + height, x : x + width]) > 0.35 * width * height:
            crops.append(flat[max(0, y - pad) : y + height + pad, max(0, x - pad) : x + width + pad])
    return crops


def _probes(crops: list[Image], pixels_per_mm: float) -> list[Image]:
    """Some of the lines, spread over the page."""
    wanted = sorted(abs(crop.shape[1] / pixels_per_mm - PROBE_MM) for crop in crops)[: max(PROBES, len(crops) // 2)]
    crops = [crop for crop in crops if abs(crop.shape[1] / pixels_per_mm - PROBE_MM) <= wanted[-1]]
    step = max(1, len(crops) // PROBES)
    return [np.ascontiguousarray(crop) for crop in crops[::step][:PROBES]]


def _confidence(crops: Sequence[Image], engine: LineEngine) -> float:
    """Mean of how surely the lines read; enough sure ones settle it, as no other way up gives them."""
    sure: list[float] = []
    for crop in crops:
        sure.append(engine.read_line(crop).confidence)
        if sum(value >= CERTAIN for value in sure) >= ENOUGH:
            return CERTAIN
    return float(np.mean(sure))
