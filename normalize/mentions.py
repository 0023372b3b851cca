"""Regulations named outside the legal basis: in narrative pages, decrees, covers and the cells of steps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeVar

from normalize.leaf import place_to_json, union_place
from normalize.regulations import CITED, NUMBER_WORD, UNMARKED, Regulation, read_citation, vocabulary_type
from table_extract.table import Line, LinePlace, PagePlace, Place, Sheet

HEAD = 160
"""Letters before "Nomor" in which the type of a regulation begins; the longest ministry's name has 90."""
TAIL = 90
"""Letters from "Nomor" on that hold number and year."""
MOST_HEADS = 12
"""Words like "peraturan" or "kepala" tried as the beginning of one citation."""
LIST_LINES = 5
"""Lines of a text dump that one item of a list takes at most."""
SENTENCE_END = re.compile(r"[.;:] (?=[A-Z0-9])")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation found in running text, and the letters of the text it takes."""

    regulation: Regulation
    start: int
    end: int


def find_mentions(text: str, office: str | None = None) -> tuple[Mention, ...]:
    """The complete citations in a text, from left to right.

    >>> [m.regulation.id for m in find_mentions("Sesuai UU Nomor 25 Tahun 2009 dan PP Nomor 96 Tahun 2012, petugas")]
    ['UU 25/2009', 'PP 96/2012']
    """
    found: list[Mention] = []
    for anchor in sorted((*NUMBER_WORD.finditer(text), *UNMARKED.finditer(text)), key=lambda match: match.start()):
        first = max(found[-1].end if found else 0, anchor.start() - HEAD)
        mention = _mention(text, first, anchor.start(), anchor.end() + TAIL, office) if first < anchor.start() else None
        if mention is not None:
            found.append(mention)
    return tuple(found)


def _mention(text: str, first: int, number: int, last: int, office: str | None) -> Mention | None:
    """The citation whose "Nomor" stands at ``number``; its type begins at ``first`` or later."""
    breaks = [match.end() for match in SENTENCE_END.finditer(text, first, number)]
    first = breaks[-1] if breaks else first
    starts = [match.start() for match in CITED.finditer(text, first, number)][-MOST_HEADS:]
    start = next((at for at in starts if vocabulary_type(text[at:number])), None)
    read = read_citation(text[start:last], office) if start is not None else None
    if start is None or read is None or read[0].id is None:
        return None
    return Mention(read[0], start, start + read[1])


def mentions_to_json(
    sheets: Sequence[Sheet], steps: Sequence[Place], record: Mapping[str, Any]
) -> list[dict[str, object]]:
    """The mentions of a file; ``steps`` are the places of its step tables, ``record`` holds SOPs and page classes."""
    sops = record["sops"]
    office = next((text for sop in sops if (text := (sop["identity"]["instansi"] or {}).get("text"))), None)
    cited = _by_page(
        ((leaf["where"] or {}).get("page"), leaf) for sop in sops for leaf in sop["identity"]["dasar_hukum"]
    )
    tables = _by_page((place.page, place) for place in steps if isinstance(place, PagePlace))
    owned = _by_page((page, sop["sop_id"]) for sop in sops for page in dict.fromkeys(sop["pages"]))
    classes = {info["page"]: info["class"] for info in record["source"]["page_info"]}
    rows = []
    for sheet in sheets:
        owners = owned.get(sheet.page, [])
        for regulation, text, place in _of_sheet(sheet, office):
            page = place.page if isinstance(place, PagePlace) else None
            if any(_is_cited(regulation, place, leaf) for leaf in cited.get(page, ())):
                continue
            part = "steps" if any(_inside(place, table) for table in tables.get(page, ())) else classes[sheet.page]
            rows.append(_row(regulation, text, place, part, owners[0] if len(owners) == 1 else None))
    return rows


def _by_page(placed: Iterable[tuple[int | None, T]]) -> dict[int | None, list[T]]:
    """What stands on each page, under None what is in a text dump: a file of many SOPs is not searched for each one."""
    pages: dict[int | None, list[T]] = {}
    for page, one in placed:
        pages.setdefault(page, []).append(one)
    return pages


def _row(regulation: Regulation, text: str, place: Place, part: str, sop_id: str | None) -> dict[str, object]:
    return {
        "id": regulation.id,
        "type": regulation.type,
        "number": regulation.number,
        "year": regulation.year,
        "text": text,
        "part": part,
        "sop_id": sop_id,
        "where": place_to_json(place),
    }


def _of_sheet(sheet: Sheet, office: str | None) -> Iterator[tuple[Regulation, str, Place]]:
    runs = [cell.lines for table in sheet.tables for cell in table.cells] + [sheet.lines]
    for lines in runs:
        texts = [" ".join(re.sub(r" ?/ ?", "/", line.text).split()) for line in lines]
        whole = " ".join(texts)
        ends = list(accumulate(len(text) + 1 for text in texts))
        for one in find_mentions(whole, office):
            spanned: Sequence[Line] = lines[bisect_right(ends, one.start) : bisect_right(ends, one.end - 1) + 1]
            place = union_place([line.place for line in spanned])
            if place is not None:
                yield one.regulation, whole[one.start : one.end].strip(), place


def _is_cited(regulation: Regulation, place: Place, leaf: Mapping[str, Any]) -> bool:
    """Whether a mention is the item of the legal basis itself, or stands within one."""
    where = leaf["where"] or {}
    if isinstance(place, PagePlace):
        return where.get("page") == place.page and _inside(place, PagePlace(place.page, tuple(where["bbox"])))
    value = leaf["value"] if isinstance(leaf["value"], Mapping) else {}
    known = {value.get("id"), *value.get("mentions", ())}
    return regulation.id in known and 0 <= place.line - where.get("line", place.line + 1) < LIST_LINES


def _inside(place: Place, around: Place) -> bool:
    """Whether the middle of a place lies in a box; in text dumps, whose tables have no end, never."""
    if isinstance(place, LinePlace) or isinstance(around, LinePlace) or place.page != around.page:
        return False
    (left, top, right, bottom), box = place.bbox, around.bbox
    return box[0] <= (left + right) / 2 <= box[2] and box[1] <= (top + bottom) / 2 <= box[3]
