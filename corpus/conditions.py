"""Filters to SQL: which SOPs may be found, and which of their passages may be shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.query import Filters, expand_names
from corpus.words import split_words

_NOT_PART_OF_ID = frozenset({"nomor", "no", "tahun", "thn", "tentang", "ri"})


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that must hold with its parameters. ``sops`` speaks of table ``s``, ``passages`` of table ``p``."""

    sops: str
    passages: str
    values: tuple[object, ...]


def filters_to_conditions(connection: sqlite3.Connection, filters: Filters) -> list[Condition]:
    """One condition for each filter."""
    found = [_instansi(name) for name in filters.instansi]
    found += [_pelaksana(connection, name) for name in filters.pelaksana]
    found += [_peraturan(name) for name in filters.peraturan]
    if filters.years:
        found.append(Condition("s.year BETWEEN ? AND ?", "TRUE", filters.years))
    for sign, limit in (("<", filters.confidence_below), (">", filters.confidence_above)):
        if limit is not None:
            passage = f"p.confidence {sign} ?"
            found.append(
                Condition(f"EXISTS (SELECT 1 FROM passages p WHERE p.sop = s.id AND {passage})", passage, (limit,))
            )
    return found


def _any(column: str, count: int) -> str:
    return "(" + " OR ".join([f"{column} LIKE ?"] * count) + ")"


def _instansi(name: str) -> Condition:
    # the last word may be a beginning: instansi:bungur
    patterns = tuple(f"% {form}%" for form in expand_names(name))
    return Condition(_any("(' ' || s.instansi_folded)", len(patterns)), "TRUE", patterns)


def _pelaksana(connection: sqlite3.Connection, name: str) -> Condition:
    names = actor_names(connection, name)
    test = f"a.folded IN ({', '.join('?' * len(names))})"
    sops = f"s.id IN (SELECT t.sop FROM step_actors a JOIN steps t ON t.id = a.step WHERE {test})"
    return Condition(sops, f"p.step IN (SELECT a.step FROM step_actors a WHERE {test})", names)


MAX_NAMES = 900
"""SQLite binds at least 999 values in one statement; each condition binds these once or twice."""


def actor_names(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """The ``folded`` values of actors that are called this: whose printed name or role begins with it.

    ``camat`` is the Camat, not the Sekretaris Camat. Where nobody's name begins so (``trantib``), it may stand
    anywhere in the name.
    """
    wanted = [f" {form} " for form in expand_names(" ".join(split_words(name)))]
    known = [row["folded"] for row in connection.execute("SELECT DISTINCT folded FROM actors ORDER BY folded")]
    begins = [one for one in known if any(one.startswith(form) or f"|{form}" in one for form in wanted)]
    return tuple(begins or [one for one in known if any(form in one for form in wanted)])[:MAX_NAMES]


def regulation_patterns(text: str) -> tuple[str, ...]:
    """LIKE patterns that a folded regulation id must all match: its words, and number and year side by side.

    >>> regulation_patterns("PP Nomor 8 Tahun 2006")
    ('% pp %', '% 8 2006 %')
    """
    words = [word for word in split_words(text) if word not in _NOT_PART_OF_ID]
    numbers = [str(int(word)) for word in words if word.isdecimal()]
    names = [f"% {word} %" for word in words if not word.isdecimal()]
    return (*names, f"% {' '.join(numbers)} %") if numbers else tuple(names)


def _peraturan(text: str) -> Condition:
    patterns = regulation_patterns(text)
    test = " AND ".join(["r.folded LIKE ?"] * len(patterns)) or "FALSE"
    sops = f"s.id IN (SELECT r.sop FROM regulations r WHERE {test})"
    return Condition(sops, f"p.id IN (SELECT r.passage FROM regulations r WHERE {test})", patterns)


def all_hold(conditions: Sequence[Condition]) -> tuple[str, list[object]]:
    """The SQL that says all SOP conditions hold, beginning with AND, and its values."""
    sql = "".join(f" AND {condition.sops}" for condition in conditions)
    return sql, [value for condition in conditions for value in condition.values]
