"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run.", show_default=True)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more; show tracebacks.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
SharedCorpus = Annotated[
    str | None, typer.Option("--corpus", metavar="ADDRESS", help="postgresql://... of a shared corpus.")
]
DEFAULT_OUT = Path("outputs")
