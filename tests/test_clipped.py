"""Text that a page clips away."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ocr.render import render_pdf

LINES = 8


def _overfull(path: Path, turned: int = 0) -> Path:
    """Cells of a spreadsheet whose second line lies below the cell, over the first line of the next one."""
    canvas = Canvas(str(path), pagesize=(300, 300))
    canvas.setPageRotation(turned)
    for row in range(LINES):
        bottom = 250 - 25 * row
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(40, bottom, 200, 25)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.drawString(42, bottom + 11, "Kepala memeriksa surat")
        canvas.drawString(42, bottom - 12.5, "terkait" + 30 * " ")
        canvas.restoreState()
    canvas.save()
    return path


def test_letters_outside_their_cell_do_not_mix_with_those_of_the_next(tmp_path: Path) -> None:
    (page,) = render_pdf(_overfull(tmp_path / "a.pdf"))
    assert [word.text for word in page.words] == ["Kepala", "memeriksa", "surat"] * LINES


def test_a_page_stored_turned_keeps_its_words(tmp_path: Path) -> None:
    (page,) = render_pdf(_overfull(tmp_path / "a.pdf", 90))
    assert len(page.words) >= 3 * LINES
