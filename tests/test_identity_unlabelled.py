"""What blocks print without a label: the name of the SOP, who signed, the further items of a list."""

from __future__ import annotations

from normalize.identity import read_identity
from table_extract.table import PagePlace
from tests.identity_forms import HEAD, CellSpec, page_line, page_table, read_block, sheet, text

NIP = "NIP. 19700203 199503 1 004"


def test_a_title_in_a_row_of_its_own_below_the_signature() -> None:
    own_row: CellSpec = (5, 0, 1, 3, "SOP PENERBITAN SURAT PENGANTAR")
    first: CellSpec = (0, 0, 5, 1, HEAD[0][4])
    identity = read_block([first, *HEAD[1:-2], own_row])
    assert text(identity.nama_sop) == "SOP PENERBITAN SURAT PENGANTAR"
    assert text(identity.nama) == "Drs. BAGAS PRAMANA, M.Si"


def test_a_title_in_a_cell_of_its_own_below_the_office() -> None:
    office: CellSpec = (0, 0, 2, 1, "PEMERINTAH KABUPATEN TIRTAMULYA\nKECAMATAN WANASARI")
    title: CellSpec = (2, 0, 4, 1, "Penerbitan Surat\nPengantar Pindah")
    identity = read_block([office, title, *HEAD[1:-2]])
    assert text(identity.nama_sop) == "Penerbitan Surat Pengantar Pindah"
    assert text(identity.instansi) == "PEMERINTAH KABUPATEN TIRTAMULYA\nKECAMATAN WANASARI"


def test_who_prepared_the_sheet_below_the_name_is_no_part_of_it() -> None:
    prepared: CellSpec = (6, 1, 1, 2, "Disiapkan oleh ; Diperiksa oleh ;\nSEKAR AYU BAGAS PRAMANA")
    assert text(read_block([*HEAD, prepared]).nama_sop) == text(read_block(HEAD).nama_sop)


def test_a_number_that_slipped_into_the_box_of_the_name_is_the_signatorys() -> None:
    signed: CellSpec = (4, 2, 1, 1, "CAMAT WANASARI\nDrs. BAGAS PRAMANA, M.Si")
    name: CellSpec = (5, 2, 1, 1, f"{NIP}\nPenerbitan Surat")
    identity = read_block([*HEAD[:-3], signed, HEAD[-2], name])
    assert (text(identity.nama_sop), text(identity.nip)) == ("Penerbitan Surat", NIP.removeprefix("NIP. "))


def test_the_name_above_the_number_beside_who_is_in_charge() -> None:
    head: list[CellSpec] = [
        (0, 0, 1, 2, "RUJUKAN PASIEN\n(High Care)"),
        (0, 2, 3, 1, "Penanggungjawab\nSekar Ayuningtyas"),
        (1, 0, 1, 1, "Nomor Dokumen"),
        (1, 1, 1, 1, "3/SOP/2023"),
        (2, 0, 1, 1, "Tanggal Terbit"),
        (2, 1, 1, 1, "8 Februari 2021"),
    ]
    assert text(read_block(head).nama_sop) == "RUJUKAN PASIEN (High Care)"


def test_the_heading_over_two_lines_is_no_part_of_the_office() -> None:
    office: CellSpec = (0, 0, 3, 1, "RSUD TIRTAMULYA")
    heading: CellSpec = (3, 0, 3, 1, "STANDAR PROSEDUR\nOPERASIONAL")
    assert text(read_block([office, heading, *HEAD[1:]]).instansi) == "RSUD TIRTAMULYA"


def test_health_centres_print_who_signs_without_a_label() -> None:
    signed: CellSpec = (4, 1, 1, 2, "dr. SEKAR AYUNINGTYAS\nNIP. 19700203 199503\n1 004")
    dated: CellSpec = (3, 2, 1, 1, "9 Januari 2023")
    identity = read_block([*HEAD[:8], dated, signed, *HEAD[-2:]])
    assert text(identity.nama) == "dr. SEKAR AYUNINGTYAS"
    assert (text(identity.nip) or "").endswith("19700203 199503 1 004")


def test_who_signs_below_a_table_without_block() -> None:
    texts = ("Kepala Dinas Perhubungan", "BAGAS PRAMANA, S.T.", NIP)
    lines = [page_line(line, 0.6, 0.9 + 0.015 * at) for at, line in enumerate(texts)]
    head: list[CellSpec] = [(0, 0, 1, 1, "DINAS PERHUBUNGAN"), (0, 1, 1, 1, "Nomor SOP"), (0, 2, 1, 1, "024/2019")]
    identity = read_identity([sheet([page_table(head)], lines)])
    assert (text(identity.jabatan), text(identity.nama)) == texts[:2]


def test_a_list_goes_on_below_its_first_item_where_no_rulings_stand() -> None:
    rows = (
        ("Nomor SOP", ": 140/2019"),
        ("Dasar Hukum", ": 1. Undang-Undang Nomor 6 Tahun 2014"),
        ("", "2. Peraturan Desa Nomor 3 Tahun 2018"),
        ("Peringatan", ": Surat berlaku 6 bulan"),
    )
    lines = [
        page_line(part, x, 0.2 + 0.02 * at)
        for at, row in enumerate(rows)
        for part, x in zip(row, (0.1, 0.35), strict=True)
        if part
    ]
    lists = read_identity([sheet([], lines)]).lists
    assert [leaf.text for leaf in lists["dasar_hukum"]] == [
        "Undang-Undang Nomor 6 Tahun 2014",
        "Peraturan Desa Nomor 3 Tahun 2018",
    ]
    assert [leaf.text for leaf in lists["peringatan"]] == ["Surat berlaku 6 bulan"]


def test_hospitals_print_values_below_a_row_of_labels() -> None:
    head: list[CellSpec] = [
        (0, 0, 4, 1, "RSUD TIRTAMULYA"),
        (0, 1, 1, 2, "PEMBERIAN OBAT"),
        (1, 1, 1, 1, "No. Dokumen"),
        (1, 2, 1, 1, "No. Revisi"),
        (2, 1, 1, 1, "112/SPO/2021"),
        (2, 2, 1, 1, "01"),
        (3, 1, 1, 1, "Tanggal Terbit\n8 Februari 2021"),
        (3, 2, 1, 1, f"Ditetapkan\nDirektur\ndr. BAGAS PRAMANA\n{NIP}"),
    ]
    identity = read_block(head)
    assert (text(identity.nomor_sop), text(identity.tanggal_pembuatan)) == ("112/SPO/2021", "8 Februari 2021")
    assert (text(identity.jabatan), text(identity.nama)) == ("Direktur", "dr. BAGAS PRAMANA")


def test_the_heading_above_the_block_is_no_label_of_a_name() -> None:
    bar: CellSpec = (0, 0, 1, 3, "STANDAR OPERASIONAL PROSEDUR")
    block = [(row + 1, col, high, wide, said) for row, col, high, wide, said in HEAD]
    identity = read_block([bar, *block])
    assert text(identity.nama_sop) == "Penerbitan Surat Keterangan Domisili"
    assert (text(identity.instansi) or "").startswith("PEMERINTAH KABUPATEN TIRTAMULYA")


def test_sop_before_a_director_in_the_emblems_cell_is_no_name() -> None:
    office: CellSpec = (0, 0, 6, 1, "SOP DIREKTUR AKADEMI TIRTAMULYA\nPANGAN")
    identity = read_block([office, *HEAD[1:]])
    assert text(identity.instansi) == "DIREKTUR AKADEMI TIRTAMULYA\nPANGAN"


def test_a_title_above_and_who_signs_without_a_number_below_the_steps_of_a_sheet_without_block() -> None:
    texts = ("Ditetapkan di Tirtamulya", "Pada Tanggal 3 Mei 2021", "KEPALA DINAS PANGAN", "BAGAS PRAMANA")
    below = [page_line(line, 0.6, 0.8 + 0.02 * at) for at, line in enumerate(texts)]
    steps = PagePlace(1, (0.1, 0.2, 0.9, 0.7))
    identity = read_identity([sheet([], [page_line("Prosedur Permohonan Data", 0.1, 0.15), *below])], steps)
    assert (text(identity.jabatan), text(identity.nama)) == texts[2:]
    assert text(identity.nama_sop) == "Prosedur Permohonan Data"
    assert read_identity([sheet([], below[:3])], steps).nama is None


HEALTH_HEAD: list[CellSpec] = [
    (0, 1, 1, 1, "No Dokumen :\nTanggal Terbit :"),
    (1, 1, 1, 1, "Revisi : 00\nHalaman : 1 dari 3"),
]


def test_the_name_stands_below_the_word_sop_in_a_cell_that_each_page_repeats() -> None:
    name: CellSpec = (1, 0, 1, 1, "SOP\nPEMINJAMAN DAN\nPENGEMBALIAN ALAT")
    head = page_table([(0, 0, 1, 1, "RUANG PERAGA"), *HEALTH_HEAD, name])
    identity = read_identity([sheet([head]), sheet([head])])
    assert text(identity.nama_sop) == "PEMINJAMAN DAN PENGEMBALIAN ALAT"


def test_a_title_behind_the_heading_is_the_name_and_no_item_and_a_sentence_with_a_colon_is_neither() -> None:
    lines = ["STANDAR OPERASIONAL PROSEDUR PEMINJAMAN ALAT", "SOP ini digunakan untuk melengkapi :"]
    loose = [page_line(line, 0.2, 0.4 + 0.05 * at) for at, line in enumerate(lines)]
    identity = read_identity([sheet([page_table([(0, 0, 1, 1, "RUANG PERAGA"), *HEALTH_HEAD])], loose)])
    assert text(identity.nama_sop) == "PEMINJAMAN ALAT"
    assert identity.lists["keterkaitan"] == ()
