"""Connectors without an arrowhead: which way they lead."""

from __future__ import annotations

import pytest

from table_extract.directions import direction, led_back, to_ends
from table_extract.heads import Port
from table_extract.ridges import Segment
from table_extract.table import Connector, PagePlace, Symbol

HERE = PagePlace(1, (0, 0, 1, 1))


def symbols(*kinds: str) -> list[Symbol]:
    return [Symbol(kind, row, 0, (0, 40 * row, 30, 40 * row + 20), HERE, 0.9) for row, kind in enumerate(kinds)]


def connector(source: int, target: int, directed: bool = True) -> Connector:
    return Connector(source, target, None, 0.9, directed, ((0.0, source), (0.0, target)))


CHAIN = [connector(0, 1), connector(1, 2), connector(2, 3)]


@pytest.mark.parametrize(
    ("kinds", "others", "pair"),
    [
        (("process", "process", "decision", "process"), CHAIN, (2, 0)),
        (("process", "process", "process", "process"), CHAIN, (0, 2)),
        (("process", "process", "decision", "process"), CHAIN[1:], (0, 2)),
        (("process", "process", "decision", "process"), [CHAIN[0], CHAIN[2]], (0, 2)),
        (("process", "process", "decision", "process"), [*CHAIN, connector(2, 1)], (0, 2)),
        (("decision", "process", "decision", "process"), CHAIN, (0, 2)),
        (("decision", "process", "decision", "process"), [*CHAIN, connector(0, 3)], (2, 0)),
    ],
)
def test_a_headless_connector_is_the_way_out_that_a_decision_lacks(
    kinds: tuple[str, ...], others: list[Connector], pair: tuple[int, int]
) -> None:
    drawn = connector(0, 2, directed=False)
    found = led_back([*others, drawn], symbols(*kinds))
    assert found[:-1] == others
    assert (found[-1].source, found[-1].target) == pair
    assert found[-1].path == (drawn.path if pair == (0, 2) else drawn.path[::-1])


@pytest.mark.parametrize(
    ("kinds", "sides", "source"),
    [
        (("decision", "process"), 1, 0),
        (("decision", "process"), 2, 1),
        (("terminator", "process"), 0, 0),
        (("process", "process"), 0, 1),
    ],
)
def test_ink_at_the_foot_of_a_start_or_of_a_decision_that_lacks_a_way_out_is_no_head(
    kinds: tuple[str, ...], sides: int, source: int
) -> None:
    """``sides``: ways out at the decision's sides."""
    segments = [Segment("v", 15.0, 20.0, 40.0, 90.0), *(Segment("h", 10.0, 30.0, 60.0, 90.0) for _ in range(sides))]
    foot, top = Port(0, 0, 0, (15.0, 20.0), 0.6), Port(0, 1, 1, (15.0, 40.0), 0.1)
    beside = [Port(at + 1, 0, 0, (30.0, 10.0), 0.0) for at in range(sides)]
    ends = to_ends(symbols(*kinds), [foot, top, *beside], segments)
    assert direction(foot, top, ends)[0].symbol == source


@pytest.mark.parametrize(
    ("symbol", "kind", "which", "others", "only_starts"),
    [
        (0, "terminator", 0, 0, True),
        (0, "terminator", 0, 1, False),
        (1, "terminator", 0, 0, False),
        (0, "process", 0, 0, False),
        (0, "terminator", 1, 0, False),
    ],
)
def test_nothing_enters_the_start_at_its_foot_but_beside_its_way_out(
    symbol: int, kind: str, which: int, others: int, only_starts: bool
) -> None:
    port = Port(0, which, symbol, (15.0, 20.0), 0.6)
    beside = [Port(1, 0, symbol, (18.0, 20.0), 0.0)] * others
    strokes = [Segment("v", 15.0, 20.0, 40.0, 90.0), Segment("v", 18.0, 20.0, 40.0, 90.0)]
    ends = to_ends(symbols(kind, kind), [port, *beside], strokes)
    assert ends.only_starts(port) == only_starts


@pytest.mark.parametrize(("usual", "source"), [(1.2, 0), (0.4, 1)])
def test_ink_far_less_than_in_other_heads_turns_no_stroke_up(usual: float, source: int) -> None:
    segments = [Segment("v", 15.0, 20.0, 40.0, 90.0), Segment("v", 60.0, 20.0, 40.0, 90.0)]
    foot, top = Port(0, 0, 0, (15.0, 20.0), 0.13), Port(0, 1, 1, (15.0, 40.0), 0.1)
    elsewhere = Port(1, 1, 1, (60.0, 40.0), usual)
    ends = to_ends(symbols("process", "process"), [foot, top, elsewhere], segments)
    assert direction(foot, top, ends)[0].symbol == source
