"""Coverage-guided fuzzing of our own parsers: no error but the named ones may leave them.

pip install 'mutubaku[fuzz]'; python -m bench.fuzz TARGET [--seconds 60]

PDFs and pictures are read by libraries that this cannot look into: ``python -m bench.fuzz_documents``.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import random
import sys
import tempfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from bench.fuzz_archive import fuzz_corpus, fuzz_query, fuzz_web
from bench.run_outputs import DUMP

OURS = ["normalize", "table_extract", "review", "pipeline", "ocr", "corpus"]
"""What is watched for new paths; atheris does that while a module is loaded, so the targets load theirs late."""


LEFT_OUT = 0.3
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 10**30, 1.5, float("nan"), "", "x", "\ud800", "7", [], {}),
    *([None], ["x"], [[]], {"text": 5}, {"value": []}, {"page": "x", "bbox": [1]}),
)


def fuzz_text(data: bytes, place: Path) -> None:
    """A text dump, up to a record that keeps to the schema."""
    from normalize.assemble import sheets_to_record
    from normalize.record import Source, validate_record
    from review.coding import decode
    from table_extract.textdump import text_to_sheet

    sheet = text_to_sheet(decode(data))
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


def fuzz_csv(data: bytes, place: Path) -> None:
    """A review sheet that comes back."""
    _sheet(place / "review.csv", data)


def fuzz_xlsx(data: bytes, place: Path) -> None:
    """The same as a workbook."""
    _sheet(place / "review.xlsx", data)


def _sheet(path: Path, data: bytes) -> None:
    from review.read_sheet import SheetError, read_sheet

    path.write_bytes(data)
    try:
        read_sheet(path)
    except SheetError:
        return


def fuzz_settings(data: bytes, place: Path) -> None:
    """A settings file."""
    from pipeline.errors import UsageError
    from pipeline.settings import load_settings

    path = place / "mutubaku.toml"
    path.write_bytes(data)
    try:
        settings = load_settings(path)
        _ = settings.sha256, settings.workers, settings.heading_columns, settings.passwords
    except UsageError:
        return


def fuzz_evaluate(data: bytes, place: Path) -> None:
    """Records that are measured: one with parts replaced."""
    from pipeline.errors import UsageError
    from pipeline.evaluate import evaluate, figures, pair_folders

    gold, made = place / "gold.json", place / "made.json"
    gold.write_bytes(_record_of_dump())
    made.write_text(json.dumps(with_parts_replaced(json.loads(gold.read_bytes()), random.Random(data))))
    for one, other in ((gold, made), (made, gold)):
        try:
            tallies = evaluate(pair_folders(one, other))
        except UsageError:
            continue
        for documents in tallies.values():
            for tally in documents.values():
                figures(tally)


def with_parts_replaced(value: Any, dice: random.Random) -> Any:
    """JSON with one to three of its values replaced by others, or left out."""
    for _ in range(dice.randint(1, 3)):
        at, deep = value, dice.randint(1, 8)
        while isinstance(at, dict | list) and at:
            key = dice.choice(list(at) if isinstance(at, dict) else range(len(at)))
            deep -= 1
            if not deep or not at[key] or not isinstance(at[key], dict | list):
                if dice.random() < LEFT_OUT:
                    del at[key]
                else:
                    at[key] = deepcopy(dice.choice(ODD_VALUES))
                break
            at = at[key]
    return value


def fuzz_manifest(data: bytes, place: Path) -> None:
    """What an earlier run left in its folder."""
    from pipeline.manifest import read_manifest, settled, write_manifest
    from review.learned import read_learned

    path = place / "manifest.json"
    path.write_bytes(data)
    rows = read_manifest(path)
    _ = [settled(row, "", "") for row in rows.values()]
    write_manifest(path, rows.values(), {})
    read_learned(path)


@cache
def _record_of_dump() -> bytes:
    from pipeline.document import Rejected, digitize
    from pipeline.settings import Settings

    read = digitize(DUMP, Settings())
    assert not isinstance(read, Rejected)
    return json.dumps(read.record).encode()


def _manifest() -> bytes:
    row = {"file": "a.pdf", "sha256": "0" * 64, "status": "ok", "reason": "", "stages": {"read": 1.0}, "notes": ["x"]}
    lesson = {
        "kind": "judul",
        "column": "waktu",
        "reading": "Wktu",
        "text": "Waktu",
        "count": 2,
        "last": "",
        "revoked": 0,
    }
    return json.dumps({"sources": [row], "lessons": [lesson]}).encode()


def _sheet_seed() -> bytes:
    ids = f"sha256:{'a' * 64};sel:s1.nip;v:e3b0c44298"
    return f"sha256;cell_id;versi;koreksi;keputusan;catatan\n{ids};19;salah semua;\n".encode()


def _workbook() -> bytes:
    from openpyxl import Workbook

    book, kept = Workbook(), io.BytesIO()
    for line in _sheet_seed().decode().splitlines():
        book.worksheets[0].append(line.split(";"))
    book.save(kept)
    return kept.getvalue()


Target = tuple[Callable[[bytes, Path], None], Callable[[], bytes]]
"""What is done with a file's bytes, and a good file to begin with."""

TARGETS: dict[str, Target] = {
    "text": (fuzz_text, DUMP.read_bytes),
    "ledger": (fuzz_ledger, _sheet_seed),
    "reading": (fuzz_reading, DUMP.read_bytes),
    "csv": (fuzz_csv, _sheet_seed),
    "xlsx": (fuzz_xlsx, _workbook),
    "settings": (
        fuzz_settings,
        lambda: b'jobs = 2\nheadings = "Batas Kerja: waktu"\nmax_pages = 3\npassword_file = "a"\n',
    ),
    "evaluate": (fuzz_evaluate, lambda: b"1"),
    "manifest": (fuzz_manifest, _manifest),
    "query": (fuzz_query, lambda: b'"surat masuk" lap* pelaksana:"kasi" tahun:2010-2020 keyakinan<0,5 -'),
    "web": (fuzz_web, lambda: b"tanya/langkah-lama?hari=5&termasuk=ya&q=surat"),
    "corpus": (fuzz_corpus, lambda: b"1"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    atheris = importlib.import_module("atheris")
    fuzz, seed = TARGETS[given.target]
    with tempfile.TemporaryDirectory() as folder:
        place, corpus = Path(folder), Path(folder, "corpus")
        corpus.mkdir()
        with atheris.instrument_imports(include=OURS):
            (corpus / "good").write_bytes(seed())
            fuzz(seed(), place)
        options = [f"-max_total_time={given.seconds}", "-max_len=65536", "-timeout=20", "-artifact_prefix=fuzz-"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: fuzz(data, place))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
