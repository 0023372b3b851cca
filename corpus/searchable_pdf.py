"""A scan as a PDF that can be searched: its pages untouched, with what was read as an invisible layer of text.

Where the source allows it is PDF/A-2b: nothing is drawn anew for its sake, and it says so only after pikepdf's
validator, which refuses whatever it does not know, has passed the written file.
"""

from __future__ import annotations

import hashlib
import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import pdfa
from PIL import Image as PilImage
from PIL import ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.rows import Json, as_leaf

FONT = "Vera"
"""Comes with reportlab and may be embedded, as PDF/A demands."""
ARCHIVAL = "2b"
"""The level of PDF/A: JPEG 2000 and transparency may stay as they are, and no structure is invented."""
LETTER = 0.42
"""Width of a letter as part of the height of a line, leading included: tells how many lines a cell holds."""
INVISIBLE = 3
"""Text render mode of PDF: neither filled nor stroked."""
OWN_TEXT = 50
"""Letters on a page from which it has a text layer of its own; only what people corrected is added to it."""
IMAGE_DPI = 200.0
JPEG_QUALITY = 85
ORIENTATION = 0x0112
"""The EXIF tag that tells how a camera was held."""


class Unsearchable(Exception):
    """The source is no document with pages, or not the one the record was read from. Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class _Upright:
    """How an upright page lies on the page as stored: at ``left`` and ``foot``, turned clockwise by some degrees."""

    left: float
    foot: float
    width: float
    height: float
    rotation: int
    skew: float

    def place(self, canvas: Canvas) -> tuple[float, float]:
        """Turns the canvas so that the upright page lies at its origin, y up; the upright width and height."""
        turned = self.rotation in (90, 270)
        across, up = (self.height, self.width) if turned else (self.width, self.height)
        canvas.translate(self.left + self.width / 2, self.foot + self.height / 2)
        canvas.rotate(self.rotation + self.skew)
        canvas.translate(-across / 2, -up / 2)
        return across, up


def record_to_searchable_pdf(record: Json, original: Path) -> bytes:
    """The source of a record, page for page, with the text of its leaves where they stand.

    Raises Unsearchable.
    """
    if record["source"]["kind"] == "text":
        raise Unsearchable("Berkas ini teks, bukan pindaian.")
    try:
        if hashlib.sha256(original.read_bytes()).hexdigest() != record["source"]["sha256"]:
            raise Unsearchable("Berkas aslinya sudah berubah sejak dibaca; jalankan ingest lagi.")
        pdf = _as_pdf(original, record)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError) as error:
        raise Unsearchable("Berkas aslinya tidak dapat dibuka lagi (hilang, atau berkata sandi).") from error
    with pdf:
        leaves = list(_leaves(record["sops"]))
        for info in record["source"]["page_info"]:
            _lay_text(pdf, info, [leaf for leaf in leaves if leaf["where"]["page"] == info["page"]])
        plain = BytesIO()
        pdf.save(plain, deterministic_id=True)
    return _archival(plain) or plain.getvalue()


def _archival(plain: BytesIO) -> bytes | None:
    """The same file as PDF/A, None where its pages (fonts left out, colours of a device, scripts) stand against it."""
    out = BytesIO()
    try:
        with pikepdf.open(plain) as pdf:
            for page in pdf.pages:
                if "/Trans" in page.obj and not page.obj.Trans.keys():
                    del page["/Trans"]  # says nothing, and the validator does not know it
            pdfa.save(pdf, out, ARCHIVAL)
    except (pdfa.PdfaError, pikepdf.PdfError, ValueError):
        return None
    return out.getvalue()


def _leaves(node: object) -> Iterator[Json]:
    """Every leaf with text and a place on a page, at any depth."""
    if isinstance(node, list):
        for child in node:
            yield from _leaves(child)
    elif isinstance(node, Mapping):
        leaf = as_leaf(node)
        where = leaf.get("where") or {}
        if leaf.get("text") and where.get("bbox"):
            yield leaf
        elif "text" not in node:
            for child in node.values():
                yield from _leaves(child)


def _lay_text(pdf: pikepdf.Pdf, info: Json, leaves: list[Json]) -> None:
    at, (left, top, right, bottom) = _in_file(info)
    page = pdf.pages[at - 1]
    shown = [leaf for leaf in leaves if leaf.get("status") == "corrected"] if _has_text(page) else leaves
    if not shown:
        return
    x0, y0, x1, y1 = (float(side) for side in page.cropbox)
    turned = int(page.get("/Rotate", 0)) % 180 == 90
    width, height = (y1 - y0, x1 - x0) if turned else (x1 - x0, y1 - y0)
    turn, skew = int(info.get("rotation") or 0), float(info.get("skew_deg") or 0)
    upright = _Upright(left * width, (1 - bottom) * height, (right - left) * width, (bottom - top) * height, turn, skew)
    buffer = BytesIO()
    canvas = _canvas(buffer, (width, height))
    across, up = upright.place(canvas)
    for leaf in shown:
        _lay_leaf(canvas, leaf, across, up)
    canvas.save()
    with pikepdf.open(buffer) as layer:
        page.add_overlay(layer.pages[0], pikepdf.Rectangle(x0, y0, x1, y1))


def _in_file(info: Json) -> tuple[int, list[float]]:
    """The page of the file on which a page of the record stands, and where on it, in fractions."""
    part = info.get("in_file") or {"page": info["page"], "bbox": [0, 0, 1, 1]}
    return part["page"], part["bbox"]


def _canvas(buffer: BytesIO, size: tuple[float, float] | None = None) -> Canvas:
    """An empty document that names no font but the embedded one."""
    registerFont(TTFont(FONT, f"{FONT}.ttf"))
    return Canvas(buffer, pagesize=size, invariant=1, initialFontName=FONT)


def _lay_leaf(canvas: Canvas, leaf: Json, across: float, up: float) -> None:
    """Writes a leaf's text into its box, in as many lines as fit a box of such a shape."""
    left, top, right, bottom = leaf["where"]["bbox"]
    x, width = left * across, max(1.0, (right - left) * across)
    height = max(1.0, (bottom - top) * up)
    text = " ".join(str(leaf["text"]).encode("cp1252", "replace").decode("cp1252").split())
    count = max(1, round(math.sqrt(len(text) * LETTER * height / width)))
    lines = textwrap.wrap(text, max(1, math.ceil(len(text) / count) + 3)) or [text]
    leading = height / len(lines)
    size = leading * 0.8
    for number, line in enumerate(lines):
        written = canvas.beginText(x, up - top * up - leading * (number + 0.8))
        written.setTextRenderMode(INVISIBLE)
        written.setFont(FONT, size)
        written.setHorizScale(100 * min(1.0, 0.96 * width / max(0.1, stringWidth(line, FONT, size))))
        written.textOut(line)
        canvas.drawText(written)


def _has_text(page: pikepdf.Page) -> bool:
    """Whether a page has a text layer of its own, as digital pages do."""
    instructions = (item for item in pikepdf.parse_content_stream(page, "Tj TJ ' \"") if hasattr(item, "operands"))
    letters = 0
    for instruction in instructions:
        letters += sum(len(bytes(part)) for part in _strings(instruction.operands))
        if letters >= OWN_TEXT:
            return True
    return False


def _strings(operands: Iterable[object]) -> Iterator[pikepdf.String]:
    for part in operands:
        if isinstance(part, pikepdf.String):
            yield part
        elif isinstance(part, pikepdf.Array):
            yield from _strings(part)


def _as_pdf(original: Path, record: Json) -> pikepdf.Pdf:
    """The source itself, or its pictures on pages of their own size."""
    if record["source"]["kind"] != "image":
        return pikepdf.open(original)
    dpis = {_in_file(info)[0]: float(info.get("dpi") or IMAGE_DPI) for info in record["source"]["page_info"]}
    buffer = BytesIO()
    canvas = _canvas(buffer)
    with PilImage.open(original) as picture:
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            upright = ImageOps.exif_transpose(picture)
            scale = 72 / dpis.get(index + 1, IMAGE_DPI)
            size = (upright.width * scale, upright.height * scale)
            canvas.setPageSize(size)
            canvas.drawImage(_jpeg(original, picture, upright), 0, 0, *size)
            canvas.showPage()
    canvas.save()
    return pikepdf.open(buffer)


def _jpeg(original: Path, stored: PilImage.Image, upright: PilImage.Image) -> ImageReader:
    """A picture as JPEG: the file's own bytes where they show it upright."""
    if stored.format == "JPEG" and stored.getexif().get(ORIENTATION, 1) == 1:
        return ImageReader(str(original))
    buffer = BytesIO()
    upright.convert("RGB").save(buffer, "JPEG", quality=JPEG_QUALITY)
    buffer.seek(0)
    return ImageReader(buffer)
