"""A returned review sheet into the ledger, and the ledger onto the records."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from review.check import correction_problem
from review.decide import Conflict, apply_decisions, reading_of
from review.export import DECISIONS
from review.identical import identical_cells, identity_of, same_for
from review.leaves import Json, ReviewCell, review_cells
from review.ledger import Decision, Ledger, Verdict, amend
from review.made import decided_by, make_decision
from review.read_sheet import FOR_ALL, Refused, read_sheet
from review.read_sheet import Verdict as Line
from review.versions import cell_version, text_version

Key = tuple[str, str]
"""sha256 and cell_id."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a review sheet, in lines; ``applied`` counts decisions, of which one line may make several."""

    applied: int
    unchanged: int
    left_open: int
    refused: tuple[Refused, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(slots=True)
class _Tally:
    """What has become of the lines so far. ``fresh`` holds the new decisions."""

    refused: list[Refused]
    fresh: dict[Key, Decision] = field(default_factory=dict)
    unchanged: int = 0
    left_open: int = 0


def apply_review(sheet: Path, ledger_path: Path, records_dir: Path, *, who: str, when: str) -> Applied:
    """Takes a reviewer's decisions over into the ledger and writes the records they concern anew.

    ``when`` is ISO 8601. A second time changes nothing. Raises SheetError when the file is no review sheet.
    """
    lines, refused = read_sheet(sheet)
    paths = dict(read_records(records_dir))
    tally = _Tally(refused)

    def made(ledger: Ledger) -> Iterable[Decision]:
        known = ledger.current()
        cells = {(cell.sha256, cell.cell_id): cell for record in paths.values() for cell in review_cells(record)}
        for line in lines:
            _take(line, cells, known, tally, who=who, when=when)
        _take_identical(lines, cells, tally)
        return tally.fresh.values()

    ledger = amend(ledger_path, made)
    conflicts = update_records(paths, ledger, {sha for sha, _ in tally.fresh})
    in_order = tuple(sorted(tally.refused, key=lambda item: item.line))
    return Applied(len(tally.fresh), tally.unchanged, tally.left_open, in_order, tuple(conflicts))


def _take(
    line: Line, cells: Mapping[Key, ReviewCell], known: Mapping[Key, Decision], tally: _Tally, *, who: str, when: str
) -> None:
    if not line.decision and not line.correction:
        tally.left_open += 1
        return
    key = (line.sha256, line.cell_id)
    outcome = line_to_decision(line, cells.get(key), tally.fresh.get(key) or known.get(key), who=who, when=when)
    if isinstance(outcome, Refused):
        tally.refused.append(outcome)
    elif outcome is None:
        tally.unchanged += 1
    else:
        tally.fresh[key] = outcome


def _take_identical(lines: Iterable[Line], cells: Mapping[Key, ReviewCell], tally: _Tally) -> None:
    """Carries decisions "semua" over to the cells that wait; what the sheet says of a cell itself comes first."""
    said = {(line.sha256, line.cell_id) for line in lines if line.decision or line.correction}
    for line in lines:
        key = (line.sha256, line.cell_id)
        if not line.decision.endswith(FOR_ALL) or key not in tally.fresh:
            continue
        for other in identical_cells(cells[key], cells.values()):
            if (other.sha256, other.cell_id) not in said:
                tally.fresh[other.sha256, other.cell_id] = same_for(tally.fresh[key], other)


def line_to_decision(
    line: Line, cell: ReviewCell | None, earlier: Decision | None, *, who: str, when: str
) -> Decision | Refused | None:
    """The decision a line of the sheet makes; None when it says what is already decided."""
    if cell is None:
        return Refused(line.line, "sel tidak ditemukan dalam hasil; berkas mungkin sudah diproses ulang")
    verdict = _verdict_of(line, cell)
    if isinstance(verdict, Refused):
        return verdict
    correction = line.correction if verdict == "koreksi" else ""
    if earlier and (earlier.verdict, earlier.correction, earlier.note) == (verdict, correction, line.note):
        return None
    reading, _ = reading_of(cell, earlier)
    if line.version != cell_version(cell.text, earlier):
        if earlier and earlier.settles and earlier.who != who:
            return Refused(line.line, f"{decided_by(earlier)}; bila harus diubah: mutubaku review export --all")
        if line.version and line.version not in {text_version(cell.text), text_version(reading)}:
            return Refused(line.line, "bacaan sudah berubah sejak lembar ini dibuat; buat lembar review baru")
    return make_decision(cell, earlier, verdict, correction, line.note, who=who, when=when)


def _verdict_of(line: Line, cell: ReviewCell) -> Verdict | Refused:
    if line.decision and line.decision not in DECISIONS:
        return Refused(line.line, f"keputusan {line.decision!r} tidak dikenal; pakai {', '.join(DECISIONS)}")
    if line.decision.endswith(FOR_ALL) and identity_of(cell) is None:
        return Refused(line.line, f"{line.decision!r} tidak berlaku untuk sel ini; putuskan sel ini saja")
    word = (line.decision or "koreksi").removesuffix(FOR_ALL)
    if word == "koreksi":
        problem = correction_problem(line.correction, cell.column)
        return Refused(line.line, problem) if problem else "koreksi"
    if line.correction and line.correction.split() != cell.text.split():
        return Refused(line.line, f"koreksi terisi padahal keputusan {word!r}; kosongkan salah satu")
    if word == "benar" and not cell.text:
        return Refused(line.line, "bacaan kosong tidak dapat 'benar'; pakai 'kosong' atau isi koreksi")
    return "benar" if word == "benar" else "kosong" if word == "kosong" else "lewati"


def read_records(records_dir: Path) -> Iterator[tuple[Path, Json]]:
    """Every record of a run with its path, in a fixed order."""
    for path in sorted(records_dir.rglob("*.json")):
        yield path, json.loads(path.read_bytes())


def settle_records(records_dir: Path, ledger: Ledger) -> list[Conflict]:
    """Writes every record on which the ledger holds decisions that it does not show yet; what does not fit."""
    sources = ledger.by_source()
    return update_records(dict(read_records(records_dir)), ledger, sources) if sources else []


def update_records(records: Mapping[Path, Json], ledger: Ledger, touched: Collection[str]) -> list[Conflict]:
    """Writes the records of the sources in ``touched`` (sha256) as the ledger wants them; what does not fit."""
    conflicts: list[Conflict] = []
    decisions = ledger.by_source()
    for path, record in records.items():
        sha256 = record["source"]["sha256"]
        if sha256 not in touched:
            continue
        corrected, found = apply_decisions(record, decisions.get(sha256, {}))
        conflicts += found
        if corrected == record:
            continue
        temporary = path.with_name(path.name + ".part")
        temporary.write_text(json.dumps(corrected, ensure_ascii=False, indent=1) + "\n", "utf-8")
        temporary.replace(path)
    return conflicts
