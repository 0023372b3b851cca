"""Print under the pens and stamps that cross it: a page and its ink without them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image, Page
from table_extract.table import Cell, Line

RIM_MM = 0.3
"""A stroke's edge is paler than its middle."""
CROSSED_AT_MOST = 0.7
"""Confidence of a line that reads otherwise without the stroke that crosses it."""
REST = 4
"""Longest text that the rests of a stroke are taken for."""
REST_MM = 1.0
MOSTLY = 0.6
"""Share of a box that lies so near a stroke when its ink is a rest of the stroke."""
LETTERS_BELOW = 100
"""Grey of print at a stroke's edge; paler pixels there are the stroke's."""


def without_stains(page: Page, ink: Image) -> tuple[Page, Image]:
    """The page with its pens and stamps painted white, and its ink (255 = ink) without them."""
    if page.stains is None:
        return page, ink
    size = 2 * round(RIM_MM * page.pixels_per_mm) + 1
    core = page.stains > 127
    rim = cv2.dilate(core.view(np.uint8), np.ones((size, size), np.uint8)) > 0
    gone = core | (rim & (page.image > LETTERS_BELOW))
    image = np.where(gone, 255, page.image).astype(np.uint8)
    return replace(page, image=image), np.where(gone, 0, ink).astype(np.uint8)


def is_stained(page: Page, bbox: BBox) -> bool:
    """Whether a pen or stamp crosses a box."""
    return bool(_stains(page, bbox).any())


def surer_cell(crossed: Cell, clean: Cell, page: Page) -> Cell:
    """Of a cell read with the strokes and without them, that with more letters surely read.

    A stroke hides letters, and its removal takes parts of them; lines on which the two disagree are less sure.
    """
    kept = tuple(line for line in clean.lines if len(line.text) > REST or not _is_rest(page, line.bbox))
    chosen, other = sorted((replace(clean, lines=kept), crossed), key=_sure_letters, reverse=True)
    agreed = {line.text for line in other.lines}
    return replace(chosen, lines=tuple(_doubted(line, page, agreed) for line in chosen.lines))


def _sure_letters(cell: Cell) -> float:
    return sum(line.confidence * len(line.text) for line in cell.lines)


def _doubted(line: Line, page: Page, agreed: set[str]) -> Line:
    if line.text in agreed or line.bbox is None or not is_stained(page, line.bbox):
        return line
    return replace(line, confidence=min(line.confidence, CROSSED_AT_MOST))


def _is_rest(page: Page, bbox: BBox | None) -> bool:
    """Whether the ink in a box may be what the painting left of a stroke: most of it lies at one."""
    if bbox is None:
        return False
    size = 2 * round(REST_MM * page.pixels_per_mm) + 1
    near = cv2.dilate(_stains(page, bbox).view(np.uint8), np.ones((size, size), np.uint8))
    return bool(near.size and near.mean() > MOSTLY)


def _stains(page: Page, bbox: BBox) -> NDArray[np.bool_]:
    if page.stains is None:
        return np.zeros((0, 0), np.bool_)
    x0, y0, x1, y1 = (max(0, int(value)) for value in bbox)
    return np.asarray(page.stains[y0 : y1 + 1, x0 : x1 + 1] > 127)
