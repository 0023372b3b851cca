"""The Roman I of January in a document number: engines read it as 1 or drop it; its slim stroke shows in the ink."""

from __future__ import annotations

import re

from table_extract.textlines import InkLine

MONTH = re.compile(r"(?<=[^/\s]/)(?:[1lI|]?/)?(?=(?:19|20)\d\d$)")
SLIM = 0.28
"""A sans-serif I is a fifth as wide as high, a 1 with its flag and a stroke of the pen half."""
FULL = 0.85
"""Share of the line's height of capitals and digits."""
BEFORE_YEAR = (2.9, 4.2)
"""Where the I of /I/2023 stands, by the line's height from the right: 3.5 in Arial and Carlito."""


def with_roman_month(text: str, line: InkLine) -> str:
    """The text with /I/ before its year where exactly one slim stroke stands there.

    >>> ink = InkLine((0, 0, 100, 20), ((0, 0, 14, 20), (28, 1, 32, 20), (40, 0, 54, 20), (86, 0, 100, 20)))
    >>> with_roman_month("3/1/2023", ink), with_roman_month("3/2023", ink), with_roman_month("2/2023 A", ink)
    ('3/I/2023', '3/I/2023', '2/2023 A')
    """
    found = MONTH.search(text)
    if found is None or found.group().startswith("I"):
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
    return f"{text[: found.start()]}I/{text[found.end() :]}" if len(strokes) == 1 else text
