"""Rulings whose ends no ruling across holds, and strokes in line that are none, on drawn pages."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.page import Image
from table_extract.dashes import broken_rulings, find_dashes
from table_extract.grid import rulings_to_table
from table_extract.line_tests import Ruling
from table_extract.rulings import segments_to_tables
from table_extract.stops import stop_on

SCALE = 200 / 25.4
"""Pixels per mm at 200 dpi."""
HEAD_TOP, HEAD_MIDDLE, ROWS = 100, 260, (330, 450, 580)
"""Where a heading begins, where its lower floor does, and the rulings of two rows."""


def _page(stop: int, shade: int = 128) -> tuple[Image, list[Ruling]]:
    """A table with a shaded heading, and two inner columns whose rulings begin at ``stop``."""
    page = np.full((800, 1000), 255, np.uint8)
    cv2.rectangle(page, (50, HEAD_TOP), (950, ROWS[0]), shade, -1)
    rulings = [Ruling("h", y, 50, 950, 3) for y in (HEAD_TOP, *ROWS)]
    rulings += [Ruling("v", x, HEAD_TOP, ROWS[-1], 3) for x in (50, 350, 950)]
    rulings += [Ruling("v", x, stop, ROWS[-1], 3) for x in (550, 750)]
    for one in rulings:
        along, at = (round(one.start), round(one.end)), round(one.at)
        ends = [(place, at) if one.axis == "h" else (at, place) for place in along]
        cv2.line(page, ends[0], ends[1], 0, 3)
    return page, rulings


def test_columns_that_begin_together_within_a_heading_part_its_lower_floor() -> None:
    page, rulings = _page(HEAD_MIDDLE)
    (found,) = segments_to_tables(page, rulings, SCALE)
    assert [r.at for r in found if r.axis == "v"] == [50, 350, 950, 550, 750]
    assert [(r.at, r.start, r.end) for r in found if not r.is_drawn] == [(HEAD_MIDDLE, 350, 950)]
    table = rulings_to_table(found, page, 255 - page, 1, SCALE)
    assert table is not None
    assert [(cell.row, cell.col, cell.colspan) for cell in table.cells if cell.col >= 1][:4] == [
        (0, 1, 3), (1, 1, 1), (1, 2, 1), (1, 3, 1),
    ]  # fmt: skip


def test_a_column_that_begins_alone_within_a_heading_needs_its_shade() -> None:
    page, rulings = _page(HEAD_MIDDLE)
    (found,) = segments_to_tables(page, rulings[:-1], SCALE)
    assert [r.at for r in found if r.axis == "v"] == [50, 350, 950, 550]


@pytest.mark.parametrize(("tone", "floors"), [(110, [(180, 350, 950)]), (200, [])])
def test_where_a_long_column_begins_with_another_tone_the_lower_floor_of_a_heading_does(
    tone: int, floors: list[tuple[int, int, int]]
) -> None:
    page, rulings = _page(180, shade=200)
    cv2.rectangle(page, (350, 180), (950, ROWS[0]), tone, -1)
    for ruling in rulings[4:]:
        cv2.line(page, (round(ruling.at), round(ruling.start)), (round(ruling.at), ROWS[-1]), 0, 3)
    (found,) = segments_to_tables(page, rulings[:-1], SCALE)
    assert [(r.at, r.start, r.end) for r in found if not r.is_drawn] == floors


@pytest.mark.parametrize("end", ["one alone", "a box", "an arrowhead"])
def test_a_stroke_that_ends_so_is_a_connector(end: str) -> None:
    page, rulings = _page(HEAD_MIDDLE, shade=255)
    if end == "one alone":
        rulings = rulings[:-1]
    for x in (550, 750):
        if end == "a box":
            cv2.rectangle(page, (x - 40, HEAD_MIDDLE - 30), (x + 40, HEAD_MIDDLE), 0, 3)
        if end == "an arrowhead":
            tip = np.array([(x, HEAD_MIDDLE), (x - 9, HEAD_MIDDLE + 18), (x + 9, HEAD_MIDDLE + 18)], np.int32)
            cv2.fillPoly(page, [tip], (0.0,))
    (found,) = segments_to_tables(page, rulings, SCALE)
    assert [r.at for r in found if r.axis == "v"] == [50, 350, 950]


@pytest.mark.parametrize("frame", [None, (450, 650)])
def test_rows_of_the_last_column_end_where_the_scan_cuts_the_table_off(frame: tuple[int, int] | None) -> None:
    """Also where a dark edge of the paper, or what is left of the frame, stands beside some of the rows only."""
    page = np.full((800, 1000), 255, np.uint8)
    rulings = [Ruling("h", y, 50, 1000, 3) for y in (100, 300, 450, 650)]
    rulings += [Ruling("h", y, 600, 1000 - y // 100, 3) for y in (150, 200, 250)]
    rulings += [Ruling("v", 50, 100, 650, 3), Ruling("v", 600, 100, 650, 3), Ruling("v", 800, 100, 300, 3)]
    rulings += [Ruling("v", 998, *frame, 3)] if frame else []
    for one in rulings:
        along, at = (round(one.start), round(one.end)), round(one.at)
        ends = [(place, at) if one.axis == "h" else (at, place) for place in along]
        cv2.line(page, ends[0], ends[1], 0, 3)
    (found,) = segments_to_tables(page, rulings, SCALE)
    table = rulings_to_table(found, page, 255 - page, 1, SCALE)
    assert table is not None
    assert sum(cell.col == 2 and cell.rowspan == 1 for cell in table.cells) == 4


def test_a_ruling_whose_upper_end_was_lost_in_shade_reaches_the_heading_s_edge() -> None:
    page, rulings = _page(HEAD_TOP)
    whole = stop_on(page, Ruling("v", 550, HEAD_TOP + 18, ROWS[-1], 3), rulings[:7], SCALE)
    assert whole is not None
    assert (whole.start, whole.end) == (HEAD_TOP, ROWS[-1])


def test_connectors_from_box_to_box_are_no_broken_ruling() -> None:
    ink = np.zeros((900, 300), np.uint8)
    for top in (80, 280, 480, 680):
        cv2.line(ink, (150, top), (150, top + 140), 255, 2)
    dashes = find_dashes(ink, "v", SCALE)
    assert len(broken_rulings(dashes, ink, ink, SCALE, worn=True)) == 1
    assert broken_rulings(dashes, ink, ink, SCALE, worn=True, printed=True) == []
    for top in (230, 430, 630):
        cv2.rectangle(ink, (110, top), (190, top + 45), 255, 2)
    assert broken_rulings(dashes, ink, ink, SCALE, worn=True) == []


def test_sides_of_boxes_that_stand_in_one_row_are_no_broken_ruling() -> None:
    ink = np.zeros((300, 900), np.uint8)
    for left in (80, 340, 600):
        cv2.line(ink, (left, 80), (left + 120, 80), 255, 2)
    dashes = find_dashes(ink, "h", SCALE)
    assert len(broken_rulings(dashes, ink, ink, SCALE, worn=True)) == 1
    for left in (80, 340, 600):
        cv2.rectangle(ink, (left, 80), (left + 120, 125), 255, 2)
    dashes = find_dashes(ink, "h", SCALE)
    assert broken_rulings(dashes, ink, ink, SCALE, worn=True) == []
