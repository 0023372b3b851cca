"""The record ``mutubaku.sop/1``: drafts, steps and flow written as JSON values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from jsonschema import Draft202012Validator

from normalize.branches import Edge
from normalize.column import Column
from normalize.confidence import Evidence, from_scan
from normalize.continued import StepTable
from normalize.doers import Doer
from normalize.flow import NO_SYMBOLS, Flow
from normalize.leaf import UNLIKELY, make_leaf, place_to_json
from normalize.loose_branches import LooseBranch
from normalize.roles import canonical_role, is_cut_short
from normalize.step_leaves import LINE_LOST
from normalize.steps import Step
from normalize.written_doers import written_actors

SCHEMA = "mutubaku.sop/1"

SourceKind = Literal["digital", "scan", "mixed", "image", "text"]


@dataclass(frozen=True, slots=True)
class Source:
    """The file a record was read from. ``file`` is its path below the input root."""

    file: str
    sha256: str
    kind: SourceKind
    pages: int


def actors_to_json(parts: Sequence[StepTable], agency: str | None) -> list[dict[str, object]]:
    """Every actor column once, in the order of the header, with its canonical role where known.

    Where the doers' names are written below a heading of them all, these.
    """
    columns: dict[str, Column] = {}
    for column in written_actors(parts) or [column for part in parts for column in part.columns.actors]:
        columns.setdefault(column.name, column)
    return [_actor(column, agency) for column in columns.values() if column.name]


DOUBLED = 0.5
"""Confidence at most of the name of a column in which two actors seem to stand."""
TWO_ACTORS = "mungkin dua pelaksana dalam satu kolom: garis di antaranya tidak terlihat"
RULING = "|"
"""A line of the table that was read as a mark: the names of two columns stand beside it."""


def _actor(column: Column, agency: str | None) -> dict[str, object]:
    torn = from_scan(column.lines) and (has_scraps(column.name) or is_cut_short(column.name))
    odd = is_fragment(column.name) or torn or RULING in column.name
    evidence = Evidence(header_doubt=1.0 - column.score, odd_name=float(odd), joined=float(column.doubled))
    role = canonical_role(column.name, agency)
    at_most, reasons = (UNLIKELY, [LINE_LOST]) if column.unread else (1.0, [])
    if column.doubled:
        at_most, reasons = DOUBLED, [TWO_ACTORS]
    name = make_leaf(
        column.lines, "actor", text=column.name, place=column.place, evidence=evidence, at_most=at_most, reasons=reasons
    )
    return {"name": name.to_json(), "role": role.role if role else None}


def is_fragment(name: str) -> bool:
    """Whether an actor's name looks like a piece of one: it begins small, or is a lone letter or a short syllable.

    >>> is_fragment("an"), is_fragment("Pe"), is_fragment("PP"), is_fragment("Kepala Seksi")
    (True, True, False, False)
    """
    letters = [mark for mark in name if mark.isalpha()]
    syllable = len(letters) == 2 and letters[1].islower()
    return not letters or letters[0].islower() or len(letters) == 1 or syllable


def has_scraps(name: str) -> bool:
    """Whether a name read from ink holds small scraps of words; a header's narrow column may print them so itself.

    >>> has_scraps("Petu as"), has_scraps("Pejabat di Desa")
    (True, False)
    """
    scraps = {word for word in name.split() if word.isalpha() and word.islower() and len(word) <= 2}
    return bool(scraps - {"di", "ke"})


def step_to_json(
    step: Step, doers: Sequence[Doer], roles: Sequence[str], branches: Sequence[LooseBranch] = ()
) -> dict[str, object]:
    """One step; ``roles`` are the header's actors, looked for in the sentence where no symbol was read."""
    leaves = {field: leaf.to_json() if leaf else None for field, leaf in step.leaves.items()}
    flags = list(step.flags) + ([] if doers else [NO_SYMBOLS])
    activity = step.leaves["aktivitas"]
    if not doers and activity and activity.text:
        flags += [f"disebut dalam kalimat: {role}" for role in named_in_text(activity.text, roles)]
    return {
        "no": leaves["no"],
        "aktivitas": leaves["aktivitas"],
        "pelaksana": [doer_to_json(doer) for doer in doers],
        "kelengkapan": leaves["kelengkapan"],
        "waktu": leaves["waktu"],
        "output": leaves["output"],
        "keterangan": leaves["keterangan"],
        "page": step.page,
        "flags": flags,
        **({"branches": [_branch(branch) for branch in branches]} if branches else {}),
    }


def _branch(branch: LooseBranch) -> dict[str, object]:
    return {
        "label": branch.label,
        "confidence": round(branch.confidence, 4),
        "where": place_to_json(branch.place),
    }


def named_in_text(sentence: str, roles: Sequence[str]) -> list[str]:
    """The actors a sentence names as its doer: at its beginning, or after "oleh".

    >>> named_in_text("Penandatanganan surat oleh Camat", ["Camat", "Kasi"])
    ['Camat']
    """
    patterns = {role: rf"(?:^|\boleh ){re.escape(role)}\b" for role in roles if role}
    return [role for role, pattern in patterns.items() if re.search(pattern, sentence, re.IGNORECASE)]


def doer_to_json(doer: Doer) -> dict[str, object]:
    """One actor of a step."""
    return {
        "actor": doer.actor,
        "symbol": doer.mark,
        "confidence": round(doer.confidence, 4),
        "status": "auto",
        "where": place_to_json(doer.place),
    }


def flow_to_json(flow: Flow, steps: Sequence[Step]) -> dict[str, object]:
    """The edges between printed step numbers."""
    return {"edges": [_edge(edge, steps) for edge in flow.edges]}


def _edge(edge: Edge, steps: Sequence[Step]) -> dict[str, object]:
    inferred: dict[str, object] = {"inferred": edge.inferred} if edge.inferred else {}
    reasons: dict[str, object] = {"reasons": list(edge.reasons)} if edge.reasons else {}
    return {
        "from": steps[edge.source].key,
        "to": steps[edge.target].key,
        "label": edge.label,
        "confidence": round(edge.confidence, 4),
        "status": "auto",
        **inferred,
        **reasons,
    }


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((files("normalize") / "schema" / "mutubaku.sop-1.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def validate_record(record: Mapping[str, object]) -> list[str]:
    """What is wrong with a record, as ``path: message``; empty when it keeps to the schema."""
    errors = sorted(_validator().iter_errors(record), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message}" for error in errors]
