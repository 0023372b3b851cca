"""Solid marks between thick connectors, shapes drawn behind each other, diamonds that stand on a ruling."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from table_extract.fills import filled_areas
from table_extract.loops import without_loops
from table_extract.ridges import find_segments
from table_extract.shapes import Shape, ShapeMatch, match_shape
from tests.test_flowchart import COL, LEFT, ROW, SCALE, TOP, Drawing, Point, edges, outline_points

DARK, THICK = 110, 11


def thick(drawing: Drawing, *points: Point) -> None:
    """A connector as thick as filled symbols are drawn with, with a head to match."""
    for a, b in zip(points, points[1:], strict=False):
        cv2.line(drawing.image, a, b, DARK, THICK)
    (x0, y0), (x1, y1) = points[-2:]
    dx, dy = int(np.sign(x1 - x0)), int(np.sign(y1 - y0))
    x, y = x1 - 16 * dx, y1 - 16 * dy
    corners = [(x1, y1), (x + 14 * dy, y + 14 * dx), (x - 14 * dy, y - 14 * dx)]
    cv2.fillPoly(drawing.image, [np.array(corners, np.int32)], DARK)


def test_thick_connectors_do_not_grow_into_solid_boxes() -> None:
    drawing = Drawing(2, 5)
    for row, col in enumerate((0, 2)):
        x, y = drawing.centre(row, col)
        cv2.rectangle(drawing.image, (x - 36, y - 30), (x + 36, y + 30), DARK, -1)
        cv2.circle(drawing.image, (x, y), 14, DARK + 70, -1)  # solid areas fade towards their middle
    (x0, y0), (x1, y1) = drawing.centre(0, 0), drawing.centre(1, 2)
    thick(drawing, (x0 + 36, y0), (x1, y0), (x1, y1 - 32))
    found = drawing.read()
    assert [round(symbol.bbox[2] - symbol.bbox[0], -1) for symbol in found.symbols] == [70, 70]
    assert edges(found) == {(0, 1)}


def test_the_arrowhead_at_the_foot_of_a_page_is_no_symbol() -> None:
    drawing = Drawing(2, 5)
    for row in (0, 1):
        x, y = drawing.centre(row, 1)
        cv2.rectangle(drawing.image, (x - 36, y - 53), (x + 36, y + 17), DARK, -1)
    cv2.line(drawing.image, (x, y), (x, y + 40), DARK, 3)
    cv2.circle(drawing.image, (x, y + 38), 12, DARK, -1)
    assert [symbol.kind for symbol in drawing.read().symbols] == ["process", "process"]


def test_two_crests_that_meet_late_are_one_stroke() -> None:
    darkness = np.zeros((700, 120), np.uint8)
    for column, start, end in ((60, 20, 400), (57, 60, 120), (58, 120, 680)):
        darkness[start:end, column] = 200
    upright = [s for s in find_segments(darkness, np.zeros_like(darkness), SCALE) if s.axis == "v"]
    assert [round(s.length, -1) for s in upright] == [670]


def test_a_shape_behind_a_box_leads_nowhere_back() -> None:
    drawing = Drawing(2, 5)
    (x, y), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 1)
    behind = np.array([(x + 4, y - 8), (x + 56, y - 8), (x + 56, y + 34), (x + 4, y + 34)], np.int32)
    cv2.polylines(drawing.image, [behind], True, 30, 2)
    drawing.symbol("box", 0, 1)
    drawing.symbol("diamond", 1, 1)
    drawing.arrow((x1, y + 34), (x1, y1 - 24))
    found = drawing.read()
    assert [symbol.kind for symbol in found.symbols] == ["process", "decision"]
    assert edges(found) == {(0, 1)}


def test_a_diamond_may_stand_on_a_ruling() -> None:
    drawing = Drawing(3, 5)
    for row, col in ((0, 1), (0, 3), (2, 3)):
        drawing.symbol("box", row, col)
    x, ruling = LEFT + COL + COL // 2, TOP + 2 * ROW
    points = np.array([(x - 60, ruling - 46), (x, ruling - 91), (x + 60, ruling - 46), (x, ruling - 1)], np.int32)
    cv2.fillPoly(drawing.image, [points], 255)
    cv2.polylines(drawing.image, [points], True, 30, 2, cv2.LINE_AA)
    cv2.line(drawing.image, (x - 75, ruling), (x + 75, ruling), 60, 2)
    assert [symbol.kind for symbol in drawing.read().symbols] == ["process", "process", "decision", "process"]


def test_round_corners_of_filled_boxes_are_seen_on_coarse_scans() -> None:
    """Whichever edge of the blurred fill a box was found by."""
    drawing = Drawing(3, 5)
    for row, radius in enumerate((5, 0, 5)):
        x, y = drawing.centre(row, 1)
        filled_box(drawing, (x - 42, y - 17, x + 42, y + 17), radius)
    flowchart = drawing.read(noise=20)
    assert [symbol.also for symbol in flowchart.symbols] == ["terminator", None, "terminator"]


def test_an_arrowhead_that_melts_into_a_box_makes_it_no_capsule() -> None:
    drawing = Drawing(2, 5)
    for row in (0, 1):
        x, y = drawing.centre(row, 1)
        filled_box(drawing, (x - 42, y - 17, x + 42, y + 17), 0)
    x, y = drawing.centre(1, 1)
    drawing.arrow((x, y - ROW + 18), (x, y - 60), (x + 70, y - 60), (x + 70, y), (x + 40, y))
    assert [symbol.kind for symbol in drawing.read(noise=10).symbols] == ["process", "process"]


def filled_box(drawing: Drawing, box: tuple[int, int, int, int], radius: int) -> None:
    x0, y0, x1, y1 = box
    cv2.rectangle(drawing.image, (x0 + radius, y0), (x1 - radius, y1), 105, -1)
    cv2.rectangle(drawing.image, (x0, y0 + radius), (x1, y1 - radius), 105, -1)
    for x in (x0 + radius, x1 - radius):
        for y in (y0 + radius, y1 - radius):
            cv2.circle(drawing.image, (x, y), radius, 105, -1)


def flat_box(drawing: Drawing, x: int, y: int) -> None:
    """A box 8 mm wide and 2.3 mm high, with 1.8 mm of paper in it."""
    cv2.rectangle(drawing.image, (x - 32, y - 8), (x + 32, y + 8), 30, 2)


def test_flat_boxes_are_symbols_and_words_are_none() -> None:
    drawing = Drawing(3, 5)
    (x0, y0), (x1, y1) = drawing.centre(0, 1), drawing.centre(1, 2)
    flat_box(drawing, x0, y0)
    flat_box(drawing, x1, y1)
    drawing.arrow((x0 + 32, y0), (x1, y0), (x1, y1 - 10))
    cv2.putText(drawing.image, "daftar obat", (x1 - 60, drawing.centre(2, 2)[1]), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 30, 2)
    found = drawing.read(noise=4)
    assert [(symbol.kind, symbol.row) for symbol in found.symbols] == [("process", 0), ("process", 1)]
    assert edges(found) == {(0, 1)}


def test_what_connectors_enclose_gives_way_to_the_symbols_that_bite_into_it() -> None:
    """The way on and the way back of two symbols enclose a wide area, which may look more like a box than they do."""
    enclosed = np.ones((60, 240), np.bool_)
    enclosed[:16, 220:] = enclosed[46:, :24] = False
    box, diamond = np.ones((26, 40), np.bool_), np.ones((26, 44), np.bool_)
    area = Shape((900, 800, 1140, 860), enclosed, ShapeMatch("capsule", 0.955, 0.95), False, False)
    symbols = [
        Shape((1118, 790, 1158, 816), box, ShapeMatch("box", 0.95, 0.9), False, False),
        Shape((880, 846, 924, 872), diamond, ShapeMatch("diamond", 0.88, 0.8), False, False),
    ]
    assert without_loops([area, *symbols]) == symbols


@pytest.mark.parametrize(
    ("fit", "width", "above", "left"),
    [(0.98, 27, 0, "box"), (0.98, 27, 15, "box"), (0.98, 27, 40, "both"), (0.9, 27, 0, "head"), (0.98, 80, 0, "head")],
)
def test_a_large_arrowhead_at_a_thick_outline_is_no_symbol(fit: float, width: int, above: int, left: str) -> None:
    """Wiping strokes away leaves a stump of it, which looks like no usual symbol."""
    box = Shape((100, 100, 210, 145), np.ones((45, 110), np.bool_), ShapeMatch("rounded", fit, 0.9), False, False)
    stump = np.ones((36, width), np.bool_)
    head = Shape((140, 74 - above, 140 + width, 110 - above), stump, ShapeMatch("trapezoid", 0.91, 0.81), True, False)
    assert without_loops([head, box]) == {"box": [box], "head": [head], "both": [head, box]}[left]


def test_letters_on_a_box_s_outline_cut_nothing_off_it() -> None:
    drawing = Drawing(2, 5)
    for row in (0, 1):
        x, y = drawing.centre(row, 1)
        cv2.rectangle(drawing.image, (x - 60, y - 34), (x + 60, y + 34), 30, 2)
    for level in (-20, 4, 32):
        cv2.putText(drawing.image, "mengecek", (x - 52, y + level), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 2)
    for at in range(x - 50, x + 51, 6):
        cv2.line(drawing.image, (at, y + 20), (at, y + 34), 30, 2)
    drawing.arrow((x, y - ROW + 34), (x, y - 34))
    found = drawing.read()
    assert [symbol.kind for symbol in found.symbols] == ["process", "process"]
    assert edges(found) == {(0, 1)}


def test_a_fill_that_fades_to_white_is_one_symbol() -> None:
    rows, cols = np.mgrid[0:200, 0:300]
    across, down = np.abs(cols - 150) / 110, np.abs(rows - 100) / 75
    paper = np.full((200, 300), 255, np.uint8)
    grey = np.where(across + down <= 1, 255 - 155 * np.hypot(across, down), paper).astype(np.uint8)
    ink = np.asarray((grey < 150) * 255, np.uint8)
    best, *_ = filled_areas(ink, grey, SCALE)
    match = match_shape(best[2])
    assert match.outline == "diamond" and match.overlap > 0.9 and best[2].shape[1] > 200


def test_the_shade_of_the_text_in_a_box_is_no_symbol_of_its_own() -> None:
    drawing = Drawing(2, 5)
    for row in (0, 1):
        x, y = drawing.centre(row, 1)
        cv2.rectangle(drawing.image, (x - 40, y - 34), (x + 40, y + 34), 30, 2)
        cv2.rectangle(drawing.image, (x - 28, y - 24), (x + 28, y + 24), 215, -1)
    drawing.arrow((x, y - ROW + 36), (x, y - 36))
    found = drawing.read()
    assert [symbol.bbox[2] - symbol.bbox[0] > 75 for symbol in found.symbols] == [True, True]
    assert edges(found) == {(0, 1)}


def test_letters_that_melted_into_one_amid_a_word_are_no_symbol() -> None:
    drawing = Drawing(2, 5)
    drawing.symbol("box", 0, 1)
    x, y = drawing.centre(1, 2)
    cv2.rectangle(drawing.image, (x - 12, y - 10), (x + 12, y + 10), 60, -1)
    for side in (-1, 1):
        for at in (17, 24, 31):
            cv2.line(drawing.image, (x + side * at, y - 10), (x + side * at, y + 10), 60, 3)
    assert [symbol.row for symbol in drawing.read().symbols] == [0]
    cv2.rectangle(drawing.image, (x - 40, y - 12), (x - 14, y + 12), 255, -1)
    assert [symbol.row for symbol in drawing.read().symbols] == [0, 1]


def test_a_white_band_around_a_ragged_dark_fill_belongs_to_the_symbol() -> None:
    """Printed tones come out of a fax machine as dots."""
    drawing = Drawing(2, 5)
    dots = np.random.default_rng(5).random(drawing.image.shape) < 0.7
    for row, outline in enumerate(("capsule", "box")):
        x, y = drawing.centre(row, 1)
        cv2.fillPoly(drawing.image, [outline_points(outline, x, y, 42, 22)], 0)
        cv2.fillPoly(drawing.image, [outline_points(outline, x, y, 37, 17)], 255)
        fill = np.zeros(drawing.image.shape, np.uint8)
        cv2.fillPoly(fill, [outline_points(outline, x, y, 33, 13)], 255)
        drawing.image[(fill > 0) & dots] = 0
    symbols = drawing.read().symbols
    assert [symbol.kind for symbol in symbols] == ["terminator", "process"]
    assert [symbol.bbox[2] - symbol.bbox[0] for symbol in symbols] == [85, 85]


def test_a_dark_capsule_as_wide_as_its_column_is_one() -> None:
    drawing = Drawing(2, 5)
    for row, half in ((0, COL // 2 - 1), (1, 42)):
        x, y = drawing.centre(row, 1)
        for wide, high, grey in ((half, 25, 0), (half - 5, 20, 255), (half - 10, 15, 0)):
            cv2.fillPoly(drawing.image, [outline_points("capsule", x, y, wide, high)], grey)
    assert [(symbol.kind, symbol.row) for symbol in drawing.read().symbols] == [("terminator", 0), ("terminator", 1)]


def test_a_capsule_drawn_out_to_a_barrel_is_none_of_the_boxes() -> None:
    barrel = np.zeros((141, 157), np.uint8)
    barrel[:, 25:132] = 1
    for x in (25, 131):
        cv2.ellipse(barrel, (x, 70), (25, 70), 0, 0, 360, 1, -1)
    rounded = np.zeros_like(barrel)
    for corner in ((24, 24), (132, 24), (24, 116), (132, 116)):
        cv2.circle(rounded, corner, 24, 1, -1)
    rounded[24:117], rounded[:, 24:133] = 1, 1
    assert [match_shape(mask > 0).kind for mask in (barrel, rounded)] == ["terminator", "process"]


def test_the_head_of_a_block_arrow_is_no_small_diamond() -> None:
    drawing = Drawing(2, 5)
    for row, col in enumerate((2, 0)):
        x, y = drawing.centre(row, col)
        cv2.rectangle(drawing.image, (x - 46, y - 24), (x + 36, y + 24), DARK, -1)
    (x0, y0), (x1, y1) = drawing.centre(0, 2), drawing.centre(1, 0)
    for end in ((x0, y0 + 24), (x1 + 60, y1)):
        cv2.line(drawing.image, end, (x0, y1), DARK, THICK)
    head = [(x1 + 42, y1), (x1 + 84, y1 - 17), (x1 + 84, y1 + 17)]
    cv2.fillPoly(drawing.image, [np.array(head, np.int32)], DARK)
    found = drawing.read()
    assert [symbol.kind for symbol in found.symbols] == ["process", "process"]
    assert edges(found) == {(0, 1)}


def test_a_box_much_smaller_than_the_others_is_doubted_on_a_scan() -> None:
    drawing = Drawing(4, 5)
    for row in range(3):
        drawing.symbol("box", row, 1)
    x, y = drawing.centre(3, 1)
    cv2.rectangle(drawing.image, (x - 20, y - 11), (x + 20, y + 11), 30, 2)
    *usual, small = drawing.read().symbols
    assert small.kind == "process" and small.confidence < 0.5 < min(symbol.confidence for symbol in usual)


@pytest.mark.parametrize("gaps", [((-25, 14), (25, -14)), ((-40, 6), (40, 6))])
def test_a_diamond_whose_outline_is_worn_keeps_its_corners(gaps: tuple[tuple[int, int], ...]) -> None:
    drawing = Drawing(3, 5)
    for row, col in ((1, 2), (2, 3)):
        drawing.symbol("box", row, col)
    drawing.image[drawing.image < 128] = 0
    x, y = drawing.centre(0, 2)
    corners = np.array([(x - 50, y), (x, y - 28), (x + 50, y), (x, y + 28)], np.int32)
    cv2.polylines(drawing.image, [corners], True, (0,), 3)
    for right, down in gaps:
        cv2.circle(drawing.image, (x + right, y + down), 4, (255,), -1)
    assert [symbol.kind for symbol in drawing.read().symbols] == ["decision", "process", "process"]


def test_a_punched_hole_takes_no_letters_of_the_columns_beside_it() -> None:
    drawing = Drawing(3, 5)
    for row, col in ((0, 2), (1, 3), (2, 2)):
        drawing.symbol("box", row, col)
    x, y = drawing.centre(1, 0)
    cv2.circle(drawing.image, (LEFT, y), 22, 90, 4)
    for at in range(6):
        cv2.rectangle(drawing.image, (x + 6 * at, y + 30), (x + 6 * at + 2, y + 40), 30, -1)
    flowchart = drawing.read(6.0)
    assert [symbol.col for symbol in flowchart.symbols] == [2, 3, 2]
    assert (flowchart.text_ink[y + 30 : y + 40, x : x + 33] > 0).any(axis=0).sum() >= 18
    assert not flowchart.text_ink[y - 5 : y + 5, LEFT + 18 : LEFT + 27].any()
