"""Damages of light, lens and sensor, and what apps and copiers make of them."""

from __future__ import annotations

import cv2
import numpy as np

from bench.picture import Picture, Random, clipped, like, lit, smooth_noise

INKS = ((8, 6, 6), (34, 24, 16), (22, 22, 44), (40, 26, 22), (12, 16, 30))
"""What apps make of black print: near black, brown, blue."""
MOST_BLUR_MM = 0.22
MOST_MOTION_MM = 0.45
MOST_NOISE = 26.0
COARSE = 8
"""Light changes slowly: it is reckoned on every eighth pixel."""
WARM = (1.0, 0.96, 0.84)
COLD = (0.9, 0.96, 1.0)
"""Share of red, green and blue that lamps and daylight leave at most."""


def shadow(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Uneven light, the edge of a hand's or phone's shadow, and the lamp's colour."""
    height, width = picture.shape[0] // COARSE + 1, picture.shape[1] // COARSE + 1
    slope = np.linspace(1, 1 - 0.45 * strength * random.uniform(0.5, 1), width, dtype=np.float32)[None, :]
    slope = slope[:, ::-1] if random.random() < 0.5 else slope
    edge = smooth_noise((height, width), width / 1.4, random)
    hand = 1 - 0.35 * strength / (1 + np.exp(-random.uniform(2.5, 7) * (edge - 0.5)))
    light = (slope * hand).astype(np.float32)
    if picture.ndim == 2:
        return lit(picture, light)
    lamp = np.array(WARM if random.random() < 0.6 else COLD, np.float32)
    return lit(picture, light[..., None] * (1 - np.float32(strength * random.uniform(0.2, 0.8)) * (1 - lamp)))


def glare(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A lamp mirrored by shiny paper: a spot where ink fades."""
    height, width = picture.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = random.uniform(0.1, 0.9) * width, random.uniform(0.1, 0.9) * height
    far = np.hypot((xs - x) * random.uniform(0.5, 1), ys - y) / (random.uniform(25, 60) * pixels_per_mm)
    spot = like(np.asarray(np.exp(-(far**2)) * 0.9 * strength, np.float32), picture)
    return clipped(picture + (255.0 - picture) * spot)


def blur(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Out of focus, by up to a fifth of a millimetre."""
    sigma = strength * MOST_BLUR_MM * pixels_per_mm
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(sigma, 0.05)), np.uint8)


def motion(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A hand that moved: smeared along one direction."""
    size = max(1, round(strength * MOST_MOTION_MM * pixels_per_mm * 2))
    kernel = np.zeros((2 * size + 1, 2 * size + 1), np.float32)
    angle = random.uniform(0, np.pi)
    reach = strength * MOST_MOTION_MM * pixels_per_mm / 2
    dx, dy = reach * np.cos(angle), reach * np.sin(angle)
    ends = [(int((size + side * dx) * 16), int((size + side * dy) * 16)) for side in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,), 1, cv2.LINE_AA, 4)
    kernel[size, size] = max(kernel[size, size], 1.0)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def noise(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A sensor's noise, a little of it in colour."""
    grain = random.standard_normal(picture.shape[:2], dtype=np.float32) * np.float32(strength * MOST_NOISE)
    grain -= np.float32(6 * strength)
    if picture.ndim == 2:
        return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), np.uint8)
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    patches = random.standard_normal((height, width, 3), dtype=np.float32) * np.float32(strength * MOST_NOISE * 0.4)
    coloured = cv2.resize(patches, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    coloured = cv2.add(coloured, cv2.merge([grain, grain, grain]))
    return np.asarray(cv2.add(picture, coloured, dtype=cv2.CV_8U), np.uint8)


def contrast(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A photocopy: greys pushed to black and white, ink spread or eaten."""
    spread = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.09 * pixels_per_mm), np.float32)
    middle = 150 + 55 * strength * random.choice((-1, 1))
    copied = 255 / (1 + np.exp(-(spread - middle) / (60 - 45 * strength)))
    return clipped(picture + (copied - picture) * min(1.0, 3 * strength))


def faint(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A worn ribbon or an empty cartridge: all ink paler, in bands."""
    bands = smooth_noise(picture.shape, 14 * pixels_per_mm, random, 20)
    share = like(np.clip(strength * (0.52 + 0.12 * bands), 0, 0.8).astype(np.float32), picture)
    return clipped(picture + (255.0 - picture) * share)


def enhance(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A scanner app's filter: smoothed, paper to white, ink darker, sharper and tinted; grey remains of shadows."""
    if strength == 0:
        return picture
    calm = cv2.bilateralFilter(picture, 5, 18 + 40 * strength, 2.0)
    small = cv2.resize(picture, None, fx=0.12, fy=0.12, interpolation=cv2.INTER_AREA)
    size = max(3, int(1.1 * pixels_per_mm) | 1)
    ground = cv2.GaussianBlur(cv2.dilate(small, np.ones((size, size), np.uint8)), (0, 0), size / 2)
    wide = cv2.resize(ground, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(calm, cv2.max(wide, 40.0), scale=255)  # type: ignore[call-overload]
    low, high = 20 + 30 * strength * random.random(), 252 - (14 + 22 * strength)
    levels = np.clip((np.arange(256) - low) * (255 / (high - low)), 0, 255)
    stretched = cv2.LUT(flat, levels.astype(np.uint8))
    sharp = cv2.addWeighted(stretched, 1 + 0.6 * strength, cv2.GaussianBlur(stretched, (0, 0), 0.16 * pixels_per_mm),
                            -0.6 * strength, 0)  # fmt: skip
    if picture.ndim == 3:
        tint = np.array(INKS[int(random.integers(0, len(INKS)))], np.float32)
        sharp = cv2.LUT(sharp, (tint + np.arange(256)[:, None] * (1 - tint / 255)).astype(np.uint8)[None])
    share = min(1.0, 2 * strength)
    return np.asarray(cv2.addWeighted(sharp, share, picture, 1 - share, 0), np.uint8)


def threshold(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Two levels, cut too light or too dark."""
    if strength == 0:
        return picture
    cut = 140 + 70 * strength * random.choice((-1, 1))
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.where(grey > cut, 255, 0).astype(np.uint8)


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
    "glare": glare,
    "blur": blur,
    "motion": motion,
    "noise": noise,
    "contrast": contrast,
    "faint": faint,
    "enhance": enhance,
    "threshold": threshold,
    "streaks": streaks,
}
