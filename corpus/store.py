"""The corpus: records in, rows and search words out. One SQLite file, one row of truth per source file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from corpus.database import explain, open_database
from corpus.rows import (
    STEP_FIELDS,
    Json,
    Passage,
    Place,
    as_leaf,
    leaf_date,
    leaf_text,
    passages_to_citations,
    sop_roles,
    sop_to_passages,
    sop_year,
    step_numbers,
    step_place,
    waktu_to_span,
)
from corpus.words import fold, skeleton, split_glued, split_words, stem
from normalize.people import parse_nip

Outcome = Literal["added", "replaced", "unchanged"]

BREAK = " xxbatasxx "
"""Stands between passages in the index so that no phrase runs from one cell into the next."""

UNINDEXED = frozenset({"disahkan_oleh.nip"})
"""Personal numbers are stored for the question about signatories but are not found by searching."""


class Corpus:
    """The searchable store. ``with Corpus(path) as corpus: corpus.upsert(record)``.

    ``read_only`` opens an existing corpus without taking a lock. Raises CorpusUnreadable, CorpusLocked.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.path = path
        self.connection = open_database(path, read_only)

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; an inner transaction is part of the outer one."""
        if self.connection.in_transaction:
            yield self.connection
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def upsert(self, record: Json) -> Outcome:
        """Store a record under its source file, in place of what that file held before."""
        text = json.dumps(record, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        file = _clean(str(record["source"]["file"]))
        with self.transaction() as connection:
            row = connection.execute("SELECT record_sha256 FROM documents WHERE file = ?", (file,)).fetchone()
            if row and row["record_sha256"] == digest:
                return "unchanged"
            self.remove(file)
            insert_record(connection, file, json.loads(_clean(text)), digest)
        return "replaced" if row else "added"

    def upsert_all(self, records: Iterable[Json]) -> Counter[Outcome]:
        """Store many records in one transaction; much faster than one by one. Returns how many had which outcome."""
        with self.transaction():
            return Counter(self.upsert(record) for record in records)

    def remove(self, file: str) -> bool:
        """Forget a source file and everything read from it. False if it was not there."""
        with self.transaction() as connection:
            sops = connection.execute(
                "SELECT sops.id FROM sops JOIN documents ON documents.id = document_id WHERE file = ?", (file,)
            ).fetchall()
            connection.executemany("DELETE FROM sop_fts WHERE rowid = ?", [(row["id"],) for row in sops])
            return connection.execute("DELETE FROM documents WHERE file = ?", (file,)).rowcount > 0

    def record(self, file: str) -> dict[str, Any] | None:
        """The stored record of a source file, None if there is none."""
        row = self.connection.execute("SELECT record FROM documents WHERE file = ?", (file,)).fetchone()
        return unpack(row["record"]) if row else None

    def records(self) -> Iterator[dict[str, Any]]:
        """Every stored record, by file name."""
        for row in self.connection.execute("SELECT record FROM documents ORDER BY file"):
            yield unpack(row["record"])

    def counts(self) -> dict[str, int]:
        """How much is in the corpus: documents, sops, steps."""
        tables = ("documents", "sops", "steps")
        return {name: self.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def unpack(blob: bytes) -> dict[str, Any]:
    """A stored record from its compressed JSON."""
    record: dict[str, Any] = json.loads(zlib.decompress(blob))
    return record


def _clean(text: str) -> str:
    """Without lone surrogates, which SQLite cannot store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def insert_record(connection: sqlite3.Connection, file: str, record: Json, digest: str) -> None:
    """Rows for a record whose file is not in the corpus."""
    source = record["source"]
    packed = zlib.compress(json.dumps(record, ensure_ascii=False).encode("utf-8"))
    row = (file, source.get("sha256", ""), source.get("kind", ""), source.get("pages", 0), digest, packed)
    cursor = connection.execute(
        "INSERT INTO documents (file, sha256, kind, pages, record_sha256, record) VALUES (?, ?, ?, ?, ?, ?)", row
    )
    for sop in record.get("sops", ()):
        _insert_sop(connection, cursor.lastrowid, sop)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    rowid = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values())).lastrowid
    return int(rowid or 0)


def _insert_sop(connection: sqlite3.Connection, document: int | None, sop: Json) -> None:
    key = _insert(connection, "sops", {"document_id": document, **_sop_row(sop)})
    numbers = step_numbers(sop["steps"])
    rows = (_step_row(index, no, step) for index, (no, step) in enumerate(zip(numbers, sop["steps"], strict=True)))
    steps = [_insert(connection, "steps", {"sop": key, **row}) for row in rows]
    passages = sop_to_passages(sop)
    keys = [_insert(connection, "passages", {"sop": key, **_passage_row(item, steps)}) for item in passages]
    for citation in passages_to_citations(passages):
        row = {
            "passage": keys[citation.passage],
            "reg_id": citation.reg_id,
            "folded": f" {' '.join(split_words(citation.reg_id))} ",
        }
        _insert(connection, "regulations", {"sop": key, **row, "year": citation.year, "certainty": citation.certainty})
    _insert_flow(connection, key, steps, sop)
    _insert_words(connection, key, passages)


def _sop_row(sop: Json) -> dict[str, Any]:
    identity = sop.get("identity", {})
    signatory = identity.get("disahkan_oleh") or {}
    nip = leaf_text(signatory.get("nip"))
    instansi = leaf_text(identity.get("instansi"))
    dates = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")
    return {
        "sop_id": str(sop["sop_id"]),
        "title": leaf_text(identity.get("nama_sop")),
        "instansi": instansi,
        "instansi_folded": " ".join(split_words(instansi or "")),
        "nomor_sop": leaf_text(identity.get("nomor_sop")),
        "nomor_missing": as_leaf(identity.get("nomor_sop")).get("missing"),
        **{name: leaf_date(identity.get(name)) for name in dates},
        "year": sop_year(identity),
        "disahkan_jabatan": leaf_text(signatory.get("jabatan")),
        "disahkan_nama": leaf_text(signatory.get("nama")),
        "disahkan_nip": nip,
        "nip_valid": _nip_is_valid(nip),
        "pages": json.dumps(sop.get("pages", [])),
        "flags": json.dumps(sop.get("flags", []), ensure_ascii=False),
        "confidence": sop.get("confidence"),
    }


def _nip_is_valid(text: str | None) -> bool | None:
    """Whether the 18 digits have the structure of a NIP; None where none was read."""
    if text is None:
        return None
    nip = parse_nip(text)
    return nip is not None and nip.valid


def _step_row(index: int, no: str, step: Json) -> dict[str, Any]:
    waktu = as_leaf(step.get("waktu"))
    span = waktu_to_span(waktu)
    cells = {name: as_leaf(step[name]).get("where") for name in ("no", *STEP_FIELDS) if step.get(name) is not None}
    return {
        "ordinal": index,
        "no": no,
        **{name: leaf_text(step.get(name)) for name in STEP_FIELDS},
        "unit": span.unit,
        "minutes_min": span.minutes_min,
        "minutes_max": span.minutes_max,
        "days_min": span.days_min,
        "days_max": span.days_max,
        "waktu_confidence": waktu.get("confidence"),
        "waktu_status": waktu.get("status"),
        **_place_row(step_place(step)),
        "cells": json.dumps(cells),
        "flags": json.dumps(step.get("flags", []), ensure_ascii=False),
    }


def _place_row(place: Place) -> dict[str, Any]:
    return {"page": place.page, "bbox": json.dumps(place.bbox) if place.bbox else None, "line": place.line}


def _passage_row(passage: Passage, steps: list[int]) -> dict[str, Any]:
    leaf = passage.leaf
    return {
        "step": steps[passage.step] if passage.step is not None else None,
        "tier": passage.tier,
        "field": passage.field,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "raw": str(leaf.get("raw") or ""),
        "missing": leaf.get("missing"),
        **_place_row(passage.place),
        "confidence": leaf.get("confidence"),
        "status": leaf.get("status"),
    }


def _insert_flow(connection: sqlite3.Connection, key: int, steps: list[int], sop: Json) -> None:
    roles = sop_roles(sop)
    for ordinal, actor in enumerate(sop.get("actors") or ()):
        if name := leaf_text(actor.get("name")):
            row = {"name": name, "role": actor.get("role"), "folded": _actor_words(name, actor.get("role"))}
            _insert(connection, "actors", {"sop": key, "ordinal": ordinal, **row})
    for step_key, step in zip(steps, sop["steps"], strict=True):
        for mark in step.get("pelaksana") or ():
            if name := leaf_text(mark.get("actor")):
                role = roles.get(fold(name))
                row = {"actor": name, "role": role, "folded": _actor_words(name, role), "symbol": mark.get("symbol")}
                sure = {"confidence": mark.get("confidence"), "status": mark.get("status")}
                _insert(connection, "step_actors", {"step": step_key, **row, **sure})
    for edge in (sop.get("flow") or {}).get("edges", ()):
        row = {"source": str(edge["from"]), "target": str(edge["to"]), "label": edge.get("label")}
        _insert(connection, "edges", {"sop": key, **row, "confidence": edge.get("confidence")})


def _actor_words(name: str, role: object) -> str:
    """Printed name and canonical role, folded and fenced with blanks so that LIKE finds whole words."""
    return f" {' '.join(split_words(name))} | {' '.join(split_words(str(role or '')))} "


def _insert_words(connection: sqlite3.Connection, key: int, passages: list[Passage]) -> None:
    columns: list[str] = []
    seen: set[str] = set()
    for tier in (1, 2, 3):
        texts = [text for item in passages if item.tier == tier for text in indexed_texts(item)]
        words = [word for text in texts for word in (*split_words(text), *split_glued(text))]
        columns += [BREAK.join(texts), " ".join(stem(word) for word in words)]
        seen.update(words)
    connection.execute(
        "INSERT INTO sop_fts (rowid, title, title_stems, steps, step_stems, lists, list_stems)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, *columns),
    )
    for word in sorted(seen):
        added = connection.execute("INSERT OR IGNORE INTO words (word, skeleton) VALUES (?, ?)", (word, skeleton(word)))
        if added.rowcount:
            connection.execute("INSERT INTO word_grams (rowid, word) VALUES (?, ?)", (added.lastrowid, word))


def indexed_texts(passage: Passage) -> list[str]:
    """What of a passage can be found: its text, and what the engine read where that differs."""
    raw = str(passage.leaf.get("raw") or "")
    both = [passage.text, raw] if raw != passage.text else [passage.text]
    return [text for text in both if text] if passage.field not in UNINDEXED else []
