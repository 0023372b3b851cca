"""A record (mutubaku.sop/1) to the rows of the store. Pure: nothing here touches a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from corpus.words import fold
from normalize.confidence_record import AUDIT
from normalize.durations import WIDE_RANGE
from normalize.leaf import REVIEW_BELOW
from normalize.time_checks import LOST_DASH, TOO_LONG

Json = Mapping[str, Any]

TITLE, STEP, LIST = 1, 2, 3
"""Tiers of a passage, the best first: where a hit stands decides its rank before how often it stands there."""

STEP_FIELDS = ("aktivitas", "kelengkapan", "waktu", "output", "keterangan")
LIST_FIELDS = (
    "dasar_hukum",
    "kualifikasi_pelaksana",
    "keterkaitan",
    "peralatan_perlengkapan",
    "peringatan",
    "pencatatan_pendataan",
)
DATE_FIELDS = ("tanggal_efektif", "tanggal_pengesahan", "tanggal_revisi", "tanggal_pembuatan")
"""The order in which they tell an SOP's year."""

SIGNATORY_FIELDS = ("jabatan", "nama", "nip")

DAYS_PER_UNIT = {"hari": 1.0, "hari_kerja": 1.0, "minggu": 7.0, "bulan": 30.0, "tahun": 365.0}
"""Calendar days, only to compare with a number of days; never used to turn days into working hours."""

MINUTES_PER_DAY = 24 * 60

PROBABLE = "probable"
"""Status of a time whose letters were read with doubt, but whose meaning nothing speaks against."""

HARDLY_MEANT = frozenset({WIDE_RANGE, LOST_DASH, TOO_LONG})
"""Reasons that speak against the meaning of a time and not only against its letters."""


class Place(NamedTuple):  # a tuple: an SOP has hundreds, and they are made three times as fast
    """Where something was read: page and bbox (fractions of the page), or the line of a text dump."""

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    line: int | None = None


NOWHERE = Place()


class Passage(NamedTuple):
    """A leaf of the record, and its text, empty where nothing was read.

    ``step`` is the index of its step row, None outside the step table.
    """

    tier: int
    field: str
    ordinal: int
    leaf: Json
    text: str
    step: int | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return leaf_place(self.leaf)


class Span(NamedTuple):
    """A duration on both scales; None where the text states none on that scale."""

    unit: str | None = None
    minutes_min: float | None = None
    minutes_max: float | None = None
    days_min: float | None = None
    days_max: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A regulation that a list item cites. ``passage`` is the index among the SOP's passages."""

    passage: int
    reg_id: str
    year: int | None
    certainty: str


def as_leaf(value: object) -> Json:
    """A leaf from whatever stands in its place: a leaf, a bare string or number, or nothing."""
    if isinstance(value, dict):  # not Mapping: records are JSON, and every leaf is asked
        return value
    return {"text": str(value) if value is not None else None}


def leaf_text(value: object) -> str | None:
    """The text of a leaf, None where nothing is stated (blank, a dash, not captured, unreadable)."""
    leaf = value if isinstance(value, dict) else as_leaf(value)  # called for every leaf: a call less counts
    text = leaf.get("text")
    return str(text) if text and leaf.get("missing") is None else None


def leaf_status(leaf: Json) -> str | None:
    """How firm a reading is; ``review`` only where it is in doubt, not where it is merely looked at as a sample."""
    status: str | None = leaf.get("status")
    if status != "review":
        return status
    return "auto" if AUDIT in (leaf.get("reasons") or ()) and _sure(leaf) else status


def _sure(leaf: Json) -> bool:
    return float(leaf.get("confidence") or 0.0) >= REVIEW_BELOW


def waktu_status(leaf: Json) -> str | None:
    """The status of a time; PROBABLE instead of ``review`` where only its letters are in doubt."""
    status, told = leaf_status(leaf), isinstance(leaf.get("value"), dict)
    return PROBABLE if status == "review" and told and HARDLY_MEANT.isdisjoint(leaf.get("reasons") or ()) else status


def place_values(place: Place) -> tuple[object, ...]:
    """The columns page, bbox, line."""
    return place.page, orjson.dumps(place.bbox).decode() if place.bbox else None, place.line


def leaf_place(value: object) -> Place:
    """The place of a leaf, empty where it has none."""
    where = (value if isinstance(value, dict) else as_leaf(value)).get("where")
    if not isinstance(where, dict):
        return NOWHERE
    box = where.get("bbox")
    return Place(where.get("page"), tuple(box) if box and len(box) == 4 else None, where.get("line"))


def leaf_date(value: object) -> str | None:
    """The ISO date of a leaf, shortened to what is known: ``2021-02`` for a month."""
    meaning = as_leaf(value).get("value")
    iso = meaning.get("iso") if isinstance(meaning, dict) else meaning
    return str(iso) if iso else None


def step_number(step: Json) -> str:
    """The number of a step as its edges name it."""
    leaf = as_leaf(step.get("no"))
    meaning = leaf.get("value")
    if isinstance(meaning, dict):
        number, sub = meaning.get("value", meaning.get("number")), meaning.get("sub") or ""
        if number is not None:
            return f"{number}{sub}"
    elif meaning not in (None, ""):
        return str(meaning)
    return str(leaf.get("text") or "").strip().rstrip(".)")


def step_numbers(steps: Sequence[Json]) -> list[str]:
    """The numbers of all steps; where none was printed, one more than the step before."""
    numbers: list[str] = []
    for step in steps:
        numbers.append(step_number(step) or _after(numbers))
    return numbers


def _after(numbers: Sequence[str]) -> str:
    last = next((int(digits) for number in reversed(numbers) if (digits := number.rstrip(_LETTERS)).isdecimal()), 0)
    return str(last + 1)


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def sop_year(identity: Json) -> int | None:
    """The year an SOP belongs to: of its first known date, in force before signed before revised before made."""
    dates = (leaf_date(identity.get(name)) for name in DATE_FIELDS)
    return next((int(date[:4]) for date in dates if date and date[:4].isdigit()), None)


def sop_to_passages(sop: Json) -> list[Passage]:
    """Every leaf of an SOP, title first, then steps, then the rest of the identity block and the actors."""
    return [*_title_passages(sop), *_step_passages(sop), *_identity_passages(sop)]


def _passage(tier: int, field: str, ordinal: int, value: object, step: int | None = None) -> Passage:
    leaf = value if isinstance(value, dict) else as_leaf(value)
    return Passage(tier, field, ordinal, leaf, leaf_text(leaf) or "", step)


def _title_passages(sop: Json) -> Iterator[Passage]:
    yield _passage(TITLE, "nama_sop", 0, sop.get("identity", {}).get("nama_sop"))


def _step_passages(sop: Json) -> Iterator[Passage]:
    for index, step in enumerate(sop.get("steps", ())):
        for name in STEP_FIELDS:
            if step.get(name) is not None:
                yield _passage(STEP, name, index, step[name], index)


def _identity_passages(sop: Json) -> Iterator[Passage]:
    identity = sop.get("identity", {})
    for name in ("instansi", "nomor_sop", *DATE_FIELDS):
        yield _passage(LIST, name, 0, identity.get(name))
    signatory = identity.get("disahkan_oleh") or {}
    for name in SIGNATORY_FIELDS:
        yield _passage(LIST, f"disahkan_oleh.{name}", 0, signatory.get(name))
    for name in LIST_FIELDS:
        for ordinal, item in enumerate(identity.get(name) or ()):
            yield _passage(LIST, name, ordinal, item)
    for ordinal, actor in enumerate(sop.get("actors") or ()):
        yield _passage(LIST, "pelaksana", ordinal, actor.get("name"))


def passages_to_citations(passages: Sequence[Passage]) -> list[Citation]:
    """The regulations cited in dasar_hukum, with how firmly.

    Certain: cited so and read firmly. Suspected: the reading waits for review, or the citation contradicts
    itself and another regulation is probably meant.
    """
    found = []
    for index, passage in enumerate(passages):
        meaning = passage.leaf.get("value")
        if passage.field != "dasar_hukum" or not isinstance(meaning, dict):
            continue
        firm = "certain" if _names_it_surely(passage) else "suspected"
        for key, certainty in (("id", firm), ("suspected_id", "suspected")):
            if meaning.get(key):
                found.append(Citation(index, str(meaning[key]), _year_of(meaning, str(meaning[key])), certainty))
    return found


def _names_it_surely(citation: Passage) -> bool:
    """Whether type, number and year are read firmly, though a long title behind them may not be.

    The confidence speaks of every letter of the text; the letters before the title have their share of that doubt.
    """
    leaf, text = citation.leaf, citation.text
    if leaf_status(leaf) != "review":
        return True
    head = text.lower().find("tentang")
    share = head / len(text) if head > 0 else 1.0
    confidence = float(leaf.get("confidence") or 0.0)
    return bool(confidence**share >= REVIEW_BELOW)


def _year_of(meaning: Json, reg_id: str) -> int | None:
    tail = reg_id.rpartition("/")[2]
    stated = str(meaning.get("year") or tail)
    return int(stated) if stated.isdigit() else None


def waktu_to_span(leaf: Json) -> Span:
    """A duration leaf on the scales of minutes (detik, menit, jam) and of calendar days (hari and longer)."""
    value = leaf.get("value")
    if not isinstance(value, dict):
        return Span()
    unit, low, high = value.get("unit"), value.get("min"), value.get("max")
    if stated := [float(end) for end in value.get("minutes") or () if end is not None]:  # "paling lama" has one end
        return Span(unit, stated[0], stated[-1])
    ends = [float(end) * DAYS_PER_UNIT[unit] for end in (low, high) if end is not None] if unit in DAYS_PER_UNIT else []
    if ends:
        return Span(unit, None, None, ends[0], ends[-1])
    return Span(unit)


def step_place(step: Json) -> Place:
    """The box around a step's cells on the page where the step begins, or its line in a text dump."""
    return places_to_place(
        step, [leaf_place(step[name]) for name in ("no", *STEP_FIELDS) if step.get(name) is not None]
    )


def places_to_place(step: Json, places: Sequence[Place]) -> Place:
    """The same from the places of its cells, the number's first."""
    pages = [place.page for place in places if place.page is not None]
    if not pages:
        return next((place for place in places if place.line is not None), Place(step.get("page")))
    page = step.get("page") if step.get("page") in pages else pages[0]
    boxes = [place.bbox for place in places if place.page == page and place.bbox]
    if not boxes:
        return Place(page)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Place(page, (min(lefts), min(tops), max(rights), max(bottoms)))


def sop_roles(sop: Json) -> dict[str, str | None]:
    """The canonical role of each actor column, by its folded printed name."""
    actors = ((leaf_text(actor.get("name")), actor.get("role")) for actor in sop.get("actors") or ())
    return {fold(name): (str(role) if role else None) for name, role in actors if name}
