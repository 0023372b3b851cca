"""Cells that say "as above": the word stays as printed, the value says what it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from normalize.leaf import Leaf

FIELDS = ("kelengkapan", "waktu", "output", "keterangan")
AS_ABOVE = re.compile(r"(?:idem|ibid|s\.? ?d\.? ?a|sama (?:dengan|seperti) (?:yang )?di ?atas)[ .]*", re.IGNORECASE)
"""Latin and Indonesian ("sama dengan atas") words for "the same"; a ditto mark may be dirt and is left out."""
LONGEST = 40
"""Letters; a longer cell says more than that it repeats."""

Leaves = Mapping[str, Leaf | None]


def says_as_above(text: str | None) -> bool:
    """True for a cell with nothing but the word.

    >>> [says_as_above(text) for text in ("Idem", "s.d.a.", "Sda.", "Idem nomor 2", "SDA Kabupaten")]
    [True, True, True, False, False]
    """
    return bool(text) and len(text or "") <= LONGEST and AS_ABOVE.fullmatch(text or "") is not None


def resolve_as_above(steps: Sequence[tuple[str, Leaves]]) -> list[Leaves]:
    """The leaves of the steps (key, leaves) in order, each "Idem" with the nearest own text of its column above."""
    nearest: dict[str, tuple[str, Leaf]] = {}
    resolved: list[Leaves] = []
    for key, leaves in steps:
        now = dict(leaves)
        for field in FIELDS:
            leaf = leaves.get(field)
            if leaf is None or leaf.text is None or leaf.missing:
                continue
            if not says_as_above(leaf.text):
                nearest[field] = key, leaf
            elif field in nearest:
                now[field] = as_meant(leaf, *nearest[field])
        resolved.append(now)
    return resolved


def as_meant(leaf: Leaf, key: str, above: Leaf) -> Leaf:
    """A leaf that repeats the cell of step ``key``: its value says so, for a time also with the length stated there."""
    length = above.value if isinstance(above.value, Mapping) else {}
    value = {**length, "sama_dengan": {"step": key, "text": above.text}}
    return replace(leaf, value=value, evidence=replace(leaf.evidence, unparsed=0.0))
