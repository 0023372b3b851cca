"""The flowchart in a table's actor columns: ink to symbols and connectors, and what ink is left for text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from ocr.page import BBox, Image
from ocr.pieces import ink_to_boxes
from table_extract.bare import without_rulings
from table_extract.connectors import distinct, trace_connectors
from table_extract.directions import led_back
from table_extract.erase import erase_crossings, erase_path, erase_shape, erase_stroke
from table_extract.flow_labels import label_connectors
from table_extract.flow_rulings import flow_rulings
from table_extract.grid import page_place
from table_extract.heads import Scene, find_ports, half_stroke, lone_heads, ruling_heads, ruling_tails, side_stubs
from table_extract.label_gaps import with_covered_strokes
from table_extract.open_outlines import find_open_outlines
from table_extract.ridges import (
    Segment,
    find_segments,
    joined_past,
    pale_strokes,
    split_off_rulings,
    thin_ink,
    without_speckles,
)
from table_extract.rulings import Ruling
from table_extract.shapes import Shape, overlap
from table_extract.short_strokes import heads_before_rulings, short_ports
from table_extract.slants import find_slants, slants_to_connectors, without_pieces, without_served
from table_extract.symbols import find_shapes
from table_extract.table import Connector, Symbol, Table, index_at, row_at
from table_extract.text_places import is_punched, without_symbols_in_text
from table_extract.turned_heads import turned_heads

__all__ = ["Flowchart", "find_flowchart", "label_connectors"]

LEAST_COLUMNS, USUAL_COLUMNS = 3, 5
"""A step table has an activity and two actors at least, and usually a number and what the step needs; identity blocks
have fewer columns, where seals and signatures look like symbols that nothing joins."""
FEWEST_JOINED = 2
"""Connectors from symbol to symbol that tell the flowchart of a table of fewer columns than usual."""
LETTERS_MM = 4.5
"""Joined symbols are higher than this, letters of a block are not."""
AREA_MARGIN_MM = 7.0
BELOW_MM = 18.0
"""How far below a table the off-page connectors reach that stand under its foot."""
CLEAR_MM = 0.3
"""Outlines are wiped out with this much around them before strokes are looked for."""
UPRIGHT_MM = 4.0
"""An upright stroke of this length below the heads of the actor columns is no letter."""
SHARED_COLUMN = 0.4
"""A symbol that covers this share of several columns stands in all of them; what only juts out of its own does not."""
ASTRIDE = 0.05
"""Share of its width by which a symbol's middle may lie off a ruling that it was centred on."""
FEWEST_USUAL, SMALL, SMALL_SURE = 3, 0.45, 0.45
"""Symbols from which there is a usual area, the share of it below which a symbol is small, and how surely it is one."""


@dataclass(frozen=True, slots=True)
class Flowchart:
    """Symbols from top to bottom, connectors as indices into them, and the ink that is neither they nor ruling."""

    symbols: tuple[Symbol, ...]
    connectors: tuple[Connector, ...]
    text_ink: Image


def find_flowchart(
    ink: Image,
    table: Table,
    rulings: Sequence[Ruling],
    pixels_per_mm: float,
    grey: Image | None = None,
    words: Sequence[BBox] = (),
    floor: float = float("inf"),
) -> Flowchart:
    """Read the flowchart of a table.

    ``ink`` is the binary picture of the upright page (255 = ink), ``grey`` the evenly lit picture it was made from:
    with it, filled symbols and strokes beside dark areas are found more safely. ``words`` are those of a digital page.
    ``floor`` is where the next table begins.
    """
    text_ink = ink.copy()
    shapes = _shapes_of_table(ink, text_ink, grey, table, rulings, floor, pixels_per_mm, digital=bool(words))
    without_flow = Flowchart((), (), text_ink.copy())
    symbols = tuple(_to_symbol(shape, table, ink.shape) for shape in shapes)
    symbols = symbols if words else _small_doubted(symbols)  # no pen writes on a digital page
    for shape in shapes:
        erase_shape(text_ink, grey, shape, pixels_per_mm)
    erase_crossings(text_ink, rulings, pixels_per_mm)
    if len(symbols) < 2:
        symbols, _ = _joined_to_table(symbols, (), table)
        return Flowchart(symbols, (), text_ink) if table.cols >= USUAL_COLUMNS else without_flow
    if grey is not None and words:
        labels = [word for word in words if not any(overlap(word, shape.box) > 0 for shape in shapes)]
        grey = with_covered_strokes(grey, labels, pixels_per_mm)
    area = _flow_area(symbols, table, ink.shape, pixels_per_mm)
    true_rulings = flow_rulings(rulings, symbols, table, ink, pixels_per_mm)
    traced, strokes, half = _connect(ink, grey, shapes, symbols, true_rulings, area, pixels_per_mm)
    symbols, found = _joined_to_table(symbols, traced, table)
    joined = sum(connector.source is not None and connector.target is not None for connector in found)
    if table.cols < USUAL_COLUMNS and joined < FEWEST_JOINED:
        return without_flow
    x0, x1 = table.xs[min(s.col for s in symbols)], table.xs[max(s.col + s.colspan for s in symbols)]
    connectors = [connector for connector in found if not _is_print(connector, x0, x1)]
    y0 = table.ys[min(s.row for s in symbols)]
    heading = text_ink[: int(y0)].copy()  # no connector runs above the first symbol's row, but words end there
    for connector in connectors:
        erase_path(text_ink, connector, pixels_per_mm, half)
    text_ink[: int(y0)] = heading
    for stroke in strokes:
        upright = stroke.axis == "v" and stroke.length >= UPRIGHT_MM * pixels_per_mm
        if upright and x0 < stroke.at < x1 and stroke.point(0)[1] >= y0:
            erase_stroke(text_ink, stroke.point(0), stroke.point(1), pixels_per_mm, half)
    return Flowchart(symbols, tuple(connectors), text_ink)


def _joined_to_table(
    symbols: Sequence[Symbol], connectors: Sequence[Connector], table: Table
) -> tuple[tuple[Symbol, ...], tuple[Connector, ...]]:
    """Symbols and connectors without what stands below the table and is joined with no symbol in it: seals, marks."""
    inside = {number for number, symbol in enumerate(symbols) if symbol.row < table.rows}
    joined = {end for c in connectors for end in (c.source, c.target) if {c.source, c.target} & inside}
    kept = [number for number in range(len(symbols)) if number in inside | joined]
    place: dict[int | None, int | None] = {None: None, **{number: at for at, number in enumerate(kept)}}
    left = (c for c in connectors if c.source in place and c.target in place)
    moved = tuple(replace(c, source=place[c.source], target=place[c.target]) for c in left)
    return tuple(symbols[number] for number in kept), moved


def _shapes_of_table(
    ink: Image,
    text_ink: Image,
    grey: Image | None,
    table: Table,
    rulings: Sequence[Ruling],
    floor: float,
    pixels_per_mm: float,
    digital: bool,
) -> list[Shape]:
    """Symbols from top to bottom, sought in the table's part of the page only; takes the rulings off ``text_ink``."""
    margin = AREA_MARGIN_MM * pixels_per_mm
    x0, y0 = max(0, int(table.xs[0] - margin)), max(0, int(table.ys[0] - margin))
    below = min(table.ys[-1] + BELOW_MM * pixels_per_mm, floor)
    window = slice(y0, int(max(table.ys[-1] + margin, below))), slice(x0, int(table.xs[-1] + margin))
    moved = [_shifted(ruling, x0, y0) for ruling in rulings]
    near = np.ascontiguousarray(ink[window])
    bare = without_rulings(near, moved, pixels_per_mm)
    text_ink[window] = bare
    if table.cols < LEAST_COLUMNS or (table.cols < USUAL_COLUMNS and not _holds_more_than_letters(bare, pixels_per_mm)):
        return []
    part = _shifted_table(table, x0, y0)
    near_grey = None if grey is None else np.ascontiguousarray(grey[window])
    shapes = find_shapes(near, bare, near_grey, part, moved, pixels_per_mm, digital)
    shapes += find_open_outlines(bare, shapes, part.xs, part.ys, pixels_per_mm)
    for hole in (shape for shape in shapes if is_punched(shape, part)):
        erase_shape(text_ink, grey, _placed(hole, x0, y0), pixels_per_mm)
    shapes = [shape for shape in shapes if not is_punched(shape, part)]
    shapes = without_symbols_in_text(shapes, bare, part, pixels_per_mm)
    placed = (_placed(shape, x0, y0) for shape in shapes)
    return sorted(placed, key=lambda shape: (shape.box[1], shape.box[0]))


def _placed(shape: Shape, x: int, y: int) -> Shape:
    left, top, right, bottom = shape.box
    return replace(shape, box=(left + x, top + y, right + x, bottom + y))


def _holds_more_than_letters(bare: Image, pixels_per_mm: float) -> bool:
    heights = ink_to_boxes(bare)[:, 3]
    return bool((heights > LETTERS_MM * pixels_per_mm).any())


def _shifted_table(table: Table, x: int, y: int) -> Table:
    cells = [
        replace(c, bbox=(c.bbox[0] - x, c.bbox[1] - y, c.bbox[2] - x, c.bbox[3] - y)) for c in table.cells if c.bbox
    ]
    xs, ys = tuple(at - x for at in table.xs), tuple(at - y for at in table.ys)
    return replace(table, cells=tuple(cells), xs=xs, ys=ys)


def _flow_area(
    symbols: Sequence[Symbol], table: Table, page_shape: tuple[int, ...], pixels_per_mm: float
) -> tuple[int, int, int, int]:
    """The columns that hold symbols, from the first one's row on, and a margin: strokes are looked for there only."""
    cols = [symbol.col for symbol in symbols]
    margin = AREA_MARGIN_MM * pixels_per_mm
    x0 = min(table.xs[min(cols)], *(s.bbox[0] for s in symbols)) - margin
    x1 = max(table.xs[max(cols) + 1], *(s.bbox[2] for s in symbols)) + margin
    y0, y1 = table.ys[min(s.row for s in symbols)] - margin, max(table.ys[-1], *(s.bbox[3] for s in symbols)) + margin
    return max(0, int(x0)), max(0, int(y0)), min(page_shape[1], int(x1)), min(page_shape[0], int(y1))


def _connect(
    ink: Image,
    grey: Image | None,
    shapes: Sequence[Shape],
    symbols: Sequence[Symbol],
    rulings: Sequence[Ruling],
    area: tuple[int, int, int, int],
    pixels_per_mm: float,
) -> tuple[list[Connector], list[Segment], int]:
    """Connectors inside ``area``, a box in pixels, all strokes that are no rulings, and half their usual width."""
    x0, y0, x1, y1 = area
    labels = np.zeros(ink.shape, np.int16)
    for number, shape in enumerate(shapes):
        left, top, right, bottom = shape.box
        labels[top:bottom, left:right][shape.mask] = number + 1
    labels = labels[y0:y1, x0:x1]
    rim = np.ones((int(2 * CLEAR_MM * pixels_per_mm) | 1,) * 2, np.uint8)
    blocked = np.asarray(cv2.dilate((labels > 0).astype(np.uint8), rim), dtype=np.uint8)
    near_ink = ink[y0:y1, x0:x1]
    darkness, pale = near_ink.copy(), np.zeros_like(near_ink)
    if grey is not None:
        darkness = np.asarray(255 - grey[y0:y1, x0:x1], dtype=np.uint8)
        near_grey = np.ascontiguousarray(grey[y0:y1, x0:x1])
        pale = pale_strokes(near_ink, near_grey, pixels_per_mm)
        near_ink = near_ink | thin_ink(near_grey, pixels_per_mm)
    darkness[blocked > 0] = 0
    strokes = find_segments(without_speckles(darkness, pixels_per_mm), blocked, pixels_per_mm)
    shifted = [_shifted(ruling, x0, y0) for ruling in rulings]
    segments, moved = split_off_rulings(strokes, shifted, pixels_per_mm)
    loose = without_rulings(near_ink, shifted, pixels_per_mm)
    loose[blocked > 0] = pale[blocked > 0] = 0
    boxes = tuple((s.box[0] - x0, s.box[1] - y0, s.box[2] - x0, s.box[3] - y0) for s in shapes)
    half = half_stroke(segments, loose, pixels_per_mm)
    scene = Scene(labels, boxes, near_ink, loose, tuple(moved), pixels_per_mm, half)
    slants = find_slants(replace(scene, ink=near_ink | pale, loose=loose | pale))
    segments = joined_past(without_pieces(segments, slants, pixels_per_mm), boxes, pixels_per_mm)
    ports = find_ports(segments, scene)
    ports += short_ports(segments, ports, scene)
    ports = turned_heads(segments, ports, scene)
    lone = lone_heads(ports, scene)
    lone += ruling_heads([*ports, *(port for _, port in lone)], scene)
    lone += ruling_tails(lone, ports, scene)
    lone += heads_before_rulings([*ports, *(port for _, port in lone)], scene)
    for segment, port in [*lone, *side_stubs(segments, ports, scene)]:
        ports.append(replace(port, segment=len(segments)))
        segments.append(segment)
    ports = without_served(ports, segments, slants, pixels_per_mm)
    slanting = slants_to_connectors(slants, symbols)
    found = led_back(distinct([*slanting, *trace_connectors(segments, ports, symbols, scene)], symbols), symbols)
    on_page = [replace(c, path=tuple((x + x0, y + y0) for x, y in c.path)) for c in found]
    return on_page, [_moved(segment, x0, y0) for segment in segments], half


def _is_print(connector: Connector, left: float, right: float) -> bool:
    """Whether what seems to lead from nowhere to a symbol, or from it to nowhere, stands beside the actors' columns:
    letters close to the ruling are taken for strokes."""
    if connector.source is not None and connector.target is not None:
        return False
    away = connector.path[1:] if connector.target is None else connector.path[:-1]
    return all(x < left for x, _ in away) or all(x > right for x, _ in away)


def _shifted(ruling: Ruling, x: int, y: int) -> Ruling:
    across, along = (y, x) if ruling.axis == "h" else (x, y)
    return replace(ruling, at=ruling.at - across, start=ruling.start - along, end=ruling.end - along)


def _moved(segment: Segment, x: int, y: int) -> Segment:
    across, along = (y, x) if segment.axis == "h" else (x, y)
    return replace(segment, at=segment.at + across, start=segment.start + along, end=segment.end + along)


def _to_symbol(shape: Shape, table: Table, page_shape: tuple[int, ...]) -> Symbol:
    x0, y0, x1, y1 = shape.box
    row = row_at(table.ys, (y0 + y1) / 2)
    cols = columns_below(table.xs, x0, x1)
    place = page_place(table.page, shape.box, page_shape[1], page_shape[0])
    kind, also = shape.match.kind, shape.match.also
    return Symbol(kind, row, cols[0], (x0, y0, x1, y1), place, shape.confidence, colspan=len(cols), also=also)


def _small_doubted(symbols: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """The symbols, with less trust in those much smaller than the usual one: the loops of a paraph look like boxes."""
    if len(symbols) < FEWEST_USUAL:
        return tuple(symbols)
    least = SMALL * median(_area(symbol.bbox) for symbol in symbols)
    return tuple(
        replace(symbol, confidence=min(symbol.confidence, SMALL_SURE))
        if symbol.kind != "connector" and _area(symbol.bbox) < least
        else symbol
        for symbol in symbols
    )


def _area(bbox: BBox) -> float:
    return (bbox[2] - bbox[0]) * (bbox[3] - bbox[1])


def columns_below(xs: Sequence[float], x0: float, x1: float) -> list[int]:
    """The columns in which a symbol stands that reaches from ``x0`` to ``x1``: that of its middle, or several.

    A small one stands in both columns whose ruling runs through its very middle.

    >>> columns_below((0, 10, 20, 30), 2, 9), columns_below((0, 10, 20, 30), 2, 19), columns_below((0, 10, 20), 8, 12)
    ([0], [0, 1], [0, 1])
    """
    middle = index_at(xs, (x0 + x1) / 2)
    covered = [col for col, (start, end) in enumerate(pairwise(xs)) if _covered(start, end, x0, x1) >= SHARED_COLUMN]
    if len(covered) > 1 and middle in covered:
        return covered
    astride = [col for col, x in enumerate(xs[1:-1]) if abs(x - (x0 + x1) / 2) <= ASTRIDE * (x1 - x0)]
    return [astride[0], astride[0] + 1] if astride else [middle]


def _covered(start: float, end: float, x0: float, x1: float) -> float:
    """Share of a column that lies under a symbol."""
    return (min(end, x1) - max(start, x0)) / max(1.0, end - start)
