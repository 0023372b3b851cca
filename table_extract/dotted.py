"""Rulings printed as rows of dots, as word processors offer them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.page import Image
from ocr.strokes import ink_to_bars
from table_extract.line_tests import Ruling

LEAST_MM, THICKEST_MM, GAP_MM = 60.0, 1.4, 1.3
"""Length of a dotted ruling at least, its thickness and the gaps between its dots at most."""
FEWEST_DOTS, EVEN, STRAY_PX = 20, 0.8, 2
"""How many dots it has at least, and the share of them, and of the gaps, that are as long as most, give or take."""
COVER = (0.3, 0.9)
"""Share of its length that the dots cover."""
BESIDE_MM, MOST_BESIDE = (0.3, 0.8), 0.25
"""How far off its edges paper is looked for, and the share of ink there at most."""
COARSE, INKED = 2, 60
"""Rows of dots are looked for in a picture so many times smaller, where pixels brighter than this, of 255, are ink."""
MEET_MM = 2.0
"""It ends so near an upright ruling."""


def dotted_rulings(ink: Image, upright: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Level rows of even dots from one upright ruling to another. ``ink`` is without solids."""
    scale = pixels_per_mm / COARSE
    reduced = cv2.resize(ink, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    small = cv2.threshold(reduced, INKED, 255, cv2.THRESH_BINARY)[1]
    gap = np.ones((1, max(3, round(GAP_MM * scale)) | 1), np.uint8)
    closed = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, gap), np.uint8)
    bars = ink_to_bars(closed, "h", LEAST_MM * scale, THICKEST_MM * scale)
    rows = [
        Ruling("h", COARSE * bar.at + 0.5, COARSE * bar.start, COARSE * bar.end, COARSE * bar.thickness, gap.shape[1])
        for bar in bars
    ]
    return [row for row in rows if _is_dotted(ink, row, pixels_per_mm) and _meets(row, upright, pixels_per_mm)]


def _is_dotted(ink: Image, row: Ruling, pixels_per_mm: float) -> bool:
    at, half, along = round(row.at), max(1, round(row.thickness / 2)), slice(int(row.start), int(row.end) + 1)
    inked = np.asarray((ink[max(0, at - half) : at + half + 1, along] > 0).any(axis=0), np.bool_)
    if not COVER[0] <= inked.mean() <= COVER[1]:
        return False
    edges = np.flatnonzero(np.diff(inked.astype(np.int8)))
    dots, gaps = np.diff(edges)[int(not inked[0]) :: 2], np.diff(edges)[int(inked[0]) :: 2]
    if len(dots) < FEWEST_DOTS or len(gaps) < FEWEST_DOTS:
        return False
    if min(float(np.mean(np.abs(runs - np.median(runs)) <= STRAY_PX)) for runs in (dots, gaps)) < EVEN:
        return False
    near, far = (half + max(1, round(mm * pixels_per_mm)) for mm in BESIDE_MM)
    sides = ink[max(0, at - far) : max(0, at - near), along], ink[at + near : at + far, along]
    return all(float((side > 0).mean()) <= MOST_BESIDE for side in sides if side.size)


def _meets(row: Ruling, upright: Sequence[Ruling], pixels_per_mm: float) -> bool:
    near = MEET_MM * pixels_per_mm
    across = [piece for piece in upright if piece.start - near <= row.at <= piece.end + near]
    return all(any(abs(piece.at - end) <= near for piece in across) for end in (row.start, row.end))
