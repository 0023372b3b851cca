"""PDF pages and images to pixels: one render per page, digital pages without their text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from PIL import Image as PilImage
from PIL import ImageOps

from ocr.clipped import clipped_letters
from ocr.light import is_two_toned
from ocr.page import BBox, Image, PageKind, Word
from ocr.pasted import without_covered, wordless_pictures
from ocr.pdf_words import WordsOf, enlargement, open_words, scale_word
from ocr.stains import Colour, colour_to_stains, lift_stains
from ocr.stored import stored_picture
from ocr.vivid import has_vivid, with_vivid_fills

DIGITAL_DPI = 200.0
MAX_SCAN_DPI = 250.0
COARSE_DPI, FINE_DPI = 160.0, 200.0
"""Scans coarser than the first are enlarged to the second: strokes a pixel wide and letters of ten are hard to tell
from what surrounds them. On 42 real ones fewer cells were wrong then, and fewer values waited."""
STORED_FROM_DPI = 150.0
"""Pictures much coarser than that are better enlarged by the renderer than after it: their JPEG blocks show less."""
A4_LONG_INCH = 11.7
A3_LONG_INCH = 17.0
"""A scan on a larger sheet is an A4 page that a program stored with one point per pixel."""
MIN_TEXT_WORDS = 8
"""A page with fewer words in its text layer is read as a picture (a scanner's stamp line is not a text layer)."""
SCAN_COVER = 0.6
"""An image that covers this share of the page makes it a scan, whatever hidden text lies under it."""


STAIN_DPI = 100
"""Strokes of pens are half a millimetre thick."""
COARSE_COLOUR_DPI = 50
"""Fine enough for the colour of fills."""
COLOUR_BITS = 24
GREY_MODES = ("1", "L", "LA", "I", "I;16", "F")
MAX_PIXELS = 24e6
"""An A3 sheet at 250 dpi has 12 million; larger ones are rendered at what resolution this allows."""
LEAST_PIXELS = 32
"""A side shorter than a line of print."""
PAGES_AT_ONCE = 50
"""After so many pages a file is opened anew: both libraries keep what they have decoded until it is closed."""
NO_PAGE_SIZE = "ukuran halaman tidak masuk akal; simpan ulang atau cetak ulang ke PDF"


class UnreadableSource(Exception):
    """The file cannot be opened as what it says it is. The message names the reason in plain Indonesian."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as stored: grey pixels (without text for digital pages, without coloured pens and stamps for scans),
    scale and text layer in pixels."""

    number: int
    kind: PageKind
    grey: Image
    dpi: float
    words: tuple[Word, ...] = ()
    print_view: Image | None = None
    """Digital pages with their text."""
    pictures: tuple[BBox, ...] = ()
    """Digital pages: where large pictures without words stand."""
    stains: Image | None = None
    """By how much the pens and stamps darkened the page, where it is stored in colour and has any."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The largest image of a page: the share of the page it covers, its native resolution, whether in colour."""

    share: float
    dpi: float | None
    coloured: bool


def render_pdf(path: Path) -> Iterator[RawPage]:
    """Pages of a PDF in order. Raises UnreadableSource when it cannot be opened."""
    start, count = 0, 1
    while start < count:
        with _opened(path) as document, open_words(path) as words_of:
            count = len(document)
            if count == 0:
                raise UnreadableSource("PDF tidak memuat halaman")
            for index in range(start, min(start + PAGES_AT_ONCE, count)):
                yield _render_page(_load(document, index), words_of, index + 1)
        start += PAGES_AT_ONCE


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise UnreadableSource(_pdf_reason(error)) from error
    try:
        yield document
    finally:
        document.close()


def _load(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError as error:
        raise UnreadableSource(f"halaman {index + 1} rusak; simpan ulang atau unduh ulang PDF ini") from error


def render_image(path: Path) -> Iterator[RawPage]:
    """Frames of an image file (a multi-page TIFF has several), turned as their EXIF says."""
    try:
        with PilImage.open(path) as picture:
            for index in range(getattr(picture, "n_frames", 1)):
                picture.seek(index)
                frame = ImageOps.exif_transpose(picture)
                if min(frame.size) < LEAST_PIXELS:
                    raise UnreadableSource("gambar terlalu kecil; pindai ulang dengan resolusi lebih tinggi")
                yield _framed(frame, index + 1)
    except (OSError, SyntaxError, ValueError, PilImage.DecompressionBombError) as error:
        raise UnreadableSource("gambar rusak atau bukan gambar; foto atau pindai ulang") from error


def _framed(frame: PilImage.Image, number: int) -> RawPage:
    """A page that is an upright picture of a file."""
    grey, coloured = np.asarray(frame.convert("L"), dtype=np.uint8), frame.mode not in GREY_MODES
    colour = np.asarray(frame.convert("RGB"), dtype=np.uint8) if coloured else None
    return _scan(number, grey, max(frame.size) / A4_LONG_INCH, colour, lambda: colour)


def _pdf_reason(error: pdfium.PdfiumError) -> str:
    text = str(error).lower()
    if "password" in text:
        return "PDF dilindungi kata sandi; simpan ulang tanpa kata sandi"
    return "PDF rusak atau bukan PDF; pindai atau unduh ulang berkas ini"


def _render_page(page: pdfium.PdfPage, words_of: WordsOf, number: int) -> RawPage:
    cover = _largest_image(page)
    words = () if cover.share >= SCAN_COVER else words_of(number - 1, clipped_letters(page))
    if len(words) < MIN_TEXT_WORDS:
        return _scanned_page(page, number, cover)
    enlarged = enlargement([word.bbox[3] - word.bbox[1] for word in words if word.upright])
    dpi = _bounded(page, DIGITAL_DPI * enlarged)
    view = _pixels(page, dpi)
    _remove_text(page)
    grey = _pixels(page, dpi)
    shown = without_covered(page, [scale_word(word, dpi / 72) for word in words], view, grey, dpi)
    pictures = tuple(wordless_pictures(page, shown, dpi))
    if has_vivid(_colour(page, COARSE_COLOUR_DPI)):
        grey = with_vivid_fills(grey, _colour(page, dpi), dpi / 25.4)
    return RawPage(number, "digital", grey, dpi / enlarged, shown, view, pictures)


def _scanned_page(page: pdfium.PdfPage, number: int, cover: Cover) -> RawPage:
    """A page that is a picture: as stored where that is fine enough, else rendered."""
    large = max(page.get_size()) > A3_LONG_INCH * 72
    if cover.dpi and (large or cover.dpi >= STORED_FROM_DPI):
        stored = stored_picture(page)
        if stored is not None and stored.grey.size <= MAX_PIXELS:
            long = A4_LONG_INCH if large else max(page.get_size()) / 72
            return _scan(number, stored.grey, max(stored.grey.shape) / long, stored.colour, stored.whole_colour)
    wanted = cover.dpi or DIGITAL_DPI
    dpi = _bounded(page, wanted if large else _read_at(wanted))
    grey, colour = _pixels(page, dpi), _colour(page, min(dpi, STAIN_DPI)) if cover.coloured else None
    own_dpi = max(grey.shape) / A4_LONG_INCH if large else dpi
    return _scan(number, grey, own_dpi, colour, lambda: _colour(page, dpi))


def _scan(number: int, grey: Image, dpi: float, colour: Colour | None, whole: Callable[[], Colour | None]) -> RawPage:
    """A scanned page, as fine as need be. ``colour`` is the same picture at any size, ``whole`` at its own."""
    grey, dpi = _resized(grey, dpi)
    stains = None if colour is None else _stains(colour, grey, dpi)
    if stains is None or (fine := whole()) is None:
        return RawPage(number, "scan", grey, dpi)
    height, width = grey.shape
    same = np.asarray(cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    lifted = lift_stains(grey, same, stains, dpi / 25.4)
    return RawPage(number, "scan", lifted, dpi, stains=np.asarray(cv2.subtract(lifted, grey), np.uint8))


def _stains(colour: Colour, grey: Image, dpi: float) -> Image | None:
    """Where pens and stamps are in a colour picture, as a mask of the grey one's size."""
    reduced = max(1, round(max(colour.shape) / max(grey.shape) * dpi / STAIN_DPI))
    few = np.ascontiguousarray(colour[::reduced, ::reduced])
    found = colour_to_stains(few, dpi / 25.4 * max(few.shape) / max(grey.shape))
    return None if found is None else np.asarray(cv2.resize(found, grey.shape[::-1], interpolation=cv2.INTER_NEAREST))


def _bounded(page: pdfium.PdfPage, dpi: float) -> float:
    """The resolution, or less on a sheet so large that its picture would fill the memory."""
    inches = float(np.prod([side / 72 for side in page.get_size()]))
    return min(dpi, float(np.sqrt(MAX_PIXELS / max(inches, 1e-6))))


def _pixels(page: pdfium.PdfPage, dpi: float) -> Image:
    pixels = _rendered(page, dpi, grey=True)
    return np.ascontiguousarray(pixels[..., 0] if pixels.ndim == 3 else pixels)


def _colour(page: pdfium.PdfPage, dpi: float) -> Colour:
    return np.ascontiguousarray(_rendered(page, dpi, grey=False)[..., :3])


def _rendered(page: pdfium.PdfPage, dpi: float, grey: bool) -> NDArray[np.uint8]:
    try:
        bitmap = page.render(scale=dpi / 72, grayscale=grey)
    except (ValueError, pdfium.PdfiumError) as error:
        raise UnreadableSource(NO_PAGE_SIZE) from error
    pixels = bitmap.to_numpy()
    if min(pixels.shape[:2]) < LEAST_PIXELS:
        raise UnreadableSource(NO_PAGE_SIZE)
    return np.asarray(pixels, np.uint8)


def _largest_image(page: pdfium.PdfPage) -> Cover:
    width, height = page.get_size()
    best = Cover(0.0, None, False)
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = item.get_bounds()
        inside_x = max(0.0, min(x1, width) - max(x0, 0.0))
        inside_y = max(0.0, min(y1, height) - max(y0, 0.0))
        share = inside_x * inside_y / max(1.0, width * height)
        if share > best.share:
            dpi = max(item.get_px_size()) / max(1.0, max(x1 - x0, y1 - y0)) * 72
            best = Cover(share, dpi, item.get_metadata().bits_per_pixel >= COLOUR_BITS)
    return best


def _remove_text(page: pdfium.PdfPage) -> None:
    """Take the text objects off the page, so that its picture holds only rulings, symbols and arrows.

    Signing a file electronically wraps its pages into forms, whose text counts as well.
    The page is not written back: it is drawn from its objects, and writing goes through the whole file for each page.
    """
    for item in list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT])):
        page.remove_obj(item)


def _read_at(dpi: float) -> float:
    """The resolution that a scan of another is read at."""
    return FINE_DPI if dpi < COARSE_DPI else min(dpi, MAX_SCAN_DPI)


def _resized(grey: Image, dpi: float) -> tuple[Image, float]:
    """Pictures finer than need be reduced, and coarse ones enlarged; those of faxes, which would turn grey, are not."""
    goal = _read_at(dpi)
    if goal == dpi or (goal > dpi and is_two_toned(grey)):
        return np.ascontiguousarray(grey), dpi
    height, width = (max(1, round(side * goal / dpi)) for side in grey.shape)
    how = cv2.INTER_AREA if goal < dpi else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (width, height), interpolation=how), dtype=np.uint8), goal
