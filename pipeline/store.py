"""Sources in a store that fsspec reaches (s3://, sftp://, ...), copied beside the outputs before they are read."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import MissingDependency, NoAccess, NoUsableInput, UsageError
from pipeline.explain import is_disk_full
from pipeline.files import write_json
from pipeline.shard import Shard
from pipeline.sources import SUFFIXES, Unusable, is_litter, no_suffix, printable

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)

ARCHIVES = frozenset({"zip", "tar", "libarchive", "reference"})
"""Nothing is unpacked: what is inside may be anything and of any size."""

VERSIONS = (
    "ETag",
    "etag",
    "md5Hash",
    "md5",
    "LastModified",
    "last_modified",
    "mtime",
    "modified",
    "updated",
    "created",
)
"""What the stores call the facts that change when a file does."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The local copy of a store's sources, and those that could not be had."""

    folder: Path
    missed: tuple[Unusable, ...]


@dataclass(frozen=True, slots=True)
class _Remote:
    """A file in a store: its path there, its path below the address, bytes, and what tells its versions apart."""

    path: str
    relative: PurePosixPath
    size: int
    version: str


def is_address(text: str) -> bool:
    """Whether an input names a store and no local path."""
    return _ADDRESS.match(text) is not None


def fetch(address: str, home: Path, shard: Shard | None = None) -> Fetched:
    """Brings the copy below ``home`` to what the store holds; what is there already is not fetched again.

    A shard fetches its part only. Raises UsageError, MissingDependency, NoAccess, and NoUsableInput for an
    empty store, so that a store that fails silently takes away no copy.
    """
    system, root = _open(address)
    place = home / hashlib.sha256(address.encode()).hexdigest()[:12]
    folder = place / (PurePosixPath(root.rstrip("/")).name or "akar")
    folder.mkdir(parents=True, exist_ok=True)
    known = _read_index(place)
    missed: list[Unusable] = []
    had: dict[str, str] = {}
    for remote in _listed(system, root, address):
        name, target = printable(remote.relative), folder / remote.relative
        if shard and not shard.holds(name):
            continue
        if target.suffix.lower() not in SUFFIXES:
            missed.append(Unusable(name, target, no_suffix(target.suffix)))
        elif _is_there(target, remote, known) or (reason := _bring(system, remote, target)) is None:
            had[str(remote.relative)] = remote.version
        else:
            missed.append(Unusable(name, target, reason))
    write_json(place / f"index{f'-{shard.label}' if shard else ''}.json", had)
    if shard is None:
        _drop_gone(place, folder, had)
    return Fetched(folder, tuple(missed))


def _open(address: str) -> tuple[Any, str]:
    """The file system of an address and the path in it."""
    match = _ADDRESS.match(address)
    protocol = match[1].lower() if match else ""
    if "::" in address or protocol in ARCHIVES:
        raise UsageError(f"{address}: arsip tidak dibuka; keluarkan dahulu berkas-berkasnya.")
    try:
        fsspec = importlib.import_module("fsspec")
        return fsspec.core.url_to_fs(address)  # type: ignore[no-any-return]
    except ImportError as error:
        raise MissingDependency(
            f"{address}: {error}. Jalankan: pip install 'mutubaku[store]' dan paket itu."
        ) from error
    except ValueError as error:
        raise UsageError(f"{address}: jenis alamat tidak dikenal ({error}).") from error


def _listed(system: Any, root: str, address: str) -> Iterator[_Remote]:
    """Every file below the address by name, without hidden ones. Paths that lead out of it are left out."""
    try:
        found: Mapping[str, Mapping[str, Any]] = system.find(root, detail=True)
    except Exception as error:  # every store has errors of its own
        raise NoAccess(f"{address} tidak dapat dibuka ({error}). Periksa alamat dan kata kuncinya.") from error
    if not found:
        raise NoUsableInput(f"Tidak ada berkas di {address}. Periksa alamatnya.")
    base = root.rstrip("/")
    for path, facts in sorted(found.items()):
        relative = PurePosixPath(path[len(base) :].lstrip("/") or PurePosixPath(path).name)
        if ".." in relative.parts or relative.is_absolute() or any(is_litter(part) for part in relative.parts):
            continue
        size = int(facts.get("size") or 0)
        version = json.dumps([size, *(str(facts.get(name, "")) for name in VERSIONS)])
        yield _Remote(path, relative, size, version)


def _is_there(target: Path, remote: _Remote, known: Mapping[str, str]) -> bool:
    same = known.get(str(remote.relative)) == remote.version
    return same and target.is_file() and target.stat().st_size == remote.size


def _bring(system: Any, remote: _Remote, target: Path) -> str | None:
    """Copies a file whole or not at all; the reason where that fails. What failed is tried again by the next run."""
    temporary = target.with_name(f".{hashlib.sha256(target.name.encode()).hexdigest()[:12]}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        system.get_file(remote.path, str(temporary))
        temporary.replace(target)
    except Exception as error:  # every store has errors of its own
        temporary.unlink(missing_ok=True)
        if is_disk_full(error):
            raise
        return f"tidak dapat diambil dari penyimpanan ({error}); jalankan lagi"
    return None


def _read_index(place: Path) -> dict[str, str]:
    """The versions fetched by earlier runs and shards."""
    known: dict[str, str] = {}
    for path in sorted(place.glob("index*.json")):
        try:
            known |= json.loads(path.read_bytes())
        except (OSError, ValueError, TypeError):
            continue
    return known


def _drop_gone(place: Path, folder: Path, had: Mapping[str, str]) -> None:
    """Takes away copies of what the store holds no more, and what shards noted."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in had:
            path.unlink()
    for index in place.glob("index-*.json"):
        index.unlink()
