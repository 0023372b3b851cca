"""Runs: what fails costs only itself, what is done is not done again, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ocr.engines import EngineMissing
from pipeline.batch import read_all
from pipeline.console import describe_pace
from pipeline.errors import ExitCode, NoAccess, UsageError
from pipeline.explain import explain
from pipeline.files import OutputFolder, file_sha256, hold, write_atomic
from pipeline.ingest import Standing, Summary, run
from pipeline.job import Done, Job, longest_first
from pipeline.manifest import Row, read_manifest, settled, write_manifest
from pipeline.settings import Settings, load_settings
from pipeline.sources import Found, Unusable, find_sources
from tests.failing_readers import by_name

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
QUICK = Settings(jobs=2, seconds_per_document=1, seconds_per_page=0)


def jobs(folder: Path, *names: str) -> list[Job]:
    for name in names:
        (folder / name).write_text("isi")
    return [Job(name, folder / name, file_sha256(folder / name)) for name in names]


def outcomes(folder: Path, *names: str) -> dict[str, tuple[Done, int]]:
    given_jobs = jobs(folder, *names)
    return {job.name: (done, tries) for job, done, tries in read_all(given_jobs, QUICK, OutputFolder(folder), by_name)}


def test_crash_hang_and_kill_cost_only_themselves(tmp_path: Path) -> None:
    names = ("good.txt", "segfault.txt", "hang.txt", "killed.txt", "exits.txt", "once.txt", "good2.txt")
    found = outcomes(tmp_path, *names)
    stages = {name: (done.stage, tries) for name, (done, tries) in found.items()}
    assert stages == {
        "good.txt": ("", 1),
        "good2.txt": ("", 1),
        "segfault.txt": ("crash", 2),
        "exits.txt": ("crash", 2),
        "hang.txt": ("time", 2),
        "killed.txt": ("memory", 2),
        "once.txt": ("", 2),
    }
    assert "SIGSEGV" in found["segfault.txt"][0].reason
    assert "memori" in found["killed.txt"][0].reason
    assert "tidak selesai dalam 1 detik" in found["hang.txt"][0].reason
    assert found["hang.txt"][0].seconds >= 2, "both attempts count"


RUN_THAT_HANGS = """
import sys
from pathlib import Path
from pipeline.batch import read_all
from pipeline.files import OutputFolder
from pipeline.job import Job
from pipeline.settings import Settings
from tests.failing_readers import by_name
path = Path(sys.argv[1])
settings = Settings(jobs=1, seconds_per_document=60)
list(read_all([Job("hang.txt", path, "")], settings, OutputFolder(path.parent), by_name))
"""


def test_workers_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "hang.txt").write_text("isi")
    run_ = subprocess.Popen(
        [sys.executable, "-c", RUN_THAT_HANGS, str(tmp_path / "hang.txt")], cwd=ROOT, start_new_session=True
    )
    within(30, (tmp_path / "hang.tries").exists)
    run_.kill()
    run_.wait()
    within(10, lambda: not group_lives(run_.pid))


def within(seconds: float, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_missing_engine_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing):
        outcomes(tmp_path, "engine.txt")
    assert explain(EngineMissing("x"))[0] is ExitCode.DEPENDENCY


def locked_pdf() -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("kunci"))
    canvas.drawString(100, 700, "rahasia")
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Summary]:
    """A run over texts, good and bad: input folder, output folder, summary."""
    base = tmp_path_factory.mktemp("run")
    scans, out = base / "scans", base / "out"
    (scans / "b").mkdir(parents=True)
    dump = SAMPLES / "kecamatan" / "rapat-koordinasi.txt"
    for name in ("a.txt", "a.md", "b/a.txt", "dua\nbaris.txt"):
        shutil.copy(dump, scans / name)
    (scans / "undangan.txt").write_text("Harap hadir pada kerja bakti hari Minggu pukul 07.00 di lapangan.")
    (scans / "kosong.pdf").touch()
    (scans / "bukan.pdf").write_text("ini bukan PDF")
    (scans / "terkunci.pdf").write_bytes(locked_pdf())
    whole = (SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf").read_bytes()
    (scans / "terpotong.pdf").write_bytes(whole[: len(whole) // 2])
    (scans / "catatan.docx").write_bytes(b"PK\x03\x04")
    (scans / "rusak.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    (scans / "putus.txt").symlink_to("tidak-ada.txt")
    (scans / "lingkar.txt").symlink_to("lingkar.txt")
    (scans / "putaran").symlink_to(scans, target_is_directory=True)
    os.mkfifo(scans / "pipa.pdf")
    return scans, out, run([scans], Settings(jobs=2), OutputFolder(out), lambda *_: None)


GOOD = {"a.txt", "a.md", "b/a.txt", "dua%0Abaris.txt"}
BAD = {
    "undangan.txt": "tidak ditemukan SOP",
    "kosong.pdf": "kosong",
    "bukan.pdf": "PDF",
    "terkunci.pdf": "kata sandi",
    "terpotong.pdf": "rusak",
    "catatan.docx": ".docx tidak didukung",
    "rusak.jpg": "gambar",
    "putus.txt": "tautan rusak",
    "lingkar.txt": "tautan rusak atau berputar",
    "pipa.pdf": "pipa",
}


def rows_of(out: Path) -> dict[str, Any]:
    return {row["file"]: row for row in json.loads((out / "manifest.json").read_text("utf-8"))["sources"]}


def test_every_source_has_a_row_with_its_reason(finished: tuple[Path, Path, Summary]) -> None:
    _, out, summary = finished
    rows = rows_of(out)
    assert set(rows) == GOOD | set(BAD)
    assert {name for name, row in rows.items() if row["status"] in ("ok", "partial")} == GOOD
    for name, words in BAD.items():
        assert rows[name]["status"] == "rejected"
        assert words.lower() in rows[name]["reason"].lower(), name
    assert summary.exit_code is ExitCode.SOME_REJECTED


def test_all_files_of_a_run_are_there(finished: tuple[Path, Path, Summary]) -> None:
    _, out, _ = finished
    for name in ("manifest.json", "sops.csv", "steps.csv", "review/review.csv", "report.html", "corpus.db"):
        assert (out / name).stat().st_size > 0, name
    for name in GOOD:
        record = json.loads((out / "records" / f"{name}.json").read_text("utf-8"))
        assert record["source"]["file"] == name
        assert len(record["sops"][0]["steps"]) == 7
        assert (out / "flow" / f"{name}-1.bpmn").exists()
    assert not list(out.rglob("*.part"))


def test_rows_tell_what_a_document_cost(finished: tuple[Path, Path, Summary]) -> None:
    rows = rows_of(finished[1])
    for name in GOOD:
        assert rows[name]["seconds"] > 0 and rows[name]["peak_mb"] > 0
        assert {"normalize", "write"} <= set(rows[name]["stages"])


def test_the_longest_go_first_and_the_rest_is_foretold_by_size() -> None:
    sizes = {"a": 10, "b": 2_000_000, "c": 500_000, "d": 10}
    jobs_of_sizes = [Job(name, Path(name), "0", size) for name, size in sizes.items()]
    assert [job.name for job in longest_first(jobs_of_sizes)] == ["b", "c", "a", "d"]
    assert describe_pace(Standing(1, 4, 1, 0.8), 480) == "0,1 berkas per menit; 3 lagi, kira-kira 2 menit"
    assert describe_pace(Standing(3, 4, 0, 0.0), 1) == "0,0 berkas per menit; 1 lagi"


def test_a_second_run_reads_nothing_again(finished: tuple[Path, Path, Summary]) -> None:
    scans, out, _ = finished
    before = {name: (out / "records" / f"{name}.json").stat().st_mtime_ns for name in GOOD}
    again = run([scans], Settings(jobs=2), OutputFolder(out), lambda *_: None)
    assert again.counts["unchanged"] == len(GOOD)
    assert {name: (out / "records" / f"{name}.json").stat().st_mtime_ns for name in GOOD} == before
    assert all(row.seconds and row.stages for row in again.rows if row.file in GOOD), "what they cost stays known"
    assert {name: row["reason"] for name, row in rows_of(out).items() if name in BAD} == {
        row.file: row.reason for row in again.rows if row.file in BAD
    }


def test_a_changed_file_is_read_again(finished: tuple[Path, Path, Summary], tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    text = (SAMPLES / "kecamatan" / "rapat-koordinasi.txt").read_text("utf-8")
    (scans / "a.txt").write_text(text)
    out = OutputFolder(tmp_path / "out")
    run([scans], Settings(jobs=1), out, lambda *_: None)
    (scans / "a.txt").write_text(text.replace("2 jam", "4 jam"))
    second = run([scans], Settings(jobs=1), out, lambda *_: None)
    assert [row.status for row in second.rows] in (["ok"], ["partial"])
    assert "4 jam" in out.record("a.txt").read_text("utf-8")


def test_a_source_that_went_bad_keeps_its_former_record(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    shutil.copy(SAMPLES / "kecamatan" / "rapat-koordinasi.txt", scans / "a.txt")
    out = OutputFolder(tmp_path / "out")
    run([scans], Settings(jobs=1), out, lambda *_: None)
    (scans / "a.txt").write_text("tumpahan kopi")
    row = run([scans], Settings(jobs=1), out, lambda *_: None).rows[0]
    assert (row.status, out.record("a.txt").exists()) == ("rejected", True)
    assert "tetap disimpan" in row.reason


def test_two_runs_do_not_share_an_output(tmp_path: Path) -> None:
    out = OutputFolder(tmp_path)
    with hold(out), pytest.raises(NoAccess, match=str(os.getpid())), hold(out):
        pytest.fail("held twice")
    with hold(out):
        assert out.lock.exists()


def group_ends(group: int, seconds: float) -> bool:
    """Whether the last process of a group is gone before long."""
    for _ in range(int(seconds * 20)):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_interrupted_run_leaves_no_process_and_no_lock(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    dump = (SAMPLES / "kecamatan" / "rapat-koordinasi.txt").read_text("utf-8")
    for number in range(400):  # too many to end before the signal comes
        (scans / f"{number}.txt").write_text(f"{dump}\n{number}", "utf-8")
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(scans), "--out", str(tmp_path / "out"), "-j", "1"]
    heeding = partial(
        signal.signal, signal.SIGINT, signal.default_int_handler
    )  # what runs in the background ignores it
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeding
    )
    assert process.stderr is not None
    process.stderr.readline()  # the first document is settled
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == ExitCode.INTERRUPTED
    assert "Dihentikan" in process.stderr.read()
    process.stderr.close()
    assert group_ends(process.pid, seconds=5)
    with hold(OutputFolder(tmp_path / "out")):
        assert read_manifest(tmp_path / "out" / "manifest.json")


def test_namesakes_from_two_folders_keep_apart(tmp_path: Path) -> None:
    for folder in ("satu", "dua"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)
    both = find_sources([tmp_path / "satu", tmp_path / "dua"])
    assert [entry.name for entry in both] == ["a.txt", "dua/a.txt"]
    earlier = {"a.txt": str(tmp_path / "satu" / "a.txt")}
    assert [entry.name for entry in find_sources([tmp_path / "dua"], earlier=earlier)] == ["dua/a.txt"]


def test_output_inside_the_input_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "outputs" / "records").mkdir(parents=True)
    (tmp_path / "outputs" / "b.txt").write_text("x")
    (tmp_path / ".tersembunyi.txt").write_text("x")
    assert [entry.name for entry in find_sources([tmp_path], tmp_path / "outputs")] == ["a.txt"]


@given(name=st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_names_are_printable_and_fit_the_disk(name: str) -> None:
    entries = find_sources([Path("/folder-that-is-not-there") / f"x{name}.pdf"])
    assert all(isinstance(entry, Unusable) for entry in entries)
    assert all(character not in entry.name for entry in entries for character in "\n\r\t\x00\x1b")
    assert all(len(part.encode()) < 240 for entry in entries for part in entry.name.split("/"))


def test_undecodable_names_stay_apart_and_printable(tmp_path: Path) -> None:
    for byte in (b"\xe9", b"\xe8"):
        Path(os.fsdecode(bytes(tmp_path) + b"/surat-" + byte + b".txt")).write_text("x")
    assert [entry.name for entry in find_sources([tmp_path])] == ["surat-%E8.txt", "surat-%E9.txt"]


def test_a_single_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert find_sources([tmp_path / "a.txt"]) == [Found("a.txt", tmp_path / "a.txt", 1)]


def test_manifest_comes_back(tmp_path: Path) -> None:
    row = Row("a.pdf", "/x/a.pdf", "rejected", "berkas kosong", "open", "0" * 64, "1" * 64)
    write_manifest(tmp_path / "manifest.json", [row], {"version": "1"})
    assert read_manifest(tmp_path / "manifest.json") == {"a.pdf": row}
    assert settled(row, "0" * 64, "1" * 64)
    assert not settled(row, "2" * 64, "1" * 64)
    (tmp_path / "manifest.json").write_text("{torn")
    assert read_manifest(tmp_path / "manifest.json") == {}


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomic(path, b"old")
    with pytest.raises(TypeError):
        write_atomic(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_settings_from_file_and_their_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "mutubaku.toml"
    file.write_text('jobs = 3\nengine = "tesserocr"\n')
    assert load_settings(file, jobs=1) == Settings(jobs=1, engine="tesserocr")
    assert load_settings(file).sha256 == Settings(engine="tesserocr", lang="en").sha256 != Settings().sha256
    for text in ("jobz = 1", 'jobs = "3"', "jobs = -1", 'engine = "x"', "jobs ="):
        file.write_text(text)
        with pytest.raises(UsageError):
            load_settings(file)
