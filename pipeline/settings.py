"""The settings of a run: one frozen value, from defaults, an optional mutubaku.toml and the command line."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, get_args

from normalize.column import ORDER, ColumnField
from normalize.confidence_model import SILENT_TARGET
from normalize.confidence_record import AUDIT_SHARE
from ocr.engines import EngineChoice
from pipeline.errors import UsageError

Lang = Literal["id", "en"]
LEAST_MEMORY_MB = 1000
SETTINGS_FILE = "mutubaku.toml"

try:
    VERSION = version("mutubaku")
except PackageNotFoundError:  # run from a source tree that is not installed
    VERSION = "0"

HOW_NOT_WHAT = frozenset(
    {"jobs", "seconds_per_document", "seconds_per_page", "memory_mb", "max_pages", "password_file", "corpus", "lang"}
)
"""Settings that change how a run goes but not what is read: a document is not read again when only these change."""

READING = ("engine", "language")
"""Settings that decide what is seen on a page. The others that matter only decide what is made of it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set."""

    engine: EngineChoice = "auto"
    """Text engine: ``auto`` takes Tesseract and asks PP-OCR where it doubts."""
    language: str = "ind"
    """Tesseract language."""
    jobs: int = 0
    """Documents read at the same time; 0 = one per processor."""
    seconds_per_document: int = 180
    """Time budget of a document, beside that of its pages. A page takes some 3 to 10 seconds on one core."""
    seconds_per_page: int = 60
    memory_mb: int = 0
    """Address space a document may take; 0 = a share of the machine's memory. Libraries and models need 700 of it."""
    max_pages: int = 1000
    """A PDF with more pages is rejected: one file must not take the time of all others."""
    password_file: str = ""
    """A text file with the passwords to try on locked PDFs, one a line."""
    corpus: str = ""
    """A ``postgresql://`` address of a shared corpus; empty for corpus.db in the output folder."""
    silent_error: float = SILENT_TARGET
    """The share of wrong values to allow among those that nobody is asked to look at; decides what goes to review."""
    audit_share: float = AUDIT_SHARE
    """The share of sure values that are shown to a person all the same, so that the real error rate is measured."""
    lang: Lang = "id"
    """Language of the report."""
    headings: str = ""
    """Wordings of headings known beside the usual ones: ``Batas Kerja: waktu; Urutan Tugas: aktivitas``."""

    def __post_init__(self) -> None:
        if self.engine not in get_args(EngineChoice):
            raise UsageError(f"engine = {self.engine!r} tidak dikenal; pilih {', '.join(get_args(EngineChoice))}.")
        if self.lang not in get_args(Lang):
            raise UsageError(f"lang = {self.lang!r} tidak dikenal; pilih {', '.join(get_args(Lang))}.")
        if 0 < self.memory_mb < LEAST_MEMORY_MB:
            raise UsageError(f"memory_mb = {self.memory_mb} terlalu kecil; sedikitnya {LEAST_MEMORY_MB}, atau 0.")
        for name in ("silent_error", "audit_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} = {getattr(self, name)} keliru; isi pecahan 0 sampai 1, misalnya 0.005.")
        least = {"jobs": 0, "memory_mb": 0, "seconds_per_document": 1, "seconds_per_page": 0, "max_pages": 1}
        for name, bound in least.items():
            if getattr(self, name) < bound:
                raise UsageError(f"{name} = {getattr(self, name)} terlalu kecil; sedikitnya {bound}.")
        if self.password_file and not Path(self.password_file).is_file():
            raise UsageError(f"{self.password_file}: berkas kata sandi tidak ditemukan.")
        for wording, column in _pairs(self.headings):
            if column not in ORDER or not wording:
                raise UsageError(f"headings: {column!r} bukan kolom; pilih {', '.join(ORDER)}.")

    @property
    def workers(self) -> int:
        """Worker processes to start."""
        return self.jobs or _processors()

    @property
    def passwords(self) -> tuple[str, ...]:
        """The lines of ``password_file``."""
        if not self.password_file:
            return ()
        return tuple(filter(None, Path(self.password_file).read_text("utf-8-sig").splitlines()))

    @property
    def heading_columns(self) -> dict[str, ColumnField]:
        """``headings`` by wording."""
        return {wording: field for wording, column in _pairs(self.headings) for field in ORDER if field == column}

    @property
    def sha256(self) -> str:
        """Fingerprint of what decides the result: the settings that matter and the program's version."""
        return self._fingerprint(name for name in Settings.__slots__ if name not in HOW_NOT_WHAT)

    @property
    def reading_sha256(self) -> str:
        """Fingerprint of what decides what is seen on a page."""
        return self._fingerprint(READING)

    def _fingerprint(self, names: Iterable[str]) -> str:
        values = {name: getattr(self, name) for name in names}
        return hashlib.sha256(json.dumps({"version": VERSION, **values}, sort_keys=True).encode()).hexdigest()


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = (part.rpartition(":") for part in text.split(";") if part.strip())
    return [(wording.strip(), column.strip()) for wording, _, column in parts]


def with_headings(settings: Settings, columns: Mapping[str, str]) -> Settings:
    """The settings with further wordings of headings; what was set by hand comes first."""
    learned = {wording: column for wording, column in sorted(columns.items()) if ";" not in wording}
    both = learned | dict(_pairs(settings.headings))
    return dataclasses.replace(settings, headings="; ".join(f"{wording}: {both[wording]}" for wording in both))


def load_settings(path: Path | None = None, **given: object) -> Settings:
    """Defaults, then the TOML file (mutubaku.toml in the current folder unless named), then ``given`` that is not None.

    Raises UsageError for a file that cannot be read, a name that does not exist or a value of the wrong type.
    """
    source = path or Path(SETTINGS_FILE)
    values: dict[str, Any] = _read_toml(source) if path or source.is_file() else {}
    known = {field.name: field for field in dataclasses.fields(Settings)}
    if extra := sorted(set(values) - set(known)):
        raise UsageError(f"{source}: {', '.join(extra)} tidak dikenal; yang ada: {', '.join(known)}.")
    for name, value in values.items():
        if type(value) is not type(known[name].default):
            raise UsageError(f"{source}: {name} = {value!r} keliru jenisnya; contoh: {known[name].default!r}.")
    return Settings(**values | {name: value for name, value in given.items() if value is not None})


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{path}: pengaturan tidak dapat dibaca: {why}") from error


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
