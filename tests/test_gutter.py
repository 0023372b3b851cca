"""Two pages on one scan: where they are parted, where they are not, and how each is kept then."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pypdfium2
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from corpus.searchable_pdf import record_to_searchable_pdf
from normalize.record import validate_record
from ocr.engines import make_reader
from ocr.gutter import Gutter, cut_pages, find_gutter
from ocr.light import flatten_light, grey_to_ink
from ocr.orient import turn
from ocr.page import WHOLE, Image, Page
from ocr.pages import file_to_pages
from pipeline.document import Digitized, digitize
from pipeline.settings import Settings

SCALE = 150 / 25.4
HEIGHT, WIDTH = 1240, 880
WORDS = "Menerima surat permohonan dan memeriksa kelengkapan"
SIGNED = "WULANSARI,"
SAMPLE = Path(__file__).parents[1] / "samples" / "kelurahan" / "domisili-usaha.pdf"


def _page(first: int) -> Image:
    """An upright page: a ruled table with numbers and sentences."""
    picture = PilImage.new("L", (WIDTH, HEIGHT), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(20)
    for x in (90, 150, 790):
        draw.line((x, 100, x, 850), fill=0, width=2)
    for row, y in enumerate(range(100, 851, 125)):
        draw.line((90, y, 790, y), fill=0, width=2)
        if y < 850:
            draw.text((100, y + 50), str(first + row), fill=0, font=font)
            draw.text((170, y + 50), WORDS, fill=0, font=font)
    return np.asarray(picture, dtype=np.uint8).copy()


def _book(fold: int = 255) -> Image:
    """Two pages; between them the shadow of a fold whose line is so dark, or nothing for white."""
    book = np.concatenate((_page(1), _page(7)), axis=1)
    if fold == 255:
        return book
    far = np.abs(np.arange(2 * WIDTH) - WIDTH)
    shade = np.where(far < 2, fold, 255 * (1 - 0.4 * np.exp(-far / 40)))
    return np.asarray(book * (shade / 255)[None, :], np.uint8)


def _gutter(picture: Image) -> Gutter | None:
    flat = flatten_light(picture, SCALE)
    return find_gutter(flat, grey_to_ink(flat, SCALE), SCALE)


def _leaning(picture: Image, degrees: float) -> Image:
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), borderValue=(255,)), np.uint8)


@pytest.mark.parametrize("fold", [255, 140, 20])
@pytest.mark.parametrize("degrees", [-1.5, 0.0, 2.0])
def test_the_gutter_lies_between_the_pages(fold: int, degrees: float) -> None:
    gutter = _gutter(_leaning(_book(fold), degrees))
    assert gutter is not None
    assert sum(gutter.fold) / 2 == pytest.approx(WIDTH, abs=25)


def test_the_black_band_of_a_photocopied_book_is_cut_off() -> None:
    band = np.full((HEIGHT, 50), 15, np.uint8)
    book = np.concatenate((_page(1), band, _page(7)), axis=1)
    gutter = _gutter(book)
    assert gutter is not None
    halves = cut_pages(flatten_light(book, SCALE), gutter)
    assert all(half.image[900:].mean() > 250 for half in halves)


def test_halves_of_differing_skew_are_parted() -> None:
    gutter = _gutter(np.concatenate((_leaning(_page(1), 1.0), _leaning(_page(7), -1.0)), axis=1))
    assert gutter is not None
    assert sum(gutter.fold) / 2 == pytest.approx(WIDTH, abs=40)


def _landscape(blank: slice) -> Image:
    """One wide table, in whose middle a column is empty."""
    page = np.asarray(cv2.resize(_page(1), (2 * WIDTH, HEIGHT)), np.uint8).copy()
    page[101:849, blank] = 255
    for y in range(100, 851, 125):
        page[y : y + 2, 180:1580] = 0
    return page


def test_a_wide_table_is_one_page_though_its_middle_column_is_empty() -> None:
    assert _gutter(_landscape(slice(780, 1000))) is None


def test_rulings_too_faint_for_ink_hold_a_page_together() -> None:
    book = _book()
    book[100:851:125, 90 : 2 * WIDTH - 90] = np.minimum(book[100:851:125, 90 : 2 * WIDTH - 90], 244)
    assert _gutter(book) is None


def test_a_line_of_print_across_the_middle_holds_a_page_together() -> None:
    picture = PilImage.fromarray(_book())
    draw = ImageDraw.Draw(picture)
    draw.text((WIDTH - 220, 40), "STANDAR OPERASIONAL PROSEDUR", fill=0, font=ImageFont.load_default(26))
    assert _gutter(np.asarray(picture, np.uint8)) is None


def test_two_columns_of_one_page_stand_closer_than_two_pages() -> None:
    book = _book()
    assert _gutter(np.concatenate((book[:, : WIDTH - 70], book[:, WIDTH + 70 :]), axis=1)) is None


def test_print_on_one_side_alone_is_one_page() -> None:
    book = _book()
    book[:, WIDTH:] = 255
    assert _gutter(book) is None


def test_an_upright_page_is_one_page() -> None:
    assert _gutter(_page(1)) is None


def test_halves_keep_their_print() -> None:
    left, right = cut_pages(_book(), Gutter(800.0, 970.0, 0.0, (float(WIDTH), float(WIDTH))))
    assert np.array_equal(left.image[:, :WIDTH], _page(1))
    assert np.array_equal(right.image[:, -WIDTH:], _page(7))


def _sample_pages() -> list[PilImage.Image]:
    document = pypdfium2.PdfDocument(SAMPLE)
    return [page.render(scale=150 / 72, grayscale=True).to_pil().convert("L") for page in document]


def _scanned(path: Path, *pages: Image | PilImage.Image) -> Path:
    pictures = [page if isinstance(page, PilImage.Image) else PilImage.fromarray(page) for page in pages]
    pictures[0].save(path, "PDF", save_all=True, append_images=pictures[1:], resolution=150, quality=90)
    return path


def _pages(path: Path) -> list[Page]:
    return list(file_to_pages(path, make_reader("auto")))


def test_pages_after_an_open_book_count_on(tmp_path: Path) -> None:
    pages = _pages(_scanned(tmp_path / "buku.pdf", _book(140), _page(13)))
    assert [page.info.number for page in pages] == [1, 2, 3]
    assert [page.info.in_file.page for page in pages] == [1, 1, 2]
    assert ["split" in page.info.repairs for page in pages] == [True, True, False]
    left, right, last = (page.info.in_file.box for page in pages)
    assert left == pytest.approx((0, 0, 0.5, 1), abs=0.03)
    assert right == pytest.approx((0.5, 0, 1, 1), abs=0.03)
    assert last == WHOLE
    assert all(page.image.shape[0] > 1.2 * page.image.shape[1] for page in pages)


@pytest.mark.parametrize(("stored", "first"), [(90, (0, 0, 1, 0.5)), (180, (0.5, 0, 1, 1)), (270, (0, 0.5, 1, 1))])
def test_an_open_book_that_lies_on_its_side_keeps_its_order(
    tmp_path: Path, stored: int, first: tuple[float, ...]
) -> None:
    pages = _pages(_scanned(tmp_path / "buku.pdf", turn(_book(140), stored)))
    assert [page.info.rotation for page in pages] == [(360 - stored) % 360] * 2
    assert pages[0].info.in_file.box == pytest.approx(first, abs=0.03)


def test_digital_pages_and_wide_scans_of_a_sample_stay_whole(tmp_path: Path) -> None:
    wide = [page for page in _sample_pages() if page.width > page.height]
    assert wide
    assert all("split" not in page.info.repairs for page in _pages(_scanned(tmp_path / "lebar.pdf", *wide)))
    assert all("split" not in page.info.repairs for page in _pages(SAMPLE))


def test_the_right_page_of_a_book_is_read_and_searchable_where_it_stands(tmp_path: Path) -> None:
    upright = next(np.asarray(page, np.uint8) for page in _sample_pages() if page.height > page.width)
    left = np.asarray(cv2.resize(_page(1), upright.shape[::-1]), np.uint8)
    path = _scanned(tmp_path / "buku.pdf", np.concatenate((left, upright), axis=1))
    read = digitize(path, Settings())
    assert isinstance(read, Digitized)
    assert not validate_record(read.record)
    infos = read.record["source"]["page_info"]
    assert [(info["page"], info["in_file"]["page"]) for info in infos] == [(1, 1), (2, 1)]
    read.record["source"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    with (
        pdfplumber.open(SAMPLE) as printed,
        pdfplumber.open(BytesIO(record_to_searchable_pdf(read.record, path))) as made,
    ):
        (wanted,) = [word for word in printed.pages[0].extract_words() if word["text"] == SIGNED]
        (found,) = [word for word in made.pages[0].extract_words() if word["text"] == SIGNED]
    assert found["x0"] == pytest.approx(float(printed.pages[0].width) + wanted["x0"], abs=8)
    assert found["top"] == pytest.approx(wanted["top"], abs=8)
