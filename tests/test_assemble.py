"""Sheets become records: step tables under one block, names of cells, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from normalize.assemble import sheets_to_record
from normalize.record import Source, validate_record
from table_extract.table import Sheet, Table
from tests.drawn_tables import HEADER, body, line, sheet, table

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
    second = two_tables("")["sops"][1]
    assert second["identity"]["nama_sop"]["status"] == "review"


def test_table_under_another_name_has_lost_its_block() -> None:
    second = two_tables("SOP PENGADUAN MASYARAKAT")["sops"][1]
    assert second["identity"]["nama_sop"]["text"] == "SOP PENGADUAN MASYARAKAT"
    assert second["identity"]["nomor_sop"] is None or second["identity"]["nomor_sop"]["text"] is None


def test_title_that_repeats_the_name_is_no_remark() -> None:
    lines = [line("STANDAR OPERASIONAL PROSEDUR (SOP) PEMINJAMAN AULA", height=0.27)]
    record = record_of([sheet([table(BLOCK, top=0.05), steps(1, "Menerima", "Memeriksa")], lines)])
    assert not any("Nama SOP" in flag for flag in record["sops"][0]["flags"])


def cell_names(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["cell_id"]] if node.get("cell_id") else []
        return own + [name for child in node.values() for name in cell_names(child)]
    return [name for child in node for name in cell_names(child)] if isinstance(node, list) else []


def test_no_two_cells_of_a_file_share_a_name() -> None:
    record = two_tables("SOP PEMINJAMAN AULA PADA HARI LIBUR")
    names = cell_names(record)
    assert len(names) == len(set(names)) and names == cell_names(two_tables("SOP PEMINJAMAN AULA PADA HARI LIBUR"))
    assert any(name.startswith("s2.nama_sop@p1:") for name in names)
    absent = record["sops"][1]["identity"]["instansi"]["cell_id"]
    assert absent == "s2.instansi"
