"""Starts and ends of a flowchart whose symbol was not seen, by the word in them: "Mulai" alone in an actor's cell."""

from __future__ import annotations

from dataclasses import replace

from ocr.page import BBox
from table_extract.flow_labels import FINISHES, STARTS, says
from table_extract.grid import box_to_place
from table_extract.table import Cell, Connector, PagePlace, Symbol, Table

AROUND_MM = (4.0, 2.0)
"""How far a capsule reaches past its word, beside it and above."""
REACH_MM = 12.0
"""How far from the word a stroke may end that leads to its capsule."""
FEWEST_LETTERS = 3
"""Letters of what may be the word; fewer are specks."""
CONFIDENCE = 0.6
"""How surely a word without a seen outline is a symbol: such a doer waits for a person."""


def with_worded_ends(table: Table, pixels_per_mm: float) -> Table:
    """The table with a symbol for every such word, and the loose strokes that end beside it tied to that.

    The symbols come after the others. A word counts between the columns of these, and elsewhere where a stroke ends
    beside it: step lists say "Mulai" too.
    """
    if not table.symbols or not isinstance(table.place, PagePlace):
        return table
    for cell in table.cells:
        box = _place_of_word(cell)
        word = None if box is None else _word(cell)
        if (
            word is None
            or box is None
            or any((symbol.row, symbol.col) == (cell.row, cell.col) for symbol in table.symbols)
        ):
            continue
        tied = [_tied(connector, box, word, len(table.symbols), pixels_per_mm) for connector in table.connectors]
        cols = [symbol.col for symbol in table.symbols]
        if tied != list(table.connectors) or min(cols) <= cell.col <= max(cols):
            symbol = _capsule(table, cell, word, box, pixels_per_mm)
            table = replace(table, symbols=(*table.symbols, symbol), connectors=tuple(tied))
    return table


def _place_of_word(cell: Cell) -> BBox | None:
    """Where the one line of a cell stands; not where a stroke from another cell was read with it."""
    if len(cell.lines) != 1 or cell.bbox is None:
        return None
    box = cell.lines[0].bbox
    return box if box and cell.bbox[0] < box[0] and box[2] < cell.bbox[2] else None


def _word(cell: Cell) -> str | None:
    """The word as it, or an engine's reading of it beside specks of its capsule, says that here is a start or end."""
    texts = (cell.text, *(text for line in cell.lines for _, text, _ in line.readings))
    words = (" ".join(word for word in text.split() if sum(map(str.isalpha, word)) >= FEWEST_LETTERS) for text in texts)
    return next((word for word in words if says(word, (*STARTS, *FINISHES))), None)


def _capsule(table: Table, cell: Cell, word: str, box: BBox, pixels_per_mm: float) -> Symbol:
    beside, above = (reach * pixels_per_mm for reach in AROUND_MM)
    around = (box[0] - beside, box[1] - above, box[2] + beside, box[3] + above)
    place = box_to_place(table, around)
    return Symbol("terminator", cell.row, cell.col, around, place, CONFIDENCE, word)


def _tied(connector: Connector, box: BBox, word: str, number: int, pixels_per_mm: float) -> Connector:
    """A connector with the symbol ``number`` at its loose end where that is beside the word: a start is left, an end
    reached, whichever way the stroke seemed to run."""
    known = connector.target if connector.source is None else connector.source
    if known is None or None not in (connector.source, connector.target):
        return connector
    end = connector.path[0] if connector.source is None else connector.path[-1]
    if not _is_beside(end, box, REACH_MM * pixels_per_mm):
        return connector
    source, target = (number, known) if says(word, STARTS) else (known, number)
    path = connector.path if (source == number) == (connector.source is None) else connector.path[::-1]
    return replace(connector, source=source, target=target, path=path)


def _is_beside(point: tuple[float, float], box: BBox, reach: float) -> bool:
    """Whether a point lies left or right of a word on its level, or above or below its letters."""
    x, y = point
    x0, y0, x1, y1 = box
    level, upright = y0 <= y <= y1, x0 <= x <= x1
    return (level and x0 - reach <= x <= x1 + reach) or (upright and y0 - reach <= y <= y1 + reach)
