"""Slashes too pale for ink on a copy of a copy: both engines see a space, for such strokes are not in their picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ocr.engines import LineEngine
from ocr.order import median, percentile
from ocr.page import BBox, Image
from table_extract.marks import TALL, WORD_GAP
from table_extract.table import Repair
from table_extract.textlines import InkLine

NEITHER = re.compile(r"[^/ ]")
"""What is neither slash nor space."""
SLASH_SEEN = "garis miring menurut gambar"
DEPTH = (0.1, 0.35)
"""Darkness of a faint slash by that of letters, in the palest third of its height: .12 to .26; darker ones are ink."""
SLOPE = (0.18, 0.6)
"""How far it leans, as a share of the height of letters."""
CLEARER = 1.5
"""So many times as dark as any upright stroke in the gap: the edges of rulings are none."""
BEHIND = 0.6
"""How far behind the last letter it may stand, likewise."""


def with_faint_slashes(
    text: str, line: InkLine, grey: Image, engine: LineEngine, pad: int
) -> tuple[str, tuple[Repair, ...]]:
    """The text with the slashes that stand faintly between its words or behind the last, and what was done.

    A stroke in ``grey``, the picture of the page, is one if ``engine`` reads it as one and all else as it stands.
    """
    behind = max((gap[2] for gap in _gaps(line) if _holds_slash(grey, gap)), default=0.0)
    if not behind:
        return text, ()
    x0, y0, x1, y1 = line.bbox
    height, width = grey.shape
    across = slice(max(0, round(x0) - pad), min(width, round(max(x1, behind)) + pad))
    seen = engine.read_line(np.ascontiguousarray(grey[max(0, round(y0) - pad) : min(height, round(y1) + pad), across]))
    slashed = slashed_as(text, seen.text)
    return slashed, (Repair(text, slashed, SLASH_SEEN),) if slashed != text else ()


def slashed_as(text: str, seen: str) -> str:
    """The text with the slashes that ``seen`` has between the same letters; as it is where these are others.

    >>> slashed_as("lisan tertulis", "lisan/tertulis"), slashed_as("Online", "Online/"), slashed_as("OPD", "0PD/")
    ('lisan/tertulis', 'Online/', 'OPD')
    >>> slashed_as("KTP/KK asli", "KTP/KKasli"), slashed_as("05 2016", "05/ 2016"), slashed_as("/a b", "/a/b")
    ('KTP/KK asli', '05/2016', '/a/b')
    """
    letters = NEITHER.findall(text)
    if not letters or letters != NEITHER.findall(seen):
        return text
    before, *between = NEITHER.split(text)
    places = zip(letters, between, NEITHER.split(seen)[1:], strict=True)
    whole = "".join(letter + ("/" if own in ("", " ") and "/" in other else own) for letter, own, other in places)
    return before + whole if whole.count("/") <= seen.count("/") else text


def _gaps(line: InkLine) -> Iterator[BBox]:
    """The gaps between the words of a line and the one behind them, as high as the letters beside them."""
    pieces = np.array(line.pieces)
    height = pieces[:, 3] - pieces[:, 1]
    letters = pieces[height >= TALL * percentile(height, 75)]
    letters = letters[np.argsort(letters[:, 0])]
    ends = np.maximum.accumulate(letters[:, 2])
    usual = median(letters[:, 3] - letters[:, 1])
    for at in np.flatnonzero(letters[1:, 0] - ends[:-1] >= WORD_GAP * usual):
        beside = letters[max(0, at - 1) : at + 3]
        yield float(ends[at]), float(beside[:, 1].min()), float(letters[at + 1, 0]), median(beside[:, 3])
    beside = letters[-3:]
    yield float(ends[-1]), float(beside[:, 1].min()), float(ends[-1]) + BEHIND * usual, median(beside[:, 3])


def _holds_slash(grey: Image, gap: BBox) -> bool:
    """Whether a pale stroke leans through a gap from its foot to its top."""
    x0, y0, x1, y1 = (round(value) for value in gap)
    inside = grey[y0:y1, x0:x1]
    high, wide = inside.shape
    if high < 6 or wide < 3:
        return False
    paper, letters = percentile(inside, 85), percentile(grey[y0:y1, max(0, x0 - high) : x1 + high], 5)
    depth = (paper - inside.astype(np.float64)) / max(1.0, paper - letters)
    if depth.max() < DEPTH[0]:
        return False
    leans = np.arange(max(2, round(SLOPE[0] * high)), min(wide, round(SLOPE[1] * high) + 1))
    if not leans.size:
        return False
    rows = np.arange(high)
    aside = np.round(leans[:, None] * (1 - rows / (high - 1))).astype(int)
    lean, start = np.nonzero(np.arange(wide) < wide - leans[:, None])
    darkest = _palest(depth[rows, start[:, None] + aside[lean]])
    return DEPTH[0] <= darkest <= DEPTH[1] and darkest >= CLEARER * _palest(depth.T)


def _palest(strokes: NDArray[np.float64]) -> float:
    """Mean darkness of the palest third of the stroke whose palest third is darkest; shape (strokes, height)."""
    high = strokes.shape[1]
    bounds = np.cumsum([0, *(len(third) for third in np.array_split(np.arange(high), 3))])
    sums = np.add.reduceat(strokes, bounds[:3], axis=1)
    return float((sums / np.diff(bounds)).min(axis=1).max())
