"""Decisions on performers and arrows in the names and numbers that hold now, whenever they were made.

A person may put an actor's name or a step's number right after (or before) deciding who acts and where arrows go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    known: frozenset[str] = frozenset()
    """The step numbers there are now."""


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
    return Renamed(actors, {was: new for was, new in pairs if was != new}, frozenset(now))


def folded_name(name: object) -> str:
    """An actor's name as it is compared."""
    return actor_in_notation(name).casefold()


def in_present_terms(decision: Decision, renamed: Renamed) -> Decision:
    """The decision as it would be written today; one that nobody can read stays as it is."""
    try:
        if decision.column == PERFORMERS:
            reading, said = (_performers(text, renamed) for text in (decision.reading, decision.correction))
        elif decision.column == ARROWS:
            reading = _arrows(decision.reading, renamed, frozenset())
            said = _arrows(decision.correction, renamed, renamed.known)
        else:
            return decision
    except NotationError:
        return decision
    return replace(decision, reading=reading, correction=said)


def _performers(text: str, renamed: Renamed) -> str:
    pairs = ((renamed.actors.get(folded_name(actor), actor), symbol) for actor, symbol in parse_performers(text))
    return format_performers({"actor": actor, "symbol": symbol} for actor, symbol in pairs)


def _arrows(text: str, renamed: Renamed, kept: frozenset[str]) -> str:
    """``kept`` are numbers that a person may have meant as they are."""
    pairs = parse_arrows(text)
    moved = [(label, target if target in kept else renamed.numbers.get(target, target)) for label, target in pairs]
    return format_arrows({"label": label, "to": target} for label, target in moved)
