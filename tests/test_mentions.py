"""Regulations named outside the legal basis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.assemble import sheets_to_record
from normalize.mentions import find_mentions
from normalize.record import Source, validate_record
from tests.drawn_tables import HEADER, body, line, sheet, table

BLOCK = [
    ["Nomor SOP", "065/12/2023"],
    ["Tanggal Pembuatan", "2 Januari 2023"],
    ["Nama SOP", "Pelayanan Surat Keterangan"],
    ["Dasar Hukum", "Kualifikasi Pelaksana"],
    ["1. Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik", "1. Memahami tugas"],
]
NARRATIVE = (
    "I. LATAR BELAKANG",
    "Menurut Peraturan Pemerintah Republik Indonesia Nomor 96",
    "Tahun 2012 setiap penyelenggara menyusun standar. Undang-Undang Nomor 25 Tahun",
    "2009 mewajibkannya.",
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("berdasarkan Perpres No. 29 Tahun 2014", ["Perpres 29/2014"]),
        ("Peraturan Pemerintah Pengganti Undang-Undang Nomor 2 Tahun 2022", ["Perppu 2/2022"]),
        ("UU Nomor 25 Tahun 2009 jo. PP Nomor 96 Tahun 2012", ["UU 25/2009", "PP 96/2012"]),
        ("Permenkes Nomor 75 Tahun 2014 tentang Puskesmas", ["Permenkes 75/2014"]),
        ("sesuai peraturan yang berlaku. Nomor 5 Tahun 2020 belum ada", []),
        ("No Kegiatan Pelaksana", []),
        ("kepala seksi memeriksa berkas Nomor 12", []),
    ],
)
def test_mentions(text: str, ids: list[str]) -> None:
    assert [mention.regulation.id for mention in find_mentions(text)] == ids


@given(st.text(alphabet="undagprt Nomor.:/0129\n", max_size=300))
def test_mentions_of_any_text_stand_in_it_in_order(text: str) -> None:
    ends = [(mention.start, mention.end) for mention in find_mentions(text)]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert ends == sorted(ends)


def test_a_file_keeps_what_it_mentions_with_its_place() -> None:
    narrative = sheet([], [line(text, 1, 0.1 + 0.02 * i) for i, text in enumerate(NARRATIVE)])
    steps = table(
        [*HEADER, *body(("1.", "Memeriksa menurut UU Nomor 24 Tahun 2013", "Berkas", "5 Menit", "Berkas"))], 2, top=0.5
    )
    record = sheets_to_record(
        [narrative, sheet([table(BLOCK, 2), steps], page=2)], Source("sop.pdf", "0" * 64, "digital", 2)
    )
    assert validate_record(record) == []
    found = [(m["id"], m["part"], m["where"]["page"], m["sop_id"]) for m in record["mentions"]]
    sop = record["sops"][0]["sop_id"]
    assert found == [
        ("PP 96/2012", "narrative", 1, None),
        ("UU 25/2009", "narrative", 1, None),
        ("UU 24/2013", "steps", 2, sop),
    ]
    assert record["mentions"][0]["text"] == "Peraturan Pemerintah Republik Indonesia Nomor 96 Tahun 2012"
    assert record["mentions"][0]["where"]["bbox"][1::2] == pytest.approx([0.12, 0.15])
