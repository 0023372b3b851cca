"""A process that reads documents one after the other, on one thread, within bounds the kernel keeps."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import threading
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, wait

import cv2

from pipeline.files import OutputFolder
from pipeline.job import Done, Job
from pipeline.pdf_file import page_count
from pipeline.settings import Settings

Read = Callable[[Job, Settings, OutputFolder], Done]
"""What a worker does with a job."""

ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Must stand in the environment before the libraries are loaded. Threads inside a process only get in each other's way
when every core has a process; Tesseract is several times slower with them."""

GRACE_SECONDS = 30
"""A worker that nothing else ended ends itself so long after the time of its document is over."""

MEMORY_SHARE = 0.8
"""Part of the machine's memory that all workers together may take."""
USUAL_MEMORY_MB = 3000
"""Address space that leaves room for a large page beside libraries and models; less is given only when asked for."""


def work(connection: Connection, read: Read, settings: Settings, out: OutputFolder) -> None:
    """Takes jobs from the connection until None comes; answers each with its time budget and then with Done.

    An error that ends the whole run is sent in place of Done.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    _limit_memory(settings)
    cv2.setNumThreads(0)
    for name in ("pdfminer", "pikepdf", "pypdf"):  # a broken PDF would fill the terminal
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=UserWarning, module="PIL")  # and so would a broken picture
    try:
        while (job := connection.recv()) is not None:
            budget = time_budget(page_count(job.path, settings.passwords), settings)
            connection.send(budget)
            signal.alarm(budget + GRACE_SECONDS)
            connection.send(_done_or_error(read, job, settings, out))
            signal.alarm(0)
    except (EOFError, BrokenPipeError):
        return


def _end_with_the_run() -> None:
    """Ends this process with the one that began the run: the next run may soon be at the same source."""
    if run := multiprocessing.parent_process():
        wait([run.sentinel])
        os._exit(1)


def _done_or_error(read: Read, job: Job, settings: Settings, out: OutputFolder) -> Done | Exception:
    try:
        return read(job, settings, out)
    except Exception as error:
        return error


def time_budget(pages: int, settings: Settings) -> int:
    """Seconds a document of so many pages may take."""
    return settings.seconds_per_document + pages * settings.seconds_per_page


def _limit_memory(settings: Settings) -> None:
    """A document that asks for too much gets a MemoryError in place of taking the machine down."""
    total_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    share = int(total_mb * MEMORY_SHARE / settings.workers)
    limit = (settings.memory_mb or max(USUAL_MEMORY_MB, share)) * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
