"""Which end of a connector is its target: the arrowhead tells, else the shapes and the free sides of its symbols."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from table_extract.heads import HEAD_MM2, SURE_HEAD_MM2, Port
from table_extract.ridges import Segment
from table_extract.table import Connector, Symbol

DECISION_EXITS = 2
STUB_MM = 3.2
"""A connector shorter than this is nearly all arrowhead, which stands as near to its source as to its target."""
UPRIGHT_STUB_MM = 6.0
"""In an upright connector shorter than this one arrowhead may be seen from both ends."""
LIKE_HEADS = 0.35
"""The lesser of two arrowheads has at least this share of the greater one's ink: both ends are entered."""
FAINT_HEAD = 0.25
"""What has less of the ink of the page's usual arrowheads does not turn a stroke up that leads from foot to top."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What tells sources from targets: symbols from top to bottom, and the strokes without arrowhead at each."""

    symbols: Sequence[Symbol]
    bare: Counter[int]
    """Strokes per symbol that may lead away from it: no arrowhead, and not at its top."""
    level: frozenset[Port]
    """Ports at a symbol's left or right side."""
    usual_head: float = 0.0
    """Ink of the page's clear arrowheads in square mm, their median."""

    def decides(self, port: Port) -> bool:
        return self.symbols[port.symbol].kind == "decision"

    def lacks_exit(self, port: Port) -> bool:
        """Whether a port with an arrowhead belongs to a decision that has no two other ways out."""
        return self.decides(port) and self.bare[port.symbol] < DECISION_EXITS

    def next_in_line(self, port: Port, target: Port) -> bool:
        """Whether a port's symbol shows no way out at all, and the target stands in the row below it."""
        symbol = self.symbols[port.symbol]
        below = self.symbols[target.symbol].row == symbol.row + 1
        return below and symbol.kind != "terminator" and self.bare[port.symbol] == 0

    def must_lead_down(self, upper: Port, lower: Port) -> bool:
        """Whether a stroke from a symbol's foot to another's top is a way out, whatever ink looks like a head at the
        foot: that of the start, or of a decision that has no two other ways out, whose answer stands there, or ink far
        less than in other heads."""
        upright = upper.which == 0 and lower.which == 1 and not {upper, lower} & self.level
        faint = upper.head < FAINT_HEAD * self.usual_head
        return upright and (self._starts(upper) or self.lacks_exit(upper) or faint)

    def only_starts(self, port: Port) -> bool:
        """Whether a port at the foot of the start is its only way out, whatever ink looks like a head there."""
        return self._starts(port) and port.which == 0 and port not in self.level and self.bare[port.symbol] == 0

    def _starts(self, port: Port) -> bool:
        return port.symbol == 0 and self.symbols[0].kind == "terminator"


def to_ends(symbols: Sequence[Symbol], ports: Sequence[Port], segments: Sequence[Segment]) -> Ends:
    level = frozenset(port for port in ports if segments[port.segment].axis == "h")
    away = (port for port in ports if port.head < HEAD_MM2 and (port in level or port.which == 0))
    clear = [port.head for port in ports if port.head >= SURE_HEAD_MM2]
    return Ends(symbols, Counter(port.symbol for port in away), level, median(clear) if clear else 0.0)


def direction(a: Port, b: Port, ends: Ends) -> tuple[Port, Port]:
    """Source and target of a connector between two ports."""
    first, second = _downwards(a, b, ends)
    if ends.must_lead_down(first, second):
        return first, second
    if max(a.head, b.head) < HEAD_MM2:
        return (second, first) if _leads_back(second, first, ends) else (first, second)
    low, high = (a, b) if b.head >= a.head else (b, a)
    # a way out and a way in may share a side of a decision: the arrowhead there belongs to the way in
    shared = low.head >= max(HEAD_MM2, LIKE_HEADS * high.head) and not ends.lacks_exit(low) and ends.lacks_exit(high)
    return (high, low) if shared else (low, high)


def is_stub(a: Port, b: Port, length_mm: float, ends: Ends) -> bool:
    """Whether a connector is so short that its arrowhead tells nothing: it is seen at both symbols."""
    alike = min(a.head, b.head) >= max(HEAD_MM2, LIKE_HEADS * max(a.head, b.head))
    upright = not {a, b} & ends.level
    return length_mm < STUB_MM or (upright and alike and length_mm < UPRIGHT_STUB_MM)


def stub_direction(a: Port, b: Port, ends: Ends) -> tuple[Port, Port]:
    """Source and target of a connector hardly longer than its arrowhead: down, or as an off-page connector is used.

    Beside a decision that connector is a way out, beside another symbol a way in.
    """
    if not {a, b} & ends.level:
        return _downwards(a, b, ends)
    marks = [port for port in (a, b) if ends.symbols[port.symbol].kind == "connector"]
    if len(marks) != 1 or min(a.head, b.head) < LIKE_HEADS * max(a.head, b.head):
        return direction(a, b, ends)
    other = b if marks[0] is a else a
    return (other, marks[0]) if ends.decides(other) else (marks[0], other)


def _downwards(a: Port, b: Port, ends: Ends) -> tuple[Port, Port]:
    return (a, b) if _order(ends.symbols[a.symbol]) <= _order(ends.symbols[b.symbol]) else (b, a)


def _leads_back(source: Port, target: Port, ends: Ends) -> bool:
    """Without arrowheads: from a decision's side back up to a symbol that has its own ways on.

    To the side of a symbol with one other way out, or to a decision with two; to its foot, too, where the decision
    would lack a way out else.
    """
    ways_on = DECISION_EXITS if ends.decides(target) else 1
    needed = ends.bare[source.symbol] == DECISION_EXITS
    sides = source in ends.level and (target in ends.level or ends.decides(target) or needed)
    has_others = ends.bare[target.symbol] > ways_on and ends.bare[source.symbol] <= DECISION_EXITS
    return sides and ends.decides(source) and has_others


def led_back(connectors: Sequence[Connector], symbols: Sequence[Symbol]) -> list[Connector]:
    """The connectors, those without arrowhead turned round that lead down to a decision and must lead back from it.

    The decision has another way in and lacks a way out, and the symbol above has all the ways out that its kind has.
    """
    return [
        _turned(connector) if _must_lead_back(connector, connectors, symbols) else connector for connector in connectors
    ]


def _must_lead_back(connector: Connector, connectors: Sequence[Connector], symbols: Sequence[Symbol]) -> bool:
    above, decision = connector.source, connector.target
    if connector.directed or above is None or decision is None or symbols[decision].kind != "decision":
        return False
    others = [other for other in connectors if other is not connector]
    ways_on = DECISION_EXITS if symbols[above].kind == "decision" else 1
    lacks_exit = sum(other.source == decision for other in others) < DECISION_EXITS
    entered = any(other.target == decision for other in others)
    return lacks_exit and entered and sum(other.source == above for other in others) >= ways_on


def _turned(connector: Connector) -> Connector:
    return replace(connector, source=connector.target, target=connector.source, path=connector.path[::-1])


def _order(symbol: Symbol) -> tuple[float, float]:
    return symbol.bbox[1], symbol.bbox[0]
