"""Doubtful cells out to review.csv and review.xlsx, worst first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from review.crops import crop_name
from review.keep import keep_filled
from review.learned import Learned
from review.leaves import Json, ReviewCell, review_cells
from review.ledger import Decision
from review.notation import percent
from review.sheet_layout import HEAD, fit_row, set_for_paper
from review.sheet_safe import guard
from review.suggest import Suggestion, suggest
from review.versions import cell_version

COLUMNS = (
    "berkas",
    "halaman",
    "sop",
    "langkah",
    "kolom",
    "bacaan",
    "saran",
    "keyakinan",
    "alasan",
    "gambar",
    "koreksi",
    "keputusan",
    "catatan",
    "sha256",
    "cell_id",
    "versi",
)
FILLED_BY_REVIEWER = ("koreksi", "keputusan", "catatan")
DECISIONS = ("benar", "koreksi", "kosong", "lewati", "benar semua", "koreksi semua", "kosong semua")
"""The last three also decide all cells that wait and read the same in the same column."""
CROPS = "crops"

# Prefixes keep a spreadsheet from taking an id for a number or a date (12e5 -> 1.2E+06, 1-2 -> 01-Feb).
SHA_PREFIX, CELL_PREFIX, VERSION_PREFIX = "sha256:", "sel:", "v:"

FOR_PROGRAM = ("sha256", "cell_id", "versi")
"""By these a decision finds its cell again; nobody reads them."""

_WIDTHS = {"berkas": 22, "halaman": 9, "sop": 22, "langkah": 9, "kolom": 23, "bacaan": 40, "saran": 36, "keyakinan": 10}
_WIDTHS |= {"alasan": 28, "gambar": 14, "koreksi": 40, "keputusan": 16, "catatan": 24} | dict.fromkeys(FOR_PROGRAM, 12)
_WRAPPED = tuple(name for name in COLUMNS if name not in ("gambar", *FOR_PROGRAM))
_LINK = Font(name="Calibri", size=11, color="0563C1", underline="single")
_ASIDE = Font(name="Calibri", size=11, color="8794A5")
_EXCEL_CELL_LIMIT = 32_767


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the review sheets were written and how many cells they hold."""

    csv: Path
    xlsx: Path
    rows: int
    kept: tuple[Path, ...] = ()
    """Earlier sheets with decisions that were not applied yet, moved aside."""


def export_review(
    records: Iterable[Json],
    out_dir: Path,
    *,
    decisions: Mapping[tuple[str, str], Decision] | None = None,
    learned: Learned | None = None,
    include_all: bool = False,
) -> Exported:
    """Writes ``out_dir``/review.csv and .xlsx; pictures are linked from ``out_dir``/crops where they exist.

    ``decisions`` (``Ledger.current()``) fills in what was said before of cells a reviewer has put aside (lewati);
    those come last. ``learned`` gives suggestions from earlier corrections. ``include_all`` also lists cells that are
    not in doubt. An earlier sheet that someone has filled in and not applied is moved aside, never overwritten.
    """
    known = decisions or {}
    listed = [pair for record in records for pair in _cells_of(record, learned or Learned(), include_all)]
    listed.sort(key=lambda pair: worst_first(pair[0], known))
    rows = [cell_to_row(cell, out_dir, known.get((cell.sha256, cell.cell_id)), found) for cell, found in listed]
    out_dir.mkdir(parents=True, exist_ok=True)
    sheets = out_dir / "review.csv", out_dir / "review.xlsx"
    kept = tuple(moved for sheet in sheets if (moved := keep_filled(sheet, known)))
    exported = Exported(*sheets, len(rows), kept)
    _replace(exported.csv, rows_to_csv(rows))
    _replace(exported.xlsx, rows_to_xlsx(rows))
    return exported


def worst_first(cell: ReviewCell, decisions: Mapping[tuple[str, str], Decision]) -> tuple[bool, float, str, int, int]:
    """Key by which cells are put in order: what was put aside last, then the least sure first."""
    place = cell.where.get("bbox") or (0.0, 0.0)
    decision = decisions.get((cell.sha256, cell.cell_id))
    aside = decision is not None and decision.verdict == "lewati"
    return aside, round(cell.confidence, 2), cell.file, cell.where.get("page") or 0, round(place[1] * 1000)


def _cells_of(record: Json, learned: Learned, include_all: bool) -> Iterator[tuple[ReviewCell, tuple[Suggestion, ...]]]:
    cells = list(review_cells(record))
    suggestions = suggest(cells, record, learned)
    for cell in cells:
        if include_all or cell.status == "review":
            yield cell, suggestions.get(cell.cell_id, ())


def cell_to_row(
    cell: ReviewCell, out_dir: Path, decision: Decision | None = None, suggestions: Iterable[Suggestion] = ()
) -> dict[str, str]:
    """One line of the review sheet by column name, not yet guarded against formulas."""
    picture = Path(CROPS) / crop_name(cell)
    where = cell.where
    return {
        "berkas": cell.file,
        "halaman": str(where["page"]) if "page" in where else f"baris {where['line']}" if "line" in where else "",
        "sop": cell.sop,
        "langkah": cell.step,
        "kolom": cell.column,
        "bacaan": cell.text,
        "saran": " | ".join(suggestion.text for suggestion in suggestions),
        "keyakinan": f"{percent(cell.confidence) / 100:.2f}".replace(".", ","),
        "alasan": "; ".join(cell.reasons),
        "gambar": picture.as_posix() if (out_dir / picture).exists() else "",
        "koreksi": "",
        "keputusan": decision.verdict if decision else "",
        "catatan": decision.note if decision else "",
        "sha256": SHA_PREFIX + cell.sha256,
        "cell_id": CELL_PREFIX + cell.cell_id,
        "versi": VERSION_PREFIX + cell_version(cell.text, decision),
    }


def rows_to_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The sheet as an Indonesian Excel opens it by double click: UTF-8 with BOM, ``;``, CRLF, all quoted."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guard(row[column]) for column in COLUMNS] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", "replace")


def rows_to_xlsx(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The sheet as a workbook in which every cell is text, so that long numbers and dates stay as typed."""
    book = Workbook()
    sheet = book.create_sheet("review", 0)
    book.remove(book.worksheets[1])
    _write_head(sheet)
    count = 1
    for count, row in enumerate(rows, start=2):
        for index, column in enumerate(COLUMNS, start=1):
            _write_text(sheet, count, index, row[column])
        fit_row(sheet, count, ((row[name], _WIDTHS[name]) for name in _WRAPPED))
        if row["gambar"]:
            picture = sheet.cell(count, COLUMNS.index("gambar") + 1)
            picture.hyperlink, picture.value, picture.font = row["gambar"], "lihat gambar", _LINK
    _offer_decisions(sheet, count)
    sheet.print_area = f"A1:{get_column_letter(len(COLUMNS) - len(FOR_PROGRAM))}{count}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_head(sheet: Worksheet) -> None:
    for index, column in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, index, column)
        head.font = HEAD
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[column]
    sheet.freeze_panes = "A2"
    set_for_paper(sheet, one_page_wide=True)


def _write_text(sheet: Worksheet, row: int, index: int, text: str) -> None:
    cell, column = sheet.cell(row, index), COLUMNS[index - 1]
    whole = text.encode("utf-8", "replace").decode("utf-8")  # text layers may hold lone surrogates
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", whole)[:_EXCEL_CELL_LIMIT]
    cell.data_type = "s"  # a text that begins with "=" would be stored as a formula
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=column in _WRAPPED, vertical="top")
    if column in FOR_PROGRAM:
        cell.font = _ASIDE
    if column in FILLED_BY_REVIEWER:
        cell.fill = PatternFill("solid", fgColor="FFF8DC")


def _offer_decisions(sheet: Worksheet, last_row: int) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
    letter = get_column_letter(COLUMNS.index("keputusan") + 1)
    choice.add(f"{letter}2:{letter}{max(2, last_row)}")
    sheet.add_data_validation(choice)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last_row}"


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(data)
    temporary.replace(path)
