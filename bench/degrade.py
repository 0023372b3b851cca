"""Renditions: a digital PDF as a scanner, a phone or a fax gives it back. Image-only PDFs, always the same for a seed.

A rendition is a list of damages, each with a strength from 0 (none) to 1 (the worst that is still read by people).
A single damage is a rendition too: ``skew``, ``skew:0.4``, ``stamp:1``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image

from bench import damage_light, damage_paper, damage_shape
from bench.picture import Picture, Random

Damage = Callable[[Picture, float, float, Random], Picture]
"""Picture (grey, or colour for what a phone sees), pixels per mm, strength, random -> picture."""

DAMAGES: dict[str, Damage] = {
    **damage_shape.DAMAGES,
    **damage_light.DAMAGES,
    **damage_paper.DAMAGES,
}
Recipe = tuple[tuple[str, float, float], ...]
"""Damage, least and most strength."""

RENDITIONS: dict[str, tuple[int, int, Recipe]] = {
    "scan200": (
        200,
        75,
        (("punch", 0.0, 0.6), ("skew", 0.0, 0.25), ("blur", 0.1, 0.3), ("noise", 0.1, 0.3), ("speckle", 0.0, 0.3)),
    ),
    "copy": (
        200,
        60,
        (("bleed", 0.1, 0.4), ("contrast", 0.3, 0.8), ("faint_lines", 0.1, 0.5), ("skew", 0.1, 0.3))
        + (("speckle", 0.3, 0.8), ("noise", 0.2, 0.4), ("edge", 0.3, 1.0)),
    ),
    "phone": (
        170,
        55,
        (("curl", 0.0, 0.5), ("perspective", 0.1, 0.4), ("desk", 0.0, 0.5), ("shadow", 0.2, 0.7))
        + (("blur", 0.1, 0.4), ("noise", 0.2, 0.5), ("badge", 1.0, 1.0)),
    ),
    "photo": (
        170,
        50,
        (("curl", 0.2, 0.9), ("fold", 0.0, 0.8), ("perspective", 0.4, 1.0), ("desk", 0.6, 1.0), ("shadow", 0.5, 1.0))
        + (("blur", 0.2, 0.6), ("noise", 0.3, 0.8)),
    ),
    "fax": (
        150,
        75,
        (("skew", 0.0, 0.2), ("blur", 0.2, 0.4), ("noise", 0.2, 0.4), ("threshold", 0.2, 0.7), ("streaks", 0.0, 0.6)),
    ),
    "rot": (200, 75, (("quarter_turn", 1.0, 1.0), ("skew", 0.0, 0.2), ("noise", 0.1, 0.3))),
}
"""Dots per inch, JPEG quality, damages."""
SINGLE_DPI, SINGLE_QUALITY = 200, 80


def recipe_of(rendition: str) -> tuple[int, int, Recipe]:
    """The composed rendition of that name, or a single damage ``name[:strength]``. KeyError for another."""
    if rendition in RENDITIONS:
        return RENDITIONS[rendition]
    name, _, strength = rendition.partition(":")
    amount = float(strength or 0.6)
    if name == "dpi":
        return round(300 - 200 * amount), SINGLE_QUALITY, ()
    if name == "jpeg":
        return SINGLE_DPI, round(90 - 60 * amount), ()
    if name not in DAMAGES:
        raise KeyError(rendition)
    return SINGLE_DPI, SINGLE_QUALITY, ((name, amount, amount),)


def render_rendition(pdf: bytes, rendition: str, seed: str) -> bytes:
    """The image-only PDF of a rendition."""
    dpi, quality, recipe = recipe_of(rendition)
    random = np.random.default_rng(list(seed.encode()))
    strengths = [(name, float(random.uniform(low, high))) for name, low, high in recipe]
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture: Picture = page.render(scale=dpi / 72, grayscale=True).to_numpy().copy()
        for name, strength in strengths:
            picture = DAMAGES[name](picture, dpi / 25.4, strength, random)
        pages.append(Image.fromarray(picture))
    return _pdf(pages, dpi, quality)


def _pdf(pages: Sequence[Image.Image], dpi: int, quality: int) -> bytes:
    buffer = BytesIO()
    undated = {"creationDate": None, "modDate": None, "producer": "bench"}
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality, **undated)
    return buffer.getvalue()
