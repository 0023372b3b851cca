"""The reviewers' desk: what waits for a person, in order, and decisions on it that several people may make at a time.

Decisions go to the ledger alone, and are seen on the records at once.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.check import correction_problem
from review.identical import identical_cells, same_for
from review.learned import Learned, learn
from review.leaves import Json, ReviewCell, review_cells
from review.ledger import Decision, Ledger, Verdict, amend
from review.made import decided_by, make_decision
from review.progress import Progress
from review.shelf import DeskFiles, Key, Place, Shelf, place_of
from review.suggest import Suggestion, suggest
from review.undo import undo_last
from review.versions import cell_version

RESERVED_SECONDS = 90.0
"""So long a cell that one person looks at is not handed to another."""


class Stale(Exception):
    """The cell is no longer as the reviewer saw it; the message says in Indonesian what has happened."""


class Refusal(Exception):
    """The decision cannot be meant so; the message says in Indonesian why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reviewer decides on a cell. ``base`` is the version of the cell that was shown."""

    base: str
    verdict: Verdict
    correction: str = ""
    note: str = ""
    for_all: bool = False


class Desk:
    """One folder's review. Every method may be called from several threads."""

    def __init__(self, files: DeskFiles) -> None:
        self.files = files
        self._lock = threading.RLock()
        self._shelf = Shelf(files)
        self._reserved: dict[Key, tuple[str, float]] = {}

    # --- what is there ------------------------------------------------------------------------------------------------

    def cells(self) -> list[ReviewCell]:
        """Every cell of the folder."""
        with self._lock:
            self._shelf.refresh()
            return [cell for one in self._shelf.loaded.values() for cell in one.cells]

    def waiting(self, file: str = "") -> list[tuple[Place, ReviewCell]]:
        """The cells that wait for a person, of all files or of one, worst first."""
        with self._lock:
            self._shelf.refresh()
            found = [
                pair for one in self._shelf.loaded.values() for pair in one.waiting if not file or pair[1].file == file
            ]
            return sorted(found, key=lambda pair: pair[0])

    def progress(self) -> dict[str, Progress]:
        """How far each file has come."""
        with self._lock:
            self._shelf.refresh()
            return {one.read["source"]["file"]: one.progress for one in self._shelf.loaded.values()}

    def find(self, token: str) -> tuple[ReviewCell, Json] | None:
        """A cell and its record; None where there is none of this name any more."""
        with self._lock:
            self._shelf.refresh()
            for one in self._shelf.loaded.values():
                if token in one.numbers:
                    return one.cells[one.numbers[token]], one.record
            return None

    def place(self, cell: ReviewCell) -> Place:
        """Where a cell stands in the order."""
        with self._lock:
            return place_of(cell, self._shelf.current)

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
            return self._shelf.current.get((cell.sha256, cell.cell_id))

    def version(self, cell: ReviewCell) -> str:
        """Fingerprint of a cell as it is now."""
        return cell_version(cell.text, self.decision(cell))

    def learned(self) -> Learned:
        """What earlier decisions teach."""
        with self._lock:
            return learn(self._shelf.ledger, self.files.learned)

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

            self._shelf.take(amend(self.files.ledger, make))
            return tuple(made)

    def undo(self, who: str, when: str) -> tuple[Decision, ...]:
        """Takes back what this person decided last. Raises NothingToUndo."""
        with self._lock:
            taken = undo_last(self.files.ledger, who, when, of=who)
            self._shelf.refresh(now=True)
            return taken

    def _check(self, cell: ReviewCell, wish: Wish) -> None:
        if wish.verdict == "koreksi" and (problem := correction_problem(wish.correction, cell.column)):
            raise Refusal(problem)
        if wish.verdict == "benar" and not cell.text:
            raise Refusal("bacaan kosong tidak dapat 'benar'; pakai 'kosong' atau isi koreksi")


def _open(current: Mapping[Key, Decision], cell: ReviewCell) -> bool:
    decision = current.get((cell.sha256, cell.cell_id))
    return decision is None or not decision.settles
