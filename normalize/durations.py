"""Times of the Waktu column: how long a step takes, as printed (a day stays a day)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from normalize.dates import month_number
from normalize.time_words import WORKING, Token, simplify, time_tokens, vocabulary
from normalize.words import attested_words, is_known

Bound = Literal["maks", "min"]
TimeKind = Literal["duration", "unspecified", "immediate", "frequency", "schedule", "empty", "unknown"]

SECONDS = {"detik": 1, "menit": 60, "jam": 3600}
"""Clock units convert into each other; days and longer units never do."""
MONTHS = {"bulan": 1, "triwulan": 3, "semester": 6, "tahun": 12}
ISO_FORMS = {"detik": "PT{}S", "menit": "PT{}M", "jam": "PT{}H", "hari": "P{}D", "minggu": "P{}W", "bulan": "P{}M"}
ISO_FORMS["tahun"] = "P{}Y"
WIDE_RANGE = "rentang waktu tidak wajar"
WIDEST_RANGE = 5
"""A range wider than this many times its lower end is doubtful: a digit may have been read twice."""
FREQUENCY = re.compile(
    r"(?:setiap|tiap|per)\b[ -]*(?:\d+ )?(?:hari|minggu|bulan|triwulan|semester|tahun|jam)\b"
    r"|(?:\d+ ?(?:kali|x)|\bsekali) ?(?:dalam \d+ |(?:dalam )?(?:1 )?)(?:hari|minggu|bulan|triwulan|semester|tahun)\b"
    r"|\d+ ?(?:hari|minggu|bulan|triwulan|semester|tahun|jam) sekali\b"
)
SCHEDULE = re.compile(
    r"\b(?:tanggal|tgl)\.? ?\d+|\b[ht] ?[-+] ?\d+\b|\bke ?- ?\d+"
    r"|(?:pukul |jam )?\d{1,2}[.:]\d{2}(?: ?(?:wib|wita|wit))?(?! ?\d| ?(?:[a-z]))"
    r"|(?:pukul |jam )?\d{1,2}[.:]\d{2} ?(?:wib|wita|wit)\b"
)
MOST_WORDS = 6
"""A text with more words is a sentence about a time."""
RANGE_OR_ONE = r"N(?:U?RN)?"
QUANTITY = re.compile(rf"(?P<multiple>{RANGE_OR_ONE}XNU)|(?P<range>NU?RNU)|(?P<sum>(?:NU)+)")
BARE = re.compile(r"[ABM]*(?:N|NRN)|[BR]*N")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time. ``min`` is None for "at most", ``max`` for "at least"; ``minutes`` only for clock units."""

    min: float | None
    max: float | None
    unit: str
    approx: bool = False
    bound: Bound | None = None
    doubt: str | None = None
    """Why the reading may be wrong, in Indonesian, such as a range too wide to be meant."""
    changes: tuple[str, ...] = ()

    @property
    def minutes(self) -> tuple[float | None, float | None] | None:
        """Lower and upper end in minutes, for seconds, minutes and hours."""
        if self.unit not in SECONDS:
            return None
        factor = SECONDS[self.unit] / 60
        return (
            None if self.min is None else _tidy(self.min * factor),
            None if self.max is None else _tidy(self.max * factor),
        )

    @property
    def iso(self) -> str | None:
        """ISO 8601, where lower and upper end are the same and the unit has a sign there."""
        if self.min is None or self.min != self.max:
            return None
        if self.unit in MONTHS and self.unit not in ISO_FORMS:
            return ISO_FORMS["bulan"].format(_tidy(self.min * MONTHS[self.unit]))
        return ISO_FORMS[self.unit].format(_tidy(self.min)) if self.unit in ISO_FORMS else None

    def to_value(self) -> dict[str, object]:
        """The ``value`` of a waktu leaf."""
        return {
            "min": None if self.min is None else _tidy(self.min),
            "max": None if self.max is None else _tidy(self.max),
            "unit": self.unit,
            "approx": self.approx,
            "bound": self.bound,
            "minutes": None if self.minutes is None else list(self.minutes),
            "iso": self.iso,
        }


def _tidy(number: float) -> float:
    return int(number) if number == int(number) else round(number, 4)


@lru_cache(maxsize=4096)
def parse_duration(text: str, header_unit: str | None = None) -> Duration | None:
    """The length of time a cell states; a bare number takes ``header_unit``. None where it states none.

    >>> parse_duration("1 x 24 jam").to_value()["minutes"]
    [1440, 1440]
    >>> parse_duration("paling lama 3 hari kerja").to_value()["max"]
    3
    """
    timeless = SCHEDULE.sub(" ", FREQUENCY.sub(" ", simplify(text)))
    tokens = _with_working_days(time_tokens(timeless))
    signs = "".join(token.kind for token in tokens)
    found = QUANTITY.search(signs)
    if found is None:
        return _bare(tokens, signs, header_unit)
    first = _quantity(tokens[found.start() : found.end()], found)
    if first is None:
        return None
    low, high, unit = first
    rest = [
        quantity
        for other in QUANTITY.finditer(signs, found.end())
        if (quantity := _quantity(tokens[other.start() : other.end()], other)) is not None
    ]
    doubt = None
    if any(quantity[2] == unit and quantity[:2] != (low, high) for quantity in rest):
        same = [quantity for quantity in rest if quantity[2] == unit]
        low, high = min(low, *(q[0] for q in same)), max(high, *(q[1] for q in same))
        doubt = "beberapa waktu dalam satu sel"
    return _bounded(low, high, unit, signs[: found.start()], tokens, doubt)


def stray_words(text: str) -> tuple[str, ...]:
    """Words and rests of words amid a short time that no list knows, and "lama" without its "paling".

    >>> stray_words("V2 jam"), stray_words("SALI 5 menit"), stray_words("lama 3 jam"), stray_words("2 jam per berkas")
    (('v',), ('sali',), ('lama',), ())
    """
    if len(text.split()) > MOST_WORDS:
        return ()
    tokens = _with_working_days(time_tokens(FREQUENCY.sub(" ", simplify(text))))
    words = [token.printed for token in tokens if token.kind == "W"]
    return tuple(word for word in words if word == "lama" or not (len(word) > 2 and is_known(word, attested_words())))


def _with_working_days(tokens: Sequence[Token]) -> list[Token]:
    """ "hari" "kerja" as one unit; "hari kalender" is a plain day."""
    joined: list[Token] = []
    for token in tokens:
        if joined and joined[-1].unit == "hari" and WORKING in (token.printed, token.meant):
            joined[-1] = replace(token, kind="U", unit="hari_kerja")
        elif not (token.kind == "W" and token.printed == "dan" and joined and joined[-1].kind == "U"):
            joined.append(token)
    return joined


def _quantity(tokens: Sequence[Token], found: re.Match[str]) -> tuple[float, float, str] | None:
    numbers = [token.value for token in tokens if token.kind == "N"]
    units = [token.unit for token in tokens if token.kind == "U"]
    if found["multiple"]:
        factor = numbers[-1]
        return numbers[0] * factor, numbers[-2] * factor, units[-1]
    if found["range"]:
        return _range(numbers[0], numbers[1], units)
    return _sum(numbers, units)


def _range(low: float, high: float, units: Sequence[str]) -> tuple[float, float, str] | None:
    if len(units) == 1 or units[0] == units[1]:
        return low, high, units[-1]
    scale = _common_scale(units)
    if scale is None:
        return None
    unit = min(units, key=scale.__getitem__)
    return low * scale[units[0]] / scale[unit], high * scale[units[1]] / scale[unit], unit


def _sum(numbers: Sequence[float], units: Sequence[str]) -> tuple[float, float, str] | None:
    """ "1 jam 30 menit" is 90 menit; alternatives of one unit side by side span a range."""
    if len(units) == 1:
        return numbers[0], numbers[0], units[0]
    if len(set(units)) == 1:
        return min(numbers), max(numbers), units[0]
    scale = _common_scale(units)
    if scale is None:
        return None
    unit = min(units, key=scale.__getitem__)
    total = sum(number * scale[name] for number, name in zip(numbers, units, strict=True)) / scale[unit]
    return total, total, unit


def _common_scale(units: Sequence[str]) -> dict[str, int] | None:
    return next((scale for scale in (SECONDS, MONTHS) if all(unit in scale for unit in units)), None)


def _bare(tokens: Sequence[Token], signs: str, header_unit: str | None) -> Duration | None:
    """A number without a unit, below a header that prints one."""
    if header_unit is None or not BARE.fullmatch(signs):
        return _lone_unit(tokens, signs)
    numbers = [token.value for token in tokens if token.kind == "N"]
    return _bounded(numbers[0], numbers[-1], header_unit, signs, tokens, None)


def _lone_unit(tokens: Sequence[Token], signs: str) -> Duration | None:
    """A unit misread together with its 1 ("yari" for "1 hari")."""
    unit = vocabulary()["one_misread"].get(tokens[0].printed) if signs == "W" else None
    return None if unit is None else Duration(1, 1, unit, doubt="angka menyatu dengan satuan")


def _bounded(
    low: float, high: float, unit: str, before: str, tokens: Sequence[Token], doubt: str | None
) -> Duration | None:
    if high == 0:
        return None
    if low > high or (low and high / low > WIDEST_RANGE and high != low):
        doubt = WIDE_RANGE
    changes = tuple(f"{token.printed} -> {token.meant}" for token in tokens if token.meant)
    if "B" in before or before.endswith("R"):
        return Duration(None, high, unit, "A" in before, "maks", doubt, changes)
    if "M" in before:
        return Duration(low, None, unit, "A" in before, "min", doubt, changes)
    return Duration(low, high, unit, "A" in before, None, doubt, changes)


def time_kind(text: str, header_unit: str | None = None) -> TimeKind:
    """What a Waktu cell says: a length, no fixed length, at once, how often, when, nothing, or something unknown.

    >>> time_kind("Menyesuaikan"), time_kind("Setiap hari"), time_kind("-")
    ('unspecified', 'frequency', 'empty')
    """
    simple = simplify(text).strip(" .…-_/0")
    if not simple:
        return "empty"
    if parse_duration(text, header_unit) is not None:
        return "duration"
    kinds = vocabulary()["kinds"]
    if any(word in simple for word in kinds["immediate"]):
        return "immediate"
    if any(word in simple for word in kinds["unspecified"]):
        return "unspecified"
    if FREQUENCY.search(simple) or any(simple.startswith(word) for word in kinds["frequency"]):
        return "frequency"
    named = any(month_number(word) for word in re.findall(r"[a-z]+", simple))
    if named or SCHEDULE.search(simple) or any(simple.startswith(word) for word in kinds["schedule"]):
        return "schedule"
    return "unknown"
