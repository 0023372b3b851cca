"""The words of an SOP as the index keeps them: one text whose cells can be told apart again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.rows import STEP, TITLE, Passage
from corpus.words import split_glued, split_words, stem

CELL_END, STEP_END, STEPS_END = " | ", " / ", " # "
"""Between two cells, between two steps, between the steps and the identity block."""

_SIGN = re.compile(r"([|/#])")

EXTRA_END = "\n"
"""Between the extra words of two cells; the index does not see it."""

UNINDEXED = frozenset({"disahkan_oleh.nip"})
"""Personal numbers are stored for the question about signatories but are not found by searching."""


def passage_to_words(passage: Passage) -> tuple[list[str], list[str]]:
    """(words as printed, further words under which the passage is found).

    The further ones are stems where they differ, parts of words that lost a blank, and what the engine read.
    """
    if passage.field in UNINDEXED:
        return [], []
    text, raw = passage.text, str(passage.leaf.get("raw") or "")
    printed = split_words(text)
    if not printed and not raw:
        return [], []
    others = split_glued(text)
    if raw and raw != text:
        others += [*split_words(raw), *split_glued(raw)]
    known, extra = set(printed), list[str]()
    for word in (*others, *(stem(word) for word in (*printed, *others))):
        if word not in known:
            known.add(word)
            extra.append(word)
    return printed, extra


def passages_to_texts(passages: Sequence[Passage]) -> tuple[tuple[str, str, str, str], set[str]]:
    """((title, title_extra, body, body_extra) of a WordEntry, every word as printed or read)."""
    pairs = [passage_to_words(passage) for passage in passages]
    heads = [pair for pair, item in zip(pairs, passages, strict=True) if item.tier == TITLE]
    steps = [(item.step, pair) for pair, item in zip(pairs, passages, strict=True) if item.tier == STEP]
    lists = [pair for pair, item in zip(pairs, passages, strict=True) if item.tier > STEP]
    body, last = [], None
    for step, (printed, _) in steps:
        body += [CELL_END if step == last else STEP_END, " ".join(printed)]
        last = step
    text = "".join(body[1:]) + STEPS_END + CELL_END.join(" ".join(printed) for printed, _ in lists)
    extra = EXTRA_END.join(" ".join(more) for _, (_, more) in [*steps, *((None, pair) for pair in lists)])
    texts = " ".join(heads[0][0]), " ".join(heads[0][1]), f" {text} ", extra
    return texts, {word for pair in pairs for part in pair for word in part}


def cells_of_body(body: str, extra: str) -> Iterator[tuple[int | None, str]]:
    """(index of the step or None, ` words | extra ` fenced with blanks) of each passage behind the title, in order."""
    parts, further = _SIGN.split(body), extra.split(EXTRA_END)
    if len(parts) // 2 + 1 > len(further):  # no step stands before the sign that ends them
        parts = parts[2:]
        step: int | None = None
    else:
        step = 0
    for at, more in enumerate(further):
        yield step, f"{parts[2 * at]}\n {more} "
        sign = parts[2 * at + 1] if 2 * at + 1 < len(parts) else ""
        step = None if step is None or sign == "#" else step + (sign == "/")
