"""The columns of a step table: the types this part of the room hands on, and their usual order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from table_extract.table import Line, Place

ColumnField = Literal["no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output", "keterangan"]

TOLD_BY_CONTENT = 0.5
"""Score of a column that its cells name."""
TOLD_BY_DRAWING = 0.4
"""Score of a column that only the order of its neighbours tells: its values wait for a person."""
MUTU_BAKU: tuple[ColumnField, ...] = ("kelengkapan", "waktu", "output")
ORDER: tuple[ColumnField, ...] = ("no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output", "keterangan")
"""The order of PermenPAN-RB 35/2012, used only where the wording fails."""
LEADING_LABELS = {"no", "aktivitas"}


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column. ``name`` is the printed header (the role, for an actor); ``score`` 0..1: how surely it is so."""

    field: ColumnField
    col: int
    name: str
    score: float
    lines: tuple[Line, ...] = ()
    place: Place | None = None
    unit: str | None = None
    """Unit printed in the header, such as menit in ``Waktu (menit)``."""
    doubled: bool = False
    """Two actors seem to stand in it: the ruling between them was not seen."""
    unread: bool = False
    """A line of its heading was not read."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of one table. Rows ``body_from`` and below are the body; ``header_from`` is the first header row."""

    columns: tuple[Column, ...]
    header_from: int
    body_from: int
    inherited: bool = False
    """True when the table prints no header of its own and takes the columns of the table it continues."""

    def find(self, field: ColumnField) -> tuple[Column, ...]:
        """The columns of one field, left to right."""
        return tuple(column for column in self.columns if column.field == field)

    @property
    def actors(self) -> tuple[Column, ...]:
        """The actor columns, left to right."""
        return self.find("pelaksana")
