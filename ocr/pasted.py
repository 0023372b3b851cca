"""Pictures on digital pages that hold print of their own: a table pasted as a picture, a scan in strips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr.page import BBox, Word

LEAST_MM = (100.0, 12.0)
"""Least width and height of a picture that a table may stand in; logos and QR codes are smaller."""
MOST_WORDS = 2
"""Words of the text layer that may stand on such a picture: its print is its own."""
TOUCH_POINTS = 2.0
"""Strips of one picture lie no further apart."""


def wordless_pictures(page: pdfium.PdfPage, words: Sequence[Word], dpi: float) -> Iterator[BBox]:
    """Boxes of the large pictures on which no words of the text layer stand, in pixels of the page as shown.

    Pictures that touch are one. None on pages that are stored turned.
    """
    if page.get_rotation():
        return
    scale, (least_width, least_height) = dpi / 72, (mm / 25.4 * dpi for mm in LEAST_MM)
    for box in _united(list(_boxes(page))):
        x0, y0, x1, y1 = (edge * scale for edge in box)
        inside = sum(x0 < (w.bbox[0] + w.bbox[2]) / 2 < x1 and y0 < (w.bbox[1] + w.bbox[3]) / 2 < y1 for w in words)
        if x1 - x0 >= least_width and y1 - y0 >= least_height and inside <= MOST_WORDS:
            yield x0, y0, x1, y1


def _boxes(page: pdfium.PdfPage) -> Iterator[BBox]:
    """The pictures of a page in points, origin at its upper left corner, cut off at its edges."""
    left, bottom, right, top = page.get_cropbox()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = item.get_bounds()
        box = max(x0, left) - left, top - min(y1, top), min(x1, right) - left, top - max(y0, bottom)
        if box[0] < box[2] and box[1] < box[3]:
            yield box


def _united(boxes: list[BBox]) -> list[BBox]:
    """Boxes that touch or overlap as one."""
    whole: list[BBox] = []
    for box in boxes:
        near = [other for other in whole if _touch(box, other)]
        whole = [other for other in whole if other not in near]
        edges = list(zip(box, *near, strict=True))
        whole.append((min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])))
    return whole


def _touch(a: BBox, b: BBox) -> bool:
    across = a[0] - TOUCH_POINTS <= b[2] and b[0] - TOUCH_POINTS <= a[2]
    return across and a[1] - TOUCH_POINTS <= b[3] and b[1] - TOUCH_POINTS <= a[3]
