"""Dashed lines along no axis: the gaps between their dashes are drawn over, so that they are read like solid ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from ocr.pieces import Outline, ink_to_outlines

DASH_MM, THICKEST_MM, LEAST_LIKE_A_LINE = (0.6, 4.0), 0.8, 1.6
"""Length of a dash, its thickness at most, and how much longer than thick it is at least."""
GAP_MM, GAP_BY_DASH = 3.4, 2.6
"""Longest gap between two dashes, and that by the longer one's length."""
OFF_MM, TURN = 0.3, np.radians(14)
"""How far a dash may lie off the line of the one before, and how far it may be turned from it."""
LEAST_DASHES = 3
"""Fewer dashes in line are letters."""
LEAST_SLANT = np.tan(np.radians(2.5))
"""Lines that lean less run along an axis."""
MOST_DASHES = 600
"""More pieces like dashes are noise, or hatching."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Dashes:
    """n dashes: their middles and directions, shape (n, 2), and lengths, shape (n,), in pixels."""

    middles: Floats
    directions: Floats
    lengths: Floats


def slanted_bridges(ink: Image, pixels_per_mm: float) -> Image:
    """Strokes (255) over the gaps of dashed lines that run along neither axis; shape of ``ink``."""
    bridges = np.zeros_like(ink)
    dashes = _find_dashes(ink, pixels_per_mm)
    if not LEAST_DASHES <= len(dashes.lengths) <= MOST_DASHES:
        return bridges
    pairs = _in_line(dashes, pixels_per_mm)
    for chain in _chains(pairs, len(dashes.lengths)):
        points = dashes.middles[chain]
        width, height = np.ptp(points, axis=0)
        if len(chain) < LEAST_DASHES or min(width, height) < LEAST_SLANT * max(width, height):
            continue
        for one, two in pairs[np.isin(pairs[:, 0], chain)]:
            start, end = (dashes.middles[number].round().astype(int).tolist() for number in (one, two))
            cv2.line(bridges, start, end, (255,), 2)
    return bridges


def _find_dashes(ink: Image, pixels_per_mm: float) -> _Dashes:
    shortest, longest = (mm * pixels_per_mm for mm in DASH_MM)
    found = []
    for outline in ink_to_outlines(ink):
        _, _, width, height = cv2.boundingRect(outline)
        if not shortest <= max(width, height) <= longest:
            continue
        middle, sides, _ = cv2.minAreaRect(outline)
        length, thickness = max(sides) + 1, min(sides) + 1
        if thickness > THICKEST_MM * pixels_per_mm or length < LEAST_LIKE_A_LINE * thickness:
            continue
        angle = _angle(outline)
        found.append((*middle, np.cos(angle), np.sin(angle), length))
    table = np.array(found, np.float64).reshape(-1, 5)
    return _Dashes(table[:, :2], table[:, 2:4], table[:, 4])


def _angle(outline: Outline) -> float:
    """Direction of a dash in radians: that of the most spread of its pixels, finer than its rectangle's."""
    x, y, width, height = cv2.boundingRect(outline)
    filled = cv2.drawContours(np.zeros((height, width), np.uint8), [outline], 0, (1,), -1, offset=(-x, -y))
    moments = cv2.moments(filled, binaryImage=True)
    return 0.5 * math.atan2(2 * moments["mu11"], moments["mu20"] - moments["mu02"])


def _in_line(dashes: _Dashes, pixels_per_mm: float) -> NDArray[np.intp]:
    """Pairs of dashes of which one goes on behind a gap where the other ends; shape (pairs, 2)."""
    between = dashes.middles[None, :] - dashes.middles[:, None]
    apart = np.hypot(between[..., 0], between[..., 1])
    gap = apart - (dashes.lengths[None, :] + dashes.lengths[:, None]) / 2
    longer = np.maximum(dashes.lengths[None, :], dashes.lengths[:, None])
    off = np.abs(_across(between, dashes.directions[:, None])), np.abs(_across(between, dashes.directions[None, :]))
    turned = np.abs(_across(dashes.directions[:, None], dashes.directions[None, :]))
    alike = (
        (gap > -0.2 * longer)
        & (gap <= np.minimum(GAP_MM * pixels_per_mm, GAP_BY_DASH * longer))
        & (np.minimum(*off) <= OFF_MM * pixels_per_mm)
        & (np.maximum(*off) <= np.sin(TURN) * np.maximum(apart, 1) + OFF_MM * pixels_per_mm)
        & (turned <= np.sin(TURN))
    )
    return np.argwhere(np.triu(alike, 1))


def _across(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], np.float64)


def _chains(pairs: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """Numbers of the dashes that pairs lead to from each other."""
    chain_of = np.arange(count)
    for one, two in pairs:
        chain_of[chain_of == chain_of[two]] = chain_of[one]
    return [np.flatnonzero(chain_of == number) for number in np.unique(chain_of[pairs.ravel()])]
