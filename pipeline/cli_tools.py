"""The verbs doctor and inspect."""

from __future__ import annotations

from dataclasses import asdict

from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, Verbose
from pipeline.console import print_json
from pipeline.doctor import Check, examine
from pipeline.errors import ExitCode


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
