"""Two pages on one scan, as of an open book or a sheet of A3: the picture, and the truth with its pages renumbered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from bench.picture import Picture, Random, clipped, like, moved

Groups = tuple[tuple[int, ...], ...]
"""For each page of a scan the pages of the document it shows, from 1."""
DEEPEST_CURL_MM = 5.0


def spread_groups(sizes: Sequence[tuple[float, float]]) -> Groups:
    """Neighbouring pages of the same size two by two; others alone."""
    groups: list[tuple[int, ...]] = []
    at = 0
    while at < len(sizes):
        pair = at + 1 < len(sizes) and sizes[at] == sizes[at + 1]
        groups.append((at + 1, at + 2) if pair else (at + 1,))
        at += 2 if pair else 1
    return tuple(groups)


def join_pages(one: Picture, other: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Upright pages side by side, landscape ones one above the other, with the fold's shadow between."""
    across = one.shape[1] <= one.shape[0]
    joined = np.concatenate((one, other), axis=1 if across else 0)
    if not across:
        joined = np.ascontiguousarray(joined.swapaxes(0, 1))
    height, width = joined.shape[:2]
    far = (np.arange(width, dtype=np.float32)[None, :] - width / 2) / pixels_per_mm
    sink = np.exp(-np.abs(far) / 9) * DEEPEST_CURL_MM * pixels_per_mm * strength * 0.5
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = moved(joined, xs, ys + sink * random.choice((-1, 1)))
    dark = 1 - strength * (0.55 * np.exp(-np.abs(far) / 5) + 0.3 * np.exp(-np.abs(far) / 0.6))
    shaded = clipped(bent * like(np.broadcast_to(dark, (height, width)).astype(np.float32), bent))
    return shaded if across else np.asarray(np.ascontiguousarray(shaded.swapaxes(0, 1)), np.uint8)


def record_on_groups(record: dict[str, Any], groups: Groups) -> dict[str, Any]:
    """The truth of a scan whose pages show several pages of the document."""
    to = {page: number for number, group in enumerate(groups, start=1) for page in group}
    if all(page == number for page, number in to.items()):
        return record
    moved_record: dict[str, Any] = json.loads(json.dumps(record))
    source = moved_record["source"]
    first = {number: info for info, number in zip(source["page_info"], to.values(), strict=True)}
    source["pages"] = len(groups)
    source["page_info"] = [{**first[number], "page": number} for number in range(1, len(groups) + 1)]
    for sop in moved_record["sops"]:
        sop["pages"] = sorted({to[page] for page in sop["pages"]})
        for step in sop["steps"]:
            step["page"] = to[step["page"]]
    return moved_record
