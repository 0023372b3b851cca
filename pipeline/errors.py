"""Every way a command can end: errors to exit codes and to a sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from enum import IntEnum
from pathlib import Path

from corpus.database import CorpusLocked, CorpusUnreadable
from corpus.questions import QuestionError
from ocr.engines import EngineMissing
from ocr.render import UnreadableSource
from review.read_sheet import SheetError


class ExitCode(IntEnum):
    """What a command hands back to the shell."""

    OK = 0
    USAGE = 1
    NO_INPUT = 2
    DEPENDENCY = 3
    SOME_REJECTED = 4
    NO_ACCESS = 5
    INTERNAL = 15
    INTERRUPTED = 130


class CommandError(Exception):
    """Ends a command with ``code``. The message is a whole Indonesian sentence with the remedy."""

    code = ExitCode.INTERNAL


class UsageError(CommandError):
    """An argument or setting that cannot be used."""

    code = ExitCode.USAGE


class NoUsableInput(CommandError):
    """Nothing to work on."""

    code = ExitCode.NO_INPUT


class MissingDependency(CommandError):
    """Something that must be installed is not."""

    code = ExitCode.DEPENDENCY


class NoAccess(CommandError):
    """A folder that cannot be read or written, a full disk, or a run that holds the output."""

    code = ExitCode.NO_ACCESS


class Interrupted(CommandError):
    """Stopped from outside; what was finished stays."""

    code = ExitCode.INTERRUPTED


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
