"""Rulings behind symbols, and connectors that lie on none."""

from __future__ import annotations

import numpy as np
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
    found = flow_rulings([*pieces, upright], [symbol], table, np.zeros((200, 400), np.uint8), SCALE)
    assert sorted((r.start, r.end) for r in found if r.axis == "h") == ([(0, 400)] if whole else [(0, 200), (300, 400)])
    assert upright in found


@pytest.mark.parametrize(
    ("left", "inked", "whole"),
    [
        (150.0, 200, True),
        (180.0, 200, False),  # the line runs through their middles, where connectors enter
        (150.0, 160, False),  # it ends below the first
    ],
)
def test_a_ruling_between_columns_goes_on_between_the_symbols_on_it(left: float, inked: int, whole: bool) -> None:
    table = Table(2, 2, 2, (), PLACE, xs=(0.0, 200.0, 400.0), ys=(0.0, 100.0, 200.0))
    boxes = [(left, top, left + 60.0 - (left - 150) * 2 / 3, top + 25.0) for top in (105.0, 165.0)]
    symbols = [Symbol("process", 1, 0, box, PLACE, 0.9) for box in boxes]
    ink = np.zeros((240, 400), np.uint8)
    ink[:inked, 199:202] = 255
    (ruling,) = flow_rulings([Ruling("v", 200.0, 0.0, 100.0, 2.0)], symbols, table, ink, SCALE)
    assert (ruling.start, ruling.end) == (0.0, 200.0 if whole else 100.0)
