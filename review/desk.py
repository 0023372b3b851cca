"""The reviewers' desk: what waits for a person, in order, and decisions on it that several people may make at a time.

Records are read once and again when they change; decisions go to the ledger alone, and are seen on the records at once.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from review.check import correction_problem
from review.decide import apply_decisions
from review.export import worst_first
from review.identical import identical_cells, same_for
from review.learned import Learned, learn
from review.leaves import Json, ReviewCell, review_cells
from review.ledger import Decision, Ledger, Verdict, amend, read_ledger
from review.made import decided_by, make_decision
from review.progress import Progress, count_cells
from review.suggest import Suggestion, suggest
from review.undo import undo_last
from review.versions import cell_version

LOOK_AGAIN_SECONDS = 2.0
"""How long the folder is taken to be as it was."""
RESERVED_SECONDS = 90.0
"""So long a cell that one person looks at is not handed to another."""

Key = tuple[str, str]
Place = tuple[tuple[bool, float, str, int, int], str]
"""Where a cell stands in the order in which cells are shown."""


class Stale(Exception):
    """The cell is no longer as the reviewer saw it; the message says in Indonesian what has happened."""


class Refusal(Exception):
    """The decision cannot be meant so; the message says in Indonesian why."""


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


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reviewer decides on a cell. ``base`` is the version of the cell that was shown."""

    base: str
    verdict: Verdict
    correction: str = ""
    note: str = ""
    for_all: bool = False


@dataclass(slots=True)
class _Loaded:
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


class Desk:
    """One folder's review. Every method may be called from several threads."""

    def __init__(self, files: DeskFiles) -> None:
        self.files = files
        self._lock = threading.RLock()
        self._loaded: dict[Path, _Loaded] = {}
        self._ledger = Ledger()
        self._current: Mapping[Key, Decision] = {}
        self._ledger_stamp: tuple[int, int] | None = None
        self._looked = -LOOK_AGAIN_SECONDS
        self._reserved: dict[Key, tuple[str, float]] = {}

    # --- what is there ------------------------------------------------------------------------------------------------

    def cells(self) -> list[ReviewCell]:
        """Every cell of the folder."""
        with self._lock:
            self._refresh()
            return [cell for one in self._loaded.values() for cell in one.cells]

    def waiting(self, file: str = "") -> list[tuple[Place, ReviewCell]]:
        """The cells that wait for a person, of all files or of one, worst first."""
        with self._lock:
            self._refresh()
            found = [pair for one in self._loaded.values() for pair in one.waiting if not file or pair[1].file == file]
            return sorted(found, key=lambda pair: pair[0])

    def progress(self) -> dict[str, Progress]:
        """How far each file has come."""
        with self._lock:
            self._refresh()
            return {one.read["source"]["file"]: one.progress for one in self._loaded.values()}

    def find(self, token: str) -> tuple[ReviewCell, Json] | None:
        """A cell and its record; None where there is none of this name any more."""
        with self._lock:
            self._refresh()
            for one in self._loaded.values():
                if token in one.numbers:
                    return one.cells[one.numbers[token]], one.record
            return None

    def place(self, cell: ReviewCell) -> Place:
        """Where a cell stands in the order."""
        with self._lock:
            return _place(cell, self._current)

    def next_from(self, place: Place | None, who: str, file: str = "", *, step: int = 1) -> ReviewCell | None:
        """The waiting cell behind (``step`` -1: before) a place in the order, going round; the first without a place.

        A cell that someone else is looking at comes only when there is no other.
        """
        with self._lock:
            order = self.waiting(file)
            free = [pair for pair in order if self._is_free(pair[1], who)] or order
            others = [pair for pair in free if pair[0] != place] or free
            if not others or place is None:
                return others[0][1] if others else None
            before = bisect_left(others, place, key=lambda pair: pair[0])
            return others[(before if step > 0 else before - 1) % len(others)][1]

    def reserve(self, cell: ReviewCell, who: str) -> None:
        """Notes that a person looks at a cell."""
        with self._lock:
            self._reserved[cell.sha256, cell.cell_id] = (who, time.monotonic())

    def _is_free(self, cell: ReviewCell, who: str) -> bool:
        other, when = self._reserved.get((cell.sha256, cell.cell_id), (who, 0.0))
        return other == who or time.monotonic() - when > RESERVED_SECONDS

    def decision(self, cell: ReviewCell) -> Decision | None:
        """What holds for a cell."""
        with self._lock:
            return self._current.get((cell.sha256, cell.cell_id))

    def version(self, cell: ReviewCell) -> str:
        """Fingerprint of a cell as it is now."""
        return cell_version(cell.text, self.decision(cell))

    def learned(self) -> Learned:
        """What earlier decisions teach."""
        with self._lock:
            return learn(self._ledger, self.files.learned)

    def suggestions(self, cell: ReviewCell, record: Json) -> tuple[Suggestion, ...]:
        """What else a cell may say."""
        return suggest(review_cells(record), record, self.learned()).get(cell.cell_id, ())

    def identical(self, cell: ReviewCell) -> list[ReviewCell]:
        """The other waiting cells that read the same in the same column."""
        return identical_cells(cell, (other for _, other in self.waiting()))

    # --- deciding -----------------------------------------------------------------------------------------------------

    def decide(self, token: str, wish: Wish, who: str, when: str) -> tuple[Decision, ...]:
        """Writes a decision down, on the disk when this returns. Raises Stale, Refusal, OSError."""
        with self._lock:
            found = self.find(token)
            if found is None:
                raise Stale("sel ini tidak ada lagi; berkasnya sudah diproses ulang")
            cell = found[0]
            self._check(cell, wish)
            others = self.identical(cell) if wish.for_all else []
            made: list[Decision] = []

            def make(ledger: Ledger) -> Iterable[Decision]:
                current = ledger.current()
                earlier = current.get((cell.sha256, cell.cell_id))
                if cell_version(cell.text, earlier) != wish.base:
                    raise Stale(decided_by(earlier) if earlier and earlier.settles else "bacaan sel ini sudah berubah")
                first = make_decision(cell, earlier, wish.verdict, wish.correction, wish.note, who=who, when=when)
                made.extend([first, *(same_for(first, other) for other in others if _open(current, other))])
                return made

            self._take(amend(self.files.ledger, make))
            return tuple(made)

    def undo(self, who: str, when: str) -> tuple[Decision, ...]:
        """Takes back what this person decided last. Raises NothingToUndo."""
        with self._lock:
            taken = undo_last(self.files.ledger, who, when, of=who)
            self._looked = -LOOK_AGAIN_SECONDS
            self._refresh()
            return taken

    def _check(self, cell: ReviewCell, wish: Wish) -> None:
        if wish.verdict == "koreksi" and (problem := correction_problem(wish.correction, cell.column)):
            raise Refusal(problem)
        if wish.verdict == "benar" and not cell.text:
            raise Refusal("bacaan kosong tidak dapat 'benar'; pakai 'kosong' atau isi koreksi")

    # --- keeping up ---------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Reads what has changed on the disk since it was last looked at."""
        if (stamp := _stamp(self.files.ledger)) != self._ledger_stamp:
            self._take(read_ledger(self.files.ledger))
            self._ledger_stamp = stamp
        if time.monotonic() - self._looked < LOOK_AGAIN_SECONDS:
            return
        paths = set(self.files.records.rglob("*.json"))
        stamps = {path: _stamp(path) for path in paths}
        changed = [path for path in paths if path not in self._loaded or self._loaded[path].stamp != stamps[path]]
        for path in set(self._loaded) - paths:
            del self._loaded[path]
        decisions = self._ledger.by_source() if changed else {}
        for path in changed:
            self._load(path, stamps[path], decisions)
        self._looked = time.monotonic()

    def _load(self, path: Path, stamp: tuple[int, int], decisions: Mapping[str, Mapping[str, Decision]]) -> None:
        try:
            record: Any = json.loads(path.read_bytes())
            own = decisions.get(record["source"]["sha256"], {})
        except (OSError, ValueError, KeyError, TypeError):  # no record, or one that is being replaced
            self._loaded.pop(path, None)
            return
        self._loaded[path] = _with_decisions(stamp, record, own)

    def _take(self, ledger: Ledger) -> None:
        """Sees the ledger's decisions on the records."""
        self._ledger, self._ledger_stamp = ledger, _stamp(self.files.ledger)
        self._current = ledger.current()
        sources = ledger.by_source()
        for path, one in self._loaded.items():
            own = sources.get(one.read["source"]["sha256"], {})
            if own != one.decisions:
                self._loaded[path] = _with_decisions(one.stamp, one.read, own)


def _with_decisions(stamp: tuple[int, int], read: Json, decisions: Mapping[str, Decision]) -> _Loaded:
    record = apply_decisions(read, decisions)[0] if decisions else read
    cells = tuple(review_cells(record))
    numbers = {token_of(cell): number for number, cell in enumerate(cells)}
    current = {decision.key: decision for decision in decisions.values()}
    waiting = tuple((_place(cell, current), cell) for cell in cells if cell.status == "review")
    return _Loaded(stamp, read, decisions, record, cells, numbers, waiting, count_cells(cells))


def _place(cell: ReviewCell, current: Mapping[Key, Decision]) -> Place:
    return worst_first(cell, current), cell.cell_id


def _open(current: Mapping[Key, Decision], cell: ReviewCell) -> bool:
    decision = current.get((cell.sha256, cell.cell_id))
    return decision is None or not decision.settles


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
