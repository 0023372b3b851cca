"""Many documents through worker processes: a crash, a hang or hunger for memory costs that document only."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from pipeline.files import OutputFolder
from pipeline.job import Done, Job, run_job
from pipeline.settings import Settings
from pipeline.worker import ONE_THREAD, Read, work

TRIED_AGAIN = frozenset({"crash", "time", "memory"})
"""Ends that may come from what ran beside a document: it gets a second try, alone."""

STARTING_SECONDS = 120
"""Time for a fresh worker to load its libraries and to say how long its document may take."""
JOBS_PER_WORKER = 50
"""Then a worker is replaced, so that what libraries do not give back does not pile up."""
LONGEST_WAIT = 5.0

LIBRARIES = ("__main__", "pipeline.worker")
"""Loaded once, in a process that only forks: a fresh worker is there in a moment, and all share the memory."""

# Only Linux's libraries bear a fork; elsewhere every worker loads them itself.
_CONTEXT = (
    multiprocessing.get_context("forkserver") if sys.platform == "linux" else multiprocessing.get_context("spawn")
)


def read_all(
    jobs: Iterable[Job], settings: Settings, out: OutputFolder, read: Read = run_job
) -> Generator[tuple[Job, Done, int], None, None]:
    """Each job with what became of it and the number of attempts, in the order they end.

    Closing the iterator kills the workers. Raises what a worker says ends the run.
    """
    again: dict[Job, float] = {}
    with closing(_drain(jobs, settings.workers, read, settings, out)) as first:
        for job, done in first:
            if done.stage in TRIED_AGAIN:
                again[job] = done.seconds
            else:
                yield job, done, 1
    with closing(_drain(again, 1, read, settings, out)) as second:
        for job, done in second:
            yield job, replace(done, seconds=round(again[job] + done.seconds, 2)), 2


class _Worker:
    """A process, the connection to it, and the job it is at."""

    def __init__(self, read: Read, settings: Settings, out: OutputFolder) -> None:
        self.connection: Connection
        self.connection, theirs = _CONTEXT.Pipe()
        self.process: BaseProcess = _CONTEXT.Process(target=work, args=(theirs, read, settings, out), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.begun = self.deadline = 0.0
        self.budget = STARTING_SECONDS
        self.taken = 0

    def give(self, job: Job) -> None:
        """Hands over a job. A worker that died before is noticed when its answer is read."""
        self.job, self.taken = job, self.taken + 1
        self.begun = time.monotonic()
        self.budget = STARTING_SECONDS
        self.deadline = self.begun + self.budget
        try:
            self.connection.send(job)
        except (BrokenPipeError, ConnectionResetError):
            return

    def read(self) -> Done | None:
        """The next answer; None when it was only the time budget. Raises EOFError when the process is gone."""
        answer = self.connection.recv()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Done):
            return answer
        self.budget = answer
        self.deadline = time.monotonic() + self.budget
        return None

    def end(self, *, at_once: bool = False) -> None:
        """Stops the process."""
        if at_once:
            self.process.kill()
        else:
            self.connection.close()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


def _drain(
    jobs: Iterable[Job], count: int, read: Read, settings: Settings, out: OutputFolder
) -> Generator[tuple[Job, Done], None, None]:
    """All jobs through ``count`` workers."""
    os.environ.update(ONE_THREAD)
    multiprocessing.set_forkserver_preload([*LIBRARIES])
    waiting = deque(jobs)
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.job for worker in workers):
            _fill(waiting, workers, count, read, settings, out)
            for worker in _ready(workers):
                job, done = worker.job, _outcome(worker)
                if job is None or done is None:
                    continue
                worker.job = None
                if done.stage in TRIED_AGAIN or worker.taken >= JOBS_PER_WORKER:
                    worker.end(at_once=done.stage in TRIED_AGAIN)
                    workers.remove(worker)
                yield job, done
    finally:
        for worker in workers:
            worker.end(at_once=worker.job is not None)


def _fill(
    waiting: deque[Job], workers: list[_Worker], count: int, read: Read, settings: Settings, out: OutputFolder
) -> None:
    while waiting:
        idle = next((worker for worker in workers if worker.job is None), None)
        if idle is None:
            if len(workers) >= count:
                return
            idle = _Worker(read, settings, out)
            workers.append(idle)
        idle.give(waiting.popleft())


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Busy workers that answered, died or have used up their time."""
    busy = {worker.connection: worker for worker in workers if worker.job}
    nearest = min(worker.deadline for worker in busy.values()) - time.monotonic()
    answered = {
        busy[key] for key in wait(list(busy), max(0.0, min(nearest, LONGEST_WAIT))) if isinstance(key, Connection)
    }
    now = time.monotonic()
    return [worker for worker in busy.values() if worker in answered or worker.deadline <= now]


def _outcome(worker: _Worker) -> Done | None:
    seconds = round(time.monotonic() - worker.begun, 2)
    try:
        if worker.connection.poll():
            return worker.read()
        return Done("time", _too_long(worker.budget), seconds=seconds)
    except (EOFError, ConnectionResetError):
        worker.process.join(5)
        return _death(worker.process.exitcode, worker.budget, seconds)


def _too_long(seconds: int) -> str:
    return (
        f"tidak selesai dalam {seconds} detik; pecah menjadi berkas yang lebih kecil,"
        " atau naikkan seconds_per_page di mutubaku.toml"
    )


def _death(code: int | None, budget: int, seconds: float) -> Done:
    """What a worker's end without an answer means."""
    if code == -signal.SIGKILL:
        reason = "proses pembaca dihentikan sistem, biasanya karena memori habis; kurangi --jobs atau pecah PDF"
        return Done("memory", reason, seconds=seconds)
    if code == -signal.SIGALRM:
        return Done("time", _too_long(budget), seconds=seconds)
    how = signal.Signals(-code).name if code and code < 0 else f"kode {code}"
    reason = f"proses pembaca berhenti mendadak ({how}); berkas rusak atau terlalu besar: simpan ulang atau pecah"
    return Done("crash", reason, seconds=seconds)
