"""Walks a record: every leaf, and every cell a reviewer can decide on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from normalize.confidence_record import AUDIT, DECIDED
from normalize.step_ids import step_ids
from review.notation import format_arrows, format_performers

Json = dict[str, Any]
Path = tuple[str | int, ...]
"""Keys and indices from the record's root, such as ``("sops", 0, "steps", 3, "waktu")``."""

PERFORMERS = "pelaksana"
ARROWS = "panah"
HEADING = "judul kolom: "
"""Before the printed heading of a table's column: the question is which column it names."""

LOST = 0.5
"""Confidence of what should be there and is not: either it is not printed or drawn, or it was not seen."""


@dataclass(frozen=True, slots=True)
class ReviewCell:
    """One thing a person can decide on: a leaf, the performers of a step, or the arrows that leave a step."""

    sha256: str
    cell_id: str
    path: Path
    file: str
    sop: str
    step: str
    column: str
    text: str
    confidence: float
    status: str
    reasons: tuple[str, ...]
    where: Mapping[str, Any]


def leaves(record: Json) -> Iterator[tuple[Path, Json]]:
    """Every leaf of a record that has a ``cell_id`` (repeats of a merged cell have none), in order, with its path."""
    yield from _walk(record, ())


def _walk(node: object, path: Path) -> Iterator[tuple[Path, Json]]:
    if isinstance(node, dict):
        if "text" in node and "cell_id" in node and "confidence" in node:
            if node["cell_id"]:
                yield path, node
            return
        for key, child in node.items():
            yield from _walk(child, (*path, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _walk(child, (*path, index))


def node_at(record: Json, path: Path) -> Json:
    """What stands at a path of a record: a leaf, or a step."""
    node: Any = record
    for part in path:
        node = node[part]
    return node  # type: ignore[no-any-return]


def review_cells(record: Json) -> Iterator[ReviewCell]:
    """Every cell of a record a person can decide on, in document order.

    Values that are nowhere on the page have no place in their id; the second one of a kind gets ``#2`` and so on.
    """
    seen: Counter[str] = Counter()
    for cell in _review_cells(record):
        seen[cell.cell_id] += 1
        again = seen[cell.cell_id]
        yield cell if again == 1 else replace(cell, cell_id=f"{cell.cell_id}#{again}")


def _review_cells(record: Json) -> Iterator[ReviewCell]:
    ids = [step_ids(sop["steps"]) for sop in record["sops"]]
    for path, leaf in leaves(record):
        yield _leaf_cell(record, ids, path, leaf)
    for sop_index, sop in enumerate(record["sops"]):
        for step_index, step in enumerate(sop["steps"]):
            path = ("sops", sop_index, "steps", step_index)
            if shows_performers(record, sop, step) and not heads_parts(sop["steps"], ids[sop_index], step_index):
                yield _performers_cell(record, ids, path, step)
            if shows_arrows(sop, step, ids[sop_index][step_index]):
                yield _arrows_cell(record, ids, path, step)


def cell_id_of(step: Json, column: str) -> str:
    """Id of a step's performers or arrows: that of the activity they stand beside, and the column's name."""
    anchors = [leaf["cell_id"] for leaf in (step.get("aktivitas"), step.get("no")) if leaf and leaf["cell_id"]]
    return f"{anchors[0] if anchors else ''}:{column}"


def shows_performers(record: Json, sop: Json, step: Json) -> bool:
    """Whether the performers of a step are a question at all: a text dump shows no symbols to look at."""
    if step["pelaksana"] or PERFORMERS in decided_columns(step):
        return True
    return bool(sop.get("actors")) and record["source"].get("kind") != "text"


def heads_parts(steps: Sequence[Json], ids: Sequence[str], index: int) -> bool:
    """Whether a step is but the heading of its parts a, b, ...: these have performers, it has none."""
    step = steps[index]
    blank = not step["pelaksana"] and not any((step[field] or {}).get("text") for field in ("waktu", "output"))
    return blank and PERFORMERS not in decided_columns(step) and f"{ids[index]}a" in ids[index + 1 : index + 2]


def shows_arrows(sop: Json, step: Json, ident: str) -> bool:
    """Whether the arrows that leave a step are a question: only where the SOP's flowchart gave arrows."""
    edges = sop["flow"]["edges"]
    leaving = any(edge["from"] == ident for edge in edges)
    return leaving or ARROWS in decided_columns(step) or (bool(edges) and bool(step["pelaksana"]))


def sop_title(sop: Json, index: int) -> str:
    """Name of a SOP for people: its printed name, else its number, else its position."""
    identity = sop.get("identity", {})
    for field in ("nama_sop", "nomor_sop"):
        text = str((identity.get(field) or {}).get("text") or "")
        if text.strip():
            return " ".join(text.split())
    return f"SOP {index + 1}"


def _leaf_cell(record: Json, ids: list[list[str]], path: Path, leaf: Json) -> ReviewCell:
    return _cell(
        record,
        ids,
        path,
        cell_id=leaf["cell_id"],
        column=HEADING + " ".join(str(leaf["raw"]).split()) if "headings" in path else _column(path),
        text=leaf["text"] or "",
        confidence=LOST if leaf["confidence"] is None and leaf["status"] == "review" else _sure(leaf["confidence"]),
        status=leaf["status"],
        reasons=(*(leaf.get("reasons") or ()), *_suspicion(leaf)),
        where=leaf.get("where") or {},
    )


def _performers_cell(record: Json, ids: list[list[str]], path: Path, step: Json) -> ReviewCell:
    entries = step["pelaksana"]
    decided = PERFORMERS in decided_columns(step)
    unsure = not entries or any(entry["status"] == "review" for entry in entries)
    audited = PERFORMERS in step.get("audited", ())
    seen = AUDIT if audited else "simbol pelaksana kurang jelas"
    reason = seen if entries else "simbol pelaksana tidak terlihat"
    return _cell(
        record,
        ids,
        path,
        cell_id=cell_id_of(step, PERFORMERS),
        column=PERFORMERS,
        text=format_performers(entries),
        confidence=1.0 if decided else min((_sure(entry["confidence"]) for entry in entries), default=0.0),
        status="corrected" if decided else "review" if unsure else "auto",
        reasons=(reason,) if unsure and not decided else (),
        where=_row_place(step),
    )


def _arrows_cell(record: Json, ids: list[list[str]], path: Path, step: Json) -> ReviewCell:
    sop_index, step_index = int(path[1]), int(path[3])
    ident = ids[sop_index][step_index]
    edges = [edge for edge in record["sops"][sop_index]["flow"]["edges"] if edge["from"] == ident]
    decided = ARROWS in decided_columns(step)
    doubt = None if decided else _arrow_doubt(step, edges, last=step_index == len(ids[sop_index]) - 1)
    confidence = min((_sure(edge["confidence"]) for edge in edges), default=LOST if doubt else 1.0)
    targets = {edge["to"] for edge in edges}
    steps = record["sops"][sop_index]["steps"]
    shown = [other for other, name in zip(steps, ids[sop_index], strict=True) if name in targets]
    return _cell(
        record,
        ids,
        path,
        cell_id=cell_id_of(step, ARROWS),
        column=ARROWS,
        text=format_arrows(edges),
        confidence=1.0 if decided else confidence,
        status="corrected" if decided else "review" if doubt else "auto",
        reasons=(*((doubt,) if doubt else ()), *_inferences(edges)),
        where=_row_place(step, *shown),
    )


def _inferences(edges: list[Json]) -> Iterator[str]:
    """What was made of arrows whose label is not printed, and why."""
    for edge in edges:
        if edge.get("inferred"):
            why = ", ".join(reason for reason in edge.get("reasons") or () if reason != AUDIT)
            yield f"panah ke {edge['to']}: {edge['inferred']} (disimpulkan{': ' if why else ''}{why})"


def _arrow_doubt(step: Json, edges: list[Json], *, last: bool) -> str | None:
    """Why a person should look at the arrows that leave a step; None when they may stand."""
    symbols = {entry["symbol"] for entry in step["pelaksana"]}
    if "decision" in symbols and len(edges) < 2:
        return "keputusan tanpa dua cabang"
    if not edges and not last and "end" not in symbols:
        return "tidak ada panah keluar yang terbaca"
    if ARROWS in step.get("audited", ()):
        return AUDIT
    return "panah kurang jelas" if any(edge.get("status") == "review" for edge in edges) else None


def decided_columns(step: Json) -> set[str]:
    """Columns of a step (performers, arrows) that a person has decided, kept as flags of the step."""
    prefix = decided_flag("")
    return {str(flag).removeprefix(prefix) for flag in step.get("flags") or () if str(flag).startswith(prefix)}


def decided_flag(column: str) -> str:
    """The flag that says a person has decided this column of a step."""
    return f"{DECIDED}{column}"


def _cell(record: Json, ids: list[list[str]], path: Path, **fields: Any) -> ReviewCell:
    source = record["source"]
    sop_index = int(path[1]) if path[0] == "sops" else None
    in_step = sop_index is not None and path[2] == "steps"
    return ReviewCell(
        sha256=source["sha256"],
        path=path,
        file=source["file"],
        sop=sop_title(record["sops"][sop_index], sop_index) if sop_index is not None else "",
        step=ids[sop_index][int(path[3])] if sop_index is not None and in_step else "",
        **fields,
    )


def _column(path: Path) -> str:
    """Name of a leaf for people: ``waktu``, ``dasar_hukum 2``, ``disahkan_oleh.nip``, ``nama pelaksana 3``."""
    if "actors" in path:
        return f"nama pelaksana {int(path[path.index('actors') + 1]) + 1}"
    last_words = [part for part in path[3:] if isinstance(part, str)] if "identity" in path else [str(path[-1])]
    number = f" {path[-1] + 1}" if isinstance(path[-1], int) else ""
    return ".".join(last_words) + number


def column_kind(column: str) -> str:
    """The column without what numbers its items.

    >>> column_kind("dasar_hukum 2"), column_kind("nama pelaksana 3"), column_kind("waktu")
    ('dasar_hukum', 'nama pelaksana', 'waktu')
    """
    return column if column.startswith(HEADING) else re.sub(r" \d+$", "", column)


def _sure(confidence: float | None) -> float:
    """A confidence as a number; where there is nothing to judge there is nothing to doubt."""
    return 1.0 if confidence is None else float(confidence)


def _suspicion(leaf: Json) -> Iterator[str]:
    """The regulation that the printed title belongs to, where the number contradicts it."""
    value = leaf.get("value")
    if isinstance(value, dict) and value.get("suspected_id"):
        yield f"mungkin {value['suspected_id']}"


def _row_place(step: Json, *others: Json) -> Json:
    """The part of the page that holds a step, and ``others`` that stand on the same page."""
    places = [place for row in (step, *others) for place in _places(row)]
    boxes = [place["bbox"] for place in places if "bbox" in place and place["page"] == step["page"]]
    if not boxes:
        return next((dict(place) for place in places if place), {})
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return {"page": step["page"], "bbox": [min(x0), min(y0), max(x1), max(y1)]}


def _places(step: Json) -> list[Json]:
    holders = [leaf for _, leaf in _walk(step, ())] + step["pelaksana"]
    return [holder.get("where") or {} for holder in holders]
