"""How many SOPs a search finds, and how they divide by office, year, doer, regulation, page and confidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.conditions import filters_to_conditions
from corpus.database import Database, marks
from corpus.facet_kinds import KINDS, Kind
from corpus.query import NO_FILTERS, Filters, parse_query
from corpus.search import query_to_match
from corpus.store import Corpus

FACET_ROWS = 12
"""Values shown of each facet, the most frequent first."""

BANDS = ((50, "< 50%"), (80, "50-79%"), (95, "80-94%"), (101, ">= 95%"))
"""By an SOP's least certain cell: the upper bound in percent and the name."""


@dataclass(frozen=True, slots=True)
class Facets:
    """``total`` SOPs hold every word exactly; the others are (value, SOPs), the most frequent first, years the newest.

    ``confidence`` counts SOPs by their least certain cell.
    """

    total: int
    offices: tuple[tuple[str, int], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    actors: tuple[tuple[str, int], ...] = ()
    regulations: tuple[tuple[str, int], ...] = ()
    pages: tuple[tuple[str, int], ...] = ()
    confidence: tuple[tuple[str, int], ...] = ()


def count_facets(corpus: Corpus, words: str, filters: Filters = NO_FILTERS) -> Facets:
    """Counts over the SOPs that hold all words and filters exactly; over the whole corpus for no words."""
    query, database = parse_query(words), corpus.connection
    conditions = filters_to_conditions(database, query.filters.joined(filters))
    total, codes = database.codes(query_to_match(query.terms, conditions))
    counts = np.bincount(np.frombuffer(codes, "<i4"))
    years = _named(database, counts, Kind.YEAR)
    return Facets(
        total=total,
        offices=_named(database, counts, Kind.OFFICE)[:FACET_ROWS],
        years=tuple(sorted(((int(year), count) for year, count in years), reverse=True))[:FACET_ROWS],
        actors=_named(database, counts, Kind.ACTOR)[:FACET_ROWS],
        regulations=_named(database, counts, Kind.REGULATION)[:FACET_ROWS],
        pages=_named(database, counts, Kind.PAGE)[:FACET_ROWS],
        confidence=_bands(_named(database, counts, Kind.LOWEST)),
    )


MOST_VALUES = 200
"""Values of a facet whose names are looked up; only years and percents are needed all, and there are fewer."""


def _named(database: Database, counts: NDArray[np.int64], kind: Kind) -> tuple[tuple[str, int], ...]:
    """(value, count) of a kind, the most frequent first, then by name."""
    of_kind = counts[kind::KINDS]
    codes = np.flatnonzero(of_kind)
    codes = codes[np.argsort(-of_kind[codes], kind="stable")][:MOST_VALUES]
    numbers = {int(code) * KINDS + kind: int(of_kind[code]) for code in codes}
    rows = database.execute(
        f"SELECT code, value FROM facet_values WHERE code IN ({marks(list(numbers))})", list(numbers)
    )
    return tuple(sorted(((row[1], numbers[row[0]]) for row in rows), key=lambda pair: (-pair[1], pair[0])))


def _bands(shares: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    sums = dict.fromkeys((name for _, name in BANDS), 0)
    for share, count in shares:
        sums[next(name for bound, name in BANDS if int(share) < bound)] += count
    return tuple((name, count) for name, count in sums.items() if count)
