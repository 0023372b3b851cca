"""How well the confidences tell right from wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.evaluate_tally import Judged

ECE_BINS = 10
RELIABILITY_EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)
"""Closer together where most values lie."""
SILENT_TARGET = 0.005
"""The share of wrong values among those nobody looks at that an archive can live with."""

Scored = Sequence[tuple[float, bool]]
"""Confidence and whether the value is right."""


def confidence_figures(judged: Sequence[Judged], lost: float) -> dict[str, float | None]:
    """The figures; ``lost`` cells were not read at all, so nobody is asked to look at them either."""
    scored, filled = scores(judged), scores([one for one in judged if one.filled])
    review = [one for one in judged if one.status == "review"]
    auto = [one for one in judged if one.status == "auto"]
    wrong = sum(not one.right for one in auto)
    return {
        "values": len(judged),
        "values_right": _share(sum(one.right for one in judged), len(judged)),
        "auroc": auroc(scored),
        "auroc_filled": auroc(filled),
        "ece": ece(scored),
        "ece_filled": ece(filled),
        "review_share": _share(len(review), len(judged)),
        "review_precision": _share(sum(not one.right for one in review), len(review)),
        "silent_error": _share(wrong, len(auto)),
        "silent_error_filled": _share(
            sum(one.filled and not one.right for one in auto), sum(one.filled for one in auto)
        ),
        "silent_error_with_lost": _share(wrong + lost, len(auto) + lost),
        "review_needed": review_needed(filled),
        "review_needed_all": review_needed(scored),
    }


def kind_figures(judged: Sequence[Judged]) -> dict[str, dict[str, float | None]]:
    """Calibration of every kind of value on its own, in order of first appearance."""
    kinds = dict.fromkeys(one.kind for one in judged)
    return {kind: _kind([one for one in judged if one.kind == kind]) for kind in kinds}


def _kind(judged: Sequence[Judged]) -> dict[str, float | None]:
    scored = scores(judged)
    auto = [one for one in judged if one.status == "auto"]
    return {
        "values": len(judged),
        "values_right": _share(sum(one.right for one in judged), len(judged)),
        "auroc": auroc(scored),
        "ece": ece(scored),
        "review_share": _share(sum(one.status == "review" for one in judged), len(judged)),
        "silent_error": _share(sum(not one.right for one in auto), len(auto)),
    }


def scores(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Confidence and rightness of the values that have a confidence."""
    return [(one.confidence, one.right) for one in judged if one.confidence is not None]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def auroc(scored: Scored) -> float | None:
    """Probability that a right value has more confidence than a wrong one, ties half.

    >>> auroc([(0.9, True), (0.2, False), (0.2, True)])
    0.75
    """
    right = sum(good for _, good in scored)
    wrong = len(scored) - right
    if not right or not wrong:
        return None
    rank, total = 0, 0.0
    for _, tied in groupby(sorted(scored), key=lambda one: one[0]):
        group = [good for _, good in tied]
        total += sum(group) * (2 * rank + len(group) + 1) / 2
        rank += len(group)
    return (total - right * (right + 1) / 2) / (right * wrong)


def ece(scored: Scored) -> float | None:
    """Expected calibration error over bins of equal size; ties count with their mean, whatever their order."""
    if not scored:
        return None
    ranked: list[tuple[float, float]] = []
    for confidence, tied in groupby(sorted(scored), key=lambda one: one[0]):
        group = [good for _, good in tied]
        ranked += [(confidence, sum(group) / len(group))] * len(group)
    error = 0.0
    for number in range(ECE_BINS):
        part = ranked[number * len(ranked) // ECE_BINS : (number + 1) * len(ranked) // ECE_BINS]
        error += abs(sum(good - confidence for confidence, good in part))
    return error / len(ranked)


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of like confidence: their mean confidence, the share of right ones, how many there are."""

    confidence: float
    right: float
    count: int


def reliability(scored: Scored) -> list[Bin]:
    """Bins with edges at RELIABILITY_EDGES, empty ones left out."""
    bins = []
    for low, high in zip(RELIABILITY_EDGES, RELIABILITY_EDGES[1:], strict=False):
        part = [(confidence, good) for confidence, good in scored if low <= confidence < high]
        if part:
            mean = sum(confidence for confidence, _ in part) / len(part)
            bins.append(Bin(mean, sum(good for _, good in part) / len(part), len(part)))
    return bins


def risk_coverage(scored: Scored) -> list[tuple[float, float]]:
    """Share of values kept, the surest first, and the share of wrong ones among them; ties are kept together."""
    curve, kept, wrong = [], 0, 0
    for _, tied in groupby(sorted(scored, reverse=True), key=lambda one: one[0]):
        group = [good for _, good in tied]
        kept += len(group)
        wrong += sum(not good for good in group)
        curve.append((kept / len(scored), wrong / kept))
    return curve


def asked_now(judged: Sequence[Judged]) -> tuple[float, float]:
    """The share of values that are asked for, and the share of wrong ones among the rest."""
    auto = [one for one in judged if one.status == "auto"]
    return 1 - len(auto) / max(1, len(judged)), sum(not one.right for one in auto) / max(1, len(auto))


def review_needed(scored: Scored, target: float = SILENT_TARGET) -> float | None:
    """The least share to look at, the lowest confidence first, so that fewer than ``target`` of the rest are wrong."""
    if not scored:
        return None
    wrong, seen = sum(not good for _, good in scored), 0
    for _, tied in groupby(sorted(scored), key=lambda one: one[0]):
        if wrong / (len(scored) - seen) < target:
            return seen / len(scored)
        group = [good for _, good in tied]
        wrong -= sum(not good for good in group)
        seen += len(group)
    return 1.0
