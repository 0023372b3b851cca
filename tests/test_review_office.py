"""Review sheets through a real spreadsheet: LibreOffice quotes, types, separates and saves in its own way."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from openpyxl import load_workbook

from corpus.spreadsheet import rows_to_xlsx
from review.export import export_review, rows_to_csv
from tests.review_run import NOMOR, WAKTU, apply, make_run, record_of, sheet_rows, step
from tests.sop_record import leaf, sop_record

SOFFICE = shutil.which("soffice")
FORMULA = "output@p2:800,200"
NIP = "nip@p1:600,350"
LONG_NUMBER = "197001011995010017"
"""Eighteen digits, of which a spreadsheet keeps fifteen when it takes them for a number."""
CSV_FILTER = "Text - txt - csv (StarCalc)"

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    record = sop_record()
    step(record, 0)["output"] = leaf("=1+1", "output", (2, 0.8, 0.2), status="review", confidence=0.3)
    record["sops"][0]["identity"]["disahkan_oleh"]["nip"].update(status="review", confidence=0.3)
    return make_run(tmp_path, record)


def office(run: Path, source: Path, kind: str, *more: str) -> Path:
    """Opens a file in LibreOffice and saves it as another kind; returns the saved file."""
    profile = f"-env:UserInstallation={(run / 'profile').as_uri()}"
    out = run / "saved"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", kind, *more, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{source.stem}.{kind.partition(':')[0]}"


def filled() -> dict[str, dict[str, str]]:
    return {
        WAKTU: {"koreksi": "10 Menit"},
        NIP: {"koreksi": LONG_NUMBER, "catatan": "+62 811"},
        FORMULA: {"keputusan": "benar"},
    }


def fill_workbook(run: Path) -> Path:
    """The workbook with decisions in it, its rows in another order and some of its columns gone."""
    book = load_workbook(run / "review" / "review.xlsx")
    sheet = book.active
    assert sheet is not None
    heads = [str(cell.value) for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    kept = [name for name in heads if name not in ("saran", "gambar", "halaman", "alasan")]
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(kept)
    for row in reversed(rows):
        row.update(filled().get(str(row["cell_id"]).removeprefix("sel:"), {}))
        sheet.append([row[name] for name in kept])
        for cell in sheet[sheet.max_row]:
            cell.data_type, cell.number_format = "s" if cell.value else "n", "@"
    path = run / "filled.xlsx"
    book.save(path)
    return path


def check_applied(run: Path) -> None:
    record = record_of(run)
    assert step(record, 1)["waktu"]["text"] == "10 Menit"
    assert step(record, 0)["output"]["text"] == "=1+1"
    nip = record["sops"][0]["identity"]["disahkan_oleh"]["nip"]
    assert (nip["text"], nip["value"]) == (LONG_NUMBER, LONG_NUMBER)


def test_a_workbook_with_rows_and_columns_moved_comes_back_in_every_kind(run: Path) -> None:
    """Saved as a workbook, then as text with tabs, without a mark of its encoding and without quotes."""
    saved = office(run, fill_workbook(run), "xlsx")
    result = apply(run, saved)
    assert (result.applied, result.refused) == (3, ())
    check_applied(run)
    text = office(run, saved, f"csv:{CSV_FILTER}:9,34,76,1,,0,false,true,false")
    data = text.read_bytes()
    assert b"\t" in data and not data.startswith(b"\xef\xbb\xbf") and b'"sha256' not in data
    again = apply(run, text)
    assert (again.applied, again.unchanged, again.refused) == (0, 3, ())
    (run / "corrections.csv").unlink()
    (run / "records" / "a.json").write_text(json.dumps(unreviewed(run)), "utf-8")
    assert apply(run, text).applied == 3
    check_applied(run)


def unreviewed(run: Path) -> dict[str, Any]:
    record = record_of(run)
    step(record, 0)["output"].update(text="=1+1", status="review")
    step(record, 1)["waktu"].update(text="1O Menit", status="review", confidence=0.22)
    record["sops"][0]["identity"]["disahkan_oleh"]["nip"].update(text="19700101 199501 1 001", status="review")
    return record


def test_a_csv_opened_without_care_loses_no_other_line(run: Path) -> None:
    """Opened with all defaults LibreOffice makes a number of the long one: that line is refused by its number."""
    rows = sheet_rows(run)
    for row in rows:
        row.update(filled().get(row["cell_id"].removeprefix("sel:"), {}))
        row.update({"koreksi": "4 Maret 2024"} if row["cell_id"] == f"sel:{NOMOR}" else {})
    sheet = run / "filled.csv"
    sheet.write_bytes(rows_to_csv(rows))
    saved = office(run, sheet, f"csv:{CSV_FILTER}:59,34,76", f"--infilter={CSV_FILTER}:59,34,76")
    assert b"E+0" in saved.read_bytes()
    result = apply(run, saved)
    lines = saved.read_bytes().decode("utf-8-sig").splitlines()
    assert [refused.line for refused in result.refused] == [next(n for n, line in enumerate(lines, 1) if NIP in line)]
    assert "notasi ilmiah" in result.refused[0].reason or "15 angka" in result.refused[0].reason
    assert result.applied == 3
    assert step(record_of(run), 0)["output"]["text"] == "=1+1"


def test_what_is_exported_opens_with_its_texts_as_they_are(run: Path) -> None:
    """No formula runs and no number, date or id is rewritten when the CSV is opened and saved."""
    record = record_of(run)
    export_review([record], run / "review")
    before = {row["cell_id"]: row for row in sheet_rows(run)}
    sheet = run / "review" / "review.csv"
    saved = office(run, sheet, f"csv:{CSV_FILTER}:59,34,76,1,,0,true", f"--infilter={CSV_FILTER}:59,34,76")
    text = saved.read_bytes().decode("utf-8-sig")
    after = {row["cell_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";")}
    for column in ("bacaan", "sha256", "versi", "kolom", "berkas"):
        assert {key: row[column] for key, row in after.items()} == {key: row[column] for key, row in before.items()}


LONG = "Kepala Seksi memeriksa kelengkapan berkas permohonan, memaraf konsep surat lalu meneruskannya. " * 3


def touching(path: Path) -> list[tuple[str, str]]:
    """Words of a PDF that are printed one upon the other."""
    found = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            words = page.extract_words()
            for index, one in enumerate(words):
                for other in words[index + 1 :]:
                    beside = one["x1"] <= other["x0"] or other["x1"] <= one["x0"]
                    below = one["bottom"] <= other["top"] + 1 or other["bottom"] <= one["top"] + 1
                    found += [] if beside or below else [(one["text"], other["text"])]
    return found


def test_printed_unopened_no_row_runs_into_the_next(run: Path) -> None:
    """A spreadsheet that only converts does not fit rows to wrapped texts: heights must stand in the file."""
    record = record_of(run)
    for index, text in enumerate((LONG, LONG.upper(), "a\nb\nc")):
        step(record, index)["aktivitas"] = leaf(text, "aktivitas", (2, 0.2, 0.2 + index / 5), status="review")
    export_review([record], run / "review")
    tables = run / "tabel.xlsx"
    tables.write_bytes(rows_to_xlsx([("SOP", ["a", "b"], [[LONG, 1], [LONG.upper(), 2], ["a\nb\nc", 3], ["d", 4]])]))
    for sheet in (run / "review" / "review.xlsx", tables):
        printed = office(run, sheet, "pdf")
        assert printed.stat().st_size > 5_000 and touching(printed) == []
