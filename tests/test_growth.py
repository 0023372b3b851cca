"""A long file costs per page what a short one does: calls are counted, and the CPU time of two lengths compared."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import process_time
from types import FrameType

import pypdfium2
import pytest

from normalize.assemble import sheets_to_record
from normalize.record import Source
from normalize.regulations import read_number
from ocr.render import render_pdf
from table_extract.table import Sheet
from tests.drawn_tables import HEADER, arrow, body, line, sheet, symbol, table

SAMPLE = Path(__file__).parents[1] / "samples" / "kelurahan" / "domisili-usaha.pdf"
FEWER, MORE = 10, 60
FLAT = 1.08
"""Calls per page or step of the longer file, at most so many times those of the shorter one."""
FLAT_TIME = 2.5
"""The same for CPU time, which other programs disturb; writing each page back took fivefold."""
TIMES = ("2-4 Jam", "26 Jam", "1 Hari")


def _calls(sheets: list[Sheet]) -> int:
    """Calls of functions, those written in C among them, that a record takes."""
    count = 0

    def count_call(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    source = Source("a.pdf", "ab" * 32, "digital", len(sheets))
    sheets_to_record(sheets, source)  # what is read once for the process
    sys.setprofile(count_call)
    try:
        sheets_to_record(sheets, source)
    finally:
        sys.setprofile(None)
    return count


def _steps(first: int, page: int, top: float = 0.4) -> Sheet:
    """A page with three steps that follow each other."""
    rows = [
        (str(n), f"Memeriksa berkas ke {n}", "Berkas", TIMES[n % 3], f"Catatan {n}") for n in range(first, first + 3)
    ]
    symbols = [symbol("process", row, 2) for row in (2, 3, 4)]
    drawn = table([*HEADER, *body(*rows)], page, symbols, [arrow(0, 1), arrow(1, 2)], top=top)
    cited = [line(f"Peraturan Pemerintah Nomor {n} Tahun 2012;", page, 0.8 + n / 100) for n in range(1, 7)]
    return sheet([drawn], cited, page)


def _many_sops(count: int) -> list[Sheet]:
    pages = []
    for page in range(1, count + 1):
        block = [
            ["Nomor SOP", f"{page:03}/SOP/2020"],
            ["Nama SOP", f"Pelayanan ke {page}"],
            [
                "Dasar Hukum",
                "\n".join(f"{n}. Undang-Undang Nomor {n} Tahun 2009 tentang Pelayanan" for n in range(1, 5)),
            ],
        ]
        steps = _steps(1, page)
        pages.append(sheet([table(block, page, top=0.1), *steps.tables], steps.lines, page))
    return pages


def _one_sop(count: int) -> list[Sheet]:
    return [_steps(3 * page - 2, page) for page in range(1, count + 1)]


@pytest.mark.parametrize("made", [_many_sops, _one_sop])
def test_meaning_of_a_page_costs_the_same_in_a_long_file(made: Callable[[int], list[Sheet]]) -> None:
    assert _calls(made(MORE)) / MORE <= FLAT * _calls(made(FEWER)) / FEWER


def test_page_renders_as_quickly_in_a_long_file(tmp_path: Path) -> None:
    def seconds(copies: int) -> float:
        source, made = pypdfium2.PdfDocument(SAMPLE), pypdfium2.PdfDocument.new()
        for _ in range(copies):
            made.import_pages(source)
        made.save(tmp_path / f"{copies}.pdf")
        pages = render_pdf(tmp_path / f"{copies}.pdf")
        next(pages)  # opens the file
        begun = process_time()
        assert [page.kind for page in islice(pages, 6)] == ["digital"] * 6
        return process_time() - begun

    assert seconds(1200) <= FLAT_TIME * seconds(4)


def test_letter_in_a_year_is_no_year() -> None:
    assert read_number("12 Tahun i008")[:2] == ("12", None)
