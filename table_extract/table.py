"""The type this room hands on: a sheet (one page or one text dump) with its tables and loose text lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ocr.page import BBox, PageInfo


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a value stands on a page; ``bbox`` in fractions of the upright page's width and height."""

    page: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a value stands in a text dump; 1-based line, 1-based tab-separated column."""

    line: int
    column: int


Place = PagePlace | LinePlace


MARKS_SEEN = "tanda baca menurut bentuk tinta"
"""Why a repair puts one mark in place of another: the ink shows it."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A misreading: ``read`` is what an engine read, ``meant`` what was printed ("" where that is unknown).

    ``certain`` repairs are done in the line's text, the others are only told.
    """

    read: str
    meant: str
    why: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of text.

    ``text`` is the best reading. ``readings`` keeps what each engine read, as (engine, text, confidence 0..1),
    the chosen one first; a text layer gives ``(("text layer", text, 1.0),)``. ``bbox`` is in pixels of the
    upright page and is None in text dumps.
    """

    text: str
    confidence: float
    place: Place
    bbox: BBox | None = None
    readings: tuple[tuple[str, str, float], ...] = ()
    repairs: tuple[Repair, ...] = ()
    unseen_marks: str = ""
    """Points, commas, colons and semicolons read from ink whose shape does not vouch for them; "?": more were seen."""
    stained: float = 0.0
    """Share of its length over which a coloured pen or a stamp was lifted off it."""
    cut: bool = False
    """Whether it reaches the edge of what the scanner took of the table: letters may be missing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A (possibly merged) cell. Rows and columns count from 0; ``lines`` is empty where nothing is printed."""

    row: int
    col: int
    place: Place
    rowspan: int = 1
    colspan: int = 1
    bbox: BBox | None = None
    lines: tuple[Line, ...] = ()
    grid_quality: float = 1.0
    """0..1: how firmly the rulings around this cell stand; 1.0 in text dumps and drawn tables."""
    ink: bool = False
    """True when ink was seen that is neither ruling, symbol nor connector (also where no text came of it)."""
    unread: bool = False
    """True when a line of its print gave no text, while others did."""
    lost: tuple[BBox, ...] = ()
    """Pixel boxes of ink that gave no text: lines, and what is no letter. Also outside ``bbox``, where the cell was cut
    out of a larger one."""
    shaded: bool = False
    """True when the cell is printed in a tone all over."""

    @property
    def text(self) -> str:
        """The lines joined by newlines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def has_lost(self) -> bool:
        """Whether ink whose middle lies in the cell gave no text."""
        middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in self.lost]
        x0, y0, x1, y1 = self.bbox or (0.0, 0.0, 0.0, 0.0)
        return any(x0 <= x < x1 and y0 <= y < y1 for x, y in middles)


SymbolKind = Literal["terminator", "process", "decision", "connector", "document", "other"]
"""terminator: capsule, ellipse or a shape that says Mulai/Selesai; connector: off-page pentagon or small circle."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A flowchart symbol, belonging to the grid position (``row``, ``col``) that holds its centre.

    ``row`` is ``Table.rows`` for an off-page connector that stands below the table.
    """

    kind: SymbolKind
    row: int
    col: int
    bbox: BBox
    place: Place
    confidence: float
    text: str = ""
    """Text printed inside, such as Mulai or A."""
    colspan: int = 1
    """How many columns it stands in, from ``col`` on: several actors may share one wide symbol."""
    also: SymbolKind | None = None
    """What else it may be, where two outlines fit nearly as well."""


@dataclass(frozen=True, slots=True)
class Connector:
    """An arrow between two symbols of one table, as indices into ``Table.symbols``.

    ``source`` or ``target`` is None where the line leaves the table (page break) or its end was lost.
    ``directed`` is False where no arrowhead was seen: the order is then a guess by reading order.
    """

    source: int | None
    target: int | None
    label: str | None
    """Text printed beside the line near its source, such as Ya or T."""
    confidence: float
    directed: bool = True
    path: tuple[tuple[float, float], ...] = ()
    """Corner points in pixels, from source to target."""


@dataclass(frozen=True, slots=True)
class LooseLabel:
    """A Ya or Tidak read in a row of a text dump, whose arrow nothing shows."""

    row: int
    text: str
    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled (or tab-separated) table. Every grid position is covered by exactly one cell."""

    page: int
    rows: int
    cols: int
    cells: tuple[Cell, ...]
    place: Place
    symbols: tuple[Symbol, ...] = ()
    connectors: tuple[Connector, ...] = ()
    xs: tuple[float, ...] = ()
    """Column boundaries in pixels, cols + 1 of them; empty in text dumps."""
    ys: tuple[float, ...] = ()
    """Row boundaries in pixels, rows + 1 of them; empty in text dumps."""
    loose_labels: tuple[LooseLabel, ...] = ()

    @property
    def pages(self) -> frozenset[int]:
        """The pages its cells stand on: two where it was printed over the width of two sheets."""
        return frozenset({self.page, *(cell.place.page for cell in self.cells if isinstance(cell.place, PagePlace))})

    def at(self, row: int, col: int) -> Cell:
        """The cell that covers a grid position. Raises KeyError outside the table."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rowspan and cell.col <= col < cell.col + cell.colspan:
                return cell
        raise KeyError((row, col))


def index_at(edges: Sequence[float], value: float) -> int:
    """The row or column, between two of the ``edges``, that a place lies in; the nearest one for places outside.

    >>> index_at((0, 10, 20), 12), index_at((0, 10, 20), 99)
    (1, 1)
    """
    return min(max(bisect_right(edges, value) - 1, 0), len(edges) - 2)


def row_at(ys: Sequence[float], value: float) -> int:
    """The row of a symbol at a height; off-page connectors below the table stand in the row after the last one.

    >>> row_at((0, 10, 20), 12), row_at((0, 10, 20), 25)
    (1, 2)
    """
    return index_at(ys, value) if value < ys[-1] else len(ys) - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, or one whole text dump (then ``info`` is None and ``page`` is 1).

    ``tables`` run from top to bottom; ``lines`` is the text outside the tables in reading order.
    """

    page: int
    tables: tuple[Table, ...]
    lines: tuple[Line, ...]
    info: PageInfo | None = None
    notes: tuple[str, ...] = field(default=())
    """What was dropped or repaired, in plain words, such as ``scanner badge removed``."""
