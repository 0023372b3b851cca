"""What a command says: results on stdout, everything else on stderr, a bar only where a person watches."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from pipeline.cli_options import DEFAULT_OUT
from pipeline.ingest import Standing, Watch
from pipeline.manifest import Row

PACE_EVERY_SECONDS = 30.0

WORDS = {"ok": "selesai", "partial": "sebagian", "rejected": "ditolak", "unchanged": "tidak berubah"}


def say(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def command(verb: str, out: Path) -> str:
    """What to type here to call a verb (with its arguments) on a run's folder, by its path where that is needed."""
    name = "mutubaku" if shutil.which("mutubaku") else os.path.relpath(Path(sys.executable).with_name("mutubaku"))
    folder = [] if out == DEFAULT_OUT else ["--out", str(out)]
    return shlex.join([name, *shlex.split(verb), *folder])


def served(address: str) -> str:
    """Where the pages are, and how they end."""
    return f"Buka {address} di peramban. Hentikan dengan Ctrl-C."


def print_json(value: object) -> None:
    """A value for a program, on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, tab-separated elsewhere."""
    shown = [list(map(_shown, row)) for row in rows]
    if not sys.stdout.isatty():
        for line in ([*columns], *shown):
            print("\t".join(" ".join(value.split()) for value in line))
        return
    table = Table(*(escape(name) for name in columns))
    for line in shown:
        table.add_row(*(escape(value) for value in line))
    Console().print(table)


def _shown(value: object) -> str:
    """A value for people: nothing for None, a decimal comma."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None else str(value)


def describe(row: Row) -> str:
    """A manifest row as a line."""
    seconds = f"{row.seconds:.1f}".replace(".", ",")
    if row.status == "rejected":
        return f"{WORDS[row.status]}: {row.file}: {row.reason}"
    what = f"{row.sops} SOP, {row.steps} langkah, {row.review} sel perlu diperiksa"
    note = f" [{row.reason}]" if row.reason else ""
    time = f" ({seconds} detik)" if row.status != "unchanged" else ""
    return f"{WORDS[row.status]}: {row.file}: {what}{time}{note}"


@contextmanager
def watching(quiet: bool, verbose: bool) -> Iterator[Watch]:
    """What to tell of each row: nothing, a bar with the rejected ones above it, or a line each."""
    if quiet:
        yield lambda row, standing: None
    elif sys.stderr.isatty():
        with _bar(verbose) as watch:
            yield watch
    else:
        yield _Lines().tell


class _Lines:
    """A line for each row and, where documents take their time, now and then one on how far the run is."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()

    def tell(self, row: Row, standing: Standing) -> None:
        say(f"[{standing.settled}/{standing.total}] {describe(row)}")
        now = time.monotonic()
        if now - self._told > PACE_EVERY_SECONDS:
            self._told = now
            say(describe_pace(standing, now - self._begun))


def describe_pace(standing: Standing, seconds: float) -> str:
    """How fast documents are read and how long the rest takes; large ones come first, so their sizes count.

    >>> describe_pace(Standing(40, 130, 30, 0.5), 60.0)
    '30 berkas per menit; 90 lagi, kira-kira 1 menit'
    """
    rate, share = standing.read / seconds * 60, standing.share
    rest = f", kira-kira {max(1, round(seconds * (1 - share) / share / 60))} menit" if share else ""
    pace = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}".replace(".", ",")
    return f"{pace} berkas per menit; {standing.total - standing.settled} lagi{rest}"


@contextmanager
def _bar(verbose: bool) -> Iterator[Watch]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("SOP", total=None, pace="")
        begun = time.monotonic()

        def watch(row: Row, standing: Standing) -> None:
            pace = describe_pace(standing, time.monotonic() - begun + 1e-3)
            progress.update(task, completed=standing.settled, total=standing.total, pace=pace)
            if verbose or row.status in ("rejected", "partial"):
                progress.console.print(escape(describe(row)), highlight=False, soft_wrap=True)

        yield watch
