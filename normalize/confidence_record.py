"""A whole record judged: evidence into confidence, what waits for a person, and how sure row, SOP and file are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import prod
from typing import Any

from normalize.confidence import evidence_of
from normalize.confidence_context import STEP_FIELDS, PageContext, add_context
from normalize.confidence_model import NAME_SPOILS, REASONS, SILENT_TARGET, load_model, weigh
from normalize.leaf import DASHES
from normalize.step_ids import step_ids

Json = dict[str, Any]

REQUIRED_MISSING = REASONS["required"]
OBJECTION = 0.15
"""A rule of the field that allows no more than 1 minus this has seen what a person should see."""
AUDIT = "sampel pemeriksaan mutu"
"""The reason of a sure value that is shown to a person all the same, so that the real error rate is measured."""
AUDIT_SHARE = 0.01

DECIDED = "diputuskan peninjau: "
"""Begins the flag of a step that says which of its columns a person has decided."""
NOBODY_SEEN = 0.5
"""How surely a row is right in which no symbol was seen, in a table that shows symbols elsewhere."""

STEP_KINDS = {"no": "number", "waktu": "time"}
FIELD_KINDS = {
    "nip": "identifier", "nomor_sop": "identifier", "nama": "person", "jabatan": "position", "instansi": "title",
    "nama_sop": "title",
}  # fmt: skip


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
    for sop in record["sops"]:
        named: dict[str | None, float] = {}
        for kind, _, node in judged_nodes({"sops": [sop]}):
            misnamed = 1.0 - named.get(node["actor"], 1.0) if kind == "symbol" else 0.0
            sure = _judge(kind, node, least, 1.0 - NAME_SPOILS * misnamed)
            if kind == "actor":
                named[node["text"]] = sure
    draw_audit(record, policy.audit_share)
    for sop in record["sops"]:
        derive_confidence(sop)


def derive_confidence(sop: Json) -> None:
    """The confidence of each row and of the SOP from that of their values, in place."""
    drawn = any(step["pelaksana"] for step in sop["steps"])
    for number, step in zip(step_ids(sop["steps"]), sop["steps"], strict=True):
        leaving = [edge for edge in sop["flow"]["edges"] if edge["from"] == number]
        seen = NOBODY_SEEN if drawn and _lacks_doer(step) else 1.0
        step["confidence"] = round(step_confidence(step, leaving) * seen, 4)
    sop["confidence"] = round(sop_confidence(sop), 4)


def _lacks_doer(step: Json) -> bool:
    """Whether nobody does a step, though it is no mere heading and no person has said that this is so."""
    works = any((step[field] or {}).get("text") for field in ("waktu", "output"))
    return works and not step["pelaksana"] and f"{DECIDED}pelaksana" not in (step.get("flags") or ())


def _judge(kind: str, node: Json, least: float, at_most: float) -> float:
    doubts = node.pop("evidence")
    evidence = evidence_of(doubts)
    confidence, reasons = weigh(kind, evidence)
    confidence *= at_most
    # Where the form has no such field nothing was read that could be right or wrong.
    node["confidence"] = None if evidence.absent else round(confidence, 4)
    ruled = "cell_id" in node and is_ruled(doubts)
    node["status"] = "auto" if confidence >= least and not ruled else "review"
    own = list(node.get("reasons") or ())
    if "cell_id" in node or own:
        node["reasons"] = own + [reason for reason in reasons if reason not in own]
    if evidence.required:
        node["reasons"] = list(dict.fromkeys([*node["reasons"], REQUIRED_MISSING]))
    return confidence


def is_ruled(doubts: Mapping[str, float]) -> bool:
    """Whether a rule of the field objects, a word was likely misread or a required field is empty.

    Such leaves wait, however sure they are.
    """
    objects = doubts.get("objection", 0.0) > OBJECTION
    return objects or bool(doubts.get("open_repairs") or doubts.get("required"))


def draw_audit(record: Json, share: float) -> None:
    """Marks the audit sample among what nobody would look at: leaves, and the symbols or arrows of a step."""
    sha = record["source"]["sha256"]
    for _, _, node in judged_nodes(record):
        if node.get("cell_id") and node["status"] == "auto" and is_audited(sha, node["cell_id"], share):
            node["audited"] = True
            _show(node)
    for sop in record["sops"]:
        for step, name in zip(sop["steps"], step_ids(sop["steps"]), strict=True):
            arrows = [edge for edge in sop["flow"]["edges"] if edge["from"] == name]
            for column, drawn in (("pelaksana", step["pelaksana"]), ("panah", arrows)):
                anchor = str((step["aktivitas"] or {}).get("cell_id") or "")
                sure = drawn and all(one["status"] == "auto" for one in drawn)
                if sure and anchor and is_audited(sha, f"{anchor}:{column}", share):
                    step["audited"] = [*step.get("audited", []), column]
                    for one in drawn:
                        _show(one)


def _show(node: Json) -> None:
    node["status"] = "review"
    node["reasons"] = [*(node.get("reasons") or ()), AUDIT]


def is_audited(sha: str, cell_id: str, share: float) -> bool:
    """Whether a value is of the audit sample: by hash, so that every run draws the same ones.

    >>> 60 < sum(is_audited("ab", f"waktu@p1:{n}", 0.1) for n in range(1000)) < 140
    True
    """
    drawn = int.from_bytes(sha256(f"{sha} {cell_id}".encode()).digest()[:8], "big")
    return drawn < share * 2**64


def judged_nodes(record: Json) -> Iterator[tuple[str, str, Json]]:
    """Every leaf, symbol and arrow: the kind of its model, the name of its field, the JSON object."""
    for sop in record["sops"]:
        for field, leaf in _identity_leaves(sop["identity"]):
            yield leaf_kind(field, leaf), field, leaf
        for actor in sop["actors"]:
            yield "actor", "actor", actor["name"]
        for step in sop["steps"]:
            yield from ((leaf_kind(field, step[field]), field, step[field]) for field in STEP_FIELDS if step[field])
            yield from (("symbol", "pelaksana", doer) for doer in step["pelaksana"])
        yield from (("arrow", "panah", edge) for edge in sop["flow"]["edges"])


def _identity_leaves(node: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for field, value in node.items():
        if isinstance(value, list):
            yield from ((field, leaf) for leaf in value)
        elif isinstance(value, dict) and "text" in value:
            yield field, value
        elif isinstance(value, dict):
            yield from _identity_leaves(value)


def leaf_kind(field: str, leaf: Mapping[str, Any]) -> str:
    """The kind of model for a leaf: what is blank, or a dash in a step, is judged apart from what is read."""
    in_step = field in STEP_FIELDS
    if leaf.get("evidence", {}).get("absent"):
        return "absent"
    if field != "no" and (not leaf["text"] or (in_step and DASHES.issuperset(leaf["text"]))):
        return "blank" if in_step else "field_blank"
    if in_step:
        return STEP_KINDS.get(field, "text")
    return "date" if field.startswith("tanggal_") else FIELD_KINDS.get(field, "item")


def step_confidence(step: Json, arrows: Sequence[Json] = ()) -> float:
    """How surely a row is right in all: the product over its leaves, its symbols and the arrows that leave it."""
    parts = [*(step[field] for field in STEP_FIELDS), *step["pelaksana"], *arrows]
    return prod(float(part["confidence"]) for part in parts if part and part["confidence"] is not None)


def sop_confidence(sop: Json) -> float:
    """The expected share of right values: the mean over all leaves, symbols and arrows."""
    sure = [float(node["confidence"]) for _, _, node in judged_nodes({"sops": [sop]}) if node["confidence"] is not None]
    return sum(sure) / len(sure) if sure else 0.0
