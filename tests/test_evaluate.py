"""Records against gold ones: gold answers itself perfectly, and every planted mistake lowers its own figure."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import compare_records, evaluate, figures, pair_folders
from pipeline.evaluate_confidence import auroc, ece, review_needed
from pipeline.evaluate_table import error_lines, group_figures, table_lines
from pipeline.evaluate_text import folded, likeness, same_duration
from tests.sop_record import sop_record

Record = dict[str, Any]
GOOD_AT_ONE = (
    "sop_recall", "sop_precision",
    "step_recall", "step_precision", "cell_exact", "cell_exact_filled", "header", "actor_name", "time_value",
    "time_value_filled", "actor_f1", "symbol", "edge_f1", "edge_labelled_f1", "branch_recall", "flow_right",
    "grits_topology", "grits_content", "identity",
    "identity_filled", "list_recall", "list_precision", "list_exact", "perfect", "perfect_text",
)  # fmt: skip


def test_gold_answers_itself() -> None:
    gold = sop_record()
    found = figures(compare_records(gold, gold, "a"))
    assert {name: found[name] for name in GOOD_AT_ONE if found[name] is not None} == {
        name: 1.0 for name in GOOD_AT_ONE if found[name] is not None
    }
    assert found["cer"] == 0.0 and found["missing"] == 0
    assert found["confidence"]["silent_error"] == 0.0
    assert found["confidence"]["values_right"] == 1.0


def _steps(record: Record) -> list[Record]:
    steps: list[Record] = record["sops"][0]["steps"]
    return steps


def _lose_a_step(record: Record) -> None:
    _steps(record).pop()


def _add_a_step(record: Record) -> None:
    extra = copy.deepcopy(_steps(record)[0])
    extra["aktivitas"]["text"] = "Zzz qqq xxx www"
    extra["no"]["text"] = "99"
    _steps(record).append(extra)


def _misread_activity(record: Record) -> None:
    _steps(record)[0]["aktivitas"]["text"] += " xyz"


def _wrong_time(record: Record) -> None:
    _steps(record)[0]["waktu"]["value"] = {"min": 77, "max": 77, "unit": "minggu"}


def _swap_columns(record: Record) -> None:
    for step in _steps(record):
        step["kelengkapan"], step["output"] = step["output"], step["kelengkapan"]


def _misname_actor(record: Record) -> None:
    record["sops"][0]["actors"][0]["name"]["text"] = "Xyzzy"


def _lose_an_actor(record: Record) -> None:
    record["sops"][0]["actors"].pop(0)


def _merge_times(record: Record) -> None:
    for step in _steps(record)[1:3]:
        step["waktu"] = copy.deepcopy(_steps(record)[1]["waktu"]) | {"cell_id": "k"}


def _lose_doers(record: Record) -> None:
    _steps(record)[0]["pelaksana"] = []


def _wrong_symbol(record: Record) -> None:
    doer = _steps(record)[0]["pelaksana"][0]
    doer["symbol"] = "decision" if doer["symbol"] != "decision" else "process"


def _lose_an_edge(record: Record) -> None:
    record["sops"][0]["flow"]["edges"].pop()


def _lose_labels(record: Record) -> None:
    for edge in record["sops"][0]["flow"]["edges"]:
        edge["label"] = None


def _lose_branches(record: Record) -> None:
    flow = record["sops"][0]["flow"]
    flow["edges"] = [edge for edge in flow["edges"] if not edge["label"]]


def _misread_title(record: Record) -> None:
    record["sops"][0]["identity"]["nama_sop"]["text"] = "Lain"


def _lose_laws(record: Record) -> None:
    record["sops"][0]["identity"]["dasar_hukum"] = []


def _lose_the_sop(record: Record) -> None:
    record["sops"] = []


@pytest.mark.parametrize(
    ("damage", "lowered"),
    [
        (_lose_a_step, ["step_recall", "cell_exact", "grits_topology", "grits_content"]),
        (_add_a_step, ["step_precision", "perfect_text", "grits_topology", "grits_content"]),
        (_misread_activity, ["cell_exact", "cell_exact_filled", "perfect_text", "grits_content"]),
        (_wrong_time, ["time_value", "time_value_filled"]),
        (_swap_columns, ["header", "cell_exact", "grits_content"]),
        (_misname_actor, ["actor_name", "header", "actor_f1", "flow_right"]),
        (_lose_an_actor, ["actor_name", "actor_f1", "grits_topology"]),
        (_lose_doers, ["actor_f1", "perfect", "flow_right"]),
        (_wrong_symbol, ["symbol", "flow_right"]),
        (_lose_an_edge, ["edge_f1", "flow_right"]),
        (_lose_labels, ["edge_labelled_f1", "flow_right"]),
        (_lose_branches, ["branch_recall", "edge_f1"]),
        (_merge_times, ["grits_topology"]),
        (_misread_title, ["identity", "identity_filled"]),
        (_lose_laws, ["list_recall"]),
        (_lose_the_sop, ["sop_recall", "step_recall", "identity", "list_recall", "edge_f1", "actor_f1"]),
    ],
)
def test_each_mistake_lowers_its_figure(damage: Callable[[Record], None], lowered: list[str]) -> None:
    gold = sop_record()
    worse = copy.deepcopy(gold)
    damage(worse)
    found = figures(compare_records(gold, worse, "a"))
    assert {name: (found[name] or 0.0) < 1.0 for name in lowered} == dict.fromkeys(lowered, True)


def test_a_confident_mistake_is_a_silent_one_and_a_doubted_one_is_not() -> None:
    gold = sop_record()
    silent, doubted = copy.deepcopy(gold), copy.deepcopy(gold)
    for record, status in ((silent, "auto"), (doubted, "review")):
        _steps(record)[0]["output"] |= {"text": "salah baca", "status": status}
    figure = [figures(compare_records(gold, record, "a"))["confidence"]["silent_error"] for record in (silent, doubted)]
    assert figure[0] > figure[1] == 0.0


def test_every_kind_of_value_is_judged_on_its_own() -> None:
    gold = sop_record()
    worse = copy.deepcopy(gold)
    _misread_activity(worse)
    _wrong_symbol(worse)
    kinds = figures(compare_records(gold, worse, "a"))["kinds"]
    assert {name for name, one in kinds.items() if one["values_right"] < 1.0} == {"aktivitas", "simbol"}
    assert kinds["aktivitas"]["ece"] == pytest.approx(0.97 - 0.75)
    assert kinds["aktivitas"]["silent_error"] == 0.25


def test_a_corrected_record_serves_as_gold() -> None:
    gold = sop_record()
    _steps(gold)[0]["pelaksana"] += [{"actor": "Tamu", "symbol": "process"}, {"actor": "Camat", "symbol": "connector"}]
    found = figures(compare_records(gold, gold, "a"))
    assert (found["actor_f1"], found["symbol"], found["flow_right"]) == (1.0, 1.0, 1.0)


def test_a_dash_in_place_of_a_list_is_no_item() -> None:
    gold, seen = sop_record(), sop_record()
    dash = copy.deepcopy(gold["sops"][0]["identity"]["dasar_hukum"][0]) | {"text": "-", "missing": "dash"}
    gold["sops"][0]["identity"]["keterkaitan"] = [dash]
    for record in (gold, seen):
        found = figures(compare_records(gold, record, "a"))
        assert (found["list_recall"], found["list_precision"], found["list_exact"]) == (1.0, 1.0, 1.0)


def test_a_missing_prediction_loses_everything_but_where_there_is_no_sop_nothing() -> None:
    gold = sop_record()
    found = figures(compare_records(gold, None, "a"))
    assert (found["missing"], found["step_recall"], found["cell_exact"], found["cer"]) == (1, 0.0, 0.0, 1.0)
    empty = figures(compare_records(gold | {"sops": []}, None, "a"))
    assert (empty["missing"], empty["step_recall"], empty["perfect"]) == (0, None, None)
    invented = figures(compare_records(gold | {"sops": []}, gold, "a"))
    assert invented["step_precision"] == 0.0


def test_a_shared_note_may_be_repeated_or_left_blank() -> None:
    gold = sop_record()
    for step in _steps(gold)[:2]:
        step["keterangan"] = copy.deepcopy(_steps(gold)[0]["keterangan"]) | {"text": "H+1", "cell_id": "k"}
    blank = copy.deepcopy(gold)
    _steps(blank)[1]["keterangan"]["text"] = None
    assert figures(compare_records(gold, blank, "a"))["columns"]["keterangan"]["exact"] == 1.0
    _steps(blank)[0]["keterangan"]["text"] = None
    assert figures(compare_records(gold, blank, "a"))["columns"]["keterangan"]["exact"] < 1.0


def test_a_record_with_broken_parts_is_refused_by_name(tmp_path: Path) -> None:
    gold, made = tmp_path / "gold.json", tmp_path / "made.json"
    broken = sop_record()
    broken["sops"][0]["steps"] = [None]
    gold.write_text(json.dumps(sop_record()))
    made.write_text(json.dumps(broken))
    for one, other in ((gold, made), (made, gold)):
        with pytest.raises(UsageError, match=r"made\.json.*steps"):
            evaluate(pair_folders(one, other))


def test_folders_are_paired_by_name_and_grouped_by_rendition(tmp_path: Path) -> None:
    for document in ("a", "b"):
        for rendition in ("phone", "scan"):
            for side in ("gold", "seen"):
                path = tmp_path / side / document / f"{rendition}.pdf.json"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(sop_record()), "utf-8")
    (tmp_path / "seen" / "b" / "phone.pdf.json").unlink()
    tallies = evaluate(pair_folders(tmp_path / "gold", tmp_path / "seen"))
    groups = group_figures(tallies)
    assert (groups["phone"]["step_recall"], groups["scan"]["step_recall"]) == (0.5, 1.0)
    assert groups["semua"]["missing"] == 1
    assert any("langkah ditemukan" in line and "0.500" in line for line in table_lines(groups))
    assert error_lines(tallies, 5) == []


@pytest.mark.parametrize(
    ("a", "b"), [("Surat  Masuk.", "surat masuk"), ("Maju – mundur", "maju-mundur"), ("-", ""), ("½ jam", "1/2 jam")]
)
def test_texts_that_count_as_the_same(a: str, b: str) -> None:
    assert folded(a) == folded(b)
    assert likeness(a, b) == 1.0


@pytest.mark.parametrize(
    ("gold", "seen", "same"),
    [
        ({"min": 60, "max": 60, "unit": "menit"}, {"min": 1, "max": 1, "unit": "jam"}, True),
        ({"min": 1, "max": 1, "unit": "hari"}, {"min": 24, "max": 24, "unit": "jam"}, False),
        ({"min": None, "max": 5, "unit": "hari"}, {"min": 0, "max": 5, "unit": "hari"}, True),
        ({"min": 5, "max": 5, "unit": "hari"}, None, False),
        (None, None, True),
    ],
)
def test_durations(gold: object, seen: object, same: bool) -> None:
    assert same_duration(gold, seen) is same


def test_confidence_figures() -> None:
    scored = [(0.9, True)] * 9 + [(0.1, False)]
    assert auroc(scored) == 1.0
    assert ece(scored) == pytest.approx(0.1)
    assert review_needed(scored) == pytest.approx(0.1)
    assert review_needed([(0.9, False), (0.1, True)]) == 1.0
    assert ece([(0.5, True), (0.5, False)]) == pytest.approx(0.0) == ece([(0.5, False), (0.5, True)])
