"""The names by which a record's arrows call its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from normalize.numbers import StepNumber, repair_step_numbers

SECOND = "b"
"""The row below a step that has no number of its own, nor room for one, is the step's second part."""


def step_ids(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """An id such as ``3`` or ``3a`` for each step of a record's SOP, as its edges use them."""
    printed = [str((step.get("no") or {}).get("text") or "") for step in steps]
    return step_keys(repair_step_numbers(printed) if any(printed) else [None] * len(printed))


def step_keys(numbers: Sequence[StepNumber | None]) -> list[str]:
    """Keys such as 3 and 3a. A lone letter is a sub-step of the number before it; a row without number counts on.

    >>> step_keys(repair_step_numbers(["1", "2", "", "", "3", ""]))
    ['1', '2', '2b', '2c', '3', '4']
    >>> step_keys(repair_step_numbers(["", "1", "2"]))
    ['0', '1', '2']
    >>> step_keys(repair_step_numbers(["1", "1.1", "1.2", "2", "2.1"]))
    ['1', '1.1', '1.2', '2', '2.1']
    """
    values = [number.value if number else None for number in numbers]
    keys: list[str] = []
    last, unnumbered = 0, -1  # no step above that the first row could be a part of
    for index, number in enumerate(numbers):
        value = values[index]
        following = next((other for other in values[index + 1 :] if other is not None), None)
        if value is None and following == last + 1:
            letter = chr(ord(SECOND) + min(unnumbered, ord("z") - ord(SECOND))) if unnumbered >= 0 else ""
            keys.append(f"{last}{letter}")
            unnumbered += 1
            continue
        last, unnumbered = last + 1 if value is None else value or last, 0
        keys.append(number.name or f"{last}{number.sub or ''}" if number else str(last))
    return keys
