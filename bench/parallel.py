"""How much faster a run is with two processes, beside what the machine itself gives two processes.

python -m bench.parallel FOLDER [--count 24] [--scan FILE]
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from bench.run_outputs import ROOT, SAMPLES, ingest_command
from bench.speed import DPI, PASS

SCAN = SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf"
BARE_PASSES = 12
"""Passes of the bare program for each measurement of the machine."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds by the clock, our processor seconds, and those that others took of the machine meanwhile."""

    wall: float
    own: float
    others: float


PR_SET_CHILD_SUBREAPER = 36
"""From linux/prctl.h: grandchildren whose parent ended become ours, and their seconds are counted."""


def timed(work: Callable[[], None]) -> Timed:
    """What a piece of work, done by child processes, took."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    begun, own, busy = time.monotonic(), _children(), _busy()
    work()
    wall = time.monotonic() - begun
    _reap()
    own = _children() - own
    return Timed(wall, own, max(0.0, _busy() - busy - own))


def _reap() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _busy() -> float:
    """Processor seconds that the whole machine has spent (user, nice, system, and what its host took)."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _, _, irq, softirq, stolen = fields[:8]
    return (user + nice + system + irq + softirq + stolen) / os.sysconf("SC_CLK_TCK")


def fill(folder: Path, scan: Path, count: int) -> None:
    """Copies of a scan that differ in their last bytes, so that each is read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.pdf").write_bytes(scan.read_bytes() + f"\n% {number}\n".encode())


def run_with(folder: Path, jobs: int) -> Timed:
    """A whole run, from the command to the report."""
    with tempfile.TemporaryDirectory() as out:
        command = ingest_command(folder, Path(out), "--quiet", "--jobs", str(jobs))
        return timed(lambda: _run([command]))


def bare_with(picture: Path, processes: int) -> Timed:
    """The same number of bare Tesseract passes by so many processes, one page each at a time."""
    line = f"for i in $(seq {BARE_PASSES // processes}); do tesseract '{picture}' - {' '.join(PASS)}; done"
    return timed(lambda: _run([["sh", "-c", line]] * processes))


def _run(commands: Sequence[Sequence[str]]) -> None:
    quiet, alone = subprocess.DEVNULL, os.environ | {"OMP_THREAD_LIMIT": "1"}
    started = [subprocess.Popen(line, cwd=ROOT, env=alone, stdout=quiet, stderr=quiet) for line in commands]
    for process in started:
        process.wait()


def page_picture(scan: Path, target: Path) -> None:
    """The first page as the bare program gets it."""
    page = pypdfium2.PdfDocument(scan)[0]
    page.render(scale=DPI / 72, grayscale=True).to_pil().save(target, dpi=(DPI, DPI))


def gain(one: Timed, two: Timed) -> float:
    """How many times the throughput two processes have."""
    return one.wall / two.wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--scan", type=Path, default=SCAN)
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    fill(given.folder, given.scan, given.count)
    with tempfile.TemporaryDirectory() as place:
        picture = Path(place) / "page.png"
        page_picture(given.scan, picture)
        machine = [bare_with(picture, processes) for processes in (1, 2)]
        runs = [run_with(given.folder, jobs) for jobs in (1, 2)]
    for name, times in (("machine", machine), ("run", runs)):
        for processes, one in enumerate(times, start=1):
            sys.stdout.write(f"{name} with {processes}: {one.wall:.1f} s, own {one.own:.1f}, others {one.others:.1f}\n")
    ceiling, ours = gain(*machine), gain(*runs)
    print(f"two against one: {ours:.2f} times; the machine gives {ceiling:.2f}; {ours / ceiling:.0%} of it")


if __name__ == "__main__":
    main()
