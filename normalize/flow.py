"""Flowchart symbols and arrows of the step tables, made into doers per step and edges between steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from normalize.branches import BOTH_ANSWERS, Decided, Edge, branch_label, settle_labels
from normalize.continued import StepTable
from normalize.doers import Doer, Node, decisions_by_exits, may_have_lost_label, plain_marks, step_doers, symbol_mark
from normalize.flow_checks import Remark, check_flow, named_branches
from normalize.offpage import join_pages
from normalize.steps import Step
from normalize.ticks import ticked_doers
from normalize.written_doers import written_doers
from table_extract.table import Connector, Symbol

GUESSED_EDGE = 0.55
"""Confidence of an arrow that no line shows: both ends are loose and the steps follow each other."""
ALONG_THE_STEPS = 0.45
"""Share of its doubt that an arrow keeps when it is the only way from a step to the next: on made scans, 57 of 59
arrows between 0.7 and 0.85 were right, and the wrong ones were not of this kind."""
SEEN = 0.7
"""Arrows less sure than this are guesses, wherever they lead."""
NO_SYMBOLS = "simbol bagan alir tidak terbaca"

FEW_SYMBOLS = 4
"""So many times more steps with a tick than with a symbol make a form of ticks."""


@dataclass(frozen=True, slots=True)
class Flow:
    """``doers`` runs parallel to the steps."""

    doers: tuple[tuple[Doer, ...], ...]
    edges: tuple[Edge, ...]
    remarks: tuple[Remark, ...] = ()
    """Where the flow does not make sense."""


def prints_labels(parts: Sequence[StepTable]) -> bool:
    """Whether any arrow of these tables has Ya or Tidak beside it."""
    return any(branch_label(arrow.label) for part in parts for arrow in part.table.connectors)


def count_decisions(parts: Sequence[StepTable]) -> int:
    """How many decision symbols these tables show."""
    return sum(symbol.kind == "decision" for part in parts for symbol in part.table.symbols)


def read_flow(
    parts: Sequence[StepTable], steps: Sequence[Step], *, labels_printed: bool = True, lone_decision: bool = False
) -> Flow:
    """Doers and edges of one SOP. For the keywords see ``Decided``."""
    owners = symbol_owners(parts, steps)
    parts = plain_marks(parts, owners)
    arrows = step_arrows(parts, owners)
    seen = {node: symbol_mark(parts, node, owners, arrows) for node in owners}
    ends = {owners[node] for node, mark in seen.items() if mark == "end"}
    loose = loose_exits(parts, owners), loose_entries(parts, owners)
    edges = supported(bridge_gaps(merge_edges(arrows), len(steps), ends, *loose))
    marks = decisions_by_exits(seen, owners, edges)
    written = written_doers(parts, steps)
    others = written if any(written) else ticked_doers(parts, steps)
    doers = _usual_doers(step_doers(parts, owners, marks, arrows, len(steps)), others)
    decided = Decided(
        frozenset(owners[node] for node, mark in marks.items() if mark == "decision"),
        [_sentence(step) for step in steps],
        [frozenset(doer.actor for doer in some) for some in doers],
        labels_printed,
        frozenset(step for node, step in owners.items() if may_have_lost_label(parts, node, marks[node])),
        lone_decision,
    )
    settled = named_branches(settle_labels(edges, decided), doers, decided.sentences, labels_printed=labels_printed)
    checked = check_flow(settled, doers, [_works(step) for step in steps])
    named = (tuple(doer for doer in some if doer.actor) for some in doers)  # nobody, where no heading can be read
    return Flow(tuple(named), checked.edges, checked.remarks)


def _usual_doers(drawn: list[tuple[Doer, ...]], ticked: list[tuple[Doer, ...]]) -> list[tuple[Doer, ...]]:
    """The doers by symbols; by ticks in forms without symbols, where a scribble at most looks like one."""
    symbols, ticks = (sum(bool(doers) for doers in some) for some in (drawn, ticked))
    return ticked if ticks > FEW_SYMBOLS * symbols else drawn


def _sentence(step: Step) -> str:
    leaf = step.leaves["aktivitas"]
    return leaf.text or "" if leaf else ""


def _works(step: Step) -> bool:
    """Whether somebody works at a step: a heading has no time and no output, where the form has columns of them."""
    told = [leaf for leaf in (step.leaves["waktu"], step.leaves["output"]) if leaf]
    return not told or any(leaf.text for leaf in told)


def supported(edges: Sequence[Edge]) -> list[Edge]:
    """Arrows from a step to the next, the only way on and the only way in, are surer than their lines alone tell."""
    onward = [edge for edge in edges if edge.target > edge.source]
    out, into = Counter(edge.source for edge in onward), Counter(edge.target for edge in onward)
    return [
        replace(edge, confidence=1 - (1 - edge.confidence) * _doubt_left(edge, out[edge.source], into[edge.target]))
        for edge in edges
    ]


def _doubt_left(edge: Edge, out: int, into: int) -> float:
    """``out`` and ``into`` count the arrows onward from its first step, and to its second."""
    if edge.confidence < SEEN:
        return 1.0
    lone_out, lone_in = out == 1, into == 1
    return ALONG_THE_STEPS if edge.target == edge.source + 1 and lone_out and lone_in else 1.0


def symbol_owners(parts: Sequence[StepTable], steps: Sequence[Step]) -> dict[Node, int]:
    """The step each symbol belongs to; off-page connectors and start marks in rows of their own belong to none."""
    owners: dict[Node, int] = {}
    for part, piece in enumerate(parts):
        at = {row.row: index for index, step in enumerate(steps) for row in step.rows if row.part == part}
        for number, symbol in enumerate(piece.table.symbols):
            step = _owner(piece, at, symbol)
            if step is not None:
                owners[part, number] = step
    return owners


def _owner(piece: StepTable, at: Mapping[int, int], symbol: Symbol) -> int | None:
    row = symbol.row if symbol.row in at else _first_row(piece, symbol.row)
    if row in at:
        return at[row]
    above = [row for row in at if row < symbol.row]
    if symbol.kind in {"connector", "terminator"} or not above or symbol.row < piece.columns.body_from:
        return None
    return at[max(above)]


def _first_row(piece: StepTable, row: int) -> int:
    """Where the activity of a row begins: a stroke between symbols may part a row beside it."""
    activity = next(iter(piece.columns.find("aktivitas")), None)
    return piece.table.at(row, activity.col).row if activity and row < piece.table.rows else row


def step_arrows(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> list[Edge]:
    """Arrows between steps; symbols that are no step (off-page connectors) are passed through."""
    links = [
        ((part, arrow.source), (part, arrow.target), arrow)
        for part, piece in enumerate(parts)
        for arrow in piece.table.connectors
        if arrow.source is not None and arrow.target is not None
    ]
    passing = {node for node in _nodes(parts) if _passes(parts, node, owners)}
    onward: dict[Node, list[tuple[Node, Connector]]] = {}
    for source, target, arrow in [*links, *join_pages(parts, passing, links)]:
        onward.setdefault(source, []).append((target, arrow))
    edges = [
        Edge(owners[source], owners[target], branch_label(label), confidence)
        for source in owners
        if source not in passing
        for target, label, confidence in _reach(source, onward, passing)
        if target in owners
    ]
    return [edge for edge in edges if edge.source != edge.target]


def _nodes(parts: Sequence[StepTable]) -> list[Node]:
    return [(part, number) for part, piece in enumerate(parts) for number in range(len(piece.table.symbols))]


def _passes(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int]) -> bool:
    symbol = parts[node[0]].table.symbols[node[1]]
    return symbol.kind == "connector" or node not in owners


def _reach(
    source: Node, onward: Mapping[Node, Sequence[tuple[Node, Connector]]], passing: set[Node]
) -> list[tuple[Node, str | None, float]]:
    """Step symbols reached from a step symbol, directly or through off-page connectors."""
    found: list[tuple[Node, str | None, float]] = []
    seen = {source}
    queue: list[tuple[Node, str | None, float]] = [(source, None, 1.0)]
    while queue:
        node, label, confidence = queue.pop()
        for end, arrow in onward.get(node, ()):
            if end in seen:
                continue
            step = (end, label or arrow.label, confidence * arrow.confidence)
            if end in passing:
                seen.add(end)
                queue.append(step)
            else:
                found.append(step)
    return found


def merge_edges(edges: Sequence[Edge]) -> list[Edge]:
    """Each pair of steps once: the surest arrow, with whatever label one of them has; with none where both answers
    lead to the same step, which a person should see."""
    best: dict[tuple[int, int], Edge] = {}
    for edge in edges:
        pair = edge.source, edge.target
        other = best.get(pair, edge)
        surest = edge if edge.confidence > other.confidence else other
        best[pair] = replace(surest, label=edge.label or other.label)
        if BOTH_ANSWERS in other.reasons or (edge.label and other.label and edge.label != other.label):
            guess = min(surest.confidence, GUESSED_EDGE)
            best[pair] = replace(surest, label=None, confidence=guess, reasons=(BOTH_ANSWERS,))
    return [best[pair] for pair in sorted(best)]


def loose_exits(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> dict[int, str | None]:
    """The steps with symbols, each with the label of its way out that ends nowhere, as at the foot of a page."""
    exits: dict[int, str | None] = dict.fromkeys(owners.values())
    for part, piece in enumerate(parts):
        for arrow in piece.table.connectors:
            step = owners.get((part, arrow.source)) if arrow.source is not None and arrow.target is None else None
            if step is not None and branch_label(arrow.label):
                exits[step] = branch_label(arrow.label)
    return exits


def loose_entries(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> set[int]:
    """The steps into which an arrow leads that begins nowhere, as where each row has its own short one."""
    return {
        owners[part, arrow.target]
        for part, piece in enumerate(parts)
        for arrow in piece.table.connectors
        if arrow.source is None and arrow.target is not None and (part, arrow.target) in owners
    }


def bridge_gaps(
    edges: Sequence[Edge], count: int, ends: set[int], exits: Mapping[int, str | None], entries: set[int]
) -> list[Edge]:
    """Where one step has no way on and the next no way in, both with symbols, the arrow between them was lost.

    ``exits`` are the steps with symbols and the labels of their loose ways out, ``entries`` those with a loose way in.
    One of the two steps may have other arrows, when such a way shows that one is missing.
    """
    left = {edge.source for edge in edges if edge.target > edge.source}
    entered = {edge.target for edge in edges if edge.source < edge.target}
    order = sorted(exits)
    lost = [
        Edge(one, two, exits[one], GUESSED_EDGE)
        for one, two in zip(order, order[1:], strict=False)
        if one not in ends
        and two < count
        and ((one not in left and (two not in entered or two in entries)) or (exits[one] and two not in entered))
    ]
    if len(lost) > len(edges):  # a form without lines has lost none, but where an arrow is seen that leads in
        lost = [edge for edge in lost if edge.target in entries and edge.target == edge.source + 1]
    return sorted([*edges, *lost], key=lambda edge: (edge.source, edge.target))
