"""Compares the step tables of two SOPs as grids, header and doers' columns included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.evaluate_align import Json, text_of
from pipeline.evaluate_grits import PLAIN, Grid, Span, content_score, topology_score
from pipeline.evaluate_tally import Tally
from pipeline.evaluate_text import folded

BEFORE, AFTER = ("no", "aktivitas"), ("kelengkapan", "waktu", "output", "keterangan")
"""Columns on both sides of the doers', in the usual order; records do not keep the printed one."""


def compare_grids(tally: Tally, gold: Json, predicted: Json | None) -> None:
    """Adds the GriTS sums of an SOP; without steps on either side there is no table."""
    a, b = sop_to_grid(gold), sop_to_grid(predicted or {})
    tally.add("grits_wanted", a.size, 0)
    tally.add("grits_given", b.size, 0)
    tally.add("grits_topology", topology_score(a, b), 0)
    tally.add("grits_content", content_score(a, b), 0)


def sop_to_grid(sop: Mapping[str, Any]) -> Grid:
    """One row of headings, one per step. A doer's cell says the symbol; cells merged downwards stand in every row."""
    steps, actors = sop.get("steps") or [], [text_of(actor.get("name")) for actor in sop.get("actors") or []]
    if not steps:
        return Grid((), ())
    columns = [[step.get(name) for step in steps] for name in (*BEFORE, *AFTER)]
    merged = [_merged(column) for column in columns]
    texts = [_filled(column, starts) for column, starts in zip(columns, merged, strict=True)]
    doers = [[_symbol(step, actor) for step in steps] for actor in actors]
    spans = [_spans(starts) for starts in merged]
    plain = [[PLAIN] * len(steps) for _ in actors]
    headings = [*BEFORE, *(folded(actor) for actor in actors), *AFTER]
    left = len(BEFORE)
    return Grid(
        (headings, *zip(*texts[:left], *doers, *texts[left:], strict=True)),
        ([PLAIN] * len(headings), *zip(*spans[:left], *plain, *spans[left:], strict=True)),
    )


def _merged(leaves: Sequence[Any]) -> list[int]:
    """For each row the row its cell begins in: a repeat carries no id of its own, or that of the cell above."""
    starts: list[int] = []
    for row, leaf in enumerate(leaves):
        own = leaf.get("cell_id") if isinstance(leaf, Mapping) else None
        above = leaves[starts[-1]] if starts else None
        first = above.get("cell_id") if isinstance(above, Mapping) else None
        starts.append(starts[-1] if starts and (own == "" or (own and own == first)) else row)
    return starts


def _filled(leaves: Sequence[Any], starts: Sequence[int]) -> list[str]:
    return [folded(text_of(leaves[start])) for start in starts]


def _spans(starts: Sequence[int]) -> list[Span]:
    return [(0, start - row, 1, start + starts.count(start) - row) for row, start in enumerate(starts)]


def _symbol(step: Json, actor: str) -> str:
    """The symbol in an actor's column; connectors to another page are none."""
    doers = [doer for doer in step.get("pelaksana") or [] if doer.get("symbol") != "connector"]
    return next((str(doer.get("symbol")) for doer in doers if str(doer.get("actor") or "") == actor), "")
