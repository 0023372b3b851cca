"""Disahkan oleh: position, name and NIP out of the lines printed around stamp and signature."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.fuzz import partial_ratio

from normalize.identity_found import EMPTY, Found
from normalize.identity_leaves import NO_LABEL, best_found, weighed_leaf
from normalize.leaf import Leaf, Value, absent_leaf
from normalize.people import Signatory, parse_nip, split_signatory
from normalize.wordings import fold
from table_extract.table import Line

PARTS = ("jabatan", "nama", "nip")
BAD_NIP = "NIP tidak sesuai pola 18 angka"
NOT_FOUND = "tidak terbaca di kotak pengesahan"
TWO_NIPS = "NIP tercetak dua kali dan berbeda"
STRAY = "ada coretan atau cap di antara jabatan dan nama"
HELD = 85
"""Partial likeness (0..100) from which a line is taken as the source of a part."""


def signatory_leaves(candidates: Sequence[Found]) -> dict[str, Leaf]:
    """The three leaves of the signatory; what lies between them (stamp, signature, rank) is left out."""
    found = best_found(candidates)
    if found is None:
        return {part: absent_leaf(part, NO_LABEL) for part in PARTS}
    lines = [line for line in found.lines if not EMPTY.fullmatch(line.text)]
    person = split_signatory([line.text for line in lines])
    stray = (STRAY,) if person.leftovers else ()
    return {
        "jabatan": _part("jabatan", found, lines, person.jabatan or "", None, stray),
        "nama": _part("nama", found, lines, printed_name(lines, person), _degrees(person), stray),
        "nip": _nip(found, lines, person.nip or "", candidates),
    }


def _part(
    part: str, found: Found, lines: Sequence[Line], text: str, value: Value | None, reasons: Sequence[str]
) -> Leaf:
    if not text:
        return _missing(part, found, lines)
    return weighed_leaf(part, found, holding_lines(lines, text), text, value, reasons=reasons)


def _missing(part: str, found: Found, lines: Sequence[Line]) -> Leaf:
    """Nothing in the whole box: blank. Something, but not this part: a person must look."""
    if lines:
        place = lines[0].place
        return absent_leaf(part, NOT_FOUND, place)
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


def printed_name(lines: Sequence[Line], person: Signatory) -> str:
    """The name as printed, with its degrees: from the first title before it to the last degree after it."""
    if not person.nama:
        return ""
    front, back = " ".join(person.gelar_depan), ", ".join(person.gelar_belakang)
    built = f"{front} {person.nama}".strip() + (f", {back}" if back else "")
    for line in lines:
        start, end = _span(line.text, person)
        if start is not None and end is not None:
            return line.text[start:end].strip(" ,()_")
    return built


def _span(text: str, person: Signatory) -> tuple[int | None, int | None]:
    """Where the name with its degrees stands in a line."""
    lower = text.lower()
    at = lower.find((person.nama or "").lower())
    if at < 0 or not person.nama:
        return None, None
    end = at + len(person.nama)
    for degree in person.gelar_belakang:
        found = lower.find(degree.lower().rstrip("."), end)
        if found < 0:
            return None, None
        end = found + len(degree.rstrip("."))
        end += text[end : end + 1] == "."
    start = at
    for title in reversed(person.gelar_depan):
        found = lower.rfind(title.lower(), 0, start)
        if found < 0:
            return None, None
        start = found
    return start, end


def _degrees(person: Signatory) -> Value | None:
    parts: dict[str, object] = {
        "nama": person.nama,
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
    leaf = weighed_leaf(
        "nip",
        found,
        holding_lines(lines, text),
        text,
        digits,
        unparsed=float(digits is None),
        reasons=(BAD_NIP,) if digits is None else (),
    )
    others = {other for candidate in candidates if (other := _other_nip(candidate, found)) is not None}
    if digits is not None and others - {digits}:
        return leaf.weighed(min(leaf.confidence, 0.5), TWO_NIPS)
    return leaf


def _other_nip(candidate: Found, found: Found) -> str | None:
    if candidate is found:
        return None
    person = split_signatory([line.text for line in candidate.lines])
    nip = parse_nip(person.nip) if person.nip else None
    return nip.digits if nip is not None and nip.valid else None
