"""How good the search is: ``python -m bench.corpus_search [--queries FILE] [--worst 10] [--corpus postgresql://…]``.

Asks 100 labelled queries of an invented archive and prints nDCG@10 of this search and of plain FTS5 (unicode61, bm25).
What an SOP is worth to a query follows from what it was invented to say, not from the letters that can be read.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.corpus_records import Invented, invent_records
from corpus.rows import sop_to_passages
from corpus.search import search
from corpus.store import Corpus
from corpus.words import split_words

QUERIES = Path(__file__).parent / "vocab" / "search_queries.json"
SEED, SOPS = 7, 400
DEPTH = 10
HITS = 60
"""Passages asked for; ten SOPs have at most thirty."""

BEST, GOOD, SOME = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query and what is wanted: a subject, perhaps the root of a verb done to it, and what must hold besides."""

    query: str
    kind: str
    subject: str
    verb: str | None = None
    actor: str | None = None
    year: int | None = None
    regulation: str | None = None


def load_queries(path: Path = QUERIES) -> list[Labelled]:
    """The labelled queries."""
    return [Labelled(**one) for one in json.loads(path.read_text("utf-8"))["queries"]]


def worth(sop: Invented, wanted: Labelled) -> int:
    """0 to 3: with a verb, a step that does this to the subject; else the title before a step before a linked SOP."""
    doers = {doer for _, doer in sop.steps}
    if (wanted.year and sop.year != wanted.year) or (wanted.actor and wanted.actor not in doers):
        return 0
    if wanted.regulation and wanted.regulation not in sop.regulations:
        return 0
    topics = {topic for topic, _ in sop.steps}
    subjects = {subject for _, subject in topics}
    if wanted.verb:
        said = any(verb == wanted.verb for verb, _ in topics)
        present = said and (wanted.subject == sop.subject or wanted.subject in subjects or wanted.subject in sop.links)
        return BEST if (wanted.verb, wanted.subject) in topics else SOME if present else 0
    if wanted.subject == sop.subject:
        return BEST
    return GOOD if wanted.subject in subjects else SOME if wanted.subject in sop.links else 0


def ndcg(worths: Sequence[int], ideal: Sequence[int]) -> float:
    """Normalized discounted cumulative gain of the first DEPTH, 0..1; gain 2^worth - 1.

    >>> ndcg([3, 0, 1], [3, 1, 0]) < ndcg([3, 1, 0], [3, 1, 0])
    True
    """
    gains = [
        sum((2**one - 1) / np.log2(at + 2) for at, one in enumerate(found[:DEPTH]))
        for found in (worths, sorted(ideal, reverse=True))
    ]
    return float(gains[0] / gains[1]) if gains[1] else 1.0


class PlainIndex:
    """What one gets from FTS5 without further work: a row per SOP, unicode61, bm25, all words; then any word."""

    def __init__(self, sops: Sequence[Invented]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE plain USING fts5 (file UNINDEXED, text, tokenize = unicode61)")
        for sop in sops:
            text = " \n".join(passage.text for passage in sop_to_passages(sop.record["sops"][0]))
            self._connection.execute("INSERT INTO plain VALUES (?, ?)", (sop.record["source"]["file"], text))

    def search(self, query: str, any_word: bool) -> list[str]:
        """Files, best first. The names of filters are left out, their values are words like any other."""
        words = [f'"{word}"' for word in split_words(query) if word not in ("pelaksana", "tahun", "peraturan")]
        found: dict[str, None] = {}
        for joint in (" AND ", " OR ") if any_word else (" AND ",):
            sql = "SELECT file FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT ?"
            found |= dict.fromkeys(row[0] for row in self._connection.execute(sql, (joint.join(words), HITS)))
        return list(found)


def evaluate(
    ask: Callable[[str], list[str]], sops: Sequence[Invented], queries: Sequence[Labelled]
) -> list[tuple[float, Labelled]]:
    """nDCG of each query. ``ask`` gives files, best first."""
    by_file = {sop.record["source"]["file"]: sop for sop in sops}
    scored = []
    for wanted in queries:
        worths = [worth(by_file[file], wanted) for file in ask(wanted.query)]
        scored.append((ndcg(worths, [worth(sop, wanted) for sop in sops]), wanted))
    return scored


def find_files(corpus: Corpus, query: str) -> list[str]:
    """The files of the SOPs that our search finds, best first."""
    return list(dict.fromkeys(hit.source for hit in search(corpus, query, limit=HITS)))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.corpus_search", description="Measures the quality of the search.")
    parser.add_argument("--queries", type=Path, default=QUERIES)
    parser.add_argument("--corpus", default=":memory:", help="the address of an empty PostgreSQL database")
    parser.add_argument("--worst", type=int, default=0, help="list this many of our worst queries")
    given = parser.parse_args(arguments)
    sops, queries = list(invent_records(SEED, SOPS)), load_queries(given.queries)
    with Corpus(given.corpus) as corpus:
        corpus.upsert_all(sop.record for sop in sops)
        plain = PlainIndex(sops)
        ways: dict[str, Callable[[str], list[str]]] = {
            "mutubaku": lambda query: find_files(corpus, query),
            "plain FTS5, all words": lambda query: plain.search(query, any_word=False),
            "plain FTS5, all words, then any": lambda query: plain.search(query, any_word=True),
        }
        results = {name: evaluate(ask, sops, queries) for name, ask in ways.items()}
    for name, scored in results.items():
        by_kind: dict[str, list[float]] = defaultdict(list)
        for score, wanted in scored:
            by_kind[wanted.kind].append(score)
        parts = "  ".join(f"{kind} {np.mean(scores):.3f}" for kind, scores in by_kind.items())
        print(f"nDCG@{DEPTH} {np.mean([score for score, _ in scored]):.3f}  {name}\n      {parts}")
    for score, wanted in sorted(results["mutubaku"], key=lambda pair: pair[0])[: given.worst]:
        print(f"{score:.3f}  {wanted.kind}: {wanted.query}")


if __name__ == "__main__":
    main()
