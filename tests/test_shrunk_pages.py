"""Sheets shrunk to fit a page, as spreadsheets print them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c

from pipeline.document import Digitized, digitize
from pipeline.settings import Settings

SAMPLE = Path(__file__).parents[1] / "samples/kelurahan/domisili-usaha.pdf"


def shrunk(path: Path, scale: float) -> Path:
    """The sample, everything on its pages smaller."""
    document = pypdfium2.PdfDocument(SAMPLE)
    for page in document:
        width, height = page.get_size()
        smaller = pdfium_c.FS_MATRIX(scale, 0, 0, scale, 0, height * (1 - scale))
        pdfium_c.FPDFPage_TransFormWithClip(page, smaller, pdfium_c.FS_RECTF(0, height, width, 0))
        page.gen_content()
    document.save(path)
    return path


def test_a_sheet_shrunk_to_fit_is_read_as_large_as_it_was_drawn(tmp_path: Path) -> None:
    read, whole = digitize(shrunk(tmp_path / "kecil.pdf", 0.42), Settings()), digitize(SAMPLE, Settings())
    assert isinstance(read, Digitized)
    assert isinstance(whole, Digitized)
    (sop,), (wanted,) = read.record["sops"], whole.record["sops"]
    assert [[(d["actor"], d["symbol"]) for d in step["pelaksana"]] for step in sop["steps"]] == [
        [(d["actor"], d["symbol"]) for d in step["pelaksana"]] for step in wanted["steps"]
    ]
    arrows, as_drawn = ({(edge["from"], edge["to"]) for edge in one["flow"]["edges"]} for one in (sop, wanted))
    assert arrows == as_drawn
