"""Damages of light and sensor: shadow, blur, noise, contrast, threshold, streaks."""

from __future__ import annotations

import cv2
import numpy as np

from bench.picture import Picture, Random, clipped, smooth_noise

MOST_BLUR_MM = 0.22
MOST_NOISE = 26.0


def shadow(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Uneven light and the edge of a hand's shadow."""
    height, width = picture.shape
    slope = np.linspace(1, 1 - 0.45 * strength * random.uniform(0.5, 1), width)[None, :]
    slope = slope[:, ::-1] if random.random() < 0.5 else slope
    edge = smooth_noise((height, width), width / 3, random)
    hand = 1 - 0.35 * strength / (1 + np.exp(-6 * (edge - 0.6)))
    return clipped(picture * slope * hand)


def blur(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Out of focus, by up to a fifth of a millimetre."""
    sigma = strength * MOST_BLUR_MM * pixels_per_mm
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(sigma, 0.05)), np.uint8)


def noise(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A sensor's noise."""
    return clipped(picture * (1 - 0.05 * strength) + random.normal(0, strength * MOST_NOISE, picture.shape))


def contrast(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A photocopy: greys pushed to black and white, ink spread or eaten."""
    spread = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.09 * pixels_per_mm), np.float32)
    middle = 150 + 55 * strength * random.choice((-1, 1))
    copied = 255 / (1 + np.exp(-(spread - middle) / (60 - 45 * strength)))
    return clipped(picture + (copied - picture) * min(1.0, 3 * strength))


def threshold(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Two levels, cut too light or too dark."""
    if strength == 0:
        return picture
    cut = 140 + 70 * strength * random.choice((-1, 1))
    return np.where(picture > cut, 255, 0).astype(np.uint8)


def streaks(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A fax line or a dirty glass: thin bright and dark lines down the page."""
    out = picture.copy()
    for _ in range(round(strength * 6)):
        x = int(random.integers(0, picture.shape[1]))
        size = int(random.integers(1, max(2, int(0.3 * pixels_per_mm)) + 1))
        out[:, x : x + size] = random.choice((0, 255))
    return out


DAMAGES = {
    "shadow": shadow,
    "blur": blur,
    "noise": noise,
    "contrast": contrast,
    "threshold": threshold,
    "streaks": streaks,
}
