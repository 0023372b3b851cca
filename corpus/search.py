"""Search: words and filters in, passages with their place out, the best SOP first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from corpus.conditions import Condition, Shown, doer_words, filters_to_conditions
from corpus.database import Database, Match, Row, marks
from corpus.entries import page_classes
from corpus.fuzzy import loosen
from corpus.query import NO_FILTERS, Filters, Query, Term, parse_query, term_to_wordings
from corpus.rank import Ranked, find_cells, rank_bodies, rank_titles
from corpus.rows import Json, Passage, sop_roles, sop_to_passages, step_numbers
from corpus.snippets import make_snippet
from corpus.store import Corpus, unpack

DEFAULT_LIMIT = 20
HITS_PER_SOP = 3
"""Passages shown of one SOP, so that a long one does not fill the page alone."""

STEPS_PER_SOP = 10
"""The same for a search without words: then each step that meets the filters is shown once."""

SOPS_AT_ONCE = 8
"""SOPs whose records are fetched together; a screen of hits is of some eight."""

FEW_SOPS = 10
"""With fewer SOPs than fill a screen in which the words stand together, words that look alike are searched too."""

WORDS = "w.id, w.title, w.title_extra, w.body, w.body_extra"

TITLES = 1000
BODIES = 150
"""SOPs that are weighed against each other: those with all words in the title, and those with them anywhere. Of words
more common than that the first in the archive are taken; each holds every word."""


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


def search(corpus: Corpus, words: str, filters: Filters = NO_FILTERS, limit: int = DEFAULT_LIMIT) -> list[Hit]:
    """Passages for what was typed (see ``parse_query``); ``filters`` hold beside those inside ``words``.

    An SOP is found when every word stands somewhere in it. SOPs rank by where the words stand (title, steps,
    anywhere), then by how near they stand to each other; finds by likeness come after them, and SOPs that hold the
    words only here and there come last. An empty search finds nothing. Never raises for any text.
    """
    query = parse_query(words)
    query = Query(query.terms, query.filters.joined(filters))
    if not query.terms and query.filters == NO_FILTERS:
        return []
    conditions = filters_to_conditions(corpus.connection, query.filters)
    found, hits = list(islice(_find_sops(corpus.connection, query.terms, conditions, limit), limit)), list[Hit]()
    for start in range(0, len(found), SOPS_AT_ONCE):
        some = found[start : start + SOPS_AT_ONCE]
        pages = _load(corpus.connection, [one.sop for one in some])
        for one in some:
            hits += _sop_to_hits(pages[one.sop], one, conditions)
        if len(hits) >= limit:
            break
    return hits[:limit]


def query_to_match(terms: Sequence[Term], conditions: Sequence[Condition]) -> Match:
    """What the index is asked: every term, every filter."""
    return Match(tuple(map(term_to_wordings, terms)), tuple(condition.codes for condition in conditions))


def _find_sops(
    database: Database, terms: tuple[Term, ...], conditions: Sequence[Condition], limit: int
) -> Iterator[Ranked]:
    match = query_to_match(terms, conditions)
    if not terms:
        yield from _filtered_sops(database, match, limit)
        return
    found = list(_best_sops(database, match, terms, limit))
    if sum(one.together for one in found) < min(FEW_SOPS, limit):
        loose = tuple(loosen(database, term) for term in terms)
        if loose != terms:
            rows = _word_rows(database, query_to_match(loose, conditions), BODIES)
            seen = {one.sop for one in found}
            found += rank_bodies([row for row in rows if row["id"] not in seen], loose, approximate=True)
    # words that stand together, though one is misread, tell more than the right words here and there
    yield from sorted(found, key=lambda one: (not one.together, one.approximate))


def _filtered_sops(database: Database, match: Match, limit: int) -> Iterator[Ranked]:
    sql, values = database.matching(match)
    rows = database.execute(
        f"SELECT s.id FROM sops s WHERE s.id IN ({sql} LIMIT ?) ORDER BY s.instansi_folded, s.title, s.id LIMIT ?",
        (*values, TITLES, limit),
    )
    yield from (Ranked(row[0], 0.0, ()) for row in rows.fetchall())


def _best_sops(database: Database, match: Match, terms: tuple[Term, ...], limit: int) -> Iterator[Ranked]:
    """SOPs with every term in the title, as long as they suffice; then the others."""
    rows = _word_rows(database, replace(match, title=True), TITLES, "w.id, w.title")
    titles = rank_titles(rows, terms)[:limit]
    yield from titles
    if len(rows) < limit:
        known = {row["id"] for row in rows}
        others = _word_rows(database, match, BODIES + len(known))
        yield from rank_bodies([row for row in others if row["id"] not in known], terms)


def _word_rows(database: Database, match: Match, limit: int, columns: str = WORDS) -> list[Any]:
    sql, values = database.matching(match)
    found = database.execute(
        f"SELECT {columns} FROM ({sql} LIMIT ?) m JOIN sop_words w ON w.id = m.id", (*values, limit)
    )
    return found.fetchall()


@dataclass(frozen=True, slots=True)
class _Page:
    """A found SOP with its passages and, of the file, the classes of its pages."""

    file: str
    title: str | None
    sop: Json
    passages: Sequence[Passage]
    classes: Mapping[int, str]
    words: Row
    """Its words in the index, cell by cell."""


def _load(database: Database, sops: Sequence[int]) -> dict[int, _Page]:
    rows = database.execute(
        f"SELECT d.file, d.record, s.sop_id, s.title AS name, {WORDS}"
        " FROM sops s JOIN documents d ON d.id = s.document_id"
        f" JOIN sop_words w ON w.id = s.id WHERE s.id IN ({marks(sops)})",
        sops,
    )
    return {row["id"]: _row_to_page(row) for row in rows}


def _row_to_page(row: Row) -> _Page:
    record = unpack(row["record"])
    sop = next(one for one in record["sops"] if str(one["sop_id"]) == row["sop_id"])
    return _Page(row["file"], row["name"], sop, sop_to_passages(sop), page_classes(record), row)


def _sop_to_hits(page: _Page, found: Ranked, conditions: Sequence[Condition]) -> list[Hit]:
    """The best passages of a found SOP: most terms first, then title before step before list.

    Passages that also meet the filters are preferred; where none does (the words stand elsewhere than the filtered
    actor), any passage with the words shows why the SOP was found, and the title stands for an SOP without words.
    """
    tests = [condition.shows for condition in conditions if condition.shows is not None]
    fits = _fitting(page, tests) if tests else {}
    if found.terms:
        cells = find_cells(page.words, found.terms)
        order = [index for index, _ in sorted(cells, key=lambda it: (-it[1], page.passages[it[0]].tier, it[0]))]
        chosen = ([index for index in order if index in fits] or order)[:HITS_PER_SOP]
    else:
        chosen = _one_per_step(page, fits)[:STEPS_PER_SOP]
    numbers = step_numbers(page.sop["steps"])
    return [_passage_to_hit(page, page.passages[index], numbers, found) for index in chosen or [0]]


def _fitting(page: _Page, tests: Sequence[Callable[[Shown], bool]]) -> dict[int, None]:
    """The indices, in order, of the passages that pass every test."""
    roles = sop_roles(page.sop)
    doers = [doer_words(step, roles) for step in page.sop["steps"]]
    shown = (
        Shown(passage, frozenset() if passage.step is None else doers[passage.step], page.classes)
        for passage in page.passages
    )
    return {index: None for index, it in enumerate(shown) if all(test(it) for test in tests)}


def _one_per_step(page: _Page, indices: Iterable[int]) -> list[int]:
    first: dict[tuple[str, int], int] = {}
    for index in indices:
        step = page.passages[index].step
        first.setdefault(("item", index) if step is None else ("step", step), index)
    return list(first.values())


def _passage_to_hit(page: _Page, passage: Passage, numbers: Sequence[str], found: Ranked) -> Hit:
    place, share = passage.place, passage.leaf.get("confidence")
    return Hit(
        source=page.file,
        sop_id=str(page.sop["sop_id"]),
        title=page.title,
        step=None if passage.step is None else numbers[passage.step],
        field=passage.field,
        page=place.page,
        bbox=place.bbox,
        line=place.line,
        snippet=make_snippet(passage.text or str(passage.leaf.get("raw") or ""), found.terms),
        score=round(found.score, 4),
        confidence=None if share is None else float(share),
        approximate=found.approximate,
    )
