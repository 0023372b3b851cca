"""Regulations that a file names outside its legal basis, as rows. Pure: nothing here touches a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.facet_kinds import folded_regulation
from corpus.rows import Json, as_leaf, leaf_place, leaf_text, place_values

MENTION_COLUMNS = ("document", "sop", "reg_id", "folded", "text", "part", "page", "bbox", "line")

WITHIN = "dasar_hukum"
"""Part of a regulation that the text of another citation names ("as amended by ...")."""


def record_to_mentions(record: Json, document: int, sops: Mapping[str, int]) -> Iterator[tuple[object, ...]]:
    """The rows of a record; ``sops`` are the keys of its SOPs by sop_id."""
    for mention in record.get("mentions") or ():
        if mention.get("id"):
            place = place_values(leaf_place(mention))
            told = (mention.get("text") or mention["id"], mention.get("part") or "")
            yield (document, sops.get(str(mention.get("sop_id"))), *_ids(str(mention["id"])), *told, *place)
    for sop in record.get("sops", ()):
        for item in sop.get("identity", {}).get("dasar_hukum") or ():
            meaning = as_leaf(item).get("value")
            for reg_id in (meaning.get("mentions") or ()) if isinstance(meaning, Mapping) else ():
                told = (leaf_text(item) or reg_id, WITHIN)
                yield (document, sops[str(sop["sop_id"])], *_ids(str(reg_id)), *told, *place_values(leaf_place(item)))


def _ids(reg_id: str) -> tuple[str, str]:
    return reg_id, folded_regulation(reg_id)
