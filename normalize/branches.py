"""Arrows between steps and the words beside a decision's arrows: which exit is Ya and which Tidak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

NO_WORDS = re.compile(
    r"(t|tdk|tid\w{1,3}|ts|tl|tms|no|n|belum|bukan|ditolak|tolak|salah|kurang|gagal)\b", re.IGNORECASE
)
YES_WORDS = re.compile(
    r"(y|ya|yes|ok|setuju|disetujui|sesuai|lengkap|benar|sudah|memenuhi|ms|layak|lulus|hadir|terpenuhi|cukup|bersedia"
    r"|berhasil)\b",
    re.IGNORECASE,
)
OPPOSITE = {"Ya": "Tidak", "Tidak": "Ya"}
BY_DIRECTION = 0.75
"""Factor for a label that must have been lost: the way back is taken for Tidak and the way on for Ya."""
BY_SENTENCE = 0.8
"""The same where the step's sentence says so too."""
UNLABELLED = 0.5
"""Factor for the two exits of a decision whose labels were lost and that nothing tells apart."""
NONE_PRINTED = 0.95
"""Factor for the exits of a decision in a SOP that prints no label anywhere."""
LONE_DECISION = 0.85
"""The same for a lone decision: its labels may have been lost, too."""
BY_OPPOSITE = 0.95
"""Factor for the label that follows from the other exit's."""
AGAINST_DIRECTION = 0.8
"""Factor for the exits of a decision where Ya leads back and Tidak on: the labels may have changed places."""
OTHER_EXIT_LOST = 0.8
"""Factor for the only exit that was found of a decision, in a SOP that prints labels, when it has none."""
NOT_PRINTED, NOT_READ = "label panah tidak tercetak", "label panah tidak terbaca"
BY_ARROW, BY_BOTH = "ditafsirkan dari arah panah", "ditafsirkan dari arah panah dan kalimat langkah"
RETURNED = re.compile(
    r"\b(?:ji?ka|bila|apabila|kalau|yang)\b.{0,60}?\b(?:tidak|tdk|belum|kurang|salah|ditolak|keliru)\b.{0,80}?"
    r"\b(?:di ?kembalikan|kembali|diperbaiki|di ?revisi)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that says what happens on Tidak: "jika tidak lengkap dikembalikan kepada pemohon"."""
RETURNED_TO = re.compile(r"\bdi ?kembalikan(?: lagi)? (?:ke(?:pada)?|pada)\s+(?P<actor>[^.,;:]{3,60})", re.IGNORECASE)
BOTH_ANSWERS = "cabang Ya dan Tidak menuju langkah yang sama"


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from step to step, as indices into the steps."""

    source: int
    target: int
    label: str | None
    confidence: float
    inferred: str | None = None
    """Ya or Tidak where nothing was read, from the arrow's direction and the sentence; ``label`` is what is printed."""
    reasons: tuple[str, ...] = ()


def branch_label(text: str | None) -> str | None:
    """Ya or Tidak for what stands beside an arrow (Y, T, Tdk, Tidak Lengkap, Setuju ...), else None."""
    word = (text or "").strip(" .:,()[]|-")
    if NO_WORDS.match(word):
        return "Tidak"
    return "Ya" if YES_WORDS.match(word) else None


@dataclass(frozen=True, slots=True)
class Decided:
    """What tells the exits of decisions apart, beside their labels. Sequences run parallel to the steps."""

    decisions: frozenset[int]
    sentences: Sequence[str] = ()
    actors: Sequence[frozenset[str]] = ()
    prints_labels: bool = True
    """Whether the SOP prints a label on any arrow: then a decision without one has lost it."""
    inked: frozenset[int] = frozenset()
    """Decisions with unread ink beside the symbol, where a label would stand."""
    lone: bool = False
    """Whether the file has but one decision, or the SOP where another one of the file prints labels."""


def settle_labels(edges: Sequence[Edge], known: Decided) -> list[Edge]:
    """Labels kept on decisions only; of two exits, one labelled gives the other the opposite label."""
    settled: list[Edge] = []
    for source in sorted({edge.source for edge in edges}):
        exits = [edge for edge in edges if edge.source == source]
        branching = source in known.decisions or len(exits) == 2
        settled += _settle_exits(exits, known) if branching else [replace(edge, label=None) for edge in exits]
    return settled


def _settle_exits(exits: list[Edge], known: Decided) -> list[Edge]:
    if len(exits) == 1 and known.prints_labels and not exits[0].label:
        return [replace(exits[0], confidence=exits[0].confidence * OTHER_EXIT_LOST)]
    if len(exits) != 2:
        return exits
    one, two = exits
    back = way_back(one, two)
    if back and (back.label == "Ya" or "Tidak" in {edge.label for edge in (one, two) if edge is not back}):
        one, two = (replace(edge, confidence=edge.confidence * AGAINST_DIRECTION) for edge in (one, two))
        exits = [one, two]
    if one.label and not two.label:
        return [one, replace(two, label=OPPOSITE[one.label], confidence=two.confidence * BY_OPPOSITE)]
    if two.label and not one.label:
        return [replace(one, label=OPPOSITE[two.label], confidence=one.confidence * BY_OPPOSITE), two]
    if one.label or not (one.source in known.decisions or known.prints_labels):
        return exits
    return _infer_labels(one, two, known)


def _infer_labels(one: Edge, two: Edge, known: Decided) -> list[Edge]:
    """Two exits, neither labelled: Tidak goes back, or to the actor the sentence says; Ya goes on.

    Where labels are printed elsewhere in the SOP, or ink stands beside the decision, these were lost: what they must
    have been is filled in, for a reviewer to see. Else nothing is printed, and ``label`` stays None.
    """
    lost = known.prints_labels or one.source in known.inked
    sentence = bool(known.sentences) and bool(RETURNED.search(known.sentences[one.source]))
    back = way_back(one, two) or returned_to(one, two, known)
    if lost:
        factor = UNLABELLED if back is None else BY_SENTENCE if sentence else BY_DIRECTION
    else:
        factor = LONE_DECISION if known.lone else NONE_PRINTED
    weighed = [replace(edge, confidence=edge.confidence * factor) for edge in (one, two)]
    if back is None:
        return weighed
    reason = f"{NOT_READ if lost else NOT_PRINTED}: {BY_BOTH if sentence else BY_ARROW}"
    words = ["Tidak" if edge.target == back.target else "Ya" for edge in weighed]
    return [
        replace(edge, label=word if lost else None, inferred=word, reasons=(reason,))
        for edge, word in zip(weighed, words, strict=True)
    ]


def way_back(one: Edge, two: Edge) -> Edge | None:
    """The exit that leads to an earlier step, if the other one leads on."""
    back = [edge for edge in (one, two) if edge.target < edge.source]
    return back[0] if len(back) == 1 else None


def returned_to(one: Edge, two: Edge, known: Decided) -> Edge | None:
    """The exit that leads to a step of the actor to whom the sentence says the work is returned, if only one does."""
    named = RETURNED_TO.search(known.sentences[one.source]) if known.sentences else None
    if named is None or not known.actors:
        return None
    words = " ".join(named["actor"].lower().split())
    fitting = [edge for edge in (one, two) if any(words.startswith(a.lower()) for a in known.actors[edge.target] if a)]
    return fitting[0] if len(fitting) == 1 else None
