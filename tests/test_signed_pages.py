"""Pages that an electronic signature wrapped into forms: their picture is without text as that of any digital page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from reportlab.pdfgen.canvas import Canvas

from ocr.render import MIN_TEXT_WORDS, render_pdf

TEXT = ["Memeriksa kelengkapan berkas permohonan"] * MIN_TEXT_WORDS


def _write(drawing: Canvas) -> None:
    drawing.rect(60, 60, 80, 40)
    for row, line in enumerate(TEXT):
        drawing.drawString(60, 260 - 8 * row, line)


def test_the_text_of_a_wrapped_page_is_no_ink(tmp_path: Path) -> None:
    pictures = []
    for wrapped in (False, True):
        drawing = Canvas(str(tmp_path / f"{wrapped}.pdf"), pagesize=(400, 300))
        if wrapped:
            drawing.beginForm("inner")
        _write(drawing)
        if wrapped:
            drawing.endForm()
            drawing.beginForm("outer")
            drawing.doForm("inner")
            drawing.endForm()
            drawing.doForm("outer")
        drawing.save()
        (page,) = render_pdf(tmp_path / f"{wrapped}.pdf")
        assert page.kind == "digital" and page.words
        pictures.append(page.grey)
    assert np.array_equal(*pictures)
    assert (pictures[0] < 128).any()
