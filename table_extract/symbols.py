"""Ink to flowchart symbols: closed outlines and filled shapes inside a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import is_two_toned
from ocr.page import BBox, Image
from table_extract.areas import Area, best_first, convexity, covered, cropped, framed, holes, with_outline, with_tips
from table_extract.bare import without_rulings
from table_extract.broken_sides import find_broken_boxes
from table_extract.corners import box_within, with_radius
from table_extract.fills import GAP_MM, filled_areas, is_large
from table_extract.loops import without_loops
from table_extract.ridges import pale_outlines, thin_ink
from table_extract.rulings import Ruling
from table_extract.shapes import BOXES, LEAST_ASPECT, Mask, Shape, ShapeMatch, match_shape, overlap, shared
from table_extract.table import Table, index_at
from table_extract.text_places import stands_in_text
from table_extract.toned_cells import is_cell, is_filled_cell, stands_in_fill
from table_extract.whole_paper import whole_paper
from table_extract.worn_outlines import find_worn_outlines

LEAST_ROUND = 0.94
"""Least overlap with a circle of a hole that is no piece of a cell: these have straight sides."""
LEAST_FIT = 0.87
LEAST_FILLED_FIT = 0.9
LEAST_DISTINCT_FIT = (0.83, 0.08)
"""A filled diamond with this overlap, and so much more than with any other meaning, counts: arrowheads melt
into its tips."""
LEAST_DISTINCT_OUTLINE = (0.85, 0.05)
"""The same for the paper in the outline of one: thick lines leave rounder corners in a small one."""
LEAST_CONVEXITY = 0.9
CLOSING_MM = (0.3, 0.75)
"""Gaps in outlines that are closed, first attempt and second."""
SIDE_MM = 0.9
LOOP_ENDS = (2, 4)
"""An outline of which so many of the eight side ends run on past their corner is enclosed by connectors by chance: the
first for one that is far larger than the others, the second for any. Of 340 symbols drawn as such, none had more than
2, and none of the wide ones had any."""
SLANTED_TIPS = 2
"""The acute corners of a parallelogram run on by themselves."""
WIDE, HIGH, FLATTEST = 1.6, 1.9, 12.0
"""Widths and heights of the usual symbol, and widths to a height: a strip between a thick connector and a ruling is
flatter."""
COVERED = 0.3
"""Two areas that share more than this part of the smaller one are one symbol."""
HEAD = 0.35
"""What is filled and smaller than this share of the usual symbol, by the mean of both sides, is an arrowhead."""
LARGE_HEAD, BASE = 0.7, 0.12
"""The same for what looks like a diamond with a base: so much of both corners on one side of it is dark."""
FRAME_MM, FRAME_FILLED = (0.3, 3.0), 0.97
"""White between a box and the shade of the text inside, and how much of its own box a hole in a box fills."""
LARGER, CUT_SHARE = 1.5, 0.9
"""A symbol is so many times larger than a piece of it that is one column wide at most, and covers so much of it."""
LEFT_OF_DIAMOND = 0.7
"""Share of each other that a diamond and what wiping left of it cover: its tips go, ends of connectors stay."""
SHADED_SIDES = 3
"""A filled area with so many sides on rulings is a cell's shading, also where a symbol covers the fourth ruling."""
FEW, ALIKE = 2, 1.3
"""From so many symbols on others stand in their columns, or beside in columns whose widths differ by less."""
LETTER_BESIDE_MM, LETTER_HEIGHT = 1.2, 0.6
"""How near the next letter is, and the share of the height of letters melted into one that it has at least; connectors
and their arrowheads are lower, and seldom on both sides."""


class _Candidate(NamedTuple):
    """An area that may be a symbol; ``repaired`` where a gap in its outline had to be closed."""

    area: Area
    filled: bool
    repaired: bool


def find_shapes(
    ink: Image,
    bare: Image,
    grey: Image | None,
    table: Table,
    rulings: Sequence[Ruling],
    pixels_per_mm: float,
    digital: bool = False,
) -> list[Shape]:
    """Symbols of the table, from top to bottom; ``bare`` is the ink without rulings. Dirt breaks no digital one."""
    fills = [_without_spikes(fill, pixels_per_mm) for fill in filled_areas(ink, grey, pixels_per_mm)]
    free = [fill for fill in fills if sum(_sides_on_rulings(fill, rulings, pixels_per_mm)) < SHADED_SIDES]
    free = [fill for fill in free if grey is None or not stands_in_fill(fill, ink, grey, table, pixels_per_mm)]
    free = [fill for fill in free if not _is_cut_off(fill, free, rulings, pixels_per_mm)]
    free = [fill for fill in free if not _is_in_word(fill, ink, pixels_per_mm)]
    gaps = [gap * pixels_per_mm for gap in CLOSING_MM]
    drawn = [[_whole(hole, bare, pixels_per_mm) for hole in holes(bare, gap, pixels_per_mm)] for gap in gaps]
    free = [fill for fill in free if not any(_frames(hole, fill, pixels_per_mm) for hole in drawn[0])]
    free = _diamonds_first(free, drawn[0], pixels_per_mm)
    # rulings part symbols on them, and without them those that touch one are open
    whole = [*framed(bare, pixels_per_mm), *framed(ink, pixels_per_mm)]
    areas = [_Candidate(area, False, False) for area in whole]
    areas += [_Candidate(area, True, False) for area in free]
    for attempt, enclosed in enumerate(drawn):
        areas += [_Candidate(hole, False, attempt > 0) for hole in best_first(enclosed)]
    closed = best_first(holes(ink, gaps[0], pixels_per_mm))
    by_rulings = (hole for hole in closed if _is_drawn_at_rulings(hole, ink, rulings, pixels_per_mm))
    areas += [_Candidate(hole, False, True) for hole in by_rulings]
    found = _symbols_among(areas, ink, grey, table, pixels_per_mm)
    kept = _drawn_as_such(found, ink, pixels_per_mm)
    if len(kept) < len(found):  # what a loop had covered may be a symbol
        loops = {shape.box for shape in found} - {shape.box for shape in kept}
        kept = _drawn_as_such(_symbols_among(areas, ink, grey, table, pixels_per_mm, loops), ink, pixels_per_mm)
    if grey is not None:
        pale = _pale_shapes(kept, ink, grey, table, rulings, pixels_per_mm)
        pale = [shape for shape in pale if not stands_in_text(shape, bare, table, pixels_per_mm)]
        kept = _drawn_as_such([*kept, *pale], ink, pixels_per_mm) if pale else kept

    def as_shape(area: Area) -> Shape | None:
        return _to_shape(_Candidate(area, False, True), ink, grey, table, pixels_per_mm)

    more: list[Shape] = []
    if grey is not None and is_two_toned(grey):  # only fax machines wear outlines to dashes
        more = find_worn_outlines(bare, kept, table, pixels_per_mm, as_shape)
    elif not digital:
        more = find_broken_boxes(bare, kept, pixels_per_mm, as_shape)
    kept = _drawn_as_such([*kept, *more], ink, pixels_per_mm) if more else kept
    return sorted(kept, key=lambda shape: (shape.box[1], shape.box[0]))


def _pale_shapes(
    found: Sequence[Shape], ink: Image, grey: Image, table: Table, rulings: Sequence[Ruling], pixels_per_mm: float
) -> list[Shape]:
    """Symbols whose thin outlines are too pale to be whole in the binary picture, in and beside the columns of those
    that were found in it."""
    paler = ink | thin_ink(grey, pixels_per_mm) | pale_outlines(ink, grey, pixels_per_mm)
    drawn = without_rulings(paler, rulings, pixels_per_mm)
    enclosed = [holes(drawn, gap * pixels_per_mm, pixels_per_mm) for gap in CLOSING_MM]
    areas = [_Candidate(hole, False, True) for some in enclosed for hole in best_first(some)]
    among = _symbols_among(areas, paler, grey, table, pixels_per_mm)
    pale = [shape for shape in among if not any(_is_covered(shape, other) for other in found)]
    return [shape for shape in pale if _among_columns(_column(shape, table), found, table)]


def _among_columns(col: int, found: Sequence[Shape], table: Table) -> bool:
    """Whether a column is one of those of the symbols found, or beside them and as broad; any, where few are found."""
    cols = [_column(shape, table) for shape in found]
    if len(cols) < FEW:
        return True
    broad, usual = (table.xs[at + 1] - table.xs[at] for at in (col, cols[0]))
    beside = min(cols) - 1 <= col <= max(cols) + 1 and max(broad, usual) < ALIKE * min(broad, usual)
    return beside or min(cols) <= col <= max(cols)


def _column(shape: Shape, table: Table) -> int:
    return index_at(table.xs, (shape.box[0] + shape.box[2]) / 2)


def _diamonds_first(fills: Sequence[Area], drawn: Sequence[Area], pixels_per_mm: float) -> list[Area]:
    """Filled areas, diamonds before others: wiping strokes away may round their tips off, but makes none.

    Those that have lost their tips, and are among the ``drawn`` outlines, are left out.
    """
    diamonds: list[Area] = []
    others: list[Area] = []
    for fill in fills:
        (diamonds if _is_diamond(fill, pixels_per_mm) else others).append(fill)
    return [*diamonds, *(fill for fill in others if not any(_lost_tips(fill, hole) for hole in drawn))]


def _is_in_word(fill: Area, ink: Image, pixels_per_mm: float) -> bool:
    """Whether a small filled area is letters that melted into one: more letters stand beside it on both sides."""
    if is_large(fill[2], pixels_per_mm):
        return False
    x, y, mask = fill
    height, width = mask.shape
    reach = round(LETTER_BESIDE_MM * pixels_per_mm)
    sides = (ink[y : y + height, max(0, x - reach) : x], ink[y : y + height, x + width : x + width + reach])
    return all(side.size > 0 and float((side > 0).any(axis=1).mean()) >= LETTER_HEIGHT for side in sides)


def _frames(hole: Area, fill: Area, pixels_per_mm: float) -> bool:
    """Whether a filled area is the shade of the text in a box, which leaves white all around it."""
    (x, y, mask), (left, top, inner) = hole, fill
    right, bottom = x + mask.shape[1] - left - inner.shape[1], y + mask.shape[0] - top - inner.shape[0]
    margins = [margin / pixels_per_mm for margin in (left - x, top - y, right, bottom)]
    return float(mask.mean()) >= FRAME_FILLED and all(FRAME_MM[0] <= margin <= FRAME_MM[1] for margin in margins)


def _whole(hole: Area, bare: Image, pixels_per_mm: float) -> Area:
    """A hole that fits no symbol, as the symbol that it may be with what letters cut off it."""
    fits = match_shape(hole[2]).overlap >= LEAST_FIT and convexity(hole[2]) >= LEAST_CONVEXITY
    return hole if fits else whole_paper(hole, bare, pixels_per_mm)


def _symbols_among(
    areas: Sequence[_Candidate],
    ink: Image,
    grey: Image | None,
    table: Table,
    pixels_per_mm: float,
    loops: Collection[BBox] = (),
) -> list[Shape]:
    """The areas that look like symbols, the first of those that cover each other; ``loops`` are known to be none."""
    found: list[Shape] = []
    for candidate in areas:
        shape = _to_shape(candidate, ink, grey, table, pixels_per_mm)
        if shape and shape.box not in loops and not any(_is_covered(shape, other) for other in found):
            found.append(shape)
    return found


def _is_covered(shape: Shape, other: Shape) -> bool:
    """Whether two areas are one symbol; the boxes alone may share more, where connectors enclose one of them."""
    return overlap(shape.box, other.box) > COVERED and shared(shape, other) > COVERED


def _drawn_as_such(found: Sequence[Shape], ink: Image, pixels_per_mm: float) -> list[Shape]:
    """The shapes less those that connectors enclose, by themselves or together with symbols."""
    if not found:
        return []
    telling = [shape for shape in found if shape.match.kind != "other"] or found  # a logo's parts are small
    sizes = [(shape.box[2] - shape.box[0], shape.box[3] - shape.box[1]) for shape in telling]
    usual = tuple(float(size) for size in np.median(sizes, axis=0))
    return without_loops([shape for shape in found if not _is_loop(shape, usual, ink, pixels_per_mm)])


def _is_loop(shape: Shape, usual: tuple[float, ...], ink: Image, pixels_per_mm: float) -> bool:
    """Whether an outline is a strip, or its sides run on past its corners, or what is filled is an arrowhead.

    ``usual`` is a symbol's width and height.
    """
    x, y, right, bottom = shape.box
    if shape.filled:
        wide, high = (right - x) / usual[0], (bottom - y) / usual[1]
        return wide * high < HEAD**2 or (max(wide, high) < LARGE_HEAD and _has_base(shape, ink, pixels_per_mm))
    if right - x > FLATTEST * (bottom - y):
        return True
    if shape.match.outline == "diamond":  # level and upright strokes enclose none, and it may stand on a ruling
        return False
    rim = max(2, int(0.4 * pixels_per_mm))
    if min(shape.mask.shape) < 3 * rim:
        return False
    inner = (x + rim, y + rim, shape.mask[rim:-rim, rim:-rim])
    large = right - x > WIDE * usual[0] or bottom - y > HIGH * usual[1]
    tips = SLANTED_TIPS if shape.match.outline == "slanted" else 0
    level, upright = _overshoots(inner, ink, pixels_per_mm)
    between_rulings = (level, upright) == (4, 0) or (shape.match.kind == "terminator" and (level, upright) == (0, 4))
    return not between_rulings and level + upright >= LOOP_ENDS[not large] + tips


def _has_base(shape: Shape, ink: Image, pixels_per_mm: float) -> bool:
    """Whether a filled diamond is what wiping left of a triangle, the head of an arrow drawn as a block."""
    if shape.match.outline != "diamond":
        return False
    x, y, right, bottom = shape.box
    reach = 2 * round(GAP_MM * pixels_per_mm) + 1
    free = cv2.dilate(shape.mask.astype(np.uint8), np.ones((reach, reach), np.uint8)) == 0
    dark = free & (ink[y:bottom, x:right] > 0)
    corners = _quarters(dark) / np.maximum(1, _quarters(free))
    return bool(max(corners.min(axis=0).max(), corners.min(axis=1).max()) >= BASE)


def _quarters(mask: Mask) -> NDArray[np.int64]:
    """How much of each quarter of a mask is set, shape (2, 2)."""
    return np.array([[part.sum() for part in np.array_split(half, 2, axis=1)] for half in np.array_split(mask, 2)])


def _is_drawn_at_rulings(hole: Area, ink: Image, rulings: Sequence[Ruling], pixels_per_mm: float) -> bool:
    """Whether a hole in the ink with the rulings is a symbol that touches them, and no piece of a cell.

    Two sides on rulings make it that, save in a circle, and in a box as high as its row, whose upright sides end at the
    rulings.
    """
    match = match_shape(hole[2])
    if match.outline == "circle" and match.overlap >= LEAST_ROUND:
        return True
    sides = _sides_on_rulings(hole, rulings, pixels_per_mm)
    if sum(sides) < 2:
        return sum(_overshoots(hole, ink, pixels_per_mm)) < 3
    return sides == (True, True, False, False) and _overshoots(hole, ink, pixels_per_mm)[1] == 0


def _sides_on_rulings(hole: Area, rulings: Sequence[Ruling], pixels_per_mm: float) -> tuple[bool, bool, bool, bool]:
    """Whether the upper, lower, left and right side of the hole's box lie on a ruling."""
    x, y, mask = hole
    x1, y1 = x + mask.shape[1], y + mask.shape[0]
    near = SIDE_MM * pixels_per_mm

    def on_ruling(axis: str, at: float, middle: float) -> bool:
        return any(r.axis == axis and abs(r.at - at) < near and r.start < middle < r.end for r in rulings)

    across, along = (x + x1) / 2, (y + y1) / 2
    return on_ruling("h", y, across), on_ruling("h", y1, across), on_ruling("v", x, along), on_ruling("v", x1, along)


def _lost_tips(fill: Area, hole: Area) -> bool:
    """Whether a filled area is what wiping left of the diamond that is the hole, whose outline is darker."""
    if min(covered(fill, hole), covered(hole, fill)) < LEFT_OF_DIAMOND:
        return False
    match = match_shape(hole[2])
    return match.outline == "diamond" and match.overlap >= LEAST_FILLED_FIT


def _is_cut_off(fill: Area, fills: Sequence[Area], rulings: Sequence[Ruling], pixels_per_mm: float) -> bool:
    """Whether a filled area is what rulings cut off a symbol that stands across them."""
    if not any(_sides_on_rulings(fill, rulings, pixels_per_mm)):
        return False
    x, y, mask = fill
    height, width = mask.shape
    for left, top, whole in fills:
        rows, cols = slice(max(0, y - top), max(0, y - top + height)), slice(max(0, x - left), max(0, x - left + width))
        covers = whole.sum() > LARGER * mask.sum() and whole[rows, cols].sum() >= CUT_SHARE * mask.sum()
        if covers and _fits_filled(match_shape(whole), whole, pixels_per_mm):
            return True
    return False


def _overshoots(hole: Area, ink: Image, pixels_per_mm: float) -> tuple[int, int]:
    """How many of the four level and of the four upright sides' ends run on past their corner.

    Lines that enclose an area by chance do.
    """
    x, y, mask = hole
    height, width = mask.shape
    near, far = max(2, int(0.4 * pixels_per_mm)), int(1.6 * pixels_per_mm)
    level = upright = 0
    for at in (y - near, y + height):
        band = slice(max(0, at), max(0, at) + near)
        pieces = (ink[band, max(0, x - far) : max(0, x - near)], ink[band, x + width + near : x + width + far])
        level += sum(piece.size > 0 and float((piece > 0).any(axis=0).mean()) > 0.9 for piece in pieces)
    for at in (x - near, x + width):
        band = slice(max(0, at), max(0, at) + near)
        pieces = (ink[max(0, y - far) : max(0, y - near), band], ink[y + height + near : y + height + far, band])
        upright += sum(piece.size > 0 and float((piece > 0).any(axis=1).mean()) > 0.9 for piece in pieces)
    return level, upright


def _to_shape(
    candidate: _Candidate, ink: Image, grey: Image | None, table: Table, pixels_per_mm: float
) -> Shape | None:
    """A candidate as a symbol, None when it does not look like one."""
    area, filled = candidate.area, candidate.filled
    grown = area if filled else with_outline(area, ink, pixels_per_mm)
    box, mask = cropped(grown)
    if not _inside_columns(box, table) or is_cell(box, table) or convexity(area[2]) < LEAST_CONVEXITY:
        return None
    if not filled and grey is not None and is_filled_cell(box, grey, table, pixels_per_mm):
        return None
    match = match_shape(area[2])
    if match.outline == "diamond" and not filled:
        box, mask = cropped(with_tips(grown, area, ink, pixels_per_mm))
    if _is_below(box, table) and match.kind != "connector":
        return None
    fits = _fits_filled(match, area[2], pixels_per_mm) if filled else _fits_outlined(match)
    if not fits:
        return None
    shape = Shape(box, mask, match, filled, candidate.repaired)
    wide = box[2] - box[0] >= LEAST_ASPECT * (box[3] - box[1])
    return with_radius(shape, ink, grey, pixels_per_mm) if wide and match.outline in BOXES else shape


def _without_spikes(fill: Area, pixels_per_mm: float) -> Area:
    """A large filled area that is no symbol, as the box that it is without its arrowheads."""
    if not is_large(fill[2], pixels_per_mm) or _fits_filled(match_shape(fill[2]), fill[2], pixels_per_mm):
        return fill
    return box_within(fill) or fill


def _is_diamond(fill: Area, pixels_per_mm: float) -> bool:
    if not is_large(fill[2], pixels_per_mm):
        return False
    match = match_shape(fill[2])
    return match.outline == "diamond" and _fits_filled(match, fill[2], pixels_per_mm)


def _fits_outlined(match: ShapeMatch) -> bool:
    """Whether the paper in an outline is a symbol's."""
    return match.overlap >= LEAST_FIT or (match.outline == "diamond" and _is_distinct(match, *LEAST_DISTINCT_OUTLINE))


def _fits_filled(match: ShapeMatch, mask: Mask, pixels_per_mm: float) -> bool:
    """Whether a filled area is a symbol; small diamonds are melted letters."""
    if match.outline != "diamond":
        return match.overlap >= LEAST_FILLED_FIT
    fits = match.overlap >= LEAST_FILLED_FIT or _is_distinct(match, *LEAST_DISTINCT_FIT)
    return is_large(mask, pixels_per_mm) and fits


def _is_distinct(match: ShapeMatch, least: float, margin: float) -> bool:
    """Whether a shape overlaps its outline so far, and by such a margin further than any with another meaning."""
    return match.overlap >= least and match.overlap - match.runner_up >= margin


def _inside_columns(box: BBox, table: Table) -> bool:
    return table.xs[0] < (box[0] + box[2]) / 2 < table.xs[-1] and table.ys[0] < (box[1] + box[3]) / 2


def _is_below(box: BBox, table: Table) -> bool:
    """Whether a box stands below the foot of the table, as off-page connectors may."""
    return (box[1] + box[3]) / 2 >= table.ys[-1]
