"""manifest.json: one row per source, what became of it and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from pipeline.files import OutputFolder, write_json

Status = Literal["ok", "partial", "rejected", "unchanged"]
SCHEMA = "mutubaku.manifest/1"
SHARD_MANIFESTS = "manifest-*-of-*.json"

PASSING = frozenset({"crash", "time", "memory", "internal", "access", "locked", "pages"})
"""Stages at which a document may fail today and pass tomorrow: these are tried again on the next run."""


@dataclass(frozen=True, slots=True)
class Row:
    """One source. ``reason`` is Indonesian and says what to do; ``stage`` names where it failed."""

    file: str
    path: str
    status: Status
    reason: str = ""
    stage: str = ""
    sha256: str = ""
    settings_sha256: str = ""
    record_sha256: str = ""
    """Fingerprint of the record that was written."""
    pages: int = 0
    sops: int = 0
    steps: int = 0
    review: int = 0
    """Cells that wait for a reviewer."""
    seconds: float = 0.0
    peak_mb: int = 0
    stages: dict[str, float] = field(default_factory=dict)
    """CPU seconds by stage of the chain."""
    attempts: int = 0


def read_manifest(path: Path) -> dict[str, Row]:
    """The rows of an earlier run by file; none where there is no manifest or it cannot be read."""
    try:
        rows = json.loads(path.read_text("utf-8"))["sources"]
        return {row["file"]: _row(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def read_manifests(out: OutputFolder) -> dict[str, Row]:
    """The rows of the last whole run and, above them, those of shards that ran since."""
    rows = read_manifest(out.manifest)
    for path in sorted(out.root.glob(SHARD_MANIFESTS)):
        rows |= read_manifest(path)
    return rows


def drop_shard_manifests(out: OutputFolder) -> None:
    """Takes away what shards left, once the whole run's manifest holds it."""
    for path in out.root.glob(SHARD_MANIFESTS):
        path.unlink()


def _row(values: Mapping[str, Any]) -> Row:
    known = {field.name for field in fields(Row)}
    return Row(**{name: value for name, value in values.items() if name in known})


def write_manifest(path: Path, rows: Iterable[Row], run: Mapping[str, object]) -> None:
    """Writes all rows by file, with the facts of the run (version, settings, seconds)."""
    ordered = sorted(rows, key=lambda row: row.file)
    write_json(path, {"schema": SCHEMA, "run": dict(run), "sources": [asdict(row) for row in ordered]})


def stands(row: Row | None, sha256: str, settings_sha256: str, record_sha256: str) -> bool:
    """Whether a document's record is there as it was written from the same bytes in the same way."""
    if row is None or not row.record_sha256:
        return False
    then = (row.sha256, row.settings_sha256, row.record_sha256)
    return then == (sha256, settings_sha256, record_sha256)


def settled(row: Row | None, sha256: str, settings_sha256: str) -> bool:
    """Whether a document was rejected before for a reason that lies in itself."""
    return (
        row is not None
        and row.status == "rejected"
        and row.stage not in PASSING
        and (row.sha256, row.settings_sha256) == (sha256, settings_sha256)
    )
