"""Arrows between steps and the words beside a decision's arrows: which exit is Ya and which Tidak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

NO_WORDS = re.compile(r"(t|tdk|tid\w{1,3}|no|n|belum|bukan|ditolak|tolak|salah|kurang)\b", re.IGNORECASE)
YES_WORDS = re.compile(r"(y|ya|yes|ok|setuju|disetujui|sesuai|lengkap|benar|sudah|memenuhi|layak)\b", re.IGNORECASE)
OPPOSITE = {"Ya": "Tidak", "Tidak": "Ya"}
BY_DIRECTION = 0.75
"""Factor for a label nobody printed: the way back is taken for Tidak and the way on for Ya."""
UNLABELLED = 0.5
"""Factor for the two exits of a decision when neither label was read: the arrows may be right, the labels are lost."""
BY_OPPOSITE = 0.95
"""Factor for the label that follows from the other exit's."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from step to step, as indices into the steps."""

    source: int
    target: int
    label: str | None
    confidence: float


def branch_label(text: str | None) -> str | None:
    """Ya or Tidak for what stands beside an arrow (Y, T, Tdk, Tidak Lengkap, Setuju ...), else None."""
    word = (text or "").strip(" .:,()[]|-")
    if NO_WORDS.match(word):
        return "Tidak"
    return "Ya" if YES_WORDS.match(word) else None


def settle_labels(edges: Sequence[Edge], decisions: set[int]) -> list[Edge]:
    """Labels kept on decisions only; of two exits, one labelled gives the other the opposite label."""
    settled: list[Edge] = []
    for source in sorted({edge.source for edge in edges}):
        exits = [edge for edge in edges if edge.source == source]
        branching = source in decisions or len(exits) == 2
        settled += _settle_exits(exits) if branching else [replace(edge, label=None) for edge in exits]
    return settled


def _settle_exits(exits: list[Edge]) -> list[Edge]:
    if len(exits) != 2:
        return exits
    one, two = exits
    if one.label and not two.label:
        return [one, replace(two, label=OPPOSITE[one.label], confidence=two.confidence * BY_OPPOSITE)]
    if two.label and not one.label:
        return [replace(one, label=OPPOSITE[two.label], confidence=one.confidence * BY_OPPOSITE), two]
    if one.label is None and one.target < one.source < two.target:
        pair = ((one, "Tidak"), (two, "Ya"))
        return [replace(edge, label=label, confidence=edge.confidence * BY_DIRECTION) for edge, label in pair]
    if one.label is None:
        return [replace(edge, confidence=edge.confidence * UNLABELLED) for edge in exits]
    return exits
