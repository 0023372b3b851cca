"""CPU seconds of the whole chain beside one bare Tesseract pass over the same pages, file by file in turn."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

import cv2
import pypdfium2
from PIL import Image

from ocr.stopwatch import stopwatch
from pipeline.document import digitize
from pipeline.settings import Settings

PASS = ("--psm", "6", "-l", "ind")
DPI = 200
"""Pages are given to Tesseract as pictures of this resolution."""


@dataclass(frozen=True, slots=True)
class FileSpeed:
    """One file: its rendition, pages, CPU seconds of the chain and of the bare pass, and of each stage."""

    rendition: str
    pages: int
    seconds: float
    bare: float
    stages: dict[str, float] = field(default_factory=dict)


def measure_speed(files: Sequence[Path]) -> list[FileSpeed]:
    """One thread; the engines are loaded before the clock starts. Raises FileNotFoundError without tesseract."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    if shutil.which("tesseract") is None:
        raise FileNotFoundError("tesseract")
    if files:
        digitize(files[0], Settings())
    return [_measure(path) for path in files]


def _measure(path: Path) -> FileSpeed:
    with tempfile.TemporaryDirectory() as folder:
        pictures = list(_page_pictures(path, Path(folder)))
        bare = bare_pass(pictures)
    begun = process_time()
    with stopwatch() as stages:
        digitize(path, Settings())
    return FileSpeed(path.stem, len(pictures), process_time() - begun, bare, dict(stages))


def _page_pictures(path: Path, folder: Path) -> Iterator[Path]:
    for number, page in enumerate(pypdfium2.PdfDocument(path)):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        target = folder / f"{number}.png"
        Image.Image.save(picture, target, dpi=(DPI, DPI))
        yield target


def bare_pass(pictures: Sequence[Path]) -> float:
    """CPU seconds of one ``tesseract --psm 6`` per page."""
    before = _children()
    for picture in pictures:
        subprocess.run(["tesseract", str(picture), "-", *PASS], check=True, capture_output=True)
    return _children() - before


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def per_rendition(speeds: Sequence[FileSpeed]) -> dict[str, dict[str, object]]:
    """Per rendition: pages, CPU seconds a page, their ratio to the bare pass, and each stage's part of the ratio."""
    rows: dict[str, dict[str, object]] = {}
    for rendition in dict.fromkeys(one.rendition for one in speeds):
        part = [one for one in speeds if one.rendition == rendition]
        pages, seconds, bare = (
            sum(column) for column in zip(*((o.pages, o.seconds, o.bare) for o in part), strict=True)
        )
        names = dict.fromkeys(name for one in part for name in one.stages)
        stages = {name: sum(one.stages.get(name, 0.0) for one in part) / bare for name in names}
        rows[rendition] = {
            "pages": pages, "seconds_per_page": seconds / pages, "bare_per_page": bare / pages, "ratio": seconds / bare,
            "stages": stages,
        }  # fmt: skip
    return rows
