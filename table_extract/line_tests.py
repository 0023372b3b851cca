"""Is a dark stroke a ruling? Tests on the grey picture and the ink around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ocr.order import percentile, percentiles
from ocr.page import Image

FLANK_MM = (0.7, 1.5)
RIM_MM = (0.45, 0.95)
MAX_FLANK = {"h": 0.36, "v": 0.25}
"""Most ink that may stand beside a ruling (share of the bands FLANK_MM away): more is text or a shaded band."""
MAX_FLANK_SHORT_V = 0.16
MAX_FLANK_UNBROKEN = 0.22
PIECE_MM = 0.8
MIN_DEPTH = 7
MIN_EVENNESS_SHORT = 0.9
SHORT_MM = {"h": 20.0, "v": 22.0}
"""Strokes shorter than this may be letters between two tight rulings, or the foot of a bold word."""
LONG_MM, LEAST_FREE = {"h": 110.0, "v": 60.0}, 0.4
"""Longer strokes are no connectors; one may run beside them over the rest of this share of their length."""
LETTER_MM = 4.0
"""A stroke up to this long may be one letter, as even as a ruling."""
STEMS = 3
"""So many letters' stems one below the other leave gaps."""
JUNCTION_MM = 0.8
"""How far a thick ruling reaches from the middle of where it is met."""
FINE_MM = 0.25
"""Pieces as narrow as the gaps between letters."""
GAP_DEPTH = 0.45
"""A gap is paler than this share of the stroke's usual depth."""
PRINT_GAPS = {"h": 0.15, "v": 0.2}
"""Gaps per mm from which a stroke is a row of letters: broken rulings have 0.13 at most, print at least 0.2."""
CLEAN_FLANK = 0.03
"""Dashed and dotted rulings have gaps, too, but nothing beside them."""
SHADED_MM, SHADED_DEPTH, SHADED_EVENNESS = 25.0, 40, 0.95
"""Least length of a ruling beside shade, grey values by which it is darker, and over what share of its length."""
BROAD_MM = 0.8
"""A stroke from this thickness on may be a ruling together with the shade that it edges."""


Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight table line: position across its axis, extent along it and thickness, in pixels."""

    axis: Literal["h", "v"]
    at: float
    start: float
    end: float
    thickness: float
    """0 for one that is not drawn and only follows from where others end."""
    slack: float = 0.0
    """So far it may run on unseen: the longest gap of a ruling broken to dashes. 0 for a whole one."""

    @property
    def length(self) -> float:
        return self.end - self.start

    @property
    def is_drawn(self) -> bool:
        """Whether there is ink of it."""
        return self.thickness > 0


def stands_free(flat: Image, ink: Image, piece: Ruling, pixels_per_mm: float, evenly: float) -> bool:
    """No stroke of a letter or of a shaded band: dark all along, and little ink beside it."""
    short = piece.length < SHORT_MM[piece.axis] * pixels_per_mm
    piece = _between_junctions(piece, pixels_per_mm) if short else piece
    even = evenness(flat, piece, pixels_per_mm)
    doubted = short and not _is_leaned_on(flat, ink, piece, pixels_per_mm)
    least = max(evenly, MIN_EVENNESS_SHORT) if doubted else evenly
    if even < least and not _is_passed(flat, piece, even, evenly, pixels_per_mm):
        return False
    limit = MAX_FLANK[piece.axis]
    if short and piece.axis == "v":
        unbroken = even == 1 and piece.length > LETTER_MM * pixels_per_mm * 1.5
        limit = MAX_FLANK_UNBROKEN if unbroken else MAX_FLANK_SHORT_V
    if flank_ink(ink, piece, pixels_per_mm) > limit and not edges_shade(flat, piece, pixels_per_mm):
        return False
    return piece.axis == "v" or not is_print(flat, ink, piece, pixels_per_mm)


def _is_leaned_on(flat: Image, ink: Image, piece: Ruling, pixels_per_mm: float) -> bool:
    """Whether an upright stroke, too long for letters, has bare paper all along one side: a symbol as wide as its
    column touches it on the other."""
    if piece.axis == "h" or piece.length < STEMS * LETTER_MM * pixels_per_mm:
        return False
    bare = min(_flank_shares(ink, piece, pixels_per_mm), default=1.0) <= CLEAN_FLANK
    return bare and bool(dark_pieces(flat, piece, pixels_per_mm, sides=1).all())


def _is_passed(flat: Image, piece: Ruling, even: float, evenly: float, pixels_per_mm: float) -> bool:
    """Whether a stroke too long for a connector is dark all along, and paler on one side where a connector runs."""
    long = piece.length >= LONG_MM[piece.axis] * pixels_per_mm
    return long and even >= LEAST_FREE and float(dark_pieces(flat, piece, pixels_per_mm, sides=1).mean()) >= evenly


def _between_junctions(piece: Ruling, pixels_per_mm: float) -> Ruling:
    """A stroke without its ends, where thick rulings across leave no paper beside it; as it is when too short."""
    inner = replace(piece, start=piece.start + JUNCTION_MM * pixels_per_mm, end=piece.end - JUNCTION_MM * pixels_per_mm)
    return inner if inner.length > LETTER_MM * pixels_per_mm else piece


def is_print(flat: Image, ink: Image, piece: Ruling, pixels_per_mm: float) -> bool:
    """Whether a stroke consists of letters that blur has joined: it pales between them again and again."""
    if max(_flank_shares(ink, piece, pixels_per_mm), default=0.0) <= CLEAN_FLANK:
        return False
    near, far = (max(2, round(mm * pixels_per_mm)) for mm in RIM_MM)
    core, *sides = bands(flat, piece, near, far)
    size = max(1, round(FINE_MM * pixels_per_mm))
    count = core.shape[1] // size
    if count < 8 or not all(side.size for side in sides):
        return False
    line, *beside = (_means(band, count, size) for band in (core, *sides))
    depth = percentiles(np.vstack(beside), 75) - line.min(axis=0)
    pale = depth < max(float(MIN_DEPTH), GAP_DEPTH * percentile(depth, 70))
    gaps = int(np.count_nonzero(pale[1:] & ~pale[:-1]))
    return gaps >= 2 and gaps > PRINT_GAPS[piece.axis] * piece.length / pixels_per_mm


def bands(picture: Image, ruling: Ruling, near: int, far: int) -> tuple[Image, Image, Image]:
    """The ruling and the bands ``near`` to ``far`` pixels above and below it (or left and right), along axis 1."""
    lying = picture if ruling.axis == "h" else picture.T
    at, start, end = round(ruling.at), max(0, int(ruling.start)), int(ruling.end) + 1
    core = lying[max(0, at - near + 1) : at + near, start:end]
    return core, lying[max(0, at - far) : max(0, at - near), start:end], lying[at + near : at + far, start:end]


def without_shade(flat: Image, piece: Ruling, pixels_per_mm: float) -> Ruling:
    """The ruling alone of a broad stroke that is a thin dark ruling with the shade beside it; else the stroke."""
    if piece.thickness < BROAD_MM * pixels_per_mm:
        return piece
    lying = flat if piece.axis == "h" else flat.T
    half, near = int(np.ceil(piece.thickness / 2)) + 1, max(2, round(RIM_MM[0] * pixels_per_mm))
    top = max(0, round(piece.at) - half)
    rows = lying[top : round(piece.at) + half + 1, max(0, int(piece.start)) : int(piece.end) + 1].mean(axis=1)
    darkest = int(rows.argmin())
    ruling = replace(piece, at=float(top + darkest), thickness=float(near))
    return ruling if edges_shade(flat, ruling, pixels_per_mm) else piece


def edges_shade(flat: Image, piece: Ruling, pixels_per_mm: float) -> bool:
    """Whether a long stroke is the ruling at the edge of a shaded head: far darker than the shade, all along."""
    if piece.length < SHADED_MM * pixels_per_mm:
        return False
    return float(dark_pieces(flat, piece, pixels_per_mm, SHADED_DEPTH).mean()) >= SHADED_EVENNESS


def dark_pieces(
    flat: Image, ruling: Ruling, pixels_per_mm: float, depth: int = MIN_DEPTH, sides: int = 2
) -> NDArray[np.bool_]:
    """Which pieces of a stroke (each some PIECE_MM long) are darker than the paper on so many ``sides``; at least one.

    Beyond the picture there is paper.
    """
    near, far = (max(2, round(mm * pixels_per_mm)) for mm in RIM_MM)
    core, *beside = bands(flat, ruling, near, far)
    length = max(1, min(max(2, int(PIECE_MM * pixels_per_mm)), core.shape[1]))
    count = max(1, core.shape[1] // length)
    if not core.size:
        return np.ones(count, np.bool_)
    line = _means(core, count, length).min(axis=0)
    darker = [_means(side, count, length).mean(axis=0) - line >= depth for side in beside if side.size]
    return np.asarray(sum(darker, np.full(count, 2 - len(darker))) >= sides, np.bool_)


def _means(band: Image, count: int, size: int) -> Floats:
    """Mean of each of ``count`` pieces, ``size`` pixels long, of each row; sums of grey values are exact in float32."""
    pieces = band[:, : count * size].reshape(-1, size).astype(np.float32)
    with np.errstate(invalid="ignore"):  # of what lies in the unused lanes of a vector, seldom; grey values are valid
        sums = (pieces @ np.ones(size, np.float32)).astype(np.float64)
    return np.asarray(sums.reshape(band.shape[0], count) / size, np.float64)


def evenness(flat: Image, ruling: Ruling, pixels_per_mm: float) -> float:
    """Share of a stroke that is darker than the paper on both sides."""
    return float(dark_pieces(flat, ruling, pixels_per_mm).mean())


def flank_ink(ink: Image, ruling: Ruling, pixels_per_mm: float) -> float:
    """Share of ink in the bands beside a stroke: of the lesser side above and below, of both sides left and right.

    Text often stands close above or below a ruling, but rarely along both sides of a vertical one.
    """
    shares = _flank_shares(ink, ruling, pixels_per_mm)
    if not shares:
        return 0.0
    return min(shares) if ruling.axis == "h" else sum(shares) / len(shares)


def _flank_shares(ink: Image, ruling: Ruling, pixels_per_mm: float) -> list[float]:
    near, far = (int(mm * pixels_per_mm) for mm in FLANK_MM)
    _, *sides = bands(ink, ruling, near, far)
    return [np.count_nonzero(band) / band.size for band in sides if band.size]
