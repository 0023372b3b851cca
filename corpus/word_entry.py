"""The words of an SOP as the index keeps them: one text whose cells can be told apart again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from corpus.rows import Passage
from corpus.words import split_glued, split_words, stem

CELL_END, STEP, LISTS = "|", "/", "#"
MARKS = frozenset({CELL_END, STEP, LISTS})
"""Between two cells; before each step but the first; before the identity block. Words of their own to the index."""

EXTRA_END, EXTRA_STEP, EXTRA_LISTS = "\n", "\t", "\f"
"""The same among the extra words, where the index does not see them."""

UNINDEXED = frozenset({"disahkan_oleh.nip"})
"""Personal numbers are stored for the question about signatories but are not found by searching."""


@lru_cache(maxsize=16384)  # cells repeat: "5 menit", "Disposisi", the name of the office
def text_to_words(text: str, raw: str) -> tuple[str, str]:
    """(words as printed, further words under which a text is found); ``raw`` is what the engine read.

    The further ones are stems where they differ, parts of words that lost a blank, and words of ``raw``.
    """
    printed, others = split_words(text), split_glued(text)
    if raw and raw != text:
        others += [*split_words(raw), *split_glued(raw)]
    extra = dict.fromkeys((*others, *map(stem, printed), *map(stem, others)))
    for word in printed:
        extra.pop(word, None)
    return " ".join(printed), " ".join(extra)


def passages_to_texts(passages: Sequence[Passage]) -> tuple[str, str, str, str]:
    """title, title_extra, body and body_extra of a WordEntry."""
    (title, title_extra), *cells = [
        ("", "") if passage.field in UNINDEXED else text_to_words(passage.text, str(passage.leaf.get("raw") or ""))
        for passage in passages
    ]
    body, extra, last, lists = list[str](), list[str](), 0, False
    for passage, (printed, more) in zip(passages[1:], cells, strict=True):
        body.append(CELL_END)
        extra.append(EXTRA_END)
        if passage.step is None and not lists:
            lists = True
            body.append(LISTS)
            extra.append(EXTRA_LISTS)
        for _ in range((passage.step or last) - last):
            body.append(STEP)
            extra.append(EXTRA_STEP)
        last = passage.step or last
        if printed:
            body.append(printed)
        if more:
            extra.append(more)
    return title, title_extra, _fenced(body[1:]), _fenced(extra[1:])


def texts_to_words(texts: Iterable[str]) -> set[str]:
    """Every word of such texts."""
    return {word for text in texts for word in text.split()} - MARKS


def _fenced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def cells_of_body(body: str, extra: str) -> Iterator[str]:
    """` words | extra words ` of each passage behind the title, in order, fenced with blanks."""
    for printed, more in zip(body.split(CELL_END), extra.split(EXTRA_END), strict=True):
        yield f"{printed}{EXTRA_END}{more}"


def units_of_body(body: str, extra: str) -> tuple[list[str], str]:
    """The same for each step, and for the identity block as a whole."""
    steps, _, lists = body.partition(LISTS)
    further, _, more = extra.partition(EXTRA_LISTS)
    pairs = zip(steps.split(STEP), further.split(EXTRA_STEP), strict=True)
    return [f"{printed}{EXTRA_END}{words}" for printed, words in pairs], f"{lists}{EXTRA_END}{more}"
