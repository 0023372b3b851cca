"""All records of a folder to what is made from them: tables, review sheets, corpus, report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.store import Corpus
from pipeline.files import OutputFolder, read_records
from pipeline.manifest import Row
from pipeline.report import write_report
from pipeline.settings import Lang
from review.export import export_review
from review.ledger import read_ledger


def derive(out: OutputFolder, rows: Iterable[Row], lang: Lang) -> None:
    """Writes everything that is made from all records together. The records and the ledger stay as they are."""
    from corpus.tables import write_csv_tables  # brings pandas, whose second of loading workers need not wait for

    write_csv_tables(out.root, read_records(out.records))
    decisions = read_ledger(out.ledger).current()
    export_review(read_records(out.records), out.review, decisions=decisions)
    _drop_stray_crops(out)
    _update_corpus(out)
    listed = [asdict(row) for row in rows]
    write_report(out.root, listed, read_records(out.records), lang, thumbnails=_Thumbnails(out.thumbnails))


def _update_corpus(out: OutputFolder) -> None:
    """Brings the corpus to what the records folder holds."""
    with Corpus(out.corpus) as corpus, corpus.transaction():
        held = {record["source"]["file"] for record in corpus.records()}
        kept = set()
        for record in read_records(out.records):
            corpus.upsert(record)
            kept.add(record["source"]["file"])
        for gone in held - kept:
            corpus.remove(gone)


def _drop_stray_crops(out: OutputFolder) -> None:
    """Pictures of sources that no record was read from any more."""
    known = {record["source"]["sha256"][:12] for record in read_records(out.records)}
    for crop in out.crops.glob("*.png") if out.crops.is_dir() else ():
        if crop.name.split("-", 1)[0] not in known:
            crop.unlink()


class _Thumbnails(Mapping[str, Sequence[str]]):
    """Page pictures by source, read from the disk only when the report asks for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> Sequence[str]:
        path = self._folder / PurePosixPath(f"{name}.json")
        try:
            return [str(picture) for picture in json.loads(path.read_bytes())]
        except (OSError, ValueError) as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        for path in sorted(self._folder.rglob("*.json")):
            yield path.relative_to(self._folder).as_posix().removesuffix(".json")

    def __len__(self) -> int:
        return sum(1 for _ in self)


def summary_counts(rows: Iterable[Row]) -> dict[str, Any]:
    """How many sources ended how, and what was read from them all."""
    listed = list(rows)
    counts: dict[str, Any] = dict.fromkeys(("ok", "partial", "rejected", "unchanged"), 0)
    for row in listed:
        counts[row.status] += 1
    sums = {name: sum(getattr(row, name) for row in listed) for name in ("pages", "sops", "steps", "review")}
    return {"sources": len(listed), **counts, **sums}
