"""What a text says about the box it stands in: cues for lists, letterhead lines, addresses and titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from normalize.identity_found import LIST_FIELDS
from normalize.lists import item_number
from normalize.wordings import load_vocab, plain

ENUMERATOR = re.compile(r"\s*(?:[-•●▪*»>o·]\s+)?(?:\(?\d{1,2}\s*[.)]?|[a-z][.)])?\s*(?:[-•●▪*»·]\s+)?(?=\S)")
BULLET = re.compile(r"\s*[-•●▪*»·]\s*\S")
LONE_SOP = re.compile(r"\W*SOP\W*", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]+")
CHART = re.compile(r"\s*(?:FLOW\s?CHART|DIAGRAM ALIR|BAGAN ALIR)\s*[:\-–]?\s+(?=(?!SOP\W*$)\S)")
"""What a title says first where it stands above a chart, and no part of the name."""
TITLE = re.compile(
    rf"(?:\s*(?:SOP|STANDARD?T?\s+OPE?RASIONAL\s+PROSEDUR(?:\s*\(SOP\))?)\s*[:\-–]?\s*|{CHART.pattern})(?P<name>\S.*)$"
)
KINDS = frozenset({"administrasi pemerintahan", "ap"})
"""What PermenPAN-RB 35/2012 calls all SOPs of offices, as covers print it: the name of no procedure."""
OPENS, HOLDS = 1.0, 0.4
"""Weight of a cue at the beginning of an item and of one inside it."""
SHORTEST_NAME = 4
"""Letters from which a lone word in capitals can be part of an office's name; shorter ones are dirt in an emblem."""
READABLE = 0.6
"""Confidence from which such a word is believed."""


@cache
def _cues() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    boxes = load_vocab("identity_cues")["boxes"]
    return {name: (_words(cues["opens"]), _words(cues["holds"])) for name, cues in boxes.items()}


def _words(words: Sequence[str]) -> re.Pattern[str] | None:
    parts = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE) if parts else None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    pattern = _words(load_vocab("identity_cues")[name])
    if pattern is None:
        raise ValueError(f"vocabulary identity_cues: {name} is empty")
    return pattern


def cue(field: str, text: str) -> float:
    """How much a text sounds like an item of a box: 0 (not at all) to 1.4.

    >>> cue("peringatan", "1. Apabila tidak dilaksanakan, pelayanan terhambat")
    1.4
    """
    opens, holds = _cues()[field]
    start = ENUMERATOR.match(text)
    body = text[start.end() :] if start else text
    score = OPENS if opens and opens.match(body) else 0.0
    return score + (HOLDS if holds and holds.search(body) else 0.0)


def cue_of_lines(field: str, texts: Sequence[str]) -> float:
    """The mean over the lines that begin an item, or over the first line where nothing is enumerated."""
    items = [text for text in texts if item_number(text) is not None or BULLET.match(text)] or list(texts[:1])
    return sum(cue(field, text) for text in items) / len(items) if items else 0.0


def likely_box(texts: Sequence[str]) -> tuple[str | None, float]:
    """The box these lines sound like most, and how much."""
    scores = [(cue_of_lines(field, texts), field) for field in LIST_FIELDS]
    best, field = max(scores, key=lambda pair: pair[0])
    return (field, best) if best > 0 else (None, 0.0)


def is_address(text: str) -> bool:
    """True for the street, telephone or web line of a letterhead."""
    start = _pattern("address").search(text)
    return start is not None and (start.start() <= 2 or "@" in text or any(mark.isdigit() for mark in text))


def is_heading(text: str) -> bool:
    """True for the line that says "Standar Operasional Prosedur"."""
    return _pattern("heading").search(text) is not None or LONE_SOP.fullmatch(text) is not None


def is_office_line(text: str, confidence: float) -> bool:
    """True for a line that can belong to an office's name; dirt read out of an emblem or stamp is not."""
    if is_address(text) or is_heading(text) or item_number(text) is not None or _of_law(text):
        return False
    words = LETTERS.findall(text)
    if any(_pattern("office").fullmatch(word) for word in words):
        return True
    long = [word for word in words if len(word) >= SHORTEST_NAME]
    letters = sum(len(word) for word in words)
    return bool(long) and confidence >= READABLE and letters >= 0.7 * len(text.replace(" ", ""))


def _of_law(text: str) -> bool:
    return cue("dasar_hukum", text) >= OPENS or re.match(r"tentang\b", text, re.IGNORECASE) is not None


def names_office(text: str) -> bool:
    """True when the first or second word is one that offices' names begin with."""
    return any(_pattern("office").fullmatch(word) for word in LETTERS.findall(text)[:2])


def printed_title(text: str) -> str | None:
    """The name in a title line; None when the line is no title.

    >>> printed_title("SOP : PENERBITAN SURAT"), printed_title("SOP ADMINISTRASI PEMERINTAHAN")
    ('PENERBITAN SURAT', None)
    """
    found = TITLE.match(text)
    if found is None or found.group("name") != found.group("name").upper() and ":" not in text:
        return None
    name = found.group("name").strip()
    return None if plain(name) in KINDS else name


def begins_with_sop(text: str) -> bool:
    """True for a text inside the block that can be the SOP's name: "SOP Penerbitan Surat"."""
    return re.match(r"\s*SOP\s+\S", text) is not None


def names_position(word: str) -> bool:
    """True for a word that positions begin with, such as Camat, Kepala or Plt."""
    return _pattern("positions").fullmatch(word.strip(".,")) is not None
