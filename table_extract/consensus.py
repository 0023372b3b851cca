"""One text and one confidence out of what one or two engines read of a line."""

from __future__ import annotations

from typing import Literal

from ocr.engines import LineEngine, Reader, Reading
from ocr.page import Image
from table_extract.textlines import InkLine

Kind = Literal["text", "number"]
"""What a column holds: anything, or numbers only."""

DOUBT_BELOW = 0.90
"""The second engine is asked when the first is less sure than this."""
SHORT = 3
"""Texts up to this length give an engine no context: both are always asked."""

Readings = tuple[tuple[str, str, float], ...]


def read_both(crop: Image, line: InkLine, reader: Reader, kind: Kind) -> tuple[str, float, Readings]:
    """Best text, confidence 0..1 and all readings, the chosen one first; an empty text where nothing was read."""
    if line.dash:
        return "-", 0.9, (("shape", "-", 0.9),)
    first = reader.first.read_line(crop)
    if reader.second is None:
        return first.text, first.confidence, (_entry(reader.first, first),)
    if first.confidence >= DOUBT_BELOW and len(first.text) > SHORT and kind == "text":
        return first.text, first.confidence, (_entry(reader.first, first),)
    second = reader.second.read_line(crop)
    pair = (_entry(reader.second, second), _entry(reader.first, first))
    if second.text == first.text:
        return second.text, 1 - (1 - first.confidence) * (1 - second.confidence), pair
    if second.text and second.confidence >= first.confidence - 0.2:
        return second.text, min(0.8, second.confidence), pair
    return first.text, min(0.8, first.confidence), pair[::-1]


def _entry(engine: LineEngine, reading: Reading) -> tuple[str, str, float]:
    return engine.name, reading.text, round(reading.confidence, 4)
