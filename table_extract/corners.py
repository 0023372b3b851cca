"""How round the corners of a box are: boxes and capsules cover nearly the same area, so that templates hardly tell."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr.page import Image
from table_extract.areas import Area
from table_extract.shapes import BOXES, Mask, Shape, match_shape

EDGE_SHARE = 0.3
"""An edge of a box has at least this share of its length, also where its corners are round."""
PALE_RIM_MM, FINER, PAPER = 0.4, 4, 255
"""Blurred edge around a filled shape; pixels of the finer grid to each one scanned; the grey of paper."""
SPIKE_SHARE, LEAST_BOX, LEAST_LEFT = 0.5, 0.95, 0.7
"""What stands out of a filled box over less of its length is an arrowhead; the box without it overlaps one so far, and
it has so much of both sides."""
STEPS_PER_RADIUS = 1 - 0.5**0.5
"""A diagonal from the corner of its box meets an arc of radius 1 after so many steps to the side."""
ROUNDEST = 0.55
"""No arc's radius is more than half a side; beside an arrowhead that melted into a box there is no arc."""
BLUNT = 0.5
"""Steps lost in drawing and scanning, also where two edges meet in a point."""


def with_radius(shape: Shape, ink: Image, grey: Image | None, pixels_per_mm: float) -> Shape:
    """The shape with the radius of its corners known, as a share of its shorter side."""
    if shape.filled and grey is not None:
        drawn = _filled_finely(shape, grey, pixels_per_mm)
        x0, y0, x1, y1 = _edges(0, 0, drawn, EDGE_SHARE)
        return replace(shape, match=replace(shape.match, radius=corner_radius(drawn[y0:y1, x0:x1], FINER)))
    x0, y0, x1, y1 = _edges(shape.box[0], shape.box[1], shape.mask, EDGE_SHARE)
    drawn = ink[y0:y1, x0:x1] > 0
    return replace(shape, match=replace(shape.match, radius=corner_radius(drawn)))


def _filled_finely(shape: Shape, grey: Image, pixels_per_mm: float) -> Mask:
    """Where a filled shape is darker than halfway to the paper, its pale rim included, on a finer grid: a pixel more or
    less in a corner is what tells round ones."""
    rim = round(PALE_RIM_MM * pixels_per_mm)
    x0, y0, x1, y1 = shape.box
    top, left = max(0, y0 - rim), max(0, x0 - rim)
    near = cv2.medianBlur(np.ascontiguousarray(grey[top : y1 + rim, left : x1 + rim]), 3)
    tone = float(np.median(near[y0 - top : y1 - top, x0 - left : x1 - left][shape.mask]))
    fine = cv2.resize(near, None, fx=FINER, fy=FINER, interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine < (tone + PAPER) / 2, np.bool_)


def corner_radius(drawn: Mask, finer: int = 1) -> float:
    """The radius of most corners of what is drawn to the edges of a picture, as a share of its shorter side.

    A line that passes by covers two corners at most, so that the second roundest one tells. The picture has ``finer``
    pixels to each one scanned.

    >>> corner_radius(np.ones((20, 40), np.bool_))
    0.0
    """
    side = max(1, min(drawn.shape))
    turned = (drawn, drawn[:, ::-1], drawn[::-1], drawn[::-1, ::-1])
    steps = sorted(int(np.argmax([*np.diagonal(corner)[: side // 2], True])) for corner in turned)
    radii = [max(0.0, step - finer * BLUNT) / STEPS_PER_RADIUS / side for step in steps]
    arcs = [radius for radius in radii if radius <= ROUNDEST] or radii
    return round(float(arcs[-2:][0]), 3)


def box_within(fill: Area) -> Area | None:
    """The box of a filled area without the arrowheads that melt into it; None where it is no box."""
    x, y, mask = fill
    x0, y0, x1, y1 = _edges(x, y, mask, SPIKE_SHARE)
    inner = mask[y0 - y : y1 - y, x0 - x : x1 - x]
    if inner.shape[0] < LEAST_LEFT * mask.shape[0] or inner.shape[1] < LEAST_LEFT * mask.shape[1]:
        return None
    match = match_shape(inner)
    return (x0, y0, inner) if match.outline in BOXES and match.overlap >= LEAST_BOX else None


def _edges(x: int, y: int, mask: Mask, share: float) -> tuple[int, int, int, int]:
    """The box of a mask at ``x``, ``y`` between the first and last lines that have this share of its length."""
    across, down = (np.nonzero(mask.mean(axis=axis) >= share)[0] for axis in (1, 0))
    if not across.size or not down.size:
        return x, y, x + mask.shape[1], y + mask.shape[0]
    return x + int(down[0]), y + int(across[0]), x + int(down[-1]) + 1, y + int(across[-1]) + 1
