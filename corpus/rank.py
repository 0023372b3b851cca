"""Which SOP of those that hold all words comes first: title before step before list, words together before apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.database import Row
from corpus.query import Term
from corpus.word_entry import cells_of_body
from corpus.words import stem

IN_TITLE, IN_STEPS, ANYWHERE = 3.0, 2.0, 1.0
"""Tiers: every word stands in the title; in title and steps; somewhere. What follows is added to it and below 1."""

TOGETHER, TITLE_SHARE, BRIEF, AS_TYPED = 0.45, 0.2, 0.15, 0.1
"""Weights, by reason and not fitted: of the share of words that one step or list item holds together, of the share in
the title, of how little else the title says, and of words that stand there as typed and not by stem or synonym."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An SOP with its score. ``cells`` are (index of the passage, how many terms it holds), the title being 0."""

    sop: int
    score: float
    terms: tuple[Term, ...]
    cells: tuple[tuple[int, int], ...]
    approximate: bool = False


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
        ranked.append(Ranked(row["id"], score, terms, ()))
    return sorted(ranked, key=lambda one: (-one.score, one.sop))


def rank_bodies(rows: Sequence[Row], terms: tuple[Term, ...], approximate: bool = False) -> list[Ranked]:
    """SOPs (id, title, title_extra, body, body_extra) that hold every term, best first."""
    needles = [term_to_needle(term) for term in terms]
    ranked = [_rank_body(row, terms, needles, approximate) for row in rows]
    return sorted(ranked, key=lambda one: (-one.score, one.sop))


def _rank_body(row: Row, terms: tuple[Term, ...], needles: Sequence[Needle], approximate: bool) -> Ranked:
    title = f" {row['title']} \n {row['title_extra']} "
    held = _held(title, needles)
    cells, steps, units = [(0, len(held))] if held else [], set(held), defaultdict[int, set[int]](set)
    exact = {at for at in held if needles[at].typed in title}
    wanted = [sign for needle in needles for sign in needle.signs]
    for index, (step, cell) in enumerate(cells_of_body(row["body"], row["body_extra"]), 1):
        if not any(sign in cell for sign in wanted):
            continue
        found = _held(cell, needles)
        cells.append((index, len(found)))
        exact.update(at for at in found if needles[at].typed in cell)
        units[-index if step is None else step] |= found
        if step is not None:
            steps |= found
    count = len(needles)
    tier = IN_TITLE if len(held) == count else IN_STEPS if len(steps) == count else ANYWHERE
    size = max(1, row["title"].count(" ") + 1)
    most = count if tier == IN_TITLE else max(map(len, units.values()), default=0)
    brief = min(1.0, sum(len(terms[at].typed) for at in held) / size)
    shares = TOGETHER * most / count + TITLE_SHARE * len(held) / count
    score = tier + shares + BRIEF * brief + AS_TYPED * len(exact) / count
    return Ranked(row["id"], score, terms, tuple(cells), approximate)


def _held(cell: str, needles: Sequence[Needle]) -> set[int]:
    return {at for at, needle in enumerate(needles) if any(sign in cell for sign in needle.signs)}
