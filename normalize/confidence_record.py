"""A whole record judged: evidence into confidence, what waits for a person, and how sure row, SOP and file are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import prod
from typing import Any

from normalize.confidence import evidence_of
from normalize.confidence_context import PageContext, add_context
from normalize.confidence_model import SILENT_TARGET, load_model, weigh

Json = dict[str, Any]

REQUIRED = frozenset({"nama_sop", "nomor_sop", "aktivitas"})
"""Fields without which a record is of little use: unread or missing they always wait for a person."""
REQUIRED_MISSING = "isian wajib tidak terbaca"
AUDIT = "sampel pemeriksaan mutu"
"""The reason of a sure value that is shown to a person all the same, so that the real error rate is measured."""
AUDIT_SHARE = 0.01

STEP_KINDS = {"no": "number", "waktu": "time"}
FIELD_KINDS = {"nip": "identifier", "nomor_sop": "identifier", "nama": "signed", "jabatan": "signed"}


@dataclass(frozen=True, slots=True)
class Policy:
    """``silent_error``: the share of wrong values to allow among those nobody looks at. ``audit_share``: the share of
    sure values to show to a person all the same."""

    silent_error: float = SILENT_TARGET
    audit_share: float = AUDIT_SHARE


def judge_record(record: Json, pages: Mapping[int, PageContext], policy: Policy | None = None) -> None:
    """Turns the evidence of every leaf, symbol and arrow into confidence, status and reasons, in place."""
    policy = policy or Policy()
    add_context(record, pages)
    least = load_model().threshold(policy.silent_error)
    for kind, field, node in judged_nodes(record):
        evidence = evidence_of(node.pop("evidence"))
        confidence, reasons = weigh(kind, evidence)
        node["confidence"] = round(confidence, 4)
        node["status"] = "auto" if confidence >= least else "review"
        if "reasons" in node or reasons:
            own = list(node.get("reasons") or ())
            node["reasons"] = own + [reason for reason in reasons if reason not in own]
        if field in REQUIRED and not node.get("text"):
            _to_review(node, REQUIRED_MISSING)
        elif node["status"] == "auto" and is_audited(record["source"]["sha256"], _name(node), policy.audit_share):
            _to_review(node, AUDIT)
    for sop in record["sops"]:
        sop["confidence"] = round(sop_confidence(sop), 4)


def _to_review(node: Json, reason: str) -> None:
    node["status"] = "review"
    node["reasons"] = [*(node.get("reasons") or ()), reason]


def _name(node: Json) -> str:
    """What stands for a value in the lottery; only leaves have an id, and repeats of merged cells have none."""
    return str(node.get("cell_id") or "")


def is_audited(sha: str, cell_id: str, share: float) -> bool:
    """Whether a value is of the audit sample: by hash, so that every run draws the same ones.

    >>> sum(is_audited("ab", f"waktu@p1:{n}", 0.1) for n in range(1000))
    97
    """
    drawn = int.from_bytes(sha256(f"{sha} {cell_id}".encode()).digest()[:8], "big")
    return bool(cell_id) and drawn < share * 2**64


def judged_nodes(record: Json) -> Iterator[tuple[str, str, Json]]:
    """Everything with evidence: the kind of its model, the name of its field, the JSON object."""
    for sop in record["sops"]:
        for field, leaf in _identity_leaves(sop["identity"]):
            yield leaf_kind(field, leaf), field, leaf
        for actor in sop["actors"]:
            yield "actor", "actor", actor["name"]
        for step in sop["steps"]:
            for field in ("no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan"):
                if step[field]:
                    yield leaf_kind(field, step[field]), field, step[field]
            for doer in step["pelaksana"]:
                yield "symbol", "pelaksana", doer
        for edge in sop["flow"]["edges"]:
            yield "arrow", "panah", edge


def _identity_leaves(node: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for field, value in node.items():
        if isinstance(value, list):
            yield from ((field, leaf) for leaf in value)
        elif isinstance(value, dict) and "text" in value:
            yield field, value
        elif isinstance(value, dict):
            yield from _identity_leaves(value)


def leaf_kind(field: str, leaf: Mapping[str, Any]) -> str:
    """The kind of model for a leaf: what is blank is judged apart from what is read."""
    in_step = field in {"no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan"}
    if not leaf["text"]:
        return "blank" if in_step else "field_blank"
    if in_step:
        return STEP_KINDS.get(field, "text")
    if field.startswith("tanggal_"):
        return "date"
    return FIELD_KINDS.get(field, "title" if field in {"instansi", "nama_sop"} else "item")


def step_confidence(step: Mapping[str, Any], edges: list[Json]) -> float:
    """How surely a row is right in all: the product over its leaves, its symbols and the arrows that leave it."""
    leaves = [step[field] for field in ("no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan")]
    return prod(float(one["confidence"]) for one in (*leaves, *step["pelaksana"], *edges) if one)


def sop_confidence(sop: Json) -> float:
    """The expected share of right values: the mean over all leaves, symbols and arrows."""
    sure = [float(node["confidence"]) for _, _, node in judged_nodes({"sops": [sop]})]
    return sum(sure) / len(sure) if sure else 0.0
