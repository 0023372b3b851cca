"""Diagrams: valid, complete and honest about what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bpmn import sop_to_bpmn
from corpus.bpmn_layout import CHANNEL, LANE_HEIGHT, NODE_MIDDLE, SIZES, flow_to_layout
from corpus.diagrams import write_diagrams
from corpus.flow_model import UNKNOWN_LANE, sop_to_flow
from corpus.mermaid import sop_to_mermaid
from corpus.svg import sop_to_svg, text_width, wrap
from tests.bpmn_rules import BPMN, check_bpmn
from tests.sop_record import leaf, sop_record

SVG = "{http://www.w3.org/2000/svg}"

hostile = st.text(alphabet=st.one_of(st.sampled_from("<>&\"'\x00\x0b\ufffe]#;|{}()\n"), st.characters(codec="utf-8")))


def sop() -> dict[str, Any]:
    return sop_record()["sops"][0]


def hostile_sop(actor: str, text: str, number: str, label: str) -> dict[str, Any]:
    """A SOP in which a hostile text stands everywhere a text can stand."""
    one = sop()
    one["identity"]["nama_sop"] = leaf(text, "nama_sop", None)
    one["actors"][0]["name"] = leaf(actor, "actor", None)
    one["steps"][0]["pelaksana"][0]["actor"] = actor
    for step in one["steps"][:2]:
        step["no"] = leaf(number, "no", None)
        step["aktivitas"] = leaf(text, "aktivitas", None)
    one["flow"]["edges"] += [{"from": number, "to": "4", "label": label, "confidence": 0.5}]
    return one


def test_bpmn_has_lanes_gateways_events_and_labels() -> None:
    root = check_bpmn(sop_to_bpmn(sop()))
    lanes = {e.get("name"): [r.text for r in e] for e in root.iter(f"{BPMN}lane")}
    assert list(lanes) == ["Pemohon", "Petugas Loket", "Camat", UNKNOWN_LANE]
    assert lanes[UNKNOWN_LANE] == ["task_3"] and "exclusiveGateway_2" in lanes["Petugas Loket"]
    assert len(list(root.iter(f"{BPMN}startEvent"))) == len(list(root.iter(f"{BPMN}endEvent"))) == 1
    links = {(e.get("sourceRef"), e.get("targetRef"), e.get("name")) for e in root.iter(f"{BPMN}sequenceFlow")}
    assert {("exclusiveGateway_2", "task_3", "Ya"), ("exclusiveGateway_2", "task_1", "Tidak")} <= links


def test_start_and_end_that_no_symbol_shows_are_said_to_be_inferred() -> None:
    one = sop()
    for step in one["steps"]:
        step["pelaksana"] = []
    root = check_bpmn(sop_to_bpmn(one))
    names = [e.get("name") for kind in ("startEvent", "endEvent") for e in root.iter(BPMN + kind)]
    assert names == ["Mulai (disimpulkan)", "Selesai (disimpulkan)"]


def test_flows_do_not_run_through_nodes() -> None:
    layout = flow_to_layout(sop_to_flow(sop()))
    for flow in layout.flows:
        for (x0, y0), (x1, y1) in zip(flow.path, flow.path[1:], strict=False):
            for node in layout.nodes:
                left, top, width, height = node.bounds
                across = min(x0, x1) < left + width and max(x0, x1) > left
                down = min(y0, y1) < top + height and max(y0, y1) > top
                assert not (across and down)
    assert NODE_MIDDLE + SIZES["task"][1] / 2 < CHANNEL < LANE_HEIGHT - 5 * 5


def test_a_step_of_two_performers_is_one_task_that_names_both() -> None:
    one = sop()
    one["steps"][0]["pelaksana"].append({"actor": "Camat", "symbol": "process", "confidence": 0.9, "status": "auto"})
    root = check_bpmn(sop_to_bpmn(one))
    task = next(e for e in root.iter(f"{BPMN}task") if e.get("id") == "task_1")
    assert "Bersama: Pemohon" in (task.findtext(f"{BPMN}documentation") or "")


def test_repeated_numbers_and_dangling_arrows_do_no_harm() -> None:
    one = sop()
    one["steps"].append(one["steps"][1])
    one["flow"]["edges"].append({"from": "2", "to": "99", "label": None, "confidence": 0.9})
    check_bpmn(sop_to_bpmn(one))
    assert "99" not in sop_to_mermaid(one)


@settings(max_examples=60)
@given(hostile, hostile, hostile, hostile)
def test_hostile_texts_stay_texts(actor: str, text: str, number: str, label: str) -> None:
    one = hostile_sop(actor, text, number, label)
    check_bpmn(sop_to_bpmn(one))
    ET.fromstring(sop_to_svg(one))
    lines = sop_to_mermaid(one).splitlines()
    assert len(lines) == len(sop_to_mermaid(one).split("\n")) - 1
    assert all(line.count('"') in (0, 2) for line in lines[3:])


def test_mermaid_groups_by_performer() -> None:
    lines = sop_to_mermaid(sop()).splitlines()
    assert lines[:4] == ["---", 'title: "Penerbitan Izin Keramaian"', "---", "flowchart TD"]
    assert '    s2{"2. Memeriksa kelengkapan berkas"}' in lines
    assert '  s2 -->|"Tidak"| s1' in lines


def test_svg_shows_every_symbol_and_marks_doubt() -> None:
    root = ET.fromstring(sop_to_svg(sop()))
    texts = [e.text for e in root.iter(f"{SVG}text")]
    for word in ("Mulai", "Selesai", "?", "Ya", "Tidak", "Pemohon", "diketahui", "1O Menit"):
        assert word in texts
    assert any("kurang yakin" in (text or "") for text in texts)
    assert "3. Menandatangani <izin>" in (root.findtext(f"{SVG}desc") or "")
    assert sum(e.get("stroke-dasharray") == "5 3" for e in root.iter()) == 2


def test_what_is_only_inferred_is_dashed_and_asked() -> None:
    one = sop()
    one["flow"]["edges"] = [{"from": "1", "to": "2", "label": None, "inferred": "Ya", "confidence": 0.99}]
    assert '-.->|"Ya#63;"|' in sop_to_mermaid(one)
    drawn = [path for path in ET.fromstring(sop_to_svg(one)).iter(f"{SVG}path") if path.get("stroke-width") == "1.3"]
    assert [path.get("stroke-dasharray") for path in drawn] == ["5 3"]
    assert 'name="Ya?"' in sop_to_bpmn(one)


def test_svg_needs_nothing_from_outside() -> None:
    text = sop_to_svg(sop())
    assert not any(word in text for word in ("<script", "href", "url(", "@import", "<style"))


@given(hostile, st.floats(20, 300))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == "".join(text.split()).replace(" ", "")
    assert all(text_width(line) <= width for line in lines)


@pytest.mark.parametrize("name", ["a/b.pdf", "/etc/b.pdf", "..\\..\\b.pdf", "C:\\scan\\b.pdf", ""])
def test_diagrams_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    record = sop_record()
    record["source"]["file"] = name
    written = write_diagrams(record, tmp_path / "flow")
    assert [path.suffix for path in written] == [".bpmn", ".mmd", ".svg"]
    assert all(path.resolve().is_relative_to((tmp_path / "flow").resolve()) and path.stat().st_size for path in written)
