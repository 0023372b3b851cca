"""Places the nodes of a SOP in horizontal lanes, from left to right, and bends the flows around them. Units: pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.flow_model import FlowModel

NodeKind = Literal["startEvent", "task", "exclusiveGateway", "endEvent"]
Point = tuple[int, int]

SIZES: dict[NodeKind, tuple[int, int]] = {
    "startEvent": (36, 36),
    "task": (160, 84),
    "exclusiveGateway": (50, 50),
    "endEvent": (36, 36),
}
HEAD = 30
"""Width of the strip with a pool's or a lane's name."""
GUTTER = 70
"""Free strip between two nodes, in which flows run up and down."""
LANE_HEIGHT = 150
NODE_MIDDLE = 60
"""Height in its lane at which every node is centred; the strip below is free for flows that run across."""
CHANNEL = 112
INFERRED = " (disimpulkan)"


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. ``x`` is its left side; ``name`` may be empty for gateways."""

    ident: str
    kind: NodeKind
    name: str
    note: str
    lane: int
    x: int

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """x, y, width, height."""
        width, height = SIZES[self.kind]
        return self.x, self.lane * LANE_HEIGHT + NODE_MIDDLE - height // 2, width, height


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """A flow between two nodes, as indices, with its bends."""

    ident: str
    source: int
    target: int
    name: str
    path: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is drawn. ``width`` and ``height`` include the heads."""

    nodes: tuple[Node, ...]
    flows: tuple[SequenceFlow, ...]
    width: int
    height: int


def flow_to_layout(flow: FlowModel) -> Layout:
    """Nodes and flows of a SOP: a task per step, a gateway behind each decision, events where it starts and ends."""
    nodes, entries, exits, links = _nodes(flow)
    links += [(exits[arrow.source], entries[arrow.target], arrow.label) for arrow in flow.arrows]
    by_side = _leaving_by_side(nodes, links)
    flows = tuple(
        SequenceFlow(f"flow_{number}", source, target, label, _path(nodes, source, target, number, number in by_side))
        for number, (source, target, label) in enumerate(links, start=1)
    )
    width = max((node.x + SIZES[node.kind][0] for node in nodes), default=2 * HEAD) + GUTTER
    return Layout(tuple(nodes), flows, width, LANE_HEIGHT * max(1, len(flow.lanes)))


def _nodes(flow: FlowModel) -> tuple[list[Node], list[int], list[int], list[tuple[int, int, str]]]:
    """Nodes from left to right, for each box the node arrows enter and leave by, and the links inside boxes."""
    nodes: list[Node] = []
    entries: list[int] = []
    exits: list[int] = []
    links: list[tuple[int, int, str]] = []
    no_start, no_end = (not any(box.starts for box in flow.boxes), not any(box.ends for box in flow.boxes))
    x = 2 * HEAD + GUTTER // 2
    for index, box in enumerate(flow.boxes):
        kinds: list[tuple[NodeKind, str]] = [("task", f"{box.number}. {box.text}" if box.number else box.text)]
        if box.starts or (no_start and index == 0):
            kinds.insert(0, ("startEvent", "Mulai" + INFERRED * no_start))
        if box.decides:
            kinds.append(("exclusiveGateway", f"Keputusan {box.number}"))
        exit_at = len(nodes) + len(kinds) - 1
        if box.ends or (no_end and index == len(flow.boxes) - 1):
            kinds.append(("endEvent", "Selesai" + INFERRED * no_end))
        for kind, name in kinds:
            note = _note(flow, index) if kind == "task" else ""
            nodes.append(Node(f"{kind}_{box.key}", kind, name, note, box.lane, x))
            x += SIZES[kind][0] + GUTTER
        first = len(nodes) - len(kinds)
        links += [(at, at + 1, "") for at in range(first, len(nodes) - 1)]
        entries.append(first + (kinds[0][0] == "startEvent"))
        exits.append(exit_at)
    return nodes, entries, exits, links


def _note(flow: FlowModel, index: int) -> str:
    """What the table says of a step beside its activity."""
    box = flow.boxes[index]
    others = ", ".join(flow.lanes[mark.lane] for mark in box.marks if mark.lane != box.lane)
    facts = (
        ("Bersama", others),
        ("Kelengkapan", box.supplies),
        ("Waktu", box.duration),
        ("Output", box.output),
        ("Keterangan", box.remark),
    )
    return "\n".join(f"{name}: {text}" for name, text in facts if text and text != "-")


def _leaving_by_side(nodes: Sequence[Node], links: Sequence[tuple[int, int, str]]) -> set[int]:
    """Flows that leave by the right side: all but the further exits of a gateway, which leave below, with their labels.

    The exit that leads straight on keeps the side, else the first one.
    """
    chosen: dict[int, int] = {}
    sides: set[int] = set()
    for number, (source, target, _) in enumerate(links, start=1):
        if nodes[source].kind != "exclusiveGateway":
            sides.add(number)
        elif source not in chosen or target == source + 1:
            chosen[source] = number
    return sides | set(chosen.values())


def _path(nodes: Sequence[Node], source: int, target: int, number: int, by_side: bool) -> tuple[Point, ...]:
    """Bends of a flow: straight into the next node, else through the gutters and the free strip of its lane."""
    left, top, width, height = nodes[source].bounds
    to_left, to_top, _, to_height = nodes[target].bounds
    start, end = (left + width, top + height // 2), (to_left, to_top + to_height // 2)
    spread = number % 5 * 5
    out, back = start[0] + 10 + spread, end[0] - 10 - spread
    across = nodes[source].lane * LANE_HEIGHT + CHANNEL + spread
    if not by_side:
        below = left + width // 2
        return (below, top + height), (below, across), (back, across), (back, end[1]), end
    if target == source + 1:
        bend = start[0] + GUTTER // 2
        return (start, end) if start[1] == end[1] else (start, (bend, start[1]), (bend, end[1]), end)
    return start, (out, start[1]), (out, across), (back, across), (back, end[1]), end
