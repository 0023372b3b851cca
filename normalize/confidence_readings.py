"""What the readings of a line say against each other: in what engines differ, and whether the dictionary settles it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Opcodes
from rapidfuzz.distance.Levenshtein import opcodes

from normalize.words import is_known, known_words
from table_extract.table import Line

LETTERS = re.compile(r"[^\W\d_]+")
SIGNS = re.compile(r"[\W_]+")
ITEM_MARK = re.compile(r"^\(?\w{1,2}[.)]")
MARKS_AT_END = re.compile(r"(?<=[^\W\d])[.,:;](?=\s|$)")
"""Marks behind a word; those in numbers, dates and times tell of digits."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How the engines differ over a value; each 0 or 1."""

    marks: float = 0.0
    """In punctuation only."""
    case: float = 0.0
    """In capitals only."""
    words: float = 0.0
    """In words, and the dictionary does not say which is meant: it knows both or not the believed one."""
    settled: float = 0.0
    """In words of which it knows the believed one only, or which a repair made those that another engine read."""


def differences(lines: Sequence[Line]) -> Differences:
    """All ways in which the readings of the lines differ.

    >>> from table_extract.table import PagePlace
    >>> two = (("a", "surat masuk", 0.9), ("b", "surat rnasuk;", 0.8))
    >>> differences([Line("surat masuk", 0.9, PagePlace(1, (0, 0, 1, 1)), readings=two)])
    Differences(marks=0.0, case=0.0, words=0.0, settled=1.0)
    """
    found = {
        "settled" if kind == "words" and is_seconded(line) else kind
        for line in lines
        for pair in _pairs(line)
        for kind in [_kind(*pair)]
    }
    return Differences(*(float(name in found) for name in ("marks", "case", "words", "settled")))


def is_seconded(line: Line) -> bool:
    """Whether a certain repair made of a line what another engine read in the first place, blanks and item mark aside.

    >>> from table_extract.table import PagePlace, Repair
    >>> two = (("a", "surat rnasuk", 0.9), ("b", "surat masuk", 0.8))
    >>> place, repairs = PagePlace(1, (0, 0, 1, 1)), (Repair("rnasuk", "masuk", "huruf"),)
    >>> is_seconded(Line("1. surat masuk", 0.9, place, readings=two, repairs=repairs))
    True
    """
    text = "".join(line.text.split())
    others = {"".join(read.split()) for _, read, _ in line.readings[1:]}
    bare = ITEM_MARK.sub("", text, count=1)
    return any(repair.certain for repair in line.repairs) and not others.isdisjoint((text, bare))


def read_texts(line: Line) -> tuple[str, ...]:
    """What each engine read, the believed one first; where the ink shows the marks of the line, without them."""
    texts = tuple(text for _, text, _ in line.readings)
    return texts if line.unseen_marks else tuple(MARKS_AT_END.sub("", text) for text in texts)


def _pairs(line: Line) -> Iterator[tuple[str, str]]:
    """The stretches of words that were read differently, the believed ones first."""
    first, *others = read_texts(line) or ("",)
    for other in others:
        ours, theirs = first.split(), other.split()
        changes: Opcodes = opcodes(ours, theirs)
        for change in changes:
            if change.tag != "equal":
                yield (
                    " ".join(ours[change.src_start : change.src_end]),
                    " ".join(theirs[change.dest_start : change.dest_end]),
                )


def _kind(ours: str, theirs: str) -> str:
    if "".join(ours.split()) == "".join(theirs.split()):
        return "spaces"
    bare, other = SIGNS.sub("", ours), SIGNS.sub("", theirs)
    if bare == other:
        return "marks"
    if bare.casefold() == other.casefold():
        return "case"
    if any(mark.isdigit() for mark in bare):
        return "digits"
    return "settled" if _all_known(ours) and not _all_known(theirs) else "words"


def _all_known(text: str) -> bool:
    words = LETTERS.findall(text)
    return bool(words) and all(len(word) > 2 and is_known(word, known_words()) for word in words)
