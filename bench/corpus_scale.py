"""How the corpus grows: ``python -m bench.corpus_scale --sizes 1000,10000,100000 [--corpus FILE or postgresql://…]``.

Fills one corpus with invented records and prints at each size how fast it was filled, how large it is, and how long
searches and facets take in this process.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench.corpus_records import MISREAD, SYLLABLES, Invented, invent_records, services
from corpus.database import is_address
from corpus.facets import count_facets
from corpus.search import search
from corpus.store import Corpus

BATCH = 1000
"""Records written in one transaction."""

SEARCHES, FACETS = 300, 60
"""Queries of which the 95th percentile is taken, each asked once."""

SEED = 1


def fill(place: Path | str, records: Iterator[Invented], count: int) -> tuple[float, float]:
    """Adds so many records; returns the seconds that storing them took, without inventing them: all, and of our CPU."""
    spent = [0.0, 0.0]
    with ExitStack() as stack:
        with _timed(spent):
            corpus = stack.enter_context(Corpus(place))
        for _ in range(0, count, BATCH):
            some = [one.record for one in islice(records, BATCH)]
            with _timed(spent):
                corpus.upsert_all(some)
        with _timed(spent):
            stack.close()
    return spent[0], spent[1]


@contextmanager
def _timed(spent: list[float]) -> Iterator[None]:
    """Adds the seconds on the clock and of our CPU to ``spent``."""
    begun, begun_busy = time.perf_counter(), time.process_time()
    yield
    spent[0] += time.perf_counter() - begun
    spent[1] += time.process_time() - begun_busy


def invent_query(dice: random.Random) -> str:
    """What somebody may type: mostly words, also phrases, beginnings, filters, mistakes and short forms."""
    words = services()
    subject, short = dice.choice(words["subjects"])
    _, active, noun, passive = dice.choice(words["verbs"])
    office, actors = dice.choice(words["offices"])
    kinds: dict[Callable[[], str], int] = {
        lambda: subject: 20,
        lambda: subject.split()[-1]: 8,
        lambda: f"{dice.choice((active, noun, passive)).lower()} {subject}": 20,
        lambda: f"{mistype(dice, noun)} {subject.split()[0]}": 10,
        lambda: f'"{subject}"': 8,
        lambda: f"{noun[:6]}* {subject.split()[-1]}": 6,
        lambda: f'{subject.split()[0]} pelaksana:"{dice.choice(actors)}"': 10,
        lambda: f"instansi:{''.join(dice.choices(SYLLABLES.split(), k=3))} {subject.split()[0]}": 4,
        lambda: f"tahun:{dice.randint(2010, 2024)} {subject}": 5,
        lambda: f'peraturan:"Perbup {dice.randint(1, 99)}/{dice.randint(2000, 2023)}"': 4,
        lambda: "peraturan:23/2014 " + noun: 2,
        lambda: f"keyakinan<0,5 {subject}": 2,
        lambda: short or subject: 5,
    }
    return dice.choices(list(kinds), list(kinds.values()))[0]()


def mistype(dice: random.Random, word: str) -> str:
    """A word with two letters swapped, one left out, or one misread."""
    at = dice.randrange(1, len(word) - 1)
    wrong = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + MISREAD.get(word[at], "x") + word[at + 1 :],
    )
    return dice.choice(wrong)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each query on the clock and of the CPU, which other programs on the machine lengthen less.

    The CPU time of a PostgreSQL on this machine is counted with ours.
    """

    queries: tuple[str, ...]
    clock: tuple[float, ...]
    cpu: tuple[float, ...]

    def __str__(self) -> str:
        p50, p95 = np.percentile(self.clock, (50, 95))
        return f"p50 {p50:.0f} p95 {p95:.0f} max {max(self.clock):.0f} ms (CPU p95 {np.percentile(self.cpu, 95):.0f})"

    def slowest(self, count: int) -> list[tuple[int, str]]:
        """The slowest by CPU."""
        return sorted(((round(ms), query) for ms, query in zip(self.cpu, self.queries, strict=True)), reverse=True)[
            :count
        ]


def measure(action: Callable[[str], Any], queries: Sequence[str], busy: Callable[[], float]) -> Times:
    """Asks each query once; ``busy`` tells the seconds of CPU time spent so far."""
    clock, cpu = [], []
    for query in queries:
        begun, begun_cpu = time.perf_counter(), busy()
        action(query)
        clock.append((time.perf_counter() - begun) * 1000)
        cpu.append((busy() - begun_cpu) * 1000)
    return Times(tuple(queries), tuple(clock), tuple(cpu))


def busy_clock(corpus: Corpus) -> Callable[[], float]:
    """Seconds of CPU time that we and, where it can be seen, the server's process for this connection have used."""
    if not is_address(corpus.path):
        return time.process_time
    (server,) = corpus.connection.execute("SELECT pg_backend_pid()").fetchone()
    seen = Path(f"/proc/{server}/schedstat")
    return lambda: time.process_time() + (int(seen.read_text().split()[0]) / 1e9 if seen.exists() else 0.0)


def size_mb(corpus: Corpus) -> float:
    """Megabytes on the disk."""
    if is_address(corpus.path):
        sql = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r'"
        (total,) = corpus.connection.execute(f"{sql} AND c.relnamespace = current_schema()::regnamespace").fetchone()
        return float(total) / 1e6
    path = Path(corpus.path)
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*")) / 1e6


def report(place: Path | str, speed: str, slowest: int) -> None:
    """A line of figures, asked as a reader asks, who did not fill the corpus."""
    with Corpus(place, read_only=True) as corpus:
        _report(corpus, speed, slowest)


def _report(corpus: Corpus, speed: str, slowest: int) -> None:
    dice = random.Random(SEED)
    queries = list(dict.fromkeys(invent_query(dice) for _ in range(SEARCHES * 2)))[:SEARCHES]
    search(corpus, queries[0])  # opens what is opened once
    gc.collect()
    gc.freeze()  # a program that only asks has no heap left over from filling to look through
    busy = busy_clock(corpus)
    searches = measure(lambda query: search(corpus, query), queries, busy)
    facets = measure(lambda query: count_facets(corpus, query), ["", *queries[:FACETS]], busy)
    held = corpus.counts()
    print(f"{held['sops']} SOPs, {held['steps']} steps, {size_mb(corpus):.0f} MB  {speed}")
    print(f"    search {searches}\n    facets {facets}", flush=True)
    for ms, query in [*searches.slowest(slowest), *facets.slowest(slowest)]:
        print(f"    {ms:>5} ms  {query}")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.corpus_scale", description="Measures the corpus at several sizes.")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--corpus", help="a file or the address of a PostgreSQL database: new, or filled by this")
    parser.add_argument("--filled", action="store_true", help="only ask a corpus that is filled already")
    parser.add_argument("--slowest", type=int, default=0, help="show this many of the slowest queries")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = given.corpus or Path(folder) / "corpus.db"
        with Corpus(place) as corpus:
            held = corpus.counts()["sops"]
        sizes = [] if given.filled else [int(size) for size in given.sizes.split(",")]
        records = invent_records(SEED, max(sizes, default=0), held)
        for size in sizes:
            seconds, busy = fill(place, records, size - held)
            speed = f"{(size - held) / seconds:.0f} SOPs/s, {(size - held) / busy:.0f} per second of our CPU"
            report(place, speed, given.slowest)
            held = size
        if given.filled:
            report(place, "", given.slowest)


if __name__ == "__main__":
    main()
