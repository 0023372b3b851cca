"""What an invented document says, before it is laid out: the types the generator hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["start", "end", "process", "decision"]
Extra = Literal["cover", "decree", "contents", "narrative", "letter", "attendance", "checklist", "form", "blank"]


@dataclass(frozen=True, slots=True)
class Span:
    """A time as printed and what it means; ``low`` and ``high`` are None where the wording leaves them open."""

    text: str
    low: float | None = None
    high: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Doer:
    """A symbol: actor column from 0 and what is drawn there."""

    actor: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the step table; ``joined`` maps a column to the row (from 0) whose cell reaches down to this one.

    ``also`` maps a column to another reading that is as right: what a printed ``Idem`` stands for.
    """

    no: str
    id: str
    text: str
    doers: tuple[Doer, ...]
    needs: str
    time: Span
    output: str
    note: str
    joined: Mapping[str, int] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """What stands in the cells, by column; actors have symbols only."""
        return {"no": self.no, "aktivitas": self.text, "kelengkapan": self.needs, "waktu": self.time.text,
                "output": self.output, "keterangan": self.note}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between rows (from 0)."""

    source: int
    target: int
    label: Literal["Ya", "Tidak"] | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity block. ``dates`` maps field to (printed, ISO or None); absent fields are not printed at all."""

    office: tuple[str, ...]
    address: str
    number: str
    dates: Mapping[str, tuple[str, str | None]]
    head: str
    name: str
    rank: str
    nip: str
    title: str
    boxes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sop:
    """One procedure. ``prose`` marks the numbered-headings family without step table or times.

    ``groups`` are units over neighbouring actors: name, first and last column from 0. ``marks`` is what stands in
    actors' cells instead of symbols and arrows: a tick, a dot, or ``fill`` for a grey cell.
    """

    identity: Identity
    actors: tuple[str, ...]
    steps: tuple[Step, ...]
    arrows: tuple[Arrow, ...]
    header_unit: str | None = None
    prose: bool = False
    groups: tuple[tuple[str, int, int], ...] = ()
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be: its SOPs and the pages before and after them that are none."""

    name: str
    sops: tuple[Sop, ...]
    extras: tuple[Extra, ...] = ()
    after: tuple[Extra, ...] = ()
