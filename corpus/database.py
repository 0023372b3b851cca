"""What the corpus asks of a database, whichever it is: rows, bulk inserts, one writer at a time, and a word index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

SCHEMA = Path(__file__).parent / "schema"

NEWER = "arsip ini dibuat oleh mutubaku yang lebih baru (skema {}); perbarui mutubaku untuk membukanya"

WAIT_SECONDS = 10.0
"""How long to wait for another process that is writing."""


class CorpusUnreadable(Exception):
    """The file is no corpus, is damaged, was made by a newer version, or the server cannot be reached."""

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"{without_password(path)}: {why}")
        self.path, self.why = path, why


class CorpusLocked(Exception):
    """Another process is writing to the corpus and did not finish in time."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{without_password(path)} sedang ditulis oleh proses lain; tunggu sampai selesai lalu coba lagi"
        )
        self.path = path


def without_password(path: Path | str) -> str:
    """A path or address as it may be shown.

    >>> without_password("postgresql://ani:rahasia@arsip.example/sop?password=x")
    'postgresql://ani@arsip.example/sop'
    """
    shown = re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1@", str(path))
    return shown.partition("?")[0] if "://" in shown else shown


class Row(Protocol):
    """A row whose values are found by column name or position."""

    def __getitem__(self, key: str | int, /) -> Any:
        """A value."""

    def __iter__(self) -> Iterator[Any]:
        """The values."""

    def keys(self) -> Sequence[str]:
        """The column names."""


class Cursor(Protocol):
    """The rows of a statement."""

    def fetchone(self) -> Any:
        """The next row or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that stand side by side; with ``prefix`` the last one is only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What the word index is asked: of every group one wording (in the title if ``title``), of every set one code."""

    groups: tuple[tuple[Wording, ...], ...] = ()
    codes: tuple[tuple[int, ...], ...] = ()
    title: bool = False


@dataclass(frozen=True, slots=True)
class WordEntry:
    """An SOP in the word index.

    ``title`` and ``body`` are folded words as printed, with CELL_END and the like between cells. ``..._extra`` holds
    the other words under which a cell is found (stems, what the engine read), cell by cell in the same order.
    """

    sop: int
    title: str
    title_extra: str
    body: str
    body_extra: str
    codes: tuple[int, ...]


class Database(Protocol):
    """The small interface that SQLite and PostgreSQL share. Statements use ``?`` for values."""

    @classmethod
    def open(cls, path: Path | str, read_only: bool) -> Self:
        """Connects. The schema is brought up to date unless ``read_only``. Raises CorpusUnreadable, CorpusLocked."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> Cursor:
        """Runs a statement."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Adds many rows."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, as the only writer; an inner transaction is part of the outer one."""

    def index(self, entries: Iterable[WordEntry]) -> None:
        """Adds SOPs to the word index."""

    def unindex(self, sops: Sequence[int]) -> None:
        """Takes SOPs out of the word index."""

    def matching(self, match: Match) -> tuple[str, list[object]]:
        """A SELECT, with its values, of the ``id`` of the SOPs that match. An empty match finds all."""

    def codes(self, match: Match) -> tuple[int, bytes]:
        """How many SOPs match, and their facet codes one behind the other, as in ``sop_codes``."""

    def migrated_from(self) -> int | None:
        """The schema number that was found before it was brought up to date; 0 for a new corpus, None if current."""

    def explained(self, error: BaseException) -> CorpusUnreadable | CorpusLocked | None:
        """What an error that came up while the corpus was used says of it; None where it is another's fault."""

    def close(self) -> None:
        """Disconnects."""


def migrations(dialect: str) -> list[tuple[int, str]]:
    """The numbered SQL files of ``schema/`` for a dialect, in order, as (number, script).

    ``0002_tables.sql`` is for both; ``0002_words.sqlite.sql`` for one. ``{blob}`` and the like become its types.
    """
    found: dict[int, list[str]] = {}
    for file in sorted(SCHEMA.glob("[0-9]*.sql")):
        if file.suffixes[0] in (".sql", f".{dialect}"):
            found.setdefault(int(file.name.partition("_")[0]), []).append(file.read_text(encoding="utf-8"))
    return [(number, "\n".join(parts)) for number, parts in sorted(found.items())]


def marks(values: Sequence[object]) -> str:
    """``?, ?, ?`` for an IN list; NULL, which nothing equals, for an empty one."""
    return ", ".join("?" * len(values)) or "NULL"


def open_database(path: Path | str, read_only: bool = False) -> Database:
    """The database of a path or of a ``postgresql://`` address. ``":memory:"`` gives one that dies with it.

    Raises CorpusUnreadable and CorpusLocked.
    """
    if is_address(path):
        from corpus.postgres import PostgresDatabase  # psycopg is optional

        return PostgresDatabase.open(path, read_only)
    from corpus.sqlite import SqliteDatabase

    return SqliteDatabase.open(path, read_only)


def is_address(path: Path | str) -> bool:
    """Whether this names a PostgreSQL server and not a file."""
    return str(path).startswith(("postgresql://", "postgres://"))
