"""Habits of authors, put upon the texts of a procedure: slips of the pen, lists in cells, words of a special field."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bench.content import Sop, Step

CARELESS = 0.45
"""Share of authors who do not read their text again."""
SHORT_FORMS = {
    "yang": "yg",
    "dengan": "dgn",
    "sudah": "sdh",
    "untuk": "utk",
    "dan": "&",
    "kepada": "kpd",
    "surat": "srt",
}
LETTERS = "abcdefghij"
LONG_WORD = re.compile(r"\b[a-z]{7,}\b")
CLAUSE = re.compile(r", (?:dan |kemudian |lalu )?")
FEWEST_PARTS = 2


def with_habits(dice: random.Random, sop: Sop, field_words: Sequence[tuple[str, str, str]]) -> Sop:
    """The same procedure in the words of an author. ``field_words`` are acts of special fields: act, need, result."""
    steps = [_of_field(dice, step, field_words) if dice.random() < 0.3 else step for step in sop.steps]
    if dice.random() < 0.3:
        steps = [_with_list(dice, step) if dice.random() < 0.4 else step for step in steps]
    if dice.random() < CARELESS:
        steps = [_slipped(dice, step) for step in steps]
    return replace(sop, steps=tuple(_joined_again(steps)))


def _of_field(dice: random.Random, step: Step, field_words: Sequence[tuple[str, str, str]]) -> Step:
    act, need, result = dice.choice(field_words)
    plain = all(doer.kind == "process" for doer in step.doers) and step.doers
    needs = need if step.needs and dice.random() < 0.5 and "kelengkapan" not in step.also else step.needs
    return replace(step, text=act, needs=needs, output=result if step.output else "") if plain else step


def _with_list(dice: random.Random, step: Step) -> Step:
    """An act or what it needs as a list inside the cell: lettered, numbered or with dashes."""
    mark = dice.choice((lambda at: f"{LETTERS[at]}. ", lambda at: f"{at + 1}. ", lambda at: "- "))
    needs = _listed(re.split(r"[,;] ", step.needs), mark) if "kelengkapan" not in step.also else None
    parts = CLAUSE.split(step.text)
    text = _listed([part[:1].upper() + part[1:] for part in parts], mark) if dice.random() < 0.5 else None
    return replace(step, text=text or step.text, needs=needs or step.needs)


def _listed(parts: Sequence[str], mark: Callable[[int], str]) -> str | None:
    whole = len(parts) >= FEWEST_PARTS and all(len(part) > 3 for part in parts)
    return "\n".join(f"{mark(at)}{part}" for at, part in enumerate(parts)) if whole else None


def _slipped(dice: random.Random, step: Step) -> Step:
    needs = step.needs if "kelengkapan" in step.also else slip(dice, step.needs)
    return replace(step, text=slip(dice, step.text), needs=needs, output=slip(dice, step.output))


def slip(dice: random.Random, text: str) -> str:
    """One slip at most: a wrong letter, a blank too many or missing, a small beginning, a comma at the end."""
    if len(text) < 8:
        return text
    slips = (_misspelt, _blank_before_comma, _no_blank_after_comma, _small_beginning, _open_end, _shortened)
    return dice.choices((lambda _, same: same, *slips), (60, 10, 6, 5, 8, 4, 7))[0](dice, text)


def _misspelt(dice: random.Random, text: str) -> str:
    """A letter of a long word left out, doubled, or changed with its neighbour."""
    words = list(LONG_WORD.finditer(text))
    if not words:
        return text
    word = dice.choice(words)
    at = dice.randrange(word.start() + 1, word.end() - 2)
    letters = dice.choice((text[at + 1], text[at] * 2 + text[at + 1], text[at + 1] + text[at]))
    return text[:at] + letters + text[at + 2 :]


def _blank_before_comma(dice: random.Random, text: str) -> str:
    return text.replace(", ", " , ", 1)


def _no_blank_after_comma(dice: random.Random, text: str) -> str:
    return text.replace(", ", ",", 1)


def _small_beginning(dice: random.Random, text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _open_end(dice: random.Random, text: str) -> str:
    return text + dice.choice((",", ".", ";", " ,"))


def _shortened(dice: random.Random, text: str) -> str:
    found = [word for word in SHORT_FORMS if f" {word} " in text]
    word = dice.choice(found) if found else ""
    return text.replace(f" {word} ", f" {SHORT_FORMS[word]} ", 1) if word else text


def _joined_again(steps: Sequence[Step]) -> list[Step]:
    """A cell that reaches over several rows says the same on each of them."""
    rows = list(steps)
    for at, step in enumerate(rows):
        for column, above in step.joined.items():
            if column == "kelengkapan":
                rows[at] = replace(rows[at], needs=rows[above].needs)
            elif column == "output":
                rows[at] = replace(rows[at], output=rows[above].output)
    return rows
