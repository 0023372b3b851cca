"""What was named on the command line to the documents to read, each under a name of its own."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

PDF = frozenset({".pdf"})
IMAGES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff"})
TEXTS = frozenset({".txt", ".md"})
SUFFIXES = PDF | IMAGES | TEXTS

LONGEST_NAME = 200
"""Bytes of one part of a name; with the endings that are added it stays below the 255 a file system takes."""

_LITTER = re.compile(r"\.|~\$|(thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""Hidden files, lock files of office programs and folder pictures: nobody means them when naming a folder."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A document. ``name`` is its path below the input root, printable, with ``/``."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something that stands among the documents and cannot be read. ``reason`` says why and what to do."""

    name: str
    path: Path
    reason: str


Entry = Found | Unusable


def find_sources(
    inputs: Iterable[Path],
    leave_out: Path | None = None,
    earlier: Mapping[str, str] | None = None,
    missed: Iterable[Unusable] = (),
) -> list[Entry]:
    """Every document below the inputs, sorted; each real file once.

    ``leave_out`` is the output folder. ``earlier`` gives the path that a name stood for in earlier runs, so that a
    namesake from another folder gets a name of its own. ``missed`` are sources that could not be fetched.
    """
    excluded = leave_out.resolve() if leave_out else None
    seen: set[Path] = set()
    names: dict[str, str] = dict(earlier or {})
    entries: list[Entry] = []
    for root in inputs:
        for path, relative in _walk(root, excluded, seen):
            entry = _inspect(path, printable(relative), seen)
            if entry is not None:
                entries.append(_with_own_name(entry, root, names))
    return entries + [_with_own_name(entry, entry.path.parent, names) for entry in missed]


def _walk(root: Path, excluded: Path | None, seen: set[Path]) -> Iterator[tuple[Path, PurePosixPath]]:
    """Files below a root, or the root itself, with the path below the root; folders are gone through by name."""
    if not root.is_dir():
        yield root, PurePosixPath(root.name or str(root))
        return
    pending = [(root, PurePosixPath())]
    while pending:
        folder, relative = pending.pop()
        if not _first_visit(folder, seen) or (excluded and folder.resolve() == excluded):
            continue
        try:
            children = sorted((child.name for child in folder.iterdir()), reverse=True)
        except OSError:
            yield folder, relative if relative.parts else PurePosixPath(folder.name)
            continue
        children = [child for child in children if not is_litter(child)]
        pending += [(folder / child, relative / child) for child in children if (folder / child).is_dir()]
        yield from ((folder / child, relative / child) for child in children[::-1] if not (folder / child).is_dir())


def _first_visit(path: Path, seen: set[Path]) -> bool:
    """False for a folder or file met before through whatever links; that also ends circles of links."""
    real = path.resolve()
    known = real in seen
    seen.add(real)
    return not known


def _inspect(path: Path, name: str, seen: set[Path]) -> Entry | None:
    """What stands at a path; None for a file met before. Nothing is opened that could block."""
    try:
        facts = path.stat()
    except OSError as error:
        return Unusable(name, path, _no_stat(path, error))
    if stat.S_ISDIR(facts.st_mode):
        return Unusable(name, path, "folder tidak boleh dibuka; periksa hak aksesnya")
    if not stat.S_ISREG(facts.st_mode):
        return Unusable(name, path, "bukan berkas biasa (pipa, soket, atau perangkat); pindahkan dari folder masukan")
    if not _first_visit(path, seen):
        return None
    if path.suffix.lower() not in SUFFIXES:
        return Unusable(name, path, no_suffix(path.suffix))
    if facts.st_size == 0:
        return Unusable(name, path, "berkas kosong (0 bita); salin atau pindai ulang")
    if not os.access(path, os.R_OK):
        return Unusable(name, path, "berkas tidak boleh dibaca; periksa hak aksesnya")
    return Found(name, path, facts.st_size)


def _no_stat(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return "tautan rusak atau berputar; hapus tautannya atau arahkan ke berkas yang benar"
    return "berkas tidak ada" if isinstance(error, FileNotFoundError) else f"tidak dapat dibuka: {error.strerror}"


def no_suffix(suffix: str) -> str:
    """Why a kind of file is not read."""
    known = "PDF, JPG, PNG, TIFF, TXT, atau MD"
    kind = f"jenis berkas {suffix}" if suffix else "berkas tanpa akhiran nama"
    return f"{kind} tidak didukung; simpan sebagai {known}"


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is passed over."""
    return _LITTER.match(name) is not None


def printable(relative: PurePosixPath) -> str:
    """The path with control characters and undecodable bytes written ``%0A``, and too long parts cut."""
    parts = [_CONTROL.sub(lambda match: f"%{ord(match[0]) & 0xFF:02X}", part) for part in relative.parts]
    return "/".join(_shortened(part) for part in parts)


def _shortened(part: str) -> str:
    data = part.encode()
    if len(data) <= LONGEST_NAME:
        return part
    digest = hashlib.sha256(data).hexdigest()[:8]
    suffix = PurePosixPath(part).suffix[:8]
    return f"{data[: LONGEST_NAME - 20].decode('utf-8', 'ignore')}~{digest}{suffix}"


def _with_own_name(entry: Entry, root: Path, names: dict[str, str]) -> Entry:
    """The entry under a name that no other path has: its root's name is put before it, then a number."""
    path = str(entry.path.absolute())
    stem = printable(PurePosixPath(root.resolve().name if root.is_dir() else root.resolve().parent.name)) or "akar"
    name, count = entry.name, 1
    while names.get(name, path) != path:
        name = f"{stem}/{entry.name}" if count == 1 else f"{stem}-{count}/{entry.name}"
        count += 1
    names[name] = path
    return replace(entry, name=name)
