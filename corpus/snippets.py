"""The part of a text that shows why it was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.query import Term
from corpus.words import split_glued, split_words, stem

MARK_OPEN, MARK_CLOSE = "⟦", "⟧"
"""Stand around found words in a snippet; the text itself never holds them. Escape first, then turn them into markup."""

SNIPPET_LETTERS = 180

_WORD = re.compile(r"[^\W_]+")
_OWN_MARKS = str.maketrans({MARK_OPEN: "[", MARK_CLOSE: "]"})


def _run_at(run: list[str], form: tuple[str, ...], begins: bool) -> bool:
    size = len(form)
    for start in range(len(run) - size + 1):
        part = run[start : start + size]
        last = part[-1].startswith(form[-1]) or stem(part[-1]).startswith(form[-1]) if begins else part[-1] == form[-1]
        if part[:-1] == list(form[:-1]) and last:
            return True
    return False


def make_snippet(text: str, terms: Sequence[Term]) -> str:
    """The text around the first found word, found words between marks, cut parts shown by an ellipsis."""
    text = " ".join(text.translate(_OWN_MARKS).split())
    spans = _found_spans(text, terms)
    start = _cut_start(text, spans[0][0]) if spans else 0
    end = min(len(text), start + SNIPPET_LETTERS)
    pieces, at = [], start
    for left, right in spans:
        if right <= end:
            pieces += [text[at:left], MARK_OPEN, text[left:right], MARK_CLOSE]
            at = right
    return ("…" if start else "") + "".join(pieces) + text[at:end] + ("…" if end < len(text) else "")


def _cut_start(text: str, first: int) -> int:
    if first < SNIPPET_LETTERS * 2 // 3:
        return 0
    blank = text.find(" ", first - SNIPPET_LETTERS // 3, first)
    return blank + 1 if blank >= 0 else first


def _found_spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where found words stand; words of a phrase count only where the whole phrase does."""
    printed = list(_WORD.finditer(text))
    run = [(word, at) for at, match in enumerate(printed) for word in split_words(match[0])]
    words = [word for word, _ in run]
    found = {at for at, match in enumerate(printed) for term in terms if _holds_alone(match[0], term)}
    for term in terms:
        for form in term.forms:
            begins = term.kind == "prefix" and form is term.typed
            if len(form) > 1 or begins:
                starts = (i for i in range(len(words)) if _run_at(words[i : i + len(form)], form, begins))
                found |= {at for i in starts for _, at in run[i : i + len(form)]}
    return [printed[at].span() for at in sorted(found)]


def _holds_alone(printed: str, term: Term) -> bool:
    words = {*split_words(printed), *split_glued(printed)}
    stems = {stem(word) for word in words}
    single = [form[0] for form in term.forms if len(form) == 1 and not (term.kind == "prefix" and form is term.typed)]
    return any(word in words or stem(word) in stems for word in single)
