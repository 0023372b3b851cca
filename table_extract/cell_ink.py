"""What the ink of a cell is beside print: rests of rulings and of the drawing, grains of a fill, turned text."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ocr.order import median, weighted_percentile
from ocr.page import BBox
from table_extract.textlines import LETTER_MAX_MM, LETTER_MIN_MM, Boxes, InkLine, level_overlap

BORDER_REST_MM = (0.8, 0.5)
"""Slim ink this near to a cell's border, and this slim, is a rest of its ruling and no I or l: text keeps a margin."""
MARK_TOP, MARK_TAIL = 0.5, 0.4
"""How far above the foot of a letter a point or comma behind it begins at most, and how far from there it ends, by the
height of the letter."""
DASH_COLUMN_MM = 1.5
"""Dashes of one column of rows stand below each other within this."""
SLIVER_WIDTH = 0.36
"""Width of an upright stroke, as a share of its height, below which it is no digit: a 1 has its flag."""
SLIVER_HEIGHT = (0.95, 1.9)
"""Heights of a lone capital, by the usual letter's: 1.4 in most types."""
SPECK = 0.5
"""Share of the usual letter below which a piece alone in its line is none."""
GRAIN_HEIGHT = 0.6
"""Grains of a fill are smaller than this, by the highest line of their cell; a lone small letter has seven tenths."""
GRAINS_AT_LEAST = 15
"""Fewer marks than this are dots, commas and hyphens."""
ONE_LEVEL, LONG_ROW = 2.0, 3.0
"""A row of letters is lower than so many of them, and so many times longer than high; figures by hand are slim."""
TURNED_GAP_MM = 0.9
"""Letters of turned text stand closer than this; lines of upright text seldom do."""
JOINED_WORD = 0.55
"""Ink this much lower than wide is a word whose letters touch, as blur joins them; it runs the way it lies."""


def without_border_rests(pieces: Boxes, bbox: BBox, pixels_per_mm: float) -> Boxes:
    """Pieces without the slim rests of rulings along the borders of their cell.

    Slim ink with a letter of like height close beside it stays: text may begin right behind a ruling with an I.
    So does a point or comma behind the last letter of a line that fills its column.
    """
    near, slim = (value * pixels_per_mm for value in BORDER_REST_MM)
    width, height = pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]
    upright = (width < slim) & (height > 2 * width)
    upright &= (pieces[:, 0] - bbox[0] < near) | (bbox[2] - pieces[:, 2] < near)
    gap = np.maximum(pieces[None, :, 0] - pieces[:, None, 2], pieces[:, None, 0] - pieces[None, :, 2])
    like = (height[None, :] > 0.55 * height[:, None]) & (height[None, :] < 1.4 * height[:, None])
    beside = (gap >= 0) & (gap < near) & like & (level_overlap(pieces, pieces) >= 0.7)
    upright &= ~beside.any(axis=1)
    flat = (height < slim) & (width > 2 * height)
    flat &= (pieces[:, 1] - bbox[1] < near) | (bbox[3] - pieces[:, 3] < near)
    speck = np.maximum(width, height) < LETTER_MIN_MM * pixels_per_mm
    speck &= (pieces[:, 0] - bbox[0] < slim) | (bbox[2] - pieces[:, 2] < slim)
    letters = pieces[~upright & (height >= LETTER_MIN_MM * pixels_per_mm)]
    beside_ruling = (upright | speck) & ~_behind_letters(pieces, letters, near)
    return pieces[~beside_ruling & ~flat]


def _behind_letters(marks: Boxes, letters: Boxes, near: float) -> NDArray[np.bool_]:
    """Whether each mark stands at the foot of a letter that ends less than ``near`` pixels before it."""
    gap = marks[:, None, 0] - letters[None, :, 2]
    high = (letters[:, 3] - letters[:, 1])[None, :]
    above_foot = letters[None, :, 3] - marks[:, None, 1]
    below_foot = marks[:, None, 3] - letters[None, :, 3]
    at_foot = (above_foot >= 0) & (above_foot < MARK_TOP * high) & (abs(below_foot) < MARK_TAIL * high)
    return np.asarray((at_foot & (gap >= 0) & (gap < near)).any(axis=1), np.bool_)


def only_plausible_dashes(lines: tuple[InkLine, ...], pixels_per_mm: float) -> tuple[InkLine, ...]:
    """A dash says "nothing" in a cell of its own, or in a column of dashes; beside text it is dirt."""
    dashes = [line for line in lines if line.dash]
    if len(dashes) < len(lines):
        return tuple(line for line in lines if not line.dash)
    middles = [(line.bbox[0] + line.bbox[2]) / 2 for line in dashes]
    return lines if not middles or max(middles) - min(middles) <= DASH_COLUMN_MM * pixels_per_mm else ()


def without_slivers(lines: tuple[InkLine, ...], letter: float) -> tuple[InkLine, ...]:
    """Lines but those of one slim upright stroke, lower than the ``letter`` usual on the page or far higher, or of one
    speck: rests of strokes of the drawing, which engines read as 1 or 4. A lone Roman I is as high as a capital."""

    def is_sliver(line: InkLine) -> bool:
        (x0, y0, x1, y1), alone = line.bbox, len(line.pieces) == 1 and not line.dash
        slim = x1 - x0 < SLIVER_WIDTH * (y1 - y0)
        odd = slim and not SLIVER_HEIGHT[0] * letter < y1 - y0 < SLIVER_HEIGHT[1] * letter
        return alone and (odd or max(x1 - x0, y1 - y0) < SPECK * letter)

    return tuple(line for line in lines if not is_sliver(line))


def without_grains(lines: tuple[InkLine, ...]) -> tuple[InkLine, ...]:
    """Lines in a fill but those of one piece far smaller than the highest line: a grain, or a rest of a ruling."""
    least = GRAIN_HEIGHT * max((line.bbox[3] - line.bbox[1] for line in lines), default=0.0)

    def is_grain(line: InkLine) -> bool:
        x0, y0, x1, y1 = line.bbox
        return len(line.pieces) == 1 and max(x1 - x0, y1 - y0) < least

    return tuple(line for line in lines if not is_grain(line))


def usual_letter(pieces: Boxes, pixels_per_mm: float) -> float:
    """Median height of the letters among pieces of ink, most of them without ascender; 0 where there are none."""
    height = pieces[:, 3] - pieces[:, 1]
    letters = height[(height >= LETTER_MIN_MM * pixels_per_mm) & (height <= LETTER_MAX_MM * pixels_per_mm)]
    return median(letters) if len(letters) else 0.0


def is_grainy(pieces: Boxes, pixels_per_mm: float) -> bool:
    """True when most of the ink is grains too low for letters, as a fill leaves them."""
    low = int((pieces[:, 3] - pieces[:, 1] < LETTER_MIN_MM * pixels_per_mm).sum())
    return low > GRAINS_AT_LEAST and low > 2 * (len(pieces) - low)


def stands_upright(pieces: Boxes, pixels_per_mm: float) -> bool:
    """False when the text runs up or down the page: the next letter is nearer above or below than beside."""
    width, height = pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]
    letters = pieces[np.maximum(width, height) >= LETTER_MIN_MM * pixels_per_mm]
    if not len(letters) or _is_one_level(letters):
        return True
    width, height = letters[:, 2] - letters[:, 0], letters[:, 3] - letters[:, 1]
    long = np.maximum(width, height)  # a joined word says more than the dirt around it
    slimness = weighted_percentile(height / width, long, 50)
    if slimness < JOINED_WORD:
        return True
    if slimness > 1 / JOINED_WORD and weighted_percentile(height, long, 50) > 4 * LETTER_MIN_MM * pixels_per_mm:
        return False
    if len(letters) == 1:
        return True
    beside, below = _usual_gap(letters), _usual_gap(letters[:, [1, 0, 3, 2]])
    return below > TURNED_GAP_MM * pixels_per_mm or below > 0.5 * beside


def _is_one_level(letters: Boxes) -> bool:
    """Whether letters stand in one long row: turned they would make as many texts of one letter each."""
    wide, high = letters[:, 2:].max(axis=0) - letters[:, :2].min(axis=0)
    low = high < ONE_LEVEL * median(letters[:, 3] - letters[:, 1])
    return bool(low and wide > LONG_ROW * high)


def _usual_gap(letters: Boxes) -> float:
    """Median distance to the next letter at the same level; infinite when most have none."""
    gap = np.maximum(letters[None, :, 0] - letters[:, None, 2], 0.0)
    follows = (letters[None, :, 0] > letters[:, None, 0]) & (level_overlap(letters, letters) >= 0.5)
    nearest = np.where(follows, gap, math.inf).min(axis=1)
    return float(np.sort(nearest)[(len(nearest) - 1) // 2])
