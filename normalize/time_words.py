"""The words of a printed time as tokens: numbers, units and the small words that bind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from normalize.wordings import fold, load_vocab, lowered

LONGEST = 300
"""Letters; what stands behind them in a Waktu cell is not looked at."""
Kind = Literal["N", "U", "R", "X", "B", "M", "A", "W"]
"""Number, unit, range mark, times, at most (bound), at least (minimum), about, other word."""
MARKS: dict[str, Kind] = {"-": "R", "~": "A", "±": "A", "+": "A", "#": "A", "<": "B", ">": "M", "×": "X"}
PHRASE_MARKS = {"max": " < ", "min": " > ", "approx": " ± ", "range": " - "}
SIGNS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "≤": "<", "≥": ">", "’": "'", "′": "'", "⁄": "/"})
DASHES = str.maketrans("‐‑‒–—―−", "-------")
DIGITS = str.maketrans("ooliszb|!", "001152811")
PARTED_ZERO = re.compile(r"(?<=(?<![\d.,/:-])\d) (?=0 ?[a-z])")
"""A blank before a nought: no number of units begins with one."""
REPEATED = re.compile(r"(?<=\d) ?\( ?\d+(?: ?/ ?\d+)? ?\)")
TOKEN = re.compile(r"(?:\d{1,6} )?\d{1,3} ?/ ?[1-9]\d{0,2}(?![\w])|\d{1,6}[.,]\d{1,3}(?![\w])|[a-z0-9|!]+|[-~±+#<>×']")
GLUED = re.compile(r"\d+|[a-z|!]+")
WORKING = "kerja"
"""The word that makes a working day of a day."""
MISREAD_SIGN = {"t", "f"}
"""Letters that engines read for ± at the beginning of a cell."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``value`` of a number, ``unit`` of a unit; ``meant`` is what was printed where it was misread."""

    kind: Kind
    printed: str
    value: float = 0.0
    unit: str = ""
    meant: str = ""


@cache
def vocabulary() -> dict[str, Any]:
    """The time words."""
    return load_vocab("durations")


@cache
def _units() -> tuple[dict[str, str], dict[str, str]]:
    entries = vocabulary()["units"].items()
    words = {word: unit for unit, entry in entries for word in entry["words"]}
    return words, {word: unit for unit, entry in entries for word in entry["misread"]}


def is_unit(word: str) -> bool:
    """Whether a word is a unit of time, in letters of any case.

    >>> is_unit("Hari"), is_unit("Harian")
    (True, False)
    """
    return word.lower() in _units()[0]


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    """Number words, "sehari" and bound phrases with what stands for them, as one pattern (longest first)."""
    words = vocabulary()
    ones: dict[str, int] = words["numbers"]
    table = {word: str(number) for word, number in ones.items()}
    table |= {f"{word} belas": str(number + 10) for word, number in ones.items() if 2 <= number <= 9}
    tens = {f"{word} puluh": number * 10 for word, number in ones.items() if 2 <= number <= 9}
    table |= {word: str(number) for word, number in tens.items()}
    table |= {f"{ten} {one}": str(tens[ten] + ones[one]) for ten in tens for one in ones if ones[one] <= 9}
    table |= words["fractions"] | {word: f"1 {unit}" for word, unit in words["one_unit"].items()}
    table |= {phrase: PHRASE_MARKS[name] for name, group in words["phrases"].items() for phrase in group}
    longest_first = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![a-z])({longest_first})\.?(?![a-z])"), table


def simplify(text: str) -> str:
    """Lower case, digits for number words, signs for bound and range phrases, bracketed repetitions dropped.

    >>> simplify("Paling lama 14 (empat belas) Hari"), simplify("1 0 Hari")
    (' <  14 hari', '10 hari')
    """
    pattern, table = _spellings()
    short = PARTED_ZERO.sub("", lowered(text[:LONGEST].translate(SIGNS)).translate(DASHES))
    spelled = pattern.sub(lambda found: table[found.group(1)], short)
    return REPEATED.sub("", re.sub(r"[+±] ?/? ?-", "±", spelled))


def time_tokens(text: str) -> list[Token]:
    """The tokens of a printed time."""
    raw: list[Token] = []
    for found in TOKEN.finditer(simplify(text)):
        raw += _read(found.group())
    resolved: list[Token] = []
    for index, token in enumerate(raw):
        before = resolved[-1] if resolved else None
        after = raw[index + 1] if index + 1 < len(raw) else None
        resolved.append(_by_neighbours(token, before, after))
    return resolved


def _read(chunk: str) -> list[Token]:
    """A chunk of letters and digits as tokens: "3hari", "3x24", "l5", "lhari"."""
    if chunk in MARKS:
        return [Token(MARKS[chunk], chunk)]
    if chunk == "'":
        return [Token("W", chunk)]
    if not chunk.isalnum() or chunk.isdigit():
        return [Token("N", chunk, number)] if (number := _number(chunk)) is not None else _glued(chunk)
    digits = chunk.translate(DIGITS)
    if digits.isdigit() and re.search(r"\d", chunk) and len(digits) <= 6:
        return [Token("N", chunk, float(digits), meant=str(int(digits)))]
    return _glued(chunk)


def _glued(chunk: str) -> list[Token]:
    if len(chunk) > 2 and chunk[0] in "li|!" and chunk[1:] in _units()[0]:
        return [Token("N", chunk[0], 1.0, meant="1"), _part(chunk[1:])]
    return [_part(part) for part in GLUED.findall(chunk)]


def _number(chunk: str) -> float | None:
    if "/" in chunk:
        whole, _, fraction = chunk.replace(" /", "/").replace("/ ", "/").rpartition(" ")
        top, bottom = fraction.split("/")
        return float(whole or 0) + float(top) / float(bottom)
    return float(chunk.replace(",", ".")) if re.fullmatch(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?", chunk) else None


def _part(part: str) -> Token:
    if re.fullmatch(r"[0-9]{1,6}", part):
        return Token("N", part, float(part))
    unit = _units()[0].get(part)
    if unit is not None:
        return Token("U", part, unit=unit)
    return Token("X" if part == "x" else "W", part)


def _by_neighbours(token: Token, before: Token | None, after: Token | None) -> Token:
    """Words whose meaning depends on what stands beside them: lone letters, misread units, "jam pelajaran"."""
    word = token.printed
    if token.kind == "U":
        return Token("W", word) if after is not None and after.printed in _excluded(word) else token
    if token.kind != "W":
        return token
    if before is not None and before.unit == "hari" and is_working(word):
        return Token("W", word, meant=WORKING)
    if before is not None and before.kind == "N":
        if word == "'":
            return Token("U", word, unit="menit")
        unit = _misread_unit(word, after)
        return token if unit is None else Token("U", word, unit=unit, meant=unit)
    if after is not None and after.kind == "U" and re.fullmatch(r"[lisozb|!]+", word) and len(word) <= 2:
        digits = word.translate(DIGITS)
        return Token("N", word, float(digits), meant=str(int(digits)))
    if after is not None and after.kind == "N" and word == "min":
        return Token("M", word)
    if after is not None and after.kind == "N" and before is None and word in MISREAD_SIGN:
        return Token("A", word, meant="±")
    return token


def is_working(word: str) -> bool:
    """Whether a word behind "hari" is a misread kerja.

    >>> is_working("kera"), is_working("kalender")
    (True, False)
    """
    misread = word in vocabulary()["working_day"] or Levenshtein.distance(word, WORKING, score_cutoff=1) == 1
    return misread and word != WORKING


def _excluded(word: str) -> Sequence[str]:
    excluded: Sequence[str] = vocabulary()["not_a_time_before"].get(word, ())
    return excluded


def _misread_unit(word: str, after: Token | None) -> str | None:
    """The unit a word behind a number stands for, at most one letter away from a unit word of four or more."""
    words, misread = _units()
    if after is not None and after.kind == "W" and not (after.printed == WORKING or is_working(after.printed)):
        return None
    if word in misread:
        return misread[word]
    folded = fold(word)
    for form, unit in words.items():
        allowed = 1 if min(len(form), len(folded)) >= 4 else 0
        if Levenshtein.distance(folded, fold(form), score_cutoff=allowed) <= allowed:
            return unit
    return None
