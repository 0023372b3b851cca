"""Pictures on digital pages that hold print of their own: a table pasted as a picture, a scan in strips.

They may hide print of the page: an old table with the new one pasted over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr.page import BBox, Image, Word

LEAST_MM = (100.0, 12.0)
"""Least width and height of a picture that a table may stand in; logos and QR codes are smaller."""
MOST_WORDS = 2
"""Words of the text layer that may stand on such a picture: its print is its own."""
TOUCH_POINTS = 2.0
"""Strips of one picture lie no further apart."""


def without_covered(
    page: pdfium.PdfPage, words: Sequence[Word], with_text: Image, without: Image, dpi: float
) -> tuple[Word, ...]:
    """The words less those under a picture: where one stands, the page looks the same with its text and without.

    Words and page are in pixels. All words on pages that are stored turned.
    """
    if page.get_rotation():
        return tuple(words)
    boxes = [_scaled(box, dpi) for box in _boxes(page)]
    return tuple(
        word
        for word in words
        if not (any(_stands_on(word, box) for box in boxes) and _same(word.bbox, with_text, without))
    )


def _same(box: BBox, one: Image, other: Image) -> bool:
    x0, y0, x1, y1 = (max(0, round(edge)) for edge in box)
    return bool(np.array_equal(one[y0:y1, x0:x1], other[y0:y1, x0:x1]))


def wordless_pictures(page: pdfium.PdfPage, words: Sequence[Word], dpi: float) -> Iterator[BBox]:
    """Boxes of the large pictures on which no words of the text layer stand, in pixels of the page as shown.

    Pictures that touch are one, unless words stand beside them in the box around them all. None on pages that are
    stored turned.
    """
    if page.get_rotation():
        return
    for found in _touching(list(_boxes(page))):
        group = [_scaled(box, dpi) for box in found]
        whole = _around(group)
        boxes = [whole] if _words_on(whole, words) <= MOST_WORDS else group
        yield from (box for box in boxes if _is_large(box, dpi) and _words_on(box, words) <= MOST_WORDS)


def _is_large(box: BBox, dpi: float) -> bool:
    least_width, least_height = (mm / 25.4 * dpi for mm in LEAST_MM)
    return box[2] - box[0] >= least_width and box[3] - box[1] >= least_height


def _words_on(box: BBox, words: Sequence[Word]) -> int:
    return sum(_stands_on(word, box) for word in words)


def _stands_on(word: Word, box: BBox) -> bool:
    x, y = (word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


def _scaled(box: BBox, dpi: float) -> BBox:
    x0, y0, x1, y1 = (edge * dpi / 72 for edge in box)
    return x0, y0, x1, y1


def _boxes(page: pdfium.PdfPage) -> Iterator[BBox]:
    """The pictures of a page in points, origin at its upper left corner, cut off at its edges."""
    left, bottom, right, top = page.get_cropbox()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = item.get_bounds()
        box = max(x0, left) - left, top - min(y1, top), min(x1, right) - left, top - max(y0, bottom)
        if box[0] < box[2] and box[1] < box[3]:
            yield box


def _touching(boxes: Sequence[BBox]) -> list[list[BBox]]:
    """The boxes in groups of such that touch or overlap, as do the boxes around groups."""
    groups: list[list[BBox]] = []
    for box in boxes:
        near = [group for group in groups if _touch(box, _around(group))]
        groups = [group for group in groups if group not in near]
        groups.append([box, *(one for group in near for one in group)])
    return groups


def _around(boxes: Sequence[BBox]) -> BBox:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _touch(a: BBox, b: BBox) -> bool:
    across = a[0] - TOUCH_POINTS <= b[2] and b[0] - TOUCH_POINTS <= a[2]
    return across and a[1] - TOUCH_POINTS <= b[3] and b[1] - TOUCH_POINTS <= a[3]
