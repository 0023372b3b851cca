"""What stands before and around an identity block and is no part of it: covers, narrative, the step table's title."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.items import NARRATIVE_HEADING, Item, height, item_labels, opens_block
from normalize.table_titles import LETTERHEAD, TABLE_TITLE
from table_extract.table import Line, LinePlace, Sheet, Table


def without_preamble(items: Sequence[tuple[Sheet, Item]], steps: Table | None) -> list[tuple[Sheet, Item]]:
    """The items from the letterhead above the identity block on; without a block, those before a narrative.

    ``steps`` is the first step table, whose title is left out where the block says the SOP's name.
    """
    start = next((i for i, (_, item) in enumerate(items) if opens_block(item_labels(item))), None)
    if start is None:
        return _without_narrative(items)
    first = start
    while first > 0 and _belongs_above(items, first):
        first -= 1
    items = _without_table_title(items, steps)
    heads = [i for i in range(first, start) if LETTERHEAD.match(_text(items[i][1]))]
    return items[heads[0] if heads else first :]


def _belongs_above(items: Sequence[tuple[Sheet, Item]], index: int) -> bool:
    """True when the item before is a line of the same page that stands close above."""
    (sheet, item), (other, above) = items[index], items[index - 1]
    if sheet.page != other.page or isinstance(above, Table):
        return False
    if isinstance(above.place, LinePlace):
        return height(item.place) - height(above.place) <= 3 and not NARRATIVE_HEADING.match(above.text)
    return True


def _without_table_title(items: Sequence[tuple[Sheet, Item]], steps: Table | None) -> list[tuple[Sheet, Item]]:
    """Drops the title right above the step table, which repeats the block's Nama SOP and belongs to no box."""
    kept = list(items)
    if not any("nama_sop" in item_labels(item) for _, item in items):
        return kept
    while steps and kept and kept[-1][0].page == steps.page and _is_title_above(kept[-1][1], steps):
        kept.pop()
    return kept


def _is_title_above(item: Item, table: Table) -> bool:
    above = isinstance(item, Line) and height(item.place) < height(table.place)
    return above and bool(TABLE_TITLE.match(_text(item)) or _text(item).isupper())


def _without_narrative(items: Sequence[tuple[Sheet, Item]]) -> list[tuple[Sheet, Item]]:
    """Without an identity block: everything but the lines from the first narrative heading on."""
    cut = next((i for i, (_, item) in enumerate(items) if NARRATIVE_HEADING.match(_text(item))), len(items))
    return list(items[:cut])


def _text(item: Item) -> str:
    return "" if isinstance(item, Table) else item.text
