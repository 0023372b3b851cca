"""Letters of a text layer that the page clips away, as a spreadsheet does with a text too long for its cell."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
Origin = tuple[float, float]
"""Where a letter begins on its baseline, in points from the lower left corner of the page, to a tenth."""

LEAST_SEEN = 0.1
"""A text of which less than this share of its area stands inside its clipping path is not seen."""
NEARBY = (-0.05, 0.0, 0.05)
"""Points by which two programs may differ on where a letter begins."""
EVERYWHERE: Rectangle = (float("-inf"), float("-inf"), float("inf"), float("inf"))


def clipped_letters(page: pdfium.PdfPage) -> frozenset[Origin]:
    """Where the letters of the texts begin that are not seen. None on pages that are stored turned."""
    if page.get_rotation():
        return frozenset()
    texts = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT])
    unseen = {ctypes.addressof(text.raw.contents) for text in texts if _share_seen(text) < LEAST_SEEN}
    return frozenset(_origins(page, unseen)) if unseen else frozenset()


def as_origin(x: float, y: float) -> Origin:
    """A place to a tenth of a point, no finer than two programs tell it."""
    return round(x, 1), round(y, 1)


def _origins(page: pdfium.PdfPage, texts: set[int]) -> Iterator[Origin]:
    """Where the letters of some text objects, told by their addresses, begin."""
    layer = page.get_textpage()
    left, bottom, *_ = page.get_mediabox()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(layer.count_chars()):
        text = pdfium_c.FPDFText_GetTextObject(layer, index)
        if text and ctypes.addressof(text.contents) in texts:
            pdfium_c.FPDFText_GetCharOrigin(layer, index, x, y)
            yield from _around(x.value - left, y.value - bottom)
    layer.close()


def _around(x: float, y: float) -> Iterator[Origin]:
    """A place as other programs may round it."""
    yield from (as_origin(x + across, y + up) for across in NEARBY for up in NEARBY)


def _share_seen(text: pdfium.PdfObject) -> float:
    """The share of a text's box that the box around its clipping path leaves; 1 for one without a size."""
    x0, y0, x1, y1 = text.get_bounds()
    left, bottom, right, top = _clip_box(text)
    seen = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
    area = (x1 - x0) * (y1 - y0)
    return seen / area if area > 0 else 1.0


def _clip_box(text: pdfium.PdfObject) -> Rectangle:
    """What the boxes around all paths have in common that clip a text."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(text)
    box = EVERYWHERE
    for path in range(max(0, pdfium_c.FPDFClipPath_CountPaths(clip)) if clip else 0):
        xs, ys = zip(*_corners(clip, path), strict=True)
        box = max(box[0], min(xs)), max(box[1], min(ys)), min(box[2], max(xs)), min(box[3], max(ys))
    return box


def _corners(clip: object, path: int) -> Iterator[Origin]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFClipPath_CountPathSegments(clip, path)):
        segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        yield x.value, y.value
