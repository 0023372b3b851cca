"""Rulings and grids on drawn pages: what is a ruling, what is one cell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.light import grey_to_ink
from ocr.page import Image
from ocr.straighten import straighten
from table_extract.grid import cut_at_print, rulings_to_table
from table_extract.line_tests import Ruling
from table_extract.rulings import segments_to_tables
from table_extract.segments import page_to_segments
from table_extract.table import Table
from table_extract.worn_columns import with_worn_columns
from tests.test_reading import draw_text

SCALE = 200 / 25.4
"""Pixels per mm at 200 dpi."""
XS = (100, 180, 520, 640, 760, 1000)
YS = (120, 170, 220, 330, 440, 550)


def _paper() -> Image:
    return np.full((800, 1150), 255, np.uint8)


def _draw(page: Image, xs: tuple[int, ...] = XS, ys: tuple[int, ...] = YS, grey: int = 0, width: int = 2) -> Image:
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), grey, width)
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), grey, width)
    return page


def _tables(page: Image) -> list[Table]:
    ink = grey_to_ink(page, SCALE)
    groups = segments_to_tables(page, page_to_segments(page, ink, SCALE), SCALE)
    found = [rulings_to_table(rulings, page, ink, 1, SCALE) for rulings in groups]
    return [table for table in found if table is not None]


def _shape(table: Table) -> tuple[int, int, int]:
    return table.rows, table.cols, len(table.cells)


def test_a_plain_grid_is_found_whole() -> None:
    (table,) = _tables(_draw(_paper()))
    assert _shape(table) == (5, 5, 25)
    assert table.xs == pytest.approx(XS, abs=2)
    assert table.ys == pytest.approx(YS, abs=2)


def test_cells_without_a_border_between_them_are_one() -> None:
    page = _draw(_paper())
    cv2.line(page, (640, 123), (640, 167), 255, 8)  # the head over two actor columns
    cv2.line(page, (103, 170), (177, 170), 255, 8)  # the number head over two rows
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 23)
    assert (table.at(0, 2).colspan, table.at(0, 0).rowspan) == (2, 2)


def test_flowchart_strokes_are_no_rulings() -> None:
    page = _draw(_paper())
    cv2.rectangle(page, (550, 250), (610, 290), 0, 2)
    cv2.rectangle(page, (670, 360), (730, 400), 0, 2)
    cv2.line(page, (580, 290), (580, 380), 0, 2)
    cv2.line(page, (580, 380), (670, 380), 0, 2)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_pale_and_broken_rulings_count() -> None:
    page = _draw(_paper(), grey=190, width=1)
    page[:, 300:303] = 255
    page[380:383] = 255
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_a_frame_left_open_by_a_page_break_is_closed() -> None:
    page = _draw(_paper(), ys=YS[:-1])
    for x in XS:
        cv2.line(page, (x, YS[-2]), (x, YS[-1]), 0, 2)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_two_tables_on_a_page_stay_two() -> None:
    page = _draw(_draw(_paper(), ys=(60, 100, 160)), ys=(260, 330, 400, 470))
    assert [_shape(table) for table in _tables(page)] == [(2, 5, 10), (3, 5, 15)]


def test_words_between_tight_rulings_make_no_columns() -> None:
    ys = tuple(range(120, 320, 34))
    page = _draw(_paper(), xs=(100, 400, 1000), ys=ys)
    for y in ys[:-1]:
        cv2.putText(page, "Pelaksana Tll Kegiatan", (110, y + 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    (table,) = _tables(page)
    assert (table.rows, table.cols) == (5, 2)


def test_a_connector_that_turns_beside_a_ruling_is_no_ruling() -> None:
    page = _draw(_paper())
    beside = XS[4] - 8  # one millimetre before the column's ruling
    cv2.line(page, (XS[2], 385), (beside, 385), 0, 2)
    cv2.line(page, (beside, 385), (beside, 300), 0, 2)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_a_letter_on_the_column_s_line_does_not_part_a_merged_head() -> None:
    page = _draw(_paper())
    page[123:167, 636:645] = 255
    cv2.line(page, (640, 132), (640, 158), 0, 3)  # the stem of a letter in the head over two columns
    (table,) = _tables(page)
    assert table.at(0, 2).colspan == 2


def test_a_speck_and_a_letter_in_line_with_a_ruling_do_not_lengthen_it() -> None:
    page = _draw(_paper(), xs=tuple(x for x in XS if x != 640))
    cv2.line(page, (640, YS[2]), (640, YS[4]), 0, 2)
    cv2.line(page, (640, YS[2] - 28), (640, YS[2] - 6), 0, 2)  # a letter in the row above
    cv2.circle(page, (640, YS[4] + 12), 3, 0, -1)
    (table,) = _tables(page)
    assert [table.at(row, 2).colspan for row in range(5)] == [2, 2, 1, 1, 2]


def test_rulings_of_the_paper_s_other_side_do_not_count() -> None:
    behind = cv2.GaussianBlur(_draw(_paper(), tuple(x + 47 for x in XS), tuple(y + 29 for y in YS)), (0, 0), 2.0)
    page = np.clip(_draw(_paper()).astype(int) - (255 - behind.astype(int)) * 0.3, 0, 255).astype(np.uint8)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_what_shines_through_of_thick_rulings_is_as_narrow_as_they() -> None:
    behind = cv2.GaussianBlur(_draw(_paper(), xs=(60, 300, 930), ys=(190, 270, 500, 610), grey=232, width=5), (0, 0), 1)
    page = np.minimum(_draw(_paper(), width=5), behind)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_columns_that_hang_on_a_black_head_are_found() -> None:
    page = _draw(_paper(), width=3)
    page[122:168, 102:998] = 0
    (table,) = _tables(page)
    assert table.cols == 5
    assert table.rows >= 4


def test_rulings_broken_to_dashes_are_pieced_together() -> None:
    page = _draw(_paper())
    for x in range(118, 1000, 75):
        page[[y + d for y in YS for d in (-1, 0, 1)], x : x + 30] = 255
    for y in range(135, 550, 70):
        page[y : y + 25, [x + d for x in XS for d in (-1, 0, 1)]] = 255
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)
    assert table.xs == pytest.approx(XS, abs=2)


def test_rulings_worn_away_over_whole_cells_are_pieced_together() -> None:
    page = _draw(_paper())
    for y in (*YS[2:-1], YS[-1]):
        page[y - 2 : y + 3, [*range(110, 200), *range(360, 700), *range(860, 990)]] = 255
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_a_column_worn_away_below_the_head_goes_on_where_no_print_crosses_it() -> None:
    page = _draw(_paper())
    for y in (*YS[2:-1], YS[-1]):
        page[y - 2 : y + 3, [*range(110, 200), *range(360, 700), *range(860, 990)]] = 255
    page[YS[1] + 3 : YS[-1] - 3, [x + d for x in XS[3:5] for d in (-1, 0, 1)]] = 255
    cv2.putText(page, "Surat", (530, 260), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    cv2.putText(page, "WMW", (735, 260), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)  # across the second of them
    (table,) = _tables(page)
    for row in (1, 2, 3, 4):
        assert {cell.col: cell.colspan for cell in table.cells if cell.row == row} == {0: 1, 1: 1, 2: 1, 3: 2}


@pytest.mark.parametrize("thick", [3, 7])
def test_rows_of_dots_from_side_to_side_are_rulings(thick: int) -> None:
    page = _draw(_paper(), ys=(YS[0], YS[1], YS[-1]))
    for y in YS[2:-1]:
        for x in range(XS[0], XS[-1], 14):
            cv2.rectangle(page, (x, y - thick // 2), (min(x + 8, XS[-1]), y + thick // 2), 0, -1)
        cv2.putText(page, "Menerima dan memeriksa", (190, y - 20), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)
    assert table.ys == pytest.approx(YS, abs=3)


def test_a_worn_table_of_one_column_holds_no_title() -> None:
    page, none = np.full((400, 1000), 255, np.uint8), np.zeros((2, 0))
    xs, ys = (100.0, 900.0), (100.0, 200.0, 300.0)
    assert with_worn_columns(none, none > 0, page, (), xs, ys, 0.75, SCALE, worn=True).shape == (2, 0)


@pytest.mark.parametrize("grey", [0, 215], ids=["beside its place", "pale"])
def test_a_ruling_stands_in_a_row_whose_print_crosses_others(grey: int) -> None:
    xs, ys = (100, 180, 520, 640, 760, 880, 1000), (120, 170, 220, 330, 440, 550)
    page = _draw(_paper(), xs, ys)
    page[123:167, 103:997] = 255
    cv2.line(page, (760 if grey else 764, 120), (760 if grey else 764, 170), grey, 2)
    cv2.putText(page, "Pengelola Informasi", (450, 155), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    rulings = [Ruling("h", y, xs[0], xs[-1], 2) for y in ys]
    rulings += [Ruling("v", x, ys[0], ys[-1], 2, slack=30) for x in xs]
    table = rulings_to_table(rulings, page, grey_to_ink(page, SCALE), 1, SCALE)
    assert table is not None
    assert [cell.col for cell in table.cells if cell.row == 0] == [0, 4]


@pytest.mark.parametrize("told", [False, True], ids=["print", "text layer"])
def test_a_title_across_the_columns_is_one_cell(told: bool) -> None:
    ys = (120, 170, 280, 390, 440, 550, 660)
    page = _draw(_paper(), ys=ys)
    page[393:438, 103:997] = 255
    words = [(110 + 130 * at, 400, 230 + 130 * at, 430) for at in range(5)]
    for x0, y0, *_ in words if not told else []:
        cv2.putText(page, "TAHAP II", (x0, y0 + 24), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    ink = grey_to_ink(page, SCALE)
    (rulings,) = segments_to_tables(page, page_to_segments(page, ink, SCALE), SCALE)
    table = rulings_to_table(rulings, page, ink, 1, SCALE, [tuple(map(float, word)) for word in words] if told else ())
    assert table is not None
    assert [(cell.col, cell.colspan) for cell in table.cells if cell.row == 3] == [(0, 5)]
    assert _shape(table) == (6, 5, 26)


def test_a_slanting_fax_is_laid_straight_by_its_dashes() -> None:
    thin = _draw(np.full((1600, 2300), 255, np.uint8), tuple(2 * x for x in XS), tuple(2 * y for y in YS), width=2)
    turned = cv2.warpAffine(thin, cv2.getRotationMatrix2D((1150, 800), 0.6, 1), (2300, 1600), borderValue=255)
    page = np.where(cv2.resize(turned, (1150, 800), interpolation=cv2.INTER_AREA) > 110, 255, 0).astype(np.uint8)
    straight = straighten(page, grey_to_ink(page, SCALE), SCALE)
    assert straight.skew_deg == pytest.approx(-0.6, abs=0.2)
    (table,) = _tables(straight.image)
    assert _shape(table) == (5, 5, 25)


def test_a_connector_close_beside_half_a_ruling_does_not_hide_it() -> None:
    page = _draw(_paper(), ys=(40, 90, 140, 330, 520, 740), grey=150, width=1)
    cv2.line(page, (XS[2] + 5, 400), (XS[2] + 5, 755), 20, 2)
    cv2.line(page, (XS[2] + 5, 400), (XS[2] + 50, 400), 20, 2)
    (table,) = _tables(page)
    assert table.xs == pytest.approx(XS, abs=3)


def test_letters_in_line_are_no_broken_ruling() -> None:
    page = _draw(_paper())
    for row in range(3):
        cv2.putText(page, "EEEE TTTT LLLL EEEE", (190, 250 + 26 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_a_head_that_went_black_is_a_row_of_its_own() -> None:
    page = _draw(_paper())
    page[120:220, 100:1000] = 0
    page[140:150, 300:900:40] = 255
    cv2.putText(page, "JUDUL", (300, 121), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 3)  # letters that touch it
    (table,) = _tables(page)
    assert _shape(table) == (4, 5, 16)
    assert table.at(0, 0).colspan == 5


@settings(max_examples=12)
@given(dx=st.integers(0, 60), dy=st.integers(0, 90))
def test_the_grid_does_not_depend_on_where_it_stands(dx: int, dy: int) -> None:
    (table,) = _tables(_draw(_paper(), xs=tuple(x + dx for x in XS), ys=tuple(y + dy for y in YS)))
    assert _shape(table) == (5, 5, 25)


def test_every_position_has_exactly_one_cell() -> None:
    page = _draw(_paper())
    cv2.line(page, (520, 223), (520, 327), 255, 8)
    cv2.line(page, (523, 330), (637, 330), 255, 8)  # an L that is no cell of any table
    (table,) = _tables(page)
    covered = [
        (row, col)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    ]
    assert sorted(covered) == [(row, col) for row in range(5) for col in range(5)]


def test_names_without_a_ruling_below_the_title_of_their_group_keep_their_columns() -> None:
    page = _draw(_paper())
    for x in XS[2:4]:
        cv2.line(page, (x, YS[0] + 3), (x, YS[1] - 3), 255, 8)  # the title stands across three columns
    cv2.line(page, (XS[1] + 3, YS[1]), (XS[3] - 3, YS[1]), 255, 8)  # and two of them have no ruling below it
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 23)
    assert (table.at(0, 1).colspan, table.at(0, 1).rowspan) == (3, 1)


@pytest.mark.parametrize(("width", "shade"), [(7, 255), (2, 150)], ids=["thick", "shaded"])
def test_doers_parted_in_the_head_alone_are_columns(width: int, shade: int) -> None:
    page = _paper()
    cv2.rectangle(page, (XS[0], YS[0]), (XS[-1], YS[2]), shade, -1)
    page = _draw(page, (*XS[:2], *XS[4:]), YS, width=width)
    for x in XS[2:4]:
        cv2.line(page, (x, YS[1]), (x, YS[2]), 0, width)
    (table,) = _tables(page)
    assert table.xs == pytest.approx(XS, abs=3)
    for row in (1, 2, 3, 4):
        assert [table.at(row, col).colspan for col in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("width", [1, 2])
def test_the_ruling_at_the_foot_of_a_shaded_head_is_found(width: int) -> None:
    page = _paper()
    rows = np.arange(YS[0], YS[2] + 1)
    depth = np.minimum(rows - YS[0], YS[2] - rows)
    page[YS[0] : YS[2] + 1, XS[0] : XS[-1] + 1] = np.minimum(180 + depth * 1.6, 255)[:, None].astype(np.uint8)
    (table,) = _tables(_draw(page, width=width))
    assert _shape(table) == (5, 5, 25)


def test_the_edge_of_shade_without_a_ruling_is_none() -> None:
    page = _paper()
    page[YS[0] : 195, XS[0] : XS[-1] + 1] = 190
    (table,) = _tables(_draw(page))
    assert _shape(table) == (5, 5, 25)


def test_a_connector_past_a_ruling_is_no_ruling() -> None:
    page = _draw(_paper())
    past = XS[4] + 8
    cv2.ellipse(page, (590, 385), (28, 18), 0, 0, 360, 0, 2)
    cv2.line(page, (618, 385), (past, 385), 0, 2)
    cv2.line(page, (past, 385), (past, 500), 0, 2)
    (table,) = _tables(page)
    assert _shape(table) == (5, 5, 25)


def test_a_ruling_faded_beside_its_column_still_parts_the_head() -> None:
    page = _draw(_paper())
    page[123:167, 758:763] = 255
    page[168:173, 643:649] = 255
    (table,) = _tables(page)
    assert (table.at(0, 3).colspan, table.at(0, 3).rowspan) == (2, 1)


def test_thick_rulings_that_shine_through_are_told_by_their_soft_edges() -> None:
    behind = _draw(_paper(), tuple(x + 47 for x in XS), tuple(y + 29 for y in YS), width=7)
    behind = np.asarray(cv2.GaussianBlur(behind, (0, 0), 2.0), np.uint8)
    page = _draw(_paper(), width=7).astype(int) - (255 - behind.astype(int)) * 0.3
    (table,) = _tables(np.clip(page, 0, 255).astype(np.uint8))
    assert _shape(table) == (5, 5, 25)


def test_a_line_of_the_other_side_lengthens_no_ruling() -> None:
    page = _draw(_paper())
    page[335:438, 638:643] = 255
    page[445:546, 638:643] = 255
    soft = np.zeros((800, 1150), np.uint8)
    cv2.line(soft, (640, 330), (640, 600), 70, 3)
    page = cv2.subtract(page, cv2.GaussianBlur(soft, (0, 0), 2.0))
    (table,) = _tables(np.asarray(page, np.uint8))
    assert table.at(3, 2).colspan == 2


def test_a_tone_that_fades_ends_no_cell() -> None:
    page = _draw(_paper())
    page[172:218, 103:177] = page[123:218, 103:177][49:95]
    cv2.line(page, (103, 170), (177, 170), 255, 3)
    fade = np.linspace(120, 255, 95).astype(np.uint8)[:, None]
    page[123:218, 103:177] = np.minimum(page[123:218, 103:177], fade)
    (table,) = _tables(page)
    assert table.at(0, 0).rowspan == 2


def test_a_title_row_is_one_cell_on_a_page_of_short_rulings_too() -> None:
    page = _draw(_paper(), xs=(100, 1000), ys=(120, 330, 370, 480, 590))
    for top, bottom in ((120, 330), (370, 590)):
        cv2.line(page, (520, top), (520, bottom), 0, 2)
    for left in range(130, 980, 60):  # ticks of a form, which make the page look worn
        cv2.line(page, (left, 640), (left + 40, 640), 0, 2)
        cv2.line(page, (left, 700), (left + 40, 700), 0, 2)
    cells = {(cell.row, cell.col): cell.colspan for cell in _tables(page)[0].cells}
    assert cells[1, 0] == 2 and cells[0, 0] == cells[2, 0] == 1


def test_a_ruling_is_cut_where_it_goes_over_into_the_print_of_merged_rows() -> None:
    page = _draw(_paper())
    y = YS[2]
    cv2.line(page, (XS[1] + 3, y), (XS[2] - 3, y), 255, 8)
    print_ = np.asarray(draw_text("Daftar kebutuhan alat", 30), np.uint8)
    high, wide = print_.shape
    page[y - high // 2 : y - high // 2 + high, XS[1] + 12 : XS[1] + 12 + wide] = print_
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.2), np.uint8)
    rulings = [Ruling("v", x, YS[0], YS[-1], 2) for x in XS] + [Ruling("h", y, XS[0], XS[-1], 2) for y in YS]
    parts = [ruling for ruling in cut_at_print(rulings, page, grey_to_ink(page, SCALE), SCALE) if ruling.axis == "h"]
    assert [(part.start, part.end) for part in parts if part.at == y] == [(XS[0], XS[1]), (XS[2], XS[-1])]
    assert len(parts) == len(YS) + 1
