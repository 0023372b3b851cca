"""The example dumps beside the repository, against their careful transcription."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from normalize.leaf import Leaf
from normalize.segment import SopDraft, sheets_to_drafts
from normalize.steps import Step, tables_to_steps
from table_extract.textdump import text_to_sheet
from tests.judging import waits

FOLDER = Path(os.environ.get("MUTUBAKU_EXAMPLES", Path(__file__).parents[2] / "shared"))
FIELDS = ("aktivitas", "kelengkapan", "waktu", "output", "keterangan")
TRUTHS = sorted((FOLDER / "seed_truth").glob("*.txt.json"))

pytestmark = pytest.mark.skipif(not TRUTHS, reason=f"no example dumps in {FOLDER}")


def read(path: Path) -> tuple[dict[str, Any], tuple[SopDraft, ...], list[Step]]:
    truth = json.loads(path.read_text(encoding="utf-8"))
    text = (FOLDER / "seeds" / path.name.removesuffix(".json")).read_text(encoding="utf-8")
    drafts = sheets_to_drafts([text_to_sheet(text)])
    return truth, drafts, [step for draft in drafts for step in tables_to_steps(draft.parts)]


def folded(text: object) -> str:
    return re.sub(r"\s*-\s*", "-", " ".join(str(text or "").replace(" / ", " ").split())).strip("[")


def right(leaf: Leaf | None, cell: dict[str, Any]) -> bool:
    """Exactly what is printed, or that with its misreadings repaired; a duration also in its value."""
    text = leaf.text if leaf else None
    read_right = folded(text) in {folded(cell.get("as_printed")), folded(cell["corrected"])}
    if "unit" not in cell or cell.get("value_min") is None:
        return read_right
    value = leaf.value if leaf else None
    meant = (cell["value_min"], cell["value_max"], cell["unit"])
    return read_right and isinstance(value, dict) and (value["min"], value["max"], value["unit"]) == meant


def judged(truth: dict[str, Any], steps: list[Step]) -> list[tuple[bool, str, Leaf | None]]:
    return [
        (right(step.leaves[field], cell[field]), f"{step.key} {field}", step.leaves[field])
        for cell, step in zip(truth["steps"], steps, strict=True)
        for field in FIELDS
        if cell[field].get("certainty") == "certain"
    ]


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name[:3])
def test_every_step_in_order(path: Path) -> None:
    truth, drafts, steps = read(path)
    assert len(drafts) == truth["sop_count"]
    assert [step.key for step in steps] == [str(cell["no"]["value"]) for cell in truth["steps"]]


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name[:3])
def test_certain_cells(path: Path) -> None:
    truth, drafts, steps = read(path)
    cells = judged(truth, steps)
    wrong = [name for fine, name, _ in cells if not fine]
    if any("grid" in flag for flag in truth.get("flags", [])):
        assert len(wrong) <= 0.2 * len(cells), wrong
        assert all(leaf is None or waits(leaf, name.split()[1]) for fine, name, leaf in cells if not fine)
    else:
        assert wrong == []


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name[:3])
def test_actors_of_the_header(path: Path) -> None:
    truth, drafts, _ = read(path)
    named = [c for c in truth["tables"][-1]["columns"] if c["canonical"] == "pelaksana"]
    certain = [folded(c["header_as_printed"]) for c in named if c["certainty"] == "certain" and c["header_as_printed"]]
    got = {folded(column.name).replace(" ", "") for column in drafts[0].parts[-1].columns.actors}
    if got:
        assert {name.replace(" ", "") for name in certain} <= got
