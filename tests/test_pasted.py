"""Tables that were pasted as pictures into a digital page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ocr.engines import make_reader
from ocr.pages import file_to_pages
from ocr.render import render_pdf
from pipeline.document import Digitized, digitize
from pipeline.settings import Settings

SAMPLE = Path(__file__).parents[1] / "samples/kelurahan/domisili-usaha.pdf"
SENTENCE = "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik"
DPI = 200


def pasted(path: Path, strips: Sequence[tuple[float, float]]) -> Path:
    """The step table's page of the sample as one picture, or as strips from height to height (shares of the page)."""
    page = pypdfium2.PdfDocument(SAMPLE)[1]
    picture = page.render(scale=DPI / 72).to_pil()
    width, height = page.get_size()
    canvas = Canvas(str(path), pagesize=(width, height + 600))
    canvas.drawString(40, 20, SENTENCE)
    for top, bottom in strips:
        part = picture.crop((0, round(top * picture.height), picture.width, round(bottom * picture.height)))
        at = height + 500 - bottom * height
        canvas.drawImage(ImageReader(part), 0, at, width, (bottom - top) * height)
    canvas.save()
    return path


@pytest.mark.parametrize("strips", [[(0.0, 1.0)], [(0.0, 0.4), (0.4, 1.0)]])
def test_a_table_in_a_picture_is_read_like_a_scan_s(tmp_path: Path, strips: list[tuple[float, float]]) -> None:
    read = digitize(pasted(tmp_path / "tempel.pdf", strips), Settings())
    whole = digitize(SAMPLE, Settings())
    assert isinstance(read, Digitized)
    assert isinstance(whole, Digitized)
    (sop,), (wanted,) = read.record["sops"], whole.record["sops"]
    for field in ("no", "aktivitas", "waktu"):
        assert [step[field]["text"] for step in sop["steps"]] == [step[field]["text"] for step in wanted["steps"]]
    assert [[(d["actor"], d["symbol"]) for d in step["pelaksana"]] for step in sop["steps"]] == [
        [(d["actor"], d["symbol"]) for d in step["pelaksana"]] for step in wanted["steps"]
    ]


def test_a_picture_with_words_of_the_page_on_it_is_no_table(tmp_path: Path) -> None:
    path = pasted(tmp_path / "latar.pdf", [(0.3, 0.7)])
    (page,) = file_to_pages(path, make_reader())
    assert len(page.pictures) == 1
    canvas = Canvas(str(path), pagesize=(600, 800))
    picture = pypdfium2.PdfDocument(SAMPLE)[0].render(scale=1).to_pil()
    canvas.drawImage(ImageReader(picture), 50, 100, 500, 300)
    canvas.drawString(60, 200, SENTENCE)
    canvas.save()
    (page,) = file_to_pages(path, make_reader())
    assert page.pictures == ()


def test_a_picture_over_an_old_table_hides_its_words(tmp_path: Path) -> None:
    path = tmp_path / "tutup.pdf"
    canvas = Canvas(str(path), pagesize=(600, 800))
    for height in range(320, 680, 20):
        canvas.drawString(60, height, "Langkah lama yang tidak terlihat")
    picture = ImageReader(pypdfium2.PdfDocument(SAMPLE)[1].render(scale=1).to_pil())
    canvas.drawImage(picture, 50, 300, 500, 400)
    canvas.drawImage(picture, 300, 200, 290, 101)
    for height in (220, 250, 280):
        canvas.drawString(60, height, "Keterangan di bawah gambar")
    canvas.save()
    (page,) = render_pdf(path)
    assert {word.text for word in page.words} == {"Keterangan", "di", "bawah", "gambar"}
    assert len(page.pictures) == 2, "with words in the box around them, pictures that touch are read apart"
