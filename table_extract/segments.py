"""Page to segments: all straight strokes that may be rulings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ocr.light import is_two_toned
from ocr.page import Image
from ocr.strokes import faint_lines, ink_to_bars, without_solids
from table_extract.blots import blot_edges
from table_extract.dashes import broken_rulings, find_dashes, reach_out
from table_extract.dotted import dotted_rulings
from table_extract.light_print import is_gap_in_light_print
from table_extract.line_tests import Ruling, evenness, stands_free, without_shade
from table_extract.other_side import without_other_side, without_pale_ends

MIN_H_MM = 5.0
MIN_V_MM = 3.2
MAX_THICKNESS_MM = 1.4
SOLID_MM = 1.8
"""Ink that is solid over so much both ways is a filled band or symbol."""
FAINT_WINDOW_MM = (4.0, 1.2)
"""Length along a faint line that is averaged, and how far across it the paper is looked for."""
FAINT_DEPTH = 14
"""Grey values by which a faint line is darker than the paper beside it."""
HIDDEN_MM, BESIDE_MM, HIDDEN_DEPTH = 3.0, 0.9, 40
"""How far solid ink hides a stroke's end, how far beside it the shade is seen, and how much darker the stroke is."""
MIN_FAINT_H_MM = 25.0
MIN_FAINT_V_MM = 12.0
LETTERS_MM = {"h": 110.0, "v": 15.0}
"""Longer strokes are no gaps between light letters, or between lines of them."""
LONG_PIECE_MM = 15.0
LONG_GAP_MM = 16.0
BROKEN_GAP_MM = 40.0
"""Longest gap between the pieces of a torn ruling, and of one that is all dashes."""
UNBROKEN_MM, BROKEN_SHARE = 40.0, 0.15
"""Pages with that share of pieces shorter than this have broken rulings, if any; faxes have them from the start."""
TORN_EVENNESS = 0.6
MIN_EVENNESS_INK = 0.7
MIN_EVENNESS_FAINT = 0.88
"""Share of a ruling that must be darker, by MIN_DEPTH grey values, than the paper beside it: letters leave gaps."""
COLLINEAR_MM = 0.8
GAP_MM = 2.5


def page_to_segments(flat: Image, ink: Image, pixels_per_mm: float, *, printed: bool = False) -> list[Ruling]:
    """All straight strokes long enough for a ruling, collinear pieces joined.

    Hair-thin rulings break into crumbs in a scan, so faint lines are sought too, but only long ones, since the
    search also joins letters to lines. ``flat`` is the evenly lit grey page, ``ink`` its binary ink; nothing wears away
    on a page ``printed`` into a file.
    """
    lines = without_solids(ink, round(SOLID_MM * pixels_per_mm))
    solid = np.asarray(ink != lines, np.bool_)
    pieces: list[Ruling] = []
    axes: tuple[tuple[Literal["h", "v"], float, float], ...] = (
        ("h", MIN_H_MM, MIN_FAINT_H_MM),
        ("v", MIN_V_MM, MIN_FAINT_V_MM),
    )
    for axis, least, least_faint in axes:
        window, reach = (int(mm * pixels_per_mm) for mm in FAINT_WINDOW_MM)
        faint = faint_lines(flat, axis, window, reach, FAINT_DEPTH)
        for picture, shortest, evenly in ((lines, least, MIN_EVENNESS_INK), (faint, least_faint, MIN_EVENNESS_FAINT)):
            bars = ink_to_bars(picture, axis, shortest * pixels_per_mm, MAX_THICKNESS_MM * pixels_per_mm)
            broad = [Ruling(axis, bar.at, bar.start, bar.end, bar.thickness) for bar in bars]
            found = [without_shade(flat, piece, pixels_per_mm) for piece in broad]
            found = [with_hidden_ends(flat, solid, piece, pixels_per_mm) for piece in found]
            cut = [without_pale_ends(flat, piece, pixels_per_mm) for piece in found]
            free = [piece for piece in cut if stands_free(flat, ink, piece, pixels_per_mm, evenly)]
            pieces += [piece for piece in free if not _in_light_print(flat, piece, pixels_per_mm)]
    pieces = without_other_side(flat, pieces, pixels_per_mm)
    edges, two_toned = blot_edges(flat, pixels_per_mm), is_two_toned(flat)
    edges = [edge for edge in edges if not _in_light_print(flat, edge, pixels_per_mm)]
    segments: list[Ruling] = []
    for axis, *_ in axes:
        own = [piece for piece in pieces if piece.axis == axis]
        worn = short_share(own, pixels_per_mm) >= BROKEN_SHARE
        if two_toned or worn:
            dashes = find_dashes(lines, axis, pixels_per_mm)
            this_side = set(without_other_side(flat, [*pieces, *dashes], pixels_per_mm))
            here = [dash for dash in dashes if dash in this_side]
            own += broken_rulings(here, lines, ink, pixels_per_mm, worn=worn, printed=printed)
        if axis == "h":
            own += dotted_rulings(lines, [piece for piece in pieces if piece.axis == "v"], pixels_per_mm)
        own += [edge for edge in edges if edge.axis == axis]
        joined = join_collinear(own, COLLINEAR_MM * pixels_per_mm, GAP_MM * pixels_per_mm)
        segments += _join_torn(flat, joined, pixels_per_mm)
    return reach_out(segments, pixels_per_mm)


def _in_light_print(flat: Image, piece: Ruling, pixels_per_mm: float) -> bool:
    short = piece.length < LETTERS_MM[piece.axis] * pixels_per_mm
    return short and is_gap_in_light_print(flat, piece, pixels_per_mm)


def short_share(pieces: Sequence[Ruling], pixels_per_mm: float) -> float:
    """Share of short pieces in the length of all: high where rulings are broken, or where there are none."""
    total = sum(piece.length for piece in pieces)
    long = sum(piece.length for piece in pieces if piece.length >= UNBROKEN_MM * pixels_per_mm)
    return 1 - long / total if total else 1.0


def with_hidden_ends(flat: Image, solid: NDArray[np.bool_], piece: Ruling, pixels_per_mm: float) -> Ruling:
    """A stroke with the ends that run on, darker still, in solid ink: the foot of a shaded header's rulings."""
    lying, hidden = (flat, solid) if piece.axis == "h" else (flat.T, solid.T)
    at, near, reach = round(piece.at), round(BESIDE_MM * pixels_per_mm), round(HIDDEN_MM * pixels_per_mm)
    beside = [row for row in (at - near, at + near) if 0 <= row < lying.shape[0]]

    def steps(columns: range) -> int:
        run = 0
        for column in columns:
            if not 0 <= column < lying.shape[1] or not hidden[beside, column].all():
                break
            if int(lying[beside, column].min()) - int(lying[max(0, at - 1) : at + 2, column].min()) < HIDDEN_DEPTH:
                break
            run += 1
        return run

    first, last = int(piece.start), int(piece.end)
    before, after = steps(range(first - 1, first - 1 - reach, -1)), steps(range(last + 1, last + 1 + reach))
    return replace(piece, start=piece.start - before, end=piece.end + after)


def _join_torn(flat: Image, pieces: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Long collinear pieces become one ruling over a short gap, or over one that is dark itself.

    A stamp or a fold tears a ruling; bold text that touches it hides it in the ink, not in the grey picture.
    """
    joined: list[Ruling] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        for index, other in enumerate(joined):
            if min(piece.length, other.length) < LONG_PIECE_MM * pixels_per_mm:
                continue
            if abs(piece.at - other.at) > COLLINEAR_MM * pixels_per_mm:
                continue
            gap = Ruling(piece.axis, (piece.at + other.at) / 2, other.end, piece.start, 0.0)
            broken = piece.slack and other.slack
            near = gap.length <= (BROKEN_GAP_MM if broken else LONG_GAP_MM) * pixels_per_mm
            if near or evenness(flat, gap, pixels_per_mm) >= TORN_EVENNESS:
                joined[index] = _union(other, piece)
                break
        else:
            joined.append(piece)
    return joined


def join_collinear(pieces: Sequence[Ruling], across: float, gap: float) -> list[Ruling]:
    """Join pieces of one axis that lie within ``across`` pixels of each other and at most ``gap`` apart."""
    joined: list[Ruling] = []
    for piece in sorted(pieces, key=lambda p: (p.start, p.at)):
        for index, other in enumerate(joined):
            if abs(other.at - piece.at) <= across and piece.start - other.end <= gap:
                joined[index] = _union(other, piece)
                break
        else:
            joined.append(piece)
    return joined


def _union(a: Ruling, b: Ruling) -> Ruling:
    weight = a.length / max(1e-6, a.length + b.length)
    return replace(
        a,
        at=a.at * weight + b.at * (1 - weight),
        start=min(a.start, b.start),
        end=max(a.end, b.end),
        slack=max(a.slack, b.slack),
        thickness=max(a.thickness, b.thickness)
        if min(a.length, b.length) > 0.3 * max(a.length, b.length)
        else (a.thickness if a.length > b.length else b.thickness),
    )
