"""The words this room knows: a list of its own with inflections, and the words of the other vocabularies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from normalize.wordings import load_vocab

LETTERS = re.compile(r"[a-z]{3,}")
VOWELS = "aeiou"
DROPPED = {"p": "m", "t": "n", "k": "ng", "s": "ny"}
"""First letters that melt into the prefix: periksa, memeriksa."""
NASAL = {**dict.fromkeys("bfvp", "m"), **dict.fromkeys("djczt", "n"), **dict.fromkeys("ghk" + VOWELS, "ng")}
CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
BESIDE = ("roles", "headers", "labels", "regulations", "identity_cues", "people")
MISREAD_KEYS = frozenset({"ocr", "misread", "source"})


def inflections(stem: str) -> frozenset[str]:
    """The usual forms of a stem; some of them are never used, which does no harm.

    >>> {"memeriksa", "diperiksa", "pemeriksaan", "memproses"} <= inflections("periksa") | inflections("proses")
    True
    """
    active = _nasals(stem)
    bases = {stem, f"di{stem}", f"ter{stem}", f"ber{stem}", f"ber{stem}an", f"diper{stem}", f"memper{stem}"}
    bases |= {f"me{base}" for base in active}
    nouns = {f"pe{base}" for base in active} | {f"per{stem}", f"ke{stem}", stem}
    endings = {f"{base}{ending}" for base in bases for ending in ("", "kan", "i")}
    return frozenset(endings | {f"{noun}an" for noun in nouns} | {f"pe{base}" for base in active})


def _nasals(stem: str) -> set[str]:
    """The stem as it stands behind me- and pe-, loan words with their first letter kept."""
    first = stem[0]
    kept = NASAL.get(first, "") + stem
    return {kept, DROPPED[first] + stem[1:], "n" * (first == "s") + stem} if first in DROPPED else {kept}


@cache
def listed_words() -> frozenset[str]:
    """Words that are surely used, in lower case, three letters or more: only these are put in place of a misreading."""
    listed = load_vocab("common_words")
    own = {word for group in (*listed["words"].values(), listed["stems"]) for word in group.split() if len(word) > 2}
    beside = {word for name in BESIDE for text in _texts(load_vocab(name)) for word in LETTERS.findall(text.lower())}
    return frozenset(own | beside)


@cache
def known_words() -> frozenset[str]:
    """The listed words, all inflections of the stems, rarer words and names: these are never taken for misreadings."""
    vocab = load_vocab("common_words")
    forms = {form for stem in vocab["stems"].split() for form in inflections(stem)}
    return listed_words().union(forms, *(group.split() for group in vocab["known"].values()))


def _texts(value: object) -> Iterator[str]:
    """All texts of a vocabulary that are printed forms, no misreadings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in MISREAD_KEYS:
                yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def is_known(word: str, known: Collection[str]) -> bool:
    """Whether a word, or the word before its clitic, is among ``known`` (lower case).

    >>> is_known("Berkasnya", known_words()), is_known("diparat", known_words())
    (True, False)
    """
    bare = word.lower()
    return bare in known or any(bare.endswith(end) and bare[: -len(end)] in known for end in CLITICS)
