"""Which SOP of those that hold all words comes first: title before step before list, words together before apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.database import Row
from corpus.query import Term
from corpus.word_entry import cells_of_body, units_of_body
from corpus.words import stem

IN_TITLE, IN_STEPS, ANYWHERE = 3.0, 2.0, 1.0
"""Tiers: every word stands in the title; in title and steps; somewhere. What follows is added to it and below 1."""

TOGETHER, TITLE_SHARE, BRIEF, AS_TYPED = 0.45, 0.2, 0.15, 0.1
"""Weights, by reason and not fitted: of the share of words that one step or list item holds together, of the share in
the title, of how little else the title says, and of words that stand there as typed and not by stem or synonym."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An SOP with its score and the terms, perhaps loosened, by which it was found.

    ``together`` tells that the title, one step or the lists hold all of them.
    """

    sop: int
    score: float
    terms: tuple[Term, ...]
    approximate: bool = False
    together: bool = True


@dataclass(frozen=True, slots=True)
class Needle:
    """What a term looks like in a fenced text: any of ``signs``; ``typed`` is the sign of the word as typed."""

    signs: tuple[str, ...]
    typed: str


def term_to_needle(term: Term) -> Needle:
    """The fenced texts to look for; a prefix has no fence behind it.

    >>> term_to_needle(Term("word", (("pengesahan",),))).signs
    (' pengesahan ', ' sah ')
    """
    signs: dict[str, None] = {}
    for form in term.forms:
        fence = "" if term.kind == "prefix" and form is term.typed else " "
        signs[f" {' '.join(form)}{fence}"] = None
        if len(form) == 1 and fence:
            signs[f" {stem(form[0])} "] = None
    return Needle(tuple(signs), next(iter(signs)))


def rank_titles(rows: Sequence[Row], terms: tuple[Term, ...]) -> list[Ranked]:
    """SOPs (id, title) that hold every term in the title, best first."""
    typed = [needle.typed for needle in map(term_to_needle, terms)]
    ranked = []
    for row in rows:
        title = row["title"]
        fenced, size = f" {title} ", title.count(" ") + 1
        exact = sum(sign in fenced for sign in typed) / len(typed)
        brief = min(1.0, sum(len(term.typed) for term in terms) / size)
        score = IN_TITLE + TOGETHER + TITLE_SHARE + BRIEF * brief + AS_TYPED * exact
        ranked.append(Ranked(row["id"], score, terms))
    return sorted(ranked, key=lambda one: (-one.score, one.sop))


def rank_bodies(rows: Sequence[Row], terms: tuple[Term, ...], approximate: bool = False) -> list[Ranked]:
    """SOPs (id, title, title_extra, body, body_extra) that hold every term, best first."""
    needles = [term_to_needle(term) for term in terms]
    ranked = [_rank_body(row, terms, needles, approximate) for row in rows]
    return sorted(ranked, key=lambda one: (-one.score, one.sop))


def _rank_body(row: Row, terms: tuple[Term, ...], needles: Sequence[Needle], approximate: bool) -> Ranked:
    title, body, extra = f" {row['title']} \n {row['title_extra']} ", row["body"], row["body_extra"]
    count, in_title = len(needles), _held(title, needles)
    steps, lists = units_of_body(body, extra)
    seen, most = set(in_title), 0
    for unit in steps:
        found = _held(unit, needles)
        seen |= found
        most = max(most, len(found))
        if most == count:
            break
    tier = IN_TITLE if len(in_title) == count else IN_STEPS if len(seen) == count else ANYWHERE
    if tier == ANYWHERE:
        most = max(most, len(_held(lists, needles)))
    exact = sum(needle.typed in body or needle.typed in title for needle in needles)
    brief = min(1.0, sum(len(terms[at].typed) for at in in_title) / (row["title"].count(" ") + 1))
    together = 1.0 if tier == IN_TITLE else most / count
    score = TOGETHER * together + TITLE_SHARE * len(in_title) / count + BRIEF * brief + AS_TYPED * exact / count
    return Ranked(row["id"], tier + score, terms, approximate, together == 1.0)


def find_cells(row: Row, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """(index of the passage, how many terms it holds) of the passages that hold any, the title being 0."""
    needles = [term_to_needle(term) for term in terms]
    cells = [f" {row['title']} \n {row['title_extra']} ", *cells_of_body(row["body"], row["body_extra"])]
    return [(index, found) for index, cell in enumerate(cells) if (found := len(_held(cell, needles)))]


def _held(text: str, needles: Sequence[Needle]) -> set[int]:
    found = set()
    for at, needle in enumerate(needles):
        for sign in needle.signs:
            if sign in text:
                found.add(at)
                break
    return found
