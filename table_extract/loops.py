"""Symbols to those that are drawn as such: areas that connectors enclose together with symbols are dropped."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from table_extract.shapes import BOXES, Shape, mask_within, overlap

SURE_FIT = 0.95
BOXES_APART = 0.08
"""Boxes of two symbols share at most this part of the smaller one."""
LEANING = 0.06
BITTEN = 0.5
"""A box covers more than this part of what its own box and another symbol's share, unless it has given way to that."""
HEAD_SHARE, HEAD_TIP = 0.35, 0.25
"""A large arrowhead has at most this share of the area of the symbol that it points to; by so much of its size wiping
shortens it."""
MOST_INSIDE = 0.9
"""A filled symbol of which less than this share lies inside an outline runs through that outline."""


def without_loops(shapes: Sequence[Shape]) -> list[Shape]:
    """Drop areas that connectors enclose together with symbols: they fit worse and lean on other symbols."""
    shapes = [shape for shape in shapes if not _is_head(shape, shapes)]
    shapes = [shape for shape in shapes if not _is_bitten(shape, shapes)]
    kept = []
    for shape in shapes:
        better = [o for o in shapes if o is not shape and (o.match.overlap > shape.match.overlap or _beside(o, shape))]
        covers = any(overlap(shape.box, other.box) > BOXES_APART for other in better)
        leans = shape.match.overlap < SURE_FIT and _leaning(shape, better) >= LEANING
        if shape.filled or not (covers or leans):
            kept.append(shape)
    return kept


def _is_head(filled: Shape, shapes: Sequence[Shape]) -> bool:
    """Whether a filled area like no usual symbol is a large arrowhead, which reaches to the outline of a far larger one
    that surely is a symbol, or into it."""
    if not filled.filled or "other" not in (filled.match.kind, filled.match.also):
        return False
    tip = HEAD_TIP * max(filled.mask.shape)
    reach = (filled.box[0] - tip, filled.box[1] - tip, filled.box[2] + tip, filled.box[3] + tip)
    return any(
        not other.filled
        and other.match.overlap >= SURE_FIT
        and filled.mask.size <= HEAD_SHARE * other.mask.size
        and overlap(reach, other.box) > 0
        for other in shapes
    )


def _is_bitten(box: Shape, shapes: Sequence[Shape]) -> bool:
    """Whether a symbol stands where a box is missing a part: connectors enclose that box and end at the symbol."""
    return not box.filled and box.match.outline in BOXES and any(_bites(other, box) for other in shapes)


def _bites(other: Shape, box: Shape) -> bool:
    return overlap(box.box, other.box) > BOXES_APART and float(mask_within(box, other.box).mean()) < BITTEN


def _beside(filled: Shape, other: Shape) -> bool:
    """Whether a filled shape stands beside an outline or runs through it, not inside it as melted letters would."""
    if not filled.filled or other.filled:
        return False
    return float(mask_within(filled, other.box).sum()) < MOST_INSIDE * float(filled.mask.sum())


def _leaning(shape: Shape, others: Sequence[Shape]) -> float:
    """Share of a shape's rim that touches other shapes."""
    margin = 3
    padded = np.pad(shape.mask.astype(np.uint8), margin)
    rim = (cv2.dilate(padded, np.ones((2 * margin - 1,) * 2, np.uint8)) > 0) & (padded == 0)
    touched = np.zeros_like(rim)
    x, y = shape.box[0] - margin, shape.box[1] - margin
    for other in others:
        left, top, right, bottom = other.box
        x0, y0 = max(x, left), max(y, top)
        x1, y1 = min(x + rim.shape[1], right), min(y + rim.shape[0], bottom)
        if x0 < x1 and y0 < y1:
            touched[y0 - y : y1 - y, x0 - x : x1 - x] |= other.mask[y0 - top : y1 - top, x0 - left : x1 - left]
    return float((touched & (rim | (padded > 0))).sum() / max(1, rim.sum()))
