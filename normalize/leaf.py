"""The leaf of a record: one value read from a page, with its evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from normalize.confidence import Evidence
from normalize.confidence_signs import with_signs
from table_extract.table import Cell, Line, LinePlace, PagePlace, Place, Repair

Missing = Literal["blank", "dash", "not_captured", "unreadable"]
Status = Literal["auto", "review", "corrected"]

Value = Mapping[str, object] | str
"""A normalized meaning: a mapping (duration, regulation), or a plain string (an ISO date, the digits of a NIP)."""

REVIEW_BELOW = 0.85
"""Leaves with a lower confidence wait for a reviewer; the default of the settings' review threshold."""

UNLIKELY = 0.8
"""Confidence at most of a value that reads well and is doubtful all the same: below the usual review threshold."""
CUT_AT_EDGE = "terpotong di tepi gambar"

BROKEN_ADDRESS = re.compile(r"([Hh]ttps?://(?:[^\s.]*(?=\n\S*\.)|\S*(?=\n[./?=&])|\S*[.?=&](?=\n[a-z0-9])))\n")
"""An address without its end: no point in it yet, or one of its marks at the line's break."""
OWN_HYPHEN = re.compile(r"(?<=[A-Za-z]{2}-)\n(?=[A-Za-z])")
DASHES = frozenset("-–—−_")
"""Marks that say "nothing here" on purpose."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value. ``text`` is what is printed, ``raw`` what the engine read, ``value`` the normalized meaning.

    ``confidence`` is the most that the reader's rules allow, until the whole record is judged by its evidence.
    """

    text: str | None
    raw: str
    confidence: float
    value: Value | None = None
    status: Status = "auto"
    missing: Missing | None = None
    reasons: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    where: Place | None = None
    cell_id: str = ""
    other: str = ""
    """What the engine that was not believed read, where it read other letters."""
    evidence: Evidence = field(default_factory=Evidence)

    def to_json(self) -> dict[str, object]:
        """The leaf as the record schema wants it, with the evidence that ``judge_record`` takes out again."""
        other: dict[str, object] = {"other": self.other} if self.other else {}
        return other | {
            "text": self.text,
            "raw": self.raw,
            "value": dict(self.value) if isinstance(self.value, Mapping) else self.value,
            "confidence": round(self.confidence, 4),
            "status": self.status,
            "missing": self.missing,
            "reasons": list(self.reasons),
            "changes": list(self.changes),
            "where": place_to_json(self.where),
            "cell_id": self.cell_id,
            "evidence": replace(self.evidence, objection=1.0 - self.confidence).to_json(),
        }

    def weighed(self, confidence: float, *reasons: str) -> Leaf:
        """The same leaf with a new confidence, the status that follows from it, and further reasons."""
        status: Status = "auto" if confidence >= REVIEW_BELOW else "review"
        merged = self.reasons + tuple(reason for reason in reasons if reason not in self.reasons)
        return replace(self, confidence=confidence, status=status, reasons=merged)


def place_to_json(place: Place | None) -> dict[str, object] | None:
    """A place on a page (fractions) or in a text dump (line and column)."""
    if isinstance(place, PagePlace):
        return {"page": place.page, "bbox": [round(side, 5) for side in place.bbox]}
    if isinstance(place, LinePlace):
        return {"line": place.line, "column": place.column}
    return None


def cell_id(kind: str, place: Place | None) -> str:
    """A name for the cell that is stable over re-runs: kind and place, such as ``waktu@p2:118,402``."""
    if isinstance(place, PagePlace):
        return f"{kind}@p{place.page}:{round(place.bbox[0] * 1000)},{round(place.bbox[1] * 1000)}"
    if isinstance(place, LinePlace):
        return f"{kind}@l{place.line}:{place.column}"
    return kind


def lines_to_text(lines: Sequence[Line]) -> str:
    """The lines of a cell as one text with single spaces: its line breaks are the layout's, not the author's.

    A line that ends with the hyphen of a word gets no space ("Undang-" "Undang"), nor one amid an address.
    """
    text = OWN_HYPHEN.sub("", "\n".join(line.text.strip() for line in lines))
    while (joined := BROKEN_ADDRESS.sub(r"\1", text)) != text:
        text = joined
    return " ".join(text.split())


def other_reading(lines: Sequence[Line]) -> str:
    """The text of a cell as the engines read it that were not believed; "" where none read other letters.

    >>> here = PagePlace(1, (0, 0, 1, 1))
    >>> other_reading([Line("1O Menit", 0.5, here, readings=(("a", "1O Menit", 0.5), ("b", "10 Menit", 0.4)))])
    '10 Menit'
    """
    second = {index: found for index, line in enumerate(lines) if (found := _other_of(line))}
    return " ".join(second.get(index, line.text) for index, line in enumerate(lines)) if second else ""


def _other_of(line: Line) -> str:
    believed = "".join(line.readings[0][1].split()) if line.readings else ""
    return next((text for _, text, _ in line.readings[1:] if text and "".join(text.split()) != believed), "")


def missing_kind(text: str, ink: bool) -> Missing | None:
    """Why there is no text: nothing printed, a dash, or ink that no engine could read."""
    if not text:
        return "unreadable" if ink else "blank"
    return "dash" if set(text.replace(" ", "")) <= DASHES else None


def make_leaf(
    lines: Sequence[Line],
    kind: str,
    *,
    text: str | None = None,
    place: Place | None = None,
    value: Value | None = None,
    at_most: float = 1.0,
    evidence: Evidence | None = None,
    reasons: Sequence[str] = (),
    changes: Sequence[str] = (),
    ink: bool = False,
) -> Leaf:
    """A leaf from printed lines. ``kind`` names the field (for ``cell_id``); ``text`` overrides the joined lines.

    ``at_most`` is the most confidence that the reader's rules allow, ``evidence`` what the reader knows beside lines
    and text. ``place`` defaults to the union of the lines' places.
    """
    repaired = lines_to_text(lines)
    shown = repaired if text is None else text
    repairs = [repair for line in lines for repair in line.repairs]
    raw = unrepaired(repaired, repairs)
    missing = missing_kind(shown, ink)
    doubts = repair_doubts(shown, repairs)
    known = replace(evidence or Evidence(), unread_ink=float(ink and not shown), open_repairs=min(1.0, len(doubts) / 2))
    where = place if place is not None else union_place([line.place for line in lines])
    changed = (*repair_changes(shown, repairs), *changes)
    leaf = Leaf(
        text=shown or None,
        raw=raw,
        confidence=at_most,
        value=value,
        missing=missing,
        changes=changed,
        where=where,
        cell_id=cell_id(kind, where),
        other=other_reading(lines),
        evidence=with_signs(replace(known, changed=float(bool(changed))), lines, shown),
    )
    if any(line.cut for line in lines):
        return leaf.weighed(min(at_most, UNLIKELY), *reasons, *doubts, CUT_AT_EDGE)
    return leaf.weighed(at_most, *reasons, *doubts)


def unrepaired(text: str, repairs: Sequence[Repair]) -> str:
    """A text as the engines read it, before the certain repairs of its lines.

    >>> unrepaired("Laporan diparaf", [Repair("diparat", "diparaf", "kata dokumen")])
    'Laporan diparat'
    """
    for repair in reversed(repairs):
        if repair.certain:
            text = text.replace(repair.meant, repair.read, 1)
    return text


def repair_changes(text: str, repairs: Sequence[Repair]) -> tuple[str, ...]:
    """Certain repairs whose word stands in a text, as changes: ``diparat -> diparaf: kata dokumen``."""
    return tuple(f"{one.read} -> {one.meant}: {one.why}" for one in repairs if one.certain and one.meant in text)


def repair_doubts(text: str, repairs: Sequence[Repair]) -> tuple[str, ...]:
    """Likely misreadings left in a text, as reasons for a reviewer."""
    left = [repair for repair in repairs if not repair.certain and repair.read in text]
    return tuple(f"{one.read}: mungkin {one.meant}" if one.meant else f"kata tidak dikenal: {one.read}" for one in left)


def cell_to_leaf(cell: Cell, kind: str, *, value: Value | None = None) -> Leaf:
    """A leaf from a whole cell."""
    return make_leaf(cell.lines, kind, place=cell.place, value=value, ink=cell.ink)


def union_place(places: Sequence[Place]) -> Place | None:
    """The box around places of the first one's page; in a text dump the first place."""
    if not places or isinstance(places[0], LinePlace):
        return places[0] if places else None
    boxes = [place.bbox for place in places if isinstance(place, PagePlace) and place.page == places[0].page]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return PagePlace(places[0].page, (min(lefts), min(tops), max(rights), max(bottoms)))


def absent_leaf(
    kind: str, reason: str, place: Place | None = None, missing: Missing = "not_captured", *, place_doubt: float = 0.0
) -> Leaf:
    """A leaf for a value that should be there and is not; ``place_doubt``: how far its place was found all the same."""
    evidence = Evidence(absent=1.0, place_doubt=place_doubt)
    return Leaf(None, "", 1.0, None, "review", missing, (reason,), where=place, cell_id=kind, evidence=evidence)
