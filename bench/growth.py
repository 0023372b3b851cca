"""How time and memory grow: with the pages of one file, and with the number of processes. Each run is a new process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from time import process_time

import pypdfium2

from bench.parallel import run_with

Row = dict[str, float | int | str]


def grow_pages(source: Path, counts: Sequence[int]) -> list[Row]:
    """Seconds and peak memory for files of so many pages, the pages of ``source`` over and over."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.pdf"
            _repeat_pages(source, count, path)
            command = [sys.executable, "-m", "bench.growth", str(path)]
            done = subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})
            rows.append({"rendition": source.stem, "pages": count, **json.loads(done.stdout)})
    return rows


def _repeat_pages(source: Path, count: int, target: Path) -> None:
    pages, made = pypdfium2.PdfDocument(source), pypdfium2.PdfDocument.new()
    for index in islice(cycle(range(len(pages))), count):
        made.import_pages(pages, [index])
    made.save(target)


def grow_jobs(folder: Path, jobs: Sequence[int]) -> list[Row]:
    """Wall and CPU seconds of a run over a folder with so many processes."""
    runs = ((count, run_with(folder, count)) for count in jobs)
    return [{"jobs": count, "wall": took.wall, "cpu": took.own} for count, took in runs]


def main() -> None:
    """Digitizes one file and prints its CPU seconds, those of loading the engines left out, and the peak memory."""
    import cv2

    from ocr.engines import make_reader
    from pipeline.document import digitize
    from pipeline.settings import Settings

    cv2.setNumThreads(1)
    settings = Settings(max_pages=100_000)
    make_reader(settings.engine, settings.language)
    begun = process_time()
    digitize(Path(sys.argv[1]), settings)
    seconds = process_time() - begun
    print(json.dumps({"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
