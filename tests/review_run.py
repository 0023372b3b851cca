"""A run's folder with one small record, and what the tests of its review do with it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from review.apply import Applied, apply_review
from review.export import export_review, rows_to_csv
from review.ledger import Decision
from tests.sop_record import SHA256, sop_record

WAKTU = "waktu@p2:700,300"
NOMOR = "nomor_sop@p1:600,50"
WHO = {"who": "peninjau", "when": "2026-11-21T09:00:00+07:00"}
SCHEMA = Path(__file__).parents[1] / "normalize" / "schema" / "mutubaku.sop-1.schema.json"

hostile = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@\t\r\n;,\"'\\ \x00\ufeff\u2028n"), st.characters(codec="utf-8"))
)


def decision(cell_id: str, verdict: str, correction: str = "", reading: str = "1O Menit", **more: Any) -> Decision:
    fields = {"when": WHO["when"], "who": WHO["who"], "file": "a.pdf", "column": "waktu", "confidence": 0.22}
    return Decision(
        **fields | more,
        sha256=SHA256,
        cell_id=cell_id,
        reading=reading,
        verdict=verdict,
        correction=correction,
    )


def make_run(folder: Path, record: dict[str, Any] | None = None) -> Path:
    """A run's folder with one record and its review sheets."""
    shown = record or sop_record()
    (folder / "records").mkdir()
    (folder / "records" / "a.json").write_text(json.dumps(shown), "utf-8")
    export_review([shown], folder / "review")
    return folder


def sheet_rows(run: Path) -> list[dict[str, str]]:
    text = (run / "review" / "review.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def fill(run: Path, filled: dict[str, dict[str, str]]) -> Path:
    """The exported sheet with some cells filled in, by cell_id."""
    rows = sheet_rows(run)
    for row in rows:
        row.update(filled.get(row["cell_id"].removeprefix("sel:"), {}))
    path = run / "returned.csv"
    path.write_bytes(rows_to_csv(rows))
    return path


def apply(run: Path, sheet: Path, who: str = WHO["who"]) -> Applied:
    return apply_review(sheet, run / "corrections.csv", run / "records", who=who, when=WHO["when"])


def record_of(run: Path) -> dict[str, Any]:
    return json.loads((run / "records" / "a.json").read_text("utf-8"))


def schema_errors(record: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    return [error.message for error in validator.iter_errors(record)]


def step(record: dict[str, Any], index: int) -> dict[str, Any]:
    return record["sops"][0]["steps"][index]
