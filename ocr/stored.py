"""The picture of a page that is one JPEG and nothing else: decoded as stored, at a ninth of a rendering's cost.

Most scanning programs write such pages. Whatever is out of the ordinary is left to the renderer.
"""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image as PilImage

from ocr.page import Image

LEAST_SIDE = 32
SLACK = 0.01
"""Share of a page's side by which the picture may miss the page's edge."""
PLAIN_MODES = ("L", "RGB")
"""Grey and colour; CMYK has conventions of its own."""
DARKEST = 80
"""Mean grey of pictures darker than any page, as those stored as negatives are."""
QUARTERS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def stored_picture(page: pdfium.PdfPage) -> Image | None:
    """The grey pixels of a page that is one upright JPEG from edge to edge, turned as the page is; else None."""
    items = list(page.get_objects(max_depth=1))
    if len(items) != 1 or items[0].type != pdfium_c.FPDF_PAGEOBJ_IMAGE or pdfium_c.FPDFPage_GetAnnotCount(page):
        return None
    item = items[0]
    masked = pdfium_c.FPDFPageObj_HasTransparency(item)
    if list(item.get_filters()) != ["DCTDecode"] or masked or not _fills(page, item):
        return None
    stored = bytes(item.get_data())
    if not _is_plain(stored):
        return None
    grey = cv2.imdecode(np.frombuffer(stored, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if grey is None or grey.shape[::-1] != tuple(item.get_px_size()) or min(grey.shape) < LEAST_SIDE:
        return None
    if cv2.mean(grey)[0] < DARKEST:
        return None
    quarter = QUARTERS[page.get_rotation()]
    return np.asarray(grey if quarter is None else cv2.rotate(grey, quarter), np.uint8)


def _is_plain(stored: bytes) -> bool:
    """Whether a JPEG is grey or colour, as its head says."""
    try:
        with PilImage.open(BytesIO(stored)) as picture:
            return picture.mode in PLAIN_MODES
    except (OSError, SyntaxError, ValueError, PilImage.DecompressionBombError):
        return False


def _fills(page: pdfium.PdfPage, item: pdfium.PdfObject) -> bool:
    """Whether a picture stands upright on its page, undistorted and from edge to edge."""
    a, b, c, d, *_ = item.get_matrix().get()
    left, bottom, right, top = page.get_cropbox()
    wide, high = right - left, top - bottom
    if b or c or min(a, d, wide, high) <= 0:
        return False
    x0, y0, x1, y1 = item.get_bounds()
    near_x = max(abs(x0 - left), abs(x1 - right)) <= SLACK * wide
    near_y = max(abs(y0 - bottom), abs(y1 - top)) <= SLACK * high
    pixels_wide, pixels_high = item.get_px_size()
    return bool(near_x and near_y and abs(pixels_wide * d / (pixels_high * a) - 1) <= SLACK)
