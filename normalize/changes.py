"""A line's text put right, what was changed noted for the record."""

from __future__ import annotations

from dataclasses import replace

from table_extract.table import Line, Repair


def noted(line: Line, text: str, why: str) -> Line:
    """The line with a new text, what differs noted as one repair."""
    if text == line.text:
        return line
    return replace(line, text=text, repairs=(*line.repairs, Repair(*differing(line.text, text), why)))


def differing(old: str, new: str) -> tuple[str, str]:
    """The part of two texts that differs, in whole words.

    >>> differing("Buku Il Pedoman", "Buku II Pedoman")
    ('Il', 'II')
    """
    a, b = old.split(" "), new.split(" ")
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return " ".join(a), " ".join(b)
