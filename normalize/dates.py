"""Dates as printed on Indonesian documents: day first, month by name or number, parts may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from normalize.wordings import fold, load_vocab

EARLIEST, LATEST = 1945, 2099
"""Years outside cannot stand on an SOP or in its legal base."""
LONGEST = 200
"""Letters; a date field is shorter, and the rest of a longer text is not looked at."""
DIGITS = str.maketrans("OoQDlIi|!SsBZz", "00001111155822")
TOKEN = re.compile(r"[^\s,./\-:;()]+")
GLUED = re.compile(r"(?<=\d)(?=[A-Za-z]{3})|(?<=[A-Za-z]{3})(?=\d)")
NUMERIC = re.compile(r"(?<![\w/.-])(\w{1,2}) ?[-/.] ?(\w{1,2}) ?[-/.] ?(\w{4}|\w{2})(?![\w/-]|\.\w)")
ISO = re.compile(r"(?<!\w)(\w{4})-(\w{2})-(\w{2})(?!\w)")
CENTURIES = frozenset({"19", "20"})
"""Behind a month in full letters they are the first half of a year whose end a stamp or the margin took."""
SHORT_MONTH = 3
"""Letters of a month beside a year of two digits."""
YEAR_ONLY = re.compile(r"\W*(?:(?:tahun|thn|th)\.?\s*)?(\w{4})\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateValue:
    """``iso`` is 2021-02-03, 2021-02 or 2021 as ``precision`` says; ``changes`` lists letters read as digits."""

    iso: str
    precision: Literal["day", "month", "year"]
    changes: tuple[str, ...] = ()


@cache
def _months() -> tuple[tuple[str, int], ...]:
    months = load_vocab("months")["months"]
    return tuple((fold(form), int(number)) for number, forms in months.items() for form in forms)


def parse_date(text: str) -> DateValue | None:
    """The first date in a text; None for "-", "/", "00", an impossible date, or no date at all.

    >>> parse_date("l2 Maret 2O20")
    DateValue(iso='2020-03-12', precision='day', changes=('l2 -> 12: day', '2O20 -> 2020: year'))
    """
    short = text[:LONGEST]
    for number in ISO.finditer(short):
        return _numeric(number.group(3), number.group(2), number.group(1))
    spelled = _spelled(TOKEN.findall(short)) or _spelled(TOKEN.findall(GLUED.sub(" ", short)))
    if spelled is not None:
        return None if spelled == INVALID else spelled
    for number in NUMERIC.finditer(short):
        return _numeric(number.group(1), number.group(2), number.group(3))
    only = YEAR_ONLY.fullmatch(short)
    year, changes = read_year(only.group(1)) if only else (None, ())
    return DateValue(str(year), "year", changes) if year else None


INVALID = DateValue("", "year")
"""Stands for a date that is complete but not in the calendar, such as 31 February."""


def _spelled(tokens: Sequence[str]) -> DateValue | None:
    for index, month in _month_tokens(tokens):
        if index + 1 >= len(tokens) or (tokens[index + 1] in CENTURIES and len(tokens[index]) > SHORT_MONTH):
            continue
        year, changes = read_year(tokens[index + 1])
        if year is None:
            continue
        day, day_changes = read_number(tokens[index - 1], "day") if index else (None, ())
        if day is None:
            if len(tokens[index + 1]) < 4:
                continue
            return DateValue(f"{year}-{month:02}", "month", changes)
        return _checked(year, month, day, day_changes + changes)
    return None


def _month_tokens(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    for index, token in enumerate(tokens):
        month = month_number(token)
        if month is not None:
            yield index, month


def month_number(word: str) -> int | None:
    """1 to 12 for a month's name, its abbreviation or a misreading of it.

    >>> month_number("Pebruari"), month_number("Aqustns"), month_number("Kepala")
    (2, 8, None)
    """
    folded = fold(word)
    if not 3 <= len(folded) <= 12 or word[0].isdigit():
        return None
    for form, number in _months():
        if form == folded:
            return number
    if len(folded) < 5:
        return None
    allowed = 1 if len(folded) < 8 else 2
    near = ((Levenshtein.distance(folded, form, score_cutoff=allowed), number) for form, number in _months())
    distance, number = min(near)
    return number if distance <= allowed else None


def _numeric(day: str, month: str, year: str) -> DateValue | None:
    the_year, year_changes = read_year(year)
    the_month, month_changes = read_number(month, "month")
    the_day, day_changes = read_number(day, "day")
    if the_year is None or the_month is None or the_day is None:
        return None
    value = _checked(the_year, the_month, the_day, day_changes + month_changes + year_changes)
    return None if value == INVALID else value


def _checked(year: int, month: int, day: int, changes: tuple[str, ...]) -> DateValue:
    try:
        return DateValue(date(year, month, day).isoformat(), "day", changes)
    except ValueError:
        return INVALID


def read_number(token: str, name: str) -> tuple[int | None, tuple[str, ...]]:
    """One or two digits, with letters read as digits where a digit stands beside them (or l, I alone)."""
    digits = token.translate(DIGITS)
    if not re.fullmatch(r"[0-9]{1,2}", digits):
        return None, ()
    if digits == token:
        return int(digits), ()
    if re.search(r"[0-9]", token) or token in {"l", "I", "|"}:
        return int(digits), (f"{token} -> {digits}: {name}",)
    return None, ()


def read_year(token: str) -> tuple[int | None, tuple[str, ...]]:
    """Four digits, of which two may be letters that look like digits; or two digits of this century."""
    bare = token.strip("'’`")
    digits = bare.translate(DIGITS)
    if re.fullmatch(r"[0-9]{2}", bare):
        return 2000 + int(bare), (f"{token} -> {2000 + int(bare)}: year",)
    if not re.fullmatch(r"[0-9]{4}", digits) or len(re.findall(r"[0-9]", bare)) < 2:
        return None, ()
    year = int(digits)
    if not EARLIEST <= year <= LATEST:
        return None, ()
    return year, () if digits == bare else (f"{token} -> {digits}: year",)
