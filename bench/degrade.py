"""Renditions: a digital PDF as a scanner, a phone or a fax gives it back. Image-only PDFs, always the same for a seed.

A rendition is a list of damages, each with a strength from 0 (none) to 1 (the worst that is still read by people).
A single damage is a rendition too: ``skew``, ``skew:0.4``, ``stamp:1``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image

from bench import damage_ink, damage_light, damage_paper, damage_shape
from bench.picture import Picture, Random
from bench.spread import Groups, join_pages, spread_groups

Damage = Callable[[Picture, float, float, Random], Picture]
"""Picture, pixels per mm, strength, random -> picture."""

DAMAGES: dict[str, Damage] = {
    **damage_shape.DAMAGES,
    **damage_light.DAMAGES,
    **damage_paper.DAMAGES,
    **damage_ink.DAMAGES,
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """Dots per inch, JPEG quality, colour or grey, and per damage its least and most strength and its chance.

    ``spread`` is the strength of the fold between two pages on one scan, None for a page a scan.
    """

    dpi: int
    quality: int
    damages: tuple[tuple[str, float, float, float], ...] = ()
    colour: bool = False
    spread: float | None = None


RENDITIONS: dict[str, Rendition] = {
    "scan200": Rendition(200, 75, (
        ("bleed", 0.0, 0.2, 0.3), ("punch", 0.3, 1.0, 0.4), ("skew", 0.0, 0.25, 1), ("blur", 0.1, 0.3, 1),
        ("noise", 0.05, 0.25, 1), ("speckle", 0.0, 0.3, 0.6), ("edge", 0.1, 0.5, 0.25))),
    "office": Rendition(200, 70, (
        ("signature", 0.4, 1.0, 0.8), ("stamp", 0.4, 1.0, 0.8), ("fold", 0.2, 0.7, 0.3), ("punch", 0.3, 1.0, 0.5),
        ("skew", 0.0, 0.3, 1), ("blur", 0.1, 0.35, 1), ("noise", 0.05, 0.2, 1)), colour=True),
    "copy": Rendition(200, 60, (
        ("stamp", 0.4, 0.8, 0.4), ("bleed", 0.1, 0.4, 1), ("contrast", 0.3, 0.8, 1), ("faint_lines", 0.1, 0.5, 1),
        ("skew", 0.1, 0.3, 1), ("speckle", 0.3, 0.8, 1), ("noise", 0.1, 0.3, 1), ("edge", 0.3, 1.0, 0.7))),
    "phone": Rendition(200, 60, (
        ("signature", 0.3, 0.8, 0.3), ("stamp", 0.3, 0.9, 0.3), ("curl", 0.0, 0.4, 1), ("perspective", 0.0, 0.25, 1),
        ("skew", 0.0, 0.3, 1), ("shadow", 0.2, 0.8, 1), ("blur", 0.1, 0.4, 1), ("noise", 0.1, 0.4, 1),
        ("enhance", 0.4, 1.0, 1), ("dog_ear", 0.2, 0.8, 0.15), ("badge", 0.1, 1.0, 0.85)), colour=True),
    "photo": Rendition(170, 55, (
        ("stamp", 0.4, 0.9, 0.2), ("signature", 0.4, 0.9, 0.2), ("fold", 0.1, 0.8, 0.4), ("crumple", 0.1, 0.6, 0.3),
        ("stain", 0.1, 0.6, 0.2), ("desk", 0.6, 1.0, 1), ("curl", 0.1, 0.8, 1), ("perspective", 0.3, 1.0, 1),
        ("shadow", 0.4, 1.0, 1), ("glare", 0.2, 0.6, 0.15), ("motion", 0.1, 0.4, 0.3), ("blur", 0.2, 0.5, 1),
        ("noise", 0.2, 0.6, 1)), colour=True),
    "fax": Rendition(150, 75, (
        ("fax_header", 0.6, 1.0, 0.6), ("skew", 0.0, 0.2, 1), ("blur", 0.2, 0.4, 1), ("noise", 0.2, 0.4, 1),
        ("threshold", 0.1, 0.7, 1), ("streaks", 0.0, 0.6, 0.6))),
    "rot": Rendition(200, 75, (("quarter_turn", 0.5, 1.0, 1), ("skew", 0.0, 0.2, 1), ("noise", 0.05, 0.25, 1))),
    "spread": Rendition(280, 70, (("skew", 0.0, 0.2, 1), ("blur", 0.1, 0.3, 1), ("noise", 0.05, 0.25, 1)), spread=0.6),
}  # fmt: skip
SINGLE = Rendition(200, 80)
SINGLES_IN_COLOUR = ("stamp", "signature", "badge", "desk", "shadow", "dog_ear", "stain", "glare", "enhance")
PAGE_DAMAGES = ("dpi", "jpeg", "spread")
"""Damages of the file and not of a picture."""
USUAL = 0.6
"""Strength of a single damage named without one."""


def rendition_of(name: str) -> Rendition:
    """The composed rendition of that name, or a single damage ``name[:strength]``. KeyError for another."""
    if name in RENDITIONS:
        return RENDITIONS[name]
    damage, _, strength = name.partition(":")
    amount = float(strength or USUAL)
    if damage == "dpi":
        return Rendition(round(300 - 200 * amount), SINGLE.quality)
    if damage == "jpeg":
        return Rendition(SINGLE.dpi, round(90 - 60 * amount))
    if damage == "spread":
        return Rendition(280, SINGLE.quality, spread=amount)
    if damage not in DAMAGES:
        raise KeyError(name)
    steps = ((damage, amount, amount, 1.0),)
    return Rendition(SINGLE.dpi, SINGLE.quality, steps, colour=damage in SINGLES_IN_COLOUR)


def page_groups(pdf: bytes, name: str) -> Groups:
    """Which pages (from 1) stand on each page of the rendition."""
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(pdf)]
    if rendition_of(name).spread is None:
        return tuple((page,) for page in range(1, len(sizes) + 1))
    return spread_groups(sizes)


def render_rendition(pdf: bytes, name: str, seed: str) -> bytes:
    """The image-only PDF of a rendition."""
    rendition = rendition_of(name)
    random = np.random.default_rng(list(seed.encode()))
    chosen = _strengths(rendition, random)
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for group in page_groups(pdf, name):
        picture = _page(document, group, rendition, random)
        for damage, strength in chosen:
            picture = DAMAGES[damage](picture, rendition.dpi / 25.4, strength, random)
        pages.append(Image.fromarray(picture))
    return _pdf(pages, rendition.dpi, rendition.quality)


def _strengths(rendition: Rendition, random: Random) -> list[tuple[str, float]]:
    """The damages of this file, each as strong as the lot has it."""
    return [
        (damage, float(random.uniform(low, high)))
        for damage, low, high, chance in rendition.damages
        if chance >= 1 or random.random() < chance
    ]


def _page(document: pypdfium2.PdfDocument, group: Sequence[int], rendition: Rendition, random: Random) -> Picture:
    """One page, or two on one scan, drawn smaller so that both fit the glass."""
    scale = rendition.dpi / 72 * (0.72 if len(group) > 1 else 1)
    upright = [_picture(document[page - 1], scale, rendition.colour) for page in group]
    if len(upright) == 1:
        return upright[0]
    return join_pages(upright[0], upright[1], rendition.dpi / 25.4 * 0.72, rendition.spread or 0.0, random)


def _picture(page: pypdfium2.PdfPage, scale: float, colour: bool) -> Picture:
    """A page drawn in grey, or in red, green and blue."""
    pixels = page.render(scale=scale, grayscale=not colour, rev_byteorder=True).to_numpy()
    return np.array(pixels[..., :3] if colour else pixels, np.uint8)


def _pdf(pages: Sequence[Image.Image], dpi: int, quality: int) -> bytes:
    buffer = BytesIO()
    undated = {"creationDate": None, "modDate": None, "producer": "bench"}
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality, **undated)
    return buffer.getvalue()
