"""Text that runs on over a border into an empty cell belongs to the cell it begins in."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from ocr.page import BBox, Image
from table_extract.run_on import text_reaches
from table_extract.table import Cell, PagePlace
from table_extract.textlines import ink_to_pieces

SCALE = 200 / 25.4
LEFT: BBox = (20.0, 20.0, 300.0, 140.0)
RIGHT: BBox = (300.0, 20.0, 420.0, 140.0)
CELLS = [Cell(0, col, PagePlace(1, (0, 0, 1, 1)), bbox=box) for col, box in enumerate((LEFT, RIGHT))]


def reaches(text: str, x: int, ruled_from: int, second: tuple[str, int] | None = None) -> list[BBox | None]:
    """Where the texts of two cells stand; the border between them is drawn from a height on."""
    sheet = PilImage.new("L", (460, 160), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(24)
    pen.text((x, 30), text, 0, font)
    if second:
        pen.text((second[1], 90), second[0], 0, font)
    grey = np.asarray(sheet, np.uint8).copy()
    print_only: Image = np.asarray((grey < 110) * np.uint8(255), np.uint8)
    cv2.rectangle(grey, (20, 20), (420, 140), 0, 2)
    cv2.line(grey, (300, ruled_from), (300, 140), 0, 2)
    return text_reaches(CELLS, ink_to_pieces(print_only), grey, SCALE)


def across(text: str, letter: int) -> int:
    """Where a text begins whose letter of that number stands across the border, its middle on it."""
    font = ImageFont.load_default(24)
    return round(300 - (font.getlength(text[:letter]) + font.getlength(text[: letter + 1])) / 2)


TEXT = "Nota Dinas, SK MM WMA"
CROSSING = across(TEXT, TEXT.index("W"))


def test_text_across_a_border_without_ruling_belongs_to_the_cell_before() -> None:
    assert reaches(TEXT, CROSSING, 80) == [(20.0, 20.0, 420.0, 140.0), None]


def test_text_of_its_own_in_the_next_cell_stays_there() -> None:
    assert reaches(TEXT, CROSSING, 80, ("Arsip", 320)) == [LEFT, RIGHT]


def test_text_printed_over_a_ruling_runs_on_into_nothing() -> None:
    assert reaches(TEXT, CROSSING, 20) == [LEFT, RIGHT]


def test_text_that_begins_on_the_border_is_the_next_cells_own() -> None:
    assert reaches("WMA", across("WMA", 0), 80) == [LEFT, RIGHT]


def test_the_rest_of_a_ruling_takes_no_turned_heading_along() -> None:
    """The letters of the heading make no line, and the one line that is left crosses the border."""
    text, rest = (232.0, 128.0, 246.0, 139.0), (250.0, 130.0, 310.0, 139.0)
    turned = [(344.0, 22.0, 365.0, 105.0), (344.0, 106.0, 369.0, 138.0)]
    white = np.full((160, 460), 255, np.uint8)
    assert text_reaches(CELLS, np.array([text, rest, *turned]), white, SCALE) == [LEFT, RIGHT]
