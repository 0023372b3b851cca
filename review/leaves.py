"""Walks a record: every leaf, and every cell a reviewer can decide on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from review.notation import format_arrows, format_performers, step_id

Json = dict[str, Any]
Path = tuple[str | int, ...]
"""Keys and indices from the record's root, such as ``("sops", 0, "steps", 3, "waktu")``."""

PERFORMERS = "pelaksana"
ARROWS = "panah"

ARROW_REVIEW_BELOW = 0.90
"""Edges carry no status of their own. Guessing "each step goes to the next" scores .905 on labelled pages, so an arrow
that is less sure than that guess is shown to a person."""


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
    suggestion: str
    confidence: float
    status: str
    reasons: tuple[str, ...]
    where: Mapping[str, Any]


def leaves(record: Json) -> Iterator[tuple[Path, Json]]:
    """Every leaf of a record that has a ``cell_id``, in document order, with its path."""
    yield from _walk(record, ())


def _walk(node: object, path: Path) -> Iterator[tuple[Path, Json]]:
    if isinstance(node, dict):
        if isinstance(node.get("cell_id"), str) and "text" in node and "confidence" in node:
            yield path, node
            return
        for key, child in node.items():
            yield from _walk(child, (*path, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _walk(child, (*path, index))


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
    for path, leaf in leaves(record):
        yield _leaf_cell(record, path, leaf)
    for sop_index, sop in enumerate(record["sops"]):
        for step_index, step in enumerate(sop["steps"]):
            path = ("sops", sop_index, "steps", step_index)
            if shows_performers(record, sop, step):
                yield _performers_cell(record, path, step)
            if shows_arrows(sop, step):
                yield _arrows_cell(record, path, sop, step)


def cell_id_of(step: Json, column: str) -> str:
    """Id of a step's performers or arrows: that of the activity they stand beside, and the column's name."""
    anchor = step.get("aktivitas") or step.get("no") or {}
    return f"{anchor.get('cell_id', '')}:{column}"


def shows_performers(record: Json, sop: Json, step: Json) -> bool:
    """Whether the performers of a step are a question at all: a text dump shows no symbols to look at."""
    if step["pelaksana"] or PERFORMERS in decided_columns(step):
        return True
    return bool(sop.get("actors")) and record["source"].get("kind") != "text"


def shows_arrows(sop: Json, step: Json) -> bool:
    """Whether the arrows that leave a step are a question: only where the SOP's flowchart gave arrows."""
    edges = sop.get("flow", {}).get("edges", [])
    return (
        ARROWS in decided_columns(step)
        or any(edge["from"] == step_id(step) for edge in edges)
        or (bool(edges) and bool(step["pelaksana"]))
    )


def sop_title(sop: Json, index: int) -> str:
    """Name of a SOP for people: its printed name, else its number, else its position."""
    identity = sop.get("identity", {})
    for field in ("nama_sop", "nomor_sop"):
        text = str((identity.get(field) or {}).get("text") or "")
        if text.strip():
            return " ".join(text.split())
    return f"SOP {index + 1}"


def _leaf_cell(record: Json, path: Path, leaf: Json) -> ReviewCell:
    return _cell(
        record,
        path,
        cell_id=leaf["cell_id"],
        column=_column(path),
        text=leaf["text"] or "",
        suggestion=_suggestion(leaf),
        confidence=float(leaf["confidence"]),
        status=leaf["status"],
        reasons=tuple(leaf.get("reasons") or ()),
        where=leaf.get("where") or {},
    )


def _performers_cell(record: Json, path: Path, step: Json) -> ReviewCell:
    entries = step["pelaksana"]
    decided = PERFORMERS in decided_columns(step)
    unsure = not entries or any(entry.get("status") == "review" for entry in entries)
    reasons = [reason for entry in entries for reason in entry.get("reasons") or ()]
    if not entries and not decided:
        reasons = ["simbol pelaksana tidak terlihat"]
    return _cell(
        record,
        path,
        cell_id=cell_id_of(step, PERFORMERS),
        column=PERFORMERS,
        text=format_performers(entries),
        suggestion="",
        confidence=1.0 if decided else min((float(entry["confidence"]) for entry in entries), default=0.0),
        status="corrected" if decided else "review" if unsure else "auto",
        reasons=tuple(reasons),
        where=_row_place(step),
    )


def _arrows_cell(record: Json, path: Path, sop: Json, step: Json) -> ReviewCell:
    edges = [edge for edge in sop["flow"]["edges"] if edge["from"] == step_id(step)]
    symbols = {entry["symbol"] for entry in step["pelaksana"]}
    confidence = min((float(edge["confidence"]) for edge in edges), default=1.0 if "end" in symbols else 0.0)
    decided = ARROWS in decided_columns(step)
    reasons = []
    if "decision" in symbols and len(edges) < 2 and not decided:
        confidence, reasons = min(confidence, 0.5), ["keputusan tanpa dua cabang"]
    elif confidence < ARROW_REVIEW_BELOW and not decided:
        reasons = ["panah kurang jelas" if edges else "tidak ada panah keluar yang terbaca"]
    return _cell(
        record,
        path,
        cell_id=cell_id_of(step, ARROWS),
        column=ARROWS,
        text=format_arrows(edges),
        suggestion="",
        confidence=1.0 if decided else confidence,
        status="corrected" if decided else "auto" if confidence >= ARROW_REVIEW_BELOW else "review",
        reasons=tuple(reasons),
        where=_row_place(step),
    )


def decided_columns(step: Json) -> set[str]:
    """Columns of a step (performers, arrows) that a person has decided, kept as flags of the step."""
    prefix = decided_flag("")
    return {str(flag).removeprefix(prefix) for flag in step.get("flags") or () if str(flag).startswith(prefix)}


def decided_flag(column: str) -> str:
    """The flag that says a person has decided this column of a step."""
    return f"diputuskan peninjau: {column}"


def _cell(record: Json, path: Path, **fields: Any) -> ReviewCell:
    source = record["source"]
    sop_index = path[1] if path[0] == "sops" and isinstance(path[1], int) else None
    sop = record["sops"][sop_index] if sop_index is not None else None
    step = sop["steps"][path[3]] if sop and len(path) > 3 and path[2] == "steps" else None
    return ReviewCell(
        sha256=source["sha256"],
        path=path,
        file=source["file"],
        sop=sop_title(sop, sop_index or 0) if sop else "",
        step=step_id(step) if step else "",
        **fields,
    )


def _column(path: Path) -> str:
    """Name of a leaf for people: ``waktu``, ``dasar_hukum 2``, ``disahkan_oleh.nip``, ``nama pelaksana 3``."""
    if "actors" in path:
        return f"nama pelaksana {int(path[path.index('actors') + 1]) + 1}"
    last_words = [part for part in path[3:] if isinstance(part, str)] if "identity" in path else [str(path[-1])]
    number = f" {path[-1] + 1}" if isinstance(path[-1], int) else ""
    return ".".join(last_words) + number


def _suggestion(leaf: Json) -> str:
    """What else the cell may say: the regulation it is suspected to mean, else the unrepaired reading."""
    value = leaf.get("value")
    if isinstance(value, dict) and value.get("suspected_id"):
        return str(value["suspected_id"])
    raw = str(leaf.get("raw") or "")
    return raw if raw.split() != str(leaf["text"] or "").split() else ""


def _row_place(step: Json) -> Json:
    """The strip of the page that holds a step: the box around all its located cells on its page."""
    places = [leaf.get("where") or {} for _, leaf in _walk(step, ())]
    places += [entry.get("where") or {} for entry in step["pelaksana"]]
    boxes = [place["bbox"] for place in places if "bbox" in place and place.get("page") == step.get("page")]
    if not boxes:
        return next((dict(place) for place in places if place), {})
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return {"page": step["page"], "bbox": [min(x0), min(y0), max(x1), max(y1)]}
