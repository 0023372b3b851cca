"""Suggestions and what decisions teach: proposed, never taken over, and revocable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from normalize.headers import confirmed_headings, match_header
from review.identical import identical_cells
from review.learned import Learned, Lesson, learn, ledger_to_lessons, read_learned, revoke, write_learned
from review.leaves import HEADING, ReviewCell, review_cells
from review.ledger import Ledger, read_ledger
from review.suggest import suggest
from tests.review_run import WAKTU, apply, decision, fill, make_run, record_of, sheet_rows, step
from tests.sop_record import doubtful, sop_record

OUTPUTS = ("output@p2:800,200", "output@p2:800,300", "output@p2:800,400")


def misread_outputs() -> dict[str, Any]:
    """A record in which three outputs are misread in the same way, and one differently."""
    record = sop_record()
    for index, text in enumerate(("Surat lzin", "Surat lzin", "Surat  lzin", "Surat izn")):
        step(record, index)["output"] = doubtful(text, "output", (2, 0.8, 0.2 + 0.1 * index), 0.4)
    return record


def suggestions_of(record: dict[str, Any], cell_id: str, learned: Learned | None = None) -> list[tuple[str, str]]:
    cells = list(review_cells(record))
    found = suggest(cells, record, learned or Learned()).get(cell_id, ())
    return [(suggestion.text, suggestion.source) for suggestion in found]


def cell_of(record: dict[str, Any], cell_id: str) -> ReviewCell:
    return next(cell for cell in review_cells(record) if cell.cell_id == cell_id)


# --- suggestions ------------------------------------------------------------------------------------------------------


def test_the_other_engine_and_the_unrepaired_reading_are_suggested() -> None:
    record = sop_record()
    step(record, 1)["waktu"].update(other="10 Menit", raw="1O Menlt")
    assert suggestions_of(record, WAKTU) == [
        ("10 Menit", "mesin baca kedua"),
        ("1O Menlt", "sebelum diperbaiki mesin"),
    ]


def test_the_number_of_a_list_item_is_no_suggestion() -> None:
    record = sop_record()
    step(record, 1)["waktu"].update(text="10 Menit", raw="3. 10 Menit", other=None)
    assert suggestions_of(record, WAKTU) == []


def test_a_surely_read_cell_of_the_column_is_suggested_for_one_like_it() -> None:
    record = sop_record()
    step(record, 0)["output"] = doubtful("Surat lzln", "output", (2, 0.8, 0.2), 0.4)
    assert suggestions_of(record, OUTPUTS[0]) == [("Surat izin", "sel serupa dalam berkas ini")]


def test_another_figure_is_no_misreading() -> None:
    record = sop_record()
    step(record, 0)["waktu"] = doubtful("16 Menit", "waktu", (2, 0.7, 0.2), 0.4)
    assert suggestions_of(record, "waktu@p2:700,200") == []


def test_words_of_the_vocabulary_are_suggested() -> None:
    record = sop_record()
    record["sops"][0]["actors"][2]["name"].update(text="Carnat", raw="Carnat", status="review", confidence=0.3)
    step(record, 1)["aktivitas"].update(status="review", reasons=["Memeriksa: mungkin Memeriksakan"])
    assert ("Camat", "kosakata jabatan") in suggestions_of(record, "actor@p2:500,50")
    assert suggestions_of(record, "aktivitas@p2:100,300")[0][0] == "Memeriksakan kelengkapan berkas"


def test_doers_named_in_the_sentence_and_inferred_labels_are_suggested() -> None:
    record = sop_record()
    step(record, 2)["flags"] = ["disebut dalam kalimat: Camat"]
    edges = record["sops"][0]["flow"]["edges"]
    edges[1].update(label=None, inferred="Ya", reasons=["arah panah"], status="review")
    edges[2].update(label=None, inferred="Tidak", reasons=["arah panah"])
    assert suggestions_of(record, "aktivitas@p2:100,400:pelaksana") == [
        ("Camat: proses", "disebut dalam kalimat langkah")
    ]
    assert suggestions_of(record, "aktivitas@p2:100,300:panah") == [("Ya: 3; Tidak: 1", "label disimpulkan")]
    arrows = cell_of(record, "aktivitas@p2:100,300:panah")
    assert arrows.text == "3; 1" and "panah ke 3: Ya (disimpulkan: arah panah)" in arrows.reasons


def test_accepting_arrows_keeps_what_was_inferred_of_them(tmp_path: Path) -> None:
    record = sop_record()
    record["sops"][0]["flow"]["edges"][1].update(label=None, inferred="Ya", reasons=["arah panah"], status="review")
    run = make_run(tmp_path, record)
    apply(run, fill(run, {"aktivitas@p2:100,300:panah": {"keputusan": "benar"}}))
    edge = record_of(run)["sops"][0]["flow"]["edges"][1]
    assert (edge["label"], edge["inferred"], edge["status"]) == (None, "Ya", "corrected")


# --- one decision for all that read the same --------------------------------------------------------------------------


def test_cells_that_read_the_same_in_the_same_column() -> None:
    record = misread_outputs()
    cells = list(review_cells(record))
    same = identical_cells(cell_of(record, OUTPUTS[0]), cells)
    assert [cell.cell_id for cell in same] == list(OUTPUTS[1:])
    assert identical_cells(cell_of(record, "tanggal_pengesahan"), cells) == []
    assert identical_cells(cell_of(record, "aktivitas@p2:100,500:pelaksana"), cells) == []


def test_one_line_of_the_sheet_settles_all_that_read_the_same(tmp_path: Path) -> None:
    run = make_run(tmp_path, misread_outputs())
    line = {"koreksi": "Surat izin", "keputusan": "koreksi semua"}
    sheet = fill(run, {OUTPUTS[0]: line, OUTPUTS[2]: {"koreksi": "Surat Izin Usaha"}})
    assert apply(run, sheet).applied == 3
    outputs = [one["output"]["text"] for one in record_of(run)["sops"][0]["steps"]]
    assert outputs == ["Surat izin", "Surat izin", "Surat Izin Usaha", "Surat izn"]
    assert apply(run, sheet).applied == 0


def test_what_cannot_be_for_all_is_refused(tmp_path: Path) -> None:
    run = make_run(tmp_path)
    result = apply(run, fill(run, {"tanggal_pengesahan": {"keputusan": "kosong semua"}}))
    assert result.applied == 0 and "tidak berlaku" in result.refused[0].reason


# --- learning ---------------------------------------------------------------------------------------------------------


def test_a_repeated_correction_is_suggested_and_can_be_revoked(tmp_path: Path) -> None:
    run = make_run(tmp_path, misread_outputs())
    path = run / "learned.json"
    apply(run, fill(run, {OUTPUTS[0]: {"koreksi": "Surat izin"}}))
    assert learn(read_ledger(run / "corrections.csv"), path).lessons == ()
    apply(run, fill(run, {OUTPUTS[1]: {"koreksi": "Surat izin"}}))
    learned = learn(read_ledger(run / "corrections.csv"), path)
    assert [(one.column, one.reading, one.text, one.count) for one in learned.lessons] == [
        ("output", "Surat lzin", "Surat izin", 2)
    ]
    record = record_of(run)
    assert suggestions_of(record, OUTPUTS[2], learned)[0] == ("Surat izin", "koreksi sebelumnya, 2 kali")
    assert step(record, 2)["output"]["text"] == "Surat  lzin", "never taken over by itself"
    revoked = revoke(learned, learned.lessons[0].ident)
    assert revoked is not None
    write_learned(path, revoked)
    again = learn(read_ledger(run / "corrections.csv"), path)
    assert again.lessons[0].revoked and again.suggestion("output", "Surat lzin") is None
    assert revoke(learned, "nothing") is None


def test_the_file_is_readable_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "learned.json"
    learned = Learned((Lesson("koreksi", "waktu", "1O", "10", 3, "2026-11-21T09:00:00+07:00", revoked=True),))
    write_learned(path, learned)
    assert read_learned(path) == learned
    assert json.loads(path.read_text("utf-8"))["lessons"][0]["text"] == "10"
    path.write_text("{broken", "utf-8")
    assert read_learned(path) == Learned()


@pytest.mark.parametrize(
    "verdicts",
    [
        [("koreksi", "10"), ("koreksi", "16")],
        [("koreksi", "10"), ("koreksi", "10"), ("benar", ""), ("benar", "")],
        [("kosong", ""), ("kosong", "")],
        [("koreksi", "10"), ("batal", ""), ("koreksi", "10")],
    ],
)
def test_what_people_do_not_agree_on_teaches_nothing(verdicts: list[tuple[str, str]]) -> None:
    made = [decision(f"c{n - (word == 'batal')}", word, text, "1O") for n, (word, text) in enumerate(verdicts)]
    assert ledger_to_lessons(Ledger(tuple(made))) == ()


def test_items_of_one_list_are_one_column() -> None:
    made = [decision(f"c{n}", "koreksi", "PP 1", "PP l", column=f"dasar_hukum {n + 1}") for n in range(2)]
    assert [lesson.column for lesson in ledger_to_lessons(Ledger(tuple(made)))] == ["dasar_hukum"]


def test_a_confirmed_heading_is_known_from_then_on(tmp_path: Path) -> None:
    record = sop_record()
    heading = doubtful("waktu", "judul", (2, 0.7, 0.1), 0.5) | {"raw": "Batas Kerja (menit)"}
    record["sops"][0]["headings"] = [heading]
    run = make_run(tmp_path, record)
    column = next(row["kolom"] for row in sheet_rows(run) if row["kolom"].startswith(HEADING))
    assert column == "judul kolom: Batas Kerja (menit)"
    refused = apply(run, fill(run, {heading["cell_id"]: {"koreksi": "durasi"}})).refused
    assert "pakai no, aktivitas" in refused[0].reason
    assert apply(run, fill(run, {heading["cell_id"]: {"keputusan": "benar"}})).applied == 1
    headings = learn(read_ledger(run / "corrections.csv"), run / "learned.json").headings()
    assert headings == {"Batas Kerja (menit)": "waktu"}
    assert match_header("BATAS KERJA (MENIT)").score < 0.72
    with confirmed_headings({"Batas Kerja (menit)": "waktu"}):
        match = match_header("BATAS KERJA (MENIT)")
        assert (match.column, match.score, match.unit) == ("waktu", 1.0, "menit")
    assert match_header("BATAS KERJA (MENIT)").score < 0.72


def test_sheets_hold_the_suggestions(tmp_path: Path) -> None:
    record = sop_record()
    step(record, 1)["waktu"].update(other="10 Menit", raw="1O Menlt")
    run = make_run(tmp_path, record)
    row = next(row for row in sheet_rows(run) if row["cell_id"] == f"sel:{WAKTU}")
    assert row["saran"] == "10 Menit | 1O Menlt"
