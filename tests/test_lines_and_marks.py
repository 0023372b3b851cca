"""Lines made level, words alone in a gap, and marks by the shape of their ink."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from ocr.engines import make_reader
from ocr.page import Image, Page, PageInfo
from table_extract.cell_ink import without_border_rests, without_slivers
from table_extract.doubled import with_hyphens
from table_extract.levels import line_to_curve
from table_extract.marks import Marked, are_marks_unclear, line_to_marks, marked_by_ink
from table_extract.reading import read_region
from table_extract.roman_month import with_roman_month
from table_extract.textlines import InkLine, ink_to_pieces, pieces_to_lines

SCALE = 200.0 / 25.4


def drawn(*lines: str, size: int = 26, pitch: int = 36) -> Image:
    """Lines of text below each other, dark on white."""
    font = ImageFont.load_default(size)
    sheet = PilImage.new("L", (1100, 80 + pitch * len(lines)), 255)
    for at, text in enumerate(lines):
        ImageDraw.Draw(sheet).text((40, 40 + at * pitch), text, 20, font)
    return np.asarray(sheet, np.uint8).copy()


def to_lines(grey: Image) -> tuple[InkLine, ...]:
    ink = np.asarray((grey < 128) * np.uint8(255), np.uint8)
    return pieces_to_lines(ink_to_pieces(ink), SCALE)


@pytest.mark.parametrize(
    "printed, read",
    [
        ("Formulir permohonan; berkas", "Formulir permohonan, berkas"),
        ("Formulir permohonan; berkas", "Formulir permohonan: berkas"),
        ("Dasar hukum: undang-undang", "Dasar hukum; undang-undang"),
        ("Biaya Rp10.000,00 per lembar", "Biaya Rp10.000.00 per lembar"),
        ("menandatangani surat keputusan.", "menandatangani surat keputusan"),
        ("menandatangani surat keputusan,", "menandatangani surat keputusan."),
        ("menandatangani surat keputusan", "menandatangani surat keputusan"),
        ("1. Memeriksa surat, berkas", "1, Memeriksa surat. berkas"),
        ("Kasi PMD; Kasi Pemerintahan", "Kasi PMD; Kasi Pemerintahan"),
    ],
)
def test_marks_follow_their_ink(printed: str, read: str) -> None:
    (line,) = to_lines(drawn(printed))
    assert marked_by_ink(read, line).text == printed


def test_a_comma_without_its_tail_is_no_point_and_an_initial_takes_no_comma() -> None:
    (point,) = to_lines(drawn("menandatangani surat. lalu"))
    assert marked_by_ink("menandatangani surat, lalu", point) == Marked("menandatangani surat, lalu", ",")
    (comma,) = to_lines(drawn("BUDI SANTOSO, S, H"))
    assert marked_by_ink("BUDI SANTOSO, S. H", comma).text == "BUDI SANTOSO, S. H"


def test_words_whose_letters_touch_are_print_below_the_grains_of_a_fold() -> None:
    grains = [(40 + 12 * at, 30, 47 + 12 * at, 37) for at in range(30)]
    words = [(40, 70, 180, 90), (190, 70, 230, 85), (240, 70, 310, 91)]
    lines = pieces_to_lines(np.array([*grains, *words], np.float64), SCALE)
    assert lines[-1].bbox == (40, 70, 310, 91)


def test_the_line_below_a_letterhead_is_no_yardstick_for_its_letters() -> None:
    letters = [(40 + 20 * at, 30, 55 + 20 * at, 52) for at in range(12)]
    rule = (40, 80, 1480, 87)
    (line, *_) = pieces_to_lines(np.array([*letters, rule], np.float64), SCALE)
    assert line.bbox == (40, 30, 275, 52)


def test_text_and_ink_that_do_not_match_are_left_alone() -> None:
    (line,) = to_lines(drawn("Surat, nota, dan berkas"))
    assert marked_by_ink("Surat nota dan. berkas", line) == Marked("Surat nota dan. berkas", ".?")


def test_marks_of_clear_shape_are_vouched_for_by_their_ink() -> None:
    (line,) = to_lines(drawn("Surat, nota, dan berkas"))
    assert marked_by_ink("Surat, nota, dan berkas", line).unseen == ""
    assert marked_by_ink("Surat; nota, dan berkas", line).unseen == ";"
    assert marked_by_ink("Surat nota, dan berkas", line).unseen == ",?"


def test_a_mark_under_the_arm_of_a_letter_is_of_unclear_shape() -> None:
    (line,) = to_lines(drawn("Daftar hadir, berkas"))
    last = max(range(len(line.pieces)), key=lambda at: line.pieces[at][3])
    x0, y0, x1, y1 = line.pieces[last]
    arm = replace(line, pieces=(*line.pieces, (x0 - 6, line.bbox[1], x1 + 4, y0 - 2)))
    assert not are_marks_unclear("Daftar hadir, berkas", line)
    assert [mark.sign for mark in line_to_marks(arm)] == [""]
    assert are_marks_unclear("Daftar hadir, berkas", arm)


@pytest.mark.parametrize("rise", [0.0, 14.0, 26.0])
def test_leaning_and_bent_lines_read_like_level_ones(rise: float) -> None:
    texts = ("Bila prosedur ini tidak berjalan maka pelayanan", "kepada pemohon informasi tidak akan tercapai;")
    grey = drawn(*texts, pitch=34)
    across = np.repeat(np.arange(grey.shape[1], dtype=np.float32)[None], grey.shape[0], axis=0)
    bend = rise * (across / grey.shape[1]) ** 1.5
    down = np.arange(grey.shape[0], dtype=np.float32)[:, None] + bend.astype(np.float32) - rise / 2
    leaning = np.asarray(cv2.remap(grey, across, down, cv2.INTER_LINEAR, borderValue=255), np.uint8)
    ink = np.asarray((leaning < 128) * np.uint8(255), np.uint8)
    page = Page(PageInfo(1, "scan", 200.0), leaning)
    around = (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0]))
    assert tuple(line.text for line in read_region(page, around, ink, make_reader())) == texts


def test_short_lines_have_no_course() -> None:
    (line,) = to_lines(drawn("2 jam"))
    assert line_to_curve(line) is None


def test_a_word_in_a_gap_of_a_justified_line_belongs_to_it() -> None:
    letters = [(x, 10, x + 14, 30) for start in (0, 400) for x in range(start, start + 180, 18)]
    between = [(x, 10, x + 14, 30) for x in (260, 278, 296)]
    pieces = np.array([*letters, *between], np.float64)
    assert len(pieces_to_lines(pieces, SCALE)) == 1


def test_a_letter_that_touches_the_line_below_does_not_join_the_two() -> None:
    upper = [(x, 10, x + 14, 30) for x in range(0, 180, 18)]
    lower = [(x, 34, x + 14, 54) for x in range(0, 400, 18)]
    upper[5] = (upper[5][0], 11, upper[5][2], 54)
    pieces = np.array([*upper, *lower[:5], *lower[6:]], np.float64)
    first, second = pieces_to_lines(pieces, SCALE)
    assert (first.bbox, second.bbox) == ((0, 10, 176, 30), (0, 34, 410, 54))


def test_an_apostrophe_and_a_bracket_part_no_line() -> None:
    letters = [(x, 10, x + 14, 30) for x in range(0, 180, 18)]
    high = [(90, 4, 96, 12), (99, 2, 105, 36), (108, 16, 122, 30)]
    assert len(pieces_to_lines(np.array([*letters[:5], *high, *letters[7:]], np.float64), SCALE)) == 1


def test_marks_between_leaning_lines_go_to_the_nearer_letters() -> None:
    upper = [(x, 10 + x * 0.03, x + 14, 30 + x * 0.03) for x in range(0, 800, 18)]
    lower = [(x, 42 + x * 0.03, x + 14, 62 + x * 0.03) for x in range(0, 800, 18)]
    point = (810.0, 30 + 24 - 3, 813.0, 30 + 24)
    first, second = pieces_to_lines(np.array([*upper, *lower, point], np.float64), SCALE)
    assert point in first.pieces and point not in second.pieces


def test_a_colon_may_stand_behind_a_space_and_a_speck_may_not() -> None:
    grey = drawn("Kerangka acuan yang berisi", size=30)
    plain = to_lines(grey)[0].bbox
    beyond = (plain[2] + 13, plain[2] + 17)
    for y0 in (plain[3] - 21, plain[3] - 10):
        grey[int(y0) : int(y0) + 4, int(beyond[0]) : int(beyond[1])] = 20
    assert to_lines(grey)[0].bbox[2] == beyond[1]
    grey[int(plain[3]) - 21 : int(plain[3]) - 17, int(beyond[0]) : int(beyond[1])] = 255
    assert to_lines(grey)[0].bbox[2] == plain[2]


@pytest.mark.parametrize("top, stays", [(-4, True), (-10, False)])
def test_a_comma_may_stand_behind_a_space(top: int, stays: bool) -> None:
    grey = drawn("Kerangka acuan susunan", size=30)
    line = to_lines(grey)[0]
    level, beyond = int(np.median([piece[3] for piece in line.pieces])), int(line.bbox[2]) + 15
    grey[level + top : level + top + 6, beyond - 3 : beyond] = 20
    assert (to_lines(grey)[0].bbox[2] == beyond) is stays


@pytest.mark.parametrize("top, stays", [(-4, True), (2, False)])
def test_the_comma_of_large_print_is_as_high_as_small_letters_and_belongs_to_its_line(top: int, stays: bool) -> None:
    grey = drawn("Materi acuan susunan", size=30)
    line = to_lines(grey)[0]
    level, end = int(np.median([piece[3] for piece in line.pieces])), int(line.bbox[2]) + 7
    grey[level + top : level + top + 9, end - 4 : end] = 20
    lines = to_lines(grey)
    assert (lines[0].bbox[2], len(lines)) == ((end, 1) if stays else (line.bbox[2], 2))


@pytest.mark.parametrize(
    "grey, meant", [(190, "pada masing-masing bidang"), (245, "pada masing masing bidang")], ids=["faint", "paper"]
)
def test_a_doubled_word_has_the_hyphen_that_the_page_shows(grey: int, meant: str) -> None:
    text = "pada masing masing bidang"
    page = drawn(text)
    (line,) = to_lines(page)
    _, (start, end), _ = [(a[2], b[0]) for a, b in pairwise(sorted(line.pieces)) if b[0] - a[2] > 5]
    middle = round(line.bbox[1] + line.bbox[3]) // 2
    page[middle : middle + 3, round(start) + 1 : round(end) - 1] = grey
    assert with_hyphens(text, line, page)[0] == meant


def test_dirt_over_a_point_makes_no_colon() -> None:
    (line,) = to_lines(drawn("2. Surat permohonan"))
    point = min((piece for piece in line.pieces if piece[3] - piece[1] < 6), key=lambda piece: piece[0])
    x0, y0, x1, y1 = point
    dirty = replace(line, pieces=(*line.pieces, (x0, y0 - 12, x1, y1 - 12)))
    assert marked_by_ink("2. Surat permohonan", dirty).text == "2. Surat permohonan"


@pytest.mark.parametrize(
    "box, stays",
    [
        ((0, 0, 3, 20), True),
        ((0, 0, 9, 20), True),
        ((0, 0, 3, 10), False),
        ((0, 0, 3, 40), False),
        ((0, 0, 9, 12), True),
        ((0, 0, 6, 6), False),
    ],
)
def test_rests_of_strokes_are_no_ones(box: tuple[float, float, float, float], stays: bool) -> None:
    line = InkLine(box, (box,))
    assert without_slivers((line,), 14.0) == ((line,) if stays else ())


@pytest.mark.parametrize("read", ["B/12/OT.01/1/2023", "B/12/OT.01//2023", "B/12/OT.01/2023", "B/12/OT.01/l/2023"])
def test_the_roman_month_is_seen_in_the_ink(read: str) -> None:
    upright = [(float(x), 0.0, x + 13.0, 20.0) for x in (0, 20, 40, 60, 80, 140, 155, 170, 185)]
    line = InkLine((0, 0, 198, 20), (*upright[:5], (126, 0.5, 129.5, 20), *upright[5:]))
    assert with_roman_month(read, line) == "B/12/OT.01/I/2023"
    without = InkLine((0, 0, 198, 20), tuple(upright))
    assert with_roman_month(read, without) == read
    assert with_roman_month("B/12/IV/2023", line) == "B/12/IV/2023"  # a number prints one month
    assert with_roman_month("B/12/11/2023", line) == "B/12/11/2023"
    two = InkLine((0, 0, 198, 20), (*line.pieces, (118, 0.5, 121.5, 20)))
    assert with_roman_month("B/12/11/2023", two) == "B/12/II/2023"


@pytest.mark.parametrize(
    "piece, stays",
    [
        ((92, 16, 95, 24), True),
        ((92, 17, 95, 20), True),
        ((92, 4, 95, 12), False),
        ((97, 28, 99, 32), False),
    ],
    ids=["comma", "point", "rest of a ruling", "rest below the line"],
)
def test_the_last_mark_of_a_line_that_fills_its_column_is_no_rest_of_a_ruling(
    piece: tuple[float, float, float, float], stays: bool
) -> None:
    letters = [(10 + 20 * at, 4, 26 + 20 * at, 20) for at in range(3)]
    pieces = np.array([*letters, (70, 8, 90, 20), piece], np.float64)
    kept = without_border_rests(pieces, (0, 0, 99, 60), SCALE)
    assert len(kept) == len(letters) + 1 + stays


def test_the_short_dash_behind_the_comma_of_an_amount_belongs_to_its_line() -> None:
    """Rp0,- in small type: the dash is six pixels by four."""
    letters = [(20.0 + 12 * at, 76.0, 30.0 + 12 * at, 90.0) for at in range(8)]
    comma, dash = (118.0, 86.0, 122.0, 92.0), (124.0, 81.0, 130.0, 85.0)
    (line,) = pieces_to_lines(np.array([*letters, comma, dash]), 7.87)
    assert line.bbox[2] == dash[2]


@pytest.mark.parametrize(("letter", "whole"), [(13, True), (26, False)])
def test_the_dot_of_a_list_in_small_print_is_small(letter: int, whole: bool) -> None:
    letters = [(40.0 + 10 * at, 40.0, 47.0 + 10 * at, 40.0 + letter) for at in range(9)]
    dot = (24.0, 46.0, 27.6, 49.6)
    (line,) = pieces_to_lines(np.array([dot, *letters]), SCALE)
    assert (line.bbox[0] == dot[0]) == whole


@pytest.mark.parametrize(("dashes", "hung"), [((0, 1), True), ((0,), False), ((), False)])
def test_dashes_far_before_several_lines_make_a_list(dashes: tuple[int, ...], hung: bool) -> None:
    """Seven millimetres, as word processors hang lists out; one stroke alone may be dirt."""
    sheet = drawn("        Formulir permohonan", "        Berkas perkara")
    for at in dashes:
        sheet[58 + 36 * at : 61 + 36 * at, 42:50] = 20
    lines = to_lines(sheet)
    assert [line.hung_out for line in lines if not line.dash] == [hung, hung]
    assert sum(line.dash for line in lines) == (0 if hung else len(dashes))
    ink = np.asarray((sheet < 128) * np.uint8(255), np.uint8)
    around = (0.0, 0.0, float(sheet.shape[1]), float(sheet.shape[0]))
    read = read_region(Page(PageInfo(1, "scan", 200.0), sheet), around, ink, make_reader())
    assert [line.text for line in read if line.text != "-"] == [
        "- Formulir permohonan" if hung else "Formulir permohonan", "- Berkas perkara" if hung else "Berkas perkara"
    ]  # fmt: skip
