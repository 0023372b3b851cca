"""The store: records in, rows out, never doubled."""

from __future__ import annotations

import copy
import json
import sqlite3
import zlib
from pathlib import Path

import pytest
import Stemmer

from corpus.database import CorpusLocked, CorpusUnreadable, migrations
from corpus.rows import waktu_to_span
from corpus.search import search
from corpus.store import Corpus
from tests.corpora import BACKENDS, new_address, open_corpus
from tests.sop_records import days, leaf, minutes, record, small_archive, sop, step

stemmer = Stemmer.Stemmer("indonesian")

TABLES = ("documents", "sops", "steps", "step_actors", "items", "regulations", "sop_words", "sop_codes")


def sizes(corpus: Corpus) -> dict[str, int]:
    return {name: corpus.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}


def new_path(backend: str, folder: Path) -> Path | str:
    return folder / "corpus.db" if backend == "sqlite" else new_address()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_record_comes_back_as_it_went_in(backend: str, tmp_path: Path) -> None:
    path, archive = new_path(backend, tmp_path), small_archive()
    with Corpus(path) as corpus:
        assert corpus.upsert_all(archive) == {"added": 4}
    with Corpus(path, read_only=True) as corpus:
        assert corpus.record("surat/masuk.pdf") == archive[0]
        assert [item["source"]["file"] for item in corpus.records()] == sorted(a["source"]["file"] for a in archive)
        assert corpus.counts() == {"documents": 4, "sops": 4, "steps": 12}


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_same_record_twice_changes_nothing(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert_all(small_archive())
        before = sizes(corpus)
        assert [corpus.upsert(item) for item in small_archive()] == ["unchanged"] * 4
        assert sizes(corpus) == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_changed_record_replaces_the_old_one_everywhere(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert_all(small_archive())
        before = sizes(corpus)
        changed = copy.deepcopy(small_archive()[0])
        changed["sops"][0]["steps"][0]["aktivitas"]["text"] = "Menerima naskah lewat kurir"
        changed["source"]["sha256"] = "another file under the same name"
        assert corpus.upsert(changed) == "replaced"
        assert sizes(corpus) == before
        assert search(corpus, "kurir")[0].source == "surat/masuk.pdf"
        assert all("mencatat" not in hit.snippet for hit in search(corpus, "instansi:watu mencatat"))


@pytest.mark.parametrize("backend", BACKENDS)
def test_removing_leaves_no_row_behind(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert_all(small_archive())
        assert corpus.remove("no/such.pdf") is False
        assert all(corpus.remove(item["source"]["file"]) for item in small_archive())
        assert set(sizes(corpus).values()) == {0}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_failing_batch_leaves_the_corpus_as_it_was(backend: str) -> None:
    broken = record("x.pdf", sop("Apa saja", [step(1, "Menulis")]))
    del broken["sops"][0]["sop_id"]
    with open_corpus(backend) as corpus:
        corpus.upsert(small_archive()[0])
        before = sizes(corpus)
        with pytest.raises(KeyError):
            corpus.upsert_all([small_archive()[1], broken])
        assert sizes(corpus) == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_steps_keep_their_place_actor_and_time(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert(small_archive()[0])
        rows = corpus.connection.execute("SELECT * FROM steps ORDER BY ordinal").fetchall()
        assert [(row["no"], row["page"], row["minutes_max"]) for row in rows] == [
            ("1", 2, 10),
            ("2", 2, 60),
            ("3", 2, 5),
        ]
        assert rows[0]["bbox"] == "[0.1,0.1,0.9,0.15]"
        actors = corpus.connection.execute("SELECT actor, role, symbol FROM step_actors ORDER BY step").fetchall()
        assert [tuple(row) for row in actors] == [
            ("Staf", "Staf", "start"),
            ("Camat", "Camat", "process"),
            ("Staf", "Staf", "end"),
        ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_citations_keep_certain_and_suspected_apart(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert_all(small_archive())
        rows = corpus.connection.execute(
            "SELECT file, reg_id, certainty FROM regulations r JOIN sops s ON s.id = r.sop"
            " JOIN documents d ON d.id = s.document_id WHERE reg_id LIKE '%8/2006' ORDER BY 1, 2"
        ).fetchall()
        assert [tuple(row) for row in rows] == [
            ("kinerja/lakip.pdf", "PP 8/2006", "suspected"),
            ("kinerja/lakip.pdf", "Perpres 8/2006", "certain"),
            ("surat/masuk.pdf", "PP 8/2006", "certain"),
        ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (minutes(1, 2, "jam"), (60, 120, None, None)),
        (days(1, 3, "hari_kerja"), (None, None, 1, 3)),
        (days(2, unit="minggu"), (None, None, 14, 14)),
        ({"min": None, "max": 7, "unit": "hari", "bound": "max"}, (None, None, 7, 7)),
        ({"min": 1, "max": 1, "unit": "kali"}, (None, None, None, None)),
        (None, (None, None, None, None)),
    ],
)
def test_days_are_never_made_into_hours(value: object, expected: tuple[float | None, ...]) -> None:
    span = waktu_to_span({"text": "x", "value": value})
    assert (span.minutes_min, span.minutes_max, span.days_min, span.days_max) == expected


@pytest.mark.parametrize("backend", BACKENDS)
def test_hostile_texts_are_stored_as_texts(backend: str) -> None:
    nasty = "'); DROP TABLE sops; -- <script>alert(1)</script> \x00 \ud800 =cmd"
    with open_corpus(backend) as corpus:
        corpus.upsert(record("a'b\";.pdf", sop(nasty, [step(1, nasty)])))
        assert corpus.counts()["sops"] == 1
        assert search(corpus, "alert")[0].source == "a'b\";.pdf"


@pytest.mark.parametrize("backend", BACKENDS)
def test_personal_numbers_are_stored_but_not_found(backend: str) -> None:
    body = sop("Cuti Pegawai", [step(1, "Mengajukan cuti")])
    body["identity"]["disahkan_oleh"]["nip"] = leaf("19700101 199503 1 001", value={"digits": "197001011995031001"})
    with open_corpus(backend) as corpus:
        corpus.upsert(record("cuti.pdf", body))
        assert corpus.connection.execute("SELECT disahkan_nip FROM sops").fetchone()[0]
        assert search(corpus, "19700101") == []


def test_a_file_that_is_no_corpus_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("these are my notes, not a database at all" * 20)
    for path in (tmp_path / "notes.db", tmp_path / "no folder" / "corpus.db"):
        with pytest.raises(CorpusUnreadable, match=path.name):
            Corpus(path)
    with pytest.raises(CorpusUnreadable, match="arsip ini belum ada"):
        Corpus(tmp_path / "missing.db", read_only=True)
    assert not (tmp_path / "missing.db").exists()


def test_a_damaged_archive_says_so_when_it_is_used(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with Corpus(path) as corpus:
        corpus.upsert_all(small_archive())
        corpus.connection.execute("UPDATE documents SET record = ?", (b"x" * 50,))
    with pytest.raises(CorpusUnreadable, match="rusak"), Corpus(path, read_only=True) as corpus:
        list(corpus.records())
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    with pytest.raises(CorpusUnreadable, match="rusak"), Corpus(path, read_only=True) as corpus:
        search(corpus, "surat")


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    with pytest.raises(CorpusUnreadable, match="ani@127.0.0.1:1/sop: ") as told:
        Corpus("postgresql://ani:rahasia@127.0.0.1:1/sop?connect_timeout=2")
    assert "rahasia" not in str(told.value)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_corpus_of_a_newer_version_is_left_alone(backend: str, tmp_path: Path) -> None:
    path = new_path(backend, tmp_path)
    with Corpus(path) as corpus:
        newest = migrations(backend)[-1][0]
        sql = "PRAGMA user_version = {}" if backend == "sqlite" else "UPDATE corpus_schema SET number = {}"
        corpus.connection.execute(sql.format(newest + 1))
    for read_only in (False, True):
        with pytest.raises(CorpusUnreadable, match="lebih baru"):
            Corpus(path, read_only=read_only)


def test_a_server_without_a_corpus_is_not_written_to_by_reading() -> None:
    with pytest.raises(CorpusUnreadable, match="belum ada arsip versi ini"):
        Corpus(new_address(), read_only=True)


def test_a_corpus_of_the_first_schema_is_filled_again_from_its_records(tmp_path: Path) -> None:
    path, (one, *_) = tmp_path / "corpus.db", small_archive()
    (_, documents), *_ = migrations("sqlite")
    with sqlite3.connect(path) as connection:
        connection.executescript(documents.replace("{text}", "TEXT").replace("{blob}", "BLOB"))
        connection.execute("CREATE TABLE passages (id INTEGER PRIMARY KEY, text TEXT)")
        packed = zlib.compress(json.dumps(one).encode())
        connection.execute(
            "INSERT INTO documents (file, sha256, kind, pages, record_sha256, record) VALUES (?, '', '', 2, '', ?)",
            (one["source"]["file"], packed),
        )
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(CorpusUnreadable, match="versi lama"):
        Corpus(path, read_only=True)
    with Corpus(path) as corpus:
        assert search(corpus, "disposisi")[0].step == "2"
        assert corpus.record(one["source"]["file"]) == one


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_corpus_being_written_says_so(backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_path(backend, tmp_path)
    Corpus(path).close()
    for name in BACKENDS:
        monkeypatch.setattr(f"corpus.{name}.WAIT_SECONDS", 0.05)
    locked = pytest.raises(CorpusLocked, match="proses lain")
    with Corpus(path) as busy, busy.transaction(), Corpus(path) as corpus, locked:
        corpus.upsert(small_archive()[0])


@pytest.mark.parametrize("backend", BACKENDS)
def test_reading_goes_on_while_another_process_writes(backend: str, tmp_path: Path) -> None:
    path = new_path(backend, tmp_path)
    with Corpus(path) as writer:
        writer.upsert(small_archive()[0])
        with writer.transaction(), Corpus(path, read_only=True) as reader:
            writer.upsert(small_archive()[1])
            assert reader.counts()["documents"] == 1
            assert writer.counts()["documents"] == 2


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_same_file_under_two_names_is_stored_once(backend: str) -> None:
    one, *_ = small_archive()
    twin = copy.deepcopy(one)
    twin["source"]["file"] = "salinan/masuk.pdf"
    with open_corpus(backend) as corpus:
        assert corpus.upsert_all([one, twin]) == {"added": 1, "copy": 1}
        assert corpus.upsert(twin) == "copy"
        corpus.keep_only(["salinan/masuk.pdf"])
        assert corpus.upsert(twin) == "added"
        assert [hit.source for hit in search(corpus, "disposisi")] == ["salinan/masuk.pdf"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_what_is_kept_stays(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert_all(small_archive())
        corpus.keep_only(["kelurahan/sku.pdf", "not/here.pdf"])
        assert corpus.counts()["documents"] == 1
        assert search(corpus, "disposisi") == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_cell_keeps_its_page_and_box(backend: str) -> None:
    with open_corpus(backend) as corpus:
        corpus.upsert(small_archive()[0])
        cells = json.loads(corpus.connection.execute("SELECT cells FROM steps ORDER BY id").fetchone()[0])
        assert set(cells) == {"aktivitas", "kelengkapan", "waktu", "output", "keterangan"}
        assert cells["waktu"] == [2, [0.1, 0.1, 0.9, 0.15], None]


def test_the_servers_indonesian_stems_are_ours() -> None:
    """Where our table of exceptions is silent, PostgreSQL's ``indonesian`` configuration makes the same stems."""
    words = ("mengirimkan", "pengiriman", "berkasnya", "pelayanan", "dilaksanakan", "terlampir", "sebaiknya")
    with open_corpus("postgres") as corpus:
        for word in words:
            row = corpus.connection.execute("SELECT ts_lexize('indonesian_stem', ?)", (word,)).fetchone()
            assert row[0] == [stemmer.stemWord(word)]


@pytest.mark.parametrize(
    ("ends", "expected"), [([15, 30], (15.0, 30.0)), ([None, 30], (30.0, 30.0)), ([15, None], (15.0, 15.0))]
)
def test_a_bound_with_one_end_counts_with_that_end(ends: list[int | None], expected: tuple[float, float]) -> None:
    span = waktu_to_span({"value": {"unit": "menit", "min": ends[0], "max": ends[1], "minutes": ends}})
    assert (span.minutes_min, span.minutes_max) == expected
