"""Things a worker may be made to do with a job, in place of reading it. They run in the worker's process."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from ocr.engines import EngineMissing
from pipeline.files import OutputFolder
from pipeline.job import Done, Job
from pipeline.settings import Settings


def by_name(job: Job, settings: Settings, out: OutputFolder) -> Done:
    """Does what the job's name says; counts the tries in a file beside the source."""
    with job.path.with_suffix(".tries").open("a") as tries:
        tries.write("x")
    match job.name.split(".")[0]:
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exits":
            os._exit(7)
        case "hang":
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
            time.sleep(600)
        case "engine":
            raise EngineMissing("no engine here")
        case "once" if len(Path(job.path.with_suffix(".tries")).read_text()) == 1:
            os.kill(os.getpid(), signal.SIGSEGV)
    return Done(pages=1, sops=1)
