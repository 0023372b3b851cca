"""Grey to thin straight strokes: ridges of darkness along one axis, kept apart from rulings that run close by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.order import median, percentile
from ocr.page import BBox, Image
from ocr.pieces import ink_to_outlines
from table_extract.rulings import Ruling

Floats = NDArray[np.float32]

SMOOTH_MM = 1.2
"""Darkness is averaged along the stroke over this length: speckles and hair-line gaps fade."""
FLANK_MM = (0.33, 0.5, 0.9)
"""A stroke is darker than the paper this far to both sides (thin and thick strokes)."""
THIN_MM = 2.4
THIN_DEPTH = 30
OUTLINE_MM, PALE_DEPTH = 0.9, 12
"""The outlines of symbols are thinner than this, and may be this pale on clean paper."""
CLEAR_PX = 2
"""Pixels around ink that its blurred edge may take."""
PALER, PALER_MM = 0.5, 0.8
"""Share of this depth that pieces of an outline have at least that are so near to darker ones."""
NOISY = 9
"""Median depth of thin darkness, in grey levels, from which a picture is noisy; evenly lit paper has 0 to 7."""
NOISE_SHARE, ABOVE_NOISE, ABOVE_GRAIN = 75, 2.0, 5.0
"""In noisy pictures strokes are so many times deeper than this percentile of all thin darkness, pale ones in others."""
SPECKLE_DARKNESS = 90
SPECKLE_MM2 = 0.1
DOTS_GAP_MM, DOTS_LENGTH_MM = 1.2, 5.0
"""Dots so close in a row of this length are a dotted or dashed line."""
LEAST_DEPTH = 16
"""Grey levels by which a stroke is darker than both its sides."""
LEAST_MM = 1.1
JOIN_MM = 1.3
ACROSS_MM = 0.35
EDGE_MM, END_MM = 0.5, 0.9
"""A stroke so near the line of a symbol's edge, that ends beside the edge or so near it, runs along that edge."""
BEYOND_MM = 1.5
"""What reaches less far beyond the edge is left of the symbol's own thick outline."""
RULING_MM = 0.8
"""Strokes this close to a ruling may be the ruling itself."""
SAME_RULING_MM = 0.3


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stroke: position across its axis, extent along it (pixels) and its depth in grey levels."""

    axis: Literal["h", "v"]
    at: float
    start: float
    end: float
    depth: float

    @property
    def length(self) -> float:
        return self.end - self.start

    def point(self, which: int) -> tuple[float, float]:
        """x, y of the start (0) or the end (1)."""
        along = self.end if which else self.start
        return (along, self.at) if self.axis == "h" else (self.at, along)


def thin_ink(grey: Image, pixels_per_mm: float) -> Image:
    """Strokes and arrowheads, also beside filled symbols, where the binary picture loses them."""
    hat, noisy = _hat(grey, THIN_MM, pixels_per_mm)
    least = max(THIN_DEPTH, ABOVE_NOISE * _noise(hat)) if noisy else THIN_DEPTH
    return _from(hat, least)


def pale_strokes(ink: Image, grey: Image, pixels_per_mm: float) -> Image:
    """Thin strokes that are too pale for ``ink``, a little apart from it: its own blurred edges are none."""
    return np.asarray(cv2.subtract(pale_outlines(ink, grey, pixels_per_mm), _around(ink, CLEAR_PX)), np.uint8)


def pale_outlines(ink: Image, grey: Image, pixels_per_mm: float) -> Image:
    """Thin strokes that are too pale for ``ink``, with yet paler pieces beside them, up to where they meet it."""
    hat, least = _pale(grey, pixels_per_mm)
    apart = np.asarray(cv2.subtract(_from(hat, least), _around(ink, CLEAR_PX)), np.uint8)
    return np.asarray(cv2.min(_from(hat, least * PALER), _around(apart, round(PALER_MM * pixels_per_mm))), np.uint8)


def _around(ink: Image, reach: int) -> Image:
    return np.asarray(cv2.dilate(ink, np.ones((2 * reach + 1,) * 2, np.uint8)), np.uint8)


def _pale(grey: Image, pixels_per_mm: float) -> tuple[Image, float]:
    """How dark thin strokes are, and from which darkness they are no noise."""
    hat, noisy = _hat(grey, OUTLINE_MM, pixels_per_mm)
    return hat, max(THIN_DEPTH, ABOVE_NOISE * _noise(hat)) if noisy else max(PALE_DEPTH, ABOVE_GRAIN * _noise(hat))


def _hat(grey: Image, thick_mm: float, pixels_per_mm: float) -> tuple[Image, bool]:
    """By how much what is thinner than ``thick_mm`` is darker than the paper around it, and whether noise is, too."""
    size = int(thick_mm * pixels_per_mm) | 1
    kernel = np.ones((size, size), np.uint8)
    hat = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel)
    noisy = hat.size > 0 and median(hat[::4, ::4]) > NOISY
    if noisy:
        hat = cv2.morphologyEx(cv2.GaussianBlur(grey, (3, 3), 0.8), cv2.MORPH_BLACKHAT, kernel)
    return np.asarray(hat, np.uint8), noisy


def _noise(hat: Image) -> float:
    return percentile(hat[::4, ::4], NOISE_SHARE) if hat.size else 0.0


def _from(hat: Image, least: float) -> Image:
    return np.asarray(cv2.threshold(hat, int(least), 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def without_speckles(darkness: Image, pixels_per_mm: float) -> Image:
    """Darkness without the lone dots that fax machines and dust leave; the dots of dotted lines stay."""
    dark = (darkness > SPECKLE_DARKNESS).astype(np.uint8)
    least, dots = SPECKLE_MM2 * pixels_per_mm**2, np.zeros_like(dark)
    for outline in ink_to_outlines(dark):
        x, y, width, height = cv2.boundingRect(outline)
        if max(width, height) < least:
            dot = np.zeros((height, width), np.uint8)
            cv2.drawContours(dot, [outline], 0, (1,), -1, offset=(-x, -y))
            if int(dot.sum()) < least:
                dots[y : y + height, x : x + width] |= dot
    dots &= ~_dotted_lines(dark, pixels_per_mm)
    if not dots.any():
        return darkness
    around = cv2.dilate(dots, np.ones((3, 3), np.uint8))
    return np.asarray(np.where((around > 0) & (dark == 0) | (dots > 0), 0, darkness), dtype=np.uint8)


def _dotted_lines(dark: NDArray[np.uint8], pixels_per_mm: float) -> NDArray[np.uint8]:
    """Where long rows of dots or dashes with small gaps run along either axis (1), and what hangs on their ends."""
    gap, length = (int(mm * pixels_per_mm) for mm in (DOTS_GAP_MM, DOTS_LENGTH_MM))
    lines = np.zeros_like(dark)
    for turn in ((1, 0), (0, 1)):
        bridge, run = (np.ones((1, size) if turn == (1, 0) else (size, 1), np.uint8) for size in (gap + 1, length))
        closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, bridge)
        lines |= np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, run), np.uint8)
    return np.asarray(cv2.dilate(lines, np.ones((2 * gap + 1,) * 2, np.uint8)), np.uint8)


def find_segments(darkness: Image, blocked: Image, pixels_per_mm: float) -> list[Segment]:
    """Horizontal and vertical strokes; ``blocked`` (> 0) marks symbols, over which no stroke is joined."""
    found = [replace(s, axis="v") for s in _vertical(darkness, blocked, pixels_per_mm)]
    turned, turned_blocked = (np.asarray(cv2.transpose(picture), np.uint8) for picture in (darkness, blocked))
    return found + _vertical(turned, turned_blocked, pixels_per_mm)


def _vertical(darkness: Image, blocked: Image, pixels_per_mm: float) -> list[Segment]:
    """Vertical strokes, labelled "h" as the caller transposes."""
    ridge, depth = _ridges(darkness, pixels_per_mm)
    glued = cv2.dilate(ridge, np.ones((3, 1), np.uint8))
    pieces = []
    for outline in ink_to_outlines(np.asarray(glued, np.uint8)):
        x, y, width, height = (int(value) for value in cv2.boundingRect(outline))
        if height < 0.6 * LEAST_MM * pixels_per_mm:
            continue
        own = np.zeros((height, width), np.uint8)
        cv2.drawContours(own, [outline], 0, (255,), -1, offset=(-x, -y))
        rows, cols = np.nonzero(own & ridge[y : y + height, x : x + width])
        if len(rows):
            strength = median(depth[rows + y, cols + x])
            pieces.append(Segment("h", median(cols) + x, float(y), float(y + height - 1), strength))
    # a thick stroke has several crests, which meet only once each is whole
    joined = _join(_join(pieces, blocked, pixels_per_mm), blocked, pixels_per_mm)
    return [s for s in joined if s.length >= LEAST_MM * pixels_per_mm]


def _ridges(darkness: Image, pixels_per_mm: float) -> tuple[Image, Floats]:
    """Pixels on the crest of a vertical stroke (255) and how much darker they are than both sides."""
    along = max(3, int(SMOOTH_MM * pixels_per_mm) | 1)
    smooth = cv2.blur(darkness.astype(np.float32), (1, along))
    smooth = cv2.GaussianBlur(smooth, (3, 1), 0.8)
    shifts = [max(2, round(mm * pixels_per_mm)) for mm in FLANK_MM]
    rim, width = max(shifts), smooth.shape[1]
    padded = cv2.copyMakeBorder(smooth, 0, 0, rim, rim, cv2.BORDER_REPLICATE)
    # A stroke's sides, of which the best pair counts: the palest of the darker sides.
    pairs = [cv2.max(padded[:, rim - s : rim - s + width], padded[:, rim + s : rim + s + width]) for s in shifts]
    depth = np.asarray(cv2.subtract(smooth, reduce(cv2.min, pairs)), np.float32)
    reach = max(1, round(0.22 * pixels_per_mm))
    crest = smooth >= cv2.dilate(smooth, np.ones((1, 2 * reach + 1), np.uint8))
    return ((depth >= LEAST_DEPTH) & crest).view(np.uint8) * np.uint8(255), depth


def _join(pieces: Sequence[Segment], blocked: Image, pixels_per_mm: float) -> list[Segment]:
    """Join collinear pieces over small gaps (crossings, dropouts)."""
    joined: list[Segment] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        for index in range(len(joined) - 1, -1, -1):
            other = joined[index]
            gap = piece.start - other.end
            if abs(other.at - piece.at) <= ACROSS_MM * pixels_per_mm and gap <= JOIN_MM * pixels_per_mm:
                between = blocked[int(other.end) : int(piece.start) + 1, int((piece.at + other.at) / 2)]
                if not between.any() and piece.end > other.end:
                    joined[index] = _union(other, piece)
                    break
        else:
            joined.append(piece)
    return joined


def _union(a: Segment, b: Segment) -> Segment:
    weight = a.length / max(1e-6, a.length + b.length)
    return Segment(
        a.axis,
        a.at * weight + b.at * (1 - weight),
        a.start,
        max(a.end, b.end),
        a.depth * weight + b.depth * (1 - weight),
    )


def joined_past(segments: Sequence[Segment], boxes: Sequence[BBox], pixels_per_mm: float) -> list[Segment]:
    """Two strokes that a symbol's edge parts are one that passes the symbol by: nothing enters a box at its corners.

    A stroke between two boxes that touch is left: they are the halves of one symbol.
    """
    joined = list(segments)
    near, beyond = END_MM * pixels_per_mm, BEYOND_MM * pixels_per_mm
    turned = [(y0, x0, y1, x1) for x0, y0, x1, y1 in boxes]
    sides = [(axis, box, edge, placed) for axis, placed in (("v", boxes), ("h", turned)) for box in placed
             for edge in (box[0], box[2])]  # fmt: skip
    for axis, (_, low, _, high), edge, placed in sides:
        beside = [s for s in joined if s.axis == axis and abs(s.at - edge) <= EDGE_MM * pixels_per_mm]
        before = [s for s in beside if s.start < low - beyond and low - near <= s.end <= high]
        after = [s for s in beside if s.end > high + beyond and low <= s.start <= high + near]
        if not before or not after or abs(before[0].at - after[0].at) > ACROSS_MM * pixels_per_mm:
            continue
        if _boxes_at(edge, low, high, placed, near) == 1:
            joined = [s for s in joined if s not in (before[0], after[0])]
            joined.append(_union(before[0], after[0]))
    return joined


def _boxes_at(edge: float, low: float, high: float, boxes: Sequence[BBox], near: float) -> int:
    """How many boxes have an edge there, between ``low`` and ``high``."""
    beside = [box for box in boxes if min(box[3], high) - max(box[1], low) > (high - low) / 2]
    return sum(min(abs(box[0] - edge), abs(box[2] - edge)) <= near for box in beside)


def split_off_rulings(
    segments: Sequence[Segment], rulings: Sequence[Ruling], pixels_per_mm: float
) -> tuple[list[Segment], list[Ruling]]:
    """Segments that are no rulings, and the rulings moved to where the picture shows them."""
    free = list(segments)
    moved = []
    for ruling in rulings:
        near = [
            s
            for s in segments
            if s.axis == ruling.axis
            and abs(s.at - ruling.at) <= RULING_MM * pixels_per_mm
            and min(s.end, ruling.end) - max(s.start, ruling.start) > 0
        ]
        if not near:
            moved.append(ruling)
            continue
        at = _weighted_median([s.at for s in near], [s.length for s in near])
        moved.append(replace(ruling, at=at))
        for segment in near:
            if segment in free and _is_ruling(segment, at, near, pixels_per_mm):
                free.remove(segment)
                free += _overhang(segment, ruling, pixels_per_mm)
    return free, moved


def _is_ruling(segment: Segment, at: float, near: Sequence[Segment], pixels_per_mm: float) -> bool:
    """On the ruling's line, or the only stroke that could be the ruling there."""
    if abs(segment.at - at) <= SAME_RULING_MM * pixels_per_mm:
        return True
    rivals = [
        min(s.end, segment.end) - max(s.start, segment.start)
        for s in near
        if s is not segment and abs(s.at - at) < abs(segment.at - at)
    ]
    return sum(max(0.0, overlap) for overlap in rivals) < 0.5 * segment.length


def _overhang(segment: Segment, ruling: Ruling, pixels_per_mm: float) -> list[Segment]:
    """What of a segment runs on past the ruling's ends."""
    least = 2 * LEAST_MM * pixels_per_mm
    parts = [replace(segment, end=ruling.start), replace(segment, start=ruling.end)]
    return [part for part in parts if part.length >= least]


def _weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    order = np.argsort(values)
    cumulated = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][np.searchsorted(cumulated, cumulated[-1] / 2)])
