"""Flowcharts where several lines share an arrowhead's side, run on rulings, or have no arrowhead at all."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.light import grey_to_ink
from table_extract.flowchart import find_flowchart
from table_extract.open_outlines import find_open_outlines
from table_extract.rulings import Ruling
from table_extract.shapes import Shape, match_shape
from tests.test_flowchart import COL, LEFT, ROW, SCALE, TOP, Drawing, edges


def ladder() -> Drawing:
    """Box, box, diamond and box, one per row, in the columns 0, 1, 2, 1; arrows down between them."""
    drawing = Drawing(4, 5)
    for row, (outline, col) in enumerate((("box", 0), ("box", 1), ("diamond", 2), ("box", 1))):
        drawing.symbol(outline, row, col)
    for row, (start, end) in enumerate(((0, 1), (1, 2))):
        (x0, y0), (x1, y1) = drawing.centre(row, start), drawing.centre(row + 1, end)
        drawing.arrow((x0, y0 + 17), (x0, y0 + 36), (x1, y0 + 36), (x1, y1 - (18 if end == 1 else 23)))
    (x0, y0), (x1, y1) = drawing.centre(2, 2), drawing.centre(3, 1)
    drawing.arrow((x0, y0 + 22), (x0, y0 + 40), (x1, y0 + 40), (x1, y1 - 18))
    return drawing


def test_a_connector_taken_for_a_ruling_is_no_ruling() -> None:
    drawing = ladder()
    (x0, y0), (x1, y1) = drawing.centre(2, 2), drawing.centre(0, 0)
    side, level = LEFT + COL * 2, y0
    drawing.arrow((x0 - 36, y0), (LEFT + COL - 20, y0), (LEFT + COL - 20, y1), (x1 + 37, y1))
    rulings = [*drawing.rulings(), Ruling("h", level, LEFT + COL - 20, side, 2)]
    ink = np.asarray((drawing.image < 150) * 255, dtype=np.uint8)
    flowchart = find_flowchart(ink, drawing.table(), rulings, SCALE, drawing.image)
    assert edges(flowchart) == {(0, 1), (1, 2), (2, 3), (2, 0)}


def test_a_headless_line_from_a_decisions_side_leads_back() -> None:
    drawing = ladder()
    (x0, y0), (x1, y1) = drawing.centre(2, 2), drawing.centre(1, 1)
    drawing.arrow((x0 + 36, y0), (x0 + 55, y0), (x0 + 55, y1), (x1 + 37, y1), head=False)
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 3), (2, 1)}


def test_a_headless_line_from_a_second_decision_leads_back_to_one_with_two_ways_out() -> None:
    drawing = Drawing(4, 5)
    for row, (outline, col) in enumerate((("box", 0), ("diamond", 1), ("diamond", 3), ("box", 2))):
        drawing.symbol(outline, row, col)
    drawing.symbol("box", 1, 2)
    (x0, y0), (x1, y1), (x2, y2), (xb, _) = (drawing.centre(*at) for at in ((0, 0), (1, 1), (2, 3), (1, 2)))
    drawing.arrow((x0 + 36, y0), (x1, y0), (x1, y1 - 23))
    drawing.arrow((x1 - 36, y1), (x0, y1), (x0, y0 + 18))
    drawing.arrow((x1 + 36, y1), (xb - 37, y1))
    drawing.arrow((xb + 36, y1), (x2, y1), (x2, y2 - 23))
    drawing.arrow((x2 - 36, y2), (x1, y2), (x1, y1 + 22), head=False)
    x3, y3 = drawing.centre(3, 2)
    drawing.arrow((x2, y2 + 22), (x2, y3), (x3 + 37, y3))
    found = drawing.read()
    rows = [(symbol.row, symbol.col) for symbol in found.symbols]
    names = {at: number for number, at in enumerate(rows)}
    assert (names[2, 3], names[1, 1]) in edges(found)


def test_a_way_in_and_a_way_out_share_a_side() -> None:
    drawing = Drawing(4, 5)
    for row, outline in enumerate(("box", "diamond", "box", "diamond")):
        drawing.symbol(outline, row, 1)
    for row, (below, above) in enumerate(((17, 23), (22, 18), (17, 23))):
        (x, y0), (_, y1) = drawing.centre(row, 1), drawing.centre(row + 1, 1)
        drawing.arrow((x, y0 + below), (x, y1 - above))
    (x, y0), (_, y1), (_, y3) = (drawing.centre(row, 1) for row in (0, 1, 3))
    drawing.arrow((x + 36, y3), (x + 55, y3), (x + 55, y1), (x + 37, y1))
    drawing.arrow((x + 55, y1), (x + 55, TOP + ROW - 20), (x - 55, TOP + ROW - 20), (x - 55, y0), (x - 37, y0))
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 3), (3, 1), (1, 0)}


def test_a_line_near_another_keeps_its_own_arrowhead_on_the_ruling() -> None:
    drawing = Drawing(3, 5)
    for row, (outline, col) in enumerate((("box", 0), ("box", 2), ("diamond", 3))):
        drawing.symbol(outline, row, col)
    (x0, y0), (x1, y1), (x2, y2) = (drawing.centre(row, col) for row, col in ((0, 0), (1, 2), (2, 3)))
    drawing.arrow((x0, y0 + 17), (x0, y0 + 38), (x1, y0 + 38), (x1, y1 - 18))
    on, beside = TOP + 2 * ROW, TOP + 2 * ROW + 7
    drawing.arrow((x1, y1 + 17), (x1, on), (x2, on), (x2, y2 - 23))
    drawing.arrow((x2 + 36, y2), (x2 + 55, y2), (x2 + 55, beside), (x0 + 55, beside), (x0 + 55, y0), (x0 + 37, y0))
    flowchart = drawing.read()
    assert edges(flowchart) == {(0, 1), (1, 2), (2, 0)}


def test_a_stub_leads_down_from_an_off_page_connector() -> None:
    drawing = Drawing(2, 5)
    x, y = drawing.centre(0, 0)
    drawing.symbol("offpage", 0, 0)
    drawing.symbol("box", 0, 0, shift=(0, 54))
    cv2.line(drawing.image, (x, y + 21), (x, y + 36), 30, 2)
    cv2.fillPoly(drawing.image, [np.array([(x, y + 36), (x - 6, y + 25), (x + 6, y + 25)], np.int32)], 30)
    (connector,) = drawing.read().connectors
    assert (connector.source, connector.target) == (0, 1)


def test_dark_symbols_between_thick_lines() -> None:
    drawing = Drawing(3, 5)
    for row, outline in enumerate(("box", "diamond", "box")):
        drawing.symbol(outline, row, 1, 40)
    for row, (below, above) in enumerate(((17, 22), (22, 17))):
        (x, y0), (_, y1) = drawing.centre(row, 1), drawing.centre(row + 1, 1)
        cv2.line(drawing.image, (x, y0 + below), (x, y1 - above), 10, 6)
        cv2.fillPoly(drawing.image, [np.array([(x, y1 - above), (x - 9, y1 - 36), (x + 9, y1 - 36)], np.int32)], 10)
    cv2.rectangle(drawing.image, (x - 36, y1 - 17), (x + 36, y1 + 17), 5, 4)
    flowchart = drawing.read(noise=5)
    assert [symbol.kind for symbol in flowchart.symbols] == ["process", "decision", "process"]
    assert edges(flowchart) == {(0, 1), (1, 2)}


def test_broken_box_is_found_within_a_row_only() -> None:
    """Connectors that turn on both sides of a row's end enclose something like a box there."""
    ink = np.zeros((400, 300), np.uint8)
    for top in (40, 140):
        cv2.rectangle(ink, (100, top), (160, top + 30), 255, 2)
    cv2.polylines(ink, [np.array([(100, 270), (100, 240), (160, 240), (160, 270)])], False, 255, 2)
    filled = np.ones((33, 63), np.bool_)
    whole = [Shape((99, top, 162, top + 33), filled, match_shape(filled), False, False) for top in (39, 139)]
    (found,) = find_open_outlines(ink, whole, (0.0, 300.0), (0.0, 200.0, 400.0), 8.0)
    assert abs(found.box[0] - 99) <= 4 and abs(found.box[1] - 239) <= 4
    assert find_open_outlines(ink, whole, (0.0, 300.0), (0.0, 255.0, 400.0), 8.0) == []


def test_a_loop_of_connectors_covers_no_symbol() -> None:
    """The way on and the way back between a box and a diamond enclose an area that is a box, too, and fits better."""
    drawing = Drawing(3, 5)
    drawing.symbol("box", 0, 0, shift=(0, -30))
    drawing.symbol("diamond", 1, 1, shift=(-18, 30))
    (x0, y0), (x1, y1) = drawing.centre(0, 0), drawing.centre(1, 1)
    x1, y0, y1 = x1 - 18, y0 - 30, y1 + 30
    drawing.arrow((x0 + 36, y0), (x1, y0), (x1, y1 - 23))
    drawing.arrow((x1 - 37, y1), (x0, y1), (x0, y0 + 18))
    assert {(symbol.kind, symbol.row) for symbol in drawing.read(noise=4).symbols} == {("process", 0), ("decision", 1)}


def test_what_crossing_connectors_enclose_is_no_wide_box() -> None:
    """Sides of a box end at its corners; three connectors that cross run on."""
    drawing = Drawing(4, 5)
    for row, (outline, col) in enumerate((("box", 2), ("box", 3), ("box", 3), ("diamond", 0))):
        drawing.symbol(outline, row, col)
    (x0, y0), (x2, y2), (x3, y3) = drawing.centre(0, 2), drawing.centre(2, 3), drawing.centre(3, 0)
    level, side = TOP + 3 * ROW + 12, LEFT + COL + 20
    drawing.arrow((x0 - 37, y0), (side, y0), (side, y3))
    drawing.arrow((x2, y2 + 18), (x2, y3), (x3 + 37, y3))
    drawing.arrow((x3 - 36, y3), (x3 - 50, y3), (x3 - 50, level), (x2 + 60, level), (x2 + 60, y2), (x2 + 37, y2))
    found = {(symbol.kind, symbol.row, symbol.colspan) for symbol in drawing.read().symbols}
    assert found == {("process", 0, 1), ("process", 1, 1), ("process", 2, 1), ("decision", 3, 1)}


def test_what_the_two_ways_out_of_a_diamond_enclose_is_no_high_box() -> None:
    drawing = Drawing(4, 5)
    for row, (outline, col) in enumerate((("box", 2), ("diamond", 1), ("box", 0), ("box", 0))):
        drawing.symbol(outline, row, col, shift=(0, -12) if row == 1 else (0, 0))
    (x0, y0), (x1, y1), (x2, y2), (_, y3) = (drawing.centre(row, col) for row, col in enumerate((2, 1, 0, 0)))
    drawing.arrow((x0 - 37, y0), (x1, y0), (x1, y1 - 35))
    drawing.arrow((x1, y1 + 10), (x1, y2), (x2 + 37, y2))
    drawing.arrow((x1 - 36, y1 - 12), (x2 + 46, y1 - 12), (x2 + 46, y3), (x2 + 37, y3))
    found = [(symbol.kind, symbol.row) for symbol in drawing.read().symbols]
    assert found == [("process", 0), ("decision", 1), ("process", 2), ("process", 3)]


def test_a_box_of_which_only_dashes_are_left_is_found_and_a_word_is_none() -> None:
    drawing = Drawing(4, 5)
    for row, col in ((1, 2), (2, 3)):
        drawing.symbol("box", row, col)
    x, y = drawing.centre(0, 2)
    for start in range(-40, 40, 24):
        for side in (-20, 20):
            cv2.line(drawing.image, (x + start, y + side), (x + start + 11, y + side), (0,), 2)
    for side in (-40, 43):
        cv2.line(drawing.image, (x + side, y - 20), (x + side, y - 6), (0,), 2)
        cv2.line(drawing.image, (x + side, y + 6), (x + side, y + 20), (0,), 2)
    x, y = drawing.centre(3, 2)
    cv2.putText(drawing.image, "Kabupaten", (x - 55, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.75, (0,), 2)
    assert [(symbol.row, symbol.col) for symbol in drawing.read().symbols] == [(0, 2), (1, 2), (2, 3)]


def test_a_line_along_the_edge_of_a_box_passes_it_by() -> None:
    drawing = Drawing(4, 5)
    for row, outline in enumerate(("box", "box", "box", "diamond")):
        drawing.symbol(outline, row, 1, shift=(18 * (row == 2), 0))
    for row, (below, above) in enumerate(((17, 18), (17, 18), (17, 23))):
        (x, y0), (_, y1) = drawing.centre(row, 1), drawing.centre(row + 1, 1)
        drawing.arrow((x, y0 + below), (x, y1 - above))
    (x, y1), (_, y3) = drawing.centre(1, 1), drawing.centre(3, 1)
    drawing.arrow((x + 36, y3), (x + 54, y3), (x + 54, y1), (x + 37, y1))
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 3), (3, 1)}


def test_a_trunk_line_feeds_every_box_that_it_points_at() -> None:
    drawing = Drawing(5, 5)
    x, y = drawing.centre(0, 4)
    drawing.symbol("box", 0, 4)
    for row, col in ((1, 0), (2, 1), (3, 2), (4, 0)):
        drawing.symbol("box", row, col)
        xb, yb = drawing.centre(row, col)
        drawing.arrow((x, y + 17), (x, yb), (xb + 37, yb))
    assert edges(drawing.read()) == {(0, 1), (0, 2), (0, 3), (0, 4)}


def test_strokes_that_end_well_before_the_marks_they_point_at() -> None:
    drawing = Drawing(3, 5)
    for row, col in enumerate((0, 2, 2)):
        x, y = drawing.centre(row, col)
        cv2.circle(drawing.image, (x, y), 17, 20, -1)
    (x0, y0), (x1, y1), (_, y2) = (drawing.centre(row, col) for row, col in ((0, 0), (1, 2), (2, 2)))
    drawing.arrow((x0 + 30, y0), (x1, y0), (x1, y1 - 35))
    drawing.arrow((x1, y1 + 32), (x1, y2 - 40))
    assert edges(drawing.read()) == {(0, 1), (1, 2)}


def test_an_arrowhead_on_a_ruling_before_its_symbol_leads_there() -> None:
    drawing = Drawing(2, 5)
    (x, y), (below, yb) = drawing.centre(0, 0), drawing.centre(1, 3)
    drawing.symbol("box", 0, 0, shift=(20, 0))
    drawing.symbol("box", 1, 3)
    drawing.arrow((below, yb - 17), (below, y + 8), (LEFT + COL - 2, y + 8))
    assert LEFT + COL - 2 - (x + 20 + 36) > 1.5 * SCALE
    assert edges(drawing.read()) == {(1, 0)}


def test_a_stroke_that_ends_in_the_corner_of_a_diamond_s_box_leaves_it() -> None:
    drawing = Drawing(3, 5)
    drawing.symbol("box", 0, 3)
    drawing.symbol("diamond", 1, 1)
    drawing.symbol("box", 2, 1)
    (x, y), (xb, yb) = drawing.centre(1, 1), drawing.centre(0, 3)
    drawing.arrow((x + 30, y - 16), (xb, y - 16), (xb, yb + 17))
    drawing.arrow((x, y + 22), (x, drawing.centre(2, 1)[1] - 17))
    assert edges(drawing.read()) == {(1, 0), (1, 2)}


def test_a_stroke_that_points_past_a_symbol_does_not_lead_to_it() -> None:
    drawing = Drawing(2, 5)
    for row in (0, 1):
        drawing.symbol("box", row, 1)
    x, y = drawing.centre(1, 1)
    drawing.arrow((x + 34, y - 90), (x + 34, y - 40))
    assert edges(drawing.read()) == set()


@pytest.mark.parametrize("row", [1, 2], ids=["next row", "past a row"])
def test_a_connector_that_a_ruling_hides_from_end_to_end_is_found_by_its_arrowhead(row: int) -> None:
    drawing = Drawing(4, 5)
    drawing.symbol("box", 0, 1)
    for at in (0, row):  # both stand astride the ruling between two columns
        drawing.symbol("diamond" if at == 0 else "box", at + 1, 2, shift=(-COL // 2, 0))
    x, top = LEFT + 2 * COL, drawing.centre(row + 1, 2)[1] - 17
    drawing.arrow((drawing.centre(0, 1)[0], drawing.centre(0, 1)[1] + 17), (drawing.centre(0, 1)[0], TOP + ROW + 50),
                  (x - 37, TOP + ROW + 50))  # fmt: skip
    drawing.arrow((x, TOP + 2 * ROW - 20), (x, top))
    assert (1, 2) in edges(drawing.read())


@pytest.mark.parametrize(("short", "found"), [(4, True), (55, True), (100, False)], ids=["short", "label", "far"])
def test_a_way_back_that_starts_short_of_a_decision_comes_from_it(short: int, found: bool) -> None:
    drawing = ladder()
    (x0, y0), (x1, y1) = drawing.centre(2, 2), drawing.centre(0, 0)
    side = x0 + 37 + short
    drawing.arrow((side, y0), (side + 30, y0), (side + 30, y1), (x1 + 37, y1))
    assert ((2, 0) in edges(drawing.read())) == found


def test_decisions_share_a_way_back_without_an_arrowhead() -> None:
    drawing = Drawing(4, 5)
    for row, outline in enumerate(("box", "diamond", "diamond", "box")):
        drawing.symbol(outline, row, 2 if row else 1)
    (x0, y0), (x, _) = drawing.centre(0, 1), drawing.centre(1, 2)
    drawing.arrow((x0 + 37, y0), (x, y0), (x, drawing.centre(1, 2)[1] - 23))
    for row in (1, 2):
        y = drawing.centre(row, 2)[1]
        drawing.arrow((x, y + 22), (x, drawing.centre(row + 1, 2)[1] - (18 if row == 2 else 23)))
        drawing.arrow((x - 37, y), (x0, y), (x0, y0 + 18), head=False)
    assert {(1, 0), (2, 0)} <= edges(drawing.read())


def test_both_ways_out_of_a_decision_may_lead_to_one_box() -> None:
    drawing = Drawing(3, 5)
    for row, outline in enumerate(("diamond", "box", "box")):
        drawing.symbol(outline, row, 1)
    x, y = drawing.centre(0, 1)
    drawing.arrow((x, y + 22), (x, y + ROW - 18))
    drawing.arrow((x, y + ROW + 17), (x, y + 2 * ROW - 18))
    drawing.arrow((x + 37, y), (x + 90, y), (x + 90, y + ROW), (x + 37, y + ROW), head=False)
    assert edges(drawing.read()) == {(0, 1), (1, 2)}


def test_a_way_back_to_the_foot_of_the_start_needs_no_arrowhead() -> None:
    drawing = Drawing(4, 5)
    for row, outline in enumerate(("box", "box", "diamond", "box")):
        drawing.symbol(outline, row, min(row + 1, 2))
    (x0, y0), (x1, y1), (_, y2) = drawing.centre(0, 1), drawing.centre(1, 2), drawing.centre(2, 2)
    drawing.arrow((x0 + 37, y0), (x1, y0), (x1, y1 - 18))
    drawing.arrow((x1, y1 + 17), (x1, y2 - 23))
    drawing.arrow((x1, y2 + 22), (x1, drawing.centre(3, 2)[1] - 18))
    drawing.arrow((x1 - 37, y2), (x0, y2), (x0, y0 + 18), head=False)
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 3), (2, 0)}


def test_a_connector_with_two_arrowheads_leads_both_ways() -> None:
    drawing = Drawing(3, 5)
    for row, (outline, col) in enumerate((("box", 0), ("diamond", 2), ("box", 2))):
        drawing.symbol(outline, row, col)
    (x0, y0), (x1, y1), (_, y2) = (drawing.centre(*at) for at in ((0, 0), (1, 2), (2, 2)))
    drawing.arrow((x0 + 60, y0), (x1, y0), (x1, y1 - 23))
    drawing.arrow((x0 + 60, y0), (x0 + 37, y0))
    drawing.arrow((x1, y1 + 23), (x1, y2 - 18))
    assert edges(drawing.read()) == {(0, 1), (1, 0), (1, 2)}


def test_an_arrowhead_that_ends_before_its_symbol_points_at_it() -> None:
    drawing = ladder()
    (x0, y0), (x1, y1) = drawing.centre(2, 2), drawing.centre(1, 1)
    drawing.arrow((x0 + 36, y0), (x0 + 55, y0), (x0 + 55, y1 - 30), (x1 + 65, y1 - 30), (x1 + 65, y1), (x1 + 43, y1))
    assert (2, 1) in edges(drawing.read())


def test_a_box_as_high_as_its_row_is_a_symbol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_flowchart.ROW", 50)
    drawing = Drawing(3, 5)
    for row in (0, 2):
        drawing.symbol("box", row, row)
    x, y = drawing.centre(1, 1)
    cv2.rectangle(drawing.image, (x - 36, y - 25), (x + 36, y + 25), 30, 4)
    assert [(symbol.row, symbol.col) for symbol in drawing.read().symbols] == [(0, 0), (1, 1), (2, 2)]


@pytest.mark.parametrize(("short", "joined"), [(3, True), (-10, False)])
def test_a_stroke_drawn_to_the_box_around_a_trapezium_reaches_it(short: int, joined: bool) -> None:
    drawing = Drawing(3, 5)
    drawing.symbol("box", 1, 2)
    drawing.symbol("diamond", 2, 2)
    x, y = drawing.centre(0, 2)
    slopes = np.array([(x - 44, y - 17), (x + 44, y - 17), (x + 12, y + 17), (x - 12, y + 17)], np.int32)
    cv2.polylines(drawing.image, [slopes], True, 30, 2, cv2.LINE_AA)
    (_, middle), (left, below) = drawing.centre(1, 2), drawing.centre(2, 2)
    drawing.arrow((x, y + 18), (x, middle - 18))
    drawing.arrow((x, middle + 18), (x, below - 23))
    drawing.arrow((left - 36, below), (left - 60, below), (left - 60, y), (x - 44 + short, y), head=False)
    assert ((2, 0) in edges(drawing.read())) == joined


def test_thin_pale_outlines_show_beside_thick_rulings() -> None:
    drawing = Drawing(2, 5)
    rulings = [replace(ruling, thickness=9.0) for ruling in drawing.rulings()]
    for ruling in rulings:
        start, end, at = round(ruling.start), round(ruling.end), round(ruling.at)
        cv2.line(drawing.image, *(((start, at), (end, at)) if ruling.axis == "h" else ((at, start), (at, end))), 0, 9)
    for row, col in ((0, 2), (1, 3)):
        x, y = drawing.centre(row, col)
        cv2.rectangle(drawing.image, (x - 66, y - 30), (x + 66, y + 30), 196, 1)
    ink = grey_to_ink(drawing.image, SCALE)
    found = find_flowchart(ink, drawing.table(), rulings, SCALE, drawing.image)
    assert [(symbol.row, symbol.col) for symbol in found.symbols] == [(0, 2), (1, 3)]
