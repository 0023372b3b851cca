"""Strokes that are hard to see for what they are: dotted ones, arrowheads between close symbols, thick outlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.light import grey_to_ink
from ocr.page import BBox
from table_extract.directions import Ends, is_stub, stub_direction
from table_extract.flowchart import find_flowchart
from table_extract.heads import Port, Scene, find_ports
from table_extract.ridges import Segment, joined_past
from table_extract.slants import Slant, slants_to_connectors
from table_extract.table import PagePlace, Symbol, SymbolKind
from tests.test_flowchart import COL, LEFT, ROW, SCALE, TOP, Drawing, Point, edges


def _symbol(kind: SymbolKind, row: int, box: tuple[int, int, int, int]) -> Symbol:
    return Symbol(kind, row, 1, box, PagePlace(1, (0.0, 0.0, 1.0, 1.0)), 1.0)


def dotted(drawing: Drawing, start: Point, end: Point, dot: int, gap: int) -> None:
    """A line one pixel thick along an axis, drawn in dots; ``start`` is above or left of ``end``."""
    (x0, y0), (x1, y1) = start, end
    for step in range(0, max(x1 - x0, y1 - y0), dot + gap):
        if y0 == y1:
            drawing.image[y0, x0 + step : min(x1, x0 + step + dot)] = 40
        else:
            drawing.image[y0 + step : min(y1, y0 + step + dot), x0] = 40


@pytest.mark.parametrize(("dot", "gap"), [(1, 1), (3, 3), (5, 4)])
def test_dotted_lines_lead_from_symbol_to_symbol(dot: int, gap: int) -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, 3)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 3)
    dotted(drawing, (x0 + 37, y0), (x1, y0), dot, gap)
    dotted(drawing, (x1, y0), (x1, y1 - 25), dot, gap)
    drawing.arrow((x1, y1 - 26), (x1, y1 - 18))
    assert edges(drawing.read()) == {(0, 1)}


def test_an_arrowhead_that_fills_the_gap_points_down() -> None:
    symbols = [_symbol("decision", 1, (282, 390, 383, 452)), _symbol("process", 2, (275, 482, 390, 526))]
    bottom, top = Port(0, 0, 0, (332.0, 450.0), 1.4), Port(0, 1, 1, (332.0, 484.0), 1.1)
    ends = Ends(symbols, Counter({0: 2, 1: 1}), frozenset())
    assert is_stub(bottom, top, 4.3, ends) and stub_direction(top, bottom, ends) == (bottom, top)
    assert not is_stub(bottom, top, 8.0, ends), "there is room for two heads"
    assert not is_stub(replace(bottom, head=0.0), top, 4.3, ends), "one head alone tells"


@pytest.mark.parametrize(("x", "reached"), [(100.0, [0]), (57.0, [])])
def test_the_outline_of_a_side_reaches_no_symbol(x: float, reached: list[int]) -> None:
    labels = np.zeros((200, 200), np.int16)
    labels[100:144, 55:145] = 1
    ink = np.zeros((200, 200), np.uint8)
    ink[80:100, int(x) - 1 : int(x) + 2] = 255
    scene = Scene(labels, ((55, 100, 145, 144),), ink, ink, (), SCALE, 2)
    assert [port.symbol for port in find_ports([Segment("v", x, 80.0, 99.0, 90.0)], scene)] == reached


@pytest.mark.parametrize(("kind", "ways"), [("decision", {(0, 1), (1, 0)}), ("process", {(0, 1)})])
def test_a_faint_second_head_counts_beside_a_decision_only(
    kind: SymbolKind, ways: set[tuple[int | None, int | None]]
) -> None:
    box, below = _symbol("process", 1, (0, 0, 90, 40)), _symbol(kind, 2, (200, 100, 290, 140))
    slant = Slant((0, 1), ((45.0, 40.0), (245.0, 100.0)), (0.16, 0.18), hidden=True)
    found = slants_to_connectors([slant], [box, below])
    assert {(connector.source, connector.target) for connector in found} == ways


def test_what_looks_like_a_head_below_a_decision_is_its_answer() -> None:
    decision, box = _symbol("decision", 1, (0, 0, 90, 40)), _symbol("process", 2, (200, 100, 290, 140))
    (connector,) = slants_to_connectors([Slant((0, 1), ((45.0, 40.0), (245.0, 100.0)), (0.6, 0.0))], [decision, box])
    assert (connector.source, connector.target, connector.directed) == (0, 1, False)


@pytest.mark.parametrize(
    ("lower", "half_head", "way"),
    [("process", 0.39, (0, 1)), ("process", 0.7, (1, 0)), ("decision", 0.2, (1, 0))],
)
def test_half_a_head_leads_up_from_a_decision_or_where_it_is_large(
    lower: SymbolKind, half_head: float, way: tuple[int, int]
) -> None:
    capsule, below = _symbol("terminator", 1, (0, 0, 90, 40)), _symbol(lower, 2, (200, 100, 290, 140))
    for slant in (
        Slant((0, 1), ((45.0, 40.0), (245.0, 100.0)), (half_head, 0.02), hidden=True),
        Slant((1, 0), ((245.0, 100.0), (45.0, 40.0)), (0.02, half_head), hidden=True),
    ):
        (connector,) = slants_to_connectors([slant], [capsule, below])
        assert (connector.source, connector.target) == way


def test_a_shaded_head_under_a_symbol_is_no_symbol() -> None:
    drawing = Drawing(3, 5)
    x, y = drawing.centre(0, 1)
    left, right, bottom = x - 74, x + 74, y + 55
    drawing.image[y - 54 : bottom, left:right] = 150
    capsule = np.array([(x - 36, bottom - 18), (x + 36, bottom - 18), (x + 36, bottom + 18), (x - 36, bottom + 18)])
    cv2.fillPoly(drawing.image, [capsule], 255)
    cv2.polylines(drawing.image, [capsule], True, 30, 3)
    drawing.symbol("box", 2, 2)
    table = drawing.table()
    head = replace(table.at(0, 1), rowspan=2, bbox=(*table.at(0, 1).bbox[:2], *table.at(1, 1).bbox[2:]))
    cells = tuple(head if cell is table.at(0, 1) else cell for cell in table.cells if cell is not table.at(1, 1))
    ink = grey_to_ink(drawing.image, SCALE)
    found = find_flowchart(ink, replace(table, cells=cells), drawing.rulings(), SCALE, drawing.image).symbols
    assert [symbol.col for symbol in found] == [1, 2]
    assert all(symbol.bbox[3] - symbol.bbox[1] < 60 for symbol in found)


@pytest.mark.parametrize(("grouped", "rows"), [(True, [2, 3]), (False, [1, 2, 3])])
def test_a_signature_in_a_grouped_head_is_no_symbol(grouped: bool, rows: list[int]) -> None:
    drawing = Drawing(4, 5)
    for row, col in ((1, 2), (2, 2), (3, 3)):
        drawing.symbol("box", row, col)
    table = drawing.table()
    if grouped:
        group = replace(table.at(0, 1), colspan=4)
        left = replace(table.at(0, 0), rowspan=2)
        others = (cell for cell in table.cells if cell.row > 0 and (cell.row, cell.col) != (1, 0))
        table = replace(table, cells=(left, group, *others))
    ink = grey_to_ink(drawing.image, SCALE)
    found = find_flowchart(ink, table, drawing.rulings(), SCALE, drawing.image).symbols
    assert [symbol.row for symbol in found] == rows


@pytest.mark.parametrize(
    ("boxes", "strokes"), [(((60, 60, 100, 100),), 1), (((60, 60, 100, 100), (20, 60, 58, 100)), 2)]
)
def test_a_stroke_between_the_halves_of_a_symbol_does_not_pass_it_by(boxes: tuple[BBox, ...], strokes: int) -> None:
    parted = [Segment("v", 59.0, 10.0, 58.0, 90.0), Segment("v", 60.0, 102.0, 150.0, 90.0)]
    for turned in (False, True):
        placed = [(y0, x0, y1, x1) if turned else (x0, y0, x1, y1) for x0, y0, x1, y1 in boxes]
        lying = [replace(one, axis="h") if turned else one for one in parted]
        assert len(joined_past(lying, placed, SCALE)) == strokes


def test_letters_of_the_heading_beside_a_symbol_stay() -> None:
    drawing = Drawing(3, 5)
    x, y = drawing.centre(1, 1)
    drawing.symbol("box", 1, 1, shift=(0, -ROW // 2 + 22))
    drawing.symbol("box", 2, 1)
    drawing.arrow((x, y - 16), (x, y + ROW - 18))
    cv2.rectangle(drawing.image, (x - 34, TOP + ROW - 26), (x - 30, TOP + ROW - 8), 30, -1)
    cv2.line(drawing.image, (x - 34, TOP + ROW - 8), (x + 34, TOP + ROW - 8), 30, 2)
    cv2.line(drawing.image, (x + 34, TOP + ROW - 8), (x + 34, TOP + ROW + 8), 30, 2)
    left = drawing.read().text_ink[TOP + ROW - 28 : TOP + ROW - 4, x - 36 : x + 20] > 0
    assert left.sum() > 150


def test_strokes_beside_the_actors_columns_that_lead_from_nowhere_are_letters() -> None:
    drawing = Drawing(3, 5)
    for row in range(3):
        drawing.symbol("box", row, 1)
    x, y = drawing.centre(1, 1)
    for row in range(2):
        drawing.arrow((x, y + ROW * (row - 1) + 17), (x, y + ROW * row - 18))
    ruling = round(drawing.table().xs[2])
    drawing.arrow((ruling + 30, y), (x + 37, y))
    flow = drawing.read()
    assert edges(flow) == {(0, 1), (1, 2)} and all(None not in (one.source, one.target) for one in flow.connectors)
    assert (flow.text_ink[y - 3 : y + 4, ruling + 6 : ruling + 30] > 0).any(axis=0).all()


@pytest.mark.parametrize("head", [True, False])
def test_a_way_back_on_a_ruling_turns_into_the_symbol_close_before_it(head: bool) -> None:
    drawing = Drawing(4, 5)
    aside, ruling = (31, 0), LEFT + 2 * COL  # its right side ends a millimetre before the ruling
    drawing.symbol("box", 0, 1, shift=aside)
    drawing.symbol("box", 1, 1)
    drawing.symbol("diamond", 2, 3)
    drawing.symbol("box", 3, 3)
    (x0, y0), (x1, y1), (x2, y2), (_, y3) = (drawing.centre(*place) for place in ((0, 1), (1, 1), (2, 3), (3, 3)))
    drawing.arrow((x1, y0 + 17), (x1, y1 - 17))
    drawing.arrow((x1 + 36, y1), (x2, y1), (x2, y2 - 22))
    drawing.arrow((x2, y2 + 22), (x2, y3 - 17))
    drawing.arrow((x2 - 36, y2), (ruling, y2), (ruling, y0), head=False)
    for way in (-5, 5) if head else ():
        cv2.line(drawing.image, (x0 + 31 + 36, y0), (ruling - 1, y0 + way), 30, 2, cv2.LINE_AA)
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 3)} | ({(2, 0)} if head else set())


def test_a_head_that_stands_aslant_where_there_is_no_room_to_turn_leads_in() -> None:
    drawing = Drawing(3, 5)
    drawing.symbol("diamond", 0, 1)
    drawing.symbol("box", 2, 1)
    (tip, up), (x, y) = drawing.centre(0, 1), drawing.centre(2, 1)
    tip, x = tip - 37, x - 36
    drawing.arrow((x, y), (x - 15, y), (x - 15, up + 26), head=False)
    head = np.array([(tip, up), (tip - 30, up + 6), (tip - 10, up + 30)], np.int32)
    cv2.fillPoly(drawing.image, [head], 30)
    assert (1, 0) in edges(drawing.read(noise=6.0))
