"""What stands on a page from top to bottom, tables and loose lines, and the identity labels it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from normalize.labels import match_label
from normalize.leaf import lines_to_text
from table_extract.table import Line, PagePlace, Place, Table

LABEL_SURE = 0.8
"""Score from which a wording counts as an identity label."""
BLOCK_LABELS = frozenset({"nomor_sop", "nama_sop", "tanggal_pembuatan", "tanggal_efektif", "disahkan_oleh"})
"""Labels that only an identity block prints; two of them make one."""
PLAIN_NUMBER = re.compile(r"(?:nomor|no)\W*", re.IGNORECASE)
"""How letters and decrees label their number, too."""
NARRATIVE_HEADING = re.compile(r"(?:[IVX]{1,5}|BAB [IVX]+)\s*[.)]?\s*[A-Z][A-Z ,/()&-]{4,}$")

NUMBER_HEADING = re.compile(r"(?:no|nomor|nr)\W*(?:urut\W*)?", re.IGNORECASE)
FEWEST_HEADINGS = 3
RUNNING_NUMBER = re.compile(r"(\d{1,3})\W*")

Item = Table | Line


def height(place: Place) -> float:
    """How far down a place is: a fraction of its page, or the line of a text dump."""
    return place.bbox[1] if isinstance(place, PagePlace) else float(place.line)


def item_labels(item: Item) -> set[str]:
    """The identity labels a table's cells or a line begins with, and those below each other in one cell."""
    if lists_titles(item):
        return set()
    return {field for text in [*item_texts(item), *_stacked(item)] if (field := _label_of(text))}


def _label_of(text: str) -> str | None:
    match = match_label(text)
    return match.field if text and match.score >= LABEL_SURE else None


def _stacked(item: Item) -> list[str]:
    """The lines of cells whose inner rulings are worn away: two or more of them are labels that only a block prints."""
    if isinstance(item, Line):
        return []
    cells = ([line.text for line in cell.lines] for cell in item.cells if len(cell.lines) > 1)
    return [text for texts in cells if len({_label_of(text) for text in texts} & BLOCK_LABELS) > 1 for text in texts]


def item_texts(item: Item) -> list[str]:
    """The text of every cell of a table, or of the line."""
    return [lines_to_text(cell.lines) for cell in item.cells] if isinstance(item, Table) else [item.text]


def lists_titles(item: Item) -> bool:
    """True for a table of contents, a line per SOP: its headings are labels, but what they say stands below them."""
    if isinstance(item, Line):
        return False
    rows = [[lines_to_text(cell.lines) for cell in item.cells if cell.row == row] for row in range(item.rows)]
    head = next((i for i, row in enumerate(rows[:2]) if row and NUMBER_HEADING.fullmatch(row[0])), None)
    if head is None or not any(_names_sops(text) for text in rows[head][1:]):
        return False
    below = [row[0] for row in rows[head + 1 :] if row]
    return any(below) and all(not text or RUNNING_NUMBER.fullmatch(text) for text in below)


def heads_numbered_rows(item: Item) -> bool:
    """True for a table that begins with "No" and two more headings: a form's or an attendance list's."""
    if isinstance(item, Line):
        return False
    first = [text for cell in item.cells if cell.row == 0 and (text := lines_to_text(cell.lines))]
    return len(first) >= FEWEST_HEADINGS and NUMBER_HEADING.fullmatch(first[0]) is not None


def row_numbers(item: Item) -> list[int]:
    """The running numbers that begin a table's rows below its heading; none where other texts begin some."""
    if isinstance(item, Line):
        return []
    top = 1 if heads_numbered_rows(item) else 0
    first = [lines_to_text(cell.lines) for cell in item.cells if cell.col == 0 and cell.row >= top and cell.lines]
    numbers = [int(match[1]) for text in first if (match := RUNNING_NUMBER.fullmatch(text))]
    return numbers if len(numbers) == len(first) else []


def goes_on_with(table: Table, before: Table | None) -> bool:
    """True for numbered rows that count on from those of a table of as many columns."""
    if before is None or table.cols != before.cols:
        return False
    here, there = row_numbers(table), row_numbers(before)
    return bool(here and there) and here[0] == there[-1] + 1


def _names_sops(text: str) -> bool:
    match = match_label(text)
    return match.field in {"nama_sop", "nomor_sop"} and match.score >= LABEL_SURE and not match.rest


def opens_block(labels: set[str]) -> bool:
    """True when these labels start an identity block of their own."""
    return "nomor_sop" in labels or len(labels & BLOCK_LABELS) >= 2


def is_block(items: Iterable[Item]) -> bool:
    """True when the labels of these items, taken together, can only be an SOP's: a decree, too, prints a number."""
    own_texts = (text for item in items if not lists_titles(item) for text in item_texts(item))
    matches = (match_label(text) for text in own_texts if text)
    own = [match for match in matches if match.score >= LABEL_SURE and not PLAIN_NUMBER.fullmatch(match.label)]
    return opens_block({match.field for match in own if match.field is not None})
