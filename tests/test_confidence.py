"""Evidence weighed into confidence, and what it sends to review."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields, replace
from importlib.resources import files
from typing import Any

import pytest

from normalize.assemble import sheets_to_evidence, sheets_to_record
from normalize.confidence import Evidence
from normalize.confidence_context import add_context
from normalize.confidence_lists import add_list_doubts
from normalize.confidence_model import NAME_SPOILS, REASONS, load_model, weigh
from normalize.confidence_record import (
    AUDIT,
    DECIDED,
    REQUIRED_MISSING,
    Policy,
    derive_confidence,
    judge_record,
    judged_nodes,
    sop_confidence,
    step_confidence,
)
from normalize.confidence_signs import with_signs
from normalize.record import Source, validate_record
from review.ledger import Decision, Ledger
from review.progress import audit_estimate, wilson
from table_extract.table import MARKS_SEEN, Line, PagePlace, Repair, SymbolKind
from tests.drawn_tables import HEADER, arrow, body, sheet, symbol, table

SOURCE = Source("pindaian.pdf", "0" * 64, "scan", 1)
PLACE = PagePlace(1, (0.1, 0.1, 0.2, 0.12))
ROWS = [(str(number), f"Memeriksa berkas ke-{number}", "Berkas", "1 Jam", "Surat") for number in range(1, 9)]


def record(policy: Policy | None = None) -> dict[str, Any]:
    return sheets_to_record([sheet([table([*HEADER, *body(*ROWS)])])], SOURCE, policy=policy)


def signs(text: str, *readings: tuple[str, str, float], unseen: str = "") -> Evidence:
    line = Line(text, 0.9, PLACE, (10.0, 10.0, 90.0, 20.0), readings or (("one", text, 0.9),), unseen_marks=unseen)
    return with_signs(Evidence(), [line], text)


@pytest.mark.parametrize("kind", sorted(load_model().kinds))
def test_no_doubt_ever_makes_a_value_surer(kind: str) -> None:
    clean = weigh(kind, Evidence())[0]
    assert 0.9 < clean < 1.0
    for one in fields(Evidence):
        assert weigh(kind, replace(Evidence(), **{one.name: 1.0}))[0] <= clean


def test_worst_doubts_wait_for_a_person_in_every_kind() -> None:
    least = load_model().threshold()
    worst = replace(Evidence(), scanned=1.0, line_doubt=0.7, grid_doubt=0.9, row_doubt=1.0, objection=0.6)
    assert all(weigh(kind, worst)[0] < least for kind in load_model().kinds)


def test_reasons_are_words_for_people() -> None:
    _, reasons = weigh("text", replace(Evidence(), row_doubt=1.0, open_repairs=1.0))
    assert REASONS["row_doubt"] in reasons
    unnamed = {"scanned", "objection", "unvouched", "inferred", "hinted", "pair_gap"}
    assert {one.name for one in fields(Evidence)} - REASONS.keys() == unnamed


def test_stricter_targets_ask_for_more_confidence() -> None:
    model = load_model()
    asked = [model.threshold(target) for target in (0.05, 0.01, 0.005, 0.001)]
    assert asked == sorted(asked) and model.threshold(0.0) == 1.0


def test_a_sentence_on_the_legal_basis_holds_no_heading() -> None:
    assert signs("Memahami dasar hukum pengelolaan pasar").label_inside == 0


def test_model_file_says_where_it_comes_from() -> None:
    data = json.loads((files("normalize") / "confidence_weights.json").read_text("utf-8"))
    assert {"fitted", "sets", "documents", "values", "wrong", "cross_fitted"} <= data["provenance"].keys()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("3hari", "glued"),
        ("Memeriksa berkas dan", "cut"),
        ("Ditandatangan i", "odd_marks"),
        ("Komputer Peralatan/Perlengkapan", "label_inside"),
        ("Kelengkapan/Peralatan", "is_heading"),
        ("Menerima surat 4. Memeriksa", "number_inside"),
        ("Memeriksa berkqs", "unknown_words"),
        ("Memeriksa Berkqs", "strange_names"),
        ("Memerifsa berkas", "unknown_words"),
        ("Selesai. Memerifsa berkas", "unknown_words"),
        ("Undang-Undang (Lembaran 5601) l. Peraturan Menteri", "number_inside"),
        ("Dilarang memungut biaya 1 1", "number_inside"),
        ("Kartu n omor antrean", "torn"),
        ("Buku agenda b. Buku register", "number_inside"),
        ("pelayanan Menerima berkas", "cut"),
        ("Maks.2 hari", "glued"),
        ("& 15 menit", "odd_marks"),
        ("Meja. kursi dan lemari", "odd_marks"),
        ("1s/d2 minggu", "glued"),
    ],
)
def test_signs_of_misreading(text: str, doubt: str) -> None:
    assert getattr(signs(text), doubt) > 0
    assert getattr(signs("Memeriksa berkas"), doubt) == 0


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("H+1", "glued"),
        ("*) bila perlu", "odd_marks"),
        ("1 x 24 jam", "odd_marks"),
        ("Sari, S.H., M.H.", "odd_marks"),
        ("-", "cut"),
        ("Surat keputusan rangkap 3", "number_inside"),
        ("Dikirim melalui pos, e-mail, atau kurir", "torn"),
        ("Pedoman di lingkungan dinas", "torn"),
        ("Desa Tanjung Sari", "strange_names"),
        ("Memasukkan data ke sistem (SIMAKU)", "unknown_words"),
        ("Melaporkan kepada Wakil Dekan I", "odd_marks"),
        ("H+1", "odd_marks"),
        ("Kerangka acuan yang berisi : a. Uraian (Maksud) : rinci", "odd_marks"),
        ("Menentukan regu , jadwal dan pos jaga", "odd_marks"),
        ("Sabar dan ramah", "unknown_words"),
        ("Anggaran satu tahun", "cut"),
    ],
)
def test_no_signs_of_misreading(text: str, doubt: str) -> None:
    assert getattr(signs(text), doubt) == 0


@pytest.mark.parametrize("text, unseen", [("Regu , jadwal", ","), ("1 , jadwal", ""), ("Menyusun jadwal ,", "")])
def test_a_comma_behind_a_blank_is_odd_where_dirt_may_be_one(text: str, unseen: str) -> None:
    assert signs(text, unseen=unseen).odd_marks > 0


def test_list_and_field_tell_of_texts_that_ran_together_or_were_lost() -> None:
    def leaf(text: str | None) -> dict[str, Any]:
        return {"text": text, "evidence": {}}

    identity = {
        "instansi": leaf("DINAS ARSIP\nUU No. 5 Tahun 2001 tentang Arsip"),
        "tanggal_pembuatan": leaf(None),
        "tanggal_efektif": leaf(None) | {"evidence": {"scanned": 1.0}},
        "tanggal_revisi": leaf(None) | {"evidence": {"scanned": 1.0}},
        "dasar_hukum": [leaf("UU No. 5 Tahun 2001"), leaf("Teliti dan cekatan")],
        "keterkaitan": [leaf("SOP Surat Masuk"), leaf("OP Surat Keluar"), leaf("OPD terkait")],
        "kualifikasi_pelaksana": [leaf("Mampu menulis"), leaf("Memahami tata naskah Mampu mengetik")],
        "disahkan_oleh": {"nama": leaf("Sari")},
    }
    steps = [{"keterangan": leaf(text), "aktivitas": leaf("Menerima berkas")} for text in ("-", "3")]
    add_list_doubts({"identity": identity, "steps": steps})
    assert identity["instansi"]["evidence"] == {"odd_field": 1.0}
    blank = [identity[f"tanggal_{name}"]["evidence"] for name in ("pembuatan", "efektif", "revisi")]
    assert [doubts.get("seldom_blank", 0.0) for doubts in blank] == [0.0, 1.0, 0.0]
    assert [one["evidence"] for one in identity["dasar_hukum"]] == [{}, {"odd_field": 1.0}]
    assert [one["evidence"] for one in identity["kualifikasi_pelaksana"]] == [{}, {"joined": 1.0}]
    assert [one["evidence"] for one in identity["keterkaitan"]] == [{}, {"odd_field": 1.0}, {}]
    assert [step["keterangan"]["evidence"] for step in steps] == [{}, {"only_figures": 1.0}]


def test_an_item_before_the_next_number_holds_no_second_one() -> None:
    texts = ("Memahami kegiatan Mampu menulis", "Teliti pada Berkas", "Mampu memakai kotak Berkas")
    leaves = [{"text": text, "raw": f"{at}. {text}", "evidence": {}} for at, text in zip((1, 2, 4), texts, strict=True)]
    add_list_doubts({"identity": {"kualifikasi_pelaksana": leaves}, "steps": []})
    assert [leaf["evidence"] for leaf in leaves] == [{}, {}, {"joined": 1.0}]


def test_engines_that_differ_are_told_apart_by_what_differs() -> None:
    spaces = signs("surat masuk", ("one", "surat masuk", 0.9), ("two", "suratmasuk", 0.8))
    digits = signs("Nomor 23", ("one", "Nomor 23", 0.9), ("two", "Nomor 28", 0.8))
    assert (spaces.spaces_differ, spaces.disagree, spaces.one_engine) == (1.0, 0.0, 0.0)
    assert (digits.digits_differ, digits.disagree > 0) == (1.0, True)


def test_dictionary_settles_what_engines_dispute() -> None:
    def differ(one: str, two: str) -> tuple[float, ...]:
        found = signs(one, ("one", one, 0.9), ("two", two, 0.8))
        return found.marks_differ, found.case_differ, found.words_differ, found.words_settled

    assert differ("surat-berkas", "surat'berkas") == (1, 0, 0, 0)
    assert differ("surat Masuk", "surat masuk") == (0, 1, 0, 0)
    assert differ("surat masuk", "surat rnasuk") == (0, 0, 0, 1)
    assert differ("surat rnasuk", "surat masuk") == differ("surat keluar", "surat masuk") == (0, 0, 1, 0)


def test_marks_that_the_ink_shows_settle_what_engines_dispute() -> None:
    two = (("one", "Berkas, Surat", 0.9), ("two", "Berkas; Surat", 0.8))
    seen, unseen = signs("Berkas, Surat", *two), signs("Berkas, Surat", *two, unseen=",")
    assert (seen.marks_differ, seen.disagree, seen.list_stops, seen.unseen_marks) == (0, 0, 0, 0)
    assert (unseen.marks_differ, unseen.disagree > 0, unseen.list_stops, unseen.unseen_marks) == (1, True, 1, 1)
    assert signs("Berkas: Surat", unseen=":").unseen_colon == 1.0 > signs("Berkas: Surat").unseen_colon
    assert signs("Berkas", unseen=":,.") == signs("Berkas")
    assert signs("Surat tugas, KTP", unseen=",").list_stops == 0.0


def test_the_line_that_pens_and_stamps_cover_most_is_a_doubt_with_its_reason() -> None:
    covered = [Line("surat", 0.9, PLACE, readings=(("one", "surat", 0.9),), stained=share) for share in (0.2, 0.6, 0.0)]
    evidence = with_signs(Evidence(), covered, "surat surat surat")
    assert evidence.stained == 0.6
    assert "ada cap atau coretan di atas tulisannya" in weigh("text", evidence)[1]


def test_point_put_in_place_of_a_comma_is_a_doubt() -> None:
    repaired = Line("Selesai, surat", 0.9, PLACE, repairs=(Repair("Selesai. surat", "Selesai, surat", "koma"),))
    letters = Line("surat", 0.9, PLACE, repairs=(Repair("surot", "surat", "kata"),))
    shown = Line("Selesai, surat", 0.9, PLACE, repairs=(Repair("Selesai. surat", "Selesai, surat", MARKS_SEEN),))
    assert with_signs(Evidence(), [repaired], "Selesai, surat").stop_changed == 1.0
    assert with_signs(Evidence(), [repaired], "surat").stop_changed == 0.0
    assert with_signs(Evidence(), [shown], "Selesai, surat").stop_changed == 0.0
    assert with_signs(Evidence(), [letters], "surat").stop_changed == 0.0


def test_neighbours_in_a_column_vouch_for_each_other() -> None:
    texts = ["Berkas; Surat", "Berkas, Surat", "Formulir; Kartu", "lanjutan berkas"]
    rows = [(str(number), "Memeriksa berkas", text, "1 Jam", "Surat") for number, text in enumerate(texts, start=1)]
    found, pages = sheets_to_evidence([sheet([table([*HEADER, *body(*rows)])])], SOURCE)
    evidence = [step["kelengkapan"]["evidence"] for step in found["sops"][0]["steps"]]
    for doubts in evidence:
        doubts["unseen_marks"] = 1.0
    add_context(found, pages)
    assert [round(doubts.get("mixed_stops", 0.0), 2) for doubts in evidence] == [0.5, 1.0, 0.5, 0.0]
    assert [doubts.get("beside_cut", 0.0) for doubts in evidence] == [0.0, 0.0, 1.0, 1.0]


def test_column_written_small_is_not_cut_and_numbers_only_rise() -> None:
    texts = ["surat masuk", "konsep surat", "Surat", "arsip"]
    rows = [
        (number, "Memeriksa berkas", text, "paling lama 1 Jam", "Surat")
        for number, text in zip("1214", texts, strict=True)
    ]
    found, pages = sheets_to_evidence([sheet([table([*HEADER, *body(*rows)])])], SOURCE)
    add_context(found, pages)
    steps = found["sops"][0]["steps"]
    assert not any("beside_cut" in step[field]["evidence"] for step in steps for field in ("kelengkapan", "waktu"))
    assert [step["no"]["evidence"].get("out_of_sequence", 0.0) for step in steps] == [0.0, 0.0, 1.0, 0.0]


def test_names_that_other_texts_say_and_spaces_between_lines_that_are_usual_are_no_doubts() -> None:
    def leaf(text: str, **doubts: float) -> dict[str, Any]:
        return {"text": text, "evidence": {"strange_names": 0.5, **doubts}}

    leaves = [leaf("Camat Wonokqrto", pair_gap=1.5, line_gap=1.0), leaf("Kecamatan Wonokqrto", pair_gap=1.5)]
    leaves.append(leaf("Desa Wonokqrta", pair_gap=2.4, line_gap=1.0))
    sop = {"identity": {"dasar_hukum": leaves}, "actors": [], "steps": [], "flow": {"edges": []}}
    add_context({"sops": [sop]}, {})
    assert [one["evidence"].get("strange_names", 0.0) for one in leaves] == [0.0, 0.0, 0.5]
    assert [one["evidence"].get("line_gap", 0.0) for one in leaves] == [0.0, 0.0, 1.0]


def test_doubt_about_the_name_of_a_column_weighs_on_its_symbols() -> None:
    found = record(Policy(audit_share=0.0))
    actor = {
        "text": "Lurah",
        "confidence": 1.0,
        "evidence": {"odd_name": 1.0, "line_doubt": 0.7},
        "cell_id": "pelaksana@1",
        "reasons": [],
    }
    doer = {"actor": "Lurah", "symbol": "process", "confidence": 1.0}
    found["sops"][0]["actors"] = [{"name": actor}]
    for sop_leaf in (node for _, _, node in judged_nodes(found)):
        sop_leaf.setdefault("evidence", {})
    found["sops"][0]["steps"][0]["pelaksana"] = [doer]
    judge_record(found, {})
    assert actor["confidence"] < 0.95 and doer["confidence"] <= 1.0 - NAME_SPOILS * (1.0 - actor["confidence"]) + 1e-4


def test_lines_far_apart_are_a_doubt() -> None:
    boxes = [(0.0, top, 100.0, top + 20.0) for top in (0.0, 25.0, 50.0, 110.0)]
    lines = [Line("surat", 0.9, PLACE, box, (("one", "surat", 0.9),)) for box in boxes]
    assert with_signs(Evidence(), lines, "surat").line_gap > 0.9 > 0.1 > with_signs(Evidence(), lines[:3], "").line_gap


def test_wide_gaps_before_the_items_of_a_list_are_its_layout() -> None:
    texts = ("- Surat tugas", "- Daftar hadir", "dan notulen", "- Cap")
    tops = (10.0, 22.0, 34.0, 70.0)
    lines = [
        Line(text, 0.9, PLACE, (10.0, top, 90.0, top + 10), (("one", text, 0.9),))
        for text, top in zip(texts, tops, strict=True)
    ]
    plain = [replace(line, text=line.text.removeprefix("- ")) for line in lines]
    assert with_signs(Evidence(), lines, "").line_gap == 0.0 < 0.9 < with_signs(Evidence(), plain, "").line_gap


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1. Map 2. Cap", 0.0),
        ("Surat tugas: a. Map b. Cap", 0.0),
        ("Menerima berkas 2. Memeriksa", 1.0),
        ("Menerima berkas b. Memeriksa", 1.0),
    ],
)
def test_a_list_that_counts_from_its_first_item_holds_no_other_row(text: str, doubt: float) -> None:
    assert signs(text).number_inside == doubt


def test_record_carries_no_evidence_and_keeps_to_the_schema() -> None:
    found = record()
    assert validate_record(found) == [] and "evidence" not in json.dumps(found)
    sop = found["sops"][0]
    absent = sop["identity"]["tanggal_revisi"]
    assert absent is None or (absent["confidence"] is None and absent["missing"] == "not_captured")
    assert sop["confidence"] == round(sop_confidence(sop), 4) <= 1.0
    first = sop["steps"][0]
    assert 0 < first["confidence"] <= step_confidence(first)
    assert step_confidence(first) <= min(first[field]["confidence"] for field in ("no", "aktivitas", "waktu"))


def test_a_row_without_any_symbol_is_hardly_right() -> None:
    found = record()
    sop = found["sops"][0]
    lone, seen = (deepcopy(step) for step in sop["steps"][:2])
    lone["pelaksana"] = []
    seen["pelaksana"] = [{"actor": "Kasi", "symbol": "process", "confidence": 1.0}]
    sop = {**sop, "steps": [lone, seen], "flow": {"edges": []}}
    derive_confidence(sop)
    assert lone["confidence"] == round(step_confidence(lone) / 2, 4)
    lone["flags"] = [f"{DECIDED}pelaksana"]
    derive_confidence(sop)
    assert lone["confidence"] == round(step_confidence(lone), 4)


def test_required_field_that_was_not_read_waits() -> None:
    rows = [*ROWS[:3], ("4", "", "Berkas", "1 Jam", "Surat"), *ROWS[4:]]
    found = sheets_to_record([sheet([table([*HEADER, *body(*rows)])])], SOURCE, policy=Policy(audit_share=0.0))
    lost = [step["aktivitas"] for step in found["sops"][0]["steps"] if not step["aktivitas"]["text"]]
    assert lost and all(leaf["status"] == "review" and REQUIRED_MISSING in leaf["reasons"] for leaf in lost)


def test_audit_sample_is_drawn_alike_and_grows_with_its_share() -> None:
    def audited(share: float) -> set[str]:
        nodes = [node for _, _, node in judged_nodes(record(Policy(audit_share=share)))]
        drawn = {node["cell_id"] for node in nodes if node.get("audited")}
        assert all(node["status"] == "review" for node in nodes if AUDIT in (node.get("reasons") or ()))
        return drawn

    assert audited(0.0) == set() and audited(0.3) == audited(0.3)
    assert audited(0.1) <= audited(0.3) < audited(1.0)


def test_audit_estimate_covers_what_people_found() -> None:
    found = record(Policy(audit_share=1.0))
    leaves = [node for _, _, node in judged_nodes(found) if node.get("audited")]
    right, wrong = leaves[:19], leaves[19:20]
    entries = [_decision(leaf, "benar") for leaf in right] + [_decision(leaf, "koreksi", "lain") for leaf in wrong]
    estimate = audit_estimate([found], Ledger(tuple(entries)))
    assert (estimate.checked, estimate.wrong) == (20, 1) and estimate.waiting >= len(leaves) - 20
    low, high = estimate.interval
    assert low < 0.05 < high and "1 dari 20" in estimate.line() and "1 of 20" in estimate.line("en")


def _decision(leaf: dict[str, Any], verdict: Any, correction: str = "") -> Decision:
    text = leaf["text"] or ""
    return Decision(
        "2026-01-01T00:00:00+07:00", "Sari", "0" * 64, leaf["cell_id"], "", "", text, 1.0, verdict, correction
    )


def test_nothing_checked_tells_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert "belum ada" in audit_estimate([record()], Ledger()).line()


def test_an_arrow_that_leaves_an_end_is_doubted() -> None:
    def back(last: SymbolKind) -> float:
        symbols = [symbol("process", 2, 2), symbol("process", 3, 3), symbol(last, 4, 4)]
        chart = table([*HEADER, *body(*ROWS[:3])], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 2), arrow(2, 0)])
        sop = sheets_to_record([sheet([chart])], SOURCE)["sops"][0]
        assert [doer["symbol"] for doer in sop["steps"][2]["pelaksana"]] == ["end" if last == "terminator" else last]
        return float(next(edge["confidence"] for edge in sop["flow"]["edges"] if edge["from"] == "3"))

    assert back("terminator") < back("process")
