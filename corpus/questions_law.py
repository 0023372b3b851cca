"""Questions about the legal basis: who cites what, and what is wrong with it."""

from __future__ import annotations

import json
import re
import sqlite3

from corpus.answers import PASSAGES, PLACE_COLUMNS, SURE, Answer, Value, place
from corpus.conditions import regulation_patterns
from corpus.store import Corpus
from corpus.words import VOCAB, split_words

CITED = (
    f"SELECT passages.*, r.reg_id, r.year AS reg_year, r.certainty FROM ({PASSAGES}) passages"
    " JOIN regulations r ON r.passage = passages.id"
)
LABELS = {"certain": SURE, "suspected": "diduga"}


def citing(corpus: Corpus, peraturan: str) -> Answer:
    """Which SOPs cite a regulation: firmly, probably (misread or contradictory), or only mention it in a text."""
    patterns = regulation_patterns(peraturan)
    if not patterns:
        return Answer(_CITING, (), "Sebutkan jenis, nomor dan tahun, misalnya PP 8/2006.")
    test = " AND ".join(["r.folded LIKE ?"] * len(patterns))
    cited = corpus.connection.execute(
        f"{CITED} WHERE {test} ORDER BY r.certainty, file, passages.id", patterns
    ).fetchall()
    rows = [(row["reg_id"], LABELS[row["certainty"]], row["text"], *place(row)) for row in cited]
    seen = {row["id"] for row in cited}
    rows += [(peraturan, "hanya disebut", row["text"], *place(row)) for row in _mentioning(corpus, peraturan, seen)]
    doubtful = sum(row[1] == LABELS["suspected"] for row in rows)
    note = (
        f"{doubtful} sitiran diduga: bacaan atau jenis peraturannya meragukan, periksa pada halaman."
        if doubtful
        else ""
    )
    return Answer(_CITING, tuple(rows), note, doubtful)


_CITING = ("Peraturan", "Kepastian", "Tertulis", *PLACE_COLUMNS)


def _mentioning(corpus: Corpus, peraturan: str, cited: set[int]) -> list[sqlite3.Row]:
    """Passages with the number and year side by side that were not read as that citation."""
    numbers = [word for word in split_words(peraturan) if word.isdecimal()]
    kinds = [word for word in split_words(peraturan) if not word.isdecimal() and word not in ("nomor", "no", "tahun")]
    if len(numbers) < 2 or not kinds:
        return []
    near = re.compile(rf"\b{'[ ]'.join(kinds)} (?:\w+ )?0*{int(numbers[-2])} (?:tahun |th )?{numbers[-1]}\b")
    found = corpus.connection.execute(f"{PASSAGES} WHERE p.text LIKE ? ORDER BY d.file, p.id", (f"%{numbers[-1]}%",))
    return [row for row in found if row["id"] not in cited and near.search(" ".join(split_words(row["text"])))]


def replaced(corpus: Corpus) -> Answer:
    """Which SOPs rest on a regulation that another has replaced (vocab/replaced_regulations.json)."""
    table: dict[str, str] = json.loads((VOCAB / "replaced_regulations.json").read_text(encoding="utf-8"))["replaced"]
    marks = ", ".join("?" * len(table))
    found = corpus.connection.execute(f"{CITED} WHERE r.reg_id IN ({marks}) ORDER BY r.reg_id, file", tuple(table))
    rows = tuple((row["reg_id"], table[row["reg_id"]], LABELS[row["certainty"]], *place(row)) for row in found)
    note = "Daftar pengganti berdasarkan pengetahuan umum; periksa di JDIH sebelum dipakai."
    return Answer(("Peraturan", "Diganti oleh", "Kepastian", *PLACE_COLUMNS), rows, note)


def suspicious(corpus: Corpus) -> Answer:
    """Citations newer than their SOP, contradictory, or without number or year."""
    rows: list[tuple[Value, ...]] = []
    for row in corpus.connection.execute(f"{CITED} ORDER BY file, passages.id, r.certainty"):
        if row["certainty"] == "suspected" and row["status"] != "review":
            rows.append((f"mungkin dimaksud {row['reg_id']}", row["text"], *place(row)))
        elif row["reg_year"] and row["sop_year"] and row["reg_year"] > row["sop_year"]:
            reason = f"lebih baru ({row['reg_year']}) dari SOP ({row['sop_year']})"
            rows.append((reason, row["text"], *place(row)))
    rows += [("nomor atau tahun tidak lengkap", row["text"], *place(row)) for row in _incomplete(corpus)]
    (undated,) = corpus.connection.execute("SELECT count(*) FROM sops WHERE year IS NULL").fetchone()
    note = f"{undated} SOP tanpa tanggal tidak dapat dibandingkan." if undated else ""
    return Answer(("Alasan", "Tertulis", *PLACE_COLUMNS), tuple(rows), note, undated)


_LOOKS_CITED = re.compile(
    r"^(?:undang undang|uu|peraturan|pp|per\w+|keputusan|kep\w+|instruksi|inpres)\b.*\b(?:nomor|no)\b"
)


def _incomplete(corpus: Corpus) -> list[sqlite3.Row]:
    found = corpus.connection.execute(
        f"{PASSAGES} WHERE p.field = 'dasar_hukum' AND p.id NOT IN (SELECT passage FROM regulations)"
        " ORDER BY d.file, p.id"
    )
    return [row for row in found if _LOOKS_CITED.search(" ".join(split_words(row["text"])))]
