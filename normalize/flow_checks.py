"""What a flowchart must be by its meaning: where it is not, arrows are less sure and a sentence tells the reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from normalize.branches import OPPOSITE, RETURNED, RETURNED_TO, Edge
from normalize.doers import Doer, Mark

AGAINST_MEANING = 0.8
"""Factor for the arrows that leave a step whose place in the flow makes no sense: one of them may be read wrong."""
NAMED_ONLY = 0.45
"""Confidence of an arrow that no line shows and the step's sentence names."""
BY_WORDS = "panah tidak terbaca: cabang hanya disebut dalam kalimat langkah"
OVER_UNSEEN = 0.6
"""Factor for an arrow past steps of which no doer was seen: it may lead to a symbol that was not found."""
LEAPS = "panah melompati langkah yang pelaksananya tidak terlihat"
LEAST_STEPS = 2


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence on the flow; ``step`` is an index into the steps, None where it concerns the whole SOP."""

    step: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The arrows, those of doubtful steps less sure and with the reason, and all remarks."""

    edges: tuple[Edge, ...]
    remarks: tuple[Remark, ...]


def check_flow(edges: Sequence[Edge], doers: Sequence[Sequence[Doer]], works: Sequence[bool]) -> Checked:
    """Hold a flow against its meaning; a table without arrows or with one step says nothing of it.

    ``works`` tells the steps at which somebody works from mere headings.
    """
    if not edges or len(doers) < LEAST_STEPS:
        return Checked(tuple(edges), ())
    marks = [{doer.mark for doer in some} for some in doers]
    alone = [len(some) == 1 for some in doers]
    remarks = (*_ends(marks), *_ways(edges, marks), *_decisions(edges, marks, alone))
    reasons: dict[int, list[str]] = {}
    for remark in remarks:
        if remark.step is not None:
            reasons.setdefault(remark.step, []).append(remark.text)
    unseen = {index for index, some in enumerate(doers) if works[index] and not some}
    leapt = [_doubted(edge, [LEAPS] if _passes_over(edge, unseen) else [], OVER_UNSEEN) for edge in edges]
    checked = (_doubted(edge, reasons.get(edge.source, ()), AGAINST_MEANING) for edge in leapt)
    return Checked(tuple(checked), remarks)


def _passes_over(edge: Edge, unseen: set[int]) -> bool:
    """Whether an arrow leads on past nothing but steps of which no doer was seen."""
    between = range(edge.source + 1, edge.target)
    return bool(between) and all(index in unseen for index in between)


def _doubted(edge: Edge, reasons: Sequence[str], factor: float) -> Edge:
    if not reasons:
        return edge
    new = tuple(reason for reason in reasons if reason not in edge.reasons)
    return replace(edge, confidence=edge.confidence * factor, reasons=(*edge.reasons, *new))


def _ends(marks: Sequence[set[Mark]]) -> Iterator[Remark]:
    """One start, at least one end."""
    starts = [index for index, some in enumerate(marks) if "start" in some]
    if not starts:
        yield Remark(None, "bagan alir tanpa simbol mulai")
    for index in starts[1:]:
        yield Remark(index, "simbol mulai yang kedua")
    if not any("end" in some for some in marks):
        yield Remark(None, "bagan alir tanpa simbol selesai")


def _ways(edges: Sequence[Edge], marks: Sequence[set[Mark]]) -> Iterator[Remark]:
    """Each step is reached from the first one, and leads on unless it is the last or an end."""
    drawn = [index for index, some in enumerate(marks) if some]
    reached, queue = set(drawn[:1]), drawn[:1]
    while queue:
        at = queue.pop()
        onward = {edge.target for edge in edges if edge.source == at} - reached
        reached |= onward
        queue += sorted(onward)
    entered, left = {edge.target for edge in edges}, {edge.source for edge in edges}
    for index in drawn:
        if index not in entered and index != drawn[0] and "start" not in marks[index]:
            yield Remark(index, "tidak ada panah masuk")
        elif index not in reached and "start" not in marks[index]:
            yield Remark(index, "tidak tercapai dari langkah pertama")
        if index not in left and index != drawn[-1] and "end" not in marks[index]:
            yield Remark(index, "tidak ada panah keluar")


def _decisions(edges: Sequence[Edge], marks: Sequence[set[Mark]], alone: Sequence[bool]) -> Iterator[Remark]:
    """A decision has two exits with opposite labels, other steps have one exit.

    Where several act in one step, its decisions may send the work back inside the step.
    """
    for index, some in enumerate(marks):
        exits = [edge for edge in edges if edge.source == index]
        if "decision" in some and len(exits) == 1 and not alone[index]:
            continue
        if "decision" in some:
            yield from _branches(index, exits)
        elif len(exits) > 1 and not any(edge.inferred for edge in exits):
            yield Remark(index, "lebih dari satu panah keluar, padahal bukan keputusan")


def _branches(index: int, exits: Sequence[Edge]) -> Iterator[Remark]:
    answers = [edge.label or edge.inferred for edge in exits]
    if len(exits) == 1:
        back = exits[0].target < index
        lost = OPPOSITE[answers[0]] if answers[0] else "Ya" if back else "Tidak"
        yield Remark(index, f"keputusan tanpa cabang {lost}")
    elif not exits:
        yield Remark(index, "keputusan tanpa cabang Ya dan Tidak")
    elif len(exits) > 2:
        yield Remark(index, "keputusan dengan lebih dari dua cabang")
    elif answers[0] and answers[0] == answers[1]:
        yield Remark(index, f"kedua cabang keputusan berlabel {answers[0]}")


def named_branches(
    edges: Sequence[Edge], doers: Sequence[Sequence[Doer]], sentences: Sequence[str], *, labels_printed: bool
) -> list[Edge]:
    """The arrows, and for each decision without a way back the one its sentence names, marked as inferred."""
    found = list(edges)
    for index, sentence in enumerate(sentences):
        exits = [edge for edge in edges if edge.source == index]
        decides = any(doer.mark == "decision" for doer in doers[index])
        if not decides or len(exits) != 1 or exits[0].target < index or exits[0].label == "Tidak":
            continue
        target = _returned_to(index, sentence, doers)
        if target is not None:
            label = "Tidak" if labels_printed else None
            found.append(Edge(index, target, label, NAMED_ONLY, "Tidak", (BY_WORDS,)))
    return sorted(found, key=lambda edge: (edge.source, edge.target))


def _returned_to(index: int, sentence: str, doers: Sequence[Sequence[Doer]]) -> int | None:
    """The last step before this one of the actor to whom the sentence says the work is returned."""
    named = RETURNED_TO.search(sentence) if RETURNED.search(sentence) else None
    if named is None:
        return None
    words = " ".join(named["actor"].lower().split())
    before = [
        at for at in range(index) if any(words.startswith(doer.actor.lower()) for doer in doers[at] if doer.actor)
    ]
    return before[-1] if before else None
