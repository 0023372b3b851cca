"""Words that OCR or a typist got wrong: the words of the corpus that look like the one asked for."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from rapidfuzz.distance import OSA

from corpus.query import Term
from corpus.words import skeleton, stem, unconfuse

MIN_LETTERS = 4
"""Shorter words resemble too many others."""

LETTERS_PER_ERROR = 4
"""One wrong letter in each four: a damaged ``pengesahan`` keeps 8 of 10; at one in three, other words come in."""

GLUED_AT_MOST = 4
"""A word glued to its neighbours is rarely less than a quarter of the whole."""

MAX_CANDIDATES = 300
MAX_WORDS = 12

GLUED_MIN_LETTERS = 5
"""A word this long inside a longer one is probably glued to its neighbour (``suratkeluar``)."""


def similar_words(connection: sqlite3.Connection, word: str) -> list[str]:
    """Indexed words within a few letters of this one, nearest first, then longer words that contain it."""
    if len(word) < MIN_LETTERS or word.isdigit():
        return []
    bones = skeleton(word)
    allowed = max(1, len(word) // LETTERS_PER_ERROR)
    scored = []
    for other in _candidates(connection, word, bones):
        if other == word or other.isdigit():
            continue
        distance = OSA.distance(bones, skeleton(other), score_cutoff=allowed)
        if distance <= allowed:
            scored.append((distance, other))
        elif stem(unconfuse(other)) == stem(word):
            scored.append((1, other))
        elif len(word) >= GLUED_MIN_LETTERS and word in other:
            scored.append((allowed + 1, other))
    return [other for _, other in sorted(scored)[:MAX_WORDS]]


def _candidates(connection: sqlite3.Connection, word: str, bones: str) -> set[str]:
    """Words that share a trigram with the word as typed, and those of the same skeleton."""
    grams = {word[start : start + 3] for start in range(len(word) - 2)}
    match = " OR ".join(f'"{gram}"' for gram in sorted(grams))
    # bm25 alone would bring long words that hold one rare trigram; the length bound keeps out what cannot be near
    rows = connection.execute(
        "SELECT word FROM word_grams WHERE word_grams MATCH ? AND length(word) BETWEEN ? AND ? ORDER BY rank LIMIT ?",
        (match, len(word) - 3, len(word) * GLUED_AT_MOST, MAX_CANDIDATES),
    )
    alike = connection.execute("SELECT word FROM words WHERE skeleton = ? LIMIT ?", (bones, MAX_CANDIDATES))
    return {row["word"] for row in (*rows, *alike)}


def loosen(connection: sqlite3.Connection, term: Term) -> Term:
    """The term with similar words as further forms; phrases and prefixes keep their words."""
    if term.kind != "word":
        return term
    known = set(term.forms)
    extra = tuple((word,) for word in similar_words(connection, term.typed[0]) if (word,) not in known)
    return replace(term, forms=(*term.forms, *extra))
