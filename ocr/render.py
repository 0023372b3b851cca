"""PDF pages and images to pixels: one render per page, digital pages without their text."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException
from PIL import Image as PilImage
from PIL import ImageOps

from ocr.page import Image, PageKind, Word
from ocr.stored import stored_picture

DIGITAL_DPI = 200.0
MAX_SCAN_DPI = 250.0
MIN_SCAN_DPI = 150.0
A4_LONG_INCH = 11.7
A3_LONG_INCH = 17.0
"""A scan on a larger sheet is an A4 page that a program stored with one point per pixel."""
UNMAPPED = re.compile(r"\(cid:\d+\)")
"""A glyph without a letter in the text layer: in these documents the bullet of a symbol font."""
MIN_TEXT_WORDS = 8
"""A page with fewer words in its text layer is read as a picture (a scanner's stamp line is not a text layer)."""
SCAN_COVER = 0.6
"""An image that covers this share of the page makes it a scan, whatever hidden text lies under it."""


MAX_PIXELS = 24e6
"""An A3 sheet at 250 dpi has 12 million; larger ones are rendered at what resolution this allows."""
LEAST_PIXELS = 32
"""A side shorter than a line of print."""
PAGES_AT_ONCE = 50
"""After so many pages a file is opened anew: both libraries keep what they have decoded until it is closed."""
NO_PAGE_SIZE = "ukuran halaman tidak masuk akal; simpan ulang atau cetak ulang ke PDF"
PDFMINER_FAILS = (
    PdfminerException,
    PDFException,
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    struct.error,
    zlib.error,
    RecursionError,
)
"""How pdfminer ends on files that break the rules of PDF: with its own errors and with Python's."""

WordsOf = Callable[[int], tuple[Word, ...]]


class UnreadableSource(Exception):
    """The file cannot be opened as what it says it is. The message names the reason in plain Indonesian."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as stored: grey pixels (without text for digital pages), scale and text layer in pixels."""

    number: int
    kind: PageKind
    grey: Image
    dpi: float
    words: tuple[Word, ...] = ()
    print_view: Image | None = None
    """Digital pages with their text."""


def render_pdf(path: Path) -> Iterator[RawPage]:
    """Pages of a PDF in order. Raises UnreadableSource when it cannot be opened."""
    start, count = 0, 1
    while start < count:
        with _opened(path) as document, _text_layers(path) as words_of:
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


@contextmanager
def _text_layers(path: Path) -> Iterator[WordsOf]:
    """What gives the text layer of a page by its index.

    pdfminer is stricter than pdfium: pages whose text layer it cannot follow have none, and are read as pictures.
    """
    try:
        plumber = pdfplumber.open(path)
    except PDFMINER_FAILS:
        yield lambda index: ()
        return

    def words_of(index: int) -> tuple[Word, ...]:
        try:
            page = plumber.pages[index]
            words = _text_layer(page)
            page.close()  # pdfplumber keeps every letter of every page it was asked for
        except PDFMINER_FAILS:
            return ()
        return words

    with closing(plumber.stream):  # its own close() looks at every page again, also at those it cannot follow
        yield words_of


def render_image(path: Path) -> Iterator[RawPage]:
    """Frames of an image file (a multi-page TIFF has several), turned as their EXIF says."""
    try:
        with PilImage.open(path) as picture:
            for index in range(getattr(picture, "n_frames", 1)):
                picture.seek(index)
                frame = ImageOps.exif_transpose(picture).convert("L")
                if min(frame.size) < LEAST_PIXELS:
                    raise UnreadableSource("gambar terlalu kecil; pindai ulang dengan resolusi lebih tinggi")
                grey, dpi = _limit(np.asarray(frame, dtype=np.uint8), max(frame.size) / A4_LONG_INCH)
                yield RawPage(index + 1, "scan", grey, dpi)
    except (OSError, SyntaxError, ValueError, PilImage.DecompressionBombError) as error:
        raise UnreadableSource("gambar rusak atau bukan gambar; foto atau pindai ulang") from error


def _pdf_reason(error: pdfium.PdfiumError) -> str:
    text = str(error).lower()
    if "password" in text:
        return "PDF dilindungi kata sandi; simpan ulang tanpa kata sandi"
    return "PDF rusak atau bukan PDF; pindai atau unduh ulang berkas ini"


def _render_page(page: pdfium.PdfPage, words_of: WordsOf, number: int) -> RawPage:
    cover, native_dpi = _largest_image(page)
    words = () if cover >= SCAN_COVER else words_of(number - 1)
    if len(words) < MIN_TEXT_WORDS:
        return _scanned_page(page, number, native_dpi)
    dpi = _bounded(page, DIGITAL_DPI)
    view = _pixels(page, dpi)
    _remove_text(page)
    scaled = tuple(_scale_word(word, dpi / 72) for word in words)
    return RawPage(number, "digital", _pixels(page, dpi), dpi, scaled, view)


def _scanned_page(page: pdfium.PdfPage, number: int, native_dpi: float | None) -> RawPage:
    """A page that is a picture: as stored where that is fine enough, else rendered."""
    large = max(page.get_size()) > A3_LONG_INCH * 72
    if native_dpi and (large or native_dpi >= MIN_SCAN_DPI):
        stored = stored_picture(page)
        if stored is not None and stored.size <= MAX_PIXELS:
            long = A4_LONG_INCH if large else max(page.get_size()) / 72
            return RawPage(number, "scan", *_limit(stored, max(stored.shape) / long))
    if large:
        pixels = _pixels(page, _bounded(page, native_dpi or DIGITAL_DPI))
        return RawPage(number, "scan", *_limit(pixels, max(pixels.shape) / A4_LONG_INCH))
    dpi = _bounded(page, float(np.clip(native_dpi or DIGITAL_DPI, MIN_SCAN_DPI, MAX_SCAN_DPI)))
    return RawPage(number, "scan", _pixels(page, dpi), dpi)


def _bounded(page: pdfium.PdfPage, dpi: float) -> float:
    """The resolution, or less on a sheet so large that its picture would fill the memory."""
    inches = float(np.prod([side / 72 for side in page.get_size()]))
    return min(dpi, float(np.sqrt(MAX_PIXELS / max(inches, 1e-6))))


def _pixels(page: pdfium.PdfPage, dpi: float) -> Image:
    try:
        bitmap = page.render(scale=dpi / 72, grayscale=True)
    except (ValueError, pdfium.PdfiumError) as error:
        raise UnreadableSource(NO_PAGE_SIZE) from error
    pixels = bitmap.to_numpy()
    if min(pixels.shape[:2]) < LEAST_PIXELS:
        raise UnreadableSource(NO_PAGE_SIZE)
    return np.ascontiguousarray(pixels[..., 0] if pixels.ndim == 3 else pixels)


def _largest_image(page: pdfium.PdfPage) -> tuple[float, float | None]:
    """Share of the page that its largest image covers, and that image's native resolution."""
    width, height = page.get_size()
    best, dpi = 0.0, None
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = item.get_bounds()
        inside_x = max(0.0, min(x1, width) - max(x0, 0.0))
        inside_y = max(0.0, min(y1, height) - max(y0, 0.0))
        cover = inside_x * inside_y / max(1.0, width * height)
        if cover > best:
            pixels = item.get_px_size()
            best, dpi = cover, max(pixels) / max(1.0, max(x1 - x0, y1 - y0)) * 72
    return best, dpi


def _text_layer(plumber: pdfplumber.page.Page) -> tuple[Word, ...]:
    """Words in points, origin at the upper left corner of the page as shown."""
    turned = [char["matrix"][1] for char in plumber.chars if not char["upright"]]
    upwards = sum(sine > 0 for sine in turned) * 2 >= len(turned)
    found = plumber.extract_words(
        x_tolerance=1.5,
        y_tolerance=2.5,
        extra_attrs=["upright"],
        char_dir_rotated="btt" if upwards else "ttb",
        line_dir_rotated="ltr" if upwards else "rtl",
    )
    x_off, y_off = plumber.bbox[0], plumber.bbox[1]
    return tuple(
        Word(
            text=UNMAPPED.sub("•", word["text"]),
            bbox=(word["x0"] - x_off, word["top"] - y_off, word["x1"] - x_off, word["bottom"] - y_off),
            upright=bool(word["upright"]),
        )
        for word in found
    )


def _scale_word(word: Word, scale: float) -> Word:
    x0, y0, x1, y1 = (value * scale for value in word.bbox)
    return Word(word.text, (x0, y0, x1, y1), word.confidence, word.upright)


def _remove_text(page: pdfium.PdfPage) -> None:
    """Take the text objects off the page, so that its picture holds only rulings, symbols and arrows.

    The page is not written back: it is drawn from its objects, and writing goes through the whole file for each page.
    """
    for item in list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        page.remove_obj(item)


def _limit(grey: Image, dpi: float) -> tuple[Image, float]:
    """Reduce pictures finer than MAX_SCAN_DPI to it."""
    if dpi <= MAX_SCAN_DPI:
        return np.ascontiguousarray(grey), dpi
    scale = MAX_SCAN_DPI / dpi
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), MAX_SCAN_DPI
