"""Boxes of which dirt took a piece: found by the rest of their sides."""

from __future__ import annotations

import cv2
import pytest

from tests.test_flowchart import Drawing

NOISE = 6.0
"""Grain of a scan; faxes have two tones only."""


def drawing_of_three() -> Drawing:
    drawing = Drawing(3, 5)
    for row, col in ((0, 1), (1, 2), (2, 1)):
        drawing.symbol("box", row, col)
    return drawing


@pytest.mark.parametrize(("gap", "symbols"), [(0, 3), (12, 3), (40, 2)])
@pytest.mark.parametrize("side", ["middle", "end"])
def test_a_box_with_a_short_gap_in_a_side_is_one(gap: int, symbols: int, side: str) -> None:
    drawing = drawing_of_three()
    x, y = drawing.centre(1, 2)
    start = x - gap // 2 if side == "middle" else x + 33 - gap
    if gap:
        cv2.rectangle(drawing.image, (start, y + 10), (start + gap, y + 24), 255, -1)
    assert len(drawing.read(NOISE).symbols) == symbols


def test_strokes_side_by_side_make_no_box() -> None:
    drawing = drawing_of_three()
    x, y = drawing.centre(1, 4)
    for up in (-7, 7):
        cv2.line(drawing.image, (x - 45, y + up), (x + 40, y + up), 30, 2)
    cv2.line(drawing.image, (x - 45, y - 7), (x - 45, y + 7), 30, 2)
    assert len(drawing.read(NOISE).symbols) == 3
