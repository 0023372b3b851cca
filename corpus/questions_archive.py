"""Questions about the collection: numbers, dates, signatories, links, twins, and how well it was read."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz, process

from corpus.answers import ITEMS, PLACE_COLUMNS, SOPS, UNKNOWN, Answer, Value, joined, number_text, place
from corpus.database import Row
from corpus.duplicates import SAME_FROM, find_twins, load_outlines
from corpus.labels import LABELS
from corpus.query import same_names
from corpus.rows import DATE_FIELDS
from corpus.store import Corpus
from corpus.subjects import group_by_subject
from corpus.words import VOCAB, split_words, stem

MISSING = {
    "blank": "kosong pada dokumen",
    "dash": "ditulis '-'",
    "not_captured": "bagian tidak tertangkap",
    "unreadable": "tidak terbaca",
    None: "tidak ada",
}


def inventory(corpus: Corpus) -> Answer:
    """The inventory of SOPs in the form that organisation bureaus keep."""
    columns = ("Instansi", "Nomor SOP", "Dibuat", "Revisi", "Efektif", "Disahkan", "Pejabat pengesah", "Jumlah langkah")
    found = corpus.connection.execute(
        f"SELECT sops.*, (SELECT count(*) FROM steps WHERE sop = sops.id) AS size FROM ({SOPS}) sops"
        " ORDER BY instansi_folded, title, id"
    )
    dates = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")
    rows = tuple(
        (
            row["instansi"],
            row["nomor_sop"],
            *(row[name] for name in dates),
            row["disahkan_jabatan"],
            row["size"],
            *place(row),
        )
        for row in found
    )
    return Answer((*columns, *PLACE_COLUMNS), rows)


def past_review(corpus: Corpus, tahun: float, tanggal: date) -> Answer:
    """SOPs whose newest date is further back than the review period. SOPs without any date are unknown."""
    rows: list[tuple[Value, ...]] = []
    unknown = 0
    for row in corpus.connection.execute(f"{SOPS} ORDER BY d.file, s.id"):
        newest = max((row[name] for name in DATE_FIELDS if row[name]), default=None)
        if newest is None:
            unknown += 1
            rows.append((None, None, UNKNOWN, *place(row)))
        elif (age := years_between(newest, tanggal)) > tahun:
            rows.append((newest, round(age, 1), "perlu reviu", *place(row)))
    rows.sort(key=lambda row: (row[0] is None, row[0] or ""))
    limit = f"Batas {number_text(tahun)} tahun dihitung dari tanggal terakhir pada SOP"
    note = f"{limit}; {unknown} SOP tanpa tanggal terbaca."
    return Answer(("Tanggal terakhir", "Umur (tahun)", "Status", *PLACE_COLUMNS), tuple(rows), note, unknown)


def years_between(iso: str, until: date) -> float:
    """Years from an ISO date until a date, 0 for the future. Where day or month is missing, the last one counts.

    >>> years_between("2020-01-01", date(2022, 1, 1)), years_between("2021-02", date(2021, 3, 1))
    (2.0, 0.0)
    """
    parts = [int(part) for part in iso.split("-")]
    year, month, day = (*parts, *(12, 31)[len(parts) - 1 :])
    begin = date(year, month, min(day, monthrange(year, month)[1]))
    return max(0.0, round((until - begin).days / 365.25, 2))


def unnumbered(corpus: Corpus) -> Answer:
    """SOPs without number or without the day they took effect, and why: blank on paper, or not read."""
    fields = {
        "nomor_sop": "nomor SOP",
        "tanggal_efektif": "tanggal efektif",
        "tanggal_pengesahan": "tanggal pengesahan",
    }
    rows: list[tuple[Value, ...]] = []
    for row in corpus.connection.execute(
        f"{ITEMS} WHERE i.field IN ('nomor_sop', 'tanggal_efektif') ORDER BY d.file, i.id"
    ):
        if not row["text"] or row["missing"]:
            rows.append((fields[row["field"]], MISSING[row["missing"]], *place(row)))
    unknown = sum(row[1] in (MISSING["not_captured"], MISSING["unreadable"]) for row in rows)
    note = f"{unknown} di antaranya mungkin ada pada kertasnya: tidak tertangkap atau tidak terbaca." if unknown else ""
    return Answer(("Bagian", "Keadaan", *PLACE_COLUMNS), tuple(rows), note, unknown)


def signatories(corpus: Corpus) -> Answer:
    """Who signed each SOP, and whether the structure of the NIP is valid."""
    validity = {1: "sah", 0: "tidak sah", None: UNKNOWN}
    rows = [
        (row["disahkan_jabatan"], row["disahkan_nama"], row["disahkan_nip"], validity[row["nip_valid"]], *place(row))
        for row in corpus.connection.execute(f"{SOPS} ORDER BY d.file, s.id")
    ]
    unknown = sum(row[3] == UNKNOWN for row in rows)
    note = "Sah berarti susunan angkanya sah, bukan bahwa orangnya ada. Data pribadi: jangan disebarkan."
    return Answer(("Jabatan", "Nama", "NIP", "Susunan NIP", *PLACE_COLUMNS), tuple(rows), note, unknown)


LINKED_FROM = 88
"""Similarity (0..100) of stemmed titles from which a linked SOP counts as present; below, a misread or another one."""

SIMILAR_FROM = 80
"""Below, titles differ in the very word that names the procedure (Penyusunan LPPD, Penyusunan Renja)."""


def linked_sops(corpus: Corpus) -> Answer:
    """Linked SOPs that keterkaitan names, and whether the corpus has them."""
    titles = {row["id"]: row for row in corpus.connection.execute(SOPS) if row["title"]}
    keys = {key: _title_key(row["title"]) for key, row in titles.items()}
    exact = {text: key for key, text in keys.items()}
    found = corpus.connection.execute(f"{ITEMS} WHERE i.field = 'keterkaitan' AND i.text <> '' ORDER BY d.file, i.id")
    rows: list[tuple[Value, ...]] = []
    for row in found:
        if "sop" in split_words(row["text"]):
            rows.append((row["text"], *_link(row["sop"], _title_key(row["text"]), exact, keys, titles), *place(row)))
    missing = sum(row[1] == "tidak ditemukan" for row in rows)
    note = f"{missing} SOP terkait tidak ada dalam arsip ini." if missing else ""
    return Answer(("Terkait", "Keadaan", "SOP yang cocok", *PLACE_COLUMNS), tuple(rows), note, missing)


def _title_key(title: str) -> str:
    named = same_names([word for word in split_words(title) if word != "sop"])
    once = [word for word, before in zip(named, ["", *named], strict=False) if word != before]  # full name (SHORT)
    return " ".join(map(stem, once))


def _link(
    own: int, wanted: str, exact: dict[str, int], keys: dict[int, str], titles: dict[int, Row]
) -> tuple[Value, Value]:
    """How a linked SOP stands to the corpus, and the title found. Titles that are equal need no comparing."""
    score, key = 100.0, exact.get(wanted)
    if key is None:
        best = process.extractOne(wanted, keys, scorer=fuzz.token_sort_ratio, score_cutoff=SIMILAR_FROM)
        if best is None:
            return "tidak ditemukan", None
        _, score, key = best
    state = "SOP itu sendiri" if key == own else "ada" if score >= LINKED_FROM else "mirip, periksa"
    return state, str(titles[key]["title"])


@lru_cache(maxsize=1)
def _outdated() -> dict[str, str]:
    table: dict[str, str] = json.loads((VOCAB / "posts.json").read_text(encoding="utf-8"))["outdated"]
    return table


def outdated_posts(corpus: Corpus) -> Answer:
    """Posts that bureaucratic reform has renamed, by canonical role."""
    found = [
        (name, role, row)
        for row in corpus.connection.execute(f"{SOPS} ORDER BY d.file, s.id")
        for name, role in json.loads(row["actors"])
    ]
    rows = [
        (name, role, now, *place(row))
        for name, role, row in found
        if (now := next((new for old, new in _outdated().items() if (role or "").startswith(old)), None))
    ]
    unknown = sum(role is None for _, role, _ in found)
    note = f"{unknown} kolom pelaksana tidak dikenali jabatannya." if unknown else ""
    return Answer(("Tertulis", "Jabatan", "Kini", *PLACE_COLUMNS), tuple(rows), note, unknown)


def twins(corpus: Corpus, kemiripan: float) -> Answer:
    """Pairs of SOPs that describe the same procedure, across offices and files."""
    pairs = find_twins(load_outlines(corpus.connection), kemiripan)
    rows: list[tuple[Value, ...]] = []
    for twin in pairs:
        one, other = twin.one, twin.other
        kind = "sama" if twin.similarity >= SAME_FROM else "mirip"
        rows.append(
            (round(twin.similarity, 2), kind, other.title, other.file, one.title, None, one.file, one.page, None)
        )
    return Answer(("Kemiripan", "Keadaan", "Pasangan", "Sumber pasangan", *PLACE_COLUMNS), tuple(rows))


def same_subject(corpus: Corpus, kemiripan: float) -> Answer:
    """Groups of SOPs about the same subject, however they go about it."""
    groups = group_by_subject(load_outlines(corpus.connection), kemiripan)
    rows = tuple(
        (number, len(group.members), joined(group.words), one.title, None, one.file, one.page, None)
        for number, group in enumerate(groups, 1)
        for one in group.members
    )
    return Answer(("Kelompok", "Jumlah SOP", "Kata pokok", *PLACE_COLUMNS), rows)


def reading_quality(corpus: Corpus) -> Answer:
    """For each SOP: blank fields, steps without time or actor, cells to look at, flags."""
    columns = ("Bagian kosong", "Langkah tanpa waktu", "Langkah tanpa pelaksana", "Sel perlu diperiksa", "Catatan")
    found = corpus.connection.execute(
        f"""SELECT sops.*,
            (SELECT count(*) FROM steps t WHERE t.sop = sops.id AND t.longest IS NULL) AS timeless,
            (SELECT count(*) FROM steps t WHERE t.sop = sops.id AND NOT EXISTS
                (SELECT 1 FROM step_actors a WHERE a.sop = t.sop AND a.step = t.id)) AS doerless
        FROM ({SOPS}) sops ORDER BY doubtful DESC, file, id"""
    )
    rows = tuple(
        (
            joined([LABELS[field] for field in row["gaps"].split("; ") if field]),
            row["timeless"],
            row["doerless"],
            row["doubtful"],
            joined(json.loads(row["flags"])),
            *place(row),
        )
        for row in found
    )
    return Answer((*columns, *PLACE_COLUMNS), rows)
