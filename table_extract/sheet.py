"""The front door of this room: a page to a sheet, by way of a layout whose every intermediate can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ocr.engines import Reader
from ocr.light import grey_to_ink
from ocr.page import BBox, Image, Page, PageInfo
from ocr.stopwatch import stage
from table_extract.badges import without_badges
from table_extract.cut_edges import mark_cut_lines
from table_extract.dark_rows import split_dark_cells
from table_extract.flowchart import Flowchart, find_flowchart, label_connectors
from table_extract.grid import cut_at_print, rulings_to_table
from table_extract.light_print import light_print
from table_extract.reading import read_region, read_table
from table_extract.rulings import Ruling, bounds, segments_to_tables
from table_extract.segments import page_to_segments
from table_extract.shading import mark_shaded
from table_extract.slim_rows import without_slim_rows
from table_extract.split_rows import split_rows
from table_extract.stray_labels import stray_labels, without_stray_pieces
from table_extract.table import Line, Sheet, Table
from table_extract.text_layer import words_to_lines, words_to_table
from table_extract.worded_ends import with_worded_ends

TABLE_MARGIN_MM = 1.0
PAGE_EDGE_MM = 4.0
"""Ink this close to the picture's edge is the scanner's, not the author's."""
PAPER = 255
BADGE_REMOVED = "badge"
"""Name of the repair."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One table as drawn: its rulings, its grid and its flowchart."""

    rulings: tuple[Ruling, ...]
    table: Table
    flowchart: Flowchart
    pasted: bool = False
    """Part of a picture on a digital page: its text is read as that of a scan."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything seen on a page before its text is read. ``ink`` is binary, 255 = ink."""

    page: Page
    ink: Image
    segments: tuple[Ruling, ...]
    drawings: tuple[Drawing, ...]


def page_to_layout(page: Page) -> Layout:
    """Rulings, grids, symbols and connectors of a page."""
    if not page.pictures:
        return _layout(page)
    beside = _layout(replace(page, image=_without(page.image, page.pictures)))
    pasted = [_layout(replace(page, image=_only(page.image, box)), pasted=True) for box in page.pictures]
    found = [drawing for layout in pasted for drawing in layout.drawings]
    drawings = *beside.drawings, *(replace(drawing, pasted=True) for drawing in found)
    segments = *beside.segments, *(segment for layout in pasted for segment in layout.segments)
    return Layout(page, grey_to_ink(page.image, page.pixels_per_mm), segments, _downwards(drawings))


def _layout(page: Page, *, pasted: bool = False) -> Layout:
    scale = page.pixels_per_mm
    ink = grey_to_ink(page.image, scale)
    segments = page_to_segments(page.image, ink, scale, printed=page.info.kind == "digital" and not pasted)
    return Layout(page, ink, tuple(segments), tuple(_drawings(page, ink, segments)))


def _without(image: Image, boxes: Sequence[BBox]) -> Image:
    """A page less some boxes."""
    bare = image.copy()
    for x0, y0, x1, y1 in boxes:
        bare[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1] = PAPER
    return bare


def _only(image: Image, box: BBox) -> Image:
    """A page with nothing but a box."""
    x0, y0, x1, y1 = (max(0, int(edge)) for edge in box)
    bare = np.full_like(image, PAPER)
    bare[y0 : y1 + 1, x0 : x1 + 1] = image[y0 : y1 + 1, x0 : x1 + 1]
    return bare


def _downwards(drawings: Iterable[Drawing]) -> tuple[Drawing, ...]:
    return tuple(sorted(drawings, key=lambda drawing: (drawing.table.ys[0], drawing.table.xs[0])))


def _drawings(page: Page, ink: Image, segments: list[Ruling]) -> Iterator[Drawing]:
    tables = segments_to_tables(page.image, segments, page.pixels_per_mm)
    tops = [bounds(found)[1] for found in tables]
    for top, found in zip(tops, tables, strict=True):
        rulings = tuple(cut_at_print(found, page.image, ink, page.pixels_per_mm))
        words = [word.bbox for word in page.words]
        table = rulings_to_table(rulings, page.image, ink, page.info.number, page.pixels_per_mm, words)
        if table is not None:
            floor = min((other for other in tops if other > top), default=float("inf"))
            with stage("flow"):
                flowchart = find_flowchart(ink, table, rulings, page.pixels_per_mm, page.image, words, floor)
            yield Drawing(rulings, table, flowchart)


def layout_to_sheet(layout: Layout, reader: Reader) -> Sheet:
    """Read the cells and the loose text; digital pages take both from their text layer."""
    page = _without_signature(layout.page)
    tables = tuple(_read_drawing(page, drawing, reader) for drawing in layout.drawings)
    boxes = [_widen(drawing, page.pixels_per_mm) for drawing in layout.drawings]
    boxes += [box for drawing in layout.drawings for box in _below(drawing)]
    if page.info.kind == "digital":
        loose = tuple(word for word in page.words if not any(_holds(box, word.bbox) for box in boxes))
        lines = words_to_lines(page, loose)
    else:
        lines = _read_loose(page, layout.ink, boxes, reader)
    kept, signed = without_badges(lines)
    info = _with_badge_removed(page.info) if signed else page.info
    return Sheet(page.info.number, tables, kept, info, info.repairs)


def _with_badge_removed(info: PageInfo) -> PageInfo:
    return info if BADGE_REMOVED in info.repairs else replace(info, repairs=(*info.repairs, BADGE_REMOVED))


def _without_signature(page: Page) -> Page:
    """A digital page without the words of its electronic signature, which may lie over the foot of a table.

    One level with print of the table makes a line with it here, and is left to the lines beside the table.
    """
    if page.info.kind != "digital":
        return page
    lines = words_to_lines(page, page.words)
    kept, signed = without_badges(lines)
    boxes = [line.bbox for line in lines if line not in kept and line.bbox]
    words = tuple(word for word in page.words if not any(_holds(box, word.bbox) for box in boxes))
    return replace(page, words=words, info=_with_badge_removed(page.info) if signed else page.info)


def _read_drawing(page: Page, drawing: Drawing, reader: Reader) -> Table:
    flowchart, digital = drawing.flowchart, page.info.kind == "digital" and not drawing.pasted
    if digital:
        table, strays = _digital_table(page, drawing)
    else:
        boxes = [symbol.bbox for symbol in flowchart.symbols]
        table, strays = read_table(page, drawing.table, flowchart.text_ink, reader, boxes), ()
        table = mark_cut_lines(table, drawing.rulings, page.pixels_per_mm)
    table = mark_shaded(table, page.image, page.pixels_per_mm)
    lines = [*(line for cell in table.cells for line in cell.lines), *strays]
    for box in _below(drawing):
        inside = tuple(word for word in page.words if _holds(box, word.bbox))
        lines += words_to_lines(page, inside) if digital else read_region(page, box, flowchart.text_ink, reader)
    if not digital:
        table = without_stray_pieces(table, flowchart.symbols, flowchart.connectors, page.pixels_per_mm)
    connectors, symbols = label_connectors(flowchart.connectors, flowchart.symbols, lines)
    table = with_worded_ends(replace(table, symbols=tuple(symbols), connectors=tuple(connectors)), page.pixels_per_mm)
    return split_rows(without_slim_rows(table, page.pixels_per_mm))


def _digital_table(page: Page, drawing: Drawing) -> tuple[Table, tuple[Line, ...]]:
    """The table with the words of the text layer, and the labels of connectors that stand in its text columns."""
    flow, table = drawing.flowchart, drawing.table
    if light := light_print(page.view, [cell.bbox for cell in table.cells if cell.bbox], page.pixels_per_mm):
        _, light_ink = light
        table = split_dark_cells(table, page.view, light_ink, page.pixels_per_mm)
    strays = stray_labels(page.words, table, flow.symbols, flow.connectors, page.pixels_per_mm)
    kept = tuple(word for word in page.words if word not in strays)
    return words_to_table(replace(page, words=kept), table), words_to_lines(page, strays)


def _widen(drawing: Drawing, pixels_per_mm: float) -> BBox:
    table, margin = drawing.table, TABLE_MARGIN_MM * pixels_per_mm
    return table.xs[0] - margin, table.ys[0] - margin, table.xs[-1] + margin, table.ys[-1] + margin


def _below(drawing: Drawing) -> list[BBox]:
    """Where off-page connectors stand below the table."""
    return [symbol.bbox for symbol in drawing.flowchart.symbols if symbol.row >= drawing.table.rows]


def _holds(box: BBox, inner: BBox) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _read_loose(page: Page, ink: Image, boxes: list[BBox], reader: Reader) -> tuple[Line, ...]:
    """Text lines outside the tables, from top to bottom."""
    height, width = ink.shape
    edge = int(PAGE_EDGE_MM * page.pixels_per_mm)
    loose = np.zeros_like(ink)
    loose[edge : height - edge, edge : width - edge] = ink[edge : height - edge, edge : width - edge]
    for x0, y0, x1, y1 in boxes:
        loose[max(0, int(y0)) : int(y1), max(0, int(x0)) : int(x1)] = 0
    return read_region(page, (0.0, 0.0, float(width), float(height)), loose, reader)
