"""GriTS: how alike two grids of cells are, by topology and by content.

Smock, Pesala and Abraham, "GriTS: Grid table similarity metric for table structure recognition" (2022): the most
similar substructures of two matrices, found by the paper's factored approximation. Rows are aligned by how well their
cells can be aligned, columns likewise, and what the two alignments select is summed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

Rewards = NDArray[np.float64]
"""Likeness 0..1 of every pair of cells, indexed [row a, row b, column a, column b]."""
Span = tuple[int, int, int, int]
"""How far the cell that covers a place reaches from it: left, up, right, down; a plain cell is (0, 0, 1, 1)."""
PLAIN: Span = (0, 0, 1, 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix of texts and one of spans; merged cells stand in every place they cover."""

    texts: Sequence[Sequence[str]]
    spans: Sequence[Sequence[Span]]

    @property
    def size(self) -> int:
        """Number of places."""
        return len(self.texts) * (len(self.texts[0]) if self.texts else 0)


def content_score(a: Grid, b: Grid) -> float:
    """Sum of the likeness of texts (longest common subsequence) over the most similar substructures."""
    return _substructure_score(_content_rewards(a, b)) if a.size and b.size else 0.0


def topology_score(a: Grid, b: Grid) -> float:
    """Sum of the overlap (intersection over union) of spans over the most similar substructures."""
    return _substructure_score(_topology_rewards(a, b)) if a.size and b.size else 0.0


def grits(score: float, a: int, b: int) -> float | None:
    """F-score of a summed likeness over two numbers of places; None without any.

    >>> grits(6.0, 6, 9)
    0.8
    """
    return 2 * score / (a + b) if a + b else None


def _content_rewards(a: Grid, b: Grid) -> Rewards:
    left, right = [text for row in a.texts for text in row], [text for row in b.texts for text in row]
    known, wanted = sorted(set(left)), sorted(set(right))
    alike = cdist(known, wanted, scorer=Indel.normalized_similarity).astype(float)
    at, to = {text: n for n, text in enumerate(known)}, {text: n for n, text in enumerate(wanted)}
    pairs = alike[np.ix_([at[text] for text in left], [to[text] for text in right])]
    return _by_rows(pairs, a, b)


def _topology_rewards(a: Grid, b: Grid) -> Rewards:
    left, right = (np.array([span for row in grid.spans for span in row], float) for grid in (a, b))
    low, high = np.maximum(left[:, None, :2], right[None, :, :2]), np.minimum(left[:, None, 2:], right[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(box[:, 2:] - box[:, :2]).prod(axis=1) for box in (left, right)]
    return _by_rows(common / (areas[0][:, None] + areas[1][None, :] - common), a, b)


def _by_rows(pairs: NDArray[np.float64], a: Grid, b: Grid) -> Rewards:
    """Cell by cell likeness as [row a, row b, column a, column b]."""
    rows, columns = (len(a.texts), len(b.texts)), (len(a.texts[0]), len(b.texts[0]))
    return pairs.reshape(rows[0], columns[0], rows[1], columns[1]).transpose(0, 2, 1, 3)


def _substructure_score(rewards: Rewards) -> float:
    rows = _align(_best_sums(rewards))
    columns = _align(_best_sums(rewards.transpose(2, 3, 0, 1)))
    return float(sum(rewards[i, k, j, n] for i, k in rows for j, n in columns))


def _best_sums(rewards: Rewards) -> NDArray[np.float64]:
    """For every pair of rows the most that an alignment of their cells can earn."""
    best = np.zeros((*rewards.shape[:2], rewards.shape[2] + 1, rewards.shape[3] + 1))
    for i in range(rewards.shape[2]):
        for j in range(rewards.shape[3]):
            either = np.maximum(best[:, :, i, j + 1], best[:, :, i + 1, j])
            best[:, :, i + 1, j + 1] = np.maximum(either, best[:, :, i, j] + rewards[:, :, i, j])
    sums: NDArray[np.float64] = best[:, :, -1, -1]
    return sums


def _align(gain: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs of indices in order that earn the most."""
    rows, columns = gain.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(rows):
        for j in range(columns):
            best[i + 1, j + 1] = max(best[i, j] + gain[i, j], best[i, j + 1], best[i + 1, j])
    pairs, i, j = [], rows, columns
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + gain[i - 1, j - 1]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
