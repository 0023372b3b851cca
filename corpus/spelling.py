"""Every word of the corpus by its trigrams, to look up words that OCR or a typist got wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.database import Database, marks
from corpus.words import skeleton

VALUES_AT_ONCE = 900
"""SQLite binds at least 999 values in one statement."""

EDGE = "_"
"""Stands before and behind a word, so that its first and last letters have trigrams of their own."""

NEAREST = 600
"""Words with the heaviest shared trigrams that are compared letter by letter."""

SHARED_AT_LEAST = 0.08
"""Share of the sought word's trigram weight that a candidate must have. Two letters swapped in a word of five leave one
trigram of five, and a usual one, where the new ones are rare."""

Ids = NDArray[np.int32]


def word_to_grams(word: str) -> list[str]:
    """The trigrams of a word's skeleton, each once.

    >>> word_to_grams("data")
    ['_da', 'ata', 'dat', 'ta_']
    """
    bones = f"{EDGE}{skeleton(word)}{EDGE}"
    return sorted({bones[start : start + 3] for start in range(len(bones) - 2)})


def add_words(database: Database, words: Iterable[str]) -> None:
    """Makes words known; those already known are left alone."""
    wanted = sorted(set(words))
    known: set[str] = set()
    for some in chunks(wanted, VALUES_AT_ONCE):
        rows = database.execute(f"SELECT word FROM words WHERE word IN ({marks(some)})", some)
        known.update(row[0] for row in rows)
    fresh = [word for word in wanted if word not in known]
    (last,) = database.execute("SELECT coalesce(max(id), 0) FROM words").fetchone()
    database.insert("words", ("id", "word"), list(enumerate(fresh, last + 1)))
    by_gram: dict[str, list[int]] = defaultdict(list)
    for key, word in enumerate(fresh, last + 1):
        for gram in word_to_grams(word):
            by_gram[gram].append(key)
    packed = [(gram, keys[0], np.array(keys, "<i4").tobytes()) for gram, keys in sorted(by_gram.items())]
    database.insert("word_grams", ("gram", "first_id", "ids"), packed)


def chunks(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Parts of at most ``size``."""
    return (values[start : start + size] for start in range(0, len(values), size))


def words_sharing_grams(database: Database, word: str) -> list[str]:
    """Known words that share the most trigrams with a word, a rare trigram counting more than a usual one."""
    parts: dict[str, list[Ids]] = defaultdict(list)
    grams = word_to_grams(word)
    for row in database.execute(f"SELECT gram, ids FROM word_grams WHERE gram IN ({marks(grams)})", grams):
        parts[row[0]].append(np.frombuffer(row[1], "<i4"))
    if not parts:
        return []
    holders = [np.concatenate(found) for found in parts.values()]
    (total,) = database.execute("SELECT max(id) FROM words").fetchone()
    weight = np.zeros(total + 1, np.float32)
    for ids in holders:
        weight[ids] += np.log1p(total / len(ids))
    most = float(sum(np.log1p(total / len(ids)) for ids in holders)) + (len(grams) - len(holders)) * np.log1p(total)
    best = np.flatnonzero(weight >= SHARED_AT_LEAST * most)
    if len(best) > NEAREST:
        best = best[np.argpartition(-weight[best], NEAREST)[:NEAREST]]
    keys = [int(key) for key in best]
    rows = database.execute(f"SELECT word FROM words WHERE id IN ({marks(keys)})", keys)
    return [row[0] for row in rows]
