"""Fuzzy comparison of short printed wordings (headers, labels, roles) with the vocabularies in ``vocab/``."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

SHORTEST_FUZZY = 5
"""Wordings with fewer letters must match exactly: one wrong letter of "No" or "Ket" makes another word."""
FOLDED = 0.98
"""Score of a wording that is equal once spaces are dropped and look-alike letters are folded."""
ADDED_WORD = 3
"""Letters before or behind a whole wording that make another word of it ("PPID Pelaksana"), not a misreading."""
WITH_ADDED_WORD = 0.6
LEAST_ALIKE = 0.4
"""Share of letters below which two wordings have nothing to do with each other."""
LOOKALIKES = str.maketrans({"l": "i", "1": "i", "|": "i", "!": "i", "j": "i", "0": "o", "5": "s", "8": "b"})
EDGES = " \t\r\n.,;:*_'\"`~|[]{}<>=-–—•·…"


@dataclass(frozen=True, slots=True)
class Best:
    """The best match of a text among labelled forms, and the best of any other label."""

    label: str | None
    score: float
    form: str = ""
    runner_up: str | None = None
    runner_up_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Form:
    """One wording of a label. ``exact`` wordings take no fuzzy match."""

    label: str
    text: str
    plain: str
    folded: str
    exact: bool


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """The forms of a vocabulary, found by their texts; ``fuzzy`` are the places of those that take a fuzzy match."""

    all: tuple[Form, ...]
    by_plain: Mapping[str, tuple[int, ...]]
    by_folded: Mapping[str, tuple[int, ...]]
    fuzzy: tuple[int, ...]
    fuzzy_folded: tuple[str, ...]


def load_vocab(name: str) -> dict[str, Any]:
    """A vocabulary file of this room, by its name without ``.json``."""
    text = resources.files("normalize").joinpath("vocab", f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def lowered(text: str) -> str:
    """Lower case, one space between words, no accents; punctuation stays."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("\u00ad", ""))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(text.lower().split())


def plain(text: str) -> str:
    """The same without punctuation at the edges.

    >>> plain("  Dasar   HUKUM :")
    'dasar hukum'
    """
    return lowered(text).strip(EDGES)


def fold(text: str) -> str:
    """Letters and digits only, with the shapes that engines mix up folded into one.

    >>> fold("Narna S0P") == fold("Nama SOP")
    True
    """
    joined = re.sub(r"[^a-z0-9|!&]", "", plain(text))
    return joined.replace("rn", "m").replace("vv", "w").translate(LOOKALIKES)


def make_forms(labelled: Mapping[str, Iterable[str]], exact: Iterable[str] = ()) -> Forms:
    """Forms of a vocabulary; ``exact`` names the wordings that take no fuzzy match."""
    only = {plain(text) for text in exact}
    forms = []
    for label, texts in labelled.items():
        for text in texts:
            folded = fold(text)
            forms.append(Form(label, text, plain(text), folded, len(folded) < SHORTEST_FUZZY or plain(text) in only))
    fuzzy = tuple(at for at, form in enumerate(forms) if not form.exact)
    by_plain, by_folded = _places(form.plain for form in forms), _places(form.folded for form in forms)
    return Forms(tuple(forms), by_plain, by_folded, fuzzy, tuple(forms[at].folded for at in fuzzy))


def _places(texts: Iterable[str]) -> dict[str, tuple[int, ...]]:
    places: dict[str, tuple[int, ...]] = {}
    for at, text in enumerate(texts):
        places[text] = (*places.get(text, ()), at)
    return places


def best_form(text: str, forms: Forms) -> Best:
    """The form most like a text. Scores run from 0 to 1; 1.0 means equal but for case and edge punctuation."""
    bare, folded = plain(text), fold(text)
    if not folded:
        return Best(None, 0.0)
    top: dict[str, tuple[float, str]] = {}
    for at, score in sorted(form_scores(bare, folded, forms).items()):
        form = forms.all[at]
        if score > top.get(form.label, (0.0, ""))[0]:
            top[form.label] = (score, form.text)
    ranked = sorted(top.items(), key=lambda entry: -entry[1][0])
    if not ranked:
        return Best(None, 0.0)
    label, (score, wording) = ranked[0]
    if len(ranked) == 1:
        return Best(label, score, wording)
    return Best(label, score, wording, ranked[1][0], ranked[1][1][0])


def form_scores(bare: str, folded: str, forms: Forms) -> dict[int, float]:
    """By the places of the forms like a text: 1.0 for equal texts, ``FOLDED`` for equal shapes, else the share of
    letters that agree (exact forms have none). What is not named has 0.
    """
    scores: dict[int, float] = {}
    if len(folded) >= SHORTEST_FUZZY - 1:
        similar = Levenshtein.normalized_similarity
        near = process.extract(folded, forms.fuzzy_folded, scorer=similar, score_cutoff=LEAST_ALIKE, limit=None)
        scores = {forms.fuzzy[at]: float(score) for _, score, at in near}
        for end in range(1, len(folded) - ADDED_WORD + 1):
            within = (*forms.by_folded.get(folded[:end], ()), *forms.by_folded.get(folded[-end:], ()))
            scores |= {at: WITH_ADDED_WORD for at in within if not forms.all[at].exact}
    scores |= dict.fromkeys(forms.by_folded.get(folded, ()), FOLDED)
    return scores | dict.fromkeys(forms.by_plain.get(bare, ()), 1.0)
