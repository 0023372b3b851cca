"""The step table as cells, whatever engine sets it: columns, headings over several, rows sharing a cell, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.colours import grey
from bench.content import Sop
from bench.hyphens import with_soft_hyphens
from bench.scene import Box, Type, height_of
from bench.style import Style

MUTU = ("kelengkapan", "waktu", "output")
SHARES = {"aktivitas": 0.36, "kelengkapan": 0.24, "output": 0.22, "keterangan": 0.18}
SQUEEZED = {"kelengkapan": 0.12, "output": 0.12, "keterangan": 0.1}
"""Columns so narrow that words are broken."""
NO_ROOM, TIME_ROOM = 26.0, 46.0
HEAD_ROW, NUMBER_ROW, TURNED_ROW = 18.0, 12.0, 64.0
CENTRED = ("no", "waktu")
FILL, FILL_GREY = "fill", grey(0.45)


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edge and width of each printed column; actors are ``pelaksana/0`` and on."""

    names: tuple[str, ...]
    xs: tuple[float, ...]

    def box(self, name: str, top: float, height: float) -> Box:
        """The cell of a column."""
        return self.over(name, name, top, height)

    def over(self, first: str, last: str, top: float, height: float) -> Box:
        """The cell over some columns."""
        left, right = self.xs[self.names.index(first)], self.xs[self.names.index(last) + 1]
        return Box(left, top, right - left, height)


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of the header: columns ``first`` to ``last``, levels ``top`` up to (not with) ``bottom``."""

    text: str
    first: str
    last: str
    top: int
    bottom: int
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Headings and the height of each level; no levels where a page goes on without a header."""

    headings: tuple[Heading, ...] = ()
    levels: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        return sum(self.levels)

    def box(self, heading: Heading, columns: Columns, top: float) -> Box:
        """Where a heading stands when the header begins at ``top``."""
        y = top + sum(self.levels[: heading.top])
        return columns.over(heading.first, heading.last, y, sum(self.levels[heading.top : heading.bottom]))


def columns_of(sop: Sop, style: Style, room: float) -> Columns:
    """Shares the width out: fixed for number, time and actors, the rest by weight."""
    names = [part for name in style.columns for part in _parts(name, len(sop.actors))]
    actor = min(64.0, max(34.0, room * 0.4 / len(sop.actors)))
    time = TIME_ROOM + (10 if sop.header_unit or style.size > 9 else 0)
    fixed = {"no": NO_ROOM, "waktu": time}
    rest = room - NO_ROOM - time * ("waktu" in names) - actor * len(sop.actors)
    shares = SHARES | SQUEEZED if style.squeezed else SHARES
    weight = sum(shares.get(name, 0) for name in names)
    widths = [fixed.get(name, actor if "/" in name else rest * shares.get(name, 0) / weight) for name in names]
    xs = [style.margin]
    for value in widths:
        xs.append(xs[-1] + value)
    return Columns(tuple(names), tuple(xs))


def _parts(name: str, actors: int) -> list[str]:
    return [f"pelaksana/{number}" for number in range(actors)] if name == "pelaksana" else [name]


def head_type(style: Style) -> Type:
    """How headings are set."""
    return Type(style.font, min(style.size, 9.0), strong=True, centred=True, middle=True)


def header_of(sop: Sop, style: Style, columns: Columns, words: Mapping[str, str]) -> Header:
    """Headings on two levels, three where actors have a group above them, and maybe a row of column numbers."""
    depth = 3 if sop.groups else 2
    headings = [
        *_single(columns, words, depth),
        *_groups(sop, columns, words),
        *_lower(sop, style, columns, words, depth),
    ]
    levels = [_level(headings, level, style, columns) for level in range(depth)]
    if style.number_row:
        levels.append(NUMBER_ROW)
        headings += [Heading(str(at), name, name, depth, depth + 1) for at, name in enumerate(columns.names, start=1)]
    return Header(tuple(headings), tuple(levels))


def _single(columns: Columns, words: Mapping[str, str], depth: int) -> list[Heading]:
    return [Heading(words[name], name, name, 0, depth) for name in columns.names if name in words and name not in MUTU]


def _groups(sop: Sop, columns: Columns, words: Mapping[str, str]) -> list[Heading]:
    """Pelaksana over all actors, names of units over theirs, Mutu Baku over its columns."""
    quality = [name for name in columns.names if name in MUTU]
    headings = [Heading(words["pelaksana"], "pelaksana/0", f"pelaksana/{len(sop.actors) - 1}", 0, 1)]
    headings += [Heading(name, f"pelaksana/{first}", f"pelaksana/{last}", 1, 2) for name, first, last in sop.groups]
    if quality:
        headings.append(Heading(words["mutu"], quality[0], quality[-1], 0, 1))
    return headings


def _lower(sop: Sop, style: Style, columns: Columns, words: Mapping[str, str], depth: int) -> list[Heading]:
    inside = {at for _, first, last in sop.groups for at in range(first, last + 1)}
    headings = []
    for at, actor in enumerate(sop.actors):
        name = f"pelaksana/{at}"
        headings.append(Heading(actor, name, name, 2 if at in inside else 1, depth, style.vertical_actors))
    named = sop.header_unit or ""
    unit = style.words["unit"].format(unit=named, Unit=named.capitalize()) if named else ""
    for name in columns.names:
        if name in MUTU:
            headings.append(Heading(words[name] + (unit if name == "waktu" else ""), name, name, 1, depth))
    return headings


def _level(headings: Sequence[Heading], level: int, style: Style, columns: Columns) -> float:
    """Height of a level: what its own headings need; those over several levels fit their sum well enough."""
    kind = head_type(style)
    own = [heading for heading in headings if heading.bottom == level + 1]
    if any(heading.turned for heading in own):
        return TURNED_ROW
    needed = [
        height_of(heading.text, columns.over(heading.first, heading.last, 0, 0).w, kind)
        - (HEAD_ROW * (level - heading.top))
        for heading in own
    ]
    return max([HEAD_ROW, *needed])


def cell_text(sop: Sop, row: int, name: str, style: Style) -> str:
    """What is printed in a cell."""
    if "/" in name:
        return sop.marks if sop.marks != FILL and _does(sop, row, name) else ""
    text = sop.steps[row].texts().get(name, "")
    return with_soft_hyphens(text) if style.hyphens and name in SHARES else text


def cell_shade(sop: Sop, row: int, name: str) -> str | None:
    """The grey of a cell that is filled instead of holding a symbol."""
    return FILL_GREY if sop.marks == FILL and "/" in name and _does(sop, row, name) else None


def _does(sop: Sop, row: int, name: str) -> bool:
    return any(f"pelaksana/{doer.actor}" == name for doer in sop.steps[row].doers)


def begins(sop: Sop, style: Style, row: int, name: str, first: int) -> bool:
    """Whether a cell of that column starts in the row; ``first`` is the first row of the page."""
    return row == first or not style.merged_notes or name not in sop.steps[row].joined


def reach(sop: Sop, style: Style, row: int, name: str, first: int, last: int) -> int:
    """Over how many rows of the page the cell that starts here goes; ``last`` is not on the page any more."""
    end = row + 1
    while end < last and not begins(sop, style, end, name, first):
        end += 1
    return end - row


def cut_pages(heights: Sequence[float], first: float, following: float) -> list[tuple[int, int]]:
    """Rows (from, up to) of each page; ``first`` and ``following``: the room for rows on the first and other pages."""
    pages: list[tuple[int, int]] = []
    start, used, room = 0, 0.0, first
    for row, height in enumerate(heights):
        if used + height > room and row > start:
            pages.append((start, row))
            start, used, room = row, 0.0, following
        used += height
    return [*pages, (start, len(heights))]
