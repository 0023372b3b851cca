"""The names by which a record's arrows call its steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_PRINTED = re.compile(r"\W*(?P<digits>\d{1,3})?[\s.)]*(?P<letter>[a-z])?\W*", re.IGNORECASE)


def step_ids(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """An id such as ``3`` or ``3a`` for each step of a SOP, from the numbers as its record gives them.

    A lone letter is a sub-step of the number before it; a step without a number counts on.
    """
    ids: list[str] = []
    last = 0
    for step in steps:
        match = _PRINTED.fullmatch(_number_text(step))
        digits, letter = (match["digits"], match["letter"] or "") if match else (None, "")
        if digits:
            last = int(digits)
        elif not letter:
            last += 1
        ids.append(f"{last}{letter.lower()}")
    return ids


def _number_text(step: Mapping[str, Any]) -> str:
    leaf = step.get("no") or {}
    value = leaf.get("value")
    return value if isinstance(value, str) else str(leaf.get("text") or "")
