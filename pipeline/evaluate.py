"""Compares predicted records with gold ones of the same schema: the figures of accuracy and of confidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalize.record import validate_record
from pipeline.errors import UsageError
from pipeline.evaluate_align import align_sops
from pipeline.evaluate_confidence import confidence_figures, kind_figures
from pipeline.evaluate_flow import compare_flow
from pipeline.evaluate_identity import LISTS, compare_identity
from pipeline.evaluate_steps import (
    COLUMNS,
    compare_doers,
    compare_header,
    compare_steps,
    pair_steps,
    same_actors,
)
from pipeline.evaluate_structure import compare_grids, sop_to_grid
from pipeline.evaluate_tally import Tally
from pipeline.evaluate_text import folded

MOST_GROUPS = 12
"""File names shared by several folders (digital.pdf, phone.pdf) are groups of their own, unless there are more."""
ALL = "semua"


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold record and the prediction for it, None when there is none; ``group`` is the column it counts in."""

    name: str
    group: str
    gold: Path
    predicted: Path | None


def pair_folders(gold: Path, predicted: Path) -> list[Pair]:
    """Records of the same relative path. Raises UsageError when ``gold`` holds none."""
    files = [gold] if gold.is_file() else sorted(gold.rglob("*.json"))
    if not files:
        raise UsageError(f"{gold}: tidak ada rekaman acuan (*.json).")
    if gold.is_file():
        return [Pair(gold.stem, ALL, gold, predicted if predicted.is_file() else None)]
    shared = Counter(_stem(file) for file in files)
    grouped = 1 < len(shared) <= MOST_GROUPS and len(files) > len(shared)
    pairs = []
    for file in files:
        name = file.relative_to(gold)
        answer = predicted / name
        pairs.append(Pair(str(name), _stem(file) if grouped else ALL, file, answer if answer.is_file() else None))
    return pairs


def _stem(file: Path) -> str:
    return file.name.split(".")[0]


def evaluate(pairs: Iterable[Pair]) -> dict[str, dict[str, Tally]]:
    """Tallies: group -> document -> tally."""
    tallies: dict[str, dict[str, Tally]] = {}
    for pair in pairs:
        gold = read_record(pair.gold)
        predicted = read_record(pair.predicted) if pair.predicted else None
        try:
            tally = compare_records(gold, predicted, pair.name)
        except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError):
            _refuse_broken(pair, gold, predicted)
            raise
        tallies.setdefault(pair.group, {})[pair.name] = tally
    return tallies


def _refuse_broken(pair: Pair, gold: Mapping[str, Any], predicted: Mapping[str, Any] | None) -> None:
    """Raises UsageError where a record does not keep to the schema; that test costs more than all the rest."""
    for path, record in ((pair.gold, gold), (pair.predicted, predicted)):
        if record is not None and (problems := validate_record(record)):
            raise UsageError(f"{path}: bukan rekaman mutubaku.sop/1 yang utuh: {problems[0]}")


def read_record(path: Path) -> dict[str, Any]:
    """A record. Raises UsageError for a file that is none."""
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: bukan rekaman JSON yang dapat dibaca: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("sops"), list):
        raise UsageError(f"{path}: bukan rekaman mutubaku.sop/1 (tidak ada daftar sops).")
    return record


def compare_records(
    gold: Mapping[str, Any], predicted: Mapping[str, Any] | None, name: str, into: Tally | None = None
) -> Tally:
    """One document. Without a prediction all that gold holds is lost; where gold holds nothing, nothing is."""
    tally = into or Tally()
    wanted: Sequence[Mapping[str, Any]] = gold["sops"]
    given = list((predicted or {}).get("sops") or [])
    tally.add("files", 0, 1)
    tally.add("missing", predicted is None and bool(wanted), 1)
    answers = dict(align_sops(wanted, given))
    tally.add("sop_recall", len(answers), len(wanted))
    tally.add("sop_precision", len(answers), len(given))
    outcomes = []
    for number, sop in enumerate(wanted):
        answer = given[answers[number]] if number in answers else None
        outcomes.append(_compare_sop(tally, sop, answer, f"{name}#{number + 1}"))
    for number, sop in enumerate(given):
        if number not in answers.values() and sop.get("steps"):
            _stray_sop(tally, sop, f"{name}/SOP lebih {number + 1}")
    if any(sop["steps"] for sop in wanted):
        tally.perfect.append(all(whole for whole, _ in outcomes))
        tally.perfect_text.append(all(text for _, text in outcomes))
    return tally


def _compare_sop(
    tally: Tally, gold: Mapping[str, Any], predicted: Mapping[str, Any] | None, where: str
) -> tuple[bool, bool]:
    """Whether the SOP is perfect with its doers, and in its texts."""
    steps = pair_steps(gold, predicted, where)
    columns = compare_header(tally, gold, predicted, steps)
    text = compare_steps(tally, steps) and predicted is not None
    doers, symbols = compare_doers(tally, gold, steps, columns)
    arrows = compare_flow(tally, gold, predicted, steps)
    if gold["flow"]["edges"]:
        tally.add("flow_right", doers and symbols and arrows and same_actors(gold, predicted), 1)
    compare_grids(tally, gold, predicted)
    if gold.get("identity") is not None:
        compare_identity(tally, gold["identity"], predicted, where)
    return text and doers, text


def _stray_sop(tally: Tally, sop: Mapping[str, Any], where: str) -> None:
    tally.add("step_precision", 0, len(sop["steps"]))
    tally.add("grits_given", sop_to_grid(sop).size, 0)
    for step in sop["steps"]:
        for column in COLUMNS:
            leaf = step.get(column)
            if isinstance(leaf, dict) and folded(leaf.get("text")):
                tally.judge(column, leaf, False, f"{where}.{column}", "")


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum."""
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole


def figures(tally: Tally) -> dict[str, Any]:
    """All figures of a tally; None where there was nothing to count."""
    share = tally.ratio
    plain = {
        "files": int(tally.counts.get("files", [0, 0])[1]),
        "missing": int(tally.right("missing")),
        "sop_recall": share("sop_recall"),
        "sop_precision": share("sop_precision"),
        "step_recall": share("step_recall"),
        "step_precision": share("step_precision"),
        "cell_exact": share("cell"),
        "cell_exact_filled": share("filled"),
        "cer": share("cer"),
        "header": share("header"),
        "actor_name": share("actor_name"),
        "time_value": share("time"),
        "time_value_filled": share("time_filled"),
        "actor_f1": tally.f1("actor_hits", "actor_wanted", "actor_given"),
        "symbol": share("symbol"),
        "edge_f1": tally.f1("edge_hits", "edge_wanted", "edge_given"),
        "edge_labelled_f1": tally.f1("edge_labelled", "edge_wanted", "edge_given"),
        "branch_recall": share("branch"),
        "flow_right": share("flow_right"),
        "grits_topology": tally.f1("grits_topology", "grits_wanted", "grits_given"),
        "grits_content": tally.f1("grits_content", "grits_wanted", "grits_given"),
        "identity": share("identity"),
        "identity_filled": share("identity_filled"),
        "list_recall": share("list_recall"),
        "list_precision": share("list_precision"),
        "list_exact": share("list_exact"),
        "perfect_text": _mean(tally.perfect_text),
        "perfect": _mean(tally.perfect),
    }
    kinds = {"exact": "cell", "exact_filled": "filled", "cer": "cer"}
    columns = {name: {kind: share(f"{count}.{name}") for kind, count in kinds.items()} for name in COLUMNS}
    fields = {name[len("identity.") :]: share(name) for name in tally.counts if name.startswith("identity.")}
    lists = {name: share(f"list_recall.{name}") for name in LISTS}
    confidence = confidence_figures(tally.judged, tally.right("lost_cells"))
    kinds_of_leaf = kind_figures(tally.judged)
    return plain | {
        "columns": columns, "fields": fields, "lists": lists, "confidence": confidence, "kinds": kinds_of_leaf,
    }  # fmt: skip


def _mean(outcomes: Sequence[bool]) -> float | None:
    return sum(outcomes) / len(outcomes) if outcomes else None
