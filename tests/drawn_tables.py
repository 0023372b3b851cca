"""Small tables written as text, for the tests of columns, steps and flow."""

from __future__ import annotations

from collections.abc import Sequence

from table_extract.table import Cell, Connector, Line, PagePlace, Sheet, Symbol, SymbolKind, Table

ENGINE = "text layer"


def line(text: str, page: int = 1, height: float = 0.1) -> Line:
    """A loose line of a digital page."""
    return Line(text, 1.0, PagePlace(page, (0.1, height, 0.9, height + 0.01)), readings=((ENGINE, text, 1.0),))


def table(
    rows: Sequence[Sequence[str]],
    page: int = 1,
    symbols: Sequence[Symbol] = (),
    connectors: Sequence[Connector] = (),
    xs: Sequence[float] = (),
    top: float = 0.2,
) -> Table:
    """A table from texts. ``<`` joins a cell to its left neighbour, ``^`` to the one above."""
    cols = max(len(row) for row in rows)
    grid = [[*row, *[""] * (cols - len(row))] for row in rows]
    cells = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in {"<", "^"}:
                continue
            wide = 1 + next((i for i, word in enumerate(row[c + 1 :]) if word != "<"), cols - c - 1)
            below = [line_[c] for line_ in grid[r + 1 :]]
            high = 1 + next((i for i, word in enumerate(below) if word != "^"), len(below))
            box = (c / cols, top + r * 0.02, (c + wide) / cols, top + (r + high) * 0.02)
            place = PagePlace(page, box)
            lines = tuple(Line(part, 1.0, place, readings=((ENGINE, part, 1.0),)) for part in text.split("\n") if part)
            cells.append(Cell(r, c, place, high, wide, lines=lines))
    edges = tuple(xs) or tuple(float(100 * i) for i in range(cols + 1))
    place = PagePlace(page, (0.05, top, 0.95, top + len(rows) * 0.02))
    ys = tuple(20.0 * i for i in range(len(rows) + 1))
    return Table(page, len(rows), cols, tuple(cells), place, tuple(symbols), tuple(connectors), edges, ys)


def symbol(kind: SymbolKind, row: int, col: int, text: str = "", confidence: float = 0.97) -> Symbol:
    """A symbol in a cell."""
    box = (100.0 * col + 30, 20.0 * row + 5, 100.0 * col + 70, 20.0 * row + 15)
    return Symbol(kind, row, col, box, PagePlace(1, (0.1, 0.1, 0.2, 0.2)), confidence, text)


def arrow(source: int | None, target: int | None, label: str | None = None) -> Connector:
    """A sure arrow."""
    return Connector(source, target, label, 0.97)


def sheet(tables: Sequence[Table], lines: Sequence[Line] = (), page: int = 1) -> Sheet:
    """A page."""
    return Sheet(page, tuple(tables), tuple(lines))


HEADER = [
    ["No.", "Aktivitas", "Pelaksana", "<", "<", "Mutu Baku", "<", "<", "Keterangan"],
    ["^", "^", "Petugas", "Kasi", "Camat", "Kelengkapan", "Waktu", "Output", "^"],
]


def body(*rows: tuple[str, str, str, str, str]) -> list[list[str]]:
    """Body rows below HEADER: no, aktivitas, kelengkapan, waktu, output."""
    return [[no, act, "", "", "", kel, time, out, ""] for no, act, kel, time, out in rows]
