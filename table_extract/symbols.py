"""Ink to flowchart symbols: closed outlines and filled shapes inside a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image
from table_extract.rulings import Ruling
from table_extract.shapes import Mask, ShapeMatch, match_shape
from table_extract.table import Table

WIDTH_MM = (2.6, 70.0)
HEIGHT_MM = (2.2, 28.0)
LEAST_FIT = 0.87
LEAST_FILLED_FIT = 0.9
LEAST_DISTINCT_FIT = (0.85, 0.08)
"""A filled diamond with this overlap, and so much more than with any other meaning, counts: arrowheads melt
into its tips."""
SURE_FIT = 0.95
BOXES_APART = 0.08
"""Boxes of two symbols share at most this part of the smaller one."""
LEANING = 0.06
MOST_INSIDE = 0.9
"""A filled symbol of which less than this share lies inside an outline runs through that outline."""
LEAST_CONVEXITY = 0.9
CLOSING_MM = (0.3, 0.75)
"""Gaps in outlines that are closed, first attempt and second."""
FILL_WINDOW_MM = 1.3
"""Strokes are thinner than this, filled shapes are thicker."""
FILL_LEVELS = (222, 120)
"""Flat grey below which an area counts as filled; paper is 255. Beside dark symbols thick strokes are dark, too, and
narrow enough to be wiped out only where their blurred rim is left aside."""
LEAST_EVENNESS = 0.72
TONE_SPREAD = 30
"""Grey levels around the median that count as one tone; white text in a filled symbol leaves at least 0.75."""
OUTLINE_MM = 1.1
RIM_MM = 0.6
"""Width of a thick outline around a filled symbol, drawn darker than the fill."""
LARGE_MM = 4.0
"""Filled areas less high or wide may be melted letters, for which nothing is made easier."""
SIDE_MM = 0.9
PIECE_MM = 7.0
LEAST_SOLID = 0.3
"""Least share of its box that a symbol's area covers."""
COARSE = 4
"""Thick ink is looked for in a picture this many times smaller."""
CELL_SHARE = 0.9
"""An area that fills more than this share of its cell in both directions is the cell, not a symbol."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A symbol on the page. ``mask`` covers ``box`` (pixels, whole numbers) and includes the outline."""

    box: tuple[int, int, int, int]
    mask: Mask
    match: ShapeMatch
    filled: bool
    repaired: bool
    """True when a gap in the outline had to be closed."""

    @property
    def confidence(self) -> float:
        return round(self.match.confidence * (0.9 if self.repaired else 1.0), 3)


def without_rulings(ink: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> Image:
    """Ink with the rulings erased; strokes that cross a ruling are bridged."""
    bare = ink.copy()
    for ruling in rulings:
        across, target = (ink, bare) if ruling.axis == "h" else (ink.T, bare.T)
        step = int(PIECE_MM * pixels_per_mm)
        for start in range(max(0, int(ruling.start)), min(across.shape[1], int(ruling.end) + 1), step):
            end = min(start + step, int(ruling.end) + 1, across.shape[1])
            _erase_piece(across, target, ruling, start, end, pixels_per_mm)
    return bare


def _erase_piece(ink: Image, bare: Image, ruling: Ruling, start: int, end: int, pixels_per_mm: float) -> None:
    """Erase one piece of a horizontal ruling, following it where the page is not quite straight."""
    reach = int(0.9 * pixels_per_mm)
    low = max(0, int(ruling.at) - reach)
    strip = ink[low : int(ruling.at) + reach + 1, start:end] > 0
    if strip.size == 0:
        return
    cover = strip.mean(axis=1)
    rows = np.nonzero(cover >= 0.6)[0]
    if not len(rows):
        return
    thickest = max(3.0, ruling.thickness + 3)
    centre = rows[np.argmin(np.abs(rows + low - ruling.at))]
    top = bottom = int(centre)
    while top > 0 and cover[top - 1] >= 0.45 and bottom - top + 1 < thickest:
        top -= 1
    while bottom + 1 < len(cover) and cover[bottom + 1] >= 0.45 and bottom - top + 1 < thickest:
        bottom += 1
    top, bottom = max(0, top + low - 1), bottom + low + 2
    above = ink[max(0, top - 2) : top, start:end].any(axis=0)
    below = ink[bottom : bottom + 2, start:end].any(axis=0)
    kernel = np.ones(5, np.uint8)
    spread = [cv2.dilate(np.asarray(side, np.uint8)[None, :], kernel[None, :]) for side in (above, below)]
    wide = [np.asarray(side, np.uint8)[0] > 0 for side in spread]
    crossing = (wide[0] & below) | (wide[1] & above)
    band = bare[top:bottom, start:end]
    band[:, ~crossing] = 0


def find_shapes(
    ink: Image, bare: Image, grey: Image | None, table: Table, rulings: Sequence[Ruling], pixels_per_mm: float
) -> list[Shape]:
    """Symbols inside the table, from top to bottom; ``bare`` is the ink without rulings."""
    found: list[Shape] = []
    for filled_area in _filled_areas(ink, grey, pixels_per_mm):
        _add(found, filled_area, ink, table, pixels_per_mm, filled=True)
    for attempt, gap in enumerate(CLOSING_MM):
        for hole in _best_first(_holes(bare, gap * pixels_per_mm, pixels_per_mm)):
            _add(found, hole, ink, table, pixels_per_mm, repaired=attempt > 0)
    closed = _holes(ink, CLOSING_MM[0] * pixels_per_mm, pixels_per_mm)
    free = [hole for hole in closed if _sides_on_rulings(hole, rulings, pixels_per_mm) < 2]
    for hole in _best_first([hole for hole in free if _overshoots(hole, ink, pixels_per_mm) < 3]):
        _add(found, hole, ink, table, pixels_per_mm, repaired=True)
    found = _without_loops(found)
    return sorted(found, key=lambda shape: (shape.box[1], shape.box[0]))


Area = tuple[int, int, Mask]
"""x, y of the upper left corner and a mask."""
Outline = NDArray[np.int32]


def _size_fits(width: float, height: float, pixels_per_mm: float) -> bool:
    return (
        WIDTH_MM[0] <= width / pixels_per_mm <= WIDTH_MM[1] and HEIGHT_MM[0] <= height / pixels_per_mm <= HEIGHT_MM[1]
    )


def _areas(picture: Image, pixels_per_mm: float) -> list[Area]:
    """Connected areas of a symbol's size, with their inner islands (text) filled, not touching the border."""
    return _fitting(_outlines(picture, holes=False), picture, pixels_per_mm, 0)


def _holes(ink: Image, gap: float, pixels_per_mm: float) -> list[Area]:
    """Areas of paper of a symbol's size that ink encloses once gaps are closed."""
    size = max(3, int(gap) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    closed = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel), np.uint8)
    return _fitting(_outlines(closed, holes=True), closed, pixels_per_mm, 1)


def _outlines(picture: Image, holes: bool) -> list[Outline]:
    """Outlines of the connected areas, or of the holes in them: these run over the ink around the hole."""
    outlines, tree = cv2.findContours(picture, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    inside = np.asarray(tree)[0, :, 3] >= 0
    return [np.asarray(outlines[int(index)], np.int32) for index in np.nonzero(inside == holes)[0]]


def _fitting(outlines: Sequence[Outline], picture: Image, pixels_per_mm: float, rim: int) -> list[Area]:
    """What the outlines enclose, ``rim`` pixels narrower, where size and filling may be a symbol's."""
    areas: list[Area] = []
    for outline in outlines:
        x, y, width, height = (int(value) for value in cv2.boundingRect(outline))
        fits = _size_fits(width - 2 * rim, height - 2 * rim, pixels_per_mm)
        if not fits or x == 0 or y == 0 or x + width == picture.shape[1] or y + height == picture.shape[0]:
            continue
        mask = np.zeros((height, width), np.uint8)
        cv2.drawContours(mask, [outline], 0, (1,), -1, offset=(-x, -y))
        if rim:
            cv2.drawContours(mask, [outline], 0, (0,), 1, offset=(-x, -y))
        inner = (slice(rim, height - rim), slice(rim, width - rim))
        own = (picture[y : y + height, x : x + width] > 0) == (rim == 0)
        if int((own & (mask > 0))[inner].sum()) >= LEAST_SOLID * mask[inner].size:
            areas.append((x + rim, y + rim, mask[inner] > 0))
    return sorted(areas, key=lambda area: (area[1], area[0]))


def _filled_areas(ink: Image, grey: Image | None, pixels_per_mm: float) -> list[Area]:
    """Areas that stay dark when all strokes are wiped out, the best fitting first.

    A square wiper keeps the corners of boxes, one that stands on its corner keeps the tips of diamonds; a
    larger one of these also wipes out labels that touch the symbol.
    """
    areas: list[Area] = []
    if grey is None:
        areas = _wiped_areas(ink, None, pixels_per_mm)
    else:
        smooth = cv2.medianBlur(grey, 3)
        for level in FILL_LEVELS:
            dark = np.asarray(cv2.threshold(smooth, level - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
            areas += _wiped_areas(dark, grey, pixels_per_mm)
    return _best_first(areas)


def _best_first(areas: Sequence[Area]) -> list[Area]:
    """The best fitting first: what connectors enclose together with a symbol fits worse than the symbol."""
    return sorted(areas, key=lambda area: -match_shape(area[2]).overlap)


def _wiped_areas(dark: Image, grey: Image | None, pixels_per_mm: float) -> list[Area]:
    half = int(FILL_WINDOW_MM * pixels_per_mm / 2)
    tips = [np.abs(np.arange(-reach, reach + 1)) for reach in (half, round(1.6 * half))]
    upright = [(np.add.outer(steps, steps) <= steps[0]).astype(np.uint8) for steps in tips]
    areas: list[Area] = []
    for rows, cols in _thick_windows(dark, half):
        for kernel in (np.ones((2 * half + 1,) * 2, np.uint8), *upright):
            solid = np.asarray(cv2.morphologyEx(dark[rows, cols], cv2.MORPH_OPEN, kernel), np.uint8)
            found = [(x + cols.start, y + rows.start, mask) for x, y, mask in _areas(solid, pixels_per_mm)]
            even = [area for area in found if grey is None or _even_tone(area, grey, pixels_per_mm) >= LEAST_EVENNESS]
            # the largest wiper melts lines of text together, so that it is trusted with diamonds only
            trusted = grey is None or kernel is not upright[-1]
            areas += [area for area in even if trusted or match_shape(area[2]).outline == "diamond"]
    return areas


def _thick_windows(dark: Image, half: int) -> list[tuple[slice, slice]]:
    """Windows around ink too thick for a stroke, as all is that wipers of that half width leave."""
    core = cv2.erode(dark, np.ones((2 * (half // 2) + 1,) * 2, np.uint8))
    coarse = cv2.resize(core, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    reach = 2 * half // COARSE + 2
    near = cv2.dilate(cv2.threshold(coarse, 0, 255, cv2.THRESH_BINARY)[1], np.ones((2 * reach + 1,) * 2, np.uint8))
    windows = []
    for outline in _outlines(np.asarray(near, np.uint8), holes=False):
        x, y, width, height = (int(value) * COARSE for value in cv2.boundingRect(outline))
        windows.append((slice(y, y + height), slice(x, x + width)))
    return windows


def _even_tone(area: Area, grey: Image, pixels_per_mm: float) -> float:
    """Share of an area that has nearly one tone; blurred bold text has not. The outline, often darker, is left out."""
    x, y, mask = area
    reach = 2 * round(RIM_MM * pixels_per_mm) + 1
    inner = cv2.erode(np.pad(mask.astype(np.uint8), 1), np.ones((reach, reach), np.uint8))[1:-1, 1:-1] > 0
    large = min(mask.shape) >= LARGE_MM * pixels_per_mm
    tones = grey[y : y + mask.shape[0], x : x + mask.shape[1]][inner if large else mask]
    return float(np.mean(np.abs(tones.astype(np.int16) - np.median(tones)) < TONE_SPREAD))


def _with_outline(hole: Area, ink: Image, pixels_per_mm: float) -> Area:
    """Grow a hole over the outline that encloses it."""
    x, y, mask = hole
    margin = int(OUTLINE_MM * pixels_per_mm) + 1
    grown = np.pad(mask.astype(np.uint8), margin)
    x, y = x - margin, y - margin
    window = _window(ink, x, y, grown.shape)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    for _ in range(margin - 1):
        wider = cv2.dilate(grown, cross)
        ring = (wider > 0) & (grown == 0)
        if window[ring].mean() < 0.5:
            break
        grown = np.asarray(wider, dtype=np.uint8)
    return x, y, grown > 0


def _window(picture: Image, x: int, y: int, shape: tuple[int, ...]) -> Mask:
    """A window of the picture as a mask; outside the picture nothing is set."""
    out = np.zeros(shape, np.bool_)
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(picture.shape[1], x + shape[1]), min(picture.shape[0], y + shape[0])
    out[y0 - y : y1 - y, x0 - x : x1 - x] = picture[y0:y1, x0:x1] > 0
    return out


def _sides_on_rulings(hole: Area, rulings: Sequence[Ruling], pixels_per_mm: float) -> int:
    """How many sides of the hole's box lie on a ruling: 2 or more make it a piece of a cell."""
    x, y, mask = hole
    x1, y1 = x + mask.shape[1], y + mask.shape[0]
    sides: tuple[tuple[str, float, float, float], ...] = (
        ("h", y, x, x1),
        ("h", y1, x, x1),
        ("v", x, y, y1),
        ("v", x1, y, y1),
    )
    near = SIDE_MM * pixels_per_mm
    return sum(
        any(r.axis == axis and abs(r.at - at) < near and r.start < (start + end) / 2 < r.end for r in rulings)
        for axis, at, start, end in sides
    )


def _overshoots(hole: Area, ink: Image, pixels_per_mm: float) -> int:
    """How many of the eight side ends run on past their corner: lines that enclose an area by chance do."""
    x, y, mask = hole
    height, width = mask.shape
    near, far = max(2, int(0.4 * pixels_per_mm)), int(1.6 * pixels_per_mm)
    count = 0
    for at in (y - near, y + height):
        band = slice(max(0, at), max(0, at) + near)
        pieces = (ink[band, max(0, x - far) : max(0, x - near)], ink[band, x + width + near : x + width + far])
        count += sum(piece.size > 0 and float((piece > 0).any(axis=0).mean()) > 0.9 for piece in pieces)
    for at in (x - near, x + width):
        band = slice(max(0, at), max(0, at) + near)
        pieces = (ink[max(0, y - far) : max(0, y - near), band], ink[y + height + near : y + height + far, band])
        count += sum(piece.size > 0 and float((piece > 0).any(axis=1).mean()) > 0.9 for piece in pieces)
    return count


def _without_loops(shapes: Sequence[Shape]) -> list[Shape]:
    """Drop areas that connectors enclose together with symbols: they fit worse and lean on other symbols."""
    kept = []
    for shape in shapes:
        better = [o for o in shapes if o is not shape and (o.match.overlap > shape.match.overlap or _beside(o, shape))]
        covers = any(_overlap(shape.box, other.box) > BOXES_APART for other in better)
        leans = shape.match.overlap < SURE_FIT and _leaning(shape, better) >= LEANING
        if shape.filled or not (covers or leans):
            kept.append(shape)
    return kept


def _beside(filled: Shape, other: Shape) -> bool:
    """Whether a filled shape stands beside an outline or runs through it, not inside it as melted letters would."""
    if not filled.filled or other.filled:
        return False
    x0, y0, x1, y1 = other.box
    left, top = filled.box[:2]
    rows, cols = slice(max(0, y0 - top), max(0, y1 - top)), slice(max(0, x0 - left), max(0, x1 - left))
    return float(filled.mask[rows, cols].sum()) < MOST_INSIDE * float(filled.mask.sum())


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


def _add(
    found: list[Shape],
    area: Area,
    ink: Image,
    table: Table,
    pixels_per_mm: float,
    filled: bool = False,
    repaired: bool = False,
) -> None:
    """Judge an area and keep it when it looks like a symbol that was not found before."""
    box, mask = _cropped(area if filled else _with_outline(area, ink, pixels_per_mm))
    if not _inside_table(box, table) or _is_cell(box, table):
        return
    if any(_overlap(box, other.box) > 0.3 for other in found) or _convexity(area[2]) < LEAST_CONVEXITY:
        return
    match = match_shape(area[2])
    if _fits_filled(match, box, pixels_per_mm) if filled else match.overlap >= LEAST_FIT:
        found.append(Shape(box, mask, match, filled, repaired))


def _fits_filled(match: ShapeMatch, box: BBox, pixels_per_mm: float) -> bool:
    """Whether a filled area is a symbol; small diamonds are melted letters."""
    if match.outline != "diamond":
        return match.overlap >= LEAST_FILLED_FIT
    least, margin = LEAST_DISTINCT_FIT
    large = min(box[2] - box[0], box[3] - box[1]) >= LARGE_MM * pixels_per_mm
    distinct = match.overlap >= least and match.overlap - match.runner_up >= margin
    return large and (distinct or match.overlap >= LEAST_FILLED_FIT)


def _cropped(area: Area) -> tuple[tuple[int, int, int, int], Mask]:
    rows, cols = np.nonzero(area[2].any(axis=1))[0], np.nonzero(area[2].any(axis=0))[0]
    mask = area[2][rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    x, y = area[0] + int(cols[0]), area[1] + int(rows[0])
    return (x, y, x + mask.shape[1], y + mask.shape[0]), mask


def _convexity(mask: Mask) -> float:
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea)
    return float(cv2.contourArea(largest) / max(1.0, cv2.contourArea(cv2.convexHull(largest))))


def _inside_table(box: BBox, table: Table) -> bool:
    """Inside, and not in the first column, which holds numbers or activities."""
    centre_x, centre_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return table.xs[1] < centre_x < table.xs[-1] and table.ys[0] < centre_y < table.ys[-1]


def _is_cell(box: BBox, table: Table) -> bool:
    centre_x, centre_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for cell in table.cells:
        if cell.bbox is None:
            continue
        x0, y0, x1, y1 = cell.bbox
        if x0 <= centre_x <= x1 and y0 <= centre_y <= y1:
            return box[2] - box[0] > CELL_SHARE * (x1 - x0) and box[3] - box[1] > CELL_SHARE * (y1 - y0)
    return False


def _overlap(a: BBox, b: BBox) -> float:
    """Shared area as a part of the smaller box."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return width * height / max(1.0, smaller)
