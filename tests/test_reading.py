"""Reading of drawn pages with the engines that are installed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from importlib.util import find_spec

import cv2
import numpy as np
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from normalize.column import Column
from normalize.continued import step_table
from normalize.leaf import UNLIKELY
from normalize.step_leaves import LINE_LOST, cells_to_leaf
from ocr.engines import EngineMissing, Reader, Reading, make_reader
from ocr.engines_tesseract import find_tessdata
from ocr.page import BBox, Image, Page, PageInfo, Word
from table_extract.cell_ink import stands_upright
from table_extract.consensus import Readings, merge_readings, read_both
from table_extract.light_print import light_print
from table_extract.reading import Print, label_in, line_to_crop, read_region, read_table
from table_extract.table import Cell, PagePlace, Table
from table_extract.text_layer import words_outside, words_to_lines, words_to_table
from table_extract.textlines import InkLine, ink_to_pieces, pieces_to_lines
from tests.drawn_tables import HEADER
from tests.drawn_tables import table as drawn_table

DPI = 200.0
SCALE = DPI / 25.4
CELL = 420
"""Cells of the drawn tables are squares of this many pixels."""


def needs(*packages: str) -> pytest.MarkDecorator:
    missing = [name for name in packages if find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def draw_text(text: str, size: int = 26, angle: int = 0) -> PilImage.Image:
    font = ImageFont.load_default(size)
    left, top, right, bottom = ImageDraw.Draw(PilImage.new("L", (1, 1))).multiline_textbbox((0, 0), text, font)
    picture = PilImage.new("L", (int(right - left) + 8, int(bottom - top) + 8), 255)
    ImageDraw.Draw(picture).multiline_text((4 - left, 4 - top), text, 20, font)
    return picture.rotate(angle, expand=True, fillcolor=255)


def draw_row(*texts: str, angle: int = 0, fill: int = 255) -> tuple[Page, Table, Image]:
    """A row of cells with one text each, ruled; the page, its table and its print without rulings."""
    sheet = PilImage.new("L", (CELL * len(texts) + 40, CELL + 40), 255)
    cells = []
    for col, text in enumerate(texts):
        box = (20.0 + col * CELL, 20.0, 20.0 + (col + 1) * CELL, 20.0 + CELL)
        sheet.paste(fill, tuple(int(value) for value in box))
        if text:
            drawn = draw_text(text, angle=angle).point(lambda grey: grey * fill // 255)
            sheet.paste(drawn, (int(box[0]) + (CELL - drawn.width) // 2, 20 + (CELL - drawn.height) // 2))
        cells.append(Cell(0, col, PagePlace(1, (0, 0, 1, 1)), bbox=box))
    grey = np.asarray(sheet, np.uint8).copy()
    ink = np.asarray((grey < 110) * np.uint8(255), np.uint8).copy()
    for cell in cells:
        x0, y0, x1, y1 = (int(value) for value in cell.bbox or ())
        cv2.rectangle(grey, (x0, y0), (x1, y1), 0, 3)
    page = Page(PageInfo(1, "scan", DPI), grey)
    return page, Table(1, 1, len(texts), tuple(cells), PagePlace(1, (0, 0, 1, 1))), ink


@pytest.fixture(scope="module")
def reader() -> Reader:
    try:
        return make_reader("auto")
    except EngineMissing as missing:
        pytest.skip(str(missing))


def texts_of(table: Table) -> list[str]:
    return [cell.text for cell in table.cells]


def test_cells_are_read_and_empty_ones_stay_empty(reader: Reader) -> None:
    page, table, ink = draw_row("Memeriksa berkas\npermohonan", "", "14", "-", "1 Hari")
    read = read_table(page, table, ink, reader)
    assert texts_of(read) == ["Memeriksa berkas\npermohonan", "", "14", "-", "1 Hari"]
    assert [cell.ink for cell in read.cells] == [True, False, True, True, True]
    line = read.cells[0].lines[0]
    assert 0.8 < line.confidence <= 1.0
    assert line.readings[0][1] == line.text
    x0, y0, x1, y1 = line.place.bbox if isinstance(line.place, PagePlace) else (0, 0, 0, 0)
    assert 0 < x0 < x1 < 0.21 and 0 < y0 < y1 < 1


@pytest.mark.parametrize(("stands_in", "lines"), [(True, 2), (False, 1)])
def test_words_on_both_sides_of_a_symbol_are_two_lines(reader: Reader, stands_in: bool, lines: int) -> None:
    page, table, ink = draw_row("Tidak            Ya")
    symbol = (200.0, 210.0, 260.0, 250.0) if stands_in else (600.0, 210.0, 660.0, 250.0)
    (cell,) = read_table(page, table, ink, reader, [symbol]).cells
    assert len(cell.lines) == lines


def test_rulings_close_to_a_line_are_not_handed_to_the_engines() -> None:
    grey = np.full((60, 80), 255, np.uint8)
    grey[22:34, 22:58] = 30
    ink = np.where(grey < 128, 255, 0).astype(np.uint8)
    grey[:, 18:21], grey[18:21] = 90, 90
    printed = Print(Page(PageInfo(1, "scan", 150.0), grey), ink, ink_to_pieces(ink))
    crop = line_to_crop(printed, (22.0, 22.0, 58.0, 34.0))
    assert crop.shape == (16, 40) and sorted(set(crop.ravel().tolist())) == [30, 255]
    assert (crop == 30).sum() == 12 * 36


@pytest.mark.parametrize("angle", [90, 270])
def test_turned_headers_are_read(reader: Reader, angle: int) -> None:
    page, table, ink = draw_row("Sekretaris Camat", "Pemohon\nLayanan", angle=angle)
    assert texts_of(read_table(page, table, ink, reader)) == ["Sekretaris Camat", "Pemohon\nLayanan"]


@pytest.mark.parametrize("angle", [0, 90])
def test_a_line_tells_how_much_of_it_a_stamp_had_covered(reader: Reader, angle: int) -> None:
    page, table, ink = draw_row("keterangan", "keterangan", angle=angle)
    stains = np.zeros_like(page.image)
    stains[:, : 20 + CELL // 2] = 90
    first, second = (cell.lines[0] for cell in read_table(replace(page, stains=stains), table, ink, reader).cells)
    assert (0.2 < first.stained < 0.8, second.stained) == (True, 0.0)


def test_shaded_header_with_blotches_is_read(reader: Reader) -> None:
    page, table, ink = draw_row("Kelengkapan", "", fill=165)
    noise = np.random.default_rng(7).integers(0, 100, page.image.shape) < 4
    blotted = np.where(noise, np.minimum(page.image, 120), page.image).astype(np.uint8)
    spotted = np.where(noise, 255, ink).astype(np.uint8)
    assert texts_of(read_table(replace(page, image=blotted), table, spotted, reader)) == ["Kelengkapan", ""]


def test_light_letters_on_a_dark_fill_are_read_and_grain_is_none(reader: Reader) -> None:
    page, table, ink = draw_row("Kelengkapan", "Pelaksana")
    dark = np.clip(255.0 - 0.8 * page.image, 0, 255).astype(np.uint8)
    grain = np.random.default_rng(3).choice(np.array([0, 255], np.uint8), page.image.shape)
    x0, y0, x1, y1 = (int(value) for value in table.cells[1].bbox or ())
    dark[y0:y1, x0:x1] = np.minimum(page.image, grain)[y0:y1, x0:x1]
    read = read_table(replace(page, image=dark), table, np.where(dark < 128, 255, 0).astype(np.uint8), reader)
    assert texts_of(read)[0] == "Kelengkapan"
    light = light_print(dark, [cell.bbox for cell in table.cells if cell.bbox], page.pixels_per_mm)
    assert light is not None and not light[1][y0:y1, x0:x1].any()


def test_dirt_is_no_text(reader: Reader) -> None:
    page, table, ink = draw_row("", "")
    for x, y, radius in ((100, 100, 2), (160, 300, 3), (300, 200, 1), (520, 90, 3)):
        cv2.circle(page.image, (x, y), radius, 30, -1)
        cv2.circle(ink, (x, y), radius, 255, -1)
    ink[30:400, 22:25] = 255
    assert texts_of(read_table(page, table, ink, reader)) == ["", ""]


def test_lone_numbers_are_read(reader: Reader) -> None:
    page, table, ink = draw_row("1", "8", "11", "10.")
    assert texts_of(read_table(page, table, ink, reader)) == ["1", "8", "11", "10."]


def test_loose_texts_side_by_side_are_lines_of_their_own(reader: Reader) -> None:
    grey = np.full((300, 1600), 255, np.uint8)
    for x, text in ((60, "Mengetahui"), (1100, "Kepala Dinas")):
        drawn = np.asarray(draw_text(text))
        grey[100 : 100 + drawn.shape[0], x : x + drawn.shape[1]] = drawn
    page = Page(PageInfo(2, "scan", DPI), grey)
    ink = np.asarray((grey < 110) * np.uint8(255), np.uint8)
    lines = read_region(page, (0, 0, 1600, 300), ink, reader)
    assert [line.text for line in lines] == ["Mengetahui", "Kepala Dinas"]


@pytest.mark.parametrize(
    ("engine", "packages"),
    [("tesserocr", ["tesserocr"]), ("pytesseract", ["pytesseract"]), ("ppocr", ["onnxruntime", "rapidocr"])],
)
def test_every_engine_reads_a_line(engine: str, packages: list[str]) -> None:
    if any(find_spec(name) is None for name in packages) or (engine == "pytesseract" and not shutil.which("tesseract")):
        pytest.skip(f"{engine} is not installed")
    only = make_reader(engine)  # type: ignore[arg-type]
    reading = only.first.read_line(np.asarray(draw_text("Berkas lengkap"), np.uint8))
    assert reading.text == "Berkas lengkap"
    assert reading.confidence > 0.8
    assert only.second is None


def test_missing_language_says_what_to_install() -> None:
    with pytest.raises(EngineMissing, match="tesseract-ocr-xyz"):
        find_tessdata("xyz")


LINE = InkLine((0, 0, 100, 20), ((0, 0, 100, 20),))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Letters agree: the spaces of both.
        (("1s.d. 3 hari", 0.8), ("1 s.d.3hari", 0.99), "1 s.d. 3 hari"),
        # Letters differ: the second engine, unless it wavers and the first is sure.
        (("Kesi Pelayanan", 0.5), ("Kasi Pelayanan", 0.98), "Kasi Pelayanan"),
        (("Berita acara", 0.96), ("Benta acara", 0.4), "Berita acara"),
        # Only one engine sees a short something: dirt.
        (("l", 0.6), ("", 0.0), ""),
        # Both see the same short word, in other capitals.
        (("No,", 0.8), ("NO,", 0.5), "NO,"),
        # A tick, for which the first engine has no word; a letter that neither is sure of.
        (("v", 0.05), ("√", 0.5), "√"),
        (("/", 0.05), ("J", 0.5), ""),
    ],
)
def test_two_readings_become_one(first: tuple[str, float], second: tuple[str, float], expected: str) -> None:
    text, confidence, _ = merge_readings(Reading(*first), Reading(*second), LINE)
    assert text == expected
    assert 0 <= confidence <= 1


def test_dash_of_a_list_item_is_put_back_where_seen() -> None:
    seen = replace(LINE, starts_with_dash=True)
    readings = Reading("- Buku register", 0.6), Reading("Buku register", 0.99)
    assert merge_readings(*readings, seen)[0] == "- Buku register"
    assert merge_readings(*readings, LINE)[0] == "Buku register"


def test_lone_dash_needs_no_engine() -> None:
    class Silent:
        name = "silent"

        def read_line(self, crop: Image) -> Reading:
            raise AssertionError("asked")

    line = replace(LINE, dash=True)
    assert read_both(np.zeros((9, 9), np.uint8), line, Reader(Silent()))[0] == "-"


class Seeing:
    """An engine that reads one text, whatever it is shown."""

    def __init__(self, text: str, name: str, confidence: float = 0.2) -> None:
        self.text, self.name, self.confidence = text, name, confidence

    def read_line(self, crop: Image) -> Reading:
        return Reading(self.text, self.confidence)


def test_nobody_asks_twice_about_a_stroke_across_the_page() -> None:
    stroke, gap = replace(LINE, bbox=(0.0, 0.0, 1300.0, 20.0)), replace(LINE, bbox=(0.0, 0.0, 700.0, 20.0))
    reader = Reader(Seeing("(ia ii", "one"), Seeing("No SOP 065/246", "two"))
    assert [len(read_both(np.zeros((9, 9), np.uint8), line, reader)[2]) for line in (stroke, gap)] == [1, 2]


class Short:
    """An engine that reads short lines alone."""

    name = "short"

    def read_line(self, crop: Image) -> Reading:
        return Reading("Surat", 0.99) if crop.shape[1] < CELL / 3 else Reading("", 0.0)


def test_a_blot_in_an_empty_cell_is_no_blank() -> None:
    page, table, ink = draw_row("Surat", "", "")
    blot = cv2.circle(ink, (20 + CELL + CELL // 2, 20 + CELL // 2), round(4 * page.pixels_per_mm), 255, 9)
    cells = read_table(page, table, blot, Reader(Short())).cells
    assert [cell.has_lost for cell in cells] == [False, True, False]
    x0, y0, x1, y1 = cells[1].bbox or (0.0, 0.0, 0.0, 0.0)
    halves = (replace(cells[1], bbox=box) for box in ((x0, y0, x1, y0 + CELL / 3), (x0, y0 + CELL / 3, x1, y1)))
    assert [half.has_lost for half in halves] == [False, True]
    row = ["1", "Menerima surat", "", "", "", "Surat", "5 menit", "", ""]
    part, column = step_table(drawn_table([*HEADER, row]), None), Column("output", 7, "Output", 1.0)
    assert part is not None
    kinds = [cells_to_leaf(part, [cell], "output", column, None, 0.0).missing for cell in cells]
    assert kinds == [None, "unreadable", "blank"]


def test_a_line_that_no_engine_reads_makes_the_others_of_its_cell_doubtful() -> None:
    page, table, ink = draw_row("Permohonan izin\nSurat", "Surat", "")
    cells = read_table(page, table, ink, Reader(Short())).cells
    assert [(cell.text, cell.unread) for cell in cells] == [("Surat", True), ("Surat", False), ("", False)]
    row = ["1", "Menerima surat", "", "", "", "Surat", "5 menit", "Surat", ""]
    part, column = step_table(drawn_table([*HEADER, row]), None), Column("output", 7, "Output", 1.0)
    assert part is not None
    lost, whole = (cells_to_leaf(part, [cell], "output", column, None, 0.0) for cell in cells[:2])
    assert LINE_LOST in lost.reasons and lost.confidence <= UNLIKELY < whole.confidence


@pytest.mark.parametrize(
    "first, second, meant",
    [
        ("Rapat tahap |, II dan III", "Rapat tahap I,Il dan III", "Rapat tahap I, II dan III"),
        ("Rapat tahap |, II dan III.", "Rapat tahap I, I I dan II.", "Rapat tahap I, II dan III."),
    ],
)
def test_strokes_of_roman_numbers_are_counted_not_told_apart(first: str, second: str, meant: str) -> None:
    reader = Reader(Seeing(first, "one", 0.4), Seeing(second, "two", 0.95))
    text, confidence, _ = read_both(np.zeros((9, 9), np.uint8), LINE, reader)
    assert text == meant and confidence > 0.99


def test_lines_of_a_slanted_paragraph_stay_apart() -> None:
    drawn = draw_text("Menerima berkas permohonan izin\nMencatat dalam buku register\nMenyerahkan kepada camat", 24)
    ink = np.asarray((np.asarray(drawn.rotate(0.6, fillcolor=255)) < 128) * np.uint8(255), np.uint8)
    pieces = ink_to_pieces(ink)
    assert len(pieces_to_lines(pieces, SCALE)) == 3
    assert stands_upright(pieces, SCALE)


def test_a_long_row_of_slim_figures_written_wide_apart_is_no_turned_text() -> None:
    tall = round(3.5 * SCALE)
    pieces = np.array([[at, 3 * (index % 2), at + tall // 3, tall + 3 * (index % 2)]
                       for index, at in enumerate(range(0, 14 * 2 * tall, 2 * tall))], dtype=np.float64)  # fmt: skip
    assert stands_upright(pieces, SCALE)


def digital_page(*words: tuple[str, BBox, bool]) -> Page:
    found = tuple(Word(text, box, upright=upright) for text, box, upright in words)
    return Page(PageInfo(1, "digital", DPI), np.full((400, 1000), 255, np.uint8), found)


def test_text_layer_words_go_into_their_cells() -> None:
    page = digital_page(
        ("berkas", (80, 50, 140, 70), True),
        ("Memeriksa", (20, 50, 75, 70), True),
        ("lengkap", (20, 75, 70, 95), True),
        ("Lurah", (300, 100, 320, 150), False),
        ("Sekretaris", (300, 155, 320, 260), False),
        ("Kota", (330, 200, 350, 260), False),
        ("Lampiran", (700, 20, 760, 40), True),
        ("Nomor", (10, 20, 60, 40), True),
    )
    boxes: list[BBox] = [(10, 45, 290, 300), (290, 45, 400, 300)]
    cells = tuple(Cell(0, col, PagePlace(1, (0, 0, 1, 1)), bbox=box) for col, box in enumerate(boxes))
    table = words_to_table(page, Table(1, 1, 2, cells, PagePlace(1, (0, 0, 1, 1))))
    assert texts_of(table) == ["Memeriksa berkas\nlengkap", "Sekretaris Lurah\nKota"]
    assert table.cells[0].lines[0].readings == (("text layer", "Memeriksa berkas", 1.0),)
    loose = words_to_lines(page, words_outside(page.words, [table]))
    assert [line.text for line in loose] == ["Nomor", "Lampiran"]


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ((("ppocr", "Ya", 0.54), ("tesseract", "Yi", 0.48)), "Ya"),
        ((("ppocr", "Ya", 0.4), ("tesseract", "", 0.0)), ""),
        ((("ppocr", "Yi", 0.54), ("tesseract", "1", 0.6)), ""),
    ],
)
def test_a_word_beside_a_symbol_is_a_label_if_one_engine_says_so(readings: Readings, text: str) -> None:
    assert label_in(readings)[0] == text
