"""What stands before and around an identity block and is no part of it: covers, narrative, the step table's title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalize.identity_content import names_office
from normalize.identity_found import LIST_FIELDS
from normalize.items import (
    NARRATIVE_HEADING,
    Item,
    goes_on_with,
    heads_numbered_rows,
    height,
    item_labels,
    item_texts,
    opens_block,
    row_numbers,
)
from normalize.table_titles import LETTERHEAD, TABLE_TITLE
from table_extract.table import Line, LinePlace, PagePlace, Place, Sheet, Table

SIGNED = re.compile(r"\bNIP\b|\b(?:ditetapkan|disahkan) (?:di|oleh|pada)\b", re.IGNORECASE)
"""What the signature below a table prints, where it stands on a page of its own."""
SECTION = re.compile(r"(?:[A-Z]|[IVX]{1,5})[.)]\s+[A-Z][A-Z ,/()&-]{4,}$")
"""The heading of a section of prose: "D. PENANGGUNG JAWAB"."""
FEWEST_BOXES = 4
"""Boxes of the six after which a block is whole."""
FEWEST_LABELS = 2
"""Labels on a page behind the steps, outside of a form's rows, by which its texts are the SOP's."""


def without_preamble(items: Sequence[tuple[Sheet, Item]], steps: Sequence[Table]) -> list[tuple[Sheet, Item]]:
    """The items from the letterhead above the identity block on; without a block, those before a narrative.

    ``steps`` are the step tables, whose titles are left out where the block says the SOP's name.
    """
    for table in steps if any("nama_sop" in item_labels(item) for _, item in items) else ():
        items = _without_title_of(items, table)
    start = next((i for i, (_, item) in enumerate(items) if opens_block(item_labels(item))), None)
    if start is None:
        return _without_narrative(items)
    first = start
    while first > 0 and _belongs_above(items, first):
        first -= 1
    texts = {i: _text(items[i][1]) for i in range(first, start)}
    heads = [i for i, text in texts.items() if LETTERHEAD.match(text) or names_office(text)]
    return list(items[heads[0] if heads else first :])


def without_sections(items: Sequence[tuple[Sheet, Item]], steps: Sequence[Table]) -> list[tuple[Sheet, Item]]:
    """Without the prose between a whole block and the steps, in sections headed in capitals: no box goes on there."""
    kept: list[tuple[Sheet, Item]] = []
    known: set[str] = set()
    prose = False
    for sheet, item in items:
        ends = isinstance(item, Table) or any(_stands_below(sheet, item, table) for table in steps)
        begins = len(known.intersection(LIST_FIELDS)) >= FEWEST_BOXES and _heads_section(item)
        prose = not ends and (prose or begins)
        if not prose:
            kept.append((sheet, item))
            known |= item_labels(item)
    return kept


def _heads_section(item: Item) -> bool:
    return bool(SECTION.match(_text(item))) and not item_labels(item)


def without_appendix(items: Sequence[tuple[Sheet, Item]], end: Place | None) -> list[tuple[Sheet, Item]]:
    """The items without the pages behind the ``end`` of the steps, such as forms, that no label or signature opens."""
    if not isinstance(end, PagePlace):
        return list(items)
    goes_on = [item for sheet, item in items if sheet.page == end.page and height(item.place) > height(end)]
    dropped: set[int] = set()
    form: Table | None = None
    for page in sorted({sheet.page for sheet, _ in items if sheet.page > end.page}):
        own = [item for sheet, item in items if sheet.page == page]
        form = _form(own, form)
        if form is None:
            goes_on += own
        if form is not None or not any(item_labels(item) or _is_signed(item) for item in goes_on):
            dropped.add(page)
    return [pair for pair in items if pair[0].page not in dropped]


def _form(own: Sequence[Item], before: Table | None) -> Table | None:
    """The table of numbered rows that a page gives itself to, or that goes on with the one of the page ``before``.

    What its rows name, as the Dasar Hukum among the components of a service, are no boxes of the block.
    """
    tables = [item for item in own if isinstance(item, Table)]
    forms = [table for table in tables if heads_numbered_rows(table) or goes_on_with(table, before)]
    others = (item_labels(item) for item in own if item not in forms or not row_numbers(item))
    return forms[-1] if forms and len(set().union(*others)) < FEWEST_LABELS else None


def _is_signed(item: Item) -> bool:
    return any(SIGNED.search(text) for text in item_texts(item))


def _belongs_above(items: Sequence[tuple[Sheet, Item]], index: int) -> bool:
    """True when the item before is a line of the same page that stands close above, or the table of who approved."""
    (sheet, item), (other, above) = items[index], items[index - 1]
    if sheet.page != other.page or isinstance(above, Table):
        return sheet.page == other.page and "disahkan_oleh" in item_labels(above)
    if isinstance(above.place, LinePlace):
        return height(item.place) - height(above.place) <= 3 and not NARRATIVE_HEADING.match(above.text)
    return True


def _without_title_of(items: Sequence[tuple[Sheet, Item]], table: Table) -> list[tuple[Sheet, Item]]:
    """Drops the title right above a step table, which repeats the block's Nama SOP and belongs to no box."""
    end = next((i for i, (sheet, item) in enumerate(items) if _stands_below(sheet, item, table)), len(items))
    start = end
    while start and items[start - 1][0].page == table.page and _is_title_above(items[start - 1][1], table):
        start -= 1
    return [*items[:start], *items[end:]]


def _stands_below(sheet: Sheet, item: Item, table: Table) -> bool:
    return (sheet.page, height(item.place)) > (table.page, height(table.place))


def _is_title_above(item: Item, table: Table) -> bool:
    above = isinstance(item, Line) and height(item.place) < height(table.place)
    return above and bool(TABLE_TITLE.match(_text(item)) or _text(item).isupper())


def _without_narrative(items: Sequence[tuple[Sheet, Item]]) -> list[tuple[Sheet, Item]]:
    """Without an identity block: everything but the lines from the first narrative heading on."""
    cut = next((i for i, (_, item) in enumerate(items) if NARRATIVE_HEADING.match(_text(item))), len(items))
    return list(items[:cut])


def _text(item: Item) -> str:
    return "" if isinstance(item, Table) else item.text
