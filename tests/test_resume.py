"""Runs that were killed, split or done elsewhere: in the end the same files as after one undisturbed run."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bench.run_outputs import ROOT, SAMPLES, fill_with_dumps, ingest, ingest_command, left_behind
from pipeline.cluster import read_all_on_cluster
from pipeline.derive import derive
from pipeline.errors import ExitCode, NoAccess, NoUsableInput, UsageError
from pipeline.files import OutputFolder, hold
from pipeline.ingest import run
from pipeline.readings import keep_reading, kept_reading
from pipeline.settings import Settings
from pipeline.shard import Shard, parse_shard

DUMPS = 16
KILLS = 4


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources: text dumps, a source that is none, and a scan whose reading takes seconds."""
    folder = tmp_path_factory.mktemp("scans")
    fill_with_dumps(folder, DUMPS)
    shutil.copy(SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf", folder / "pindai.pdf")
    return folder


@pytest.fixture(scope="module")
def undisturbed(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of a run that nothing disturbed, and what it left behind."""
    out = tmp_path_factory.mktemp("undisturbed")
    assert ingest(scans, out) == ExitCode.SOME_REJECTED
    return out, left_behind(out)


def test_killed_again_and_again(scans: Path, undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    moments = random.Random(7)
    for _ in range(KILLS):
        process = subprocess.Popen(
            ingest_command(scans, tmp_path), cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(moments.uniform(0.5, 4))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    ingest(scans, tmp_path)
    assert left_behind(tmp_path) == undisturbed[1]


def test_torn_files_are_made_again(scans: Path, undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    shutil.copytree(undisturbed[0], tmp_path, dirs_exist_ok=True)
    torn = ["records/3.txt.json", "records/pindai.pdf.json", "sops.csv", "steps.csv", "report.html"]
    torn += [str(path.relative_to(tmp_path)) for path in (tmp_path / "pages").rglob("1.jpg")]
    torn += [str(path.relative_to(tmp_path)) for path in (tmp_path / ".readings").iterdir()]
    for name in torn:
        path = tmp_path / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (tmp_path / "records" / ".3.txt.json.77.part").write_text("{")
    ingest(scans, tmp_path)
    assert left_behind(tmp_path) == undisturbed[1]


def test_a_record_that_was_made_none_is_named(
    scans: Path, undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    shutil.copytree(undisturbed[0], tmp_path, dirs_exist_ok=True)
    stray = tmp_path / "records" / "lain.json"
    record = json.loads((tmp_path / "records" / "3.txt.json").read_bytes())
    stray.write_text(json.dumps(record | {"sops": [None]}))
    with pytest.raises(NoUsableInput, match=r"lain\.json"):
        derive(OutputFolder(tmp_path), [], Settings())


def test_order_jobs_locale_and_time_zone_do_not_matter(
    scans: Path, undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    command = [sys.executable, "-X", "utf8=0", *ingest_command(scans, tmp_path, "--jobs", "1")[1:]]
    elsewhere = {**os.environ, "LC_ALL": "C", "TZ": "Asia/Jayapura", "PYTHONHASHSEED": "99"}
    subprocess.run(command, cwd=ROOT, env=elsewhere, capture_output=True, check=False)
    assert left_behind(tmp_path) == undisturbed[1]


def test_shards_then_one_run_over_all(scans: Path, undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    for number in (1, 2, 3):
        assert ingest(scans, tmp_path, "--shard", f"{number}/3") in (ExitCode.OK, ExitCode.SOME_REJECTED)
    assert not (tmp_path / "sops.csv").exists()
    log = tmp_path.parent / "run.jsonl"
    ingest(scans, tmp_path, "--log-json", str(log))
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert events[-1]["event"] == "end"
    assert events[-1]["unchanged"] == len(events) - 2, "all but the rejected source were read by the shards"
    assert left_behind(tmp_path) == undisturbed[1]
    assert not list(tmp_path.glob("manifest-*"))


def test_shards_share_a_folder_and_a_whole_run_does_not(tmp_path: Path) -> None:
    out = OutputFolder(tmp_path)
    with hold(out, Shard(1, 2)), hold(out, Shard(2, 2)):
        for wanted in (None, Shard(1, 2)):
            with pytest.raises(NoAccess), hold(out, wanted):
                pytest.fail("held twice")


def test_every_source_is_in_one_shard() -> None:
    names = [f"kecamatan/{number}.pdf" for number in range(200)]
    for count in (1, 2, 7):
        shards = [Shard(number, count) for number in range(1, count + 1)]
        assert all(sum(shard.holds(name) for shard in shards) == 1 for name in names)
    assert parse_shard(" 2/8") == Shard(2, 8)
    for text in ("0/3", "4/3", "x", "1/0", ""):
        with pytest.raises(UsageError):
            parse_shard(text)


def test_what_was_seen_is_not_looked_at_again(tmp_path: Path) -> None:
    scan = SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf"
    out, settings = OutputFolder(tmp_path), Settings(jobs=1)
    first = run([scan], settings, out, lambda *_: None).rows[0]
    reading = out.reading(first.sha256, settings.reading_sha256)
    assert kept_reading(reading) is not None
    seen, before = reading.stat().st_mtime_ns, left_behind(tmp_path)
    out.record(first.file).unlink()
    run([scan], settings, out, lambda *_: None)
    assert reading.stat().st_mtime_ns == seen
    assert left_behind(tmp_path) == before
    run([scan], settings, out, lambda *_: None, force=True)
    assert reading.stat().st_mtime_ns > seen
    assert left_behind(tmp_path) == before
    reading.write_bytes(b"\0\0\0\0" + reading.read_bytes()[4:])
    assert kept_reading(reading) is None  # of a version whose types had other fields


def test_a_forged_reading_runs_nothing(tmp_path: Path) -> None:
    class Forged:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "ran"),)

    keep_reading(tmp_path / "reading", cast("Any", None))
    shape = (tmp_path / "reading").read_bytes()[:4]
    (tmp_path / "reading").write_bytes(shape + zlib.compress(pickle.dumps(Forged())))
    assert kept_reading(tmp_path / "reading") is None
    assert not (tmp_path / "ran").exists()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler on a loopback port and its workers, as an operator starts them."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = ("worker", address, "--nthreads", "1", "--no-dashboard")
    started = [_dask(*command) for command in (scheduler, *[worker] * workers)]
    try:
        yield address, started[1:]
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _dask(*command: str) -> subprocess.Popen[bytes]:
    """Its own group, so that the nanny's child can be killed with it."""
    line = [sys.executable, "-m", "dask", *command]
    null = subprocess.DEVNULL
    return subprocess.Popen(line, cwd=ROOT, stdout=null, stderr=null, start_new_session=True)


def test_dask_with_a_worker_killed(scans: Path, undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    with cluster(3) as (address, workers):
        process = subprocess.Popen(
            ingest_command(scans, tmp_path, "--dask", address), cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        process.stderr.readline()  # the first chunk is settled
        os.killpg(workers[0].pid, signal.SIGKILL)
        assert process.wait(timeout=120) == ExitCode.SOME_REJECTED
        process.stderr.close()
    assert left_behind(tmp_path) == undisturbed[1]


def test_an_absent_cluster_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(NoAccess, match="tidak menjawab"):
        next(read_all_on_cluster([], Settings(), OutputFolder(tmp_path), "tcp://127.0.0.1:9"))


def test_settings_that_only_change_the_meaning_keep_the_reading() -> None:
    assert replace(Settings(), jobs=7).reading_sha256 == Settings().reading_sha256
    assert replace(Settings(), engine="tesserocr").reading_sha256 != Settings().reading_sha256
