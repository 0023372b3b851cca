"""Coloured ink of pens and stamps: signatures, initials and office stamps that people put across the print.

It hides letters in a grey picture, but colour tells it apart, and lets it be lifted off the print below. Only large
strokes count: numbers and dates that were filled in by hand are small, and they are values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.drawn import drawn_by_program
from ocr.page import Image

Colour = NDArray[np.uint8]
"""Shape (height, width, 3), any order of the three."""

PEN, RING = 255, 128
"""In a mask: strokes, and what stands inside a ring."""
FAINT, WEAK, STRONG = 20, 28, 50
"""Noticed, least and sure difference of the channels: JPEG lends black letters some 20 beside coloured ink."""
STRONG_SHARE = 0.2
"""Least share of sure pixels in a stroke. Worn stamps have .25 and more; the fringes of colour that scanners leave on
black print less than .1."""
MIXED_MM, ONE_INK = 1.5, 0.55
"""Share of a stroke's colour that is left when that of each such square is mixed. Pens and stamps keep nearly all, an
emblem's gold on blue .7; the fringes of print that screens smooth in colour, orange at a letter's left and blue at its
right, mix to grey and keep .4 at most."""
NOT_BLACK = 60
INK_BELOW, PALE_BELOW = 170, 225
"""Least of the brightest channel, and most of the darkest, of coloured ink, and of a pale stamp's; paper is 255."""
DARK_BELOW = 140
"""Brightest channel of print with its soft edge, which has fringes of colour."""
PALE_AT_MOST = 0.03
"""Share of a page that is pale ink where three stamps are; of more than this some is paper in a coloured light."""
BRIDGE = 5
"""Pixels (at 100 dpi) that a stroke of black print across a pen's parts it by."""
PEN_MM = 6.0
"""Lowest stroke that is a pen's: handwritten digits are 3 to 5 mm high, initials 7, signatures 15 and more."""
NARROW_MM = 2.0
"""Narrower ones are rulings, and lines that scanners draw."""
LARGEST_MM = 110.0
"""Larger ones are tables and flowcharts in colour, and the desk around a photographed page."""
FILLED = 0.5
"""Share of its box that a filled shape or shaded heading covers; strokes cover less."""
STRAIGHT_MM, STRAIGHT = 6.0, 0.5
"""Share of a drawing's ink that lies on upright and level runs of this length; a ring has a fifth on such."""
BROAD_MM = 2.5
"""Strokes of pens and stamps are narrower than coloured headings."""
RING_MM = (10.0, 25.0)
"""Radii of round stamps."""
RING_PX_PER_MM = 2.0
RING_OFF_MM, RING_SEEN = 1.2, 0.75
"""Share of a circle's course along which there is coloured ink within this distance; print hides some, wear more."""
ON_COURSE = 0.5
"""Share of its very line that is ink where a ring is sought among grains: rings have .55 at least, grains to .43."""
TRUE_COURSE = 0.7
"""The same where stamps touch the coloured headings of a table, whose edges and print lie along circles too."""
OUTER_SEEN = 0.6
"""The same of a wider ring around the same middle: most stamps have two or three."""
RING_VOTES = 14
"""Of the circle transform: a low bar, as each circle is looked at."""
RIM = 5
"""Window in pixels (at 100 dpi) that takes a stroke's soft edge in."""
PURE = 35
"""Percentile of a stroke's darkness by its colour that is its own; where it crosses print it is darker."""
FEWEST = 30
"""Pixels that tell the colour of a stroke."""
DARKEST = 3.0
"""Darkness by colour of ink nearly black, which hides what is below."""
CLEAN, PRINT, BLACK, EDGE = 0.85, 0.6, 0.4, 5
"""Shares of the paper's brightness that are paper too, that print is darker than, and that its strokes reach. JPEG
smears the colour at a stroke's edge, which stays grey; it is print's edge where there is print in a window of so many
pixels."""
REST_MM = 1.0
"""Smaller dark rests under a stroke are where it crosses itself: the x-height of 6-point type is 1.0 mm."""


def colour_to_stains(picture: Colour, pixels_per_mm: float) -> Image | None:
    """Mask (PEN on strokes and the paper close around, RING inside round stamps) of a page; None where there is none.

    100 dpi are enough. The paper's own colour is taken for white.
    """
    planes = _planes(picture, _paper(picture))
    high, low = _extremes(planes)
    spread = np.asarray(cv2.subtract(high, low), np.uint8)
    mask = np.zeros_like(spread)
    beside_print = cv2.dilate((high < DARK_BELOW).view(np.uint8), np.ones((RIM, RIM), np.uint8)) > 0
    pale = (spread > FAINT) & (low < PALE_BELOW) & ~beside_print
    if 0 < np.count_nonzero(pale) < PALE_AT_MOST * pale.size:
        mask = _discs(pale * np.uint8(255), pixels_per_mm, ON_COURSE)
    strong = (spread > STRONG) & (low < INK_BELOW)
    if strong.any():
        weak = ((spread > WEAK) & (high > NOT_BLACK) & (low < INK_BELOW)).astype(np.uint8)
        mask = np.asarray(cv2.max(mask, _strokes(planes, weak, strong, pixels_per_mm)), np.uint8)
    return mask if mask.any() else None


def _strokes(planes: Sequence[Image], weak: Image, strong: NDArray[np.bool_], pixels_per_mm: float) -> Image:
    """Mask of pens and of stamps in ink as sure as theirs, without the strokes of a chart in colour.

    ``planes`` are the channels, ``weak`` is 1 where there is coloured ink, ``strong`` tells where it is sure to be.
    """
    joined = cv2.morphologyEx(weak, cv2.MORPH_CLOSE, np.ones((BRIDGE, BRIDGE), np.uint8))
    count, found, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    labels, stats = np.asarray(found, np.int32), np.asarray(boxes, np.int32)
    inked, sure, straight = (
        np.bincount(labels[part], minlength=count)[1:] for part in (weak > 0, strong, _straight(weak, pixels_per_mm))
    )
    sides = stats[1:, 2:4] / pixels_per_mm
    one_ink = _mixed(planes, weak > 0, labels, pixels_per_mm) > ONE_INK
    certain, larger = one_ink & (sure > STRONG_SHARE * inked), sides >= LARGEST_MM
    coloured = certain & ~larger.any(axis=1) & (inked < FILLED * stats[1:, 2] * stats[1:, 3])
    large = np.flatnonzero(coloured & (sides > NARROW_MM).all(axis=1) & (sides.max(axis=1) > PEN_MM))
    drawn = np.zeros_like(coloured)
    drawn[large] = drawn_by_program([_cut(labels, stats, label) for label in (large + 1).tolist()], pixels_per_mm)
    drawn |= straight >= STRAIGHT * inked
    pens = coloured & ~drawn & (sides > (NARROW_MM, PEN_MM)).all(axis=1)
    mask = np.asarray(cv2.dilate(_chosen(pens, labels), np.ones((RIM, RIM), np.uint8)), np.uint8)
    discs = _discs(np.minimum(_chosen(coloured, labels), weak * np.uint8(255)), pixels_per_mm)
    bars = certain & larger.any(axis=1) & ~larger.all(axis=1)
    if bars.any():
        touching = _without_shades(np.minimum(_chosen(bars, labels), weak * np.uint8(255)), pixels_per_mm)
        discs = np.asarray(cv2.max(discs, _discs(touching, pixels_per_mm, TRUE_COURSE)), np.uint8)
    return np.asarray(cv2.max(mask, discs), np.uint8)


def _without_shades(ink: Image, pixels_per_mm: float) -> Image:
    """Strokes alone, of ink that is coloured headings too."""
    broad = np.ones((round(BROAD_MM * pixels_per_mm),) * 2, np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(ink, cv2.morphologyEx(closed, cv2.MORPH_OPEN, broad)), np.uint8)


def _cut(labels: NDArray[np.int32], stats: NDArray[np.int32], label: int) -> Image:
    """One part, cut out."""
    x, y, wide, high = stats[label, :4].tolist()
    return np.asarray(labels[y : y + high, x : x + wide] == label, np.uint8)


def _mixed(
    planes: Sequence[Image], inked: NDArray[np.bool_], labels: NDArray[np.int32], pixels_per_mm: float
) -> NDArray[np.float64]:
    """Share of its colour that each labelled stroke keeps when its ink is mixed square by square."""
    side = max(1, round(MIXED_MM * pixels_per_mm))
    ink = np.stack([plane[inked] for plane in planes]).astype(np.float64)
    tint, which = ink - ink.mean(axis=0), labels[inked]
    rows, cols = np.nonzero(inked)
    key = (which * np.int64(len(labels)) + rows // side) * labels.shape[1] + cols // side
    _, first, square = np.unique(key, return_index=True, return_inverse=True)
    mixed = np.linalg.norm([np.bincount(square, channel) for channel in tint], axis=0)
    count = int(labels.max()) + 1
    whole = np.bincount(which, np.linalg.norm(tint, axis=0), count)
    return np.asarray(np.bincount(which[first], mixed, count) / np.maximum(whole, 1.0))[1:]


def _chosen(which: NDArray[np.bool_], labels: NDArray[np.int32]) -> Image:
    return np.asarray(np.append(False, which)[labels] * np.uint8(255), np.uint8)


def _paper(picture: Colour) -> NDArray[np.float64]:
    """The three channels of the paper."""
    return np.maximum(np.percentile(picture[::8, ::8].reshape(-1, 3), 90, axis=0), 60.0)


def _planes(picture: Colour, paper: NDArray[np.float64]) -> list[Image]:
    planes = zip(cv2.split(picture), paper, strict=True)
    return [np.asarray(cv2.convertScaleAbs(plane, alpha=255 / float(white)), np.uint8) for plane, white in planes]


def _extremes(planes: Sequence[Image]) -> tuple[Image, Image]:
    """The brightest and the darkest channel of each pixel, paper being white."""
    red, green, blue = planes
    high, low = (many(many(red, green), blue) for many in (cv2.max, cv2.min))
    return np.asarray(high, np.uint8), np.asarray(low, np.uint8)


def _straight(ink: Image, pixels_per_mm: float) -> NDArray[np.bool_]:
    """Ink on level and upright runs, as rulings and most of a flowchart are."""
    run = max(3, round(STRAIGHT_MM * pixels_per_mm))
    level, upright = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size, np.uint8)) for size in ((1, run), (run, 1)))
    return np.asarray(cv2.bitwise_or(level, upright), np.bool_)


def _discs(ink: Image, pixels_per_mm: float, on_course: float = 0.0) -> Image:
    """Mask (RING) of the round stamps in coloured ink."""
    mask = np.zeros_like(ink)
    for x, y, radius in find_rings(ink, pixels_per_mm, RING_SEEN, on_course):
        disc = np.zeros_like(ink)
        cv2.circle(disc, (x, y), radius, (RING,), -1)
        if cv2.mean(ink, disc)[0] < FILLED * 255:
            mask = np.asarray(cv2.max(mask, disc), np.uint8)
    return mask


def find_rings(
    ink: Image, pixels_per_mm: float, least: float, on_course: float = 0.0
) -> Iterator[tuple[int, int, int]]:
    """Middles and radii, in pixels, of the round stamps in their ink (255), their rims included.

    ``least`` is the share of a ring's course along which there is ink, ``on_course`` that of its very line: a true
    circle's is ink, grains lie beside it.
    """
    scale = RING_PX_PER_MM / pixels_per_mm
    small = np.asarray(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    near, far = (radius * RING_PX_PER_MM for radius in RING_MM)
    found = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT, 1, near, param1=100, param2=RING_VOTES, minRadius=int(near), maxRadius=int(far)
    )
    off = RING_OFF_MM * RING_PX_PER_MM
    seen = cv2.dilate(small, np.ones((3, 3), np.uint8)) > 0
    for x, y, radius in [] if found is None else found.reshape(-1, 3).tolist():
        lines = (_seen_along(small > 0, x, y, radius + beside, 0.5) for beside in (-1, 0, 1))
        if _seen_along(seen, x, y, radius, off) > least and max(lines) >= on_course:
            outer = (each for each in np.arange(radius + 2, far, 2) if _seen_along(seen, x, y, each, off) > OUTER_SEEN)
            wide = max(outer, default=radius)
            yield round(x / scale), round(y / scale), round((wide + off) / scale)


def _seen_along(seen: NDArray[np.bool_], x: float, y: float, radius: float, off: float) -> float:
    """Share of a circle's course with ink within ``off`` pixels."""
    turns, reach = np.linspace(0, 2 * np.pi, 72, endpoint=False), np.arange(-off, off + 0.5, 0.5)
    across = np.round(x + np.cos(turns)[:, None] * (radius + reach)[None]).astype(int)
    down = np.round(y + np.sin(turns)[:, None] * (radius + reach)[None]).astype(int)
    inside = (across >= 0) & (across < seen.shape[1]) & (down >= 0) & (down < seen.shape[0])
    inked = seen[np.clip(down, 0, seen.shape[0] - 1), np.clip(across, 0, seen.shape[1] - 1)] & inside
    return float(inked.any(axis=1).mean())


def lift_stains(grey: Image, colour: Colour, stains: Image, pixels_per_mm: float) -> Image:
    """The grey picture with the ink under a mask of ``stains`` lifted off the print; all three of one size.

    Ink darkens what is below in each channel by its own share. What a stroke takes from the brightest channel grows
    with the difference of the channels, by a factor that is the ink's; so much is given back.
    """
    paper = _paper(colour)
    lifted, rest = grey.copy(), round(REST_MM * pixels_per_mm)
    for window, inside in _blots(stains):
        pen = stains[window] == PEN
        planes = np.stack(_planes(np.ascontiguousarray(colour[window]), paper))
        high = planes.max(axis=0)
        spread = high - planes.min(axis=0)
        hue = planes.argmax(axis=0) * 3 + planes.argmin(axis=0)
        bright, white = (float(np.percentile(part[::2, ::2], 90)) for part in (high, grey[window]))
        given = high + _darkness(bright - high.astype(np.float32), spread, hue, inside)[hue] * spread
        clean = given * (white / max(1.0, CLEAN * bright))
        inked = inside & (cv2.dilate(spread, np.ones((3, 3), np.uint8)) > FAINT)
        tone = np.where(inked, clean, grey[window]) / white
        near_print = cv2.dilate(_print(tone, inked, inked & pen, rest), np.ones((EDGE, EDGE), np.uint8)) > 0
        clean = np.where(near_print, np.maximum(np.minimum(clean, white), grey[window]), white)
        lifted[window] = np.where(inked, clean, lifted[window])
    return lifted


def _blots(stains: Image) -> Iterator[tuple[tuple[slice, slice], NDArray[np.bool_]]]:
    """The window of each connected part of a mask, and the part in it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(stains, connectivity=8)
    for label in range(1, count):
        x, y, wide, high = stats[label, :4].tolist()
        window = (slice(y, y + high), slice(x, x + wide))
        yield window, labels[window] == label


def _print(tone: NDArray[np.float64], inked: NDArray[np.bool_], pen: NDArray[np.bool_], rest: int) -> Image:
    """Dark pixels (1) of what is as bright as ``tone`` (1 = paper), without what no letter is: what is pale, lies under
    ink alone and is no point or comma, and what is smaller than ``rest`` pixels and lies under a pen alone."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((tone < PRINT).view(np.uint8), connectivity=8)
    area, small = stats[:, 4], stats[:, 2:4].max(axis=1) < rest
    black, under, struck = (np.bincount(labels[part], minlength=count) for part in (tone < BLACK, inked, pen))
    kept = np.where(small, struck < area, (under < area) | (black > 0))
    kept[0] = False
    return np.asarray(kept.astype(np.uint8)[labels], np.uint8)


def _darkness(
    taken: NDArray[np.float32], spread: Image, hue: NDArray[np.int64], inside: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """For each of nine hues what its ink takes from the brightest channel, by the difference of the channels."""
    darkness = np.zeros(9, np.float32)
    sure = inside & (spread > STRONG)
    for kind in np.unique(hue[sure]):
        of_kind = sure & (hue == kind)
        if np.count_nonzero(of_kind) >= FEWEST:
            darkness[kind] = np.clip(np.percentile(taken[of_kind] / spread[of_kind], PURE), 0.0, DARKEST)
    return darkness
