"""Keeps a sheet that holds decisions nobody has applied yet from being overwritten by the next export."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

from review.ledger import Decision
from review.read_sheet import FOR_ALL, SheetError, read_sheet


def keep_filled(path: Path, decisions: Mapping[tuple[str, str], Decision]) -> Path | None:
    """Moves a sheet with unapplied decisions aside, to ``review-terisi-1.csv`` and so on. Returns its new path.

    None where there is no sheet, or nothing in it that the ledger does not hold. What cannot be read is kept, too.
    """
    if not path.exists() or not _has_unapplied(path, decisions):
        return None
    kept = next(free for number in count(1) if not (free := path.with_stem(f"{path.stem}-terisi-{number}")).exists())
    return path.rename(kept)


def sheets_to_apply(folder: Path, decisions: Mapping[tuple[str, str], Decision]) -> list[Path]:
    """The sheets that were moved aside and still hold what the ledger does not."""
    return [path for path in sorted(folder.glob("*-terisi-*")) if _has_unapplied(path, decisions)]


def _has_unapplied(path: Path, decisions: Mapping[tuple[str, str], Decision]) -> bool:
    try:
        lines, refused = read_sheet(path)
    except SheetError:
        return True
    for line in lines:
        known = decisions.get((line.sha256, line.cell_id))
        if line.correction and (known is None or known.correction != line.correction):
            return True
        if line.decision and (known is None or known.verdict != line.decision.removesuffix(FOR_ALL)):
            return True
        if line.note and (known is None or known.note != line.note):
            return True
    return bool(refused)
