"""Flowchart symbols of the step tables, made into who does each step and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from normalize.branches import Edge
from normalize.continued import StepTable
from table_extract.table import Cell, PagePlace, Place, Symbol, Table

Mark = Literal["start", "end", "process", "decision", "connector"]
Node = tuple[int, int]
"""A symbol: index of the joined table, index into its ``symbols``."""

RANK: Mapping[Mark, int] = {"decision": 4, "start": 3, "end": 3, "process": 2, "connector": 1}
"""Which mark stands for an actor's cell that holds several symbols."""
LONE_SYMBOL = 0.4
"""Share of its doubt that a symbol keeps when it is the only one of its step and an arrow touches it: of 86 symbols
between 0.7 and 0.85, on made pages, all were right."""
LABEL_HEIGHT = 0.55
"""Height of unread ink that may be a label, by that of lines of print."""
WELL_SEEN = 0.7
"""Symbols less sure than this may be anything, also alone."""
BY_EXITS = 0.8
"""Confidence at most of a decision known by its exits and not by its shape, of a round box that may be an end, and of a
circle that is one."""
FEWEST_MARKS = 3
"""Steps with symbols from which circles may be the marks of a chart without boxes."""
WIDEST_MARK = 1.5
"""Widths to a height of a circle drawn in haste; capsules are wider."""


@dataclass(frozen=True, slots=True)
class Doer:
    """One actor of one step, as the symbol in the actor's column says."""

    actor: str
    mark: Mark
    confidence: float
    place: Place | None


def plain_marks(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> list[StepTable]:
    """The tables, their circles taken for boxes where circles are all that most steps have: off-page connectors are
    the exception, and where they stand nobody works."""
    rounds = dict.fromkeys(owners.values(), True)
    for (part, number), step in owners.items():
        rounds[step] &= parts[part].table.symbols[number].kind == "connector"
    if 2 * sum(rounds.values()) <= len(rounds) or len(rounds) < FEWEST_MARKS:
        return list(parts)
    return [replace(part, table=replace(part.table, symbols=_as_boxes(part.table))) for part in parts]


def _as_boxes(table: Table) -> tuple[Symbol, ...]:
    """The symbols, the marks in the table's rows as boxes."""
    return tuple(
        replace(symbol, kind="process") if symbol.row < table.rows and _is_mark(symbol) else symbol
        for symbol in table.symbols
    )


def _is_mark(symbol: Symbol) -> bool:
    """A circle, or an oval hardly wider than one without a word in it."""
    x0, y0, x1, y1 = symbol.bbox
    oval = symbol.kind == "terminator" and x1 - x0 <= WIDEST_MARK * (y1 - y0) and not symbol.text
    return oval or symbol.kind == "connector"


def decisions_by_exits(
    marks: Mapping[Node, Mark], owners: Mapping[Node, int], arrows: Sequence[Edge]
) -> dict[Node, Mark]:
    """The marks, a box that alone stands for a step with exits back and on taken for a decision, badly seen."""
    owned = Counter(owners.values())
    return {
        node: "decision" if mark == "process" and owned[owners[node]] == 1 and _decides(owners[node], arrows) else mark
        for node, mark in marks.items()
    }


def _decides(step: int, arrows: Sequence[Edge]) -> bool:
    """Two exits, one back and one on: only a decision has these."""
    targets = {edge.target for edge in arrows if edge.source == step}
    return len(targets) == 2 and min(targets) < step < max(targets)


def symbol_mark(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int], arrows: Sequence[Edge]) -> Mark:
    """What a symbol means: a capsule is the start or the end by its word, its place among the steps, or its arrows.

    A box as round as the ends, among others that are not, is one of them where nothing leaves it.
    """
    symbol = parts[node[0]].table.symbols[node[1]]
    if symbol.kind == "connector":
        return _event(parts, node, owners) or "connector"
    if symbol.kind == "decision":
        return symbol.kind
    step, last = owners[node], max(owners.values())
    enters = any(edge.target == step for edge in arrows)
    leaves = any(edge.source == step for edge in arrows)
    if symbol.kind != "terminator":
        others = [other for other, owner in owners.items() if owner == step and other != node]
        if any(_event(parts, other, owners) for other in others):
            return "process"
        beside = [parts[part].table.symbols[number] for part, number in others]
        round_ends = symbol.also == "terminator" and not _all_round(parts, owners)
        # an arrow may lead back to a round start, as to a capsule
        begins, ends = step == 0 and (round_ends or not enters), step == last and not leaves
        alone = not any(other.also == "terminator" for other in beside) if round_ends else not beside
        capsule = (symbol.kind == "other" or round_ends) and alone and last > 0
        if enters and not leaves and alone and _may_be_end(parts, node, owners):
            return "end"
        return "start" if capsule and begins else "end" if capsule and ends else "process"
    word = symbol.text.lower()
    if word.startswith(("mulai", "start")) or word.startswith(("selesai", "end", "stop")):
        return "start" if word.startswith(("mulai", "start")) else "end"
    if step in {0, last} and last > 0:
        return "end" if step or _follows_start(parts, node, owners) else "start"
    if enters != leaves:
        return "start" if leaves else "end"
    if enters and leaves:
        return _branch_end(parts, node) or "process"
    return "start" if 2 * step < last else "end"


def _branch_end(parts: Sequence[StepTable], node: Node) -> Mark | None:
    """What a capsule amid the steps means to which arrows only lead, or from which they only go: others of its step
    go on with the flow."""
    connectors = parts[node[0]].table.connectors
    into = any(arrow.target == node[1] for arrow in connectors)
    out = any(arrow.source == node[1] for arrow in connectors)
    return None if into == out else "end" if into else "start"


def _event(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int]) -> Mark | None:
    """What a circle without letter means that an arrow joins to another symbol of its own step: the start in the first
    step, an end below it. At the foot of a page that is not the last it leads to the next one, and means neither.
    """
    part, number = node
    table, step = parts[part].table, owners[node]
    symbol = table.symbols[number]
    own = {other for (piece, other), owner in owners.items() if piece == part and owner == step and other != number}
    into = {arrow.source for arrow in table.connectors if arrow.target == number}
    out = {arrow.target for arrow in table.connectors if arrow.source == number}
    if symbol.kind != "connector" or symbol.text or not into | out or not into | out <= own:
        return None
    decides = any(table.symbols[other].kind == "decision" for other in own)
    if step == 0 and not decides:
        return "start"
    last_of_page = max(owner for (piece, _), owner in owners.items() if piece == part)
    return "end" if into and not out and (step < last_of_page or part == len(parts) - 1) else None


def _follows_start(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int]) -> bool:
    """Whether a capsule stands below another one of the same step: a flow starts once, and may end anywhere."""
    top = parts[node[0]].table.symbols[node[1]].bbox[1]
    others = (parts[part].table.symbols[index] for (part, index), step in owners.items()
              if part == node[0] and step == owners[node])  # fmt: skip
    return any(other.kind == "terminator" and other.bbox[3] <= top for other in others)


def _all_round(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> bool:
    """Whether most boxes are rounded and neither end is a capsule: then round corners tell nothing of the ends."""
    return _mostly_round(parts, owners) and not any(end.kind == "terminator" for end in _ends(parts, owners))


def _mostly_round(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> bool:
    """Whether most boxes between the first step and the last are rounded."""
    last = max(owners.values())
    inner = [parts[part].table.symbols[index] for (part, index), step in owners.items() if 0 < step < last]
    boxes = [_is_round_box(symbol) for symbol in inner if symbol.kind == "process"]
    return 2 * sum(boxes) > len(boxes)


def _may_be_end(parts: Sequence[StepTable], node: Node, owners: Mapping[Node, int]) -> bool:
    """Whether a box is as round as the ends, among boxes that are not."""
    as_ends = _is_round_box(parts[node[0]].table.symbols[node[1]]) and any(map(_is_round_box, _ends(parts, owners)))
    return as_ends and not _mostly_round(parts, owners)


def _is_round_box(symbol: Symbol) -> bool:
    """Whether a box has round corners, also one that is known for an end by the word in it."""
    return symbol.kind in {"process", "terminator"} and symbol.also == "terminator"


def _ends(parts: Sequence[StepTable], owners: Mapping[Node, int]) -> list[Symbol]:
    """The symbols of the first step and of the last."""
    last = max(owners.values())
    return [parts[part].table.symbols[index] for (part, index), step in owners.items() if step in {0, last}]


def step_doers(
    parts: Sequence[StepTable],
    owners: Mapping[Node, int],
    marks: Mapping[Node, Mark],
    arrows: Sequence[Edge],
    count: int,
) -> list[tuple[Doer, ...]]:
    """The doers of each of ``count`` steps."""
    touched = {step for edge in arrows for step in (edge.source, edge.target)}
    of_step: dict[int, list[Node]] = {}
    for node, step in owners.items():
        of_step.setdefault(step, []).append(node)
    found = []
    for index in range(count):
        nodes = of_step.get(index, [])
        amid = 0 < index < max(owners.values(), default=0)
        told = any(_event(parts, node, owners) for node in nodes)
        unsure = not told and any(
            (amid or marks[node] == "process") and _may_be_end(parts, node, owners) for node in nodes
        )
        doers = _doers(parts, nodes, marks, unsure=unsure)
        found.append(tuple(_surer(doer) for doer in doers) if len(nodes) == 1 and index in touched else doers)
    return found


def _surer(doer: Doer) -> Doer:
    if doer.confidence < WELL_SEEN or doer.mark == "connector":
        return doer
    return replace(doer, confidence=1 - (1 - doer.confidence) * LONE_SYMBOL)


def _doers(
    parts: Sequence[StepTable], nodes: Sequence[Node], marks: Mapping[Node, Mark], *, unsure: bool
) -> tuple[Doer, ...]:
    """One doer per actor column; an off-page connector counts only where nothing else stands in the row.

    ``unsure`` where a box of the step may be an end.
    """
    found: dict[str, Doer] = {}
    for node in nodes:
        symbol = parts[node[0]].table.symbols[node[1]]
        certain = symbol.confidence * (0.7 if symbol.kind == "other" else 1.0)
        if marks[node] == "decision" != symbol.kind or marks[node] != "connector" == symbol.kind or unsure:
            certain = min(certain, 1 - (1 - BY_EXITS) / LONE_SYMBOL)
        for actor in _actors(parts[node[0]], symbol):
            doer = Doer(actor, marks[node], certain, symbol.place)
            best = found.get(actor)
            if best is None or (RANK[doer.mark], doer.confidence) > (RANK[best.mark], best.confidence):
                found[actor] = doer
    working = [doer for doer in found.values() if doer.mark != "connector"]
    lone = [replace(doer, confidence=min(doer.confidence, 0.5)) for doer in found.values()]
    order = [column.name for piece in parts for column in piece.columns.actors]
    return tuple(sorted(working or lone, key=lambda doer: order.index(doer.actor)))


def _actors(piece: StepTable, symbol: Symbol) -> list[str]:
    """The actors in whose columns a symbol stands, from left to right; failing that, below whose heading it stands.

    A heading may span several grid columns: a ruling of another part of the page, or a long stroke, parts them.
    """
    own = [c.name for c in piece.columns.actors if symbol.col <= c.col < symbol.col + symbol.colspan]
    return own or [c.name for c in piece.columns.actors if _below(c.place, symbol.place)]


def _below(heading: Place | None, symbol: Place) -> bool:
    if not isinstance(heading, PagePlace) or not isinstance(symbol, PagePlace) or heading.page != symbol.page:
        return False
    return heading.bbox[0] <= (symbol.bbox[0] + symbol.bbox[2]) / 2 < heading.bbox[2]


def may_have_lost_label(parts: Sequence[StepTable], node: Node, mark: Mark) -> bool:
    """Whether ink beside a decision may be a label that was not read; a lone dash, dot or blot is dirt."""
    if mark != "decision":
        return False
    table = parts[node[0]].table
    symbol = table.symbols[node[1]]
    beside = (table.at(symbol.row, col) for col in range(max(symbol.col - 1, 0), min(symbol.col + 2, table.cols)))
    actors = {column.col for column in parts[node[0]].columns.actors}
    heights = [line.bbox[3] - line.bbox[1] for cell in table.cells for line in cell.lines if line.bbox]
    least = LABEL_HEIGHT * median(heights) if heights else 0.0
    return any(
        cell.ink and cell.col in actors and (any(map(str.isalnum, cell.text)) if cell.lines else _as_high(cell, least))
        for cell in beside
    )


def _as_high(cell: Cell, least: float) -> bool:
    return not cell.lost or any(y1 - y0 >= least for _, y0, _, y1 in cell.lost)
