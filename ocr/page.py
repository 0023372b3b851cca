"""The type this room hands on: an upright page, its words and the facts about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Grey picture, shape (height, width), 0 = black ink, 255 = white paper."""

BBox = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the upright page image, y pointing down."""

PageKind = Literal["digital", "scan"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box. ``confidence`` is 0..1; a digital text layer gives 1.0."""

    text: str
    bbox: BBox
    confidence: float = 1.0
    upright: bool = True
    """False for text that runs up or down the page, as in narrow column headers."""


WHOLE: BBox = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Part:
    """Where a page stands in its file: the 1-based page of the file, and the box on it in fractions, as stored."""

    page: int
    box: BBox = WHOLE


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Facts about one page and what was done to it."""

    number: int
    """1-based; the page's number in the source file, unless one before it was a scan of two pages."""
    kind: PageKind
    dpi: float
    """Pixels per inch of the upright image, estimated for photographs."""
    rotation: int = 0
    """Degrees clockwise that the stored page was turned to stand upright: 0, 90, 180, 270."""
    skew_deg: float = 0.0
    quality: float = 1.0
    """0..1, contrast and sharpness of the ink; 1.0 for digital pages."""
    repairs: tuple[str, ...] = ()
    """Names of the repairs done, in order, such as ``rotation`` or ``warp``."""
    part: Part | None = None
    """Where the page stands in its file; None: it is the whole page of that number."""

    @property
    def in_file(self) -> Part:
        """Where the page stands in its file."""
        return self.part or Part(self.number)


@dataclass(frozen=True, slots=True)
class Page:
    """An upright page.

    ``image`` holds the ink of the page. For digital pages it is the drawing without its text (rulings,
    symbols, arrows) and ``words`` holds the text layer in the same pixel space; for scans ``image`` holds
    everything and ``words`` is empty.
    """

    info: PageInfo
    image: Image
    words: tuple[Word, ...] = ()
    print_view: Image | None = None
    """The page as people see it where that is not ``image``: digital pages with their text."""
    pictures: tuple[BBox, ...] = ()
    """Digital pages: where large pictures without words of the text layer stand, such as a table pasted as one."""
    stains: Image | None = None
    """By how much coloured pens and stamps, which ``image`` is without, darken a scan; None where there are none."""

    @property
    def view(self) -> Image:
        """The upright page as people see it."""
        seen = self.image if self.print_view is None else self.print_view
        return seen if self.stains is None else np.asarray(cv2.subtract(seen, self.stains), np.uint8)

    @property
    def pixels_per_mm(self) -> float:
        """Scale of the image."""
        return self.info.dpi / 25.4
