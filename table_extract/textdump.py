"""Text dumps (what is left of a document after somebody's OCR or conversion) as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from table_extract.table import Cell, Line, LinePlace, Sheet, Table
from table_extract.textdump_clean import INNER_BREAK, DumpLine, clean_dump, dump_line
from table_extract.textdump_raw import raw_tables


def text_to_sheet(text: str) -> Sheet:
    """Tables from tab-separated runs of lines, or from step rows without any grid; the other lines stay loose."""
    lines, notes = clean_dump(text)
    tables: list[Table] = []
    loose: list[DumpLine] = []
    for tabbed, run in groupby(lines, key=lambda line: "\t" in line.text):
        rows = list(run)
        if tabbed:
            tables.append(rows_to_table(rows))
        else:
            loose += rows
    raw = raw_tables(loose)
    tables += raw.tables
    kept = [dump_line(line.text, line.number, 1) for line in raw.loose if line.text.strip()]
    return Sheet(page=1, tables=tuple(sorted(tables, key=_first_line)), lines=tuple(kept), notes=notes + raw.notes)


def _first_line(table: Table) -> int:
    return table.place.line if isinstance(table.place, LinePlace) else 0


def rows_to_table(rows: Sequence[DumpLine]) -> Table:
    """One cell per tab-separated text; short rows are padded with empty cells."""
    split = [row.text.split("\t") for row in rows]
    cols = max(len(cells) for cells in split)
    cells = tuple(
        Cell(row, col, LinePlace(rows[row].number, col + 1), lines=_cell_lines(texts, col, rows[row].number))
        for row, texts in enumerate(split)
        for col in range(cols)
    )
    return Table(page=1, rows=len(rows), cols=cols, cells=cells, place=LinePlace(rows[0].number, 1))


def _cell_lines(texts: Sequence[str], col: int, number: int) -> tuple[Line, ...]:
    text = texts[col] if col < len(texts) else ""
    parts = (part.strip() for part in text.split(INNER_BREAK))
    return tuple(dump_line(part, number, col + 1) for part in parts if part)
