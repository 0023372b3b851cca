"""Text engines: a picture of one line of print in, its text and the engine's own confidence out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from os import getpid
from threading import get_ident
from typing import Literal, Protocol

from ocr.page import Image

EngineChoice = Literal["auto", "tesserocr", "pytesseract", "ppocr"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read; ``confidence`` is 0..1 by the engine's own reckoning, of its least certain part."""

    text: str
    confidence: float


class LineEngine(Protocol):
    """Reads a grey picture of one line of print, dark on white."""

    @property
    def name(self) -> str: ...

    def read_line(self, crop: Image) -> Reading: ...


class EngineMissing(Exception):
    """No usable text engine; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The engine that reads every line, and the one asked when the first is in doubt."""

    first: LineEngine
    second: LineEngine | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The engines in use, for the record of the run."""
        return (self.first.name,) if self.second is None else (self.first.name, self.second.name)


def make_reader(engine: EngineChoice = "auto", language: str = "ind") -> Reader:
    """The reader of that name. ``auto`` takes Tesseract for every line and PP-OCR for the doubtful ones, or the
    one of them that is installed. Opened once per thread: loading takes as long as reading ten lines. Raises
    EngineMissing.
    """
    return _reader_of_thread(engine, language, get_ident(), getpid())


@lru_cache(maxsize=8)
def _reader_of_thread(engine: EngineChoice, language: str, _thread: int, _process: int) -> Reader:
    """Engines keep the picture they read: no two threads may share one, nor a process its parent's."""
    match engine:
        case "tesserocr" | "pytesseract":
            return Reader(_tesseract(engine, language))
        case "ppocr":
            return Reader(_ppocr())
        case "auto":
            return _best_installed(language)


def _best_installed(language: str) -> Reader:
    engines: list[LineEngine] = []
    complaints = []
    attempts: tuple[Callable[[], LineEngine], ...] = (lambda: _any_tesseract(language), _ppocr)
    for attempt in attempts:
        try:
            engines.append(attempt())
        except EngineMissing as missing:
            complaints.append(str(missing))
    if not engines:
        raise EngineMissing("; ".join(complaints))
    return Reader(*engines)


def _any_tesseract(language: str) -> LineEngine:
    """In-process Tesseract, or else the one process per line, which is about eight times slower."""
    try:
        return _tesseract("tesserocr", language)
    except EngineMissing:
        return _tesseract("pytesseract", language)


def _tesseract(package: Literal["tesserocr", "pytesseract"], language: str) -> LineEngine:
    if find_spec(package) is None:
        raise EngineMissing(f"the Python package {package} is not installed: pip install {package}")
    from ocr.engines_tesseract import open_pytesseract, open_tesserocr

    return open_tesserocr(language) if package == "tesserocr" else open_pytesseract(language)


def _ppocr() -> LineEngine:
    for package in ("onnxruntime", "rapidocr"):
        if find_spec(package) is None:
            raise EngineMissing(f"the Python package {package} is not installed: pip install onnxruntime rapidocr")
    from ocr.engines_ppocr import open_ppocr

    return open_ppocr()
