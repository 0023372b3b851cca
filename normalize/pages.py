"""What kind of page each sheet is, for the record's page_info."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal

from normalize.items import NARRATIVE_HEADING, Item, item_labels, lists_titles, opens_block
from normalize.segment import SopDraft
from table_extract.table import PagePlace, Sheet

PageClass = Literal[
    "cover", "identity", "steps", "identity+steps", "narrative", "decree", "checklist", "blank", "other"
]

DECREE = re.compile(r"\b(menimbang|mengingat|memutuskan|menetapkan)\b\s*:?", re.IGNORECASE)
CHECKLIST = re.compile(r"daftar\s+tilik", re.IGNORECASE)
TITLE = re.compile(r"standa?r[dt]?\s+ope?rasional|\bSOP\b", re.IGNORECASE)
COVER_LINES = 15
"""A cover prints at most so many lines."""
FEWEST_MARKS = 4
"""Fewer letters and figures are dirt or a page number: the page is blank."""
NARRATIVE_LINES = 12
"""Running text without labels or tables from this many lines on is narrative."""


def step_pages(drafts: Sequence[SopDraft]) -> frozenset[int]:
    """The pages on which steps of these SOPs stand, in tables (also unread) or in prose; a text dump is page 1."""
    told = (line.place for draft in drafts for line in draft.procedure)
    pages = {place.page if isinstance(place, PagePlace) else 1 for place in told}
    lost = {page for draft in drafts for page in draft.lost}
    return frozenset(pages | lost | {page for draft in drafts for part in draft.parts for page in part.table.pages})


def page_class(sheet: Sheet, with_steps: Collection[int]) -> PageClass:
    """The class of one sheet, given the pages with steps."""
    steps = sheet.page in with_steps
    items: list[Item] = [*sheet.tables, *sheet.lines]
    labels = set().union(*(item_labels(item) for item in items))
    if steps:
        return "identity+steps" if opens_block(labels) else "steps"
    if opens_block(labels) or len(labels) >= 3:
        return "identity"
    return _other_class(sheet)


def _other_class(sheet: Sheet) -> PageClass:
    texts = [line.text for line in sheet.lines]
    texts += [line.text for table in sheet.tables for cell in table.cells for line in cell.lines]
    whole = "\n".join(texts)
    if sum(mark.isalnum() for mark in whole) < FEWEST_MARKS:
        return "blank"
    if len({match.lower() for match in DECREE.findall(whole)}) >= 2:
        return "decree"
    if CHECKLIST.search(whole):
        return "checklist"
    if any(lists_titles(table) for table in sheet.tables):
        return "other"
    if len(texts) <= COVER_LINES and TITLE.search(whole):
        return "cover"
    headed = any(NARRATIVE_HEADING.match(text) for text in texts)
    return "narrative" if headed or len(texts) >= NARRATIVE_LINES else "other"
