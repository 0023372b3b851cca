"""Text into cells: lines of print are found in the ink, cut out of the grey page and read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines import LineEngine, Reader
from ocr.order import median, percentile
from ocr.page import BBox, Image, Page
from table_extract.cell_ink import (
    is_grainy,
    only_plausible_dashes,
    stands_upright,
    usual_letter,
    without_border_rests,
    without_grains,
    without_slivers,
)
from table_extract.consensus import Readings, read_both
from table_extract.dark_rows import split_dark_cells
from table_extract.doubled import with_hyphens
from table_extract.even_fills import is_shaded, with_even_fills
from table_extract.faint_slashes import with_faint_slashes
from table_extract.flow_labels import branch_of
from table_extract.levels import level_crop, line_to_curve
from table_extract.light_print import light_print
from table_extract.marks import Marked, marked_by_ink, marks_of, with_ink_space
from table_extract.roman_month import lacks_month, line_to_tail, with_month_of, with_roman_month, with_two_strokes
from table_extract.run_on import text_reaches
from table_extract.scribbles import blots, hides_line, hides_word, with_blots
from table_extract.table import MARKS_SEEN, Cell, Line, PagePlace, Repair, Table
from table_extract.textlines import Boxes, InkLine, ink_to_pieces, pieces_to_lines

HALO_MM = 0.4
"""Grey rim kept around ink: the soft edge of a letter."""
PAD_MM = 0.25
"""Paper left around a line before it is handed to an engine."""
RULED_BELOW, RULED_SHARE = 204, 0.9
"""Grey that is no paper, and the share of a picture's height that it fills where a ruling runs."""
DOT_BLUR_MM = 0.14
"""Blur that joins the dots of a fill (6 dots per mm or finer) and leaves letters of 7-point type legible."""
FILL_CONTRAST = 40
"""Letters are at least this much darker than the fill of their cell."""
DASH_ROOM_MM = (2.0, 0.8)
"""Around a dash that says "nothing" there is this much paper beside, above and below."""
DASH_SHARE = 3.0
"""Dark pixels around it, by those of its own box, up to which a dash stands alone."""
LONE_SIGNS = frozenset("+*=~^|_<>")
"""No line of print consists of one of them: rests of the drawing, or a dash with dirt on it."""
LONE_STROKES = frozenset("Il")
"""Nor of one of these beside other lines, but for a Roman number."""
PIECE_AT_MOST = 0.3
"""Confidence of such a sign, and of a dash among removed ink."""
MONTH_SEEN = "angka Romawi menurut bentuk tinta"
SPACE_SEEN = "spasi menurut jarak tinta"
STAIN = 30
"""Grey levels by which a stain darkens what lies under it; less is the paper's own colour."""
WORD_PIECES = 3
"""Pieces of ink on a line from which it is a word, also where no engine makes letters of them."""
LEAST_LABEL = 0.5
"""How sure an engine is, at least, of a label beside a symbol that counts though the line is not read else."""
COLUMN_GAP_MM = 12.0
"""Outside tables a wider gap in a line parts two texts, as two signatures side by side."""
SYMBOL_GAP_MM = 6.0
"""The same in a cell with a symbol, on both sides of which words stand."""


@dataclass(frozen=True, slots=True)
class Print:
    """The print of one page: grey picture, binary ink without drawing, and its pieces."""

    page: Page
    ink: Image
    pieces: Boxes
    letter: float = 0.0
    """Usual height of a letter in pixels."""
    symbols: tuple[BBox, ...] = ()
    """Where the flowchart's symbols stand."""


@dataclass(frozen=True, slots=True)
class Tone:
    """Greys of a shaded cell: its letters and its fill."""

    letters: float
    fill: float


def read_table(page: Page, table: Table, text_ink: Image, reader: Reader, symbols: Sequence[BBox] = ()) -> Table:
    """Fill every cell's lines from the grey page. ``text_ink`` (255 = ink) shows print only, no rulings or ``symbols``.

    Cells without print stay empty; ``ink`` says whether anything was seen there.
    """
    boxes = np.array([cell.bbox for cell in table.cells if cell.bbox is not None])
    if not len(boxes):
        return table
    around = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    pieces = _pieces_inside(text_ink, around)
    even = replace(page, image=with_even_fills(page.image, boxes, page.pixels_per_mm))
    printed = Print(even, text_ink, pieces, usual_letter(pieces, page.pixels_per_mm), tuple(symbols))
    light = _light_print(replace(printed, page=page), table)
    if light is not None:
        table = split_dark_cells(table, page.image, light.ink, page.pixels_per_mm)
    reaches = text_reaches(table.cells, pieces, even.image, page.pixels_per_mm)
    read = (_read_cell(printed, cell, reach, reader) for cell, reach in zip(table.cells, reaches, strict=True))
    cells = tuple(_read_dark(cell, found, light, reader) for cell, found in zip(table.cells, read, strict=True))
    return replace(table, cells=with_blots(cells, pieces, text_ink, page.pixels_per_mm))


def _light_print(printed: Print, table: Table) -> Print | None:
    """The light letters of dark cells as dark ones on white."""
    page = printed.page
    found = light_print(page.image, [cell.bbox for cell in table.cells if cell.bbox is not None], page.pixels_per_mm)
    if found is None:
        return None
    picture, ink = found
    return Print(replace(page, image=picture), ink, ink_to_pieces(ink), printed.letter)


def _read_dark(cell: Cell, read: Cell, light: Print | None, reader: Reader) -> Cell:
    """A cell as read, or with the light letters of its dark fill where more is read of these, and more surely."""
    if light is None or cell.bbox is None or not light.ink[_window(cell.bbox)].any():
        return read
    return max(read, _read_cell(light, cell, cell.bbox, reader), key=_sureness)


def _sureness(cell: Cell) -> float:
    return sum(len(line.text) * line.confidence**2 for line in cell.lines)


def read_region(page: Page, bbox: BBox, text_ink: Image, reader: Reader) -> tuple[Line, ...]:
    """Lines of print inside a box outside tables, in reading order."""
    printed = Print(page, text_ink, _pieces_inside(text_ink, bbox))
    lines = pieces_to_lines(printed.pieces, page.pixels_per_mm, COLUMN_GAP_MM)
    return _read_lines(printed, lines, reader)


def _read_cell(printed: Print, cell: Cell, reach: BBox | None, reader: Reader) -> Cell:
    """A cell with its lines; ``reach`` is the box its text stands in, None where it has none of its own."""
    if reach is None:
        return cell
    x0, y0, x1, y1 = reach
    middle = (printed.pieces[:, :2] + printed.pieces[:, 2:]) / 2
    inside = (middle[:, 0] > x0) & (middle[:, 0] < x1) & (middle[:, 1] > y0) & (middle[:, 1] < y1)
    pieces = printed.pieces[inside]
    if not len(pieces):
        return cell
    scale = printed.page.pixels_per_mm
    tone = cell_to_tone(printed.page.image, reach, scale, grainy=is_grainy(pieces, scale))
    if tone is not None:
        pieces = _pieces_in_fill(printed, reach, tone)
    pieces = without_border_rests(pieces, reach, scale)
    gap_mm = SYMBOL_GAP_MM if any(_stands_in(symbol, reach) for symbol in printed.symbols) else math.inf
    lines = only_plausible_dashes(pieces_to_lines(pieces, scale, gap_mm), scale)
    lines = without_slivers(lines if tone is None else without_grains(lines), printed.letter)
    turned = not stands_upright(pieces, scale)
    beside = math.isfinite(gap_mm)
    read = _read_turned(printed, pieces, reader, tone) if turned else _read_lines(printed, lines, reader, tone, beside)
    boxes = {line.bbox for line in read}
    unread = [] if turned else [line for line in lines if line.bbox not in boxes]
    lost = (*(line.bbox for line in unread), *blots(pieces, scale))
    word_lost = bool(read) and any(len(line.pieces) >= WORD_PIECES for line in unread)
    word_lost |= any(hides_line(box, read) or any(hides_word(box, line) for line in read) for box in lost)
    return replace(cell, lines=read, ink=bool(lines), unread=word_lost, lost=lost)


def _stands_in(symbol: BBox, reach: BBox) -> bool:
    x, y = (symbol[0] + symbol[2]) / 2, (symbol[1] + symbol[3]) / 2
    return reach[0] < x < reach[2] and reach[1] < y < reach[3]


def cell_to_tone(grey: Image, bbox: BBox, pixels_per_mm: float, grainy: bool) -> Tone | None:
    """Greys of a shaded cell, None for one on white paper; a fill faded to mere grains is forced to count."""
    smooth = _smooth(grey[_window(bbox)], pixels_per_mm)
    if not smooth.size:
        return None
    shaded = grainy or is_shaded(smooth, pixels_per_mm)
    return Tone(percentile(smooth, 1), median(smooth[::3, ::3])) if shaded else None


def _pieces_in_fill(printed: Print, bbox: BBox, tone: Tone) -> Boxes:
    """Pieces of ink much darker than the fill of their cell: blotches of the fill are none."""
    if tone.fill - tone.letters < FILL_CONTRAST:
        return np.zeros((0, 4))
    window = _window(bbox)
    dark = _smooth(printed.page.image[window], printed.page.pixels_per_mm) < (tone.letters + tone.fill) / 2
    pieces = ink_to_pieces(np.where(dark, printed.ink[window], 0).astype(np.uint8))
    return pieces + np.array([window[1].start, window[0].start] * 2, dtype=np.float64)


def _window(bbox: BBox) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (max(0, int(value)) for value in bbox)
    return slice(y0, y1), slice(x0, x1)


def _smooth(grey: Image, pixels_per_mm: float) -> Image:
    """Fills that are printed or faxed as dots become grey."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), DOT_BLUR_MM * pixels_per_mm), np.uint8) if grey.size else grey


def _read_lines(
    printed: Print,
    lines: tuple[InkLine, ...],
    reader: Reader,
    tone: Tone | None = None,
    beside_symbol: bool = False,
) -> tuple[Line, ...]:
    read = []
    for line in lines:
        picture = _line_to_picture(printed, line, tone)
        text, confidence, readings = read_both(picture, line, reader)
        if beside_symbol and not text:
            text, confidence = label_in(readings)
        rest = text in LONE_SIGNS or (text in LONE_STROKES and len(lines) > 1)
        if rest or (line.dash and not _stands_alone(printed, line.bbox)):
            confidence = min(confidence, PIECE_AT_MOST)
        if text:
            dated = with_roman_month(with_two_strokes(text, picture), line)
            if lacks_month(dated):
                dated = with_month_of(dated, reader.first.read_line(line_to_tail(picture)).text)
            found = _to_line(printed.page, line, text, dated, confidence, readings)
            found = found if reader.second is None else _slashed(printed.page, line, found, reader.second)
            read.append(_listed(found) if line.hung_out else found)
    return tuple(read)


def label_in(readings: Readings) -> tuple[str, float]:
    """The Ya or Tidak that one engine read of a word that it is unsure of, and how sure it is; else an empty text."""
    labels = ((confidence, text) for _, text, confidence in readings if branch_of(text))
    confidence, text = max(labels, default=(0.0, ""))
    return (text, confidence) if confidence >= LEAST_LABEL else ("", 0.0)


def _to_line(page: Page, line: InkLine, text: str, dated: str, confidence: float, readings: Readings) -> Line:
    """A read line with the month seen in its number, its hyphens, points and commas as the picture shows them."""
    spaced = with_ink_space(dated, line)
    whole, hyphens = with_hyphens(spaced, line, page.image)
    marked = Marked(whole) if line.dash else marked_by_ink(whole, line)
    pairs = zip(whole.split(), marked.text.split(), strict=True)
    repairs = (*hyphens, *(Repair(read, meant, MARKS_SEEN) for read, meant in pairs if read != meant))
    if spaced != dated:
        repairs = (Repair(text.split()[0], " ".join(spaced.split()[:2]), SPACE_SEEN), *repairs)
    if dated != text:
        repairs = (Repair(text.split()[-1], dated.split()[-1], MONTH_SEEN), *repairs)
    stained = _stained(page, line.bbox)
    return Line(marked.text, confidence, _place(page, line.bbox), line.bbox, readings, repairs, marked.unseen, stained)


def _slashed(page: Page, line: InkLine, read: Line, engine: LineEngine) -> Line:
    """A read line with the slashes that are too pale for the picture it was read from."""
    text, repairs = with_faint_slashes(read.text, line, page.image, engine, _pad(page.pixels_per_mm))
    return replace(read, text=text, repairs=(*read.repairs, *repairs)) if repairs else read


def _listed(read: Line) -> Line:
    """A line with the dash that stands so far before it that engines are not shown it."""
    return replace(
        read, text=f"- {read.text}", readings=tuple((by, f"- {text}", sure) for by, text, sure in read.readings)
    )


def _stained(page: Page, bbox: BBox) -> float:
    """Share of a line's length over which pens and stamps darkened the page before they were lifted off it."""
    if page.stains is None:
        return 0.0
    above = page.stains[_window(bbox)]
    return float((above > STAIN).any(axis=0).mean()) if above.size else 0.0


def _stands_alone(printed: Print, bbox: BBox) -> bool:
    """Whether a dash is all that is dark around it: else it is what a drawing's removal left of a word."""
    x0, y0, x1, y1 = bbox
    aside, above = (reach * printed.page.pixels_per_mm for reach in DASH_ROOM_MM)
    own = printed.page.image[_window(bbox)]
    around = printed.page.image[_window((x0 - aside, y0 - above, x1 + aside, y1 + above))]
    if not own.size:
        return True
    dark = (float(own.min()) + median(around)) / 2
    return bool((around < dark).sum() <= DASH_SHARE * (x1 - x0) * (y1 - y0))


def _line_to_picture(printed: Print, line: InkLine, tone: Tone | None) -> Image:
    crop = line_to_crop(printed, line.bbox, tone)
    curve = line_to_curve(line)
    return crop if curve is None else level_crop(crop, line, curve, _pad(printed.page.pixels_per_mm))


def _pad(pixels_per_mm: float) -> int:
    return max(2, round(PAD_MM * pixels_per_mm))


def _read_turned(printed: Print, pieces: Boxes, reader: Reader, tone: Tone | None) -> tuple[Line, ...]:
    """Text that runs up or down the page: the direction that reads with more confidence."""
    best: tuple[Line, ...] = ()
    best_score = 0.0
    for upwards in (True, False):
        lines = pieces_to_lines(_turn_boxes(pieces, upwards), printed.page.pixels_per_mm)
        read = []
        for line in lines:
            box = _turn_back(line.bbox, upwards)
            turn = cv2.ROTATE_90_CLOCKWISE if upwards else cv2.ROTATE_90_COUNTERCLOCKWISE
            crop = np.asarray(cv2.rotate(line_to_crop(printed, box, tone), turn), dtype=np.uint8)
            text, confidence, readings = read_both(crop, line, reader)
            if text:
                place = _place(printed.page, box)
                stained = _stained(printed.page, box)
                read.append(Line(text, confidence, place, box, readings, (), marks_of(text), stained))
        score = sum(line.confidence for line in read) / max(1, len(lines))
        if score > best_score:
            best, best_score = tuple(read), score
        if best_score > 0.9:
            break
    return best


def _turn_boxes(boxes: Boxes, upwards: bool) -> Boxes:
    """Boxes in a picture turned clockwise (text ran upwards) or counterclockwise about the origin."""
    x0, y0, x1, y1 = boxes.T
    return np.stack([-y1, x0, -y0, x1] if upwards else [y0, -x1, y1, -x0], axis=1)


def _turn_back(box: BBox, upwards: bool) -> BBox:
    x0, y0, x1, y1 = box
    return (y0, -x1, y1, -x0) if upwards else (-y1, x0, -y0, x1)


def _pieces_inside(ink: Image, bbox: BBox) -> Boxes:
    height, width = ink.shape
    x0, y0 = max(0, int(bbox[0])), max(0, int(bbox[1]))
    x1, y1 = min(width, int(np.ceil(bbox[2]))), min(height, int(np.ceil(bbox[3])))
    if x1 <= x0 or y1 <= y0:
        return np.zeros((0, 4))
    pieces = ink_to_pieces(np.ascontiguousarray(ink[y0:y1, x0:x1]))
    return pieces + np.array([x0, y0, x0, y0], dtype=np.float64)


def line_to_crop(printed: Print, bbox: BBox, tone: Tone | None = None) -> Image:
    """Grey picture of a line, all that is not near its ink painted white, rulings beside it and a fill made white."""
    scale = printed.page.pixels_per_mm
    pad, halo = _pad(scale), max(1, round(HALO_MM * scale))
    height, width = printed.ink.shape
    y0, y1 = max(0, int(bbox[1]) - pad), min(height, int(np.ceil(bbox[3])) + pad)
    x0, x1 = max(0, int(bbox[0]) - pad), min(width, int(np.ceil(bbox[2])) + pad)
    near = cv2.dilate(printed.ink[y0:y1, x0:x1], np.ones((2 * halo + 1, 2 * halo + 1), np.uint8))
    grey = printed.page.image[y0:y1, x0:x1]
    if tone is not None:
        # White begins well below the fill, so that its blotches go too.
        white = tone.letters + 0.7 * (tone.fill - tone.letters)
        grey = _smooth(grey, scale)
        grey = np.clip((grey - tone.letters) * (255 / max(1.0, white - tone.letters)), 0, 255).astype(np.uint8)
    dark = grey < RULED_BELOW
    beside = ruled_rims(dark.mean(axis=0), int(bbox[0]) - x0, x1 - int(np.ceil(bbox[2])))
    above = ruled_rims(dark.mean(axis=1), int(bbox[1]) - y0, 0)
    near[:, beside] = 0
    near[above] = 0
    return np.asarray(cv2.bitwise_or(grey, cv2.bitwise_not(near)), np.uint8)


def ruled_rims(dark: NDArray[np.float64], before: int, after: int) -> NDArray[np.bool_]:
    """Which columns (or rows) of a line's picture the edges of rulings reach, in its rims of so many pixels.

    ``dark`` is the share of each that is dark. Letters end within the other two rims, a ruling goes on: engines read
    its edge as an I or l. Below a line it stays: the tails of letters run into it.
    """
    places = np.arange(len(dark))
    ruled = places[dark >= RULED_SHARE]
    start = max(ruled[ruled < before] + 1, default=0)
    end = min(ruled[ruled >= len(dark) - after], default=len(dark))
    return np.asarray((places < start) | (places >= end))


def _place(page: Page, bbox: BBox) -> PagePlace:
    height, width = page.image.shape
    x0, y0, x1, y1 = bbox
    return PagePlace(page.info.number, (x0 / width, y0 / height, x1 / width, y1 / height))
