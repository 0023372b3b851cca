"""PDFs, scans and photos with bytes changed, through whole runs: python -m bench.fuzz_documents --seconds 300.

Nothing may end a run, and no document may leave it with an internal error, a crash, or without a reason.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf

from bench.run_outputs import SAMPLES
from pipeline.errors import ExitCode
from pipeline.files import OutputFolder
from pipeline.ingest import run
from pipeline.manifest import Row
from pipeline.settings import Settings

ORIGINALS = ("kelurahan/domisili-usaha.pdf", "kelurahan/domisili-usaha-pindai.pdf", "dinas/peminjaman-arsip-foto.jpg")
AT_ONCE = 30
"""Documents of one run."""
BOUNDS = Settings(jobs=1, seconds_per_document=20, seconds_per_page=15, memory_mb=1500, max_pages=30)
BAD_ENDS = frozenset({"internal", "crash"})
ENDS = frozenset({ExitCode.OK, ExitCode.SOME_REJECTED, ExitCode.NO_INPUT})


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A file with some bytes changed, a part doubled or lost, or its end cut off."""
    at = dice.randrange(len(data))
    match dice.randrange(4):
        case 0:
            changed = bytearray(data)
            for _ in range(dice.randrange(1, 40)):
                changed[dice.randrange(len(data))] = dice.randrange(256)
            return bytes(changed)
        case 1:
            return data[:at] + data[at : at + 200] * 20 + data[at:]
        case 2:
            return data[:at] + data[at + dice.randrange(1, 300) :]
        case _:
            return data[:at]


def unpacked(path: Path) -> bytes:
    """A PDF whose streams are not compressed, so that changed bytes reach what they say."""
    with tempfile.TemporaryDirectory() as folder, pikepdf.open(path) as pdf:
        plain = Path(folder) / path.name
        pdf.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        return plain.read_bytes()


def originals() -> list[tuple[str, bytes]]:
    """Good files by their ending, PDFs also unpacked."""
    paths = [SAMPLES / name for name in ORIGINALS]
    plain = [(path.suffix, unpacked(path)) for path in paths if path.suffix == ".pdf"]
    return [*((path.suffix, path.read_bytes()) for path in paths), *plain]


def read_mutants(dice: random.Random, good: list[tuple[str, bytes]], say: Callable[[str], None]) -> list[Row]:
    """The rows of one run over damaged files; those that ended badly are kept in the current folder."""
    with tempfile.TemporaryDirectory() as folder:
        scans = Path(folder) / "scans"
        scans.mkdir()
        for number in range(AT_ONCE):
            ending, data = dice.choice(good)
            (scans / f"{number}{ending}").write_bytes(mutated(data, dice))
        summary = run([scans], BOUNDS, OutputFolder(Path(folder) / "out"), lambda *_: None)
        assert summary.exit_code in ENDS, summary.exit_code
        assert len(summary.rows) == AT_ONCE
        for row in summary.rows:
            if row.stage in BAD_ENDS or (row.status == "rejected" and not row.reason):
                kept = Path(f"fuzz-{row.sha256[:12]}{Path(row.file).suffix}")
                kept.write_bytes((scans / row.file).read_bytes())
                say(f"{kept}: {row.stage}: {row.reason}")
        return list(summary.rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice, good, ends = random.Random(given.seed), originals(), Counter[str]()
    deadline = time.monotonic() + given.seconds
    while time.monotonic() < deadline:
        ends.update(row.stage or row.status for row in read_mutants(dice, good, print))
    print(f"{ends.total()} documents: {', '.join(f'{count} {end}' for end, count in ends.most_common())}")


if __name__ == "__main__":
    main()
