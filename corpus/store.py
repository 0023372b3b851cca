"""The corpus: records in, rows and search words out. One row of truth per source file, in SQLite or PostgreSQL."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import orjson

from corpus.batch import Batch, without_garbage_collection
from corpus.database import Database, marks, open_database
from corpus.rows import Json

Outcome = Literal["added", "replaced", "unchanged", "copy"]

BATCH = 512
"""Records whose rows are gathered before they are written: some 25 MB."""

OF_SOP = ("steps", "step_actors", "items", "regulations")
"""Tables with a column ``sop``."""


class Corpus:
    """The searchable store. ``with Corpus(path) as corpus: corpus.upsert(record)``.

    ``path`` is a SQLite file or a ``postgresql://`` address. ``read_only`` opens an existing corpus without taking a
    lock. ``connection`` runs statements. Raises CorpusUnreadable, CorpusLocked.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.path = path
        self.connection: Database = open_database(path, read_only)
        if self.connection.migrated_from():
            self._fill_again()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told = self.connection.explained(error) if error else None
        self.close()
        if told:
            raise told from error

    def close(self) -> None:
        """Close the file or the connection."""
        self.connection.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; an inner transaction is part of the outer one."""
        return self.connection.transaction()

    def upsert(self, record: Json) -> Outcome:
        """Store a record under its source file, in place of what that file held before."""
        return next(iter(self.upsert_all([record])))

    def upsert_all(self, records: Iterable[Json]) -> Counter[Outcome]:
        """Store many records in one transaction; much faster than one by one. Returns how many had which outcome.

        A file that is stored under another name already (same SHA-256 of the source) is a copy and not stored twice.
        """
        outcomes: Counter[Outcome] = Counter()
        rest = iter(records)
        with self.connection.transaction():
            while some := list(islice(rest, BATCH)):
                outcomes += self._upsert_batch(some)
        return outcomes

    @without_garbage_collection()
    def _upsert_batch(self, records: Sequence[Json]) -> Counter[Outcome]:
        batch = Batch(self.connection)
        known = self._known([str(record["source"]["file"]) for record in records])
        contents = self._contents([str(record["source"].get("sha256") or "") for record in records])
        outcomes: Counter[Outcome] = Counter()
        for record in records:
            clean, data, digest = _clean(record)
            file, content = clean["source"]["file"], clean["source"].get("sha256")
            if known.get(file) == digest:
                outcomes["unchanged"] += 1
            elif contents.get(content, file) != file:
                outcomes["copy"] += 1
            else:
                if file in known:
                    batch.write()
                    self.remove(file)
                outcomes["replaced" if file in known else "added"] += 1
                batch.add(clean, data, digest)
                known[file] = digest
                if content:
                    contents[content] = file
        batch.write()
        return outcomes

    def _known(self, files: Sequence[str]) -> dict[str, str]:
        sql = f"SELECT file, record_sha256 FROM documents WHERE file IN ({marks(files)})"
        return {row[0]: row[1] for row in self.connection.execute(sql, [_clean_text(file) for file in files])}

    def _contents(self, digests: Sequence[str]) -> dict[str | None, str]:
        sql = f"SELECT sha256, file FROM documents WHERE sha256 IN ({marks(digests)}) AND sha256 <> ''"
        return {row[0]: row[1] for row in self.connection.execute(sql, digests)}

    def remove(self, file: str) -> bool:
        """Forget a source file and everything read from it. False if it was not there."""
        with self.connection.transaction():
            row = self.connection.execute("SELECT id FROM documents WHERE file = ?", (file,)).fetchone()
            if row is None:
                return False
            found = self.connection.execute("SELECT id FROM sops WHERE document_id = ?", (row[0],))
            sops = [key for (key,) in found.fetchall()]
            self.connection.unindex(sops)
            for table in OF_SOP:
                self.connection.execute(f"DELETE FROM {table} WHERE sop IN ({marks(sops)})", sops)
            for table in ("sop_codes", "sops"):
                self.connection.execute(f"DELETE FROM {table} WHERE id IN ({marks(sops)})", sops)
            self.connection.execute("DELETE FROM mentions WHERE document = ?", (row[0],))
            self.connection.execute("DELETE FROM documents WHERE id = ?", (row[0],))
        return True

    def keep_only(self, files: Iterable[str]) -> None:
        """Forget every source file that is not among these."""
        kept = {_clean_text(file) for file in files}
        held = [row[0] for row in self.connection.execute("SELECT file FROM documents").fetchall()]
        for file in held:
            if file not in kept:
                self.remove(file)

    def record(self, file: str) -> dict[str, Any] | None:
        """The stored record of a source file, None if there is none."""
        sql = "SELECT record FROM documents WHERE file = ?"
        row = self.connection.execute(sql, (_clean_text(file),)).fetchone()
        return unpack(row["record"]) if row else None

    def records(self) -> Iterator[dict[str, Any]]:
        """Every stored record, by file name."""
        keys = [row[0] for row in self.connection.execute("SELECT id FROM documents ORDER BY file").fetchall()]
        for key in keys:
            row = self.connection.execute("SELECT record FROM documents WHERE id = ?", (key,)).fetchone()
            yield unpack(row["record"])

    def counts(self) -> dict[str, int]:
        """How much is in the corpus: documents, sops, steps."""
        tables = ("documents", "sops", "steps")
        return {name: self.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}

    @without_garbage_collection()
    def _fill_again(self) -> None:
        """Makes every table from the stored records, after a change of the schema."""
        with self.connection.transaction():
            rows = self.connection.execute("SELECT id FROM documents ORDER BY id").fetchall()
            for start in range(0, len(rows), BATCH):
                batch = Batch(self.connection)
                for (key,) in rows[start : start + BATCH]:
                    row = self.connection.execute("SELECT record FROM documents WHERE id = ?", (key,)).fetchone()
                    batch.add_sops(unpack(row["record"]), key)
                batch.write()


def unpack(blob: bytes) -> dict[str, Any]:
    """A stored record from its compressed JSON."""
    record: dict[str, Any] = orjson.loads(zlib.decompress(blob))
    return record


def _clean(record: Json) -> tuple[dict[str, Any], bytes, str]:
    """(record, its JSON, SHA-256 of that). Lone surrogates and NUL, which databases cannot store, become U+FFFD."""
    try:
        data = orjson.dumps(record, option=orjson.OPT_SERIALIZE_NUMPY)
        clean = dict(record) if b"\\u0000" not in data else _without_bad_letters(record)
    except TypeError:  # orjson on a lone surrogate
        clean = _without_bad_letters(json.loads(json.dumps(record)))
        data = orjson.dumps(clean)
    if clean["source"] is not record["source"]:
        data = orjson.dumps(clean, option=orjson.OPT_SERIALIZE_NUMPY)
    return clean, data, hashlib.sha256(data).hexdigest()


def _without_bad_letters(value: Any) -> Any:
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, Mapping):
        return {_clean_text(str(key)): _without_bad_letters(child) for key, child in value.items()}
    return [_without_bad_letters(child) for child in value] if isinstance(value, list | tuple) else value


def _clean_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
