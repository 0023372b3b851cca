"""Invents a procedure: who does what in which row, how long it takes, and where the arrows go."""

from __future__ import annotations

import random
from typing import Any

from bench.content import Arrow, Doer, Kind, Span, Step

ONE_WAY = 0.1
"""Share of procedures whose decisions are drawn with the way on alone."""
UNITS = ("menit", "menit", "menit", "jam", "hari", "hari_kerja", "minggu")
AMOUNTS = {"menit": (5, 10, 15, 20, 30, 45, 60), "hari": (1, 2, 3, 5, 7, 14)}
PRINTED = {"hari_kerja": "hari kerja"}


def invent_actors(dice: random.Random, office: dict[str, Any]) -> tuple[str, ...]:
    """Two to seven actor columns; people from outside stand first."""
    inside = dice.sample(office["actors"], dice.randint(2, min(6, len(office["actors"]))))
    return (*(office["outside"][:1] if dice.random() < 0.6 else ()), *inside)


def invent_steps(
    dice: random.Random,
    words: dict[str, Any],
    theme: dict[str, Any],
    actors: tuple[str, ...],
    count: int,
    unit: str | None,
) -> tuple[tuple[Step, ...], tuple[Arrow, ...]]:
    """Rows and arrows; ``unit`` stands in the header, so that times are bare numbers."""
    kinds = _kinds(dice, count)
    holders = _holders(dice, len(actors), count)
    dotted, tall_notes = dice.random() < 0.4, dice.random() < 0.25
    steps: list[Step] = []
    for row, (kind, actor) in enumerate(zip(kinds, holders, strict=True)):
        following = actors[holders[min(row + 1, count - 1)]]
        text, output = _act(dice, words, theme, kind, row, following)
        doers = [Doer(actor, kind)]
        if kind == "process" and dice.random() < 0.07:
            doers.append(Doer(dice.choice([other for other in range(len(actors)) if other != actor]), "process"))
        note, joined = _note(dice, words), {}
        if tall_notes and row and steps[-1].note and dice.random() < 0.5:
            joined = {"keterangan": steps[-1].joined.get("keterangan", row - 1)}
            note = steps[-1].note
        number = str(row + 1)
        needs, span = _needs(dice, theme), _span(dice, unit)
        steps.append(Step(number + "." * dotted, number, text, tuple(doers), needs, span, output, note, joined))
    return tuple(steps), _arrows(dice, kinds, holders)


def _kinds(dice: random.Random, count: int) -> list[Kind]:
    kinds: list[Kind] = ["start"]
    while len(kinds) < count - 1:
        again = kinds[-1] != "decision" and len(kinds) > 1 and dice.random() < 0.25
        kinds.append("decision" if again else "process")
    return [*kinds, "end"]


def _holders(dice: random.Random, actors: int, count: int) -> list[int]:
    holders = [0]
    for _ in range(count - 1):
        near = [other for other in range(actors) if other != holders[-1]]
        weights = [1 / abs(other - holders[-1]) for other in near]
        holders.append(holders[-1] if dice.random() < 0.3 else dice.choices(near, weights)[0])
    return holders


def _act(
    dice: random.Random, words: dict[str, Any], theme: dict[str, Any], kind: Kind, row: int, following: str
) -> tuple[str, str]:
    group = {"start": "start", "end": "end", "decision": "check"}.get(kind, "receive" if row == 1 else "work")
    text, output = dice.choice(words["acts"][group])
    slots = {"doc": theme["doc"], "result": theme["result"], "next": following}
    result = output.format(**slots)
    return text.format(**slots), "" if dice.random() < 0.06 else result[0].upper() + result[1:]


def _needs(dice: random.Random, theme: dict[str, Any]) -> str:
    if dice.random() < 0.1:
        return dice.choice(("", "-"))
    separator, pool = dice.choice((", ", "; ")), [*theme["needs"], theme["doc"].capitalize()]
    return separator.join(dice.sample(pool, dice.choice((1, 1, 1, 2))))


def _note(dice: random.Random, words: dict[str, Any]) -> str:
    return dice.choice(words["notes"]) if dice.random() < 0.18 else dice.choice(("", "", "", "-"))


def _span(dice: random.Random, header_unit: str | None) -> Span:
    if dice.random() < 0.05:
        return Span(dice.choice(("", "-", "Menyesuaikan")))
    unit = header_unit or dice.choice(UNITS)
    low = dice.choice(AMOUNTS.get(unit, (1, 1, 2, 3)))
    if header_unit:
        return Span(str(low), low, low, unit)
    word, high = PRINTED.get(unit, unit), low + dice.choice((1, 2, 5))
    word = dice.choice((word, word, word.capitalize()))
    return dice.choices(
        (
            Span(f"{low} {word}", low, low, unit),
            Span(f"{low}-{high} {word}", low, high, unit),
            Span(f"{low} s/d {high} {word}", low, high, unit),
            Span(f"± {low} {word}", low, low, unit),
            Span(f"Maks. {low} {word}", None, low, unit),
            Span(f"paling lama {low} {word}", None, low, unit),
            Span("1/2 jam", 0.5, 0.5, "jam"),
            Span("1 x 24 jam", 24, 24, "jam"),
        ),
        (70, 6, 4, 6, 4, 4, 2, 2),
    )[0]


def _arrows(dice: random.Random, kinds: list[Kind], holders: list[int]) -> tuple[Arrow, ...]:
    arrows: list[Arrow] = []
    both = dice.random() >= ONE_WAY
    for row, kind in enumerate(kinds[:-1]):
        if kind != "decision":
            arrows.append(Arrow(row, row + 1))
            continue
        back = max(0, row - dice.choice((1, 1, 1, 2, 3)))
        forward = row + 2 if row + 2 < len(kinds) and dice.random() < 0.15 else None
        arrows.append(Arrow(row, row + 1, "Ya"))
        if both:
            arrows.append(Arrow(row, forward if forward is not None else back, "Tidak"))
    return tuple(arrows)
