"""Bullets, arrows and ticks of symbol fonts: to a text layer they are letters that mean nothing."""

from __future__ import annotations

import re

UNNAMED = re.compile("[\uf020-\uf0ff]|\\(cid:\\d+\\)")
"""A letter of a symbol font, and a glyph without any letter in the text layer."""
GLYPHS = {
    **dict.fromkeys("\uf06c\uf06e\uf077\uf09f\uf0a7\uf0b2\uf0b7", "•"),
    **dict.fromkeys("\uf06f\uf071\uf0a8", "□"),
    **dict.fromkeys("\uf0ae\uf0e0\uf0e8\uf0f0", "→"),
    "\uf0a1": "○",
    "\uf076": "❖",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf0fe": "☑",
    "\uf0d6": "√",
    "\uf02d": "-",
    "\uf0a3": "≤",
    "\uf0b0": "°",
    "\uf0b1": "±",
    "\uf0b3": "≥",
    "\uf0b4": "×",
}
"""What Word sets in its fonts Symbol and Wingdings for lists, marks and signs."""
BULLET = "•"


def with_plain_symbols(text: str) -> str:
    """The text with the glyphs of symbol fonts as letters; an unknown one is a bullet, as most in these documents are.

    >>> with_plain_symbols("\uf0b7 Surat \uf0b1 5 lembar"), with_plain_symbols("(cid:132)")
    ('• Surat ± 5 lembar', '•')
    """
    return UNNAMED.sub(lambda found: GLYPHS.get(found.group(), BULLET), text)
