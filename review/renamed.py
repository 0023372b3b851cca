"""Decisions on performers and arrows in the names and numbers that hold now, whenever they were made.

A person may put an actor's name or a step's number right after (or before) deciding who acts and where arrows go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from normalize.step_ids import step_ids
from review.leaves import ARROWS, PERFORMERS, Json, ReviewCell
from review.ledger import Decision
from review.notation import (
    NotationError,
    actor_in_notation,
    format_arrows,
    format_performers,
    parse_arrows,
    parse_performers,
)


@dataclass(frozen=True, slots=True)
class Renamed:
    """Of one SOP: former names of actors (folded) and former step numbers, with what they are now."""

    actors: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    names_now: frozenset[str] = frozenset()
    numbers_now: frozenset[str] = frozenset()


def find_renamed(record: Json, pairs: Iterable[tuple[Decision, ReviewCell | None]]) -> dict[int, Renamed]:
    """By SOP, what the decisions on names and numbers change; ``record`` shows these decisions already."""
    actors: dict[int, dict[str, str]] = {}
    printed: dict[int, dict[int, str]] = {}
    for decision, cell in pairs:
        if cell is None or not decision.settles or cell.path[0] != "sops":
            continue
        sop, place = int(cell.path[1]), cell.path[2:]
        if place[0] == "actors":
            actors.setdefault(sop, {})[folded_name(decision.reading)] = decision.text
        if place[0] == "steps" and place[-1] == "no":
            printed.setdefault(sop, {})[int(place[1])] = decision.reading
    return {
        sop: _renamed(record["sops"][sop], actors.get(sop, {}), printed.get(sop, {})) for sop in {*actors, *printed}
    }


def _renamed(sop: Json, actors: Mapping[str, str], printed: Mapping[int, str]) -> Renamed:
    now = step_ids(sop["steps"])
    read = [{"no": {"text": printed[n]}} if n in printed else {"no": step["no"]} for n, step in enumerate(sop["steps"])]
    pairs = zip(step_ids(read), now, strict=True) if printed else ()
    names = frozenset(folded_name(actor["name"]["text"]) for actor in sop["actors"])
    return Renamed(actors, {was: new for was, new in pairs if was != new}, names, frozenset(now))


Names = tuple[tuple[str, ...], tuple[str, ...]]
"""The names of a SOP's actors, and the numbers of its steps."""


def sop_names(sop: Json) -> Names:
    """What performers and arrows of a SOP are written in."""
    return tuple(str(actor["name"]["text"] or "") for actor in sop["actors"]), tuple(step_ids(sop["steps"]))


def carry_over(sop: Json, before: Names) -> None:
    """Writes performers and arrows in today's names and numbers, all at once: names may have changed places."""
    actors, numbers = (_changes(was, now) for was, now in zip(before, sop_names(sop), strict=True))
    for entry in (entry for step in sop["steps"] for entry in step["pelaksana"]) if actors else ():
        entry["actor"] = actors.get(entry["actor"], entry["actor"])
    for edge in sop["flow"]["edges"] if numbers else ():
        edge["from"], edge["to"] = (numbers.get(end, end) for end in (edge["from"], edge["to"]))


def _changes(before: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    """What each name became; nothing for a name that two had, or that was taken away."""
    became: dict[str, set[str]] = {}
    for was, new in zip(before, now, strict=True):
        became.setdefault(was, set()).add(new)
    return {was: next(iter(new)) for was, new in became.items() if len(new) == 1 and was not in new and new != {""}}


def folded_name(name: object) -> str:
    """An actor's name as it is compared."""
    return actor_in_notation(name).casefold()


def in_present_terms(decision: Decision, renamed: Renamed) -> Decision:
    """The decision as it would be written today; one that nobody can read stays as it is.

    What the machine read is in former terms. What the person said may be in either: a name or number that there is now
    is taken at its word.
    """
    write = {PERFORMERS: _performers, ARROWS: _arrows}.get(decision.column)
    if write is None:
        return decision
    literal = replace(renamed, actors=_without(renamed.actors, renamed.names_now, folded_name))
    literal = replace(literal, numbers=_without(renamed.numbers, renamed.numbers_now, str))
    try:
        reading, said = write(decision.reading, renamed), write(decision.text, literal)
    except NotationError:
        return decision
    if said == reading or decision.verdict == "kosong":
        return replace(decision, reading=reading, correction=said if decision.verdict == "koreksi" else "")
    return replace(decision, reading=reading, verdict="koreksi", correction=said)


def _without(changes: Mapping[str, str], present: frozenset[str], fold: Callable[[str], str]) -> dict[str, str]:
    return {was: new for was, new in changes.items() if fold(was) not in present}


def _performers(text: str, renamed: Renamed) -> str:
    pairs = ((renamed.actors.get(folded_name(actor), actor), symbol) for actor, symbol in parse_performers(text))
    return format_performers({"actor": actor, "symbol": symbol} for actor, symbol in pairs)


def _arrows(text: str, renamed: Renamed) -> str:
    moved = [(label, renamed.numbers.get(target, target)) for label, target in parse_arrows(text)]
    return format_arrows({"label": label, "to": target} for label, target in moved)
