"""Searching: words, inflection, abbreviations, filters, damage, and any string at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.query import Filters, parse_query
from corpus.search import search
from corpus.snippets import MARK_CLOSE, MARK_OPEN, make_snippet
from corpus.store import Corpus
from corpus.words import root_to_forms, skeleton, split_words, stem
from tests.corpora import BACKENDS, open_corpus
from tests.sop_records import leaf, record, small_archive, sop, step


@pytest.fixture(scope="module", params=BACKENDS)
def corpus(request: pytest.FixtureRequest) -> Iterator[Corpus]:
    with open_corpus(request.param) as filled:
        filled.upsert_all(small_archive())
        yield filled


def found(corpus: Corpus, words: str) -> list[tuple[str, str | None, str]]:
    return [(hit.source, hit.step, hit.field) for hit in search(corpus, words)]


def sources(corpus: Corpus, words: str) -> list[str]:
    return list(dict.fromkeys(hit.source for hit in search(corpus, words)))


SAME_STEM = [
    ("pengesahan", "disahkan", "mengesahkan", "sah"),
    ("rencana", "perencanaan", "merencanakan", "direncanakan"),
    ("koreksi", "mengoreksi", "dikoreksi", "pengoreksian"),
    ("menandatangani", "penandatanganan", "ditandatangani", "tandatangan"),
    ("kirim", "mengirim", "dikirimkan", "pengiriman"),
    ("terima", "menerima", "diterima", "penerimaan"),
    ("periksa", "memeriksa", "pemeriksaan"),
    ("susun", "menyusun", "penyusunan", "disusun"),
    ("simpan", "menyimpan", "penyimpanan"),
    ("nilai", "menilai", "penilaian"),
    ("proses", "memproses", "diproses", "memproseskan"),
    ("cek", "mengecek", "pengecekan", "dicek"),
    ("reviu", "review", "mereviu", "direview"),
]


@pytest.mark.parametrize("family", SAME_STEM, ids=lambda family: family[0])
def test_forms_of_a_root_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("camat", "kecamatan"), ("lurah", "kelurahan"), ("tugas", "petugas"), ("uang", "keuangan"), ("atur", "peraturan")],
)
def test_names_of_things_do_not_fall_together_with_their_roots(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_snowball_keeps_what_the_table_does_not_know() -> None:
    assert "menyebrangi" not in root_to_forms("susun")
    assert stem("kucingnya") == stem("kucing")


def test_title_comes_before_step_before_list(corpus: Corpus) -> None:
    assert found(corpus, "laporan kinerja")[0] == ("kinerja/lakip.pdf", None, "nama_sop")
    assert sources(corpus, "laporan kinerja") == ["kinerja/lakip.pdf", "surat/masuk.pdf"]
    assert ("surat/masuk.pdf", None, "keterkaitan") in found(corpus, "laporan kinerja")


def test_a_hit_tells_where_it_stands(corpus: Corpus) -> None:
    hit = search(corpus, "mendisposisikan")[0]
    assert (hit.source, hit.sop_id, hit.title) == ("surat/masuk.pdf", "1", "Pengelolaan Surat Masuk")
    assert (hit.step, hit.page, hit.bbox, hit.line) == ("2", 2, (0.1, 0.15, 0.9, 0.2), None)
    assert hit.snippet == f"{MARK_OPEN}Mendisposisikan{MARK_CLOSE} surat kepada Kasi"
    dump = search(corpus, "rapat koordinasi")[0]
    assert (dump.title, dump.page, dump.bbox, dump.line) == (None, None, None, 7)


@pytest.mark.parametrize("words", ["disahkan", "mengesahkan", "pengesahan"])
def test_inflected_forms_are_found(corpus: Corpus, words: str) -> None:
    assert ("kinerja/lakip.pdf", "3", "aktivitas") in found(corpus, words)


@pytest.mark.parametrize(
    "words", ["LAKIP", "lkjip", "laporan kinerja", "Laporan Akuntabilitas Kinerja Instansi Pemerintah"]
)
def test_abbreviation_and_full_name_find_each_other(corpus: Corpus, words: str) -> None:
    hits = found(corpus, words)
    assert ("kinerja/lakip.pdf", None, "nama_sop") in hits
    assert ("kinerja/lakip.pdf", "2", "aktivitas") in hits


def test_written_apart_or_together(corpus: Corpus) -> None:
    assert found(corpus, "tanda tangan") == [("kelurahan/sku.pdf", "3", "aktivitas")]


def test_phrase_and_prefix(corpus: Corpus) -> None:
    assert sources(corpus, '"surat masuk"') == ["surat/masuk.pdf"]
    assert sources(corpus, '"masuk surat"') == []
    assert sources(corpus, '"surat kepada"') == ["surat/masuk.pdf"]
    assert sources(corpus, "mendispo*") == ["surat/masuk.pdf"]
    assert search(corpus, "dispo*")[0].snippet.startswith(f"{MARK_OPEN}Mendisposisikan{MARK_CLOSE}")  # by its root
    assert sources(corpus, "posisi*") == []


def test_a_phrase_does_not_run_from_cell_to_cell(corpus: Corpus) -> None:
    assert sources(corpus, '"masuk mendisposisikan"') == []


def test_every_word_must_stand_somewhere_in_the_sop(corpus: Corpus) -> None:
    assert sources(corpus, "disposisi arsip") == ["surat/masuk.pdf"]
    assert sources(corpus, "disposisi loket") == []


@pytest.mark.parametrize("words", ["dokumen", "dokumen kirim", "dokumne", "mengirim"])
def test_words_that_ocr_damaged_are_found_by_likeness(corpus: Corpus, words: str) -> None:
    hits = search(corpus, words)
    assert ("kinerja/lakip.pdf", "4") in [(hit.source, hit.step) for hit in hits]
    assert all(hit.approximate for hit in hits)


def test_exact_finds_come_before_likely_ones(corpus: Corpus) -> None:
    hits = search(corpus, "laporan")
    assert not hits[0].approximate
    assert sorted(hit.approximate for hit in hits) == [hit.approximate for hit in hits]


@pytest.mark.parametrize("backend", BACKENDS)
def test_words_glued_together_are_found(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert(record("a.pdf", sop("Evaluasi denganSAKIP", [step(1, "Mencatatsuratkeluar pada buku")])))
        assert [hit.approximate for hit in search(corpus, "sakip")] == [False]
        assert search(corpus, "keluar")[0].step == "1"


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_last_word_of_a_very_long_sop_is_found(backend: str) -> None:
    told = " ".join(f"kata{number}" for number in range(17_000))
    with open_corpus(backend) as corpus:
        corpus.upsert(record("p.pdf", sop("Panjang", [step(1, told)])))
        assert [hit.step for hit in search(corpus, "kata16999")] == ["1"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_the_engine_read_is_found_beside_its_correction(backend: str) -> None:
    fixed = leaf("Menyusun SK Camat", 2, raw="Menyusun 5K Carnat")
    with open_corpus(backend) as corpus:
        corpus.upsert(record("a.pdf", sop("Penetapan", [{**step(1, ""), "aktivitas": fixed}])))
        assert [hit.snippet for hit in search(corpus, "carnat")] == ["Menyusun SK Camat"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pelaksana:camat", [("surat/masuk.pdf", "2"), ("kinerja/lakip.pdf", "3")]),
        ("pelaksana:kasubbag", [("kinerja/lakip.pdf", "1"), ("kinerja/lakip.pdf", "2")]),
        ('pelaksana:"kepala subbagian"', [("kinerja/lakip.pdf", "1"), ("kinerja/lakip.pdf", "2")]),
        ("pelaksana:perencanaan", [("kinerja/lakip.pdf", "1"), ("kinerja/lakip.pdf", "2")]),
        ('peraturan:"PP Nomor 8 Tahun 2006"', [("surat/masuk.pdf", None), ("kinerja/lakip.pdf", None)]),
        ("peraturan:8/2006 surat", [("surat/masuk.pdf", None), ("surat/masuk.pdf", "1"), ("surat/masuk.pdf", "2")]),
        ("tahun:2019", [("surat/masuk.pdf", None)]),
        ("tahun:2020-2022 instansi:telaga", [("kelurahan/sku.pdf", None)]),
        ("keyakinan<0,8", [("kinerja/lakip.pdf", "3")]),
        ("keyakinan<80%", [("kinerja/lakip.pdf", "3")]),
        ("laporan pelaksana:camat", [("kinerja/lakip.pdf", "3"), ("surat/masuk.pdf", None)]),
        ("tahun:1999", []),
        ("tahun:abc", []),
        ("surat tahun:abc", []),
        ("pelaksana:!!!", []),
    ],
)
def test_filters(corpus: Corpus, words: str, expected: list[tuple[str, str | None]]) -> None:
    assert sorted((hit.source, hit.step or "") for hit in search(corpus, words)) == sorted(
        (source, number or "") for source, number in expected
    )


def test_filters_may_come_beside_the_words(corpus: Corpus) -> None:
    hits = search(corpus, "surat", Filters(instansi=("telaga asri",), years=(2022, 2022)))
    assert {hit.source for hit in hits} == {"kelurahan/sku.pdf"}


def test_limit_is_kept(corpus: Corpus) -> None:
    assert len(search(corpus, "surat", limit=2)) == 2


@given(st.text(max_size=60) | st.text(alphabet='"*():-^{}+ANDORTNE<>%,0instahupelk\ud800\x00 ', max_size=60))
@settings(max_examples=300)
def test_search_never_raises(corpus: Corpus, words: str) -> None:
    for hit in search(corpus, words):
        assert hit.source


@given(st.text(max_size=80), st.text(max_size=20))
def test_a_snippet_only_adds_marks(text: str, words: str) -> None:
    snippet = make_snippet(text, parse_query(words).terms)
    bare = snippet.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    assert bare.strip("…") in " ".join(text.translate({ord(MARK_OPEN): "[", ord(MARK_CLOSE): "]"}).split())


def test_words_of_a_phrase_are_marked_only_together() -> None:
    snippet = make_snippet("Data kinerja untuk Laporan Kinerja", parse_query("lakip").terms)
    assert snippet == f"Data kinerja untuk {MARK_OPEN}Laporan{MARK_CLOSE} {MARK_OPEN}Kinerja{MARK_CLOSE}"


def test_a_long_text_is_cut_around_the_find() -> None:
    snippet = make_snippet("kata " * 100 + "kunci " + "kata " * 100, parse_query("kunci").terms)
    assert f"{MARK_OPEN}kunci{MARK_CLOSE}" in snippet
    assert len(snippet) < 200 and snippet.startswith("…") and snippet.endswith("…")


def test_skeleton_and_words() -> None:
    assert skeleton("pe1ayanan") == skeleton("pelayanan")
    assert split_words("Réviu No. 12/A_b") == ["reviu", "no", "12", "a", "b"]
