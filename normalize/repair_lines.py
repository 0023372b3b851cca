"""Misread words of a document's lines put right, every repair noted; text layers and dumps stay as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from normalize.broken_words import whole_words
from normalize.changes import noted
from normalize.confidence import TEXT_LAYER
from normalize.repair import (
    CAPITALS,
    OF_DOCUMENT,
    OF_VOCABULARY,
    OFTEN_ENOUGH,
    SHORT,
    SHORTEST,
    Context,
    confusions,
    cut_to_guess,
    doubled_words,
    in_capitals,
    is_place,
    undone,
    word_to_guess,
)
from normalize.repair_marks import degree_commas, list_commas, list_starts
from normalize.repair_numbers import dropped_months, lost_numerals
from normalize.repair_shapes import line_shapes, unruled
from normalize.torn_words import goes_on, torn_words
from normalize.words import attested_words, is_known, known_words, listed_words
from table_extract.table import Cell, Line, Repair, Sheet

SURE = 0.93
"""Lines read this surely teach a document's own words."""
DOUBTED = 0.9
"""Below this a lone engine was not sure, or two disagreed."""
BLURRED = 0.05
"""Share of doubted lines from which a page is read so badly that a surely read line holds misreadings, too."""
MOST_SURE = 0.99
"""Confidence of a line that one engine alone read as surely as it ever does; it drops no spaces there."""
POOR = 0.5
"""Below this the one engine that read anything lost letters."""
REPAIRED_AT_MOST = 0.95
"""Confidence of a line after a certain repair."""
OPEN_AT_MOST = 0.55
"""Confidence of a line with a likely misreading left in it: low enough for a review."""
OPEN_LETTERS = 4
"""Shorter unknown words are mostly names of units and abbreviations."""

WORD = re.compile(r"[A-Za-z](?:[A-Za-z0-9|!]*[A-Za-z])?(?:(?<=[a-z]{3})[1|!](?!\w))?")
"""With the strokes that small letters are read as, also at its end."""
UNTOUCHED = re.compile(r"\S*(?:@|//|www|\w[._:]\w|\d[/-]|[/-]\d)\S*")
"""Addresses, numbers and abbreviations."""
NAME = re.compile(r"\bNIP\b|\b(?:Drs?|Dra|Ir|Hj?)\. |,\s?[SM]\.? ?[A-Z]|\b[SM]\.[A-Z][A-Za-z]*\b")
"""Signs of a line that names a person: names are no words."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a line: how often each word stands in the document's sure lines, and how its page reads."""

    sure: Mapping[str, int]
    blurred: bool


def repair_sheets(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The same sheets, misreadings in lines read from ink repaired where certain and told where likely."""
    sure = sure_words(sheets)
    return tuple(_repair_sheet(sheet, sure) for sheet in sheets)


def sure_words(sheets: Sequence[Sheet]) -> Counter[str]:
    """How often each word (lower case) stands in the document's surely read lines."""
    lines = (line for sheet in sheets for line in sheet_to_lines(sheet))
    return Counter(
        word.lower()
        for line in lines
        if line.confidence >= SURE
        for word in WORD.findall(line.text)
        if len(word) >= SHORTEST
    )


def sheet_to_lines(sheet: Sheet) -> Iterator[Line]:
    """Every line of a sheet, in and outside tables."""
    for table in sheet.tables:
        for cell in table.cells:
            yield from cell.lines
    yield from sheet.lines


def _repair_sheet(sheet: Sheet, sure: Mapping[str, int]) -> Sheet:
    around = Around(sure, is_blurred(sheet))
    tables = tuple(
        replace(table, cells=tuple(_repair_cell(cell, around) for cell in table.cells)) for table in sheet.tables
    )
    return replace(sheet, tables=tables, lines=tuple(repair_line(line, around) for line in sheet.lines))


def is_blurred(sheet: Sheet) -> bool:
    """Whether many lines of a page are doubted."""
    lines = [line for line in sheet_to_lines(sheet) if is_from_ink(line) and len(line.text) > SHORTEST]
    return sum(line.confidence < DOUBTED for line in lines) > BLURRED * len(lines)


def _repair_cell(cell: Cell, around: Around) -> Cell:
    above = ("", *(line.text for line in cell.lines))
    pairs = zip(above, cell.lines, strict=False)
    cell = replace(cell, lines=tuple(unruled(line, before) if is_from_ink(line) else line for before, line in pairs))
    cell = whole_words(cell, known_words())
    if not all(is_from_ink(line) for line in cell.lines):
        return cell
    lines = torn_words(list_starts(cell.lines), listed_words(), known_words())
    lines = list_commas(lines, known_words())
    return replace(
        cell, lines=tuple(repair_line(line, around, goes_on(lines, at, known_words())) for at, line in enumerate(lines))
    )


def is_from_ink(line: Line) -> bool:
    """True where an engine of this run read the line."""
    return line.bbox is not None and bool(line.readings) and all(name != TEXT_LAYER for name, _, _ in line.readings)


def repair_line(line: Line, around: Around, cut: bool = False) -> Line:
    """A line with its misread words repaired. ``cut``: its last word may go on in the next line."""
    if not is_from_ink(line):
        return line
    if NAME.search(line.text):
        return degree_commas(line, line.confidence < DOUBTED)
    line = line_shapes(line, listed_words(), known_words(), line.confidence < DOUBTED)
    if line.confidence < SURE:
        line = noted(line, doubled_words(line.text, listed_words(), known_words()), "kata ulang")
    repairs = tuple(_word_repairs(line, around, cut))
    certain = [repair for repair in repairs if repair.certain]
    text = line.text
    for repair in certain:
        text = re.sub(rf"(?<!\w){re.escape(repair.read)}(?!\w)", repair.meant, text, count=1)
    most = OPEN_AT_MOST if len(certain) < len(repairs) else REPAIRED_AT_MOST if repairs else 1.0
    return replace(line, text=text, confidence=min(line.confidence, most), repairs=line.repairs + repairs)


def _word_repairs(line: Line, around: Around, cut: bool) -> Iterator[Repair]:
    others = _other_words(line)
    doubted, poor = line.confidence < DOUBTED, line.confidence < POOR
    words = WORD.findall(UNTOUCHED.sub(" ", line.text))
    known, listed = known_words(), listed_words()
    alone = len(line.readings) == 1 and line.confidence < MOST_SURE
    context = Context(known, listed, around.sure, words, others, alone, doubted, poor, around.blurred)
    edges = (line.text[: len(words[0])], line.text[-len(words[-1]) :]) if words else ("", "")
    for at, word in enumerate(words):
        if cut and at == len(words) - 1:
            continue
        guess, everyday = word_to_guess(word, context), is_everyday(word)
        whole = cut_to_guess(word, context, word == edges[0], word == edges[1]) if guess is None else None
        if whole is not None and (whole.certain or not everyday):
            yield Repair(word, whole.meant, whole.why, whole.certain and not everyday)
        elif guess is not None and (not everyday or (guess.certain and not is_rarer(guess.meant))):
            yield Repair(word, guess.meant, guess.why, guess.certain)
        elif (doubted or others) and is_open(word, around.sure, others):
            yield Repair(word, "", OF_VOCABULARY, certain=False)
        elif alike := everyday_alike(word):
            yield Repair(word, alike, OF_VOCABULARY, certain=False)
        elif abbreviation := abbreviation_alike(word, around.sure):
            yield Repair(word, abbreviation, OF_DOCUMENT, certain=False)
    yield from lost_numerals(line.text)
    yield from dropped_months(line.text, [read for _, read, _ in line.readings[1:]])


def _other_words(line: Line) -> tuple[str, ...]:
    """The words of readings that were not chosen."""
    return tuple(word for _, read, _ in line.readings[1:] for word in WORD.findall(read))


def is_everyday(word: str) -> bool:
    """Whether a word is of everyday Indonesian, and long enough that few misreadings look so (pala, of kepala)."""
    return len(word) >= SHORT and is_known(word, attested_words())


def is_rarer(meant: str) -> bool:
    """Whether what should stand in an everyday word's place is none itself: misread alike often, a word looks sure."""
    return not all(is_known(word, attested_words()) for word in meant.split())


def everyday_alike(word: str) -> str:
    """The everyday word that letters of the same shape make of an unknown one; empty where there is none or several.

    >>> everyday_alike("kullah"), everyday_alike("kuliah"), everyday_alike("SIMPEG")
    ('kuliah', '', '')
    """
    if len(word) < (CAPITALS if word.isupper() else SHORT) or is_known(word, attested_words()) or is_place(word):
        return ""
    alike = [other for other in undone(word, "shapes") if is_known(other, attested_words())]
    return in_capitals(alike[0], word) if len(alike) == 1 else ""


def abbreviation_alike(word: str, sure: Mapping[str, int]) -> str:
    """The abbreviation that a document has often, of which one read once differs in a capital of like shape.

    >>> abbreviation_alike("STPO", {"stpd": 4, "stpo": 1}), abbreviation_alike("STPO", {"stpd": 4, "stpo": 2})
    ('STPD', '')
    """
    bare = word.lower()
    if not (word.isupper() and len(word) < CAPITALS) or sure.get(bare, 0) > 1 or is_known(bare, known_words()):
        return ""
    pairs = product(enumerate(word), confusions("shapes"))
    alike = (word[:at] + printed + word[at + 1 :] for (at, mark), (read, printed) in pairs if mark == read)
    return next((other for other in alike if sure.get(other.lower(), 0) >= OFTEN_ENOUGH), "")


def is_open(word: str, sure: Mapping[str, int], others: Sequence[str]) -> bool:
    """Whether nothing vouches for a word in a doubted or disputed line: no list, no other engine, no other line."""
    bare = word.lower()
    plain = word.islower() and len(word) >= OPEN_LETTERS
    return plain and not is_known(bare, attested_words()) and word not in others and not sure.get(bare)
