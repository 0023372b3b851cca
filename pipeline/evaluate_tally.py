"""What a comparison counts: ratios by name and one judgement for every predicted value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate_align import text_of

NAMES, SYMBOLS, ARROWS = "pelaksana", "simbol", "panah"
"""Kinds of judged values besides the columns and the fields of the identity block."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A predicted value: whether it is right, and what the reader thought of it."""

    right: bool
    confidence: float | None
    status: str
    filled: bool
    """Gold or prediction has text; two agreeing blanks are easy."""
    kind: str
    """Column, identity field, list, or one of NAMES, SYMBOLS, ARROWS."""
    where: str
    wanted: str
    text: str


@dataclass(slots=True)
class Tally:
    """Sums over documents. ``counts`` maps a figure's name to [right, all]."""

    counts: dict[str, list[float]] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    perfect: list[bool] = field(default_factory=list)
    perfect_text: list[bool] = field(default_factory=list)

    def add(self, name: str, right: float, total: float) -> None:
        """Counts ``right`` of ``total``."""
        count = self.counts.setdefault(name, [0.0, 0.0])
        count[0] += right
        count[1] += total

    def judge(self, kind: str, value: object, right: bool, where: str, wanted: str, filled: bool = True) -> None:
        """Notes a predicted leaf or symbol; an absent one counts as given out without review."""
        confidence, status = None, "auto"
        if isinstance(value, Mapping):
            given = value.get("confidence")
            confidence = float(given) if isinstance(given, int | float) else None
            status = str(value.get("status") or "auto")
        self.judged.append(Judged(right, confidence, status, filled, kind, where, wanted, text_of(value)))

    def merge(self, other: Tally) -> None:
        """Adds another tally to this one."""
        for name, (right, total) in other.counts.items():
            self.add(name, right, total)
        self.judged += other.judged
        self.perfect += other.perfect
        self.perfect_text += other.perfect_text

    def ratio(self, name: str) -> float | None:
        """Right by all; None when nothing was counted."""
        right, total = self.counts.get(name, (0.0, 0.0))
        return right / total if total else None

    def right(self, name: str) -> float:
        """The first of the two sums."""
        return self.counts.get(name, [0.0, 0.0])[0]

    def f1(self, hits: str, wanted: str, given: str) -> float | None:
        """Harmonic mean of recall and precision from three sums."""
        total = self.right(wanted) + self.right(given)
        return 2 * self.right(hits) / total if total else None


def as_leaf(doer_or_edge: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A symbol or arrow in a leaf's clothes, to be judged like one."""
    return {**doer_or_edge, "text": text}
