"""Outlines and slanted connectors so pale that the binary picture loses them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from table_extract.ridges import pale_outlines
from tests.test_flowchart import COL, LEFT, ROW, SCALE, TOP, Drawing, edges, outline_points

PALE = 225


def _pale_symbol(drawing: Drawing, outline: str, row: int, col: int) -> None:
    cv2.polylines(drawing.image, [outline_points(outline, *drawing.centre(row, col))], True, PALE, 2, cv2.LINE_AA)


@pytest.mark.parametrize(
    ("outline", "kind"),
    [("box", "process"), ("diamond", "decision"), ("capsule", "terminator"), ("circle", "connector")],
)
def test_pale_outlines_are_symbols_beside_dark_ones(outline: str, kind: str) -> None:
    drawing = Drawing(3, 5)
    drawing.symbol("box", 0, 1)
    _pale_symbol(drawing, outline, 1, 2)
    drawing.symbol("box", 2, 1)
    assert [(s.kind, s.row) for s in drawing.read().symbols] == [("process", 0), (kind, 1), ("process", 2)]


def test_what_is_pale_among_letters_is_no_symbol() -> None:
    drawing = Drawing(3, 5)
    for row in (0, 2):
        drawing.symbol("box", row, 1)
    for row in range(3):
        for line in (30, 55, 80):
            place = (LEFT + 3 * COL + 6, TOP + ROW * row + line)
            cv2.putText(drawing.image, "Laporan hasil", place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 30, 1, cv2.LINE_AA)
    _pale_symbol(drawing, "box", 1, 3)
    flowchart = drawing.read()
    assert [(symbol.row, symbol.col) for symbol in flowchart.symbols] == [(0, 1), (2, 1)]
    x, y = drawing.centre(1, 3)
    assert flowchart.text_ink[y - 25 : y + 25, x - 60 : x + 60].any()


def test_a_pale_slanted_connector_is_followed() -> None:
    drawing = Drawing(3, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, 3)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 3)
    cv2.line(drawing.image, (x0, y0 + 19), (x1, y1 - 19), PALE, 2, cv2.LINE_AA)
    assert (0, 1) in edges(drawing.read())


def test_the_blurred_edges_of_ink_are_no_pale_outlines() -> None:
    grey = np.full((80, 80), 255, np.uint8)
    cv2.line(grey, (40, 10), (40, 70), 30, 2)
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.2), np.uint8)
    ink = np.asarray((grey < 150) * 255, np.uint8)
    assert not pale_outlines(ink, grey, SCALE).any()
