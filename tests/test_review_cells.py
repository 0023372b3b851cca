"""What a reviewer may decide on, and what a decision does to the record: texts, performers, arrows, pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from review.crops import write_crops
from review.decide import apply_ledger
from review.export import export_review
from review.leaves import leaves, review_cells
from review.ledger import Ledger
from review.notation import NotationError, format_arrows, format_performers, parse_arrows, parse_performers
from review.progress import review_progress
from review.reparse import reparse
from tests.review_run import (
    NOMOR,
    WAKTU,
    apply,
    decision,
    fill,
    make_run,
    record_of,
    schema_errors,
    sheet_rows,
    step,
)
from tests.sop_record import SHA256, sop_record


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path)


# --- walking a record -------------------------------------------------------------------------------------------------


def test_every_leaf_is_found_once_with_its_path() -> None:
    record = sop_record()
    found = dict(leaves(record))
    assert len(found) == json.dumps(record).count('"cell_id"')
    assert found["sops", 0, "steps", 1, "waktu"]["text"] == "1O Menit"
    assert found["sops", 0, "identity", "disahkan_oleh", "nip"]["text"] == "19700101 199501 1 001"


def test_values_without_a_place_keep_apart() -> None:
    record = sop_record()
    record["sops"].append(sop_record()["sops"][0])
    ids = [cell.cell_id for cell in review_cells(record)]
    assert len(ids) == len(set(ids))


def test_the_fixture_is_a_record_and_stays_one_when_everything_is_decided() -> None:
    record = sop_record()
    assert not schema_errors(record)
    made = [
        decision(cell.cell_id, "benar" if cell.text else "kosong", reading=cell.text, column=cell.column)
        for cell in review_cells(record)
    ]
    decided, conflicts = apply_ledger(record, Ledger(tuple(made)))
    assert not schema_errors(decided) and not conflicts
    assert {cell.status for cell in review_cells(decided)} == {"corrected"}


def test_repeats_of_a_merged_cell_are_no_cells_of_their_own() -> None:
    record = sop_record()
    step(record, 1)["keterangan"]["cell_id"] = ""
    step(record, 2)["keterangan"] = None
    assert sum(cell.column == "keterangan" for cell in review_cells(record)) == 2


def test_a_step_that_only_heads_its_parts_has_no_performer_to_ask_for() -> None:
    record = sop_record()
    unseen = next(index for index, one in enumerate(record["sops"][0]["steps"]) if not one["pelaksana"])
    part = json.loads(json.dumps(step(record, 1)))
    head = step(record, unseen)
    head["waktu"], head["output"] = None, None
    part["no"] = {**head["no"], "text": "a)", "cell_id": "no@p2:1,1"}
    part["aktivitas"]["cell_id"] = "aktivitas@p2:1,1"
    asked = [cell for cell in review_cells(record) if cell.column == "pelaksana" and not cell.text]
    record["sops"][0]["steps"].insert(unseen + 1, part)
    left = [cell for cell in review_cells(record) if cell.column == "pelaksana" and not cell.text]
    assert len(left) == len(asked) - 1


def test_unseen_performer_is_a_question_on_scans_but_not_in_text_dumps() -> None:
    record = sop_record()
    assert any(cell.column == "pelaksana" and not cell.text for cell in review_cells(record))
    record["source"]["kind"] = "text"
    assert not any(cell.column == "pelaksana" and not cell.text for cell in review_cells(record))


# --- the notation of performers and arrows ----------------------------------------------------------------------------


def test_notation_reads_what_it_writes() -> None:
    entries = [{"actor": "Kasi PMD: Staf", "symbol": "process"}, {"actor": "Camat", "symbol": "decision"}]
    assert parse_performers(format_performers(entries)) == [("Kasi PMD: Staf", "process"), ("Camat", "decision")]
    assert format_performers(entries) == "Kasi PMD: Staf: proses; Camat: keputusan"
    edges = [{"to": "3a", "label": "Ya"}, {"to": "1", "label": None}]
    assert parse_arrows(format_arrows(edges)) == [("Ya", "3a"), (None, "1")]


def test_notation_forgives_and_refuses() -> None:
    assert parse_performers("Camat") == [("Camat", "process")]
    assert parse_arrows("y: 3 a.; t:2") == [("Ya", "3a"), ("Tidak", "2")]
    for text in ("Camat: kotak", ": proses"):
        with pytest.raises(NotationError):
            parse_performers(text)
    with pytest.raises(NotationError):
        parse_arrows("Ya: Camat")
    with pytest.raises(NotationError):
        parse_arrows("mungkin: 3")


# --- performers and arrows --------------------------------------------------------------------------------------------


def test_performers_and_arrows_are_corrected_like_cells(run: Path) -> None:
    sheet = fill(
        run,
        {
            "aktivitas@p2:100,400:pelaksana": {"koreksi": "camat: proses; Sekretaris"},
            "aktivitas@p2:100,300:panah": {"koreksi": "Ya: 3; Tidak: 4"},
        },
    )
    assert apply(run, sheet).applied == 2
    record = record_of(run)
    assert [(entry["actor"], entry["symbol"]) for entry in step(record, 2)["pelaksana"]] == [
        ("Camat", "process"),
        ("Sekretaris", "process"),
    ]
    edges = record["sops"][0]["flow"]["edges"]
    assert [(edge["to"], edge["label"]) for edge in edges if edge["from"] == "2"] == [("3", "Ya"), ("4", "Tidak")]
    assert apply(run, sheet).applied == 0
    open_cells = {cell.cell_id for cell in review_cells(record) if cell.status == "review"}
    assert not open_cells & {"aktivitas@p2:100,400:pelaksana", "aktivitas@p2:100,300:panah"}


def test_new_names_and_numbers_reach_what_refers_to_them() -> None:
    ledger = Ledger(
        (
            decision("actor@p2:400,50", "koreksi", "Petugas Pelayanan", "Petugas Loket", column="nama pelaksana 2"),
            decision("actor@p2:500,50", "koreksi", "CAMAT", "Camat", column="nama pelaksana 3"),
            decision("no@p2:50,300", "koreksi", "2a", "2", column="no"),
        )
    )
    record, _ = apply_ledger(sop_record(), ledger)
    assert record["sops"][0]["actors"][2]["role"] == "Camat"
    assert step(record, 1)["pelaksana"][0]["actor"] == "Petugas Pelayanan"
    edges = [(edge["from"], edge["to"]) for edge in record["sops"][0]["flow"]["edges"]]
    assert edges == [("1", "2a"), ("2a", "3"), ("2a", "1"), ("3", "4")]


@pytest.mark.parametrize(
    ("field", "text", "old", "value"),
    [
        ("waktu", "2", {"unit": "jam"}, ("minutes", [120, 120])),
        ("dasar_hukum", "Peraturan Pemerintah Nomor 17 Tahun 2018 tentang Kecamatan", None, ("id", "PP 17/2018")),
    ],
)
def test_a_corrected_text_gets_its_meaning(field: str, text: str, old: Any, value: tuple[str, Any]) -> None:
    meaning = reparse(("sops", 0, field), text, old)
    assert isinstance(meaning, dict) and meaning[value[0]] == value[1]


def test_dates_and_numbers_get_their_meaning() -> None:
    assert reparse(("sops", 0, "identity", "tanggal_efektif"), "5 Mei 2024", None) == "2024-05-05"
    assert (
        reparse(("sops", 0, "identity", "disahkan_oleh", "nip"), "19700101 199501 1 001", None) == "197001011995011001"
    )
    assert reparse(("sops", 0, "identity", "disahkan_oleh", "nip"), "1970", None) is None
    assert reparse(("sops", 0, "steps", 1, "output"), "Surat", None) is None


# --- pictures and progress --------------------------------------------------------------------------------------------


def test_crops_show_the_cell_with_context_and_old_ones_go(run: Path) -> None:
    page = np.full((1000, 800), 255, np.uint8)
    page[300:340, 560:640] = 0
    folder = run / "review" / "crops"
    folder.mkdir()
    (folder / f"{SHA256[:12]}-old.png").write_bytes(b"old")
    written = write_crops(sop_record(), {2: page}, folder)
    assert WAKTU in written and NOMOR not in written
    picture = cv2.imread(str(written[WAKTU]), cv2.IMREAD_GRAYSCALE)
    assert (picture == 0).sum() == 80 * 40 and picture.shape > (40, 80) and picture[0].min() == 255
    assert sorted(folder.iterdir()) == sorted(written.values())
    export_review([sop_record()], run / "review")
    pictures = [row["gambar"] for row in sheet_rows(run) if row["gambar"]]
    assert len(pictures) == len(written) and all((run / "review" / name).exists() for name in pictures)


def test_progress_counts(run: Path) -> None:
    assert review_progress([sop_record()]).review == 6
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    progress = review_progress([record_of(run)])
    assert (progress.review, progress.corrected) == (5, 1)
    assert progress.line().endswith("1 dari 6 sel ragu sudah diputuskan; 43 sel terbaca yakin")


def test_names_and_numbers_put_right_reach_decisions_made_before_and_after() -> None:
    """On the machine's record and again on its own result, in whatever order people decided."""
    made = (
        decision("aktivitas@p2:100,300:pelaksana", "benar", "", "Petugas Loket: keputusan", column="pelaksana"),
        decision("aktivitas@p2:100,500:pelaksana", "koreksi", "petugas loket: proses", "", column="pelaksana"),
        decision("aktivitas@p2:100,200:panah", "benar", "", "2", column="panah"),
        decision("aktivitas@p2:100,300:panah", "koreksi", "Ya: 3; Tidak: 1", "Ya: 3; Tidak: 1", column="panah"),
        decision("actor@p2:400,50", "koreksi", "Petugas Pelayanan", "Petugas Loket", column="nama pelaksana 2"),
        decision("no@p2:50,300", "koreksi", "2a", "2", column="no"),
    )
    for ledger in (Ledger(made), Ledger(made[::-1])):
        once, conflicts = apply_ledger(sop_record(), ledger)
        twice, again = apply_ledger(once, ledger)
        assert once == twice and not again
        assert [conflict.decision.cell_id for conflict in conflicts] == ["aktivitas@p2:100,500:pelaksana"]
        assert [entry["actor"] for index in (1, 3) for entry in step(once, index)["pelaksana"]] == [
            "Petugas Pelayanan"
        ] * 2
        edges = [(edge["from"], edge["to"], edge["label"]) for edge in once["sops"][0]["flow"]["edges"]]
        assert edges == [("1", "2a", None), ("2a", "3", "Ya"), ("2a", "1", "Tidak"), ("3", "4", None)]


def test_names_that_change_places_do_so_at_once() -> None:
    made = (
        decision("actor@p2:300,50", "koreksi", "Petugas Loket", "Pemohon", column="nama pelaksana 1"),
        decision("actor@p2:400,50", "koreksi", "Pemohon", "Petugas Loket", column="nama pelaksana 2"),
        decision("aktivitas@p2:100,300:pelaksana", "benar", "", "Petugas Loket: keputusan", column="pelaksana"),
        decision("no@p2:50,300", "koreksi", "3", "2", column="no"),
        decision("no@p2:50,400", "koreksi", "2", "3", column="no"),
    )
    for ledger in (Ledger(made), Ledger(made[::-1])):
        once, _ = apply_ledger(sop_record(), ledger)
        assert apply_ledger(once, ledger) == (once, [])
        doers = [[entry["actor"] for entry in one["pelaksana"]] for one in once["sops"][0]["steps"]]
        assert doers == [["Petugas Loket"], ["Petugas Loket"], [], ["Pemohon"]]


def test_a_confirmed_as_above_keeps_what_it_stands_for() -> None:
    old = {"sama_dengan": {"step": "1", "text": "Surat"}}
    assert reparse(("steps", 1, "kelengkapan"), "Idem", old) == old
    assert reparse(("steps", 1, "kelengkapan"), "Idem", None) is None
    assert reparse(("steps", 1, "kelengkapan"), "Surat", old) is None
