"""The strokes of a Roman month, in print that a PDF's own fonts draw."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from ocr.page import Image
from table_extract.month_strokes import month_strokes
from table_extract.roman_month import with_two_strokes

DPI = 200


def printed(text: str, font: str, blur: float) -> Image:
    """A line of 11 points, cut out of its page with some paper around it."""
    file = io.BytesIO()
    canvas = Canvas(file, (300, 40))
    canvas.setFont(font, 11)
    canvas.drawString(20, 15, text)
    canvas.save()
    page = pypdfium2.PdfDocument(file.getvalue())[0].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
    x, y, width, height = cv2.boundingRect((page < 128).astype(np.uint8))
    return np.ascontiguousarray(cv2.GaussianBlur(page, (0, 0), blur)[y - 3 : y + height + 3, x - 3 : x + width + 3])


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman"])
@pytest.mark.parametrize("blur", [0.3, 0.8])
@pytest.mark.parametrize(
    ("month", "strokes"), [("II", 2), ("I", 1), ("11", 0), ("IV", 0), ("XI", 0), ("12", 0), ("5", 0), ("III", 0)]
)
def test_strokes_are_told_from_figures(month: str, strokes: int, font: str, blur: float) -> None:
    assert month_strokes(printed(f"SOP/431/{month}/2018", font, blur)) == strokes


@pytest.mark.parametrize("read", ["SOP/431/11/2018", "SOP/431/1/2018", "SOP/431/I/2018", "SOP/431//2018"])
def test_two_strokes_are_the_second_month(read: str) -> None:
    assert with_two_strokes(read, printed("SOP/431/II/2018", "Times-Roman", 0.8)) == "SOP/431/II/2018"
    assert with_two_strokes(read, printed("SOP/431/11/2018", "Times-Roman", 0.8)) == read
    assert with_two_strokes("SOP/431/2018", printed("SOP/431/II/2018", "Times-Roman", 0.8)) == "SOP/431/2018"


def test_paper_has_no_strokes() -> None:
    assert month_strokes(np.full((30, 200), 255, np.uint8)) == 0
