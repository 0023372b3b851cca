"""A SOP of a record as lanes, boxes and arrows: what every diagram is drawn from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from normalize.step_ids import step_ids

UNKNOWN_LANE = "Tidak diketahui"
"""Lane of the steps whose performer is not known: a doer is never guessed."""

_PRIMARY = {"decision": 0, "process": 1, "start": 2, "end": 3, "connector": 4}
"""Which of several symbols in a row the arrows of the step belong to: first the decision, then the work."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One performer's symbol in a step."""

    lane: int
    symbol: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Box:
    """One step. ``key`` is unique in the SOP; ``marks`` is empty where no performer is known."""

    key: str
    number: str
    text: str
    marks: tuple[Mark, ...]
    lane: int
    starts: bool
    ends: bool
    decides: bool
    supplies: str
    duration: str
    output: str
    remark: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """From box to box, as indices into ``FlowModel.boxes``.

    An ``inferred`` one, or its label, is not printed: it follows from the sentence or from the other arrows.
    """

    source: int
    target: int
    label: str
    confidence: float
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class FlowModel:
    """``lanes`` are performers from left to right; boxes run in the order of the table."""

    title: str
    lanes: tuple[str, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def sop_to_flow(sop: Mapping[str, Any]) -> FlowModel:
    """Lanes, boxes and arrows of one SOP of a record. Arrows to steps the record does not hold are left out."""
    lanes = _lanes(sop)
    ids = step_ids(sop["steps"])
    boxes = [_box(step, ident, key, lanes) for step, ident, key in zip(sop["steps"], ids, _unique(ids), strict=True)]
    if any(not box.marks for box in boxes):
        lanes = [*lanes, UNKNOWN_LANE]
    at = {box.number: index for index, box in reversed(list(enumerate(boxes)))}
    arrows = [
        _arrow(edge, at) for edge in (sop.get("flow") or {}).get("edges", []) if edge["from"] in at and edge["to"] in at
    ]
    identity = sop.get("identity") or {}
    title = _text(identity.get("nama_sop")) or _text(identity.get("nomor_sop")) or "SOP"
    return FlowModel(title, tuple(lanes), tuple(boxes), tuple(dict.fromkeys(arrows)))


def _arrow(edge: Mapping[str, Any], at: Mapping[str, int]) -> Arrow:
    """An arrow of a record; a label that is only inferred gets a question mark."""
    inferred = bool(edge.get("inferred")) and not edge.get("label")
    label = f"{edge['inferred']}?" if inferred else edge.get("label") or ""
    return Arrow(at[edge["from"]], at[edge["to"]], _squeeze(label), float(edge.get("confidence", 1.0)), inferred)


def _lanes(sop: Mapping[str, Any]) -> list[str]:
    """Performers as the table's columns show them, then those only steps name."""
    names = [_text(actor.get("name")) for actor in sop.get("actors") or []]
    named_in_steps = [_squeeze(entry["actor"]) for step in sop["steps"] for entry in step["pelaksana"]]
    return list(dict.fromkeys(name for name in [*names, *named_in_steps] if name))


def _box(step: Mapping[str, Any], number: str, key: str, lanes: list[str]) -> Box:
    marks = tuple(
        Mark(lanes.index(_squeeze(entry["actor"])), entry["symbol"], float(entry["confidence"]))
        for entry in step["pelaksana"]
        if _squeeze(entry["actor"]) in lanes
    )
    symbols = {mark.symbol for mark in marks}
    primary = min(marks, key=lambda mark: _PRIMARY.get(mark.symbol, 9), default=None)
    return Box(
        key=key,
        number=number,
        text=_text(step.get("aktivitas")),
        marks=marks,
        lane=primary.lane if primary else len(lanes),
        starts="start" in symbols,
        ends="end" in symbols,
        decides="decision" in symbols,
        supplies=_text(step.get("kelengkapan")),
        duration=_text(step.get("waktu")),
        output=_text(step.get("output")),
        remark=_text(step.get("keterangan")),
    )


def _unique(ids: list[str]) -> list[str]:
    """The ids of steps as names in diagrams: without points, those that come again with a suffix."""
    keys: list[str] = []
    for ident in (re.sub(r"\W", "_", printed) for printed in ids):
        candidates = (f"{ident}_{again}" if again > 1 else ident for again in count(1))
        keys.append(next(candidate for candidate in candidates if candidate not in keys))
    return keys


def _text(leaf: Any) -> str:
    return _squeeze((leaf or {}).get("text") or "")


def _squeeze(text: object) -> str:
    """One line, without the control characters that no XML may hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
