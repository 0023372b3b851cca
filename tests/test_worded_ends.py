"""Starts and ends of a flowchart by the word in a capsule that was not seen."""

from __future__ import annotations

from dataclasses import replace

from table_extract.table import Connector, Line, Table
from table_extract.worded_ends import with_worded_ends
from tests.drawn_tables import symbol, table

SCALE = 8.0
ROWS = [["No", "Aktivitas", "Lurah", "Kasi"], ["1", "Mulai", "MULAI", ""], ["2", "Memeriksa", "", ""]]
ROWS += [["3", "Menyimpan", "", "Selesal"]]


def _chart(*connectors: Connector, col: int = 3) -> Table:
    """The rows with a box for the second step; words stand in the middle of their cells."""
    plain = table(ROWS, symbols=[symbol("process", 2, col)], connectors=connectors)
    cells = []
    for cell in plain.cells:
        x, y = 100.0 * cell.col + 50, 20.0 * cell.row + 10
        lines: tuple[Line, ...] = tuple(replace(line, bbox=(x - 15, y - 5, x + 15, y + 5)) for line in cell.lines)
        cells.append(replace(cell, lines=lines, bbox=(x - 50, y - 10, x + 50, y + 10)))
    return replace(plain, cells=tuple(cells))


def test_a_word_at_the_loose_end_of_a_stroke_is_a_start_or_an_end() -> None:
    into = Connector(None, 0, None, 0.5, True, ((275.0, 30.0), (350.0, 30.0), (350.0, 45.0)))
    out_of = Connector(0, None, None, 0.4, False, ((350.0, 55.0), (350.0, 64.0)))
    chart = with_worded_ends(_chart(into, out_of), SCALE)
    assert [(one.kind, one.row, one.col, one.text) for one in chart.symbols[1:]] == [
        ("terminator", 1, 2, "MULAI"),
        ("terminator", 3, 3, "Selesal"),
    ]
    assert [(c.source, c.target) for c in chart.connectors] == [(1, 0), (0, 2)]


def test_a_stroke_at_a_start_leaves_it_whichever_way_it_was_traced() -> None:
    traced_back = Connector(0, None, None, 0.4, False, ((350.0, 45.0), (350.0, 30.0), (275.0, 30.0)))
    (connector,) = with_worded_ends(_chart(traced_back), SCALE).connectors
    assert (connector.source, connector.target) == (1, 0)
    assert connector.path == ((275.0, 30.0), (350.0, 30.0), (350.0, 45.0))


def test_the_same_word_in_a_list_of_steps_is_none_and_nothing_counts_without_a_flowchart() -> None:
    words = [one.text for one in with_worded_ends(_chart(), SCALE).symbols]
    assert words == ["", "Selesal"], "a column of symbols; Aktivitas and the columns beside have no stroke"
    bare = replace(_chart(), symbols=())
    assert with_worded_ends(bare, SCALE) is bare


def test_the_word_counts_as_one_engine_read_it_beside_specks() -> None:
    chart = _chart()
    readings = (("ppocr", "Sesal", 0.33), ("tesseract", "Selesal .t-", 0.16))
    cells = (
        replace(cell, lines=tuple(replace(line, text="Sesal", readings=readings) for line in cell.lines))
        if (cell.row, cell.col) == (3, 3)
        else cell
        for cell in chart.cells
    )
    symbols = with_worded_ends(replace(chart, cells=tuple(cells)), SCALE).symbols
    assert [(one.row, one.text) for one in symbols[1:]] == [(3, "Selesal")]
