"""Questions about the legal basis: who cites what, and what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import Any

from corpus.answers import ITEMS, PLACE_COLUMNS, SURE, Answer, Value, place
from corpus.conditions import regulation_patterns
from corpus.database import marks
from corpus.store import Corpus
from corpus.words import VOCAB, split_words

CITED = (
    f"SELECT items.*, r.reg_id, r.year AS reg_year, r.certainty FROM ({ITEMS}) items"
    " JOIN regulations r ON r.item = items.id"
)
MENTIONED = (
    "SELECT m.*, CASE WHEN s.id IS NULL THEN 'di luar SOP' ELSE s.title END AS title, s.sop_id, d.file, NULL AS no"
    " FROM mentions m JOIN documents d ON d.id = m.document LEFT JOIN sops s ON s.id = m.sop"
)
LABELS = {"certain": SURE, "suspected": "diduga"}
NAMED_ONLY = "hanya disebut"


def citing(corpus: Corpus, peraturan: str) -> Answer:
    """Which SOPs cite a regulation: firmly, probably (misread or contradictory), or only mention it in a text."""
    patterns = regulation_patterns(peraturan)
    if not patterns:
        return Answer(_CITING, (), "Sebutkan jenis, nomor dan tahun, misalnya PP 8/2006.")
    test = " AND ".join(["folded LIKE ?"] * len(patterns))
    cited = corpus.connection.execute(f"{CITED} WHERE {test} ORDER BY r.certainty, file, items.id", patterns).fetchall()
    rows = [(row["reg_id"], LABELS[row["certainty"]], row["text"], *place(row)) for row in cited]
    named = corpus.connection.execute(
        f"{MENTIONED} WHERE {test} ORDER BY d.file, coalesce(m.page, 0), coalesce(m.line, 0), m.reg_id, m.text",
        patterns,
    )
    rows += [(row["reg_id"], NAMED_ONLY, row["text"], *place(row)) for row in named]
    doubtful = sum(row[1] == LABELS["suspected"] for row in rows)
    note = (
        f"{doubtful} sitiran diduga: bacaan atau jenis peraturannya meragukan, periksa pada halaman."
        if doubtful
        else ""
    )
    return Answer(_CITING, tuple(rows), note, doubtful)


_CITING = ("Peraturan", "Kepastian", "Tertulis", *PLACE_COLUMNS)


def replaced(corpus: Corpus) -> Answer:
    """Which SOPs rest on a regulation that another has replaced (vocab/replaced_regulations.json)."""
    table: dict[str, str] = json.loads((VOCAB / "replaced_regulations.json").read_text(encoding="utf-8"))["replaced"]
    found = corpus.connection.execute(
        f"{CITED} WHERE r.reg_id IN ({marks(list(table))}) ORDER BY r.reg_id, file, items.id", tuple(table)
    )
    rows = tuple((row["reg_id"], table[row["reg_id"]], LABELS[row["certainty"]], *place(row)) for row in found)
    note = "Daftar pengganti berdasarkan pengetahuan umum; periksa di JDIH sebelum dipakai."
    return Answer(("Peraturan", "Diganti oleh", "Kepastian", *PLACE_COLUMNS), rows, note)


def suspicious(corpus: Corpus) -> Answer:
    """Citations newer than their SOP, contradictory, or without number or year."""
    rows: list[tuple[Value, ...]] = []
    for row in corpus.connection.execute(f"{CITED} ORDER BY file, items.id, r.certainty"):
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


def _incomplete(corpus: Corpus) -> list[Any]:
    found = corpus.connection.execute(
        f"{ITEMS} WHERE i.field = 'dasar_hukum' AND NOT EXISTS (SELECT 1 FROM regulations r WHERE r.item = i.id)"
        " ORDER BY d.file, i.id"
    )
    return [row for row in found if _LOOKS_CITED.search(" ".join(split_words(row["text"])))]
