"""The corpus in one SQLite file: write-ahead log, and FTS5 over an external content table."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.database import (
    NEWER,
    WAIT_SECONDS,
    CorpusLocked,
    CorpusUnreadable,
    Match,
    WordEntry,
    Wording,
    migrations,
)

TYPES = {"{blob}": "BLOB", "{text}": "TEXT", "{real}": "REAL"}

WORD_COLUMNS = ("id", "title", "title_extra", "body", "body_extra", "codes")
TITLE = "{title title_extra}"
ANYWHERE = "{title title_extra body body_extra}"

SETTINGS = (
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",  # KiB; the tree of a large archive's index stays in memory
    "PRAGMA mmap_size = 1073741824",
    "PRAGMA temp_store = MEMORY",
)

INDEX_BUFFER = 16 << 20
"""Bytes of new index entries that FTS5 gathers before it writes them; its default of 1 MB merges too often."""


DAMAGED = (zlib.error, json.JSONDecodeError, UnicodeDecodeError)
"""How records, lists and SQLite's own words look that are no longer what was written."""


class SqliteDatabase:
    """See ``corpus.database.Database``."""

    def __init__(self, connection: sqlite3.Connection, path: Path | str) -> None:
        self._connection, self._path = connection, path
        self._found: int | None = None

    @classmethod
    def open(cls, path: Path | str, read_only: bool) -> SqliteDatabase:
        """Opens or makes the file."""
        if read_only and not Path(path).is_file():
            raise CorpusUnreadable(path, "arsip ini belum ada; buat dengan `mutubaku ingest`")
        mode = f"{Path(path).absolute().as_uri()}?mode=ro" if read_only else str(path)
        try:
            connection = sqlite3.connect(mode, uri=read_only, timeout=WAIT_SECONDS, isolation_level=None)
            database = cls(connection, path)
            connection.row_factory = sqlite3.Row
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
            for setting in SETTINGS:
                connection.execute(setting)
            database._migrate(read_only)
        except sqlite3.DatabaseError as error:
            raise _explain(error, path) from error
        except DAMAGED as error:
            raise CorpusUnreadable(path, f"{_WHY[sqlite3.SQLITE_CORRUPT]} ({error})") from error
        return database

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Runs a statement."""
        return self._connection.execute(sql, tuple(values))

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Adds many rows."""
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        if self._connection.in_transaction:
            yield
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _explain(error, self._path) from error

    def index(self, entries: Iterable[WordEntry]) -> None:
        """Words to the content table and from there to the index."""
        rows = [_word_row(entry) for entry in entries]
        self.insert("sop_words", WORD_COLUMNS, rows)
        self.insert("sop_fts", ("rowid", *WORD_COLUMNS[1:]), rows)

    def unindex(self, sops: Sequence[int]) -> None:
        """FTS5 must be told the words that it forgets; the content table still knows them."""
        columns = ", ".join(WORD_COLUMNS[1:])
        forget = f"INSERT INTO sop_fts (sop_fts, rowid, {columns}) SELECT 'delete', id, {columns}"
        for sop in sops:
            self._connection.execute(f"{forget} FROM sop_words WHERE id = ?", (sop,))
            self._connection.execute("DELETE FROM sop_words WHERE id = ?", (sop,))

    def matching(self, match: Match) -> tuple[str, list[object]]:
        """The FTS5 query."""
        if not match.groups and not match.codes:
            return "SELECT id FROM sop_codes", []  # the smallest table that has them all
        columns = TITLE if match.title else ANYWHERE
        parts = [f"{columns} : ({' OR '.join(map(_wording, group))})" for group in match.groups]
        parts += ["codes : (" + " OR ".join(f'"{code}"' for code in codes) + ")" for codes in match.codes]
        return "SELECT rowid AS id FROM sop_fts WHERE sop_fts MATCH ?", [" AND ".join(parts)]

    def codes(self, match: Match) -> tuple[int, bytes]:
        """Joined here."""
        sql, values = self.matching(match)
        rows = self.execute(f"SELECT c.codes FROM ({sql}) m JOIN sop_codes c ON c.id = m.id", values).fetchall()
        return len(rows), b"".join([row[0] for row in rows])

    def migrated_from(self) -> int | None:
        """The schema number found, if it was not the newest."""
        return self._found

    def explained(self, error: BaseException) -> CorpusUnreadable | CorpusLocked | None:
        """Pages of the file that cannot be read, and what stands in them when they were damaged."""
        if isinstance(error, DAMAGED):
            return CorpusUnreadable(self._path, f"{_WHY[sqlite3.SQLITE_CORRUPT]} ({error})")
        broken = isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError
        return _explain(error, self._path) if broken and isinstance(error, sqlite3.DatabaseError) else None

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _migrate(self, read_only: bool) -> None:
        steps = migrations("sqlite")
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > steps[-1][0]:
            raise CorpusUnreadable(self._path, NEWER.format(version))
        missing = [(number, script) for number, script in steps if number > version]
        if not missing:
            return
        if read_only:
            raise CorpusUnreadable(
                self._path, "arsip ini dibuat oleh versi lama; perbarui sekali dengan `mutubaku ingest`"
            )
        self._found = version
        for number, script in missing:
            for name, kind in TYPES.items():
                script = script.replace(name, kind)
            # in one transaction: a migration that fails half-way leaves the old schema and its number
            self._connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
        self._connection.execute("INSERT INTO sop_fts (sop_fts, rank) VALUES ('hashsize', ?)", (INDEX_BUFFER,))


def _word_row(entry: WordEntry) -> tuple[object, ...]:
    codes = " ".join(map(str, entry.codes))
    return (entry.sop, entry.title, entry.title_extra, entry.body, entry.body_extra, codes)


def _wording(wording: Wording) -> str:
    """Words hold letters and digits only, so quoting them is safe."""
    return f'"{" ".join(wording.words)}"' + (" *" if wording.prefix else "")


_WHY = {
    sqlite3.SQLITE_NOTADB: "berkas ini bukan arsip mutubaku; pilih berkas corpus.db yang benar",
    sqlite3.SQLITE_CORRUPT: "arsip ini rusak; hapus berkasnya dan jalankan `mutubaku ingest` lagi",
    sqlite3.SQLITE_CANTOPEN: "arsip tidak dapat dibuka; periksa apakah foldernya ada dan boleh ditulis",
    sqlite3.SQLITE_READONLY: "arsip tidak boleh ditulis; periksa izin berkas dan foldernya",
    sqlite3.SQLITE_FULL: "tempat penyimpanan penuh; kosongkan sebagian lalu jalankan lagi",
}
OTHERWISE = "arsip tidak dapat dipakai; periksa berkasnya, atau hapus dan jalankan `mutubaku ingest` lagi"


def _explain(error: sqlite3.DatabaseError, path: Path | str) -> CorpusUnreadable | CorpusLocked:
    """The error of ours that says what happened."""
    code = int(getattr(error, "sqlite_errorcode", None) or 0)
    busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return CorpusLocked(path) if busy else CorpusUnreadable(path, f"{_WHY.get(code, OTHERWISE)} ({error})")
