"""Misread words: what is repaired, what is only told, and what must stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from normalize.confidence import TEXT_LAYER
from normalize.leaf import cell_to_leaf
from normalize.repair_lines import repair_sheets
from normalize.repair_shapes import unruled
from normalize.words import inflections, is_known, known_words, listed_words
from ocr.page import BBox
from table_extract.marks import marks_of
from table_extract.table import Cell, Line, LinePlace, PagePlace, Sheet, Table
from table_extract.textdump import text_to_sheet
from tests.judging import waits

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "word_repairs.json").read_text(encoding="utf-8")
)

BOX: BBox = (0.0, 0.0, 100.0, 20.0)
PLACE = PagePlace(1, (0.1, 0.1, 0.2, 0.2))


def make_line(text: str, confidence: float = 0.998, other: str | None = None, engine: str = "tesseract") -> Line:
    readings = ((engine, text, confidence),) if other is None else ((engine, text, confidence), ("ppocr", other, 0.5))
    return Line(text, confidence, PLACE, BOX, readings, unseen_marks=marks_of(text))


def repaired_cell(case: dict[str, Any]) -> Cell:
    engine = TEXT_LAYER if case.get("layer") else "tesseract"
    lines = tuple(make_line(line[0], line[1], (line + [None])[2], engine) for line in case["lines"])
    table = Table(1, 1, 1, (Cell(0, 0, PLACE, lines=lines),), PLACE)
    rest = tuple(make_line(text) for text in case.get("document", []))
    return repair_sheets([Sheet(1, (table,), rest)])[0].tables[0].cells[0]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    cell = repaired_cell(case)
    repairs = [(f"{one.read} -> {one.meant}", one.certain) for line in cell.lines for one in line.repairs]
    assert [line.text for line in cell.lines] == case["text"]
    assert [change for change, certain in repairs if certain] == case.get("changed", [])
    assert [change for change, certain in repairs if not certain] == case.get("asked", [])


def test_a_repair_is_told_in_the_leaf_and_the_reading_kept() -> None:
    leaf = cell_to_leaf(repaired_cell({"lines": [["Peraturan Gubemur", 0.998]]}), "output")
    assert (leaf.text, leaf.raw) == ("Peraturan Gubernur", "Peraturan Gubemur")
    assert leaf.changes == ("Gubemur -> Gubernur: kosakata",)


def test_a_likely_misreading_waits_for_the_reviewer() -> None:
    leaf = cell_to_leaf(repaired_cell({"lines": [["Konsep diparat", 0.998]]}), "output")
    assert (leaf.text, leaf.changes) == ("Konsep diparat", ()) and waits(leaf, "output")
    assert "diparat: mungkin diparaf" in leaf.reasons
    assert waits(leaf, "output")


def test_a_torn_word_is_read_back_as_it_was() -> None:
    leaf = cell_to_leaf(repaired_cell({"lines": [["Kasi Pengadu", 0.998], ["an", 0.998]]}), "output")
    assert (leaf.text, leaf.raw) == ("Kasi Pengaduan", "Kasi Pengadu an")


def test_text_dumps_stay_as_they_are() -> None:
    sheet = text_to_sheet("NO\tKEGIATAN\tWAKTU\n1\tMenyusun Peraturan Gubemur\t1 hari\n2\tdiparat\t1 hari\n")
    assert repair_sheets([sheet]) == (sheet,)
    assert any(
        isinstance(line.place, LinePlace) for table in sheet.tables for cell in table.cells for line in cell.lines
    )


@pytest.mark.parametrize(
    "word", ["memeriksa", "ditandatangani", "penetapan", "berkasnya", "pengelolaan", "disampaikan"]
)
def test_common_words_are_known(word: str) -> None:
    assert is_known(word, known_words())


def test_the_list_holds_no_word_that_is_a_known_misreading() -> None:
    assert not {"diparat", "gubemur", "infomasi", "kegialan", "tanggai", "penandatangan1"} & listed_words()
    assert {"menyusun", "penyusunan", "disusun", "tersusun"} <= inflections("susun")


def test_the_letter_of_a_list_item_is_no_piece_of_the_word_above() -> None:
    lines = [["j. Pedoman di Kabupaten/Kota", 0.99], ["k. Peraturan Daerah tentang Pasar", 0.99]]
    assert [line.text for line in repaired_cell({"lines": lines}).lines] == [text for text, _ in lines]


@pytest.mark.parametrize(
    ("above", "text", "left"),
    [
        ("jawaban dipe-", "lajari", "lajari"),
        ("mempe", "lajari", "lajari"),
        ("Dokumen", "lajari", "ajari"),
        ("Nota", "|Pemeriksaan", "Pemeriksaan"),
        ("", "lundangan", "undangan"),
    ],
)
def test_a_ruling_is_no_letter_but_the_rest_of_a_word_keeps_its_own(above: str, text: str, left: str) -> None:
    line = Line(text, 0.9, PagePlace(1, (0, 0, 1, 1)))
    assert unruled(line, above).text == left
