"""Words of a digital page's text layer."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ocr.pdf_words import open_words


def page_of(path: Path, pieces: list[str], *, advance: bool) -> Path:
    """A line of pieces with blanks between them, which take their room or none."""
    canvas, x = Canvas(str(path), pagesize=(300, 100)), 40.0
    for piece in pieces:
        canvas.drawString(x, 50, piece)
        x += stringWidth(piece, "Helvetica", 12)
        canvas.drawString(x, 50, " ")
        x += stringWidth(" ", "Helvetica", 12) * advance
    canvas.save()
    return path


@pytest.mark.parametrize(("advance", "words"), [(False, ["menyusun"]), (True, ["me", "nyu", "sun"])])
def test_a_blank_without_room_is_a_soft_hyphen(tmp_path: Path, advance: bool, words: list[str]) -> None:
    with open_words(page_of(tmp_path / "a.pdf", ["me", "nyu", "sun"], advance=advance)) as words_of:
        assert [word.text for word in words_of(0)] == words


def test_a_blank_of_another_text_laid_over_a_letter_parts_no_word(tmp_path: Path) -> None:
    path = tmp_path / "tanda.pdf"
    drawing = Canvas(str(path), pagesize=(300, 100))
    drawing.drawString(40, 50, "BAGAS PRAMANA")
    drawing.drawString(40 + stringWidth("BAG", "Helvetica", 12) + 2, 49, " ")
    drawing.drawString(40, 20, "lain")
    drawing.save()
    with open_words(path) as words_of:
        assert [word.text for word in words_of(0)] == ["BAGAS", "PRAMANA", "lain"]


def test_blanks_of_an_empty_line_laid_over_a_name_part_no_word(tmp_path: Path) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.drawString(41, 50, " ")
    drawing.drawString(40, 50, "BAGAS PRAMANA")
    drawing.setFont("Helvetica", 10)
    for at in range(4):
        drawing.drawString(40 + stringWidth("BA", "Helvetica", 12) + at * stringWidth(" ", "Helvetica", 10), 51, " ")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [word.text for word in words_of(0)] == ["BAGAS", "PRAMANA"]


@pytest.mark.parametrize(("producer", "words"), [("", ["dini", "hari"]), ("Skia/PDF m150", ["dinihari"])])
def test_a_blank_without_room_between_letters_that_overlap(tmp_path: Path, producer: str, words: list[str]) -> None:
    """A line set too tight parts two words; in a browser's print a kerned pair stands around a soft hyphen."""
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.setProducer(producer)
    middle = 40 + stringWidth("dini", "Helvetica", 12) - 0.1
    for text, x in (("dini", 40.0), (" ", middle), ("hari", middle)):
        drawing.drawString(x, 50, text)
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [word.text for word in words_of(0)] == words


@pytest.mark.parametrize(("gap", "words"), [(0.07, ["DINASPANGAN"]), (0.1, ["DINAS", "PANGAN"])])
def test_a_gap_between_letters_that_touch_parts_two_words(tmp_path: Path, gap: float, words: list[str]) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.drawString(40, 50, "DINAS")
    drawing.drawString(40 + stringWidth("DINAS", "Helvetica", 12) + gap * 12, 50, "PANGAN")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [word.text for word in words_of(0)] == words


def test_a_small_label_laid_over_a_word_is_a_word_of_its_own(tmp_path: Path) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.drawString(40, 50, "RT/RW,")
    drawing.setFont("Helvetica", 8)
    drawing.drawString(33, 51, "tidak")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert sorted(word.text for word in words_of(0)) == ["RT/RW,", "tidak"]


def test_a_raised_number_belongs_to_its_word(tmp_path: Path) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.drawString(40, 50, "100m")
    drawing.setFont("Helvetica", 8)
    drawing.drawString(40 + stringWidth("100m", "Helvetica", 12), 52, "2")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [word.text for word in words_of(0)] == ["100m2"]


def test_a_watermark_across_the_page_lends_no_letters(tmp_path: Path) -> None:
    path = tmp_path / "salinan.pdf"
    drawing = Canvas(str(path), pagesize=(300, 200))
    drawing.drawString(40, 150, "Operator SIAK")
    drawing.saveState()
    drawing.translate(60, 60)
    drawing.rotate(35)
    drawing.setFont("Helvetica-Bold", 40)
    drawing.drawString(0, 0, "SALINAN")
    drawing.restoreState()
    drawing.save()
    with open_words(path) as words_of:
        assert [word.text for word in words_of(0)] == ["Operator", "SIAK"]


@pytest.mark.parametrize("place", [(320, 50), (-40, 50), (40, 130), (40, -30)])
def test_letters_beside_the_page_are_none_of_its_words(tmp_path: Path, place: tuple[int, int]) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.drawString(40, 50, "Arsip")
    drawing.drawString(*place, "sisa")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [word.text for word in words_of(0)] == ["Arsip"]


@pytest.mark.parametrize("offset", [0, 0.4])
def test_what_is_printed_twice_counts_once(tmp_path: Path, offset: float) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    for right in (0, offset):
        drawing.drawString(40 + right, 50, "Sell allium illi 1100")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [word.text for word in words_of(0)] == ["Sell", "allium", "illi", "1100"]


def test_a_rounding_error_does_not_turn_a_line(tmp_path: Path) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 100))
    drawing.transform(1, -0.0001, 0.0001, 1, 0, 0)
    drawing.drawString(40, 50, "Proyek Keuangan")
    drawing.drawString(40, 30, "Kabag Umum")
    drawing.save()
    with open_words(tmp_path / "a.pdf") as words_of:
        assert [(word.text, word.upright) for word in words_of(0)] == [
            ("Proyek", True),
            ("Keuangan", True),
            ("Kabag", True),
            ("Umum", True),
        ]
