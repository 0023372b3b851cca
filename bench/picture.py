"""The picture type of the damages, and how they shade, warp, ink and add noise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Grey, shape (h, w), or red, green, blue, shape (h, w, 3)."""
Field = NDArray[np.float32]
"""A number for each pixel, shape (h, w)."""
Random = np.random.Generator
Colour = tuple[int, int, int]
PAPER = 250
BLACK: Colour = (25, 25, 28)


def clipped(values: NDArray[np.floating]) -> Picture:
    """Levels back to bytes."""
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def like(field: Field, picture: Picture) -> Field:
    """A field that can be multiplied with the picture, whether grey or coloured."""
    return field if picture.ndim == 2 else field[..., None]


def tone(colour: Colour, picture: Picture) -> NDArray[np.float32]:
    """A colour as the picture shows it: grey for a grey one."""
    if picture.ndim == 2:
        return np.asarray(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2], np.float32)
    return np.asarray(colour, np.float32)


def lit(picture: Picture, light: NDArray[np.float32]) -> Picture:
    """The picture under light given coarsely, shape (h, w) or (h, w, 3) like the picture; 1 leaves it as it is."""
    fine = cv2.resize(light, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(picture, fine, dtype=cv2.CV_8U), np.uint8)


def inked(picture: Picture, ink: Field, colour: Colour) -> Picture:
    """Translucent ink of a colour laid over; ``ink`` is 0 none to 1 full."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return picture
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    out = picture.copy()
    out[part] = clipped(picture[part] * (1 - like(ink[part], picture) * (1 - tone(colour, picture) / 255)))
    return out


def covered(picture: Picture, mask: NDArray[np.bool_], colour: Colour) -> Picture:
    """Opaque colour where the mask is."""
    out = picture.copy()
    out[mask] = tone(colour, picture).astype(np.uint8)
    return out


def moved(picture: Picture, x: NDArray[np.floating], y: NDArray[np.floating]) -> Picture:
    """Each pixel taken from (x, y); the edge goes on outside."""
    across, down = x.astype(np.float32), y.astype(np.float32)
    return np.asarray(cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def smooth_noise(shape: tuple[int, ...], size: float, random: Random, stretch: float = 1.0) -> Field:
    """Slow noise of mean 0 and deviation 1, blobs of about ``size`` pixels, ``stretch`` times as wide."""
    height, width = shape[:2]
    small = random.standard_normal(
        (max(2, int(height / size) + 2), max(2, int(width / size / stretch) + 2)), dtype=np.float32
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
