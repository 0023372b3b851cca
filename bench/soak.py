"""A long run with bad documents among the good: nothing lost, memory flat, little time lost.

python -m bench.soak FOLDER --count 2000 --bad 0.05 [--scans SET/docs]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.run_outputs import DUMP, ROOT, SAMPLES

PAGED = 0.1
"""Part of the good documents that have pages; the others are text dumps, which a run meets in great numbers."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """How a run went. ``slope`` is the growth of the workers' peak memory in MB per thousand documents."""

    sources: int
    rows: int
    status: dict[str, int]
    stages: dict[str, int]
    seconds: float
    peak_mb: int
    slope: float


def fill(folder: Path, count: int, bad: float, paged: list[Path], seed: int = 1) -> None:
    """Good documents and, in the given share, bad ones among them."""
    dice = random.Random(seed)
    folder.mkdir(parents=True)
    text = DUMP.read_text("utf-8")
    for number in range(count):
        if dice.random() < bad:
            _write_bad(folder, number, dice)
        elif paged and dice.random() < PAGED:
            source = dice.choice(paged)
            shutil.copyfile(source, folder / f"{number:05}{source.suffix}")
        else:
            (folder / f"{number:05}.txt").write_text(text.replace("2 jam", f"{number + 2} jam"), "utf-8")


def _write_bad(folder: Path, number: int, dice: random.Random) -> None:
    whole = (SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf").read_bytes()
    kinds = {
        "terpotong.pdf": whole[: len(whole) // 2],
        "kosong.pdf": b"",
        "bukan.pdf": b"ini bukan PDF",
        "acak.pdf": b"%PDF-1.7\n" + dice.randbytes(5000),
        "rusak.jpg": b"\xff\xd8\xff\xe0" + dice.randbytes(3000),
        "surat.txt": b"Harap hadir pada kerja bakti.",
        "biner.txt": dice.randbytes(20000),
        "lembar.docx": b"PK\x03\x04",
    }
    name = dice.choice(sorted(kinds))
    (folder / f"{number:05}-{name}").write_bytes(kinds[name])


def soak(scans: Path, out: Path) -> Soaked:
    """Runs over a folder in a process of its own."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(scans), "--out", str(out), "--quiet"]
    log = out.with_suffix(".jsonl")
    subprocess.run([*command, "--log-json", str(log)], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - begun
    rows = json.loads((out / "manifest.json").read_bytes())["sources"]
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    peaks = [event["peak_mb"] for event in events if event["event"] == "document" and event.get("peak_mb")]
    return Soaked(
        sources=sum(1 for path in scans.iterdir()),
        rows=len(rows),
        status=dict(Counter(row["status"] for row in rows)),
        stages=dict(Counter(row["stage"] for row in rows if row["stage"])),
        seconds=seconds,
        peak_mb=max(peaks),
        slope=float(np.polyfit(np.arange(len(peaks)) / 1000, peaks, 1)[0]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--bad", type=float, default=0.05)
    parser.add_argument("--scans", type=Path, help="folder with more PDFs to mix in")
    given = parser.parse_args()
    paged = sorted(given.scans.rglob("*.pdf")) if given.scans else sorted(SAMPLES.rglob("*.pdf"))
    told = {}
    for name, share in (("good", 0.0), ("mixed", given.bad)):
        fill(given.folder / name, given.count, share, paged)
        told[name] = soak(given.folder / name, given.folder / f"{name}-out")
        print(name, told[name])
    good = sum(count for status, count in told["mixed"].status.items() if status != "rejected")
    lost = told["mixed"].seconds / (told["good"].seconds * good / told["good"].rows) - 1
    print(f"time lost to bad documents: {lost:.1%}")


if __name__ == "__main__":
    main()
