"""The flowchart taken out of the picture of ink: what is left is print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.order import median
from ocr.page import Image
from table_extract.rulings import Ruling
from table_extract.shapes import Mask, Shape
from table_extract.table import Connector

STROKE_MM = 0.7
HEAD_RADIUS_MM, LONG_HEAD_MM = 1.9, 3.6
"""Of an arrowhead around its tip, and of a large one, whose corners are left on both sides."""
RIM_MM = 0.75
"""Width of the band inside a symbol's edge that its outline may cover."""
FILL_WINDOW_MM, TEXT_CONTRAST = 1.5, 60
"""Most of what lies so far around a letter in a filled symbol is fill; least difference in grey between the two."""


def erase_shape(text_ink: Image, grey: Image | None, shape: Shape, pixels_per_mm: float) -> None:
    """Take the outline away; in a filled symbol what is left is its text, light or dark.

    Changes ``text_ink`` (255 = ink) in place; ``grey`` is the same page, or None where only the ink is known.
    """
    around = max(2, round(0.25 * pixels_per_mm))
    x0, y0, x1, y1 = shape.box
    left, top = min(around, x0), min(around, y0)
    place = slice(y0 - top, y1 + around), slice(x0 - left, x1 + around)
    window = text_ink[place]
    mask = np.zeros(window.shape, np.uint8)
    mask[top : top + y1 - y0, left : left + x1 - x0] = shape.mask
    rim = 2 * round(RIM_MM * pixels_per_mm) + 1
    inner = cv2.erode(mask, np.ones((rim, rim), np.uint8)) > 0
    outer = cv2.dilate(mask, np.ones((2 * around + 1,) * 2, np.uint8)) > 0
    if shape.filled and inner.any():
        text = 255 - window if grey is None else _on_fill(grey[place], inner, pixels_per_mm)
        window[inner] = text[inner]
    window[outer & ~inner] = 0


def _on_fill(grey: Image, inside: Mask, pixels_per_mm: float) -> Image:
    """What differs from the fill around it (255): a picture of ink tells fill from paper only near their border."""
    fill = np.where(inside, grey, round(median(grey[inside]))).astype(np.uint8)
    around = cv2.medianBlur(fill, 2 * round(FILL_WINDOW_MM * pixels_per_mm) + 1)
    return np.asarray((cv2.absdiff(fill, around) >= TEXT_CONTRAST) * np.uint8(255), np.uint8)


def erase_stroke(
    text_ink: Image,
    start: tuple[float, float],
    end: tuple[float, float],
    pixels_per_mm: float,
    half_stroke: int = 0,
) -> None:
    """Take a straight stroke away, with the raggedness of its sides; ``half_stroke`` is half its width in pixels."""
    first, last = (round(start[0]), round(start[1])), (round(end[0]), round(end[1]))
    cv2.line(text_ink, first, last, 0, max(3, round(STROKE_MM * pixels_per_mm), 2 * half_stroke + 1))


def erase_crossings(text_ink: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> None:
    """Bridging strokes over rulings has left the places where two rulings cross."""
    reach = max(2, round(0.6 * pixels_per_mm))
    for level in (r for r in rulings if r.axis == "h"):
        for upright in (r for r in rulings if r.axis == "v"):
            if level.start - reach <= upright.at <= level.end + reach:
                x, y = round(upright.at), round(level.at)
                text_ink[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = 0


def erase_path(text_ink: Image, connector: Connector, pixels_per_mm: float, half_stroke: int = 0) -> None:
    """Take a connector's strokes and its arrowhead away."""
    for start, end in pairwise(connector.path):
        erase_stroke(text_ink, start, end, pixels_per_mm, half_stroke)
    if connector.directed and connector.target is not None and len(connector.path) > 1:
        x, y = connector.path[-1]
        _erase_head(text_ink, round(x), round(y), pixels_per_mm)


def _erase_head(text_ink: Image, x: int, y: int, pixels_per_mm: float) -> None:
    """Take away what stands around the tip of an arrow, and what of a large head reaches a little farther."""
    near, far = round(HEAD_RADIUS_MM * pixels_per_mm), round(LONG_HEAD_MM * pixels_per_mm)
    top, left = max(0, y - far), max(0, x - far)
    window = text_ink[top : y + far + 1, left : x + far + 1]
    head = np.zeros(window.shape, np.uint8)
    cv2.circle(head, (x - left, y - top), near, 255, -1)
    _, pieces, boxes, _ = cv2.connectedComponentsWithStats(window)
    touched = set(np.unique(pieces[head > 0])) - {0}
    height, width = window.shape
    whole = [n for n in touched if _lies_inside(boxes[n], width, height)]
    window[(head > 0) | np.isin(pieces, whole)] = 0


def _lies_inside(box: NDArray[np.int32], width: int, height: int) -> bool:
    x, y, wide, high = box[:4]
    return bool(x > 0 and y > 0 and x + wide < width and y + high < height)
