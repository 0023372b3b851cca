"""Fonts to set type in: the PDF standard ones and the free families found on this machine; widths and line breaks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from bench.hyphens import SOFT

FOLDER = Path("/usr/share/fonts/truetype")
STEMS = {
    "Liberation Sans": "liberation/LiberationSans-Regular",
    "Liberation Serif": "liberation/LiberationSerif-Regular",
    "Liberation Sans Narrow": "liberation/LiberationSansNarrow-Regular",
    "Carlito": "crosextra/Carlito-Regular",
    "Caladea": "crosextra/Caladea-Regular",
    "DejaVu Sans Condensed": "dejavu/DejaVuSansCondensed",
}
HANDS = {
    "Breip": "breip/Breip.ttf",
    "DkgHandwriting": "fifthhorseman/dkg.ttf",
}
"""Debian: fonts-breip, fonts-dkg-handwriting."""
MARKS_FAMILY = "DejaVu Sans Condensed"
STANDARD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}


@cache
def hands() -> tuple[str, ...]:
    """Families that look like handwriting, found on this machine; maybe none."""
    found = []
    for family, file in HANDS.items():
        if (FOLDER / file).is_file():
            pdfmetrics.registerFont(TTFont(family, FOLDER / file))
            found.append(family)
    return tuple(found)


@cache
def families() -> tuple[str, ...]:
    """Families that can be used; the standard two are always there."""
    found = list(STANDARD)
    for family, stem in STEMS.items():
        files = {family: f"{stem}.ttf", family + " Bold": f"{stem.removesuffix('-Regular')}-Bold.ttf"}
        if all((FOLDER / file).is_file() for file in files.values()):
            for name, file in files.items():
                pdfmetrics.registerFont(TTFont(name, FOLDER / file))
            found.append(family)
    return tuple(found)


def mark_font(family: str) -> str:
    """A face that has ticks and dots, if there is one."""
    return MARKS_FAMILY if MARKS_FAMILY in families() else family


def bold(family: str) -> str:
    """The name of a family's bold face."""
    return family if family in HANDS else STANDARD.get(family, family + " Bold")


def width(text: str, font: str, size: float) -> float:
    """Points."""
    families()
    hands()
    return float(pdfmetrics.stringWidth(text, font, size))


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines that fit ``room`` points; a word that is wider is broken, as word processors do."""
    families()
    if SOFT in text:
        return _wrap_softly(text, font, size, room)
    lines: list[str] = []
    for line in simpleSplit(text, font, size, max(room, size)):
        while width(line, font, size) > room and len(line) > 1:
            cut = max(1, next((n for n in range(len(line) - 1, 0, -1) if width(line[:n], font, size) <= room), 1))
            lines.append(line[:cut])
            line = line[cut:]
        lines.append(line)
    return lines


def _wrap_softly(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines of words that may be broken with a hyphen."""
    lines, line = [], ""
    for word in text.split():
        parts = word.split(SOFT)
        while parts:
            gap = " " if line else ""
            taken = _fitting(line + gap, parts, font, size, room)
            whole = taken == len(parts)
            if taken:
                line += gap + "".join(parts[:taken]) + ("" if whole else "-")
                parts = parts[taken:]
            elif not line:
                lines += wrap(parts.pop(0), font, size, room)
            if parts and line:
                lines.append(line)
                line = ""
    return [*lines, line] if line else lines


def _fitting(begun: str, parts: list[str], font: str, size: float, room: float) -> int:
    """How many syllables still fit on a begun line, with a hyphen where some are left."""
    for count in range(len(parts), 0, -1):
        if width(begun + "".join(parts[:count]) + "-" * (count < len(parts)), font, size) <= room:
            return count
    return 0
