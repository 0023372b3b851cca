"""Civil servants' numbers (NIP): the digits of a printed number, checked part by part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

LONGEST = 300
"""Letters of a line that are looked at."""
YOUNGEST, OLDEST = 17, 58
"""Age in years at the first appointment; outside, the number was misread."""
PPPK_MONTHS = (21, 22, 23, 24, 25)
"""Contract staff (PPPK) carry these in place of a month."""
SEXES: dict[str, Literal["L", "P"]] = {"1": "L", "2": "P"}
DIGITS = str.maketrans("OoQDClIi|!ZSsB", "00000111112558")
RUN = re.compile(r"[0-9OoQDClIi|!ZSsB][0-9OoQDClIi|!ZSsB .,\-·]{5,45}")
NIP_LABEL = re.compile(r"^.{0,40}?\b(?:n\s?[i1l|]\s?p(?:\s?pppk)?|mip|nippppk|ni\s?pppk|nrp)\b[\s.:,]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Nip:
    """A civil servant's number: birth (8), month of appointment (6), sex (1), serial (3).

    ``digits`` has the digits read (18 when complete); ``valid`` tells whether all parts make sense. ``flags`` are
    Indonesian.
    """

    digits: str
    valid: bool
    birth_date: str | None = None
    cpns_month: str | None = None
    sex: Literal["L", "P"] | None = None
    serial: str | None = None
    flags: tuple[str, ...] = ()


def parse_nip(text: str) -> Nip | None:
    """The number in a line such as "NIP. 19700101 199503 1 001"; None where there is no run of 8 digits or more.

    >>> parse_nip("NlP. I9700l0l l99503 l 001").digits
    '197001011995031001'
    >>> parse_nip("NIP. 19701301 199503 1 001").valid
    False
    """
    line = text[:LONGEST]
    label = NIP_LABEL.match(line)
    found = RUN.search(line, label.end() if label else 0)
    if found is None:
        return None
    run = re.sub(r"[ .,\-·]", "", found.group())
    digits = run.translate(DIGITS)
    if len(re.findall(r"[0-9]", run)) < 6 or len(digits) < 8:
        return None
    repaired = ("huruf dibaca sebagai angka",) if digits != run else ()
    if len(digits) != 18:
        kind = {8: "NRP atau nomor lain", 9: "NIP lama (9 angka)"}.get(len(digits), f"{len(digits)} angka, bukan 18")
        return Nip(digits, False, flags=(kind, *repaired))
    return _checked(digits, repaired)


def _checked(digits: str, repaired: tuple[str, ...]) -> Nip:
    flags = list(repaired)
    birth = _day(digits[:8])
    month = int(digits[12:14])
    contract = month in PPPK_MONTHS
    if birth is None:
        flags.append("tanggal lahir tidak mungkin")
    if not (1 <= month <= 12 or contract):
        flags.append("bulan pengangkatan tidak mungkin")
    if birth is not None and not YOUNGEST <= int(digits[8:12]) - birth.year <= OLDEST:
        flags.append("umur saat diangkat tidak mungkin")
    if digits[14] not in "12":
        flags.append("angka jenis kelamin tidak mungkin")
    if digits[15:] == "000":
        flags.append("nomor urut 000")
    valid = len(flags) == len(repaired)
    if contract:
        flags.append("mungkin NI PPPK")
    return Nip(
        digits,
        valid,
        birth.isoformat() if birth else None,
        f"{digits[8:12]}-{digits[12:14]}" if 1 <= month <= 12 else None,
        SEXES.get(digits[14]),
        digits[15:],
        tuple(flags),
    )


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
