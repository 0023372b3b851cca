"""What is put upon a page by hand or by an app: stamps, signatures, initials, footers, fax headers, watermarks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.fonts import FOLDER
from bench.picture import BLACK, PAPER, Colour, Field, Picture, Random, covered, inked, smooth_noise

STAMP_COLOURS: tuple[Colour, ...] = ((72, 48, 150), (48, 66, 168), (92, 40, 140), (170, 36, 52), (30, 34, 60))
PENS: tuple[Colour, ...] = ((28, 48, 160), (22, 34, 110), (20, 20, 24), (20, 20, 24))
RIMS = ("PEMERINTAH KABUPATEN NUSABAKTI ", "DINAS LINGKUNGAN RANTAU KENCANA ", "KECAMATAN CEMPAKA TIMUR  ")
HEARTS = ("CAMAT", "KEPALA DINAS", "SEKRETARIAT", "DISAHKAN", "SALINAN")
FACES = ("liberation/LiberationSans-Bold.ttf", "dejavu/DejaVuSans-Bold.ttf")
BADGES = (
    ("CS", "Dipindai dengan CamScanner", "right"),
    ("CS", "Scanned by CamScanner", "right"),
    ("CS", "Scanned with CamScanner", "centre"),
    ("", "Scanned by TapScanner", "centre"),
    ("", "Scanned with OKEN Scanner", "right"),
    ("", "Scanned with ACE Scanner", "left"),
    ("", "Dipindai dengan Clear Scanner", "left"),
    ("", "Scanned by Scanner Go", "right"),
)
"""Logo, words and side of the footers of scanner apps."""
FAX_LINES = (
    "{day:02d}/{month:02d}/{year}  {hour:02d}:{minute:02d}   FROM : TU        FAX NO. :021 5550{number}     P.{page}",
    "{year}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}   0{number} 5550{number}      >> 021555{number}   P {page}/4",
)


@cache
def face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A bold sans face of ``size`` pixels."""
    for name in FACES:
        if Path(FOLDER / name).is_file():
            return ImageFont.truetype(str(FOLDER / name), size)
    return ImageFont.load_default(size)


def text_ink(text: str, size: int) -> Field:
    """A line of text as ink, shape (h, w)."""
    left, top, right, bottom = face(size).getbbox(text)
    canvas = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(canvas).text((1 - left, 1 - top), text, font=face(size), fill=255)
    return np.asarray(np.asarray(canvas, np.float32) / np.float32(255), np.float32)


def put_ink(ink: Field, patch: Field, x: int, y: int) -> None:
    """Lays a patch of ink into a field, its top left at (x, y); what falls outside is lost."""
    height, width = ink.shape
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + patch.shape[1]), min(height, y + patch.shape[0])
    if right > left and bottom > top:
        part = patch[top - y : bottom - y, left - x : right - x]
        ink[top:bottom, left:right] = np.maximum(ink[top:bottom, left:right], part)


def stamp(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """One to three round office stamps, worn and turned, over whatever is there."""
    height, width = picture.shape[:2]
    out = picture
    for _ in range(1 + int(strength > 0.6) + int(strength > 0.9)):
        ink = np.zeros((height, width), np.float32)
        patch = _round_stamp(pixels_per_mm, random)
        x, y = int(random.uniform(0.15, 0.9) * width), int(random.uniform(0.12, 0.8) * height)
        put_ink(ink, patch, x - patch.shape[1] // 2, y - patch.shape[0] // 2)
        worn = np.clip(0.8 + 0.22 * smooth_noise(picture.shape, 3 * pixels_per_mm, random), 0, 1)
        colour = STAMP_COLOURS[int(random.integers(0, len(STAMP_COLOURS)))]
        out = inked(out, (ink * worn * min(1.0, 0.9 * strength + 0.05) * (strength > 0)).astype(np.float32), colour)
    return out


def _round_stamp(pixels_per_mm: float, random: Random) -> Field:
    """Rings, words around, words across, a star."""
    radius = int(random.uniform(14, 19) * pixels_per_mm)
    size = 2 * radius + 8
    ink, centre = np.zeros((size, size), np.float32), (size // 2, size // 2)
    thick = max(1, round(0.45 * pixels_per_mm))
    for share, pen in ((1.0, thick + 1), (0.93, 1), (0.64, thick)):
        cv2.circle(ink, centre, int(radius * share), (1.0,), pen, cv2.LINE_AA)
    letters = RIMS[int(random.integers(0, len(RIMS)))]
    glyph = max(6, round(radius * 0.2))
    for at, letter in enumerate(letters):
        turn = 2 * np.pi * at / len(letters)
        patch = text_ink(letter, glyph) if letter != " " else np.zeros((2, 2), np.float32)
        room = int(np.hypot(*patch.shape)) + 3
        framed = np.zeros((room, room), np.float32)
        put_ink(framed, patch, (room - patch.shape[1]) // 2, (room - patch.shape[0]) // 2)
        matrix = cv2.getRotationMatrix2D((room / 2, room / 2), -float(np.degrees(turn)), 1.0)
        turned = np.asarray(cv2.warpAffine(framed, matrix, (room, room)), np.float32)
        far = radius * 0.785
        put_ink(
            ink, turned, int(centre[0] + far * np.sin(turn) - room / 2), int(centre[1] - far * np.cos(turn) - room / 2)
        )
    heart = text_ink(HEARTS[int(random.integers(0, len(HEARTS)))], max(7, round(radius * 0.24)))
    put_ink(ink, heart, centre[0] - heart.shape[1] // 2, centre[1] - heart.shape[0] // 2)
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), float(random.uniform(-35, 35)), 1.0)
    return np.asarray(cv2.warpAffine(ink, matrix, (size, size)), np.float32)


def signature(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A signature and some initials, in ball pen, over whatever is there."""
    height, width = picture.shape[:2]
    out = picture
    for at in range(1 + round(3 * strength)):
        ink = np.zeros((height, width), np.uint8)
        wide = (random.uniform(25, 50) if at == 0 else random.uniform(6, 14)) * pixels_per_mm
        x, y = random.uniform(0.1, 0.85) * width, random.uniform(0.08, 0.75) * height
        pen = max(1, round(random.uniform(0.3, 0.6) * pixels_per_mm))
        points = _scrawl(random, wide) + (x, y)
        cv2.polylines(ink, [np.round(points * 16).astype(np.int32)], False, (255,), pen, cv2.LINE_AA, 4)
        colour = PENS[int(random.integers(0, len(PENS)))]
        out = inked(out, (ink / 255.0 * min(1.0, 1.8 * strength) * 0.92).astype(np.float32), colour)
    return out


def _scrawl(random: Random, wide: float) -> Field:
    """Loops that run on to the right with some tall strokes and a flourish, shape (n, 2)."""
    turns = random.uniform(3, 7)
    t = np.linspace(0, 1, 220, dtype=np.float32)
    size = 0.06 + 0.16 * np.abs(np.sin(np.pi * t * random.uniform(1.5, 3.5) + random.uniform(0, 3)))
    angle = 2 * np.pi * turns * t + random.uniform(0, 6)
    xs = t * random.uniform(0.6, 1.0) + size * 0.55 * np.cos(angle)
    ys = size * np.sin(angle) * random.uniform(0.8, 1.4) - 0.12 * t * random.choice((-1, 1))
    last = t > random.uniform(0.86, 0.95)
    xs[last] = np.linspace(xs[~last][-1], random.uniform(-0.1, 1.2), int(last.sum()))
    ys[last] = np.linspace(ys[~last][-1], random.uniform(0.0, 0.25), int(last.sum()))
    return np.asarray(np.stack((xs, ys), axis=1) * wide, np.float32)


def badge(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """A scanner app's footer in a band below the page, from faint and small to full."""
    if strength == 0:
        return picture
    room = int((5 + 4 * strength) * pixels_per_mm)
    out = np.asarray(cv2.copyMakeBorder(picture, 0, room, 0, 0, cv2.BORDER_CONSTANT, value=(PAPER,) * 3), np.uint8)
    height, width = out.shape[:2]
    logo, words, side = BADGES[int(random.integers(0, len(BADGES)))]
    line = text_ink(words, max(6, int(room * 0.42)))
    square = int(room * 0.55) if logo else 0
    long = line.shape[1] + square + int(1.5 * pixels_per_mm)
    left = {"left": int(4 * pixels_per_mm), "centre": (width - long) // 2}.get(
        side, width - long - int(3 * pixels_per_mm)
    )
    middle = height - room // 2
    if logo:
        mask = np.zeros((height, width), bool)
        mask[middle - square // 2 : middle + square // 2, max(0, left) : left + square] = True
        out = covered(out, mask, (32, 150, 120))
        mark = np.zeros((height, width), np.float32)
        small = text_ink(logo, max(5, int(square * 0.5)))
        put_ink(mark, small, left + (square - small.shape[1]) // 2, middle - small.shape[0] // 2)
        out = covered(out, mark > 0.5, (250, 250, 250))
    ink = np.zeros((height, width), np.float32)
    put_ink(ink, line, left + square + int(1.5 * pixels_per_mm), middle - line.shape[0] // 2)
    return inked(out, ink * np.float32(0.35 + 0.6 * strength), (70, 70, 74))


def fax_header(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """The line a fax machine prints at the head of a page."""
    form = FAX_LINES[int(random.integers(0, len(FAX_LINES)))]
    day, month, year, hour, minute, number, page = (
        int(random.integers(low, high))
        for low, high in ((1, 29), (1, 13), (2012, 2024), (7, 17), (0, 60), (10, 99), (1, 5))
    )
    text = form.format(day=day, month=month, year=year, hour=hour, minute=minute, number=number, page=page)
    ink = np.zeros(picture.shape[:2], np.float32)
    put_ink(ink, text_ink(text, max(6, int(2.6 * pixels_per_mm))), int(12 * pixels_per_mm), int(2 * pixels_per_mm))
    return inked(picture, ink * np.float32(min(1.0, 1.5 * strength)), BLACK)


def watermark(picture: Picture, pixels_per_mm: float, strength: float, random: Random) -> Picture:
    """Pale words across the page."""
    height, width = picture.shape[:2]
    words = ("DRAFT", "SALINAN", "COPY", "TIDAK TERKENDALI", "ARSIP")[int(random.integers(0, 5))]
    patch = text_ink(words, int(min(height, width) * 1.1 / max(4, len(words))))
    ink = np.zeros((height, width), np.float32)
    put_ink(ink, patch, (width - patch.shape[1]) // 2, (height - patch.shape[0]) // 2)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(random.uniform(20, 40)), 1.0)
    turned = np.asarray(cv2.warpAffine(ink, matrix, (width, height)), np.float32)
    return inked(picture, turned * np.float32(0.3 * strength), (120, 120, 126))


DAMAGES = {"stamp": stamp, "signature": signature, "badge": badge, "fax_header": fax_header, "watermark": watermark}
