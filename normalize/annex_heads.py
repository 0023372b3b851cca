"""The head of a decree's annex above an SOP: "Lampiran ... Nomor ... Tentang ...", whose number is not the SOP's."""

from __future__ import annotations

import re
from dataclasses import replace

from table_extract.table import Line, PagePlace, Sheet

BEGINS = re.compile(r"(?:(?:anak )?lampiran|keputusan|peraturan|surat edaran|instruksi)\b", re.IGNORECASE)
DECREE = re.compile(r"\b(?:keputusan|peraturan|surat edaran|instruksi)\b", re.IGNORECASE)
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
    """Its lines: from "Lampiran", or the decree's name, down to the first gap, if both it and a number are there."""
    top = min((table.place.bbox[1] for table in sheet.tables if isinstance(table.place, PagePlace)), default=1.0)
    above = [line for line in sheet.lines if isinstance(line.place, PagePlace) and line.place.bbox[3] <= top + GAP]
    start = next((at for at, line in enumerate(above) if BEGINS.match(line.text.strip())), None)
    if start is None:
        return []
    head = [above[start]]
    for line in above[start + 1 : start + MOST_LINES]:
        if not _goes_on(head[-1], line, head[0]):
            break
        head.append(line)
    named = any(DECREE.search(line.text) for line in head)
    return head if named and any(NUMBER.match(line.text.strip()) for line in head) else []


def _goes_on(last: Line, line: Line, first: Line) -> bool:
    if not (isinstance(last.place, PagePlace) and isinstance(line.place, PagePlace)):
        return False
    if not isinstance(first.place, PagePlace):
        return False
    return line.place.bbox[1] - last.place.bbox[3] < GAP and line.place.bbox[0] >= first.place.bbox[0] - ASIDE
