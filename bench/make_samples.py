"""Makes samples/: small invented inputs of every kind. ``python -m bench.make_samples [FOLDER]``; always the same."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from bench.draw_sample import draw_sop
from bench.sample_sops import DOMISILI, PINJAM_ARSIP, RAPAT_DUMP, UNDANGAN

Picture = NDArray[np.uint8]

SCAN_DPI, PHOTO_DPI = 150, 170
SKEW_DEGREES = (0.7, -0.9)
NOISE = 7.0
"""Standard deviation in grey levels of the sensor's noise."""


def make_samples(folder: Path) -> list[Path]:
    """Writes the samples and returns their paths."""
    digital, archive = draw_sop(DOMISILI), draw_sop(PINJAM_ARSIP)
    files = {
        "kecamatan/rapat-koordinasi.txt": RAPAT_DUMP.encode(),
        "kecamatan/undangan-kerja-bakti.txt": UNDANGAN.encode(),
        "kelurahan/domisili-usaha.pdf": digital,
        "kelurahan/domisili-usaha-pindai.pdf": scan(digital),
        "dinas/peminjaman-arsip-foto.jpg": photograph(render(archive, 1, PHOTO_DPI)),
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [folder / name for name in files]


def render(pdf: bytes, page: int, dpi: int) -> Picture:
    """A page (from 0) in grey, shape (h, w)."""
    document = pypdfium2.PdfDocument(pdf)
    picture: Picture = document[page].render(scale=dpi / 72, grayscale=True).to_numpy()
    return picture


def scan(pdf: bytes) -> bytes:
    """The same pages as a flatbed scanner gives them: pictures, a little askew and noisy."""
    random = np.random.default_rng(7)
    pages = []
    for number, angle in enumerate(SKEW_DEGREES):
        askew = np.asarray(cv2.GaussianBlur(_turned(render(pdf, number, SCAN_DPI), angle), (0, 0), 0.5), np.uint8)
        pages.append(_pil(_noisy(askew, random)))
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=SCAN_DPI, quality=35, **_NO_DATES)
    return buffer.getvalue()


_NO_DATES = {"creationDate": None, "modDate": None, "producer": "samples"}


def photograph(page: Picture) -> bytes:
    """The page as a phone sees it: from an angle, in uneven light, on a dark table."""
    random = np.random.default_rng(11)
    height, width = page.shape
    border = width // 18
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + border + np.array([(14, 8), (-22, 20), (6, -10), (-10, 16)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    size = (width + 2 * border, height + 2 * border)
    table = np.full((size[1], size[0]), 70, np.uint8)
    photo = cv2.warpPerspective(page, matrix, size, table, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    light = np.linspace(1.0, 0.72, size[0])[None, :] * np.linspace(0.92, 1.0, size[1])[:, None]
    shaded = np.clip(photo * light, 0, 255).astype(np.uint8)
    buffer = BytesIO()
    _pil(_noisy(shaded, random)).save(buffer, "JPEG", quality=45, dpi=(PHOTO_DPI, PHOTO_DPI))
    return buffer.getvalue()


def _turned(page: Picture, degrees: float) -> Picture:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=(255,)), np.uint8)


def _noisy(page: Picture, random: np.random.Generator) -> Picture:
    paper = page.astype(np.float32) * 0.9 + 18
    return np.clip(paper + random.normal(0, NOISE, page.shape), 0, 255).astype(np.uint8)


def _pil(page: Picture) -> Image.Image:
    return Image.fromarray(page)


if __name__ == "__main__":
    for made in make_samples(Path(sys.argv[1] if len(sys.argv) > 1 else "samples")):
        print(made, made.stat().st_size)
