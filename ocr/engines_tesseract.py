"""Tesseract, in the process by tesserocr or as a program by pytesseract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ocr.engines import EngineMissing, Reading
from ocr.page import Image

BORDER = 8
"""White pixels around a line; without them Tesseract loses first and last letters."""
ASSUMED_DPI = 200
"""Tesseract uses it for plausibility only; a fixed value spares it the guess from the letters."""
SINGLE_LINE = 7
"""Tesseract's page segmentation mode for one line."""
DOUBLED = re.compile(r"^Cc(?=[.)] )")
"""How it often reads the c of a list."""


@dataclass(frozen=True, slots=True)
class Tesserocr:
    """Tesseract inside the process."""

    api: Any
    name: str = "tesseract"

    def read_line(self, crop: Image) -> Reading:
        picture = _framed(crop)
        height, width = picture.shape
        self.api.SetImageBytes(picture.tobytes(), width, height, 1, width)
        self.api.SetSourceResolution(ASSUMED_DPI)
        text = DOUBLED.sub("c", " ".join(self.api.GetUTF8Text().split()))
        return Reading(text, min(self.api.AllWordConfidences(), default=0) / 100)


@dataclass(frozen=True, slots=True)
class Pytesseract:
    """Tesseract as a program, one process per line."""

    language: str
    name: str = "tesseract"

    def read_line(self, crop: Image) -> Reading:
        import pytesseract

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        table = pytesseract.image_to_data(
            _framed(crop),
            lang=self.language,
            config=f"--psm {SINGLE_LINE} --oem 1 --dpi {ASSUMED_DPI}",
            output_type=pytesseract.Output.DICT,
        )
        words = [(word, float(sure)) for word, sure in zip(table["text"], table["conf"], strict=True) if word.strip()]
        text = DOUBLED.sub("c", " ".join(word for word, _ in words))
        return Reading(text, min((sure for _, sure in words), default=0.0) / 100)


def open_tesserocr(language: str) -> Tesserocr:
    """Raises EngineMissing when the language data is not on the machine."""
    import tesserocr

    api = tesserocr.PyTessBaseAPI(
        path=str(find_tessdata(language)), lang=language, psm=SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
    )
    api.SetVariable("tessedit_do_invert", "0")  # print is dark on white here; the second look costs a third
    api.SetVariable("textord_fast_pitch_test", "1")  # the network parts the words, whatever the pitch
    return Tesserocr(api)


def open_pytesseract(language: str) -> Pytesseract:
    """Raises EngineMissing when the program or the language data is not on the machine."""
    if shutil.which("tesseract") is None:
        raise EngineMissing("the program tesseract is not installed: apt install tesseract-ocr tesseract-ocr-ind")
    find_tessdata(language)
    return Pytesseract(language)


def find_tessdata(language: str) -> Path:
    """Folder that holds the data of all languages in a ``ind+eng`` list. Raises EngineMissing."""
    wanted = [f"{part}.traineddata" for part in language.split("+")]
    for folder in _tessdata_folders():
        if all((folder / name).is_file() for name in wanted):
            return folder
    packages = " ".join(f"tesseract-ocr-{part}" for part in language.split("+"))
    raise EngineMissing(
        f"Tesseract's data for {language} was not found: apt install {packages}, or set TESSDATA_PREFIX"
    )


def _tessdata_folders() -> list[Path]:
    """TESSDATA_PREFIX first, then where Linux distributions and Homebrew put the data, then what the program says."""
    folders = [Path(value) for value in [os.environ.get("TESSDATA_PREFIX")] if value]
    folders += [folder / "tessdata" for folder in folders]
    for pattern in ("usr/share/tesseract-ocr/*/tessdata", "usr/share/tess*data", "opt/homebrew/share/tessdata"):
        folders += sorted(Path("/").glob(pattern), reverse=True)
    program = shutil.which("tesseract")
    if program is not None and not folders:
        said = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout
        folders += [Path(part) for part in said.split('"')[1:2]]
    return folders


def _framed(crop: Image) -> Image:
    framed = cv2.copyMakeBorder(crop, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_CONSTANT, value=255)
    return np.ascontiguousarray(framed, dtype=np.uint8)
