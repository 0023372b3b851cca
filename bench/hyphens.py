"""Places where a word may be broken, after the rules of Indonesian syllables."""

from __future__ import annotations

import re

SOFT = "\u00ad"
"""Soft hyphen: seen only where a line ends at it."""
LEAST = 7
"""Letters of a word that is ever broken."""
VOWELS, ONE_SOUND = "aiueo", ("ng", "ny", "kh", "sy")
WORD = re.compile(r"[A-Za-z]+")


def with_soft_hyphens(text: str) -> str:
    """The text with a soft hyphen between the syllables of its long words."""
    return WORD.sub(lambda found: SOFT.join(syllables(found.group())), text)


def syllables(word: str) -> list[str]:
    """A word cut before a consonant and vowel, and between two consonants; short words stay whole.

    >>> syllables("kelengkapan")
    ['ke', 'leng', 'ka', 'pan']
    """
    if len(word) < LEAST:
        return [word]
    parts, begun, small = [], 0, word.lower()
    for at in range(2, len(word) - 2):
        here, following = small[at], small[at + 1]
        if small[at - 1 : at + 1] in ONE_SOUND or here in VOWELS or at - begun < 2:
            continue
        if following in VOWELS or (small[at : at + 2] in ONE_SOUND and small[at + 2] in VOWELS):
            parts.append(word[begun:at])
            begun = at
    return [*parts, word[begun:]]
