"""Signatures of scanning apps go; what the authors printed stays, also addresses at the foot of a page."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from normalize.pages import page_class
from ocr.engines import make_reader
from ocr.page import Page, PageInfo, Word
from table_extract.badges import is_badge, without_badges
from table_extract.sheet import layout_to_sheet, page_to_layout
from table_extract.table import Line, PagePlace, Sheet

SIGNED = (
    "Dipindai dengan CamScanner",
    "CS Dipindai dengan CamScanner",
    "Dipindal dengan CarnScanner",
    "Scanned by CamScanner",
    "i Dipindai dengan",
    "Scanned with Adobe Scan",
    "Scanned with TapScanner",
    "Scanned with Tap Scanner",
    "https://v3.camscanner.com/user/download",
    "https:/ /v3.camscanner.com/user",
    "* Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh",
    "Balai Sertifikasi Elektronik (BSrE), BSSN",
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh"
    " Balai Sertifikasi Elektronik (BSrE), BSSN",
    "* Pindai kode QR di samping untuk menampilkan file asli",
)
CONTENT = (
    "https://layanan.contoh.go.id/unduh",
    "Unduh formulir di https://contoh.go.id/camscanner",
    "Berkas dipindai dengan Adobe Scan lalu dikirim",
    "Berkas dipindai dengan pemindai kantor",
    "Berkas dipindai dengan",
    "Aplikasi Tap Scanner",
    "Surat ditandatangani secara elektronik oleh Kepala Dinas",
    "Menggunakan sertifikat elektronik",
    "Pindai kode QR pada formulir",
    "Scan",
    "",
)


def _line(text: str, box: tuple[float, float, float, float]) -> Line:
    return Line(text, 0.9, PagePlace(1, box))


@pytest.mark.parametrize("text", SIGNED)
def test_signatures_are_known(text: str) -> None:
    assert is_badge(text)


@pytest.mark.parametrize("text", CONTENT)
def test_content_is_no_signature(text: str) -> None:
    assert not is_badge(text)
    assert not is_badge(text, at_edge=True)


def test_a_name_alone_is_a_signature_only_at_the_edge() -> None:
    foot, middle = _line("Adobe Scan", (0.7, 0.95, 0.9, 0.97)), _line("Adobe Scan", (0.1, 0.5, 0.3, 0.52))
    assert without_badges([middle, foot]) == ((middle,), True)
    assert without_badges([middle]) == ((middle,), False)


def test_the_logo_beside_a_signature_goes_with_it() -> None:
    signature = _line("Scanned with TapScanner", (0.6, 0.95, 0.9, 0.97))
    logo, number = _line("@", (0.56, 0.95, 0.58, 0.97)), _line("12", (0.48, 0.95, 0.5, 0.97))
    assert without_badges([logo, signature, number]) == ((number,), True)


@pytest.mark.parametrize("words", ["Dipindai dengan CamScanner", "Scanned with Adobe Scan", "Scanned with TapScanner"])
def test_drawn_signature_is_removed_and_recorded(words: str) -> None:
    sheet = _read("Unduh di https://layanan.contoh.go.id", words)
    assert [line.text.startswith("Unduh di") for line in sheet.lines] == [True]
    assert sheet.info is not None
    assert sheet.info.repairs == ("badge",)


def test_an_address_at_the_foot_stays() -> None:
    sheet = _read("Lampiran formulir", "https://layanan.contoh.go.id")
    assert len(sheet.lines) == 2
    assert sheet.info is not None
    assert sheet.info.repairs == ()


def test_a_page_that_bears_nothing_but_a_signature_is_blank() -> None:
    assert page_class(_read("", "Dipindai dengan CamScanner"), ()) == "blank"
    assert page_class(_read("", ""), ()) == "blank"
    assert page_class(_read("Berita acara serah terima", ""), ()) != "blank"


def _read(body: str, foot: str) -> Sheet:
    picture = PilImage.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((160, 500), body, fill=0, font=ImageFont.load_default(30))
    draw.text((800, 1685), foot, fill=70, font=ImageFont.load_default(24))
    page = Page(PageInfo(1, "scan", 150), np.asarray(picture, np.uint8).copy())
    return layout_to_sheet(page_to_layout(page), make_reader())


def test_the_remark_of_a_signature_over_a_table_s_foot_is_in_no_cell() -> None:
    def word(text: str, x: float, y: float) -> Word:
        return Word(text, (x, y, x + 9 * len(text), y + 18))

    words = ["Pindai", "kode", "QR", "di", "samping", "untuk", "menampilkan", "file", "asli"]
    remark = [word(text, 120 + 10 * len(" ".join(words[:at])), 1680) for at, text in enumerate(words)]
    picture = np.full((1754, 1240), 255, np.uint8)
    for x in (100, 400, 1100):
        picture[1300:1740, x : x + 2] = 0
    for y in (1300, 1450, 1738):
        picture[y : y + 2, 100:1100] = 0
    page = Page(PageInfo(1, "digital", 150), picture, words=(word("Arsip", 420, 1500), *remark))
    sheet = layout_to_sheet(page_to_layout(page), make_reader())
    assert [cell.text for table in sheet.tables for cell in table.cells if cell.text] == ["Arsip"]
    assert sheet.info is not None and sheet.info.repairs == ("badge",)
