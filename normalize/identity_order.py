"""Loose lines of a text dump to labels with their values: there is no layout left but the order of the lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from normalize.identity_cells import BlockReader
from normalize.identity_content import BULLET, cue_of_lines, likely_box, printed_title
from normalize.identity_found import (
    HEAD_FIELDS,
    LABEL_SURE,
    LIST_FIELDS,
    Found,
    Reading,
    cut_line,
    has_text,
    line_label,
    second_label,
)
from normalize.lists import item_number
from table_extract.table import Line, LinePlace

MOST_PERMUTED = 4
"""More labels in a row than this are paired in printed order only."""
SURE_CUE = 0.8
"""A paragraph without a label is given to a box from this cue score on."""


def read_dump_lines(lines: Sequence[Line], reading: Reading, reader: BlockReader) -> None:
    """Pair labels and paragraphs in order. Labels that follow each other directly take the paragraphs after them.

    Labels at the very end wait in ``reader`` for the table that follows.
    """
    pending: list[Found] = []
    block: list[Line] = []
    for line in lines:
        labels = _labels(line)
        if not labels:
            block.append(line)
            continue
        if block:
            _settle(pending, block, reading)
            pending, block = [], []
        reading.found += labels
        pending = [*pending, *labels]
    _settle(pending, block, reading)
    if pending:
        reader.expect([found for found in pending if not found.lines])


def _labels(line: Line) -> list[Found]:
    """The label a line begins with and the value after it, or two box labels printed side by side."""
    match = line_label(line.text, first=True)
    if match is None:
        return []
    second = second_label(match)
    if second is not None:
        return [Found(str(match.field), match.score, "order"), Found(str(second.field), second.score, "order")]
    found = Found(str(match.field), match.score, label=match.label)
    if match.rest:
        found.lines.append(cut_line(line, match.rest))
        found.places.append(line.place)
    return [found]


def _settle(pending: Sequence[Found], block: Sequence[Line], reading: Reading) -> None:
    """Give the lines after some labels to them."""
    if not block:
        return
    if not pending:
        (reading.rest if reading.found else reading.above).extend(block)
        return
    empty = [found for found in pending if not found.lines]
    if not empty:
        _go_on(pending[-1], block, reading)
    elif all(found.field in HEAD_FIELDS for found in empty):
        _line_by_line(empty, block)
    else:
        _pair(empty, paragraphs(block), reading)


def _go_on(found: Found, block: Sequence[Line], reading: Reading) -> None:
    """Lines after a label that has its value on its own line."""
    first, *others = paragraphs(block)
    if found.field in LIST_FIELDS or found.field == "disahkan_oleh":
        _give(found, first, "continued")
        others = _missing_labels(found, others, reading)
    else:
        others = [first, *others]
    for lines in others:
        reading.rest += lines


def _line_by_line(empty: Sequence[Found], block: Sequence[Line]) -> None:
    """Head labels one below the other, then their values: one line each, the rest to the last one."""
    for index, found in enumerate(empty):
        last = index == len(empty) - 1
        _give(found, block[index:] if last else block[index : index + 1], "order")


def _pair(empty: Sequence[Found], parts: list[list[Line]], reading: Reading) -> None:
    titles = [part for part in parts if len(part) == 1 and printed_title(part[0].text)]
    parts = [part for part in parts if part not in titles]
    if len(empty) == 1:
        if parts:
            _give(empty[0], parts[0], "below")
            parts = _missing_labels(empty[0], parts[1:], reading)
    else:
        chosen = parts[: len(empty)]
        for found, part in _best_pairs(empty, chosen):
            _give(found, part, "order")
        parts = _missing_labels(empty[-1], parts[len(empty) :], reading)
    for part in [*parts, *titles]:
        reading.rest += part


def _best_pairs(empty: Sequence[Found], parts: Sequence[list[Line]]) -> list[tuple[Found, list[Line]]]:
    """Labels and paragraphs in printed order, or in the order that the content speaks for more loudly."""
    size = len(parts)
    if size == 0 or len(empty) > MOST_PERMUTED:
        return list(zip(empty, parts, strict=False))
    orders = list(permutations(empty, size))
    best = max(orders, key=lambda order: sum(_sounds(f, part) for f, part in zip(order, parts, strict=True)))
    return list(zip(best, parts, strict=True))


def _sounds(found: Found, part: Sequence[Line]) -> float:
    return cue_of_lines(found.field, [line.text for line in part]) if found.field in LIST_FIELDS else 0.0


def _missing_labels(found: Found, parts: Sequence[list[Line]], reading: Reading) -> list[list[Line]]:
    """Paragraphs after a finished value: more of it, or the content of a box whose label was lost. Returns the rest."""
    left = []
    for part in parts:
        texts = [line.text for line in part]
        number = item_number(texts[0])
        numbers = [n for line in found.lines if (n := item_number(line.text)) is not None]
        field, score = likely_box(texts)
        if number is not None and numbers and number == numbers[-1] + 1:
            _give(found, part, found.how)
        elif field is not None and score >= SURE_CUE and not _filled(reading, field):
            lost = Found(field, LABEL_SURE, "content")
            _give(lost, part, "content")
            reading.found.append(lost)
        elif field == found.field:
            _give(found, part, "content")
        else:
            left.append(part)
    return left


def _filled(reading: Reading, field: str) -> bool:
    return any(found.field == field and has_text(found.lines) for found in reading.found)


def _give(found: Found, lines: Sequence[Line], how: str) -> None:
    if how in {"below", "order", "content", "continued"} and not found.lines:
        found.how = how  # type: ignore[assignment]
    found.lines += lines
    found.places += [line.place for line in lines]


def paragraphs(block: Sequence[Line]) -> list[list[Line]]:
    """Lines cut where a list begins anew, and at blank lines that are wider than the narrowest between these lines."""
    parts = [[block[0]]]
    steps = [_gap(a, b) for a, b in zip(block, block[1:], strict=False)]
    usual = min(steps) if len(steps) > 2 else 1
    for (before, line), step in zip(zip(block, block[1:], strict=False), steps, strict=True):
        number = item_number(line.text)
        numbers = [n for other in parts[-1] if (n := item_number(other.text)) is not None]
        restart = number is not None and bool(numbers) and number <= numbers[-1]
        follows = number is not None and bool(numbers) and number == numbers[-1] + 1
        follows = follows or (BULLET.match(line.text) is not None and BULLET.match(parts[-1][0].text) is not None)
        wide = step > max(1, usual) and not follows and not _unfinished(before.text)
        if restart or wide:
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _unfinished(text: str) -> bool:
    return text.rstrip().endswith((",", "-", "/"))


def _gap(before: Line, after: Line) -> int:
    if isinstance(before.place, LinePlace) and isinstance(after.place, LinePlace):
        return after.place.line - before.place.line
    return 1
