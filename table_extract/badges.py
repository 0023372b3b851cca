"""What apps print at the edge of a page that they scan or sign: known by words and place. Other addresses stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from table_extract.table import Line, PagePlace

APPS = ("camscanner", "adobescan", "tapscanner", "geniusscan", "microsoftlens", "officelens", "turboscan", "scanbot")
"""Apps that sign their pages, as letters only."""
INTROS = ("dipindaidengan", "dipindaioleh", "dipindaimenggunakan", "scannedwith", "scannedby", "scannedusing")
SIGNED = (
    "dokumeninitelahditandatanganisecaraelektronikmenggunakansertifikatelektronikyangditerbitkanoleh"
    "balaisertifikasielektronikbsrebssn",
    "dokumeninitelahditandatanganisecaraelektronikyangditerbitkanolehbalaisertifikasielektronikbsrebssn",
    "pindaikodeqrdisampinguntukmenampilkanfileasli",
    "balaisertifikasielektronikbsrebadansiberdansandinegara",
)
"""Remarks of an electronic signature, as letters only; they may be broken into lines anywhere."""
LEAST_SIGNED, LIKE_SIGNED = 33, 90.0
"""Letters of a line, and the rapidfuzz ratio, from which it is a piece of such a remark."""
ADDRESS = re.compile(r"\W*(https?\W{1,5})?(\w+\.)?(camscanner|tapscanner|tapscan)\.(com|app)\S*\W*", re.I)
LIKE_APP = 85.0
LIKE_INTRO = 82.0
"""rapidfuzz ratios (0..100): one letter in six may be misread, and a logo of two letters read as text."""
LOGO = 3
"""Letters that the app's logo is read as, at most."""
EDGE = 0.08
"""Share of a page's height, from its upper and its lower edge, in which apps sign."""
BESIDE = 0.08
"""Share of a page's width that a logo stands away from its words, at most."""


def is_badge(text: str, at_edge: bool = False) -> bool:
    """Whether a whole line is an app's signature, or a remark on it; its bare name is one only at the edge of a page.

    The app's name may be lost: it is often part of a picture.

    >>> is_badge("CS Dipindai dengan CamScanner"), is_badge("https://v3.camscanner.com/user/download")
    (True, True)
    >>> is_badge("Berkas dipindai dengan Adobe Scan oleh petugas"), is_badge("https://layanan.contoh.go.id/unduh")
    (False, False)
    >>> is_badge("Adobe Scan"), is_badge("Adobe Scan", at_edge=True)
    (False, True)
    """
    if ADDRESS.fullmatch(text):
        return True
    letters = re.sub(r"[^a-z]", "", text.lower()).replace("rn", "m")  # as engines misread it
    alone = any(letters[-len(intro) :] == intro and len(letters) <= len(intro) + LOGO for intro in INTROS)
    return alone or _is_remark(letters) or any(_is_signed_by(app, letters, at_edge) for app in APPS)


def _is_remark(letters: str) -> bool:
    """Whether a line is a whole remark of an electronic signature, or a piece of one."""
    return len(letters) >= LEAST_SIGNED and any(
        len(letters) <= len(remark) * 1.1 and fuzz.partial_ratio(letters, remark) >= LIKE_SIGNED for remark in SIGNED
    )


def _is_signed_by(app: str, letters: str, at_edge: bool) -> bool:
    found = fuzz.partial_ratio_alignment(app, letters, score_cutoff=LIKE_APP) if len(letters) >= len(app) - 1 else None
    if found is None or len(letters) - found.dest_end > LOGO:
        return False
    before = letters[: found.dest_start]
    if len(before) <= LOGO:
        return at_edge or app == APPS[0]  # the one name that stands alone, in dumps too
    return any(fuzz.ratio(intro, before) >= LIKE_INTRO for intro in INTROS)


def without_badges(lines: Sequence[Line]) -> tuple[tuple[Line, ...], bool]:
    """The lines of a page without the signatures of apps and the logos beside them, and whether there were any."""
    badges = [line for line in lines if _at_edge(line) and is_badge(line.text, at_edge=True)]
    kept = (line for line in lines if line not in badges and not any(_is_logo(line, badge) for badge in badges))
    return tuple(kept), bool(badges)


def _at_edge(line: Line) -> bool:
    if not isinstance(line.place, PagePlace):
        return False
    _, y0, _, y1 = line.place.bbox
    return not EDGE < (y0 + y1) / 2 < 1 - EDGE


def _is_logo(line: Line, badge: Line) -> bool:
    """Whether a few letters stand level with a signature and close to it."""
    if not (isinstance(line.place, PagePlace) and isinstance(badge.place, PagePlace)):
        return False
    (x0, y0, x1, y1), (left, top, right, bottom) = line.place.bbox, badge.place.bbox
    level = min(y1, bottom) - max(y0, top) > 0
    return level and len(line.text) <= LOGO and max(left - x1, x0 - right) <= BESIDE
