"""Roman numbers of upright strokes: one engine reads I, another | or l, and what matters is how many there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

STROKES = re.compile(r"(?<![\w/.'|-])[Il|](?: ?[Il|]){0,2}(?![\w/'|-])")
"""I, II or III, whatever engines take the strokes for, and with a gap between them."""
BETWEEN = re.compile(r"\s*(?:[,;]|,?\s*(?:dan|atau|serta)\b)\s*(?P<again>[A-Za-z]+ )?", re.IGNORECASE)
"""What parts the numbers of one enumeration; the word before them may be said again."""
WORD = re.compile(r"[^\W\d_]{2}")


def alike_strokes(first: str, second: str) -> tuple[str, str]:
    """Two readings of one line with the Roman numbers alike in which both see strokes.

    Where one reading counts on from number to number and the other does not, the other takes its numbers.

    >>> alike_strokes("Asisten | dan Staf Ahli Il", "Asisten I dan Staf Ahli II")
    ('Asisten I dan Staf Ahli II', 'Asisten I dan Staf Ahli II')
    >>> alike_strokes("tahap |, II dan III", "tahap I, I I dan Il")[1]
    'tahap I, II dan III'
    >>> alike_strokes("Triwulan I dan Triwulan II", "Triwulan I dan Triwulan l")[1]
    'Triwulan I dan Triwulan II'
    >>> alike_strokes("5 l air", "5 l air")
    ('5 l air', '5 l air')
    """
    ours, theirs = ([found.group() for found in STROKES.finditer(text)] for text in (first, second))
    if len(ours) != len(theirs) or not WORD.search(STROKES.sub("", first)):
        return first, second
    counting = [text for text in (first, second) if _counts_on(text)]
    meant = _counts(counting[0]) if len(counting) == 1 else None
    same = [a == b and meant is None for a, b in zip(ours, theirs, strict=True)]
    return _written(first, meant or _counts(first), same), _written(second, meant or _counts(second), same)


def _counts(text: str) -> list[int]:
    """How many strokes each number has."""
    return [len(found.group().replace(" ", "")) for found in STROKES.finditer(text)]


def _counts_on(text: str) -> bool:
    """Whether the numbers of a text are one enumeration, each one more than the last."""
    numbers = list(STROKES.finditer(text))
    counts = _counts(text)
    return len(counts) > 1 and all(
        (found := BETWEEN.fullmatch(text, a.end(), b.start()))
        and text.endswith(found["again"] or "", 0, a.start())
        and counts[at + 1] == counts[at] + 1
        for at, (a, b) in enumerate(pairwise(numbers))
    )


def _written(text: str, counts: Sequence[int], same: Sequence[bool]) -> str:
    """The text with so many strokes in each number, save in those that are read the ``same``."""
    numbers = iter(zip(counts, same, strict=True))

    def number(found: re.Match[str]) -> str:
        count, kept = next(numbers)
        return found.group() if kept else "I" * count

    return STROKES.sub(number, text)
