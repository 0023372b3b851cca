"""Damages of paper and handling: punched holes, folds, bleed-through, faint lines, dirt, dark edges, crumpling."""

from __future__ import annotations

import cv2
import numpy as np

from bench.picture import BLACK, Picture, Random, clipped, covered, inked, like, lit, smooth_noise

COARSE = 4
"""Relief is reckoned on every fourth pixel."""


def punch(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Two filing holes at an edge, dark as the scanner's lid or white, with a shadow at their rim."""
    if strength < 0.1:
        return picture
    height, width = picture.shape[:2]
    top = width > height and random.random() < 0.5
    depth, middle = (6 + 5 * strength) * pixels_per_mm, (width if top else height) / 2
    hole = np.zeros((height, width), np.uint8)
    rim = np.zeros((height, width), np.uint8)
    for side in (-1, 1):
        along = middle + side * 40 * pixels_per_mm + random.uniform(-1, 1) * pixels_per_mm
        centre = (int(along), int(depth)) if top else (int(depth), int(along))
        cv2.circle(rim, (centre[0] + 2, centre[1] + 2), int(3.0 * pixels_per_mm), (255,), -1, cv2.LINE_AA)
        cv2.circle(hole, centre, int(2.8 * pixels_per_mm), (255,), -1, cv2.LINE_AA)
    out = inked(picture, (rim / 255.0 * 0.35 * strength).astype(np.float32), BLACK)
    return covered(out, hole > 127, (40, 40, 42) if random.random() < 0.6 else (246, 246, 246))


def fold(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A crease across or down the page: a bright and a dark band, the ink on it rubbed off."""
    height, width = picture.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    if random.random() < 0.35:
        ys, xs, height = xs, ys, width
    at, slope = random.choice((0.5, 0.5, 0.33, 0.67)) * height, random.uniform(-0.015, 0.015)
    far = (ys - at - random.uniform(-0.03, 0.03) * height - slope * xs) / pixels_per_mm
    dark = like(np.exp(-((far - 0.5) ** 2) / 0.5) * np.float32(55 * strength), picture)
    beside = like(np.where(far > 0, np.exp(-far / 14), 0) * np.float32(22 * strength), picture)
    rubbed = like(np.exp(-((far + 0.2) ** 2) / 0.1) * np.float32(0.8 * strength), picture)
    return clipped((picture - dark - beside) * (1 - rubbed) + 250 * rubbed)


def bleed(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """The other side shining through: its mirrored, blurred print."""
    back = cv2.GaussianBlur(np.ascontiguousarray(picture[:, ::-1]), (0, 0), 0.25 * pixels_per_mm).astype(np.float32)
    return clipped(picture - (255 - np.roll(back, int(6 * pixels_per_mm), axis=0)) * 0.3 * strength)


def faint_lines(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Long rulings paler than the text and broken in places."""
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    ink = (grey < 140).astype(np.uint8)
    length = int(9 * pixels_per_mm)
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    gaps = smooth_noise(picture.shape, 2.5 * pixels_per_mm, random) > 2.6 - 1.6 * strength
    share = np.where((lines > 0) | (upright > 0), np.where(gaps, 1.0, 0.75 * strength), 0.0).astype(np.float32)
    return clipped(picture + (255.0 - picture) * like(share, picture))


def speckle(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Dirt: dark specks of up to half a millimetre."""
    out = picture.copy()
    height, width = picture.shape[:2]
    for _ in range(int(strength * 400)):
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        grey = int(random.integers(20, 140))
        cv2.circle(out, centre, int(random.exponential(0.11) * pixels_per_mm), (grey, grey, grey), -1)
    return out


def stain(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Old paper: yellowed, with a ring of coffee or damp."""
    height, width = picture.shape[:2]
    aged = (0.18 * strength * (1 + 0.35 * smooth_noise((height, width), width / 4, random))).clip(0, 0.5)
    out = inked(picture, aged.astype(np.float32), (196, 160, 92))
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = random.uniform(0.1, 0.9) * width, random.uniform(0.1, 0.9) * height
    far = np.hypot(xs - x, ys - y) / pixels_per_mm - random.uniform(22, 42)
    ring = (np.exp(-(far**2) / 1.5) + 0.35 * (far < 0)) * 0.4 * strength
    return inked(out, ring.astype(np.float32), (150, 100, 50))


def crumple(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Paper that was crumpled: light and dark facets."""
    shape, scale = (picture.shape[0] // COARSE + 1, picture.shape[1] // COARSE + 1), pixels_per_mm / COARSE
    relief = smooth_noise(shape, 30 * scale, random) + 0.4 * smooth_noise(shape, 11 * scale, random)
    ridges = np.abs(cv2.GaussianBlur(relief, (0, 0), 0.4 * scale))
    tilt = cv2.Sobel(ridges, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(ridges, cv2.CV_32F, 0, 1, ksize=3)
    slope = np.asarray(tilt, np.float32) / (float(np.abs(tilt).max()) or 1.0)
    light = (1 + slope * 0.28 * strength - 0.05 * strength * np.abs(relief).clip(0, 1.5)).clip(0.45, 1.2)
    if picture.ndim == 3:
        light = np.repeat(light[..., None], 3, axis=2)
    return lit(picture, light.astype(np.float32))


def edge(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Black margins where the lid stood open, slanting a little."""
    height, width = picture.shape[:2]
    size = strength * 8 * pixels_per_mm
    mask = np.zeros((height, width), np.uint8)
    lean = random.uniform(-0.6, 0.6) * size
    sides = {
        "right": [(width, 0), (width - size - lean, 0), (width - size + lean, height), (width, height)],
        "left": [(0, 0), (size + lean, 0), (size - lean, height), (0, height)],
        "top": [(0, 0), (0, size + lean), (width, size - lean), (width, 0)],
        "bottom": [(0, height), (0, height - size), (width, height - size - lean), (width, height)],
    }
    for side in random.choice(list(sides), 1 + int(random.random() < 0.4), replace=False):
        cv2.fillPoly(mask, [np.array(sides[str(side)], np.int32)], (1,))
    return covered(picture, mask > 0, (15, 15, 16))


DAMAGES = {"punch": punch, "fold": fold, "bleed": bleed, "faint_lines": faint_lines, "speckle": speckle,
           "stain": stain, "crumple": crumple, "edge": edge}  # fmt: skip
