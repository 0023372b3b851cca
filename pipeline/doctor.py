"""Looks whether this machine can do the work; each complaint comes with the command that mends it."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from ocr.engines import EngineChoice, EngineMissing, make_reader
from pipeline.settings import VERSION

LANGUAGES = ("ind", "osd")
PACKAGES = ("tesserocr", "onnxruntime", "rapidocr", "opencv-python-headless", "pypdfium2", "camelot-py", "pdfplumber")
ROOMS = ("ocr", "table_extract", "normalize", "review", "corpus", "pipeline")
LEAST_FREE_GB = 1.0
APT = "sudo apt-get install"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``remedy`` is the command to run where it is not ``ok``."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
    needed: bool = True


def examine(out: Path) -> list[Check]:
    """All checks, for an output folder."""
    looks: tuple[Callable[[], Check], ...] = (
        _python,
        _tesseract,
        _languages,
        lambda: _engine("tesserocr", "pip install tesserocr", needed=False),
        lambda: _engine("ppocr", "pip install onnxruntime rapidocr", needed=False),
        lambda: _engine("auto", f"{APT} tesseract-ocr tesseract-ocr-ind tesseract-ocr-osd"),
        lambda: _disk(out),
        lambda: _writable(out),
        _locale,
        _rooms,
    )
    return [look() for look in looks] + [_package(name) for name in PACKAGES]


def _python() -> Check:
    found = f"{platform.python_version()}, mutubaku {VERSION}, {platform.system()} {platform.machine()}"
    return Check("Python", sys.version_info >= (3, 11), found, f"{APT} python3 python3-venv")


def _tesseract() -> Check:
    found = _output("tesseract", "--version").partition("\n")[0]
    return Check("Tesseract", bool(found), found or "tidak ada", f"{APT} tesseract-ocr")


def _languages() -> Check:
    listed = set(_output("tesseract", "--list-langs").split())
    missing = [name for name in LANGUAGES if name not in listed]
    packages = " ".join(f"tesseract-ocr-{name}" for name in missing)
    found = f"tidak ada: {', '.join(missing)}" if missing else ", ".join(LANGUAGES)
    return Check("Bahasa Tesseract", not missing, found, f"{APT} {packages}")


def _output(*command: str) -> str:
    """What a program prints; empty where it is missing or fails."""
    if shutil.which(command[0]) is None:
        return ""
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30, check=False)
    return result.stdout if result.returncode == 0 else ""


def _engine(name: EngineChoice, remedy: str, *, needed: bool = True) -> Check:
    try:
        reader = make_reader(name)
    except EngineMissing as missing:
        return Check(f"Mesin baca {name}", False, str(missing), remedy, needed)
    return Check(f"Mesin baca {name}", True, ", ".join(reader.names), needed=needed)


def _disk(out: Path) -> Check:
    free = shutil.disk_usage(_nearest(out)).free / 2**30
    return Check("Ruang disk", free >= LEAST_FREE_GB, f"{free:.1f} GiB bebas".replace(".", ","), f"df -h {out}")


def _writable(out: Path) -> Check:
    folder = _nearest(out)
    ok = os.access(folder, os.W_OK)
    return Check("Folder keluaran", ok, f"{out} {'dapat' if ok else 'tidak dapat'} ditulis", f"chmod u+w {folder}")


def _nearest(out: Path) -> Path:
    """The folder itself or the nearest one above it that exists."""
    return next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())


def _locale() -> Check:
    coding = locale.getpreferredencoding(False)
    ok = coding.lower().replace("-", "") == "utf8"
    return Check("Pengodean teks", ok, coding, "export LANG=C.UTF-8", needed=False)


def _rooms() -> Check:
    """Whether another package on the path hides one of ours, whose names are common words."""
    ours = Path(__file__).parent.parent
    origins = {name: getattr(find_spec(name), "origin", None) for name in ROOMS}
    hidden = [f"{name} ({origin})" for name, origin in origins.items() if not origin or not _is_below(origin, ours)]
    found = f"tertutup paket lain: {', '.join(hidden)}" if hidden else "tidak ada"
    return Check("Bentrok nama paket", not hidden, found, "python -m venv .venv && .venv/bin/pip install mutubaku")


def _is_below(origin: str, folder: Path) -> bool:
    return Path(origin).is_relative_to(folder)


def installed_parts() -> dict[str, str]:
    """Versions of all parts by name, for bug reports."""
    found = {"mutubaku": VERSION, "Python": platform.python_version(), "system": platform.platform()}
    found["Tesseract"] = _output("tesseract", "--version").partition("\n")[0].removeprefix("tesseract ")
    return found | {name: _package(name).found for name in PACKAGES}


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "tidak terpasang", f"pip install {name}", needed=name not in ("tesserocr",))
