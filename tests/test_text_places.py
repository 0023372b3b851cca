"""Which columns hold sentences, so that what looks like a symbol there is none."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.page import Image
from table_extract.shapes import Shape, ShapeMatch
from table_extract.text_places import is_punched, without_symbols_in_text
from tests.drawn_tables import table

SCALE = 200 / 25.4
"""Pixels per mm at 200 dpi."""
ROWS = 6


def _letters(page: Image, col: int, row: int) -> None:
    """Two dozen pieces as large as letters."""
    for at in range(24):
        x, y = 100 * col + 10 + 6 * (at % 12), 100 * row + 20 + 30 * (at // 12)
        cv2.rectangle(page, (x, y), (x + 3, y + 11), 255, -1)


@pytest.mark.parametrize(("rows", "kept"), [((0, 1, 2), 1), ((3, 4, 5), 0)])
def test_sentences_beside_a_symbol_count_and_those_of_the_block_above_do_not(rows: tuple[int, ...], kept: int) -> None:
    page = np.zeros((100 * ROWS, 300), np.uint8)
    for row in rows:
        _letters(page, 1, row)
    grid = replace(table([["1", "", ""]] * ROWS), ys=tuple(100.0 * row for row in range(ROWS + 1)))
    match = ShapeMatch("box", 0.95, 0.6)
    box = Shape((120, 330, 180, 370), np.ones((40, 60), np.bool_), match, filled=False, repaired=False)
    assert len(without_symbols_in_text([box], page, grid, SCALE)) == kept


@pytest.mark.parametrize(("rows", "kept"), [((0, 1, 2, 3, 4, 5), 0), ((1, 3, 5), 3)])
def test_pictures_beside_sentences_are_no_symbols_and_boxes_between_rows_of_words_are(
    rows: tuple[int, ...], kept: int
) -> None:
    page = np.zeros((100 * ROWS, 300), np.uint8)
    for row in rows:
        _letters(page, 1, row)
    grid = replace(table([["1", "", ""]] * ROWS), ys=tuple(100.0 * row for row in range(ROWS + 1)))
    match, mask = ShapeMatch("box", 0.95, 0.6), np.ones((25, 20), np.bool_)
    boxes = [Shape((176, at + 60, 196, at + 85), mask, match, filled=True, repaired=False) for at in (0, 200, 400)]
    assert len(without_symbols_in_text(boxes, page, grid, SCALE)) == kept


@pytest.mark.parametrize(("width", "pitch", "kept"), [(2, 10, 3), (8, 30, 3), (8, 10, 0)])
def test_dashes_and_labels_in_a_column_without_rulings_between_its_rows_are_no_sentences(
    width: int, pitch: int, kept: int
) -> None:
    page = np.zeros((600, 300), np.uint8)
    for y in range(0, 600, pitch * 2):
        for x in (105, 187) if pitch < 30 else (187,):
            cv2.rectangle(page, (x, y), (x + width - 1, y + pitch // 2 + 8), 255, -1)
    grid = replace(table([["1", "", ""]]), ys=(0.0, 600.0))
    match, mask = ShapeMatch("box", 0.95, 0.6), np.ones((40, 60), np.bool_)
    boxes = [Shape((120, y, 180, y + 40), mask, match, filled=False, repaired=False) for y in (100, 300, 500)]
    assert len(without_symbols_in_text(boxes, page, grid, SCALE)) == kept


@pytest.mark.parametrize(("row", "col", "kept"), [(0, 0, 4), (5, 0, 5), (0, 4, 5)])
def test_the_emblem_of_a_block_on_the_same_rulings_is_no_symbol(row: int, col: int, kept: int) -> None:
    grid = replace(table([[""] * 6] * 12), ys=tuple(100.0 * at for at in range(13)))
    page = np.zeros((1200, 600), np.uint8)
    match = ShapeMatch("box", 0.95, 0.6)
    places = [(row, col), (8, 2), (9, 3), (10, 4), (11, 2)]
    boxes = [(100 * c + 20, 100 * r + 30, 100 * c + 80, 100 * r + 70) for r, c in places]
    shapes = [Shape(box, np.ones((40, 60), np.bool_), match, filled=False, repaired=False) for box in boxes]
    assert len(without_symbols_in_text(shapes, page, grid, SCALE)) == kept


@pytest.mark.parametrize(("beside", "kept"), [((160, 165), 0), ((200, 205), 1), (None, 1)])
def test_a_circle_beside_a_letter_as_high_is_the_letter_o(beside: tuple[int, int] | None, kept: int) -> None:
    page = np.zeros((100 * ROWS, 300), np.uint8)
    cv2.circle(page, (135, 50), 20, 255, 3)
    if beside:
        cv2.rectangle(page, (beside[0], 30), (beside[1], 70), 255, -1)
    grid = replace(table([["", "", ""]] * ROWS), ys=tuple(100.0 * row for row in range(ROWS + 1)))
    ring = Shape((115, 30, 156, 71), np.ones((41, 41), np.bool_), ShapeMatch("circle", 0.95, 0.6), False, False)
    assert len(without_symbols_in_text([ring], page, grid, SCALE)) == kept


PARTED_HEAD = [["", "", "<", "", "", "<"], ["^", "", "", "", "", ""]]
STEPS = [["", "", "", "", "", ""], ["^", "", "", "", "", ""]]


@pytest.mark.parametrize(("first", "kept"), [(PARTED_HEAD, 0), (STEPS, 1)])
def test_a_head_of_groups_is_one_though_a_high_cell_of_it_is_parted(first: list[list[str]], kept: int) -> None:
    """Shading under a heading looks like a ruling; most cells beside a step of two rows are single."""
    grid = table([*first, *[[""] * 6] * 3])
    grid = replace(grid, ys=tuple(100.0 * at for at in range(6)), xs=tuple(100.0 * at for at in range(7)))
    spot = Shape((410, 20, 490, 60), np.ones((40, 80), np.bool_), ShapeMatch("pentagon", 0.9, 0.6), True, False)
    found = without_symbols_in_text([spot], np.zeros((500, 600), np.uint8), grid, SCALE)
    assert len(found) == kept


@pytest.mark.parametrize(("x", "punched"), [(0, True), (300, True), (150, False), (30, False)])
def test_a_circle_over_the_table_s_edge_is_a_hole_of_the_file(x: int, punched: bool) -> None:
    grid = table([["", "", ""]] * ROWS)
    ring = Shape((x - 20, 100, x + 21, 141), np.ones((41, 41), np.bool_), ShapeMatch("circle", 0.95, 0.6), False, False)
    assert is_punched(ring, grid) == punched
    assert not is_punched(replace(ring, match=ShapeMatch("box", 0.95, 0.6)), grid)
