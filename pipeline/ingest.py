"""A run: what is there, what is new, read it, write down what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.batch import read_all
from pipeline.derive import bring_up_to_date, summary_counts
from pipeline.errors import ExitCode, NoUsableInput
from pipeline.files import OutputFolder, file_sha256, hold, read_record, write_atomic
from pipeline.job import Done, Job, longest_first, summarize
from pipeline.manifest import Row, Status, drop_shard_manifests, read_manifests, settled, stands, write_manifest
from pipeline.settings import VERSION, Settings
from pipeline.shard import Shard
from pipeline.sources import Entry, Found, Unusable, find_sources
from pipeline.store import fetch

ReadAll = Callable[[Sequence[Job], Settings, OutputFolder], Generator[tuple[Job, Done, int], None, None]]
"""Reads jobs, here or elsewhere: each with what became of it and the number of attempts."""

SAVE_EVERY_SECONDS = 5.0
SAVING_SHARE = 0.02
"""Part of a run's time that saving the manifest of a very large run may take."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do: rows that are settled already, and the jobs."""

    rows: tuple[Row, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is. ``share`` is the part of the reading that is done, by size."""

    settled: int
    total: int
    read: int
    share: float


Watch = Callable[[Row, Standing], None]
"""Told of every row as it is settled."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run ended. ``rows`` are the sources of this run."""

    rows: tuple[Row, ...]
    seconds: float

    @property
    def counts(self) -> dict[str, Any]:
        """Sources by status; pages, SOPs, steps, cells to review."""
        return summary_counts(self.rows)

    @property
    def exit_code(self) -> ExitCode:
        """0, 4 when some documents were rejected, 2 when all were."""
        rejected = sum(row.status == "rejected" for row in self.rows)
        if self.rows and rejected == len(self.rows):
            return ExitCode.NO_INPUT
        return ExitCode.SOME_REJECTED if rejected else ExitCode.OK


def plan_run(
    inputs: Sequence[Path],
    settings: Settings,
    out: OutputFolder,
    *,
    force: bool = False,
    shard: Shard | None = None,
    missed: Sequence[Unusable] = (),
) -> Plan:
    """Looks at the inputs without reading documents. Raises NoUsableInput when there is nothing at all.

    ``missed`` are sources of a store that could not be fetched.
    """
    earlier = read_manifests(out)
    known = {name: row.path for name, row in earlier.items() if Path(row.path).exists()}
    entries = find_sources(inputs, out.root, known, missed)
    if not entries:
        raise NoUsableInput(f"Tidak ada berkas di {', '.join(map(str, inputs))}. Isi dengan PDF, JPG, PNG, TIFF, TXT.")
    rows: list[Row] = []
    jobs: list[Job] = []
    for entry in entries:
        if shard and not shard.holds(entry.name):
            continue
        step = _plan_entry(entry, earlier.get(entry.name), settings, out, force=force)
        if isinstance(step, Job):
            jobs.append(step)
        else:
            rows.append(step)
    return Plan(tuple(rows), tuple(jobs))


def _plan_entry(entry: Entry, earlier: Row | None, settings: Settings, out: OutputFolder, *, force: bool) -> Row | Job:
    path = str(entry.path.absolute())
    if not isinstance(entry, Found):
        return Row(entry.name, path, "rejected", entry.reason, "source")
    try:
        sha256 = file_sha256(entry.path)
    except OSError as error:
        return Row(entry.name, path, "rejected", f"berkas tidak dapat dibaca: {error.strerror}", "access")
    if force:
        return Job(entry.name, entry.path, sha256, entry.size, afresh=True)
    if earlier and settled(earlier, sha256, settings.sha256):
        return replace(earlier, path=path)
    if earlier and stands(earlier, sha256, settings.sha256, _sha256_or_none(out.record(entry.name))):
        return replace(earlier, path=path, status="unchanged")
    return _unchanged(entry, sha256, settings, out) or Job(entry.name, entry.path, sha256, entry.size)


def _sha256_or_none(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError:
        return ""


def _unchanged(entry: Found, sha256: str, settings: Settings, out: OutputFolder) -> Row | None:
    """The row of a source whose record was read from the same bytes in the same way."""
    record = read_record(out.record(entry.name))
    if record is None or record["source"].get("sha256") != sha256:
        return None
    if record.get("produced_by", {}).get("settings_sha256") != settings.sha256:
        return None
    done = replace(summarize(record), record_sha256=_sha256_or_none(out.record(entry.name)))
    return _row(Job(entry.name, entry.path, sha256), done, 0, settings, status="unchanged")


def run(
    inputs: Sequence[Path | str],
    settings: Settings,
    out: OutputFolder,
    watch: Watch,
    *,
    force: bool = False,
    shard: Shard | None = None,
    read: ReadAll = read_all,
) -> Summary:
    """Reads what is new or changed and brings all files of the run up to date. Raises CommandError, EngineMissing.

    An input that is a text is the address of a store: its sources are fetched first. A shard reads its part and leaves
    the files made from all records to the whole run that follows.
    """
    begun = time.monotonic()
    with hold(out, shard):
        stores = [fetch(given, out.fetched, shard) for given in inputs if isinstance(given, str)]
        folders = [*(given for given in inputs if isinstance(given, Path)), *(store.folder for store in stores)]
        missed = [entry for store in stores for entry in store.missed]
        plan = plan_run(folders, settings, out, force=force, shard=shard, missed=missed)
        book = _Book(out, settings, shard, {row.file: row for row in plan.rows})
        total = len(plan.rows) + len(plan.jobs)
        for count, row in enumerate(plan.rows, start=1):
            watch(row, Standing(count, total, 0, 0.0))
        jobs, weighed = longest_first(plan.jobs), 0
        work = sum(job.weight for job in jobs)
        try:
            with closing(read(jobs, settings, out)) as results:
                for count, (job, done, attempts) in enumerate(results, start=1):
                    weighed += job.weight
                    standing = Standing(len(plan.rows) + count, total, count, weighed / work)
                    watch(book.enter(job, done, attempts), standing)
        finally:
            seconds = round(time.monotonic() - begun, 2)
            book.save(seconds)
        if shard is None:
            bring_up_to_date(out, book.rows.values(), settings)
    return Summary(tuple(book.rows.values()), seconds)


@dataclass(slots=True)
class _Book:
    """The rows of a run while it goes on, saved now and then, so that a killed run leaves what it knew."""

    out: OutputFolder
    settings: Settings
    shard: Shard | None
    rows: dict[str, Row]
    due: float = field(default_factory=lambda: time.monotonic() + SAVE_EVERY_SECONDS)

    def enter(self, job: Job, done: Done, attempts: int) -> Row:
        """The row of a job that ended."""
        _keep_traceback(self.out, job, done)
        row = _row(job, _with_old_record(done, job, self.out), attempts, self.settings)
        self.rows[job.name] = row
        if time.monotonic() > self.due:
            self.save(0.0)
        return row

    def save(self, seconds: float) -> None:
        """Writes this run's rows, and those of earlier runs over other folders whose records or sources still stand."""
        begun = time.monotonic()
        facts = {"version": VERSION, "settings_sha256": self.settings.sha256, "seconds": seconds}
        if self.shard:
            write_manifest(self.out.manifest_of(self.shard), self.rows.values(), facts)
        else:
            earlier = read_manifests(self.out)
            kept = {name: row for name, row in earlier.items() if self._stands(name, row)}
            write_manifest(self.out.manifest, (kept | self.rows).values(), facts)
            drop_shard_manifests(self.out)
        ended = time.monotonic()
        self.due = ended + max(SAVE_EVERY_SECONDS, (ended - begun) / SAVING_SHARE)

    def _stands(self, name: str, row: Row) -> bool:
        return self.out.record(name).exists() or Path(row.path).exists()


def _with_old_record(done: Done, job: Job, out: OutputFolder) -> Done:
    """A rejected source whose former content was read says so: that record stays."""
    if not done.stage or not out.record(job.name).exists():
        return done
    return replace(done, reason=f"{done.reason} (hasil bacaan sebelumnya tetap disimpan)")


def _row(job: Job, done: Done, attempts: int, settings: Settings, status: Status | None = None) -> Row:
    """``partial`` is a record from which something is missing."""
    ended: Status = "rejected" if done.stage else "partial" if done.notes else "ok"
    return Row(
        file=job.name,
        path=str(job.path.absolute()),
        status=status or ended,
        reason=done.reason or "; ".join(done.notes),
        stage=done.stage,
        sha256=job.sha256,
        settings_sha256=settings.sha256,
        record_sha256=done.record_sha256,
        pages=done.pages,
        sops=done.sops,
        steps=done.steps,
        review=done.review,
        seconds=done.seconds,
        peak_mb=done.peak_mb,
        stages=done.stages,
        attempts=attempts,
    )


def _keep_traceback(out: OutputFolder, job: Job, done: Done) -> None:
    path = out.root / "errors" / f"{job.sha256[:12]}.txt"
    if done.detail:
        write_atomic(path, f"{job.name}\n{done.detail}".encode("utf-8", "replace"))
    else:
        path.unlink(missing_ok=True)
