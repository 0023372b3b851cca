"""Column headers of step tables: which column a printed header names, and the unit it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from normalize.wordings import Best, Forms, best_form, fold, load_vocab, make_forms, plain

HeaderColumn = Literal[
    "no", "aktivitas", "pelaksana", "pelaksana_group", "mutu_baku_group", "kelengkapan", "waktu", "output", "keterangan"
]
"""``pelaksana`` is one doer's column, which only people can tell by its wording."""
MISREADING = 0.95
"""Factor for wordings that are themselves misreadings ("Outpul"): they are a little less sure."""
SHORT_MISREADING = 0.8
"""Factor for misreadings of two or three letters ("Kel" for "Ket"), which may be words of their own."""
JOINED = 0.96
"""Factor for two wordings of one column joined by a slash or "dan"."""
LONGEST = 80
"""Letters; longer texts are sentences, not headers."""
WORD = re.compile(r"[a-z0-9|!]+")
PARTS = re.compile(r" ?[/&+(),] ?| dan ")


_CONFIRMED: ContextVar[Mapping[str, HeaderColumn]] = ContextVar("confirmed headings")
"""Folded wordings that people have confirmed, with the column each names."""


@contextmanager
def confirmed_headings(columns: Mapping[str, HeaderColumn]) -> Iterator[None]:
    """Within it these wordings name these columns, whatever the vocabulary makes of them."""
    token = _CONFIRMED.set({fold(wording): column for wording, column in columns.items()})
    try:
        yield
    finally:
        _CONFIRMED.reset(token)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a header names. ``column`` is None where nothing is alike; scores run from 0 to 1."""

    column: HeaderColumn | None
    score: float
    runner_up: HeaderColumn | None = None
    runner_up_score: float = 0.0
    unit: str | None = None
    """The unit the header prints for bare numbers below it, such as ``menit``."""


@cache
def _forms() -> tuple[Forms, frozenset[str], dict[str, str], frozenset[str]]:
    vocab = load_vocab("headers")
    labelled = {name: entry["printed"] + entry["ocr"] for name, entry in vocab["columns"].items()}
    misread = frozenset(text for entry in vocab["columns"].values() for text in entry["ocr"])
    units = {fold(word): unit for unit, words in vocab["units"].items() for word in words}
    return make_forms(labelled, vocab["exact"]), misread, units, frozenset(fold(word) for word in vocab["no_headers"])


def confirmed_column(text: str) -> HeaderColumn | None:
    """The column that people said a heading names."""
    confirmed = _CONFIRMED.get({})
    return confirmed.get(fold(text)) if confirmed else None


def match_header(text: str) -> HeaderMatch:
    """The column a header names, by its wording alone.

    >>> match_header("WAKTU (menlt)").column, match_header("WAKTU (menlt)").unit
    ('waktu', 'menit')
    >>> with confirmed_headings({"Batas Kerja": "waktu"}):
    ...     match_header("BATAS KERJA").column
    'waktu'
    """
    column = confirmed_column(text)
    if column is None:
        return _match_vocabulary(text)
    return HeaderMatch(column, 1.0, unit=split_unit(plain(text))[1] if column == "waktu" else None)


@lru_cache(maxsize=4096)
def _match_vocabulary(text: str) -> HeaderMatch:
    bare = plain(text)
    if not bare or len(bare) > LONGEST:
        return HeaderMatch(None, 0.0)
    name, unit = split_unit(bare)
    best = _best(name)
    if fold(bare) in _forms()[3]:
        return HeaderMatch(None, 0.0)
    if unit is not None and best.label != "waktu":
        name, unit, best = bare, None, _best(bare)
    return HeaderMatch(
        cast("HeaderColumn | None", best.label),
        round(best.score, 4),
        cast("HeaderColumn | None", best.runner_up),
        round(best.runner_up_score, 4),
        unit,
    )


def split_unit(bare: str) -> tuple[str, str | None]:
    """A header without its unit, and the unit: "waktu (menit" -> ("waktu", "menit")."""
    units = _forms()[2]
    words = list(WORD.finditer(bare))
    for tail in (2, 1):
        if len(words) > tail:
            start = words[-tail].start()
            unit = units.get(fold(bare[start:]))
            if unit is not None:
                return bare[:start].strip(" (/[").removesuffix(" dalam"), unit
    return bare, None


def _best(name: str) -> Best:
    whole = _weighed(best_form(name, _forms()[0]))
    parts = [part for part in PARTS.split(name) if part]
    if len(parts) < 2 or whole.score >= JOINED:
        return whole
    singles = [_weighed(best_form(part, _forms()[0])) for part in parts]
    score = min(single.score for single in singles) * JOINED
    if len({single.label for single in singles}) == 1 and score > whole.score:
        return Best(singles[0].label, score, name, whole.runner_up, whole.runner_up_score)
    return whole


def _weighed(best: Best) -> Best:
    if best.form not in _forms()[1]:
        return best
    factor = SHORT_MISREADING if len(fold(best.form)) <= 3 else MISREADING
    return Best(best.label, best.score * factor, best.form, best.runner_up, best.runner_up_score)
