"""Filled shapes to flowchart meanings: what a closed outline is, by its overlap with drawn templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox
from table_extract.table import SymbolKind

Mask = NDArray[np.bool_]
Outline = Literal[
    "box", "rounded", "capsule", "ellipse", "diamond", "pentagon", "circle", "trapezoid", "slanted", "hexagon", "wave"
]

KIND_OF: dict[Outline, SymbolKind] = {
    "box": "process",
    "rounded": "process",
    "capsule": "terminator",
    "ellipse": "terminator",
    "diamond": "decision",
    "pentagon": "connector",
    "circle": "connector",
    "trapezoid": "other",
    "slanted": "other",
    "hexagon": "other",
    "wave": "document",
}
"""Basic flowcharting shapes of Permenpan 35/2012 annex, with the substitutes that drawing tools offer."""

NEARLY_AS_WELL = 0.035
"""Overlaps that differ by less than this tell little: blur rounds corners, thick pens square them."""
BOXES: frozenset[Outline] = frozenset({"box", "rounded", "capsule"})
"""Outlines that differ by the radius of their corners alone."""
ROUNDED, ROUND, CAPSULE = 0.1, 0.22, 0.28
"""Shares of the shorter side from which corners are round, from which they make a box a capsule that looks like one,
and any box. Drawing tools round boxes by a sixth, with a thick pen by .23; capsules by a third to a half."""
LEAST_ASPECT = 1.25
"""Capsules are wider than high by this, but for those drawn out to barrels."""
BULGE = 0.16
"""Share of its width by which each end of a barrel is bent: a word processor's capsule when it is made higher."""
SMALLEST_SIDE = 40
"""Templates are compared on masks whose shorter side has this many pixels."""


@dataclass(frozen=True, slots=True)
class ShapeMatch:
    """The best outline, its overlap (IoU 0..1) and the overlap of the best outline with another meaning."""

    outline: Outline
    overlap: float
    runner_up: float
    second: Outline | None = None
    """The outline that the runner-up is."""
    radius: float | None = None
    """Of the corners, as a share of the shorter side, where it was measured and tells a box from a capsule."""

    @property
    def kind(self) -> SymbolKind:
        if self.radius is not None and self.outline in BOXES:
            least = ROUND if self.outline == "capsule" else CAPSULE
            return "terminator" if self.radius >= least else "process"
        return KIND_OF[self.outline]

    @property
    def also(self) -> SymbolKind | None:
        """The meaning of the second best outline, where it fits nearly as well; a terminator for round corners."""
        if self.radius is not None and self.outline in BOXES and self.second in BOXES:
            return "terminator" if self.radius >= ROUNDED and self.kind == "process" else None
        near = self.second is not None and self.overlap - self.runner_up < NEARLY_AS_WELL
        return KIND_OF[self.second] if self.second is not None and near else None

    @property
    def confidence(self) -> float:
        """0..1 from the fit and from the distance to the next meaning."""
        fit = float(np.clip((self.overlap - 0.78) / 0.14, 0.0, 1.0))
        margin = float(np.clip((self.overlap - self.runner_up) / 0.05, 0.0, 1.0))
        return round(0.35 + 0.35 * fit + 0.29 * margin * fit, 3)


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


def match_shape(filled: Mask) -> ShapeMatch:
    """Name a filled shape; ``filled`` is tightly cropped, shape (height, width)."""
    height, width = filled.shape
    scale = min(1.0, SMALLEST_SIDE / min(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = _reduced(filled.view(np.uint8), *size)
    outlines, templates, areas = _packed_templates(*size)
    shared = np.bitwise_count(templates & np.packbits(small)).sum(axis=1, dtype=np.intp)
    shares = shared / np.maximum(1, areas + np.count_nonzero(small) - shared)
    overlaps: dict[Outline, float] = {}
    for outline, share in zip(outlines, shares.tolist(), strict=True):
        overlaps[outline] = max(overlaps.get(outline, 0.0), share)
    best = max(overlaps, key=lambda name: overlaps[name])
    others = {name: value for name, value in overlaps.items() if KIND_OF[name] != KIND_OF[best]}
    second = max(others, key=lambda name: others[name])
    return ShapeMatch(best, overlaps[best], others[second], second)


@lru_cache(maxsize=512)
def _packed_templates(width: int, height: int) -> tuple[tuple[Outline, ...], NDArray[np.uint8], NDArray[np.intp]]:
    """The outlines of one size, their masks eight pixels to a byte (one a row), and their areas."""
    outlines, masks = zip(*_templates(width, height), strict=True)
    packed = np.stack([np.packbits(mask) for mask in masks])
    return outlines, packed, np.bitwise_count(packed).sum(axis=1, dtype=np.intp)


def _templates(width: int, height: int) -> tuple[tuple[Outline, Mask], ...]:
    """All outlines at one size; several radii and notches count as one outline."""
    drawn: list[tuple[Outline, Mask]] = [("box", _rounded(width, height, 0.0))]
    for radius in (0.1, 0.18, 0.24):
        drawn.append(("rounded", _rounded(width, height, radius)))
    aspect = width / height
    if aspect >= LEAST_ASPECT:
        drawn += [("capsule", _rounded(width, height, radius)) for radius in (0.32, 0.4, 0.5)]
        drawn.append(("ellipse", _ellipse(width, height)))
    elif aspect >= 0.75:
        drawn.append(("circle", _ellipse(width, height)))
        drawn.append(("capsule", _barrel(width, height)))
    drawn.append(("diamond", _polygon(width, height, ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)))))
    for y in (0.5, 0.6, 0.7, 0.8):
        drawn.append(("pentagon", _polygon(width, height, ((0, 0), (1, 0), (1, y), (0.5, 1), (0, y)))))
    for inset in (0.12, 0.2, 0.28):
        drawn.append(("trapezoid", _polygon(width, height, ((0, 0), (1, 0), (1 - inset, 1), (inset, 1)))))
        drawn.append(("trapezoid", _polygon(width, height, ((inset, 0), (1 - inset, 0), (1, 1), (0, 1)))))
        drawn.append(("slanted", _polygon(width, height, ((inset, 0), (1, 0), (1 - inset, 1), (0, 1)))))
        if aspect >= 1.3:
            drawn.append(
                (
                    "hexagon",
                    _polygon(
                        width, height, ((inset, 0), (1 - inset, 0), (1, 0.5), (1 - inset, 1), (inset, 1), (0, 0.5))
                    ),
                )
            )
    drawn.append(("wave", _wave(width, height)))
    return tuple(drawn)


def _blank(width: int, height: int) -> NDArray[np.uint8]:
    return np.zeros((height * 4, width * 4), np.uint8)


def _reduced(picture: NDArray[np.uint8], width: int, height: int) -> Mask:
    """A picture of zeros and ones made smaller: a pixel is set where more than half of it was."""
    small = cv2.resize(np.ascontiguousarray(picture), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8).view(np.bool_)


def _polygon(width: int, height: int, corners: tuple[tuple[float, float], ...]) -> Mask:
    picture = _blank(width, height)
    points = np.array([(x * width * 4, y * height * 4) for x, y in corners], np.int32)
    cv2.fillPoly(picture, [points], 1)
    return _reduced(picture, width, height)


def _rounded(width: int, height: int, radius: float) -> Mask:
    picture = _blank(width, height)
    w, h = width * 4, height * 4
    r = int(radius * min(w, h))
    picture[r : h - r, :] = 1
    picture[:, r : w - r] = 1
    for x in (r, w - r - 1):
        for y in (r, h - r - 1):
            cv2.circle(picture, (x, y), r, 1, -1)
    return _reduced(picture, width, height)


def _ellipse(width: int, height: int) -> Mask:
    picture = _blank(width, height)
    cv2.ellipse(picture, (width * 2, height * 2), (width * 2, height * 2), 0, 0, 360, 1, -1)
    return _reduced(picture, width, height)


def _barrel(width: int, height: int) -> Mask:
    picture = _blank(width, height)
    w, h = width * 4, height * 4
    bulge = int(BULGE * w)
    picture[:, bulge : w - bulge] = 1
    for x in (bulge, w - bulge - 1):
        cv2.ellipse(picture, (x, h // 2), (bulge, h // 2), 0, 0, 360, 1, -1)
    return _reduced(picture, width, height)


def _wave(width: int, height: int) -> Mask:
    """The document shape: a box whose lower edge is one wave."""
    x = np.linspace(0, 2 * np.pi, width)
    edge = height * (0.88 + 0.1 * np.sin(x))
    rows = np.arange(height)[:, None]
    return np.asarray(rows < edge[None, :], dtype=np.bool_)


def overlap(a: BBox, b: BBox) -> float:
    """Shared area as a part of the smaller box."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return width * height / max(1.0, smaller)


def shared(a: Shape, b: Shape) -> float:
    """Area that two symbols cover both, as a part of the smaller one."""
    both = mask_within(a, b.box) & mask_within(b, a.box)
    return float(both.sum() / max(1, min(a.mask.sum(), b.mask.sum())))


def mask_within(shape: Shape, box: tuple[int, int, int, int]) -> Mask:
    """The part of a symbol's mask that lies in a box, which may be none of it."""
    x0, y0, x1, y1 = box
    left, top = shape.box[:2]
    return shape.mask[max(0, y0 - top) : max(0, y1 - top), max(0, x0 - left) : max(0, x1 - left)]
