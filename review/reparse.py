"""The normalized meaning of a text a person has put in place of the machine's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from normalize.dates import parse_date
from normalize.durations import parse_duration
from normalize.regulations import parse_regulation
from normalize.same_as_above import says_as_above

NIP_DIGITS = 18


def reparse(path: tuple[str | int, ...], text: str, old: object) -> dict[str, object] | str | None:
    """The value of a corrected leaf, by the field its path ends in; None where the field has no normalized meaning.

    ``old`` is the value before: a bare number keeps the unit of it, which came from the column's header.
    """
    if says_as_above(text):
        return dict(old) if isinstance(old, Mapping) and "sama_dengan" in old else None
    field = next((part for part in reversed(path) if isinstance(part, str)), "")
    if field.startswith("tanggal_"):
        date = parse_date(text)
        return date.iso if date else None
    if field == "waktu":
        unit = old.get("unit") if isinstance(old, Mapping) else None
        duration = parse_duration(text, unit if isinstance(unit, str) else None)
        return dict(duration.to_value()) if duration else None
    if field == "dasar_hukum":
        regulation = parse_regulation(text)
        return dict(regulation.to_value()) if regulation else None
    if field == "nip":
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) == NIP_DIGITS else None
    if field == "nomor_sop":
        return re.sub(r"\s*([/-])\s*", r"\1", text)
    return None
