"""Upright and straight pages: turned, skewed, bent and shaded pictures of one drawn page."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from ocr.borders import find_paper, whiten_outside, without_streaks
from ocr.engines import Reading, make_reader
from ocr.light import flatten_light, grey_to_ink
from ocr.orient import find_rotation, turn
from ocr.page import Image
from ocr.render import render_pdf
from ocr.straighten import skew_of, straighten
from ocr.strokes import ink_to_strokes

SCALE = 200 / 25.4
TEXT = (
    "Menerima surat permohonan dari pemohon",
    "Memeriksa kelengkapan berkas usulan",
    "Menyampaikan hasil pemeriksaan kepada pimpinan",
    "Menandatangani surat keterangan",
    "Mengarsipkan seluruh dokumen kegiatan",
)


def _page() -> Image:
    picture = PilImage.new("L", (1300, 900), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(26)
    for x in (80, 700, 1220):
        draw.line((x, 100, x, 800), fill=0, width=3)
    for number, y in enumerate(range(100, 801, 140)):
        draw.line((80, y, 1220, y), fill=0, width=3)
        if number < len(TEXT):
            draw.text((100, y + 30), TEXT[number], fill=0, font=font)
            draw.text((720, y + 60), TEXT[-1 - number][:30], fill=0, font=font)
    return np.asarray(picture, dtype=np.uint8).copy()


@pytest.mark.parametrize("stored", [0, 90, 180, 270])
def test_a_page_stored_turned_is_brought_upright(stored: int) -> None:
    reader = make_reader("auto")
    page = turn(_page(), stored)
    rotation = find_rotation(page, grey_to_ink(page, SCALE), SCALE, reader.first)
    assert (stored + rotation) % 360 == 0


def test_a_page_without_print_stays_as_it_is() -> None:
    blank = np.full((900, 700), 255, np.uint8)
    assert find_rotation(blank, grey_to_ink(blank, SCALE), SCALE, make_reader("auto").first) == 0


@pytest.mark.parametrize(("lying", "count", "sure"), [(0.7, 1, 0.35), (0.45, 2, 0.9), (0.55, 5, 0.9)])
def test_some_lines_across_say_less_than_many_hard_ones(
    monkeypatch: pytest.MonkeyPatch, lying: float, count: int, sure: float
) -> None:
    """As a column of figures, and the turned names in a table's head."""
    hard, across = np.zeros((20, 90), np.uint8), np.full((20, 90), 255, np.uint8)

    class Engine:
        name = "test"

        def read_line(self, crop: Image) -> Reading:
            return Reading("", sure if crop.any() else 0.35)

    def lines(flat: Image, _letters: Image, _scale: float) -> list[Image]:
        return [hard] * 20 if flat.shape[1] > flat.shape[0] else [across] * count

    monkeypatch.setattr("ocr.orient._neighbours_beside", lambda *_: lying)
    monkeypatch.setattr("ocr.orient._lines", lines)
    page = _page()
    assert find_rotation(page, grey_to_ink(page, SCALE), SCALE, Engine()) == 0


def test_lines_that_are_illegible_both_ways_up_do_not_turn_the_page() -> None:
    class Engine:
        name = "test"

        def __init__(self) -> None:
            self.sure = iter([0.05] * 5 + [0.15] * 5)

        def read_line(self, _crop: Image) -> Reading:
            return Reading("", next(self.sure))

    page = _page()
    assert find_rotation(page, grey_to_ink(page, SCALE), SCALE, Engine()) == 0


@pytest.mark.parametrize("degrees", [-4.5, -1.0, 0.0, 2.25])
def test_skew_is_measured(degrees: float) -> None:
    matrix = cv2.getRotationMatrix2D((650, 450), -degrees, 1.0)
    page = cv2.warpAffine(_page(), matrix, (1300, 900), borderValue=255)
    assert skew_of(grey_to_ink(page, SCALE), SCALE) == pytest.approx(degrees, abs=0.3)


def _curled(page: Image, mm: float) -> Image:
    """The lower middle of the page sinks by some mm, as over a book's fold."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    sink = mm * SCALE * (1 - (2 * x / width - 1) ** 2) * (y / height)
    return np.asarray(cv2.remap(page, x, (y - sink).astype(np.float32), cv2.INTER_LINEAR, borderValue=255), np.uint8)


def _unevenness(page: Image) -> float:
    """Largest sag of a long horizontal stroke, in pixels."""
    strokes = ink_to_strokes(grey_to_ink(page, SCALE), "h", 100 * SCALE, 1.4 * SCALE)
    return max((max(s.across) - min(s.across) for s in strokes), default=99.0)


@pytest.mark.parametrize("mm", [1.0, 2.5, 4.0])
def test_a_curled_page_becomes_straight(mm: float) -> None:
    page = _curled(_page(), mm)
    result = straighten(page, grey_to_ink(page, SCALE), SCALE)
    assert _unevenness(result.image) < 0.6 * SCALE
    assert result.warp_mm > 0.3


def test_a_shadow_goes_and_the_ink_stays() -> None:
    page = _page()
    shade = np.linspace(0.35, 1.0, page.shape[1])[None, :]
    flat = flatten_light((page * shade).astype(np.uint8), SCALE)
    assert np.median(flat[:, :200]) > 235
    same = (grey_to_ink(flat, SCALE) > 0) == (grey_to_ink(page, SCALE) > 0)
    assert same.mean() > 0.985


def _leaning(page: Image, share: float) -> Image:
    """Seen from an angle: the upper corners move inwards by a share of the width."""
    height, width = page.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + np.array([(share, 0), (-share, 0), (0, 0), (0, 0)], np.float32) * width
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    return np.asarray(cv2.warpPerspective(page, matrix, (width, height), borderValue=(255,)), np.uint8)


def test_uprights_that_lean_by_five_degrees_stand_again() -> None:
    page = _leaning(_page(), 0.06)
    result = straighten(page, grey_to_ink(page, SCALE), SCALE)
    strokes = ink_to_strokes(grey_to_ink(result.image, SCALE), "v", 80 * SCALE, 1.4 * SCALE)
    assert len(strokes) >= 3
    assert max(max(s.across) - min(s.across) for s in strokes) < 0.5 * SCALE


def test_dashes_that_lie_flat_a_step_apart_show_together_how_a_faxed_ruling_leans() -> None:
    fine, width, lean = 150 / 25.4, 1000, 0.009
    page = np.full((700, width), 255, np.uint8)
    for x in (60, 500, 940):  # the page leans, the uprights with it
        cv2.line(page, (x + 3, 60), (x - 3, 640), (0,), 2)
    for y in range(70, 640, 60):
        page[y + 3 : y + 5, 380:640] = 0 if y < 100 else 255  # one dash is long and spans two steps
        for x in range(60, 940, 110):
            at = y + round((x - 60) * lean)
            page[at : at + 2, x : x + 96] = 0
    straight = straighten(page, grey_to_ink(page, fine), fine).image
    heights = [np.flatnonzero(straight[280:340, x : x + 60].min(axis=1) < 128).mean() for x in (90, 860)]
    assert abs(heights[0] - heights[1]) < 2.5


def test_a_straight_page_is_not_resampled() -> None:
    page = _page()
    assert straighten(page, grey_to_ink(page, SCALE), SCALE).image is page


def test_a_desk_around_the_paper_goes() -> None:
    page = cv2.copyMakeBorder(_page(), 40, 70, 90, 30, cv2.BORDER_CONSTANT, value=(70,))
    shade = np.linspace(0.5, 1.0, page.shape[1])[None, :]
    picture = (page * shade).astype(np.uint8)
    paper = find_paper(picture, SCALE)
    assert paper is not None
    assert paper.corners[0] == pytest.approx((90, 40), abs=12)
    assert paper.corners[2] == pytest.approx((1390, 940), abs=20)
    white = whiten_outside(picture, paper)
    assert (white[:30] == 255).all() and (white[:, :80] == 255).all()


def test_paper_that_fills_the_picture_has_no_border() -> None:
    page = _page()
    cv2.rectangle(page, (80, 100), (1220, 230), (0,), -1)  # a black table head near the upper edge is no lid
    assert find_paper(page, SCALE) is None


def test_streaks_go_and_rulings_stay() -> None:
    page, clean = _page(), _page()
    page[:, 640:642] = 20
    page[:, 960] = 0
    repaired, count = without_streaks(page, SCALE)
    assert count == 2
    assert (repaired[:90, 630:650] > 200).all()
    assert ((repaired < 128) == (clean < 128)).mean() > 0.998
    assert without_streaks(clean, SCALE)[1] == 0


def test_the_rulings_of_a_table_cut_out_along_its_frame_are_no_streaks() -> None:
    page = np.full((600, 1200), 255, np.uint8)
    page[:, [0, 1, 300, 301, 1198, 1199]] = 0
    page[40::100] = page[41::100] = 0
    repaired, count = without_streaks(page, SCALE)
    assert count == 0
    assert np.array_equal(repaired, page)


def test_a_ruling_beside_a_streak_stays() -> None:
    page = np.full((1200, 800), 255, np.uint8)
    page[100:500, 303:305] = 0
    ruling = page < 128
    page[:, 302] = 0
    repaired, count = without_streaks(page, SCALE)
    assert count == 1
    assert (repaired[ruling] < 128).all()
    assert (repaired[:90, 295:310] > 250).all()


def test_a_scan_stored_with_a_point_per_pixel_is_an_a4_page(tmp_path: Path) -> None:
    path = tmp_path / "besar.pdf"
    PilImage.new("L", (2480, 3508), 250).save(path, resolution=72)
    (page,) = render_pdf(path)
    assert page.dpi == pytest.approx(250)
    assert max(page.grey.shape) == pytest.approx(250 * 11.7, rel=0.02)
