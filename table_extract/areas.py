"""Binary pictures to areas that may be symbols: solid ones, and paper that ink encloses."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from table_extract.shapes import Mask, match_shape

WIDTH_MM = (2.6, 70.0)
HEIGHT_MM = (2.2, 28.0)
LEAST_SOLID = 0.3
"""Least share of its box that a symbol's area covers."""
FLAT_MM, FLAT_ASPECT = 1.3, 1.8
"""Least height of the paper in a flat symbol, all blank, and how many times as wide it is: letters enclose none."""
MOST_AROUND_FILL = 0.5
"""Most of its box that the paper between an outline and its dark fill covers."""
OUTLINE_MM = 1.3
TIP_MM = 1.0
"""Least length of a tip beyond what is grown over the outline."""
LEAST_INKED = 0.5
"""Least share of what a hole grows over that is ink."""
Area = tuple[int, int, Mask]
"""x, y of the upper left corner and a mask."""
Outline = NDArray[np.int32]


def solid_areas(picture: Image, pixels_per_mm: float) -> list[Area]:
    """Connected areas of a symbol's size, with their inner islands (text) filled, not touching the border."""
    return _fitting(outlines(picture, holes=False), picture, pixels_per_mm, 0)


def holes(ink: Image, gap: float, pixels_per_mm: float) -> list[Area]:
    """Areas of paper of a symbol's size that ink encloses once gaps are closed."""
    size = max(3, int(gap) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return enclosed(np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel), np.uint8), pixels_per_mm)


def enclosed(closed: Image, pixels_per_mm: float) -> list[Area]:
    """Areas of paper of a symbol's size that ink without gaps encloses."""
    return _fitting(outlines(closed, holes=True), closed, pixels_per_mm, 1)


def framed(ink: Image, pixels_per_mm: float) -> list[Area]:
    """Outlines of a symbol's size with a dark fill, from which a thin band of paper keeps them away all around."""
    return _fitting(outlines(ink, holes=True), ink, pixels_per_mm, 1, (0.0, MOST_AROUND_FILL))


def outlines(picture: Image, holes: bool) -> list[Outline]:
    """Outlines of the connected areas, or of the holes in them: these run over the ink around the hole."""
    outlines, tree = cv2.findContours(picture, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    inside = np.asarray(tree)[0, :, 3] >= 0
    return [np.asarray(outlines[index], np.int32) for index in np.flatnonzero(inside == holes).tolist()]


def _fitting(
    outlines: Sequence[Outline],
    picture: Image,
    pixels_per_mm: float,
    rim: int,
    solid: tuple[float, float] = (LEAST_SOLID, 1.0),
) -> list[Area]:
    """What the outlines enclose, ``rim`` pixels narrower, where size and filling may be a symbol's.

    ``solid`` is the least and the most of its box that the area covers without its islands.
    """
    areas: list[Area] = []
    least = 2 * rim + FLAT_MM * pixels_per_mm
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        if height < least:  # most are letters
            continue
        inside = width - 2 * rim, height - 2 * rim
        flat = rim > 0 and _is_flat(*inside, pixels_per_mm)
        cut_off = x == 0 or y == 0 or x + width == picture.shape[1] or y + height == picture.shape[0]
        if cut_off or not (flat or _size_fits(*inside, pixels_per_mm)):
            continue
        mask = np.zeros((height, width), np.uint8)
        cv2.drawContours(mask, [outline], 0, (1,), -1, offset=(-x, -y))
        if rim:
            cv2.drawContours(mask, [outline], 0, (0,), 1, offset=(-x, -y))
        inner = (slice(rim, height - rim), slice(rim, width - rim))
        own = (picture[y : y + height, x : x + width] > 0) == (rim == 0)
        covered = int((own & (mask > 0))[inner].sum())
        share = covered / mask[inner].size
        if solid[0] <= share <= solid[1] and (not flat or covered == mask[inner].sum()):
            areas.append((x + rim, y + rim, mask[inner] > 0))
    return sorted(areas, key=lambda area: (area[1], area[0]))


def _size_fits(width: float, height: float, pixels_per_mm: float) -> bool:
    return (
        WIDTH_MM[0] <= width / pixels_per_mm <= WIDTH_MM[1] and HEIGHT_MM[0] <= height / pixels_per_mm <= HEIGHT_MM[1]
    )


def _is_flat(width: float, height: float, pixels_per_mm: float) -> bool:
    low = FLAT_MM <= height / pixels_per_mm < HEIGHT_MM[0]
    return low and width >= max(WIDTH_MM[0] * pixels_per_mm, FLAT_ASPECT * height)


def best_first(areas: Sequence[Area]) -> list[Area]:
    """The best fitting first: what connectors enclose together with a symbol fits worse than the symbol."""
    return sorted(areas, key=lambda area: -match_shape(area[2]).overlap)


def convexity(mask: Mask) -> float:
    """Share of its convex hull that the largest piece of a mask covers."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea)
    return float(cv2.contourArea(largest) / max(1.0, cv2.contourArea(cv2.convexHull(largest))))


def with_outline(hole: Area, ink: Image, pixels_per_mm: float) -> Area:
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
        if window[ring].mean() < LEAST_INKED:
            break
        grown = np.asarray(wider, dtype=np.uint8)
    return x, y, grown > 0


def with_tips(grown: Area, hole: Area, ink: Image, pixels_per_mm: float) -> Area:
    """A diamond grown over its outline, with the tips of this, which are longer than it is thick.

    ``hole`` is the paper in it; the outer edge of the outline has the same form. Shorter tips are no larger than the
    strokes that end there.
    """
    x, y, mask = grown
    (x0, y0, x1, y1), _ = cropped(grown)
    height, width = hole[2].shape
    scale = max((y1 - y0) / height, (x1 - x0) / width)
    outer = cv2.resize(hole[2].astype(np.uint8), (round(scale * width), round(scale * height))) > 0
    if max(out - size for out, size in zip(outer.shape, (y1 - y0, x1 - x0), strict=True)) < 2 * TIP_MM * pixels_per_mm:
        return grown
    beside = [max(0, (out - size) // 2 + 1) for out, size in zip(outer.shape, mask.shape, strict=True)]
    mask = np.pad(mask, [(beside[0],) * 2, (beside[1],) * 2])
    x, y = x - beside[1], y - beside[0]
    left, top = round((x0 + x1 - outer.shape[1]) / 2) - x, round((y0 + y1 - outer.shape[0]) / 2) - y
    tips = _window(outer, -left, -top, mask.shape) & ~mask
    return (x, y, mask | tips) if tips.any() and _window(ink, x, y, mask.shape)[tips].mean() >= LEAST_INKED else grown


def covered(area: Area, other: Area) -> float:
    """Share of an area (0..1) that another covers."""
    (x, y, mask), (left, top, over) = area, other
    height, width = mask.shape
    if x + width <= left or left + over.shape[1] <= x or y + height <= top or top + over.shape[0] <= y:
        return 0.0
    return float((_window(over, x - left, y - top, mask.shape) & mask).sum() / max(1, mask.sum()))


def _window(picture: Image | Mask, x: int, y: int, shape: tuple[int, ...]) -> Mask:
    """A window of the picture as a mask; outside the picture nothing is set."""
    out = np.zeros(shape, np.bool_)
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(picture.shape[1], x + shape[1]), min(picture.shape[0], y + shape[0])
    out[y0 - y : y1 - y, x0 - x : x1 - x] = picture[y0:y1, x0:x1] > 0
    return out


def cropped(area: Area) -> tuple[tuple[int, int, int, int], Mask]:
    """The box of an area, and its mask without the margin around it."""
    rows, cols = np.nonzero(area[2].any(axis=1))[0], np.nonzero(area[2].any(axis=0))[0]
    mask = area[2][rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    x, y = area[0] + int(cols[0]), area[1] + int(rows[0])
    return (x, y, x + mask.shape[1], y + mask.shape[0]), mask
