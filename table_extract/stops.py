"""What part of a stroke is a ruling: that between the rulings across on which it stops.

Connectors end on symbols or turn off beside rulings; letters, specks and lines of the paper's other side that lie in
line with a ruling lengthen it, and are cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from ocr.page import Image
from table_extract.line_ends import stands_on, touches, turns
from table_extract.line_tests import LETTER_MM, LONG_MM, MIN_DEPTH, Ruling, evenness
from table_extract.other_side import cross_section, shines_through

END_MM = 1.3
"""How far a ruling's end may lie from the perpendicular ruling that it stops on."""
TURN_MM = 0.68
"""A connector that runs beside a ruling leaves more paper than this between them."""
BESIDE_MM = 0.5
"""A stroke that ends so far short of the ruling across may turn off beside it."""
LETTER_GAP_MM = 1.9
"""Shorter tails of a stroke leave no room for a gap and a letter."""
OVERSHOOT_MM = 14.0
"""How far letters in line with a ruling may lengthen it; they leave gaps, which makes the tail less even."""
WORD_MM, WORD_EVENNESS = 30.0, 0.85
"""A longer tail is a word up to this, where white parts it from the ruling and it is no more even than so."""
TAIL_EVENNESS = 0.75
FAINT_MM, FAINT_SHARE, FAINT_EVENNESS = 4.0, 0.3, 0.95
"""Longest end of a level ruling that shade hides, share of an upright one that each of its ends may have paled, and how
dark these must be all along."""
NEAR_MM = 5.0
"""So much of a stroke next to its last crossing tells whether it goes on."""
BARE = 0.8
"""Share of the paper's brightness beside a stroke that is no shade, in which rulings look pale, too."""


def stop_on(flat: Image, segment: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> Ruling | None:
    """The part of a segment between perpendicular rulings on which it stops; None when it is no ruling.

    Flowchart strokes end on symbols, at neither end on a ruling. Letters in line with a ruling lengthen it: beyond
    its last crossing, or over one more row of the table; they are cut off.
    """
    tolerance = END_MM * pixels_per_mm
    every = crossings_of(segment, rulings, tolerance)
    segment = _seen_further(flat, segment, every, pixels_per_mm)
    crossings = [at for at in every if segment.start - tolerance <= at <= segment.end + tolerance]
    if segment.slack:
        return _broken_between(segment, crossings, tolerance)
    crossings = _reached(flat, segment, crossings, pixels_per_mm)
    if len(crossings) < 2 or crossings[-1] - crossings[0] < tolerance:
        return None
    whole = replace(segment, start=crossings[0], end=crossings[-1])
    if _stops(flat, segment, whole, pixels_per_mm):
        return _without_rows(whole, crossings, lambda row, _: _uneven(flat, row, whole, pixels_per_mm))
    if segment.axis == "h":  # words stand in line with a level one far more often than rulings do
        return None
    apart = _without_rows(whole, crossings, lambda row, end: not touches(flat, row, pixels_per_mm)[end])
    return apart if apart != whole and _stops(flat, segment, apart, pixels_per_mm) else None


def _stops(flat: Image, segment: Ruling, body: Ruling, pixels_per_mm: float) -> bool:
    """Whether a stroke does not turn off at the ends of its body, and what lengthens it there is letters."""
    if any(_turns_off(flat, segment, body, end, pixels_per_mm) for end in (0, 1)):
        return False
    tails = [(end, _tail(segment, body, end)) for end in (0, 1)]
    tails = [(end, tail) for end, tail in tails if tail.length > END_MM * pixels_per_mm]
    long = [tail for end, tail in tails if not _goes_pale(flat, tail, body, end, pixels_per_mm)]
    if not all(_is_letters(flat, tail, body, pixels_per_mm) for tail in long):
        return False
    return len(long) < 2 or (_are_apart(flat, long, body, pixels_per_mm) and all(touches(flat, body, pixels_per_mm)))


def _without_rows(body: Ruling, crossings: Sequence[float], is_letters: Callable[[Ruling, int], bool]) -> Ruling:
    """A stroke less the rows at its start (0) and end (1) over which letters lengthen it; one row is left at least."""
    rows = [replace(body, start=a, end=b) for a, b in pairwise(crossings)]
    while len(rows) > 1 and is_letters(rows[0], 0):
        rows = rows[1:]
    while len(rows) > 1 and is_letters(rows[-1], 1):
        rows = rows[:-1]
    return replace(body, start=rows[0].start, end=rows[-1].end)


def without_overrun(flat: Image, ruling: Ruling, rulings: Sequence[Ruling], pixels_per_mm: float) -> Ruling:
    """A ruling without what lengthens it into one more cell, but not as far as the next ruling across.

    Letters do, and lines of the paper's other side.
    """
    tolerance = END_MM * pixels_per_mm
    every = crossings_of(ruling, rulings, tolerance)
    met = [at for at in every if ruling.start - tolerance <= at <= ruling.end + tolerance]
    if ruling.slack or len(met) < 2:
        return ruling
    body = replace(ruling, start=met[0], end=met[-1])
    for end, short in ((0, every[0] < met[0]), (1, every[-1] > met[-1])):
        tail = _tail(ruling, body, end)
        if not short or tail.length <= tolerance:
            continue
        near = tail.length < OVERSHOOT_MM * pixels_per_mm
        loose = near and not touches(flat, tail, pixels_per_mm)[1 - end]
        if loose or _goes_pale(flat, tail, body, end, pixels_per_mm):
            ruling = replace(ruling, end=body.end) if end else replace(ruling, start=body.start)
    return ruling


def _tail(segment: Ruling, body: Ruling, end: int) -> Ruling:
    """The part of a stroke before the start (0) or after the end (1) of its body."""
    return replace(segment, start=body.end) if end else replace(segment, end=body.start)


def crossings_of(segment: Ruling, rulings: Sequence[Ruling], tolerance: float) -> list[float]:
    """Where perpendicular rulings meet or cross a segment, or would if it were longer."""
    return sorted(
        r.at for r in rulings if r.axis != segment.axis and r.start - tolerance <= segment.at <= r.end + tolerance
    )


def _broken_between(segment: Ruling, crossings: Sequence[float], tolerance: float) -> Ruling | None:
    """A broken ruling between the outer ones of its crossings; a ruling across may be lost, but only at one end."""
    if len(crossings) < 2:
        return None
    tails = sorted((crossings[0] - segment.start, segment.end - crossings[-1]))
    if tails[0] > tolerance or tails[1] > tolerance + segment.slack:
        return None
    return replace(segment, start=crossings[0], end=crossings[-1])


def _seen_further(flat: Image, segment: Ruling, every: Sequence[float], pixels_per_mm: float) -> Ruling:
    """A stroke with the ends on which it is dark all the way to rulings across: shade hid them, or they are pale.

    Of a level one, which letters go on from, a short end at one side only: a heading's shade lies at one side.
    """
    level, tolerance = segment.axis == "h", END_MM * pixels_per_mm
    reach = FAINT_MM * pixels_per_mm if level else segment.length * FAINT_SHARE
    before = [at for at in reversed(every) if segment.start - reach <= at < segment.start - tolerance]
    after = [at for at in every if segment.end + tolerance < at <= segment.end + reach]
    for end, crossings in ((0, before), (1, after)):
        for at in crossings:
            whole = replace(segment, end=at) if end else replace(segment, start=at)
            rest = _tail(whole, segment, end)
            dark = evenness(flat, rest, pixels_per_mm) >= FAINT_EVENNESS
            if not dark or (not level and _goes_pale(flat, rest, segment, end, pixels_per_mm)):
                break
            segment = whole
            if level:
                return segment
    return segment


def _reached(flat: Image, segment: Ruling, crossings: list[float], pixels_per_mm: float) -> list[float]:
    """The crossings without those at either end that the stroke stops short of: connectors turn off beside rulings."""
    if segment.length > LONG_MM[segment.axis] * pixels_per_mm or len(crossings) < 2:
        return crossings
    body = replace(segment, start=crossings[0], end=crossings[-1])
    slack = TURN_MM * pixels_per_mm
    at_start, at_end = touches(flat, body, pixels_per_mm)
    if not at_end and body.end - segment.end > slack and stands_on(flat, segment, 1, body.end, pixels_per_mm):
        crossings = crossings[:-1]
    if not at_start and segment.start - body.start > slack and stands_on(flat, segment, 0, body.start, pixels_per_mm):
        crossings = crossings[1:]
    return crossings


def _turns_off(flat: Image, segment: Ruling, body: Ruling, end: int, pixels_per_mm: float) -> bool:
    """Whether a stroke turns off as connectors do: short of its last crossing, or past it without a gap."""
    tail = _tail(segment, body, end)
    long = LONG_MM[segment.axis] * pixels_per_mm
    if segment.length > long:
        return False
    if -tail.length > BESIDE_MM * pixels_per_mm:
        return turns(flat, segment, end, pixels_per_mm)
    if not TURN_MM * pixels_per_mm < tail.length < long:
        return False
    unbroken = tail.length <= LETTER_GAP_MM * pixels_per_mm or touches(flat, tail, pixels_per_mm)[1 - end]
    return unbroken and turns(flat, segment, end, pixels_per_mm)


def _goes_pale(flat: Image, tail: Ruling, body: Ruling, end: int, pixels_per_mm: float) -> bool:
    """Whether a stroke goes on beyond the end of its body, if at all, as a line of the paper's other side."""
    near = min(tail.length, NEAR_MM * pixels_per_mm)
    part = replace(tail, end=tail.start + near) if end else replace(tail, start=tail.end - near)
    section, usual = (cross_section(flat, stroke, pixels_per_mm) for stroke in (part, body))
    return section.depth >= MIN_DEPTH and section.paper >= BARE * usual.paper and shines_through(section, usual)


def _is_letters(flat: Image, tail: Ruling, body: Ruling, pixels_per_mm: float) -> bool:
    """Whether the part of a stroke beyond its last crossing is letters in line with it."""
    if body.length <= 2 * tail.length or tail.length > WORD_MM * pixels_per_mm:
        return False
    apart = _are_apart(flat, [tail], body, pixels_per_mm)
    if tail.length > OVERSHOOT_MM * pixels_per_mm:
        return apart and _uneven(flat, tail, body, pixels_per_mm, WORD_EVENNESS)
    return apart or tail.length <= LETTER_MM * pixels_per_mm or _uneven(flat, tail, body, pixels_per_mm)


def _are_apart(flat: Image, tails: Sequence[Ruling], body: Ruling, pixels_per_mm: float) -> bool:
    """Whether white parts the tails of a stroke from its body: letters or specks in line with it, no connector."""
    return not any(touches(flat, tail, pixels_per_mm)[0 if tail.start == body.end else 1] for tail in tails)


def _uneven(flat: Image, part: Ruling, body: Ruling, pixels_per_mm: float, share: float = TAIL_EVENNESS) -> bool:
    return evenness(flat, part, pixels_per_mm) < share * evenness(flat, body, pixels_per_mm)
