"""Sheets to the identity block of one SOP: office, number, dates, signatory, name and the six lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise, takewhile

from rapidfuzz import fuzz

from normalize.identity_cells import BlockReader
from normalize.identity_chunks import OTHER_SIDE, PARTNERS, line_chunks, table_chunks
from normalize.identity_content import (
    LETTERS,
    cue_of_lines,
    is_address,
    is_heading,
    is_office_line,
    likely_box,
    names_office,
    printed_title,
)
from normalize.identity_covers import find_on_cover
from normalize.identity_found import (
    HEAD_FIELDS,
    LABEL_SURE,
    LIST_FIELDS,
    OWN_HEADS,
    Found,
    Reading,
    has_text,
    is_page,
    whole_label,
)
from normalize.identity_leaves import list_leaves, single_leaf, weighed_leaf
from normalize.identity_order import read_dump_lines
from normalize.identity_signatory import completed, signatory_leaves, unlabelled_signatory
from normalize.identity_title import sop_titles, title_cell, title_leaf, without_sop
from normalize.labels import match_label
from normalize.leaf import Leaf
from normalize.people import parse_nip
from normalize.wordings import fold
from table_extract.table import Line, PagePlace, Place, Sheet, Table

SINGLE_FIELDS = (
    "nomor_sop",
    "tanggal_pembuatan",
    "tanggal_revisi",
    "tanggal_efektif",
    "tanggal_pengesahan",
)
OPTIONAL = frozenset({"tanggal_efektif", "tanggal_pengesahan"})
"""Forms print one of these dates; the other one is then not missing."""
LETTERHEAD_SURE = 0.97
"""Label score given to an office's name by where it stands: in the emblem's cell or right above the block."""
MOST_OFFICE_LINES = 7
SHORTEST_LINE = 3
"""Letters; shorter lines of a letterhead are dirt of the emblem."""
FEWEST_STEP_COLUMNS = 6
"""Columns of a table that cannot be part of a block of two or three."""
SURE_CUE = 0.8
"""Cue score from which unlabelled lines are given to a list whose label was not found."""
DECIDED, SAME_WORD = "ditetapkan", 85.0
"""The word and the rapidfuzz ratio that tell the label of a date of approval from "dibuat" and "pembuatan"."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity block. A field whose label is not on the form at all is None."""

    instansi: Leaf | None = None
    nomor_sop: Leaf | None = None
    tanggal_pembuatan: Leaf | None = None
    tanggal_revisi: Leaf | None = None
    tanggal_efektif: Leaf | None = None
    tanggal_pengesahan: Leaf | None = None
    jabatan: Leaf | None = None
    nama: Leaf | None = None
    nip: Leaf | None = None
    nama_sop: Leaf | None = None
    lists: dict[str, tuple[Leaf, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The identity as the record schema wants it."""
        singles = {name: getattr(self, name) for name in ("instansi", *SINGLE_FIELDS, "nama_sop")}
        people = {name: getattr(self, name) for name in ("jabatan", "nama", "nip")}
        body: dict[str, object] = {name: leaf.to_json() if leaf else None for name, leaf in singles.items()}
        body["disahkan_oleh"] = {name: leaf.to_json() if leaf else None for name, leaf in people.items()}
        return body | {name: [leaf.to_json() for leaf in self.lists.get(name, ())] for name in LIST_FIELDS}


def read_identity(sheets: Sequence[Sheet], steps: Place | None = None) -> Identity:
    """The identity block that stands on these sheets (tables and loose lines of one SOP without its step tables).

    Without a block the office and the name stand above the ``steps``, and who signed below them.
    """
    reading = read_block(sheets, steps)
    found = reading.found
    tell_dates_apart(found)
    _return_number(reading)
    _tell_twins_apart(found)
    if not any(item.field in HEAD_FIELDS or item.field in LIST_FIELDS for item in found):
        _part_at(steps, reading)
        office, signed = _office(reading), unlabelled_signatory(reading.rest)
        people = signatory_leaves([signed], office.text or "") if signed else {}
        return Identity(instansi=office, nama_sop=title_leaf(reading), lists={}, **people)
    find_on_cover(reading)
    singles = {name: _single(name, found) for name in SINGLE_FIELDS}
    office = _office(reading)
    people = _people(reading, office.text or "")
    _fill_lost_lists(reading)
    _doubt_swallowers(found)
    listed = {name: [item for item in found if item.field == name] for name in LIST_FIELDS}
    lists = {name: list_leaves(name, listed[name], office.text) for name in LIST_FIELDS}
    return Identity(instansi=office, nama_sop=title_leaf(reading), lists=lists, **singles, **people)


def _part_at(steps: Place | None, reading: Reading) -> None:
    """Without a label all lines stand above the first one: those below the top of the steps are no letterhead."""
    above = [line for line in reading.above if steps is None or _order(line.place) < _order(steps)]
    reading.rest += [line for line in reading.above if line not in above]
    reading.above = above


def _order(place: Place) -> tuple[int, float]:
    return place.page if isinstance(place, PagePlace) else 0, _height(place)


def _people(reading: Reading, office: str) -> dict[str, Leaf]:
    """Who signed: in the labelled box, or with a number elsewhere where the box is empty or holds a position only."""
    signed = [item for item in reading.found if item.field == "disahkan_oleh"]
    unlabelled = (unlabelled_signatory(lines) for lines in (reading.inside, reading.rest))
    below = next((block for block in unlabelled if block is not None), None)
    if below is None or not any(has_text(item.lines) for item in signed):
        return signatory_leaves([*signed, below] if below else signed, office)
    return completed(signatory_leaves(signed, office), signatory_leaves([below], office))


def tell_dates_apart(found: Sequence[Found]) -> None:
    """ "Tanggal Ditetapkan" beside "Tanggal Pembuatan" is the date of approval; alone it is the only date there is."""
    made = [item for item in found if item.field == "tanggal_pembuatan"]
    decided = [item for item in made if fuzz.partial_ratio(DECIDED, fold(item.label)) >= SAME_WORD]
    if len(decided) < len(made) and all(item.field != "tanggal_pengesahan" for item in found):
        for item in decided:
            item.field = "tanggal_pengesahan"


def _tell_twins_apart(found: Sequence[Found]) -> None:
    """Of two boxes with one label, printed beside one partner, the lower is the next box of the form, whose own label
    is nowhere: an author copied the one above it."""
    printed = Counter(item.field for item in found)
    for column in (tuple(PARTNERS), tuple(PARTNERS.values())):
        for above, lost in pairwise(column):
            twice = printed[above] == 2 and printed[OTHER_SIDE[above]] == 1
            if twice and not printed[lost] and printed[OTHER_SIDE[lost]] == 1:
                lower = next(item for item in reversed(found) if item.field == above)
                lower.field, lower.how = lost, "order"


def _return_number(reading: Reading) -> None:
    """A NIP that slipped over the ruling into the box of the SOP's name is the signature's above it."""
    name, signed = reading.last("nama_sop"), reading.last("disahkan_oleh")
    nip = parse_nip(name.lines[0].text) if name and len(name.lines) > 1 else None
    if name and signed and signed.lines and nip and nip.valid and name.lines[0].text.upper().startswith("NIP"):
        signed.lines.append(name.lines.pop(0))


def _doubt_swallowers(found: Sequence[Found]) -> None:
    """A box whose label is nowhere, though its partner's is, may have been read as part of the box above it."""
    known = {item.field for item in found}
    for column in (tuple(PARTNERS), tuple(PARTNERS.values())):
        for above, lost in pairwise(column):
            if lost not in known and OTHER_SIDE[lost] in known:
                for item in found:
                    if item.field == above:
                        item.may_hold_next = True


def is_identity_table(table: Table) -> float:
    """0..1: how much a table looks like an identity block or a part of it."""
    return min(1.0, len(_fields(table)) / 3)


def _fields(table: Table) -> set[str]:
    """The fields of the block whose labels a table's cells begin with; those of boxes also over two lines."""
    cells = [cell.lines for cell in table.cells if cell.lines]
    over_two = {str(match.field) for lines in cells if (match := whole_label(lines))}
    first = {str(match.field) for lines in cells if (match := match_label(lines[0].text)).score >= LABEL_SURE}
    return (over_two & set(LIST_FIELDS)) | (first & (OWN_HEADS | set(LIST_FIELDS)))


def read_block(sheets: Sequence[Sheet], steps: Place | None = None) -> Reading:
    """Labels and values of all tables and loose lines, from top to bottom.

    No box goes on below the ``steps``, nor is one filled again: what stands there belongs to an annex.
    """
    reading = Reading()
    reader = BlockReader(reading)
    filled: set[str] = set()
    for sheet in sheets:
        items: list[Table | Line] = sorted([*sheet.tables, *sheet.lines], key=lambda item: _height(item.place))
        for loose, group in groupby(items, key=lambda item: isinstance(item, Line)):
            run = list(group)
            if steps is not None and _order(run[0].place) > _order(steps):
                reader.open.clear()
                filled = {found.field for found in reading.found if has_text(found.lines)}
                steps = None
            if not loose:
                for table in run:
                    if isinstance(table, Table) and not is_foreign(table, reading, filled):
                        reader.read(table_chunks(table))
                continue
            lines = [line for line in run if isinstance(line, Line)]
            if is_page(lines[0].place):
                reader.read(line_chunks(lines))
            else:
                read_dump_lines(lines, reading, reader)
    return reading


def is_foreign(table: Table, reading: Reading, filled: Collection[str] = ()) -> bool:
    """True for a wide table without any label below a block: steps whose header was not read, no list of the block;
    and for one whose lists are ``filled`` already: an annex with headings like theirs, such as a service standard."""
    fields = _fields(table)
    lists = fields & set(LIST_FIELDS)
    if lists and lists.issuperset(fields) and lists.issubset(filled):
        return True
    return bool(reading.found) and table.cols >= FEWEST_STEP_COLUMNS and not fields


def _height(place: Place) -> float:
    return place.bbox[1] if isinstance(place, PagePlace) else float(place.line)


def _single(name: str, found: Sequence[Found]) -> Leaf | None:
    candidates = [item for item in found if item.field == name]
    if not candidates and name in OPTIONAL:
        return None
    return single_leaf(name, candidates)


def _office(reading: Reading) -> Leaf:
    """The office's name: the emblem's cell with a labelled unit, that alone, or the letterhead above the block; without
    address."""
    labelled = [item for item in reading.found if item.field == "instansi" and has_text(item.lines)]
    title = [*title_cell(reading), *(line for lines in sop_titles(reading) for line in lines)]
    inside = [line for chunk in reading.beside if not _is_heading_cell(chunk.lines) for line in chunk.lines]
    inside = [without_sop(line) for line in inside if line not in title]
    for lines, score in ((inside, LETTERHEAD_SURE), (letterhead(reading.above), LETTERHEAD_SURE)):
        named = without_address(lines)
        office = without_emblem(distinct([line for line in named if is_office_line(line.text, line.confidence)]))
        if (lines is inside or not labelled) and any(names_office(line.text) for line in office):
            qualities = [chunk.grid_quality for chunk in reading.beside] if lines is inside else []
            office += _unit_lines(labelled, office)
            found = Found("instansi", score, lines=office, grid_quality=min(qualities, default=1.0))
            return weighed_leaf("instansi", found, office, "\n".join(line.text for line in office))
    return single_leaf("instansi", labelled)


def _unit_lines(labelled: Sequence[Found], office: Sequence[Line]) -> list[Line]:
    """The lines of a labelled unit that a letterhead does not name already, be it in other words: "UPT BENIH WANASARI"
    above "UNIT PELAKSANA BENIH WANASARI"."""
    if not labelled:
        return []
    unit, named = _folded_words(labelled[0].text), [_folded_words(line.text) for line in office]
    alike = any(2 * len(unit & words) >= len(unit) and 2 * len(unit & words) > len(words) for words in named[1:])
    return [] if alike or unit <= set().union(*named) else labelled[0].lines


def _folded_words(text: str) -> set[str]:
    return {fold(word) for word in LETTERS.findall(text)}


def without_address(lines: Sequence[Line]) -> list[Line]:
    """A letterhead without what goes on with its address: below a name in capitals that has small letters."""
    start = next((at for at, line in enumerate(lines) if at and is_address(line.text)), len(lines))
    capitals = all(line.text.isupper() for line in lines[:start])
    return [line for at, line in enumerate(lines) if at < start or not capitals or line.text.isupper()]


def without_emblem(lines: Sequence[Line]) -> list[Line]:
    """An office's name without what its emblem says above it: "WANASARI" above "KABUPATEN WANASARI"."""
    start = next((at for at, line in enumerate(lines) if names_office(line.text)), len(lines))
    said = {word for line in lines[start:] for word in LETTERS.findall(line.text)}
    return [line for at, line in enumerate(lines) if at >= start or not said.issuperset(LETTERS.findall(line.text))]


def distinct(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that a block repeated on the next page prints again."""
    first = {fold(line.text): index for index, line in reversed(list(enumerate(lines)))}
    return [lines[index] for index in sorted(first.values())]


def letterhead(above: Sequence[Line]) -> list[Line]:
    """The last run of lines above the block that begins with an office's name."""
    above = [line for line in above if sum(map(len, LETTERS.findall(line.text))) >= SHORTEST_LINE]
    start = next((i for i in range(len(above) - 1, -1, -1) if _begins_letterhead(above, i)), None)
    if start is None:
        return []
    lines = [line for line in above[start : start + MOST_OFFICE_LINES] if _page(line) == _page(above[start])]
    stop = next((i for i, line in enumerate(lines) if is_heading(line.text) or printed_title(line.text)), len(lines))
    return lines[:stop]


def _begins_letterhead(above: Sequence[Line], index: int) -> bool:
    """True for an office line with none in the run of lines right before it, which other words may begin."""
    if not names_office(above[index].text) or is_heading(above[index].text):
        return False
    before = (line for line in reversed(above[:index]) if _page(line) == _page(above[index]))
    run = takewhile(lambda line: is_office_line(line.text, line.confidence), before)
    return not any(names_office(line.text) for line in run)


def _page(line: Line) -> int:
    return line.place.page if isinstance(line.place, PagePlace) else 0


def _is_heading_cell(lines: Sequence[Line]) -> bool:
    """True for "STANDAR PROSEDUR" and "OPERASIONAL" below each other."""
    heads = is_heading(" ".join(line.text for line in lines))
    return heads and not any(names_office(line.text) for line in lines)


def _fill_lost_lists(reading: Reading) -> None:
    """Give unlabelled lines to a list without content when they sound like it, but neither title, number nor label."""
    said = {fold(line.text) for lines in sop_titles(reading) for line in lines}
    said |= {fold(item.text) for item in reading.found if item.field == "nomor_sop"}
    empty = [name for name in LIST_FIELDS if not any(item.field == name and item.lines for item in reading.found)]
    for line in [*reading.inside, *reading.rest]:
        if fold(line.text) in said or is_heading(line.text) or line.text.rstrip().endswith(":"):
            continue
        name, score = likely_box([line.text])
        if name in empty and score >= SURE_CUE and cue_of_lines(name, [line.text]) >= SURE_CUE:
            lost = reading.last(name)
            if lost is None or lost.how != "content":
                lost = Found(name, LABEL_SURE, "content")
                reading.found.append(lost)
            lost.lines.append(line)
            lost.places.append(line.place)
