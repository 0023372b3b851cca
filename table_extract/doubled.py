"""The hyphen in a doubled word (masing-masing, Undang-Undang): engines miss it where it is faint."""

from __future__ import annotations

import re

import numpy as np

from ocr.order import median, percentile
from ocr.page import BBox, Image
from table_extract.marks import TALL, WORD_GAP, off_place, places
from table_extract.table import Repair
from table_extract.textlines import InkLine

DOUBLED = re.compile(r"\b[a-z]{0,3}?(?P<word>[a-z]{4,})(?P<gap> )(?P<again>(?P=word)(?:an|nya)?)\b", re.IGNORECASE)
HYPHEN_SEEN = "tanda hubung menurut gambar"
MIDDLE = (0.2, 0.8)
"""A hyphen stands between these shares of the height of the letters beside it."""
DEPTH = 0.12
"""Darkness of the faintest hyphen by that of letters: .15 to .34 where it is too faint for ink; gaps have up to .09."""


def with_hyphens(text: str, line: InkLine, grey: Image) -> tuple[str, tuple[Repair, ...]]:
    """The text with the hyphens that the grey page shows between the halves of doubled words, and what was done."""
    repairs = []
    for found in DOUBLED.finditer(text):
        at = found.start("gap")
        gap = _gap_at(text, at, line)
        if gap is not None and hyphen_depth(grey, gap) >= DEPTH:
            text = f"{text[:at]}-{text[at + 1 :]}"
            repairs.append(Repair(found.group(), text[found.start() : found.end()], HYPHEN_SEEN))
    return text, tuple(repairs)


def _gap_at(text: str, index: int, line: InkLine) -> BBox | None:
    """The gap between two words at that place of the text, as high as the letters beside it; None if not seen."""
    pieces = np.array(line.pieces)
    height = pieces[:, 3] - pieces[:, 1]
    letters = pieces[height >= TALL * percentile(height, 75)]
    letters = letters[np.argsort(letters[:, 0])]
    starts, ends = letters[1:, 0], np.maximum.accumulate(letters[:, 2])[:-1]
    left, width = line.bbox[0], line.bbox[2] - line.bbox[0]
    away = abs(((starts + ends) / 2 - left) / width - places(text)[index])
    away[starts - ends < WORD_GAP * median(letters[:, 3] - letters[:, 1])] = np.inf
    if not len(away) or away.min() > off_place(text):
        return None
    at = int(away.argmin())
    beside = letters[max(0, at - 1) : at + 3]
    return float(ends[at]), median(beside[:, 1]), float(starts[at]), median(beside[:, 3])


def hyphen_depth(grey: Image, gap: BBox) -> float:
    """How dark the darkest stroke along the middle of a gap is, by the letters beside it (1 = as dark)."""
    x0, y0, x1, y1 = (round(value) for value in gap)
    trim = (x1 - x0) // 4
    rows = grey[y0:y1, x0 + trim : x1 - trim].astype(np.float64).mean(axis=1)
    middle = rows[round(MIDDLE[0] * len(rows)) : round(MIDDLE[1] * len(rows))]
    paper, letters = percentile(rows, 90), percentile(grey[y0:y1, max(0, x0 - (y1 - y0)) : x1 + (y1 - y0)], 5)
    return float((paper - middle.min()) / max(1.0, paper - letters))
