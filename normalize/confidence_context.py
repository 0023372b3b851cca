"""What the rest of a record says about each of its values: the page, the row, the column, the numbering."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from normalize.branches import BOTH_ANSWERS
from normalize.confidence_lists import add_list_doubts
from normalize.confidence_signs import (
    ENDS_OPEN,
    USUAL_GAP,
    WIDE_GAP,
    strange_names,
    unknown_words,
)
from normalize.step_ids import step_ids
from table_extract.table import Sheet

Json = dict[str, Any]

LIST_SIGN = re.compile(r"(?<=\w)[,;:](?=\s*[A-Z])")
"""What divides the parts of a list."""

STEP_FIELDS = ("no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan")
REQUIRED = ("nama_sop", "nomor_sop", "aktivitas")
"""Fields without which a record is of little use: unread or missing they always wait for a person."""
FINE, COARSE = 200.0, 100.0
"""Dots per inch that cost nothing, and that are as bad as it gets."""
STRUCTURAL = ("grid_doubt", "row_doubt", "line_gap", "out_of_sequence", "label_inside", "number_inside", "cut")
FEWEST_ROWS = 3
"""Steps from which a column has a usual content."""
FAIR_BOX, POOR_BOX = 0.35, 0.5
"""Doubts about a symbol's shape up to which a box is still surely one, and from which it may be anything."""
GOES_ON = re.compile(r"[a-z]{2,}")
"""A text that begins like the rest of another; "s.d.a." does not."""
SMALL_HEADS = 0.3
"""Share of small beginnings from which a column is written so."""
CROWDED_BOX = 0.35
"""The same where a step has several symbols: pieces of lines and of writing are taken for boxes."""
MANY_TIMES = 4.0
ENOUGH_LOST = 0.25
LONG_ENOUGH, ALIKE = 8, 0.9
"""Letters, and likeness, from which two different texts are likely one text read in two ways."""
TWICE, SAID_TWICE = 2, 0.3
"""A strange word that two texts of an SOP hold has this share of the doubt of one that no other text holds; one that
three hold is its author's."""
LETTERS = re.compile(r"[^\W\d_]{3,}")
"""Words of a text, whatever their kind: a name in a heading vouches for the same in capitals."""
PAIRS_AT_ONCE = 256
"""Texts held against all others of their SOP at a time."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Doubts about a page as a whole, 0..1."""

    page_doubt: float = 0.0
    coarse: float = 0.0


def page_contexts(sheets: Sequence[Sheet]) -> dict[int, PageContext]:
    """The doubts about each page; text dumps have none."""
    return {
        sheet.page: PageContext(1.0 - sheet.info.quality, min(1.0, max(0.0, (FINE - sheet.info.dpi) / (FINE - COARSE))))
        for sheet in sheets
        if sheet.info is not None and sheet.info.kind == "scan"
    }


def add_context(record: Json, pages: Mapping[int, PageContext]) -> None:
    """Adds to the evidence of every leaf, symbol and arrow of a record, in place."""
    for sop in record["sops"]:
        lost = lost_numbers(sop["steps"])
        _twins(list(_nodes(sop)))
        _said_again(list(_nodes(sop)))
        fields = [sop["identity"][name] for name in REQUIRED if name in sop["identity"]]
        for leaf in (*fields, *(step[name] for step in sop["steps"] for name in REQUIRED if name in step)):
            if leaf and not leaf["text"]:
                _put(leaf, required=1.0)
        gaps = number_gaps(sop["steps"])
        for at, step in enumerate(sop["steps"]):
            for doer in step["pelaksana"]:
                doer["evidence"] = _doer_evidence(doer, at, len(sop["steps"]), crowded=len(step["pelaksana"]) > 1)
            _row_context(step)
            for node in (*_step_leaves(step), *step["pelaksana"]):
                _put(node, lost_numbers=lost, number_gap=float(at in gaps))
        for part in (sop["identity"], sop["actors"]):
            _usual_gaps(list(_nodes(part)))
        _usual_gaps([leaf for step in sop["steps"] for leaf in _step_leaves(step)])
        _out_of_order([step["no"] for step in sop["steps"] if step["no"]])
        for field in STEP_FIELDS:
            _column_context([step[field] for step in sop["steps"]])
            _neighbours([step[field] for step in sop["steps"]], cut=field != "waktu")
        exits = Counter(edge["from"] for edge in sop["flow"]["edges"])
        ids = step_ids(sop["steps"])
        first = {name: at for at, name in reversed(list(enumerate(ids)))}
        beside_gaps = {ids[at] for at in gaps}
        for edge in sop["flow"]["edges"]:
            ends = first.get(edge["from"]), first.get(edge["to"])
            edge["evidence"] = _edge_evidence(edge, sop["steps"], ends, exits[edge["from"]]) | {"lost_numbers": lost}
            _put(edge, number_gap=float(not beside_gaps.isdisjoint((edge["from"], edge["to"]))))
    _page_context(record, pages)
    for sop in record["sops"]:
        add_list_doubts(sop)


def _put(node: Json, **doubts: float) -> None:
    node["evidence"].update({name: round(doubt, 4) for name, doubt in doubts.items() if doubt})


def _step_leaves(step: Json) -> list[Json]:
    return [step[field] for field in STEP_FIELDS if step[field]]


def _row_context(step: Json) -> None:
    leaves = _step_leaves(step)
    for leaf in leaves:
        others = [other["evidence"] for other in leaves if other is not leaf]
        worst = max((float(doubts.get(name, 0.0)) for doubts in others for name in STRUCTURAL), default=0.0)
        _put(leaf, row_noise=worst)
    worst = max((float(leaf["evidence"].get(name, 0.0)) for leaf in leaves for name in STRUCTURAL), default=0.0)
    for doer in step["pelaksana"]:
        _put(doer, row_noise=worst)


def lost_numbers(steps: Sequence[Json]) -> float:
    """0..1: how many step numbers are missing, doubled or were repaired; 1 for a quarter of them.

    >>> lost_numbers([{"no": {"text": text, "evidence": {}}} for text in ("1", "2", "4", "5")])
    1.0
    """
    printed = [step["no"] for step in steps if step["no"]]
    values = [int(digits) for no in printed if (digits := "".join(mark for mark in no["text"] or "" if mark.isdigit()))]
    if not values:
        return 0.0
    missing = len(set(range(1, max(values) + 1)) - set(values)) if max(values) < 3 * len(values) + 10 else len(values)
    doubled = len(values) - len(set(values))
    repaired = sum(bool(no["evidence"].get("out_of_sequence")) for no in printed)
    return min(1.0, (missing + doubled + repaired) / (ENOUGH_LOST * len(printed)))


def _printed_number(step: Json) -> str:
    """The printed number without its dot."""
    return str((step["no"] or {}).get("text") or "").strip(" .)")


def number_gaps(steps: Sequence[Json]) -> set[int]:
    """Positions of the steps beside a number that is missing between them.

    >>> number_gaps([{"no": {"text": text}} for text in ("1", "3.", "4")])
    {0, 1}
    """
    keys = [_printed_number(step) for step in steps]
    values = [(at, int(key)) for at, key in enumerate(keys) if key.isdigit()]
    return {at for (one, low), (two, high) in pairwise(values) if high > low + 1 for at in (one, two)}


def _usual_gaps(leaves: Sequence[Json]) -> None:
    """Two lines that stand no further apart than those of other texts have not run into one."""
    pairs = [(leaf, float(leaf["evidence"].pop("pair_gap"))) for leaf in leaves if "pair_gap" in leaf["evidence"]]
    usual = median(gap for _, gap in pairs) if len(pairs) >= FEWEST_ROWS else 0.0
    for leaf, gap in pairs if usual > USUAL_GAP else ():
        leaf["evidence"].pop("line_gap", None)
        _put(leaf, line_gap=min(1.0, max(0.0, (gap - usual) / WIDE_GAP)))


def _out_of_order(numbers: Sequence[Json]) -> None:
    """A number no higher than the one before, with which no new count begins, has lost a figure."""
    values = [int(key) if (key := str(no["text"] or "").strip(" .)")).isdigit() else None for no in numbers]
    for no, before, value, after in zip(numbers[1:], values, values[1:], [*values[2:], None], strict=False):
        if before is not None and value is not None and value <= before and after != value + 1:
            _put(no, out_of_sequence=1.0)


def _column_context(column: Sequence[Json | None]) -> None:
    leaves = [leaf for leaf in column if leaf]
    if len(leaves) < FEWEST_ROWS:
        return
    filled = sum(bool(leaf["text"]) for leaf in leaves)
    lengths = [len(leaf["text"]) for leaf in leaves if leaf["text"]]
    usual = median(lengths) if len(lengths) >= FEWEST_ROWS else 0
    for leaf in leaves:
        own = bool(leaf["text"])
        unlike = (len(leaves) - filled if own else filled) / (len(leaves) - 1)
        longer = (len(leaf["text"]) / usual - 1) / (MANY_TIMES - 1) if own and usual > 2 else 0.0
        _put(leaf, unlike_column=unlike, longer=min(1.0, max(0.0, longer)))


def _neighbours(column: Sequence[Json | None], *, cut: bool) -> None:
    """What the cells above and below, and the separators of the column, say of each cell; ``cut``: whether a text that
    begins small goes on from another ("paling lama 2 jam" does not)."""
    leaves = [leaf for leaf in column if leaf and leaf["text"]]
    small = sum(leaf["text"][:1].islower() for leaf in leaves)
    cut = cut and small <= SMALL_HEADS * len(leaves)
    divided = Counter(sign for leaf in leaves for sign in set(LIST_SIGN.findall(leaf["text"])))
    for above, below in pairwise(leaves):
        torn = ENDS_OPEN.search(above["text"]) is not None or (cut and GOES_ON.match(below["text"]) is not None)
        for leaf in (above, below) if torn else ():
            _put(leaf, beside_cut=1.0)
    for leaf in leaves if divided.total() > 1 else ():
        own = set(LIST_SIGN.findall(leaf["text"]))
        others = divided.total() - len(own)
        unlike = sum(count for sign, count in divided.items() if sign not in own)
        if own and others and leaf["evidence"].get("unseen_marks"):
            _put(leaf, mixed_stops=unlike / others)


def _doer_evidence(doer: Json, at: int, count: int, *, crowded: bool) -> Json:
    """Of a box less is asked than of symbols that are rare; and of a start or end where one is as a rule."""
    doubt, symbol = 1.0 - float(doer["confidence"]), doer["symbol"]
    box, usual = symbol == "process", {"start": 0, "end": count - 1}.get(symbol)
    poor = min(1.0, max(0.0, doubt - FAIR_BOX) / (POOR_BOX - FAIR_BOX)) if box else 0.0
    doubts = {
        "box_doubt" if box else "usual_mark" if usual == at else "objection": doubt,
        "poor_box": poor,
        "odd_mark": float(usual is not None and usual != at),
        "plain_end": float(box and at in (0, count - 1)),
        "crowded": float(crowded),
        "crowded_poor": float(crowded and doubt >= CROWDED_BOX),
    }
    return {name: round(value, 4) for name, value in doubts.items() if value}


def _twins(leaves: Sequence[Json]) -> None:
    """Texts of one SOP held against each other: the same again vouches, nearly the same does the opposite."""
    texts = [" ".join(str(leaf.get("text") or "").lower().split()) for leaf in leaves]
    counts = Counter(texts)
    long = sorted(text for text in counts if len(text) >= LONG_ENOUGH)
    twins = {text for text, alike in zip(long, _alike(long), strict=True) if alike > 1}
    for leaf, text in zip(leaves, texts, strict=True):
        if text:
            alone = float(counts[text] == 1)
            disputed = float(bool(leaf["evidence"].get("disagree")))
            _put(leaf, near_twin=float(text in twins), unvouched=alone, disputed_alone=alone * disputed)


def _said_again(leaves: Sequence[Json]) -> None:
    """What no list knows, a name or word, is doubted less where other texts of the SOP were read to say it too."""
    texts = [str(leaf.get("text") or "") for leaf in leaves]
    said = Counter(word for text in texts for word in set(LETTERS.findall(text.lower())))
    for leaf, text in zip(leaves, texts, strict=True):
        if leaf["evidence"].pop("strange_names", 0.0):
            lone = [word for word in strange_names(text) if said[word.lower()] < TWICE]
            _put(leaf, strange_names=min(1.0, len(lone) / 2))
        if leaf["evidence"].pop("unknown_words", 0.0):
            told = (said[word.lower()] for word in unknown_words(text))
            rare = sum(1.0 if times < TWICE else SAID_TWICE for times in told if times <= TWICE)
            _put(leaf, unknown_words=round(min(1.0, rare / 2), 4))


def _alike(texts: Sequence[str]) -> Iterator[int]:
    """For each text how many are nearly the same, itself among them; by parts, as all pairs at once fill the memory."""
    for start in range(0, len(texts), PAIRS_AT_ONCE):
        some = texts[start : start + PAIRS_AT_ONCE]
        likeness = process.cdist(some, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=ALIKE)
        yield from (int(count) for count in (likeness > 0).sum(axis=1))


def _edge_evidence(edge: Json, steps: Sequence[Json], at: tuple[int | None, int | None], exits: int) -> Json:
    """``at`` are the places of the steps that the arrow leaves and reaches."""
    ends = [doer for place in at if place is not None for doer in steps[place]["pelaksana"]]
    apart = at[1] - at[0] if at[0] is not None and at[1] is not None else 1
    left = {one["symbol"] for one in steps[at[0]]["pelaksana"]} if at[0] is not None else set()
    leaves_decision = "decision" in left
    worst = max((1.0 - float(one["confidence"]) for one in ends), default=1.0)
    odd_exits = exits != (2 if leaves_decision else 1) or left == {"end"}
    branches = leaves_decision or BOTH_ANSWERS in (edge.get("reasons") or ())
    plain, unlabelled = not edge["label"], branches and not edge["label"]
    usual = plain and apart == 1 and not odd_exits and not unlabelled
    hinted = plain and bool(edge.get("inferred"))
    doubts = {
        "usual_next" if usual else "hint_doubt" if hinted else "edge_doubt": 1.0 - float(edge["confidence"]),
        "name_doubt": worst,
        "plain_leap": float(plain and apart != 1),
        "backward": float(apart <= 0),
        "leap": min(1.0, max(0, apart - 1) / 3),
        "inferred": float(bool(edge.get("inferred")) and not plain),
        "hinted": float(hinted),
        "unlabelled": float(unlabelled),
        "odd_exits": float(odd_exits),
    }
    return {key: round(value, 4) for key, value in doubts.items() if value}


def _page_context(record: Json, pages: Mapping[int, PageContext]) -> None:
    by_page: dict[int, list[Json]] = {}
    for sop in record["sops"]:
        seen = {page for node in _nodes(sop) if (page := (node.get("where") or {}).get("page"))}
        own = {step["page"] for step in sop["steps"]} or seen
        for node in _nodes(sop):
            page = (node.get("where") or {}).get("page") or min(own, default=0)
            by_page.setdefault(page, []).append(node)
    for page, nodes in by_page.items():
        read = [node["evidence"] for node in nodes if node["evidence"].get("scanned")]
        noise = fmean(doubts.get("engine_doubt", 0.0) for doubts in read) if read else 0.0
        disagree = fmean(float(bool(doubts.get("disagree"))) for doubts in read) if read else 0.0
        about = pages.get(page, PageContext())
        for node in nodes:
            _put(node, page_doubt=about.page_doubt, coarse=about.coarse, page_noise=noise, page_disagree=disagree)
            if read and not node["evidence"].get("scanned"):
                _put(node, scanned=1.0)


def _nodes(node: object) -> Iterator[Json]:
    if isinstance(node, dict):
        if "evidence" in node:
            yield node
        else:
            for child in node.values():
                yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)
