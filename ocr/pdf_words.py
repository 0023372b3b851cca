"""The text layer of digital pages, as words."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from itertools import combinations, pairwise, takewhile
from pathlib import Path
from statistics import median
from typing import Any, Protocol

import numpy as np
import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from ocr.clipped import Origin, as_origin
from ocr.page import BBox, Word
from ocr.symbol_fonts import with_plain_symbols

PDFMINER_FAILS = (
    MalformedPDFException,
    PdfminerException,
    PDFException,
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    struct.error,
    zlib.error,
    RecursionError,
)
"""How pdfminer ends on files that break the rules of PDF: with its own errors and with Python's."""

HYPHENS = str.maketrans("\u2010\u2011\u00ad", "---")
"""Hyphens that browsers and word processors put at a line's end, or between letters that must stay together."""
NO_ROOM = 0.02
"""Points between a blank's beginning and the letters on both sides of it, below which no blank was meant."""
BROWSERS = "Skia/PDF"
"""Who writes the PDFs of Chromium and what is built on it."""
ON_LETTERS = 0.9
"""Share of a blank's width that letters of another text cover from which it lies on them."""

OTHER_FOOT = 0.5
"""Points between the feet of two texts from which neither is a part of the other, whatever was rounded."""

MOVED_BLANK, TOUCHING, FEWEST_TOUCHING = 0.09, 0.012, 5
"""Ems between letters that part two words, and up to which letters touch; so many of a word must, and all the others.
On 500 PDFs all such gaps parted words; letters that a spreadsheet spaced out lie 0.085 apart at most."""

OBLIQUE = 0.1
"""Slope of a baseline that runs neither along nor up the page; the text layers of scans lie askew by less."""

SAME_GLYPH = 0.5
"""Share of a letter's lesser side by which one like it lies beside it at most if it is the same, printed twice."""

LAID_OVER = 0.5
"""Share of the narrower of two letters that the other covers from which they are of two texts: kerning covers less."""

SMALL_PRINT_PT, USUAL_PRINT_PT, MOST_ENLARGED = 6.5, 9.0, 2.0
"""A page whose usual print is smaller than the first is a larger sheet shrunk to fit, as spreadsheets do. All on it is
drawn and measured as if its print were the second, up to a sheet so many times as wide."""


class WordsOf(Protocol):
    """Gives the text layer of a page by its index, less the letters that begin in one of some places."""

    def __call__(self, index: int, clipped: AbstractSet[Origin] = frozenset()) -> tuple[Word, ...]: ...


@contextmanager
def open_words(path: Path) -> Iterator[WordsOf]:
    """What gives the text layer of a page by its index.

    pdfminer is stricter than pdfium: pages whose text layer it cannot follow have none, and are read as pictures.
    """
    try:
        plumber = pdfplumber.open(path)
    except PDFMINER_FAILS:
        yield lambda index, clipped=frozenset(): ()
        return

    def words_of(index: int, clipped: AbstractSet[Origin] = frozenset()) -> tuple[Word, ...]:
        try:
            page = plumber.pages[index]
            words = _words(page, clipped)
            page.close()  # pdfplumber keeps every letter of every page it was asked for
        except PDFMINER_FAILS:
            return ()
        return words

    with closing(plumber.stream):  # its own close() looks at every page again, also at those it cannot follow
        yield words_of


def _words(plumber: pdfplumber.page.Page, clipped: AbstractSet[Origin]) -> tuple[Word, ...]:
    """Words in points, origin at the upper left corner of the page as shown."""
    for char in plumber.chars:
        char["upright"] = _runs_along(char)
    unseen = _clipped_away(plumber.chars, clipped) if clipped else set()
    chars = [char for char in plumber.chars if id(char) not in unseen]
    unseen |= _off_page(chars, plumber.bbox)
    kerned = BROWSERS in str(plumber.pdf.metadata.get("Producer", ""))
    left_out = (
        unseen | _unseen_blanks(chars, kerned) | _blanks_on_letters(chars) | _oblique(chars) | _overprinted(chars)
    )
    plumber = plumber.filter(lambda thing: id(thing) not in left_out) if left_out else plumber
    turned = [char["matrix"][1] for char in plumber.chars if not char["upright"]]
    upwards = sum(sine > 0 for sine in turned) * 2 >= len(turned)
    enlarged = enlargement([char["height"] for char in plumber.chars if char["upright"]])
    found = plumber.extract_words(
        x_tolerance=1.5 / enlarged,
        y_tolerance=2.5 / enlarged,
        extra_attrs=["upright"],
        char_dir_rotated="btt" if upwards else "ttb",
        line_dir_rotated="ltr" if upwards else "rtl",
        return_chars=True,
    )
    x_off, y_off = plumber.bbox[0], plumber.bbox[1]
    return tuple(
        Word(
            text=with_plain_symbols(word["text"]).translate(HYPHENS),
            bbox=(word["x0"] - x_off, word["top"] - y_off, word["x1"] - x_off, word["bottom"] - y_off),
            upright=bool(word["upright"]),
        )
        for mixed in found
        for whole in _texts_apart(mixed)
        for word in _cut_at_gaps(whole)
    )


def _texts_apart(word: dict[str, Any]) -> list[dict[str, Any]]:
    """A word, or the two or more that were printed one over the other in different sizes, such as an arrow's label."""
    by_size: dict[float, list[dict[str, Any]]] = {}
    for char in word["chars"]:
        by_size.setdefault(round(char["size"], 1), []).append(char)
    pairs = combinations(by_size.values(), 2)
    if not word["upright"] or not any(_lie_over(a, b) for first, second in pairs for a in first for b in second):
        return [word]
    return [
        {
            **word,
            "text": "".join(char["text"] for char in chars),
            "chars": chars,
            "x0": min(char["x0"] for char in chars),
            "x1": max(char["x1"] for char in chars),
            "top": min(char["top"] for char in chars),
            "bottom": max(char["bottom"] for char in chars),
        }
        for chars in by_size.values()
    ]


def _lie_over(a: dict[str, Any], b: dict[str, Any]) -> bool:
    shared = min(a["x1"], b["x1"]) - max(a["x0"], b["x0"])
    return bool(shared > LAID_OVER * min(a["width"], b["width"]))


def _cut_at_gaps(word: dict[str, Any]) -> list[dict[str, Any]]:
    """A word cut where its letters, which touch all others, leave a gap: a narrow blank that was moved, not printed."""
    chars, text = word["chars"], word["text"]
    gaps = [(right["x0"] - left["x1"]) / max(left["size"], 1.0) for left, right in pairwise(chars)]
    cuts = [at for at, gap in enumerate(gaps, start=1) if gap >= MOVED_BLANK]
    touching = sum(abs(gap) <= TOUCHING for gap in gaps)
    if (
        not cuts
        or not word["upright"]
        or touching < max(FEWEST_TOUCHING, len(gaps) - len(cuts))
        or len(text) != len(chars)
    ):
        return [word]
    edges = [0, *cuts, len(chars)]
    return [
        {**word, "text": text[start:end], "x0": chars[start]["x0"], "x1": chars[end - 1]["x1"]}
        for start, end in pairwise(edges)
    ]


def _clipped_away(chars: Sequence[dict[str, Any]], clipped: AbstractSet[Origin]) -> set[int]:
    """The letters that begin in clipped places, by identity, with the blanks behind them, of which pdfium tells one."""
    unseen: set[int] = set()
    last: dict[str, Any] | None = None
    for char in chars:
        behind = char["text"] == " " and last is not None and char["top"] == last["top"]
        if as_origin(*char["matrix"][4:]) in clipped or behind:
            unseen.add(id(char))
            last = char
        else:
            last = None
    return unseen


def enlargement(heights: Sequence[float]) -> float:
    """How many times larger the sheet was from which a page was shrunk, by the heights of its print in points.

    >>> enlargement([11.0, 9.0]), enlargement([4.5, 4.5, 9.0]), enlargement([])
    (1.0, 2.0, 1.0)
    """
    usual = max(1.0, median(heights)) if heights else USUAL_PRINT_PT
    return min(MOST_ENLARGED, USUAL_PRINT_PT / usual) if usual < SMALL_PRINT_PT else 1.0


def _unseen_blanks(chars: Sequence[dict[str, Any]], kerned: bool) -> set[int]:
    """The blanks that take no room between letters that touch, by identity: browsers print a soft hyphen inside a word
    as one. Where a line was set too tight the letters overlap, and the blank parts two words; but browsers set none
    so, and where they have ``kerned`` the letters, these overlap at a soft hyphen, too."""
    return {
        id(one)
        for before, one, following in zip(chars, chars[1:], chars[2:], strict=False)
        if one["text"] == " "
        and following["text"] != " "
        and one["upright"]
        and one["top"] == following["top"]
        and abs(following["x0"] - one["x0"]) < NO_ROOM
        and (before["text"] == " " or _touch(before, one, kerned))
    }


def _touch(before: dict[str, Any], blank: dict[str, Any], kerned: bool) -> bool:
    gap = blank["x0"] - before["x1"]
    return bool(gap < NO_ROOM if kerned else abs(gap) < NO_ROOM)


def _off_page(chars: Sequence[dict[str, Any]], page: BBox) -> set[int]:
    """The letters beyond the edges of the page as shown, by identity: nobody sees them."""
    left, top, right, bottom = page
    return {
        id(char)
        for char in chars
        if char["x1"] <= left or char["x0"] >= right or char["bottom"] <= top or char["top"] >= bottom
    }


def _blanks_on_letters(chars: Sequence[dict[str, Any]]) -> set[int]:
    """The blanks on letters of another text, by identity: empty boxes and lines laid over a name leave them."""
    boxes = np.array([[char[side] for side in ("x0", "x1", "top", "bottom")] for char in chars]).reshape(-1, 4)
    printed = np.array([not char["text"].isspace() for char in chars], bool)
    left_out = set()
    for at, blank in enumerate(chars):
        if blank["text"] != " " or not blank["upright"]:
            continue
        x, y = (blank["x0"] + blank["x1"]) / 2, (blank["top"] + blank["bottom"]) / 2
        level = printed & (boxes[:, 2] < y) & (y < boxes[:, 3])
        level[max(0, at - 1) : at + 1] = False  # the letter before it, in a line that was set tight
        level[at + 1 : at + 2] &= boxes[at + 1 : at + 2, 0] < blank["x0"] - NO_ROOM  # and the one behind it
        inside = level & (boxes[:, 0] < blank["x0"]) & (x < boxes[:, 1])
        shared = np.minimum(boxes[:, 1], blank["x1"]) - np.maximum(boxes[:, 0], blank["x0"])
        own = printed & (abs(boxes[:, 3] - blank["bottom"]) < OTHER_FOOT)
        covered = 0.0 if own[max(0, at - 1) : at + 2].any() else shared[level & ~own & (shared > 0)].sum()
        if inside.any() or covered > ON_LETTERS * (blank["x1"] - blank["x0"]):
            left_out.add(id(blank))
    return left_out


def _runs_along(char: dict[str, Any]) -> bool:
    """Whether a letter's baseline runs along the page; pdfplumber takes the least rounding error for a turned one."""
    along, across = char["matrix"][:2]
    return bool(abs(across) <= OBLIQUE * abs(along))


def _oblique(chars: Sequence[dict[str, Any]]) -> set[int]:
    """The letters of a watermark across the page, by identity: among the words of cells they would read as initials."""
    slopes = ((id(char), sorted(abs(side) for side in char["matrix"][:2])) for char in chars)
    return {name for name, (less, more) in slopes if less > OBLIQUE * more}


def _overprinted(chars: Sequence[dict[str, Any]]) -> set[int]:
    """The letters that lie on one like them, by identity: some programs print twice, for bold type or by mistake."""
    kept: dict[str, list[dict[str, Any]]] = {}
    twice: set[int] = set()
    for char in sorted(chars, key=lambda char: char["x0"]):
        alike = kept.setdefault(char["text"], [])
        reach = SAME_GLYPH * min(char["width"], char["height"])
        least = char["x0"] - reach
        near = takewhile(lambda one: one["x0"] > least, reversed(alike))  # noqa: B023 (used up at once)
        if any(abs(one["top"] - char["top"]) < reach for one in near):
            twice.add(id(char))
        else:
            alike.append(char)
    return twice


def scale_word(word: Word, scale: float) -> Word:
    x0, y0, x1, y1 = (value * scale for value in word.bbox)
    return Word(word.text, (x0, y0, x1, y1), word.confidence, word.upright)
