"""Times of one SOP looked at together: what can hardly be meant waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from normalize.leaf import UNLIKELY, Leaf

LONGEST = {
    "detik": 3600,
    "menit": 2880,
    "jam": 720,
    "hari": 730,
    "hari_kerja": 520,
    "minggu": 104,
    "bulan": 60,
    "tahun": 10,
}
"""A single step is never stated to take longer: two figures were read as one. (2880 menit are two days.)"""
TOO_LONG = "waktu terlalu lama untuk satu langkah: angka mungkin salah baca"
LOST_DASH = "mungkin rentang yang tanda hubungnya hilang: langkah lain memakai rentang"
FEWEST_RANGES = 2
"""So many other steps must state ranges before a lone two-figure number is suspected to be one ("26 hari")."""


def doubtful_times(leaves: Sequence[Leaf | None]) -> list[Leaf | None]:
    """The Waktu leaves of the steps in order, with a reason and less confidence where the time can hardly be meant."""
    ranges = Counter(ends[2] for leaf in leaves if (ends := _ends(leaf)) and ends[0] < ends[1] and ends[0] <= 9)
    return [_checked(leaf, ranges) for leaf in leaves]


def _checked(leaf: Leaf | None, ranges: Counter[str]) -> Leaf | None:
    """``ranges`` counts by unit the steps that state a range; a lone number is none of them."""
    ends = _ends(leaf)
    if leaf is None or ends is None:
        return leaf
    low, high, unit = ends
    if high > LONGEST.get(unit, float("inf")):
        return leaf.weighed(min(leaf.confidence, UNLIKELY), TOO_LONG)
    if low == high and _rising_figures(high) and ranges[unit] >= FEWEST_RANGES:
        return leaf.weighed(min(leaf.confidence, UNLIKELY), LOST_DASH)
    return leaf


def _rising_figures(number: float) -> bool:
    """True for 26, which "2-6" becomes without its dash; not for 15, 20 or 30, which are usual times."""
    tens, ones = divmod(int(number), 10)
    return number == int(number) and 1 <= tens < ones <= 9 and number not in {12, 14, 15, 24, 25, 45}


def _ends(leaf: Leaf | None) -> tuple[float, float, str] | None:
    value = leaf.value if leaf else None
    if not isinstance(value, Mapping):
        return None
    ends = [end for end in (value.get("min"), value.get("max")) if isinstance(end, int | float)]
    return (min(ends), max(ends), str(value["unit"])) if ends else None
