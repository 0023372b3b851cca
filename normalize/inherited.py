"""Several step tables under one identity block: the later ones take the block of the one before."""

from __future__ import annotations

from dataclasses import fields, replace

from normalize.identity import Identity
from normalize.leaf import Leaf
from normalize.table_titles import related

FROM_BEFORE = "identitas dari SOP sebelumnya"
RELATED_SURE, UNTITLED_SURE = 0.95, 0.8
"""Factors on the confidence of what is taken over: in general, and of the name where the table has no title to tell.
Whether the block belongs to the table is one question, and the name asks it."""
INHERITED_FLAG = "identitas dari SOP sebelumnya: tabel langkah ini tidak memiliki blok identitas sendiri"


def inherits(own_block: bool, title: str, name_before: str) -> bool:
    """Whether a step table belongs under the block before: it has none of its own and no other title."""
    return not own_block and bool(name_before) and (not title or related(title, name_before))


def inherit_identity(before: Identity, title: str) -> Identity:
    """The block under which a table stands, every value of it less sure, an untitled table's name most."""
    singles = {
        field.name: _taken(leaf, UNTITLED_SURE if field.name == "nama_sop" and not title else RELATED_SURE)
        for field in fields(before)
        if isinstance(leaf := getattr(before, field.name), Leaf)
    }
    lists = {name: tuple(_taken(leaf, RELATED_SURE) for leaf in leaves) for name, leaves in before.lists.items()}
    return replace(before, lists=lists, **singles)


def _taken(leaf: Leaf, factor: float) -> Leaf:
    return leaf.weighed(leaf.confidence * factor, FROM_BEFORE)
