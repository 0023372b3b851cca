"""Long straight strokes of ink along one axis: what rulings, and the page's deformation, are found from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.order import percentile
from ocr.page import Image

Axis = Literal["h", "v"]
SPECK = 5
"""Window in pixels whose majority is taken for a black area without its white specks."""
SLIM = 4
"""A stroke that its box shows to be no broader, in pixels, needs no closer look."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A nearly straight stroke. ``along`` and ``across`` are its centre line, in pixels.

    For axis "h" ``along`` is x and ``across`` is y; for "v" the other way round. Both have equal length >= 2.
    """

    axis: Axis
    along: tuple[float, ...]
    across: tuple[float, ...]
    thickness: float

    @property
    def start(self) -> float:
        return self.along[0]

    @property
    def end(self) -> float:
        return self.along[-1]

    @property
    def at(self) -> float:
        """Median position across the axis."""
        return median(self.across)


@dataclass(frozen=True, slots=True)
class Bar:
    """A straight stroke: position across its axis, extent along it and thickness, in pixels."""

    axis: Axis
    at: float
    start: float
    end: float
    thickness: float


def long_runs(ink: Image, axis: Axis, length: int) -> Image:
    """Ink (what is not 0) that lies on straight runs of at least ``length`` pixels along the axis, as 255.

    An opening of eight pixels at once, packed as bits across the axis: OpenCV's takes two to four times as long.
    """
    if axis == "v":
        return np.unpackbits(_opened(np.packbits(ink, axis=1), length), axis=1, count=ink.shape[1]) * np.uint8(255)
    return _unstacked(_opened(_stacked(ink).T, length).T, ink.shape[0])


def _stacked(ink: Image) -> Image:
    """Eight rows in each: numpy's packbits is slow along columns."""
    whole = np.asarray(cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY)[1], np.uint8)
    bits = np.zeros((-(-ink.shape[0] // 8), ink.shape[1]), np.uint8)
    for bit in range(8):
        rows = whole[bit::8]
        bits[: len(rows)] |= rows & np.uint8(1 << bit)
    return bits


def _unstacked(bits: Image, height: int) -> Image:
    ink = np.empty((height, bits.shape[1]), np.uint8)
    for bit in range(8):
        rows = ink[bit::8]
        np.not_equal(bits[: len(rows)] & np.uint8(1 << bit), 0, out=rows.view(np.bool_))
    return np.negative(ink, out=ink)


def _opened(bits: Image, length: int) -> Image:
    """What lies on runs of ``length`` rows; as cv2.morphologyEx, runs may go on beyond the picture."""
    return _slid(_slid(bits, length, 255, np.bitwise_and), length, 0, np.bitwise_or)


def _slid(bits: Image, length: int, beyond: int, joined: np.ufunc) -> Image:
    """Each row joined with those around it, ``length`` in all; ``beyond`` stands above the first and below the last."""
    order: Literal["C", "F"] = "C" if bits.flags.c_contiguous else "F"  # a turned view stays one: its lines are whole
    rows = np.full((bits.shape[0] + length - 1, bits.shape[1]), beyond, np.uint8, order=order)
    rows[length // 2 : length // 2 + bits.shape[0]] = bits
    done = 1
    while done < length:
        step = min(done, length - done)
        rows = joined(rows[:-step], rows[step:])
        done += step
    return rows


def without_solids(ink: Image, size: int) -> Image:
    """Ink without what is solid over ``size`` pixels both ways: filled bands and symbols, and what hangs on them.

    White specks in the black are no holes: the strokes between them would be taken for lines.
    """
    window = np.ones((size, size), np.uint8)
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, window)
    if not solid.any():
        return ink
    whole = cv2.morphologyEx(_majority(ink), cv2.MORPH_OPEN, window)
    solid = cv2.bitwise_or(solid, whole)
    around = cv2.dilate(solid, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(ink, around), np.uint8)


def _majority(ink: Image) -> Image:
    """The median of binary ink over SPECK pixels both ways, which a mean tells in half the time."""
    mean = cv2.blur(ink, (SPECK, SPECK), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.threshold(mean, 127, 255, cv2.THRESH_BINARY)[1], np.uint8)


def ink_to_bars(ink: Image, axis: Axis, min_length: float, max_thickness: float) -> list[Bar]:
    """Strokes of at least ``min_length`` pixels in a straight picture, by the outlines of their long runs alone."""
    runs = long_runs(ink, axis, max(2, int(0.6 * min_length)))
    glued = cv2.dilate(runs, np.ones((3, 5) if axis == "h" else (5, 3), np.uint8))
    bars: list[Bar] = []
    for outline in cv2.findContours(glued, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, width, height = cv2.boundingRect(outline)
        start, length, side, breadth = (x, width, y, height) if axis == "h" else (y, height, x, width)
        if length - 4 < min_length:
            continue
        if breadth - 2 > SLIM:
            piece = runs[y : y + height, x : x + width] & _filled(np.asarray(outline, np.int32), width, height)
            mask = (piece if axis == "h" else piece.T) > 0
            line = _centre_line(np.ascontiguousarray(mask), axis, start, side, max(1, length // 8))
            if line is not None and line.thickness <= max_thickness and line.end - line.start >= min_length - 2:
                bars.append(Bar(axis, line.at, line.start, line.end, line.thickness))
        elif breadth - 2 <= max_thickness:
            bars.append(Bar(axis, side + (breadth - 1) / 2, start + 2.0, start + length - 3.0, breadth - 2.0))
    return bars


def _filled(outline: NDArray[np.int32], width: int, height: int) -> Image:
    """A mask of the inside of an outline, as large as its box."""
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [outline], -1, (255,), -1, offset=tuple(-outline.reshape(-1, 2).min(axis=0)))
    return mask


def faint_lines(flat: Image, axis: Axis, length: int, reach: int, depth: int) -> Image:
    """Thin lines along the axis that single pixels are too pale, or too broken, to show.

    The mean over ``length`` pixels along the axis is compared with the paper within ``reach`` pixels across it; a
    line is darker by ``depth`` grey values at least. Noise averages out, so hairlines stand out of it.
    """

    def along_axis(along: int, across: int) -> tuple[int, int]:
        return (along, across) if axis == "h" else (across, along)

    mean = cv2.blur(flat, along_axis(length, 1))
    paper = cv2.morphologyEx(mean, cv2.MORPH_CLOSE, np.ones(along_axis(2 * reach + 1, 1), np.uint8))
    found = cv2.threshold(cv2.subtract(paper, mean), depth, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.erode(found, np.ones(along_axis(1, int(length * 0.8)), np.uint8)), dtype=np.uint8)


def ink_to_strokes(
    ink: Image, axis: Axis, min_length: float, max_thickness: float, step: int = 12, run: float | None = None
) -> list[Stroke]:
    """Strokes of at least ``min_length`` pixels whose mean thickness stays below ``max_thickness`` pixels.

    They consist of unbroken runs of at least ``run`` pixels. Pieces that touch diagonally, as the stairs of a
    slightly slanted line do, are one stroke.
    """
    runs = long_runs(ink, axis, max(2, int(run or 0.6 * min_length)))
    if axis == "v":
        runs = np.asarray(cv2.transpose(runs), np.uint8)
    strokes: list[Stroke] = []
    for low, high in _inked_bands(runs):
        band = runs[low:high]
        glued = cv2.dilate(band, np.ones((3, 5), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(glued, ltype=cv2.CV_16U)
        for index in range(1, len(stats)):
            x, y, width, height, _area = stats[index].tolist()
            if width < min_length:
                continue
            window = (slice(y, y + height), slice(x, x + width))
            stroke = _centre_line((labels[window] == index) & (band[window] > 0), axis, x, y + low, step)
            if stroke is not None and stroke.thickness <= max_thickness:
                strokes.append(stroke)
    return strokes


def chain_strokes(strokes: Sequence[Stroke], gap: float, across: float) -> list[Stroke]:
    """Strokes of one axis joined where one goes on in line with another, at most ``gap`` pixels further.

    The dashes of a ruling that a fax machine broke lie flat each; only together they show how it runs. ``across`` is
    how far off the line the next one may begin.
    """
    chains: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: s.start):
        near = [
            (abs(stroke.across[0] - chain.across[-1]), index)
            for index, chain in enumerate(chains)
            if 0 < stroke.start - chain.end <= gap
        ]
        off, index = min(near, default=(across, -1))
        if off >= across:
            chains.append(stroke)
            continue
        chain = chains[index]
        chains[index] = replace(chain, along=chain.along + stroke.along, across=chain.across + stroke.across)
    return chains


def _inked_bands(runs: Image) -> list[tuple[int, int]]:
    """Ranges of rows that hold ink, with a blank row on either side: most rows of a page hold no long run."""
    inked = np.zeros(runs.shape[0] + 2, dtype=np.int8)
    inked[1:-1] = runs.any(axis=1)
    starts, ends = np.nonzero(np.diff(inked) == 1)[0], np.nonzero(np.diff(inked) == -1)[0]
    merged: list[tuple[int, int]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        low, high = max(0, start - 1), min(runs.shape[0], end + 1)
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged


def _centre_line(
    mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]], axis: Axis, x: int, y: int, step: int
) -> Stroke | None:
    """Centre line of one component, sampled every ``step`` pixels."""
    rows = np.ones((2, mask.shape[0]), np.float32)
    rows[1] = np.arange(mask.shape[0])
    filled, moment = (rows @ mask.astype(np.float32)).astype(np.float64)
    columns = np.nonzero(filled)[0]
    if len(columns) < 2:
        return None
    centre = moment[columns] / filled[columns]
    picks = np.append(np.arange(0, len(columns) - 1, step), len(columns) - 1)
    return Stroke(
        axis=axis,
        along=tuple((columns[picks] + float(x)).tolist()),
        across=tuple((centre[picks] + y).tolist()),
        thickness=percentile(filled[columns], 50),
    )
