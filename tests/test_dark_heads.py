"""Heads of tables in white on a dark fill."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.dark_heads import turn_dark_heads
from ocr.page import Image

SCALE = 200 / 25.4


def _page(fill: int, ruling: int) -> Image:
    """A head with two cells above a line of black print."""
    page = np.full((700, 1600), 250, np.uint8)
    page[200:340, 100:1500] = fill
    page[200:340, 798:801] = ruling
    page[268:271, 800:1500] = ruling
    cv2.putText(page, "Aktivitas", (300, 285), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 250, 3)
    for left in range(120, 1500, 220):
        cv2.putText(page, "Berkas XX", (left, 375), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 10, 4)
    return page


def _black_on_grey() -> Image:
    """Labels of an identity block: bold black print on a grey that dark fills may have, too."""
    page = _page(150, 0)
    page[page == 250] = 150
    page[:200], page[340:] = 250, 250
    for left in range(120, 1400, 300):
        cv2.putText(page, "DASAR HUKUM", (left, 330), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 10, 4)
    return page


def test_white_print_and_white_rulings_become_dark_on_white() -> None:
    page = _page(60, 250)
    turned, count = turn_dark_heads(page, SCALE)
    assert count == 1
    assert (turned[230:255, 110:290] > 200).all()  # the fill
    assert (turned[210:330, 799] < 80).all() and (turned[269, 820:1480] < 80).all()  # the rulings
    assert turned[260:290, 300:460].min() < 60  # the print
    assert (turned[350:] == page[350:]).all()  # what stands below


def test_a_mid_tone_of_an_office_program_is_turned_too() -> None:
    assert turn_dark_heads(_page(140, 250), SCALE)[1] == 1


def test_fills_without_white_rulings_pale_ones_and_filled_symbols_stay() -> None:
    symbols = np.full((700, 1600), 250, np.uint8)
    for left in (100, 500, 900):
        symbols[200:300, left : left + 300] = 60
        symbols[248:252, left : left + 300] = 250
    for page in (_page(60, 0), _page(200, 250), symbols, _black_on_grey()):
        turned, count = turn_dark_heads(page, SCALE)
        assert count == 0 and turned is page
