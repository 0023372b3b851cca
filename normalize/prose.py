"""SOPs without a step table (health centres, police, manuals): the numbered lines that say what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from normalize.column_texts import is_checklist
from normalize.confidence import Evidence
from normalize.header_cells import row_cells
from normalize.labels import match_label
from normalize.leaf import Leaf, lines_to_text, make_leaf
from normalize.lists import MARK, ListItem, split_items
from normalize.rows import TEXT_FIELDS
from normalize.steps import Step
from table_extract.table import Cell, Line, PagePlace, Table

PROCEDURE = re.compile(
    r"(?:uraian |isi |bagian )?(?:prosedur|langkah)(?: kerja| kegiatan| pelaksanaan| tetap)?"
    r"(?: ?[-/–] ?(?:prosedur|langkah)(?: kerja| kegiatan)?){0,3}|tata (?:cara|laksana)|cara kerja"
    r"|(?:tahapan|urutan)(?: kegiatan| kerja| pelaksanaan| pengajuan| prosedur)?",
    re.IGNORECASE,
)
OTHER_SECTION = re.compile(
    r"pengertian|definisi|istilah.*|tujuan|maksud(?: dan tujuan)?|ruang lingkup|kebijakan|standar mutu.*|referensi"
    r"|dasar(?: hukum)?|acuan|pedoman(?: ?/ ?acuan)?|pengguna|(?:per|pra)?syarat(?:an)?|penanggung ?jawab"
    r"|alat(?: dan bahan)?|peralatan|(?:al[iu]r ?/ ?)?(?:bagan|diagram) al[iu]r.*|hal[- ]*hal.*|unit terkait"
    r"|dokumen terkait|borang.*|rekaman.*"
    r"|riwayat.*|lampiran.*|penutup|daftar tilik.*|distribusi|indikator.*|formulir.*|catatan",
    re.IGNORECASE,
)
"""Headings before and after the procedure, in the forms of health centres, police and ISO manuals."""
PROCEDURE_UNSPACED, OTHER_UNSPACED = (
    re.compile(heading.pattern.replace(" ?", "").replace(" ", ""), re.IGNORECASE)
    for heading in (PROCEDURE, OTHER_SECTION)
)
"""The same without spaces: narrow columns break words anywhere ("Langkah-la" "ngkah")."""
ENUMERATOR = re.compile(r"\s*(?:\(?(?:\d{1,2}|[A-Za-z]|[IVX]{1,5})\s?[.)]|\d{1,2}\s|BAB [IVX]+|[•❖➢▪●-])?\s*")
BLOCK_LABELS = frozenset(
    {"nomor_sop", "revisi_ke", "tanggal_pembuatan", "tanggal_efektif", "nama_sop", "disahkan_oleh"}
)
"""Labels of a head that is printed again on every page: it does not end the procedure that goes on below it."""
LABEL_SURE = 0.9
CHECKLIST = "Daftar tilik"
FEWEST_STEPS = 2
LABEL_AND_TEXT, FEWEST_SECTIONS, FEWEST_NUMBERED = 2, 3, 3
"""Cells of a form's row; sections that must be known, and lines that must be numbered, to believe in an unnamed one."""
LONGEST_LABEL = 40
SHORTEST_HEAD, SAME_ROW = 12, 90.0
"""Letters of a row, and the rapidfuzz ratio, from which a row printed in an earlier table is a running head's."""
DECIMAL = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[^\W\d])")
"""What begins a step below a section counted as 4: 4.1, 4.2 or 4.2.1."""
EDGE = 0.12
"""Share of a page's height at its upper and lower edge in which heads and feet stand."""
PLACE_DOUBT = 0.15
"""Doubt about the structure of a list in prose, as a header that much less clear would give."""
FROM_PROSE = "langkah diambil dari uraian bernomor, bukan dari tabel"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading; ``rest`` is what follows its colon on the same line."""

    procedure: bool
    rest: str = ""


def heading(text: str) -> Heading | None:
    """The section a line or label cell opens, if it is nothing but a heading.

    >>> heading("6. Prosedur / Langkah-langkah :"), heading("Tujuan kegiatan ini baik")
    (Heading(procedure=True, rest=''), None)
    >>> heading("4 Prosedur/Langkah-la ngkah")
    Heading(procedure=True, rest='')
    """
    name, _, rest = ENUMERATOR.sub("", text, count=1).partition(":")
    name = " ".join(name.split()).rstrip(" .")
    unspaced = name.replace(" ", "")
    if PROCEDURE.fullmatch(name) or PROCEDURE_UNSPACED.fullmatch(unspaced):
        return Heading(True, rest.strip())
    return Heading(False) if OTHER_SECTION.fullmatch(name) or OTHER_UNSPACED.fullmatch(unspaced) else None


def procedure_lines(items: Sequence[Table | Line]) -> tuple[Line, ...]:
    """The lines below the procedure's heading, over page breaks, up to the next heading; empty when there is none."""
    inside = False
    found: list[Line] = []
    for label, lines in _pieces(items):
        opened = heading(label) if label else None
        if opened is not None:
            inside = opened.procedure
            if inside and opened.rest and lines:
                lines = (replace(lines[0], text=opened.rest), *lines[1:])
            elif inside and opened.rest:
                lines = ()
        if inside:
            found += lines
    return tuple(found) or _unnamed_procedure(items)


def _unnamed_procedure(items: Sequence[Table | Line]) -> tuple[Line, ...]:
    """The numbered lines beside a label that cannot be read, in a form of which other sections are told."""
    for table in (item for item in items if isinstance(item, Table) and not is_checklist(item, 0)):
        rows = [row for row in (row_cells(table, at) for at in range(table.rows)) if len(row) == LABEL_AND_TEXT]
        labels = [lines_to_text(label.lines) for label, _ in rows]
        if sum(heading(label) is not None for label in labels) < FEWEST_SECTIONS:
            continue
        for label, (_, text) in zip(labels, rows, strict=True):
            numbered = sum(bool(MARK.match(line.text)) for line in text.lines)
            unread = heading(label) is None and len(label) <= LONGEST_LABEL and not _of_head(label)
            if unread and numbered >= FEWEST_NUMBERED:
                return text.lines
    return ()


def _pieces(items: Sequence[Table | Line]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Rows of tables and loose lines as (what may be a heading, the lines below or beside it), running heads aside."""
    printed: list[str] = []
    running = _running(items)
    for item in items:
        if isinstance(item, Line) and item in running:
            continue
        if isinstance(item, Table):
            if is_checklist(item, 0) or is_checklist(item, 1):
                yield CHECKLIST, ()
                continue
            first_rows = len(printed)
            for row in range(item.rows):
                cells = [cell for cell in item.cells if cell.row == row and cell.lines]
                text = " ".join(lines_to_text(cell.lines) for cell in cells)
                again = len(text) >= SHORTEST_HEAD and any(_alike(text, one) for one in printed[:first_rows])
                printed.append(text)
                piece = None if again else _row_piece(cells)
                if piece is not None:
                    yield piece
            continue
        opened = heading(item.text)
        if opened is not None:
            yield item.text, (item,) if opened.rest else ()
        elif not _of_head(item.text):
            yield "", (item,)


def _running(items: Sequence[Table | Line]) -> set[Line]:
    """The lines with figures that stand at the edge of several pages, the same but for these: heads and feet."""
    found: dict[str, dict[Line, int]] = {}
    for item in items:
        if isinstance(item, Line) and _at_edge(item) and isinstance(item.place, PagePlace):
            found.setdefault(re.sub(r"\d", "0", item.text), {})[item] = item.place.page
    return {item for pages in found.values() if len(set(pages.values())) > 1 for item in pages}


def _at_edge(line: Line) -> bool:
    """Whether a line with a figure, but not before its text, stands at the upper or lower edge of its page."""
    marked = MARK.match(line.text) or DECIMAL.match(line.text) or not re.search(r"\d", line.text)
    edge = isinstance(line.place, PagePlace) and not EDGE < line.place.bbox[1] < 1 - EDGE
    return edge and not marked


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= SAME_ROW


def _row_piece(cells: Sequence[Cell]) -> tuple[str, tuple[Line, ...]] | None:
    ordered = sorted(cells, key=lambda cell: cell.col)
    if not ordered or any(_of_head(lines_to_text(cell.lines)) for cell in ordered):
        return None
    at = next((i for i, cell in enumerate(ordered[:2]) if heading(lines_to_text(cell.lines))), None)
    label = lines_to_text(ordered[at].lines) if at is not None else ""
    rest = ordered if at is None else ordered[at + 1 :]
    lines = tuple(line for cell in rest for line in cell.lines if any(mark.isalnum() for mark in line.text))
    opened = heading(label) if label else None
    if opened is not None and opened.rest and at is not None:
        lines = (*ordered[at].lines[:1], *lines)
    return label, lines


def _of_head(text: str) -> bool:
    match = match_label(text)
    return match.field in BLOCK_LABELS and match.score >= LABEL_SURE


def lines_to_steps(lines: Sequence[Line]) -> tuple[Step, ...]:
    """The steps of a procedure told in numbered lines; empty when the lines are running text."""
    texts = [line.text for line in lines]
    items = _decimal_items(texts) or split_items(texts)
    marked = [item for item in items if (MARK.match(first := texts[item.line_indices[0]]) or DECIMAL.match(first))]
    if len(marked) < FEWEST_STEPS or len(marked) * 2 < len(items):
        return ()
    steps: list[Step] = []
    for item in items:
        if item in marked or not steps:
            key = item.number or str(len(steps) + 1)
            steps.append(_step(key, item, [lines[index] for index in item.line_indices]))
    return tuple(steps)


def _decimal_items(texts: Sequence[str]) -> tuple[ListItem, ...]:
    """The items of a list counted in decimals, without what introduces it; none where more lines count otherwise."""
    marks = {at: mark for at, text in enumerate(texts) if (mark := DECIMAL.match(text))}
    if len(marks) < FEWEST_STEPS or len(marks) < sum(bool(MARK.match(text)) for text in texts):
        return ()
    items = []
    for start, end in pairwise([*marks, len(texts)]):
        said = [texts[start][marks[start].end() :], *texts[start + 1 : end]]
        items.append(ListItem(marks[start]["number"], " ".join(" ".join(said).split()), tuple(range(start, end))))
    return tuple(items)


def _step(key: str, item: ListItem, lines: Sequence[Line]) -> Step:
    leaves: dict[str, Leaf | None] = dict.fromkeys(TEXT_FIELDS)
    leaves["aktivitas"] = _leaf(lines, "aktivitas", item.text)
    leaves["no"] = _leaf(lines[:1], "no", item.number) if item.number else None
    place = lines[0].place
    return Step(key, leaves, place.page if isinstance(place, PagePlace) else 1, (), (FROM_PROSE,))


def _leaf(lines: Sequence[Line], field: str, text: str) -> Leaf:
    return make_leaf(lines, field, text=text, evidence=Evidence(header_doubt=PLACE_DOUBT))
