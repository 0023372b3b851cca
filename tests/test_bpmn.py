"""BPMN of whole fictional SOPs: those of a made set, and what the chain reads from the sample file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.invent import invent_document
from bench.lay_document import lay_document
from bench.truth import document_to_record
from corpus.bpmn import sop_to_bpmn
from pipeline.document import Rejected, digitize
from pipeline.settings import Settings
from tests.bpmn_rules import BPMN, check_bpmn

SEED = 41
SAMPLE = Path(__file__).parents[1] / "samples" / "kelurahan" / "domisili-usaha.pdf"


@pytest.mark.parametrize("index", range(12))
def test_bpmn_of_made_procedures_keeps_the_rules(index: int) -> None:
    document = invent_document(SEED, index)
    for sop in document_to_record(document, lay_document(document, SEED))["sops"]:
        root = check_bpmn(sop_to_bpmn(sop))
        assert len(list(root.iter(f"{BPMN}task"))) == len(sop["steps"])
        decided = {step["no"]["text"] for step in sop["steps"] if _decides(step)}
        assert len(list(root.iter(f"{BPMN}exclusiveGateway"))) >= len(decided)


def _decides(step: dict[str, list[dict[str, str]]]) -> bool:
    return any(doer["symbol"] == "decision" for doer in step["pelaksana"])


def test_bpmn_of_a_read_file_keeps_the_rules() -> None:
    read = digitize(SAMPLE, Settings())
    assert not isinstance(read, Rejected)
    root = check_bpmn(sop_to_bpmn(read.record["sops"][0]))
    labels = {flow.get("name") for flow in root.iter(f"{BPMN}sequenceFlow")}
    assert {"Ya", "Tidak"} <= labels and len(list(root.iter(f"{BPMN}lane"))) > 1
