"""Dashes to rulings: faxes and strong copies break thin rulings into dashes, as long as the gaps between them.

Flowcharts have strokes in line, too: what pieces these together to ends on no ruling, which tells them later on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from ocr.strokes import ink_to_bars
from table_extract.line_tests import LETTER_MM, Ruling, flank_ink

WORD_MM, WORD_INK, CROSSED = (0.4, 2.5), 0.1, 0.85
"""How far on both sides of a letter's stroke the rest of its word is sought, the least share of ink there, and that
of a ruling across."""
DASH_MM = 2.5
"""Shortest dash: letters have shorter strokes."""
THICKEST_MM = 0.75
"""Only thin rulings break."""
IN_LINE_MM = 0.3
"""How far a dash may lie off the line of those before it."""
GAP_MM, PRINTED_GAP_MM = 14.0, 5.0
"""Longest gap between two dashes, on scans and where nothing can wear away: there a ruling is dashed on purpose, or
parted by a word or a symbol."""
LONG_DASH_MM, LONG_GAP_MM = 15.0, 60.0
"""Dashes from this length on go on beyond a longer gap: worn rulings are lost over whole cells."""
MAX_FLANK = {"h": 0.12, "v": 0.16}
"""Most ink that may stand beside a broken ruling (above or below, and left and right): lines of text have more."""
CLEAR_MM = 0.6
"""Ink within this of a ruling's dot is a letter or a stroke across."""
CROSSING_MM = 0.8
"""What crosses a ruling is no broader than this."""
MOST_BESIDE, MOST_AROUND = 0.25, 0.05
"""Most of a broken ruling that has ink close to it on either side, and on both."""
LEAST_MM = {"h": 40.0, "v": 24.0}
LEAST_DASHES = 3
SYMBOL_MM, LEAST_SYMBOLS = 3.0, 2
"""A symbol leaves a longer gap than this in a line of connectors; so many of them tell that it is one."""
CORNER_MM, SIDES_APART_MM, MOSTLY_SIDES = 0.6, (2.5, 15.0), 0.5
"""How far the ends of a symbol's two sides are off each other, and the sides apart; share of a chain that is sides."""
EDGE_MM, ARM_MM = 2.0, (0.6, 2.5)
"""How close to a gap's end the edge of a symbol lies, and the part of it on either side that is looked at."""
LEAST_COVER = 0.3
"""Share of a broken ruling that its dashes cover, at least."""
MEET_MM = 1.3


def find_dashes(lines: Image, axis: Literal["h", "v"], pixels_per_mm: float) -> list[Ruling]:
    """Short thin strokes. ``lines`` is ink without solids."""
    bars = ink_to_bars(lines, axis, DASH_MM * pixels_per_mm, THICKEST_MM * pixels_per_mm)
    return [Ruling(axis, bar.at, bar.start, bar.end, bar.thickness) for bar in bars]


def broken_rulings(
    dashes: Sequence[Ruling], lines: Image, ink: Image, pixels_per_mm: float, *, worn: bool, printed: bool = False
) -> list[Ruling]:
    """Rulings of which only dashes, of one axis, are left; ``slack`` is their longest gap.

    Only on a ``worn`` page two long dashes are one ruling: elsewhere a merged cell lies between two rulings. A page
    that came as a file is ``printed``: what has long gaps there are connectors in line.
    """
    gaps = (PRINTED_GAP_MM, PRINTED_GAP_MM) if printed else (GAP_MM, LONG_GAP_MM if worn else GAP_MM)
    chains = [_without_letters(chain, ink, pixels_per_mm) for chain in _chains(dashes, pixels_per_mm, gaps)]
    chains = [chain for chain in chains if not _leads_through_symbols(chain, lines, pixels_per_mm)]
    chains = [chain for chain in chains if not _runs_along_symbols(chain, dashes, lines, pixels_per_mm)]
    rulings = [_joined(chain, ink) for chain in chains if _is_ruling(chain, pixels_per_mm, worn)]
    free = [ruling for ruling in rulings if flank_ink(ink, ruling, pixels_per_mm) <= MAX_FLANK[ruling.axis]]
    bare = [ruling for ruling in free if _is_bare(ink, ruling, pixels_per_mm)]
    return [_with_dots(lines, ruling, pixels_per_mm) for ruling in bare]


def _chains(dashes: Sequence[Ruling], pixels_per_mm: float, gaps: tuple[float, float]) -> list[list[Ruling]]:
    """Dashes in line with each other, each but a gap from the one before; ``gaps`` are the longest ones in mm, between
    any dashes and between two long ones."""
    chains: list[list[Ruling]] = []
    for dash in sorted(dashes, key=lambda d: d.start):
        near = [
            (abs(dash.at - _place(chain)), index)
            for index, chain in enumerate(chains)
            if dash.start - chain[-1].end <= _longest_gap(chain[-1], dash, pixels_per_mm, gaps)
        ]
        off, index = min(near, default=(np.inf, -1))
        if off <= IN_LINE_MM * pixels_per_mm:
            chains[index].append(dash)
        else:
            chains.append([dash])
    return chains


def _without_letters(chain: list[Ruling], ink: Image, pixels_per_mm: float) -> list[Ruling]:
    """A chain without strokes of letters at its ends: they are short, and the rest of their letter is beside them."""
    kept = list(chain)
    while kept and _is_letter(kept[0], ink, pixels_per_mm):
        del kept[0]
    while kept and _is_letter(kept[-1], ink, pixels_per_mm):
        del kept[-1]
    return kept


def _is_letter(dash: Ruling, ink: Image, pixels_per_mm: float) -> bool:
    if dash.length > LETTER_MM * pixels_per_mm:
        return False
    lying = ink if dash.axis == "h" else ink.T
    at, start, end = round(dash.at), int(dash.start), int(dash.end) + 1
    near, far = (max(1, round(mm * pixels_per_mm)) for mm in WORD_MM)
    sides = lying[max(0, at - far) : max(0, at - near), start:end], lying[at + near : at + far, start:end]
    return all(_print_share(side) > WORD_INK for side in sides)


def _print_share(side: Image) -> float:
    """Share of ink beside a dash, where no ruling across covers all of it."""
    share = (side > 0).mean(axis=0) if side.size else np.zeros(1)
    return float(np.where(share < CROSSED, share, 0.0).mean())


def _longest_gap(before: Ruling, after: Ruling, pixels_per_mm: float, gaps: tuple[float, float]) -> float:
    return gaps[min(before.length, after.length) >= LONG_DASH_MM * pixels_per_mm] * pixels_per_mm


def _place(chain: Sequence[Ruling]) -> float:
    """Where the end of a chain runs: the mean of its last dashes."""
    last = chain[-4:]
    return sum(dash.at * dash.length for dash in last) / sum(dash.length for dash in last)


def _is_ruling(chain: Sequence[Ruling], pixels_per_mm: float, worn: bool) -> bool:
    if not chain:
        return False
    length = chain[-1].end - chain[0].start
    long = worn and min(dash.length for dash in chain) >= LONG_DASH_MM * pixels_per_mm
    if len(chain) < (2 if long else LEAST_DASHES) or length < LEAST_MM[chain[0].axis] * pixels_per_mm:
        return False
    return sum(dash.length for dash in chain) >= LEAST_COVER * length


def _leads_through_symbols(chain: Sequence[Ruling], lines: Image, pixels_per_mm: float) -> bool:
    """Whether every long gap of a chain is a symbol: these are connectors from symbol to symbol below each other."""
    symbol = SYMBOL_MM * pixels_per_mm
    gaps = [(before, after) for before, after in pairwise(chain) if after.start - before.end > symbol]
    return len(gaps) >= LEAST_SYMBOLS and all(
        _is_crossed(lines, before, before.end, pixels_per_mm) and _is_crossed(lines, after, after.start, pixels_per_mm)
        for before, after in gaps
    )


def _runs_along_symbols(chain: Sequence[Ruling], dashes: Sequence[Ruling], lines: Image, pixels_per_mm: float) -> bool:
    """Whether a chain is mostly sides of symbols that stand in one row: each has its other side opposite."""
    sides = [dash for dash in chain if any(_is_opposite(dash, other, lines, pixels_per_mm) for other in dashes)]
    length = sum(dash.length for dash in chain)
    return len(sides) >= LEAST_SYMBOLS and sum(dash.length for dash in sides) >= MOSTLY_SIDES * length


def _is_opposite(dash: Ruling, other: Ruling, lines: Image, pixels_per_mm: float) -> bool:
    """Whether two dashes are the sides of a box: strokes across join their ends, and none goes on past the first."""
    near = CORNER_MM * pixels_per_mm
    low, high = (size * pixels_per_mm for size in SIDES_APART_MM)
    level = abs(dash.start - other.start) <= near and abs(dash.end - other.end) <= near
    if not level or not low <= abs(dash.at - other.at) <= high:
        return False
    arms = [_arms(lines, dash, at, pixels_per_mm) for at in (dash.start, dash.end)]
    inside = int(other.at > dash.at)
    return all(sides[inside] >= CROSSED and sides[1 - inside] < CROSSED for sides in arms)


def _is_crossed(lines: Image, dash: Ruling, at: float, pixels_per_mm: float) -> bool:
    """Whether a stroke across, as long on both sides as a symbol is broad, stands where a dash ends."""
    return min(_arms(lines, dash, at, pixels_per_mm)) >= CROSSED


def _arms(lines: Image, dash: Ruling, at: float, pixels_per_mm: float) -> tuple[float, float]:
    """How much of a stroke across stands where a dash ends, before it and behind it; shares of ``ARM_MM``."""
    lying, row = lines if dash.axis == "h" else lines.T, round(dash.at)
    rim, (near, far) = round(EDGE_MM * pixels_per_mm), (round(mm * pixels_per_mm) for mm in ARM_MM)
    columns = slice(max(0, int(at) - rim), int(at) + rim + 1)
    sides = lying[max(0, row - far) : max(0, row - near), columns], lying[row + near : row + far, columns]
    before, behind = (float((side > 0).mean(axis=0).max()) if side.size else 0.0 for side in sides)
    return before, behind


def _joined(chain: Sequence[Ruling], ink: Image) -> Ruling:
    """One ruling out of dashes; shade between two of them is no gap, as the ruling may run on in it."""
    at = sum(dash.at * dash.length for dash in chain) / sum(dash.length for dash in chain)
    lying, row = ink if chain[0].axis == "h" else ink.T, round(at)
    gaps = [(before.end, after.start) for before, after in pairwise(chain)]
    unseen = [end - start for start, end in gaps if not _is_shaded(lying[row, int(start) : int(end) + 1])]
    slack = max(unseen, default=0.0)
    thickness = float(np.median([dash.thickness for dash in chain]))
    return Ruling(chain[0].axis, at, chain[0].start, max(dash.end for dash in chain), thickness, max(0.0, slack))


def _is_shaded(gap: Image) -> bool:
    return bool(np.count_nonzero(gap) > gap.size / 2)


def _is_bare(ink: Image, ruling: Ruling, pixels_per_mm: float) -> bool:
    """Whether paper lies along a broken ruling: letters stand on one side of their line, arrowheads on both."""
    lying = (ink if ruling.axis == "h" else ink.T)[:, int(ruling.start) : int(ruling.end) + 1] > 0
    at, half, clear = round(ruling.at), 1 + int(ruling.thickness / 2), max(2, round(CLEAR_MM * pixels_per_mm))
    above = np.asarray(lying[max(0, at - half - clear) : at - half].any(axis=0), np.bool_)
    below = np.asarray(lying[at + half + 1 : at + half + clear + 1].any(axis=0), np.bool_)
    dashes = np.asarray(lying[max(0, at - 1) : at + 2].any(axis=0), np.bool_)
    if np.count_nonzero((above | below) & dashes) > MOST_BESIDE * np.count_nonzero(dashes):
        return False
    size = max(2, round(CROSSING_MM * pixels_per_mm))
    runs = cv2.morphologyEx(np.asarray((above & below)[None], np.uint8), cv2.MORPH_OPEN, np.ones((1, size), np.uint8))
    return float(runs.mean()) <= MOST_AROUND


def _with_dots(lines: Image, ruling: Ruling, pixels_per_mm: float) -> Ruling:
    """A broken ruling as far as dots, too short for dashes, go on in its line, none further than a gap apart."""
    lying = lines if ruling.axis == "h" else lines.T
    at, clear = round(ruling.at), max(3, round(CLEAR_MM * pixels_per_mm))
    band = lying[max(0, at - clear) : at + clear + 1] > 0
    core = lying[max(0, at - 1) : at + 2] > 0
    thin = np.asarray(core.any(axis=0) & (band.sum(axis=0) <= core.shape[0]))
    dots: list[int] = np.flatnonzero(thin).tolist()
    start, end = ruling.start, ruling.end
    for dot in reversed([dot for dot in dots if dot < start]):
        if start - dot > ruling.slack:
            break
        start = float(dot)
    for dot in [dot for dot in dots if dot > end]:
        if dot - end > ruling.slack:
            break
        end = float(dot)
    return replace(ruling, start=start, end=end)


def reach_out(segments: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Broken rulings drawn out to those across that they would meet within one more gap; ends that meet one stay."""
    slack = MEET_MM * pixels_per_mm
    out = []
    for segment in segments:
        if segment.slack:
            across = [s for s in segments if s.axis != segment.axis]
            met = np.array([s.at for s in across if _covers(s, segment.at, s.slack + slack)])
            segment = _drawn_out(segment, met, slack)
        out.append(segment)
    return out


def _covers(segment: Ruling, at: float, slack: float) -> bool:
    return segment.start - slack <= at <= segment.end + slack


def _drawn_out(segment: Ruling, met: NDArray[np.float64], near: float) -> Ruling:
    before = met[(met < segment.start + near) & (met >= segment.start - segment.slack)]
    after = met[(met > segment.end - near) & (met <= segment.end + segment.slack)]
    return replace(
        segment,
        start=min(segment.start, float(before.max())) if len(before) else segment.start,
        end=max(segment.end, float(after.min())) if len(after) else segment.end,
    )
