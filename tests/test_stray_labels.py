"""Labels of connectors that stand in the text beside the flowchart."""

from __future__ import annotations

import pytest

from ocr.page import Word
from table_extract.grid import page_place
from table_extract.stray_labels import stray_labels, without_stray_pieces
from table_extract.table import Cell, Connector, Line, Symbol, Table

XS, YS = (0.0, 300.0, 400.0, 600.0), (0.0, 100.0)
PLACE = page_place(1, (0.0, 0.0, 600.0, 100.0), 600.0, 100.0)
TABLE = Table(1, 1, 3, (), PLACE, (), (), XS, YS)
DECISION = Symbol("decision", 0, 1, (320.0, 30.0, 380.0, 60.0), PLACE, 0.97)
BACK = Connector(0, 0, None, 0.9, True, ((320.0, 45.0), (290.0, 45.0), (290.0, 5.0)))


def word(text: str, x: float, foot: float, height: float = 12.0) -> Word:
    return Word(text, (x, foot - height, x + 6.0 * len(text), foot))


def strays(*words: Word) -> list[str]:
    return [found.text for found in stray_labels(words, TABLE, [DECISION], [BACK], 8.0)]


def test_a_label_beside_its_connector_is_none_of_the_cell_s_words() -> None:
    assert strays(word("surat", 200, 40), word("Tidak", 255, 47, 9)) == ["Tidak"]


@pytest.mark.parametrize(
    "words",
    [
        (word("bila", 222, 40), word("tidak", 252, 40), word("lengkap", 150, 60)),
        (word("surat", 20, 40), word("Tidak", 60, 47, 9)),
        (word("Tidak", 330, 80, 9),),
    ],
    ids=["a word of its line", "far from every connector", "among the doers"],
)
def test_other_words_stay(words: tuple[Word, ...]) -> None:
    assert strays(*words) == []


def kept(*lines: tuple[str, tuple[float, float, float, float]]) -> list[str]:
    """What stays in the left cell of a scanned table of which it is one of two cells."""
    read = [Line(text, 0.9, PLACE, box, (("engine", text, 0.9),)) for text, box in lines]
    left = Cell(0, 0, PLACE, bbox=(0.0, 0.0, 300.0, 100.0), lines=tuple(read))
    right = Cell(0, 1, PLACE, colspan=2, bbox=(300.0, 0.0, 600.0, 100.0))
    table = Table(1, 1, 3, (left, right), PLACE, (DECISION,), (BACK,), XS, YS)
    return [line.text for line in without_stray_pieces(table, [DECISION], [BACK], 8.0).cells[0].lines]


def test_a_label_that_a_ruling_cuts_is_no_line_of_the_text_beside() -> None:
    text = ("Menilai kelayakan", (10.0, 10.0, 180.0, 30.0))
    assert kept(text, ("tid", (277.0, 40.0, 296.0, 53.0))) == ["Menilai kelayakan"]
    assert kept(text, ("dhk", (285.0, 40.0, 310.0, 53.0))) == ["Menilai kelayakan"]


def test_short_lines_of_a_scanned_text_stay() -> None:
    text = ("Menilai kelayakan", (10.0, 10.0, 180.0, 30.0))
    for line in (
        ("usul", (10.0, 40.0, 60.0, 53.0)),
        ("usul", (270.0, 40.0, 297.0, 53.0)),
        ("1a", (290.0, 40.0, 305.0, 53.0)),
    ):
        assert kept(text, line) == [text[0], line[0]]
