"""Names of cells that no other cell of the file has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]


def name_cells(sops: Sequence[Json]) -> None:
    """Makes every ``cell_id`` below the SOPs unique, in place; the empty ids of merged cells' repeats stay.

    Page and place tell cells apart wherever a value was read, also when the SOPs of the file are counted anew. The
    SOP's ordinal is added only where they do not: to values that are nowhere on a page, and to an identity block that
    two SOPs share (``s2.nomor_sop``).
    """
    seen: set[str] = set()
    for number, sop in enumerate(sops, start=1):
        for leaf in _leaves(sop):
            leaf["cell_id"] = _free(leaf["cell_id"], number, seen)
            seen.add(leaf["cell_id"])


def _free(name: str, sop: int, seen: set[str]) -> str:
    if "@" in name and name not in seen:
        return name
    within = f"s{sop}.{name}"
    again = 1
    while (free := within if again == 1 else f"{within}#{again}") in seen:
        again += 1
    return free


def _leaves(node: object) -> Iterator[Json]:
    if isinstance(node, dict):
        if node.get("cell_id"):
            yield node
        for child in node.values():
            yield from _leaves(child)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for child in node:
            yield from _leaves(child)
