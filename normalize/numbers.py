"""Step numbers as printed, misread or lost, brought back by the order they must stand in."""  # noqa: A005 - never imported without its room

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.outlines import named_otherwise

LONGEST_RUN = 400
"""Rows compared with each other; a longer table is judged in pieces of this many."""
LOOKALIKES = str.maketrans("OoQDlIi|!]SsBZzGgqA", "0000111111558226994")
EXACT = re.compile(r"[\W_]*([0-9]{1,3})[\W_]*", re.ASCII)
WITH_LETTER = re.compile(r"[\W_]*([0-9]{1,3})[\s.)]*([a-z])[\W_]*", re.ASCII)
LETTER = re.compile(r"\(?([a-z])[.)]?", re.ASCII)
ANY_LETTER = re.compile(r"\(?([A-Za-z])[.)]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class StepNumber:
    """``value`` is the number meant (for a sub-step its parent's), ``sub`` the letter of a sub-step.

    ``changed`` is True where ``value`` is not what is printed; ``reason`` then says why, in Indonesian.
    """

    printed: str
    value: int | None
    sub: str | None = None
    changed: bool = False
    reason: str | None = None
    name: str | None = None
    """What the step is called where it is not counted in whole numbers: 1.1, IV, c."""


def repair_step_numbers(printed: Sequence[str]) -> tuple[StepNumber, ...]:
    """The numbers of a table's steps in order. Gaps and repeats that are clearly printed stay.

    >>> [number.value for number in repair_step_numbers(["1", "2", "S", "4.", "", "6"])]
    [1, 2, 3, 4, 5, 6]
    >>> [number.value for number in repair_step_numbers(["12", "14", "15"])]
    [12, 14, 15]
    >>> [number.value for number in repair_step_numbers(["5", "6", "", "1", "8"])]
    [5, 6, None, 7, 8]
    >>> [number.value for number in repair_step_numbers(["1", "2", "3", "", "4", ""])]
    [1, 2, 3, None, 4, None]
    """
    repaired: list[StepNumber] = []
    for start in range(0, len(printed), LONGEST_RUN):
        repaired += _repair_run(printed[start : start + LONGEST_RUN])
    return tuple(_under_parents(repaired))


def _repair_run(printed: Sequence[str]) -> list[StepNumber]:
    named = named_otherwise(printed)
    numbers = [
        StepNumber(text, named[index][0], name=named[index][1]) if index in named else read_number(text)
        for index, text in enumerate(printed)
    ]
    numbers = _next_letters(numbers)
    main = [index for index, number in enumerate(numbers) if number.sub is None and number.name is None]
    values = _in_order([numbers[index] for index in main])
    for index, number in zip(main, values, strict=True):
        numbers[index] = number
    return numbers


def read_number(text: str) -> StepNumber:
    """One printed number by itself; letters that may be digits stay undecided (``value`` None)."""
    exact = EXACT.fullmatch(text)
    if exact:
        return StepNumber(text, int(exact.group(1)))
    numbered = WITH_LETTER.fullmatch(text)
    if numbered:
        return StepNumber(text, int(numbered.group(1)), numbered.group(2))
    letter = LETTER.fullmatch(text.strip())
    if letter and letter.group(1) not in "lioszgq":
        return StepNumber(text, None, letter.group(1))
    return StepNumber(text, None)


def _next_letters(numbers: Sequence[StepNumber]) -> list[StepNumber]:
    """A letter that goes on from a sub-step's is one too, also where it was read as a capital, or may be a digit.

    >>> [number.sub for number in _next_letters([read_number(text) for text in ("1", "b.", "C.", "8", "S")])]
    [None, 'b', 'c', None, None]
    """
    found: list[StepNumber] = []
    for number in numbers:
        letter = ANY_LETTER.fullmatch(number.printed.strip())
        before = found[-1].sub if found and found[-1].value is None else None
        follows = letter and before and ord(letter.group(1).lower()) == ord(before) + 1
        undecided = number.value is None and number.sub is None and number.name is None
        found.append(replace(number, sub=number.printed.strip("(.) ").lower()) if follows and undecided else number)
    return found


def _in_order(numbers: Sequence[StepNumber]) -> list[StepNumber]:
    anchors = _anchors([number.value for number in numbers])
    if not anchors:
        return [_alone(number) for number in numbers]
    result = list(numbers)
    awaited = [None if index in anchors else _expected(index, anchors, numbers) for index in range(len(numbers))]
    blank = [index not in anchors and not number.printed.strip() for index, number in enumerate(numbers)]
    partly = any(lost and expected is None for lost, expected in zip(blank, awaited, strict=True))
    for index, (number, expected) in enumerate(zip(numbers, awaited, strict=True)):
        if partly and blank[index] and not min(anchors) < index < max(anchors):
            continue  # a form that numbers only some of its rows may not number its last one either
        if expected is not None and expected != number.value and not (number.value == 1 and index > max(anchors)):
            result[index] = replace(number, value=expected, changed=True, reason=_reason(number, expected))
    return result


def _alone(number: StepNumber) -> StepNumber:
    """Without any sure number around it, a misread digit is read by its shape alone."""
    possible = candidates(number.printed)
    if number.value is not None or len(possible) != 1:
        return number
    return replace(number, value=possible[0], changed=True, reason=f"{number.printed} terbaca sebagai angka")


def candidates(text: str) -> list[int]:
    """Numbers a misread text may stand for: its shapes as digits, or its digits alone."""
    bare = re.sub(r"[\W_]+", "", text, flags=re.ASCII) if text != "|" else text
    shapes = bare.translate(LOOKALIKES)
    found = [int(shapes)] if re.fullmatch(r"[0-9]{1,3}", shapes) else []
    digits = re.sub(r"[^0-9]", "", text)
    return found + [int(digits)] if digits and len(digits) <= 3 and int(digits) not in found else found


def _anchors(values: Sequence[int | None]) -> set[int]:
    """Rows whose printed numbers agree with each other: the rising chain with the most steps of exactly one per row.

    A number that falls back to 1 starts a chain of its own, so that the steps of a second procedure stay as printed.
    """
    starts = [0] + [index for index, value in enumerate(values) if value == 1 and _restarts(values, index)]
    found: set[int] = set()
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        found |= {start + index for index in _chain(values[start:end])}
    return found


def _restarts(values: Sequence[int | None], index: int) -> bool:
    following = next((value for value in values[index + 1 :] if value is not None), None)
    return index > 0 and following == 2


def _chain(values: Sequence[int | None]) -> set[int]:
    best: dict[int, tuple[float, int | None]] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        score, before = (1.5 if value == index + 1 else 1.0), None
        for earlier, (reached, _) in best.items():
            rise, rows = value - (values[earlier] or 0), index - earlier
            if rise <= 0 and not (rise == 0 and rows == 1):
                continue
            gain = reached + (2.0 if rise == rows else 1.0 if 0 < rise <= rows + 2 else 0.1)
            if gain > score:
                score, before = gain, earlier
        best[index] = (score, before)
    last: int | None = max(best, key=lambda index: best[index][0], default=None)
    chain: set[int] = set()
    while last is not None:
        chain.add(last)
        last = best[last][1]
    return chain


def _expected(index: int, anchors: set[int], numbers: Sequence[StepNumber]) -> int | None:
    """The number a row must have between its neighbours; None where they leave more than one possibility."""
    before = max((anchor for anchor in anchors if anchor < index), default=None)
    after = min((anchor for anchor in anchors if anchor > index), default=None)
    low = None if before is None else (numbers[before].value or 0) + index - before
    high = None if after is None else (numbers[after].value or 0) - (after - index)
    if high is not None and numbers[after or 0].value == 1:
        high = None
    if low is not None and high is not None and low != high:
        if (told := _among_printed(index, before or 0, after or 0, numbers)) is not None:
            return told
        possible = [number for number in candidates(numbers[index].printed) if low <= number <= high]
        return possible[0] if possible else None
    expected = low if low is not None else high
    return expected if expected is not None and expected >= 1 else None


def _among_printed(index: int, before: int, after: int, numbers: Sequence[StepNumber]) -> int | None:
    """The number of a row where as many are missing as there are rows with one printed; the others are second parts."""
    first, last = numbers[before].value or 0, numbers[after].value or 0
    printed = [row for row in range(before + 1, after) if numbers[row].printed.strip()]
    return first + 1 + printed.index(index) if index in printed and len(printed) == last - first - 1 else None


def _reason(number: StepNumber, expected: int) -> str:
    if not number.printed.strip():
        return "nomor tidak terbaca, diisi menurut urutan"
    if expected in candidates(number.printed):
        return "huruf mirip angka, sesuai urutan"
    return "tidak sesuai urutan langkah sebelum dan sesudahnya"


def _under_parents(numbers: Sequence[StepNumber]) -> list[StepNumber]:
    """Lone letters take the number of the step above them."""
    found: list[StepNumber] = []
    parent: int | None = None
    for number in numbers:
        if number.sub is None or number.value is not None:
            parent = number.value if number.value is not None else parent
            found.append(number)
        else:
            found.append(replace(number, value=parent))
    return found
