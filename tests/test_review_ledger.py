"""The ledger: nothing that was decided is lost, and decisions outlive re-runs."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.confidence_record import step_confidence
from review.decide import apply_ledger
from review.export import export_review
from review.ledger import Ledger, append_decisions, read_ledger
from review.undo import NothingToUndo, undo, undo_last, undo_number
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


def test_row_and_sop_are_as_sure_as_what_stands_in_them_now(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    decided = record_of(run)
    leaving = [edge for edge in decided["sops"][0]["flow"]["edges"] if edge["from"] == "2"]
    sure = step_confidence(step(decided, 1), leaving)
    assert step(decided, 1)["confidence"] == round(sure, 4) > 0.22
    undo(run / "corrections.csv", SHA256, WAKTU, **WHO)
    doubtful_again, _ = apply_ledger(decided, read_ledger(run / "corrections.csv"))
    assert step(doubtful_again, 1)["confidence"] == round(sure * 0.22, 4)
    assert doubtful_again["sops"][0]["confidence"] < decided["sops"][0]["confidence"]


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


# --- several people, and what goes wrong ------------------------------------------------------------------------------

ROOT = Path(__file__).parents[1]
KEEPS_DECIDING = """
import sys
from pathlib import Path
from review.ledger import Decision, append_decisions
path, run = Path(sys.argv[1]), sys.argv[2]
for number in range(100_000):
    cell = f"{run}-{number}"
    text = f"=1+{number};\\"dua\\"\\nbaris " * 40
    made = Decision("2026-11-21T09:00:00+07:00", "Sari", "ab", cell, "a.pdf", "waktu", text, 0.5, "koreksi", text)
    append_decisions(path, [made])
    print(cell, flush=True)  # from here on it counts as kept
"""


def start_deciding(path: Path, run: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", KEEPS_DECIDING, str(path), run]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_kill_9_never_loses_or_mangles_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    chance = random.Random(7)
    acknowledged: list[str] = []
    for run in range(8):
        process = start_deciding(path, str(run))
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().strip())
        time.sleep(chance.uniform(0.0, 0.08))
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split()
        process.wait()
        process.stdout.close()
    ledger = read_ledger(path)
    kept = {entry.cell_id: entry for entry in ledger.entries}
    assert len(acknowledged) > 8 and set(acknowledged) <= set(kept)
    assert len(ledger.damaged) <= 8
    for cell, entry in kept.items():
        text = f'=1+{cell.split("-")[1]};"dua"\nbaris ' * 40
        assert (entry.correction, entry.reading, entry.who) == (text, text, "Sari")


def test_two_programs_at_a_time_keep_every_line_whole(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    processes = [start_deciding(path, run) for run in ("a", "b")]
    time.sleep(1.2)
    said = []
    for process in processes:
        process.kill()
        assert process.stdout is not None
        said += process.stdout.read().split()
        process.wait()
        process.stdout.close()
    ledger = read_ledger(path)
    assert {cell[0] for cell in said} == {"a", "b"}
    assert set(said) <= {entry.cell_id for entry in ledger.entries} and len(ledger.damaged) <= 2


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_decisions(path, [decision("a", "benar")])
    before = path.read_bytes()
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from review.ledger import append_decisions; from tests.review_run import decision\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 100}, -1))\n"
        "try:\n    append_decisions(Path(sys.argv[1]), [decision('b', 'koreksi', 'x' * 500)])\n"
        "except OSError:\n    print('refused')"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "refused" and path.read_bytes() == before


def test_two_threads_decide_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    makers = [
        threading.Thread(target=append_decisions, args=(path, [decision(f"{n}", "benar"), decision(f"{n}x", "benar")]))
        for n in range(20)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    ids = [entry.cell_id for entry in read_ledger(path).entries]
    assert len(ids) == 40 and all(ids[i + 1] == f"{ids[i]}x" for i in range(0, 40, 2))


def test_the_sheet_of_a_second_person_does_not_overwrite_the_first(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}).rename(run / "sari.csv"), who="Sari")
    old = fill(run, {WAKTU: {"koreksi": "70 Menit"}})
    result = apply(run, old, who="Budi")
    assert result.applied == 0
    assert "sudah diputuskan oleh Sari" in result.refused[0].reason and "10 Menit" in result.refused[0].reason
    assert step(record_of(run), 1)["waktu"]["text"] == "10 Menit"
    current = read_ledger(run / "corrections.csv").current()
    export_review([record_of(run)], run / "review", decisions=current, include_all=True)
    assert apply(run, fill(run, {WAKTU: {"koreksi": "70 Menit"}}), who="Budi").applied == 1
    assert step(record_of(run), 1)["waktu"]["text"] == "70 Menit"


# --- taking back ------------------------------------------------------------------------------------------------------


def test_undo_brings_the_decision_before_it_back(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_decisions(path, [decision(WAKTU, "koreksi", "10 Menit", who="Sari")])
    append_decisions(path, [decision(WAKTU, "koreksi", "70 Menit", who="Budi", when="2026-11-21T10:00:00+07:00")])
    record, _ = apply_ledger(sop_record(), read_ledger(path))
    assert step(record, 1)["waktu"]["text"] == "70 Menit"
    undo_last(path, **WHO)
    record, _ = apply_ledger(record, read_ledger(path))
    assert step(record, 1)["waktu"]["text"] == "10 Menit"
    undo_last(path, **WHO)
    record, _ = apply_ledger(record, read_ledger(path))
    assert (step(record, 1)["waktu"]["text"], step(record, 1)["waktu"]["status"]) == ("1O Menit", "review")
    with pytest.raises(NothingToUndo):
        undo_last(path, **WHO)


def test_undo_takes_a_whole_sheet_back_or_one_decision(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_decisions(path, [decision("a", "benar", when="2026-11-20T09:00:00+07:00")])
    append_decisions(path, [decision("b", "benar"), decision("c", "benar")])
    assert undo_number(path, 1, **WHO).cell_id == "a"
    with pytest.raises(NothingToUndo):
        undo_number(path, 1, **WHO)
    assert {entry.cell_id for entry in undo_last(path, **WHO)} == {"b", "c"}
    assert not any(entry.settles for entry in read_ledger(path).current().values())


def test_undo_of_ones_own_leaves_what_others_decided(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_decisions(path, [decision("a", "benar", who="Sari")])
    append_decisions(path, [decision("b", "benar", who="Budi")])
    assert [entry.cell_id for entry in undo_last(path, "Sari", WHO["when"], of="Sari")] == ["a"]
    assert read_ledger(path).current()[SHA256, "b"].settles


def test_putting_aside_what_was_decided_opens_it_again(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    apply(run, fill(run, {WAKTU: {"keputusan": "lewati"}}))
    waktu = step(record_of(run), 1)["waktu"]
    assert (waktu["text"], waktu["status"]) == ("1O Menit", "review")
