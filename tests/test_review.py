"""Review sheets: what goes out comes back, hostile texts and mangled lines included; decisions outlive re-runs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from review.apply import apply_review
from review.crops import write_crops
from review.decide import apply_ledger
from review.export import COLUMNS, export_review, rows_to_csv, rows_to_xlsx
from review.leaves import leaves, review_cells
from review.ledger import Decision, Ledger, append_decisions, read_ledger
from review.notation import NotationError, format_arrows, format_performers, parse_arrows, parse_performers
from review.progress import review_progress
from review.read_sheet import SheetError, decode, read_sheet
from review.reparse import reparse
from review.sheet_safe import guard, unguard
from review.undo import undo
from tests.sop_record import SHA256, leaf, sop_record

WAKTU = "waktu@p2:700,300"
NOMOR = "nomor_sop@p1:600,50"
WHO = {"who": "peninjau", "when": "2026-11-21T09:00:00+07:00"}

hostile = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@\t\r\n;,\"'\\ \x00\ufeff\u2028n"), st.characters(codec="utf-8"))
)


def decision(cell_id: str, verdict: str, correction: str = "", reading: str = "1O Menit", **more: Any) -> Decision:
    fields = {"when": WHO["when"], "who": WHO["who"], "file": "a.pdf", "column": "waktu", "confidence": 0.22}
    return Decision(
        **fields | more,
        sha256=SHA256,
        cell_id=cell_id,
        reading=reading,
        verdict=verdict,
        correction=correction,
    )


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run's folder with one record and its review sheets."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a.json").write_text(json.dumps(sop_record()), "utf-8")
    export_review([sop_record()], tmp_path / "review")
    return tmp_path


def sheet_rows(run: Path) -> list[dict[str, str]]:
    text = (run / "review" / "review.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def fill(run: Path, filled: dict[str, dict[str, str]]) -> Path:
    """The exported sheet with some cells filled in, by cell_id."""
    rows = sheet_rows(run)
    for row in rows:
        row.update(filled.get(row["cell_id"].removeprefix("sel:"), {}))
    path = run / "returned.csv"
    path.write_bytes(rows_to_csv(rows))
    return path


def apply(run: Path, sheet: Path):
    return apply_review(sheet, run / "corrections.csv", run / "records", **WHO)


def record_of(run: Path) -> dict[str, Any]:
    return json.loads((run / "records" / "a.json").read_text("utf-8"))


SCHEMA = Path(__file__).parents[1] / "normalize" / "schema" / "mutubaku.sop-1.schema.json"


def schema_errors(record: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    return [error.message for error in validator.iter_errors(record)]


def step(record: dict[str, Any], index: int) -> dict[str, Any]:
    return record["sops"][0]["steps"][index]


# --- walking a record -------------------------------------------------------------------------------------------------


def test_every_leaf_is_found_once_with_its_path() -> None:
    record = sop_record()
    found = dict(leaves(record))
    assert len(found) == json.dumps(record).count('"cell_id"')
    assert found["sops", 0, "steps", 1, "waktu"]["text"] == "1O Menit"
    assert found["sops", 0, "identity", "disahkan_oleh", "nip"]["text"] == "19700101 199501 1 001"


def test_values_without_a_place_keep_apart() -> None:
    record = sop_record()
    record["sops"].append(sop_record()["sops"][0])
    ids = [cell.cell_id for cell in review_cells(record)]
    assert len(ids) == len(set(ids))


def test_the_fixture_is_a_record_and_stays_one_when_everything_is_decided() -> None:
    record = sop_record()
    assert not schema_errors(record)
    made = [
        decision(cell.cell_id, "benar" if cell.text else "kosong", reading=cell.text, column=cell.column)
        for cell in review_cells(record)
    ]
    decided, conflicts = apply_ledger(record, Ledger(tuple(made)))
    assert not schema_errors(decided) and not conflicts
    assert {cell.status for cell in review_cells(decided)} == {"corrected"}


def test_repeats_of_a_merged_cell_are_no_cells_of_their_own() -> None:
    record = sop_record()
    step(record, 1)["keterangan"]["cell_id"] = ""
    step(record, 2)["keterangan"] = None
    assert sum(cell.column == "keterangan" for cell in review_cells(record)) == 2


def test_unseen_performer_is_a_question_on_scans_but_not_in_text_dumps() -> None:
    record = sop_record()
    assert any(cell.column == "pelaksana" and not cell.text for cell in review_cells(record))
    record["source"]["kind"] = "text"
    assert not any(cell.column == "pelaksana" and not cell.text for cell in review_cells(record))


# --- the notation of performers and arrows ----------------------------------------------------------------------------


def test_notation_reads_what_it_writes() -> None:
    entries = [{"actor": "Kasi PMD: Staf", "symbol": "process"}, {"actor": "Camat", "symbol": "decision"}]
    assert parse_performers(format_performers(entries)) == [("Kasi PMD: Staf", "process"), ("Camat", "decision")]
    assert format_performers(entries) == "Kasi PMD: Staf: proses; Camat: keputusan"
    edges = [{"to": "3a", "label": "Ya"}, {"to": "1", "label": None}]
    assert parse_arrows(format_arrows(edges)) == [("Ya", "3a"), (None, "1")]


def test_notation_forgives_and_refuses() -> None:
    assert parse_performers("Camat") == [("Camat", "process")]
    assert parse_arrows("y: 3 a.; t:2") == [("Ya", "3a"), ("Tidak", "2")]
    for text in ("Camat: kotak", ": proses"):
        with pytest.raises(NotationError):
            parse_performers(text)
    with pytest.raises(NotationError):
        parse_arrows("Ya: Camat")
    with pytest.raises(NotationError):
        parse_arrows("mungkin: 3")


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


@settings(max_examples=40, deadline=None)
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
    for name, data in (("a.csv", b""), ("b.csv", b"nama;umur\r\n"), ("c.xlsx", b"PK no")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(SheetError):
            read_sheet(tmp_path / name)


def test_a_sheet_saved_by_libreoffice_comes_back(run: Path) -> None:
    """Both sheets pass through a real spreadsheet, which quotes, orders and types in its own way."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    record = sop_record()
    step(record, 0)["output"] = leaf("=1+1", "output", (2, 0.8, 0.2), status="review", confidence=0.3)
    (run / "records" / "a.json").write_text(json.dumps(record), "utf-8")
    export_review([record], run / "review")
    nip = "19700101 199501 1 002"
    ready = {WAKTU: {"koreksi": "10 Menit"}, NOMOR: {"koreksi": nip}}
    sheet = fill(run, ready | {"output@p2:800,200": {"keputusan": "benar"}})
    convert = [soffice, f"-env:UserInstallation={(run / 'profile').as_uri()}", "--headless", "--convert-to"]
    quoted = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    for source, kind, reader in (
        (sheet, "xlsx", ["--infilter=Text - txt - csv (StarCalc):59,34,76"]),
        (run / "out" / "returned.xlsx", quoted, []),
    ):
        subprocess.run([*convert, kind, *reader, "--outdir", run / "out", source], check=True, capture_output=True)
    result = apply(run, run / "out" / "returned.csv")
    assert (result.applied, result.refused) == (3, ())
    assert record_of(run)["sops"][0]["identity"]["nomor_sop"]["text"] == nip
    assert step(record_of(run), 0)["output"]["text"] == "=1+1"
    assert apply(run, run / "out" / "returned.xlsx").applied == 0


@given(st.binary(max_size=60))
def test_any_bytes_decode(data: bytes) -> None:
    assert isinstance(decode(data), str)


# --- performers and arrows --------------------------------------------------------------------------------------------


def test_performers_and_arrows_are_corrected_like_cells(run: Path) -> None:
    sheet = fill(
        run,
        {
            "aktivitas@p2:100,400:pelaksana": {"koreksi": "camat: proses; Sekretaris"},
            "aktivitas@p2:100,300:panah": {"koreksi": "Ya: 3; Tidak: 4"},
        },
    )
    assert apply(run, sheet).applied == 2
    record = record_of(run)
    assert [(entry["actor"], entry["symbol"]) for entry in step(record, 2)["pelaksana"]] == [
        ("Camat", "process"),
        ("Sekretaris", "process"),
    ]
    edges = record["sops"][0]["flow"]["edges"]
    assert [(edge["to"], edge["label"]) for edge in edges if edge["from"] == "2"] == [("3", "Ya"), ("4", "Tidak")]
    assert apply(run, sheet).applied == 0
    open_cells = {cell.cell_id for cell in review_cells(record) if cell.status == "review"}
    assert not open_cells & {"aktivitas@p2:100,400:pelaksana", "aktivitas@p2:100,300:panah"}


def test_new_names_and_numbers_reach_what_refers_to_them() -> None:
    ledger = Ledger(
        (
            decision("actor@p2:400,50", "koreksi", "Petugas Pelayanan", "Petugas Loket", column="nama pelaksana 2"),
            decision("actor@p2:500,50", "koreksi", "CAMAT", "Camat", column="nama pelaksana 3"),
            decision("no@p2:50,300", "koreksi", "2a", "2", column="no"),
        )
    )
    record, _ = apply_ledger(sop_record(), ledger)
    assert record["sops"][0]["actors"][2]["role"] == "Camat"
    assert step(record, 1)["pelaksana"][0]["actor"] == "Petugas Pelayanan"
    edges = [(edge["from"], edge["to"]) for edge in record["sops"][0]["flow"]["edges"]]
    assert edges == [("1", "2a"), ("2a", "3"), ("2a", "1"), ("3", "4")]


@pytest.mark.parametrize(
    ("field", "text", "old", "value"),
    [
        ("waktu", "2", {"unit": "jam"}, ("minutes", [120, 120])),
        ("dasar_hukum", "Peraturan Pemerintah Nomor 17 Tahun 2018 tentang Kecamatan", None, ("id", "PP 17/2018")),
    ],
)
def test_a_corrected_text_gets_its_meaning(field: str, text: str, old: Any, value: tuple[str, Any]) -> None:
    meaning = reparse(("sops", 0, field), text, old)
    assert isinstance(meaning, dict) and meaning[value[0]] == value[1]


def test_dates_and_numbers_get_their_meaning() -> None:
    assert reparse(("sops", 0, "identity", "tanggal_efektif"), "5 Mei 2024", None) == "2024-05-05"
    assert (
        reparse(("sops", 0, "identity", "disahkan_oleh", "nip"), "19700101 199501 1 001", None) == "197001011995011001"
    )
    assert reparse(("sops", 0, "identity", "disahkan_oleh", "nip"), "1970", None) is None
    assert reparse(("sops", 0, "steps", 1, "output"), "Surat", None) is None


# --- the ledger -------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(hostile, hostile, hostile), max_size=4))
def test_ledger_gives_back_what_was_appended(tmp_path_factory: Any, texts: list[tuple[str, str, str]]) -> None:
    path = tmp_path_factory.mktemp("ledger") / "corrections.csv"
    made = [decision(cell, "koreksi", new, old) for cell, new, old in texts]
    for one in made:
        append_decisions(path, [one])
    assert read_ledger(path) == Ledger(tuple(made))


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    append_decisions(path, [decision("a", "benar"), decision("b", "benar")])
    path.write_bytes(path.read_bytes()[:-30])
    append_decisions(path, [decision("c", "benar")])
    ledger = read_ledger(path)
    assert [entry.cell_id for entry in ledger.entries] == ["a", "c"]
    assert [line for line, _ in ledger.damaged] == [3]


def test_a_decision_outlives_a_run_that_reads_differently() -> None:
    again = sop_record()
    step(again, 1)["waktu"].update(text="70 Menit", confidence=0.99, status="auto")
    record, conflicts = apply_ledger(again, Ledger((decision(WAKTU, "koreksi", "10 Menit"),)))
    assert step(record, 1)["waktu"]["text"] == "10 Menit"
    assert [conflict.kind for conflict in conflicts] == ["reading changed"]
    assert "70 Menit" in conflicts[0].sentence()
    assert step(again, 1)["waktu"]["text"] == "70 Menit", "the given record stays as it is"


def test_a_decision_finds_a_cell_that_moved_a_little() -> None:
    moved = sop_record()
    step(moved, 1)["waktu"]["cell_id"] = "waktu@p2:703,296"
    record, conflicts = apply_ledger(moved, Ledger((decision(WAKTU, "koreksi", "10 Menit"),)))
    assert step(record, 1)["waktu"]["text"] == "10 Menit" and not conflicts
    step(moved, 1)["waktu"]["cell_id"] = "waktu@p2:703,240"
    _, conflicts = apply_ledger(moved, Ledger((decision(WAKTU, "koreksi", "10 Menit"),)))
    assert [conflict.kind for conflict in conflicts] == ["cell not found"]


def test_undo_gives_the_reading_back(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    ledger = run / "corrections.csv"
    assert undo(ledger, SHA256, WAKTU, **WHO) is not None
    assert undo(ledger, SHA256, WAKTU, **WHO) is None
    record, _ = apply_ledger(record_of(run), read_ledger(ledger))
    waktu = step(record, 1)["waktu"]
    assert (waktu["text"], waktu["status"], waktu["confidence"]) == ("1O Menit", "review", 0.22)
    fresh, conflicts = apply_ledger(sop_record(), read_ledger(ledger))
    assert fresh == sop_record() and not conflicts


def test_putting_aside_leaves_the_cell_open_and_last(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"keputusan": "lewati", "catatan": "tanya Camat"}}))
    assert step(record_of(run), 1)["waktu"]["status"] == "review"
    export_review([record_of(run)], run / "review", decisions=read_ledger(run / "corrections.csv").current())
    last = sheet_rows(run)[-1]
    assert (last["cell_id"], last["catatan"], last["keputusan"]) == (f"sel:{WAKTU}", "tanya Camat", "lewati")


def test_a_new_export_never_overwrites_what_a_person_has_filled_in(run: Path) -> None:
    sheet = fill(run, {WAKTU: {"koreksi": "10 Menit"}}).rename(run / "review" / "review.csv")
    filled = sheet.read_bytes()
    kept = export_review([record_of(run)], run / "review").kept
    assert [path.name for path in kept] == ["review-terisi-1.csv"] and kept[0].read_bytes() == filled
    apply(run, kept[0])
    kept[0].rename(sheet)
    decisions = read_ledger(run / "corrections.csv").current()
    assert export_review([record_of(run)], run / "review", decisions=decisions).kept == ()
    assert all(row["cell_id"] != f"sel:{WAKTU}" for row in sheet_rows(run))


def test_a_second_thought_keeps_the_machines_reading(run: Path) -> None:
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    assert apply(run, fill(run, {WAKTU: {"koreksi": "10 Menir"}})).applied == 1
    last = read_ledger(run / "corrections.csv").entries[-1]
    assert (last.reading, last.confidence, last.text) == ("1O Menit", 0.22, "10 Menir")
    assert step(record_of(run), 1)["waktu"]["text"] == "10 Menir"


# --- pictures and progress --------------------------------------------------------------------------------------------


def test_crops_show_the_cell_with_context_and_old_ones_go(run: Path) -> None:
    page = np.full((1000, 800), 255, np.uint8)
    page[300:340, 560:640] = 0
    folder = run / "review" / "crops"
    folder.mkdir()
    (folder / f"{SHA256[:12]}-old.png").write_bytes(b"old")
    written = write_crops(sop_record(), {2: page}, folder)
    assert WAKTU in written and NOMOR not in written
    picture = cv2.imread(str(written[WAKTU]), cv2.IMREAD_GRAYSCALE)
    assert (picture == 0).sum() == 80 * 40 and picture.shape > (40, 80) and picture[0].min() == 255
    assert sorted(folder.iterdir()) == sorted(written.values())
    export_review([sop_record()], run / "review")
    pictures = [row["gambar"] for row in sheet_rows(run) if row["gambar"]]
    assert len(pictures) == len(written) and all((run / "review" / name).exists() for name in pictures)


def test_progress_counts(run: Path) -> None:
    assert review_progress([sop_record()]).review == 6
    apply(run, fill(run, {WAKTU: {"koreksi": "10 Menit"}}))
    progress = review_progress([record_of(run)])
    assert (progress.review, progress.corrected) == (5, 1)
    assert progress.line().endswith("1 dari 6 sel ragu sudah diputuskan; 43 sel terbaca yakin")
