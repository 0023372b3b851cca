"""Rulings that the flowchart hides in part: symbols stand on them, connectors run close beside them.

Of such a ruling pieces are found that end amid a cell. They lie in line, though, and what shows of the ruling between
them, and up to the rulings across, is dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.order import median
from ocr.page import Image
from table_extract.line_tests import MIN_DEPTH, RIM_MM, Floats, Ruling, bands
from table_extract.stops import END_MM, crossings_of

IN_LINE_MM = 0.4
"""How far pieces of one ruling may lie off each other's line."""
SYMBOL_MM = {"h": 24.0, "v": 14.0}
"""The longest piece that a symbol hides."""
FOUND_MM, FOUND_SHARE = 25.0, 0.6
"""Least length of the pieces found, and their least share of the ruling."""
SEEN_SHARE = 0.85
"""Least share of a hidden ruling that is found or dark."""
DARK_SHARE = 0.4
"""Least depth of what shows between the pieces, as a share of their own."""
PIECE_MM = 0.5
LEAST_SYMBOL_MM, WIDEST_SYMBOL_MM, OFF_MIDDLE = 2.0, 60.0, 0.12
"""What interrupts a stroke is a symbol from this length on; connectors run through its middle, but for this share."""
LEAST_LINK_MM = 1.5
"""What is shorter and stands before the first of them or behind the last one is a letter in line with the stroke."""


def hidden_rulings(
    flat: Image, pieces: Sequence[Ruling], rulings: Sequence[Ruling], pixels_per_mm: float
) -> list[tuple[Ruling, list[Ruling]]]:
    """Strokes, each from what was found of it, in place of ``pieces`` that nothing has shown to be rulings.

    They run on to the ``rulings`` across wherever something hides their ends.
    """
    chains = [chain for axis in "hv" for chain in _chains([p for p in pieces if p.axis == axis], pixels_per_mm)]
    whole = [(_whole(flat, chain, rulings, pixels_per_mm), chain) for chain in chains]
    return [(stroke, chain) for stroke, chain in whole if stroke is not None]


def _chains(pieces: Sequence[Ruling], pixels_per_mm: float) -> list[list[Ruling]]:
    """Pieces of one axis in line, from top to bottom or from left to right."""
    chains: list[list[Ruling]] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        ahead = [chain for chain in chains if chain[-1].end <= piece.start]
        nearest = min(ahead, key=lambda chain: abs(piece.at - chain[-1].at), default=None)
        if nearest and abs(piece.at - nearest[-1].at) <= IN_LINE_MM * pixels_per_mm:
            nearest.append(piece)
        else:
            chains.append([piece])
    return chains


def _whole(flat: Image, chain: Sequence[Ruling], rulings: Sequence[Ruling], pixels_per_mm: float) -> Ruling | None:
    """The stroke of which a chain was found; None where too little of it is dark, or nothing was hidden."""
    length, first, last = sum(piece.length for piece in chain), chain[0], chain[-1]
    if length < FOUND_MM * pixels_per_mm:
        return None
    own = np.concatenate([_depths(flat, piece, pixels_per_mm) for piece in chain])
    if not own.size:  # at the edge of the picture there is no paper beside it to tell
        return None
    least = max(2.0 * MIN_DEPTH, DARK_SHARE * median(own))

    def dark(piece: Ruling, start: float, end: float) -> NDArray[np.bool_]:
        return _depths(flat, replace(piece, start=start, end=end), pixels_per_mm) >= least

    gaps = [dark(one, one.end, other.start) for one, other in pairwise(chain)]
    symbol = SYMBOL_MM[first.axis] / PIECE_MM
    before, after = _next_across(first, rulings, pixels_per_mm)[0], _next_across(last, rulings, pixels_per_mm)[1]
    head, foot = dark(first, before, first.start), dark(last, last.end, after)
    start = before if _leads_on(head[::-1], symbol) else first.start
    end = after if _leads_on(foot, symbol) else last.end
    shown = [*gaps, *([head] if start < first.start else []), *([foot] if end > last.end else [])]
    seen = length + PIECE_MM * pixels_per_mm * sum(int(part.sum()) for part in shown)
    too_long = any(_longest_blank(part) > symbol for part in shown)
    if not shown or too_long or length < FOUND_SHARE * (end - start) or seen < SEEN_SHARE * (end - start):
        return None
    at = sum(piece.at * piece.length for piece in chain) / length
    stroke = Ruling(first.axis, at, start, end, max(chain, key=lambda piece: piece.length).thickness)
    return None if _links_symbols(flat, stroke, least, pixels_per_mm) else stroke


def _links_symbols(flat: Image, stroke: Ruling, least: float, pixels_per_mm: float) -> bool:
    """Whether a stroke runs through the middles of all that interrupt it, two at least: connectors in a row do."""
    shown = _depths(flat, stroke, pixels_per_mm) >= least
    runs = [(bool(key), list(places)) for key, places in groupby(range(len(shown)), shown.__getitem__)]
    letter = [len(runs[end][1]) * PIECE_MM < LEAST_LINK_MM for end in (0, -1)] if runs else (False, False)
    runs = runs[2 * letter[0] : len(runs) - 2 * letter[1]]
    hidden = [places for dark, places in runs if not dark and len(places) >= LEAST_SYMBOL_MM / PIECE_MM]
    size = max(1, round(PIECE_MM * pixels_per_mm))
    middles = [round(stroke.start + (places[0] + places[-1] + 1) / 2 * size) for places in hidden]
    return len(middles) > 1 and all(_is_amid(flat, stroke, at, least, pixels_per_mm) for at in middles)


def _is_amid(flat: Image, stroke: Ruling, along: int, least: float, pixels_per_mm: float) -> bool:
    """Whether the outlines of a symbol lie equally far on both sides of a place on a stroke."""
    lying = flat if stroke.axis == "h" else flat.T
    at, near, far = round(stroke.at), max(1, round(PIECE_MM * pixels_per_mm)), round(WIDEST_SYMBOL_MM * pixels_per_mm)
    across = lying[:, max(0, along - near) : along + near].mean(axis=1)
    fill = float(np.median(across[max(0, at - near) : at + near]))
    sides = across[max(0, at - far) : at][::-1], across[at : at + far]
    first = [int((fill - side >= least).argmax()) for side in sides if (fill - side >= least).any()]
    return len(first) == 2 and abs(first[0] - first[1]) <= OFF_MIDDLE * sum(first)


def _next_across(piece: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> tuple[float, float]:
    """Where the next rulings across before and after a piece lie; its own ends where there is none."""
    met = crossings_of(piece, rulings, END_MM * pixels_per_mm)
    before, after = (at for at in met if at < piece.start), (at for at in met if at > piece.end)
    return max(before, default=piece.start), min(after, default=piece.end)


def _leads_on(dark: NDArray[np.bool_], symbol: float) -> bool:
    """Whether a stroke seems to run on over all of a stretch from its end to a ruling: it is seen where they meet.

    ``symbol`` is the length of a symbol, in parts of PIECE_MM.
    """
    return len(dark) > 0 and bool(dark[-2:].all()) and _longest_blank(dark) <= symbol


def _longest_blank(dark: NDArray[np.bool_]) -> int:
    longest = run = 0
    for part in dark:
        run = 0 if part else run + 1
        longest = max(longest, run)
    return longest


def _depths(flat: Image, piece: Ruling, pixels_per_mm: float) -> Floats:
    """By how much each part of a stroke (PIECE_MM long) is darker than the lighter of its sides.

    A connector may run close beside it, on the one side or the other.
    """
    near, far = (max(2, round(mm * pixels_per_mm)) for mm in RIM_MM)
    core, *sides = bands(flat, piece, near, far)
    size = max(1, round(PIECE_MM * pixels_per_mm))
    count = core.shape[1] // size
    if count == 0 or not all(band.size for band in (core, *sides)):
        return np.zeros(0)
    means = [band[:, : count * size].reshape(-1, count, size).mean(axis=2) for band in (core, *sides)]
    paper = np.maximum(means[1].mean(axis=0), means[2].mean(axis=0))
    return np.asarray(paper - means[0].min(axis=0), np.float64)
