"""Which way out of a decision a label belongs to where two begin at one place."""

from __future__ import annotations

import pytest

from table_extract.flow_labels import label_connectors
from table_extract.table import Connector, Line, LinePlace, PagePlace, Symbol

DECISION = Symbol("decision", 0, 1, (300.0, 100.0, 400.0, 146.0), PagePlace(1, (0.0, 0.0, 1.0, 1.0)), 0.9)
DOWN = Connector(0, 1, None, 0.9, path=((300, 123), (200, 123), (200, 170)))
BACK = Connector(0, 2, None, 0.9, path=((300, 123), (100, 123), (100, 20)))


@pytest.mark.parametrize(("text", "labels"), [("tidak", [None, "Tidak"]), ("ya", ["Ya", None])])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_ways_on_one_stroke_no_leads_back(text: str, labels: list[str | None], turned: bool) -> None:
    connectors = [BACK, DOWN] if turned else [DOWN, BACK]
    label = Line(text, 0.9, LinePlace(1, 1), (260.0, 108.0, 290.0, 120.0))
    found, _ = label_connectors(connectors, [DECISION], [label])
    assert [connector.label for connector in found] == (labels[::-1] if turned else labels)


def test_a_label_clearly_beside_one_way_out_is_that_ones() -> None:
    right = Connector(0, 2, None, 0.9, path=((400, 123), (500, 123), (500, 20)))
    label = Line("tidak", 0.9, LinePlace(1, 1), (260.0, 108.0, 290.0, 120.0))
    found, _ = label_connectors([DOWN, right], [DECISION], [label])
    assert [connector.label for connector in found] == ["Tidak", None]
