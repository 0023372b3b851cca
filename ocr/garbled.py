"""Text layers whose letters are not those printed: fonts without a proper encoding, told by reading some words."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from ocr.engines import LineEngine
from ocr.page import Image, Word

PROBES = 4
"""Words read from the picture; in a garbled layer every one of them is wrong."""
LEAST_LETTERS = 5
"""Shorter words say little."""
ALIKE = 0.5
"""Mean likeness of layer and print below which the layer is not believed: a right layer has .9 and more."""
MARGIN = 3
"""Pixels around a word's box; the letters of a text layer reach a little beyond it."""


def is_garbled(words: tuple[Word, ...], view: Image, engine: LineEngine) -> bool:
    """Whether a text layer says something else than the page shows. ``view`` is the page with its text."""
    long = [word for word in words if word.upright and len(word.text) >= LEAST_LETTERS]
    probes = sorted(long, key=lambda word: -len(word.text))[:PROBES]
    if len(probes) < PROBES:
        return False
    likeness = [_likeness(word.text, engine.read_line(_cut(view, word)).text) for word in probes]
    return sum(likeness) / len(likeness) < ALIKE


def _cut(view: Image, word: Word) -> Image:
    x0, y0, x1, y1 = (round(side) for side in word.bbox)
    height, width = view.shape
    top, bottom = max(0, y0 - MARGIN), min(height, y1 + MARGIN)
    left, right = max(0, x0 - MARGIN), min(width, x1 + MARGIN)
    # a box that lies off the page shows nothing
    return view[top:bottom, left:right] if bottom > top and right > left else view[:1, :1]


def _likeness(layer: str, read: str) -> float:
    return Levenshtein.normalized_similarity(layer.casefold(), "".join(read.casefold().split()))
