"""One text and one confidence out of what one or two engines read of a line.

The numbers were fitted on 2100 lines of scans at 200 dpi, phone scans and faxes with known text. On them the second
engine is asked for a fifth of the lines (an eighth of their length), and .995 / .97 / .94 of the lines come out exact.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from ocr.engines import LineEngine, Reader, Reading
from ocr.page import Image
from table_extract.marks import are_marks_unclear
from table_extract.roman_strokes import alike_strokes
from table_extract.textlines import InkLine

FITTED_FILE = Path(__file__).with_name("reading_doubt.json")
"""Written by bench/fit_reading.py."""
FITTED = json.loads(FITTED_FILE.read_text("utf-8"))
DOUBT_BELOW: float = FITTED["doubt_below"]
"""The second engine is asked when the first is less sure than this: above, it mends less than one line in 33."""
SHORT = 3
SHORT_DOUBT_BELOW: float = FITTED["short_doubt_below"]
"""Texts up to that length give an engine no context."""
WIDTH_PER_LETTER = 1.1
"""Line heights per letter; a longer line has lost letters (the most on complete lines is 1.03, on cut ones 1.16)."""
WORD_WIDTHS = (1.1, 0.8, 0.6)
"""The same for single words in which none, one or both of the letters that go above and below occur: in blurred words
Tesseract drops half of the letters and is sure of the rest ("dip" for diparaf, .86)."""
NARROWEST_DIGIT = 0.5
"""Least width of a digit other than 1 by its height (they have .55 to .75): Tesseract reads lone ones as 4, surely."""
LONG, SPARSE, BLIND = 40, 5, 0.3
"""A line so many times as long as high, in which the first engine sees no letter in each stretch so many times as long
as high, and is no surer than this: a stroke, a shadow, dirt. Of 12 such the second engine read none."""
ABOVE = re.compile(r"[bdfhklt]")
BELOW = re.compile(r"[gjpqy]")
FIRST_STANDS_FROM: float = FITTED["first_stands_from"]
SECOND_STANDS_FROM: float = FITTED["second_stands_from"]
"""Disagreeing, the second engine is right nine times of ten, save where it is less sure than this and the first is
at least that sure."""
DUST_BELOW = 0.6
"""A short text only one engine sees, or both see differently and neither this surely, is dirt."""

COUNTING_FROM = 0.4
"""A number with its dot counts a row, which would be lost with it: it is dirt only below this. So is a tick."""
TICK, LIKE_TICK = "√", frozenset("vVyY/")
"""What the second engine makes of a tick, and what the first does: it knows none."""

ALONE = ((0.955, 0.998), (0.94, 0.995), (0.92, 0.98), (0.90, 0.955), (0.88, 0.90))
AGREED = ((0.90, 0.998), (0.50, 0.93))
AGREED_SHORT = ((0.90, 0.995), (0.50, 0.93))
DISAGREED = ((0.99, 0.98), (0.97, 0.91), (0.90, 0.90), (0.60, 0.70), (0.40, 0.30))
"""(own confidence of the engines from, share of lines that are exact), measured; below the last the engine's own."""
LONE_DASH = 0.97

COUNTING = re.compile(r"\d{1,2}[.)]")
DASH_START = re.compile(r"^[-–—•·]\s*")

Readings = tuple[tuple[str, str, float], ...]


def read_both(crop: Image, line: InkLine, reader: Reader) -> tuple[str, float, Readings]:
    """Best text, confidence 0..1 and all readings, the chosen one first; an empty text where nothing was read."""
    if line.dash:
        return "-", LONE_DASH, (("shape", "-", LONE_DASH),)
    first = reader.first.read_line(crop)
    if reader.second is None:
        return first.text, first.confidence, (_entry(reader.first, first),)
    if not is_doubtful(first, line):
        return first.text, _calibrated(first.confidence, ALONE), (_entry(reader.first, first),)
    if _is_drawn(first, line):
        text, confidence, _ = merge_readings(first, Reading("", 0.0), line)
        return text, confidence, (_entry(reader.first, first),)
    first, second = _alike(first, reader.second.read_line(crop))
    entries = (_entry(reader.first, first), _entry(reader.second, second))
    text, confidence, chosen = merge_readings(first, second, line)
    return text, confidence, entries if chosen is first else entries[::-1]


def _alike(first: Reading, second: Reading) -> tuple[Reading, Reading]:
    a, b = alike_strokes(first.text, second.text)
    return replace(first, text=a), replace(second, text=b)


def is_doubtful(first: Reading, line: InkLine) -> bool:
    """Whether the second engine must look too."""
    letters = len(_letters(first.text))
    x0, y0, x1, y1 = line.bbox
    cut = (x1 - x0) > _widest_letter(first.text) * (y1 - y0) * letters
    thin = first.text.isdecimal() and first.text != "1" and (x1 - x0) < NARROWEST_DIGIT * (y1 - y0)
    unsure = first.confidence < (SHORT_DOUBT_BELOW if letters <= SHORT else DOUBT_BELOW)
    return cut or thin or unsure or are_marks_unclear(first.text, line)


def _is_drawn(first: Reading, line: InkLine) -> bool:
    """Whether a line is too long for what the first engine sees in it to be print."""
    x0, y0, x1, y1 = line.bbox
    heights = (x1 - x0) / max(1.0, y1 - y0)
    return heights > max(LONG, SPARSE * len(_letters(first.text))) and first.confidence < BLIND


def _widest_letter(text: str) -> float:
    """Greatest usual width of a letter by its line's height: a lone word with letters above and below is high.

    >>> _widest_letter("dip"), _widest_letter("aman"), _widest_letter("surat dan paraf")
    (0.6, 1.1, 1.1)
    """
    return WIDTH_PER_LETTER if " " in text else WORD_WIDTHS[bool(ABOVE.search(text)) + bool(BELOW.search(text))]


def merge_readings(first: Reading, second: Reading, line: InkLine) -> tuple[str, float, Reading]:
    """Text, confidence, and the reading the text was taken from."""
    if _letters(first.text) == _letters(second.text):
        scale = AGREED_SHORT if len(_letters(first.text)) <= SHORT else AGREED
        return _all_spaces(first.text, second.text), _calibrated(max(first.confidence, second.confidence), scale), first
    chosen, other = _stands(first, second)
    if _is_dust(chosen, other):
        return "", 0.0, chosen
    return _with_dash(chosen.text, other.text, line), _calibrated(chosen.confidence, DISAGREED), chosen


def _stands(first: Reading, second: Reading) -> tuple[Reading, Reading]:
    """The reading to believe, and the other one."""
    sure = first.confidence >= FIRST_STANDS_FROM and second.confidence < SECOND_STANDS_FROM
    return (first, second) if sure or not second.text else (second, first)


def _is_dust(chosen: Reading, other: Reading) -> bool:
    if len(_letters(chosen.text)) > SHORT:
        return False
    if len(_bare(chosen.text)) > 1 and _bare(chosen.text) == _bare(other.text):
        return False
    if COUNTING.fullmatch(chosen.text) or (chosen.text == TICK and other.text in LIKE_TICK):
        return chosen.confidence < COUNTING_FROM
    return not _letters(chosen.text) or chosen.confidence < (DUST_BELOW if other.text else FIRST_STANDS_FROM)


def _with_dash(text: str, other: str, line: InkLine) -> str:
    """Put back the dash of a list item that one engine dropped and that is seen in the ink."""
    if line.starts_with_dash and DASH_START.match(other) and not DASH_START.match(text):
        return f"- {text}"
    return text


def _all_spaces(a: str, b: str) -> str:
    """Two texts of equal letters as one with the spaces of both: engines drop spaces, they seldom invent any."""
    merged = ""
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == " " or b[j] == " ":
            merged += " "
            i, j = i + (a[i] == " "), j + (b[j] == " ")
        else:
            merged += a[i]
            i, j = i + 1, j + 1
    return merged.strip()


def _letters(text: str) -> str:
    return text.replace(" ", "")


def _bare(text: str) -> str:
    """Small letters and figures alone: what engines agree on though they differ in capitals and marks."""
    return "".join(mark for mark in text.lower() if mark.isalnum())


def _calibrated(own: float, steps: tuple[tuple[float, float], ...]) -> float:
    return next((share for start, share in steps if own >= start), min(own, steps[-1][1]))


def _entry(engine: LineEngine, reading: Reading) -> tuple[str, str, float]:
    return engine.name, reading.text, round(reading.confidence, 4)
