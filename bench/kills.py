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
import time
from pathlib import Path

from bench.run_outputs import ROOT, SAMPLES, fill_with_dumps, ingest, ingest_command, left_behind

DUMPS = 200
LONGEST_RUN = 4.0
"""Seconds that a run goes on at most before it is killed."""


def kill_and_compare(folder: Path, times: int, seed: int = 1) -> tuple[int, int, list[str]]:
    """(kills, runs that came to their end, files that differ then) over text dumps and scans."""
    scans, whole, broken = (folder / name for name in ("scans", "whole", "broken"))
    fill_with_dumps(scans, DUMPS)
    shutil.copytree(SAMPLES / "kelurahan", scans / "kelurahan", dirs_exist_ok=True)
    ingest(scans, whole)
    dice, kills, ended, differing = random.Random(seed), 0, 0, set[str]()
    while kills < times:
        process = subprocess.Popen(
            ingest_command(scans, broken), cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(dice.uniform(0.3, LONGEST_RUN))
        if process.poll() is not None:  # it came to its end first: compare and begin anew
            ended, differing = ended + 1, differing | _differing(broken, whole)
            shutil.rmtree(broken)
            continue
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
    ingest(scans, broken)
    return kills, ended + 1, sorted(differing | _differing(broken, whole))


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
