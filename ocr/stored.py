"""The picture of a page that is one JPEG and nothing else: decoded as stored, at a ninth of a rendering's cost.

Most scanning programs write such pages. Whatever is out of the ordinary is left to the renderer.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image as PilImage

from ocr.orient import turn
from ocr.page import Image
from ocr.stains import Colour

LEAST_SIDE = 32
SLACK = 0.01
"""Share of a page's side by which the picture may miss the page's edge."""
PLAIN_MODES = ("L", "RGB")
"""Grey and colour; CMYK has conventions of its own."""
DARKEST = 80
"""Mean grey of pictures darker than any page, as those stored as negatives are."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The pixels of a page, turned as it is; where they have colour that too, at half the resolution."""

    grey: Image
    colour: Colour | None
    data: bytes
    degrees: int

    def whole_colour(self) -> Colour:
        """The colours of every pixel: what takes longest to decode."""
        return _decoded(self.data, cv2.IMREAD_COLOR, self.degrees)


def stored_picture(page: pdfium.PdfPage) -> Stored | None:
    """The picture of a page that is one upright JPEG from edge to edge; else None."""
    items = list(page.get_objects(max_depth=1))
    if len(items) != 1 or items[0].type != pdfium_c.FPDF_PAGEOBJ_IMAGE or pdfium_c.FPDFPage_GetAnnotCount(page):
        return None
    item = items[0]
    masked = pdfium_c.FPDFPageObj_HasTransparency(item)
    if list(item.get_filters()) != ["DCTDecode"] or masked or not _fills(page, item):
        return None
    data = bytes(item.get_data())
    stored, mode = np.frombuffer(data, np.uint8), _mode(data)
    if mode not in PLAIN_MODES:
        return None
    grey = cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if grey is None or grey.shape[::-1] != tuple(item.get_px_size()) or min(grey.shape) < LEAST_SIDE:
        return None
    if cv2.mean(grey)[0] < DARKEST:
        return None
    degrees = page.get_rotation()
    half = cv2.IMREAD_REDUCED_COLOR_2  # a quarter of the decoder's work
    colour = None if mode == "L" else _decoded(data, half, degrees)
    return Stored(turn(np.asarray(grey, np.uint8), degrees), colour, data, degrees)


def _decoded(data: bytes, how: int, degrees: int) -> Colour:
    """A JPEG that decodes, in colour, turned clockwise."""
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), how | cv2.IMREAD_IGNORE_ORIENTATION)
    return turn(np.asarray(decoded, np.uint8), degrees)


def _mode(data: bytes) -> str:
    """Grey, colour or another kind of JPEG, as its head says; empty for none."""
    try:
        with PilImage.open(BytesIO(data)) as picture:
            return picture.mode
    except (OSError, SyntaxError, ValueError, PilImage.DecompressionBombError):
        return ""


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
