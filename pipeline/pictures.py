"""Pictures of every intermediate of one page, drawn over the scan: what was seen, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines import Reader, make_reader
from ocr.page import BBox
from ocr.pages import file_to_pages
from pipeline.content import named_by_content
from pipeline.errors import UsageError
from pipeline.settings import Settings
from pipeline.sources import TEXTS
from table_extract.rulings import Ruling
from table_extract.sheet import Layout, layout_to_sheet, page_to_layout
from table_extract.table import Sheet

Canvas = NDArray[np.uint8]
"""Colour picture, shape (height, width, 3), blue-green-red."""

RED, GREEN, BLUE, MAGENTA, ORANGE, GREY = (
    (40, 40, 220),
    (40, 150, 0),
    (220, 90, 0),
    (200, 0, 200),
    (0, 140, 255),
    (170, 170, 170),
)
SURE, DOUBT = 0.9, 0.7


def inspect_file(path: Path, page: int, out: Path, settings: Settings) -> list[Path]:
    """Write the pictures of one page (1-based) to ``out`` and return their paths, in the order of the work.

    Raises UsageError when the file has no such page, UnreadableSource when it cannot be opened.
    """
    reader = make_reader(settings.engine, settings.language)
    layout = _layout_of(path, page, reader)
    sheet = layout_to_sheet(layout, reader)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for number, (name, draw) in enumerate(_pictures(layout, sheet), start=1):
        target = out / f"{path.stem}-hal{page}-{number}-{name}.png"
        cv2.imwrite(str(target), draw())
        written.append(target)
    return written


def _layout_of(path: Path, page: int, reader: Reader) -> Layout:
    with named_by_content(path) as named:
        if named.suffix.lower() in TEXTS:
            raise UsageError(f"{path}: teks tidak memiliki halaman untuk digambar.")
        for found in file_to_pages(named, reader):
            if found.info.number == page:
                return page_to_layout(found)
    raise UsageError(f"{path}: halaman {page} tidak ada.")


def _pictures(layout: Layout, sheet: Sheet) -> Sequence[tuple[str, Callable[[], Canvas]]]:
    return (
        ("halaman", lambda: _canvas(layout)),
        ("tinta", lambda: np.asarray(cv2.cvtColor(255 - layout.ink, cv2.COLOR_GRAY2BGR), dtype=np.uint8)),
        ("garis", lambda: draw_rulings(layout)),
        ("sel", lambda: draw_cells(layout)),
        ("simbol", lambda: draw_flowchart(layout)),
        ("bacaan", lambda: draw_readings(layout, sheet)),
    )


def _canvas(layout: Layout) -> Canvas:
    return np.asarray(cv2.cvtColor(layout.page.view, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def draw_rulings(layout: Layout) -> Canvas:
    """All straight strokes in orange; those taken for rulings in red (across) and blue (down)."""
    canvas = _canvas(layout)
    for segment in layout.segments:
        _line(canvas, segment, ORANGE, 2)
    for drawing in layout.drawings:
        for ruling in drawing.rulings:
            _line(canvas, ruling, RED if ruling.axis == "h" else BLUE, 3)
    return canvas


def _line(canvas: Canvas, ruling: Ruling, colour: tuple[int, int, int], width: int) -> None:
    start, end, at = round(ruling.start), round(ruling.end), round(ruling.at)
    first, last = ((start, at), (end, at)) if ruling.axis == "h" else ((at, start), (at, end))
    cv2.line(canvas, first, last, colour, width)


def draw_cells(layout: Layout) -> Canvas:
    """Cells in green with row and column; those whose borders are in doubt in red."""
    canvas = _canvas(layout)
    for drawing in layout.drawings:
        for cell in drawing.table.cells:
            if cell.bbox is not None:
                colour = GREEN if cell.grid_quality >= DOUBT else RED
                _box(canvas, cell.bbox, colour, inset=3, label=f"{cell.row},{cell.col}")
    return canvas


def _box(canvas: Canvas, box: BBox, colour: tuple[int, int, int], inset: int = 0, label: str = "") -> None:
    x0, y0, x1, y1 = (round(value) for value in box)
    cv2.rectangle(canvas, (x0 + inset, y0 + inset), (x1 - inset, y1 - inset), colour, 2)
    if label:
        cv2.putText(canvas, label, (x0 + inset + 2, y0 + inset + 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1)


def draw_flowchart(layout: Layout) -> Canvas:
    """Symbols in magenta with kind and confidence; connectors in blue, a dot at the head, dashed grey if undirected."""
    canvas = _canvas(layout)
    for drawing in layout.drawings:
        for symbol in drawing.flowchart.symbols:
            _box(canvas, symbol.bbox, MAGENTA, label=f"{symbol.kind[:4]} {symbol.confidence:.2f}")
        for connector in drawing.flowchart.connectors:
            points = np.array(connector.path, dtype=np.int32).reshape(-1, 1, 2)
            if not len(points):
                continue
            cv2.polylines(canvas, [points], False, BLUE if connector.directed else GREY, 2)
            x, y = (int(value) for value in points[-1, 0])
            cv2.circle(canvas, (x, y), 6, BLUE, -1)
    return canvas


def draw_readings(layout: Layout, sheet: Sheet) -> Canvas:
    """Boxes around every line read: green sure, orange less so, red in doubt."""
    canvas = _canvas(layout)
    lines = [line for table in sheet.tables for cell in table.cells for line in cell.lines]
    for line in [*lines, *sheet.lines]:
        if line.bbox is not None:
            colour = GREEN if line.confidence >= SURE else ORANGE if line.confidence >= DOUBT else RED
            _box(canvas, line.bbox, colour)
    return canvas
