"""Filled cells in the actors' columns: found whole, told from paper, and read as who does the step."""

from __future__ import annotations

import numpy as np
import pytest

from normalize.column import Column
from normalize.ticks import SHADED, cell_to_doer
from ocr.light import flatten_light
from table_extract.shading import mark_shaded
from table_extract.table import Cell, Line, LinePlace
from table_extract.toned_cells import is_filled_cell
from tests.test_grid import SCALE, XS, YS, Image, _draw, _paper, _tables

FILLED = ((1, 2), (2, 3), (3, 2))
ACTOR = Column(2, "pelaksana", "Petugas Loket", 1.0)


def _filled(tone: int) -> Image:
    page = _draw(_paper())
    for row, col in FILLED:
        page[YS[row] + 1 : YS[row + 1], XS[col] + 1 : XS[col + 1]] = tone
    return page


@pytest.mark.parametrize("tone", [110, 215])
@pytest.mark.parametrize("noise", [0.0, 25.0])
def test_filled_cells_are_shaded_and_no_others(tone: int, noise: float) -> None:
    page = _filled(tone)
    spread = np.random.default_rng(3).normal(0, noise, page.shape)
    page = np.clip(page + spread, 0, 255).astype(np.uint8)
    (table,) = _tables(page)
    shaded = {(cell.row, cell.col) for cell in mark_shaded(table, page, SCALE).cells if cell.shaded}
    assert shaded == set(FILLED)


@pytest.mark.parametrize(("tone", "off", "fill"), [(110, 5, True), (255, 5, False), (110, 9, False)])
def test_the_rim_of_a_filled_cell_is_no_symbol_but_boxes_in_cells_are(tone: int, off: int, fill: bool) -> None:
    page = _draw(_paper())
    (table,) = _tables(page)
    box = (XS[2] + off, YS[1] + off, XS[3] - off, YS[2] - off)
    page[box[1] : box[3], box[0] : box[2]] = tone
    assert is_filled_cell(box, page, table, SCALE) is fill


def test_a_tone_that_hides_its_rulings_still_ends_at_its_cell() -> None:
    page = _filled(20)
    (table,) = _tables(page)
    assert {(cell.rowspan, cell.colspan) for cell in table.cells} == {(1, 1)}


@pytest.mark.parametrize(("tone", "rowspan"), [(240, 1), (255, 2)])
def test_a_faint_tone_that_ends_where_its_row_does_ends_its_cell(tone: int, rowspan: int) -> None:
    """The heading of one column lacks the ruling below it, which the others have."""
    page = _draw(_paper())
    page[YS[0] + 2 : YS[1] - 1, XS[0] + 2 :] = np.minimum(page[YS[0] + 2 : YS[1] - 1, XS[0] + 2 :], tone)
    page[YS[1] - 1 : YS[1] + 2, XS[4] + 3 : XS[5] - 2] = 255
    (table,) = _tables(page)
    assert table.at(0, 4).rowspan == rowspan


def test_letters_beside_an_edge_are_no_tone() -> None:
    page = _draw(_paper(), xs=(100, 520, 1000), ys=(120, 170, 220))
    page[172:218, 522:536] = np.where(np.arange(46)[:, None] % 3 < 2, 0, 255)
    assert not any(cell.shaded for table in _tables(page) for cell in mark_shaded(table, page, SCALE).cells)


@pytest.mark.parametrize("read", ["", "ANA i"])
def test_a_filled_cell_says_who_does_the_step(read: str) -> None:
    here = LinePlace(1, 1)
    lines = (Line(read, 0.4, here, (0.0, 0.0, 9.0, 9.0)),) if read else ()
    doer = cell_to_doer(Cell(3, 2, here, lines=lines, shaded=True), ACTOR)
    assert doer is not None and (doer.actor, doer.mark, doer.confidence) == ("Petugas Loket", "process", SHADED)
    assert cell_to_doer(Cell(3, 2, here, lines=lines), ACTOR) is None


def test_a_tone_that_levelling_faded_is_seen_along_its_sides() -> None:
    page = _draw(_paper())
    page[YS[3] + 1 : YS[4], XS[4] + 1 : XS[5]] = 190
    flat = flatten_light(page, SCALE)
    (table,) = _tables(flat)
    shaded = {(cell.row, cell.col) for cell in mark_shaded(table, flat, SCALE).cells if cell.shaded}
    assert shaded == {(3, 4)}


@pytest.mark.parametrize(("printed", "symbol"), [("◇", "decision"), ("□", "process"), ("✓", "process")])
def test_glyphs_in_place_of_symbols(printed: str, symbol: str) -> None:
    here = LinePlace(1, 1)
    doer = cell_to_doer(Cell(3, 2, here, lines=(Line(printed, 1.0, here),)), ACTOR)
    assert doer is not None and doer.mark == symbol
