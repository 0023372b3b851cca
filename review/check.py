"""Whether a correction can be what a person meant, or a spreadsheet has spoilt it on the way."""

from __future__ import annotations

import re

from normalize.column import ORDER
from review.leaves import ARROWS, HEADING, PERFORMERS
from review.notation import NotationError, parse_arrows, parse_performers

# What a spreadsheet makes of long numbers and of fractions: 1,97208E+17, Mar-14, 14-Mar.
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+")
_DATE_GUESS = re.compile(r"(\d{1,2}-)?[A-Z][a-z]{2}(-\d{2,4})?")
_SHEET_DIGITS = 15
"""Digits a spreadsheet keeps of a number; what follows becomes zeros."""


def correction_problem(correction: str, column: str) -> str | None:
    """What is wrong with a correction, in words for the reviewer."""
    if not correction:
        return "koreksi kosong; untuk sel yang memang kosong pakai keputusan 'kosong'"
    if _SCIENTIFIC.fullmatch(correction):
        return "angka panjang diubah lembar kerja menjadi notasi ilmiah; isi lewat review.xlsx atau awali dengan spasi"
    if _DATE_GUESS.fullmatch(correction):
        return "isian tampaknya diubah lembar kerja menjadi tanggal; isi lewat review.xlsx"
    digits = re.sub(r"\s", "", correction)
    if digits.isdecimal() and len(digits) > _SHEET_DIGITS and not digits[_SHEET_DIGITS:].strip("0"):
        return "angka terakhir hilang (lembar kerja hanya menyimpan 15 angka); isi lewat review.xlsx"
    try:
        if column.startswith(HEADING) and correction not in ORDER:
            return f"kolom {correction!r} tidak dikenal; pakai {', '.join(ORDER)}"
        if column == PERFORMERS:
            parse_performers(correction)
        if column == ARROWS:
            parse_arrows(correction)
    except NotationError as error:
        return str(error)
    return None
