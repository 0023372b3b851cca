"""Every way a command can end: the exit codes and the errors that carry one."""

from __future__ import annotations

from enum import IntEnum


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
