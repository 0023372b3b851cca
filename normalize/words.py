"""The words this room knows: a list of its own with inflections, and the words of the other vocabularies."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack

from normalize.wordings import load_vocab

LETTERS = re.compile(r"[a-z]{3,}")
VOWELS = "aeiou"
DROPPED = {"p": "m", "t": "n", "k": "ng", "s": "ny"}
"""First letters that melt into the prefix: periksa, memeriksa."""
NASAL = {**dict.fromkeys("bfvp", "m"), **dict.fromkeys("djczt", "n"), **dict.fromkeys("ghk" + VOWELS, "ng")}
CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
BESIDE = ("roles", "headers", "labels", "regulations", "identity_cues", "people")
RAREST = 540
"""Rarity of a word up to which it counts as attested, in hundredths of a power of ten: one word of 250,000."""
SHORTEST_ATTESTED = 4
"""Shorter words of the web are mostly abbreviations, as misreadings look."""
NO_WORDS = frozenset({"ocr", "misread", "source", "leading", "trailing"})
"""Parts of the vocabularies that are misreadings, notes, or titles beside names, which are no words but shortenings."""


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


def is_phrase(text: str) -> bool:
    """Whether a text is made of listed words for the most part: what an office does, and nobody's name.

    >>> is_phrase("Komunikasi, Informatika dan Persandian"), is_phrase("BUDI SANTOSO, SE")
    (True, False)
    """
    words = [word for word in LETTERS.findall(text.lower()) if len(word) >= SHORTEST_ATTESTED]
    return bool(words) and sum(word in listed_words() for word in words) * 2 > len(words)


@cache
def known_words() -> frozenset[str]:
    """The listed words, all inflections of the stems, rarer words and names: these are never taken for misreadings."""
    vocab = load_vocab("common_words")
    stems = f"{vocab['stems']} {vocab['rarer stems']}".split()
    forms = {form for stem in stems for form in inflections(stem)}
    return listed_words().union(forms, *(group.split() for group in vocab["known"].values()))


@cache
def place_names() -> frozenset[str]:
    """Words (lower case) of the names of provinces, regencies and cities; some are a letter off a common word."""
    names = _texts(list(load_vocab("places")["provinces"].items()))
    return frozenset(word for name in names for word in LETTERS.findall(name.lower()))


@cache
def attested_words() -> frozenset[str]:
    """The known words and those of everyday Indonesian: an author may well have written them.

    Only ever used to judge: among rare words of the web there are misspelt ones, which no repair may trust.
    Source: the list of the wordfreq package (Speer 2022, data CC BY-SA 4.0), read without its code, which needs half
    a second to load.

    Raises:
        LookupError: wordfreq is not installed, or its list has another form.
    """
    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise LookupError("the package wordfreq is not installed")
    packed = (Path(found.origin).parent / "data" / "small_id.msgpack.gz").read_bytes()
    form, *by_rarity = msgpack.unpackb(gzip.decompress(packed))
    if form != {"format": "cB", "version": 1}:
        raise LookupError(f"the word list of wordfreq has an unknown form: {form}")
    common = {word for group in by_rarity[: RAREST + 1] for word in group}
    return known_words().union(word for word in common if len(word) >= SHORTEST_ATTESTED and word.isalpha())


def _texts(value: object) -> Iterator[str]:
    """All texts of a vocabulary that are printed forms, no misreadings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in NO_WORDS:
                yield from _texts(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _texts(child)


def is_known(word: str, known: Collection[str]) -> bool:
    """Whether a word, or the word before its clitic, is among ``known`` (lower case).

    >>> is_known("Berkasnya", known_words()), is_known("diparat", known_words())
    (True, False)
    """
    bare = word.lower()
    return bare in known or any(bare.endswith(end) and bare[: -len(end)] in known for end in CLITICS)
