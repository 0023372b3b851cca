"""Lines found for identity labels, made into leaves: values parsed, evidence weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from normalize.confidence import Evidence, from_scan
from normalize.dates import parse_date
from normalize.fixes import NUMBER_PLAN, apply_fixes, capital_i, lone_dash, month_in_letters
from normalize.identity_content import OPENS, cue, cue_of_lines
from normalize.identity_dirt import without_specks
from normalize.identity_doubts import (
    date_doubts,
    drop_specks,
    law_number_doubts,
    mend_law,
    number_doubts,
    reading_doubts,
    year_doubts,
)
from normalize.identity_found import EMPTY, LIST_FIELDS, Found, has_text
from normalize.leaf import Leaf, Value, absent_leaf, lines_to_text, make_leaf, union_place, unrepaired
from normalize.lists import GOES_ON, REFERRING, ListItem, split_items
from normalize.lone_numbers import with_lone_numbers
from normalize.regulations import parse_regulation
from normalize.wordings import fold
from table_extract.table import Line, PagePlace

NO_LABEL = "label tidak ditemukan"
BY_ORDER = "pasangan label dan isi ditentukan dari urutan baris"
BY_CONTENT = "tanpa label: ditempatkan menurut isinya"
MAY_HOLD_NEXT = "label kotak di bawahnya tidak ditemukan: butir ini mungkin milik kotak itu"
CUT_OFF = "butir terpotong di akhir"
NEEDED = frozenset({"nama_sop"})
NEVER_BLANK = "seharusnya terisi: periksa apakah isinya tidak terbaca"
ODD_DATE = "tanda tunggal atau nama bulan bercampur angka"
NO_DATE = "tanggal tidak dapat ditafsirkan"
NO_DIGIT = "nomor tanpa angka"
OPEN_NUMBER = "nomor belum lengkap: bagian di antara garis miring kosong"

DOUBT = {"beside": 0.0, "below": 0.0, "continued": 0.0, "order": 0.2, "content": 0.9}
"""Doubt about the place for the way a value came to its field, as a grid that much less firm would give."""
DISPUTED = 0.6
"""Confidence at most where two engines read different digits, a value has a likelier reading, or ink was not read."""
OPEN_SERIAL = re.compile(r"/\s*/|/\s*[.…_]{2,}\s*/|^\s*/|[.…_]{3,}")
ITEM_MARK = re.compile(
    r"\s*(?:[^\w\s(]{1,2}\s*)?(?:\(?[0-9lIOS]{1,2}\s?[.),:]\s*|\(?[a-zA-Z][.)]\s*|[eo0]\s+(?=[A-Z])|[0-9]{1,2}\s+(?=[A-Z]))?"
)
"""The number, letter or bullet before an item, as an engine may have read it."""
AGREED = 0.95
STRONG_BULLET = re.compile(r"\s*[•●▪◦·-]\s*\S")
SEEN_BULLET = re.compile(r"[^\w\s]|[eo]")
"""What engines make of a bullet: @ # " * and lone letters."""
NO_BULLET = re.compile(r"\s*(?:\W|\d|[a-z]\b)")
"""Lines that begin with a mark or number of their own, or go on in small letters."""
STROKE = re.compile(r"[\s/\\|_•▪●◦·–—−-]+")
"""A lone stroke, dash or bullet says "nothing here"."""
LONE_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])\s?[.)][\s.…_]*")
"""The number of an item without a text."""
LONGEST_REFERENCE = 12
"""Letters at the end of a line that tell whether a number belongs to it."""


def weighed_leaf(
    name: str,
    found: Found,
    lines: Sequence[Line],
    text: str,
    value: Value | None = None,
    *,
    changes: Sequence[str] = (),
    reasons: Sequence[str] = (),
    unparsed: float = 0.0,
    overprinted: float = 0.0,
    doubts: Sequence[str] = (),
) -> Leaf:
    """A leaf from some lines of a label.

    ``unparsed`` is the doubt that a value in a fixed form did not parse, ``overprinted`` that a stamp, signature or
    paraph hides letters of it; both 0..1. ``doubts`` are reasons that make a leaf wait for a reviewer.
    """
    text, specks = drop_specks(text) if from_scan(lines) else (text, ())
    changes = (*changes, *specks)
    evidence = Evidence(
        header_doubt=1.0 - found.score,
        unparsed=unparsed,
        grid_doubt=1.0 - found.grid_quality,
        place_doubt=place_doubt(found),
        overprinted=overprinted,
    )
    disputed = (*reading_doubts(lines), *doubts)
    unread = found.ink and not text
    told = disputed + tuple(reasons) + {"order": (BY_ORDER,), "content": (BY_CONTENT,)}.get(found.how, ())
    place = union_place([line.place for line in lines] or found.places)
    leaf = make_leaf(
        lines,
        name,
        text=text,
        place=place,
        value=value,
        at_most=DISPUTED if disputed or unread else 1.0,
        evidence=evidence,
        reasons=told,
        changes=changes,
        ink=unread,
    )
    return replace(leaf, missing="dash") if STROKE.fullmatch(text) else leaf


def place_doubt(found: Found) -> float:
    """Doubt that the value belongs to this field; a list paired by order alone must also sound like its box."""
    unlike = found.how == "order" and found.field in LIST_FIELDS
    if unlike and cue_of_lines(found.field, [line.text for line in found.lines]) == 0.0:
        return DOUBT["content"]
    return DOUBT[found.how]


def single_leaf(name: str, candidates: Sequence[Found]) -> Leaf:
    """A field with one value: the first printing that is filled in, or else the first one."""
    found = best_found(candidates)
    if found is None:
        return absent_leaf(name, NO_LABEL)
    if name.startswith("tanggal_"):
        return date_leaf(name, found)
    if name == "nomor_sop":
        return number_leaf(name, found)
    text = "" if EMPTY.fullmatch(found.text) else found.text
    return weighed_leaf(name, found, found.lines, text, doubts=(NEVER_BLANK,) if name in NEEDED and not text else ())


def best_found(candidates: Sequence[Found]) -> Found | None:
    """The first printing that is filled in, or else the first one."""
    return next((found for found in candidates if has_text(found.lines)), next(iter(candidates), None))


def date_leaf(name: str, found: Found) -> Leaf:
    """``value`` is the ISO date with the precision that is printed."""
    read = from_scan(found.lines)
    printed = found.text.lstrip(": ") if has_text(found.lines) else ""
    text = month_in_letters(lone_dash(printed)) if read else printed
    date = parse_date(text)
    wrong = date is None and any(mark.isalnum() for mark in text)
    odd = date_doubts(text, date.precision if date else None)
    return weighed_leaf(
        name,
        found,
        found.lines,
        text,
        date.iso if date else None,
        unparsed=float(wrong),
        reasons=(NO_DATE,) if wrong and not read else (),
        doubts=(NO_DATE,) if wrong and read else odd,
        changes=(
            *((f"{printed} -> {text}: {ODD_DATE}",) if text != printed else ()),
            *(f"nilai: {change}" for change in (date.changes if date else ())),
        ),
    )


def number_leaf(name: str, found: Found) -> Leaf:
    """``value`` is the number without the blanks around / and -, None where its serial was left open."""
    printed = found.text.lstrip(": ") if has_text(found.lines) else ""
    whole = capital_i(printed) if from_scan(found.lines) else printed
    text, fixed = apply_fixes(whole, NUMBER_PLAN) if from_scan(found.lines) else (whole, ())
    open_serial = bool(OPEN_SERIAL.search(text)) and any(mark.isalnum() for mark in text)
    filled = any(mark.isalnum() for mark in text) and not open_serial
    value = re.sub(r"\s*([/-])\s*", r"\1", text) if filled else None
    worded = (NO_DIGIT,) if filled and not any(mark.isdigit() for mark in text) else ()
    odd = (*number_doubts(text, found.lines), *worded)
    lost = open_serial and from_scan(found.lines)
    return weighed_leaf(
        name,
        found,
        found.lines,
        text,
        value,
        changes=(*([f"{printed} -> {whole}: I di antara huruf besar"] if whole != printed else ()), *fixed),
        unparsed=float(open_serial),
        reasons=(OPEN_NUMBER,) if open_serial and not lost else (),
        doubts=(OPEN_NUMBER, *odd) if lost else odd if text else (NEVER_BLANK,),
    )


def list_leaves(name: str, candidates: Sequence[Found], office: str | None = None) -> tuple[Leaf, ...]:
    """One leaf for each item. A block printed again on a later page adds nothing.

    ``office`` is the name of the issuing office, whose region local rules without one belong to.
    """
    leaves: list[Leaf] = []
    seen: set[str] = set()
    for found in candidates:
        if not has_text(found.lines):
            continue
        found = replace(found, lines=_written(without_specks(with_lone_numbers(found.lines))))
        texts = restore_bullets(found.lines)
        items = split_items(texts, letters_per_line(found), lambda text: cue(name, text) >= OPENS)
        fresh = [item for item in items if fold(item.text) not in seen]
        seen |= {fold(item.text) for item in fresh}
        leaves += _item_leaves(name, found, [item for item in fresh if not STROKE.fullmatch(item.text)], office)
    return tuple(leaves)


def _written(lines: Sequence[Line]) -> list[Line]:
    """The lines without numbers that the author never wrote a text for: read from ink the text of one may be lost."""
    lone = [LONE_NUMBER.fullmatch(line.text.strip()) is not None for line in lines]
    if from_scan(lines) and not all(lone):
        return list(lines)
    before = ("", *(line.text for line in lines))
    return [
        line
        for line, above, blank in zip(lines, before, lone, strict=False)
        if not blank or REFERRING.search(above[-LONGEST_REFERENCE:])
    ]


def restore_bullets(lines: Sequence[Line]) -> list[str]:
    """The lines' texts, with the bullet that only another engine saw, where two lines or more have one."""
    marks = [_bullet_seen(line) for line in lines]
    if sum(marks) + sum(STRONG_BULLET.match(line.text) is not None for line in lines) < 2:
        return [line.text for line in lines]
    return [f"• {line.text}" if mark else line.text for line, mark in zip(lines, marks, strict=True)]


def _bullet_seen(line: Line) -> bool:
    """True when another engine read one more mark before the very same words."""
    words = line.text.split()
    readings = [read.split() for _, read, _ in line.readings]
    return not NO_BULLET.match(line.text) and any(
        len(read) == len(words) + 1 and SEEN_BULLET.fullmatch(read[0]) and read[1:] == words for read in readings
    )


def without_mark(line: Line) -> Line:
    """The line with readings that leave out the item's mark, which engines may read in different ways.

    Where they agree on all the rest, the line is as sure as the less sure one of them.
    """
    start = ITEM_MARK.match(line.text)
    if start is None or not start[0] or len(line.readings) < 2:
        return line
    readings = tuple((engine, ITEM_MARK.sub("", read, count=1), sure) for engine, read, sure in line.readings)
    bodies = {"".join(read.split()) for _, read, _ in readings}
    agreed = bodies == {"".join(line.text[start.end() :].split())}
    both = min(AGREED, min(sure for _, _, sure in readings)) if agreed else 0.0
    return replace(line, readings=readings, confidence=max(line.confidence, both))


def letters_per_line(found: Found) -> float | None:
    """How many letters fit into a line of the box, None where nothing is known of its width."""
    widths = [place.bbox[2] - place.bbox[0] for place in found.places if isinstance(place, PagePlace)]
    letters = [
        (line.place.bbox[2] - line.place.bbox[0]) / len(line.text)
        for line in found.lines
        if isinstance(line.place, PagePlace) and line.text
    ]
    return max(widths) / median(letters) if widths and letters and median(letters) > 0 else None


def _item_leaves(name: str, found: Found, items: Sequence[ListItem], office: str | None) -> list[Leaf]:
    leaves: list[Leaf] = []
    used: set[str] = set()
    for item in items:
        leaf = _item_leaf(name, found, item, office)
        if leaf.cell_id in used:
            leaf = replace(leaf, cell_id=f"{leaf.cell_id}#{len(leaves) + 1}")
        used.add(leaf.cell_id)
        leaves.append(leaf)
    return leaves


def _item_leaf(name: str, found: Found, item: ListItem, office: str | None) -> Leaf:
    lines = [without_mark(found.lines[index]) for index in item.line_indices]
    text, changes = mend_law(item.text) if from_scan(lines) else (item.text, ())
    law = parse_regulation(text, office) if name == "dasar_hukum" else None
    open_serial = name == "dasar_hukum" and OPEN_SERIAL.search(text) is not None
    short = (*year_doubts(text), *law_number_doubts(text, lines)) if from_scan(lines) else ()
    if from_scan(lines) and GOES_ON.search(text):
        short = (*short, CUT_OFF)
    if found.may_hold_next:
        short = (*short, MAY_HOLD_NEXT)
    leaf = weighed_leaf(
        name,
        found,
        lines,
        text,
        law.to_value() if law else None,
        changes=changes,
        unparsed=float(open_serial),
        reasons=(OPEN_NUMBER,) if open_serial else (),
        doubts=short,
    )
    printed = f"{item.number} {item.text}" if item.number else item.text
    if fold(lines_to_text(lines)) in (fold(printed), fold(item.text)):
        return leaf
    return replace(leaf, raw=unrepaired(printed, [repair for line in lines for repair in line.repairs]))
