"""The corpus on a PostgreSQL server (15 or newer), for archives that several people share.

psycopg (LGPL) is used as a library and is an optional dependency: ``pip install mutubaku[postgres]``.
Stems are made in Python by the same Snowball algorithm as the server's ``indonesian`` configuration, because our table
of exceptions comes before it; so both databases index the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql

from corpus.database import NEWER, WAIT_SECONDS, CorpusLocked, CorpusUnreadable, Match, WordEntry, Wording, migrations

TYPES = {"{blob}": "BYTEA", "{text}": 'TEXT COLLATE "C"', "{real}": "DOUBLE PRECISION"}
"""Texts are ordered by code point, as SQLite orders them."""

WRITER = 0x6D757475
"""Key of the advisory lock that the one writer of a corpus holds."""

OLDEST = 150000
"""PostgreSQL 15, the oldest version that the tests run on."""

IN_TITLE, CODE = "1", "#"
"""Stand before a title word and a facet's code among the lexemes."""

MATCHES = "lexemes @@"
"""What a statement that searches for words holds."""

QUICK_COMPRESSION = (
    "SELECT set_config(name, 'lz4', false) FROM pg_settings"
    " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
)
"""Of long texts, where the server was built with it; its own pglz takes several times as long to pack and unpack."""

LAST_POSITION = 16383
"""Of a lexeme in a tsvector; words behind it are found, but not in phrases."""


OWN_TABLES = (
    "documents, sops, steps, step_actors, items, regulations, mentions, facet_values, sop_codes, sop_words, words,"
    " word_grams"
)
"""ANALYZE would pass through the other schemas of the database too."""

COUNTED = "SELECT reltuples FROM pg_class WHERE oid = 'sop_words'::regclass"
"""SOPs at the last ANALYZE, -1 before the first."""

SHARE_TO_ANALYZE = 0.1
"""New SOPs from which a large archive is looked at anew, which takes seconds; the server's own vacuum waits as long."""


class NamedRow(tuple[Any, ...]):
    """A row whose values are found by column name or position."""

    names: dict[str, int]

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.names[key] if isinstance(key, str) else key)

    def keys(self) -> list[str]:
        """The column names."""
        return list(self.names)


def _named_rows(cursor: psycopg.Cursor[Any]) -> Any:
    names = {column.name: at for at, column in enumerate(cursor.description or ())}
    return type("Row", (NamedRow,), {"names": names})


class PostgresDatabase:
    """See ``corpus.database.Database``."""

    def __init__(self, connection: psycopg.Connection[Any], path: Path | str) -> None:
        self._connection, self._path = connection, path
        self._found: int | None = None
        self._writing, self._indexed = False, 0

    @classmethod
    def open(cls, path: Path | str, read_only: bool) -> PostgresDatabase:
        """Connects to a server; tables are made in the first schema of the search path."""
        try:
            connection = psycopg.connect(str(path), autocommit=True, row_factory=_named_rows)
            database = cls(connection, path)
            if connection.info.server_version < OLDEST:
                raise CorpusUnreadable(path, f"perlu PostgreSQL {OLDEST // 10000} atau lebih baru; perbarui servernya")
            if read_only:
                connection.execute("SET default_transaction_read_only = on")
            connection.execute("SET client_min_messages = warning")
            connection.execute(QUICK_COMPRESSION)
            connection.execute("SET jit = off")  # compiling a statement takes longer than these run
            connection.execute("SET max_parallel_workers_per_gather = 0")  # rows come in the order they were stored in
            connection.execute("SET gin_pending_list_limit = '64MB'")
            connection.execute("SET random_page_cost = 1.1")  # of solid-state disks; the server's 4 is of older ones
            database._migrate(read_only)
        except psycopg.Error as error:
            raise _explain(error, path) from error
        return database

    def execute(self, sql: str, values: Sequence[object] = ()) -> psycopg.Cursor[Any]:
        """Runs a statement."""
        if MATCHES not in sql:
            return self._connection.execute(_percent(sql), tuple(values), prepare=True)
        with self._by_index():
            return self._connection.execute(_percent(sql), tuple(values), prepare=True)

    @contextmanager
    def _by_index(self) -> Iterator[None]:
        """The planner takes the lexemes of a row for cheap to compare; unpacking them is what costs."""
        with self._connection.transaction():
            self._connection.execute("SET LOCAL enable_seqscan = off")
            yield

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Adds many rows by COPY."""
        target = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(target) as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        if self._writing:
            yield
            return
        try:
            with self._connection.transaction():
                self._writing = True
                self._become_writer()
                yield
        except psycopg.Error as error:
            raise _explain(error, self._path) from error
        finally:
            self._writing = False

    def index(self, entries: Iterable[WordEntry]) -> None:
        """Words with their lexemes."""
        columns = ("id", "title", "title_extra", "body", "body_extra", "lexemes")
        held = list(entries)  # the rows are made while the server takes in those before
        rows = ((e.sop, e.title, e.title_extra, e.body, e.body_extra, entry_to_tsvector(e)) for e in held)
        self.insert("sop_words", columns, rows)
        self._indexed += len(held)

    def unindex(self, sops: Sequence[int]) -> None:
        """Takes rows out; the index follows."""
        self._connection.execute("DELETE FROM sop_words WHERE id = ANY(%s)", (list(sops),))

    def matching(self, match: Match) -> tuple[str, list[object]]:
        """The tsquery."""
        if not match.groups and not match.codes:
            return "SELECT id FROM sop_codes", []  # the smallest table that has them all
        sign = IN_TITLE if match.title else ""
        parts = ["(" + " | ".join(_wording(wording, sign) for wording in group) + ")" for group in match.groups]
        parts += ["(" + " | ".join(f"'{CODE}{code}'" for code in codes) + ")" for codes in match.codes]
        return f"SELECT id FROM sop_words WHERE {MATCHES} ?::tsquery", [" & ".join(parts)]

    def codes(self, match: Match) -> tuple[int, bytes]:
        """Joined by the server, and sent as they are."""
        sql, values = self.matching(match)
        joined = f"SELECT count(*), string_agg(c.codes, '') FROM ({sql}) m JOIN sop_codes c ON c.id = m.id"
        with self._by_index() if MATCHES in sql else nullcontext():
            row = self._connection.execute(_percent(joined), values, binary=True).fetchone()
        return (int(row[0]), bytes(row[1] or b"")) if row else (0, b"")

    def migrated_from(self) -> int | None:
        """The schema number found, if it was not the newest."""
        return self._found

    def explained(self, error: BaseException) -> CorpusUnreadable | CorpusLocked | None:
        """A server that went away, or ended the statement."""
        return _explain(error, self._path) if isinstance(error, psycopg.OperationalError) else None

    def close(self) -> None:
        """Disconnects; a writer first has the index take in what waits, which every search would look through."""
        if self._indexed and not self._connection.broken:
            try:
                self._connection.execute("SELECT gin_clean_pending_list('sop_words_lexemes'::regclass)")
                known = self._connection.execute(COUNTED).fetchone()
                if known is None or self._indexed > SHARE_TO_ANALYZE * known[0]:
                    self._connection.execute(f"ANALYZE {OWN_TABLES}")
            except psycopg.Error:  # not the owner, or the server is going down: its own vacuum does it later
                self._connection.close()
        self._connection.close()

    def _become_writer(self) -> None:
        self._connection.execute(f"SET LOCAL lock_timeout = {int(WAIT_SECONDS * 1000)}")
        self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))

    def _migrate(self, read_only: bool) -> None:
        version, steps = self._version(), migrations("postgres")
        if version > steps[-1][0]:
            raise CorpusUnreadable(self._path, NEWER.format(version))
        if version == steps[-1][0]:
            return
        if read_only:
            raise CorpusUnreadable(
                self._path, "belum ada arsip versi ini; jalankan `mutubaku ingest` sekali dengan alamat ini"
            )
        with self._connection.transaction():
            self._become_writer()
            self._found = version = self._version()  # another process may have been faster
            self._connection.execute("CREATE TABLE IF NOT EXISTS corpus_schema (number INTEGER NOT NULL)")
            for number, script in steps:
                if number > version:
                    for name, kind in TYPES.items():
                        script = script.replace(name, kind)
                    self._connection.execute(script)
            self._connection.execute("DELETE FROM corpus_schema")
            self._connection.execute("INSERT INTO corpus_schema VALUES (%s)", (steps[-1][0],))

    def _version(self) -> int:
        known = self._connection.execute("SELECT to_regclass('corpus_schema')").fetchone()
        if not known or known[0] is None:
            return 0
        row = self._connection.execute("SELECT number FROM corpus_schema").fetchone()
        return int(row[0]) if row else 0


@lru_cache(maxsize=512)
def _percent(statement: str) -> Any:
    """``?`` as psycopg writes it. No statement of ours holds a question mark in a literal."""
    return statement.replace("%", "%%").replace("?", "%s")


def entry_to_tsvector(entry: WordEntry) -> str:
    """The lexemes of an SOP: printed words with positions that leave a gap between cells, extra words without.

    >>> entry_to_tsvector(WordEntry(1, "surat masuk", "", "surat | arsip", "sampai", (16,)))
    "'1surat':1 'surat':1,4 '1masuk':2 'masuk':2 'arsip':6 'sampai' '#16'"
    """
    places: dict[str, list[int]] = {}
    position = 0
    for word in entry.title.split():
        position += 1
        places[IN_TITLE + word] = [position]
        places.setdefault(word, []).append(position)
    position += 1
    for word in entry.body.split():
        position += 1
        if word.isalnum():
            places.setdefault(word, []).append(min(position, LAST_POSITION))
    bare = dict.fromkeys(
        [*(sign + word for word in entry.title_extra.split() for sign in (IN_TITLE, "")), *entry.body_extra.split()]
    )
    printed = [f"'{word}':{','.join(map(str, at))}" for word, at in places.items()]
    extra = [f"'{word}'" for word in bare if word not in places]
    return " ".join([*printed, *extra, *(f"'{CODE}{code}'" for code in entry.codes)])


def _wording(wording: Wording, sign: str) -> str:
    """Words hold letters and digits only, so quoting them is safe."""
    *whole, last = (f"'{sign}{word}'" for word in wording.words)
    return "(" + " <-> ".join([*whole, last + ":*" * wording.prefix]) + ")"


def _explain(error: psycopg.Error, path: Path | str) -> CorpusUnreadable | CorpusLocked:
    """The error of ours that says what happened."""
    if isinstance(error, errors.LockNotAvailable):
        return CorpusLocked(path)
    told = " ".join(str(error).split()) or type(error).__name__
    return CorpusUnreadable(path, f"server tidak dapat dipakai; periksa alamat, sandi dan jaringannya ({told})")
