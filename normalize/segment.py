"""Sheets of one file, cut into the SOPs they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile, zip_longest

from normalize.column import MUTU_BAKU
from normalize.columns import read_columns
from normalize.continued import StepTable, step_table
from normalize.items import (
    LABEL_SURE,
    Item,
    goes_on_with,
    heads_numbered_rows,
    height,
    is_block,
    item_labels,
    item_texts,
    opens_block,
)
from normalize.labels import match_label
from normalize.leaf import lines_to_text, union_place
from normalize.lost_tables import lost_table_lines, pages_of
from normalize.marked_columns import join_marks
from normalize.parted_cells import part_cells, part_headings
from normalize.preamble import without_appendix, without_preamble, without_sections
from normalize.prose import lines_to_steps, procedure_lines
from normalize.rows import BodyRow, body_rows
from normalize.shared_headings import share_headings
from normalize.shared_rulings import share_rulings, tell_doubled
from normalize.sideways import is_lone_mutu_baku
from normalize.table_titles import is_title, title_above
from normalize.wordings import fold
from table_extract.table import Line, PagePlace, Sheet, Table

NUMBERED, WORD = re.compile(r"\d"), re.compile(r"[^\W\d_]{3}")
"""What the number of a row begins with, and what is in any word."""
SAYS_SOP = re.compile(r"\bS\.?[OP]\.?[OP]\b|standa?r[dt]? ope?rasional|prosedur tetap|\bprotap\b", re.IGNORECASE)
FARTHEST_JUMP = 5
"""A continued table may begin so many numbers after the last one read: rows at a page's foot get lost."""

OF_SIGNER = re.compile(r"nama(?: lengkap)?|jabatan|pangkat\b.*|nip|tanda ?tangan|ttd|paraf|tanggal", re.IGNORECASE)
FEWEST_OF_SIGNER = 2
"""Headings, so many at least, under which a list of signers has its columns in place of actors."""
PAGE_OF = re.compile(r"\b(?:halaman|hal\.?)\W{0,3}(?P<page>\d{1,3}) ?(?:dari|/) ?\d{1,3}\b", re.IGNORECASE)
"""How a head counts the pages of its document."""
BESIDE_NUMBER = re.compile(r"(?:no(?:mor|\.)? revisi|revisi|halaman|hal\.)\W*$", re.IGNORECASE)
"""Labels that hospitals print beside the number's, all values in the row below."""
TOUCHING = 0.002
"""Share of the page's height by which the rows of one grid lie apart, at most."""
FEWEST_LINES = 3
"""Lines of a procedure from which a page without identity block and without table is an SOP in prose."""


@dataclass(frozen=True, slots=True)
class SopDraft:
    """What belongs to one SOP: its step tables, joined in order, and the sheets without them."""

    parts: tuple[StepTable, ...] = ()
    sheets: tuple[Sheet, ...] = field(default=())
    """Tables and lines outside the step tables, for the identity block; cover and narrative are left out."""
    title: str = ""
    """The title printed right above the first step table; empty where there is none."""
    procedure: tuple[Line, ...] = ()
    """Of an SOP without a step table: the lines that tell in prose what to do."""
    own_block: bool = False
    """Whether an identity block of its own seems to begin it."""
    lost: tuple[int, ...] = ()
    """Pages with the headings of a step table of which nothing could be read."""
    apart: tuple[int, ...] = ()
    """Pages with columns of Mutu Baku beside which no steps stand."""
    block: bool = False
    """Whether its labels are an SOP's beyond doubt: alone they make an SOP, even where its steps were lost."""
    left_out: tuple[int, ...] = ()
    """Pages with a list of activities that nothing shows to be an SOP's steps."""

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that hold something of this SOP."""
        told = {line.place.page for line in self.procedure if isinstance(line.place, PagePlace)}
        read = (*(page for part in self.parts for page in part.table.pages), *(sheet.page for sheet in self.sheets))
        return tuple(sorted({*told, *self.lost, *read}))


@dataclass(slots=True)
class _Open:
    """The SOP being collected."""

    parts: list[StepTable] = field(default_factory=list)
    items: list[tuple[Sheet, Item]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)


def sheets_to_drafts(sheets: Sequence[Sheet]) -> tuple[SopDraft, ...]:
    """The SOPs of a file in order. A sheet before the first identity block is given to the SOP that follows it."""
    done: list[_Open] = []
    current = _Open()
    for sheet in sheets:
        items = sheet_items(sheet)
        for item, below in zip_longest(items, items[1:]):
            labels = item_labels(item)
            other = _stands_on(item, below) or _goes_on_with_form(item, current)
            steps = item_to_steps(item, labels, current.parts) if not other else None
            if starts_sop(current, labels, steps):
                done.append(current)
                current = _reopen(current, sheet)
                steps = item_to_steps(item, labels, ())
            if steps is not None:
                current.parts.append(steps)
            else:
                current.items.append((sheet, item))
                current.labels |= labels
    drafts: list[SopDraft] = []
    left_out: set[int] = set()
    for sop in join_same([*done, current]):
        if sop.parts and not has_step_table(sop):
            left_out.update(page for part in sop.parts for page in part.table.pages)
            continue
        draft = _draft(sop)
        if draft.parts or draft.block or len(draft.procedure) >= FEWEST_LINES:
            drafts.append(draft)
    return _told_of(left_out, drafts)


def _told_of(left_out: Collection[int], drafts: Sequence[SopDraft]) -> tuple[SopDraft, ...]:
    """The SOPs with the pages whose lists of activities are no steps; the last SOP that began before tells of each."""
    told: list[list[int]] = [[] for _ in drafts]
    for page in sorted(left_out) if drafts else ():
        begun = (at for at, draft in enumerate(drafts) if draft.pages and draft.pages[0] <= page)
        told[max(begun, default=0)].append(page)
    return tuple(replace(draft, left_out=tuple(pages)) for draft, pages in zip(drafts, told, strict=True))


def has_step_table(sop: _Open) -> bool:
    """False for a report's list of activities: nothing says SOP, and neither doers nor a Mutu Baku are printed."""
    items = [item for _, item in sop.items]
    if (
        opens_block(sop.labels)
        or _says_sop(items)
        or any(part.table.symbols or part.columns.actors for part in sop.parts)
    ):
        return True
    printed = {column.field for part in sop.parts for column in part.columns.columns if column.name}
    return len(printed.intersection(MUTU_BAKU)) >= 2


def _says_sop(items: Sequence[Item]) -> bool:
    return any(SAYS_SOP.search(" ".join(item_texts(item))) for item in items)


def item_to_steps(item: Item, labels: set[str], parts: Sequence[StepTable]) -> StepTable | None:
    """The item as a step table with rows of its own, or as the continuation of the table before; else None.

    Without a header of its own, a table with identity labels or with numbers that do not go on is none.
    """
    if isinstance(item, Line) or is_lone_mutu_baku(item):
        return None
    steps = step_table(item, parts[-1] if parts else None)
    if steps is None or signs_off(steps) or not any(_says_something(row) for row in body_rows([steps])):
        return None
    if not steps.columns.inherited:
        return steps
    return steps if _counts_on(steps, parts) and len(labels) < 2 and not opens_block(labels) else None


def _says_something(row: BodyRow) -> bool:
    """Whether a row is numbered, or holds a word or a symbol: specks in a form to be filled in read as less."""
    return bool(row.symbols or NUMBERED.match(row.text("no")) or any(WORD.search(row.text(f)) for f in row.filled))


def _counts_on(steps: StepTable, parts: Sequence[StepTable]) -> bool:
    """Whether the first number read of a table, if any, may follow the last one before, past the rows above it."""
    first, last = next(iter(_numbers([steps])), None), max(_numbers(parts), default=0)
    unread = takewhile(lambda row: not _numbers_of([row]), body_rows([steps]))
    between = sum("aktivitas" in row.filled for row in unread)
    return first is None or last <= first <= last + FARTHEST_JUMP + between


def _stands_on(item: Item, below: Item | None) -> bool:
    """True for the rows right above a step table's own heading: a head of the page, and no further rows of a table."""
    if isinstance(item, Line) or not isinstance(below, Table):
        return False
    if not isinstance(item.place, PagePlace) or not isinstance(below.place, PagePlace):
        return False
    return abs(item.place.bbox[3] - below.place.bbox[1]) < TOUCHING and read_columns(below) is not None


def _goes_on_with_form(item: Item, current: _Open) -> bool:
    """True for rows that count on from those behind the steps which have a heading of their own: a form's."""
    behind = [
        table for sheet, table in current.items if isinstance(table, Table) and _below_steps(current, sheet, table)
    ]
    headed = any(heads_numbered_rows(table) for table in behind)
    return headed and isinstance(item, Table) and goes_on_with(item, behind[-1])


def signs_off(steps: StepTable) -> bool:
    """True for the list of those who drew up, checked and approved a document, where nobody does a step."""
    names = [column.name for column in steps.columns.actors]
    return len(names) >= FEWEST_OF_SIGNER and all(OF_SIGNER.fullmatch(name) for name in names)


def sheet_items(sheet: Sheet) -> list[Item]:
    """Tables and loose lines of a sheet from top to bottom; a block grown together with its step table is cut off."""
    tables = [piece for table in sheet.tables for piece in cut_above_header(join_marks(part_headings(table)))]
    items: list[Item] = [*tables, *sheet.lines]
    return sorted(items, key=lambda item: height(item.place))


def cut_above_header(table: Table) -> list[Table]:
    """The rows above a step table's header as tables of their own, and the table below them; else the table alone."""
    columns = read_columns(table)
    if columns is None or columns.header_from == 0:
        return [table]
    above = [cell for cell in table.cells if cell.row < columns.header_from]
    if not any(cell.lines for cell in above) or any(c.row + c.rowspan > columns.header_from for c in above):
        return [table]
    title = _title_from(table, columns.header_from)
    below = union_place([cell.place for cell in table.cells if cell.row >= columns.header_from])
    heads = [_rows_of(table, start, end) for start, end in ((0, title), (title, columns.header_from)) if start < end]
    return [*heads, replace(table, place=below or table.place)]


def _title_from(table: Table, header_from: int) -> int:
    """The first of the rows right above the header that hold nothing but the table's title."""
    row = header_from
    while row > 1:
        (first, *others) = [cell for cell in table.cells if cell.row <= row - 1 < cell.row + cell.rowspan]
        if others or not (first.lines and is_title(lines_to_text(first.lines))):
            break
        row -= 1
    return row


def _rows_of(table: Table, start: int, end: int) -> Table:
    """Some rows above the step table's header, where no symbols stand."""
    cells = [replace(cell, row=cell.row - start) for cell in table.cells if start <= cell.row < end]
    place = union_place([cell.place for cell in cells]) or table.place
    ys = table.ys[start : end + 1]
    return replace(table, rows=end - start, cells=tuple(cells), place=place, symbols=(), connectors=(), ys=ys)


def starts_sop(current: _Open, labels: set[str], steps: StepTable | None) -> bool:
    """True for a new identity block, or for step numbers that fall back to 1."""
    if steps is not None:
        return bool(current.parts) and restarts(steps, current.parts)
    return opens_block(labels) and (bool(current.parts) or "nomor_sop" in labels & current.labels)


def join_same(sops: Sequence[_Open]) -> list[_Open]:
    """Join what a block repeated on every page cut apart: steps that go on counting are the same SOP."""
    joined: list[_Open] = []
    for sop in sops:
        first = next(iter(_numbers(sop.parts)), None)
        last = max(_numbers(joined[-1].parts), default=0) if joined else 0
        if joined and first is not None and first > 1 and last < first <= last + 2:
            joined[-1].parts += sop.parts
        elif joined and _is_later_page(sop, joined[-1]):
            joined[-1].items += sop.items
            joined[-1].parts += sop.parts
        else:
            joined.append(sop)
    return joined


def _is_later_page(one: _Open, other: _Open) -> bool:
    """True when a head is printed again on a further page: it gives the same number, or no other one and says the same,
    or says that its page is not the first (Halaman 2 dari 4)."""
    ours, theirs = _document_number(one), _document_number(other)
    if not other.parts and ours != "" and ours == theirs:
        return True
    if one.parts and other.parts:
        return False
    told = PAGE_OF.search(_head(one))
    counted = told is not None and int(told["page"]) > 1 and ours == theirs
    return counted or _head(one) == _head(other) != ""


def _head(sop: _Open) -> str:
    """The text of the first table that prints labels of an identity block."""
    tables = (item for _, item in sop.items if isinstance(item, Table) and opens_block(item_labels(item)))
    return next((" ".join(item_texts(table)) for table in tables), "")


def _document_number(sop: _Open) -> str:
    """What stands after the first label of a number: in its own cell, in the next one, or below a row of labels."""
    texts = [text for _, item in sop.items for text in item_texts(item) if text.strip(" :")]
    for at, text in enumerate(texts):
        match = match_label(text)
        if match.field == "nomor_sop" and match.score >= LABEL_SURE:
            number = match.rest or next((text for text in texts[at + 1 :] if not BESIDE_NUMBER.match(text)), "")
            return fold(number) if any(mark.isdigit() for mark in number) else ""
    return ""


def restarts(steps: StepTable, parts: Sequence[StepTable]) -> bool:
    """True when a table with its own header counts from 1 again after higher numbers.

    A lone 1 before numbers that go on from the last one is what was read of a row that numbers the columns.
    """
    if steps.columns.inherited:
        return False
    numbers = _numbers([steps])
    if numbers[:1] != [1]:
        return False
    last = max(_numbers(parts), default=0)
    goes_on = numbers[1:2] == [last + 1] and last > 1
    return last > 1 and not goes_on


def _numbers(parts: Sequence[StepTable]) -> list[int]:
    return _numbers_of(body_rows(parts))


def _numbers_of(rows: Iterable[BodyRow]) -> list[int]:
    texts = [row.text("no").strip(" .,)(") for row in rows]
    return [int(text) for text in texts if text.isdigit() and len(text) <= 3]


def _reopen(closed: _Open, sheet: Sheet) -> _Open:
    """A new SOP; the letterhead and title lines printed since the last step table belong to it."""
    moved = [(s, item) for s, item in closed.items if s is sheet and _below_steps(closed, s, item)]
    closed.items = [pair for pair in closed.items if pair not in moved]
    return _Open(items=moved)


def _below_steps(closed: _Open, sheet: Sheet, item: Item) -> bool:
    if not closed.parts:
        return False
    last = closed.parts[-1].table
    return last.page != sheet.page or height(item.place) > height(last.place)


def _draft(sop: _Open) -> SopDraft:
    procedure = told_steps(sop)
    ends = [part.table.place for part in sop.parts] or [line.place for line in procedure]
    items = without_appendix(sop.items, ends[-1] if ends else None)
    tables = [part.table for part in sop.parts]
    items = without_preamble(items, tables)
    unread = lost_table_lines(item for _, item in items) if not sop.parts and not procedure else frozenset()
    told = unread | frozenset(procedure)
    own = [(sheet, item) for sheet, item in items if isinstance(item, Table) or item not in told]
    by_page = {sheet.page: sheet for sheet, _ in own}
    pages: dict[int, list[Item]] = {page: [] for page in by_page}
    for sheet, item in without_sections(own, tables):
        pages[sheet.page].append(_without(item, told))
    sheets = [
        replace(
            by_page[page],
            tables=tuple(item for item in items if isinstance(item, Table)),
            lines=tuple(item for item in items if isinstance(item, Line)),
        )
        for page, items in pages.items()
    ]
    title = title_above(sop.parts[0].table, [item for _, item in sop.items]) if sop.parts else ""
    block = is_block(item for _, item in sop.items)
    own_block, lost = opens_block(sop.labels), pages_of(unread)
    parts = tuple(tell_doubled(part_cells(part)) for part in share_headings(share_rulings(sop.parts)))
    lone = (item.page for _, item in sop.items if isinstance(item, Table) and is_lone_mutu_baku(item))
    return SopDraft(parts, tuple(sheets), title, procedure, own_block, lost, tuple(lone), block)


def told_steps(sop: _Open) -> tuple[Line, ...]:
    """The lines that tell the steps of an SOP without a step table; it says SOP somewhere or has an identity block."""
    items = [item for _, item in sop.items]
    if sop.parts or not (is_block(items) or _says_sop(items)):
        return ()
    lines = procedure_lines(items)
    return lines if lines_to_steps(lines) else ()


def _without(item: Item, lines: Collection[Line]) -> Item:
    """A table without the lines that are steps: they belong to no box of the identity block."""
    if isinstance(item, Line):
        return item
    cells = (replace(cell, lines=tuple(line for line in cell.lines if line not in lines)) for cell in item.cells)
    return replace(item, cells=tuple(cells))
