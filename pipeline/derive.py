"""All records of a folder to what is made from them: tables, review sheets, corpus, report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.database import CorpusUnreadable
from corpus.diagrams import diagrams_in, diagrams_older_than, write_diagrams
from corpus.store import Corpus
from normalize.record import validate_record
from pipeline.errors import NoUsableInput
from pipeline.files import OutputFolder, file_sha256, read_record, read_records, write_json
from pipeline.manifest import Row
from pipeline.page_pictures import PagePictures
from pipeline.report import page_thumbnail, write_report
from pipeline.settings import VERSION, Settings
from review.apply import settle_records
from review.export import export_review
from review.learned import learn, write_learned
from review.ledger import read_ledger

THUMBNAILS = 6
"""Page pictures of one document in the report."""


def bring_up_to_date(out: OutputFolder, rows: Iterable[Row], settings: Settings) -> None:
    """Derives what is made from all records, unless it was made from the same ones and still stands as it was."""
    listed = list(rows)
    made_from = _fingerprint(out, listed, settings)
    if _read_stamp(out) == {"made_from": made_from, "sizes": _sizes(out)}:
        return
    derive(out, listed, settings)
    write_json(out.stamp, {"made_from": made_from, "sizes": _sizes(out)})


def _fingerprint(out: OutputFolder, rows: Sequence[Row], settings: Settings) -> str:
    facts = sorted((row.file, row.path, row.status == "rejected", row.reason, row.record_sha256) for row in rows)
    ledger = file_sha256(out.ledger) if out.ledger.exists() else ""
    records = sorted(path.relative_to(out.records).as_posix() for path in out.records.rglob("*.json"))
    made = [VERSION, settings.lang, settings.corpus, ledger, facts, records]
    return hashlib.sha256(json.dumps(made).encode("utf-8", "replace")).hexdigest()


def _read_stamp(out: OutputFolder) -> object:
    try:
        return json.loads(out.stamp.read_bytes())
    except (OSError, ValueError):
        return None


def _sizes(out: OutputFolder) -> dict[str, int]:
    """Bytes of the files that are written whole; a file that is gone or torn shows here."""
    names = ("sops.csv", "steps.csv", "review/review.csv", "review/review.xlsx", "report.html", "corpus.db")
    return {name: (out.root / name).stat().st_size for name in names if (out.root / name).exists()}


def derive(out: OutputFolder, rows: Iterable[Row], settings: Settings) -> None:
    """Writes everything that is made from all records together, once they show every decision of the ledger.

    Raises NoUsableInput where somebody changed a record so that it is none any more.
    """
    try:
        _write_all(out, list(rows), settings)
    except (LookupError, TypeError, AttributeError, ValueError, CorpusUnreadable) as error:
        if broken := _broken_record(out):
            raise NoUsableInput(broken) from error
        raise


def _broken_record(out: OutputFolder) -> str | None:
    """A sentence on the first record that does not keep to the schema: to look first would double the time."""
    for path in sorted(out.records.rglob("*.json")):
        record = read_record(path)
        if record is not None and (problems := validate_record(record)):
            return f"{path} diubah dan tidak utuh lagi ({problems[0][:200]}). Hapus berkas itu, lalu jalankan ingest."
    return None


def _write_all(out: OutputFolder, listed: Sequence[Row], settings: Settings) -> None:
    from corpus.tables import write_csv_tables  # brings pandas, whose second of loading workers need not wait for

    ledger = read_ledger(out.ledger)
    settle_records(out.records, ledger)
    learned = learn(ledger, out.learned)
    write_learned(out.learned, learned)
    write_csv_tables(out.root, read_records(out.records))
    export_review(read_records(out.records), out.review, decisions=ledger.current(), learned=learned)
    _redraw(out)
    _drop_strays(out, listed)
    _update_corpus(out, listed, settings.corpus)
    told, records, thumbnails = [asdict(row) for row in listed], read_records(out.records), _Thumbnails(out, listed)
    write_report(out.root, told, records, settings.lang, thumbnails=thumbnails)


def _update_corpus(out: OutputFolder, rows: Sequence[Row], shared: str) -> None:
    """Brings the corpus to what the records folder holds. In a shared one others' records stand too, and stay."""
    with Corpus(shared or out.corpus) as corpus, corpus.transaction():
        if shared:
            for row in rows:
                if not out.record(row.file).exists():
                    corpus.remove(row.file)
        else:
            corpus.keep_only(record["source"]["file"] for record in read_records(out.records))
        corpus.upsert_all(read_records(out.records))


def _redraw(out: OutputFolder) -> None:
    """Draws the diagrams anew of records that people have decided on since."""
    for record in read_records(out.records):
        if diagrams_older_than(out.record(record["source"]["file"]), record, out.flow):
            write_diagrams(record, out.flow)


def _drop_strays(out: OutputFolder, rows: Iterable[Row]) -> None:
    """Takes away pictures and diagrams that no record is of any more, and readings of sources that are gone."""
    known = {record["source"]["sha256"][:12] for record in read_records(out.records)}
    for crop in out.crops.glob("*.png") if out.crops.is_dir() else ():
        if crop.name.split("-", 1)[0] not in known:
            crop.unlink()
    for pages in out.pages.iterdir() if out.pages.is_dir() else ():
        if pages.name not in known:
            PagePictures(pages).drop()
    for drawing, source in list(diagrams_in(out.flow)):
        if not out.record(source).exists():
            drawing.unlink()
    seen = {row.sha256[:12] for row in rows} | known
    for reading in out.readings.iterdir() if out.readings.is_dir() else ():
        if reading.name[:12] not in seen:
            reading.unlink()


class _Thumbnails(Mapping[str, Sequence[str]]):
    """Small page pictures by source, made only when the report asks for them."""

    def __init__(self, out: OutputFolder, rows: Iterable[Row]) -> None:
        self._out = out
        self._sha256 = {row.file: row.sha256 for row in rows if row.sha256}

    def __getitem__(self, name: str) -> Sequence[str]:
        pages = PagePictures(self._out.pages_of(self._sha256[name]))
        return [page_thumbnail(pages.small(number)) for number in list(pages)[:THUMBNAILS]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sha256)

    def __len__(self) -> int:
        return len(self._sha256)


def summary_counts(rows: Iterable[Row]) -> dict[str, Any]:
    """How many sources ended how, and what was read from them all."""
    listed = list(rows)
    counts: dict[str, Any] = dict.fromkeys(("ok", "partial", "rejected", "unchanged"), 0)
    for row in listed:
        counts[row.status] += 1
    sums = {name: sum(getattr(row, name) for row in listed) for name in ("pages", "sops", "steps", "review")}
    return {"sources": len(listed), **counts, **sums}
