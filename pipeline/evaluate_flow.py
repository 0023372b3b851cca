"""Compares the arrows of an SOP."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.evaluate_align import Json, cell
from pipeline.evaluate_steps import Steps
from pipeline.evaluate_tally import ARROWS, Tally, as_leaf
from pipeline.evaluate_text import branch, key


def compare_flow(tally: Tally, gold: Json, predicted: Json | None, steps: Steps) -> bool:
    """Counts arrows with and without their labels; says whether all are right and none is added."""
    want = {(key(edge["from"]), key(edge["to"])): edge.get("label") for edge in gold["flow"]["edges"]}
    edges = ((predicted or {}).get("flow") or {}).get("edges") or []
    given = [edge for edge in edges if edge.get("from") and edge.get("to")]
    seen: set[tuple[str, str]] = set()
    labelled = 0
    for edge in given:
        ends = [(a, b) for a in gold_ids(steps, edge["from"]) for b in gold_ids(steps, edge["to"])]
        hit = next((pair for pair in ends if pair in want and pair not in seen), None)
        same = hit is not None and branch(edge.get("label")) == branch(want[hit])
        if hit is not None:
            seen.add(hit)
            labelled += same
        shown = f"{edge['from']}>{edge['to']} {edge.get('label') or ''}".strip()
        tally.judge(ARROWS, as_leaf(edge, shown), same, f"{steps.where}/panah", _wanted(hit, want))
    for name, count in (("hits", len(seen)), ("labelled", labelled), ("wanted", len(want)), ("given", len(given))):
        tally.add(f"edge_{name}", count, 0)
    branches = [pair for pair, label in want.items() if label]
    tally.add("branch", sum(pair in seen for pair in branches), len(branches))
    return labelled == len(want) == len(given)


def _wanted(hit: tuple[str, str] | None, want: Mapping[tuple[str, str], str | None]) -> str:
    """The gold arrow that a predicted one answers; '' for none."""
    return "" if hit is None else f"{hit[0]}>{hit[1]} {want[hit] or ''}".strip()


def gold_ids(steps: Steps, printed: object) -> list[str]:
    """The gold ids a predicted step id may mean: rows of that number, or a lettered row below it."""
    wanted, back, parent = key(printed), steps.back, ""
    plain, lettered = [], []
    for row, step in enumerate(steps.predicted):
        own = key(cell(step, "no"))
        if own[:1].isdigit():
            parent = own
        if row in back:
            if own == wanted:
                plain.append(steps.ids[back[row]])
            elif len(own) == 1 and own.isalpha() and parent + own == wanted:
                lettered.append(steps.ids[back[row]])
    return plain or lettered
