"""Points, commas, colons and semicolons by the shape of their ink: engines mistake one for another, drop the last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.order import median, percentile
from table_extract.textlines import InkLine

MARKS = ".,:;"
LOST = "?"
MISTAKEN = frozenset({(".", ","), (",", "."), (",", ";"), (",", ":"), (":", ";"), (";", ":")})
"""What an engine reads for what is printed: never two marks for one, though dirt over a point may look so."""
POINTED = re.compile(r"(?:^\W*\d{1,2}|(?<![A-Za-z\d])(?:[A-Za-z]|[A-Z][a-z]|[A-Z][b-df-hj-np-tv-z]{2}))$")
"""The number of a list, an initial, an abbreviation: a point stands behind it, a comma behind other words. Ink alone
tells the two apart badly where a comma's tail is pale: of 60 commas read that it made points 42 were commas."""
TALL = 0.55
"""Ink this high, as a share of the higher letters of its line, is a letter."""
FEWEST_LETTERS = 3
NEIGHBOURS = 4
"""Letters beside a mark that tell the level of the writing there; one of them may go below it."""
LOWEST_END = -0.25
"""Marks end at the writing level: hyphens and quotes end this much of a letter's height above it, or more."""
TAIL = (0.06, 0.28)
"""A comma goes this far below the level and is this high; on 480 marks of scans and phone scans with known text all
but two commas are beyond both, all points below both."""
POINT = (0.03, 0.27)
STRETCH = (0.02, 1.2)
"""How far a mark may lie from where its letter's place in the text says: share of the line, and letters."""
GLUED_UNIT = re.compile(r"(\d{1,3})(?=[A-Za-z]{3})")
WORD_GAP = 0.22
"""Narrowest gap between a number and its unit, as a share of the height of letters."""
NARROW = frozenset("iljtfr1I|!'.,:;()[]/ -")
WIDE = frozenset("mwMWGOQDNHAUC@%")


@dataclass(frozen=True, slots=True)
class InkMark:
    """A mark seen in a line: its place as a share of the line's width; "" where its shape is not clear."""

    place: float
    sign: str


def line_to_marks(line: InkLine) -> tuple[InkMark, ...]:
    """The marks at the writing level of a line, left to right; dots of i and j are none."""
    pieces = np.array(line.pieces)
    height = pieces[:, 3] - pieces[:, 1]
    tall = height >= TALL * percentile(height, 75)
    letters, small = pieces[tall], pieces[~tall]
    if len(letters) < FEWEST_LETTERS or not len(small):
        return ()
    usual = median(letters[:, 3] - letters[:, 1])
    shared = np.minimum(letters[None, :, 2], small[:, None, 2]) - np.maximum(letters[None, :, 0], small[:, None, 0])
    beside = shared <= 0.5 * (small[:, 2] - small[:, 0])[:, None]
    middle = (letters[:, 1] + letters[:, 3]) / 2
    dots = (~beside & (small[:, 3][:, None] < middle[None, :])).any(axis=1)
    small, beside = small[~dots], beside[~dots].all(axis=1)
    left, width = line.bbox[0], line.bbox[2] - line.bbox[0]
    marks = []
    for stack in _stacks(small):
        low = stack[np.argmax(small[stack, 3])]
        x0, y0, x1, y1 = small[low]
        drop = (y1 - _level(letters, small[low])) / usual
        if drop > LOWEST_END:
            # The upper half of a semicolon may hang on the letter before it.
            sign = _sign(len(stack), drop, (y1 - y0) / usual) if beside[low] else ""
            marks.append(InkMark(float((x0 + x1) / 2 - left) / width, sign))
    return tuple(marks)


def _stacks(small: NDArray[np.float64]) -> list[list[int]]:
    """Numbers of the small pieces that stand over each other, together; from left to right."""
    stacks: list[list[int]] = []
    for index in np.argsort(small[:, 0]).tolist():
        last = small[stacks[-1][-1]] if stacks else None
        if last is not None and small[index, 0] < (last[0] + 2 * last[2]) / 3:
            stacks[-1].append(index)
        else:
            stacks.append([index])
    return stacks


def _level(letters: NDArray[np.float64], mark: NDArray[np.float64]) -> float:
    """Where the letters beside a mark stand."""
    away = np.minimum(abs(letters[:, 2] - mark[0]), abs(letters[:, 0] - mark[2]))
    beside = np.sort(letters[np.argsort(away)[:NEIGHBOURS], 3])
    return median(beside[:-1])


def _sign(pieces: int, drop: float, height: float) -> str:
    tail = drop >= TAIL[0] and height >= TAIL[1]
    point = drop <= POINT[0] and height <= POINT[1]
    if pieces > 2 or not (tail or point):
        return ""
    return (",." if pieces == 1 else ";:")[0 if tail else 1]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its marks as the ink shows them. ``unseen`` are those of its marks that no clear ink vouches for, and
    ``LOST`` where the ink shows more of them than were read."""

    text: str
    unseen: str = ""


def marked_by_ink(text: str, line: InkLine) -> Marked:
    """The text with the marks that the ink shows clearly, where text and ink have as many of them at the same places;
    a last mark that the text lacks is added.

    >>> letter = [(20.0 * i, 0.0, 20.0 * i + 14, 20.0) for i in range(4)]
    >>> comma = (81.0, 16.0, 85.0, 23.0)
    >>> marked_by_ink("abad.", InkLine((0, 0, 85, 23), (*letter, comma)))
    Marked(text='abad,', unseen='')
    """
    seen = line_to_marks(line)
    if not seen:
        return Marked(text, marks_of(text))
    at = [index for index, letter in enumerate(text) if letter in MARKS]
    lost_end = len(seen) == len(at) + 1 and text[-1:].isalnum() and seen[-1].sign and seen[-1].place > 1 - STRETCH[0]
    longer = text + seen[-1].sign if lost_end else text
    at = [*at, len(text)] if lost_end else at
    if len(seen) != len(at) or not _beside(longer, at, seen):
        lost = sum(bool(mark.sign) for mark in seen) > len(at)
        return Marked(text, marks_of(text) + LOST * lost)
    letters = list(longer)
    for index, mark in zip(at, seen, strict=True):
        if (letters[index], mark.sign) in MISTAKEN and _may_follow(mark.sign, text[:index]):
            letters[index] = mark.sign
    unseen = [letters[index] for index, mark in zip(at, seen, strict=True) if letters[index] != mark.sign]
    return Marked("".join(letters), "".join(unseen))


def _may_follow(sign: str, text: str) -> bool:
    """Whether ink that looks like a sign is believed behind a text, where an engine read another one.

    >>> _may_follow(",", "1"), _may_follow(".", "S"), _may_follow(",", "berkas"), _may_follow(".", "Lisan")
    (False, True, True, False)
    """
    return sign not in ".," or (sign == ".") == (POINTED.search(text) is not None)


def marks_of(text: str) -> str:
    """The points, commas, colons and semicolons of a text."""
    return "".join(letter for letter in text if letter in MARKS)


def _beside(text: str, at: Sequence[int], seen: Sequence[InkMark]) -> bool:
    """Whether the marks of the ink lie where those of the text, at the places ``at``, must be."""
    expected, slack = places(text), off_place(text)
    return all(abs(expected[index] - mark.place) <= slack for index, mark in zip(at, seen, strict=True))


def with_ink_space(text: str, line: InkLine) -> str:
    """A number that begins a line, apart from its unit where the ink has a word's gap between them.

    >>> letter = [(12.0 * i + (8 if i else 0), 0.0, 12.0 * i + (8 if i else 0) + 10, 20.0) for i in range(4)]
    >>> with_ink_space("3jam", InkLine((0, 0, 54, 20), tuple(letter)))
    '3 jam'
    >>> with_ink_space("3jam", InkLine((0, 0, 54, 20), (letter[0], (15.0, 0.0, 54.0, 20.0))))
    '3 jam'
    """
    glued = GLUED_UNIT.match(text)
    if glued is None or len(line.pieces) <= glued.end(1):
        return text
    pieces = np.array(line.pieces)
    height = pieces[:, 3] - pieces[:, 1]
    letters = pieces[height >= TALL * percentile(height, 75)]
    digits = glued.end(1)
    if len(letters) <= digits:
        return text
    gaps = letters[1:, 0] - letters[:-1, 2]
    wide = gaps[digits - 1] >= WORD_GAP * median(letters[:, 3] - letters[:, 1])
    wider = len(gaps) == digits or gaps[digits - 1] > 2 * median(gaps[digits:])  # the unit may be one piece of ink
    return f"{glued[1]} {text[digits:]}" if wide and wider else text


def are_marks_unclear(text: str, line: InkLine) -> bool:
    """Whether the ink shows the marks of a text that has commas or colons, but one of them in no clear shape."""
    if not any(letter in ",:;" for letter in text):
        return False
    seen = line_to_marks(line)
    return len(seen) == sum(letter in MARKS for letter in text) and not all(mark.sign for mark in seen)


def off_place(text: str) -> float:
    """How far ink may lie from the place of its letter in the text, as a share of the line's width."""
    return STRETCH[0] + STRETCH[1] / len(text)


def places(text: str) -> list[float]:
    """Middle of each letter as a share of the line's width, by usual widths of letters."""
    widths = np.array([0.55 if letter in NARROW else 1.4 if letter in WIDE else 1.0 for letter in text])
    ends = np.cumsum(widths)
    return [float(place) for place in (ends - widths / 2) / ends[-1]]
