"""Runs in the peers' own environment and imports nothing of this project: ``python peer_worker.py TOOL FILE``.

Prints JSON: CPU seconds (imports not counted, Tesseract's processes counted), peak memory, and the tables with their
cells as [page, first row, first column, last row, last column, text].
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

Cell = tuple[int, int, int, int, str]
Table = tuple[int, list[Cell]]
Box = Sequence[float]
NEAR = 2.0
"""Sides of cells closer than this (points or pixels) are the same side."""


def boxes_to_cells(boxes: Sequence[Box], texts: Sequence[str]) -> list[Cell]:
    """Rows and columns that boxes (x0, y0, x1, y1; y down) span in the grid of all their sides."""
    xs = _sides(side for box in boxes for side in (box[0], box[2]))
    ys = _sides(side for box in boxes for side in (box[1], box[3]))
    cells = []
    for box, text in zip(boxes, texts, strict=True):
        rows, columns = (_at(ys, box[1]), _at(ys, box[3]) - 1), (_at(xs, box[0]), _at(xs, box[2]) - 1)
        cells.append((rows[0], columns[0], max(rows), max(columns), text))
    return cells


def _sides(values: Iterator[float]) -> list[float]:
    sides: list[float] = []
    for value in sorted(values):
        if not sides or value - sides[-1] > NEAR:
            sides.append(value)
    return sides


def _at(sides: Sequence[float], value: float) -> int:
    return min(range(len(sides)), key=lambda index: abs(sides[index] - value))


def read_pdfplumber(path: str) -> Iterator[Table]:
    """Tables by ruling lines, the tool's own settings."""
    with import_module("pdfplumber").open(path) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            for table in page.find_tables():
                texts = [page.crop(cell, strict=False).extract_text() or "" for cell in table.cells]
                yield number, boxes_to_cells(table.cells, texts)


def read_camelot(path: str) -> Iterator[Table]:
    """Tables by ruling lines (lattice)."""
    for table in import_module("camelot").read_pdf(path, pages="all", flavor="lattice"):
        rows = table.df.to_numpy().tolist()
        yield (
            int(table.page),
            [(row, col, row, col, str(text)) for row, texts in enumerate(rows) for col, text in enumerate(texts)],
        )


def read_img2table(path: str, **options: bool) -> Iterator[Table]:
    """Tables of a page's picture, text by Tesseract, or from the text layer where there is one."""
    ocr = import_module("img2table.ocr").TesseractOCR(n_threads=1, lang=os.environ.get("PEER_LANGUAGE", "ind"))
    document = import_module("img2table.document").PDF(path)
    for page, tables in document.extract_tables(ocr=ocr, **options).items():
        for table in tables:
            cells = {
                (cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2): cell.value or ""
                for row in table.content.values()
                for cell in row
            }
            yield page + 1, boxes_to_cells(list(cells), list(cells.values()))


def read_img2table_borderless(path: str) -> Iterator[Table]:
    """The same with its search for tables without lines."""
    return read_img2table(path, borderless_tables=True)


def read_ocrmypdf(path: str) -> Iterator[Table]:
    """No tables: only a text layer below the page, as an archive would add it."""
    language, target = os.environ.get("PEER_LANGUAGE", "ind"), os.devnull
    import_module("subprocess").run(
        [sys.executable, "-m", "ocrmypdf", "-q", "-l", language, "-j", "1", "--force-ocr", "--output-type", "pdf",
         "--optimize", "0", path, target],
        check=True,
        stdout=import_module("subprocess").DEVNULL,
    )  # fmt: skip
    return iter(())


TOOLS: dict[str, tuple[str, Callable[[str], Iterator[Table]], tuple[str, ...]]] = {
    "pdfplumber": ("pdfplumber", read_pdfplumber, ("pdfplumber",)),
    "camelot": ("camelot-py", read_camelot, ("camelot",)),
    "img2table": ("img2table", read_img2table, ("img2table.document", "img2table.ocr")),
    "img2table-borderless": ("img2table", read_img2table_borderless, ("img2table.document", "img2table.ocr")),
    "ocrmypdf": ("ocrmypdf", read_ocrmypdf, ()),
}
"""Package, reader, what to import before the clock starts."""


def cpu_seconds() -> float:
    """Of this process and of those it started."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    """The command line."""
    package, read, modules = TOOLS[sys.argv[1]]
    for module in modules:
        import_module(module)
    said = os.dup(1)
    os.dup2(2, 1)  # what the tools and Tesseract print must not stand in the JSON
    begun = cpu_seconds()
    tables = list(read(sys.argv[2]))
    answer: dict[str, Any] = {"version": version(package), "seconds": cpu_seconds() - begun}
    peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    answer |= {"peak_mb": max(peaks), "tables": [{"page": page, "cells": cells} for page, cells in tables]}
    os.write(said, json.dumps(answer).encode())


if __name__ == "__main__":
    main()
