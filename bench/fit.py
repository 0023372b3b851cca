"""Fits the confidence model: ``python -m bench.fit SET... [--held SET...] [--renditions digital,scan200,...]``.

Reads made sets (kept readings are used again), compares them with their truth, fits the weights of doubts for each kind
of value, chooses the thresholds on documents that were left out of the fit, writes normalize/confidence_weights.json
and prints the figures on the held-out sets.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from bench.fit_model import (
    Matrix,
    Weights,
    doubts_of,
    fit_kinds,
    model_to_json,
    scores_of,
    stretched,
    stretches,
)
from bench.fit_samples import Reuse, Sample, set_to_samples
from normalize.confidence_model import MODEL_FILE, NAME_SPOILS, SILENT_TARGET, probability_of
from pipeline.evaluate_confidence import auroc, ece

RENDITIONS = "digital,scan200,phone,fax,photo,office,copy"
FOLDS = 5
ENOUGH = 0.4
"""Share of values that must stand unread for their errors to count."""
YARDSTICKS = ("digital", "scan200", "phone")
"""The renditions that each must keep the target: wrecked photographs, faxes and photocopies would have all reviewed."""
KINDER = 0.6
"""Real scans have more ways to go wrong than made ones: of these only so much of the target may stand unread."""
TARGETS = (0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05)
GRID = np.concatenate([np.arange(0.5, 0.95, 0.01), np.arange(0.95, 0.9995, 0.0005)])
LOTS = 20
"""Draws for ``ece_by_chance``."""
HERE = Path(__file__).parent.parent


def probabilities(kinds: Mapping[str, Weights], samples: Sequence[Sample]) -> Matrix:
    """What the model says of each sample."""
    named = np.array([one.of is not None for one in samples], dtype=bool)
    told = _surely([kinds[one.kind] for one in samples], doubts_of([one.doubts for one in samples]))
    names = doubts_of([one.of for one in samples if one.of is not None])
    told[named] *= 1.0 - NAME_SPOILS * (1.0 - _surely([kinds["actor"]] * len(names), names))
    return told


def _surely(weights: Sequence[Weights], doubts: Matrix) -> Matrix:
    return np.array([probability_of(float(one.scores(row))) for one, row in zip(weights, doubts, strict=True)])


def fit_crosswise(samples: Sequence[Sample]) -> tuple[dict[str, Weights], Matrix]:
    """The weights of each kind, and what models say of each sample that were fitted without its document."""
    documents = sorted({one.document for one in samples})
    fold = {document: number % FOLDS for number, document in enumerate(documents)}
    own = np.array([fold[one.document] for one in samples])
    folds = [fit_kinds([one for one in samples if fold[one.document] != number]) for number in range(FOLDS)]
    scores, told = np.zeros(len(samples)), np.zeros(len(samples))
    for number, kinds in enumerate(folds):
        at = [index for index in np.flatnonzero(own == number).tolist() if samples[index].kind in kinds]
        scores[at] = scores_of(kinds, [samples[index] for index in at])
    for number, kinds in enumerate(folds):
        others = np.flatnonzero(own != number).tolist()
        by = stretches(scores[others], [samples[index] for index in others])
        at = [index for index in np.flatnonzero(own == number).tolist() if samples[index].kind in kinds]
        told[at] = probabilities(stretched(kinds, by), [samples[index] for index in at])
    return stretched(fit_kinds(samples), stretches(scores, samples)), told


def thresholds(told: Matrix, samples: Sequence[Sample]) -> list[tuple[float, float]]:
    """For each target the least confidence that may stand unread: from it on no higher one has too many wrong values.

    Too many are more than KINDER of the target. It must do for each of YARDSTICKS on its own: clean files do not make
    up for phone scans.
    """
    parts = []
    told = unread(told, samples)
    for name in YARDSTICKS:
        at = np.array([one.rendition == name for one in samples], dtype=bool)
        if at.any():
            parts.append((told[at], np.array([one.right for one in samples], dtype=bool)[at]))
    found = []
    for target in TARGETS:
        fine = [all(_fits(values, right, least, KINDER * target) for values, right in parts) for least in GRID]
        first = next((at for at in range(len(GRID)) if all(fine[at:])), None)
        found.append((target, round(float(GRID[first]), 4) if first is not None else 1.0))
    return found


def unread(told: Matrix, samples: Sequence[Sample]) -> Matrix:
    """What decides whether values stand unread: nothing where a rule sends them to review."""
    return np.where(np.array([one.ruled for one in samples], dtype=bool), 0.0, told)


def _silent(told: Matrix, right: NDArray[np.bool_], least: float) -> float:
    auto = told >= least
    return float((auto & ~right).sum() / max(1, auto.sum()))


def _fits(told: Matrix, right: NDArray[np.bool_], least: float, target: float) -> bool:
    """Whether no more are silently wrong; where hardly any value stands unread an error or two tell nothing."""
    return _silent(told, right, least) <= target or bool((told >= least).mean() < ENOUGH)


def figures(told: Matrix, samples: Sequence[Sample], least: float) -> dict[str, float | int | None]:
    """Counts, calibration and separation, and what review would cost at a threshold.

    ``ece_by_chance`` is what probabilities without any fault would show with so few values.
    """
    right = np.array([one.right for one in samples], dtype=bool)
    scored = [(float(value), bool(good)) for value, good in zip(told, right, strict=True)]
    area, error = auroc(scored), ece(scored)
    lots = np.random.default_rng(0).random((LOTS, len(told)))
    chance = [ece([(float(value), bool(lot < value)) for value, lot in zip(told, row, strict=True)]) for row in lots]
    return {
        "values": len(samples),
        "wrong": int((~right).sum()),
        "auroc": None if area is None else round(area, 4),
        "ece": None if error is None else round(error, 4),
        "ece_by_chance": round(float(np.mean([one or 0.0 for one in chance])), 4),
        "review_share": round(float((unread(told, samples) < least).mean()), 4),
        "silent_error": round(_silent(unread(told, samples), right, least), 5),
    }


def grouped(told: Matrix, samples: Sequence[Sample], least: float) -> dict[str, dict[str, float | int | None]]:
    """The figures of all samples, and for each rendition and kind."""
    names: dict[str, list[int]] = {"all": list(range(len(samples)))}
    names["all but fax"] = [index for index, one in enumerate(samples) if one.rendition != "fax"]
    for index, one in enumerate(samples):
        names.setdefault(f"rendition {one.rendition}", []).append(index)
        names.setdefault(f"kind {one.kind}", []).append(index)
    return {name: figures(told[at], [samples[index] for index in at], least) for name, at in sorted(names.items())}


def lines_of(groups: Mapping[str, Mapping[str, float | int | None]]) -> list[str]:
    """The figures as a table for the terminal."""
    head = ("values", "wrong", "auroc", "ece", "ece_by_chance", "review_share", "silent_error")
    lines = [f"{'':24}" + "".join(f"{name:>13}" for name in head)]
    return lines + [f"{name:24}" + "".join(f"{one[key] if one[key] is not None else '-':>13}" for key in head)
                    for name, one in groups.items()]  # fmt: skip


def silent_lines(told: Matrix, samples: Sequence[Sample], least: float, count: int) -> list[str]:
    """The surest wrong values."""
    kept = zip(unread(told, samples), samples, strict=True)
    wrong = [(value, one) for value, one in kept if not one.right and value >= least]
    ranked = sorted(wrong, key=lambda pair: -pair[0])[:count]
    return [
        f"{value:.4f} {one.where} {one.kind}: {one.wanted!r} <- {one.text!r} {dict(one.doubts)}"
        for value, one in ranked
    ]


def samples_of(sets: Iterable[Path], renditions: Sequence[str], reuse: Reuse) -> list[Sample]:
    """The samples of all sets."""
    return [one for folder in sets for one in set_to_samples(folder, renditions, reuse)]


def provenance(sets: Sequence[Path], samples: Sequence[Sample], renditions: Sequence[str]) -> dict[str, Any]:
    """Where the weights come from."""
    return {
        "fitted": datetime.now(UTC).date().isoformat(),
        "command": "python -m bench.fit " + " ".join(folder.name for folder in sets),
        "sets": [folder.name for folder in sets],
        "renditions": list(renditions),
        "documents": len({one.document for one in samples}),
        "values": len(samples),
        "wrong": sum(not one.right for one in samples),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.fit", description="Fits the confidence model on made sets.")
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--held", type=Path, nargs="*", default=[], help="sets that only the figures come from")
    parser.add_argument("--renditions", default=RENDITIONS)
    parser.add_argument("--reuse", choices=get_args(Reuse), default="kept", help="what kept readings are used for")
    parser.add_argument("--silent", type=int, default=0, help="list this many of the surest wrong values")
    parser.add_argument("--out", type=Path, default=HERE / "normalize" / MODEL_FILE)
    parser.add_argument("--note", default="", help="how the sets were made, such as their seeds; kept with the weights")
    given = parser.parse_args(arguments)
    renditions = tuple(filter(None, given.renditions.split(",")))
    samples = samples_of(given.sets, renditions, given.reuse)
    kinds, told = fit_crosswise(samples)
    chosen = thresholds(told, samples)
    least = dict(chosen)[SILENT_TARGET]
    about = provenance(given.sets, samples, renditions) | {"note": given.note}
    about |= {"cross_fitted": grouped(told, samples, least)}
    held = samples_of(given.held, renditions, given.reuse)
    known = [one for one in held if one.kind in kinds]
    if known:
        about |= {"held_sets": [folder.name for folder in given.held]}
        about |= {"held_out": grouped(probabilities(kinds, known), known, least)}
    given.out.write_text(json.dumps(model_to_json(kinds, chosen, about), indent=1) + "\n", "utf-8")
    print("\n".join([f"thresholds {chosen}", *lines_of(about["cross_fitted"]), *lines_of(about.get("held_out", {}))]))
    print("\n".join(silent_lines(told, samples, least, given.silent)))


if __name__ == "__main__":
    main()
