"""Coverage-guided fuzzing of our own parsers: no error but the named ones may leave them.

pip install 'mutubaku[fuzz]'; python -m bench.fuzz {text,ledger,reading} [--seconds 60]
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.run_outputs import DUMP

OURS = ["normalize", "table_extract", "review", "pipeline", "ocr"]
"""What is watched for new paths; atheris does that while a module is loaded, so the targets load theirs late."""


def fuzz_text(data: bytes, place: Path) -> None:
    """A text dump, up to a record that keeps to the schema."""
    from normalize.assemble import sheets_to_record
    from normalize.record import Source, validate_record
    from pipeline.document import decode_text
    from table_extract.textdump import text_to_sheet

    sheet = text_to_sheet(decode_text(data))
    record = sheets_to_record((sheet,), Source("a.txt", "0" * 64, "text", 1), {})
    problems = validate_record(record)
    assert not problems, problems[0]


def fuzz_ledger(data: bytes, place: Path) -> None:
    """The file of corrections."""
    from review.ledger import read_ledger

    path = place / "corrections.csv"
    path.write_bytes(data)
    read_ledger(path).current()


def fuzz_reading(data: bytes, place: Path) -> None:
    """What was kept of a reading."""
    from pipeline.readings import kept_reading

    path = place / "reading"
    path.write_bytes(data)
    kept_reading(path)


TARGETS: dict[str, Callable[[bytes, Path], None]] = {
    "text": fuzz_text,
    "ledger": fuzz_ledger,
    "reading": fuzz_reading,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    atheris = importlib.import_module("atheris")
    with tempfile.TemporaryDirectory() as folder:
        place, corpus = Path(folder), Path(folder, "corpus")
        corpus.mkdir()
        (corpus / "dump.txt").write_bytes(DUMP.read_bytes())
        with atheris.instrument_imports(include=OURS):
            TARGETS[given.target](DUMP.read_bytes(), place)
        options = [f"-max_total_time={given.seconds}", "-max_len=8192", "-timeout=20", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: TARGETS[given.target](data, place))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
