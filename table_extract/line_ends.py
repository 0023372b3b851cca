"""How a dark stroke ends: on a ruling across, short of it, or turning off beside it as connectors do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.order import percentile
from ocr.page import Image
from table_extract.line_tests import FINE_MM, MIN_DEPTH, Floats, Ruling, bands

TOUCH_MM = (0.2, 1.3)
"""How far from a ruling's middle the white is sought that keeps letters and connectors away from it."""
SECTION_SAMPLES = 120
"""Columns of a stroke that are looked at."""
STRAY_MM = 0.8
NEAR_END_MM = 5.0
TOUCH_SHARE = 0.4
"""Least depth there, as a share of the stroke's usual depth."""
CORNER_MM, ARM_MM = 0.4, (0.5, 2.0)
"""How far from a stroke's end its corner may lie, and the part of the stroke across that is looked at."""
FOOT_MM, BESIDE_MM, CLEAR_MM = 1.0, (0.4, 0.9), 0.55
"""Where a stroke's end is looked over for what it stands on, along it and across; a ruling beyond keeps so far away."""
INKED_SHARE = 0.6
HEAD_MM = 2.5
"""Length of a stroke's end along which nothing may stand beside it that ends in nothing, arrowheads neither."""


def touches(flat: Image, ruling: Ruling, pixels_per_mm: float) -> tuple[bool, bool]:
    """Whether a stroke between two rulings reaches the one at its start, and the one at its end.

    Letters between two rulings keep away from both, and connectors turn off before them. ``start`` and ``end`` lie
    on the rulings' middles.
    """
    forward = depths_along(flat, ruling, pixels_per_mm)
    return _reached(forward, pixels_per_mm), _reached(forward[:, ::-1], pixels_per_mm)


def depths_along(flat: Image, ruling: Ruling, pixels_per_mm: float) -> Floats:
    """Grey values by which the pixels around a stroke are darker than the paper there; shape (rows, length).

    The band is as broad as rulings stray from their mean place on a page that is not quite straight.
    """
    reach = max(2, round(STRAY_MM * pixels_per_mm))
    band, *_ = bands(flat, ruling, reach + 1, reach + 1)
    if not band.size:
        return np.zeros((0, 0))
    return np.asarray(percentile(band[:, :: max(1, band.shape[1] // SECTION_SAMPLES)], 80) - band, np.float64)


def _reached(depths: Floats, pixels_per_mm: float) -> bool:
    """Whether the stroke leaves no white close to its start, in the rows it runs in there."""
    first, last, further = (round(mm * pixels_per_mm) for mm in (*TOUCH_MM, NEAR_END_MM))
    if depths.shape[1] <= last or depths.shape[0] < 3:
        return True
    row = min(max(1, int(depths[:, first:further].mean(axis=1).argmax())), depths.shape[0] - 2)
    size = max(1, round(FINE_MM * pixels_per_mm))
    along = np.convolve(depths[row - 1 : row + 2, first:further].mean(axis=0), np.full(size, 1 / size), "valid")
    least = max(float(MIN_DEPTH), TOUCH_SHARE * percentile(along, 70))
    return float(along[: last - first].min()) >= least


def turns(flat: Image, segment: Ruling, end: int, pixels_per_mm: float) -> bool:
    """Whether another stroke goes off to one side from the start (0) or end (1) of a stroke, and none to the other."""
    at = segment.end if end else segment.start
    near = CORNER_MM * pixels_per_mm
    one, other = _dark_beside(flat, segment, (at - near, at + near), ARM_MM, pixels_per_mm)
    if not one.size or not other.size:
        return False
    arms, free = one.mean(axis=0), other.mean(axis=0)
    return bool(((arms == 1) & (free < INKED_SHARE)).any() or ((free == 1) & (arms < INKED_SHARE)).any())


def stands_on(flat: Image, segment: Ruling, end: int, ruling_at: float, pixels_per_mm: float) -> bool:
    """Whether a stroke that stops short of a ruling ends in something else: a corner, a symbol, an arrowhead.

    Where it ends in nothing, the rest up to the ruling has faded.
    """
    at, foot = (segment.end if end else segment.start), FOOT_MM * pixels_per_mm
    clear = max(0.0, abs(ruling_at - at) - CLEAR_MM * pixels_per_mm)
    along = (at - foot, at + clear) if end else (at - clear, at + foot)
    sides = _dark_beside(flat, segment, along, BESIDE_MM, pixels_per_mm)
    return any(side.size and bool((side.mean(axis=0) >= INKED_SHARE).any()) for side in sides)


def is_bare_end(flat: Image, segment: Ruling, end: int, pixels_per_mm: float) -> bool:
    """Whether a stroke ends in nothing: no corner, symbol or arrowhead."""
    at, head, rim = (segment.end if end else segment.start), HEAD_MM * pixels_per_mm, CORNER_MM * pixels_per_mm
    along = (at - head, at + rim) if end else (at - rim, at + head)
    sides = _dark_beside(flat, segment, along, BESIDE_MM, pixels_per_mm)
    return not any(side.size and bool((side.mean(axis=0) >= INKED_SHARE).any()) for side in sides)


def _dark_beside(
    flat: Image, segment: Ruling, along: tuple[float, float], across_mm: tuple[float, float], pixels_per_mm: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pixels beside a stroke are about as dark as it, above and below it (or left and right), along axis 1."""
    depths = depths_along(flat, segment, pixels_per_mm)
    usual = percentile(depths.max(axis=0), 50) if depths.size else 0.0
    near, far = (max(1, round(mm * pixels_per_mm)) for mm in across_mm)
    window = Ruling(segment.axis, segment.at, max(0.0, along[0]), max(0.0, along[1]), 0.0)
    core, above, below = bands(flat, window, near, far)
    paper = percentile(np.vstack((above, core, below)), 90) if core.size else 0.0
    least = max(float(MIN_DEPTH), TOUCH_SHARE * usual)
    return paper - above.astype(np.float64) >= least, paper - below.astype(np.float64) >= least
