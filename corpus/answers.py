"""What a question gives back: a table whose every row says where it was read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.database import Database, Match, Row, Wording, marks
from corpus.query import expand_names
from corpus.rows import PROBABLE, STEP_FIELDS
from corpus.words import split_words

Value = str | int | float | None

PLACE_COLUMNS = ("SOP", "Langkah", "Sumber", "Halaman", "Letak")
SURE, DOUBTFUL, UNKNOWN = "pasti", "perlu diperiksa", "tidak diketahui"

STEPS = (
    "SELECT t.*, s.title, s.sop_id, s.instansi, d.file FROM steps t JOIN sops s ON s.id = t.sop"
    " JOIN documents d ON d.id = s.document_id"
)
SOPS = "SELECT s.*, d.file, NULL AS no FROM sops s JOIN documents d ON d.id = s.document_id"
ITEMS = (
    "SELECT i.*, s.title, s.sop_id, s.instansi, s.year AS sop_year, d.file, NULL AS no FROM items i"
    " JOIN sops s ON s.id = i.sop JOIN documents d ON d.id = s.document_id"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows under their columns. ``note`` (Indonesian) says what could not be told; ``unknown`` counts it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a question. Without ``default`` it must be given."""

    name: str
    description: str
    kind: Literal["text", "number", "date", "yes_no"] = "text"
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A named question; ``description`` and parameter descriptions are Indonesian."""

    name: str
    description: str
    run: Callable[..., Answer]
    parameters: tuple[Parameter, ...] = ()


def place(row: Row) -> tuple[Value, ...]:
    """The PLACE_COLUMNS of a row that has title, sop_id, no, file, and page, bbox or line."""
    keys = row.keys()
    page, line = (row[name] if name in keys else None for name in ("page", "line"))
    if "pages" in keys and page is None:
        page = next(iter(json.loads(row["pages"])), None)
    return (
        row["title"] or f"SOP {row['sop_id']}",
        row["no"],
        row["file"],
        page,
        spot(row["bbox"] if "bbox" in keys else None, line),
    )


def spot(bbox: str | None, line: int | None) -> str | None:
    """Where on the page: four fractions, or the line of a text dump."""
    if bbox:
        return " ".join(f"{side:.3f}" for side in json.loads(bbox))
    return f"baris {line}" if line else None


def cell_place(row: Row, cell: str) -> tuple[Value, ...]:
    """The PLACE_COLUMNS of one cell of a step's row."""
    page, box, line = json.loads(row["cells"]).get(cell) or (row["page"], None, row["line"])
    title, number, file = place(row)[:3]
    return title, number, file, page, spot(json.dumps(box) if box else None, line)


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of an SOP with its certainty and its PLACE_COLUMNS. ``key`` is that of its item, None in a step."""

    field: str
    text: str
    certainty: str
    place: tuple[Value, ...]
    key: int | None = None


SOPS_AT_ONCE = 400


def cells_of_sops(database: Database, sops: Sequence[int], fields: Sequence[str]) -> Iterator[Cell]:
    """The filled cells and list items of some SOPs, by file, list items before steps."""
    of_steps = [name for name in fields if name in STEP_FIELDS]
    for start in range(0, len(sops), SOPS_AT_ONCE):
        some = sops[start : start + SOPS_AT_ONCE]
        yield from _items_of_sops(database, some, fields)
        if of_steps:
            for row in database.execute(f"{STEPS} WHERE t.sop IN ({marks(some)}) ORDER BY d.file, t.id", some):
                for name in of_steps:
                    if row[name]:
                        firm = certainty("review" if name in row["doubts"].split() else None)
                        yield Cell(name, row[name], firm, cell_place(row, name))


def _items_of_sops(database: Database, sops: Sequence[int], fields: Sequence[str]) -> Iterator[Cell]:
    sql = (
        f"{ITEMS} WHERE i.sop IN ({marks(sops)}) AND i.field IN ({marks(fields)})"
        " AND i.text <> '' AND i.missing IS NULL ORDER BY d.file, i.id"
    )
    for row in database.execute(sql, (*sops, *fields)):
        yield Cell(row["field"], row["text"], certainty(row["status"]), place(row), row["id"])


def sops_with_words(database: Database, groups: Iterable[Iterable[tuple[str, ...]]]) -> list[int]:
    """SOPs in which, of every group, one run of folded words stands."""
    wanted = tuple(tuple(Wording(words) for words in group) for group in groups)
    sql, values = database.matching(Match(wanted))
    return sorted(row[0] for row in database.execute(sql, values))


def certainty(status: str | None) -> str:
    """How firm a reading is, for people."""
    return DOUBTFUL if status in ("review", PROBABLE) else SURE


def sops_named(database: Database, name: str | None) -> list[Any]:
    """SOPs whose title, number or file holds all words of a name (abbreviations known); all SOPs for none."""
    rows = database.execute(f"{SOPS} ORDER BY d.file, s.id").fetchall()
    wanted = [set(form.split()) for form in expand_names(" ".join(split_words(name or "")))]
    return [row for row in rows if any(words <= _sop_words(row) for words in wanted)]


def _sop_words(row: Row) -> set[str]:
    return {word for part in ("title", "nomor_sop", "file") for word in split_words(row[part] or "")}


def number_range(low: float | None, high: float | None) -> str | None:
    """``5`` or ``1-2``.

    >>> number_range(1.0, 2.0), number_range(5.0, 5.0), number_range(None, None)
    ('1-2', '5', None)
    """
    if low is None or high is None:
        return None
    return number_text(low) if low == high else f"{number_text(low)}-{number_text(high)}"


def number_text(number: float) -> str:
    """A number as Indonesians write it.

    >>> number_text(35.4), number_text(2.0), number_text(1234567.0)
    ('35,4', '2', '1234567')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def joined(parts: Sequence[object]) -> str | None:
    """Parts in one cell, None for none."""
    return "; ".join(str(part) for part in parts) or None
