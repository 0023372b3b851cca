"""The verbs inspect and doctor: looking into one page, and into the machine."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, Verbose
from pipeline.console import print_json
from pipeline.doctor import Check, examine
from pipeline.errors import ExitCode, NoUsableInput
from pipeline.settings import load_settings


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF or an image.")],
    page: Annotated[int, typer.Option("--page", "-p", min=1, help="Page number.")] = 1,
    out: Out = DEFAULT_OUT,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Draw every step of the reading of one page: repaired page, ink, rulings, cells, symbols, readings.

    Example: mutubaku inspect scans/a.pdf --page 2
    """
    from pipeline.pictures import inspect_file  # the image libraries load slowly; other verbs do without

    if not file.is_file():
        raise NoUsableInput(f"{file}: berkas tidak ditemukan.")
    written = inspect_file(file, page, out / "inspect", load_settings())
    if as_json:
        print_json([str(path) for path in written])
    elif not quiet:
        print(*written, sep="\n")
    return ExitCode.OK


def doctor(out: Out = DEFAULT_OUT, as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False) -> int:
    """Check that everything needed is installed; say the command that mends what is not.

    Example: mutubaku doctor
    """
    checks = examine(out)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            if not (quiet and check.ok):
                print(_line(check))
    return ExitCode.DEPENDENCY if any(check.needed and not check.ok for check in checks) else ExitCode.OK


def _line(check: Check) -> str:
    mark = "baik  " if check.ok else "KURANG" if check.needed else "anjuran"
    return f"{mark} {check.name}: {check.found}" + ("" if check.ok else f"\n       perbaiki: {check.remedy}")
