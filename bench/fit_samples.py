"""Made sets with known text, read and compared: every value with its evidence and whether it is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import cv2

from normalize.assemble import sheets_to_evidence
from normalize.confidence_context import add_context
from normalize.confidence_record import is_ruled, judged_nodes
from normalize.record import Source
from pipeline.document import Reading, Rejected, read_file
from pipeline.evaluate import compare_records, read_record
from pipeline.evaluate_tally import ARROWS, SYMBOLS, Tally
from pipeline.readings import keep_reading, kept_reading
from pipeline.settings import Settings

DRAWN = {SYMBOLS: "symbol", ARROWS: "arrow"}
"""Kinds of values that are no leaves."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One value that was read. ``document`` and ``rendition`` say where; ``field`` is its column or field."""

    document: str
    rendition: str
    kind: str
    field: str
    doubts: Mapping[str, float]
    right: bool
    where: str = ""
    text: str = ""
    wanted: str = ""
    of: Mapping[str, float] | None = None
    """Of a symbol: the doubts about the name of its column."""
    spoiled: bool = False
    """Of a symbol: the name of its column is wrong, which tells nothing of the symbol itself."""

    @property
    def ruled(self) -> bool:
        """Whether a rule sends it to review, however sure it is."""
        return self.kind not in DRAWN.values() and is_ruled(self.doubts)


@dataclass(slots=True)
class EvidenceTally(Tally):
    """A tally that also keeps the judged values themselves."""

    values: list[object] = field(default_factory=list)

    def judge(self, kind: str, value: object, right: bool, where: str, wanted: str, filled: bool = True) -> None:
        """Notes a value beside its judgement."""
        self.values.append(value)
        Tally.judge(self, kind, value, right, where, wanted, filled)


Reuse = Literal["none", "kept", "only kept"]


def set_to_samples(folder: Path, renditions: Sequence[str], reuse: Reuse = "kept") -> Iterator[Sample]:
    """The samples of a set, documents in order. Readings are kept in SET/readings; ``reuse`` says what they are for."""
    for source in sorted((folder / "docs").glob("*/*.*")):
        gold = folder / "gold" / source.parent.name / f"{source.name}.json"
        if gold.is_file() and (not renditions or source.stem in renditions):
            kept = folder / "readings" / source.parent.name / f"{source.name}.reading"
            reading = kept_reading(kept) if reuse != "none" else None
            reading = reading or (_read(source, kept) if reuse != "only kept" else None)
            if reading is not None:
                yield from reading_to_samples(reading, source, gold, folder.name)


def _read(source: Path, kept: Path) -> Reading | None:
    cv2.setNumThreads(1)
    reading = read_file(source, Settings())
    if isinstance(reading, Rejected):
        print(f"{source}: {reading.reason}", flush=True)
        return None
    kept.parent.mkdir(parents=True, exist_ok=True)
    keep_reading(kept, reading)
    return reading


def reading_to_samples(reading: Reading, source: Path, gold: Path, name: str) -> Iterator[Sample]:
    """The samples of one file."""
    record, pages = sheets_to_evidence(reading.sheets, Source(source.name, "", "scan", len(reading.sheets)))
    add_context(record, pages)
    kinds = {id(node): kind for kind, _, node in judged_nodes(record)}
    tally = EvidenceTally()
    compare_records(read_record(gold), record, f"{source.parent.name}/{source.stem}", tally)
    named = list(zip(tally.judged, tally.values, strict=True))
    misnamed = {judged.text for judged, value in named if kinds.get(id(value)) == "actor" and not judged.right}
    names = {actor["name"]["text"]: actor["name"]["evidence"] for sop in record["sops"] for actor in sop["actors"]}
    for judged, value in named:
        node: Any = value if isinstance(value, dict) else {}
        kind = DRAWN.get(judged.kind) or kinds.get(id(node))
        if kind is not None:
            doer = node.get("actor") if kind == "symbol" else None
            yield Sample(
                f"{name}/{source.parent.name}", source.stem, kind, judged.kind, node["evidence"],
                judged.right, judged.where, judged.text, judged.wanted, names.get(doer), doer in misnamed,
            )  # fmt: skip
