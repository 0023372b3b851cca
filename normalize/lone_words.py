"""Words that one engine alone read and that nobody knows: pieces and misreadings a reviewer should see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from normalize.repair import OF_VOCABULARY
from normalize.repair_lines import OPEN_AT_MOST, is_blurred, is_from_ink, sheet_to_lines
from normalize.words import attested_words, is_known
from table_extract.table import Line, Repair, Sheet

WORD = re.compile(r"(?<![\w/.@-])[a-z]{3,}(?![\w/.@-])")
"""Small letters only: names and abbreviations are in no word list."""
USUAL = 3
"""A word that stands so often in a document is its author's word."""
OWN_LANGUAGE = 0.03
"""Share of unknown words from which a document speaks of a field whose words the lists lack."""
FEWEST_WORDS = 60
"""Words of a document from which that share tells anything."""
PIECE = 5
"""Shorter words may be pieces of others."""
SENTENCE = 3
"""In a line of so many words one that is not the first was not cut off by a ruling."""


def doubt_lone_words(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The same sheets; lines read from ink by one engine with an unknown word of their own are doubted."""
    words = Counter(word for sheet in sheets for line in sheet_to_lines(sheet) for word in WORD.findall(line.text))
    vouched = {word for word, count in words.items() if count >= USUAL or is_known(word, attested_words())}
    vouched |= {word for sheet in sheets for line in sheet_to_lines(sheet) for word in _agreed(line)}
    unknown = {word for word in words if word not in vouched}
    total = sum(words.values())
    if total >= FEWEST_WORDS and sum(words[word] for word in unknown) > OWN_LANGUAGE * total:
        unknown = {word for word in unknown if is_damaged(word, words.keys() - {word})}
    return tuple(_doubt_sheet(sheet, unknown) for sheet in sheets)


def _agreed(line: Line) -> Iterator[str]:
    """The words of a line that needed no engine or that two engines read alike."""
    if not is_from_ink(line):
        yield from WORD.findall(line.text)
    elif len({engine for engine, _, _ in line.readings}) > 1:
        yield from set.intersection(*(set(WORD.findall(text)) for _, text, _ in line.readings))


def is_damaged(word: str, others: Collection[str]) -> bool:
    """Whether a word is a piece of another one of the document, or one letter off it.

    >>> is_damaged("paraf", {"diparaf"}), is_damaged("diparat", {"diparaf"}), is_damaged("roket", {"surat"})
    (True, True, False)
    """
    return any(
        (word in other and len(other) >= len(word) + 2) or Levenshtein.distance(word, other, score_cutoff=1) <= 1
        for other in others
        if len(other) >= len(word) - 1
    )


def _doubt_sheet(sheet: Sheet, unknown: Collection[str]) -> Sheet:
    tables, clear = [], not is_blurred(sheet)
    for table in sheet.tables:
        cells = (
            replace(cell, lines=tuple(_doubt(line, unknown, clear) for line in cell.lines)) for cell in table.cells
        )
        tables.append(replace(table, cells=tuple(cells)))
    return replace(sheet, tables=tuple(tables), lines=tuple(_doubt(line, unknown, clear) for line in sheet.lines))


def stands_inside(word: str, text: str) -> bool:
    """Whether a whole word stands behind others in a line of several: on a clear page it is the author's, spelt so.

    >>> stands_inside("diposisi", "Surat dan lembar diposisi"), stands_inside("strasi", "strasi umum dan arsip")
    (True, False)
    """
    first, *behind = text.split() or [""]
    return len(word) >= PIECE and len(behind) + 1 >= SENTENCE and word not in first


def _doubt(line: Line, unknown: Collection[str], clear: bool) -> Line:
    if not unknown or not is_from_ink(line) or len({engine for engine, _, _ in line.readings}) > 1:
        return line
    told = {repair.read for repair in line.repairs}
    odd = [word for word in WORD.findall(line.text) if word in unknown and word not in told]
    odd = [word for word in odd if not (clear and stands_inside(word, line.text))]
    if not odd:
        return line
    repairs = tuple(Repair(word, "", OF_VOCABULARY, certain=False) for word in odd)
    return replace(line, confidence=min(line.confidence, OPEN_AT_MOST), repairs=line.repairs + repairs)
