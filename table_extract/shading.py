"""Cells printed in a tone: forms without flowchart symbols fill the cell of the one who does the step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.order import median
from ocr.page import Image
from table_extract.line_tests import Ruling
from table_extract.table import Cell, Table

RIM_MM = 0.9
"""Rulings and what bends them stay out of the measured inside of a cell."""
LEAST_MM = 2.0
"""The inside is measured from this width and height on."""
TONE = 20
"""Grey levels by which a tone is darker than the paper along its sides; paper strays by 10."""
BAND_MM = 0.9, 2.0
"""How far off an edge the tone beside it is measured: its ruling is left out, and what stands in the cell."""
STEP = 6.5
"""A tone that ends is a step so many times what the levels change within half a band; one that fades is a slope."""
FAINT_TONE, FAINT_STEP = 8, 3.0
"""The same on the line of a long ruling: levelling leaves little of a large tone, and less towards its middle."""
EVEN = 0.9
"""Share of such a band that a tone covers, or leaves free: letters beside an edge do neither."""


def mark_shaded(table: Table, grey: Image, pixels_per_mm: float) -> Table:
    """The table with ``shaded`` set on its toned cells; ``grey`` is the evenly lit page."""
    tones = [_tone(cell, grey, pixels_per_mm) for cell in table.cells]
    paper = max((tone for tone in tones if tone is not None), default=0.0)
    cells = (
        replace(cell, shaded=True) if tone is not None and tone <= paper - TONE else cell
        for cell, tone in zip(table.cells, tones, strict=True)
    )
    return replace(table, cells=tuple(cells))


def _tone(cell: Cell, grey: Image, pixels_per_mm: float) -> float | None:
    """Median grey level along a cell's four sides, letters hardly move it; None for a cell too small to have one.

    Levelling takes the middle of a large tone for paper, and leaves more of it beside the paper around it.
    """
    if cell.bbox is None:
        return None
    rim = RIM_MM * pixels_per_mm
    x0, y0, x1, y1 = (int(at + side * rim) for at, side in zip(cell.bbox, (1, 1, -1, -1), strict=True))
    if min(x1 - x0, y1 - y0) < LEAST_MM * pixels_per_mm:
        return None
    inside = grey[y0:y1, x0:x1]
    if not inside.size:
        return None
    broad = max(1, round((BAND_MM[1] - BAND_MM[0]) * pixels_per_mm))
    sides = inside[:broad], inside[-broad:], inside[:, :broad], inside[:, -broad:]
    return float(np.median([median(side[::2, ::2]) for side in sides]))


def tone_ends(grey: Image, edge: Ruling, pixels_per_mm: float, *, faint: bool = False) -> bool:
    """Whether a tone begins along an edge, a ``faint`` one, too: its ruling may be hidden, but a cell ends there.

    >>> page = np.full((60, 60), 255, np.uint8)
    >>> page[:, 30:] = 120
    >>> [tone_ends(page, Ruling("v", at, 5, 55, 0.0), 8.0) for at in (30, 15)]
    [True, False]
    """
    across = grey if edge.axis == "v" else grey.T
    near, far = (round(mm * pixels_per_mm) for mm in BAND_MM)
    along, at = slice(max(0, int(edge.start)), int(edge.end), 2), round(edge.at)
    bands = across[along, max(0, at - far) : max(0, at - near)], across[along, at + near : at + far]
    if not all(band.size for band in bands):
        return False
    least, step = (FAINT_TONE, FAINT_STEP) if faint else (TONE, STEP)
    level = max(median(band) for band in bands) - least
    light, dark = sorted(float(np.mean(band <= level)) for band in bands)
    return dark >= EVEN and light <= 1 - EVEN and _is_step(*bands, step)


def _is_step(before: Image, after: Image, step: float) -> bool:
    """Whether the tone changes from band to band much more than within them."""
    halves = [np.array_split(band, 2, axis=1) for band in (before, after)]
    drift = max(abs(float(one.mean()) - float(other.mean())) for one, other in halves)
    return abs(float(before.mean()) - float(after.mean())) >= step * drift
