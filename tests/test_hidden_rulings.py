"""Rulings of which symbols and connectors hide a part, on drawn pages."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.page import Image
from table_extract.hidden_rulings import hidden_rulings
from table_extract.line_tests import Ruling
from table_extract.rulings import segments_to_tables

SCALE = 200 / 25.4
"""Pixels per mm at 200 dpi."""
HEAD, FOOT = Ruling("h", 100, 50, 750, 2), Ruling("h", 700, 50, 750, 2)


def _page() -> Image:
    page = np.full((800, 800), 255, np.uint8)
    for ruling in (HEAD, FOOT):
        cv2.line(page, (50, int(ruling.at)), (750, int(ruling.at)), 0, 2)
    return page


def _found(page: Image, *spans: tuple[int, int], x: int = 400) -> list[tuple[float, float]]:
    pieces = [Ruling("v", x, start, end, 2) for start, end in spans]
    return [(stroke.start, stroke.end) for stroke, _ in hidden_rulings(page, pieces, [HEAD, FOOT], SCALE)]


def test_a_ruling_goes_on_behind_the_symbols_that_stand_on_it() -> None:
    page = _page()
    cv2.line(page, (400, 100), (400, 700), 0, 2)
    for top in (300, 620):
        cv2.rectangle(page, (330, top), (410, top + 30), 255, -1)
        cv2.rectangle(page, (330, top), (410, top + 30), 0, 3)
    assert _found(page, (100, 300), (330, 620)) == [(100, 700)]


def test_a_ruling_goes_on_beside_a_connector() -> None:
    page = _page()
    cv2.line(page, (400, 100), (400, 700), 0, 2)
    cv2.line(page, (394, 180), (394, 260), 0, 3)
    assert _found(page, (262, 700)) == [(100, 700)]


def test_strokes_from_symbol_to_symbol_are_no_pieces_of_a_ruling() -> None:
    page = _page()
    spans = [(180, 330), (380, 500), (550, 640)]
    for start, end in spans:
        cv2.line(page, (400, start), (400, end), 0, 2)
        cv2.rectangle(page, (360, end), (440, end + 50), 0, 3)
    assert _found(page, *spans) == []


def test_connectors_through_the_middles_of_symbols_are_no_ruling_though_they_reach_rulings() -> None:
    page = _page()
    cv2.line(page, (400, 100), (400, 700), 0, 3)
    for top in (200, 400, 600):
        cv2.rectangle(page, (350, top), (450, top + 40), 190, -1)
        cv2.rectangle(page, (350, top), (450, top + 40), 0, 3)
    assert _found(page, (100, 200), (240, 600), (640, 700)) == []


def test_a_symbol_may_stand_amid_a_ruling_with_which_a_letter_of_the_heading_is_in_line() -> None:
    page = _page()
    cv2.line(page, (400, 100), (400, 700), 0, 2)
    cv2.ellipse(page, (400, 180), (60, 15), 0, 0, 360, 255, -1)
    cv2.ellipse(page, (400, 180), (60, 15), 0, 0, 360, 0, 3)
    for x, top, foot in ((400, 75, 77), (380, 71, 96), (420, 71, 96)):
        cv2.line(page, (x, top), (x, foot), 0, 3)
    assert _found(page, (75, 165), (195, 700)) == [(75, 700)]


def test_a_stroke_at_the_edge_of_the_picture_is_no_ruling() -> None:
    page = _page()
    cv2.line(page, (0, 100), (0, 700), 0, 2)
    assert _found(page, (100, 300), (330, 700), x=0) == []


def test_a_column_s_ruling_torn_by_a_symbol_parts_the_table() -> None:
    page = _page()
    frame = [HEAD, FOOT, Ruling("h", 400, 50, 750, 2), *(Ruling("v", x, 100, 700, 2) for x in (50, 250, 750))]
    cv2.line(page, (500, 100), (500, 700), 0, 2)
    cv2.rectangle(page, (430, 380), (510, 430), 255, -1)
    cv2.rectangle(page, (430, 380), (510, 430), 0, 3)
    pieces = [Ruling("v", 500, 100, 380, 2), Ruling("v", 500, 430, 700, 2)]
    (rulings,) = segments_to_tables(page, [*frame, *pieces], SCALE)
    assert (500, 100, 700) in [(r.at, r.start, r.end) for r in rulings if r.axis == "v"]


def test_a_connector_through_a_symbol_that_turns_off_at_both_ends_is_no_ruling_though_it_spans_most_of_a_table() -> (
    None
):
    page = _page()
    frame = [HEAD, FOOT, Ruling("h", 400, 50, 750, 2), *(Ruling("v", x, 100, 700, 2) for x in (50, 400, 750))]
    for ruling in frame:
        ends = (ruling.start, ruling.at), (ruling.end, ruling.at)
        first, last = ends if ruling.axis == "h" else ((x, y) for y, x in ends)
        cv2.line(page, [int(v) for v in first], [int(v) for v in last], 0, 2)
    cv2.polylines(page, [np.array([(120, 420), (120, 520), (700, 520), (700, 600)], np.int32)], False, 0, 2)
    cv2.fillPoly(page, [np.array([(330, 520), (360, 500), (390, 520), (360, 540)], np.int32)], 110)
    pieces = [Ruling("h", 520, 120, 330, 2), Ruling("h", 520, 390, 700, 2)]
    (rulings,) = segments_to_tables(page, [*frame, *pieces], SCALE)
    assert 520 not in {r.at for r in rulings}
