"""Pages that are one JPEG are decoded as stored and look as the renderer draws them; all others are left to it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFilter, ImageFont

from ocr.page import Image
from ocr.render import render_pdf
from ocr.stored import stored_picture

SIDES = (827, 1169)


def _picture(mode: str = "RGB") -> PilImage.Image:
    picture = PilImage.new("RGB", SIDES, (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((80, 100, 760, 600), outline=(0, 0, 0), width=3)
    draw.text((100, 140), "Menerima surat permohonan", fill=(20, 20, 90), font=ImageFont.load_default(40))
    return picture.convert(mode)


def _pdf(
    folder: Path, picture: PilImage.Image, *, share: float = 1.0, turned: int = 0, twice: bool = False, dpi: int = 162
) -> Path:
    """A PDF of one page with a JPEG over a share of its width."""
    jpeg, path = folder / "a.jpg", folder / "a.pdf"
    picture.save(jpeg, quality=92)
    document = pdfium.PdfDocument.new()
    width, height = (side * 72 / dpi for side in SIDES)
    page = document.new_page(width, height)
    for _ in range(1 + twice):
        image = pdfium.PdfImage.new(document)
        image.load_jpeg(str(jpeg), inline=True)
        image.set_matrix(pdfium.PdfMatrix().scale(width * share, height))
        page.insert_obj(image)
    page.set_rotation(turned)
    page.gen_content()
    document.save(str(path))
    return path


def _stored(path: Path) -> Image | None:
    stored = stored_picture(pdfium.PdfDocument(path)[0])
    return None if stored is None else stored.grey


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_looks_as_rendered(tmp_path: Path, mode: str, turned: int) -> None:
    path = _pdf(tmp_path, _picture(mode), turned=turned)
    found = _stored(path)
    assert found is not None
    drawn = pdfium.PdfDocument(path)[0].render(scale=162 / 72, grayscale=True).to_numpy()
    drawn = cv2.resize(np.ascontiguousarray(drawn.reshape(drawn.shape[:2])), found.shape[::-1])
    assert np.abs(drawn.astype(float) - found).mean() < 3


@pytest.mark.parametrize(("mode", "share", "twice"), [("CMYK", 1.0, False), ("RGB", 0.9, False), ("RGB", 1.0, True)])
def test_others_are_left_to_the_renderer(tmp_path: Path, mode: str, share: float, twice: bool) -> None:
    assert _stored(_pdf(tmp_path, _picture(mode), share=share, twice=twice)) is None


def test_a_negative_is_left_to_the_renderer(tmp_path: Path) -> None:
    assert _stored(_pdf(tmp_path, PilImage.new("L", SIDES, 10))) is None


def test_the_page_keeps_its_resolution(tmp_path: Path) -> None:
    (page,) = render_pdf(_pdf(tmp_path, _picture()))
    assert page.grey.shape == SIDES[::-1]
    assert page.dpi == pytest.approx(162, abs=0.5)


@pytest.mark.parametrize("dpi", [100, 155])
def test_a_coarse_page_is_enlarged(tmp_path: Path, dpi: int) -> None:
    scanned = _picture().filter(ImageFilter.GaussianBlur(1.5))
    (page,) = render_pdf(_pdf(tmp_path, scanned, dpi=dpi))
    assert page.dpi == pytest.approx(200, abs=0.5)
    assert page.grey.shape == pytest.approx([side * 200 / dpi for side in SIDES[::-1]], abs=2)


def test_a_coarse_fax_stays_black_and_white(tmp_path: Path) -> None:
    fax = _picture("L").point(lambda tone: 255 * (tone > 128))
    (page,) = render_pdf(_pdf(tmp_path, fax, dpi=150))
    assert page.dpi == pytest.approx(150, abs=0.5)
