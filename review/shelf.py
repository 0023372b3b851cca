"""The records under review and the decisions on them: read once, and again when the disk says something new."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from review.decide import apply_decisions
from review.export import worst_first
from review.leaves import Json, ReviewCell, review_cells
from review.ledger import Decision, Ledger, read_ledger
from review.progress import Progress, count_cells

LOOK_AGAIN_SECONDS = 2.0
"""How long the folder is taken to be as it was."""

Key = tuple[str, str]
Place = tuple[tuple[bool, float, str, int, int], str]
"""Where a cell stands in the order in which cells are shown."""


@dataclass(frozen=True, slots=True)
class DeskFiles:
    """Where things stand: records, the ledger, page pictures by source and page, crops, learned.json.

    ``originals`` names the sources themselves by file, as far as they are known.
    """

    records: Path
    ledger: Path
    pages: Path
    crops: Path
    learned: Path
    originals: Mapping[str, Path] = field(default_factory=dict)

    def page(self, sha256: str, number: int) -> Path:
        """The upright picture of a page."""
        return self.pages / sha256[:12] / f"{number}.jpg"


@dataclass(slots=True)
class LoadedRecord:
    """A record as it was read, and with the decisions on it."""

    stamp: tuple[int, int]
    read: Json
    decisions: Mapping[str, Decision]
    record: Json
    cells: tuple[ReviewCell, ...]
    numbers: Mapping[str, int]
    """Where in ``cells`` each stands, by token."""
    waiting: tuple[tuple[Place, ReviewCell], ...]
    progress: Progress


def token_of(cell: ReviewCell) -> str:
    """A cell's name in addresses."""
    return hashlib.sha256(f"{cell.sha256} {cell.cell_id}".encode("utf-8", "replace")).hexdigest()[:16]


class Shelf:
    """One folder's records. Its caller sees to it that one thread at a time is in here."""

    def __init__(self, files: DeskFiles) -> None:
        self.files = files
        self.loaded: dict[Path, LoadedRecord] = {}
        self.ledger = Ledger()
        self.current: Mapping[Key, Decision] = {}
        self._ledger_stamp: tuple[int, int] | None = None
        self._looked = -LOOK_AGAIN_SECONDS

    def refresh(self, now: bool = False) -> None:
        """Reads what has changed on the disk since it was last looked at; ``now``: however short that is ago."""
        if (stamp := _stamp(self.files.ledger)) != self._ledger_stamp:
            self.take(read_ledger(self.files.ledger))
            self._ledger_stamp = stamp
        if not now and time.monotonic() - self._looked < LOOK_AGAIN_SECONDS:
            return
        paths = set(self.files.records.rglob("*.json"))
        stamps = {path: _stamp(path) for path in paths}
        changed = [path for path in paths if path not in self.loaded or self.loaded[path].stamp != stamps[path]]
        for path in set(self.loaded) - paths:
            del self.loaded[path]
        decisions = self.ledger.by_source() if changed else {}
        for path in changed:
            self._load(path, stamps[path], decisions)
        self._looked = time.monotonic()

    def _load(self, path: Path, stamp: tuple[int, int], decisions: Mapping[str, Mapping[str, Decision]]) -> None:
        try:
            record: Any = json.loads(path.read_bytes())
            own = decisions.get(record["source"]["sha256"], {})
        except (OSError, ValueError, KeyError, TypeError):  # no record, or one that is being replaced
            self.loaded.pop(path, None)
            return
        self.loaded[path] = _with_decisions(stamp, record, own)

    def take(self, ledger: Ledger) -> None:
        """Sees the ledger's decisions on the records."""
        self.ledger, self._ledger_stamp = ledger, _stamp(self.files.ledger)
        self.current = ledger.current()
        sources = ledger.by_source()
        for path, one in self.loaded.items():
            own = sources.get(one.read["source"]["sha256"], {})
            if own != one.decisions:
                self.loaded[path] = _with_decisions(one.stamp, one.read, own)


def _with_decisions(stamp: tuple[int, int], read: Json, decisions: Mapping[str, Decision]) -> LoadedRecord:
    record = apply_decisions(read, decisions)[0] if decisions else read
    cells = tuple(review_cells(record))
    numbers = {token_of(cell): number for number, cell in enumerate(cells)}
    current = {decision.key: decision for decision in decisions.values()}
    waiting = tuple((place_of(cell, current), cell) for cell in cells if cell.status == "review")
    return LoadedRecord(stamp, read, decisions, record, cells, numbers, waiting, count_cells(cells))


def place_of(cell: ReviewCell, current: Mapping[Key, Decision]) -> Place:
    return worst_first(cell, current), cell.cell_id


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
