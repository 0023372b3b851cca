"""Numbers of a list that stand on lines of their own: printed higher or lower than the first line of their item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from normalize.identity_found import cut_line
from normalize.lists import CLOSED, MARK, OPEN_END, REFERRING, begins_law
from table_extract.table import Line, PagePlace, Place

LONE = re.compile(r"(?P<number>\d{1,2}) ?[.,)](?!\d)")
BARE = re.compile(r"(?P<number>\d{1,2})")
POINT = re.compile(r"^[·.,'’`] ?(?=[A-Z])")
"""A number's point that came to the line below it."""
OFF_CENTRE = 0.4
"""Line heights that a number set at the middle of its item may be off it: half a line more or less is twice as far."""

_Mark = tuple[float, Line | None]
"""How far down a number stands, and the line it was read with."""


def with_lone_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a box, each lone number that counts on put before the line its item begins with.

    A number set raised stands above that line. One set at the middle of its item stands between two lines of it and
    reaches into the one above: the item begins there, or further up.
    """
    if placed := _with_centred_numbers(lines) or _with_level_numbers(lines):
        return placed
    done: list[Line | None] = list(lines)
    last = 0
    for at, line in enumerate(lines):
        bare = _has_point_below(lines, at)
        found = (BARE if bare else MARK).match(line.text) or LONE.fullmatch(line.text.strip())
        if found is None or str(last + 1) not in found.groupdict().values():
            continue
        last += 1
        first = at + 1 if bare else _first_line(done, at) if _is_lone(line.text) else None
        if first is not None:
            done[first], done[at] = _numbered(lines[first], last), None
    return tuple(line for line in done if line is not None)


def _with_centred_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a list whose numbers all stand at the middle of their items, as in the cells of a spreadsheet.

    Each item takes as many lines as lie evenly about its number; nothing where that leaves a line over.
    """
    marks, texts = _marks_and_texts(lines)
    if all(line is not None for _, line in marks) or (len(marks) == 1 and not _stands_left(lines, texts)):
        return ()
    done: list[Line] = []
    for number, (middle, own) in enumerate(marks, start=1):
        item = _lines_about(middle, texts[len(done) :])
        goes_on = bool(done) and OPEN_END.search(done[-1].text)
        if not item or goes_on or (own is not None and all(line is not own for line in item)):
            return ()
        item = [cut_line(line, LONE.sub("", line.text, count=1)) if line is own else line for line in item]
        done += [_numbered(item[0], number), *item[1:]]
    return tuple(done) if len(done) == len(texts) else ()


def _with_level_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a list whose numbers stand in a column of their own, each beside the first line of its item.

    Nothing where one stands beside no line, or beside one that goes on with the line above it.
    """
    marks, texts = _marks_and_texts(lines)
    if not marks or any(line is not None for _, line in marks) or not _stands_left(lines, texts):
        return ()
    beside = [[at for at, line in enumerate(texts) if _is_level(middle, line)] for middle, _ in marks]
    firsts = [at for found in beside for at in found]
    if any(len(found) != 1 for found in beside) or firsts[0] != 0 or firsts != sorted(set(firsts)):
        return ()
    if any(texts[at].text[:1].islower() or OPEN_END.search(texts[at - 1].text) for at in firsts[1:]):
        return ()
    return tuple(_numbered(line, firsts.index(at) + 1) if at in firsts else line for at, line in enumerate(texts))


def _is_level(middle: float, line: Line) -> bool:
    return abs(_middle(line) - middle) < _line_height(line) / 2


def _marks_and_texts(lines: Sequence[Line]) -> tuple[list[_Mark], list[Line]]:
    """The numbers of a list counting from 1, alone or before a text, and all lines with a text."""
    marks: list[_Mark] = []
    texts: list[Line] = []
    for line in lines:
        text = line.text.strip()
        lone = LONE.fullmatch(text) or BARE.fullmatch(text)
        found = lone or LONE.match(text)
        if found is not None and found["number"] == str(len(marks) + 1):
            marks.append((_middle(line), None if lone else line))
        if not lone:
            texts.append(line)
    return marks, texts


def _stands_left(lines: Sequence[Line], texts: Sequence[Line]) -> bool:
    """Whether the lone numbers stand left of all text, as in cells of their own, and not in it."""
    numbers = [line.place for line in lines if line not in texts]
    edges = [(line.place.bbox[0], line.place.page) for line in texts if isinstance(line.place, PagePlace)]
    return all(
        isinstance(number, PagePlace) and number.bbox[2] <= x0 and number.page == page
        for number in numbers
        for x0, page in edges
    )


def _lines_about(middle: float, lines: Sequence[Line]) -> list[Line]:
    """The first lines, as many as lie evenly about a height; none where no number of them does."""
    off = [abs((_middle(lines[0]) + _middle(line)) / 2 - middle) for line in lines]
    best = min(range(len(lines)), key=off.__getitem__, default=0)
    return list(lines[: best + 1]) if off and off[best] <= OFF_CENTRE * median(map(_line_height, lines)) else []


def _middle(line: Line) -> float:
    return line.place.page + (line.place.bbox[1] + line.place.bbox[3]) / 2 if isinstance(line.place, PagePlace) else 0.0


def _line_height(line: Line) -> float:
    return line.place.bbox[3] - line.place.bbox[1] if isinstance(line.place, PagePlace) else 0.0


def _has_point_below(lines: Sequence[Line], at: int) -> bool:
    return BARE.fullmatch(lines[at].text.strip()) is not None and any(
        POINT.match(below.text) for below in lines[at + 1 : at + 2]
    )


def _is_lone(text: str) -> bool:
    return LONE.fullmatch(text.strip()) is not None


def _is_marked(text: str) -> bool:
    return MARK.match(text) is not None or _is_lone(text)


def _first_line(lines: Sequence[Line | None], at: int) -> int | None:
    """The line that the item of a lone number begins with; None where the number belongs to the sentence before it."""
    before = lines[at - 1] if at else None
    if before is not None and REFERRING.search(before.text.rstrip()[-12:]):
        return None
    above = _above(lines, at)
    return _below(lines, at) if above is None else above


def _above(lines: Sequence[Line | None], at: int) -> int | None:
    """The first line of the item that a number stands in the middle of: below the end of another, or like a law."""
    number, above = lines[at], lines[at - 1] if at else None
    if number is None or above is None or not _reaches(number.place, above.place) or CLOSED.search(above.text):
        return None
    for first in range(at - 1, -1, -1):
        line, before = lines[first], lines[first - 1] if first else None
        if line is None or _is_marked(line.text):
            return None
        if begins_law(line.text) or not first or (before is not None and CLOSED.search(before.text)):
            return first
    return None


def _reaches(number: Place, above: Place) -> bool:
    """Whether a number begins higher than the line above it ends."""
    if not isinstance(number, PagePlace) or not isinstance(above, PagePlace) or number.page != above.page:
        return False
    return number.bbox[1] < above.bbox[3]


def _below(lines: Sequence[Line | None], at: int) -> int | None:
    """The next line, where it has no mark of its own and may begin an item."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    text = below.text.strip() if below is not None else ""
    return at + 1 if text and not text[0].islower() and not _is_marked(text) else None


def _numbered(line: Line, number: int) -> Line:
    """The line with the number before it, in its readings too."""
    readings = tuple(
        (engine, f"{number}. {POINT.sub('', read, count=1)}", sure) for engine, read, sure in line.readings
    )
    return replace(line, text=f"{number}. {POINT.sub('', line.text, count=1)}", readings=readings)
