"""A long run with bad documents among the good: nothing lost, memory flat, little time lost.

python -m bench.soak FOLDER --count 2000 --bad 0.05 [--scans SET/docs]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf

from bench.run_outputs import DUMP, ROOT, SAMPLES, ingest_command

PAGED = 0.1
"""Part of the good documents that have pages; the others are text dumps, which a run meets in great numbers."""
SCAN = SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf"
LOOK_EVERY_SECONDS = 1.0
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class Soaked:
    """How a run went. ``memory_mb``: median memory of all its processes together in each fifth of the run."""

    sources: int
    rows: int
    status: dict[str, int]
    stages: dict[str, int]
    seconds: float
    lost: float
    """Part of the workers' time that went to rejected sources, all attempts counted."""
    memory_mb: tuple[int, ...]
    peak_mb: int
    """Of the document that took most."""


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
            copy = source.read_bytes() + f"\n% {number}\n".encode()  # the same bytes would be read only once
            (folder / f"{number:05}{source.suffix}").write_bytes(copy)
        else:
            (folder / f"{number:05}.txt").write_text(text.replace("2 jam", f"{number + 2} jam"), "utf-8")


def _write_bad(folder: Path, number: int, dice: random.Random) -> None:
    """One bad source; its kind by lot."""
    whole = SCAN.read_bytes()
    empty_stream = zlib.compress(b"0 0 m 9 9 l S")
    kinds: dict[str, Callable[[], bytes]] = {
        "terpotong.pdf": lambda: whole[: len(whole) // 2],
        "kosong.pdf": lambda: b"",
        "bukan.pdf": lambda: b"ini bukan PDF",
        "acak.pdf": lambda: b"%PDF-1.7\n" + dice.randbytes(5000),
        "terkunci.pdf": lambda: locked(whole),
        "putar-xref.pdf": lambda: b"%PDF-1.5\nxref\n0 1\ntrailer<</Prev 9>>\nstartxref\n9\n%%EOF",
        "bom.pdf": lambda: pdf_of(zlib.compress(bytes(1 << 27), 9)),
        "raksasa.pdf": lambda: pdf_of(empty_stream, box="0 0 14400 14400"),
        "tebal.pdf": lambda: pdf_of(empty_stream, pages=2000),
        "gambar.pdf": lambda: b"\xff\xd8\xff\xe0" + dice.randbytes(3000),
        "rusak.jpg": lambda: b"\xff\xd8\xff\xe0" + dice.randbytes(3000),
        "surat.txt": lambda: b"Harap hadir pada kerja bakti.",
        "biner.txt": lambda: dice.randbytes(20000),
        "satu-baris.txt": lambda: b"x" * (21 << 20),
        "lembar.docx": lambda: b"PK\x03\x04",
    }
    name = dice.choice([*sorted(kinds), "pipa.pdf", "lingkar.pdf"])
    path = folder / f"{number:05}-{name}"
    if name == "pipa.pdf":
        os.mkfifo(path)
    elif name == "lingkar.pdf":
        path.symlink_to(path.name)
    else:
        path.write_bytes(kinds[name]())


def locked(pdf: bytes) -> bytes:
    """The document behind a password that nobody has."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        target = BytesIO()
        opened.save(target, encryption=pikepdf.Encryption(user="a", owner="b"))
        return target.getvalue()


def pdf_of(content: bytes, box: str = "0 0 595 842", pages: int = 1) -> bytes:
    """A minimal PDF whose pages all have one content stream, which is given as stored in the file."""
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode()]
    objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(content), content))
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 3 0 R>>".encode()] * pages
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, item) for number, item in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def soak(scans: Path, out: Path) -> Soaked:
    """Runs over a folder in a process group of its own and watches its memory."""
    begun, memory = time.monotonic(), []
    process = subprocess.Popen(
        ingest_command(scans, out, "--quiet"), cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None:
        memory.append(_memory_mb(process.pid))
        time.sleep(LOOK_EVERY_SECONDS)
    rows = json.loads((out / "manifest.json").read_bytes())["sources"]
    spent = sum(row["seconds"] for row in rows)
    return Soaked(
        sources=sum(1 for _ in scans.iterdir()),
        rows=len(rows),
        status=dict(Counter(row["status"] for row in rows)),
        stages=dict(Counter(row["stage"] for row in rows if row["stage"])),
        seconds=round(time.monotonic() - begun),
        lost=round(sum(row["seconds"] for row in rows if row["status"] == "rejected") / spent, 4),
        memory_mb=tuple(int(np.median(part)) for part in np.array_split(memory, FIFTHS)),
        peak_mb=max(row["peak_mb"] for row in rows),
    )


def _memory_mb(session: int) -> int:
    """What all processes of a session take; memory that several share is counted once."""
    return sum(_share_kb(path) for path in Path("/proc").iterdir() if _is_of(path.name, session)) // 1024


def _is_of(name: str, session: int) -> bool:
    try:
        return name.isdigit() and os.getsid(int(name)) == session
    except ProcessLookupError:
        return False


def _share_kb(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--bad", type=float, default=0.05)
    parser.add_argument("--scans", type=Path, help="folder with more PDFs to mix in")
    given = parser.parse_args()
    paged = sorted(given.scans.rglob("*.pdf")) if given.scans else sorted(SAMPLES.rglob("*.pdf"))
    fill(given.folder / "in", given.count, given.bad, paged)
    soaked = soak(given.folder / "in", given.folder / "out")
    print(soaked)
    print(f"time lost to bad documents: {soaked.lost:.1%}; every source has a row: {soaked.sources == soaked.rows}")


if __name__ == "__main__":
    main()
