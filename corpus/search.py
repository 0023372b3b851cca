"""Search: words and filters in, passages with their place out, the best SOP first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.conditions import Condition, all_hold, filters_to_conditions
from corpus.fuzzy import loosen
from corpus.query import NO_FILTERS, Filters, Query, Term, parse_query, term_to_match
from corpus.rows import TITLE
from corpus.snippets import make_snippet, matched_terms
from corpus.store import UNINDEXED, Corpus

DEFAULT_LIMIT = 20
HITS_PER_SOP = 3
"""Passages shown of one SOP, so that a long one does not fill the page alone."""

STEPS_PER_SOP = 10
"""The same for a search without words: then each step that meets the filters is shown once."""

FEW_SOPS = 3
"""With fewer exact finds than this, words that look alike are searched too."""

TIERS = ("{title title_stems}", "{title title_stems steps step_stems}", "")
"""Column filters in the order of rank: all words in the title, in title and steps, anywhere."""

WEIGHTS = "10.0, 8.0, 4.0, 3.0, 1.0, 0.8"
"""bm25 weights of the columns of sop_fts: within a tier a title still outweighs a step, a step a list item."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    ``step`` is the step's number, None outside the step table. ``bbox`` is in fractions of the page; text dumps have
    ``line`` instead. ``snippet`` has found words between MARK_OPEN and MARK_CLOSE and is not escaped.
    ``score`` is higher for better; ``approximate`` tells that a word was found only by likeness.
    """

    source: str
    sop_id: str
    title: str | None
    step: str | None
    field: str
    page: int | None
    bbox: tuple[float, float, float, float] | None
    line: int | None
    snippet: str
    score: float
    confidence: float | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    sop: int
    score: float
    terms: tuple[Term, ...]
    approximate: bool = False


def search(corpus: Corpus, words: str, filters: Filters = NO_FILTERS, limit: int = DEFAULT_LIMIT) -> list[Hit]:
    """Passages for what was typed (see ``parse_query``); ``filters`` hold beside those inside ``words``.

    An SOP is found when every word stands somewhere in it. SOPs rank by where the words stand (title, steps,
    anywhere), then by bm25; finds by likeness come last. An empty search finds nothing. Never raises for any text.
    """
    query = parse_query(words)
    query = Query(query.terms, query.filters.joined(filters))
    if not query.terms and query.filters == NO_FILTERS:
        return []
    conditions = filters_to_conditions(corpus.connection, query.filters)
    hits: list[Hit] = []
    for found in _find_sops(corpus.connection, query.terms, conditions, limit):
        hits += _sop_to_hits(corpus.connection, found, conditions)
        if len(hits) >= limit:
            break
    return hits[:limit]


def _find_sops(
    connection: sqlite3.Connection, terms: tuple[Term, ...], conditions: Sequence[Condition], limit: int
) -> Iterator[_Found]:
    if not terms:
        yield from _filtered_sops(connection, conditions, limit)
        return
    seen: set[int] = set()
    for found in _matching_sops(connection, terms, conditions, limit):
        seen.add(found.sop)
        yield found
    if len(seen) < FEW_SOPS:
        loose = tuple(loosen(connection, term) for term in terms)
        if loose != terms:
            for found in _matching_sops(connection, loose, conditions, limit):
                if found.sop not in seen:
                    yield _Found(found.sop, found.score, loose, approximate=True)


def _filtered_sops(connection: sqlite3.Connection, conditions: Sequence[Condition], limit: int) -> Iterator[_Found]:
    sql, values = all_hold(conditions)
    rows = connection.execute(
        f"SELECT s.id FROM sops s WHERE TRUE {sql} ORDER BY s.instansi_folded, s.title, s.id LIMIT ?", (*values, limit)
    )
    yield from (_Found(row["id"], 0.0, ()) for row in rows)


def _matching_sops(
    connection: sqlite3.Connection, terms: tuple[Term, ...], conditions: Sequence[Condition], limit: int
) -> Iterator[_Found]:
    sql, values = all_hold(conditions)
    seen: set[int] = set()
    for height, columns in zip(range(len(TIERS), 0, -1), TIERS, strict=True):
        rows = connection.execute(
            f"SELECT f.rowid AS sop, bm25(sop_fts, {WEIGHTS}) AS rank FROM sop_fts f JOIN sops s ON s.id = f.rowid"
            f" WHERE sop_fts MATCH ? {sql} ORDER BY rank, f.rowid LIMIT ?",
            (terms_to_match(terms, columns), *values, limit),
        ).fetchall()
        for row in rows:
            if row["sop"] not in seen:
                seen.add(row["sop"])
                yield _Found(row["sop"], height + _squash(-row["rank"]), terms)


def _squash(rank: float) -> float:
    """A bm25 rank on 0..1, so that it orders SOPs within a tier and never across."""
    return rank / (rank + 10.0) if rank > 0 else 0.0


def terms_to_match(terms: Sequence[Term], columns: str = "") -> str:
    """An FTS5 expression that wants every term, in the given columns only."""
    wanted = " AND ".join(f"({term_to_match(term)})" for term in terms)
    return f"{columns} : ({wanted})" if columns else wanted


def _sop_to_hits(connection: sqlite3.Connection, found: _Found, conditions: Sequence[Condition]) -> list[Hit]:
    """The best passages of a found SOP: most terms first, then title before step before list.

    Passages that also meet the filters are preferred; where none does (the words stand elsewhere than the filtered
    actor), any passage with the words shows why the SOP was found, and the title stands for an SOP without words.
    """
    tests = [condition for condition in conditions if condition.passages != "TRUE"]
    strict = _best_passages(connection, found, tests) if tests else []
    rows = strict or _best_passages(connection, found, []) or _title_row(connection, found)
    return [_row_to_hit(row, found) for row in rows]


def _best_passages(connection: sqlite3.Connection, found: _Found, tests: Sequence[Condition]) -> list[sqlite3.Row]:
    if not found.terms and not tests:
        return _title_row(connection, found)
    rows = _passages(connection, found, tests)
    if not found.terms:
        first = {row["step"] or -row["id"]: row for row in reversed(rows)}
        return list(reversed(first.values()))[:STEPS_PER_SOP]
    counted = [(_count_terms(row, found.terms), row) for row in rows]
    kept = [(count, row) for count, row in counted if count]
    kept.sort(key=lambda pair: (-pair[0], pair[1]["tier"], pair[1]["id"]))
    return [row for _, row in kept[:HITS_PER_SOP]]


def _title_row(connection: sqlite3.Connection, found: _Found) -> list[sqlite3.Row]:
    return _passages(connection, found, [Condition("TRUE", f"p.tier = {TITLE}", ())])


def _passages(connection: sqlite3.Connection, found: _Found, tests: Sequence[Condition]) -> list[sqlite3.Row]:
    where = "".join(f" AND {condition.passages}" for condition in tests)
    return connection.execute(
        "SELECT p.*, s.sop_id, s.title, d.file, t.no FROM passages p JOIN sops s ON s.id = p.sop"
        " JOIN documents d ON d.id = s.document_id LEFT JOIN steps t ON t.id = p.step"
        f" WHERE p.sop = ? {where} ORDER BY p.id",
        (found.sop, *(value for condition in tests for value in condition.values)),
    ).fetchall()


def _count_terms(row: sqlite3.Row, terms: Sequence[Term]) -> int:
    if row["field"] in UNINDEXED:
        return 0
    return matched_terms([row["text"], row["raw"]], terms)


def _row_to_hit(row: sqlite3.Row, found: _Found) -> Hit:
    box = json.loads(row["bbox"]) if row["bbox"] else None
    return Hit(
        source=row["file"],
        sop_id=row["sop_id"],
        title=row["title"],
        step=row["no"],
        field=row["field"],
        page=row["page"],
        bbox=(box[0], box[1], box[2], box[3]) if box else None,
        line=row["line"],
        snippet=make_snippet(row["text"] or row["raw"], found.terms),
        score=round(found.score, 4),
        confidence=row["confidence"],
        approximate=found.approximate,
    )
