"""How many SOPs a search finds, and how they divide by office and year."""

from __future__ import annotations

import json
from dataclasses import dataclass

from corpus.conditions import all_hold, filters_to_conditions
from corpus.query import parse_query
from corpus.search import terms_to_match
from corpus.store import Corpus

FACET_ROWS = 12
"""Values shown of each facet, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Facets:
    """``total`` SOPs hold every word exactly; ``offices`` and ``years`` are (value, count)."""

    total: int
    offices: tuple[tuple[str, int], ...]
    years: tuple[tuple[int, int], ...]


def count_facets(corpus: Corpus, words: str) -> Facets:
    """Counts over the SOPs that hold all words and filters exactly; over the whole corpus for no words."""
    found = json.dumps(_sop_ids(corpus, words))
    sql = "SELECT {0}, count(*) FROM sops WHERE id IN (SELECT value FROM json_each(?)) AND {0} IS NOT NULL GROUP BY {0}"
    offices = corpus.connection.execute(f"{sql.format('instansi')} ORDER BY 2 DESC, 1 LIMIT ?", (found, FACET_ROWS))
    years = corpus.connection.execute(f"{sql.format('year')} ORDER BY 1 DESC LIMIT ?", (found, FACET_ROWS))
    return Facets(
        total=len(json.loads(found)),
        offices=tuple((str(row[0]), int(row[1])) for row in offices),
        years=tuple((int(row[0]), int(row[1])) for row in years),
    )


def _sop_ids(corpus: Corpus, words: str) -> list[int]:
    query = parse_query(words)
    sql, values = all_hold(filters_to_conditions(corpus.connection, query.filters))
    if not query.terms:
        rows = corpus.connection.execute(f"SELECT s.id FROM sops s WHERE TRUE {sql}", values)
    else:
        rows = corpus.connection.execute(
            f"SELECT s.id FROM sop_fts f JOIN sops s ON s.id = f.rowid WHERE sop_fts MATCH ? {sql}",
            (terms_to_match(query.terms), *values),
        )
    return [row["id"] for row in rows]
