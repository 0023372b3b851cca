"""The front door of this room: a file to upright, evenly lit, straight pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from ocr.borders import find_paper, whiten_outside, without_streaks
from ocr.dark_heads import turn_dark_heads
from ocr.engines import Reader
from ocr.garbled import is_garbled
from ocr.grey_stamps import without_grey_stamps
from ocr.gutter import cut_box, cut_pages, find_gutter
from ocr.light import flatten_light, grey_to_ink
from ocr.orient import find_rotation, turn, turn_box
from ocr.page import Image, Page, PageInfo, Part
from ocr.render import A4_LONG_INCH, RawPage, render_image, render_pdf
from ocr.stopwatch import stage
from ocr.straighten import straighten

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"})
WARP_WORTH_NOTING_MM = 0.5


def file_to_pages(path: Path, reader: Reader) -> Iterator[Page]:
    """Pages of a PDF or image file in order, two on one scan parted. Raises render.UnreadableSource."""
    raw_pages = render_image(path) if path.suffix.lower() in IMAGE_SUFFIXES else render_pdf(path)
    return _repaired(raw_pages, reader)


def _repaired(raw_pages: Iterator[RawPage], reader: Reader) -> Iterator[Page]:
    number = 1
    while True:
        with stage("render"):
            raw = next(raw_pages, None)
        if raw is None:
            return
        with stage("repair"):
            pages = raw_to_pages(raw, number, reader)
        yield from pages
        number += len(pages)


def raw_to_pages(raw: RawPage, number: int, reader: Reader) -> tuple[Page, ...]:
    """Repair one page of a file, the ``number``-th that stands upright; two pages on one scan are parted.

    Digital pages are upright and straight as they are.
    """
    if raw.print_view is not None and is_garbled(raw.words, raw.print_view, reader.first):
        raw = RawPage(raw.number, "scan", raw.print_view, raw.dpi)
    if raw.kind == "digital":
        info = PageInfo(number, raw.kind, raw.dpi, part=Part(raw.number))
        drawing, _ = turn_dark_heads(raw.grey, raw.dpi / 25.4)
        return (Page(info, drawing, raw.words, raw.print_view, raw.pictures),)
    scan = _even(raw)
    ink = grey_to_ink(scan.image, scan.dpi / 25.4)
    rotation = find_rotation(scan.image, ink, scan.dpi / 25.4, reader.first)
    scan, ink = scan.turned(rotation), turn(ink, rotation)
    halves = _halves(scan, ink, reader)
    if not halves:
        return (_straight(scan, ink, number),)
    return tuple(_straight(half, own_ink, number + at) for at, (half, own_ink) in enumerate(halves))


@dataclass(frozen=True, slots=True)
class _Scan:
    """An evenly lit grey picture on its way to an upright page."""

    image: Image
    dpi: float
    part: Part
    repairs: tuple[str, ...] = ()
    rotation: int = 0
    stains: Image | None = None

    def turned(self, degrees: int) -> _Scan:
        """Turned clockwise."""
        repairs = (*self.repairs, "rotation") if degrees and "rotation" not in self.repairs else self.repairs
        rotation = (self.rotation + degrees) % 360
        stains = None if self.stains is None else turn(self.stains, degrees)
        return replace(self, image=turn(self.image, degrees), repairs=repairs, rotation=rotation, stains=stains)


def _even(raw: RawPage) -> _Scan:
    """Light, desk and streaks undone."""
    pixels_per_mm = raw.dpi / 25.4
    grey, streaks = without_streaks(raw.grey, pixels_per_mm)
    paper = find_paper(grey, pixels_per_mm)
    grey, heads = turn_dark_heads(grey, pixels_per_mm)
    flat = flatten_light(grey, pixels_per_mm)
    if paper is not None:
        flat = whiten_outside(flat, paper)
    clean = without_grey_stamps(flat, pixels_per_mm)
    done = {"streaks": streaks > 0, "border": paper is not None, "dark_head": heads > 0}
    repairs = tuple(name for name, was_done in done.items() if was_done)
    return _Scan(clean, raw.dpi, Part(raw.number), repairs, stains=_stains(raw, flat, clean))


def _stains(raw: RawPage, flat: Image, clean: Image) -> Image | None:
    """How much darker stains make the evenly lit page: those lifted off it already, and grey ones."""
    grey = None if clean is flat else cv2.subtract(clean, flat)
    if raw.stains is None:
        return None if grey is None else np.asarray(grey, np.uint8)
    lit = cv2.multiply(raw.stains, cv2.divide(flat, raw.grey, dtype=cv2.CV_32F), dtype=cv2.CV_8U)
    return np.asarray(lit if grey is None else cv2.add(lit, grey), np.uint8)


def _halves(scan: _Scan, ink: Image, reader: Reader) -> list[tuple[_Scan, Image]]:
    """The pages of an upright scan of two with their ink, each turned upright; none for a scan of one.

    Where both have to be turned, the scan was not upright, and what looked like a gutter is none.
    """
    gutter = find_gutter(scan.image, ink, scan.dpi / 25.4)
    halves = []
    for half in cut_pages(scan.image, gutter) if gutter else ():
        dpi = max(half.image.shape) / A4_LONG_INCH
        own_ink = grey_to_ink(half.image, dpi / 25.4)
        rotation = find_rotation(half.image, own_ink, dpi / 25.4, reader.first)
        part = Part(scan.part.page, turn_box(half.box, -scan.rotation % 360))
        stains = None if scan.stains is None else cut_box(scan.stains, half.box)
        page = replace(scan, image=half.image, dpi=dpi, part=part, repairs=(*scan.repairs, "split"), stains=stains)
        halves.append((page.turned(rotation), turn(own_ink, rotation)))
    return [] if all(half.rotation != scan.rotation for half, _ in halves) else halves


def _straight(scan: _Scan, ink: Image, number: int) -> Page:
    """The page bent straight by its rulings."""
    straight = straighten(scan.image, ink, scan.dpi / 25.4, scan.stains)
    done = {"skew": abs(straight.skew_deg) > 0.05, "warp": straight.warp_mm > WARP_WORTH_NOTING_MM}
    repairs = (*scan.repairs, *(name for name, was_done in done.items() if was_done))
    skew = round(straight.skew_deg, 2)
    info = PageInfo(number, "scan", scan.dpi, scan.rotation, skew, repairs=repairs, part=scan.part)
    return Page(info, straight.image, stains=straight.stains)
