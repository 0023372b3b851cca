"""Other programs on the same pages, each run by peer_worker.py in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.icdar_truth import Spot

WORKER = Path(__file__).with_name("peer_worker.py")
PYTHON = Path(".venv-peers/bin/python")
ABSENT = "the peers are not installed (`make bench-peers`)"
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer made of a file. ``failure`` is its last words when it gave nothing."""

    seconds: float = 0.0
    peak_mb: int = 0
    tables: tuple[tuple[Spot, ...], ...] = ()
    version: str = ""
    failure: str = ""


def peers_python(given: Path | None = None) -> Path | None:
    """The interpreter that has them, None where they are not installed."""
    python = given or PYTHON
    return python if python.is_file() else None


def ask_peer(python: Path, tool: str, path: Path, language: str = "ind") -> Answer:
    """One tool, one file."""
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "PEER_LANGUAGE": language}
    command = [str(python), str(WORKER), tool, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=environment)
    except subprocess.TimeoutExpired:
        return Answer(failure=f"more than {SECONDS} s")
    if done.returncode != 0:
        return Answer(failure=(done.stderr.decode(errors="replace").strip().splitlines() or ["?"])[-1])
    answer: dict[str, Any] = json.loads(done.stdout)
    tables = tuple(_spots(table) for table in answer["tables"])
    return Answer(answer["seconds"], answer["peak_mb"], tables, answer["version"])


def _spots(table: dict[str, Any]) -> tuple[Spot, ...]:
    return tuple(
        Spot(top, left, bottom, right, text, table["page"]) for top, left, bottom, right, text in table["cells"]
    )
