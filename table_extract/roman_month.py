"""Roman I and II, January and February, in a document number: engines read them as 1 and 11, or drop strokes."""

from __future__ import annotations

import re

import cv2
import numpy as np

from ocr.page import Image
from table_extract.month_strokes import month_strokes
from table_extract.textlines import InkLine

MONTH = re.compile(r"(?<=[^/\s]/)(?:[1lI|]?/)?(?=(?:19|20)\d\d$)")
OTHER_MONTH = re.compile(r"(?:^|/)(?:[IVX]+|[1lI|]{2})/$")
"""A number prints one month: behind another the slim stroke is a slash, or a stroke of that month's last letter."""
TWO_STROKES = re.compile(r"(?<=/)[1lI|]{2}(?=/(?:19|20)\d\d$)")
"""February's II, which engines read as 11."""
SLIM = 0.28
"""A sans-serif I is a fifth as wide as high, a 1 with its flag and a stroke of the pen half."""
FULL = 0.85
"""Share of the line's height of capitals and digits."""
BEFORE_YEAR = (2.9, 4.2)
"""Where the I of /I/2023 stands, by the line's height from the right: 3.5 in Arial and Carlito; a second one .4 on."""
SEEN_AGAIN = re.compile(r"/[1lI|]?/(?=(?:19|20)\d\d$)")
TAIL, WIDER = 5.5, 1.5
"""The end of a line that is read again, by its height, and how much wider: two slashes come apart in it. Of 106 numbers
without a month, in a dozen fonts, none was seen with one."""


def with_roman_month(text: str, line: InkLine) -> str:
    """The text with /I/ before its year where exactly one slim stroke stands there, /II/ where two read as 11 do.

    >>> ink = InkLine((0, 0, 100, 20), ((0, 0, 14, 20), (28, 1, 32, 20), (40, 0, 54, 20), (86, 0, 100, 20)))
    >>> with_roman_month("3/1/2023", ink), with_roman_month("3/2023", ink), with_roman_month("2/2023 A", ink)
    ('3/I/2023', '3/I/2023', '2/2023 A')
    """
    found, two = _before_year(text), TWO_STROKES.search(text)
    if (found is None or found.group().startswith("I")) and two is None:
        return text
    _, y0, right, y1 = line.bbox
    height = y1 - y0
    strokes = [
        piece
        for piece in line.pieces
        if piece[2] - piece[0] < SLIM * (piece[3] - piece[1])
        and piece[3] - piece[1] > FULL * height
        and BEFORE_YEAR[0] * height < right - (piece[0] + piece[2]) / 2 < BEFORE_YEAR[1] * height
    ]
    if found is None:
        return TWO_STROKES.sub("II", text) if len(strokes) == 2 else text
    return f"{text[: found.start()]}I/{text[found.end() :]}" if len(strokes) == 1 else text


def with_two_strokes(text: str, picture: Image) -> str:
    """The text with /II/ before its year where the line's picture shows these strokes for what was read as 11 or I."""
    found, two = _before_year(text), TWO_STROKES.search(text)
    if two is None and (found is None or not found.group()):
        return text
    if month_strokes(picture) != 2:
        return text
    return TWO_STROKES.sub("II", text) if found is None else f"{text[: found.start()]}II/{text[found.end() :]}"


def _before_year(text: str) -> re.Match[str] | None:
    """Where a number's month stands, or may have stood, before its year; None where it prints another one."""
    found = MONTH.search(text)
    return None if found is None or OTHER_MONTH.search(text[: found.start()]) else found


def lacks_month(text: str) -> bool:
    """Whether a number's year follows no month, where an I may have been dropped.

    >>> lacks_month("W1/OT.01.3/2023"), lacks_month("W1/OT.01.3/II/2023"), lacks_month("W1/OT.01.3/1/2023")
    (True, False, False)
    """
    found = _before_year(text)
    return found is not None and found.group() in ("", "/")


def line_to_tail(crop: Image) -> Image:
    """The end of a line's picture, widened."""
    height, width = crop.shape
    tail = crop[:, max(0, round(width - TAIL * height)) :]
    return np.asarray(cv2.resize(tail, None, fx=WIDER, fy=1, interpolation=cv2.INTER_CUBIC), np.uint8)


def with_month_of(text: str, tail: str) -> str:
    """The text with /I/ before its year where it or its end, read again, shows two slashes there.

    >>> with_month_of("OT.01.3/2023", "1.3//2023"), with_month_of("OT.01.3/2023", "1.3/2023")
    ('OT.01.3/I/2023', 'OT.01.3/2023')
    """
    return MONTH.sub("I/", text) if "//" in text or SEEN_AGAIN.search(tail) else text
