"""The title printed above a step table, and how it goes with the Nama SOP of the identity block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from normalize.labels import match_label
from normalize.leaf import Leaf, lines_to_text
from normalize.wordings import plain
from normalize.words import is_known, known_words
from table_extract.table import Line, PagePlace, Place, Table

TABLE_TITLE = re.compile(r"\W*(?:\d{1,3}\W+)?(sop|standa?r|diagram|bagan|alur|flow ?chart|prosedur)\b", re.IGNORECASE)
LETTERHEAD = re.compile(
    r"\W*(pemerintah|kementerian|mahkamah|kepolisian|kejaksaan|badan|lembaga|republik|provinsi|kabupaten|kota)\b",
    re.IGNORECASE,
)
FAX_LINE = re.compile(r"\d{1,2}[:.]\d{2}\b.*(?:\bfax\b|\bfrom\b|>>|\bP\W?\d{1,2}(?:/\d{1,2})?\W*$)", re.IGNORECASE)
"""What a fax machine prints at the head of a page: the time, its number, who sent it, the page."""
FAMILY = re.compile(
    r"^\W*(?:\d{1,3}\s*[.)]\s*(?=s\.?o\.?p|standa))?"
    r"(?:(?:sop|standa?r[dt]?|ope?rasional|prosedur|diagram|bagan|alir|alur|flow ?chart|pelayanan publik|"
    r"(?:no(?:mor)?|nama|judul) sop|kerja)\b[\s:()–-]*)+",
    re.IGNORECASE,
)
"""Words before the name proper: SOP, 14. SOP, Standar Operasional Prosedur (SOP), Diagram Alir SOP ..."""
NEAR = 0.09
"""A title stands at most so far above its table, as a fraction of the page's height; three lines of large type."""
FEWEST_LETTERS, DIRT = 8, 2
"""Letters a title has at least, and a line of dirt at most."""
SAME_TITLE = 88.0
"""rapidfuzz ratio from which two titles are one, misreadings allowed."""
NEARLY = 60.0
"""The same for a title that may show what a stamp hides in the name."""
SAME_WORD = 80.0
"""The same from which a strange word is a misread one of the title."""
MISSPELT = 0.6
"""Most confidence in a name with such a word."""
WORD = re.compile(r"[^\W\d_]{4,}")
FURTHER = re.compile(r"(?:dan|atau|serta|dengan|tentang|untuk|bagi|pada|di)\b")
"""Words that no title ends before: what follows them belongs to it."""
RELATED = 85.0
"""The same for one title being a part of the other ("... Sebelum Permohonan" for the second table of one SOP)."""


def is_title(text: str) -> bool:
    """True for a line that can be a title: it says SOP or the like, or stands in capitals, and is no letterhead.

    >>> is_title("SOP SURAT MASUK"), is_title("24/03/2016 07:59 FROM : TU FAX NO. :021 555090 P.1")
    (True, False)
    """
    if LETTERHEAD.match(text) or FAX_LINE.search(text) or match_label(text).score >= 0.9 and match_label(text).rest:
        return False
    return bool(TABLE_TITLE.match(text) or text.isupper())


def title_above(table: Table, items: Sequence[Table | Line]) -> str:
    """The title right above a table among the items of its page (top to bottom); empty when there is none."""
    above = [item for item in items if item is not table and _height(item.place) < _height(table.place)]
    lines: list[str] = []
    low = table.place
    while above and _near(above[-1].place, low) and is_title(text := _text(above[-1])):
        lines.insert(0, text)
        low = above.pop().place
    title = " ".join(line for line in lines if sum(mark.isalpha() for mark in line) > DIRT)
    return title if sum(mark.isalpha() for mark in title) >= FEWEST_LETTERS else ""


def _near(place: Place, below: Place) -> bool:
    if isinstance(place, PagePlace) and isinstance(below, PagePlace):
        return place.page == below.page and below.bbox[1] - place.bbox[3] <= NEAR
    return _height(below) - _height(place) <= 2


def _height(place: Place) -> float:
    return place.bbox[1] if isinstance(place, PagePlace) else float(place.line)


def _text(item: Table | Line) -> str:
    """A line's text; for a table its only filled cell (a title row cut off a step table), else nothing."""
    if isinstance(item, Line):
        return item.text
    filled = [text for cell in item.cells if (text := lines_to_text(cell.lines))]
    return filled[0] if len(filled) == 1 else ""


def proper(title: str) -> str:
    """The name without the words that every SOP's title has, in plain small letters.

    >>> proper("STANDAR OPERASIONAL PROSEDUR (SOP) SURAT MASUK")
    'surat masuk'
    >>> proper("14. SOP Surat Masuk"), proper("3 Pilar Kerja Sama")
    ('surat masuk', '3 pilar kerja sama')
    """
    return plain(FAMILY.sub("", title))


def same_title(one: str, other: str) -> bool:
    """True when two titles name the same procedure in the same words, or one of them names none."""
    a, b = proper(one), proper(other)
    return not a or not b or fuzz.ratio(a, b) >= SAME_TITLE


def with_title_beside(name: Leaf, title: str) -> Leaf:
    """A doubtful name read from ink, with the table's title as the other reading where it says nearly the same.

    A strange word of the name that the title spells as a word waits for a person, however sure the engines are, and so
    does a name that the title goes on with.
    """
    text = name.text
    if not (title and text and name.evidence.scanned):
        return name
    if doubts := (*spelt_otherwise(text, title), *said_further(text, title)):
        name = name.weighed(min(name.confidence, MISSPELT), *doubts)
    alike = not same_title(title, text) and fuzz.ratio(proper(title), proper(text)) >= NEARLY
    return replace(name, other=title) if (doubts or alike) and not name.other else name


def spelt_otherwise(name: str, title: str) -> tuple[str, ...]:
    """The words of a name that are none, each with the word of the title that it nearly is.

    >>> spelt_otherwise("Feminjaman Ruang", "SOP PEMINJAMAN RUANG")
    ('Feminjaman: mungkin PEMINJAMAN',)
    """
    known = known_words()
    right = [word for word in WORD.findall(title) if is_known(word, known)]
    strange = [word for word in WORD.findall(name) if not is_known(word, known)]
    near = [(word, max(right, key=lambda one: _likeness(word, one), default="")) for word in strange]
    return tuple(f"{word}: mungkin {meant}" for word, meant in near if _likeness(word, meant) >= SAME_WORD)


def said_further(name: str, title: str) -> tuple[str, ...]:
    """What the title says behind the whole name where that may be the name's lost last line.

    >>> said_further("SOP Layanan Dokumentasi", "SOP LAYANAN DOKUMENTASI DAN INFORMASI HUKUM")
    ('mungkin berlanjut: dan informasi hukum',)
    """
    ours, theirs = proper(name), proper(title)
    rest = theirs[len(ours) :].strip() if ours and theirs.startswith(ours) else ""
    return (f"mungkin berlanjut: {rest}",) if FURTHER.match(rest) else ()


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one.lower(), other.lower())


def related(one: str, other: str) -> bool:
    """True when one title says the other and more."""
    a, b = proper(one), proper(other)
    return bool(a and b) and max(fuzz.token_set_ratio(a, b), fuzz.partial_ratio(a, b)) >= RELATED
