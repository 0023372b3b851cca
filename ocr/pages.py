"""The front door of this room: a file to upright, evenly lit, straight pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ocr.borders import find_paper, whiten_outside, without_streaks
from ocr.engines import Reader
from ocr.garbled import is_garbled
from ocr.light import flatten_light, grey_to_ink
from ocr.orient import find_rotation, turn
from ocr.page import Page, PageInfo
from ocr.render import RawPage, render_image, render_pdf
from ocr.stopwatch import stage
from ocr.straighten import straighten

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"})
WARP_WORTH_NOTING_MM = 0.5


def file_to_pages(path: Path, reader: Reader) -> Iterator[Page]:
    """Pages of a PDF or image file in order. Raises render.UnreadableSource."""
    raw_pages = render_image(path) if path.suffix.lower() in IMAGE_SUFFIXES else render_pdf(path)
    return _repaired(raw_pages, reader)


def _repaired(raw_pages: Iterator[RawPage], reader: Reader) -> Iterator[Page]:
    while True:
        with stage("render"):
            raw = next(raw_pages, None)
        if raw is None:
            return
        with stage("repair"):
            page = raw_to_page(raw, reader)
        yield page


def raw_to_page(raw: RawPage, reader: Reader) -> Page:
    """Repair one page; digital pages are upright and straight as they are."""
    if raw.print_view is not None and is_garbled(raw.words, raw.print_view, reader.first):
        raw = RawPage(raw.number, "scan", raw.print_view, raw.dpi)
    if raw.kind == "digital":
        return Page(PageInfo(raw.number, raw.kind, raw.dpi), raw.grey, raw.words, raw.print_view)
    pixels_per_mm = raw.dpi / 25.4
    grey, streaks = without_streaks(raw.grey, pixels_per_mm)
    paper = find_paper(grey, pixels_per_mm)
    flat = flatten_light(grey, pixels_per_mm)
    if paper is not None:
        flat = whiten_outside(flat, paper)
    ink = grey_to_ink(flat, pixels_per_mm)
    rotation = find_rotation(flat, ink, pixels_per_mm, reader.first)
    stains = None if raw.stains is None else turn(raw.stains, rotation)
    straight = straighten(turn(flat, rotation), turn(ink, rotation), pixels_per_mm, stains)
    done = {
        "streaks": streaks > 0,
        "border": paper is not None,
        "rotation": rotation != 0,
        "skew": abs(straight.skew_deg) > 0.05,
        "warp": straight.warp_mm > WARP_WORTH_NOTING_MM,
    }
    repairs = tuple(name for name, was_done in done.items() if was_done)
    info = PageInfo(raw.number, raw.kind, raw.dpi, rotation, round(straight.skew_deg, 2), repairs=repairs)
    return Page(info, straight.image, stains=straight.stains)
