"""A run as lines of JSON, for programs that watch many runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pipeline.ingest import Standing, Summary, Watch
from pipeline.manifest import Row


@dataclass(frozen=True, slots=True)
class Log:
    """Writes events; without a stream it writes nothing."""

    stream: TextIO | None

    def watch(self, tell: Watch) -> Watch:
        """Tells and writes each row as it is settled."""

        def both(row: Row, standing: Standing) -> None:
            tell(row, standing)
            self._write("document", count=standing.settled, total=standing.total, **asdict(row))

        return both

    def end(self, summary: Summary) -> None:
        """Writes how the run ended."""
        self._write("end", seconds=summary.seconds, exit_code=int(summary.exit_code), **summary.counts)

    def _write(self, event: str, **facts: object) -> None:
        if self.stream:
            line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
            self.stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.stream.flush()


@contextmanager
def open_log(path: Path | None) -> Iterator[Log]:
    """A log that is appended to ``path``; one that writes nothing where it is None. Raises OSError."""
    if path is None:
        yield Log(None)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="replace") as stream:
        yield Log(stream)
