"""Compares the step table of an SOP: cells, header, durations, doers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate_align import Json, align_steps, cell, match_names, text_of
from pipeline.evaluate_tally import NAMES, SYMBOLS, Tally, as_leaf
from pipeline.evaluate_text import distance, folded, key, likeness, same_duration, without_bullets

COLUMNS = ("no", "aktivitas", "kelengkapan", "waktu", "output", "keterangan")
HEADER_NAME, HEADER_CELL, STRAY = 0.8, 0.5, 0.1
"""An actor's header counts as mapped from this likeness, a column from this mean of its cells; an empty column may
hold this share of stray cells."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of an SOP on both sides, paired; ``there`` maps gold row to predicted row."""

    gold: Sequence[Json]
    predicted: Sequence[Json]
    there: Mapping[int, int]
    ids: Sequence[str]
    where: str

    @property
    def back(self) -> dict[int, int]:
        """Predicted row to gold row."""
        return {j: i for i, j in self.there.items()}


def pair_steps(gold: Json, predicted: Json | None, where: str) -> Steps:
    """Pairs the rows; without a prediction none is paired."""
    theirs = list((predicted or {}).get("steps") or [])
    return Steps(gold["steps"], theirs, dict(align_steps(gold["steps"], theirs)), step_ids(gold["steps"]), where)


def step_ids(steps: Sequence[Json]) -> list[str]:
    """Ids as arrows use them: a lettered row takes the number above it.

    >>> step_ids([{"no": "3."}, {"no": "a."}])
    ['3', '3a']
    """
    ids, parent = [], ""
    for step in steps:
        printed = key(cell(step, "no"))
        if printed[:1].isdigit():
            parent = printed
        ids.append(parent + printed if printed.isalpha() and len(printed) == 1 else printed)
    return ids


def compare_steps(tally: Tally, steps: Steps) -> bool:
    """Counts rows and cells; says whether all rows and all their texts are right."""
    paired = len(steps.there)
    tally.add("step_recall", paired, len(steps.gold))
    tally.add("step_precision", paired, len(steps.predicted))
    perfect = paired == len(steps.gold) == len(steps.predicted)
    shared: set[str] = set()
    for row, step in enumerate(steps.gold):
        note = str((step.get("keterangan") or {}).get("cell_id") or "")
        continued = note != "" and note in shared
        shared.add(note)
        if row in steps.there:
            answer, where = steps.predicted[steps.there[row]], f"{steps.where}/{steps.ids[row]}"
            perfect &= sum(_cell(tally, step, answer, column, where, continued) for column in COLUMNS) == len(COLUMNS)
        else:
            _lost(tally, step)
    for column, step in enumerate(steps.predicted):
        if column not in steps.back:
            _stray(tally, step, f"{steps.where}/langkah lebih {cell(step, 'no')}")
    return perfect


def _cell(tally: Tally, gold: Json, predicted: Json, column: str, where: str, continued: bool) -> bool:
    """``continued``: the Keterangan cell was printed in a row above; here it may be repeated or left blank."""
    want, given = cell(gold, column), cell(predicted, column)
    options = [want, without_bullets(want), *(_also(gold.get(column)))]
    if column == "keterangan" and continued:
        options.append("")
    if column == "no":
        options.append(key(want))
    got = folded(given)
    right = any(folded(option) == got for option in options) or (column == "no" and key(given) == key(want))
    nearest = min((folded(option) for option in options), key=lambda option: distance(option, got))
    _count_cell(tally, column, right, bool(folded(want)))
    errors = 0 if right else distance(nearest, got)
    for name in ("cer", f"cer.{column}"):
        tally.add(name, errors, len(nearest))
    good = right
    if column == "waktu":
        blank = right and not got  # a cell shared with the row above may be left blank: no value either
        meant = blank or same_duration((gold.get("waktu") or {}).get("value"), _value(predicted.get("waktu")))
        _count_time(tally, gold, meant)
        good = right and meant
    tally.judge(column, predicted.get(column), good, f"{where}.{column}", want, bool(folded(want) or got))
    return right


def _also(leaf: object) -> list[str]:
    """Other readings that gold allows."""
    return [str(text) for text in leaf.get("also") or []] if isinstance(leaf, Mapping) else []


def _value(leaf: object) -> object:
    return leaf.get("value") if isinstance(leaf, Mapping) else None


def _count_cell(tally: Tally, column: str, right: bool, filled: bool) -> None:
    for name in ("cell", f"cell.{column}"):
        tally.add(name, right, 1)
        if filled:
            tally.add(name.replace("cell", "filled", 1), right, 1)


def _count_time(tally: Tally, gold: Json, right: bool) -> None:
    tally.add("time", right, 1)
    if ((gold.get("waktu") or {}).get("value") or {}).get("unit"):
        tally.add("time_filled", right, 1)


def _lost(tally: Tally, gold: Json) -> None:
    """A row that was not found has all its cells wrong, and says nothing about it."""
    for column in COLUMNS:
        letters = len(folded(cell(gold, column)))
        _count_cell(tally, column, False, letters > 0)
        tally.add("cer", letters, letters)
        tally.add(f"cer.{column}", letters, letters)
        tally.add("lost_cells", 1, 0)
    _count_time(tally, gold, False)


def _stray(tally: Tally, predicted: Json, where: str) -> None:
    for column in COLUMNS:
        letters = len(folded(cell(predicted, column)))
        if letters:
            tally.judge(column, predicted.get(column), False, f"{where}.{column}", "")
            tally.add("cer", letters, 0)
            tally.add(f"cer.{column}", letters, 0)


def compare_header(tally: Tally, gold: Json, predicted: Json | None, steps: Steps) -> dict[str, int]:
    """Counts actor names and columns; returns predicted actor -> gold column."""
    names = [text_of(actor["name"]) for actor in gold["actors"]]
    actors = list((predicted or {}).get("actors") or [])
    given = [text_of(actor.get("name")) for actor in actors]
    columns = match_names(names, given)
    if names:
        exact = sum(_same_name(name, names[at]) for name, at in columns.items())
        tally.add("actor_name", exact, len(names))
        tally.add("header", sum(likeness(name, names[at]) >= HEADER_NAME for name, at in columns.items()), len(names))
        for actor, name in zip(actors, given, strict=True):
            at = columns.get(name)
            same = at is not None and _same_name(name, names[at])
            tally.judge(NAMES, actor.get("name"), same, f"{steps.where}/pelaksana", "" if at is None else names[at])
    for column in COLUMNS[1:] if steps.gold else ():
        tally.add("header", _column_mapped(steps, column), 1)
    return columns


def same_actors(gold: Json, predicted: Json | None) -> bool:
    """The same names in the same order."""
    ours, theirs = ([text_of(one.get("name")) for one in (sop or {}).get("actors") or []] for sop in (gold, predicted))
    return len(ours) == len(theirs) and all(map(_same_name, ours, theirs))


def _same_name(a: str, b: str) -> bool:
    return folded(a).replace(" ", "") == folded(b).replace(" ", "")


def _column_mapped(steps: Steps, column: str) -> bool:
    """Judged by content: the column's cells are likest to the true column of that name."""
    pairs = steps.there.items()
    if not any(folded(cell(step, column)) for step in steps.gold):
        stray = sum(bool(folded(cell(steps.predicted[j], column))) for _, j in pairs)
        return bool(steps.there) and stray <= STRAY * len(steps.there)
    filled = [(i, j) for i, j in pairs if folded(cell(steps.gold[i], column))]
    if not filled:
        return False
    means = {other: _mean_likeness(steps, filled, other, column) for other in COLUMNS[1:]}
    return means[column] >= HEADER_CELL and means[column] >= max(means.values()) - 1e-9


def _mean_likeness(steps: Steps, rows: Sequence[tuple[int, int]], gold: str, predicted: str) -> float:
    """Of a gold column to a predicted one, over paired rows."""
    return sum(likeness(cell(steps.gold[i], gold), cell(steps.predicted[j], predicted)) for i, j in rows) / len(rows)


def compare_doers(tally: Tally, gold: Json, steps: Steps, columns: Mapping[str, int]) -> tuple[bool, bool]:
    """Counts who does each step and by which symbol.

    Says whether everyone is found and nobody added, and whether all their symbols are right.
    """
    names = [text_of(actor["name"]) for actor in gold["actors"]]
    everyone = symbols = True
    for row, step in enumerate(steps.gold):
        want = _doers(step, {name: at for at, name in enumerate(names)})
        given = _doers(steps.predicted[steps.there[row]], columns) if row in steps.there else {}
        tally.add("actor_hits", len(want.keys() & given.keys()), 0)
        tally.add("actor_wanted", len(want), 0)
        tally.add("actor_given", len(given), 0)
        for at, doer in given.items():
            answered = want.get(at)
            right = answered is not None and doer.get("symbol") in _symbols(answered)
            if answered is not None:
                tally.add("symbol", right, 1)
                symbols &= right
            place = f"{steps.where}/{steps.ids[row]}.pelaksana"
            tally.judge(SYMBOLS, as_leaf(doer, _shown(doer)), right, place, _shown(answered))
        everyone &= want.keys() == given.keys()
        tally.add("lost_cells", len(want.keys() - given.keys()) if row in steps.there else 0, 0)
    for j, other in enumerate(steps.predicted):
        if j not in steps.back:
            tally.add("actor_given", sum(doer.get("symbol") != "connector" for doer in other.get("pelaksana") or []), 0)
    return everyone, symbols


def _shown(doer: Json | None) -> str:
    return f"{doer.get('actor')}/{doer.get('symbol')}" if doer else ""


def _doers(step: Json, columns: Mapping[str, int]) -> dict[object, Json]:
    """By gold column, or by name for an actor nobody answers; connectors are no doers."""
    doers: dict[object, Json] = {}
    for doer in step.get("pelaksana") or []:
        if doer.get("symbol") != "connector":
            name = str(doer.get("actor") or "")
            doers.setdefault(columns.get(name, f"? {name}"), doer)
    return doers


def _symbols(doer: Mapping[str, Any]) -> list[object]:
    return [doer["symbol"], *(doer.get("also") or [])]
