"""Sheets become records: step tables under one block, names of cells, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from normalize.assemble import sheets_to_record
from normalize.column import Columns
from normalize.continued import StepTable, step_table
from normalize.record import Source, validate_record
from normalize.step_leaves import LINE_LOST
from normalize.steps import tables_to_steps
from normalize.unread_columns import unread_fields
from table_extract.table import Line, Sheet, Table
from tests.drawn_tables import HEADER, arrow, body, line, sheet, symbol, table

SOURCE = Source("surat.pdf", "0" * 64, "digital", 3)
BLOCK = [
    ["Nomor SOP", "7/SOP/2024"],
    ["Tanggal Pembuatan", "2 Januari 2024"],
    ["Nama SOP", "Peminjaman Aula"],
    ["Dasar Hukum", ""],
]


def steps(page: int, *acts: str) -> Table:
    rows = body(*((str(number), act, "", "5 menit", "") for number, act in enumerate(acts, 1)))
    return table([*HEADER, *rows], page=page, top=0.3)


def record_of(sheets: Sequence[Sheet]) -> dict[str, Any]:
    record: dict[str, Any] = sheets_to_record(sheets, SOURCE)
    assert validate_record(record) == []
    return record


def two_tables(title: str) -> dict[str, Any]:
    first = sheet([table(BLOCK, top=0.05), steps(1, "Menerima", "Memeriksa")])
    lines = [line(title, page=2, height=0.27)] if title else []
    return record_of([first, sheet([steps(2, "Mencatat", "Menyerahkan")], lines, page=2)])


def test_second_table_of_a_block_takes_its_identity() -> None:
    record = two_tables("SOP PEMINJAMAN AULA PADA HARI LIBUR")
    first, second = record["sops"]
    assert second["identity"]["nomor_sop"]["text"] == "7/SOP/2024"
    assert second["identity"]["nomor_sop"]["confidence"] < first["identity"]["nomor_sop"]["confidence"]
    assert "identitas dari SOP sebelumnya" in second["identity"]["nama_sop"]["reasons"]
    assert second["flags"][0].startswith("identitas dari SOP sebelumnya")
    assert any("PADA HARI LIBUR" in flag for flag in second["flags"])
    assert second["pages"] == [2]


def test_second_table_without_a_title_waits_for_review() -> None:
    first, second = two_tables("")["sops"]
    assert second["identity"]["nama_sop"]["status"] == "review"
    # whether the block belongs to it is asked once
    assert second["identity"]["nomor_sop"]["status"] == first["identity"]["nomor_sop"]["status"] == "auto"


def test_the_last_of_many_tables_is_as_sure_of_the_block_as_the_second() -> None:
    first = sheet([table(BLOCK, top=0.05), steps(1, "Menerima", "Memeriksa")])
    others = [sheet([steps(page, "Mencatat", "Menyerahkan")], page=page) for page in range(2, 7)]
    _, second, *_, last = record_of([first, *others])["sops"]
    assert last["identity"]["nomor_sop"]["confidence"] == second["identity"]["nomor_sop"]["confidence"]


def test_table_under_another_name_has_lost_its_block() -> None:
    second = two_tables("SOP PENGADUAN MASYARAKAT")["sops"][1]
    assert second["identity"]["nama_sop"]["text"] == "SOP PENGADUAN MASYARAKAT"
    assert second["identity"]["nomor_sop"] is None or second["identity"]["nomor_sop"]["text"] is None


def test_title_that_repeats_the_name_is_no_remark() -> None:
    lines = [line("STANDAR OPERASIONAL PROSEDUR (SOP) PEMINJAMAN AULA", height=0.27)]
    record = record_of([sheet([table(BLOCK, top=0.05), steps(1, "Menerima", "Memeriksa")], lines)])
    assert not any("Nama SOP" in flag for flag in record["sops"][0]["flags"])


def test_title_above_a_table_is_no_item_of_the_block_on_another_page() -> None:
    block = [*BLOCK, ["Keterkaitan", ""]]
    lines = [line("SOP PEMINJAMAN AULA", page=2, height=0.27), line("KEPALA DINAS", page=2, height=0.9)]
    record = record_of([sheet([table(block, top=0.05)]), sheet([steps(2, "Menerima")], lines, page=2)])
    assert record["sops"][0]["identity"]["keterkaitan"] == []


def test_prose_between_a_whole_block_and_the_steps_is_of_no_box() -> None:
    labels = ("Dasar Hukum", "Kualifikasi Pelaksana", "Keterkaitan", "Peringatan")
    block = [*BLOCK[:3], *([label, ""] for label in labels)]
    prose = ("D. PENANGGUNG JAWAB", "Kualifikasi Pelaksana yang diperlukan:", "1. Mampu berhitung", "2. Teliti")
    told = sheet([], [line(text, page=2, height=0.1 + 0.02 * at) for at, text in enumerate(prose)], page=2)
    record = record_of([sheet([table(block, top=0.05)]), told, sheet([steps(3, "Menerima")], page=3)])
    assert record["sops"][0]["identity"]["kualifikasi_pelaksana"] == []
    assert record["sops"][0]["pages"] == [1, 2, 3]


def cell_names(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["cell_id"]] if node.get("cell_id") else []
        return own + [name for child in node.values() for name in cell_names(child)]
    return [name for child in node for name in cell_names(child)] if isinstance(node, list) else []


def test_a_sop_of_a_bundle_that_prints_no_labels_beside_one_that_does_has_lost_none() -> None:
    acts = ("Menerima", "Memeriksa", "Menyerahkan")
    symbols = symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("terminator", 4, 4)
    flows = [(arrow(0, 1), arrow(1, 0, label), arrow(1, 2)) for label in ("Tidak", None)]
    drawn = [
        sheet([table(BLOCK, page=page, top=0.05), replace(steps(page, *acts), symbols=symbols, connectors=arrows)])
        for page, arrows in enumerate(flows, 1)
    ]
    labels = [[edge["label"] for edge in sop["flow"]["edges"]] for sop in record_of(drawn)["sops"]]
    assert labels == [[None, "Tidak", "Ya"], [None, None, None]]


def test_no_two_cells_of_a_file_share_a_name() -> None:
    record = two_tables("SOP PEMINJAMAN AULA PADA HARI LIBUR")
    names = cell_names(record)
    assert len(names) == len(set(names)) and names == cell_names(two_tables("SOP PEMINJAMAN AULA PADA HARI LIBUR"))
    assert any(name.startswith("s2.nama_sop@p1:") for name in names)
    absent = record["sops"][1]["identity"]["instansi"]["cell_id"]
    assert absent == "s2.instansi"


def test_a_column_of_mutu_baku_that_was_not_found_is_remarked() -> None:
    head = [[text.replace("Output", "u 2") for text in row] for row in HEADER]
    rows = body(("1", "Menerima", "Surat", "5 menit", "Surat"), ("2", "Memeriksa", "Surat", "1 jam", "Surat"))
    lost = [[*row[:-2], row[-1]] for row in [*HEADER, *rows]]
    flagged = "kolom output tidak ditemukan; periksa judul tabel"
    assert flagged in record_of([sheet([table(BLOCK, top=0.05), table(lost, top=0.3)])])["sops"][0]["flags"]
    whole = record_of([sheet([table(BLOCK, top=0.05), table([*head, *rows], top=0.3)])])
    assert flagged not in whole["sops"][0]["flags"]


def flags_with(times: Sequence[str], total: str, law: str = "", lettered: bool = False) -> list[str]:
    rows = [(str(number), f"Memeriksa {number}", "", time, "") for number, time in enumerate(times, 1)]
    if lettered:
        rows.insert(1, ("a.", "Mencatat", "", "5 menit", ""))
    steps_table = table([*HEADER, *body(*rows, ("", "Jumlah", "", total, ""))], top=0.3)
    block = [*BLOCK[:-1], ["Dasar Hukum", law]]
    flags: list[str] = record_of([sheet([table(block, top=0.05), steps_table])])["sops"][0]["flags"]
    return [flag for flag in flags if "jumlah waktu" in flag or flag.startswith("dasar hukum")]


def test_a_stated_total_that_is_not_the_sum_is_remarked() -> None:
    said = ["jumlah waktu tercetak 100 menit, sedangkan jumlah waktu semua langkah 90 menit"]
    assert flags_with(("1 jam", "30 menit"), "100 menit") == said
    assert flags_with(("1 jam", "30 menit"), "1,5 jam") == []
    assert flags_with(("20-30 menit", "30 menit", "-"), "60 menit") == []
    assert flags_with(("1 hari", "2 hari"), "4 hari")[0].endswith("3 hari")


def test_times_that_cannot_be_added_are_not_compared() -> None:
    assert flags_with(("1 hari", "30 menit"), "5 jam") == []
    assert flags_with(("Menyesuaikan", "30 menit"), "5 jam") == []
    assert flags_with(("15 menit", "30 menit"), "45 menit", lettered=True) == []
    assert flags_with(("15 menit", "30 menit"), "") == []


def test_a_law_younger_than_the_sop_is_remarked() -> None:
    law = "Undang-Undang Nomor {} Tahun {} tentang Contoh"
    assert flags_with(("1 jam",), "", law.format(9, 2025)) == [
        "dasar hukum UU 9/2025 lebih baru daripada tanggal SOP (2024)"
    ]
    assert flags_with(("1 jam",), "", law.format(9, 2024)) == []


def test_a_date_of_approval_beside_the_date_of_writing_is_its_own() -> None:
    both = [*BLOCK[:2], ["Tanggal Ditetapkan", "5 Maret 2024"], *BLOCK[2:]]
    identity = record_of([sheet([table(both, top=0.05), steps(1, "Menerima")])])["sops"][0]["identity"]
    assert identity["tanggal_pembuatan"]["value"] == "2024-01-02"
    assert identity["tanggal_pengesahan"]["value"] == "2024-03-05"
    alone = [BLOCK[0], ["Tanggal Ditetapkan", "5 Maret 2024"], *BLOCK[2:]]
    identity = record_of([sheet([table(alone, top=0.05), steps(1, "Menerima")])])["sops"][0]["identity"]
    assert identity["tanggal_pembuatan"]["value"] == "2024-03-05" and identity["tanggal_pengesahan"] is None


def test_texts_below_headings_of_an_unread_table_belong_to_no_list() -> None:
    lost = [
        line("No Kegiatan", page=2, height=0.1),
        line("Pelaksana", page=2, height=0.1),
        line("Mutu Baku", page=2, height=0.1),
        line("Waktu", page=2, height=0.12),
        line("Menyerahkan berkas ke loket", page=2, height=0.2),
    ]
    block = [*BLOCK, ["Peringatan", "Harus tertib"]]
    record = record_of([sheet([table(block, top=0.05)]), sheet([], lost, page=2)])
    (sop,) = record["sops"]
    assert [item["text"] for item in sop["identity"]["peringatan"]] == ["Harus tertib"]
    assert "halaman 2: ada judul kolom tabel langkah, isinya tidak terbaca" in sop["flags"]
    assert sop["pages"] == [1, 2]
    assert record["source"]["page_info"][1]["class"] == "steps"


def test_a_field_under_a_heading_that_could_not_be_read_waits_for_review() -> None:
    head = [[text.replace("Output", "natsle qul") for text in row] for row in HEADER]
    rows = body(("1", "Menerima", "Surat", "5 menit", "Surat"), ("2", "Memeriksa", "Surat", "1 jam", "Berkas"))
    drawn = table([*head, *rows], top=0.3)
    scanned = [
        replace(cell, lines=tuple(scanned_line(printed, 0.3 if cell.row < 2 else 0.95) for printed in cell.lines))
        for cell in drawn.cells
    ]
    columns = tuple(c for c in step_table_of(drawn).columns.columns if c.field != "output")
    part = StepTable(replace(drawn, cells=tuple(scanned)), Columns(columns, 0, 2))
    assert unread_fields([part]) == {"output"}
    assert unread_fields([StepTable(drawn, Columns(columns, 0, 2))]) == frozenset()
    lost = tables_to_steps([part])[0].leaves["output"]
    assert lost is not None
    assert (lost.status, lost.missing) == ("review", "not_captured")


def scanned_line(printed: Line, confidence: float) -> Line:
    return replace(printed, confidence=confidence, readings=(("tesseract", printed.text, confidence),))


def step_table_of(drawn: Table) -> StepTable:
    found = step_table(drawn, None)
    assert found is not None
    return found


def test_a_doer_s_heading_of_which_a_line_was_not_read_waits_for_a_person() -> None:
    chart = steps(1, "Menerima", "Memeriksa")
    cells = tuple(replace(cell, unread=cell.text == "Kasi") for cell in chart.cells)
    actors = record_of([sheet([table(BLOCK, top=0.05), replace(chart, cells=cells)])])["sops"][0]["actors"]
    doubted = {actor["name"]["text"]: LINE_LOST in actor["name"]["reasons"] for actor in actors}
    assert doubted == {"Petugas": False, "Kasi": True, "Camat": False}
    assert next(actor["name"]["status"] for actor in actors if actor["name"]["text"] == "Kasi") == "review"
