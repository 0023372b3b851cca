"""Lines of a text dump without what the dumping program left in them: scanner footers, HTML and Markdown remains."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ocr.symbol_fonts import with_plain_symbols
from table_extract.badges import is_badge
from table_extract.marks import marks_of
from table_extract.table import Line, LinePlace

TAGS = re.compile(
    r"</?(ol|ul|li|p|br|b|i|u|em|strong|span|div|table|tbody|thead|tr|td|th|sup|sub|font|h[1-6])\b[^<>]*>",
    re.IGNORECASE,
)
CELL_BREAK = re.compile(r"</t[dh]> *(?=<t[dh])", re.IGNORECASE)
LINE_BREAK = re.compile(r"<br\s*/?>|</li> *(?=<li)|</p> *(?=<p)", re.IGNORECASE)
MARKDOWN_RULE = re.compile(r"^\s*\|?(\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$")
EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
DUMP = "text dump"
"""Engine name in ``Line.readings``: nobody knows what read this text."""
TABBED_CONFIDENCE = 0.97
"""Cells that somebody's program kept apart with tabs; few were misread in the dumps seen."""
INNER_BREAK = "\v"
"""Stands for a line break inside a cell; a tab ends the cell and a newline the row."""


@dataclass(frozen=True, slots=True)
class DumpLine:
    """A cleaned line with its 1-based number in the dump."""

    number: int
    text: str


def clean_dump(text: str) -> tuple[list[DumpLine], tuple[str, ...]]:
    """The lines worth reading, blank ones kept, and notes on what was dropped."""
    kept: list[DumpLine] = []
    dropped = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if is_badge(line):
            dropped += 1
        elif not MARKDOWN_RULE.match(line):
            kept += [DumpLine(number, row) for row in plain_rows(line)]
    return kept, ((f"{dropped} baris jejak aplikasi pemindai dibuang",) if dropped else ())


def plain_rows(line: str) -> list[str]:
    """One dumped line as rows of tab-separated cells without mark-up.

    >>> plain_rows('<tr><td>1</td><td>Menerima <b>surat</b></td></tr>')
    ['1\\tMenerima surat']
    >>> plain_rows('| 1. | Menerima surat | 5 menit |')
    ['1.\\tMenerima surat\\t5 menit']
    """
    unescaped = with_plain_symbols(html.unescape(line))
    rows = re.split(r"</tr>\s*(?=<tr)", unescaped, flags=re.IGNORECASE)
    return [_plain(row) for row in rows]


def _plain(row: str) -> str:
    marked = LINE_BREAK.sub(INNER_BREAK, CELL_BREAK.sub("\t", row))
    bare = HEADING.sub("", EMPHASIS.sub("", TAGS.sub("", marked)))
    trimmed = bare.strip(" ")
    if "\t" not in bare and trimmed.startswith("|") and trimmed.endswith("|") and trimmed.count("|") > 2:
        return "\t".join(cell.strip() for cell in trimmed[1:-1].split("|"))
    return bare


def dump_line(text: str, number: int, column: int, confidence: float = TABBED_CONFIDENCE) -> Line:
    """A line of a dump with its place."""
    bare = " ".join(text.replace(INNER_BREAK, " ").split())
    readings = ((DUMP, bare, confidence),)
    return Line(bare, confidence, LinePlace(number, column), readings=readings, unseen_marks=marks_of(bare))
