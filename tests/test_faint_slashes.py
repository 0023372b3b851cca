"""Slashes that are paler than ink: the picture shows them to whoever looks between the words."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from ocr.engines import Reading
from ocr.page import Image
from table_extract.faint_slashes import with_faint_slashes
from table_extract.textlines import InkLine

PAPER, INK, PALE = 250, 30, 205
TOP, FOOT = 20, 40


@dataclass
class Engine:
    """Reads the same in every picture and counts them."""

    text: str
    name: str = "ppocr"
    pictures: list[Image] = field(default_factory=list)

    def read_line(self, crop: Image) -> Reading:
        self.pictures.append(crop)
        return Reading(self.text, 0.9)


def two_words() -> tuple[Image, InkLine]:
    """Four letters, a gap from 78 to 88, four letters, and room behind them."""
    page = np.full((60, 200), PAPER, np.uint8)
    starts = [20, 35, 50, 66, 88, 103, 118, 134]
    for x in starts:
        page[TOP:FOOT, x : x + 12] = INK
    pieces = tuple((float(x), float(TOP), float(x + 12), float(FOOT)) for x in starts)
    return page, InkLine((20.0, float(TOP), 146.0, float(FOOT)), pieces)


def draw(page: Image, foot: int, top: int, grey: int = PALE) -> None:
    cv2.line(page, (foot, FOOT - 1), (top, TOP), grey, 1, cv2.LINE_AA)


@pytest.mark.parametrize(
    ("stroke", "seen", "text"),
    [
        ((79, 86), "KTP/KKasi", "KTP/KKasi"),
        ((79, 86), "KTP/KKasli", "KTP KKasi"),
        ((79, 86), "KTP KKasi", "KTP KKasi"),
        ((148, 155), "KTP KKasi/", "KTP KKasi/"),
    ],
)
def test_a_pale_slash_counts_where_the_engine_reads_one(stroke: tuple[int, int], seen: str, text: str) -> None:
    page, line = two_words()
    draw(page, *stroke)
    engine = Engine(seen)
    found, repairs = with_faint_slashes("KTP KKasi", line, page, engine, 2)
    assert found == text
    assert [(repair.read, repair.meant) for repair in repairs] == ([("KTP KKasi", text)] if text != "KTP KKasi" else [])
    assert len(engine.pictures) == 1


@pytest.mark.parametrize("stroke", [None, (82, 82), (79, 86, INK), (150, 150)])
def test_the_engine_is_not_asked_about_blank_gaps_edges_of_rulings_and_ink(stroke: tuple[int, ...] | None) -> None:
    page, line = two_words()
    if stroke is not None:
        draw(page, *stroke)
    engine = Engine("KTP/KKasi")
    assert with_faint_slashes("KTP KKasi", line, page, engine, 2) == ("KTP KKasi", ())
    assert not engine.pictures
