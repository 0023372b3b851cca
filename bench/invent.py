"""Invents documents: offices, identity blocks and procedures that exist nowhere, from a random generator alone."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

from bench.content import Document, Extra, Identity, Sop
from bench.invent_habits import with_habits
from bench.invent_steps import invent_actors, invent_steps
from bench.invent_table import MARKS, invent_groups, with_idem, with_shared_cells, with_sub_steps

VOCAB = Path(__file__).parent / "vocab"
KINDS = {"plain": 54, "two": 10, "cover": 10, "bundle": 6, "prose": 10, "none": 8}
"""Kinds of documents and how many of a hundred are of each."""
WITHOUT: tuple[tuple[Extra, ...], ...] = (
    ("letter",), ("attendance",), ("letter", "attendance"), ("form",), ("form", "blank"), ("narrative",),
)  # fmt: skip
BEFORE: dict[str, tuple[tuple[Extra, ...], ...]] = {
    "cover": (("cover",), ("cover", "narrative"), ("narrative",), ("cover", "blank")),
    "bundle": (("cover", "decree", "contents"), ("decree", "contents"), ("cover", "contents", "narrative"), ()),
}
AFTER: dict[str, tuple[tuple[Extra, ...], ...]] = {
    "prose": (("checklist",), (), ("form",)),
    "plain": ((), (), (), (), (), ("form",), ("attendance",), ("blank",)),
}
UNDATED = 0.15
"""Share of identity blocks in which one date or all of them are still to be filled in."""
OWN_HAND = 0.6
"""Share of documents whose author writes with the habits of ``invent_habits``."""
LIST_SOURCES = {
    "dasar_hukum": "laws",
    "kualifikasi_pelaksana": "skills",
    "keterkaitan": "links",
    "peralatan_perlengkapan": "tools",
    "peringatan": "warnings",
    "pencatatan_pendataan": "records",
}


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """A vocabulary of the bench: ``themes`` or ``wordings``."""
    data: dict[str, Any] = json.loads((VOCAB / f"{name}.json").read_text("utf-8"))
    return data


def invent_document(seed: int, index: int) -> Document:
    """Document ``index`` of the set ``seed``: always the same."""
    dice = random.Random(f"{seed}/{index}")
    kind = dice.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    if kind == "none":
        return Document(f"{index:03d}-tanpa-sop", (), dice.choice(WITHOUT))
    office = dice.choice(vocabulary("themes")["offices"])
    count = {"two": 2, "bundle": dice.randint(3, 6)}.get(kind, 1)
    place = dice.choice(vocabulary("themes")["places"])
    sops = tuple(_sop(dice, office, place, kind == "prose", few=count > 1) for _ in range(count))
    hand = random.Random(f"{seed}/{index}/hand")
    if hand.random() < OWN_HAND:
        sops = tuple(with_habits(hand, sop, vocabulary("themes")["fields"]) for sop in sops)
    slug = re.sub(r"[^a-z0-9]+", "-", sops[0].identity.title.lower()).strip("-")[:32].strip("-")
    extras = dice.choice(BEFORE[kind]) if kind in BEFORE else ()
    after = dice.choice(AFTER[kind]) if kind in AFTER else ()
    return Document(f"{index:03d}-{office['kind']}-{slug}", sops, extras, after)


def _sop(dice: random.Random, office: dict[str, Any], place: str, prose: bool, few: bool) -> Sop:
    words = vocabulary("themes")
    theme = dice.choice(words["themes"])
    title = theme["name"].format(x=dice.choice(theme["x"]))
    identity = _identity(dice, office, place, title if dice.random() < 0.7 else title.upper())
    actors = invent_actors(dice, office)
    count = dice.randint(4, 8) if few or prose else dice.choice((4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 14, 17, 21))
    unit = dice.choice(("menit", "hari", "jam")) if dice.random() < 0.15 else None
    steps, arrows = invent_steps(dice, words, theme, actors, count, unit)
    if prose:
        return Sop(identity, actors, steps, (), unit, prose)
    if dice.random() < 0.16:
        steps, arrows = with_sub_steps(dice, steps, arrows)
    if dice.random() < 0.25:
        steps = with_shared_cells(dice, steps)
    if dice.random() < 0.08:
        steps = with_idem(dice, steps)
    groups = invent_groups(dice, len(actors)) if len(actors) > 2 and dice.random() < 0.18 else ()
    marks = dice.choice(MARKS) if dice.random() < 0.08 else ""
    return Sop(identity, actors, steps, () if marks else arrows, unit, groups=groups, marks=marks)


def _identity(dice: random.Random, office: dict[str, Any], place: str, title: str) -> Identity:
    words = vocabulary("themes")
    subject = dice.choice(words["subjects"])
    unit, unit2 = dice.sample(words["units"], 2)
    names = {"place": place, "place_title": place.title(), "subject": subject, "subject_title": subject.title(),
             "unit": unit, "unit_title": unit.title(), "unit2": unit2}  # fmt: skip
    lines = [line.format(**names) for line in office["lines"]]
    address = lines.pop() if lines[-1].startswith(("Jalan", "Jln.")) else ""
    first, last = dice.choice(words["first_names"]), dice.choice(words["last_names"])
    person = f"{dice.choice(words['front_titles'])}{first} {last}{dice.choice(words['back_titles'])}"
    return Identity(
        office=tuple(lines),
        address=address,
        number=_number(dice),
        dates=_dates(dice),
        head=office["head"].format(**names),
        name=person,
        rank=dice.choice(office.get("ranks", words["ranks"])) if dice.random() < 0.4 else "",
        nip=(_nrp(dice) if "ranks" in office else _nip(dice)) if dice.random() < 0.92 else "",
        title=title,
        boxes={field: _list(dice, field, place) for field in LIST_SOURCES},
    )


def _number(dice: random.Random) -> str:
    serial, year = dice.randint(1, 480), dice.randint(2015, 2025)
    small, month = dice.randint(1, 9), dice.randint(1, 12)
    forms = (
        f"065/{serial:02d}/{dice.choice(('ORG', 'KEC', 'PKM', 'SEK'))}/{year}",
        f"000.8.3.3/{serial}/{year}",
        f"SOP/{serial:03d}/{dice.choice(('II', 'IV', 'VIII', 'XI'))}/{year}",
        f"{serial:02d}.{small}/SOP-{year}",
        f"W{month + 9}-U{small}/{serial:02d}/OT.01.3/{month}/{year}",
        "",
    )
    return dice.choices(forms, (6, 4, 4, 3, 3, 1))[0]


def _dates(dice: random.Random) -> dict[str, tuple[str, str | None]]:
    year = dice.randint(2015, 2024)
    style = dice.choice(("long", "long", "long0", "month", "numeric", "dash"))
    fields = ["tanggal_pembuatan", "tanggal_revisi", dice.choice(("tanggal_efektif",) * 4 + ("tanggal_pengesahan",))]
    dates = {field: _date(dice, year + step // 2, style) for step, field in enumerate(fields)}
    if dice.random() < 0.5:
        dates["tanggal_revisi"] = (dice.choice(("-", "", "-", "...............")), None)
    if dice.random() < UNDATED:
        dates |= dict.fromkeys(dice.sample(fields, dice.randint(1, len(fields))), ("", None))
    return dates


def _date(dice: random.Random, year: int, style: str) -> tuple[str, str | None]:
    months = vocabulary("wordings")["months"]
    day, month = dice.randint(1, 28), dice.randint(1, 12)
    iso = f"{year}-{month:02d}-{day:02d}"
    if style == "month":
        return f"{months[month - 1]} {year}", iso[:7]
    if style == "numeric":
        return f"{day:02d}-{month:02d}-{year}", iso
    if style == "dash":
        return f"{day:02d}/{month:02d}/{year}", iso
    return (f"{day:02d}" if style == "long0" else str(day)) + f" {months[month - 1]} {year}", iso


def _nip(dice: random.Random) -> str:
    """Eighteen digits whose parts agree: birth, start of service at 22 to 30, sex, serial."""
    born, day, month = dice.randint(1966, 1985), dice.randint(1, 28), dice.randint(1, 12)
    parts = [f"{born}{month:02d}{day:02d}", f"{born + dice.randint(22, 30)}{dice.randint(1, 12):02d}",
             str(dice.randint(1, 2)), f"{dice.randint(1, 20):03d}"]  # fmt: skip
    return dice.choice((" ", " ", "")).join(parts)


def _nrp(dice: random.Random) -> str:
    """A police number: year and month of birth, serial."""
    return f"{dice.randint(66, 85)}{dice.randint(1, 12):02d}{dice.randint(1, 1200):04d}"


def _list(dice: random.Random, field: str, place: str) -> tuple[str, ...]:
    source: list[str] = vocabulary("themes")[LIST_SOURCES[field]]
    most = {"dasar_hukum": dice.choice((4, 6, 6, 13)), "peringatan": 2, "pencatatan_pendataan": 2}.get(field, 4)
    chosen = dice.sample(source, dice.randint(1, most))
    if "-" in chosen:
        return ("-",)
    slots = {"region": f"Kabupaten {place.title()}", "ruler": f"Bupati {place.title()}",
             "n": dice.randint(1, 60), "year": dice.randint(2008, 2023)}  # fmt: skip
    return tuple(text.format(**slots) for text in chosen)
