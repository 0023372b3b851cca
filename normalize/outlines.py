"""Steps counted otherwise than 1, 2, 3: in decimals (1.1, 1.2), Roman numerals or letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

DECIMAL = re.compile(r"\W*([0-9]{1,2})\.([0-9]{1,2})((?:\.[0-9]{1,2})*)\W*", re.ASCII)
ROMAN = re.compile(r"\W*(X{0,3}(?:IX|IV|V?I{0,3}))\W*")
LETTER = re.compile(r"\W*([A-Za-z])\W*", re.ASCII)
ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
LONGEST = 12
"""Letters of a number, with its marks."""
FEWEST, FEWEST_LETTERS = 2, 3
"""Numbers of a kind from which they are no misreadings of figures."""
IN_PLACE = 0.7
"""Share of them that follow the one before."""
DECIMAL_SHARE = 0.4
"""Least share of decimals among the printed numbers; whole numbers may stand above each of their groups."""

Named = Mapping[int, tuple[int, str]]
"""By row: the number that counts, and the name under which it is printed."""


def named_otherwise(printed: Sequence[str]) -> Named:
    """The rows that are counted otherwise than in whole numbers.

    >>> named_otherwise(["1", "1.1", "1.2.", "2", "2.1"])
    {1: (1, '1.1'), 2: (1, '1.2'), 4: (2, '2.1')}
    >>> named_otherwise(["I", "II.", "III"]), named_otherwise(["I", "2", "3"])
    ({0: (1, 'I'), 1: (2, 'II'), 2: (3, 'III')}, {})
    """
    short = [text if len(text) <= LONGEST else "?" * LONGEST for text in printed]
    return _decimals(short) or _romans(short) or _letters(short)


def _decimals(printed: Sequence[str]) -> Named:
    found = {at: match for at, text in enumerate(printed) if (match := DECIMAL.fullmatch(text))}
    filled = sum(bool(text.strip()) for text in printed)
    if len(found) < FEWEST or len(found) < DECIMAL_SHARE * filled:
        return {}
    parts = {at: (int(match[1]), int(match[2])) for at, match in found.items()}
    follows = sum(
        one[0] == two[0] and two[1] - one[1] in (0, 1) or (two[0] == one[0] + 1 and two[1] == 1)
        for one, two in pairwise(parts.values())
    )
    if follows < IN_PLACE * (len(parts) - 1):
        return {}
    return {at: (parts[at][0], f"{match[1]}.{match[2]}{match[3]}") for at, match in found.items()}


def _romans(printed: Sequence[str]) -> Named:
    """Roman numerals from I on; figures between them count their own steps, from 1 below each of them."""
    values = {_roman(number): number for number in range(1, 40)}
    found = {at: match[1] for at, text in enumerate(printed) if (match := ROMAN.fullmatch(text)) and match[1]}
    counted = [values[name] for name in found.values()]
    if len(found) < FEWEST or counted != list(range(1, len(counted) + 1)):
        return {}
    others = [(at, text.strip(" .()")) for at, text in enumerate(printed) if text.strip() and at not in found]
    first = [next((text for at, text in others if at > row), "1") for row in found]
    return {at: (values[name], name) for at, name in found.items()} if set(first) <= {"1", "a", "A"} else {}


def _roman(number: int) -> str:
    return "X" * (number // 10) + ONES[number % 10]


def _letters(printed: Sequence[str]) -> Named:
    """Letters from a on, where nothing but letters is printed."""
    filled = {at: LETTER.fullmatch(text) for at, text in enumerate(printed) if text.strip()}
    names = {at: match[1] for at, match in filled.items() if match}
    values = [ord(name.lower()) - ord("a") + 1 for name in names.values()]
    steps = [two - one for one, two in pairwise(values)]
    if len(names) < max(FEWEST_LETTERS, len(filled)) or values[0] != 1 or min(steps) < 1:
        return {}
    if steps.count(1) < IN_PLACE * len(steps):
        return {}
    return {at: (value, name) for (at, name), value in zip(names.items(), values, strict=True)}
