"""Pens and stamps across the print: found by their colour, and lifted off what stands below."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from ocr.engines import make_reader
from ocr.page import Image, Page
from ocr.pages import file_to_pages
from ocr.stains import colour_to_stains
from table_extract.sheet import layout_to_sheet, page_to_layout

DPI = 200
MM = DPI / 25.4
BLUE, BLACK, VIOLET, PALE = (40, 70, 180), (20, 20, 20), (120, 60, 160), (206, 190, 228)
NAME, NIP = "SURYANI WULANDARI, S.SOS", "NIP. 198001012006042001"


def _page() -> PilImage.Image:
    """A page with a box that holds a name, in black."""
    page = PilImage.new("RGB", (1654, 1170), (250, 250, 248))
    draw = ImageDraw.Draw(page)
    draw.rectangle((200, 150, 1450, 700), outline=BLACK, width=3)
    draw.line((200, 300, 1450, 300), fill=BLACK, width=3)
    draw.text((240, 200), "Disahkan oleh", fill=BLACK, font=ImageFont.load_default(34))
    draw.text((400, 500), NAME, fill=BLACK, font=ImageFont.load_default(34))
    draw.text((400, 560), NIP, fill=BLACK, font=ImageFont.load_default(34))
    return page


def _signed(page: PilImage.Image, ink: tuple[int, int, int]) -> PilImage.Image:
    """A stroke up and down over the name, darker than either where they cross, as ink on print is."""
    layer = PilImage.new("RGB", page.size, (255, 255, 255))
    points = [
        (380, 420),
        (420, 330),
        (450, 620),
        (500, 400),
        (540, 600),
        (620, 380),
        (640, 560),
        (720, 470),
        (900, 440),
    ]
    ImageDraw.Draw(layer).line(points, fill=ink, width=5, joint="curve")
    return PilImage.fromarray(np.minimum(np.asarray(page), np.asarray(layer)))


def _stains(picture: PilImage.Image) -> Image | None:
    return colour_to_stains(np.asarray(picture, np.uint8), MM)


def _lines(path: Path) -> dict[str, float]:
    (page,) = file_to_pages(path, make_reader())
    sheet = layout_to_sheet(page_to_layout(page), make_reader())
    return {line.text.upper(): line.confidence for table in sheet.tables for cell in table.cells for line in cell.lines}


@pytest.mark.parametrize("ink", [BLUE, VIOLET])
def test_a_signature_in_colour_is_a_stain(ink: tuple[int, int, int]) -> None:
    found = _stains(_signed(_page(), ink))
    assert found is not None
    y, x = np.nonzero(found)
    assert x.min() > 370 and x.max() < 910 and y.min() > 320 and y.max() < 630


def test_black_print_and_black_pens_are_none() -> None:
    assert _stains(_page()) is None
    assert _stains(_signed(_page(), BLACK)) is None


def test_print_that_a_screen_smoothed_in_colour_is_none() -> None:
    large = PilImage.new("L", (3 * 827, 3 * 585), 255)
    for row in range(12):
        font = ImageFont.load_default(54)
        ImageDraw.Draw(large).text((400, 300 + 54 * row), "menetapkan dikecualikan", fill=0, font=font)
    screen = cv2.blur(np.asarray(large), (1, 3))[1::3].reshape(585, 827, 3)  # red, green and blue side by side
    assert colour_to_stains(np.asarray(screen, np.uint8), 100 / 25.4) is None


def _drawn(*shapes: tuple[str, tuple[int, int, int, int]]) -> PilImage.Image:
    page = _page()
    draw = ImageDraw.Draw(page)
    for kind, box in shapes:
        if kind == "fill":
            draw.rectangle(box, fill=BLUE)
        else:
            draw.line(box, fill=BLUE, width=4)
    return page


def test_filled_headings_coloured_rulings_and_small_writing_are_none() -> None:
    assert _stains(_drawn(("fill", (210, 160, 1440, 290)))) is None
    assert _stains(_drawn(("line", (800, 150, 800, 700)))) is None
    page = _page()
    ImageDraw.Draw(page).text((700, 200), "147 / 2024", fill=BLUE, font=ImageFont.load_default(34))
    assert _stains(page) is None


def test_a_flowchart_in_colour_and_its_symbols_are_none() -> None:
    page = _page()
    draw = ImageDraw.Draw(page)
    draw.rectangle((900, 340, 1060, 400), outline=BLUE, width=4)
    draw.line((980, 400, 980, 460), fill=BLUE, width=4)
    draw.polygon(((980, 460), (1060, 500), (980, 540), (900, 500)), outline=BLUE, width=4)
    draw.line((1060, 500, 1200, 500, 1200, 640), fill=BLUE, width=4)
    assert _stains(page) is None


def _charted(page: PilImage.Image, lean: float = 0.0) -> PilImage.Image:
    """Two bent connectors, a slanting one, a diamond and an ellipse in blue beside the box's names."""
    draw = ImageDraw.Draw(page)
    for x in (1150, 1300):
        draw.line((x, 360, x + 100, 360 + lean * 100, x + 100, 480), fill=BLUE, width=4)
    draw.line((1020, 600, 1300, 660), fill=BLUE, width=4)
    draw.polygon(((980, 440), (1040, 500), (980, 560), (920, 500)), outline=BLUE, width=4)
    draw.ellipse((1150, 520, 1250, 580), outline=BLUE, width=4)
    return page


def test_a_lone_connector_is_no_stroke_of_a_pen() -> None:
    for end in (460, 466):  # upright, and leaning as on a page scanned askew
        page = _page()
        ImageDraw.Draw(page).line((900, 340, 900, 390, 960, 390 + end - 460, 960, 440), fill=BLUE, width=3)
        assert _stains(page) is None


def test_slanting_and_round_symbols_of_a_chart_are_none() -> None:
    alone = _page()
    ImageDraw.Draw(alone).polygon(((980, 440), (1040, 500), (980, 560), (920, 500)), outline=BLUE, width=4)
    assert _stains(alone) is not None
    assert _stains(_charted(_page())) is None
    assert _stains(_charted(_page(), lean=0.05)) is None
    worn = _charted(_page())
    ImageDraw.Draw(worn).line(((980, 640), (1030, 690), (980, 740), (930, 690), (980, 640)), fill=BLUE, width=14)
    ImageDraw.Draw(worn).line((980, 740, 980, 770), fill=BLUE, width=3)
    assert _stains(worn) is None


def test_a_signature_and_a_stamp_beside_a_chart_are_stains() -> None:
    page = _charted(_signed(_page(), BLUE))
    ImageDraw.Draw(page).ellipse((1340, 800, 1600, 1060), outline=VIOLET, width=6)
    found = _stains(page)
    assert found is not None
    assert found[330:620, 380:900].any() and found[800:1060, 1340:1600].any()
    assert not found[330:700, 910:1450].any()


@pytest.mark.parametrize("ink", [VIOLET, PALE])
def test_what_stands_in_a_stamp_belongs_to_it(ink: tuple[int, int, int]) -> None:
    page = _page()
    draw = ImageDraw.Draw(page)
    draw.ellipse((900, 350, 1200, 650), outline=ink, width=6)
    draw.text((960, 480), "KECAMATAN", fill=ink, font=ImageFont.load_default(28))
    found = _stains(page)
    assert found is not None and found[480:520, 960:1130].any()


def test_a_stamp_across_a_coloured_heading_is_a_stain() -> None:
    page = _page()
    draw = ImageDraw.Draw(page)
    draw.rectangle((210, 600, 1440, 645), fill=(240, 200, 90))
    assert _stains(page) is None
    for radius in (110, 160):
        draw.ellipse((900 - radius, 720 - radius, 900 + radius, 720 + radius), outline=VIOLET, width=6)
    found = _stains(page)
    assert found is not None and found[700:740, 750:1050].any() and not found[600:645, 210:700].any()


def test_a_name_under_a_signature_is_read_whole(tmp_path: Path) -> None:
    plain, signed = _signed(_page(), BLUE).convert("L"), _signed(_page(), BLUE)
    for name, picture in (("grey", plain), ("colour", signed)):
        picture.save(tmp_path / f"{name}.png")
    grey, colour = _lines(tmp_path / "grey.png"), _lines(tmp_path / "colour.png")
    assert not {NAME, NIP} <= set(grey)
    assert {NAME, NIP} <= set(colour)


def test_stains_turn_and_move_with_the_page(tmp_path: Path) -> None:
    turned = _signed(_page(), BLUE).rotate(
        92, expand=True, fillcolor=(250, 250, 248), resample=PilImage.Resampling.BICUBIC
    )
    turned.save(tmp_path / "a.png")
    (page,) = file_to_pages(tmp_path / "a.png", make_reader())
    assert page.stains is not None and page.stains.shape == page.image.shape
    assert _dark_share(page.view, page) > 0.8 > 0.2 > _dark_share(page.image, page)


def _dark_share(picture: Image, page: Page) -> float:
    """Share of the stroke that is dark in a picture of the page."""
    assert page.stains is not None
    inside = cv2.erode((page.stains > 60).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return float((picture[inside] < 170).mean())
