"""Review sheets: what goes out comes back, hostile texts, mangled lines and real spreadsheets included."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from review.coding import decode
from review.export import COLUMNS, export_review, rows_to_csv, rows_to_xlsx
from review.progress import AuditEstimate
from review.read_sheet import SheetError, read_sheet
from review.sheet_safe import guard, unguard
from tests.review_run import (
    NOMOR,
    WAKTU,
    apply,
    fill,
    hostile,
    make_run,
    record_of,
    sheet_rows,
    step,
)
from tests.sop_record import SHA256, leaf, sop_record


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path)


# --- sheets out -------------------------------------------------------------------------------------------------------


@given(hostile)
def test_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text) == "-" or not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_sheet_is_worst_first_and_opens_in_excel(run: Path) -> None:
    data = (run / "review" / "review.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"berkas";"halaman";') and b"sep=" not in data
    assert data.count(b"\r\n") == data.count(b"\n")
    rows = sheet_rows(run)
    confidences = [float(row["keyakinan"].replace(",", ".")) for row in rows]
    assert confidences == sorted(confidences) and len(rows) == 6
    assert tuple(rows[0]) == COLUMNS


def test_workbook_rows_are_as_high_as_their_texts_and_may_grow() -> None:
    row = dict.fromkeys(COLUMNS, "")
    data = rows_to_xlsx([row | {"bacaan": "Kepala Seksi memeriksa berkas. " * 4}, row])
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None and [sheet.row_dimensions[n].height for n in (2, 3)] == [60, 15]
    with ZipFile(io.BytesIO(data)) as parts:
        assert b"customHeight" not in parts.read("xl/worksheets/sheet1.xml")


def test_only_what_is_certain_shows_full_confidence(tmp_path: Path) -> None:
    record = sop_record()
    step(record, 1)["waktu"]["confidence"] = 0.9987
    rows = {row["cell_id"]: row["keyakinan"] for row in sheet_rows(make_run(tmp_path, record))}
    assert rows[f"sel:{WAKTU}"] == "0,99"


def test_the_audit_is_told_with_decimal_commas() -> None:
    assert "salah: 0,00 sampai 29,92 % sel" in AuditEstimate(9, 0, 2).line()
    assert "wrong: of the sure cells 0.00 to 29.92 %" in AuditEstimate(9, 0, 2).line("en")


def test_workbook_holds_text_only(run: Path) -> None:
    record = sop_record()
    step(record, 0)["waktu"] = leaf(
        '=HYPERLINK("http://x")\x07', "waktu", (2, 0.7, 0.2), status="review", confidence=0.1
    )
    export_review([record], run / "review")
    sheet = load_workbook(run / "review" / "review.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and {cell.number_format for cell in cells} == {"@"}
    assert any(cell.value.startswith("=HYPERLINK") for cell in cells)


def test_half_letters_of_a_text_layer_are_replaced_in_workbooks() -> None:
    row = dict.fromkeys(COLUMNS, "") | {"bacaan": "a\ud800b"}
    sheet = load_workbook(io.BytesIO(rows_to_xlsx([row]))).active
    assert sheet.cell(2, COLUMNS.index("bacaan") + 1).value == "a?b"


@settings(max_examples=40)
@given(reading=hostile, correction=hostile, note=hostile)
def test_hostile_texts_survive_csv_and_workbook(
    tmp_path_factory: Any, reading: str, correction: str, note: str
) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"bacaan": reading, "koreksi": correction, "catatan": note}
    row |= {"sha256": f"sha256:{SHA256}", "cell_id": "sel:x", "keputusan": "koreksi"}
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "r.csv").write_bytes(rows_to_csv([row, row]))
    verdicts, refused = read_sheet(folder / "r.csv")
    assert not refused and len(verdicts) == 2
    tidy = correction.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert {verdict.correction for verdict in verdicts} == {tidy}
    (folder / "r.xlsx").write_bytes(rows_to_xlsx([row]))
    assert len(read_sheet(folder / "r.xlsx")[0]) == 1


# --- sheets in --------------------------------------------------------------------------------------------------------


def test_decisions_reach_the_ledger_and_the_record_and_twice_changes_nothing(run: Path) -> None:
    sheet = fill(
        run,
        {WAKTU: {"koreksi": "10 Menit"}, NOMOR: {"keputusan": "benar"}, "tanggal_pengesahan": {"keputusan": "kosong"}},
    )
    first = apply(run, sheet)
    assert (first.applied, first.unchanged, first.left_open, first.refused) == (3, 0, 3, ())
    waktu = step(record_of(run), 1)["waktu"]
    assert (waktu["text"], waktu["status"], waktu["confidence"]) == ("10 Menit", "corrected", 1.0)
    assert waktu["value"]["minutes"] == [10, 10]
    assert record_of(run)["sops"][0]["identity"]["tanggal_pengesahan"]["missing"] == "blank"
    before = (run / "corrections.csv").read_bytes(), (run / "records" / "a.json").read_bytes()
    second = apply(run, sheet)
    assert (second.applied, second.unchanged) == (0, 3)
    assert before == ((run / "corrections.csv").read_bytes(), (run / "records" / "a.json").read_bytes())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_sheet_comes_back_from_any_spreadsheet(run: Path, delimiter: str, encoding: str) -> None:
    """Rows reversed, only needed columns kept, minimal quoting, another delimiter and encoding."""
    kept = ["cell_id", "koreksi", "sha256"]
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, kept, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    rows = sheet_rows(run)
    for row in reversed(rows):
        writer.writerow(row | {"koreksi": '10\nMenit; é, "x"' if row["cell_id"] == f"sel:{WAKTU}" else ""})
    path = run / "other.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    assert apply(run, path).applied == 1
    assert step(record_of(run), 1)["waktu"]["text"] == '10\nMenit; é, "x"'


def test_workbook_comes_back(run: Path) -> None:
    book = load_workbook(run / "review" / "review.xlsx")
    sheet = book.active
    for row in sheet.iter_rows(min_row=2):
        if row[COLUMNS.index("cell_id")].value == f"sel:{NOMOR}":
            row[COLUMNS.index("koreksi")].value = "065/07/Trantib"
    book.save(run / "back.xlsx")
    assert apply(run, run / "back.xlsx").applied == 1
    assert record_of(run)["sops"][0]["identity"]["nomor_sop"]["text"] == "065/07/Trantib"


@pytest.mark.parametrize(
    ("filled", "reason"),
    [
        ({"koreksi": "1,97208E+17"}, "notasi ilmiah"),
        ({"koreksi": "197001011995010000"}, "15 angka"),
        ({"koreksi": "Mar-14"}, "tanggal"),
        ({"keputusan": "betul"}, "tidak dikenal"),
        ({"keputusan": "koreksi"}, "koreksi kosong"),
        ({"keputusan": "benar", "koreksi": "lain"}, "kosongkan salah satu"),
        ({"koreksi": "x", "sha256": "sha256:1"}, "berubah"),
        ({"koreksi": "x", "cell_id": "sel:waktu@p9:1,1"}, "tidak ditemukan"),
        ({"koreksi": "x", "versi": "v:0123456789"}, "sudah berubah"),
    ],
)
def test_a_bad_line_is_refused_by_number_and_the_others_apply(run: Path, filled: dict[str, str], reason: str) -> None:
    result = apply(run, fill(run, {NOMOR: filled, WAKTU: {"koreksi": "10 Menit"}}))
    assert result.applied == 1
    assert [(refused.line, reason in refused.reason) for refused in result.refused] == [(4, True)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"nomor_sop"', b'"nomor_sop'),
        (b'"nomor_sop";', b""),
        (b'"nomor_sop";', b'"nomor_sop";"x";"y";'),
        (b'\r\n"kantor/izin-keramaian.pdf";"1";"Penerbitan Izin Keramaian";"";"nomor_sop"', b'\r\n"kantor'),
    ],
)
def test_a_broken_quote_does_not_swallow_the_lines_after_it(run: Path, old: bytes, new: bytes) -> None:
    sheet = fill(run, {WAKTU: {"koreksi": "10 Menit"}, "tanggal_pengesahan": {"keputusan": "kosong"}})
    data = sheet.read_bytes()
    assert data.count(old) == 1
    sheet.write_bytes(data.replace(old, new))
    result = apply(run, sheet)
    assert result.applied == 2 and [refused.line for refused in result.refused] == [4]


def test_what_is_no_review_sheet_is_said_so(tmp_path: Path) -> None:
    torn = bytearray(rows_to_xlsx([]))
    torn[200:400] = bytes(200)
    files = {"a.csv": b"", "b.csv": b"nama;umur\r\n", "c.csv": b"sha256;cell\r_id;versi\n"}
    for name, data in (files | {"d.xlsx": b"PK no", "e.xlsx": bytes(torn)}).items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(SheetError):
            read_sheet(tmp_path / name)


@given(st.binary(max_size=60))
def test_any_bytes_decode(data: bytes) -> None:
    assert isinstance(decode(data), str)
