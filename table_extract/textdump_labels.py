"""Ya and Tidak in OCR lines that run over all columns: words beside a decision's arrows, told apart from sentences."""

from __future__ import annotations

import re

LABELS = frozenset({"ya", "tidak", "tdk"})
CONDITIONS = frozenset({"bila", "jika", "jikalau", "apabila", "kalau", "atau", "dan", "yang", "apakah"})
"""After these a sentence goes on, however the next word is written: "jika Tidak lengkap"."""
STRAY = "~"
"""Stands where a label stood; no word, so it only marks a gap between two columns."""


def lift_labels(line: str) -> tuple[str, tuple[str, ...]]:
    """The line with a stray mark in place of each label, and the labels as printed.

    A label begins with a capital amid a sentence, or stands alone between rulings.

    >>> lift_labels("dikembalikan ke Petugas Tidak terisi | Ya")
    ('dikembalikan ke Petugas ~ terisi | ~', ('Tidak', 'Ya'))
    >>> lift_labels("jika Tidak lengkap atau tidak sah | tidak |")
    ('jika Tidak lengkap atau tidak sah | ~ |', ('tidak',))
    """
    pieces = re.split(r"(\s+|[|\[\]]+)", line)
    found: list[str] = []
    for at in range(0, len(pieces), 2):
        if pieces[at].strip(".,:;()/'\"").lower() in LABELS and _is_label(pieces, at):
            found.append(pieces[at].strip(".,:;()/'\""))
            pieces[at] = STRAY
    return "".join(pieces), tuple(found)


def _is_label(pieces: list[str], at: int) -> bool:
    """``pieces`` are words at even places, with what stands between them (blanks, rulings) at odd ones."""
    word, before = pieces[at].strip("()"), next((piece for piece in reversed(pieces[:at:2]) if piece), "")
    alone = _parts(pieces[: at + 1][::-1]) and _parts(pieces[at:])
    capital = word[0].isupper() and not (word.isupper() and before.isupper() and len(before) > 1)
    return alone or (capital and before.lower() not in CONDITIONS and not before.endswith("."))


def _parts(pieces: list[str]) -> bool:
    """Whether a ruling or the end of the line comes after the first piece, before the next word."""
    word = next((at for at in range(2, len(pieces), 2) if pieces[at]), None)
    return word is None or bool("".join(pieces[1:word]).strip())
