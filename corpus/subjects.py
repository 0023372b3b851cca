"""What SOPs are about, and which are about the same: the words that are left when verbs and common words are gone."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from corpus.duplicates import BUCKET_LIMIT, Outline
from corpus.query import same_names
from corpus.words import VOCAB, split_words, stem

TITLE_WEIGHT = 3
"""A word of the title counts as much as this many in the steps."""

LEADING = 4
"""Two SOPs are compared when one of so many leading words is the same."""

SHORTEST = 3
"""Letters; shorter words are particles and pieces of misread ones."""

Subject = Counter[str]


@dataclass(frozen=True, slots=True)
class Group:
    """SOPs about the same. ``words`` are those that most of them share, the weightiest first."""

    words: tuple[str, ...]
    members: tuple[Outline, ...]


@lru_cache(maxsize=1)
def _silent_words() -> frozenset[str]:
    stems = json.loads((VOCAB / "stems.json").read_text(encoding="utf-8"))
    common = json.loads((VOCAB / "common_words.json").read_text(encoding="utf-8"))
    return frozenset([*stems["roots"], *stems["keep"], *common["words"]])


def outline_to_subject(outline: Outline) -> Subject:
    """The telling words of an SOP with their weights; abbreviations count as what they stand for."""
    subject: Subject = Counter()
    for weight, text in ((TITLE_WEIGHT, outline.title), *((1, text) for _, text in outline.steps)):
        for word in same_names(split_words(text)):
            root = stem(word)
            if len(root) >= SHORTEST and not root.isdigit() and _silent_words().isdisjoint((word, root)):
                subject[root] += weight
    return subject


def likeness(one: Subject, other: Subject) -> float:
    """0..1, the cosine of both.

    >>> likeness(Counter(lakip=2), Counter(lakip=1)), likeness(Counter(lakip=2), Counter(cuti=1))
    (1.0, 0.0)
    """
    shared = sum(count * other[word] for word, count in one.items())
    return shared / math.prod(math.hypot(*subject.values()) for subject in (one, other)) if shared else 0.0


def group_by_subject(outlines: Sequence[Outline], threshold: float) -> list[Group]:
    """SOPs linked to each other by pairs at least this alike (0..1), the largest group first."""
    subjects = [outline_to_subject(outline) for outline in outlines]
    leaders = list(range(len(outlines)))

    def leader(at: int) -> int:
        while leaders[at] != at:
            leaders[at] = at = leaders[leaders[at]]
        return at

    for one, other in sorted(_pairs(subjects)):
        if leader(one) != leader(other) and likeness(subjects[one], subjects[other]) >= threshold:
            leaders[leader(other)] = leader(one)
    members: dict[int, list[int]] = defaultdict(list)
    for at in range(len(outlines)):
        members[leader(at)].append(at)
    groups = [found for found in members.values() if len(found) > 1]
    groups.sort(key=lambda found: (-len(found), found))
    return [
        Group(_shared_words([subjects[at] for at in found]), tuple(outlines[at] for at in found)) for found in groups
    ]


def _pairs(subjects: Sequence[Subject]) -> set[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for at, subject in enumerate(subjects):
        for word, _ in subject.most_common(LEADING):
            holders[word].append(at)
    pairs: set[tuple[int, int]] = set()
    for found in holders.values():
        pairs.update(combinations(found, 2) if len(found) <= BUCKET_LIMIT else zip(found, found[1:], strict=False))
    return pairs


def _shared_words(subjects: Sequence[Subject]) -> tuple[str, ...]:
    holders = Counter(word for subject in subjects for word in subject)
    weights = sum(subjects, Counter[str]())
    return tuple(word for word, _ in weights.most_common() if 2 * holders[word] > len(subjects))[:LEADING]
