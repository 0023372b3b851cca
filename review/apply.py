"""A returned review sheet into the ledger, and the ledger onto the records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from review.decide import Conflict, apply_ledger, reading_of
from review.export import DECISIONS, text_version
from review.leaves import ARROWS, PERFORMERS, Json, ReviewCell, review_cells
from review.ledger import Decision, Ledger, Verdict, append_decisions, read_ledger
from review.notation import NotationError, parse_arrows, parse_performers
from review.read_sheet import Refused, read_sheet
from review.read_sheet import Verdict as Line

# What a spreadsheet makes of long numbers and of fractions: 1,97208E+17, Mar-14, 14-Mar.
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+")
_DATE_GUESS = re.compile(r"(\d{1,2}-)?[A-Z][a-z]{2}(-\d{2,4})?")
_SHEET_DIGITS = 15
"""Digits a spreadsheet keeps of a number; what follows becomes zeros."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a review sheet, in lines."""

    applied: int
    unchanged: int
    left_open: int
    refused: tuple[Refused, ...]
    conflicts: tuple[Conflict, ...]


def apply_review(sheet: Path, ledger_path: Path, records_dir: Path, *, who: str, when: str) -> Applied:
    """Takes a reviewer's decisions over into the ledger and writes the records they concern anew.

    ``when`` is ISO 8601. A second time changes nothing. Raises SheetError when the file is no review sheet.
    """
    lines, refused = read_sheet(sheet)
    paths = dict(read_records(records_dir))
    cells = {(cell.sha256, cell.cell_id): cell for record in paths.values() for cell in review_cells(record)}
    ledger = read_ledger(ledger_path)
    known = ledger.current()
    fresh: dict[tuple[str, str], Decision] = {}
    unchanged = left_open = 0
    for line in lines:
        if not line.decision and not line.correction:
            left_open += 1
            continue
        key = (line.sha256, line.cell_id)
        outcome = line_to_decision(line, cells.get(key), fresh.get(key) or known.get(key), who=who, when=when)
        if isinstance(outcome, Refused):
            refused.append(outcome)
        elif outcome is None:
            unchanged += 1
        else:
            fresh[key] = outcome
    append_decisions(ledger_path, fresh.values())
    conflicts = _update_records(paths, Ledger(ledger.entries + tuple(fresh.values())), {sha for sha, _ in fresh})
    return Applied(
        len(fresh), unchanged, left_open, tuple(sorted(refused, key=lambda item: item.line)), tuple(conflicts)
    )


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
    reading, confidence = reading_of(cell, earlier)
    if line.version and line.version not in {text_version(cell.text), text_version(reading)}:
        return Refused(line.line, "bacaan sudah berubah sejak lembar ini dibuat; buat lembar review baru")
    return Decision(
        when=when,
        who=who,
        sha256=cell.sha256,
        cell_id=cell.cell_id,
        file=cell.file,
        column=cell.column,
        reading=reading,
        confidence=confidence,
        verdict=verdict,
        correction=correction,
        note=line.note,
    )


def _verdict_of(line: Line, cell: ReviewCell) -> Verdict | Refused:
    word = line.decision or "koreksi"
    if word not in DECISIONS:
        return Refused(line.line, f"keputusan {line.decision!r} tidak dikenal; pakai {', '.join(DECISIONS)}")
    if word == "koreksi":
        problem = _problem(line.correction, cell.column)
        return Refused(line.line, problem) if problem else "koreksi"
    if line.correction and line.correction.split() != cell.text.split():
        return Refused(line.line, f"koreksi terisi padahal keputusan {word!r}; kosongkan salah satu")
    if word == "benar" and not cell.text:
        return Refused(line.line, "bacaan kosong tidak dapat 'benar'; pakai 'kosong' atau isi koreksi")
    return "benar" if word == "benar" else "kosong" if word == "kosong" else "lewati"


def _problem(correction: str, column: str) -> str | None:
    """What is wrong with a correction, in words for the reviewer."""
    if not correction:
        return "koreksi kosong; untuk sel yang memang kosong pakai keputusan 'kosong'"
    if _SCIENTIFIC.fullmatch(correction):
        return "angka panjang diubah lembar kerja menjadi notasi ilmiah; isi lewat review.xlsx atau awali dengan spasi"
    if _DATE_GUESS.fullmatch(correction):
        return "isian tampaknya diubah lembar kerja menjadi tanggal; isi lewat review.xlsx"
    digits = re.sub(r"\s", "", correction)
    if digits.isdecimal() and len(digits) > _SHEET_DIGITS and not digits[_SHEET_DIGITS:].strip("0"):
        return "angka terakhir hilang (lembar kerja hanya menyimpan 15 angka); isi lewat review.xlsx"
    try:
        if column == PERFORMERS:
            parse_performers(correction)
        if column == ARROWS:
            parse_arrows(correction)
    except NotationError as error:
        return str(error)
    return None


def read_records(records_dir: Path) -> Iterator[tuple[Path, Json]]:
    """Every record of a run with its path, in a fixed order."""
    for path in sorted(records_dir.rglob("*.json")):
        yield path, json.loads(path.read_text("utf-8"))


def _update_records(records: Mapping[Path, Json], ledger: Ledger, touched: set[str]) -> list[Conflict]:
    conflicts: list[Conflict] = []
    for path, record in records.items():
        if record["source"]["sha256"] not in touched:
            continue
        corrected, found = apply_ledger(record, ledger)
        conflicts += found
        temporary = path.with_name(path.name + ".part")
        temporary.write_text(json.dumps(corrected, ensure_ascii=False, indent=1) + "\n", "utf-8")
        temporary.replace(path)
    return conflicts
