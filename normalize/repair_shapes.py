"""A line read from ink put right by the shape of its text: numbers, marks, torn words, the ruling beside it."""

from __future__ import annotations

import re
from collections.abc import Collection

from normalize.changes import noted
from normalize.repair_marks import commas_seen, law_hyphens, without_specks
from normalize.repair_numbers import joined_ones, law_numbers, roman_numbers
from normalize.time_words import is_unit
from normalize.torn_words import join_pairs
from normalize.words import attested_words, is_known
from table_extract.table import Line

LEAVES = re.compile(r"(?<=\d )[I1|]br\b")
"""Lembar, shortened, behind their number."""
STAFF = re.compile(r"^Stat(?= [A-Z]|$)")
"""Staf at the head of a line: no post begins with Stat, but a team may be one of Stat. Produksi."""
MISREAD_SOP = r"(?:s[O0]P|S0P|5[O0]P)"
NUMBERED_SOP = re.compile(rf"(?<=[/.-]){MISREAD_SOP}(?=[/.-])|(?<=/ ){MISREAD_SOP}(?= ?/)")
"""SOP inside a document's number."""
RULING = re.compile(r"(?P<ruling>[|Il\]] ?(?=[A-Z])|[|\]] ?|[Il])(?P<word>[A-Z][a-z]{2,}|[a-z]{5,})")


def line_shapes(line: Line, listed: Collection[str], known: Collection[str], doubted: bool) -> Line:
    """A line with Roman numbers, hyphens, commas that another engine saw, and words torn inside it put right."""
    readings = [read for _, read, _ in line.readings]  # of equal letters the text has the spaces of both
    line = noted(line, roman_numbers(line.text), "angka Romawi")
    line = noted(line, joined_ones(line.text, readings), "spasi di dalam angka")
    line = noted(line, without_specks(line.text, listed), "noda")
    line = noted(line, law_numbers(line.text), "angka")
    line = noted(line, LEAVES.sub("lbr", line.text), "satuan")
    line = noted(line, STAFF.sub("Staf", line.text), "nama jabatan")
    line = noted(line, NUMBERED_SOP.sub("SOP", line.text), "singkatan")
    line = noted(line, law_hyphens(line.text), "tanda hubung Undang-Undang")
    line = noted(line, commas_seen(line.text, readings[1:]), "koma daftar")
    return noted(line, join_pairs(line.text, listed, known, readings, sure=not doubted), "kata terpotong")


def unruled(line: Line, above: str) -> Line:
    """The line of a cell without the ruling that was read with it; ``above`` is the line before, maybe empty."""
    if _goes_on_word(above, line.text):
        return line
    return noted(line, without_ruling(line.text, attested_words()), "garis tabel")


def _goes_on_word(above: str, text: str) -> bool:
    """Whether a line begins with the rest of a word that the line above begins, so that its first letter is its own."""
    begun, rest = re.search(r"[A-Za-z]+(?=-?$)", above), re.match(r"[a-z]+", text)
    return bool(begun and rest and is_known(begun.group() + rest.group(), attested_words()))


def without_ruling(text: str, known: Collection[str]) -> str:
    """A line without the ruling that touches its first word, read as a stroke, a capital I or an l.

    >>> known = {"pemeriksaan", "puas", "undangan", "lulusan", "ulusan", "hari"}
    >>> [without_ruling(text, known) for text in ("|Pemeriksaan", "IPuas", "lundangan", "I undangan", "Iulusan")]
    ['Pemeriksaan', 'Puas', 'undangan', 'I undangan', 'Iulusan']
    >>> without_ruling("| Hari kerja", known)  # the stroke is the number of days
    '| Hari kerja'
    """
    found = RULING.match(text)
    if found is None or not is_known(found["word"], known) or is_unit(found["word"]):
        return text
    own = found["word"].islower() and any(is_known(letter + found["word"], known) for letter in "il")
    return text if own else text[found.end("ruling") :]
