"""Disahkan oleh: position, name and NIP out of the lines printed around stamp and signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_lowercase

from rapidfuzz.fuzz import partial_ratio

from normalize.confidence import from_scan
from normalize.identity_content import names_office, names_position
from normalize.identity_doubts import nip_as_digits, position_doubts
from normalize.identity_found import EMPTY, Found, by_content, is_page
from normalize.identity_leaves import NO_LABEL, best_found, weighed_leaf
from normalize.leaf import Leaf, Value, absent_leaf
from normalize.nip import NIP_LABEL
from normalize.people import Signatory, is_degree, join_degrees, parse_nip, split_signatory
from normalize.wordings import fold
from normalize.words import attested_words, is_phrase
from table_extract.table import Line, PagePlace, Place

PARTS = ("jabatan", "nama", "nip")
BAD_NIP = "NIP tidak sesuai pola 18 angka"
NOT_FOUND = "tidak terbaca di kotak pengesahan"
TWO_NIPS = "NIP tercetak dua kali dan berbeda"
SPOILT_NAME = "nama tampak terpotong atau tertutup tanda tangan"
STRAY = "ada coretan atau cap di antara jabatan dan nama"
BEFORE_NIP = re.compile(r"(?<=\S)\s+(?=N[I1l]P\b|NRP\b)", re.IGNORECASE)
JOINING = frozenset({"dan", "&", "pada", "di", "selaku", "urusan"})
"""Words that join the parts of a position."""
ODD_IN_NAME = re.compile(r"[^\w\s.,'’`()/-]|\d|\.\s*\.")
CUT_DEGREE = re.compile(r"[\s,][A-Z]\.?$")
"""A lone letter at the end of a name was a degree: "S.H., M"."""
PLACE_AND_DAY = re.compile(r"\W*(?:di(?:tetapkan|sahkan)|pada tanggal|mengetahui)\b", re.IGNORECASE)
"""What stands above the position in a signature below a table."""
BARELY_READ = 0.6
"""A pen's stroke makes an R a P to both engines: of names that one of them read less surely one in six is wrong."""
MOST_ABOVE_NIP = 6
"""Lines of position, name and rank above a NIP."""
FEWEST_DIGITS = 15
"""Digits of a NIP of 18 that a stamp or an engine left."""
NO_LABEL_SURE = 0.8
TORN_DEGREE = re.compile(r",.*\b[SM]\. [A-Z]")
"""A blank inside a title read from ink may be the engine's: "S. STP"."""
SPECK_IN_NAME = re.compile(r"[^\W\d_]{5}['’`][^\W\d_]{5}")
"""Ma'ruf and Nur'aini have an apostrophe, but no name of two long halves."""
SHORTEST_CUT = 5
"""Letters of a name from which another with one more before it is hardly there by chance."""
UNSURE = 0.5
"""Most confidence in what contradicts itself."""
TORN = 0.9
"""Doubt about a text that has visibly lost letters."""
SIGNED_OVER = 0.4
"""Doubt about any scanned name: under a signature most were misread on real scans, some by both engines alike."""
MANY_DIGITS = re.compile(r"(?:\d\s?){6}")
"""Digits that may be an official's number, which not everybody who signs has."""
SHORTEST_OFFICE = 6
"""Letters from which a line can be told to be the office's name."""
HELD = 85
"""Partial likeness (0..100) from which a line is taken as the source of a part."""


def signatory_leaves(candidates: Sequence[Found], office: str = "") -> dict[str, Leaf]:
    """The three leaves of the signatory; what lies between them (stamp, signature, rank) is left out.

    ``office`` is the office's name: it tells where "CAMAT SUKAMAJU BUDI SANTOSO" passes from position to name.
    """
    found = best_found(candidates)
    if found is None:
        return {part: absent_leaf(part, NO_LABEL) for part in PARTS}
    lines = [line for line in found.lines if not EMPTY.fullmatch(line.text)]
    person = split_signatory(signature_texts([line.text for line in lines], office))
    stray = (STRAY,) if person.leftovers else ()
    return {
        "jabatan": _position(found, lines, person.jabatan or "", stray, office),
        "nama": _part("nama", found, lines, person.nama or "", _degrees(person), stray, name_doubt(person, lines)),
        "nip": _nip(found, lines, person.nip or "", candidates),
    }


def completed(box: dict[str, Leaf], below: dict[str, Leaf]) -> dict[str, Leaf]:
    """A signatory with a position only, with name and number of whom signs below the table in that position."""
    position, signing = (fold(people["jabatan"].text or "") for people in (box, below))
    only_position = bool(position) and not box["nama"].text and not box["nip"].text
    same = bool(signing) and partial_ratio(position, signing) >= HELD
    return {**below, "jabatan": box["jabatan"]} if only_position and same else box


def unlabelled_signatory(lines: Sequence[Line]) -> Found | None:
    """A signature block without a label, or whose label could not be read: lines that end with a NIP, or that stand
    below place and day.

    A number that was misread ends one too, below a position.
    """
    for end, line in enumerate(lines):
        whole, torn = parse_nip(line.text), lines[end + 1 : end + 2]
        joined = parse_nip(" ".join(one.text for one in (line, *torn))) if torn and whole is not None else None
        valid = whole is not None and (whole.valid or (joined is not None and joined.valid))
        above = _lines_above(lines, end)
        misread = whole is not None and len(whole.digits) >= FEWEST_DIGITS and NIP_LABEL.match(line.text)
        if valid or (misread and above and names_position(above[0].text.split()[0])):
            kept = valid and whole is not None and not whole.valid
            number = replace(line, text=f"{line.text} {torn[0].text}", readings=()) if kept else line
            return _unlabelled([*above, number])
    return _below_the_day(lines)


def _below_the_day(lines: Sequence[Line]) -> Found | None:
    """The position and the name below the last line that tells place or day: not everybody who signs has a NIP."""
    day = next((at for at, line in reversed(list(enumerate(lines))) if PLACE_AND_DAY.match(line.text)), None)
    below = [line for line in lines[day + 1 :] if fold(line.text)] if day is not None else []
    if day is None or not below or not _in_column(below[0].place, lines[day].place):
        return None
    block = [line for line in below if _in_column(line.place, below[0].place)][:MOST_ABOVE_NIP]
    named = names_position(below[0].text.split()[0]) and split_signatory([line.text for line in block]).nama
    return _unlabelled(block) if named else None


def _unlabelled(block: list[Line]) -> Found:
    return by_content("disahkan_oleh", NO_LABEL_SURE, block)


def _lines_above(lines: Sequence[Line], end: int) -> list[Line]:
    """The lines above a NIP in its own column: from the position on, or as many as a signature has."""
    own = [one for one in lines[:end] if _in_column(one.place, lines[end].place) and not PLACE_AND_DAY.match(one.text)]
    own = [one for one in own if fold(one.text)][-MOST_ABOVE_NIP:]
    start = next((at for at, one in reversed(list(enumerate(own))) if names_position(one.text.split()[0])), 0)
    return own[start:]


def _in_column(place: Place, number: Place) -> bool:
    """Whether a line stands above or below another, such as a NIP, not beside it; lines of a text dump all do."""
    if not (isinstance(place, PagePlace) and isinstance(number, PagePlace)):
        return True
    return place.page == number.page and place.bbox[0] < number.bbox[2] and place.bbox[2] > number.bbox[0]


def signature_texts(texts: Sequence[str], office: str) -> list[str]:
    """The texts of a signature block, cut before the NIP and, where no name stands alone, after the position."""
    parts = join_degrees([part.strip() for text in texts for part in BEFORE_NIP.split(text) if part.strip()])
    parts = join_office(parts, office)
    if split_signatory(parts).nama is not None:
        return parts
    return [piece for part in parts for piece in cut_after_position(part, office)]


def join_office(parts: Sequence[str], office: str) -> list[str]:
    """The office's name put back behind the position above it, also where a signature spoilt some letters.

    >>> join_office(["CAMAT", "SUKAMAJLI KOTA ABADI", "BUDI SANTOSO"], "KECAMATAN SUKAMAJU KOTA ABADI")
    ['CAMAT SUKAMAJLI KOTA ABADI', 'BUDI SANTOSO']
    """
    joined: list[str] = []
    for part in parts:
        if joined and names_position(joined[-1].split()[0]) and _part_of_office(part, office):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _part_of_office(text: str, office: str) -> bool:
    part = fold(text)
    return len(part) >= SHORTEST_OFFICE and partial_ratio(part, fold(office)) >= HELD


def cut_after_position(text: str, office: str) -> list[str]:
    """A position with the office it names, and the name after it; one text when it is not both.

    >>> cut_after_position("CAMAT SUKAMAJU Z BUDI SANTOSO, SE", "KECAMATAN SUKAMAJU")
    ['CAMAT SUKAMAJU', 'Z', 'BUDI SANTOSO, SE']
    """
    words = text.split()
    if len(words) < 3 or not names_position(words[0]):
        return [text]
    known = {fold(word) for word in office.split()}
    end = next((i for i, word in enumerate(words) if i and not _of_position(word, known)), len(words))
    rest = " ".join(words[end:])
    if not rest or end == 1 or _part_of_office(rest, office) or is_phrase(rest):
        return [text]
    stray = end + int(len(words[end]) == 1 and len(words) > end + 1)
    return [" ".join(piece) for piece in (words[:end], words[end:stray], words[stray:]) if piece]


def _of_position(word: str, office: set[str]) -> bool:
    return fold(word) in office or names_position(word) or names_office(word) or word.lower() in JOINING


def _part(
    part: str,
    found: Found,
    lines: Sequence[Line],
    text: str,
    value: Value | None,
    reasons: Sequence[str],
    doubt: float,
) -> Leaf:
    if not text:
        return _missing(part, found, lines)
    leaf = weighed_leaf(part, found, holding_lines(lines, text), text, value, reasons=reasons, overprinted=doubt)
    spoilt = part == "nama" and doubt >= TORN
    return leaf.weighed(min(leaf.confidence, UNSURE), SPOILT_NAME) if spoilt else leaf


def position_doubt(position: str | None) -> float:
    """Doubt about a position that begins with no known word: "EPALA DINAS" has lost a letter to a paraph."""
    words = (position or "").split()
    return 0.0 if not words or names_position(words[0].split("/")[0]) else TORN


def name_doubt(person: Signatory, lines: Sequence[Line]) -> float:
    """Doubt about a name: marks that names do not hold, a degree cut off; read from ink also a degree that is torn or
    that nobody has or that no comma parts from the name, a lone word, a first one without its first letter, two words
    with a speck between, a signature through which an engine barely read it."""
    name = person.nama or ""
    held = [line for line in holding_lines(lines, name) if is_page(line.place)]
    if ODD_IN_NAME.search(name) or CUT_DEGREE.search(name):
        return TORN
    if not from_scan(held):
        return 0.0
    odd = len(name.split()) == 1 or TORN_DEGREE.search(name) or SPECK_IN_NAME.search(name)
    strange = not all(is_degree(degree) for degree in person.gelar_belakang)
    barely = any(sure < BARELY_READ for line in held for _, _, sure in line.readings)
    spoilt = odd or strange or barely or _lacks_comma(person) or lost_first_letter(person.nama_inti or "")
    return TORN if spoilt else SIGNED_OVER


def _lacks_comma(person: Signatory) -> bool:
    """Whether degrees follow a name without the comma that nearly everybody writes there."""
    if not person.nama or not person.nama_inti or not person.gelar_belakang:
        return False
    _, _, behind = person.nama.partition(person.nama_inti)
    return not behind.lstrip().startswith(",")


def lost_first_letter(name: str) -> bool:
    """Whether a name's first word is none that anybody writes, but would be one with a letter before it.

    >>> lost_first_letter("UGROHO"), lost_first_letter("NUGROHO"), lost_first_letter("BAGAS PRAMANA")
    (True, False, False)
    """
    word, known = next(iter(name.lower().split()), ""), attested_words()
    cut = len(word) >= SHORTEST_CUT and word not in known
    return cut and any(letter + word in known for letter in ascii_lowercase)


def _position(found: Found, lines: Sequence[Line], text: str, stray: Sequence[str], office: str) -> Leaf:
    """Words that nearly are the office's, read from ink, wait for a reviewer."""
    odd = position_doubts(text, office) if from_scan(holding_lines(lines, text)) else ()
    doubt = TORN if odd else position_doubt(text)
    return _part("jabatan", found, lines, text, None, (*stray, *odd), doubt)


def _missing(part: str, found: Found, lines: Sequence[Line]) -> Leaf:
    """Nothing in the whole box: blank. Something, but not this part: a person must look."""
    if lines:
        place = lines[0].place
        printed = "nip" not in part or MANY_DIGITS.search(" ".join(line.text for line in lines)) is not None
        return absent_leaf(part, NOT_FOUND, place, place_doubt=float(printed))
    return weighed_leaf(part, found, (), "")


def holding_lines(lines: Sequence[Line], text: str) -> tuple[Line, ...]:
    """The lines a part was taken from; all of them where that cannot be told."""
    whole = fold(text)
    held = [line for line in lines if (own := fold(line.text)) and _held(own, whole)]
    return tuple(held or lines)


def _held(line: str, text: str) -> bool:
    if min(len(line), len(text)) < 3:
        return False
    return line in text or text in line or partial_ratio(line, text) >= HELD


def _degrees(person: Signatory) -> Value | None:
    parts: dict[str, object] = {
        "nama": person.nama_inti,
        "gelar_depan": list(person.gelar_depan),
        "gelar_belakang": list(person.gelar_belakang),
        "pangkat": person.pangkat,
    }
    return {key: part for key, part in parts.items() if part} if person.nama else None


def _nip(found: Found, lines: Sequence[Line], text: str, candidates: Sequence[Found]) -> Leaf:
    """``value`` is the 18 digits; printed elsewhere in the block once more they must agree."""
    if not text:
        return _missing("nip", found, lines)
    nip = parse_nip(text)
    digits = nip.digits if nip is not None and nip.valid else None
    held = holding_lines(lines, text)
    shown, changes = nip_as_digits(text, digits) if from_scan(held) else (text, ())
    leaf = weighed_leaf(
        "nip",
        found,
        held,
        shown,
        digits,
        changes=changes,
        unparsed=float(digits is None),
        reasons=(BAD_NIP,) if digits is None else (),
    )
    others = {other for candidate in candidates if (other := _other_nip(candidate, found)) is not None}
    if digits is not None and others - {digits}:
        return leaf.weighed(min(leaf.confidence, UNSURE), TWO_NIPS)
    return leaf


def _other_nip(candidate: Found, found: Found) -> str | None:
    if candidate is found:
        return None
    person = split_signatory([line.text for line in candidate.lines])
    nip = parse_nip(person.nip) if person.nip else None
    return nip.digits if nip is not None and nip.valid else None
