"""Which predicted step, SOP and actor answers which true one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from pipeline.evaluate_text import folded, key, likeness

Json = Mapping[str, Any]
Pairs = list[tuple[int, int]]

SURE, POSSIBLE = 0.45, 0.2
"""Likeness of the Aktivitas from which two steps are the same; a lower one does when number and documents agree."""
NUMBER_BONUS, REST_BONUS, REST_NEEDED = 0.12, 0.15, 0.6
SOP_FLOOR = 0.3
NAME_FLOOR = 0.55
MANY_SOPS = 6
"""Up to this many SOPs every assignment is tried; beyond, the best pairs are taken first."""


def text_of(leaf: object) -> str:
    """The printed text of a leaf, '' for none."""
    if isinstance(leaf, Mapping):
        text = leaf.get("text")
        return "" if text is None else str(text)
    return "" if leaf is None else str(leaf)


def cell(step: Json, column: str) -> str:
    """The printed text of a cell."""
    return text_of(step.get(column))


def align_steps(gold: Sequence[Json], predicted: Sequence[Json]) -> Pairs:
    """Pairs in order that make the most of all likeness (dynamic programming)."""
    gain = [[_step_gain(a, b) for b in predicted] for a in gold]
    rows, columns = len(gold), len(predicted)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = best[i + 1][j + 1] + gain[i][j] if gain[i][j] >= 0 else -1.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if gain[i][j] >= 0 and best[i][j] == best[i + 1][j + 1] + gain[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _step_gain(gold: Json, predicted: Json) -> float:
    """How well a step answers another; -1 for not at all."""
    said = likeness(cell(gold, "aktivitas"), cell(predicted, "aktivitas"))
    number = key(cell(gold, "no"))
    bonus = NUMBER_BONUS if number and number == key(cell(predicted, "no")) else 0.0
    rest = 0.0
    if folded(cell(gold, "kelengkapan")) or folded(cell(gold, "output")):
        rest = sum(likeness(cell(gold, c), cell(predicted, c)) for c in ("kelengkapan", "output")) / 2
    same = said >= SURE or (said >= POSSIBLE and bonus > 0 and rest > REST_NEEDED)
    return said + bonus + REST_BONUS * rest if same else -1.0


def align_sops(gold: Sequence[Json], predicted: Sequence[Json]) -> Pairs:
    """Pairs of SOPs with the most steps in common; their titles decide where there are none."""
    if not gold or not predicted:
        return []
    gain = [[_sop_gain(a, b) for b in predicted] for a in gold]
    if max(len(gold), len(predicted)) <= MANY_SOPS:
        pairs = max(_assignments(len(gold), len(predicted)), key=lambda way: sum(gain[i][j] for i, j in way))
    else:
        pairs = _best_first(gain)
    return [(i, j) for i, j in pairs if gain[i][j] > SOP_FLOOR]


def _assignments(rows: int, columns: int) -> list[Pairs]:
    if columns >= rows:
        return [list(enumerate(way)) for way in permutations(range(columns), rows)]
    return [[(i, j) for j, i in enumerate(way)] for way in permutations(range(rows), columns)]


def _best_first(gain: Sequence[Sequence[float]]) -> Pairs:
    """Greedy one-to-one pairs, the best first."""
    ranked = sorted(((value, i, j) for i, row in enumerate(gain) for j, value in enumerate(row)), reverse=True)
    pairs: Pairs = []
    for _, i, j in ranked:
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _sop_gain(gold: Json, predicted: Json) -> float:
    steps = predicted.get("steps") or []
    pairs = align_steps(gold["steps"], steps)
    said = sum(likeness(cell(gold["steps"][i], "aktivitas"), cell(steps[j], "aktivitas")) for i, j in pairs)
    titles = [text_of((sop.get("identity") or {}).get("nama_sop")) for sop in (gold, predicted)]
    return said + likeness(*titles) + 0.01


def match_names(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, int]:
    """Predicted name -> position in ``gold``, one to one, the likest first; nearness in order breaks ties."""
    ranked = sorted(
        ((likeness(a, b) - 0.001 * abs(i - j), i, j) for i, a in enumerate(gold) for j, b in enumerate(predicted)),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for value, i, j in ranked:
        if value >= NAME_FLOOR and j not in taken and i not in taken.values():
            taken[j] = i
    return {predicted[j]: i for j, i in taken.items()}
