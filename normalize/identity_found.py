"""What the readers of the identity block hand on: labels with the lines found for them, and what stayed unassigned."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from normalize.labels import LabelMatch, match_label, match_ordinary
from normalize.lists import item_number
from table_extract.table import Line, PagePlace, Place

HEAD_FIELDS = frozenset(
    {
        "instansi",
        "nomor_sop",
        "tanggal_pembuatan",
        "tanggal_revisi",
        "revisi_ke",
        "halaman",
        "tanggal_efektif",
        "tanggal_pengesahan",
        "disahkan_oleh",
        "nama_sop",
    }
)
"""Fields with one value, printed beside their label."""
OWN_HEADS = HEAD_FIELDS - {"halaman"}
"""Those that a table of changes heads no column with."""
LIST_FIELDS = (
    "dasar_hukum",
    "kualifikasi_pelaksana",
    "keterkaitan",
    "peralatan_perlengkapan",
    "peringatan",
    "pencatatan_pendataan",
)
"""Boxes that hold a list, printed below their label."""
OTHER_PART = "bagian_lain"
"""Labels of parts that no record field holds, such as Tujuan; they end the box above them."""
LONG_HEADS = frozenset({"instansi", "disahkan_oleh", "nama_sop"})
"""Head fields whose value may go on in the next row; a number or a date is one line."""
LABEL_SURE = 0.8
"""Score from which the beginning of a cell or line counts as a label."""
LABEL_WEAK = 0.65
"""The same where a label is expected, for a cell that holds nothing else."""
INNER_SURE = 0.9
"""The same for a line further down in a cell, where it would cut a value in two."""
EXACT = 0.98
"""Score of a label that is spelt right, or differs in look-alike letters only."""
NEVER_ITEMS = frozenset({"keterkaitan", "peringatan"})
"""One-word labels that no list holds as an item; "Peralatan" or "Pencatatan" may be one."""
SLACK = 0.004
"""Page fractions by which neighbouring cells may overlap."""
EMPTY = re.compile(r"[\s:.…]*")
"""A cell with nothing but a colon or dotted line holds no value."""

How = Literal["beside", "below", "continued", "order", "content"]
"""How a value came to its field: by a label, going on from above, by the order of labels, or by what it says."""


@dataclass(slots=True)
class Found:
    """One label with the lines that belong to it; filled while the block is read from top to bottom."""

    field: str
    score: float
    """Score of the label, 0..1."""
    how: How = "beside"
    lines: list[Line] = dataclasses.field(default_factory=list)
    places: list[Place] = dataclasses.field(default_factory=list)
    """Places of the value's cells, also of empty ones."""
    ink: bool = False
    grid_quality: float = 1.0
    label: str = ""
    """The label as printed."""
    may_hold_next: bool = False
    """The label of the box below was not found: this one may hold its items, too."""

    @property
    def text(self) -> str:
        """All lines with single spaces."""
        return " ".join(" ".join(line.text for line in self.lines).split())


def by_content(field: str, score: float, lines: Sequence[Line]) -> Found:
    """A field told by what its lines say; no label stands before them."""
    return Found(field, score, "content", list(lines), [line.place for line in lines])


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one cell, or one loose line. ``x0``, ``x1``: page fractions, or columns of a text dump.

    ``row`` and ``row_end`` (exclusive) count within one table or one run of loose lines.
    """

    lines: tuple[Line, ...]
    place: Place
    x0: float
    x1: float
    row: int
    row_end: int
    ink: bool = False
    grid_quality: float = 1.0
    loose: bool = False
    reach: float = 0.0
    """Where the free room right of a loose line ends, which a label's box may fill; 0 for cells."""
    shaded: bool = False

    @property
    def end(self) -> float:
        """Right edge of the cell, or of a loose line with the room beside it."""
        return max(self.x1, self.reach)

    @property
    def empty(self) -> bool:
        """True when no value is printed here."""
        return not has_text(self.lines)


@dataclass(slots=True)
class Reading:
    """Everything found so far, and the lines that belong to no label: ``above`` the first one, in cells ``beside``
    (left of) the head labels, in other cells ``inside`` the block, and the ``rest`` outside of it."""

    found: list[Found] = dataclasses.field(default_factory=list)
    above: list[Line] = dataclasses.field(default_factory=list)
    beside: list[Chunk] = dataclasses.field(default_factory=list)
    inside: list[Line] = dataclasses.field(default_factory=list)
    rest: list[Line] = dataclasses.field(default_factory=list)

    def last(self, name: str) -> Found | None:
        """The newest label of a field."""
        return next((found for found in reversed(self.found) if found.field == name), None)


def has_text(lines: Sequence[Line]) -> bool:
    """True when the lines say more than a colon."""
    return any(not EMPTY.fullmatch(line.text) for line in lines)


def cut_line(line: Line, text: str) -> Line:
    """The line with only a part of its text; readings that begin with the cut label lose it too."""
    bare = text.strip().lstrip(":").strip()
    cut = tuple((engine, _tail(read, line.text, bare), sure) for engine, read, sure in line.readings)
    return replace(line, text=bare, readings=cut)


def _tail(read: str, whole: str, part: str) -> str:
    """What another engine read for the part at the end of a line: the same number of words from the end."""
    if not whole.rstrip().endswith(part):
        return read
    words = len(part.split())
    return " ".join(read.split()[-words:]) if words else ""


def split_at_labels(lines: Sequence[Line], *, expected: bool = False) -> list[tuple[LabelMatch | None, list[Line]]]:
    """The lines of a cell cut at the labels in it; what comes before the first label has None.

    Where a label is ``expected``, because others stand beside it or above it, a badly spelt one is one too.
    """
    whole = whole_label(lines)
    if whole is not None:
        return [(whole, [])]
    parts: list[tuple[LabelMatch | None, list[Line]]] = []
    for index, line in enumerate(lines):
        match = None if counts_on(lines, index) else line_label(line.text, first=index == 0)
        if match is None and expected and index == 0 and (len(lines) == 1 or line.text.rstrip().endswith(":")):
            match = weak_label(line.text)
        if match is not None:
            parts.append((match, [cut_line(line, match.rest)] if not EMPTY.fullmatch(match.rest) else []))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append((None, [line]))
    return parts


def counts_on(lines: Sequence[Line], index: int) -> bool:
    """True for an item of a list that reads like a label: "3. Dasar Hukum" below "2. Komputer"."""
    number = item_number(lines[index].text)
    before = next((line for line in reversed(lines[:index]) if item_number(line.text) is not None), None)
    if number is None or before is None or item_number(before.text) != number - 1:
        return False
    return line_label(before.text, first=True) is None


def whole_label(lines: Sequence[Line]) -> LabelMatch | None:
    """The label that a cell of two or three lines spells as a whole, such as "Peralatan/" and "Perlengkapan".

    A colon may stand beside its first line.
    """
    if not 2 <= len(lines) <= 3:
        return None
    words = (line.text.rstrip(" :") if line is not lines[-1] else line.text for line in lines)
    match = match_label(" ".join(word for word in words if word))
    single = match_label(lines[0].text)
    known = match.field in HEAD_FIELDS or match.field in LIST_FIELDS or match.field == OTHER_PART
    if not known or match.score < INNER_SURE or not EMPTY.fullmatch(match.rest):
        return None
    return match if single.field is None or single.score < match.score or match.field == single.field else None


def line_label(text: str, *, first: bool) -> LabelMatch | None:
    """The label a line begins with. Inside a cell only a box label alone on its line, or before a colon, counts.

    "Perangkat Daerah" without a colon is the end of a law's title there.
    """
    match = match_label(text)
    if match.field == OTHER_PART:
        return match if first and match.score >= INNER_SURE and EMPTY.fullmatch(match.rest) else None
    if match.field not in HEAD_FIELDS and match.field not in LIST_FIELDS:
        return None
    if first:
        return match if match.score >= LABEL_SURE or second_label(match) else None
    if match.field == "instansi" and ":" not in text:
        return None
    alone = EMPTY.fullmatch(match.rest) or text[: -len(match.rest)].rstrip().endswith(":")
    marked = len(match.label.split()) > 1 or text.rstrip().endswith(":")
    plain = match.field in NEVER_ITEMS and match.score >= EXACT
    return match if alone and (plain or (marked and match.score >= INNER_SURE)) else None


def second_label(match: LabelMatch) -> LabelMatch | None:
    """The list label right behind another one: two boxes side by side, read as one line."""
    second = match_label(match.rest) if match.rest and match.field in LIST_FIELDS else None
    if second is None or second.field not in LIST_FIELDS or second.score < LABEL_SURE or second.rest:
        return None
    return second


def weak_label(text: str) -> LabelMatch | None:
    """A label that is spelt badly, by its author or an engine, "PERNGATAN :", or an ordinary word before a value."""
    ordinary = match_ordinary(text)
    if ordinary.field in HEAD_FIELDS:
        return ordinary
    match = match_label(text)
    known = match.field in HEAD_FIELDS or match.field in LIST_FIELDS
    return match if known and match.score >= LABEL_WEAK and EMPTY.fullmatch(match.rest) else None


def is_page(place: Place) -> bool:
    """True for a place on a page, False for one in a text dump."""
    return isinstance(place, PagePlace)
