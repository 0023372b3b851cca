"""Decisions onto a record: what a person said holds, also when a later run reads the cell differently."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from normalize.confidence_record import derive_confidence
from normalize.roles import canonical_role
from review.leaves import (
    ARROWS,
    PERFORMERS,
    Json,
    ReviewCell,
    decided_flag,
    node_at,
    review_cells,
)
from review.ledger import Decision, Ledger
from review.notation import NotationError, parse_arrows, parse_performers
from review.renamed import carry_over, find_renamed, folded_name, in_present_terms, sop_names
from review.reparse import reparse

NEAR = 12
"""Thousandths of the page by which a cell may have moved between two runs and still be the same cell: a quarter of a
table row, and more than a change of the straightening moves a ruling."""

_PLACED_ID = re.compile(r"(?P<kind>.*)@p(?P<page>\d+):(?P<x>\d+),(?P<y>\d+)(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that does not meet the reading it was made on; the decision holds all the same."""

    kind: Literal["reading changed", "cell not found", "not applicable"]
    decision: Decision
    reading: str
    """What the machine reads now; empty where the cell is not found."""

    def sentence(self) -> str:
        """The conflict in Indonesian, for the report and the console."""
        where = f"{self.decision.file}, {self.decision.column}"
        if self.kind == "cell not found":
            return f"{where}: sel yang dikoreksi tidak ditemukan lagi; koreksi disimpan tetapi tidak terpakai."
        if self.kind == "not applicable":
            return f"{where}: koreksi {self.decision.text!r} tidak dapat diterapkan."
        was, now = self.decision.reading, self.reading
        return f"{where}: mesin kini membaca {now!r}, dulu {was!r}; keputusan {self.decision.text!r} tetap berlaku."


def apply_ledger(record: Json, ledger: Ledger) -> tuple[Json, list[Conflict]]:
    """The record with every decision on its source applied, and what does not fit. The given record stays as it is."""
    return apply_decisions(record, ledger.of_source(record["source"]["sha256"]))


def apply_decisions(record: Json, decisions: Mapping[str, Decision]) -> tuple[Json, list[Conflict]]:
    """The same, with what holds for each cell by cell_id."""
    result = copy.deepcopy(record)
    conflicts: list[Conflict] = []
    pairs, before = list(_matched(result, decisions)), [sop_names(sop) for sop in result["sops"]]
    for decision, cell in pairs:
        if cell is None:
            conflicts += [Conflict("cell not found", decision, "")] if decision.settles else []
        elif cell.column not in (PERFORMERS, ARROWS):
            conflicts += _apply(result, cell, decision)
    for sop, names in zip(result["sops"], before, strict=True):
        carry_over(sop, names)
    # Performers and arrows are written in terms of the names and numbers that now stand in the record.
    drawn = [decision for decision, cell in pairs if cell and cell.column in (PERFORMERS, ARROWS)]
    renamed = find_renamed(result, pairs)
    for decision, cell in _matched(result, {decision.cell_id: decision for decision in drawn}) if drawn else ():
        if cell is not None:
            terms = renamed.get(int(cell.path[1]))
            conflicts += _apply(result, cell, in_present_terms(decision, terms) if terms else decision)
    for sop, read in zip(result["sops"], record["sops"], strict=True):
        if sop != read:
            derive_confidence(sop)
    return result, conflicts


def _apply(record: Json, cell: ReviewCell, decision: Decision) -> list[Conflict]:
    if decision.settles:
        return _settle(record, cell, decision)
    if cell.status == "corrected":  # taken back, or put aside after a decision
        _write(record, cell, decision, status="review", confidence=decision.confidence)
    return []


def decided(records: Iterable[Json], ledger: Ledger) -> Iterator[Json]:
    """Records as the ledger wants them; those it says nothing of as they are."""
    sources = ledger.by_source()
    for record in records:
        own = sources.get(record["source"]["sha256"])
        yield apply_decisions(record, own)[0] if own else record


def reading_of(cell: ReviewCell, earlier: Decision | None) -> tuple[str, float]:
    """The machine's text and confidence of a cell, also where a decision already stands in its place."""
    if earlier and earlier.settles and cell.text == earlier.text:
        return earlier.reading, earlier.confidence
    return cell.text, cell.confidence


def _settle(record: Json, cell: ReviewCell, decision: Decision) -> list[Conflict]:
    if cell.status == "corrected" and cell.text.split() == decision.text.split():
        return []
    try:
        _write(record, cell, decision, status="corrected", confidence=1.0)
    except NotationError:
        return [Conflict("not applicable", decision, cell.text)]
    changed = cell.status != "corrected" and cell.text.split() != decision.reading.split()
    return [Conflict("reading changed", decision, cell.text)] if changed else []


def _matched(record: Json, decisions: Mapping[str, Decision]) -> Iterator[tuple[Decision, ReviewCell | None]]:
    """Each decision with its cell: the same id, else the only near one of the same kind."""
    cells = {cell.cell_id: cell for cell in review_cells(record)}
    free = {cell_id: place for cell_id in cells if cell_id not in decisions and (place := _place(cell_id))}
    for cell_id, decision in decisions.items():
        yield decision, cells.get(cell_id) or cells.get(_nearest(cell_id, free) or "")


def _place(cell_id: str) -> tuple[tuple[str, ...], int, int] | None:
    match = _PLACED_ID.fullmatch(cell_id)
    return ((match["kind"], match["page"], match["rest"]), int(match["x"]), int(match["y"])) if match else None


def _nearest(cell_id: str, free: dict[str, tuple[tuple[str, ...], int, int]]) -> str | None:
    wanted = _place(cell_id)
    if wanted is None:
        return None
    kind, x, y = wanted
    near = [
        other for other, place in free.items() if place[0] == kind and max(abs(place[1] - x), abs(place[2] - y)) <= NEAR
    ]
    return near[0] if len(near) == 1 else None


def _write(record: Json, cell: ReviewCell, decision: Decision, *, status: str, confidence: float) -> None:
    text = decision.text if status == "corrected" else decision.reading
    writer: Callable[..., None] = {PERFORMERS: _write_performers, ARROWS: _write_arrows}.get(cell.column, _write_leaf)
    writer(record, cell, text, status=status, confidence=confidence)


def _write_leaf(record: Json, cell: ReviewCell, text: str, *, status: str, confidence: float) -> None:
    leaf = node_at(record, cell.path)
    undone = [] if status == "corrected" else ["koreksi dibatalkan"]
    leaf.update(
        text=text or None,
        value=reparse(cell.path, text, leaf.get("value")) if text else None,
        confidence=confidence,
        status=status,
        missing=None if text and text != "-" else "dash" if text else "blank",
        reasons=undone,
    )
    if text != cell.text:
        leaf["changes"] = [*(leaf.get("changes") or []), f"{cell.text} -> {text}: keputusan peninjau"]
    if text and cell.path[0] == "sops" and cell.path[2] == "actors":
        role = canonical_role(text)
        _sop(record, cell)["actors"][cell.path[3]]["role"] = role.role if role else None


def _write_performers(record: Json, cell: ReviewCell, text: str, *, status: str, confidence: float) -> None:
    step = node_at(record, cell.path)
    names = {
        folded_name(actor["name"]["text"]): actor["name"]["text"] for actor in _sop(record, cell).get("actors", [])
    }
    places = {folded_name(entry["actor"]): entry.get("where") for entry in step["pelaksana"]}
    step["pelaksana"] = [
        {
            "actor": names.get(folded_name(actor), actor),
            "symbol": symbol,
            "confidence": confidence,
            "status": status,
            "where": places.get(folded_name(actor)),
        }
        for actor, symbol in parse_performers(text)
    ]
    _flag(step, PERFORMERS, decided=status == "corrected")


def _write_arrows(record: Json, cell: ReviewCell, text: str, *, status: str, confidence: float) -> None:
    step, flow = node_at(record, cell.path), _sop(record, cell)["flow"]
    source = cell.step
    before = {edge["to"]: edge for edge in flow["edges"] if edge["from"] == source}
    arrows = [
        {"from": source, "to": target, "label": label, "confidence": confidence, "status": status}
        | (_inference(before.get(target, {})) if label is None else {})
        for label, target in parse_arrows(text)
    ]
    first = next((i for i, edge in enumerate(flow["edges"]) if edge["from"] == source), len(flow["edges"]))
    others = [edge for edge in flow["edges"] if edge["from"] != source]
    flow["edges"] = others[:first] + arrows + others[first:]
    _flag(step, ARROWS, decided=status == "corrected")


def _inference(edge: Json) -> Json:
    """What was made of an arrow whose label is not printed: a person who says that none is printed leaves it so."""
    return {name: edge[name] for name in ("inferred", "reasons") if name in edge}


def _flag(step: Json, column: str, *, decided: bool) -> None:
    flags = [flag for flag in step.get("flags") or [] if flag != decided_flag(column)]
    step["flags"] = [*flags, decided_flag(column)] if decided else flags


def _sop(record: Json, cell: ReviewCell) -> Json:
    return record["sops"][cell.path[1]]  # type: ignore[no-any-return]
