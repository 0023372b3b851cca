"""corrections.csv: what people decided, append-only, keyed by the source's sha256 and the cell's id.

One decision is one physical line (line breaks inside a text are written ``\\n``), appended by a single write and
flushed to the disk, so that a crash can at worst leave one torn last line, which is named and passed over on reading.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
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
        """The last decision on each cell, undone ones included (verdict ``batal``)."""
        return {entry.key: entry for entry in self.entries}

    def of_source(self, sha256: str) -> dict[str, Decision]:
        """The last decision on each cell of one source, by cell_id."""
        return {cell_id: entry for (source, cell_id), entry in self.current().items() if source == sha256}


def read_ledger(path: Path) -> Ledger:
    """The ledger of a run; an empty one where nothing was decided yet."""
    if not path.exists():
        return Ledger()
    entries: list[Decision] = []
    damaged: list[tuple[int, str]] = []
    lines = path.read_bytes().decode("utf-8-sig", "replace").split("\n")
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
    text = "".join(_decision_to_line(decision) for decision in decisions)
    if not text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        data = (_opening(handle) + text).encode("utf-8", "replace")
        if os.write(handle, data) != len(data):
            raise OSError(f"{path}: the disk took only a part of the decisions")
        os.fsync(handle)
    finally:
        os.close(handle)


def undo(path: Path, sha256: str, cell_id: str, who: str, when: str) -> Decision | None:
    """Takes back the decision on a cell by appending ``batal``. Returns it, or None where nothing is decided."""
    last = read_ledger(path).current().get((sha256, cell_id))
    if last is None or last.verdict == "batal":
        return None
    taken_back = Decision(
        when, who, sha256, cell_id, last.file, last.column, last.reading, last.confidence, "batal", last.correction
    )
    append_decisions(path, [taken_back])
    return taken_back


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
