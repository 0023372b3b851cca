"""Errors of all rooms to exit codes and to a sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from corpus.database import CorpusLocked, CorpusUnreadable
from corpus.questions import QuestionError
from ocr.engines import EngineMissing
from ocr.render import UnreadableSource
from pipeline.errors import CommandError, ExitCode
from review.read_sheet import SheetError

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def explain(error: BaseException) -> tuple[ExitCode, str]:
    """The exit code and the sentence for an error of a command."""
    match error:
        case CommandError():
            return error.code, str(error)
        case KeyboardInterrupt():
            return ExitCode.INTERRUPTED, "Dihentikan. Hasil yang sudah selesai tetap tersimpan; jalankan lagi."
        case EngineMissing():
            return ExitCode.DEPENDENCY, f"Mesin baca tidak tersedia: {error}. Jalankan: mutubaku doctor"
        case CorpusLocked():
            return ExitCode.NO_ACCESS, str(error)
        case CorpusUnreadable() | UnreadableSource():
            return ExitCode.NO_INPUT, str(error)
        case SheetError() | QuestionError():
            return ExitCode.USAGE, str(error)
        case OSError() | sqlite3.OperationalError():
            return _explain_system(error)
        case _:
            return ExitCode.INTERNAL, f"Kesalahan dalam program ({type(error).__name__}: {error}). Ulangi dengan -v."


def _explain_system(error: OSError | sqlite3.OperationalError) -> tuple[ExitCode, str]:
    if is_disk_full(error):
        return ExitCode.NO_ACCESS, "Disk penuh. Kosongkan ruang, lalu jalankan lagi; yang sudah selesai tidak diulang."
    if isinstance(error, FileNotFoundError):
        return ExitCode.NO_INPUT, f"Berkas atau folder tidak ada: {_name(error)}"
    if isinstance(error, OSError):
        return ExitCode.NO_ACCESS, f"{_name(error)}: {error.strerror or error}. Periksa hak akses dan folder tujuan."
    return ExitCode.NO_ACCESS, f"Basis data tidak dapat dipakai: {error}"


def is_disk_full(error: BaseException) -> bool:
    """Whether an error says that the disk (or the quota) is full."""
    return (isinstance(error, OSError) and error.errno in _NO_SPACE) or "disk is full" in str(error)


def _name(error: OSError) -> str:
    return str(Path(str(error.filename))) if error.filename else "sistem berkas"
