"""The named questions and the comparison of procedures, on fictional records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as day

import pytest

from corpus.answers import PLACE_COLUMNS, Answer, Value
from corpus.duplicates import compare_steps, find_twins, load_outlines
from corpus.questions import QUESTIONS, QuestionError, ask
from corpus.store import Corpus
from tests.corpora import BACKENDS, open_corpus
from tests.sop_records import date, days, leaf, record, regulation, small_archive, sop, step

NEEDED = {"dasar-hukum": {"peraturan": "PP 8/2006"}, "langkah-pelaksana": {"pelaksana": "camat"}}


@pytest.fixture(scope="module", params=BACKENDS)
def corpus(request: pytest.FixtureRequest) -> Iterator[Corpus]:
    with open_corpus(request.param) as filled:
        filled.upsert_all(small_archive())
        yield filled


def pick(answer: Answer, *columns: str) -> list[tuple[Value, ...]]:
    indices = [answer.columns.index(column) for column in columns]
    return [tuple(row[index] for index in indices) for row in answer.rows]


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_answers_with_places(corpus: Corpus, name: str) -> None:
    answer = ask(corpus, name, **NEEDED.get(name, {}))
    assert answer.columns[-len(PLACE_COLUMNS) :] == PLACE_COLUMNS
    assert all(len(row) == len(answer.columns) for row in answer.rows)
    files = {item["source"]["file"] for item in small_archive()}
    assert {row[0] for row in pick(answer, "Sumber")} <= files


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_question_answers_on_an_empty_corpus(backend: str) -> None:
    with open_corpus(backend) as empty:
        for name in QUESTIONS:
            assert ask(empty, name, **NEEDED.get(name, {})).rows == ()


def test_a_citation_is_certain_or_suspected_never_both(corpus: Corpus) -> None:
    answer = ask(corpus, "dasar-hukum", peraturan="PP No. 8 Tahun 2006")
    assert pick(answer, "Sumber", "Kepastian") == [("surat/masuk.pdf", "pasti"), ("kinerja/lakip.pdf", "diduga")]
    assert pick(ask(corpus, "dasar-hukum", peraturan="Perpres 8/2006"), "Sumber", "Kepastian") == [
        ("kinerja/lakip.pdf", "pasti")
    ]
    assert ask(corpus, "dasar-hukum", peraturan="PP 8/2008").rows == ()


def test_a_regulation_inside_another_title_is_only_mentioned() -> None:
    law = regulation("Permendagri 54 Tahun 2010 tentang Pelaksanaan PP Nomor 08 Tahun 2008", "Permendagri 54/2010")
    law["value"]["mentions"] = ["PP 8/2008"]
    with Corpus(":memory:") as corpus:
        corpus.upsert(record("a.pdf", sop("Renja", [step(1, "Menyusun")], dasar_hukum=[law])))
        assert pick(ask(corpus, "dasar-hukum", peraturan="PP 8/2008"), "Kepastian") == [("hanya disebut",)]
        assert pick(ask(corpus, "dasar-hukum-diganti"), "Peraturan", "Diganti oleh") == [
            ("Permendagri 54/2010", "Permendagri 86/2017")
        ]


def test_regulations_named_outside_the_legal_basis_are_told_apart() -> None:
    where = {"page": 3, "bbox": [0.1, 0.2, 0.9, 0.3]}
    told = [
        {"id": "PP 8/2006", "text": "PP Nomor 8 Tahun 2006", "part": part, "sop_id": sop_id, "where": where}
        for part, sop_id in (("steps", "1"), ("narrative", None))
    ]
    cited = sop("Renja", [step(1, "Menyusun")], dasar_hukum=[regulation("PP 8/2006", "PP 8/2006")])
    for backend in BACKENDS:
        with open_corpus(backend) as corpus:
            corpus.upsert(record("a.pdf", cited) | {"mentions": told})
            answer = pick(ask(corpus, "dasar-hukum", peraturan="PP 8/2006"), "Kepastian", "SOP", "Halaman")
            assert answer == [("pasti", "Renja", 1), ("hanya disebut", "Renja", 3), ("hanya disebut", "di luar SOP", 3)]
            corpus.remove("a.pdf")
            assert ask(corpus, "dasar-hukum", peraturan="PP 8/2006").rows == ()


def test_citations_that_cannot_be_right(corpus: Corpus) -> None:
    reasons = pick(ask(corpus, "dasar-hukum-janggal"), "Alasan", "Sumber")
    assert reasons == [
        ("mungkin dimaksud PP 8/2006", "kinerja/lakip.pdf"),
        ("lebih baru (2023) dari SOP (2021)", "kinerja/lakip.pdf"),
    ]
    with Corpus(":memory:") as other:
        laws = ["Peraturan Bupati Nomor ___ Tahun 20__ tentang Uraian Tugas", "Buku pedoman kerja"]
        other.upsert(record("a.pdf", sop("X", [step(1, "Y")], dasar_hukum=laws)))
        assert pick(ask(other, "dasar-hukum-janggal"), "Alasan") == [("nomor atau tahun tidak lengkap",)]


def test_steps_of_an_actor_count_the_unknown(corpus: Corpus) -> None:
    answer = ask(corpus, "langkah-pelaksana", pelaksana="Camat")
    assert pick(answer, "Sumber", "Langkah") == [("kinerja/lakip.pdf", "3"), ("surat/masuk.pdf", "2")]
    assert answer.unknown == 2
    assert "2 langkah" in answer.note


def test_a_recipient_is_no_doer() -> None:
    texts = ["Camat mengoreksi konsep", "Diparaf oleh Camat", "Menyampaikan laporan kepada Camat"]
    with Corpus(":memory:") as corpus:
        corpus.upsert(record("a.txt", sop("Laporan", [step(n, text) for n, text in enumerate(texts, 1)])))
        answer = ask(corpus, "langkah-pelaksana", pelaksana="camat")
        assert pick(answer, "Langkah", "Kepastian") == [("1", "disebut dalam kalimat"), ("2", "disebut dalam kalimat")]
        assert answer.unknown == 1


def test_long_steps_keep_doubtful_readings_apart(corpus: Corpus) -> None:
    more = pick(ask(corpus, "langkah-lama", hari=5), "Waktu", "Kepastian")
    assert more == [("26 hari", "perlu diperiksa")]
    at_least = pick(ask(corpus, "langkah-lama", hari="5", termasuk="ya"), "Waktu", "Kepastian")
    assert at_least == [("5 hari", "pasti"), ("26 hari", "perlu diperiksa")]


def test_standard_time_adds_minutes_and_days_apart(corpus: Corpus) -> None:
    answer = ask(corpus, "waktu-standar", sop="surat keterangan")
    assert pick(answer, "Menit", "Hari", "Tanpa waktu") == [("15", "1-2", 2)]
    report = ask(corpus, "waktu-standar", sop="LAKIP")
    told = pick(report, "Sumber", "Hari", "Langkah dengan waktu mungkin", "Waktu meragukan")
    assert told == [("kinerja/lakip.pdf", "5", "3", 0)]


def test_control_points(corpus: Corpus) -> None:
    assert pick(ask(corpus, "titik-kendali"), "Sumber", "Kendali sebelum pengesahan") == [
        ("dump/rapat.txt", "tidak diketahui"),
        ("kelurahan/sku.pdf", "ada"),
        ("kinerja/lakip.pdf", "tidak ada"),
        ("surat/masuk.pdf", "tidak ada langkah pengesahan"),
    ]


def test_what_to_bring_and_where_the_file_goes(corpus: Corpus) -> None:
    assert pick(ask(corpus, "persyaratan", sop="SKU"), "Kelengkapan") == [("Fotokopi KTP, surat pengantar RT",)]
    assert pick(ask(corpus, "jalur-berkas", sop="keterangan usaha"), "Pelaksana") == [
        ("Pemohon",),
        ("Petugas Loket",),
        ("Lurah",),
        ("Pemohon",),
    ]


def test_who_receives_from_whom(corpus: Corpus) -> None:
    answer = ask(corpus, "serah-terima", sop="SKU")
    assert pick(answer, "Dari", "Kepada", "Langkah-langkah", "Jawaban") == [
        ("Pemohon", "Petugas Loket", "1 → 2", None),
        ("Petugas Loket", "Pemohon", "2 → 1", "Tidak"),
        ("Petugas Loket", "Lurah", "2 → 3", "Ya"),
        ("Lurah", "Pemohon", "3 → 4", None),
    ]
    lurah = ask(corpus, "serah-terima", pelaksana="lurah")
    assert pick(lurah, "Langkah-langkah") == [("2 → 3",), ("3 → 4",)]
    assert lurah.unknown == 1  # the arrow to the step of the report whose doer is not known


def test_the_longest_chain_does_not_go_back(corpus: Corpus) -> None:
    answer = ask(corpus, "rantai-terpanjang")
    assert pick(answer, "Sumber", "Panjang", "Berpindah tangan", "Rangkaian") == [
        ("kelurahan/sku.pdf", 4, 3, "1 → 2 → 3 → 4"),
        ("kinerja/lakip.pdf", 4, 1, "1 → 2 → 3 → 4"),
        ("surat/masuk.pdf", 3, 2, "1 → 2 → 3"),
    ]
    assert answer.unknown == 1


def test_what_goes_back(corpus: Corpus) -> None:
    answer = ask(corpus, "putaran")
    columns = ("Sumber", "Dari langkah", "Kembali ke", "Jawaban", "Langkah diulang", "Dikembalikan kepada")
    assert pick(answer, *columns) == [("kelurahan/sku.pdf", "2", "1", "Tidak", 2, "Pemohon")]


def test_two_procedures_side_by_side(corpus: Corpus) -> None:
    answer = ask(corpus, "bandingkan", pertama="surat masuk", kedua="surat keterangan usaha")
    kinds = [kind for (kind,) in pick(answer, "Keadaan")]
    assert kinds.count("hanya pertama") + kinds.count("hanya kedua") + 2 * kinds.count("berubah") == 7
    assert "surat/masuk.pdf" in answer.note and "kelurahan/sku.pdf" in answer.note
    assert ask(corpus, "bandingkan", pertama="surat masuk", kedua="tidak ada").rows == ()


def test_the_same_subject_in_other_words() -> None:
    offices = {
        "a.pdf": ("Penyusunan LAKIP", ["Mengumpulkan data capaian kinerja", "Membuat konsep LAKIP"]),
        "b.pdf": ("Pembuatan Laporan Kinerja", ["Meminta capaian kinerja tiap seksi", "Mengetik laporan kinerja"]),
        "c.pdf": ("Pelayanan Cuti Tahunan", ["Menerima permohonan cuti", "Menerbitkan surat cuti"]),
    }
    with Corpus(":memory:") as corpus:
        for file, (title, texts) in offices.items():
            corpus.upsert(record(file, sop(title, [step(n, text) for n, text in enumerate(texts, 1)])))
        answer = ask(corpus, "pokok-sama")
        assert pick(answer, "Kelompok", "Jumlah SOP", "Sumber") == [(1, 2, "a.pdf"), (1, 2, "b.pdf")]
        assert str(answer.rows[0][2]).startswith("lakip")


def test_a_sentence_that_sends_back_is_told() -> None:
    texts = ["Memeriksa berkas. Bila salah dikembalikan kepada Staf", "Mengesahkan berkas"]
    with Corpus(":memory:") as corpus:
        corpus.upsert(record("a.txt", sop("Berkas", [step(n, text) for n, text in enumerate(texts, 1)])))
        assert pick(ask(corpus, "titik-kendali"), "Keputusan dalam kalimat") == [("1",)]


def test_a_long_title_does_not_make_a_firm_number_doubtful() -> None:
    text = "Peraturan Menteri Nomor 5 Tahun 2019 tentang " + "Pedoman Penyusunan dan Penetapan Kebutuhan Pegawai " * 3
    doubtful = {"confidence": 0.7, "status": "review"}
    laws = [regulation(text, "Permen 5/2019", **doubtful), regulation("PP 7 Tahun 2018", "PP 7/2018", **doubtful)]
    with Corpus(":memory:") as corpus:
        corpus.upsert(record("a.pdf", sop("X", [step(1, "Y")], dasar_hukum=laws)))
        assert pick(ask(corpus, "dasar-hukum", peraturan="Permen 5/2019"), "Kepastian") == [("pasti",)]
        assert pick(ask(corpus, "dasar-hukum", peraturan="PP 7/2018"), "Kepastian") == [("diduga",)]


def test_a_cell_that_is_only_a_sample_is_not_in_doubt() -> None:
    waktu = leaf("5 hari", 2, 1, value=days(5), status="review", reasons=["sampel pemeriksaan mutu"])
    with Corpus(":memory:") as corpus:
        corpus.upsert(record("a.pdf", sop("X", [step(1, "Y", waktu=waktu)])))
        assert pick(ask(corpus, "waktu-standar"), "Hari", "Waktu meragukan") == [("5", 0)]


def test_missing_numbers_say_why(corpus: Corpus) -> None:
    answer = ask(corpus, "tanpa-nomor")
    assert ("kinerja/lakip.pdf", "nomor SOP", "kosong pada dokumen") in pick(answer, "Sumber", "Bagian", "Keadaan")
    lost = sop("X", [step(1, "Y")], nomor_sop=leaf(None, missing="not_captured"))
    with Corpus(":memory:") as other:
        other.upsert(record("a.pdf", lost))
        assert ask(other, "tanpa-nomor").unknown == 1


def test_review_period(corpus: Corpus) -> None:
    answer = ask(corpus, "lewat-reviu", tahun=3, tanggal=day(2024, 6, 1))
    assert pick(answer, "Sumber", "Status") == [
        ("surat/masuk.pdf", "perlu reviu"),
        ("kinerja/lakip.pdf", "perlu reviu"),
        ("dump/rapat.txt", "tidak diketahui"),
    ]
    month = sop("X", [step(1, "Y")], tanggal_efektif=date("Februari 2021", "2021-02"))
    with Corpus(":memory:") as other:
        other.upsert(record("a.pdf", month))
        assert ask(other, "lewat-reviu", tahun="3", tanggal="2024-02-28").rows == ()
        assert len(ask(other, "lewat-reviu", tahun="3", tanggal="2024-03-31").rows) == 1


@pytest.mark.parametrize(
    ("text", "state"),
    [("19900514 201503 2 007", "sah"), ("19901514 201503 2 007", "tidak sah"), (None, "tidak diketahui")],
)
def test_structure_of_a_nip(text: str | None, state: str) -> None:
    body = sop("Cuti", [step(1, "Mengajukan")])
    body["identity"]["disahkan_oleh"]["nip"] = leaf(text)
    with Corpus(":memory:") as corpus:
        corpus.upsert(record("cuti.pdf", body))
        assert pick(ask(corpus, "pengesah"), "Susunan NIP") == [(state,)]


def test_a_linked_sop_is_known_by_its_abbreviation() -> None:
    with Corpus(":memory:") as corpus:
        links = ["SOP Penyusunan LKjIP", "SOP Penyusunan LPPD", "Daftar hadir"]
        corpus.upsert(record("a.pdf", sop("Penyusunan Laporan Kinerja", [step(1, "Menyusun")])))
        corpus.upsert(record("b.pdf", sop("Penyusunan Renstra", [step(1, "Menyusun")], keterkaitan=links)))
        assert pick(ask(corpus, "sop-terkait"), "Keadaan") == [("ada",), ("tidak ditemukan",)]


def test_linked_sops(corpus: Corpus) -> None:
    assert pick(ask(corpus, "sop-terkait"), "Keadaan", "SOP yang cocok") == [
        ("ada", "Penyusunan Laporan Kinerja"),
        ("tidak ditemukan", None),
    ]


def test_applications_need_more_than_a_common_word(corpus: Corpus) -> None:
    assert pick(ask(corpus, "aplikasi"), "Sumber", "Langkah", "Sebutan") == [("kinerja/lakip.pdf", "4", "aplikasi")]
    assert "_" not in "".join(str(cell) for (cell,) in pick(ask(corpus, "aplikasi"), "Bagian")), "fields by their names"
    assert "_" not in "".join(str(cell) for (cell,) in pick(ask(corpus, "mutu-data"), "Bagian kosong"))


def test_workload_leaves_doubtful_times_out(corpus: Corpus) -> None:
    answer = ask(corpus, "beban-kerja", pelaksana="camat", volume="10")
    columns = ("Sumber", "Jumlah langkah", "Menit x volume", "Hari x volume", "Langkah tanpa waktu pasti")
    assert pick(answer, *columns) == [("kinerja/lakip.pdf", 1, None, None, 1), ("surat/masuk.pdf", 1, "600", None, 0)]


@pytest.mark.parametrize(
    ("name", "params", "says"),
    [
        ("cuaca", {}, "Tidak ada pertanyaan 'cuaca'"),
        ("dasar-hukum", {}, "Sebutkan peraturan"),
        ("langkah-lama", {"hari": "lima"}, "hari = 'lima' tidak dimengerti"),
        ("langkah-lama", {"jam": "5"}, "tidak mengenal jam"),
        ("lewat-reviu", {"tanggal": "kemarin"}, "tanggal = 'kemarin'"),
    ],
)
def test_wrong_questions_say_what_to_do(corpus: Corpus, name: str, params: dict[str, str], says: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(says)):
        ask(corpus, name, **params)


def test_twins_are_found_across_offices_and_shown_step_by_step() -> None:
    texts = [
        "Menerima surat masuk",
        "Mencatat surat dalam agenda",
        "Menyampaikan surat kepada pimpinan",
        "Menyimpan arsip",
    ]
    reworded = ["Menerima surat yang masuk", "Mencatat surat dalam agenda", "Membubuhkan cap", "Menyimpan arsip"]
    apart = ["Mengukur bidang tanah", "Menggambar peta", "Menghitung luas"]
    with Corpus(":memory:") as corpus:
        for file, lines in (("a.pdf", texts), ("b.pdf", reworded), ("c.pdf", apart)):
            corpus.upsert(record(file, sop("Surat Masuk", [step(n, text) for n, text in enumerate(lines, 1)])))
        outlines = load_outlines(corpus.connection)
        (twin,) = find_twins(outlines, 0.6)
        assert (twin.one.file, twin.other.file) == ("a.pdf", "b.pdf")
        assert pick(ask(corpus, "sop-sejenis"), "Sumber", "Sumber pasangan") == [("a.pdf", "b.pdf")]
    rows = compare_steps(outlines[0].steps, outlines[1].steps)
    assert [row.kind for row in rows] == ["berubah", "sama", "hanya pertama", "hanya kedua", "sama"]
    assert [row.one[0] for row in rows if row.one] == ["1", "2", "3", "4"]
    assert [row.other[0] for row in rows if row.other] == ["1", "2", "3", "4"]


def test_comparing_with_nothing() -> None:
    steps = [("1", "Menulis")]
    assert [row.kind for row in compare_steps(steps, [])] == ["hanya pertama"]
    assert [row.kind for row in compare_steps([], steps)] == ["hanya kedua"]
    assert compare_steps([], []) == []
