"""Damages that move the page's points: skew, turns, perspective, curl, desk around the page."""

from __future__ import annotations

import cv2
import numpy as np

from bench.picture import PAPER, Picture, Random, moved, smooth_noise

MOST_SKEW_DEGREES = 5.0
MOST_CURL_MM = 4.0
MOST_TILT = 0.09
"""Share of the side by which a corner moves."""
DESK_GREY = 62


def skew(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Turned by up to five degrees; the paper stays as large as it was."""
    height, width = picture.shape
    degrees = strength * MOST_SKEW_DEGREES * random.choice((-1, 1)) * random.uniform(0.6, 1)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), borderValue=(PAPER,)), np.uint8)


def quarter_turn(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Landscape pages a quarter turned, or half turned below half strength."""
    landscape = picture.shape[1] > picture.shape[0]
    turns = 0 if strength == 0 else 2 if strength < 0.5 else int(random.choice((1, 3))) if landscape else 0
    return np.ascontiguousarray(np.rot90(picture, turns))


def perspective(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Seen from an angle: each corner moves inwards by its own amount."""
    height, width = picture.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    shift = random.uniform(0, MOST_TILT * strength, (4, 2)) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, (corners + inwards * shift).astype(np.float32))
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderValue=(PAPER,)), np.uint8)


def curl(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A page that does not lie flat: lines bow by up to 4 mm."""
    height, width = picture.shape
    reach = strength * MOST_CURL_MM * pixels_per_mm * random.choice((-1, 1))
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    bow = np.sin(np.pi * (across * random.uniform(0.7, 1.3) + random.uniform(0, 0.4))) * (0.4 + 0.6 * down)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = smooth_noise((height, width), width / 2, random) * reach * 0.15
    return moved(picture, xs + wave, ys + bow * reach)


def desk(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A dark desk around the page."""
    top, bottom, left, right = (int(strength * random.uniform(2, 14) * pixels_per_mm) for _ in range(4))
    grained = cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(DESK_GREY,))
    height, width = grained.shape
    grain = smooth_noise((height, width), 40, random) * 6
    mask = np.ones((height, width), bool)
    mask[top : height - bottom, left : width - right] = False
    return np.asarray(np.where(mask, np.clip(grained + grain, 20, 130), grained), np.uint8)


DAMAGES = {"skew": skew, "quarter_turn": quarter_turn, "perspective": perspective, "curl": curl, "desk": desk}
