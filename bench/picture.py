"""The picture type of the damages, and the one way they warp and add noise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Grey, shape (h, w)."""
Random = np.random.Generator
PAPER = 250


def clipped(values: NDArray[np.floating]) -> Picture:
    """Grey levels back to bytes."""
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def moved(picture: Picture, x: NDArray[np.floating], y: NDArray[np.floating]) -> Picture:
    """Each pixel taken from (x, y); white paper outside."""
    across, down = x.astype(np.float32), y.astype(np.float32)
    return np.asarray(cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderValue=(PAPER,)), np.uint8)


def smooth_noise(shape: tuple[int, int], size: float, random: Random) -> NDArray[np.float32]:
    """Slow noise of mean 0 and deviation 1, blobs of about ``size`` pixels."""
    small = random.normal(0, 1, (max(2, int(shape[0] / size) + 2), max(2, int(shape[1] / size) + 2))).astype(np.float32)
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
