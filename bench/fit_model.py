"""Fits the weights of doubts: a logistic model for each kind of value, drawn towards what is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.fit_samples import Sample
from normalize.confidence_model import OVERLAP, OVERLAP_BELOW, KindModel, pieces

Matrix = NDArray[np.float64]

KNOTS: Mapping[str, tuple[float, ...]] = {
    "line_doubt": (0.01, 0.1, 0.5),
    "engine_doubt": (0.1, 0.4),
    "stained": (0.05, 0.5),
    "disagree": (0.1, 0.5),
    "grid_doubt": (0.1, 0.5, 1.0),
    "header_doubt": (0.1, 0.4),
    "objection": (0.15, 0.6),
    "usual_next": (0.15, 0.6),
    "page_noise": (0.05, 0.2),
    "page_disagree": (0.1, 0.4),
    "name_doubt": (0.1, 0.4),
    "unlike_column": (0.5, 1.0),
    "line_gap": (0.3, 1.0),
    "unknown_words": (0.5, 1.0),
    "odd_marks": (0.5, 1.0),
    "strange_names": (0.5, 1.0),
    "edge_doubt": (0.1, 0.25, 0.6),
    "hint_doubt": (0.2, 0.6),
    "usual_mark": (0.2, 0.6),
}
"""A small doubt says more than its share of a great one: these count in pieces."""

PRIOR: Mapping[str, float] = {
    "header_doubt<0.1": 0.3, "header_doubt<0.4": 0.8, "inherited_header": 0.5, "place_doubt": 5.0,
    "grid_doubt<0.1": 1.5, "grid_doubt<0.5": 3.0, "grid_doubt<1": 2.5, "row_doubt": 4.5, "continued": 1.0,
    "unparsed": 2.6, "out_of_sequence": 3.0, "unread_ink": 4.5, "overprinted": 5.0, "lone_figure": 2.0,
    "odd_name": 6.0, "merged": 2.0, "absent": 0.5, "scanned": 0.2, "line_doubt<0.01": 0.3, "line_doubt<0.1": 0.8,
    "line_doubt<0.5": 3.0, "engine_doubt<0.1": 0.2, "engine_doubt<0.4": 0.4, "disagree<0.1": 1.0, "disagree<0.5": 1.0,
    "digits_differ": 1.0, "spaces_differ": 0.2, "blank": 0.3, "short": 0.8, "long": 0.3, "figures": 0.2,
    "unknown_words<0.5": 2.0, "unknown_words<1": 0.5, "odd_marks<0.5": 1.5, "odd_marks<1": 0.7, "stops": 0.1,
    "cut": 0.5, "label_inside": 2.0, "is_heading": 7.0, "number_inside": 1.5, "line_gap<0.3": 0.8, "line_gap<1": 2.0,
    "changed": 0.4, "open_repairs": 3.5, "objection<0.15": 3.8, "objection<0.6": 1.5, "page_doubt": 0.5, "coarse": 0.5,
    "page_noise<0.05": 0.2, "page_noise<0.2": 1.0, "page_disagree<0.1": 0.1, "page_disagree<0.4": 1.0,
    "row_noise": 0.8, "lost_numbers": 2.0, "unlike_column<0.5": 0.2, "unlike_column<1": 0.8, "longer": 0.3,
    "name_doubt<0.1": 0.3, "name_doubt<0.4": 1.0, "backward": 0.2, "leap": 0.2, "inferred": 1.0, "unlabelled": 1.0,
    "one_engine": 0.1, "glued": 3.5, "list_stops": 1.5, "unseen_marks": 0.5, "unseen_points": 0.3, "lost_marks": 0.7,
    "unseen_colon": 3.0, "near_twin": 1.0, "unvouched": 0.3, "odd_mark": 4.0, "odd_exits": 0.7, "crowded": 0.3,
    "crowded_poor": 3.0, "usual_mark<0.2": 0.5, "usual_mark<0.6": 1.5, "edge_doubt<0.1": 1.0, "edge_doubt<0.25": 2.0,
    "edge_doubt<0.6": 1.5, "hint_doubt<0.2": 1.0, "hint_doubt<0.6": 1.5, "required": 0.0, "number_gap": 1.5,
    "plain_end": 1.0, "marks_differ": 1.0, "case_differ": 1.0, "words_differ": 1.5, "words_settled": 0.2,
    "strange_names<0.5": 0.5, "strange_names<1": 0.2, "torn": 4.5, "stop_changed": 3.0, "mixed_stops": 2.0,
    "beside_cut": 3.0, "disputed_alone": 0.3, "hinted": 0.5, "plain_leap": 1.0, "usual_next<0.15": 0.5,
    "usual_next<0.6": 1.0, "box_doubt": 1.0, "poor_box": 3.0, "weak_alone": 3.0, "only_figures": 5.0,
    "seldom_blank": 6.0, "odd_field": 5.0, "joined": 5.0, "stained<0.05": 0.5, "stained<0.5": 0.8,
}  # fmt: skip
"""Weights before anything is fitted, in log-odds: from the error rates of two engines and the first labelled pages."""
PRIOR_BIAS = 5.5
FIRMNESS = 15.0
"""How firmly the weights of all kinds together are held to the prior ..."""
KIND_FIRMNESS = 15.0
"""... and those of each kind to the weights of all: a unit of log-odds weighs as so many surprises."""
SMALL_KIND = 0.02
"""Of a kind with few values each counts at least so many surprises against that."""
STRETCH_SPREAD = 0.2, 0.5
"""How far the factor of a kind's log-odds strays from 1, and their term from 0, as a rule: few values move little."""
BIAS_FIRMNESS = 1.0
ROUNDS = 600


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds = ``bias`` minus ``values`` times doubts."""

    bias: float
    values: Matrix

    def scores(self, doubts: Matrix) -> Matrix:
        """Log-odds of rows of doubts."""
        return np.asarray(self.bias - doubts @ self.values)


NAMES = tuple(PRIOR)
PRIOR_VALUES: Matrix = np.array([PRIOR[name] for name in NAMES])
LEAST = 0.3
"""No weight falls below this share of its prior: made documents are cleaner than real ones, and tell little of doubts
that are rare in them."""
LEASTS: Mapping[str, float] = {"weak_alone": 0.75, "grid_doubt<0.5": 0.8, "grid_doubt<1": 0.8, "row_doubt": 1.0}
"""Other shares: a second engine is asked about the weak lines of made documents, in old dumps there was none; and boxes
and rows of made documents hardly ever swallow their neighbours."""
FLOOR: Matrix = np.array([LEASTS.get(name, LEAST) * PRIOR[name] for name in NAMES])


def doubts_of(samples: Sequence[Mapping[str, float]]) -> Matrix:
    """One row of pieces of doubt for each value, columns as in NAMES."""
    column = {name: at for at, name in enumerate(NAMES)}
    rows = np.zeros((len(samples), len(NAMES)))
    for row, sample in zip(rows, samples, strict=True):
        for name, doubt in pieces(sample, KNOTS).items():
            row[column[name]] = doubt
    return rows


def fit_kinds(samples: Sequence[Sample]) -> dict[str, Weights]:
    """The weights of each kind: first those of all kinds together, then each kind's own, held to them."""
    samples = [sample for sample in samples if not sample.spoiled]
    doubts = doubts_of([sample.doubts for sample in samples])
    right = np.array([sample.right for sample in samples], dtype=np.float64)
    kinds = np.array([sample.kind for sample in samples])
    start = Weights(PRIOR_BIAS, PRIOR_VALUES)
    shared = fit(doubts, right, start, FIRMNESS)
    own = {kind: kinds == kind for kind in sorted(set(kinds))}
    return {
        kind: fit(doubts[at], right[at], shared, min(KIND_FIRMNESS, SMALL_KIND * at.sum())) for kind, at in own.items()
    }


def fit(doubts: Matrix, right: Matrix, start: Weights, firmness: float) -> Weights:
    """Penalized logistic regression with bounded weights, by accelerated projected descent."""
    columns = np.hstack([-doubts, np.ones((len(doubts), 1))])
    centre = np.append(start.values, start.bias)
    firm = np.append(np.full(len(start.values), firmness), BIAS_FIRMNESS)
    step = 1.0 / (0.25 * float(np.linalg.norm(columns, 2)) ** 2 + float(firm.max()))
    here = ahead = centre.copy()
    for number in range(ROUNDS):
        wrong = 1.0 / (1.0 + np.exp(-np.clip(columns @ ahead, -30, 30))) - right
        moved = ahead - step * (columns.T @ wrong + firm * (ahead - centre))
        moved[:-1] = np.maximum(moved[:-1], FLOOR)
        ahead = moved + number / (number + 3) * (moved - here)
        here = moved
    return Weights(float(here[-1]), here[:-1])


def scores_of(kinds: Mapping[str, Weights], samples: Sequence[Sample]) -> Matrix:
    """The log-odds of each sample by the weights of its kind."""
    rows = doubts_of([one.doubts for one in samples])
    return np.array([float(kinds[one.kind].scores(row)) for one, row in zip(samples, rows, strict=True)])


def stretches(scores: Matrix, samples: Sequence[Sample]) -> dict[str, tuple[float, float]]:
    """For each kind the factor and the term that make its log-odds tell how often values are right.

    ``scores`` must come from weights that were fitted without the samples.
    """
    kinds = np.array([one.kind if not one.spoiled else "" for one in samples])
    right = np.array([one.right for one in samples], dtype=bool)
    return {kind: _stretch(scores[kinds == kind], right[kinds == kind]) for kind in sorted(set(kinds) - {""})}


def _stretch(scores: Matrix, right: NDArray[np.bool_]) -> tuple[float, float]:
    best, found = np.inf, (1.0, 0.0)
    for factor in np.arange(0.6, 1.61, 0.05):
        for term in np.arange(-1.5, 1.51, 0.125):
            told = np.array(factor * scores + term)
            soft = np.where(told > OVERLAP_BELOW, told, OVERLAP_BELOW + OVERLAP * (told - OVERLAP_BELOW))
            cost = float(np.logaddexp(0.0, np.where(right, -soft, soft)).sum())
            cost += 0.5 * ((factor - 1.0) / STRETCH_SPREAD[0]) ** 2 + 0.5 * (term / STRETCH_SPREAD[1]) ** 2
            if cost < best:
                best, found = cost, (float(factor), float(term))
    return found


def stretched(kinds: Mapping[str, Weights], by: Mapping[str, tuple[float, float]]) -> dict[str, Weights]:
    """The weights with their log-odds stretched."""
    return {
        kind: Weights(factor * one.bias + term, factor * one.values)
        for kind, one in kinds.items()
        for factor, term in [by.get(kind, (1.0, 0.0))]
    }


def to_kind_model(weights: Weights) -> KindModel:
    """The weights as the product uses them."""
    return KindModel(weights.bias, {name: float(value) for name, value in zip(NAMES, weights.values, strict=True)})


def model_to_json(
    kinds: Mapping[str, Weights], thresholds: Sequence[tuple[float, float]], about: Any
) -> dict[str, Any]:
    """The data file of the model."""
    return {
        "provenance": about,
        "knots": {name: list(values) for name, values in KNOTS.items()},
        "thresholds": [list(pair) for pair in thresholds],
        "kinds": {
            kind: {
                "bias": round(one.bias, 3),
                "weights": {name: round(float(value), 3) for name, value in zip(NAMES, one.values, strict=True)},
            }
            for kind, one in kinds.items()
        },
    }
