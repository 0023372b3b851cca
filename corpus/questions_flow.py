"""Questions about the flow: who hands over to whom, the longest chain, what goes back, and two procedures compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.answers import PLACE_COLUMNS, STEPS, UNKNOWN, Answer, Value, place, sops_named
from corpus.conditions import actor_names
from corpus.database import Database, Row
from corpus.duplicates import compare_steps
from corpus.store import Corpus


@dataclass(frozen=True, slots=True)
class _Flow:
    """Steps in order, who does each (by its place in the order), and arrows as (source, target, label)."""

    steps: list[Any]
    doers: dict[int, list[Any]]
    arrows: list[tuple[int, int, str | None]]

    def names(self, at: int) -> str:
        """Who does a step."""
        return " / ".join(dict.fromkeys(row["actor"] for row in self.doers.get(at, ())))


def _flow(database: Database, sop: Row) -> _Flow:
    steps = database.execute(f"{STEPS} WHERE t.sop = ? ORDER BY t.ordinal", (sop["id"],)).fetchall()
    order = {row["id"]: at for at, row in enumerate(steps)}
    doers: dict[int, list[Any]] = defaultdict(list)
    for row in database.execute("SELECT * FROM step_actors WHERE sop = ?", (sop["id"],)):
        doers[order[row["step"]]].append(row)
    numbers = {row["no"]: at for at, row in reversed(list(enumerate(steps)))}
    edges = json.loads(sop["edges"])
    arrows = [(numbers[a], numbers[b], label) for a, b, label in edges if a in numbers and b in numbers]
    return _Flow(steps, doers, sorted(arrows, key=lambda arrow: arrow[:2]))


def hand_overs(corpus: Corpus, pelaksana: str, sop: str) -> Answer:
    """Who receives from whom: arrows between steps of different doers, with what the giving step puts out."""
    wanted = set(actor_names(corpus.connection, pelaksana)) if pelaksana else None
    rows: list[tuple[Value, ...]] = []
    unknown = 0
    for row in sops_named(corpus.connection, sop):
        flow = _flow(corpus.connection, row)
        for source, target, label in flow.arrows:
            giver, taker = flow.names(source), flow.names(target)
            if not giver or not taker:
                unknown += 1
            elif giver != taker and _concerns(flow, (source, target), wanted):
                way = f"{flow.steps[source]['no']} → {flow.steps[target]['no']}"
                rows.append((giver, taker, way, label, flow.steps[source]["output"], *place(flow.steps[target])))
    note = f"{unknown} panah tidak diketahui pelaksananya di salah satu ujung." if unknown else ""
    columns = ("Dari", "Kepada", "Langkah-langkah", "Jawaban", "Yang diserahkan", *PLACE_COLUMNS)
    return Answer(columns, tuple(rows), note, unknown)


def _concerns(flow: _Flow, ends: Sequence[int], wanted: set[str] | None) -> bool:
    return wanted is None or any(row["folded"] in wanted for at in ends for row in flow.doers.get(at, ()))


def longest_chains(corpus: Corpus, sop: str) -> Answer:
    """The longest way through each SOP without going back, and how often it changes hands; the longest first."""
    rows: list[tuple[Value, ...]] = []
    unknown = 0
    for row in sops_named(corpus.connection, sop):
        flow = _flow(corpus.connection, row)
        if not flow.arrows:
            unknown += 1
            continue
        way = _longest_way(flow)
        names = [flow.names(at) for at in way]
        changes = sum(bool(a and b and a != b) for a, b in zip(names, names[1:], strict=False))
        shown = " → ".join(flow.steps[at]["no"] for at in way)
        rows.append((len(way), changes, sum(not name for name in names), shown, *place(row)))
    rows.sort(key=lambda one: (-int(one[0] or 0), -int(one[1] or 0)))
    note = f"{unknown} SOP tanpa panah yang terbaca." if unknown else ""
    columns = ("Panjang", "Berpindah tangan", "Tanpa pelaksana", "Rangkaian", *PLACE_COLUMNS)
    return Answer(columns, tuple(rows), note, unknown)


def _longest_way(flow: _Flow) -> list[int]:
    """Positions of the steps along it. Arrows that go back are left out, so that no way is endless."""
    best: list[list[int]] = [[at] for at in range(len(flow.steps))]
    for source, target, _ in flow.arrows:  # sorted by source: the way to it is final
        if target > source and len(best[source]) + 1 > len(best[target]):
            best[target] = [*best[source], target]
    return max(best, key=len)


def loops(corpus: Corpus, sop: str) -> Answer:
    """Arrows that lead back, such as the "Tidak" of a decision, and how many steps are done again."""
    rows: list[tuple[Value, ...]] = []
    unknown = 0
    for row in sops_named(corpus.connection, sop):
        flow = _flow(corpus.connection, row)
        unknown += not flow.arrows
        for source, target, label in flow.arrows:
            if target <= source:
                ends = flow.steps[source]["no"], flow.steps[target]["no"]
                doers = flow.names(source) or UNKNOWN, flow.names(target) or UNKNOWN
                rows.append((*ends, label, source - target + 1, *doers, *place(flow.steps[source])))
    note = f"{unknown} SOP tanpa panah yang terbaca." if unknown else ""
    columns = ("Dari langkah", "Kembali ke", "Jawaban", "Langkah diulang", "Pelaksana", "Dikembalikan kepada")
    return Answer((*columns, *PLACE_COLUMNS), tuple(rows), note, unknown)


def comparison(corpus: Corpus, pertama: str, kedua: str) -> Answer:
    """Two procedures step by step: the same, reworded, or only in one of them."""
    columns = ("Keadaan", "Kemiripan", "Langkah pertama", "Aktivitas pertama", "Langkah kedua", "Aktivitas kedua")
    found = [sops_named(corpus.connection, name)[:1] if name else [] for name in (pertama, kedua)]
    if not all(found):
        return Answer((*columns, *PLACE_COLUMNS), (), "Sebutkan dua SOP dengan kata dari judul, nomor atau berkasnya.")
    (one,), (other,) = found
    steps = [_flow(corpus.connection, row).steps for row in (one, other)]
    places = [{step["no"]: step for step in side} for side in steps]
    texts = [[(step["no"], step["aktivitas"] or "") for step in side] for side in steps]
    rows: list[tuple[Value, ...]] = []
    for pair in compare_steps(*texts):
        left, right = pair.one or (None, None), pair.other or (None, None)
        where = places[0][pair.one[0]] if pair.one else places[1][pair.other[0]] if pair.other else one
        rows.append((pair.kind, round(pair.similarity, 2), *left, *right, *place(where)))
    note = f"Pertama: {place(one)[0]} ({one['file']}); kedua: {place(other)[0]} ({other['file']})."
    return Answer((*columns, *PLACE_COLUMNS), tuple(rows), note)
