"""Invents records of SOPs by the hundred thousand, without pages: what an archive holds after reading.

Each comes with what it is really about, so that a search can be judged by more than the letters it finds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.invent import vocabulary

Json = dict[str, Any]
Topic = tuple[str, str]
"""Root of a verb, and a subject."""

FEWEST_STEPS, MOST_STEPS = 12, 28
"""Twenty steps in the middle, so that 100,000 SOPs have two million."""

ABOUT_THE_TITLE = 0.6
"""Share of steps that are about the subject of the title."""

DAMAGED = 3
"""Leaves of each SOP in which one letter is misread."""

ABBREVIATED = 0.4
"""Share of titles that say SKU for surat keterangan usaha, where there is such a short form."""

MISREAD = {
    "m": "rn",
    "l": "1",
    "o": "0",
    "i": "l",
    "e": "c",
    "a": "o",
    "n": "r",
    "s": "5",
    "u": "v",
    "g": "q",
    "d": "cl",
}
"""What a scan makes of a letter."""

SYLLABLES = "ba ti ku ra me do si la no pu ka wi ta ja su nga lem ran ben tar"
NAMES = ("PELAYANAN", "PENERBITAN", "PENGELOLAAN", "PENGURUSAN", "PENANGANAN")


@dataclass(frozen=True, slots=True)
class Invented:
    """A record with what it is about. ``steps`` are the topics of its steps, ``links`` the subjects of linked SOPs."""

    record: Json
    subject: str
    office: str
    year: int
    steps: tuple[tuple[Topic, str | None], ...]
    """The topic of each step and its actor, None where no symbol was seen."""
    links: tuple[str, ...]
    regulations: tuple[str, ...]


def services() -> dict[str, Any]:
    """Verbs, subjects and offices."""
    return vocabulary("services")


def invent_records(seed: int, count: int, first: int = 0) -> Iterator[Invented]:
    """The same records for the same seed, from the ``first`` of ``count``."""
    for index in range(first, count):
        yield invent_record(random.Random(f"{seed}/{index}"), index)


def invent_record(dice: random.Random, index: int) -> Invented:
    """One record of a file with one SOP."""
    words = services()
    subject, short = dice.choice(words["subjects"])
    office, actors = dice.choice(words["offices"])
    place, year = "".join(dice.choices(SYLLABLES.split(), k=3)).upper(), dice.randint(2010, 2024)
    shown = short if short and dice.random() < ABBREVIATED else subject
    area = dice.choice(words["areas"])
    title = " ".join(f"{dice.choice(NAMES).capitalize()} {shown} {area}".split())
    topics = [_topic(dice, subject) for _ in range(dice.randint(FEWEST_STEPS, MOST_STEPS))]
    doers = [dice.choice(actors) if dice.random() < 0.9 else None for _ in topics]
    steps = [
        _step(number, topic, doer, dice) for number, (topic, doer) in enumerate(zip(topics, doers, strict=True), 1)
    ]
    links = tuple(one for one, _ in dice.sample(words["subjects"], 2))
    laws = [_law(dice) for _ in range(3)]
    name = office.format(place=place)
    sop = _sop(dice, index, title, name, year, steps, actors, links, [text for text, _ in laws], dict(laws))
    _damage(dice, sop)
    record = _record(f"{place.lower()}/{index:06d}.pdf", index, sop)
    told = tuple(zip(topics, doers, strict=True))
    return Invented(record, subject, name, year, told, links, tuple(law for _, law in laws))


def _topic(dice: random.Random, subject: str) -> Topic:
    words = services()
    other = subject if dice.random() < ABOUT_THE_TITLE else dice.choice(words["subjects"])[0]
    return dice.choice(words["verbs"])[0], other


def leaf(text: str, page: int, row: int, value: object = None, confidence: float = 0.97) -> Json:
    """A leaf as the reader makes it; ``row`` counts lines from the top."""
    top = round(0.05 + row % 18 * 0.05, 4)
    return {
        "text": text or None,
        "raw": text,
        "value": value,
        "confidence": confidence,
        "status": "auto" if confidence >= 0.8 else "review",
        "missing": None if text else "blank",
        "reasons": [],
        "changes": [],
        "where": {"page": page, "bbox": [0.1, top, 0.9, round(top + 0.05, 4)]},
        "cell_id": f"p{page}r{row}",
    }


@cache
def _verb(root: str) -> str:
    return str(next(active for name, active, _, _ in services()["verbs"] if name == root))


def _cells(topic: Topic, tail: str, minutes: int, row: int) -> Json:
    """The cells of a step. Not kept: objects that live on would be looked through in every collection of garbage."""
    root, subject = topic
    text = f"{_verb(root)} {subject} {tail}".strip()
    unit = {"min": minutes, "max": minutes, "unit": "menit", "minutes": [minutes, minutes], "iso": f"PT{minutes}M"}
    return {
        "no": leaf(str(row), 2 + row // 18, row, {"value": row, "sub": None}),
        "aktivitas": leaf(text, 2 + row // 18, row),
        "kelengkapan": leaf(f"Berkas {subject}", 2 + row // 18, row),
        "waktu": leaf(f"{minutes} menit", 2 + row // 18, row, unit),
        "output": leaf(f"Hasil {subject}", 2 + row // 18, row),
        "keterangan": leaf("", 2 + row // 18, row),
    }


def _step(number: int, topic: Topic, doer: str | None, dice: random.Random) -> Json:
    cells = _cells(topic, dice.choice(services()["tails"]), dice.choice((5, 10, 30, 60)), number)
    symbol = "start" if number == 1 else "decision" if number % 7 == 0 else "process"
    mark = {"actor": doer, "symbol": symbol, "confidence": 0.93, "status": "auto", "where": None}
    return {**cells, "pelaksana": [mark] if doer else [], "page": 2 + number // 18, "flags": []}


def _law(dice: random.Random) -> tuple[str, str]:
    """Text and id. A few national regulations are cited everywhere, local ones seldom."""
    if dice.random() < 0.5:
        number, year = dice.choice(((25, 2009), (23, 2014), (14, 2008), (30, 2014)))
        return f"Undang-Undang Nomor {number} Tahun {year}", f"UU {number}/{year}"
    number, year = dice.randint(1, 99), dice.randint(2000, 2023)
    return f"Peraturan Bupati Nomor {number} Tahun {year} tentang Tata Kerja", f"Perbup {number}/{year}"


def _sop(
    dice: random.Random,
    index: int,
    title: str,
    office: str,
    year: int,
    steps: list[Json],
    actors: list[str],
    links: tuple[str, ...],
    laws: list[str],
    ids: dict[str, str],
) -> Json:
    day = f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    dates = {name: leaf("", 1, row) for row, name in enumerate(("tanggal_pembuatan", "tanggal_revisi"))}
    dates |= {
        "tanggal_efektif": leaf(day, 1, 2, {"iso": day, "precision": "day"}),
        "tanggal_pengesahan": leaf("", 1, 3),
    }
    cited = [leaf(text, 1, 8 + at, {"id": ids[text], "year": int(ids[text][-4:])}) for at, text in enumerate(laws)]
    identity = {
        "instansi": leaf(office, 1, 0),
        "nomor_sop": leaf(f"065/{index}/SOP/{year}", 1, 1),
        **dates,
        "disahkan_oleh": {"jabatan": leaf(actors[0], 1, 5), "nama": leaf("", 1, 6), "nip": leaf("", 1, 7)},
        "nama_sop": leaf(title, 1, 8),
        "dasar_hukum": cited,
        "kualifikasi_pelaksana": [leaf("Memahami tata naskah dinas", 1, 12)],
        "keterkaitan": [leaf(f"SOP {link}", 1, 13) for link in links],
        "peralatan_perlengkapan": [leaf("Komputer, printer dan alat tulis", 1, 14)],
        "peringatan": [leaf("Bila tidak dilaksanakan, pelayanan terhambat", 1, 15)],
        "pencatatan_pendataan": [leaf("Disimpan sebagai data elektronik dan manual", 1, 16)],
    }
    edges = [{"from": str(n), "to": str(n + 1), "label": None, "confidence": 0.9} for n in range(1, len(steps))]
    return {
        "sop_id": "1",
        "pages": [1, 2, 3],
        "identity": identity,
        "actors": [{"name": leaf(name, 2, 0), "role": None} for name in actors],
        "steps": steps,
        "flow": {"edges": edges},
        "flags": [],
        "confidence": 0.9,
    }


def _damage(dice: random.Random, sop: Json) -> None:
    """Misreads one letter each in a few leaves: an activity, sometimes the title."""
    for at in dice.sample(range(len(sop["steps"])), DAMAGED):
        step = sop["steps"][at]
        step["aktivitas"] = misread(dice, step["aktivitas"])
    if dice.random() < 0.1:
        sop["identity"]["nama_sop"] = misread(dice, sop["identity"]["nama_sop"])


def misread(dice: random.Random, whole: Json) -> Json:
    """A leaf with one letter read as another, and doubted."""
    text = str(whole["text"])
    places = [at for at, letter in enumerate(text) if letter in MISREAD]
    at = dice.choice(places)
    wrong = text[:at] + MISREAD[text[at]] + text[at + 1 :]
    return whole | {"text": wrong, "raw": wrong, "confidence": round(dice.uniform(0.3, 0.9), 2), "status": "review"}


def _record(file: str, index: int, sop: Json) -> Json:
    classes = [{"page": 1, "class": "identity"}, {"page": 2, "class": "steps"}, {"page": 3, "class": "steps"}]
    source = {"file": file, "sha256": f"{index:064x}", "kind": "scan", "pages": 3, "page_info": classes}
    made_by = {"version": "bench", "settings_sha256": "", "engines": []}
    return {"schema": "mutubaku.sop/1", "source": source, "sops": [sop], "warnings": [], "produced_by": made_by}
