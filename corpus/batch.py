"""Rows of many records on their way into the tables."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from corpus.database import Database, WordEntry, marks
from corpus.entries import (
    ACTOR_COLUMNS,
    ITEM_COLUMNS,
    REGULATION_COLUMNS,
    SOP_COLUMNS,
    STEP_COLUMNS,
    SopEntry,
    page_classes,
    sop_to_entry,
)
from corpus.facet_kinds import KINDS, FacetValue
from corpus.mention_rows import MENTION_COLUMNS, record_to_mentions
from corpus.rows import Json
from corpus.spelling import VALUES_AT_ONCE, add_words, chunks
from corpus.word_entry import texts_to_words

FAST = 1
"""zlib level: a third larger than the default and three times as fast."""

DOCUMENT_COLUMNS = ("id", "file", "sha256", "kind", "pages", "record_sha256", "record")


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Rows hold no circles of references, and looking for some would pass through every leaf of the records again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class Batch:
    """Gathered rows; keys are given out here, as there is only one writer."""

    database: Database
    keys: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[Sequence[object]]] = field(default_factory=dict)
    entries: list[tuple[int, SopEntry]] = field(default_factory=list)

    def add(self, record: Json, data: bytes, digest: str) -> None:
        """A whole record."""
        source, key = record["source"], self._key("documents")
        told = (source.get("sha256") or "", source.get("kind") or "", source.get("pages") or 0)
        self._row("documents", (key, source["file"], *told, digest, zlib.compress(data, FAST)))
        self.add_sops(record, key)

    def add_sops(self, record: Json, document: int) -> None:
        """The SOPs of a stored record."""
        classes, keys = page_classes(record), dict[str, int]()
        for sop in record.get("sops", ()):
            entry, key = sop_to_entry(sop, classes), self._key("sops")
            self._row("sops", (key, document, *entry.sop))
            keys[str(sop["sop_id"])] = key
            steps = [self._key("steps") for _ in entry.steps]
            for step, values in zip(steps, entry.steps, strict=True):
                self._row("steps", (step, key, *values))
            for index, values in entry.actors:
                self._row("step_actors", (steps[index], key, *values))
            items = [self._key("items") for _ in entry.items]
            for item, values in zip(items, entry.items, strict=True):
                self._row("items", (item, key, *values))
            for index, values in entry.regulations:
                self._row("regulations", (items[index], key, *values))
            self.entries.append((key, entry))
        for mention in record_to_mentions(record, document, keys):
            self._row("mentions", mention)

    def write(self) -> None:
        """Everything gathered, to the tables and the index."""
        for table, columns in _COLUMNS.items():
            if rows := self.rows.pop(table, None):
                self.database.insert(table, columns, rows)
        if not self.entries:
            return
        codes = _facet_codes(self.database, {value: None for _, entry in self.entries for value in entry.facets})
        entries = [
            WordEntry(key, *entry.texts, tuple(codes[value.kind, value.folded] for value in entry.facets))
            for key, entry in self.entries
        ]
        self.database.index(entries)
        packed = [(entry.sop, np.array(entry.codes, "<i4").tobytes()) for entry in entries]
        self.database.insert("sop_codes", ("id", "codes"), packed)
        add_words(self.database, texts_to_words(text for _, entry in self.entries for text in entry.texts))
        self.entries.clear()

    def _row(self, table: str, row: Sequence[object]) -> None:
        self.rows.setdefault(table, []).append(row)

    def _key(self, table: str) -> int:
        if table not in self.keys:
            (last,) = self.database.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
            self.keys[table] = last
        self.keys[table] += 1
        return self.keys[table]


_COLUMNS = {
    "documents": DOCUMENT_COLUMNS,
    "sops": SOP_COLUMNS,
    "steps": STEP_COLUMNS,
    "step_actors": ACTOR_COLUMNS,
    "items": ITEM_COLUMNS,
    "regulations": REGULATION_COLUMNS,
    "mentions": MENTION_COLUMNS,
}


def _facet_codes(database: Database, values: Iterable[FacetValue]) -> dict[tuple[int, str], int]:
    """The code of each (kind, folded), new ones given out."""
    wanted = {(value.kind, value.folded): value for value in values}
    codes: dict[tuple[int, str], int] = {}
    for some in chunks(sorted({folded for _, folded in wanted}), VALUES_AT_ONCE):
        sql = f"SELECT code, kind, folded FROM facet_values WHERE folded IN ({marks(some)})"
        codes |= {(row[1], row[2]): row[0] for row in database.execute(sql, some)}
    (number,) = database.execute(f"SELECT coalesce(max(code), 0) / {KINDS} + 1 FROM facet_values").fetchone()
    fresh = [value for key, value in wanted.items() if key not in codes]
    rows = [(number + at) * KINDS + value.kind for at, value in enumerate(fresh)]
    database.insert(
        "facet_values",
        ("code", "kind", "value", "folded"),
        [(code, int(value.kind), value.value, value.folded) for code, value in zip(rows, fresh, strict=True)],
    )
    return codes | {(value.kind, value.folded): code for code, value in zip(rows, fresh, strict=True)}
