"""Flat tables and the files they are written to."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from corpus.spreadsheet import rows_to_csv, rows_to_xlsx
from corpus.tables import (
    SOP_COLUMNS,
    STEP_COLUMNS,
    frame_to_rows,
    records_to_frames,
    write_csv_tables,
    write_parquet_tables,
    write_xlsx_tables,
)
from review.sheet_safe import unguard
from tests.sop_records import leaf, record, small_archive, sop, step


def test_the_fixtures_are_valid_records() -> None:
    schema = Path(__file__).parents[1] / "normalize" / "schema" / "mutubaku.sop-1.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [error.message for item in small_archive() for error in validator.iter_errors(item)] == []


def test_one_row_per_sop_and_per_step() -> None:
    sops, steps = records_to_frames(small_archive())
    assert (len(sops), len(steps)) == (4, 12)
    assert (tuple(sops.columns), tuple(steps.columns)) == (SOP_COLUMNS, STEP_COLUMNS)
    licence = steps[steps["berkas"] == "kelurahan/sku.pdf"]
    assert licence["panah"].fillna("").tolist() == ["1>2", "2>3 Ya; 2>1 Tidak", "3>4", ""]
    assert licence["simbol"].tolist() == ["mulai", "keputusan", "proses", "selesai"]
    assert licence["hari_maks"].fillna(0).tolist() == [0, 0, 2, 0]
    report = steps[steps["berkas"] == "kinerja/lakip.pdf"]
    assert report["pelaksana"].fillna("?").tolist() == ["Kasubbag Perencanaan", "Kasubbag Perencanaan", "Carnat", "?"]
    assert report["jabatan"].tolist()[2] == "Camat"
    assert report["perlu_diperiksa"].tolist() == [0, 0, 1, 0]
    assert sops["peraturan"].tolist()[0] == "PP 8/2006"


def test_no_records_give_empty_tables_with_all_columns() -> None:
    sops, steps = records_to_frames([])
    assert (sops.empty, steps.empty) == (True, True)
    assert (tuple(sops.columns), tuple(steps.columns)) == (SOP_COLUMNS, STEP_COLUMNS)


def test_a_public_export_names_no_person() -> None:
    sops, _ = records_to_frames(small_archive(), public=True)
    assert "Sari Melati" not in rows_to_csv(list(sops.columns), frame_to_rows(sops))
    assert "disahkan_jabatan" in sops.columns


def test_csv_opens_by_double_click_in_an_indonesian_excel(tmp_path: Path) -> None:
    paths = write_csv_tables(tmp_path, small_archive())
    for path, columns in zip(paths, (SOP_COLUMNS, STEP_COLUMNS), strict=True):
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and b"sep=" not in raw
        assert raw.count(b"\n") == raw.count(b"\r\n")
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert tuple(rows[0]) == columns
        assert all(len(row) == len(columns) for row in rows)
        assert b'"0,93"' in raw or b'"0,97"' in raw
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sops.csv", "steps.csv"]


@pytest.mark.parametrize("text", ["=1+1", "+62 812", "-5", "@cmd", "\tx", "\r=x", "'=x", '=HYPERLINK("x")'])
def test_no_text_runs_as_a_formula(text: str) -> None:
    archive = [record("a.pdf", sop(text, [step(1, text)]))]
    sops, _ = records_to_frames(archive)
    (row,) = list(csv.DictReader(io.StringIO(rows_to_csv(list(sops.columns), frame_to_rows(sops))[1:]), delimiter=";"))
    assert row["nama_sop"].startswith("'")
    book = load_workbook(io.BytesIO(rows_to_xlsx([("x", ["a"], [[text]])])))
    assert book["x"]["A2"].data_type == "s"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_guarded_text_reads_back(text: str) -> None:
    rows = list(csv.reader(io.StringIO(rows_to_csv(["a", "b"], [[text, "x"]])[1:], newline=""), delimiter=";"))
    assert unguard(rows[1][0]) == text


@given(st.text(max_size=60))
def test_any_text_makes_a_workbook(text: str) -> None:
    assert load_workbook(io.BytesIO(rows_to_xlsx([("x", ["a"], [[text]])])))["x"].max_row >= 1


def test_long_numbers_keep_their_digits_in_xlsx(tmp_path: Path) -> None:
    body = sop("Cuti", [step(1, "Mengajukan")])
    body["identity"]["disahkan_oleh"]["nip"] = leaf("197001011995031001")
    path = tmp_path / "tables.xlsx"
    write_xlsx_tables(path, [record("cuti.pdf", body)])
    book = load_workbook(path)
    assert book.sheetnames == ["SOP", "Langkah"]
    head = [cell.value for cell in book["SOP"][1]]
    assert book["SOP"][2][head.index("disahkan_nip")].value == "197001011995031001"
    assert book["SOP"][2][head.index("jumlah_langkah")].value == 1


def test_parquet_keeps_types_even_of_empty_columns(tmp_path: Path) -> None:
    _, path = write_parquet_tables(tmp_path, small_archive()[:1])
    frame = pd.read_parquet(path)
    assert (str(frame["keterangan"].dtype), str(frame["menit_maks"].dtype)) == ("string", "Float64")
    assert frame["menit_maks"].tolist() == [10, 60, 5]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_csv_tables(tmp_path, small_archive())
    before = (tmp_path / "sops.csv").read_bytes()

    def full_disk(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_csv_tables(tmp_path, small_archive()[:1])
    assert (tmp_path / "sops.csv").read_bytes() == before
