"""When two printed texts count as the same, and how far apart they are otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from rapidfuzz.distance import Levenshtein

LOOK_ALIKES: Final = {"-": "‐‑‒–—―−•●▪◦‣∙·", "'": "‘’‚′`´", '"': "“”„″"}
ONE_FORM: Final = str.maketrans(
    {sign: plain for plain, signs in LOOK_ALIKES.items() for sign in signs}
    | {"½": "1/2", "¼": "1/4", "\u00ad": "", "\u200b": "", "\ufeff": ""}
)
"""Dashes, quotation marks and bullets look alike in print; the reader is not judged by which code it picked."""
EDGES: Final = " \t.,;:-–_'\"*|/"
ITEM_MARK: Final = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-•●▪])\s+", re.I)
BULLET: Final = re.compile(r"(^|\n)- ")
YES: Final = frozenset({"ya", "y", "yes", "setuju", "lengkap", "sesuai"})
NO: Final = frozenset({"tidak", "t", "tdk", "no", "n", "tidak setuju", "tidak lengkap"})
TO_BASE: Final = {
    "detik": ("jam", 1 / 3600), "menit": ("jam", 1 / 60), "jam": ("jam", 1.0), "triwulan": ("bulan", 3.0),
    "semester": ("bulan", 6.0), "tahun": ("bulan", 12.0),
}  # fmt: skip
"""Units that convert into one another for certain; days do not become hours, nor weeks days."""

Extent = tuple[str, float | None, float | None]


def folded(text: object) -> str:
    """The text as it is compared: one case, one space, one kind of dash, no punctuation at its ends.

    >>> folded(" Surat  Masuk – Keluar. ")
    'surat masuk-keluar'
    """
    plain = unicodedata.normalize("NFKC", ("" if text is None else str(text)).translate(ONE_FORM)).lower()
    plain = re.sub(r"\s*([-/])\s*", r"\1", " ".join(plain.split()))
    return re.sub(r"\(\s+", "(", re.sub(r"\s+([,.;:)])", r"\1", plain)).strip(EDGES)


def distance(a: str, b: str) -> int:
    """Letters to change between two folded texts."""
    return Levenshtein.distance(a, b)


def likeness(a: object, b: object) -> float:
    """1 for texts that count as the same, 0 for nothing in common."""
    return Levenshtein.normalized_similarity(folded(a), folded(b))


def without_mark(text: object) -> str:
    """An item without its number or bullet.

    >>> without_mark("2. Buku agenda")
    'Buku agenda'
    """
    return ITEM_MARK.sub("", "" if text is None else str(text))


def without_bullets(text: str) -> str:
    """Lines without the dash that begins them."""
    return BULLET.sub(r"\1", text)


def key(text: object) -> str:
    """Letters and digits alone: step numbers and NIPs."""
    return re.sub(r"[^0-9a-z]", "", str(text or "").lower())


def branch(label: object) -> str | None:
    """The meaning of an arrow's label."""
    word = folded(label)
    return "Ya" if word in YES else "Tidak" if word in NO else word or None


def extent(value: object) -> Extent | None:
    """Unit and bounds of a duration's value in a common unit, or None when it says no time."""
    if not isinstance(value, Mapping) or value.get("unit") is None:
        return None
    low, high = value.get("min"), value.get("max")
    if low is None and high is None:
        return None
    unit = str(value["unit"]).lower().replace(" ", "_")
    base, factor = TO_BASE.get(unit, (unit, 1.0))
    return base, _scaled(low, factor), _scaled(high, factor)


def _scaled(number: Any, factor: float) -> float | None:
    return None if number is None else round(float(number) * factor, 6)


def same_duration(gold: object, predicted: object) -> bool:
    """A bound on one side allows the other to be left open, zero or equal."""
    want, got = extent(gold), extent(predicted)
    if want is None or got is None:
        return want is got
    if want[0] != got[0]:
        return False
    if want[1] is None:
        return got[2] == want[2] and got[1] in (None, 0, want[2])
    if want[2] is None:
        return got[1] == want[1] and got[2] in (None, want[1])
    return want == got
