"""Compares the arrows of an SOP."""

from __future__ import annotations

from pipeline.evaluate_align import Json, cell
from pipeline.evaluate_steps import Steps
from pipeline.evaluate_tally import Tally, as_leaf
from pipeline.evaluate_text import branch, key


def compare_flow(tally: Tally, gold: Json, predicted: Json | None, steps: Steps) -> None:
    """Counts arrows with and without their labels, and those that leave a decision."""
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
        shown = f"{edge['from']}>{edge['to']}"
        tally.judge(as_leaf(edge, shown), same, f"{steps.where}/panah {shown} {edge.get('label')}", True)
    for name, count in (("hits", len(seen)), ("labelled", labelled), ("wanted", len(want)), ("given", len(given))):
        tally.add(f"edge_{name}", count, 0)
    branches = [pair for pair, label in want.items() if label]
    tally.add("branch", sum(pair in seen for pair in branches), len(branches))


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
