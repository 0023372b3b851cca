"""Accuracy over a set made anew from a seed: per rendition, or per single damage and strength."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import make
from bench.docx_office import office
from bench.html_browser import browser
from bench.run import digitize_set
from pipeline.evaluate import ALL, Pair, evaluate, figures, total
from pipeline.evaluate_confidence import asked_now, reliability, risk_coverage, scores
from pipeline.evaluate_tally import Tally

CURVE_POINTS = 60
SUFFIX = ".pdf.json"


def set_engine() -> str:
    """All layout engines by turns where the programs for them are installed, else the one that needs none."""
    return "mixed" if browser() and office() else "drawn"


def make_set(folder: Path, seed: int, count: int, renditions: Sequence[str]) -> None:
    """Writes documents and truth below the folder."""
    make.main([
        str(folder), "--seed", str(seed), "--count", str(count), "--engine", set_engine(),
        "--renditions", ",".join(renditions),
    ])  # fmt: skip


def measure_set(folder: Path, jobs: int) -> dict[str, Any]:
    """Reads the set; all figures per rendition and overall, and the overall curves of confidence."""
    failures = [line for line in digitize_set(folder, jobs, (), ()) if " GAGAL " in line]
    groups = {name: total(parts.values()) for name, parts in evaluate(_pairs(folder)).items()}
    whole = total(groups.values())
    return {
        "failures": failures,
        "groups": {name: figures(tally) for name, tally in groups.items()} | {ALL: figures(whole)},
        "curves": _curves(whole),
    }


def _pairs(folder: Path) -> list[Pair]:
    """Gold and record of every rendition; its name is the group."""
    pairs = []
    for gold in sorted((folder / "gold").rglob(f"*{SUFFIX}")):
        name = str(gold.relative_to(folder / "gold"))
        record = folder / "records" / name
        pairs.append(Pair(name, gold.name.removesuffix(SUFFIX), gold, record if record.is_file() else None))
    return pairs


def _curves(tally: Tally) -> dict[str, Any]:
    scored = scores(tally.judged)
    curve = risk_coverage(scored)
    step = max(1, len(curve) // CURVE_POINTS)
    return {
        "reliability": [(one.confidence, one.right, one.count) for one in reliability(scored)],
        "risk": [*curve[::step], *curve[-1:]],
        "now": asked_now(tally.judged),
    }
