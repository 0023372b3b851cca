"""Step tables in a text dump without any grid: OCR lines that run over all columns, found and cut into rows and cells.

Nothing here is certain: every cell gets a low confidence, so that a person looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from table_extract.table import Cell, LinePlace, LooseLabel, Table
from table_extract.textdump_clean import DumpLine, dump_line
from table_extract.textdump_cut import COLUMNS, Reading, Text, Token, cut_row, habits_of, tokens_of
from table_extract.textdump_labels import lift_labels

CUT_CONFIDENCE = 0.55
"""What a cell cut out of interleaved lines is worth before it is weighed: always below the review threshold."""
HEADER_WORDS = {
    "no": re.compile(r"\bn[o0]\b", re.IGNORECASE),
    "aktivitas": re.compile(r"\b(aktivitas|aktifitas|kegiatan|uraian|prosedur)\b", re.IGNORECASE),
    "pelaksana": re.compile(r"\b(pelaksana|pelaku)\b", re.IGNORECASE),
    "mutu baku": re.compile(r"\bmutu b[au]ku\b", re.IGNORECASE),
    "kelengkapan": re.compile(r"\b(kelengkapan|persyaratan)\b", re.IGNORECASE),
    "waktu": re.compile(r"\bwaktu\b", re.IGNORECASE),
    "output": re.compile(r"\b(output|hasil)\b", re.IGNORECASE),
    "keterangan": re.compile(r"\b(keterangan|ket)\b", re.IGNORECASE),
}
"""The wordings a step table's header cannot do without, all printed forms of PermenPAN-RB 35/2012."""
FEWEST_WORDS = 4
"""Kinds of header words within two neighbouring lines that make a header."""
HEADINGS = ("No", "Aktivitas", "Kelengkapan", "Waktu", "Output", "Keterangan")
HEADER_ALIKE = 0.5
"""Similarity from which a line under a repeated header is more of that header."""
FIGURES = str.maketrans({"B": "8", "S": "5", "O": "0", "l": "1", "I": "1", "Z": "2", "q": "9", "T": "7", "G": "6"})
"""Letters OCR prints for figures."""
ROW_START = re.compile(r"\s*(\w{1,3})[.,)]?\s*[|\[]*\s*(?=[A-Za-z]{3})")


@dataclass(frozen=True, slots=True)
class RawTables:
    """Tables cut out of loose lines, the lines that are left, and notes."""

    tables: tuple[Table, ...] = ()
    loose: tuple[DumpLine, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRow:
    """The lines of one step; ``printed`` is its number as read, empty where it was lost."""

    printed: str
    lines: tuple[DumpLine, ...]
    labels: tuple[DumpLine, ...] = ()
    """Each Ya or Tidak among them, with its line."""


def raw_tables(lines: Sequence[DumpLine]) -> RawTables:
    """The step rows below each header found among the lines, as one table per header."""
    starts = header_starts(lines)
    if not starts:
        return RawTables(loose=tuple(lines))
    regions = [list(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    first_header: list[str] = []
    all_rows: list[list[RawRow]] = []
    last = 0
    for region in regions:
        header, body = split_header(region, first_header)
        first_header = first_header or header
        rows, last = body_to_rows(body, last)
        all_rows.append(rows)
    around = [line.text for line in lines[: starts[0]]] + first_header
    tables = cut_tables(all_rows, [region[0] for region in regions], around)
    if not any(rows for rows in all_rows):
        return RawTables(loose=tuple(lines))
    note = "tabel tanpa garis: kolom dipisah menurut makna, periksa semua sel"
    return RawTables(tuple(tables), tuple(lines[: starts[0]]), (note,))


def header_starts(lines: Sequence[DumpLine]) -> list[int]:
    """Indices of the lines where a step table's header begins."""
    starts: list[int] = []
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    for one, two in zip(filled, filled[1:], strict=False):
        both = f"{lines[one].text} {lines[two].text}"
        kinds = {kind for kind, pattern in HEADER_WORDS.items() if pattern.search(both)}
        fits = len(kinds) >= FEWEST_WORDS and {"aktivitas", "no"} <= kinds
        if fits and not (starts and one - starts[-1] <= 2):
            starts.append(one)
    return starts


def split_header(region: Sequence[DumpLine], first_header: Sequence[str]) -> tuple[list[str], list[DumpLine]]:
    """The header's texts, and the body below it. A repeated header is known by its likeness to the first one."""
    end = 0
    for index, line in enumerate(region):
        starts_row = row_number(line.text, 1) is not None
        if starts_row or (index > 1 and not first_header and _blank_before(region, index)):
            break
        named = any(pattern.search(line.text) for pattern in HEADER_WORDS.values())
        if first_header and index > 1 and not named and not _like_header(line.text, first_header):
            break
        end = index + 1
    return [line.text for line in region[:end] if line.text.strip()], list(region[end:])


def _blank_before(region: Sequence[DumpLine], index: int) -> bool:
    return not region[index - 1].text.strip()


def _like_header(text: str, header: Sequence[str]) -> bool:
    words = [token.text for token in tokens_of(text)]
    if not words:
        return True
    ratios = [SequenceMatcher(None, text[: len(line)], line).ratio() for line in header]
    return max(ratios) >= HEADER_ALIKE


def row_number(text: str, expected: int) -> str | None:
    """The step number a line begins with, when it can be the expected one or one of the two after it."""
    match = ROW_START.match(text)
    if not match:
        return None
    mark = match[1]
    rest = text[match.end() :]
    if mark.isdigit():
        return mark if expected <= int(mark) <= expected + 2 else None
    figures = {mark.translate(FIGURES), "".join(sign for sign in mark if sign.isdigit())}
    fits = str(expected) in figures and not (mark.islower() and len(mark) > 1)
    return mark if fits and bool(rest) else None


def body_to_rows(body: Sequence[DumpLine], last: int) -> tuple[list[RawRow], int]:
    """Rows by their step numbers; text above a page's first number is a row too when a number is missing there."""
    groups: list[tuple[str, list[DumpLine]]] = [("", [])]
    for line in body:
        printed = row_number(line.text, last + 1)
        if printed is not None:
            last = int(printed) if printed.isdigit() else last + 1
            groups.append((printed, [DumpLine(line.number, ROW_START.sub("", line.text, count=1))]))
        elif line.text.strip():
            groups[-1][1].append(line)
    rows = [_raw_row(printed, lines) for printed, lines in groups]
    return [row for row in rows if row.lines], last


def _raw_row(printed: str, lines: Sequence[DumpLine]) -> RawRow:
    labels = tuple(DumpLine(line.number, label) for line in lines for label in lift_labels(line.text)[1])
    return RawRow(printed, tuple(line for line in lines if tokens_of(line.text)), labels)


def cut_tables(regions: Sequence[Sequence[RawRow]], headers: Sequence[DumpLine], around: Sequence[str]) -> list[Table]:
    """One table per region, its rows cut with word habits counted over all of them and the text ``around`` them."""
    tokens = [[[tokens_of(line.text) for line in row.lines] for row in rows] for rows in regions]
    printed = [line for rows in tokens for row in rows for line in row]
    habits = habits_of(printed + [tokens_of(text) for text in around], [row[0] for rows in tokens for row in rows])
    carried: Text = ()
    tables = []
    for rows, row_tokens, header in zip(regions, tokens, headers, strict=True):
        readings = []
        for row, lines in zip(rows, row_tokens, strict=True):
            reading = cut_row(lines, habits, carried, numbered=bool(row.printed))
            carried = reading.columns[-1][-1][1] if reading.columns[-1] else ()
            readings.append(reading)
        tables.append(_table(rows, row_tokens, readings, header.number))
    return tables


def _table(
    rows: Sequence[RawRow], tokens: Sequence[Sequence[Sequence[Token]]], readings: Sequence[Reading], header: int
) -> Table:
    cells = [
        Cell(0, col, LinePlace(header, col + 1), lines=(dump_line(text, header, col + 1),))
        for col, text in enumerate(HEADINGS)
    ]
    for index, (row, reading) in enumerate(zip(rows, readings, strict=True), start=1):
        cells += _row_cells(index, row, reading)
    labels = tuple(
        LooseLabel(index, label.text, LinePlace(label.number, 1), CUT_CONFIDENCE)
        for index, row in enumerate(rows, start=1)
        for label in row.labels
    )
    place = LinePlace(header, 1)
    return Table(1, len(rows) + 1, len(HEADINGS), tuple(cells), place, loose_labels=labels)


def _row_cells(index: int, row: RawRow, reading: Reading) -> list[Cell]:
    top = row.lines[0].number
    number = (dump_line(row.printed, top, 1, CUT_CONFIDENCE),) if row.printed else ()
    cells = [Cell(index, 0, LinePlace(top, 1), lines=number, ink=not row.printed)]
    for col, fragments in enumerate(reading.columns, start=1):
        lines = tuple(
            dump_line(text, row.lines[at].number, col + 1, CUT_CONFIDENCE) for at, text in _doubled_words(fragments)
        )
        place = LinePlace(row.lines[fragments[0][0]].number if fragments else top, col + 1)
        cells.append(Cell(index, col, place, lines=lines, ink=not lines and col < len(COLUMNS)))
    return cells


def _doubled_words(fragments: Sequence[tuple[int, Text]]) -> list[tuple[int, str]]:
    """Fragments as text; a word doubled over a line break (masing - / masing) gets its hyphen back."""
    texts = []
    for position, (at, words) in enumerate(fragments):
        after = fragments[position + 1][1][0] if position + 1 < len(fragments) else ""
        texts.append((at, " ".join(words) + (" -" if after and words[-1].lower() == after.lower() else "")))
    return texts
