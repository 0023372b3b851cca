"""Columns that the head alone shows: below it their rulings are worn away or never were drawn, but no print crosses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import BBox, Image

Floats = NDArray[np.float64]

HEAD_ROWS = 4
"""A head has so many rows at most; a column seen in none of them is none of the form's."""
FEWEST_COLUMNS = 5
"""Identity blocks have fewer, step tables more: number, activity, two doers and what they need, take or make."""
FEW_LOST = 0.12
"""Share of the rows that a worn ruling may lose at its end."""
FEWEST_ROWS = 3
"""Rows from which a body has a form."""
FREE_ROWS = 0.85
"""Least share of the rows without the ruling in which nothing crosses its place; dirt and connectors may."""
WINDOW_MM, ACROSS_MM, ROW_RIM_MM = 4.0, 0.8, 0.8
"""How far around its place is looked, how far ink must reach on both sides to cross it, and the rim of rulings."""
WORD_GAP_MM = 1.2
"""Letters and words of one text stand closer than this, texts on both sides of a ruling do not."""
TITLE_MM = 16.0
"""Highest row of a title: three lines."""
CROSSED_COLUMNS, GONE = 2, 0.85
"""A title stands across so many columns at least, where less than this share of their borders is inked."""
STROKE_MM = 1.3
"""Lower ink is a connector, which crosses columns, or what is left of a ruling across."""


def with_worn_columns(
    right: Floats,
    drawn: NDArray[np.bool_],
    ink: Image,
    words: Sequence[BBox],
    xs: Sequence[float],
    ys: Sequence[float],
    least: float,
    pixels_per_mm: float,
    *,
    worn: bool,
) -> Floats:
    """``right`` (see ``edge_cover``) with the borders of columns that begin in the head put back below it.

    ``least`` is the cover from which a border stands; on pages that are not ``worn`` only the columns below the name of
    their group are put back. In tables of few columns those of the head end there on purpose. Rows of a worn page that
    print a title across the columns have none, also where broken rulings seem to go on, but where they are ``drawn``
    all along; ``ink`` lacks the ``words``.
    """
    printed = _with_words(ink, words)
    titles = _below_titles(ink, printed, drawn, xs, ys, pixels_per_mm) if worn else np.zeros(right.shape, np.bool_)
    out = np.where(titles, 0.0, right)
    if len(xs) <= FEWEST_COLUMNS:
        return out
    there = (right >= least) | titles
    for col in range(right.shape[1]):
        lost = [row for row in range(len(there)) if not there[row, col] and there[:row, col].any()]
        begins = bool(lost) and bool(there[:HEAD_ROWS, col].any())
        if not begins or not (_below_group(there, col) or (worn and _ends_by_wear(there[:, col], lost))):
            continue
        free = [row for row in lost if not _crossed(printed, xs[col + 1], (ys[row], ys[row + 1]), pixels_per_mm)]
        if len(free) >= FREE_ROWS * len(lost):
            out[free, col] = 1.0
    return out


def _ends_by_wear(there: NDArray[np.bool_], lost: Sequence[int]) -> bool:
    """Whether a border stands in the head alone, again further down, or everywhere but in the last row or two.

    The lines of an identity block on one sheet with the steps end after many rows, and for good.
    """
    return lost[0] < HEAD_ROWS or bool(there[lost[0] :].any()) or len(lost) <= FEW_LOST * len(there)


def _below_group(there: NDArray[np.bool_], col: int) -> bool:
    """Whether a border stands in the head alone, below the name of a group as wide as the cells of the body."""
    rows = np.flatnonzero(there[:, col])
    first, body = int(rows[0]), there[int(rows[-1]) + 1 :]
    if first == 0 or len(rows) != rows[-1] - first + 1 or len(body) < FEWEST_ROWS:
        return False
    lines = np.flatnonzero(body.all(axis=0))
    before, after = lines[lines < col], lines[lines > col]
    if not len(before) or not len(after):
        return False
    inner = slice(int(before[-1]) + 1, int(after[0]))
    outer = [int(before[-1]), int(after[0])]
    groups = (there[row, outer].all() and not there[row, inner].any() for row in range(first))
    return bool(not body[:, inner].any() and any(groups))


def _with_words(ink: Image, words: Sequence[BBox]) -> Image:
    printed = ink.copy() if words else ink
    for x0, y0, x1, y1 in words:
        printed[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1] = 255
    return printed


def _below_titles(
    ink: Image,
    printed: Image,
    drawn: NDArray[np.bool_],
    xs: Sequence[float],
    ys: Sequence[float],
    pixels_per_mm: float,
) -> NDArray[np.bool_]:
    """The inner borders of which nothing is left, in rows in which print stands across several of them.

    Rows with a number of their own in the first column are steps, higher ones several.
    """
    rim, titles = round(ROW_RIM_MM * pixels_per_mm), []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        bands = (ink[int(top) + rim : int(bottom) - rim, max(0, round(x) - 1) : round(x) + 2] for x in xs[1:-1])
        gone = [bool(band.size) and float((band > 0).any(axis=1).mean()) < GONE for band in bands]
        gone = [lost and not seen for lost, seen in zip(gone, drawn[row], strict=True)]
        across = [
            lost and _crossed(printed, x, (top, bottom), pixels_per_mm) for x, lost in zip(xs[1:-1], gone, strict=True)
        ]
        first = printed[int(top) + rim : int(bottom) - rim, round(xs[0]) + rim : round(xs[1]) - rim]
        step = (bool(first.any()) and not any(across[:1])) or bottom - top > TITLE_MM * pixels_per_mm
        titles.append([lost and sum(across) >= CROSSED_COLUMNS and not step for lost in gone])
    return np.array(titles, np.bool_)


def _crossed(ink: Image, x: float, span: tuple[float, float], pixels_per_mm: float) -> bool:
    """Whether print stands across the place of a ruling within a row."""
    reach, across, rim = (round(mm * pixels_per_mm) for mm in (WINDOW_MM, ACROSS_MM, ROW_RIM_MM))
    left, top, bottom = max(0, round(x) - reach), max(0, int(span[0]) + rim), int(span[1]) - rim
    window = ink[top:bottom, left : round(x) + reach]
    if not window.size:
        return False
    size = max(1, round(WORD_GAP_MM * pixels_per_mm))
    joined = cv2.morphologyEx(np.ascontiguousarray(window), cv2.MORPH_CLOSE, np.ones((1, size), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    first, last = stats[1:, 0] + left, stats[1:, 0] + stats[1:, 2] + left
    high = stats[1:, 3] >= STROKE_MM * pixels_per_mm
    return bool((high & (first < x - across) & (last > x + across)).any())
