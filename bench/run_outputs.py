"""What a run leaves behind, without what may differ between two equal runs: times, memory, attempts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpus.store import Corpus

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
DUMP = SAMPLES / "kecamatan" / "rapat-koordinasi.txt"

SAME_BYTES = ("records", "review", "flow", "pages", ".readings")
"""Folders whose files hold nothing but what was read."""
VOLATILE = frozenset({"seconds", "peak_mb", "attempts", "status", "path", "stages"})


def fill_with_dumps(folder: Path, count: int) -> None:
    """Text dumps of SOPs that differ in one duration, and one source that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    text = DUMP.read_text("utf-8")
    for number in range(count):
        (folder / f"{number}.txt").write_text(text.replace("2 jam", f"{number + 2} jam"), "utf-8")
    (folder / "kosong.pdf").touch()


def ingest_command(scans: Path, out: Path, *options: str) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "pipeline.cli", "ingest", str(scans), "--out", str(out), *options]


def ingest(scans: Path, out: Path, *options: str) -> int:
    """Runs the command to its end; its exit code."""
    command = ingest_command(scans, out, "--quiet", *options)
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def left_behind(out: Path) -> dict[str, Any]:
    """Everything that two equal runs must agree in, by file."""
    found: dict[str, Any] = {name: (out / name).read_bytes() for name in ("sops.csv", "steps.csv")}
    for folder in SAME_BYTES:
        for path in sorted((out / folder).rglob("*")):
            if path.is_file() and path.suffix != ".xlsx":  # a workbook holds the time it was made
                found[str(path.relative_to(out))] = path.read_bytes()
    found["manifest.json"] = _rows(out / "manifest.json")
    found["corpus.db"] = _records(out / "corpus.db")
    found["half-written"] = sorted(path.name for path in out.rglob("*.part"))
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = json.loads(path.read_bytes())["sources"]
    return [{key: value for key, value in row.items() if key not in VOLATILE} for row in rows]


def _records(path: Path) -> list[str]:
    with Corpus(path) as corpus:
        return sorted(json.dumps(record, sort_keys=True) for record in corpus.records())
