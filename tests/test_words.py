"""Words that are known, and words that somebody may well have written."""

from __future__ import annotations

import pytest

from normalize.confidence_context import add_context
from normalize.confidence_signs import unknown_words
from normalize.words import attested_words, is_known, known_words, listed_words


@pytest.mark.parametrize("word", ["mematuhi", "jenjang", "berpengaruh", "semestinya", "indikasi"])
def test_everyday_words_are_attested(word: str) -> None:
    assert is_known(word, attested_words())


@pytest.mark.parametrize("word", ["diparat", "kegiatam", "laporam", "nforma", "penge"])
def test_misreadings_are_not(word: str) -> None:
    assert not is_known(word, attested_words())


@pytest.mark.parametrize(
    "word", ["dituangkan", "penjatuhan", "terkendala", "dibubuhkan", "diaudit", "kesiapsiagaan", "yustisi", "base"]
)
def test_words_of_single_fields_of_government_are_known_but_repair_nothing(word: str) -> None:
    assert is_known(word, known_words()) and word not in listed_words()


def test_known_words_are_attested() -> None:
    assert known_words() < attested_words()


def test_a_word_that_three_texts_hold_is_its_authors() -> None:
    texts = ["Menyerahkan gelagar", "Memasang gelagar", "Membersihkan gelagar", "Mengangkut gelegar"]
    leaves = [{"text": text, "evidence": {"scanned": 1.0, "unknown_words": 0.5}} for text in texts]
    steps = [{"no": None, "aktivitas": leaf, "pelaksana": [], "page": 1} for leaf in leaves]
    for step in steps:
        step.update(dict.fromkeys(("kelengkapan", "waktu", "output", "keterangan")))
    add_context({"sops": [{"identity": {}, "actors": [], "steps": steps, "flow": {"edges": []}}]}, {})
    odd = [bool(leaf["evidence"].get("unknown_words")) for leaf in leaves]
    assert unknown_words(texts[0]) == ["gelagar"] and odd == [False, False, False, True]
