"""Sources in a store: fetched once, read as if they stood in a folder, and what cannot be had is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from bench.run_outputs import DUMP, ingest, left_behind
from pipeline.errors import ExitCode, NoUsableInput, UsageError
from pipeline.files import OutputFolder
from pipeline.ingest import run
from pipeline.settings import Settings
from pipeline.shard import Shard
from pipeline.store import fetch, is_address


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def fill(system: fsspec.AbstractFileSystem) -> None:
    for name in ("a.txt", "b/a.txt", ".tersembunyi.txt", "b/~$kunci.txt", "lembar.docx"):
        system.pipe(f"/ember/sop/{name}", DUMP.read_bytes())


def test_what_is_fetched(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    fill(memory)
    first = fetch("memory://ember/sop", tmp_path)
    files = {path.relative_to(first.folder).as_posix(): path for path in first.folder.rglob("*.txt")}
    assert sorted(files) == ["a.txt", "b/a.txt"]
    assert [(entry.name, ".docx" in entry.reason) for entry in first.missed] == [("lembar.docx", True)]
    before = files["a.txt"].stat().st_mtime_ns
    memory.pipe("/ember/sop/b/a.txt", b"baru")
    memory.rm("/ember/sop/lembar.docx")
    assert fetch("memory://ember/sop", tmp_path).missed == ()
    assert (files["a.txt"].stat().st_mtime_ns, files["b/a.txt"].read_bytes()) == (before, b"baru")
    files["a.txt"].write_bytes(b"torn")
    memory.rm("/ember/sop/b/a.txt")
    fetch("memory://ember/sop", tmp_path)
    assert (files["a.txt"].read_bytes(), files["b/a.txt"].exists()) == (DUMP.read_bytes(), False)


def test_shards_fetch_their_parts(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    for number in range(12):
        memory.pipe(f"/ember/{number}.txt", b"x")
    shards = [Shard(1, 2), Shard(2, 2)]
    folders = [fetch("memory://ember", tmp_path / shard.label, shard).folder for shard in shards]
    parts = [{path.name for path in folder.iterdir()} for folder in folders]
    assert parts[0] | parts[1] == {f"{number}.txt" for number in range(12)} and not parts[0] & parts[1]
    for shard in shards:
        folder = fetch("memory://ember", tmp_path / "both", shard).folder
    fetched = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    fetch("memory://ember", tmp_path / "both")
    assert fetched == {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}, "nothing is fetched twice"


def test_a_file_that_cannot_be_had_has_its_row(
    memory: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(memory)
    whole = type(memory).get_file

    def broken(self: fsspec.AbstractFileSystem, path: str, target: str, **more: object) -> None:
        Path(target).write_bytes(b"half")
        if path.endswith("b/a.txt"):
            raise ConnectionResetError("line cut")
        whole(self, path, target, **more)

    monkeypatch.setattr(type(memory), "get_file", broken)
    out = OutputFolder(tmp_path / "out")
    rows = {row.file: row for row in run(["memory://ember/sop"], Settings(jobs=1), out, lambda *_: None).rows}
    assert sorted(rows) == ["a.txt", "b/a.txt", "lembar.docx"]
    assert rows["a.txt"].steps == 7
    assert "line cut" in rows["b/a.txt"].reason
    assert not list(out.root.rglob("*.part"))
    monkeypatch.undo()
    again = {row.file: row for row in run(["memory://ember/sop"], Settings(jobs=1), out, lambda *_: None).rows}
    assert (again["a.txt"].status, again["b/a.txt"].steps) == ("unchanged", 7)


def test_a_store_gives_what_the_folder_gives(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    for name in ("a.txt", "b/c.txt"):
        (scans / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DUMP, scans / name)
    assert ingest(scans, tmp_path / "plain") == ExitCode.OK
    assert run([f"file://{scans}"], Settings(jobs=1), OutputFolder(tmp_path / "out"), lambda *_: None).exit_code == 0
    assert left_behind(tmp_path / "out") == left_behind(tmp_path / "plain")


def test_addresses(tmp_path: Path) -> None:
    assert all(map(is_address, ("s3://a", "gs://b/c"))) and not any(map(is_address, ("C://x", "/a://b", "a/b")))
    for address in ("zip://a.zip", "zip://*::memory://a.zip", "tidakada://x"):
        with pytest.raises(UsageError):
            fetch(address, tmp_path)
    with pytest.raises(NoUsableInput, match="Tidak ada berkas"):
        fetch("memory://tidak/ada", tmp_path)
