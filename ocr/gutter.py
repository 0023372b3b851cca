"""Two pages on one scan, as of an open book: the blank gutter between them, and each page cut out on its own.

Only pages side by side are parted. Two landscape pages one above the other are left as they are: what stands first is
read first, and the blank between an identity block and the table below it looks no different from theirs.
A page cut in two by mistake is lost, two pages left on one scan are mostly read: every doubt is against the cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import reduced
from ocr.page import BBox, Image
from ocr.pieces import ink_to_boxes

Boxes = NDArray[np.int64]
"""x, y, width, height in pixels, shape (n, 4)."""
Run = tuple[int, int]

LOW_PX_PER_MM = 2.0
INKED = 40
"""Mean of a reduced pixel (255 = all ink) from which it counts as ink."""
LEAST_ASPECT = 1.1
"""Width over height of two upright pages side by side; A4 and F4 give 1.3 to 1.4, a book cut off at its foot more."""
MIDDLE = (0.38, 0.62)
"""The gutter lies within these shares of the width."""
LEAST_BLANK = 0.03
"""Least width of the blank as a share of the scan's: two inner margins of 6 mm on sheets of A4."""
THIN_FOLD, THICK_FOLD = 0.011, 0.035
"""Share of the width that the fold may darken: the line of the sheets' edges, and a photocopy's black band."""
BAND_SHARE = 0.7
"""Share of the height over which such a band is dark; the print of a page ends at its margins."""
DIRT_SHARE = 0.004
"""Share of the height that may be inked in a column that counts as blank: less than one line of print."""
SLOPES = np.tan(np.radians(np.linspace(-3.0, 3.0, 13)))
LETTER_MM = (0.7, 5.0)
LEAST_LETTERS = 40
"""Print on each side; a scan with print on one side alone is one page."""
MARGINAL = 2.0
"""Per cent of the print at head and foot that are left out of the search for rulings: paper's edges are there, too."""
THREAD_DEPTH = 4.0
"""Grey levels by which a row of the blank is darker than those around it where a ruling crosses, however faint."""
THREAD_MM = 3.0
FOLD_EDGE_MM = 1.0
"""So much beside the fold is its shadow."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """The blank between two pages, in pixels at half the height; ``slope`` is pixels to the right per pixel down.

    What the fold darkens runs from ``fold`` [0] to [1]; both are the middle of the blank where it darkens nothing.
    """

    left: float
    right: float
    slope: float
    fold: tuple[float, float]

    @property
    def blank(self) -> float:
        """Width of the blank without the fold."""
        return self.fold[0] - self.left + self.right - self.fold[1]


@dataclass(frozen=True, slots=True)
class Half:
    """One page of a scan of two; ``box`` is its place in the scan, in fractions of width and height."""

    image: Image
    box: BBox


def find_gutter(flat: Image, ink: Image, pixels_per_mm: float) -> Gutter | None:
    """The gutter of an upright scan of two pages side by side; None for one page.

    ``flat`` is the evenly lit grey scan, ``ink`` its binary ink.
    """
    height, width = ink.shape
    if width < LEAST_ASPECT * height or _ruled_across(_reduced(ink, pixels_per_mm)[0]):
        return None
    boxes = ink_to_boxes(ink)
    sizes = boxes[:, 2:].max(axis=1, initial=0) / pixels_per_mm
    gutter = _widest(_without(ink, boxes[sizes <= LETTER_MM[0]]), pixels_per_mm)
    if gutter is None:
        return None
    letters = boxes[(sizes > LETTER_MM[0]) & (sizes < LETTER_MM[1])]
    left = int((letters[:, 0] + letters[:, 2] / 2 < sum(gutter.fold) / 2).sum())
    if min(left, len(letters) - left) < LEAST_LETTERS or _crossed(flat, gutter, letters, pixels_per_mm):
        return None
    return gutter


def _without(ink: Image, specks: Boxes) -> Image:
    """Ink without the specks in the middle of the scan."""
    low, high = (share * ink.shape[1] for share in MIDDLE)
    out = ink.copy()
    for x, y, width, height in specks[(specks[:, 0] > low) & (specks[:, 0] < high)].tolist():
        out[y : y + height, x : x + width] = 0
    return out


def _widest(ink: Image, pixels_per_mm: float) -> Gutter | None:
    """The widest blank that any slope shows, sought in a reduced picture."""
    inked, scale = _reduced(ink, pixels_per_mm)
    found = [gutter for slope in SLOPES if (gutter := _blank(_upright(inked, slope), slope)) is not None]
    if not found:
        return None
    best = max(found, key=lambda gutter: gutter.blank)
    start, end = best.fold
    return Gutter(best.left / scale, best.right / scale, best.slope, (start / scale, end / scale))


def _reduced(ink: Image, pixels_per_mm: float) -> tuple[Image, float]:
    """Ink (1) in a reduced picture, and the factor."""
    small, scale = reduced(ink, pixels_per_mm, LOW_PX_PER_MM)
    return np.asarray(cv2.threshold(small, INKED, 1, cv2.THRESH_BINARY)[1], np.uint8), scale


def _ruled_across(inked: Image) -> bool:
    """Whether rulings cross every column near the middle, at any slope: no blank needs to be sought then."""
    height, width = inked.shape
    lean = int(np.ceil(SLOPES[-1] * height / 2)) + 1
    solid = cv2.erode(inked, np.ones((1, 2 * lean + 1), np.uint8))
    low, high = int((MIDDLE[0] - THICK_FOLD) * width), int((MIDDLE[1] + THICK_FOLD) * width) + 1
    return bool((solid[:, low:high].sum(axis=0, dtype=np.int64) > DIRT_SHARE * height).all())


def _upright(picture: Image, slope: float, fill: int = 0) -> Image:
    """The picture sheared so that lines of that slope stand upright; half the height stays where it is."""
    height, width = picture.shape
    matrix = np.array([[1.0, -slope, slope * height / 2], [0.0, 1.0, 0.0]])
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), borderValue=(fill,)), np.uint8)


def _blank(inked: Image, slope: float) -> Gutter | None:
    """The widest blank stretch of columns near the middle; the fold may stand in it."""
    height, width = inked.shape
    runs = _runs(inked.sum(axis=0, dtype=np.int64) <= DIRT_SHARE * height)
    found = [Gutter(start, end, slope, ((start + end) / 2, (start + end) / 2)) for start, end in runs]
    for (left, start), (end, right) in zip(runs, runs[1:], strict=False):
        if _is_fold(inked[:, start:end], width):
            found.append(Gutter(left, right, slope, (start, end)))
    middling = [gutter for gutter in found if MIDDLE[0] < sum(gutter.fold) / 2 / width < MIDDLE[1]]
    wide = [gutter for gutter in middling if gutter.blank >= LEAST_BLANK * width]
    return max(wide, key=lambda gutter: gutter.blank, default=None)


def _runs(flags: NDArray[np.bool_]) -> list[Run]:
    """Stretches of true values, each as start and end."""
    edges = np.flatnonzero(np.diff(np.pad(flags, 1).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _is_fold(stretch: Image, width: int) -> bool:
    """Whether columns between two blanks are what a fold leaves on a scan of that width."""
    share = stretch.shape[1] / width
    return share <= THIN_FOLD or (share <= THICK_FOLD and float(stretch.any(axis=1).mean()) >= BAND_SHARE)


def _crossed(flat: Image, gutter: Gutter, letters: Boxes, pixels_per_mm: float) -> bool:
    """Whether a ruling runs across the blank beside the print, be it too faint to be ink."""
    top, bottom = np.percentile(letters[:, 1] + letters[:, 3] / 2, (MARGINAL, 100 - MARGINAL)).astype(int)
    strip, edge = _upright(flat, gutter.slope, 255)[top:bottom], FOLD_EDGE_MM * pixels_per_mm
    reach = np.ones((max(3, int(THREAD_MM * pixels_per_mm)), 1), np.uint8)
    crossing: list[NDArray[np.bool_]] = []
    for start, end in ((gutter.left, gutter.fold[0] - edge), (gutter.fold[1] + edge, gutter.right)):
        if end - start >= edge:
            rows: NDArray[np.float32] = strip[:, int(start) : int(end)].mean(axis=1, dtype=np.float32)[:, None]
            dark = (cv2.morphologyEx(rows, cv2.MORPH_CLOSE, reach) - rows > THREAD_DEPTH).astype(np.uint8)
            crossing.append(cv2.dilate(dark, reach).astype(bool))
    return bool(np.logical_and.reduce(crossing).any())


def cut_pages(flat: Image, gutter: Gutter) -> tuple[Half, Half]:
    """The left and the right page, each without the fold and what stands beyond it."""
    height, width = flat.shape
    lean = abs(gutter.slope) * height / 2
    low, high = max(0, int(gutter.fold[0] - lean)), min(width, int(np.ceil(gutter.fold[1] + lean)) + 1)
    along = np.arange(width)[None, :] - gutter.slope * (np.arange(height)[:, None] - height / 2)
    left = np.where(along[:, :high] < gutter.fold[0], flat[:, :high], np.uint8(255))
    right = np.where(along[:, low:] >= gutter.fold[1], flat[:, low:], np.uint8(255))
    return (
        Half(np.ascontiguousarray(left, np.uint8), (0.0, 0.0, high / width, 1.0)),
        Half(np.ascontiguousarray(right, np.uint8), (low / width, 0.0, 1.0, 1.0)),
    )


def cut_box(picture: Image, box: BBox) -> Image:
    """The part of a picture of a scan that shows one of its pages."""
    height, width = picture.shape
    x0, y0, x1, y1 = (round(side * whole) for side, whole in zip(box, (width, height, width, height), strict=True))
    return np.ascontiguousarray(picture[y0:y1, x0:x1])
