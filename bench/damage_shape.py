"""Damages that move the page's points: skew, turns, perspective, curl; the desk and the torn corner around it."""

from __future__ import annotations

import cv2
import numpy as np

from bench.picture import Colour, Picture, Random, covered, moved, smooth_noise, tone

MOST_SKEW_DEGREES = 5.0
MOST_CURL_MM = 4.0
MOST_TILT = 0.09
"""Share of the side by which a corner moves."""
DESKS: tuple[tuple[Colour, float, float], ...] = (
    ((62, 62, 66), 40, 1), ((128, 88, 56), 9, 30), ((88, 58, 38), 7, 40), ((34, 46, 78), 5, 1),
    ((176, 160, 136), 12, 20), ((40, 70, 52), 30, 1), ((20, 20, 22), 60, 1),
)  # fmt: skip
"""Colour, size of the grain in pixels, and how much wider than high it is: tables, wood, cloth, mats."""


def skew(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Turned by up to five degrees; the picture grows so that nothing is cut off."""
    height, width = picture.shape[:2]
    degrees = strength * MOST_SKEW_DEGREES * random.choice((-1, 1)) * random.uniform(0.8, 1)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = round(width * cosine + height * sine), round(height * cosine + width * sine)
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    return np.asarray(cv2.warpAffine(picture, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def quarter_turn(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Landscape pages a quarter turned, or half turned below half strength."""
    landscape = picture.shape[1] > picture.shape[0]
    turns = 0 if strength == 0 else 2 if strength < 0.5 else int(random.choice((1, 3))) if landscape else 0
    return np.ascontiguousarray(np.rot90(picture, turns))


def upside_down(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Half turned, from half strength on."""
    return np.ascontiguousarray(np.rot90(picture, 2 if strength >= 0.5 else 0))


def perspective(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Seen from an angle: each corner moves inwards by its own amount."""
    height, width = picture.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    shift = random.uniform(0, MOST_TILT * strength, (4, 2)) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, (corners + inwards * shift).astype(np.float32))
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def curl(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A page that does not lie flat: lines bow by up to 4 mm."""
    height, width = picture.shape[:2]
    reach = strength * MOST_CURL_MM * pixels_per_mm * random.choice((-1, 1))
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    bow = np.sin(np.float32(np.pi) * (across * random.uniform(0.7, 1.3) + random.uniform(0, 0.4))).astype(np.float32)
    wave = smooth_noise((height, width), width / 2, random) * np.float32(reach * 0.15)
    xs = np.arange(width, dtype=np.float32)[None, :] + wave
    ys = np.arange(height, dtype=np.float32)[:, None] + bow * (np.float32(reach) * (np.float32(0.4) + 0.6 * down))
    return moved(picture, xs, ys)


def desk(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A desk, a cloth or a mat around the page."""
    sides = [int(strength * random.uniform(2, 16) * pixels_per_mm) for _ in range(4)]
    top, bottom, left, right = sides
    colour, grain, stretch = DESKS[int(random.integers(0, len(DESKS)))]
    framed = np.asarray(
        cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(0, 0, 0)), np.uint8
    )
    if sum(sides) == 0:
        return framed
    height, width = framed.shape[:2]
    grain_field = smooth_noise((height, width), grain, random, stretch) * np.float32(7)
    outside = np.ones((height, width), bool)
    outside[top : height - bottom, left : width - right] = False
    around = grain_field[outside]
    around = around if framed.ndim == 2 else around[:, None]
    framed[outside] = np.clip(around + tone(colour, framed), 8, 240)
    return framed


def dog_ear(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A corner folded over: its back, in shadow, and white beyond."""
    size = int(strength * random.uniform(8, 22) * pixels_per_mm)
    if size < 3:
        return picture
    height, width = picture.shape[:2]
    x, y = (0 if random.random() < 0.5 else width), (0 if random.random() < 0.5 else height)
    dx, dy = (size if x == 0 else -size), int((size if y == 0 else -size) * random.uniform(1, 2))
    gone, back = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    cv2.fillPoly(gone, [np.array([(x, y), (x + dx, y), (x, y + dy)])], (1,))
    cv2.fillPoly(back, [np.array([(x + dx, y), (x, y + dy), (x + int(dx * 0.75), y + int(dy * 0.6))])], (1,))
    out = covered(picture, gone > 0, (252, 252, 252))
    return covered(out, back > 0, (176, 170, 200))


DAMAGES = {
    "skew": skew,
    "quarter_turn": quarter_turn,
    "upside_down": upside_down,
    "perspective": perspective,
    "curl": curl,
    "desk": desk,
    "dog_ear": dog_ear,
}
