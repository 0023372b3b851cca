"""Whether the audit sample tells the truth: ``python -m bench.audit SET... [--shares .01,.05]`` (after ``bench.run``).

Of the cells that nobody is asked to look at the true error rate is known from SET/gold. The sample is drawn many times,
as for so many other archives, each time people find the errors in it, and the interval that ``review status`` would
print is held against the true rate.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.perfect_review import same, same_steps, truth_of
from normalize.confidence_record import is_audited
from pipeline.evaluate_text import folded, key
from review.leaves import PERFORMERS, Json, ReviewCell, node_at, review_cells
from review.progress import wilson

RUNS = 400


@dataclass(frozen=True, slots=True)
class SureCell:
    """A cell that stands unread: its source, its id, and whether it is right."""

    sha256: str
    cell_id: str
    right: bool


def sure_cells(record: Json, gold: Json) -> Iterator[SureCell]:
    """The cells of a record that nobody, or the audit sample alone, asks for, and that the truth knows."""
    for cell in review_cells(record):
        truth = truth_of(cell, record, gold)
        mark = node_at(record, cell.path).get("audited")
        audited = mark is True or bool(mark and cell.column in mark)
        if truth is not None and (cell.status == "auto" or audited):
            yield SureCell(cell.sha256, cell.cell_id, _agree(cell, truth))


def _agree(cell: ReviewCell, truth: str) -> bool:
    """Equal as the comparison with the truth counts it: a dash is a blank, "1" is "1.", doers have no order."""
    number = cell.column == "no" and key(cell.text) == key(truth)
    doers = cell.column == PERFORMERS and sorted(cell.text.split("; ")) == sorted(truth.split("; "))
    return number or doers or folded(cell.text) == folded(truth) or same(cell, truth)


def covered(cells: Sequence[SureCell], share: float, runs: int = RUNS) -> tuple[float, float, float]:
    """(share of draws whose interval holds the true rate, mean of cells drawn, mean width of the interval)."""
    true_rate = sum(not cell.right for cell in cells) / max(1, len(cells))
    held, drawn, widths = 0, 0, 0.0
    for run in range(runs):
        sample = [cell for cell in cells if is_audited(f"{cell.sha256}/{run}", cell.cell_id, share)]
        low, high = wilson(sum(not cell.right for cell in sample), len(sample))
        held += low <= true_rate <= high
        drawn += len(sample)
        widths += high - low
    return held / runs, drawn / runs, widths / runs


def set_to_cells(folder: Path) -> Iterator[SureCell]:
    """The sure cells of all files of a set whose steps were all found."""
    for path in sorted((folder / "records").rglob("*.json")):
        record = json.loads(path.read_bytes())
        gold = json.loads((folder / "gold" / path.relative_to(folder / "records")).read_bytes())
        if same_steps(record, gold):
            yield from sure_cells(record, gold)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="bench.audit", description="Draws audit samples of a set whose truth is known."
    )
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--shares", default="0.01,0.05,0.2")
    given = parser.parse_args(arguments)
    cells = [cell for folder in given.sets for cell in set_to_cells(folder)]
    wrong = sum(not cell.right for cell in cells)
    print(f"{len(cells)} sel yakin, {wrong} keliru ({wrong / max(1, len(cells)):.3%})")
    for share in map(float, given.shares.split(",")):
        held, drawn, width = covered(cells, share)
        print(f"sampel {share:.1%}: {drawn:.0f} sel; selang memuat angka sebenarnya {held:.1%} kali, lebar {width:.2%}")


if __name__ == "__main__":
    main()
