"""Leaves judged by their own evidence alone, as the record judges them with its context."""

from __future__ import annotations

from normalize.confidence import evidence_of
from normalize.confidence_model import load_model, weigh
from normalize.confidence_record import is_ruled, leaf_kind
from normalize.leaf import Leaf


def confidence_of(leaf: Leaf | None, field: str) -> float:
    """The probability that the leaf of a field is right."""
    assert leaf is not None
    found = leaf.to_json()
    evidence = found["evidence"]
    assert isinstance(evidence, dict)
    return weigh(leaf_kind(field, found), evidence_of(evidence))[0]


def waits(leaf: Leaf | None, field: str) -> bool:
    """Whether the leaf is for a person to look at: a rule says so, or its confidence."""
    assert leaf is not None
    evidence = leaf.to_json()["evidence"]
    assert isinstance(evidence, dict)
    return is_ruled(evidence) or confidence_of(leaf, field) < load_model().threshold()
