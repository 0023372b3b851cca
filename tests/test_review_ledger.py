"""The ledger: nothing that was decided is lost, and decisions outlive re-runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.decide import apply_ledger
from review.export import export_review
from review.ledger import Ledger, append_decisions, read_ledger
from review.undo import undo
from tests.review_run import (
    WAKTU,
    WHO,
    apply,
    decision,
    fill,
    hostile,
    make_run,
    record_of,
    sheet_rows,
    step,
)
from tests.sop_record import SHA256, sop_record


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path)


@given(st.lists(st.tuples(hostile, hostile, hostile), max_size=4))
def test_ledger_gives_back_what_was_appended(tmp_path_factory: Any, texts: list[tuple[str, str, str]]) -> None:
    path = tmp_path_factory.mktemp("ledger") / "corrections.csv"
    made = [decision(cell, "koreksi", new, old) for cell, new, old in texts]
    for one in made:
        append_decisions(path, [one])
    assert read_ledger(path) == Ledger(tuple(made))


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_decisions(path, [decision("a", "benar"), decision("b", "benar")])
    path.write_bytes(path.read_bytes()[:-30])
    append_decisions(path, [decision("c", "benar")])
    ledger = read_ledger(path)
    assert [entry.cell_id for entry in ledger.entries] == ["a", "c"]
    assert [line for line, _ in ledger.damaged] == [3]


def test_a_decision_outlives_a_run_that_reads_differently() -> None:
    again = sop_record()
    step(again, 1)["waktu"].update(text="70 Menit", confidence=0.99, status="auto")
    record, conflicts = apply_ledger(again, Ledger((decision(WAKTU, "koreksi", "10 Menit"),)))
    assert step(record, 1)["waktu"]["text"] == "10 Menit"
    assert [conflict.kind for conflict in conflicts] == ["reading changed"]
    assert "70 Menit" in conflicts[0].sentence()
    assert step(again, 1)["waktu"]["text"] == "70 Menit", "the given record stays as it is"


def test_a_decision_finds_a_cell_that_moved_a_little() -> None:
    moved = sop_record()
    step(moved, 1)["waktu"]["cell_id"] = "waktu@p2:703,296"
    record, conflicts = apply_ledger(moved, Ledger((decision(WAKTU, "koreksi", "10 Menit"),)))
    assert step(record, 1)["waktu"]["text"] == "10 Menit" and not conflicts
    step(moved, 1)["waktu"]["cell_id"] = "waktu@p2:703,240"
    _, conflicts = apply_ledger(moved, Ledger((decision(WAKTU, "koreksi", "10 Menit"),)))
    assert [conflict.kind for conflict in conflicts] == ["cell not found"]


def test_undo_gives_the_reading_back(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    ledger = run / "corrections.csv"
    assert undo(ledger, SHA256, WAKTU, **WHO) is not None
    assert undo(ledger, SHA256, WAKTU, **WHO) is None
    record, _ = apply_ledger(record_of(run), read_ledger(ledger))
    waktu = step(record, 1)["waktu"]
    assert (waktu["text"], waktu["status"], waktu["confidence"]) == ("1O Menit", "review", 0.22)
    fresh, conflicts = apply_ledger(sop_record(), read_ledger(ledger))
    assert fresh == sop_record() and not conflicts


def test_putting_aside_leaves_the_cell_open_and_last(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"keputusan": "lewati", "catatan": "tanya Camat"}}))
    assert step(record_of(run), 1)["waktu"]["status"] == "review"
    export_review([record_of(run)], run / "review", decisions=read_ledger(run / "corrections.csv").current())
    last = sheet_rows(run)[-1]
    assert (last["cell_id"], last["catatan"], last["keputusan"]) == (f"sel:{WAKTU}", "tanya Camat", "lewati")


def test_a_new_export_never_overwrites_what_a_person_has_filled_in(run: Path) -> None:
    sheet = fill(run, {WAKTU: {"koreksi": "10 Menit"}}).rename(run / "review" / "review.csv")
    filled = sheet.read_bytes()
    kept = export_review([record_of(run)], run / "review").kept
    assert [path.name for path in kept] == ["review-terisi-1.csv"] and kept[0].read_bytes() == filled
    apply(run, kept[0])
    kept[0].rename(sheet)
    decisions = read_ledger(run / "corrections.csv").current()
    assert export_review([record_of(run)], run / "review", decisions=decisions).kept == ()
    assert all(row["cell_id"] != f"sel:{WAKTU}" for row in sheet_rows(run))


def test_a_second_thought_keeps_the_machines_reading(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    assert apply(run, fill(run, {WAKTU: {"koreksi": "10 Menir"}})).applied == 1
    last = read_ledger(run / "corrections.csv").entries[-1]
    assert (last.reading, last.confidence, last.text) == ("1O Menit", 0.22, "10 Menir")
    assert step(record_of(run), 1)["waktu"]["text"] == "10 Menir"
