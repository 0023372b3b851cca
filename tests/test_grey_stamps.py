"""Round stamps that a scanner made grey: gone, but for the print that they cross."""

from __future__ import annotations

import numpy as np
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from ocr.grey_stamps import without_grey_stamps
from ocr.page import Image

MM = 200 / 25.4
BLACK, STAMP = 30, 170


def _page(stamp: int | None, print_grey: int = BLACK) -> Image:
    """Ten lines of print, and a stamp across some of them, darker than either where they cross."""
    page, layer = PilImage.new("L", (1654, 1170), 255), PilImage.new("L", (1654, 1170), 255)
    for row in range(10):
        line = "Menerima dan memeriksa berkas permohonan dari pemohon"
        ImageDraw.Draw(page).text((200, 150 + 60 * row), line, fill=print_grey, font=ImageFont.load_default(34))
    if stamp is not None:
        draw = ImageDraw.Draw(layer)
        draw.ellipse((600, 250, 860, 510), outline=stamp, width=5)
        draw.ellipse((640, 290, 820, 470), outline=stamp, width=4)
        draw.text((660, 360), "CAMAT", fill=stamp, font=ImageFont.load_default(40))
    return np.asarray(np.asarray(page, np.float64) * np.asarray(layer, np.float64) / 255, np.uint8)


def test_a_grey_stamp_goes_and_the_print_below_stays() -> None:
    plain, stamped = _page(None), _page(STAMP)
    clean = without_grey_stamps(stamped, MM)
    added, left = ((picture < 200) & (plain > 235) for picture in (stamped, clean))
    assert left.sum() < 0.05 * added.sum()
    letters = plain < 60
    assert (clean[letters] < 110).mean() > 0.97


def test_pages_without_a_stamp_and_with_one_as_black_as_print_stay_as_they_are() -> None:
    for page in (_page(None), _page(None, print_grey=140), _page(BLACK)):
        assert without_grey_stamps(page, MM) is page


def test_close_hairline_rulings_are_no_stamp() -> None:
    page = PilImage.new("L", (1654, 1170), 255)
    draw = ImageDraw.Draw(page)
    for y in range(240, 520, 28):
        draw.line((200, y, 1400, y + 8), fill=140, width=2)
    for x in (200, 800, 1400):
        draw.line((x, 240, x - 2, 500), fill=140, width=2)
    flat = np.asarray(page, np.uint8)
    assert without_grey_stamps(flat, MM) is flat
