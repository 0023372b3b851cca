"""From ink to lines of print: connected components, chained to their neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocr.order import weighted_percentile
from ocr.page import BBox, Image
from ocr.pieces import ink_to_boxes

Boxes = NDArray[np.float64]
"""Shape (n, 4): x0, y0, x1, y1 in pixels."""

SPECK_MM = 0.22
"""Ink smaller than this in both directions is dust: the dot of a 7-point i is 0.3 mm."""
LETTER_MIN_MM = 0.85
"""Lowest letter: the x-height of 6-point type is 1.0 mm."""
LETTER_MAX_MM = 9.0
"""Highest letter in a table or letterhead (26-point capitals); higher ink is a logo, stamp or signature."""
RULE_ASPECT = 7.0
RULE_MAX_MM = 0.8
"""Ink thinner than this and longer than so many times its thickness is a rest of a ruling or an underline."""
DASH_MAX_MM = 3.2
"""Longest lone dash (an em dash in 12-point type is 4.2 mm, a hyphen 1.4 mm)."""
DASH_ASPECT = 1.4
"""Least width over height: hyphens of small type are six pixels by four on a scan at 200 dpi."""
LIST_DOT_MM, LIST_DOT = 0.5, 0.25
"""Narrowest dot of a list, in small print by the height of its line; a full stop in 10-point type is 0.4 mm."""
LONGEST_LINE = 80.0
"""Width over height of a full line of 160 letters; pieces of a ruling in a row are longer."""
WORD = 10.0
"""Width over height of a long word."""
HIGHEST_LETTER, JOINT = 1.7, 2.2
"""Heights by the usual letter's: the highest of a font (brackets), and what is surely two letters that touch."""
WHOLE = 0.7
"""Least height of a letter by the usual one: lower are hyphens, apostrophes, raised figures."""
LIST_INDENT_MM = 4.0
"""Furthest a list's dash or dot stands before its text."""
HANGING_MM, LIST_COLUMN_MM = 8.0, 0.5
"""The same of dashes that begin so near to one upright line: word processors hang the text out by 6.35 mm."""
LIST_ASPECT = 1.2
"""Least width over height of these: where there is a column of them, they are surely meant."""
MARK_REACH_MM = 1.4
"""A dot further behind the last letter is dirt."""
COMMA_REACH_MM = 2.0
"""What is higher than wide and hangs below the letters is a comma, and may stand behind a space."""
COMMA_DROP = 0.05
"""How far it hangs, as a share of the height of letters."""
LARGE_COMMA = 0.7
"""Height of a comma by the letters of its line, at most."""
COLON_REACH_MM = 3.0
"""Two dots over each other are a colon, which may stand behind a space or a stretched one: "sebagai berikut :"."""
COLON_PITCH = (0.25, 0.95)
"""From dot to dot of a colon, as a share of the height of its line (.4 in one with ascenders and descenders)."""


@dataclass(frozen=True, slots=True)
class InkLine:
    """One line of print: its box in pixels and the boxes of its pieces of ink, left to right."""

    bbox: BBox
    pieces: tuple[BBox, ...]
    dash: bool = False
    """True when the only ink is one short flat stroke."""
    hung_out: bool = False
    """True when a list's dash stands far before it, which is not among its pieces."""
    starts_with_dash: bool = False
    """True when the first piece is a short flat stroke at half height, as list items begin with."""


def ink_to_pieces(ink: Image) -> Boxes:
    """Boxes of the connected pieces of ink (255 = ink) of a picture."""
    boxes = ink_to_boxes(ink).astype(np.float64)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def pieces_to_lines(pieces: Boxes, pixels_per_mm: float, split_gap_mm: float = math.inf) -> tuple[InkLine, ...]:
    """Lines of print from top to bottom. Dust and rests of rulings make no line.

    A gap in a line wider than ``split_gap_mm`` makes two lines of it.
    """
    width, height = pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]
    seen = np.maximum(width, height) >= SPECK_MM * pixels_per_mm
    thin, long = np.minimum(width, height), np.maximum(width, height)
    thin_rule = (long > RULE_ASPECT * thin) & (long > DASH_MAX_MM * pixels_per_mm)
    thin_rule &= thin < RULE_MAX_MM * pixels_per_mm
    pieces = pieces[seen & ~thin_rule & (height <= LETTER_MAX_MM * pixels_per_mm)]
    height = pieces[:, 3] - pieces[:, 1]
    is_letter = height >= LETTER_MIN_MM * pixels_per_mm
    letters, marks = pieces[is_letter], pieces[~is_letter]
    rows = _with_large_commas(_merge_level(_chains(letters), split_gap_mm * pixels_per_mm), pixels_per_mm)
    rows, lone = _adopt_marks(rows, marks, pixels_per_mm)
    lines = [line for row in rows if not _is_stroke(line := _to_line(row, pixels_per_mm))]
    lines, lone = _hung_out(lines, lone, pixels_per_mm)
    lines += [InkLine(_tuple(mark), (_tuple(mark),), dash=True) for mark in lone if _is_dash(mark, pixels_per_mm)]
    return tuple(sorted(lines, key=lambda line: (line.bbox[1] + line.bbox[3], line.bbox[0])))


def _hung_out(
    lines: list[InkLine], marks: list[NDArray[np.float64]], pixels_per_mm: float
) -> tuple[list[InkLine], list[NDArray[np.float64]]]:
    """The lines, those told that begin far behind a dash of a column of such, and the marks that are no list's."""
    dashes = [mark for mark in marks if _is_dash(mark, pixels_per_mm, LIST_ASPECT)]
    dashes = [dash for dash in dashes if any(_begins_behind(line, dash, pixels_per_mm) for line in lines)]
    near = LIST_COLUMN_MM * pixels_per_mm
    dashes = [dash for dash in dashes if sum(abs(other[0] - dash[0]) <= near for other in dashes) > 1]
    if not dashes:
        return lines, marks
    hung = (any(_begins_behind(line, dash, pixels_per_mm) for dash in dashes) for line in lines)
    told = [replace(line, hung_out=out) for line, out in zip(lines, hung, strict=True)]
    return told, [mark for mark in marks if not any(mark is dash for dash in dashes)]


def _begins_behind(line: InkLine, dash: NDArray[np.float64], pixels_per_mm: float) -> bool:
    x0, y0, _, y1 = line.bbox
    return bool(y0 <= (dash[1] + dash[3]) / 2 <= y1 and 0 < x0 - dash[2] <= HANGING_MM * pixels_per_mm)


def _chains(letters: Boxes) -> list[Boxes]:
    """Letters linked to the next one at their level, at most two letter heights away."""
    if not len(letters):
        return []
    # A piece much higher than the rest joins two lines (a descender on an ascender), as one higher than letters does
    # that is linked to both: it links nothing.
    # Wide ones count for more, up to a word's: words whose letters touch outweigh the grains of a fold.
    height = letters[:, 3] - letters[:, 1]
    usual = weighted_percentile(height, np.minimum(letters[:, 2] - letters[:, 0], WORD * height), 50)
    links = level_overlap(letters, letters) >= 0.5
    gap = letters[None, :, 0] - letters[:, None, 2]
    links &= (gap < 2.0 * usual) & (letters[None, :, 0] >= letters[:, None, 0])
    joint = height > JOINT * usual
    high = np.flatnonzero(~joint & (height > HIGHEST_LETTER * usual))
    joint[high] = _beside_two_lines(letters, links[high] | links[:, high].T, usual)
    links[joint, :] = False
    links[:, joint] = False
    groups = _components(links)
    members = [groups == group for group in range(groups.max() + 1)]
    lines = [own for own in members if not joint[own].all()]
    return [letters[own] for own in lines or members]


def _beside_two_lines(letters: Boxes, links: NDArray[np.bool_], usual: float) -> NDArray[np.bool_]:
    """Which rows of links lead to one letter and to another that stands wholly below it."""
    near = links & (letters[:, 3] - letters[:, 1] >= WHOLE * usual)
    lowest_end = np.where(near, letters[:, 3], np.inf).min(axis=1)
    highest_start = np.where(near, letters[:, 1], -np.inf).max(axis=1)
    return np.asarray(highest_start >= lowest_end, dtype=np.bool_)


def level_overlap(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """Shared height of each pair, as a share of the lower one."""
    shared = np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1])
    lower = np.minimum((a[:, 3] - a[:, 1])[:, None], (b[:, 3] - b[:, 1])[None, :])
    return np.asarray(shared / np.maximum(lower, 1.0), dtype=np.float64)


def _components(links: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Group number of each node of an undirected graph given by its adjacency matrix."""
    parent = list(range(len(links)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in np.argwhere(links):
        parent[root(int(a))] = root(int(b))
    return np.unique([root(node) for node in range(len(links))], return_inverse=True)[1].astype(np.int64)


def _merge_level(chains: list[Boxes], max_gap: float) -> list[Boxes]:
    """Chains at one level that do not stand over each other become one row, however wide
    the gap of up to ``max_gap`` pixels between them; a word may stand alone in a gap of a justified line."""
    rows: list[Boxes] = []
    for chain in sorted(chains, key=len, reverse=True):
        box = _around(chain)
        for index, row in enumerate(rows):
            other = _around(row)
            shared = min(box[3], other[3]) - max(box[1], other[1])
            beside = len(chain) == 1 or _apart(box, row)
            near = max(box[0], other[0]) - min(box[2], other[2]) <= max_gap
            if beside and near and shared >= 0.6 * min(box[3] - box[1], other[3] - other[1]):
                rows[index] = np.vstack([row, chain])
                break
        else:
            rows.append(chain)
    return rows


def _with_large_commas(rows: list[Boxes], pixels_per_mm: float) -> list[Boxes]:
    """The rows with the commas of large print, which are as high as small letters and stand apart from them."""
    lines = [row for row in rows if len(row) > 1]
    for piece in (row for row in rows if len(row) == 1):
        own = [at for at, line in enumerate(lines) if _is_comma_of(piece[0], line, pixels_per_mm)]
        if own:
            lines[own[0]] = np.vstack([lines[own[0]], piece])
        else:
            lines.append(piece)
    return lines


def _is_comma_of(piece: NDArray[np.float64], line: Boxes, pixels_per_mm: float) -> bool:
    low = piece[3] - piece[1] <= LARGE_COMMA * float(np.median(line[:, 3] - line[:, 1]))
    x0, _, x1, _ = _around(line)
    return low and _hangs(piece, line) and x0 < piece[0] and piece[2] <= x1 + MARK_REACH_MM * pixels_per_mm


def _apart(box: BBox, row: Boxes) -> bool:
    """Whether no piece of a row stands over or under a box, save for two pixels of overhang."""
    return bool(((row[:, 2] <= box[0] + 2) | (row[:, 0] >= box[2] - 2)).all())


def _adopt_marks(
    rows: list[Boxes], marks: Boxes, pixels_per_mm: float
) -> tuple[list[Boxes], list[NDArray[np.float64]]]:
    """Give dots, commas and hyphens to the row they stand in; return the ones that stand alone too."""
    adopted: list[list[NDArray[np.float64]]] = [[] for _ in rows]
    around = [_around(row) for row in rows]
    lone = []
    for mark in marks:
        fitting = [at for at, box in enumerate(around) if _stands_in(mark, marks, rows[at], box, pixels_per_mm)]
        if fitting:
            adopted[min(fitting, key=lambda at: _off_level(mark, rows[at])) if fitting[1:] else fitting[0]].append(mark)
        else:
            lone.append(mark)
    joined = [np.vstack([row, *own]) if own else row for row, own in zip(rows, adopted, strict=True)]
    return joined, lone


def _stands_in(mark: NDArray[np.float64], marks: Boxes, row: Boxes, around: BBox, pixels_per_mm: float) -> bool:
    """Whether a mark is near enough to the box ``around`` a row."""
    x0, y0, x1, y1 = around
    slack, reach, off = 0.35 * (y1 - y0), LIST_INDENT_MM * pixels_per_mm, MARK_REACH_MM * pixels_per_mm
    dash = _is_dash(mark, pixels_per_mm)
    ahead = reach if dash or _is_dot(mark, min(LIST_DOT_MM * pixels_per_mm, LIST_DOT * (y1 - y0))) else off
    level = y0 - slack <= (mark[1] + mark[3]) / 2 <= y1 + slack
    if not level or mark[0] < x0 - ahead:
        return False
    behind = (mark[2] - x1) / pixels_per_mm
    if behind <= (LIST_INDENT_MM if dash else MARK_REACH_MM):
        return True
    return (behind <= COLON_REACH_MM and _is_of_colon(mark, marks, around)) or (
        behind <= COMMA_REACH_MM and _hangs(mark, row)
    )


def _is_of_colon(mark: NDArray[np.float64], marks: Boxes, around: BBox) -> bool:
    """Whether a mark has one like it straight over or under it, both inside the box of a row."""
    high, slack = around[3] - around[1], 0.1 * (around[3] - around[1])
    size, own = np.maximum(marks[:, 2] - marks[:, 0], marks[:, 3] - marks[:, 1]), max(mark[2:] - mark[:2])
    shared = np.minimum(marks[:, 2], mark[2]) - np.maximum(marks[:, 0], mark[0])
    pitch = abs(marks[:, 1] + marks[:, 3] - mark[1] - mark[3]) / 2 / high
    twins = (pitch >= COLON_PITCH[0]) & (pitch <= COLON_PITCH[1]) & (size <= 2 * own) & (own <= 2 * size)
    twins &= shared >= 0.5 * np.minimum(marks[:, 2] - marks[:, 0], mark[2] - mark[0])
    pairs = np.vstack([marks[twins], mark])
    inside = (pairs[:, 1] >= around[1] - slack) & (pairs[:, 3] <= around[3] + 3 * slack)
    return bool(inside[-1] and inside[:-1].any())


def _hangs(mark: NDArray[np.float64], row: Boxes) -> bool:
    """Whether a mark begins on the writing level of a row and ends below it, as a comma does."""
    level, height = float(np.median(row[:, 3])), float(np.median(row[:, 3] - row[:, 1]))
    upright = mark[3] - mark[1] > mark[2] - mark[0]
    return bool(upright and mark[1] < level < mark[3] - COMMA_DROP * height)


def _off_level(mark: NDArray[np.float64], row: Boxes) -> float:
    """How far a mark lies above or below the letter of a row that is next to it: rows may lean over each other."""
    beside = row[np.argmin(np.maximum(row[:, 0] - mark[2], mark[0] - row[:, 2]))]
    middle = (mark[1] + mark[3]) / 2
    return float(max(beside[1] - middle, middle - beside[3], 0.0))


def _is_dash(mark: NDArray[np.float64], pixels_per_mm: float, aspect: float = DASH_ASPECT) -> bool:
    """A flat stroke as long as a hyphen or a dash."""
    width, height = (mark[2] - mark[0]) / pixels_per_mm, (mark[3] - mark[1]) / pixels_per_mm
    return bool(0.45 <= width <= DASH_MAX_MM and height <= 0.75 and width >= aspect * height)


def _is_stroke(line: InkLine) -> bool:
    """Too long for its height: pieces of a broken ruling in a row."""
    x0, y0, x1, y1 = line.bbox
    return x1 - x0 > LONGEST_LINE * (y1 - y0)


def _is_dot(mark: NDArray[np.float64], least: float) -> bool:
    """As high as wide, as the dots of a list are, and large enough to be meant."""
    width, height = mark[2] - mark[0], mark[3] - mark[1]
    return bool(min(width, height) >= least and max(width, height) <= 1.5 * min(width, height))


def _around(boxes: Boxes) -> BBox:
    """Smallest box around all."""
    x0, y0 = boxes[:, :2].min(axis=0)
    x1, y1 = boxes[:, 2:].max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _tuple(box: NDArray[np.float64]) -> BBox:
    x0, y0, x1, y1 = (float(value) for value in box)
    return x0, y0, x1, y1


def _to_line(row: Boxes, pixels_per_mm: float) -> InkLine:
    ordered = row[np.argsort(row[:, 0])]
    box = _around(ordered)
    level = (ordered[0, 1] + ordered[0, 3] - box[1] - box[3]) / 2 / (box[3] - box[1])
    dash = _is_dash(ordered[0], pixels_per_mm) and abs(level) < 0.25
    return InkLine(box, tuple(_tuple(piece) for piece in ordered), starts_with_dash=dash)
