"""Colours of lines, fills and words, as ``#rrggbb``: grey ones, and those that office programs give shapes unasked."""

from __future__ import annotations

from dataclasses import dataclass

BLACK, WHITE = "#000000", "#ffffff"
DARK = 0.55
"""Fills darker than this carry white words."""


@dataclass(frozen=True, slots=True)
class Palette:
    """How a flowchart is drawn: the edge and the fill of its symbols, and its connectors."""

    edge: str
    fill: str
    link: str


def grey(level: float) -> str:
    """0 is black, 1 white.

    >>> grey(0.5)
    '#808080'
    """
    return "#" + f"{round(level * 255):02x}" * 3


def parts(colour: str) -> tuple[float, float, float]:
    """Red, green and blue, each 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def is_dark(colour: str) -> bool:
    """Whether words on this colour are white (luma of ITU-R BT.601).

    >>> is_dark("#4472c4"), is_dark("#bdd7ee")
    (True, False)
    """
    red, green, blue = parts(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < DARK


GREYS = tuple(Palette(BLACK, grey(level), BLACK) for level in (1.0, 1.0, 1.0, 1.0, 1.0, 0.85, 0.65, 0.15))
OFFICE = (
    Palette("#385d8a", "#4f81bd", "#4a7ebb"),
    Palette("#41719c", "#5b9bd5", "#5b9bd5"),
    Palette("#2f528f", "#4472c4", "#4472c4"),
    Palette("#2f528f", WHITE, "#4472c4"),
    Palette("#4f81bd", WHITE, BLACK),
    Palette("#f79646", WHITE, BLACK),
    Palette(BLACK, "#ffff00", BLACK),
    Palette(BLACK, "#9bbb59", BLACK),
    Palette(BLACK, "#bdd7ee", "#4472c4"),
)
"""The shapes of Word and Excel of three ages as they come, and what authors make of them."""
HEADS = ("#d9e2f3", "#bdd7ee", "#8eaadb", "#ffff00", "#ffe599", "#c5e0b3", "#92d050", "#fbe4d5")
"""Shades that the same programs offer for cells."""
