"""Drawn flowcharts read back: symbols of all kinds, elbows, rulings crossed and followed, back edges, labels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from ocr.page import Image
from table_extract.flowchart import USUAL_COLUMNS, Flowchart, find_flowchart, label_connectors
from table_extract.rulings import Ruling
from table_extract.table import Cell, Connector, Line, LinePlace, PagePlace, Symbol, Table

SCALE = 200 / 25.4
ROW, COL, TOP, LEFT = 110, 150, 60, 60
Point = tuple[int, int]


@dataclass
class Drawing:
    """A ruled table with ``rows`` x ``cols`` empty cells to draw in; most step tables have 5 columns at ``least``."""

    rows: int
    cols: int
    ruled: bool = True
    least: int = USUAL_COLUMNS
    image: Image = field(init=False)

    def __post_init__(self) -> None:
        self.cols = max(self.cols, self.least)
        self.image = np.full((TOP * 2 + ROW * self.rows, LEFT * 2 + COL * self.cols), 255, np.uint8)
        for ruling in self.rulings():
            start, end, at = round(ruling.start), round(ruling.end), round(ruling.at)
            ends = ((start, at), (end, at)) if ruling.axis == "h" else ((at, start), (at, end))
            cv2.line(self.image, *ends, 60, 2)

    def rulings(self) -> list[Ruling]:
        right, bottom = LEFT + COL * self.cols, TOP + ROW * self.rows
        level = [Ruling("h", TOP + ROW * r, LEFT, right, 2) for r in range(self.rows + 1)]
        if not self.ruled:
            level = [level[0], level[-1]]
        return level + [Ruling("v", LEFT + COL * c, TOP, bottom, 2) for c in range(self.cols + 1)]

    def table(self) -> Table:
        xs = tuple(float(LEFT + COL * c) for c in range(self.cols + 1))
        ys = tuple(float(TOP + ROW * r) for r in range(self.rows + 1))
        place = PagePlace(1, (0.0, 0.0, 1.0, 1.0))
        cells = tuple(
            Cell(r, c, place, bbox=(xs[c], ys[r], xs[c + 1], ys[r + 1]))
            for r in range(self.rows)
            for c in range(self.cols)
        )
        return Table(1, self.rows, self.cols, cells, place, xs=xs, ys=ys)

    def centre(self, row: int, col: int) -> Point:
        return LEFT + COL * col + COL // 2, TOP + ROW * row + ROW // 2

    def symbol(self, outline: str, row: int, col: int, fill: int = 255, shift: Point = (0, 0)) -> None:
        x, y = (a + b for a, b in zip(self.centre(row, col), shift, strict=True))
        points = outline_points(outline, x, y)
        cv2.fillPoly(self.image, [points], fill)
        cv2.polylines(self.image, [points], True, 30 if fill > 200 else fill, 2, cv2.LINE_AA)

    def arrow(self, *points: Point, head: bool = True) -> None:
        for a, b in pairwise(points):
            cv2.line(self.image, a, b, 30, 2)
        if head:
            (x0, y0), (x1, y1) = points[-2], points[-1]
            dx, dy = int(np.sign(x1 - x0)), int(np.sign(y1 - y0))
            base = (x1 - 11 * dx, y1 - 11 * dy)
            corners = [(x1, y1), (base[0] + 6 * dy, base[1] + 6 * dx), (base[0] - 6 * dy, base[1] - 6 * dx)]
            cv2.fillPoly(self.image, [np.array(corners, np.int32)], 30)

    def read(self, noise: float = 0.0, grey: bool = True) -> Flowchart:
        image = self.image
        if noise:
            spread = np.random.default_rng(7).normal(0, noise, image.shape)
            blurred = cv2.GaussianBlur(image, (0, 0), 1.1).astype(np.float64)
            image = np.clip(blurred + spread, 0, 255).astype(np.uint8)
        ink = np.asarray((image < 150) * 255, dtype=np.uint8)
        return find_flowchart(ink, self.table(), self.rulings(), SCALE, image if grey else None)


def outline_points(outline: str, x: int, y: int, w: int = 36, h: int = 17) -> np.ndarray:
    """A symbol's corner points around its centre, half sizes w and h."""
    if outline == "box":
        corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
    elif outline == "diamond":
        corners = [(-w, 0), (0, -h - 5), (w, 0), (0, h + 5)]
    elif outline == "offpage":
        corners = [(-16, -h), (16, -h), (16, 6), (0, h + 4), (-16, 6)]
    elif outline == "circle":
        return np.asarray(cv2.ellipse2Poly((x, y), (15, 15), 0, 0, 360, 6), np.int32)
    elif outline == "ellipse":
        return np.asarray(cv2.ellipse2Poly((x, y), (w, h), 0, 0, 360, 6), np.int32)
    else:
        right = cv2.ellipse2Poly((x + w - h, y), (h, h), 0, -90, 90, 6)
        left = cv2.ellipse2Poly((x - w + h, y), (h, h), 0, 90, 270, 6)
        return np.asarray(np.concatenate([right, left]), np.int32)
    return np.array([(x + dx, y + dy) for dx, dy in corners], np.int32)


def edges(flowchart: Flowchart) -> set[tuple[int | None, int | None]]:
    return {(c.source, c.target) for c in flowchart.connectors if c.source is not None and c.target is not None}


def test_a_table_of_few_columns_has_a_flowchart_where_arrows_join_its_symbols() -> None:
    narrow = Drawing(3, 3, least=3)
    for row, col in ((0, 1), (1, 2), (2, 1)):
        narrow.symbol("box", row, col)
    loose = narrow.read()
    assert not loose.symbols
    assert loose.text_ink[narrow.centre(0, 1)[1] - 17].any()
    for (row, col), (next_row, next_col) in (((0, 1), (1, 2)), ((1, 2), (2, 1))):
        (x, y), (to_x, to_y) = narrow.centre(row, col), narrow.centre(next_row, next_col)
        side = 36 if to_x > x else -36
        narrow.arrow((x + side, y), (to_x, y), (to_x, to_y - 17))
    assert edges(narrow.read()) == {(0, 1), (1, 2)}


def stairs(count: int = 3) -> Drawing:
    """Boxes going down to the right, each with an elbow arrow to the next."""
    drawing = Drawing(count, count)
    for i in range(count):
        drawing.symbol("capsule" if i in (0, count - 1) else "box", i, i)
    for i in range(count - 1):
        (x0, y0), (x1, y1) = drawing.centre(i, i), drawing.centre(i + 1, i + 1)
        drawing.arrow((x0 + 36, y0), (x1, y0), (x1, y1 - 18))
    return drawing


@pytest.mark.parametrize("fill", [255, 225, 110], ids=["open", "light", "dark"])
@pytest.mark.parametrize(
    ("outline", "kind"),
    [
        ("box", "process"),
        ("diamond", "decision"),
        ("capsule", "terminator"),
        ("ellipse", "terminator"),
        ("circle", "connector"),
        ("offpage", "connector"),
    ],
)
def test_outlines_have_their_meaning(outline: str, kind: str, fill: int) -> None:
    drawing = Drawing(3, 2)
    drawing.symbol(outline, 1, 0, fill)
    (symbol,) = drawing.read(noise=4).symbols
    assert (symbol.kind, symbol.row, symbol.col) == (kind, 1, 0)
    assert symbol.confidence > 0.6


def test_text_and_empty_cells_are_no_symbols() -> None:
    drawing = Drawing(3, 3)
    cv2.putText(drawing.image, "OQ8 Do", (LEFT + 10, TOP + 60), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 30, 2)
    assert drawing.read().symbols == ()


@pytest.mark.parametrize("grey", [True, False])
@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_elbows_cross_rulings(noise: float, grey: bool) -> None:
    flowchart = stairs(4).read(noise, grey)
    assert [(s.row, s.col) for s in flowchart.symbols] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert edges(flowchart) == {(0, 1), (1, 2), (2, 3)}
    assert all(c.directed and c.confidence > 0.8 for c in flowchart.connectors)


def with_back_edge(x: int) -> Drawing:
    """Start, decision below to the right, a way back over an upright stroke at ``x``."""
    drawing = Drawing(3, 3)
    drawing.symbol("capsule", 0, 0)
    drawing.symbol("diamond", 1, 1)
    drawing.symbol("box", 2, 1)
    (sx, sy), (dx, dy), (_, by) = drawing.centre(0, 0), drawing.centre(1, 1), drawing.centre(2, 1)
    drawing.arrow((sx, sy + 17), (sx, sy + 40), (dx, sy + 40), (dx, dy - 23))
    drawing.arrow((dx, dy + 22), (dx, by - 18))
    drawing.arrow((dx - 36, dy), (x, dy), (x, sy), (sx + 37, sy))
    return drawing


@pytest.mark.parametrize("offset", [-20, -8, 0, 8], ids=["free", "beside", "on the ruling", "right of it"])
def test_back_edge_along_a_column_ruling(offset: int) -> None:
    flowchart = with_back_edge(LEFT + COL + offset).read()
    assert edges(flowchart) == {(0, 1), (1, 0), (1, 2)}


def test_connector_on_a_row_ruling() -> None:
    drawing = Drawing(2, 3)
    drawing.symbol("box", 0, 0)
    drawing.symbol("box", 1, 2)
    (x0, y0), (x1, y1) = drawing.centre(0, 0), drawing.centre(1, 2)
    drawing.arrow((x0, y0 + 17), (x0, TOP + ROW), (x1, TOP + ROW), (x1, y1 - 18))
    (connector,) = drawing.read().connectors
    assert (connector.source, connector.target, connector.directed) == (0, 1, True)
    assert connector.confidence < 0.95


def test_several_lines_join_into_one_head() -> None:
    drawing = Drawing(3, 3)
    for row, col in ((0, 0), (0, 2), (2, 1)):
        drawing.symbol("box", row, col)
    (ax, ay), (bx, by), (tx, ty) = drawing.centre(0, 0), drawing.centre(0, 2), drawing.centre(2, 1)
    middle = drawing.centre(1, 1)[1]
    drawing.arrow((ax, ay + 17), (ax, middle), (tx, middle), (tx, ty - 18))
    drawing.arrow((bx, by + 17), (bx, middle), (tx, middle), head=False)
    assert edges(drawing.read()) == {(0, 2), (1, 2)}


def test_crossing_lines_stay_apart() -> None:
    drawing = Drawing(3, 3)
    for row, col in ((0, 1), (1, 0), (1, 2), (2, 1)):
        drawing.symbol("box", row, col)
    (ax, ay), (dx, dy) = drawing.centre(0, 1), drawing.centre(2, 1)
    (bx, by), (cx, cy) = drawing.centre(1, 0), drawing.centre(1, 2)
    drawing.arrow((ax, ay + 17), (dx, dy - 18))
    drawing.arrow((bx + 36, by), (cx - 37, cy))
    assert edges(drawing.read()) == {(0, 3), (1, 2)}


def test_without_arrowhead_the_order_is_a_guess() -> None:
    drawing = Drawing(2, 2)
    drawing.symbol("box", 0, 0)
    drawing.symbol("box", 1, 0)
    (x0, y0), (_, y1) = drawing.centre(0, 0), drawing.centre(1, 0)
    drawing.arrow((x0, y0 + 17), (x0, y1 - 17), head=False)
    (connector,) = drawing.read().connectors
    assert (connector.source, connector.target, connector.directed) == (0, 1, False)
    assert connector.confidence <= 0.7


def test_a_stroke_off_the_page_has_no_target() -> None:
    drawing = stairs(2)
    x, y = drawing.centre(1, 1)
    drawing.arrow((x, y + 17), (x, TOP + 2 * ROW + 25), head=False)
    loose = [c for c in drawing.read().connectors if c.target is None]
    assert [c.source for c in loose] == [1]
    assert loose[0].confidence <= 0.5


def test_symbol_across_a_column_ruling() -> None:
    drawing = Drawing(2, 2)
    drawing.symbol("box", 0, 0, shift=(COL // 2 - 8, 0))
    (symbol,) = drawing.read().symbols
    assert (symbol.kind, symbol.row, symbol.col) == ("process", 0, 0)


def test_text_ink_keeps_text_only() -> None:
    drawing = stairs(3)
    cv2.putText(drawing.image, "Ya", (LEFT + 320, TOP + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 30, 2)
    left = drawing.read().text_ink > 0
    rows, cols = np.nonzero(left)
    assert left.any()
    assert rows.min() > TOP + 20 and rows.max() < TOP + 50
    assert cols.min() > LEFT + 310 and cols.max() < LEFT + 360


def line(text: str, x: float, y: float) -> Line:
    return Line(text, 0.9, LinePlace(1, 1), (x - 12, y - 7, x + 12, y + 7))


def test_crossings_of_thick_rulings_are_no_print_where_nothing_is_drawn() -> None:
    drawing = Drawing(3, 2)
    for ruling in drawing.rulings():
        ends = [(round(x), round(ruling.at)) for x in (ruling.start, ruling.end)]
        cv2.line(drawing.image, *(ends if ruling.axis == "h" else [(y, x) for x, y in ends]), 30, 8)
    ink = np.asarray((drawing.image < 150) * 255, dtype=np.uint8)
    rulings = [replace(ruling, thickness=8.0) for ruling in drawing.rulings()]
    assert (
        not find_flowchart(ink, drawing.table(), rulings, SCALE)
        .text_ink[TOP + 20 : -TOP - 20, LEFT + 20 : -LEFT - 20]
        .any()
    )


@pytest.mark.parametrize(("yes", "no"), [("Ya", "Tidak"), ("Y", "T"), ("Setuju", "Tldak")])
def test_labels_go_to_their_exits(yes: str, no: str) -> None:
    drawing = with_back_edge(LEFT + COL - 20)
    flowchart = drawing.read()
    x, y = drawing.centre(1, 1)
    lines = [line(no, x - 55, y - 9), line(yes, x + 16, y + 32), line("Mulai", *drawing.centre(0, 0))]
    connectors, symbols = label_connectors(flowchart.connectors, flowchart.symbols, lines)
    assert {(c.source, c.target): c.label for c in connectors} == {(0, 1): None, (1, 0): "Tidak", (1, 2): "Ya"}
    assert symbols[0].text == "Mulai"


def test_labels_on_both_sides_of_a_decision_may_be_one_line() -> None:
    drawing = with_back_edge(LEFT + COL - 20)
    flowchart = drawing.read()
    x, y = drawing.centre(1, 1)
    both = Line("THk Ya", 0.9, LinePlace(1, 1), (x - 60.0, y + 14.0, x + 42.0, y + 34.0))
    connectors, _ = label_connectors(flowchart.connectors, flowchart.symbols, [both])
    assert {(c.source, c.target): c.label for c in connectors}[1, 2] == "Ya"


def test_a_label_between_two_exits_is_left_to_the_one_without_another() -> None:
    decision = Symbol("decision", 0, 1, (300.0, 100.0, 420.0, 160.0), PagePlace(1, (0.0, 0.0, 1.0, 1.0)), 0.9)
    around = Connector(0, 1, None, 0.9, path=((302, 130), (286, 130), (286, 180), (480, 180), (480, 300)))
    down = Connector(0, 2, None, 0.9, path=((360, 158), (360, 260), (600, 260)))
    lines = [line("Tdk", 281, 121), line("YA", 343, 176)]
    connectors, _ = label_connectors([around, down], [decision], lines)
    assert [connector.label for connector in connectors] == ["Tidak", "Ya"]


def test_a_lone_label_between_two_exits_is_that_ones_which_begins_there() -> None:
    decision = Symbol("decision", 0, 1, (300.0, 100.0, 360.0, 145.0), PagePlace(1, (0.0, 0.0, 1.0, 1.0)), 0.9)
    down = Connector(0, 1, None, 0.9, path=((330, 145), (330, 204)))
    beside = Connector(0, 2, None, 0.9, path=((358, 123), (373, 123), (373, 314), (390, 314)))
    lone = Line("Tidak", 0.9, LinePlace(1, 1), (337.0, 146.0, 367.0, 156.0))
    connectors, _ = label_connectors([down, beside], [decision], [lone])
    assert [connector.label for connector in connectors] == ["Tidak", None]


@pytest.mark.parametrize(("text", "other", "label"), [("va", "ya", "Ya"), ("Tidi", "ya", None)])
def test_a_label_counts_as_either_engine_read_it_if_they_read_one_word(
    text: str, other: str, label: str | None
) -> None:
    decision = Symbol("decision", 0, 1, (300.0, 100.0, 360.0, 145.0), PagePlace(1, (0.0, 0.0, 1.0, 1.0)), 0.9)
    down = Connector(0, 1, None, 0.9, path=((330, 145), (330, 204)))
    readings = (("ppocr", text, 0.82), ("tesseract", other, 0.72))
    read = Line(text, 0.7, LinePlace(1, 1), (337.0, 150.0, 352.0, 160.0), readings)
    connectors, _ = label_connectors([down], [decision], [read])
    assert [connector.label for connector in connectors] == [label]


def test_words_far_apart_in_one_line_are_labels_of_both_sides() -> None:
    decision = Symbol("decision", 0, 1, (300.0, 100.0, 414.0, 160.0), PagePlace(1, (0.0, 0.0, 1.0, 1.0)), 0.9)
    left = Connector(0, 1, None, 0.9, path=((302, 130), (76, 130), (76, 330)))
    right = Connector(0, 2, None, 0.9, path=((411, 130), (427, 130), (427, 170), (82, 170), (82, 480)))
    both = Line("Y tidak", 0.9, LinePlace(1, 1), (283.0, 110.0, 450.0, 129.0))
    connectors, _ = label_connectors([left, right], [decision], [both])
    assert [connector.label for connector in connectors] == ["Ya", "Tidak"]


@pytest.mark.parametrize("entered", [False, True])
def test_a_connector_leads_into_the_end_and_branches_off_the_one_it_meets(entered: bool) -> None:
    place = PagePlace(1, (0.0, 0.0, 1.0, 1.0))
    boxes = [(300.0, 100.0, 400.0, 140.0), (100.0, 180.0, 200.0, 220.0), (300.0, 260.0, 400.0, 300.0)]
    symbols = [Symbol("process", row, 1, box, place, 0.9) for row, box in enumerate(boxes)]
    down = Connector(0, 2, None, 0.9, path=((350, 140), (350, 260)))
    side = Connector(1, 2, None, 0.9, path=((200, 200), (350, 200), (350, 260)))
    into = [Connector(0, 1, None, 0.9, path=((300, 120), (150, 120), (150, 180)))] if entered else []
    connectors, _ = label_connectors([down, side, *into], symbols, [line("SELESAI", 150, 200)])
    assert (connectors[1] == side) == entered
    if not entered:
        turned = connectors[1]
        assert (turned.source, turned.target, turned.path) == (0, 1, ((350, 140), (350, 200), (200, 200)))


@pytest.mark.parametrize(("radius", "kind"), [(0, "process"), (6, "process"), (12, "terminator"), (17, "terminator")])
@pytest.mark.parametrize("width", [2, 7])
def test_round_corners_make_a_box_a_capsule(radius: int, kind: str, width: int) -> None:
    drawing = Drawing(3, 2)
    x, y = drawing.centre(1, 0)
    corners = [(dx, dy) for dx in (-36 + radius, 36 - radius) for dy in (-17 + radius, 17 - radius)]
    rounded = np.concatenate(
        [np.asarray(cv2.ellipse2Poly((x + dx, y + dy), (radius,) * 2, 0, 0, 360, 3)) for dx, dy in corners]
    )
    cv2.polylines(drawing.image, [cv2.convexHull(rounded)], True, 30, width, cv2.LINE_AA)
    (symbol,) = drawing.read(noise=4).symbols
    assert symbol.kind == kind


def test_an_arrowhead_that_melts_into_a_dark_box_leaves_it_a_box() -> None:
    drawing = Drawing(3, 2)
    drawing.symbol("box", 1, 0, 40)
    x, y = drawing.centre(1, 0)
    cv2.fillPoly(drawing.image, [np.array([(x - 5, y - 12), (x - 14, y - 31), (x + 10, y - 31)], np.int32)], 40)
    (symbol,) = drawing.read().symbols
    assert symbol.kind == "process" and abs(symbol.bbox[1] - (y - 17)) <= 2


def test_a_box_that_lost_a_side_is_found_by_its_likes() -> None:
    drawing = stairs(5)
    x, y = drawing.centre(2, 2)
    cv2.rectangle(drawing.image, (x - 30, y + 10), (x + 30, y + 22), 255, -1)
    flowchart = drawing.read()
    assert [(s.row, s.col) for s in flowchart.symbols] == [(i, i) for i in range(5)]
    assert flowchart.symbols[2].confidence < min(flowchart.symbols[i].confidence for i in (1, 3))
    assert edges(flowchart) == {(0, 1), (1, 2), (2, 3), (3, 4)}


def test_the_ring_of_a_stamp_among_sentences_is_no_symbol() -> None:
    drawing = stairs()
    for row in range(drawing.rows):
        for line in (-30, 45):
            x, y = drawing.centre(row, 4)
            cv2.putText(drawing.image, "surat dan", (x - 70, y + line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    seen = len(drawing.read().symbols)
    x, y = drawing.centre(1, 4)
    cv2.rectangle(drawing.image, (x - 36, y - 16), (x + 36, y + 18), 30, 2)
    assert len(drawing.read().symbols) == seen == 3
