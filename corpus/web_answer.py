"""Answers and hits as the pages show them: each beside the way to the SOP and the page it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.answers import PLACE_COLUMNS, Answer, Value
from corpus.database import marks
from corpus.labels import UNTITLED
from corpus.search import Hit
from corpus.spreadsheet import cell_text
from corpus.store import Corpus
from corpus.web_view import sop_address

TITLE, FILE, PAGE, SPOT = (PLACE_COLUMNS.index(name) for name in ("SOP", "Sumber", "Halaman", "Letak"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of an answer; ``label`` is its column, ``link`` where it leads, empty for nowhere."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An SOP that was found: its heading with the found words marked, and its other passages."""

    first: Hit
    heading: str
    hits: tuple[Hit, ...]


def hits_to_found(hits: Sequence[Hit]) -> list[Found]:
    """Hits of one SOP under its title, in the order of the hits."""
    found = []
    for _, run in groupby(hits, key=lambda hit: (hit.source, hit.sop_id)):
        group = tuple(run)
        titles = [hit.snippet for hit in group if hit.field == "nama_sop"]
        heading = titles[0] if titles else group[0].title or UNTITLED
        found.append(Found(group[0], heading, tuple(hit for hit in group if hit.field != "nama_sop")))
    return found


def shown_columns(answer: Answer) -> tuple[str, ...]:
    """The columns of an answer for people: the box on the page is for programs, the link leads there."""
    return answer.columns[:-1]


def shown_rows(corpus: Corpus, answer: Answer, most: int) -> list[list[Shown]]:
    """The first rows of an answer, title and page leading to the SOP."""
    rows = answer.rows[:most]
    start = len(answer.columns) - len(PLACE_COLUMNS)
    known = _sop_ids(corpus, {str(row[start + FILE]) for row in rows})
    shown = []
    for row in rows:
        link = _link(known, row[start:])
        anchor = f"{link}#h{row[start + PAGE]}" if link and row[start + PAGE] else link
        links = {start + TITLE: link, start + PAGE: anchor}
        texts = [cell_text(value) for value in row]
        if not texts[start + PAGE]:
            texts[start + PAGE] = texts[start + SPOT]  # the line of a text dump
        cells = list(zip(answer.columns, texts, strict=True))[:-1]
        shown.append([Shown(name, text, links.get(at, "")) for at, (name, text) in enumerate(cells)])
    return shown


def _sop_ids(corpus: Corpus, files: set[str]) -> dict[str, list[tuple[str, str]]]:
    """(title, sop_id) of the SOPs of each file."""
    sql = (
        "SELECT d.file, s.title, s.sop_id FROM sops s JOIN documents d ON d.id = s.document_id"
        f" WHERE d.file IN ({marks(list(files))})"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in corpus.connection.execute(sql, sorted(files)):
        found.setdefault(row[0], []).append((row[1] or f"SOP {row[2]}", row[2]))
    return found


def _link(known: dict[str, list[tuple[str, str]]], place: Sequence[Value]) -> str:
    sops = known.get(str(place[FILE]), [])
    ids = [sop_id for title, sop_id in sops if title == place[TITLE]]
    return sop_address(str(place[FILE]), ids[0]) if len(ids) == 1 else ""
