"""The 100 labelled queries of the bench: better than plain FTS5 by a clear margin, and the same in both databases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bench.corpus_records import Invented, invent_records
from bench.corpus_search import SEED, SOPS, PlainIndex, evaluate, find_files, load_queries, ndcg
from corpus.facets import count_facets
from corpus.store import Corpus
from tests.corpora import open_corpus

ENOUGH, MARGIN = 0.95, 0.2


@pytest.fixture(scope="module")
def sops() -> list[Invented]:
    return list(invent_records(SEED, SOPS))


@pytest.fixture(scope="module")
def corpus(sops: list[Invented]) -> Iterator[Corpus]:
    with open_corpus("sqlite") as filled:
        filled.upsert_all(sop.record for sop in sops)
        yield filled


def test_search_is_good_and_better_than_plain_full_text(corpus: Corpus, sops: list[Invented]) -> None:
    queries, plain = load_queries(), PlainIndex(sops)
    assert len(queries) == 100
    ours = np.mean([score for score, _ in evaluate(lambda query: find_files(corpus, query), sops, queries)])
    best = np.mean([score for score, _ in evaluate(lambda query: plain.search(query, any_word=True), sops, queries)])
    assert ours >= ENOUGH
    assert ours - best >= MARGIN


def test_both_databases_find_the_same(corpus: Corpus, sops: list[Invented]) -> None:
    with open_corpus("postgres") as other:
        other.upsert_all(sop.record for sop in sops)
        for wanted in load_queries()[::5]:
            assert find_files(other, wanted.query) == find_files(corpus, wanted.query)
            assert count_facets(other, wanted.query) == count_facets(corpus, wanted.query)


def test_gain_is_full_for_the_best_order_and_less_for_others() -> None:
    assert ndcg([3, 2, 0], [0, 2, 3]) == 1.0
    assert ndcg([2, 3], [3, 2]) < 1.0
    assert ndcg([], [0, 0]) == 1.0
