"""Whether a PDF prints what its truth says."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2

FIRST_PAGES = ("nomor_sop", "nama_sop", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")
LISTS = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan_perlengkapan", "peringatan",
         "pencatatan_pendataan")  # fmt: skip
CELLS = ("no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan")
BETWEEN = re.compile(r"[\s\u00ad\u2010\x02\ufffe-]+")
"""White space, and hyphens of any kind: a broken word counts like a whole one."""

SHORTEST, MOST_SHORT = 3, 2
"""Letters of a line at least, and how many lines may be shorter."""


class TruthMismatch(RuntimeError):
    """The PDF does not print what the truth says: an error of the generator."""


def letters(text: str) -> str:
    """A text without white space and hyphens."""
    return BETWEEN.sub("", text)


def page_letters(pdf: bytes) -> list[str]:
    """The letters of each page, in the order they are drawn."""
    return [letters(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(pdf)]


def check_printed(record: dict[str, Any], pdf: bytes) -> None:
    """Raises TruthMismatch for a value that is not printed on the pages it should be on."""
    pages = page_letters(pdf)
    if len(pages) != record["source"]["pages"]:
        raise TruthMismatch(f"{len(pages)} pages instead of {record['source']['pages']}")
    for sop in record["sops"]:
        own = "\n".join(pages[page - 1] for page in sop["pages"])
        identity = sop["identity"]
        wanted = [identity[field] for field in FIRST_PAGES] + [
            item for field in LISTS for item in identity.get(field, [])
        ]
        wanted += [actor["name"] for actor in sop["actors"]] + list(identity["disahkan_oleh"].values())
        for leaf in wanted:
            _must_hold(own, leaf["text"], sop["sop_id"])
        for step in sop["steps"]:
            for column in CELLS:
                _must_hold(_from(pages, step["page"]), step[column]["text"], f"{sop['sop_id']} {column}")


def _from(pages: list[str], page: int) -> str:
    """A page and the next: rows may be broken over a page."""
    return "\n".join(pages[page - 1 : page + 1])


def _must_hold(page: str, text: str | None, where: str) -> None:
    if text and not _printed(page, text):
        raise TruthMismatch(f"{where}: not printed: {text!r}")


def _printed(page: str, text: str) -> bool:
    """Whether the text stands there whole, or line by line with lines of a neighbouring cell between.

    PDFium now and then puts a neighbour's line behind the first letter of a line; hence the short pieces.
    """
    rest, pieces, short = letters(text), 0, 0
    most = len(rest) // SHORTEST + 1
    while rest:
        size = next((size for size in range(len(rest), 0, -1) if rest[:size] in page), 0)
        pieces, short = pieces + 1, short + (size < min(SHORTEST, len(rest)))
        if size == 0 or short > MOST_SHORT or pieces > most + short:
            return False
        rest = rest[size:]
    return True
