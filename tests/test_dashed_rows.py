"""Rows parted by dashed rulings, on drawn pages."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.light import grey_to_ink
from table_extract.grid import edge_cover
from table_extract.line_tests import Ruling
from tests.test_grid import SCALE, XS, YS, _draw, _paper


def test_dashed_rulings_end_rows_also_where_gaps_lie_at_the_ends_of_a_narrow_cell() -> None:
    page = _draw(_paper(), ys=(*YS[:3], *YS[4:]))
    for x in np.arange(XS[0] + 2, XS[-1] - 8, 13).tolist():
        cv2.line(page, (x, YS[3]), (x + 7, YS[3]), 0, 1)
    rulings = [Ruling("h", y, XS[0], XS[-1], 2.0) for y in YS] + [Ruling("v", x, YS[0], YS[-1], 2.0) for x in XS]
    _, below = edge_cover(rulings, page, grey_to_ink(page, SCALE), XS, YS, SCALE)
    assert (below >= 0.9).all()
