"""What a pen hides in a table."""

from __future__ import annotations

import numpy as np

from ocr.page import BBox
from table_extract.scribbles import blots, hides_line, hides_word, with_blots
from table_extract.table import Cell, Line, PagePlace

SCALE = 8.0
HERE = PagePlace(1, (0.0, 0.0, 0.1, 0.1))


def _cell(col: int, text: str = "") -> Cell:
    box = (100.0 * col, 0.0, 100.0 * col + 100.0, 80.0)
    lines = (Line(text, 0.99, HERE, box),) if text else ()
    return Cell(0, col, HERE, bbox=box, lines=lines, ink=bool(text))


def test_a_blank_cell_knows_of_the_scribble_that_reaches_into_it() -> None:
    ink = np.zeros((80, 400), np.uint8)
    scribble = (110, 10, 250, 70)
    ink[10:70:12, 110:250] = 255
    dot: BBox = (310, 20, 314, 24)
    cells = with_blots((_cell(1, "Berkas"), _cell(2), _cell(3)), np.array([scribble, dot]), ink, SCALE)
    assert [(cell.ink, bool(cell.lost)) for cell in cells] == [(True, False), (False, True), (False, False)]
    assert cells[1].lost == ((200.0, 10.0, 250.0, 70.0),) and cells[1].has_lost


def test_the_corner_of_a_scribble_s_box_without_its_stroke_hides_nothing() -> None:
    ink = np.zeros((80, 400), np.uint8)
    ink[10:70:12, 110:190] = 255
    assert not with_blots((_cell(2),), np.array([(110, 10, 250, 70)]), ink, SCALE)[0].lost


def test_letters_are_no_blots() -> None:
    assert blots(np.array([(0.0, 0.0, 90.0, 16.0), (0.0, 0.0, 60.0, 60.0)]), SCALE) == [(0.0, 0.0, 60.0, 60.0)]


def test_ink_at_the_end_of_a_line_may_hide_a_word() -> None:
    line = Line("data", 0.98, HERE, (100.0, 20.0, 160.0, 40.0))
    before, far, small, below = (
        (40.0, 18.0, 95.0, 44.0),
        (0.0, 18.0, 55.0, 44.0),
        (84.0, 24.0, 95.0, 36.0),
        (40.0, 50.0, 95.0, 80.0),
    )
    assert [hides_word(ink, line) for ink in (before, far, small, below)] == [True, False, False, False]


def test_ink_below_a_line_may_hide_the_next_one() -> None:
    lines = [Line("Sekretaris", 0.98, HERE, (100.0, 20.0, 200.0, 40.0))]
    below, far, beside, flat = (
        (120.0, 44.0, 180.0, 70.0),
        (120.0, 70.0, 180.0, 96.0),
        (210.0, 44.0, 270.0, 70.0),
        (120.0, 44.0, 180.0, 50.0),
    )
    assert [hides_line(ink, lines) for ink in (below, far, beside, flat)] == [True, False, False, False]
    assert not hides_line(below, [])
