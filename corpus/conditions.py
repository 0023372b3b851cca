"""Filters to codes of facets, which find SOPs, and to tests of passages, which choose what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.database import Database, marks
from corpus.facet_kinds import Kind, actor_words, folded_regulation
from corpus.query import Filters, expand_names
from corpus.rows import Json, Passage, leaf_text
from corpus.words import fold, split_words
from review.notation import percent

_NOT_PART_OF_ID = frozenset({"nomor", "no", "tahun", "thn", "tentang", "ri"})

MAX_CODES = 2000
"""Values that a filter stands for at most; a filter that fits more is none."""

NOTHING = (-1,)
"""Codes of a filter that no value fits."""


class Shown(NamedTuple):
    """A passage with what a condition may ask of it: ``actor_words`` of its step, the classes of the file's pages."""

    passage: Passage
    doers: frozenset[str]
    classes: Mapping[int, str]

    @property
    def page(self) -> str:
        """The class of the page it stands on, empty where not known."""
        return self.classes.get(self.passage.place.page or 0, "")


@dataclass(frozen=True, slots=True)
class Condition:
    """An SOP must have one of ``codes``. ``shows`` tells the passages to show; None where it does not matter."""

    codes: tuple[int, ...]
    shows: Callable[[Shown], bool] | None = None


def filters_to_conditions(database: Database, filters: Filters) -> list[Condition]:
    """One condition for each filter."""
    found = [_instansi(database, name) for name in filters.instansi]
    found += [_pelaksana(database, name) for name in filters.pelaksana]
    found += [_peraturan(database, name) for name in filters.peraturan]
    found += [_halaman(database, name) for name in filters.halaman]
    if filters.years:
        codes = _codes(database, Kind.YEAR, "value BETWEEN ? AND ?", [f"{year:04d}" for year in filters.years])
        found.append(Condition(codes))
    if (below := filters.confidence_below) is not None:
        found.append(Condition(_shares(database, Kind.LOWEST, 0, percent(below)), lambda it: _share(it, 2.0) < below))
    if (above := filters.confidence_above) is not None:
        codes = _shares(database, Kind.HIGHEST, percent(above), 100)
        found.append(Condition(codes, lambda it: _share(it, -1.0) > above))
    return found


def _codes(database: Database, kind: Kind, test: str, values: Sequence[object]) -> tuple[int, ...]:
    sql = f"SELECT code FROM facet_values WHERE kind = ? AND {test} ORDER BY code LIMIT ?"
    return tuple(row[0] for row in database.execute(sql, (int(kind), *values, MAX_CODES))) or NOTHING


def _shares(database: Database, kind: Kind, low: int, high: int) -> tuple[int, ...]:
    shares = [str(share) for share in range(low, high + 1)]
    return _codes(database, kind, f"value IN ({marks(shares)})", shares)


def _share(it: Shown, otherwise: float) -> float:
    share = it.passage.leaf.get("confidence")
    return otherwise if share is None else float(share)


def _instansi(database: Database, name: str) -> Condition:
    # the last word may be a beginning: instansi:bungur
    patterns = [f"% {form}%" for form in expand_names(name)]
    test = " OR ".join(["' ' || folded LIKE ?"] * len(patterns))
    return Condition(_codes(database, Kind.OFFICE, f"({test})", patterns))


def _pelaksana(database: Database, name: str) -> Condition:
    names = actor_names(database, name)
    codes = _codes(database, Kind.NAME, f"folded IN ({marks(names)})", names)
    known = frozenset(names)
    return Condition(codes, lambda it: not known.isdisjoint(it.doers))


MAX_NAMES = 900
"""SQLite binds at least 999 values in one statement."""


def actor_names(database: Database, name: str) -> tuple[str, ...]:
    """The ``folded`` values of actors that are called this: whose printed name or role begins with it.

    ``camat`` is the Camat, not the Sekretaris Camat. Where nobody's name begins so (``trantib``), it may stand
    anywhere in the name.
    """
    wanted = [f" {form} " for form in expand_names(" ".join(split_words(name))) if form]
    if not wanted:
        return ()
    test = " OR ".join(["folded LIKE ?"] * len(wanted))
    rows = database.execute(
        f"SELECT folded FROM facet_values WHERE kind = ? AND ({test}) ORDER BY folded",
        (int(Kind.NAME), *(f"%{form}%" for form in wanted)),
    )
    known = [row[0] for row in rows]
    begins = [one for one in known if any(one.startswith(form) or f"|{form}" in one for form in wanted)]
    return tuple(begins or known)[:MAX_NAMES]


def doer_words(step: Json, roles: dict[str, str | None]) -> frozenset[str]:
    """``actor_words`` of everyone who does a step; ``roles`` by folded name."""
    names = (leaf_text(mark.get("actor")) for mark in step.get("pelaksana") or ())
    return frozenset(actor_words(name, roles.get(fold(name))) for name in names if name)


def regulation_patterns(text: str) -> tuple[str, ...]:
    """LIKE patterns that a folded regulation id must all match: its words, and number and year side by side.

    >>> regulation_patterns("PP Nomor 8 Tahun 2006")
    ('% pp %', '% 8 2006 %')
    """
    words = [word for word in split_words(text) if word not in _NOT_PART_OF_ID]
    numbers = [str(int(word)) for word in words if word.isdecimal()]
    names = [f"% {word} %" for word in words if not word.isdecimal()]
    return (*names, f"% {' '.join(numbers)} %") if numbers else tuple(names)


def _peraturan(database: Database, text: str) -> Condition:
    patterns = regulation_patterns(text)
    if not patterns:
        return Condition(NOTHING)
    parts = [pattern.strip("%") for pattern in patterns]
    codes = _codes(database, Kind.REGULATION, " AND ".join(["folded LIKE ?"] * len(patterns)), patterns)
    return Condition(codes, lambda it: any(all(part in cited for part in parts) for cited in _cited(it.passage)))


def _cited(passage: Passage) -> list[str]:
    meaning = passage.leaf.get("value")
    if passage.field != "dasar_hukum" or not isinstance(meaning, dict):
        return []
    return [folded_regulation(str(meaning[key])) for key in ("id", "suspected_id") if meaning.get(key)]


def _halaman(database: Database, name: str) -> Condition:
    codes = _codes(database, Kind.PAGE, "folded LIKE ?", (f"%{name}%",))
    return Condition(codes, lambda it: name in it.page)
