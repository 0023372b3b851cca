"""Writes the diagrams of a record: BPMN, Mermaid and SVG of each of its SOPs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.bpmn import sop_to_bpmn
from corpus.mermaid import sop_to_mermaid
from corpus.svg import sop_to_svg

WRITERS = {".bpmn": sop_to_bpmn, ".mmd": sop_to_mermaid, ".svg": sop_to_svg}


def write_diagrams(record: Mapping[str, Any], out_dir: Path) -> list[Path]:
    """Writes ``out_dir``/<source file>-<n>.bpmn, .mmd and .svg for SOP n (from 1) that has steps; returns the paths.

    The source's folders and its whole name are kept, so that ``a/b.pdf`` and ``c/b.jpg`` stay apart.
    """
    parts = PurePosixPath(str(record["source"]["file"]).replace("\\", "/")).parts
    safe = [part for part in parts if part not in ("/", "..", ".") and not part.endswith(":")] or ["sop"]
    folder = out_dir.joinpath(*safe[:-1])
    written: list[Path] = []
    for number, sop in enumerate(record["sops"], start=1):
        for suffix, draw in WRITERS.items() if sop["steps"] else ():
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{safe[-1]}-{number}{suffix}"
            temporary = path.with_name(path.name + ".part")
            temporary.write_text(draw(sop), "utf-8")
            temporary.replace(path)
            written.append(path)
    return written
