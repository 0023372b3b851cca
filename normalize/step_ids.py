"""The names by which a record's arrows call its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from normalize.numbers import repair_step_numbers


def step_ids(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """An id such as ``3`` or ``3a`` for each step of a record's SOP, as its edges use them.

    A lone letter is a sub-step of the number before it; a step without a number counts on.
    """
    printed = [str((step.get("no") or {}).get("text") or "") for step in steps]
    if not any(printed):
        return [str(position) for position in range(1, len(printed) + 1)]
    ids: list[str] = []
    last = 0
    for number in repair_step_numbers(printed):
        last = last + 1 if number.value is None else number.value or last
        ids.append(f"{last}{number.sub or ''}")
    return ids
