"""The pages of a source as pictures on the disk: written while it is read, looked at again one at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np

from ocr.page import Image
from pipeline.files import write_atomic

JPEG_QUALITY = 70
"""An A4 page of 200 dpi takes some 250 KB, about what its scan took, and shows letters as sharp as they were."""

JPEG_END = b"\xff\xd9"
"""A picture without it was torn; the decoder would fill the rest with grey."""


class PagePictures(Mapping[int, Image]):
    """Upright pages by 1-based number. Holds one page in memory, so that a file may have any number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: tuple[int, Image] | None = None

    def keep(self, number: int, image: Image) -> None:
        """Writes a page. Raises OSError."""
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        write_atomic(self._path(number), data.tobytes())

    def __getitem__(self, number: int) -> Image:
        if self._last is None or self._last[0] != number:
            self._last = (number, self._read(number, cv2.IMREAD_GRAYSCALE))
        return self._last[1]

    def small(self, number: int) -> Image:
        """A page at an eighth of its size; decoding it costs little. Raises KeyError."""
        return self._read(number, cv2.IMREAD_REDUCED_GRAYSCALE_8)

    def __iter__(self) -> Iterator[int]:
        found = self._folder.glob("*.jpg") if self._folder.is_dir() else ()
        return iter(sorted(int(path.stem) for path in found if path.stem.isdecimal()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def drop(self) -> None:
        """Takes the pictures away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, number: int, how: int) -> Image:
        try:
            data = self._path(number).read_bytes()
        except OSError as error:
            raise KeyError(number) from error
        image = cv2.imdecode(np.frombuffer(data, np.uint8), how) if data.endswith(JPEG_END) else None
        if image is None:
            raise KeyError(number)
        return np.asarray(image, dtype=np.uint8)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.jpg"
