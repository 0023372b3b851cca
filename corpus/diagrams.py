"""Writes the diagrams of a record: BPMN, Mermaid and SVG of each of its SOPs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.bpmn import sop_to_bpmn
from corpus.mermaid import sop_to_mermaid
from corpus.svg import sop_to_svg

WRITERS = {".bpmn": sop_to_bpmn, ".mmd": sop_to_mermaid, ".svg": sop_to_svg}


NAME = re.compile(rf"(.+)-\d+({'|'.join(map(re.escape, WRITERS))})")
"""A diagram's file: the source's name, the SOP's number in it, the kind."""

Json = Mapping[str, Any]


def write_diagrams(record: Json, out_dir: Path) -> list[Path]:
    """Writes the diagrams of each SOP that has steps; returns their paths."""
    drawings = list(_drawings(record, out_dir))
    for path, sop in drawings:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".part")
        temporary.write_text(WRITERS[path.suffix](sop), "utf-8")
        temporary.replace(path)
    return [path for path, _ in drawings]


def diagrams_older_than(made: Path, record: Json, out_dir: Path) -> bool:
    """Whether a diagram of a record is missing, or older than the file ``made`` that the record stands in."""
    changed = made.stat().st_mtime_ns
    return any(not path.exists() or path.stat().st_mtime_ns < changed for path, _ in _drawings(record, out_dir))


def diagrams_in(out_dir: Path) -> Iterator[tuple[Path, str]]:
    """Every diagram below a folder with the name of its source."""
    for path in out_dir.rglob("*") if out_dir.is_dir() else ():
        if (name := NAME.fullmatch(path.relative_to(out_dir).as_posix())) and path.is_file():
            yield path, name[1]


def _drawings(record: Json, out_dir: Path) -> Iterator[tuple[Path, Json]]:
    """``out_dir``/<source file>-<n>.bpmn, .mmd and .svg for SOP n (from 1), each with the SOP.

    The source's folders and its whole name are kept, so that ``a/b.pdf`` and ``c/b.jpg`` stay apart.
    """
    parts = PurePosixPath(str(record["source"]["file"]).replace("\\", "/")).parts
    safe = [part for part in parts if part not in ("/", "..", ".") and not part.endswith(":")] or ["sop"]
    folder = out_dir.joinpath(*safe[:-1])
    for number, sop in enumerate(record["sops"], start=1):
        for suffix in WRITERS if sop["steps"] else ():
            yield folder / f"{safe[-1]}-{number}{suffix}", sop
