"""Flowchart symbols and arrows of the step tables, made into doers per step and edges between steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from normalize.branches import Decided, Edge, branch_label, settle_labels
from normalize.continued import StepTable
from normalize.offpage import join_pages
from normalize.steps import Step
from table_extract.table import Connector, Place, Symbol

Mark = Literal["start", "end", "process", "decision", "connector"]
Node = tuple[int, int]
"""A symbol: index of the joined table, index into its ``symbols``."""

RANK: Mapping[Mark, int] = {"decision": 4, "start": 3, "end": 3, "process": 2, "connector": 1}
"""Which mark stands for an actor's cell that holds several symbols."""
GUESSED_EDGE = 0.55
"""Confidence of an arrow that no line shows: both ends are loose and the steps follow each other."""
NO_SYMBOLS = "simbol bagan alir tidak terbaca"


@dataclass(frozen=True, slots=True)
class Doer:
    """One actor of one step, as the symbol in the actor's column says."""

    actor: str
    mark: Mark
    confidence: float
    place: Place | None


@dataclass(frozen=True, slots=True)
class Flow:
    """``doers`` runs parallel to the steps."""

    doers: tuple[tuple[Doer, ...], ...]
    edges: tuple[Edge, ...]


def prints_labels(parts: Sequence[StepTable]) -> bool:
    """Whether any arrow of these tables has Ya or Tidak beside it."""
    return any(branch_label(arrow.label) for part in parts for arrow in part.table.connectors)


def count_decisions(parts: Sequence[StepTable]) -> int:
    """How many decision symbols these tables show."""
    return sum(symbol.kind == "decision" for part in parts for symbol in part.table.symbols)


def read_flow(
    parts: Sequence[StepTable], steps: Sequence[Step], *, labels_printed: bool = True, lone_decision: bool = False
) -> Flow:
    """Doers and edges of one SOP. The keywords tell of the whole file: see ``Decided``."""
    owners = symbol_owners(parts, steps)
    arrows = step_arrows(parts, owners)
    marks = {node: symbol_mark(parts, node, owners, arrows) for node in owners}
    doers = [
        _doers(parts, [node for node, step in owners.items() if step == index], marks) for index in range(len(steps))
    ]
    decided = Decided(
        frozenset(owners[node] for node, mark in marks.items() if mark == "decision"),
        [_sentence(step) for step in steps],
        [frozenset(doer.actor for doer in some) for some in doers],
        labels_printed,
        frozenset(step for node, step in owners.items() if marks[node] == "decision" and _inked(parts, node)),
        lone_decision,
    )
    ends = {owners[node] for node, mark in marks.items() if mark == "end"}
    edges = bridge_gaps(merge_edges(arrows), len(steps), ends, {owners[node] for node in owners})
    return Flow(tuple(doers), tuple(settle_labels(edges, decided)))


def _inked(parts: Sequence[StepTable], node: Node) -> bool:
    """Whether ink beside a symbol may be a label that was not read; a lone dash or dot is dirt."""
    table = parts[node[0]].table
    symbol = table.symbols[node[1]]
    beside = (table.at(symbol.row, col) for col in range(max(symbol.col - 1, 0), min(symbol.col + 2, table.cols)))
    actors = {column.col for column in parts[node[0]].columns.actors}
    return any(
        cell.ink and cell.col in actors and (not cell.lines or any(mark.isalnum() for mark in cell.text))
        for cell in beside
    )


def _sentence(step: Step) -> str:
    leaf = step.leaves["aktivitas"]
    return leaf.text or "" if leaf else ""


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
    if symbol.row in at:
        return at[symbol.row]
    above = [row for row in at if row < symbol.row]
    if symbol.kind in {"connector", "terminator"} or not above or symbol.row < piece.columns.body_from:
        return None
    return at[max(above)]


def step_arrows(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> list[Edge]:
    """Arrows between steps; symbols that are no step (off-page connectors) are passed through."""
    links = [
        ((part, arrow.source), (part, arrow.target), arrow)
        for part, piece in enumerate(parts)
        for arrow in piece.table.connectors
        if arrow.source is not None and arrow.target is not None
    ]
    passing = {node for node in _nodes(parts) if _passes(parts, node, owners)}
    links += join_pages(parts, passing, links)
    edges = [
        Edge(owners[source], owners[target], branch_label(label), confidence)
        for source in owners
        if source not in passing
        for target, label, confidence in _reach(source, links, passing)
        if target in owners
    ]
    return [edge for edge in edges if edge.source != edge.target]


def _nodes(parts: Sequence[StepTable]) -> list[Node]:
    return [(part, number) for part, piece in enumerate(parts) for number in range(len(piece.table.symbols))]


def _passes(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int]) -> bool:
    symbol = parts[node[0]].table.symbols[node[1]]
    return symbol.kind == "connector" or node not in owners


def _reach(
    source: Node, links: Sequence[tuple[Node, Node, Connector]], passing: set[Node]
) -> list[tuple[Node, str | None, float]]:
    """Step symbols reached from a step symbol, directly or through off-page connectors."""
    found: list[tuple[Node, str | None, float]] = []
    seen = {source}
    queue: list[tuple[Node, str | None, float]] = [(source, None, 1.0)]
    while queue:
        node, label, confidence = queue.pop()
        for start, end, arrow in links:
            if start != node or end in seen:
                continue
            step = (end, label or arrow.label, confidence * arrow.confidence)
            if end in passing:
                seen.add(end)
                queue.append(step)
            else:
                found.append(step)
    return found


def symbol_mark(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int], arrows: Sequence[Edge]) -> Mark:
    """What a symbol means: a capsule is the start or the end by its word, its arrows, or its place among the steps."""
    symbol = parts[node[0]].table.symbols[node[1]]
    if symbol.kind == "decision" or symbol.kind == "connector":
        return symbol.kind
    if symbol.kind != "terminator":
        return "process"
    word = symbol.text.lower()
    if word.startswith(("mulai", "start")) or word.startswith(("selesai", "end", "stop")):
        return "start" if word.startswith(("mulai", "start")) else "end"
    step = owners[node]
    enters = any(edge.target == step for edge in arrows)
    leaves = any(edge.source == step for edge in arrows)
    if enters != leaves:
        return "start" if leaves else "end"
    return "start" if 2 * step < max(owners.values()) else "end"


def _doers(parts: Sequence[StepTable], nodes: Sequence[Node], marks: Mapping[Node, Mark]) -> tuple[Doer, ...]:
    """One doer per actor column; an off-page connector counts only where nothing else stands in the row."""
    found: dict[str, Doer] = {}
    for node in nodes:
        symbol = parts[node[0]].table.symbols[node[1]]
        actor = next((c.name for c in parts[node[0]].columns.actors if c.col == symbol.col), None)
        if actor is None:
            continue
        certain = symbol.confidence * (0.7 if symbol.kind == "other" else 1.0)
        doer = Doer(actor, marks[node], certain, symbol.place)
        best = found.get(actor)
        if best is None or (RANK[doer.mark], doer.confidence) > (RANK[best.mark], best.confidence):
            found[actor] = doer
    working = [doer for doer in found.values() if doer.mark != "connector"]
    unsure = [replace(doer, confidence=min(doer.confidence, 0.5)) for doer in found.values()]
    order = [column.name for piece in parts for column in piece.columns.actors]
    return tuple(sorted(working or unsure, key=lambda doer: order.index(doer.actor)))


def merge_edges(edges: Sequence[Edge]) -> list[Edge]:
    """Each pair of steps once: the surest arrow, with whatever label one of them has."""
    best: dict[tuple[int, int], Edge] = {}
    for edge in edges:
        other = best.get((edge.source, edge.target))
        if other is None or edge.confidence > other.confidence:
            best[edge.source, edge.target] = replace(edge, label=edge.label or (other.label if other else None))
        elif other.label is None and edge.label is not None:
            best[edge.source, edge.target] = replace(other, label=edge.label)
    return [best[pair] for pair in sorted(best)]


def bridge_gaps(edges: Sequence[Edge], count: int, ends: set[int], drawn: set[int]) -> list[Edge]:
    """Where one step has no way on and the next no way in, both with symbols, the arrow between them was lost."""
    left = {edge.source for edge in edges if edge.target > edge.source}
    entered = {edge.target for edge in edges if edge.source < edge.target}
    order = sorted(drawn)
    lost = [
        Edge(one, two, None, GUESSED_EDGE)
        for one, two in zip(order, order[1:], strict=False)
        if one not in left and two not in entered and one not in ends and two < count
    ]
    return sorted([*edges, *lost], key=lambda edge: (edge.source, edge.target))
