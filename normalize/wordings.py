"""Fuzzy comparison of short printed wordings (headers, labels, roles) with the vocabularies in ``vocab/``."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from rapidfuzz.distance import Levenshtein

SHORTEST_FUZZY = 5
"""Wordings with fewer letters must match exactly: one wrong letter of "No" or "Ket" makes another word."""
FOLDED = 0.98
"""Score of a wording that is equal once spaces are dropped and look-alike letters are folded."""
ADDED_WORD = 3
"""Letters before or behind a whole wording that make another word of it ("PPID Pelaksana"), not a misreading."""
WITH_ADDED_WORD = 0.6
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


def load_vocab(name: str) -> dict[str, Any]:
    """A vocabulary file of this room, by its name without ``.json``."""
    text = resources.files("normalize").joinpath("vocab", f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def lowered(text: str) -> str:
    """Lower case, one space between words, no accents; punctuation stays."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u00ad", ""))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.lower().split())


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


def make_forms(labelled: Mapping[str, Iterable[str]], exact: Iterable[str] = ()) -> tuple[Form, ...]:
    """Forms of a vocabulary; ``exact`` names the wordings that take no fuzzy match."""
    only = {plain(text) for text in exact}
    forms = []
    for label, texts in labelled.items():
        for text in texts:
            folded = fold(text)
            forms.append(Form(label, text, plain(text), folded, len(folded) < SHORTEST_FUZZY or plain(text) in only))
    return tuple(forms)


def best_form(text: str, forms: Sequence[Form]) -> Best:
    """The form most like a text. Scores run from 0 to 1; 1.0 means equal but for case and edge punctuation."""
    bare, folded = plain(text), fold(text)
    if not folded:
        return Best(None, 0.0)
    top: dict[str, tuple[float, str]] = {}
    for form in forms:
        score = form_score(bare, folded, form)
        if score > top.get(form.label, (0.0, ""))[0]:
            top[form.label] = (score, form.text)
    ranked = sorted(top.items(), key=lambda entry: -entry[1][0])
    if not ranked:
        return Best(None, 0.0)
    label, (score, wording) = ranked[0]
    if len(ranked) == 1:
        return Best(label, score, wording)
    return Best(label, score, wording, ranked[1][0], ranked[1][1][0])


def form_score(bare: str, folded: str, form: Form) -> float:
    """1.0 for equal texts, ``FOLDED`` for equal shapes, else the share of letters that agree (0 for exact forms)."""
    if bare == form.plain:
        return 1.0
    if folded == form.folded:
        return FOLDED
    if form.exact or len(folded) < SHORTEST_FUZZY - 1:
        return 0.0
    if len(folded) - len(form.folded) >= ADDED_WORD and folded.startswith(form.folded) | folded.endswith(form.folded):
        return WITH_ADDED_WORD
    return float(Levenshtein.normalized_similarity(folded, form.folded, score_cutoff=0.4))
