"""The benchmark: ``python -m bench.benchmark [--parts accuracy,speed] [--peers PYTHON] [--icdar FOLDER]``.

Every part writes OUT/<day>-<part>.json; the page docs/benchmark.md is made from the newest file of each part, so that
one part can be measured anew alone. The sets are made from seeds of their own that nothing was tuned on.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from bench import icdar
from bench.accuracy import make_set, measure_set, set_engine
from bench.against import measure_peers, per_tool
from bench.benchmark_page import write_page
from bench.degrade import DAMAGES, PAGE_DAMAGES, RENDITIONS
from bench.growth import grow_jobs, grow_pages
from bench.peers import ABSENT, peers_python
from bench.speed import measure_speed, per_rendition

SEEDS = {"accuracy": 46036, "damages": 46024}
"""Chosen for their layouts alone: bundles, long tables and pages without an SOP; and an ordinary table for damages."""
STRENGTHS = (0.5, 1.0)
PAGES = (1, 10, 100)
MANY_PAGES = 1000
PEER_RENDITIONS = ("digital", "scan200", "phone")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure, and where."""

    out: Path
    documents: int
    damaged: int
    speeds: int
    jobs: int
    many_pages: bool
    peers: Path | None
    icdar: Path | None

    @property
    def made(self) -> Path:
        """The set that accuracy, speed and peers share."""
        return self.out / f"set-{SEEDS['accuracy']}"


def accuracy(plan: Plan) -> dict[str, Any]:
    """Every rendition of the set."""
    _made_set(plan)
    shutil.rmtree(plan.made / "records", ignore_errors=True)
    documents = len(list((plan.made / "docs").iterdir()))  # a set made for more is measured whole
    return {"documents": documents, "engine": set_engine(), **measure_set(plan.made, plan.jobs)}


def _made_set(plan: Plan) -> None:
    if len(list((plan.made / "docs").glob("*"))) < plan.documents:
        shutil.rmtree(plan.made, ignore_errors=True)
        make_set(plan.made, SEEDS["accuracy"], plan.documents, ("digital", *RENDITIONS))


def damages(plan: Plan) -> dict[str, Any]:
    """Every single damage at every strength."""
    folder = plan.out / "damaged"
    names = [f"{name}:{strength:g}" for name in (*DAMAGES, *PAGE_DAMAGES) for strength in STRENGTHS]
    shutil.rmtree(folder, ignore_errors=True)
    make_set(folder, SEEDS["damages"], plan.damaged, ("digital", *names))
    return {"documents": plan.damaged, "engine": set_engine(), **measure_set(folder, plan.jobs)}


def speed(plan: Plan) -> dict[str, Any]:
    """The chain beside one bare Tesseract pass."""
    _made_set(plan)
    files = [path for folder in _first(plan) for path in sorted(folder.glob("*.pdf"))]
    speeds = measure_speed(files)
    return {"files": [asdict(one) for one in speeds], "renditions": per_rendition(speeds)}


def growth(plan: Plan) -> dict[str, Any]:
    """Pages of one file, and processes."""
    _made_set(plan)
    document = _first(plan)[0]
    counts = (*PAGES, MANY_PAGES) if plan.many_pages else PAGES
    rows = grow_pages(document / "digital.pdf", counts) + grow_pages(document / "scan200.pdf", PAGES[:2])
    if plan.many_pages:
        rows += grow_pages(document / "scan200.pdf", PAGES[2:])
    folder = plan.out / "jobs"
    shutil.rmtree(folder, ignore_errors=True)
    for number, home in enumerate(_first(plan)):
        for path in home.glob("[dps]*.pdf"):
            target = folder / f"{number}-{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return {"pages": rows, "jobs": grow_jobs(folder, (1, 2)), "files": len(list(folder.iterdir()))}


def peers(plan: Plan) -> dict[str, Any]:
    """Other programs on the same pages."""
    python = peers_python(plan.peers)
    if python is None:
        return {"skipped": ABSENT}
    _made_set(plan)
    files = [folder / f"{rendition}.pdf" for folder in _first(plan) for rendition in PEER_RENDITIONS]
    rows = measure_peers(files, plan.made / "gold", python)
    return {"files": rows, "tools": per_tool(rows)}


def public_tables(plan: Plan) -> dict[str, Any]:
    """The ICDAR 2013 tables, where their folder was named."""
    if plan.icdar is None:
        return {"skipped": "no folder was named (--icdar)"}
    return icdar.measure_folder(plan.icdar, peers_python(plan.peers), plan.jobs)


def _first(plan: Plan) -> list[Path]:
    """The documents that speed, growth and peers are measured on."""
    return sorted(path for path in (plan.made / "docs").iterdir() if path.is_dir())[: plan.speeds]


PARTS: dict[str, Callable[[Plan], dict[str, Any]]] = {
    "accuracy": accuracy,
    "damages": damages,
    "speed": speed,
    "growth": growth,
    "peers": peers,
    "icdar": public_tables,
}


def run_parts(plan: Plan, parts: Sequence[str]) -> None:
    """Measures the parts one after the other; a part that was skipped leaves its older file alone."""
    for name in parts:
        begun = monotonic()
        result = PARTS[name](plan)
        if "skipped" in result:
            print(f"{name}: skipped, {result['skipped']}.", file=sys.stderr)
            continue
        day = datetime.now(UTC).date().isoformat()
        body = {"part": name, "date": day, "cores": os.cpu_count(), "wall_seconds": monotonic() - begun, **result}
        (plan.out / f"{day}-{name}.json").write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.benchmark", description="Measures accuracy, speed and memory.")
    parser.add_argument("--parts", default=",".join(PARTS), help="which of them, with commas")
    parser.add_argument("--out", type=Path, default=Path("outputs/bench"))
    parser.add_argument("--page", type=Path, default=Path("docs/benchmark.md"))
    parser.add_argument("--documents", type=int, default=8, help="of the set that is read in every rendition")
    parser.add_argument("--damaged", type=int, default=1, help="documents read with every damage and strength")
    parser.add_argument("--speeds", type=int, default=2, help="documents for speed, growth and peers")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--many-pages", action="store_true", help=f"also a file of {MANY_PAGES} pages")
    parser.add_argument("--peers", type=Path, help="interpreter that has the peers")
    parser.add_argument("--icdar", type=Path, help="folder with the ICDAR 2013 tables")
    given = vars(parser.parse_args(arguments))
    parts, page = given.pop("parts").split(","), given.pop("page")
    if unknown := set(parts) - set(PARTS) - {""}:
        parser.error(f"unknown parts: {', '.join(sorted(unknown))}")
    plan = Plan(**given)
    plan.out.mkdir(parents=True, exist_ok=True)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    run_parts(plan, [name for name in parts if name])
    write_page(plan.out, page)
    print(page)


if __name__ == "__main__":
    main()
