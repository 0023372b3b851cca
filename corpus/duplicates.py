"""Near-duplicate SOPs: found by MinHash over pairs of stemmed words, confirmed and shown step by step."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from corpus.database import Database
from corpus.words import split_words, stem

HASHES, BAND = 96, 2
"""96 hashes in bands of 2: SOPs that share 15 % of their word pairs are compared in 66 of 100 cases, 30 % in 99."""

BUCKET_LIMIT = 60
"""A band shared by more SOPs than this is a common template, not a likeness; only neighbours in it are compared."""

TITLE_SHARE = 0.3
"""Weight of the title beside the steps: offices rename a procedure more freely than they rewrite it."""

SAME_FROM = 0.9
"""From here on two SOPs are called the same; below, alike."""

SAME_STEP_FROM = 0.95
ALIKE_STEP_FROM = 0.55
"""Likeness of two stemmed steps from which they are the same, or one is a rewording of the other."""

_PRIME = (1 << 31) - 1
_RANDOM = np.random.default_rng(53)
_FACTORS = _RANDOM.integers(1, _PRIME, HASHES, dtype=np.uint64)
_OFFSETS = _RANDOM.integers(0, _PRIME, HASHES, dtype=np.uint64)

Kind = Literal["sama", "berubah", "hanya pertama", "hanya kedua"]


@dataclass(frozen=True, slots=True)
class Outline:
    """What two SOPs are compared by. ``steps`` are (number, aktivitas) in order."""

    key: int
    title: str
    file: str
    page: int | None
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """Two SOPs and how alike they are, 0..1."""

    one: Outline
    other: Outline
    similarity: float


@dataclass(frozen=True, slots=True)
class StepPair:
    """A row of a comparison: the same step in both, a reworded one, or one that only one SOP has."""

    kind: Kind
    one: tuple[str, str] | None
    other: tuple[str, str] | None
    similarity: float


def load_outlines(database: Database) -> list[Outline]:
    """Every SOP with at least one step."""
    steps: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in database.execute("SELECT sop, no, aktivitas FROM steps ORDER BY sop, ordinal"):
        steps[row["sop"]].append((row["no"], row["aktivitas"] or ""))
    rows = database.execute(
        "SELECT s.id, s.title, s.sop_id, d.file, (SELECT min(t.page) FROM steps t WHERE t.sop = s.id) AS page"
        " FROM sops s JOIN documents d ON d.id = s.document_id ORDER BY s.id"
    )
    return [
        Outline(row["id"], row["title"] or f"SOP {row['sop_id']}", row["file"], row["page"], tuple(steps[row["id"]]))
        for row in rows
        if steps[row["id"]]
    ]


MIN_SHARED = 0.1
"""Estimated share of common word pairs (Jaccard) below which two SOPs are not compared step by step. Changing one
word in each step of six still leaves half of the pairs."""


def find_twins(outlines: Sequence[Outline], threshold: float = 0.6) -> list[Twin]:
    """Pairs at least this alike (0..1), the most alike first."""
    stemmed = [_stemmed_steps(outline.steps) for outline in outlines]
    found = []
    for first, second in sorted(_candidate_pairs(outlines, stemmed)):
        similarity = _similarity(outlines[first], outlines[second], stemmed[first], stemmed[second])
        if similarity >= threshold:
            found.append(Twin(outlines[first], outlines[second], similarity))
    return sorted(found, key=lambda twin: (-twin.similarity, twin.one.key, twin.other.key))


def compare_steps(one: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[StepPair]:
    """Two procedures side by side, steps in the order of both."""
    pairs = _align(_stemmed_steps(one), _stemmed_steps(other))
    rows, i, j = [], 0, 0
    for left, right, score in [*pairs, (len(one), len(other), 0.0)]:
        rows += [StepPair("hanya pertama", step, None, 0.0) for step in one[i:left]]
        rows += [StepPair("hanya kedua", None, step, 0.0) for step in other[j:right]]
        if left < len(one):
            rows.append(StepPair("sama" if score >= SAME_STEP_FROM else "berubah", one[left], other[right], score))
        i, j = left + 1, right + 1
    return rows


def _stemmed_steps(steps: Iterable[tuple[str, str]]) -> list[str]:
    return [" ".join(stem(word) for word in split_words(text)) for _, text in steps]


def _similarity(one: Outline, other: Outline, steps: Sequence[str], others: Sequence[str]) -> float:
    matched = sum(score for _, _, score in _align(steps, others))
    title = fuzz.token_set_ratio(" ".join(split_words(one.title)), " ".join(split_words(other.title))) / 100
    return TITLE_SHARE * title + (1 - TITLE_SHARE) * matched / max(len(steps), len(others))


def _align(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, float]]:
    """The order-keeping pairing of steps with the greatest total likeness; (index, index, likeness 0..1)."""
    if not one or not other:
        return []
    likeness = process.cdist(one, other, scorer=fuzz.token_sort_ratio, dtype=np.float64) / 100
    likeness[likeness < ALIKE_STEP_FROM] = 0.0
    best = np.zeros((len(one) + 1, len(other) + 1))
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            best[i, j] = max(best[i + 1, j], best[i, j + 1], best[i + 1, j + 1] + likeness[i, j])
    return _walk(best, likeness)


def _walk(best: NDArray[np.float64], likeness: NDArray[np.float64]) -> list[tuple[int, int, float]]:
    pairs, i, j = [], 0, 0
    while i < likeness.shape[0] and j < likeness.shape[1]:
        if likeness[i, j] and best[i, j] == best[i + 1, j + 1] + likeness[i, j]:
            pairs.append((i, j, float(likeness[i, j])))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return pairs


def _candidate_pairs(outlines: Sequence[Outline], stemmed: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    signatures = np.zeros((len(outlines), HASHES), dtype=np.uint64)
    buckets: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, (outline, steps) in enumerate(zip(outlines, stemmed, strict=True)):
        shingles = _word_pairs([*_stemmed_steps([("", outline.title)]), *steps])
        if shingles:
            signatures[index] = _minhash(shingles)
            for start in range(0, HASHES, BAND):
                buckets[(start, *signatures[index, start : start + BAND].tolist())].append(index)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        near = combinations(members, 2) if len(members) <= BUCKET_LIMIT else zip(members, members[1:], strict=False)
        pairs.update(near)
    return {pair for pair in pairs if np.mean(signatures[pair[0]] == signatures[pair[1]]) >= MIN_SHARED}


def _word_pairs(texts: Iterable[str]) -> set[str]:
    """Neighbouring words of each text, the first one also alone."""
    return {
        " ".join(pair) for text in texts for words in [text.split()] for pair in zip(["", *words], words, strict=False)
    }


def _minhash(shingles: set[str]) -> NDArray[np.uint64]:
    values = np.fromiter((zlib.crc32(one.encode()) % _PRIME for one in shingles), dtype=np.uint64, count=len(shingles))
    hashed: NDArray[np.uint64] = (values[:, None] * _FACTORS[None, :] + _OFFSETS[None, :]) % np.uint64(_PRIME)
    smallest: NDArray[np.uint64] = hashed.min(axis=0)
    return smallest
