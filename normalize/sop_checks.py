"""What an SOP says twice or must agree with itself, compared: stated totals and dates of what it cites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from normalize.continued import StepTable
from normalize.durations import Duration, parse_duration
from normalize.leaf import Leaf
from normalize.rows import body_rows
from normalize.steps import Step

DATES = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")
MINUTE = "menit"

Sum = tuple[str, float, float]
"""Unit, lower and upper end."""


def total_flags(parts: Sequence[StepTable], steps: Sequence[Step]) -> list[str]:
    """A remark where the time in the only Jumlah row is not the sum of the steps' times, if all can be added."""
    stated = stated_total(parts)
    summed = sum_of_times(steps)
    if stated is None or summed is None or stated[0] != summed[0] or _agree(stated, summed):
        return []
    return [f"jumlah waktu tercetak {_shown(stated)}, sedangkan jumlah waktu semua langkah {_shown(summed)}"]


def stated_total(parts: Sequence[StepTable]) -> Sum | None:
    """The time of the Jumlah row; None without one, and where several may be totals of pages."""
    totals = [row for row in body_rows(parts) if row.kind == "total" and row.text("waktu")]
    if len(totals) != 1:
        return None
    row = totals[0]
    unit = next((column.unit for column in parts[row.part].columns.columns if column.field == "waktu"), None)
    length = parse_duration(row.text("waktu"), unit)
    return to_sum(length.to_value()) if isinstance(length, Duration) else None


def sum_of_times(steps: Sequence[Step]) -> Sum | None:
    """All times of the steps added up; None where one cannot be added to the others.

    Lettered sub-steps may share out the time of the step above them: such SOPs are not summed.
    """
    if any(step.key[-1:].isalpha() for step in steps):
        return None
    ends = []
    for leaf in (step.leaves["waktu"] for step in steps):
        if not _says_nothing(leaf):
            ends.append(to_sum(leaf.value if leaf and isinstance(leaf.value, Mapping) else {}))
    found = [end for end in ends if end]
    if not found or len(found) != len(ends) or len({unit for unit, _, _ in found}) > 1:
        return None
    return found[0][0], sum(low for _, low, _ in found), sum(high for _, _, high in found)


def _says_nothing(leaf: Leaf | None) -> bool:
    return leaf is None or leaf.missing in {"blank", "dash"}


def to_sum(length: Mapping[str, object]) -> Sum | None:
    """The value of a time on the scale on which it can be added: minutes, else its own unit.

    >>> to_sum({"min": 1, "max": 2, "unit": "jam", "minutes": [60, 120]}), to_sum({"min": 3, "max": 3, "unit": "hari"})
    (('menit', 60.0, 120.0), ('hari', 3.0, 3.0))
    """
    minutes = length.get("minutes")
    low, high = minutes if isinstance(minutes, list) else (length.get("min"), length.get("max"))
    ends = [float(end) for end in (low, high) if isinstance(end, int | float)]
    if not ends:
        return None
    return (MINUTE if isinstance(minutes, list) else str(length["unit"])), ends[0], ends[-1]


def _agree(stated: Sum, summed: Sum) -> bool:
    """Authors add up ranges by either end."""
    return stated[1] <= summed[2] and stated[2] >= summed[1]


def _shown(total: Sum) -> str:
    unit, low, high = total
    ends = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    return f"{ends} {unit.replace('_', ' ')}".replace(".", ",")


def citation_flags(identity: Mapping[str, object]) -> list[str]:
    """A remark for each regulation of the legal basis that is younger than the newest date of the SOP."""
    years = [int(iso[:4]) for name in DATES if (iso := _value(identity.get(name))) and isinstance(iso, str)]
    items = identity.get("dasar_hukum")
    if not years or not isinstance(items, Sequence):
        return []
    laws = [law for item in items if isinstance(law := _value(item), Mapping)]
    return [
        f"dasar hukum {law.get('id') or f'tahun {year}'} lebih baru daripada tanggal SOP ({max(years)})"
        for law in laws
        if (year := _year(law)) and year > max(years)
    ]


def _value(leaf: object) -> object:
    return leaf.get("value") if isinstance(leaf, Mapping) else None


def _year(law: Mapping[str, object]) -> int:
    year = str(law.get("year") or "")
    return int(year) if year.isdecimal() else 0
