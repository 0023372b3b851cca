"""Damages of paper and handling: stamps, punched holes, folds, bleed-through, faint lines, dirt, badges."""

from __future__ import annotations

import cv2
import numpy as np

from bench.picture import PAPER, Picture, Random, clipped, smooth_noise

BADGES = ("Dipindai dengan CamScanner", "Scanned by CamScanner", "Scanned with CamScanner")


def stamp(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A round office stamp over the text, grey as a scan shows its colour."""
    height, width = picture.shape
    radius = int(18 * pixels_per_mm)
    centre = (int(random.uniform(0.25, 0.85) * width), int(random.uniform(0.25, 0.7) * height))
    ink = np.full_like(picture, 255)
    thick = max(1, int(0.6 * pixels_per_mm))
    for share in (1.0, 0.9, 0.6):
        cv2.circle(ink, centre, int(radius * share), (0,), thick, cv2.LINE_AA)
    scale = pixels_per_mm / 9
    left = (centre[0] - radius // 2, centre[1])
    cv2.putText(ink, "NUSABAKTI", left, cv2.FONT_HERSHEY_SIMPLEX, scale, (0,), thick, cv2.LINE_AA)
    worn = smooth_noise(picture.shape, 3 * pixels_per_mm, random) * 0.2 + 0.75
    return clipped(picture - (255.0 - ink) * strength * 0.75 * np.clip(worn, 0, 1))


def punch(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Two filing holes at the left edge, dark as the scanner's lid."""
    out = picture.copy()
    if strength < 0.3:
        return out
    height, x = picture.shape[0], int(9 * pixels_per_mm)
    for side in (-1, 1):
        centre = (x + int(random.integers(-4, 5)), int(height / 2 + side * 40 * pixels_per_mm))
        cv2.circle(out, centre, int(2.8 * pixels_per_mm), (int(40 + 60 * (1 - strength)),), -1, cv2.LINE_AA)
    return out


def fold(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A crease across the page: a bright and a dark band, the text beside it paler."""
    height, width = picture.shape
    at, slope = random.uniform(0.3, 0.7) * height, random.uniform(-0.03, 0.03)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    far = (ys - at - slope * xs) / pixels_per_mm
    dark = np.exp(-((far - 0.5) ** 2) / 0.4) * 60 * strength
    bright = np.exp(-((far + 0.3) ** 2) / 0.15) * 120 * strength
    return clipped(picture - dark + bright)


def bleed(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """The other side shining through: its mirrored, blurred print."""
    back = cv2.GaussianBlur(np.ascontiguousarray(picture[:, ::-1]), (0, 0), 0.25 * pixels_per_mm).astype(np.float32)
    return clipped(picture - (255 - np.roll(back, int(6 * pixels_per_mm), axis=0)) * 0.3 * strength)


def faint_lines(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Long rulings paler than the text and broken in places."""
    ink = (picture < 140).astype(np.uint8)
    length = int(9 * pixels_per_mm)
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    gaps = smooth_noise(picture.shape, 2.5 * pixels_per_mm, random) > 2.6 - 1.6 * strength
    paler = picture + (255.0 - picture) * np.where(gaps, 1.0, 0.75 * strength)
    return np.where((lines > 0) | (upright > 0), clipped(paler), picture).astype(np.uint8)


def speckle(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Dirt: dark specks of up to half a millimetre."""
    out = picture.copy()
    height, width = picture.shape
    for _ in range(int(strength * 400)):
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        cv2.circle(out, centre, int(random.exponential(0.11) * pixels_per_mm), (int(random.integers(20, 140)),), -1)
    return out


def edge(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A black margin where the lid stood open."""
    out = picture.copy()
    size = int(strength * 8 * pixels_per_mm)
    if random.random() < 0.5:
        out[:, out.shape[1] - size :] = 15
    else:
        out[:size] = 15
    return out


def badge(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A scanner app's footer below the page."""
    room = int(9 * pixels_per_mm)
    out = cv2.copyMakeBorder(picture, 0, room, 0, 0, cv2.BORDER_CONSTANT, value=(PAPER,))
    height, width = out.shape
    left = width - int(72 * pixels_per_mm)
    top = height - room + int(2 * pixels_per_mm)
    cv2.rectangle(out, (left, top), (left + int(6 * pixels_per_mm), top + int(5 * pixels_per_mm)), (120,), -1)
    inside = (left + 4, top + int(4 * pixels_per_mm))
    cv2.putText(out, "CS", inside, cv2.FONT_HERSHEY_SIMPLEX, pixels_per_mm / 8, (255,), 2)
    place = (left + int(8 * pixels_per_mm), top + int(4 * pixels_per_mm))
    word = BADGES[int(random.integers(0, len(BADGES)))]
    cv2.putText(out, word, place, cv2.FONT_HERSHEY_SIMPLEX, pixels_per_mm / 8.5, (70,), 1, cv2.LINE_AA)
    return np.asarray(out, np.uint8)


DAMAGES = {"stamp": stamp, "punch": punch, "fold": fold, "bleed": bleed, "faint_lines": faint_lines,
           "speckle": speckle, "edge": edge, "badge": badge}  # fmt: skip
