"""The space between two tables whose edges lie in line: what pieced the edges together to one ruling is undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ocr.page import Image
from table_extract.line_tests import Ruling, evenness

SPACE_MM = (2.0, 16.0)
"""Heights of the space between two tables that may be taken for a gap in a ruling."""
END_MM = 0.8
"""How far a ruling's end may lie from the ruling across it."""
BLANK = 0.3
"""Share of a stroke, at most, that is darker than its sides where there is none."""
PAPER = 215
"""Grey value from which a place is paper, and no row in a tone."""


def cut_between_tables(flat: Image, segments: Sequence[Ruling], pixels_per_mm: float) -> list[Ruling]:
    """Upright rulings cut where nothing is drawn from one ruling across them to the next, nor upright beside them.

    A ruling that is torn in a row has others beside it that go on.
    """
    upright = [segment for segment in segments if segment.axis == "v"]
    cut = [segment for segment in segments if segment.axis == "h"]
    for segment in upright:
        spaces = [
            space
            for space in _rows_of(segment, segments, pixels_per_mm)
            if _is_blank(flat, segment, space, pixels_per_mm)
            and all(_is_blank(flat, other, space, pixels_per_mm) for other in upright)
        ]
        edges = [segment.start, *(at for space in spaces for at in space), segment.end]
        cut += [replace(segment, start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return cut


def _rows_of(segment: Ruling, segments: Sequence[Ruling], pixels_per_mm: float) -> list[tuple[float, float]]:
    """From ruling to ruling across an upright one, where they are as near as two tables may be."""
    end = END_MM * pixels_per_mm
    across = (s for s in segments if s.axis == "h" and s.start - end <= segment.at <= s.end + end)
    ats = sorted(s.at for s in across if segment.start - end <= s.at <= segment.end + end)
    least, most = (mm * pixels_per_mm for mm in SPACE_MM)
    return [(upper, lower) for upper, lower in pairwise(ats) if least <= lower - upper <= most]


def _is_blank(flat: Image, segment: Ruling, space: tuple[float, float], pixels_per_mm: float) -> bool:
    end = END_MM * pixels_per_mm
    start, stop = max(segment.start, space[0] + end), min(segment.end, space[1] - end)
    if stop <= start:
        return True
    at = round(segment.at)
    paper = np.median(flat[int(start) : int(stop) + 1, at : at + 1]) >= PAPER
    return bool(paper) and evenness(flat, replace(segment, start=start, end=stop), pixels_per_mm) <= BLANK
