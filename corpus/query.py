"""What people type into the search box, to terms and filters. Any string at all is a valid query."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from corpus.database import Wording
from corpus.words import VOCAB, split_words, stem

MAX_TERMS = 24
"""More words than this in one query are a pasted text; the first ones decide."""

_PIECES = re.compile(
    r'(?P<key>instansi|tahun|pelaksana|peraturan|halaman):\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))'
    r"|keyakinan\s*(?P<sign><=|>=|<|>)\s*(?P<share>\d{1,3}(?:[.,]\d+)?)\s*(?P<percent>%?)"
    r'|"(?P<phrase>[^"]*)"|(?P<prefix>[^\s"*]+)\*|(?P<word>[^\s"]+)',
    re.IGNORECASE,
)
_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|\.\.)\s*(\d{4}))?")

TermKind = Literal["word", "phrase", "prefix"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: any of ``forms``, each a run of folded words. A prefix's last word stands for its beginnings.

    ``typed`` is the first form's text; the other forms are its synonyms.
    """

    kind: TermKind
    forms: tuple[tuple[str, ...], ...]

    @property
    def typed(self) -> tuple[str, ...]:
        """The words as typed."""
        return self.forms[0]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions beside the words; all of them must hold.

    ``years`` is the first and last year; ``confidence_below`` and ``confidence_above`` are 0..1 and speak of single
    passages; ``halaman`` is a class of page (steps, identity, narrative). Texts are matched on whole folded words.
    """

    instansi: tuple[str, ...] = ()
    pelaksana: tuple[str, ...] = ()
    peraturan: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    confidence_below: float | None = None
    confidence_above: float | None = None
    halaman: tuple[str, ...] = ()

    def joined(self, other: Filters) -> Filters:
        """Both sets of conditions; where both give a range, the other one's."""
        return Filters(
            self.instansi + other.instansi,
            self.pelaksana + other.pelaksana,
            self.peraturan + other.peraturan,
            other.years or self.years,
            other.confidence_below if other.confidence_below is not None else self.confidence_below,
            other.confidence_above if other.confidence_above is not None else self.confidence_above,
            self.halaman + other.halaman,
        )


NO_FILTERS = Filters()

NO_YEARS = (1, 0)
"""From year 1 to year 0: what no SOP fits, for a filter in which no year can be read."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search: every term must be found in the SOP, every filter must hold."""

    terms: tuple[Term, ...] = ()
    filters: Filters = field(default=NO_FILTERS)


def parse_query(text: str) -> Query:
    """Words, "phrases", prefix*, ``instansi: tahun: pelaksana: peraturan: halaman:``, ``keyakinan<0.8``. Never raises.

    >>> query = parse_query('lapor* "surat masuk" tahun:2019 keyakinan<80%')
    >>> [(term.kind, term.typed) for term in query.terms]
    [('prefix', ('lapor',)), ('phrase', ('surat', 'masuk'))]
    >>> query.filters.years, query.filters.confidence_below
    ((2019, 2019), 0.8)
    """
    words: list[tuple[TermKind, tuple[str, ...]]] = []
    filters = NO_FILTERS
    for piece in _PIECES.finditer(text):
        if piece["key"]:
            filters = _with_filter(filters, piece["key"].lower(), piece["quoted"] or piece["bare"] or "")
        elif piece["share"]:
            filters = _with_confidence(filters, piece["sign"], piece["share"], bool(piece["percent"]))
        else:
            words += _piece_to_words(piece)
    return Query(tuple(words_to_terms(words[:MAX_TERMS])), filters)


def filters_in(text: str) -> list[tuple[str, str]]:
    """(a filter as typed, the text without it) for each filter in a search.

    >>> filters_in("surat tahun:2019")
    [('tahun:2019', 'surat')]
    """
    found = [piece for piece in _PIECES.finditer(text) if piece["key"] or piece["share"]]
    rest = [f"{text[: piece.start()]} {text[piece.end() :]}" for piece in found]
    return [(piece[0], " ".join(left.split())) for piece, left in zip(found, rest, strict=True)]


def _piece_to_words(piece: re.Match[str]) -> list[tuple[TermKind, tuple[str, ...]]]:
    if piece["phrase"] is not None:
        found = tuple(split_words(piece["phrase"]))
        return [("phrase", found)] if found else []
    if piece["prefix"]:
        found = tuple(split_words(piece["prefix"]))
        return [("prefix", found)] if found else []
    found = tuple(split_words(piece["word"]))
    # 470/11 and S.Sos are several words to the index but one thing to the person
    return [("word" if len(found) == 1 else "phrase", found)] if found else []


def _with_filter(filters: Filters, key: str, value: str) -> Filters:
    if key == "tahun":
        match = _YEARS.search(value)
        years = (int(match[1]), int(match[2] or match[1])) if match else None
        return replace(filters, years=years or NO_YEARS)
    words = split_words(value)
    if not words:
        return filters
    text = (" ".join(words),)
    extra = {
        "instansi": Filters(instansi=text),
        "pelaksana": Filters(pelaksana=text),
        "halaman": Filters(halaman=(value.strip().lower(),)),
    }
    return filters.joined(extra.get(key) or Filters(peraturan=(value.strip(),)))


def _with_confidence(filters: Filters, sign: str, share: str, percent: bool) -> Filters:
    number = float(share.replace(",", "."))
    limit = number / 100 if percent or number > 1 else number
    return replace(filters, confidence_below=limit) if "<" in sign else replace(filters, confidence_above=limit)


@lru_cache(maxsize=1)
def synonyms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Every known name to all names of the same thing, as runs of folded words."""
    groups = json.loads((VOCAB / "synonyms.json").read_text(encoding="utf-8"))["groups"]
    folded = [tuple(dict.fromkeys(tuple(split_words(name)) for name in group)) for group in groups]
    return {form: group for group in folded for form in group}


LONGEST_SYNONYM = 6
"""Words in the longest name looked for in a query (laporan akuntabilitas kinerja instansi pemerintah: 5)."""


def words_to_terms(words: Iterable[tuple[TermKind, tuple[str, ...]]]) -> list[Term]:
    """Terms, with the longest runs of typed words that have synonyms taken together."""
    rest, terms = list(words), []
    while rest:
        run = next((size for size in range(LONGEST_SYNONYM, 0, -1) if _known_run(rest[:size], size)), 0)
        if run:
            typed = tuple(word for _, form in rest[:run] for word in form)
            others = tuple(form for form in synonyms()[typed] if form != typed)
            terms.append(Term("word" if len(typed) == 1 else "phrase", (typed, *others)))
        else:
            terms.append(Term(rest[0][0], (rest[0][1],)))
        rest = rest[run or 1 :]
    return terms


def _known_run(words: list[tuple[TermKind, tuple[str, ...]]], size: int) -> bool:
    if len(words) < size or any(kind == "prefix" for kind, _ in words):
        return False
    return tuple(word for _, form in words for word in form) in synonyms()


def expand_names(text: str) -> list[str]:
    """A folded name with its abbreviations replaced by every name of the same thing.

    >>> "kepala seksi trantib" in expand_names("kasi trantib")
    True
    """
    words = tuple(text.split())
    names = [" ".join(words)]
    for size in range(min(LONGEST_SYNONYM, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            group = synonyms().get(words[start : start + size], ())
            names += [" ".join((*words[:start], *form, *words[start + size :])) for form in group]
    return list(dict.fromkeys(names))


def same_names(words: Sequence[str]) -> list[str]:
    """Folded words with every known name replaced by the first name of the same thing, to compare titles.

    >>> same_names(["laporan", "kinerja", "camat"]) == same_names(["lkjip", "camat"])
    True
    """
    rest, named = tuple(words), list[str]()
    while rest:
        run = next((size for size in range(LONGEST_SYNONYM, 0, -1) if rest[:size] in synonyms()), 0)
        named += synonyms()[rest[:run]][0] if run else rest[:1]
        rest = rest[run or 1 :]
    return named


def term_to_wordings(term: Term) -> tuple[Wording, ...]:
    """A term as the word index takes it: any of its forms, single words also by their stem."""
    found: dict[Wording, None] = {}
    for form in term.forms:
        begins = term.kind == "prefix" and form is term.typed
        found[Wording(form, begins)] = None
        if len(form) == 1 and not begins:
            found[Wording((stem(form[0]),))] = None
    return tuple(found)
