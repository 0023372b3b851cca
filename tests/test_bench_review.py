"""The measures of a review: keys pressed on its pages, and whether the audit sample tells the truth."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from bench.audit import SureCell, covered, sure_cells
from bench.review_keys import Tally, review
from review.leaves import node_at, review_cells
from tests.sop_record import sop_record


def test_right_cells_cost_one_key_and_the_record_says_what_is_true(tmp_path: Path) -> None:
    gold = sop_record()
    read = copy.deepcopy(gold)
    read["sops"][0]["steps"][1]["output"].update(text="Surat lzin", status="review", confidence=0.4)
    tally = Tally()
    review(read, gold, tmp_path, tally)
    assert tally.right_keys == tally.right > 0 and tally.wrong == 1 and tally.typed <= 1
    assert tally.still_wrong == tally.unknown == 0


def test_cells_that_nobody_asks_for_are_held_against_the_truth() -> None:
    gold = sop_record()
    read = copy.deepcopy(gold)
    cell = next(cell for cell in review_cells(read) if cell.status == "auto" and cell.column == "output" and cell.text)
    node_at(read, cell.path)["text"] = "bukan ini"
    found = {one.cell_id: one.right for one in sure_cells(read, gold)}
    assert found[cell.cell_id] is False and sum(not right for right in found.values()) == 1


@pytest.mark.parametrize("wrong", [2, 40])
def test_intervals_of_samples_hold_the_true_rate(wrong: int) -> None:
    cells = [SureCell("a" * 64, f"sel{number}", number >= wrong) for number in range(2000)]
    held, drawn, width = covered(cells, 0.1, runs=200)
    assert held >= 0.93 and 150 < drawn < 250 and 0 < width < 0.1
