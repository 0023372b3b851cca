"""An SOP of a record to the rows of every table, keys left open. Pure: nothing here touches a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from corpus.facet_kinds import FacetValue, actor_words, folded_regulation, sop_to_facets
from corpus.rows import (
    DATE_FIELDS,
    LIST_FIELDS,
    MINUTES_PER_DAY,
    NOWHERE,
    STEP_FIELDS,
    Citation,
    Json,
    Passage,
    Span,
    as_leaf,
    leaf_date,
    leaf_place,
    leaf_status,
    leaf_text,
    passages_to_citations,
    place_values,
    places_to_place,
    sop_roles,
    sop_to_passages,
    sop_year,
    step_numbers,
    waktu_status,
    waktu_to_span,
)
from corpus.word_entry import passages_to_texts
from corpus.words import fold, split_words
from normalize.people import parse_nip

Values = tuple[object, ...]

SOP_COLUMNS = (
    "id", "document_id", "sop_id", "title", "instansi", "instansi_folded", "nomor_sop", "nomor_missing",
    "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan", "year",
    "disahkan_jabatan", "disahkan_nama", "disahkan_nip", "nip_valid", "pages", "flags", "confidence",
    "edges", "actors", "gaps", "doubtful",
)  # fmt: skip
STEP_COLUMNS = (
    "id", "sop", "ordinal", "no", *STEP_FIELDS, "unit", "minutes_min", "minutes_max", "days_min", "days_max", "longest",
    "waktu_status", "page", "bbox", "line", "cells", "doubts", "flags",
)  # fmt: skip
ACTOR_COLUMNS = ("step", "sop", "actor", "role", "folded", "symbol", "confidence", "status")
ITEM_COLUMNS = (
    "id", "sop", "field", "ordinal", "text", "missing", "page", "bbox", "line", "confidence", "status",
)  # fmt: skip
REGULATION_COLUMNS = ("item", "sop", "reg_id", "folded", "year", "certainty")

ITEM_FIELDS = frozenset({"nomor_sop", *DATE_FIELDS, *LIST_FIELDS})


@dataclass(frozen=True, slots=True)
class SopEntry:
    """The rows of an SOP without their keys; ``actors`` have the index of their step, ``regulations`` of their item.

    ``texts`` are title, title_extra, body and body_extra of its WordEntry.
    """

    sop: Values
    steps: tuple[Values, ...]
    actors: tuple[tuple[int, Values], ...]
    items: tuple[Values, ...]
    regulations: tuple[tuple[int, Values], ...]
    facets: tuple[FacetValue, ...]
    texts: tuple[str, str, str, str]


def sop_to_entry(sop: Json, page_classes: Mapping[int, str]) -> SopEntry:
    """All rows of an SOP; ``page_classes`` are those of the file's pages."""
    passages = sop_to_passages(sop)
    doubtful = [item for item in passages if leaf_status(item.leaf) == "review"]
    citations = passages_to_citations(passages)
    items = [index for index, passage in enumerate(passages) if passage.field in ITEM_FIELDS]
    at = {index: position for position, index in enumerate(items)}
    year = sop_year(sop.get("identity", {}))
    pages = [page_classes[page] for page in sop.get("pages", ()) if page in page_classes]
    return SopEntry(
        sop=_sop_values(sop, year, passages, len(doubtful)),
        steps=tuple(_step_rows(sop, passages, doubtful)),
        actors=tuple(_actor_rows(sop)),
        items=tuple(_item_values(passages[index]) for index in items),
        regulations=tuple((at[item.passage], _regulation_values(item)) for item in citations),
        facets=tuple(sop_to_facets(sop, year, passages, citations, pages)),
        texts=passages_to_texts(passages),
    )


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


def _sop_values(sop: Json, year: int | None, passages: Sequence[Passage], doubtful: int) -> Values:
    identity = sop.get("identity", {})
    signatory = identity.get("disahkan_oleh") or {}
    nip, instansi = leaf_text(signatory.get("nip")), leaf_text(identity.get("instansi"))
    actors = [(name, a.get("role")) for a in sop.get("actors") or () if (name := leaf_text(a.get("name")))]
    return (
        str(sop["sop_id"]),
        leaf_text(identity.get("nama_sop")),
        instansi,
        " ".join(split_words(instansi or "")),
        leaf_text(identity.get("nomor_sop")),
        as_leaf(identity.get("nomor_sop")).get("missing"),
        *(leaf_date(identity.get(name)) for name in SOP_COLUMNS[8:12]),
        year,
        *(leaf_text(signatory.get(name)) for name in ("jabatan", "nama")),
        nip,
        _nip_is_valid(nip),
        _dump(sop.get("pages", [])),
        _dump(sop.get("flags", [])),
        sop.get("confidence"),
        _dump([*_edges(sop)]),
        _dump(actors),
        "; ".join(item.field for item in passages if item.step is None and not item.text),
        doubtful,
    )


def _edges(sop: Json) -> Iterator[tuple[str, str | None, str | None]]:
    """(from, to, label); to is None for an exit that a step's row names and no arrow shows."""
    for edge in (sop.get("flow") or {}).get("edges", ()):
        yield str(edge["from"]), str(edge["to"]), edge.get("label")
    if any(step.get("branches") for step in sop["steps"]):
        for no, step in zip(step_numbers(sop["steps"]), sop["steps"], strict=True):
            yield from ((no, None, branch["label"]) for branch in step.get("branches") or ())


def _nip_is_valid(text: str | None) -> int | None:
    """1 where the 18 digits have the structure of a NIP, else 0; None where none was read."""
    if text is None:
        return None
    nip = parse_nip(text)
    return int(nip is not None and nip.valid)


def _step_rows(sop: Json, passages: Sequence[Passage], doubtful: Sequence[Passage]) -> Iterator[Values]:
    rows: list[dict[str, Passage]] = [{} for _ in sop["steps"]]
    for passage in passages:
        if passage.step is not None:
            rows[passage.step][passage.field] = passage
    doubts: list[list[str]] = [[] for _ in rows]
    for passage in doubtful:
        if passage.step is not None:
            doubts[passage.step].append(passage.field)
    for index, (no, step, cells) in enumerate(zip(step_numbers(sop["steps"]), sop["steps"], rows, strict=True)):
        places = {name: place for name, cell in cells.items() if (place := cell.place) is not NOWHERE}
        number = [leaf_place(step["no"])] if step.get("no") is not None else []
        waktu = cells["waktu"].leaf if "waktu" in cells else {}
        span = waktu_to_span(waktu)
        yield (
            index,
            no,
            *(cells[name].text or None if name in cells else None for name in STEP_FIELDS),
            span.unit,
            span.minutes_min,
            span.minutes_max,
            span.days_min,
            span.days_max,
            _longest(span),
            waktu_status(waktu),
            *place_values(places_to_place(step, [*number, *places.values()])),
            orjson.dumps(places, default=tuple).decode(),
            " ".join(doubts[index]),
            _dump(flags) if (flags := step.get("flags")) else "[]",
        )


def _longest(span: Span) -> float | None:
    if span.days_max is not None:
        return span.days_max
    return None if span.minutes_max is None else span.minutes_max / MINUTES_PER_DAY


def _actor_rows(sop: Json) -> Iterator[tuple[int, Values]]:
    roles = sop_roles(sop)
    for index, step in enumerate(sop["steps"]):
        for mark in step.get("pelaksana") or ():
            if name := leaf_text(mark.get("actor")):
                role = roles.get(fold(name))
                sure = mark.get("confidence"), mark.get("status")
                yield index, (name, role, actor_words(name, role), mark.get("symbol"), *sure)


def _item_values(item: Passage) -> Values:
    leaf = item.leaf
    sure = leaf.get("confidence"), leaf_status(leaf)
    return (item.field, item.ordinal, item.text, leaf.get("missing"), *place_values(item.place), *sure)


def _regulation_values(item: Citation) -> Values:
    return item.reg_id, folded_regulation(item.reg_id), item.year, item.certainty


def page_classes(record: Mapping[str, Any]) -> dict[int, str]:
    """The class of each page of a record."""
    return {
        int(info["page"]): str(info["class"]) for info in record["source"].get("page_info") or () if info.get("class")
    }
