"""What SOPs are counted and filtered by, as (kind, value) pairs that become codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from corpus.rows import Citation, Json, Passage, leaf_text, sop_roles
from corpus.words import fold, split_words
from review.notation import percent

KINDS = 16
"""A code modulo this is its kind; room for kinds to come."""


class Kind(IntEnum):
    """Kinds of facet values. NAME, LOWEST and HIGHEST only filter; the others are also counted."""

    OFFICE = 0
    YEAR = 1
    ACTOR = 2
    """The role of somebody who does a step, or the printed name where the role is not known."""
    REGULATION = 3
    PAGE = 4
    """The class of a page: steps, identity, narrative, decree."""
    NAME = 5
    """Printed name and role of somebody who does a step, as ``actor_words`` writes them."""
    LOWEST = 6
    """The lowest confidence of a cell, in whole percent, rounded down."""
    HIGHEST = 7


class FacetValue(NamedTuple):
    """A value as shown, and folded, as it is compared."""

    kind: Kind
    value: str
    folded: str


@lru_cache(maxsize=4096)  # the same few people in every step
def actor_words(name: str, role: str | None) -> str:
    """Printed name and canonical role, folded and fenced with blanks so that LIKE finds whole words."""
    return f" {' '.join(split_words(name))} | {' '.join(split_words(role or ''))} "


@lru_cache(maxsize=4096)
def folded_regulation(reg_id: str) -> str:
    """A regulation's id for comparing: its words between blanks."""
    return f" {' '.join(split_words(reg_id))} "


def sop_to_facets(
    sop: Json, year: int | None, passages: Iterable[Passage], citations: Iterable[Citation], pages: Iterable[str]
) -> list[FacetValue]:
    """Every facet value of an SOP, each once. ``pages`` are the classes of its pages."""
    found = [*_office(sop), *_actors(sop)]
    if year:
        found.append(_plain(Kind.YEAR, str(year)))
    found += [FacetValue(Kind.REGULATION, item.reg_id, folded_regulation(item.reg_id)) for item in citations]
    found += [_plain(Kind.PAGE, name) for name in pages]
    shares = [float(share) for passage in passages if (share := passage.leaf.get("confidence")) is not None]
    if shares:
        found += [_plain(Kind.LOWEST, str(percent(min(shares)))), _plain(Kind.HIGHEST, str(percent(max(shares))))]
    return list({(item.kind, item.folded): item for item in found}.values())


def _plain(kind: Kind, value: str) -> FacetValue:
    return FacetValue(kind, value, value)


def _office(sop: Json) -> Iterator[FacetValue]:
    name = leaf_text(sop.get("identity", {}).get("instansi"))
    if folded := " ".join(split_words(name or "")):
        yield FacetValue(Kind.OFFICE, " ".join(str(name).split()), folded)


def _actors(sop: Json) -> Iterator[FacetValue]:
    roles = sop_roles(sop)
    marks = (mark for step in sop["steps"] for mark in step.get("pelaksana") or ())
    for name in dict.fromkeys(text for mark in marks if (text := leaf_text(mark.get("actor")))):
        role = roles.get(fold(name))
        shown = role or " ".join(name.split())
        yield FacetValue(Kind.ACTOR, shown, " ".join(split_words(shown)))
        folded = actor_words(name, role)
        yield FacetValue(Kind.NAME, folded, folded)
