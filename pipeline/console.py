"""What a command says: results on stdout, everything else on stderr, a bar only where a person watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.ingest import Watch
from pipeline.manifest import Row

WORDS = {"ok": "selesai", "partial": "sebagian", "rejected": "ditolak", "unchanged": "tidak berubah"}


def say(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """A value for a program, on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, tab-separated elsewhere."""
    shown = [["" if value is None else str(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for line in ([*columns], *shown):
            print("\t".join(" ".join(value.split()) for value in line))
        return
    table = Table(*(escape(name) for name in columns))
    for line in shown:
        table.add_row(*(escape(value) for value in line))
    Console().print(table)


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
        yield lambda row, count, total: None
    elif sys.stderr.isatty():
        with _bar(verbose) as watch:
            yield watch
    else:
        yield lambda row, count, total: say(f"[{count}/{total}] {describe(row)}")


@contextmanager
def _bar(verbose: bool) -> Iterator[Watch]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("SOP", total=None)

        def watch(row: Row, count: int, total: int) -> None:
            progress.update(task, completed=count, total=total)
            if verbose or row.status in ("rejected", "partial"):
                progress.console.print(escape(describe(row)), highlight=False, soft_wrap=True)

        yield watch
