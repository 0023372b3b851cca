"""Forms that write who does a step into one column, headed Pelaksana, in place of flowchart symbols."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalize.column import Column
from normalize.continued import StepTable
from normalize.doers import Doer
from normalize.header_cells import SURE
from normalize.headers import match_header
from normalize.leaf import lines_to_text
from normalize.rows import BodyRow, body_rows
from normalize.steps import Step
from normalize.ticks import TICKS, USUAL, WORD, WORDS
from table_extract.table import Cell

PARTED = re.compile(r"\s*[;,]\s*|\s*[•●▪]\s*")
"""What parts the names of several doers; "dan" and "/" stand within names, too."""
LEAST_LETTERS, LONGEST = 2, 60
"""Letters of a name; longer texts are sentences."""


def written_doers(parts: Sequence[StepTable], steps: Sequence[Step]) -> list[tuple[Doer, ...]]:
    """The doers that each step's cell names; none at all where the column is no such column."""
    named = {(row.part, row.row): cell for row, cell in _written(parts)}
    cells = [[cell for row in step.rows if (cell := named.get((row.part, row.row)))] for step in steps]
    doers = [{name: Doer(name, "process", WORD, cell.place) for cell in some for name in names(cell)} for some in cells]
    return [tuple(some.values()) for some in doers]


def written_actors(parts: Sequence[StepTable]) -> list[Column]:
    """The names that stand in such a column, each once, as if they were headings."""
    columns: dict[str, Column] = {}
    for row, cell in _written(parts):
        heading = parts[row.part].columns.actors[0]
        for name in names(cell):
            columns.setdefault(name, replace(heading, name=name, lines=cell.lines, place=cell.place))
    return list(columns.values())


def _written(parts: Sequence[StepTable]) -> list[tuple[BodyRow, Cell]]:
    """The rows that name a doer, with the cell that does; none where most rows name nobody."""
    if not _is_written(parts):
        return []
    rows = [row for row in body_rows(parts) if row.text("aktivitas")]
    cells = [(row, parts[row.part].table.at(row.row, parts[row.part].columns.actors[0].col)) for row in rows]
    found = [(row, cell) for row, cell in cells if cell.row == row.row and cell.colspan == 1 and names(cell)]
    return found if len(found) >= max(2, USUAL * len(rows)) else []


def _is_written(parts: Sequence[StepTable]) -> bool:
    """Whether every table has one column of doers, headed as their group is, and no symbols."""
    headings = [column for part in parts for column in part.columns.actors]
    if not parts or len(headings) != len(parts) or len({column.name for column in headings}) != 1:
        return False
    match = match_header(headings[0].name)
    symbols = any(symbol.row >= part.columns.body_from for part in parts for symbol in part.table.symbols)
    return match.column == "pelaksana_group" and match.score >= SURE and not symbols


def names(cell: Cell) -> list[str]:
    """The names in a cell; none where a mark or a sentence stands."""
    text = lines_to_text(cell.lines).strip(" .-")
    if text.lower() in TICKS or text.lower() in WORDS or len(text) > LONGEST:
        return []
    return [name for part in PARTED.split(text) if sum(map(str.isalpha, name := part.strip(" .-"))) >= LEAST_LETTERS]
