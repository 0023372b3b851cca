"""One document inside a worker: read, corrected by what people decided, written. Everything here may be killed."""

from __future__ import annotations

import resource
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.diagrams import NAME, write_diagrams
from normalize.record import validate_record
from ocr.stopwatch import stage, stopwatch
from pipeline.document import Reading, Rejected, read_file, reading_to_record
from pipeline.explain import is_disk_full
from pipeline.files import OutputFolder, file_sha256, write_json
from pipeline.page_pictures import PagePictures
from pipeline.readings import keep_reading, kept_reading
from pipeline.settings import Settings
from review.crops import write_crops
from review.decide import apply_ledger
from review.leaves import review_cells
from review.ledger import read_ledger

OUT_OF_MEMORY = ("insufficient memory", "bad alloc", "bad_alloc", "cannot allocate memory", "std::length_error")
"""How OpenCV, onnxruntime and the C library say that they got no memory."""

SIZE_OF_ANY = 5000
"""Bytes added to each document's when work is weighed: the smallest text takes as long as so many bytes of a scan."""


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read. ``name`` is its path below the input root."""

    name: str
    path: Path
    sha256: str
    size: int = 0
    """Bytes of the source."""
    afresh: bool = False
    """True: what was seen in it before is not used."""

    @property
    def weight(self) -> int:
        """How much work it is beside others."""
        return self.size + SIZE_OF_ANY


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job. Empty ``stage`` means that its record is written."""

    stage: str = ""
    reason: str = ""
    detail: str = ""
    """The traceback of an internal error."""
    record_sha256: str = ""
    pages: int = 0
    sops: int = 0
    steps: int = 0
    review: int = 0
    notes: tuple[str, ...] = ()
    """What is missing from a record that was written, or which decisions no longer fit."""
    seconds: float = 0.0
    """By the clock, over all attempts."""
    peak_mb: int = 0
    stages: dict[str, float] = field(default_factory=dict)
    """CPU seconds by stage of the chain."""


def longest_first(jobs: Iterable[Job]) -> list[Job]:
    """In the order to read them in: a large document begun last would leave all workers but one idle."""
    return sorted(jobs, key=lambda job: job.weight, reverse=True)


class DiskFull(Exception):
    """The output's disk is full: no other document would fare better."""


def run_job(job: Job, settings: Settings, out: OutputFolder) -> Done:
    """Reads a document and writes its files, the record last. Raises EngineMissing and DiskFull, which end a run."""
    begun = time.monotonic()
    _reset_peak()
    with stopwatch() as spent:
        try:
            done = _read_and_write(job, settings, out)
        except Exception as error:
            if is_disk_full(error):
                raise DiskFull(str(error)) from error
            if type(error).__name__ == "EngineMissing":
                raise
            done = _failure(error)
    stages = {name: round(seconds, 2) for name, seconds in spent.items()}
    return replace(done, seconds=round(time.monotonic() - begun, 2), peak_mb=_peak_mb(), stages=stages)


def _failure(error: Exception) -> Done:
    """What an error of the program or of its libraries means for the document."""
    if isinstance(error, MemoryError) or any(words in str(error).lower() for words in OUT_OF_MEMORY):
        return Done("memory", "memori tidak cukup untuk berkas ini; pecah PDF atau pindai dengan resolusi lebih rendah")
    reason = f"kesalahan dalam program ({type(error).__name__}: {error}); laporkan bersama berkasnya"
    return Done("internal", reason, "".join(traceback.format_exception(error)))


def _read_and_write(job: Job, settings: Settings, out: OutputFolder) -> Done:
    pictures = PagePictures(out.pages_of(job.sha256))
    reading = _reading(job, settings, out, pictures)
    result = reading if isinstance(reading, Rejected) else reading_to_record(reading, job.path, job.sha256, settings)
    if isinstance(result, Rejected):
        pictures.drop()
        return Done(result.stage, result.reason)
    record = _own_source(result.record, job)
    if problems := validate_record(record):
        raise ValueError(f"record does not keep to its schema: {problems[0]}")
    with stage("write"):
        record, conflicts = apply_ledger(record, read_ledger(out.ledger))
        write_crops(record, pictures, out.crops)
        write_json(out.record(job.name), record)
        _drop_diagrams(out, job.name)
        write_diagrams(record, out.flow)  # later than their record: older ones are drawn anew when the run ends
    done = summarize(record, tuple(conflict.sentence() for conflict in conflicts))
    return replace(done, record_sha256=file_sha256(out.record(job.name)))


def _reading(job: Job, settings: Settings, out: OutputFolder, pictures: PagePictures) -> Reading | Rejected:
    """What was seen before, if its pictures are still there; else what is seen now."""
    path = out.reading(job.sha256, settings.reading_sha256)
    kept = None if job.afresh else kept_reading(path)
    if kept and all(sheet.info is None or sheet.page in pictures for sheet in kept.sheets):
        return kept
    pictures.drop()
    reading = read_file(job.path, settings, pictures.keep)
    if isinstance(reading, Reading) and any(sheet.info for sheet in reading.sheets):  # a text is seen in no time
        keep_reading(path, reading)
    return reading


def _own_source(record: dict[str, Any], job: Job) -> dict[str, Any]:
    return {**record, "source": {**record["source"], "file": job.name, "sha256": job.sha256}}


def summarize(record: Mapping[str, Any], notes: tuple[str, ...] = ()) -> Done:
    """What a record holds, and what is missing from it."""
    sops = record["sops"]
    lost = [f"SOP {number}: tabel langkah tidak terbaca" for number, sop in enumerate(sops, 1) if not sop["steps"]]
    return Done(
        pages=record["source"]["pages"],
        sops=len(sops),
        steps=sum(len(sop["steps"]) for sop in sops),
        review=sum(cell.status == "review" for cell in review_cells(dict(record))),
        notes=(*lost, *notes),
    )


def _drop_diagrams(out: OutputFolder, name: str) -> None:
    """Takes away what an earlier reading drew, which may have found more SOPs in the file."""
    place = out.flow / PurePosixPath(name)
    for old in place.parent.iterdir() if place.parent.is_dir() else ():
        if (drawn := NAME.fullmatch(old.name)) and drawn[1] == place.name:
            old.unlink()


def _reset_peak() -> None:
    """Linux forgets the peak so far when told; elsewhere the peak is that of the worker's whole life."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak_mb() -> int:
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
