"""Digitizes a made set and measures it: ``python -m bench.run SET [--jobs 2] [--only 003,007] [--renditions phone]``.

Writes SET/records/<document>/<rendition>.pdf.json and prints the figures per rendition.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2

from pipeline.document import Rejected, digitize
from pipeline.evaluate import evaluate, pair_folders
from pipeline.evaluate_table import error_lines, group_figures, table_lines
from pipeline.settings import Settings


def digitize_to(source: Path, target: Path) -> str:
    """Reads one file into a record; returns a line for the console. A rejected file leaves no record."""
    cv2.setNumThreads(1)
    begun = time.process_time()
    result = digitize(source, Settings())
    seconds = time.process_time() - begun
    target.unlink(missing_ok=True)
    if isinstance(result, Rejected):
        return f"{source.parent.name}/{source.name} {seconds:.1f} s ditolak: {result.reason}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result.record, ensure_ascii=False, indent=1), "utf-8")
    rows = [len(sop["steps"]) for sop in result.record["sops"]]
    return f"{source.parent.name}/{source.name} {seconds:.1f} s {rows}"


def jobs_of(folder: Path, only: Sequence[str], renditions: Sequence[str]) -> Iterator[tuple[Path, Path]]:
    """Source and target of each rendition wanted; ``only`` holds beginnings of document names."""
    for source in sorted((folder / "docs").glob("*/*.pdf")):
        document = source.parent.name
        wanted = not only or any(document.startswith(start) for start in only)
        if wanted and (not renditions or source.stem in renditions):
            yield source, folder / "records" / document / f"{source.name}.json"


def digitize_set(folder: Path, jobs: int, only: Sequence[str], renditions: Sequence[str]) -> list[str]:
    """Reads the set in ``jobs`` processes. An error of one document is reported and does not end the run."""
    lines = []
    # a copy of a process whose libraries have started threads would hang
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        pairs = list(jobs_of(folder, only, renditions))
        waiting = [(source, pool.submit(digitize_to, source, target)) for source, target in pairs]
        for source, future in waiting:
            error = future.exception()
            line = future.result() if error is None else f"{source.parent.name}/{source.name} GAGAL {error!r}"
            print(line, flush=True)
            lines.append(line)
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.run", description="Digitizes a made set and measures it.")
    parser.add_argument("set", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="beginnings of document names, with commas")
    parser.add_argument("--renditions", default="")
    parser.add_argument("--errors", type=int, default=0, help="list this many wrong values")
    parser.add_argument("--measure-only", action="store_true")
    given = parser.parse_args(arguments)
    if not given.measure_only:
        only, renditions = (tuple(filter(None, text.split(","))) for text in (given.only, given.renditions))
        digitize_set(given.set, given.jobs, only, renditions)
    tallies = evaluate(pair_folders(given.set / "gold", given.set / "records"))
    print("\n".join([*table_lines(group_figures(tallies)), *error_lines(tallies, given.errors)]))


if __name__ == "__main__":
    main()
