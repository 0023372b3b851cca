"""SOPs without a step table, and the kinds of pages a file holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from normalize.assemble import sheets_to_record
from normalize.record import Source, validate_record
from table_extract.table import Sheet
from tests.drawn_tables import HEADER, body, line, sheet, table

SOURCE = Source("sop.pdf", "0" * 64, "digital", 2)
HEAD = [
    ["SOP", "No. Dokumen", "440/017/SOP/2023"],
    ["^", "No. Revisi", "00"],
    ["^", "Tanggal Terbit", "2 Januari 2023"],
    ["Judul", "Pengukuran Tinggi Badan", "<"],
]
BODY = [
    ["1.", "Pengertian", "Kegiatan mengukur tinggi badan pengunjung"],
    ["2.", "Tujuan", "Sebagai acuan petugas"],
    [
        "3.",
        "Prosedur / Langkah-langkah",
        "1. Petugas menyapa pengunjung\n2. Petugas mengukur tinggi badan\nsambil berdiri",
    ],
]


def record_of(*sheets: Sheet) -> dict[str, Any]:
    record: dict[str, Any] = sheets_to_record(sheets, SOURCE)
    assert validate_record(record) == []
    return record


def steps_of(record: dict[str, Any], sop: int = 0) -> list[tuple[str, str]]:
    return [(step["no"]["text"], step["aktivitas"]["text"]) for step in record["sops"][sop]["steps"]]


def test_numbered_lines_beside_the_procedure_label_are_steps_over_page_breaks() -> None:
    rest = [["", "", "3. Petugas mencatat hasil"], ["4.", "Unit terkait", "1. Pendaftaran\n2. Gizi"]]
    first = sheet([table([*HEAD], top=0.05), table(BODY, top=0.3)])
    second = sheet([table([*HEAD], page=2, top=0.05), table(rest, page=2, top=0.3)], page=2)
    record = record_of(first, second)
    assert len(record["sops"]) == 1
    assert steps_of(record) == [
        ("1", "Petugas menyapa pengunjung"),
        ("2", "Petugas mengukur tinggi badan sambil berdiri"),
        ("3", "Petugas mencatat hasil"),
    ]
    step = record["sops"][0]["steps"][2]
    assert step["waktu"] is None and step["pelaksana"] == [] and step["page"] == 2
    assert any("tanpa tabel langkah" in flag for flag in record["sops"][0]["flags"])


def test_a_head_that_counts_its_pages_goes_on_with_the_sop_though_it_has_no_number() -> None:
    def head(page: int) -> list[list[str]]:
        number = ["Judul", "Peminjaman Alat", "No. Dokumen", "P-......"]
        return [number, ["Halaman", f"{page} dari 2", "Tanggal Terbit", "2 Januari 2023"]]

    first = sheet([table(head(1), top=0.05)], [line("D. PROSEDUR", 1, 0.3), line("Bagan Alur", 1, 0.35)])
    lines = ["Urutan Pengajuan", "1. Mengisi formulir", "2. Menyiapkan alat", "E. PENGGUNA", "1. Mahasiswa"]
    below = [line(text, 2, 0.3 + 0.05 * at) for at, text in enumerate(lines)]
    record = record_of(first, sheet([table(head(2), page=2, top=0.05)], below, page=2))
    assert len(record["sops"]) == 1
    assert steps_of(record) == [("1", "Mengisi formulir"), ("2", "Menyiapkan alat")]


def test_who_signed_a_document_is_no_table_of_its_steps() -> None:
    approval = [
        ["Proses", "Penanggung jawab", "<", "<", "Tanggal"],
        ["^", "Nama", "Jabatan", "Tanda tangan", "^"],
        ["1. Perumusan", "Sari", "Laboran", "", ""],
        ["2. Pemeriksaan", "Budi", "Kepala Laboratorium", "", ""],
    ]
    lines = ["SOP Peminjaman Alat", "E. Urutan Prosedur", "1. Mengisi formulir", "2. Menyiapkan alat", "3. Mencatat"]
    below = [line(text, 1, 0.5 + 0.05 * at) for at, text in enumerate(lines)]
    assert [number for number, _ in steps_of(record_of(sheet([table(approval)], below)))] == ["1", "2", "3"]


def test_a_head_that_says_the_same_on_every_page_opens_one_sop() -> None:
    head = [["SOP", "No. Dokumen :", "Tanggal Terbit :"], ["Peminjaman Alat", "Revisi : 00", "Halaman : 1 dari 3"]]
    pages = [sheet([table(head, page=page, top=0.05)], page=page) for page in (1, 2)]
    rows = body(
        ("1", "Mengisi formulir", "KTP", "5 menit", "Formulir"), ("2", "Mencatat", "Buku", "5 menit", "Catatan")
    )
    steps = table([*HEADER, *rows], page=3)
    record = record_of(*pages, sheet([table(head, page=3, top=0.05), steps], page=3))
    assert [len(sop["steps"]) for sop in record["sops"]] == [2]


def test_a_procedure_whose_label_cannot_be_read_is_told_by_the_form_around_it() -> None:
    steps = "1. Petugas menyapa pengunjung\n2. Petugas mengukur tinggi badan\n3. Petugas mencatat hasil"
    rows = [*BODY[:2], ["3.", "Kebijakan", "Surat keputusan kepala"], ["4 Ph", steps]]
    form = [row[-2:] for row in rows]
    record = record_of(sheet([table([*HEAD], top=0.05), table(form, top=0.3)]))
    assert [no for no, _ in steps_of(record)] == ["1", "2", "3"]
    assert steps_of(record_of(sheet([table([*HEAD], top=0.05), table(form[2:], top=0.3)]))) == []


def lines(*texts: str, page: int = 1) -> list[Any]:
    return [line(text, page=page, height=0.1 + 0.02 * at) for at, text in enumerate(texts)]


def test_numbered_lines_below_a_loose_heading_are_steps() -> None:
    texts = ["STANDAR OPERASIONAL PROSEDUR", "A. TUJUAN", "Tertib berlalu lintas", "B. PROSEDUR"]
    texts += ["1. Menerima laporan", "2. Mendatangi", "tempat kejadian", "C. PENUTUP", "Selesai"]
    assert steps_of(record_of(sheet([], lines(*texts)))) == [
        ("1", "Menerima laporan"),
        ("2", "Mendatangi tempat kejadian"),
    ]


def test_running_text_below_the_heading_is_no_step() -> None:
    texts = (
        "SOP Apel Pagi",
        "PROSEDUR",
        "Apel diikuti oleh semua",
        "anggota yang tidak berhalangan",
        "pada hari kerja.",
    )
    assert record_of(sheet([], lines(*texts)))["sops"] == []


def test_checklist_after_the_procedure_is_no_step_table() -> None:
    tilik = table([["No", "Langkah Kegiatan", "Ya", "Tidak"], ["1", "Apakah petugas menyapa?", "", ""]], page=2)
    record = record_of(
        sheet([table([*HEAD], top=0.05), table(BODY, top=0.3)]),
        sheet([tilik], lines("DAFTAR TILIK", page=2), page=2),
    )
    assert len(record["sops"]) == 1 and len(steps_of(record)) == 2
    assert [page["class"] for page in record["source"]["page_info"]] == ["identity+steps", "checklist"]


NARRATIVE = ("I. PENDAHULUAN", "Pelayanan publik wajib diberikan dengan baik.", "II. DASAR HUKUM", "1. Aturan pertama")
DECREE = (
    "KEPUTUSAN CAMAT SUKAMAJU",
    "Menimbang : a. bahwa perlu",
    "Mengingat : 1. Undang-Undang",
    "MEMUTUSKAN",
    "Menetapkan :",
)
COVER = ("STANDAR OPERASIONAL PROSEDUR (SOP)", "KECAMATAN SUKAMAJU", "TAHUN 2024")


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (NARRATIVE, "narrative"),
        (DECREE, "decree"),
        (COVER, "cover"),
        ((), "blank"),
        (("Undangan rapat",), "other"),
        (("DAFTAR TILIK", "Unit : Loket", "Tanggal :"), "checklist"),
        (("|", "."), "blank"),
    ],
)
def test_pages_around_the_sop_have_their_class_and_give_it_nothing(texts: Sequence[str], kind: str) -> None:
    block = table([["Nomor SOP", "5/2024"], ["Nama SOP", "Surat Masuk"], ["Dasar Hukum", "1. Perda 1 Tahun 2020"]], 2)
    rows = body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))
    steps = table([*HEADER, *rows], page=3)
    record = record_of(sheet([], lines(*texts)), sheet([block], page=2), sheet([steps], page=3))
    assert [page["class"] for page in record["source"]["page_info"]] == [kind, "identity", "steps"]
    assert len(record["sops"]) == 1 and record["sops"][0]["pages"] == [2, 3]
    assert [item["text"] for item in record["sops"][0]["identity"]["dasar_hukum"]] == ["Perda 1 Tahun 2020"]


def test_a_list_of_titles_opens_no_sop_and_a_form_behind_the_steps_belongs_to_none() -> None:
    titles = table([["No", "Nama SOP", "Nomor SOP"], ["1", "Surat Masuk", "5/2024"], ["2", "Surat Keluar", "6/2024"]])
    block = table([["Nomor SOP", "5/2024"], ["Nama SOP", "Surat Masuk"], ["Peralatan", "1. Komputer"]], 2)
    steps = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], page=3)
    form = sheet([table([["No", "Uraian", "Jumlah"], ["", "", ""]], 4)], lines("FORMULIR", "Alamat : ....", page=4), 4)
    record = record_of(sheet([titles]), sheet([block], page=2), sheet([steps], page=3), form)
    assert [sop["pages"] for sop in record["sops"]] == [[2, 3]]
    assert [item["text"] for item in record["sops"][0]["identity"]["peralatan_perlengkapan"]] == ["Komputer"]
    assert [page["class"] for page in record["source"]["page_info"]] == ["other", "identity", "steps", "other"]


def test_an_attendance_list_on_the_next_page_does_not_run_into_the_lists_below_the_steps() -> None:
    block = table([["Nomor SOP", "5/2024"], ["Nama SOP", "Surat Masuk"]], top=0.1)
    steps = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], top=0.3)
    lists = table([["Peringatan", "Pencatatan dan Pendataan"], ["Segera", "Buku agenda"]], top=0.6)
    present = table([["No", "Nama", "Jabatan", "Tanda Tangan"], ["1", "Budi", "Staf", ""]], page=2)
    record = record_of(sheet([block, steps, lists]), sheet([present], (), 2))
    assert [sop["pages"] for sop in record["sops"]] == [[1]]
    identity = record["sops"][0]["identity"]
    assert [item["text"] for item in identity["pencatatan_pendataan"]] == ["Buku agenda"]


def test_the_components_of_a_service_behind_the_steps_are_no_boxes_of_the_block_on_further_pages_either() -> None:
    rows = [["Nomor SOP", "5/2024"], ["Nama SOP", "Surat Masuk"], ["Peringatan", "Segera"]]
    steps = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], top=0.5)
    service = [["No", "Komponen", "Uraian"], ["1", "Dasar Hukum", "Perda"], ["2", "Kualifikasi Pelaksana", "SMA"]]
    rest = [["", "", "atau D3"], ["3", "Sarana dan Prasarana", "Meja"], ["4", "Peringatan", "Tidak ada"]]
    pages = [sheet([table(service, page=2)], (), 2), sheet([table(rest, page=3)], (), 3)]
    (sop,) = record_of(sheet([table(rows, top=0.1), steps]), *pages)["sops"]
    lists = {field: value for field, value in sop["identity"].items() if isinstance(value, list) and value}
    assert sop["pages"] == [1]
    assert [item["text"] for item in lists.pop("peringatan")] == ["Segera"]
    assert not lists


def test_a_decree_alone_is_no_sop_though_it_is_numbered_and_approves_one() -> None:
    rules = ("NOMOR : 12 TAHUN 2024", "TENTANG", "STANDAR OPERASIONAL PROSEDUR PELAYANAN", "Dasar Hukum", "1. Perda 1")
    assert record_of(sheet([], lines(*DECREE[:1], *rules, *DECREE[1:])))["sops"] == []


def test_a_reports_list_of_activities_is_no_sop() -> None:
    report = table([["No", "Uraian Kegiatan", "Waktu"], ["1", "Sosialisasi", "2 hari"], ["2", "Rapat", "1 jam"]])
    assert record_of(sheet([report], lines("LAPORAN TRIWULAN")))["sops"] == []
    assert len(record_of(sheet([report], lines("SOP SOSIALISASI")))["sops"]) == 1


def test_a_list_of_activities_behind_the_steps_is_told_of() -> None:
    steps = table([*HEADER, *body(("1", "Menerima", "Surat", "", ""), ("2", "Mencatat", "Surat", "", ""))])
    work = [["No", "Uraian Kegiatan", "Waktu"], ["1", "Sosialisasi", "2 hari"], ["2", "Rapat", "1 jam"]]
    (sop,) = record_of(sheet([steps], lines("SOP SURAT MASUK")), sheet([table(work, page=2)], page=2))["sops"]
    assert "halaman 2: daftar kegiatan tanpa pelaksana tidak dipakai" in sop["flags"]


def test_blocks_without_numbers_are_not_taken_for_one_repeated_head() -> None:
    def block(name: str, page: int) -> Sheet:
        rows = [["Nomor SOP", ""], ["Tanggal Pembuatan", "2 Januari 2024"], ["Nama SOP", name]]
        return sheet([table(rows, page=page)], page=page)

    assert len(record_of(block("Surat Masuk", 1), block("Surat Keluar", 2))["sops"]) == 2


def test_a_head_printed_again_on_the_next_page_is_no_part_of_a_step() -> None:
    head = [["RSUD Tirtamulya", "PENERIMAAN PASIEN RAWAT INAP", "<"], ["^", "No. Dokumen 089/SPO", "Halaman"]]
    first = ["PROSEDUR", "1. Petugas menerima surat\n2. Petugas menjelaskan tarif", "<"]
    second = ["PROSEDUR", "3. Petugas mencetak gelang", "<"]
    record = record_of(sheet([table([*head, first])]), sheet([table([*head, second], page=2)], page=2))
    assert [text for _, text in steps_of(record)] == [
        "Petugas menerima surat",
        "Petugas menjelaskan tarif",
        "Petugas mencetak gelang",
    ]


def test_steps_counted_in_decimals_below_their_section_and_the_feet_of_pages_left_out() -> None:
    told = [
        "SOP Peminjaman Alat",
        "4. PROSEDUR",
        "Ketentuan umum:",
        "4.1 Mengisi formulir",
        "dan surat",
        "4.2. Mencatat",
    ]
    pages = [told, ["4.10 Menyimpan alat", "5. ALUR/ BAGAN ALIR", "Petugas", "6. BORANG/LEMBAR KERJA", "6.1 Formulir"]]
    sheets = []
    for page, texts in enumerate(pages, 1):
        lines = [line(text, page, 0.2 + 0.05 * at) for at, text in enumerate(texts)]
        sheets.append(sheet([], [*lines, line(f"Rev. 00 Page {page} of 2", page, 0.95)], page=page))
    assert steps_of(record_of(*sheets)) == [
        ("4.1", "Mengisi formulir dan surat"),
        ("4.2", "Mencatat"),
        ("4.10", "Menyimpan alat"),
    ]
