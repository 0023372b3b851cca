"""A review without mistakes over a digitized set: ``python -m bench.perfect_review SET`` (after ``bench.run SET``).

Every cell of SET/records goes out to a review sheet, is decided as SET/gold says, comes back, and is held against it.
Files whose steps were not all found are passed over: there a row has no counterpart.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from normalize.step_ids import step_ids
from review.apply import apply_review
from review.export import export_review, rows_to_csv
from review.leaves import ARROWS, HEADING, PERFORMERS, Json, ReviewCell, node_at, review_cells
from review.notation import format_arrows, format_performers, parse_arrows


def truth_of(cell: ReviewCell, record: Json, gold: Json) -> str | None:
    """What a cell should say; None where the truth has no such place."""
    if cell.column.startswith(HEADING):
        return cell.text
    try:
        sop = gold["sops"][cell.path[1]]
        if cell.column == PERFORMERS:
            return format_performers(sop["steps"][cell.path[3]]["pelaksana"])
        if cell.column == ARROWS:
            return format_arrows(_arrows(cell, record, sop))
        if cell.path[2] == "actors" and len(sop["actors"]) != len(record["sops"][cell.path[1]]["actors"]):
            return None  # a column was not found: which name belongs to which is not known
        leaf: Any = node_at(gold, cell.path)
    except (KeyError, IndexError, TypeError):
        return None
    return " ".join(str((leaf or {}).get("text") or "").split())


def _arrows(cell: ReviewCell, record: Json, sop: Json) -> Iterator[Json]:
    """The true arrows of a step, in the record's own numbers."""
    ids, read = step_ids(sop["steps"]), step_ids(record["sops"][cell.path[1]]["steps"])
    named = dict(zip(ids, read, strict=True))
    for edge in sop["flow"]["edges"]:
        if edge["from"] == ids[int(cell.path[3])]:
            yield edge | {"to": named[edge["to"]]}


def same_steps(record: Json, gold: Json) -> bool:
    """Whether every SOP has as many steps as it should: elsewhere a row has no counterpart."""
    return [len(sop["steps"]) for sop in record["sops"]] == [len(sop["steps"]) for sop in gold["sops"]]


def same(cell: ReviewCell, truth: str) -> bool:
    """Whether a cell says what it should; the order of arrows says nothing."""
    if cell.column == ARROWS:
        return sorted(parse_arrows(cell.text), key=str) == sorted(parse_arrows(truth), key=str)
    return cell.text.split() == truth.split()


def review(record: Json, gold: Json, folder: Path) -> tuple[int, int, int]:
    """(cells reviewed, wrong before, wrong after) of a record whose every cell is decided by the truth."""
    path = folder / "records" / "a.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(record), "utf-8")
    cells = {cell.cell_id: cell for cell in review_cells(record)}
    found = {ident: truth_of(cell, record, gold) for ident, cell in cells.items()}
    truths = {ident: truth for ident, truth in found.items() if truth is not None}
    export_review([record], folder / "review", include_all=True)
    text = (folder / "review" / "review.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    for row in rows:
        ident = row["cell_id"].removeprefix("sel:")
        if ident in truths:
            row.update(_verdict(cells[ident], truths[ident]))
    sheet = folder / "filled.csv"
    sheet.write_bytes(rows_to_csv(rows))
    apply_review(sheet, folder / "corrections.csv", folder / "records", who="bench", when="2000-01-01T00:00:00+00:00")
    after = {cell.cell_id: cell for cell in review_cells(json.loads(path.read_bytes()))}
    wrong = [sum(not same(which[ident], truth) for ident, truth in truths.items()) for which in (cells, after)]
    return len(truths), wrong[0], wrong[1]


def _verdict(cell: ReviewCell, truth: str) -> dict[str, str]:
    if not truth:
        return {"keputusan": "kosong"}
    return {"keputusan": "benar"} if cell.text.split() == truth.split() else {"koreksi": truth}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.perfect_review", description="Reviews a digitized set by its truth.")
    parser.add_argument("set", type=Path)
    given = parser.parse_args(arguments)
    totals = [0, 0, 0]
    for path in sorted((given.set / "records").rglob("*.json")):
        record = json.loads(path.read_bytes())
        gold = json.loads((given.set / "gold" / path.relative_to(given.set / "records")).read_bytes())
        if not same_steps(record, gold):
            print(f"{path.relative_to(given.set / 'records')}: langkah tidak sama banyak, dilewati")
            continue
        with tempfile.TemporaryDirectory() as folder:
            totals = [sum(pair) for pair in zip(totals, review(record, gold, Path(folder)), strict=True)]
    print("{} sel ditinjau, {} keliru sebelum, {} keliru sesudah".format(*totals))


if __name__ == "__main__":
    main()
