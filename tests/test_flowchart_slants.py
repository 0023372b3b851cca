"""Lines that run along no axis, lines that lead both ways, symbols over several columns or against each other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.test_flowchart import COL, TOP, Drawing, Point, edges


def slanted(drawing: Drawing, start: Point, end: Point, both: bool = False) -> None:
    """A straight line with an arrowhead at its end, or at either end."""
    cv2.line(drawing.image, start, end, 30, 2, cv2.LINE_AA)
    for tail, tip in ((start, end), (end, start))[: 1 + both]:
        ahead = np.subtract(tip, tail) / np.hypot(*np.subtract(tip, tail))
        aside = np.array([-ahead[1], ahead[0]])
        corners = [np.array(tip), tip - 11 * ahead + 6 * aside, tip - 11 * ahead - 6 * aside]
        cv2.fillPoly(drawing.image, [np.array(corners).round().astype(np.int32)], 30)


@pytest.mark.parametrize("noise", [0.0, 6.0])
@pytest.mark.parametrize("col", [0, 2, 3, 4])
def test_slanted_lines_lead_from_symbol_to_symbol(col: int, noise: float) -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, col)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, col)
    slanted(drawing, (x0, y0 + 17), (x1, y1 - 18))
    flowchart = drawing.read(noise)
    assert edges(flowchart) == {(0, 1)}
    assert all(connector.directed for connector in flowchart.connectors)


@pytest.mark.parametrize("col", [0, 3, 4])
@pytest.mark.parametrize("gap", [5, 9])
def test_dashed_lines_may_slant(col: int, gap: int) -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, col)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, col)
    start, end = np.array((x0, y0 + 17)), np.array((x1, y1 - 18))
    length = float(np.hypot(*(end - start)))
    for at in np.arange(0, length, 10 + gap):
        dash = (start + min(at + part, length) / length * (end - start) for part in (0, 10))
        cv2.line(drawing.image, *(point.round().astype(int).tolist() for point in dash), 30, 2)
    assert edges(drawing.read()) == {(0, 1)}


def test_letters_on_the_same_line_are_no_part_of_it() -> None:
    drawing = Drawing(3, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, 3)
    drawing.symbol("box", 2, 0)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 3)
    start, end = np.array((x0, y0 + 17)), np.array((x1, y1 - 18))
    slanted(drawing, (x0, y0 + 17), (x1, y1 - 18))
    for share in (-0.55, -0.35, 1.35, 1.55):
        middle = start + share * (end - start)
        ends = ((middle + side * (end - start) / 14).round().astype(int).tolist() for side in (-1, 1))
        cv2.line(drawing.image, *ends, 30, 2)
    assert (0, 1) in edges(drawing.read())


def test_a_slanted_line_may_lead_up() -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("diamond", 1, 3)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 3)
    slanted(drawing, (x1, y1 - 22), (x0, y0 + 18))
    assert edges(drawing.read()) == {(1, 0)}


def test_a_slanted_line_with_two_heads_leads_both_ways() -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("diamond", 1, 2)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 2)
    slanted(drawing, (x0, y0 + 18), (x1, y1 - 23), both=True)
    assert edges(drawing.read()) == {(0, 1), (1, 0)}


def test_a_wide_symbol_stands_in_both_columns() -> None:
    drawing = Drawing(2, 5)
    x, y = drawing.centre(0, 1)
    cv2.rectangle(drawing.image, (x - 45, y - 17), (x + COL + 45, y + 17), 255, -1)
    cv2.rectangle(drawing.image, (x - 45, y - 17), (x + COL + 45, y + 17), 30, 2)
    drawing.symbol("box", 1, 3)
    wide, narrow = drawing.read().symbols
    assert (wide.col, wide.colspan, narrow.col, narrow.colspan) == (1, 2, 3, 1)


def test_filled_symbols_that_touch_are_two() -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1, fill=215, shift=(0, 20))
    drawing.symbol("capsule", 0, 1, fill=215, shift=(20, 55))
    assert [symbol.kind for symbol in drawing.read().symbols] == ["process", "terminator"]


def test_a_line_drawn_too_short_still_reaches_its_symbol() -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, 1)
    (x, y0), (_, y1) = drawing.centre(0, 1), drawing.centre(1, 1)
    drawing.arrow((x, y0 + 23), (x, y1 - 18))
    assert edges(drawing.read()) == {(0, 1)}


def test_grain_makes_no_arrowheads() -> None:
    drawing = Drawing(3, 5)
    for row, col in enumerate((0, 2, 1)):
        drawing.symbol("box", row, col)
    for row, (col, onto) in enumerate(((0, 2), (2, 1))):
        (x0, y0), (x1, y1) = drawing.centre(row, col), drawing.centre(row + 1, onto)
        drawing.arrow((x0, y0 + 17), (x0, y0 + 40), (x1, y0 + 40), (x1, y1 - 18))
    grain = np.random.default_rng(3).normal(0, 28, drawing.image.shape)
    drawing.image = np.clip(cv2.GaussianBlur(drawing.image, (0, 0), 1.3) + grain, 0, 255).astype(np.uint8)
    assert edges(drawing.read()) == {(0, 1), (1, 2)}


def test_a_headless_line_beside_a_slanted_one_leads_back() -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("diamond", 1, 2)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 2)
    slanted(drawing, (x0, y0 + 18), (x1, y1 - 23))
    drawing.arrow((x1 + 36, y1), (x1 + 60, y1), (x1 + 60, y0), (x0 + 37, y0), head=False)
    assert edges(drawing.read()) == {(0, 1), (1, 0)}


def test_a_line_that_passes_over_a_diamond_does_not_lead_into_its_arrowhead() -> None:
    drawing = Drawing(3, 5)
    for row, outline, col in ((0, "box", 4), (1, "box", 4), (2, "diamond", 1)):
        drawing.symbol(outline, row, col)
    (x0, y0), (_, y1), (x2, y2) = drawing.centre(0, 4), drawing.centre(1, 4), drawing.centre(2, 1)
    slanted(drawing, (x0 - 37, y1 + 14), (x2, y2 - 23))
    drawing.arrow((x0, y0 + 17), (x0, y1 - 18))
    drawing.arrow((x2 - 37, y2), (x2 - 50, y2), (x2 - 50, y2 - 34), (x0 + 50, y2 - 34), (x0 + 50, y0), (x0 + 37, y0))
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 0)}


def test_a_parallelogram_over_two_columns_is_a_symbol() -> None:
    drawing = Drawing(3, 5)
    (x, y), (half, lean) = drawing.centre(1, 1), (COL // 2 + 40, 24)
    middle = x + COL // 2
    corners = [(middle - half + lean, y - 17), (middle + half + lean, y - 17), (middle + half - lean, y + 17)]
    points = np.array([*corners, (middle - half - lean, y + 17)], np.int32)
    cv2.fillPoly(drawing.image, [points], 255)
    cv2.polylines(drawing.image, [points], True, 30, 5)
    for row, col in ((0, 1), (2, 3)):
        drawing.symbol("box", row, col)
    assert [(symbol.kind, symbol.col, symbol.colspan) for symbol in drawing.read().symbols][1:2] == [("other", 1, 2)]


def test_a_filled_symbol_under_rulings_stands_in_all_its_columns() -> None:
    drawing = Drawing(2, 6)
    drawing.symbol("box", 0, 1, fill=120)
    (x0, y), (x1, _) = drawing.centre(1, 0), drawing.centre(1, 3)
    corners = [(x0 - 50, y - 25), (x1 + 50, y - 25), (x1 - 30, y + 25), (x0 + 30, y + 25)]
    cv2.fillPoly(drawing.image, [np.array(corners, np.int32)], 120)
    for ruling in drawing.rulings():
        if ruling.axis == "v":
            cv2.line(drawing.image, (round(ruling.at), TOP), (round(ruling.at), y + 50), 40, 2)
    wide = drawing.read(noise=4).symbols[-1]
    assert (wide.col, wide.colspan) == (0, 4)
