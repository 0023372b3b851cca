"""Words that OCR or a typist got wrong: the words of the corpus that look like the one asked for."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.distance import OSA

from corpus.database import Database
from corpus.query import Term
from corpus.spelling import words_sharing_grams
from corpus.words import skeleton, stem, unconfuse

MIN_LETTERS = 4
"""Shorter words resemble too many others."""

LETTERS_PER_ERROR = 4
"""One wrong letter in each four: a damaged ``pengesahan`` keeps 8 of 10; at one in three, other words come in."""

GLUED_AT_MOST = 4
"""A word glued to its neighbours is rarely less than a quarter of the whole."""

MAX_WORDS = 12

GLUED_MIN_LETTERS = 5
"""A word this long inside a longer one is probably glued to its neighbour (``suratkeluar``)."""


def similar_words(database: Database, word: str) -> list[str]:
    """Indexed words within a few letters of this one, nearest first, then longer words that contain it."""
    if len(word) < MIN_LETTERS or word.isdigit():
        return []
    bones = skeleton(word)
    allowed = max(1, len(word) // LETTERS_PER_ERROR)
    scored = []
    for other in words_sharing_grams(database, word):
        if other == word or other.isdigit() or len(other) > len(word) * GLUED_AT_MOST:
            continue
        distance = OSA.distance(bones, skeleton(other), score_cutoff=allowed)
        if distance <= allowed:
            scored.append((distance, other))
        elif stem(unconfuse(other)) == stem(word):
            scored.append((1, other))
        elif len(word) >= GLUED_MIN_LETTERS and word in other:
            scored.append((allowed + 1, other))
    return [other for _, other in sorted(scored)[:MAX_WORDS]]


def loosen(database: Database, term: Term) -> Term:
    """The term with similar words as further forms; phrases and prefixes keep their words."""
    if term.kind != "word":
        return term
    known = set(term.forms)
    extra = tuple((word,) for word in similar_words(database, term.typed[0]) if (word,) not in known)
    return replace(term, forms=(*term.forms, *extra))
