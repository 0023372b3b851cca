"""Digital tables drawn without rulings: columns and rows by the alignment of their words, found by camelot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from ocr.page import Page, Word
from table_extract.grid import page_place
from table_extract.table import Cell, Sheet, Table
from table_extract.text_layer import words_outside, words_to_lines, words_to_table

LEAST_COLUMNS = 4
"""Running text falls into two or three columns now and then, a step table has more."""
LEAST_NUMBERED = 2
SAME_LINE_MM = 2.5
GAP_MM = 4.0
"""Between two words of running text there is a millimetre, three where it is justified."""
NUMBER = re.compile(r"\d{1,3}[.)]?")


def with_unruled_tables(sheet: Sheet, page: Page, path: Path) -> Sheet:
    """The sheet of a digital page with the unruled step tables of its file, if it has neither tables nor scans."""
    if sheet.tables or page.info.kind != "digital" or not _stands_in_columns(page):
        return sheet
    try:
        tables = tuple(_unruled_tables(page, path))
    except Exception as error:  # camelot's own reader of PDF fails in many ways on files that break the rules
        note = f"halaman {page.info.number}: tabel tanpa garis tidak dapat dicari ({type(error).__name__})"
        return replace(sheet, notes=(*sheet.notes, note))
    if not tables:
        return sheet
    return replace(sheet, tables=tables, lines=words_to_lines(page, words_outside(page.words, tables)))


def _stands_in_columns(page: Page) -> bool:
    """Whether some lines of a page are torn apart as a table's are: camelot opens the whole file for each page."""
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        lines.setdefault(round((word.bbox[1] + word.bbox[3]) / 2 / (SAME_LINE_MM * page.pixels_per_mm)), []).append(
            word
        )
    torn = sum(_wide_gaps(line, GAP_MM * page.pixels_per_mm) >= LEAST_COLUMNS - 1 for line in lines.values())
    return torn >= LEAST_NUMBERED


def _wide_gaps(line: Sequence[Word], gap: float) -> int:
    placed = sorted(line, key=lambda word: word.bbox[0])
    return sum(right.bbox[0] - left.bbox[2] > gap for left, right in pairwise(placed))


def _unruled_tables(page: Page, path: Path) -> Iterator[Table]:
    from camelot.io import read_pdf  # loads slowly, and few pages need it

    pages = str(page.info.in_file.page)
    for found in read_pdf(str(path), pages=pages, flavor="stream", suppress_stdout=True):
        edges_x = [found.cols[0][0], *(right for _, right in found.cols)]
        edges_y = [found.rows[0][0], *(bottom for _, bottom in found.rows)]
        table = words_to_table(page, _edges_to_table(page, edges_x, edges_y, found.pdf_size[1]))
        numbers = [cell for cell in table.cells if cell.col == 0 and NUMBER.fullmatch(cell.text.strip())]
        if table.cols >= LEAST_COLUMNS and len(numbers) >= LEAST_NUMBERED:
            yield table


def _edges_to_table(page: Page, edges_x: Sequence[float], edges_y: Sequence[float], page_height: float) -> Table:
    """A plain grid from column and row edges in points, y counted from the foot of the page."""
    height, width = page.image.shape
    scale = height / page_height
    xs = tuple(x * scale for x in edges_x)
    ys = tuple(height - y * scale for y in edges_y)
    number = page.info.number
    cells = []
    for row, (top, bottom) in enumerate(zip(ys, ys[1:], strict=False)):
        for col, (left, right) in enumerate(zip(xs, xs[1:], strict=False)):
            box = (left, top, right, bottom)
            cells.append(Cell(row, col, page_place(number, box, width, height), bbox=box))
    place = page_place(number, (xs[0], ys[0], xs[-1], ys[-1]), width, height)
    return Table(number, len(ys) - 1, len(xs) - 1, tuple(cells), place, xs=xs, ys=ys)
