"""Files of a run: where they stand, written whole or not at all, and held by one run at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import NoAccess
from pipeline.shard import Shard


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Where the files of a run stand below ``root``."""

    root: Path

    @property
    def records(self) -> Path:
        return self.root / "records"

    @property
    def manifest(self) -> Path:
        return self.root / "manifest.json"

    @property
    def review(self) -> Path:
        return self.root / "review"

    @property
    def crops(self) -> Path:
        return self.review / "crops"

    @property
    def ledger(self) -> Path:
        return self.root / "corrections.csv"

    @property
    def learned(self) -> Path:
        """What decisions taught, for people to read and revoke."""
        return self.root / "learned.json"

    @property
    def corpus(self) -> Path:
        return self.root / "corpus.db"

    @property
    def flow(self) -> Path:
        return self.root / "flow"

    @property
    def pages(self) -> Path:
        """Upright pictures of the pages read, in a folder for each source."""
        return self.root / "pages"

    @property
    def readings(self) -> Path:
        """What was seen in each source, kept so that a change of what is made of it needs no second look."""
        return self.root / ".readings"

    @property
    def fetched(self) -> Path:
        """Copies of sources that stand in a store."""
        return self.root / ".sources"

    @property
    def stamp(self) -> Path:
        """From which records the files for people were made."""
        return self.root / ".derived.json"

    @property
    def lock(self) -> Path:
        return self.root / ".lock"

    def lock_of(self, shard: Shard) -> Path:
        return self.root / f".lock-{shard.label}"

    def manifest_of(self, shard: Shard) -> Path:
        """What a part of a run writes; the next whole run takes it over."""
        return self.root / f"manifest-{shard.label}.json"

    def record(self, name: str) -> Path:
        """The record of a source by its name below the input root."""
        return self.records / PurePosixPath(f"{name}.json")

    def pages_of(self, sha256: str) -> Path:
        """The folder with a source's page pictures."""
        return self.pages / sha256[:12]

    def reading(self, sha256: str, reading_sha256: str) -> Path:
        """What was seen in a source under the settings that decide what is seen."""
        return self.readings / f"{sha256[:32]}-{reading_sha256[:8]}"


def write_atomic(path: Path, data: bytes) -> None:
    """Writes a file so that after a crash either the old or the new one is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def file_sha256(path: Path) -> str:
    """Fingerprint of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_json(path: Path, value: object) -> None:
    """Writes JSON, readable and in UTF-8."""
    write_atomic(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def read_records(records: Path) -> Iterator[dict[str, Any]]:
    """Every record of a run by name. A file that is no record is passed over."""
    for path in sorted(records.rglob("*.json")) if records.is_dir() else ():
        record = read_record(path)
        if record is not None:
            yield record


def read_record(path: Path) -> dict[str, Any] | None:
    """A record, or None where there is none that can be read."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("source"), Mapping) else None


@contextmanager
def hold(out: OutputFolder, shard: Shard | None = None) -> Iterator[None]:
    """Holds the output folder for this run; the kernel lets go of it however the run ends. Raises NoAccess.

    Different shards may hold it at the same time, a whole run only alone.
    """
    out.root.mkdir(parents=True, exist_ok=True)
    if shard is None:
        with _locked(out.lock, out, fcntl.LOCK_EX):
            sweep(out)
            yield
    else:
        with _locked(out.lock, out, fcntl.LOCK_SH), _locked(out.lock_of(shard), out, fcntl.LOCK_EX):
            yield


@contextmanager
def _locked(path: Path, out: OutputFolder, how: int) -> Iterator[None]:
    with path.open("a+b") as stream:
        try:
            fcntl.flock(stream, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read(20).decode("ascii", "replace").strip() or "?"
            message = (
                f"Folder {out.root} sedang dipakai proses lain (PID {holder}). Tunggu sampai selesai, lalu ulangi."
            )
            raise NoAccess(message) from error
        stream.seek(0)
        stream.truncate()
        stream.write(f"{os.getpid()}\n".encode())
        stream.flush()
        yield


def sweep(out: OutputFolder) -> None:
    """Takes away files that a killed run left half-written. Only for who holds the folder alone."""
    for left in out.root.rglob("*.part"):
        left.unlink(missing_ok=True)
