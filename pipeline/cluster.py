"""The documents of a run on a Dask cluster: sources and outputs stand on a file system that all machines share."""

from __future__ import annotations

import importlib
import math
import multiprocessing
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from pipeline.batch import read_all
from pipeline.errors import MissingDependency, NoAccess
from pipeline.files import OutputFolder
from pipeline.job import Done, Job
from pipeline.settings import Settings

CHUNK = 8
"""Documents handed to a Dask worker at a time: enough that starting the child that reads them does not count, few
enough that little is read again when the worker dies."""

CONNECT_SECONDS = 20

Settled = tuple[Job, Done, int]


def read_all_on_cluster(
    jobs: Sequence[Job], settings: Settings, out: OutputFolder, address: str
) -> Generator[Settled, None, None]:
    """As ``batch.read_all``, by the workers of the cluster at ``address``.

    A worker that dies costs its chunk another try elsewhere; what it had seen is kept and not looked at again.
    Raises MissingDependency, NoAccess, and what a worker says ends the run.
    """
    distributed = _distributed()
    client = _connect(distributed, address)
    there, alone = OutputFolder(out.root.absolute()), replace(settings, jobs=1)
    with client:
        chunks = {client.submit(read_chunk, part, alone, there, pure=False): part for part in _chunks(jobs)}
        for future in distributed.as_completed(list(chunks)):
            try:
                yield from future.result()
            except distributed.KilledWorker:
                yield from ((job, _killed(), 1) for job in chunks[future])


def read_chunk(jobs: Sequence[Job], settings: Settings, out: OutputFolder) -> list[Settled]:
    """On a Dask worker: the jobs one after the other in a child that may be killed."""
    # A Dask nanny marks its workers as daemons, which may have no children. Ours end when their pipe closes.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return list(read_all(jobs, settings, out))


def _chunks(jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
    """Dealt out like cards, so that no chunk gets all large documents."""
    there = [replace(job, path=job.path.absolute()) for job in jobs]
    count = math.ceil(len(there) / CHUNK)
    return [tuple(there[start::count]) for start in range(count)]


def _distributed() -> Any:
    """The library, which is installed only where a cluster is."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise MissingDependency("Dask belum terpasang. Jalankan: pip install 'mutubaku[cluster]'") from error


def _connect(distributed: Any, address: str) -> Any:
    try:
        return distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        message = f"Klaster Dask di {address} tidak menjawab ({error}). Periksa alamat dan penjadwalnya."
        raise NoAccess(message) from error


def _killed() -> Done:
    return Done(
        "crash", "pekerja klaster berulang kali mati saat membaca kelompok berkas ini; jalankan lagi tanpa --dask"
    )
