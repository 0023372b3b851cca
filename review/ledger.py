"""corrections.csv: what people decided, append-only, keyed by the source's sha256 and the cell's id.

One decision is one physical line (line breaks inside a text are written ``\\n``), appended by a single write under a
lock and flushed to the disk, so that a crash can at worst leave one torn last line, which is named and passed over on
reading, and no two people write at the same time.
"""

from __future__ import annotations

import csv
import errno
import fcntl
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from review.sheet_safe import guard, unguard

Verdict = Literal["benar", "koreksi", "kosong", "lewati", "batal"]
VERDICTS: tuple[Verdict, ...] = ("benar", "koreksi", "kosong", "lewati", "batal")
"""right, corrected, empty, put aside, and undone (takes back the decision before it)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's decision on one cell."""

    when: str
    """ISO 8601 with offset."""
    who: str
    sha256: str
    cell_id: str
    file: str
    column: str
    reading: str
    """The machine's text that was judged."""
    confidence: float
    """The machine's confidence in that text."""
    verdict: Verdict
    correction: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the decision is about."""
        return self.sha256, self.cell_id

    @property
    def text(self) -> str:
        """The text that holds after the decision."""
        return {"koreksi": self.correction, "kosong": ""}.get(self.verdict, self.reading)

    @property
    def settles(self) -> bool:
        """Whether the cell is decided; a cell put aside or undone is not."""
        return self.verdict in ("benar", "koreksi", "kosong")


HEADINGS = (
    "waktu",
    "oleh",
    "sha256",
    "cell_id",
    "berkas",
    "kolom",
    "bacaan",
    "keyakinan",
    "keputusan",
    "koreksi",
    "catatan",
)
"""Column headings of the file, in the order of the fields of Decision."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All decisions in the order they were made, and the lines that could not be read as (line, reason)."""

    entries: tuple[Decision, ...] = ()
    damaged: tuple[tuple[int, str], ...] = ()

    def current(self) -> dict[tuple[str, str], Decision]:
        """What holds for each cell: its last decision that was not taken back, or the last taking back (``batal``)."""
        standing = self.standing()
        undone = {entry.key: entry for entry in self.entries if entry.verdict == "batal"}
        return undone | {key: self.entries[numbers[-1]] for key, numbers in standing.items() if numbers}

    def standing(self) -> dict[tuple[str, str], list[int]]:
        """Of each cell the decisions that were not taken back, oldest first, as positions in ``entries``."""
        standing: dict[tuple[str, str], list[int]] = {}
        for number, entry in enumerate(self.entries):
            numbers = standing.setdefault(entry.key, [])
            if entry.verdict != "batal":
                numbers.append(number)
            elif numbers:
                numbers.pop()
        return standing

    def of_source(self, sha256: str) -> dict[str, Decision]:
        """The last decision on each cell of one source, by cell_id."""
        return self.by_source().get(sha256, {})

    def by_source(self) -> dict[str, dict[str, Decision]]:
        """What holds for each cell, by the source's sha256 and the cell_id."""
        sources: dict[str, dict[str, Decision]] = {}
        for (sha256, cell_id), decision in self.current().items():
            sources.setdefault(sha256, {})[cell_id] = decision
        return sources


def read_ledger(path: Path) -> Ledger:
    """The ledger of a run; an empty one where nothing was decided yet."""
    return _parse(path.read_bytes()) if path.exists() else Ledger()


def _parse(data: bytes) -> Ledger:
    entries: list[Decision] = []
    damaged: list[tuple[int, str]] = []
    lines = data.decode("utf-8-sig", "replace").split("\n")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            entries.append(_line_to_decision(line.removesuffix("\r")))
        except (csv.Error, ValueError) as error:
            damaged.append((number, str(error)))
    return Ledger(tuple(entries), tuple(damaged))


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Adds decisions to the file in one write and waits until they are on the disk."""
    fresh = tuple(decisions)
    if fresh:
        amend(path, lambda _: fresh)


def amend(path: Path, made: Callable[[Ledger], Iterable[Decision]]) -> Ledger:
    """Reads the ledger, adds what ``made`` makes of it, and returns the ledger that is then on the disk.

    Nobody else can write in between. What ``made`` raises leaves the file as it is, and so does a disk that is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # the kernel lets go of it when the file is closed, however that happens
        ledger = _parse(path.read_bytes())
        fresh = tuple(made(ledger))
        _append(path, handle, "".join(_decision_to_line(decision) for decision in fresh))
    finally:
        os.close(handle)
    return Ledger(ledger.entries + fresh, ledger.damaged)


def _append(path: Path, handle: int, text: str) -> None:
    if not text:
        return
    size = os.fstat(handle).st_size
    data = (_opening(handle) + text).encode("utf-8", "replace")
    try:
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, "the disk took only a part of the decisions")
        os.fsync(handle)
        if not size:
            _sync_folder(path.parent)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _sync_folder(folder: Path) -> None:
    """Brings the name of a new file to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _opening(handle: int) -> str:
    """What must stand before the first new line: the headings in a new file, a line end after a torn line."""
    size = os.fstat(handle).st_size
    if size == 0:
        return "\ufeff" + _to_line(HEADINGS)
    os.lseek(handle, max(0, size - 2), os.SEEK_SET)
    return "" if os.read(handle, 2) == b"\r\n" else "\r\n"


def _to_line(values: Iterable[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(values)
    return buffer.getvalue()


def _decision_to_line(decision: Decision) -> str:
    return _to_line(guard(_escape(str(getattr(decision, field.name)))) for field in fields(Decision))


def _line_to_decision(line: str) -> Decision:
    values = [_unescape(unguard(value)) for value in next(csv.reader([line], delimiter=";", strict=True))]
    if len(values) != len(HEADINGS):
        raise ValueError(f"{len(values)} kolom, seharusnya {len(HEADINGS)}")
    when, who, sha256, cell_id, file, column, reading, confidence, word, correction, note = values
    verdict = next((verdict for verdict in VERDICTS if verdict == word), None)
    if verdict is None:
        raise ValueError(f"keputusan {word!r} tidak dikenal")
    sure = float(confidence)
    return Decision(when, who, sha256, cell_id, file, column, reading, sure, verdict, correction, note)


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)


def _unescape(text: str) -> str:
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\r", "\r") for part in parts)
