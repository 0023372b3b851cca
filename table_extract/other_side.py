"""What shines through from the paper's other side: strokes much paler than most, and blurred by the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ocr.order import percentile, percentiles, weighted_percentile
from ocr.page import Image
from table_extract.line_ends import SECTION_SAMPLES, depths_along
from table_extract.line_tests import Floats, Ruling

SECTION_MM = 1.2
STRETCH_MM, STRAYS_MM = 25.0, 0.45
"""Over such a stretch a ruling of a curled page is straight, and so far it strays from its mean place."""
BLURRED_MM = 0.5
"""Paper blurs what shines through it to this width at least; a pale hairline is narrower."""
OTHER_SIDE_DEPTH, OTHER_SIDE_WIDTH = 0.36, 1.15
"""What shines through has a quarter of the depth of print and is blurred: grey rulings of this side are not."""
FAINTEST_DEPTH, FAINTEST_WIDTH = 0.15, 0.9
"""Of thick rulings so little shines through that it need not look wider than they."""
SOFT_MM, SOFTER = 0.4, 1.5
"""The edges of thick rulings that shine through are this soft at least, and so many times softer than print's."""
LONG_MM = 15.0
"""Shorter strokes may be letters and do not tell how rulings usually look."""
PALE_END_MM = 2.0
SURE_BLOCKS = 3
"""So many dark blocks in a row, of PALE_END_MM each, are the stroke itself; letters across it are one or two."""


@dataclass(frozen=True, slots=True)
class Section:
    """A cut across a stroke."""

    depth: float
    """Grey values below the paper beside it."""
    width: float
    """Of a plain bar with as much ink, in mm."""
    rise: float
    """Over how many mm its steeper edge rises."""
    paper: float = 255.0
    """Grey value beside it."""


def cross_section(flat: Image, ruling: Ruling, pixels_per_mm: float) -> Section:
    """The median cut across a stroke, followed where the paper is curled."""
    reach = round(SECTION_MM * pixels_per_mm)
    lying = flat if ruling.axis == "h" else flat.T
    at, start, end = round(ruling.at), max(0, int(ruling.start)), int(ruling.end) + 1
    band = lying[max(0, at - reach) : at + reach + 1, start:end]
    if band.shape[0] < 2 or not band.size:
        return Section(0.0, 0.0, 0.0)
    profile = _profile(band[:, :: max(1, band.shape[1] // SECTION_SAMPLES)], ruling.length, pixels_per_mm)
    paper = percentile(profile, 80)
    depth = paper - float(profile.min())
    steepest = max(1.0, float(np.abs(np.diff(profile)).max()))
    width = float(np.maximum(paper - profile, 0).sum()) / max(1.0, depth)
    return Section(depth, width / pixels_per_mm, depth / steepest / pixels_per_mm, paper)


def _profile(band: Image, length: float, pixels_per_mm: float) -> Floats:
    """Greys across a stroke: the median cut of each stretch, all laid on the middle one's darkest row."""
    count = max(1, min(band.shape[1], int(length / (STRETCH_MM * pixels_per_mm))))
    cuts: Floats = np.array([percentiles(stretch.T, 50) for stretch in np.array_split(band, count, axis=1)])
    if count == 1:
        return np.asarray(cuts[0], np.float64)
    middle, strays = cuts.shape[1] // 2, max(1, round(STRAYS_MM * pixels_per_mm))
    nearest = max(0, middle - strays)
    darkest = nearest + cuts[:, nearest : middle + strays + 1].argmin(axis=1)
    rows = np.arange(cuts.shape[1]) + (darkest - middle)[:, None]
    return percentiles(np.take_along_axis(cuts, rows.clip(0, cuts.shape[1] - 1), axis=1), 50)


def shines_through(section: Section, usual: Section) -> bool:
    """Whether a stroke stands on the paper's other side: much paler than the usual ones, and blurred."""
    if section.depth >= OTHER_SIDE_DEPTH * usual.depth:
        return False
    wider = FAINTEST_WIDTH if section.depth < FAINTEST_DEPTH * usual.depth else OTHER_SIDE_WIDTH
    soft = section.rise > max(SOFTER * usual.rise, SOFT_MM)
    return soft or section.width > max(wider * usual.width, BLURRED_MM)


def without_other_side(flat: Image, pieces: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Strokes without those that shine through; most of the long ones tell how strokes of this side look."""
    sections = [cross_section(flat, piece, pixels_per_mm) for piece in pieces]
    length, depth, width, rise = (
        np.array(
            [
                (piece.length, section.depth, section.width, section.rise)
                for piece, section in zip(pieces, sections, strict=True)
                if piece.length >= LONG_MM * pixels_per_mm
            ]
        )
        .reshape(-1, 4)
        .T
    )
    if not length.size:
        return list(pieces)
    usual_depth = weighted_percentile(depth, length, 75)
    dark = depth >= usual_depth / 2
    usual_width, usual_rise = (weighted_percentile(values[dark], length[dark], 50) for values in (width, rise))
    usual = Section(usual_depth, usual_width, usual_rise)
    return [piece for piece, section in zip(pieces, sections, strict=True) if not shines_through(section, usual)]


def without_pale_ends(flat: Image, ruling: Ruling, pixels_per_mm: float) -> Ruling:
    """A stroke without the ends that are much paler than its rest: a line of the other side, or a fold, in its line."""
    size = max(1, round(PALE_END_MM * pixels_per_mm))
    depth = _block_depths(flat, ruling, size, pixels_per_mm)
    if len(depth) < 4:
        return ruling
    dark = np.flatnonzero(depth >= OTHER_SIDE_DEPTH * percentile(depth, 70))
    if not len(dark):  # it is nowhere darker than what is beside it
        return ruling
    first, last = int(dark[0]), len(depth) - 1 - int(dark[-1])
    depth = depth[first : len(depth) - last]
    start = ruling.start + first * size if first > 1 else ruling.start
    end = ruling.end - last * size if last > 1 else ruling.end
    return _without_crossed_ends(flat, replace(ruling, start=start, end=end), depth, size, pixels_per_mm)


def _block_depths(flat: Image, ruling: Ruling, size: int, pixels_per_mm: float) -> Floats:
    """How dark each ``size`` pixels of a stroke are."""
    depths = depths_along(flat, ruling, pixels_per_mm)
    count = depths.shape[1] // size
    if not count or not depths.shape[0]:
        return np.zeros(0)
    return np.asarray(depths[:, : count * size].reshape(-1, count, size).mean(axis=2).max(axis=0), np.float64)


def _without_crossed_ends(flat: Image, ruling: Ruling, depth: Floats, size: int, pixels_per_mm: float) -> Ruling:
    """A stroke without the pale and blurred ends that print of this side crosses; ``depth`` is that of its blocks."""
    if len(depth) < 2 * SURE_BLOCKS:
        return ruling
    held = np.lib.stride_tricks.sliding_window_view(depth, SURE_BLOCKS).min(axis=1)
    sure = np.flatnonzero(held >= OTHER_SIDE_DEPTH * held.max())
    if not len(sure):
        return ruling
    first, last = int(sure[0]), len(held) - 1 - int(sure[-1])
    if max(first, last) < 2:
        return ruling
    middle = replace(ruling, start=ruling.start + first * size, end=ruling.end - last * size)
    usual = cross_section(flat, middle, pixels_per_mm)
    ends = (replace(ruling, end=middle.start), replace(ruling, start=middle.end))
    pale = [
        blocks >= 2 and shines_through(cross_section(flat, end, pixels_per_mm), usual)
        for blocks, end in zip((first, last), ends, strict=True)
    ]
    return replace(ruling, start=middle.start if pale[0] else ruling.start, end=middle.end if pale[1] else ruling.end)
