"""Equal pictures of lines are read once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ocr.engines import Reader, Reading
from ocr.page import Image


@dataclass(frozen=True, slots=True)
class Counting:
    """Reads the width of a picture and notes that it was asked."""

    asked: list[int] = field(default_factory=list)
    name: str = "counting"

    def read_line(self, crop: Image) -> Reading:
        self.asked.append(crop.shape[1])
        return Reading(str(crop.shape[1]), 0.9)


def test_equal_pictures_are_read_once_and_others_are_not_mistaken_for_them() -> None:
    engine = Counting()
    reader = Reader(engine, engine).remembering
    wide, high = np.full((2, 6), 255, np.uint8), np.full((6, 2), 255, np.uint8)
    assert [reader.first.read_line(picture).text for picture in (wide, high, wide.copy())] == ["6", "2", "6"]
    assert engine.asked == [6, 2]
    assert reader.names == ("counting", "counting")
    assert Reader(engine).remembering.second is None
