"""The head of a decree's annex above an SOP: "Lampiran ... Nomor ... Tentang ...", whose number is not the SOP's."""

from __future__ import annotations

import re
from dataclasses import replace

from table_extract.table import Line, PagePlace, Sheet

DECREES = "keputusan|peraturan|surat edaran|instruksi"
BEGINS = re.compile(rf"(?:(?:anak )?lampiran|{DECREES})\b", re.IGNORECASE)
DECREE = re.compile(rf"\b(?:{DECREES})\b", re.IGNORECASE)
NUMBER = re.compile(r"(?:nomor|no\.)\W", re.IGNORECASE)
GAP = 0.02
"""Share of the page's height between two lines from which the second belongs to something else."""
ASIDE = 0.02
"""Share of the page's width by which the head's lines may begin left of its first one."""
MOST_LINES = 12


def without_annex_head(sheet: Sheet) -> Sheet:
    """The sheet without the annex's head above its first table; unchanged where none stands there."""
    head = _annex_head(sheet)
    return replace(sheet, lines=tuple(line for line in sheet.lines if line not in head)) if head else sheet


def _annex_head(sheet: Sheet) -> list[Line]:
    """Its lines: from "Lampiran", or the decree's name, down to the first gap, if both it and a number are there.

    On further pages of a file the annex's own word stands for the decree's.
    """
    top = min((table.place.bbox[1] for table in sheet.tables if isinstance(table.place, PagePlace)), default=1.0)
    placed = [(line, line.place) for line in sheet.lines if isinstance(line.place, PagePlace)]
    above = [(line, place) for line, place in placed if place.bbox[3] <= top + GAP]
    start = next((at for at, (line, _) in enumerate(above) if BEGINS.match(line.text.strip())), len(above))
    column = [(line, place) for line, place in above[start:] if place.bbox[0] >= above[start][1].bbox[0] - ASIDE]
    ends = (at for at in range(1, len(column)) if column[at][1].bbox[1] - column[at - 1][1].bbox[3] >= GAP)
    head = [line for line, _ in column[: min(next(ends, len(column)), MOST_LINES)]]
    named = any((DECREE if sheet.page == 1 else BEGINS).search(line.text) for line in head)
    return head if named and any(NUMBER.match(line.text.strip()) for line in head) else []
