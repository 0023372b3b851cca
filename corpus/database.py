"""The SQLite file behind the corpus: opening it, its schema and migrations, and what goes wrong with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

SCHEMA = Path(__file__).parent / "schema"

WAIT_SECONDS = 10.0
"""How long to wait for another process that is writing."""


class CorpusUnreadable(Exception):
    """The file is no corpus, is damaged, or was made by a newer version."""

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class CorpusLocked(Exception):
    """Another process is writing to the corpus and did not finish in time."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path} is being written by another run; wait for it to finish and try again")
        self.path = path


def migrations() -> list[tuple[int, str]]:
    """The numbered SQL files of ``schema/`` in order, as (number, script)."""
    files = sorted(SCHEMA.glob("[0-9]*.sql"))
    return [(int(file.name.partition("_")[0]), file.read_text(encoding="utf-8")) for file in files]


def open_database(path: Path | str, read_only: bool = False) -> sqlite3.Connection:
    """A connection with the newest schema. ``":memory:"`` gives a corpus that dies with it.

    Raises CorpusUnreadable and CorpusLocked.
    """
    if read_only and not Path(path).is_file():
        raise CorpusUnreadable(path, "there is no such corpus; make one with `mutubaku ingest`")
    mode = f"{Path(path).absolute().as_uri()}?mode=ro" if read_only else str(path)
    try:
        connection = sqlite3.connect(mode, uri=read_only, timeout=WAIT_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection, path, read_only)
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error
    return connection


def explain(error: sqlite3.DatabaseError, path: Path | str) -> CorpusUnreadable | CorpusLocked:
    """The error of ours that says what happened."""
    busy = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) if _has_code(error) else False
    return CorpusLocked(path) if busy else CorpusUnreadable(path, str(error))


def _has_code(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", None) is not None


def _migrate(connection: sqlite3.Connection, path: Path | str, read_only: bool) -> None:
    steps = migrations()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > steps[-1][0]:
        raise CorpusUnreadable(path, f"it was made by a newer version (schema {version})")
    missing = [(number, script) for number, script in steps if number > version]
    if missing and read_only:
        raise CorpusUnreadable(path, "it was made by an older version; run `mutubaku ingest` on it once")
    for number, script in missing:
        # in one transaction: a migration that fails half-way leaves the old schema and its number
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
