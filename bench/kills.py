"""Kills a run at random moments, finishes it, and compares what it left with an undisturbed run.

python -m bench.kills FOLDER --times 50
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.run_outputs import ROOT, SAMPLES, fill_with_dumps, ingest, ingest_command, left_behind

DUMPS = 12
PAST_THE_END = 1.05
"""Runs are killed at any moment up to this share of an undisturbed run's length."""
WITH_WORKERS = 0.5
"""Share of the kills that hit the whole group at once; the others leave the workers without their run."""


def kill_and_compare(folder: Path, times: int, seed: int = 1) -> tuple[int, int, list[str]]:
    """(kills, runs that came to their end, files that differ then) over text dumps, a digital and a scanned SOP."""
    scans, whole, broken = (folder / name for name in ("scans", "whole", "broken"))
    fill_with_dumps(scans, DUMPS)
    shutil.copytree(SAMPLES / "kelurahan", scans / "kelurahan", dirs_exist_ok=True)
    begun = time.monotonic()
    code = ingest(scans, whole)
    length = (time.monotonic() - begun) * PAST_THE_END
    dice, kills, ended, differing = random.Random(seed), 0, 0, set[str]()
    while kills < times:
        process = subprocess.Popen(
            ingest_command(scans, broken), cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
        )
        if _ended(process, dice.uniform(0.0, length), with_workers=dice.random() < WITH_WORKERS):  # compare, begin anew
            ended, differing = ended + 1, differing | _differing(broken, whole)
            differing |= {f"exit code {process.returncode}"} if process.returncode != code else set()
            shutil.rmtree(broken)
            continue
        kills += 1
        print(f"{kills} kills, {ended} runs finished, differing: {sorted(differing)}", file=sys.stderr, flush=True)
    ingest(scans, broken)
    return kills, ended + 1, sorted(differing | _differing(broken, whole))


def _ended(process: subprocess.Popen[bytes], seconds: float, *, with_workers: bool) -> bool:
    """Whether a run came to its end within so many seconds; else it is killed."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if with_workers:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        return False
    return True


def _differing(broken: Path, whole: Path) -> set[str]:
    ours, theirs = left_behind(broken), left_behind(whole)
    return {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=50)
    given = parser.parse_args()
    kills, ended, differing = kill_and_compare(given.folder, given.times)
    told = ", ".join(differing) or "none"
    print(f"{kills} kills, {ended} runs finished; files that differ from an undisturbed run: {told}")


if __name__ == "__main__":
    main()
