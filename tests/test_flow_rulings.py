"""Rulings behind symbols, and connectors that lie on none."""

from __future__ import annotations

import pytest

from table_extract.flow_rulings import flow_rulings
from table_extract.rulings import Ruling
from table_extract.table import PagePlace, Symbol, Table

SCALE, PLACE = 8.0, PagePlace(1, (0.0, 0.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("top", "right", "whole"),
    [
        (90.0, 290.0, True),
        (75.0, 290.0, False),  # the ruling would run through its middle, where connectors enter
        (110.0, 290.0, False),  # it stands below the ruling
        (90.0, 245.0, False),  # it covers less than half of the gap
    ],
)
def test_a_ruling_goes_on_behind_a_symbol_that_stands_on_it(top: float, right: float, whole: bool) -> None:
    table = Table(1, 2, 4, (), PLACE, xs=(0.0, 100.0, 200.0, 300.0, 400.0), ys=(0.0, 100.0, 200.0))
    symbol = Symbol("process", 1, 2, (225.0, top, right, top + 50), PLACE, 0.9)
    pieces = [Ruling("h", 100.0, 0.0, 200.0, 2.0), Ruling("h", 101.0, 300.0, 400.0, 2.0)]
    upright = Ruling("v", 200.0, 0.0, 200.0, 2.0)
    found = flow_rulings([*pieces, upright], [symbol], table, SCALE)
    assert sorted((r.start, r.end) for r in found if r.axis == "h") == ([(0, 400)] if whole else [(0, 200), (300, 400)])
    assert upright in found
