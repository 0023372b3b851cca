"""Filled symbols, and what is drawn close to symbols: thick connectors, large arrowheads, tips of outlines."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from table_extract.areas import covered
from table_extract.erase import erase_path, erase_shape
from table_extract.fills import filled_areas
from table_extract.heads import Port, Scene, head_area
from table_extract.nets import link_segments
from table_extract.ridges import Segment
from table_extract.shapes import Shape, ShapeMatch
from table_extract.table import Connector
from tests.test_flowchart import LEFT, ROW, SCALE, TOP, Drawing, edges


def test_areas_cover_each_other_in_part() -> None:
    square = np.ones((10, 10), np.bool_)
    assert covered((0, 0, square), (5, 0, square)) == 0.5
    assert covered((0, 0, square), (-20, -20, np.ones((60, 60), np.bool_))) == 1.0
    assert covered((0, 0, square), (10, 0, square)) == 0.0


@pytest.mark.parametrize("thick", [4, 7])
def test_a_filled_diamond_keeps_its_meaning_where_its_tips_are_wiped_away(thick: int) -> None:
    drawing = Drawing(3, 5)
    for row in (0, 2):
        drawing.symbol("box", row, 2, fill=216)
    x, y = drawing.centre(1, 2)
    points = np.array([(x - 53, y), (x, y - 24), (x + 53, y), (x, y + 24)], np.int32)
    cv2.fillPoly(drawing.image, [points], 216)
    cv2.polylines(drawing.image, [points], True, 30, 2, cv2.LINE_AA)
    cv2.line(drawing.image, (x, y - ROW + 18), (x, y - 32), 30, 2)
    cv2.fillPoly(drawing.image, [np.array([(x - 10, y - 36), (x + 10, y - 36), (x, y - 24)], np.int32)], 30)
    cv2.line(drawing.image, (x, y + 24), (x, y + ROW - 18), 30, thick)
    cv2.line(drawing.image, (x - 140, y), (x - 52, y), 30, thick)
    assert [symbol.kind for symbol in drawing.read(noise=5).symbols] == ["process", "decision", "process"]


@pytest.mark.parametrize(("fill", "letters"), [(150, 20), (90, 245), (214, 40)])
def test_text_on_a_fill_stays_and_the_fill_goes(fill: int, letters: int) -> None:
    grey = np.full((80, 160), 255, np.uint8)
    cv2.rectangle(grey, (20, 15), (140, 65), fill, -1)
    cv2.rectangle(grey, (20, 15), (140, 65), 20, 2)
    cv2.putText(grey, "Mulai", (48, 46), cv2.FONT_HERSHEY_SIMPLEX, 0.6, letters, 2)
    ink = np.asarray((grey < 160) * 255, np.uint8)
    ink[24:56, 30:60] = 255  # here the fill has been taken for ink
    shape = Shape((20, 15, 141, 66), np.ones((51, 121), np.bool_), ShapeMatch("box", 1.0, 0.5), True, False)
    erase_shape(ink, grey, shape, SCALE)
    drawn = np.abs(grey.astype(int) - letters) < 30
    drawn[:22] = drawn[59:] = drawn[:, :28] = drawn[:, 133:] = False
    assert ink[drawn].mean() > 250 and (ink[~drawn] > 0).mean() < 0.02


@pytest.mark.parametrize(("half_width", "left"), [(13, 0), (40, 1)])
def test_all_of_a_large_arrowhead_goes(half_width: int, left: int) -> None:
    ink = np.zeros((120, 120), np.uint8)
    cv2.fillPoly(ink, [np.array([(60, 80), (60 - half_width, 56), (60 + half_width, 56)], np.int32)], 255)
    erase_path(ink, Connector(0, 1, None, 1.0, True, ((60, 20), (60, 80))), SCALE)
    assert int(ink.any()) == left


@pytest.mark.parametrize(("half_stroke", "gone"), [(4, True), (0, False)])
def test_all_of_a_thick_stroke_goes(half_stroke: int, gone: bool) -> None:
    ink = np.zeros((120, 120), np.uint8)
    cv2.line(ink, (61, 20), (61, 80), 255, 7)
    erase_path(ink, Connector(0, 1, None, 1.0, False, ((60, 18), (60, 82))), SCALE, half_stroke)
    assert (not ink.any()) == gone


def test_a_large_arrowhead_on_a_ruling_is_no_symbol() -> None:
    drawing = Drawing(3, 5)
    for row in range(3):
        x, y = drawing.centre(row, 1)
        cv2.rectangle(drawing.image, (x - 63, y - 25), (x + 63, y + 25), 30, 2)
    x, y = drawing.centre(1, 1)
    cv2.line(drawing.image, (LEFT, TOP + ROW), (LEFT + 450, TOP + ROW), 30, 7)
    cv2.line(drawing.image, (x, y - ROW + 25), (x, TOP + ROW - 6), 30, 1)
    head = np.array([(x - 14, TOP + ROW - 6), (x + 14, TOP + ROW - 6), (x, y - 25)], np.int32)
    cv2.fillPoly(drawing.image, [head], 30)
    assert [symbol.kind for symbol in drawing.read(noise=3).symbols] == ["process", "process", "process"]


def test_the_lines_of_a_thick_diamond_that_run_on_past_its_tip_are_no_way_out() -> None:
    drawing = Drawing(4, 5)
    for row, col in ((0, 0), (1, 1), (3, 1)):
        drawing.symbol("box", row, col)
    drawing.symbol("diamond", 2, 1)
    (x0, y0), (x1, y1), (x2, y2) = (drawing.centre(*at) for at in ((0, 0), (1, 1), (2, 1)))
    drawing.arrow((x0, y0 + 18), (x0, y1), (x1 - 37, y1))
    drawing.arrow((x1, y1 + 18), (x2, y2 - 23))
    drawing.arrow((x2, y2 + 22), (x2, y2 + ROW - 18))
    drawing.arrow((x2 - 36, y2), (x0 - 50, y2), (x0 - 50, y0), (x0 - 36, y0), head=False)
    cv2.line(drawing.image, (x2 + 36, y2), (x2 + 42, y2), 30, 3)  # the tip on the other side
    assert edges(drawing.read()) == {(0, 1), (1, 2), (2, 3), (2, 0)}


def test_a_stroke_into_a_symbol_is_crossed_close_before_it() -> None:
    level, upright = Segment("h", 50.0, 100.0, 300.0, 90.0), Segment("v", 106.0, 10.0, 120.0, 90.0)
    into = Port(0, 0, 0, (100.0, 50.0), 0.0)
    assert link_segments([level, upright], [], SCALE)
    assert not link_segments([level, upright], [into], SCALE)
    assert link_segments([level, Segment("v", 106.0, 50.0, 120.0, 90.0)], [into], SCALE), "the other one ends there"


def test_what_stands_where_a_stroke_turns_is_no_arrowhead() -> None:
    loose = np.zeros((100, 100), np.uint8)
    loose[49:51, 30:46] = 255
    loose[50:90, 44:46] = 255  # the turn, 1.8 mm from the symbol
    loose[40:46, 40:60] = 255  # and a label above it
    scene = Scene(np.zeros(loose.shape, np.int16), (), loose, loose, (), SCALE, 2)
    assert head_area((30.0, 50.0), (-1.0, 0.0), scene, length=15.0) == 0 < head_area((30.0, 50.0), (-1.0, 0.0), scene)


def test_the_long_tips_of_a_thick_flat_diamond_belong_to_it() -> None:
    drawing = Drawing(3, 5)
    for row, outline in enumerate(("box", "diamond", "box")):
        drawing.symbol(outline, row, 1)
    x, y = drawing.centre(1, 1)
    flat = np.array([(x - 58, y), (x, y - 25), (x + 58, y), (x, y + 25)], np.int32)
    cv2.fillPoly(drawing.image, [flat], 30)
    cv2.fillPoly(drawing.image, [((flat - (x, y)) * 0.7 + (x, y)).astype(np.int32)], 255)
    flowchart = drawing.read()
    assert [symbol.kind for symbol in flowchart.symbols] == ["process", "decision", "process"]
    left, _, right, _ = flowchart.symbols[1].bbox
    assert right - left > 110
    assert not flowchart.connectors


def test_fills_on_grainy_paper_in_the_shade_are_found() -> None:
    grain = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 60, (200, 400)).astype(np.float32), (0, 0), 1.2)
    grey = np.full((200, 400), 214, np.float32)
    cv2.ellipse(grey, (200, 100), (40, 18), 0, 0, 360, (140,), -1)
    dusky = np.asarray(np.clip(grey + grain, 0, 255), np.uint8)
    ink = np.asarray((dusky < 100) * 255, np.uint8)
    ellipse = (159, 81, np.asarray(cv2.ellipse(np.zeros((38, 82), np.uint8), (41, 19), (40, 18), 0, 0, 360, 1, -1) > 0))
    areas = filled_areas(ink, dusky, SCALE)
    assert any(covered(ellipse, area) > 0.9 and covered(area, ellipse) > 0.85 for area in areas)
