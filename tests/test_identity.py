"""The identity block from tables, loose lines and text dumps; all people and offices are invented."""

from __future__ import annotations

from dataclasses import replace

from normalize.identity import Identity, is_identity_table, read_identity
from normalize.identity_found import LIST_FIELDS
from normalize.items import item_labels, opens_block
from table_extract.table import Cell, Line, LinePlace, PagePlace, Table
from table_extract.textdump import text_to_sheet
from tests.identity_forms import BOXES, HEAD, CellSpec, page_line, page_table, sheet, text
from tests.judging import confidence_of, waits

SCAN = (("ppocr", "", 0.9),)


def items(identity: Identity, name: str) -> list[str | None]:
    return [leaf.text for leaf in identity.lists[name]]


def block() -> Identity:
    return read_identity([sheet([page_table(HEAD), page_table(BOXES, top=0.4)])])


def test_head_fields_stand_beside_their_labels() -> None:
    identity = block()
    assert text(identity.instansi) == "PEMERINTAH KABUPATEN TIRTAMULYA\nKECAMATAN WANASARI"
    assert identity.nomor_sop is not None and identity.nomor_sop.value == "065/12/Kec.Wns/2023"
    assert identity.tanggal_pembuatan is not None and identity.tanggal_pembuatan.value == "2023-01-02"
    assert identity.tanggal_revisi is not None and identity.tanggal_revisi.missing == "dash"
    assert identity.tanggal_efektif is not None and identity.tanggal_efektif.missing == "blank"
    assert identity.tanggal_pengesahan is None
    assert text(identity.nama_sop) == "Penerbitan Surat Keterangan Domisili"


def test_signatory_is_told_apart() -> None:
    identity = block()
    assert text(identity.jabatan) == "CAMAT WANASARI"
    assert text(identity.nama) == "Drs. BAGAS PRAMANA, M.Si"
    assert identity.nip is not None and identity.nip.value == "197002031995031004"


def test_lists_stand_below_their_labels() -> None:
    identity = block()
    assert items(identity, "dasar_hukum") == [
        "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah",
        "UU Nomor 25 Tahun 2009",
    ]
    law = identity.lists["dasar_hukum"][0].value
    assert isinstance(law, dict) and law["id"] == "UU 23/2014"
    assert items(identity, "kualifikasi_pelaksana") == ["Memahami administrasi", "Mampu mengoperasikan komputer"]
    assert items(identity, "keterkaitan") == ["SOP Surat Masuk"]
    assert items(identity, "peralatan_perlengkapan") == ["Komputer", "Printer"]
    assert items(identity, "peringatan") == ["Apabila tidak dilaksanakan, pelayanan terhambat"]
    assert items(identity, "pencatatan_pendataan") == ["Buku register"]


def test_every_leaf_has_a_cell_of_its_own_and_a_place() -> None:
    identity = block()
    leaves = [leaf for name in identity.lists for leaf in identity.lists[name]]
    assert len({leaf.cell_id for leaf in leaves}) == len(leaves)
    assert all(isinstance(leaf.where, PagePlace) for leaf in leaves)


def test_list_goes_on_on_the_next_page() -> None:
    first = [*BOXES[:2], (1, 0, 1, 2, "1. UU Nomor 25 Tahun 2009"), BOXES[3]]
    second: list[CellSpec] = [
        (0, 0, 1, 2, "2. UU Nomor 23 Tahun 2014"),
        (0, 2, 1, 1, ""),
        *[(row - 1, col, rowspan, colspan, printed) for row, col, rowspan, colspan, printed in BOXES[4:]],
    ]
    sheets = [
        sheet([page_table(HEAD), page_table(first, top=0.6)]),
        sheet([page_table(second, page=2, top=0.05)], page=2),
    ]
    identity = read_identity(sheets)
    assert items(identity, "dasar_hukum") == ["UU Nomor 25 Tahun 2009", "UU Nomor 23 Tahun 2014"]
    assert items(identity, "keterkaitan") == ["SOP Surat Masuk"]


def test_cell_below_both_boxes_of_the_page_before_goes_on_with_neither() -> None:
    told = page_table([(0, 0, 1, 1, "1. Tetap tenang\n2. Bunyikan tanda bahaya")], page=2, edges=[0.05, 0.95])
    identity = read_identity([sheet([page_table(HEAD), page_table(BOXES, top=0.5)]), sheet([told], page=2)])
    assert items(identity, "peringatan") == items(block(), "peringatan")
    assert items(identity, "pencatatan_pendataan") == items(block(), "pencatatan_pendataan")


def test_row_across_both_boxes_of_a_table_goes_on_with_neither() -> None:
    boxes: list[CellSpec] = [*BOXES[:-2], (5, 0, 1, 2, ""), (5, 2, 1, 1, ""), (6, 0, 1, 3, "Maksud : tertib")]
    identity = read_identity([sheet([page_table(HEAD), page_table(boxes, top=0.5)])])
    assert items(identity, "peringatan") + items(identity, "pencatatan_pendataan") == []


def test_block_repeated_on_every_page_is_read_once() -> None:
    both = [sheet([page_table(HEAD), page_table(BOXES, top=0.4)]) for _ in range(2)]
    identity = read_identity(both)
    assert len(identity.lists["dasar_hukum"]) == 2
    assert text(identity.instansi) == "PEMERINTAH KABUPATEN TIRTAMULYA\nKECAMATAN WANASARI"


def test_letterhead_above_and_a_colon_column() -> None:
    specs: list[CellSpec] = [
        (0, 0, 1, 1, "Nomor SOP"),
        (0, 1, 1, 1, ":"),
        (0, 2, 1, 1, "12"),
        (1, 0, 1, 1, "Disahkan oleh"),
        (1, 1, 1, 1, ":"),
        (1, 2, 1, 1, "KEPALA DINAS PANGAN"),
        (2, 0, 1, 1, ""),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, "SARI MELATI, S.E.\nNIP. 197502032000032003"),
        (3, 0, 1, 1, "Judul SOP"),
        (3, 1, 1, 1, ":"),
        (3, 2, 1, 1, "Penyaluran Bantuan"),
    ]
    above = [
        page_line("PEMERINTAH KOTA ARUNIKA", 0.3, 0.02),
        page_line("DINAS PANGAN", 0.35, 0.04),
        page_line("Jalan Anggrek Nomor 7 Kota", 0.35, 0.06),
        page_line("Arunika", 0.35, 0.08),
    ]
    below = [page_line("O", 0.5, 0.9)]
    identity = read_identity([sheet([page_table(specs)], [*above, *below])])
    assert text(identity.instansi) == "PEMERINTAH KOTA ARUNIKA\nDINAS PANGAN"
    assert text(identity.nomor_sop) == "12"
    assert text(identity.jabatan) == "KEPALA DINAS PANGAN"
    assert text(identity.nama) == "SARI MELATI, S.E."
    assert text(identity.nama_sop) == "Penyaluran Bantuan"


def test_labels_below_each_other_in_a_cell_without_rulings_open_a_block() -> None:
    stacked = "Nomor\nTGL PEMBUATAN\nTgl. Revisi\nTanggal Berlaku\nDisahkan Oleh\nNama Prosedur"
    values = "23.6/SOP-2020\n08 Februari 2024\n-\n14 Agustus 2025\nCAMAT\nVerifikasi Dokumen"
    assert opens_block(item_labels(page_table([(0, 0, 1, 1, stacked), (0, 1, 1, 1, values)])))
    law = "Undang-Undang Nomor 23 Tahun 2014\nNomor 25 Tahun 2009"
    assert not opens_block(item_labels(page_table([(0, 0, 1, 1, law), (0, 1, 1, 1, values)])))


def test_label_and_list_in_one_cell() -> None:
    specs: list[CellSpec] = [
        (0, 0, 1, 1, "Dasar Hukum :\n1. UU Nomor 25 Tahun 2009\nKeterkaitan :\n1. SOP Surat Keluar"),
        (0, 1, 1, 1, "Kualifikasi Pelaksana : S1"),
    ]
    identity = read_identity([sheet([page_table(specs)])])
    assert items(identity, "dasar_hukum") == ["UU Nomor 25 Tahun 2009"]
    assert items(identity, "keterkaitan") == ["SOP Surat Keluar"]
    assert items(identity, "kualifikasi_pelaksana") == ["S1"]


def test_torn_and_badly_spelt_labels() -> None:
    specs: list[CellSpec] = [
        (0, 0, 1, 1, "PERNGATAN :"),
        (0, 1, 1, 1, "Pencata"),
        (0, 2, 1, 1, "tan dan Pendataan"),
        (1, 0, 1, 1, "Jangan terlambat"),
        (1, 1, 1, 2, "Disimpan sebagai arsip"),
        (2, 0, 1, 1, "Keterkaitan"),
        (2, 1, 1, 2, "Peralatan/Perlengkapan"),
        (3, 0, 1, 1, "SOP Arsip"),
        (3, 1, 1, 2, "Lemari"),
    ]
    identity = read_identity([sheet([page_table(specs)])])
    assert items(identity, "pencatatan_pendataan") == ["Disimpan sebagai arsip"]
    assert items(identity, "peralatan_perlengkapan") == ["Lemari"]


def test_a_lone_date_below_the_number_is_the_date_it_was_made() -> None:
    head: list[CellSpec] = [*HEAD[:3], (1, 1, 1, 1, "Tanggal"), *HEAD[4:]]
    assert text(read_identity([sheet([page_table(head)])]).tanggal_pembuatan) == "2 Januari 2023"


def test_a_name_that_begins_like_the_heading_of_the_form_is_a_name() -> None:
    head: list[CellSpec] = [*HEAD[:-1], (5, 2, 1, 1, "Standar Operasional Prosedur Survei\nPasar")]
    name = text(read_identity([sheet([page_table(head)])]).nama_sop)
    assert name == "Standar Operasional Prosedur Survei Pasar"


def test_a_badly_read_label_heads_its_box_beside_a_clear_one() -> None:
    specs: list[CellSpec] = [
        (0, 0, 1, 1, "Dasar Hukum :\nUU Nomor 25 Tahun 2009"),
        (0, 1, 1, 2, "Komsi Pelaksana :\nTeliti dan cekatan"),
    ]
    identity = read_identity([sheet([page_table(specs)])])
    assert items(identity, "kualifikasi_pelaksana") == ["Teliti dan cekatan"]
    assert items(identity, "dasar_hukum") == ["UU Nomor 25 Tahun 2009"]


def test_box_whose_label_was_not_read_is_known_by_its_partner() -> None:
    specs = [(row, col, rs, cs, "" if printed == "Keterkaitan :" else printed) for row, col, rs, cs, printed in BOXES]
    identity = read_identity([sheet([page_table(specs)])])
    assert len(identity.lists["dasar_hukum"]) == 2
    assert items(identity, "keterkaitan") == ["SOP Surat Masuk"]
    found, plain = (one.lists["keterkaitan"][0] for one in (identity, block()))
    assert confidence_of(found, "keterkaitan") < confidence_of(plain, "keterkaitan")


def test_boxes_below_labels_gone_black_are_known_by_their_places() -> None:
    dark = {spec[0] for spec in BOXES if spec[0] % 2 == 0}
    black = page_table([(row, col, rs, cs, "" if row in dark else printed) for row, col, rs, cs, printed in BOXES])
    head, boxes = (
        page_table(HEAD),
        replace(black, cells=tuple(replace(cell, shaded=cell.row in dark) for cell in black.cells)),
    )
    identity = read_identity([sheet([head, boxes])])
    for name in LIST_FIELDS:
        assert items(identity, name) == items(block(), name)
    found, plain = (one.lists["keterkaitan"][0] for one in (identity, block()))
    assert confidence_of(found, "keterkaitan") < confidence_of(plain, "keterkaitan")


def test_labels_in_one_box_belong_to_the_values_beside_them() -> None:
    values = [spec for spec in HEAD if spec[1] == 2]
    labels = "\n\n\n\n".join(spec[4] for spec in HEAD if spec[1] == 1 and spec[4] != "Nama SOP")
    spec = [HEAD[0], (0, 1, 5, 1, labels), *values[:5], *HEAD[-2:]]
    apart, ruled = (read_identity([sheet([page_table(block)])]) for block in (spec, HEAD))
    for name in ("nomor_sop", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "jabatan", "nip", "nama_sop"):
        assert text(getattr(apart, name)) == text(getattr(ruled, name))


def test_labels_and_values_of_two_rows_without_a_ruling_between_them() -> None:
    spec = [HEAD[0], (0, 1, 2, 1, "Nomor SOP\n\n\n\nTanggal Pembuatan")]
    spec += [(0, 2, 2, 1, "065/ 12 /Kec.Wns/2023\n\n\n\n2 Januari 2023"), *HEAD[5:]]
    joined, ruled = (read_identity([sheet([page_table(block)])]) for block in (spec, HEAD))
    for name in ("nomor_sop", "tanggal_pembuatan", "tanggal_revisi", "jabatan", "nip", "nama_sop"):
        assert text(getattr(joined, name)) == text(getattr(ruled, name))


def test_item_of_a_list_that_reads_like_a_label_is_an_item() -> None:
    tools = "1. Komputer\n2. Dasar Hukum\n3. Kelengkapan berkas"
    spec = [*BOXES[:7], (3, 2, 1, 1, tools), *BOXES[8:]]
    identity = read_identity([sheet([page_table(HEAD), page_table(spec, top=0.4)])])
    assert items(identity, "peralatan_perlengkapan") == ["Komputer", "Dasar Hukum", "Kelengkapan berkas"]
    assert items(identity, "dasar_hukum") == items(block(), "dasar_hukum")


def test_spoilt_office_below_the_position_is_no_name() -> None:
    signed = "CAMAT WANASARI\nKABUPATEN TLRTAMULYA,\nNIP. 19700203 199503 1 004"
    spec = [*HEAD[:10], (4, 2, 1, 1, signed), *HEAD[-2:]]
    found = read_identity([sheet([page_table(spec)])])
    assert found.nama is not None and found.nama.text is None
    assert found.jabatan is not None and found.jabatan.text == "CAMAT WANASARI KABUPATEN TLRTAMULYA"


def test_box_that_may_have_swallowed_the_next_one_waits_for_review() -> None:
    kept = [spec for spec in BOXES if spec[0] not in {2, 3}]
    lost: list[CellSpec] = [
        (2, 0, 2, 2, "3. SOP Surat Masuk"),
        (2, 2, 1, 1, "Peralatan/Perlengkapan"),
        (3, 2, 1, 1, "Printer"),
    ]
    identity = read_identity([sheet([page_table([*kept, *lost])])])
    assert all(waits(leaf, "dasar_hukum") for leaf in identity.lists["dasar_hukum"])


def test_head_rows_whose_rulings_were_lost() -> None:
    whole = "Nomor SOP 12/2022\nTanggal Pembuatan 4 April 2022\nTanggal Revisi\nNama SOP Pelayanan Pojok Baca"
    specs: list[CellSpec] = [(0, 0, 1, 3, whole)]
    identity = read_identity([sheet([page_table(specs)])])
    assert text(identity.nomor_sop) == "12/2022"
    assert identity.tanggal_pembuatan is not None and identity.tanggal_pembuatan.value == "2022-04-04"
    assert identity.tanggal_revisi is not None and identity.tanggal_revisi.text is None
    assert text(identity.nama_sop) == "Pelayanan Pojok Baca"


def test_loose_lines_of_a_page_without_rulings() -> None:
    lines = [
        page_line("DINAS PERTANIAN", 0.1, 0.05),
        page_line("Nomor SOP", 0.1, 0.10),
        page_line(":", 0.3, 0.10),
        page_line("SOP/07/2022", 0.35, 0.10),
        page_line("Nama SOP", 0.1, 0.12),
        page_line(": Penyuluhan", 0.3, 0.12),
        page_line("Dasar Hukum", 0.1, 0.15),
        page_line("Kualifikasi Pelaksana", 0.55, 0.15),
        page_line("1. UU Nomor 19 Tahun 2013", 0.1, 0.17),
        page_line("1. Sarjana Pertanian", 0.55, 0.17),
        page_line("2. UU Nomor 25 Tahun 2009", 0.1, 0.19),
    ]
    identity = read_identity([sheet([], lines)])
    assert text(identity.nomor_sop) == "SOP/07/2022"
    assert text(identity.nama_sop) == "Penyuluhan"
    assert items(identity, "dasar_hukum") == ["UU Nomor 19 Tahun 2013", "UU Nomor 25 Tahun 2009"]
    assert items(identity, "kualifikasi_pelaksana") == ["Sarjana Pertanian"]


DUMP_TWO_BY_TWO = """Dasar Hukum :

Kualifikasi Pelaksana :

1. Peraturan Bupati Nomor 3 Tahun 2020 tentang
Kearsipan

1. Memahami kearsipan
2. Mampu mengetik

Peringatan :

Pencatatan dan Pendataan :

Berkas harus diarsipkan

Disimpan sebagai soft copy

SOP PENGARSIPAN SURAT KELURAHAN MEKARWANGI
"""


def test_labels_before_texts_are_paired_in_order_with_doubt() -> None:
    identity = read_identity([text_to_sheet(DUMP_TWO_BY_TWO)])
    assert items(identity, "dasar_hukum") == ["Peraturan Bupati Nomor 3 Tahun 2020 tentang Kearsipan"]
    assert items(identity, "kualifikasi_pelaksana") == ["Memahami kearsipan", "Mampu mengetik"]
    assert items(identity, "peringatan") == ["Berkas harus diarsipkan"]
    assert items(identity, "pencatatan_pendataan") == ["Disimpan sebagai soft copy"]
    assert text(identity.nama_sop) == "SOP PENGARSIPAN SURAT KELURAHAN MEKARWANGI"
    assert waits(identity.nama_sop, "nama_sop")
    law = identity.lists["dasar_hukum"][0]
    assert isinstance(law.where, LinePlace)
    assert confidence_of(law, "dasar_hukum") < confidence_of(block().lists["dasar_hukum"][0], "dasar_hukum")


DUMP_TABS = (
    "KECAMATAN WANASARI KABUPATEN TIRTAMULYA\n\n"
    "Nomor SOP\t:\t070/ /2021\nTanggal Pembuatan\t:\tMaret 2021\nTanggal Revisi\t:\t/\n"
    "Disahkan oleh\t:\tCAMAT WANASARI BAGAS PRAMANA, SE NIP. 197002031995031004\n"
    "Nama SOP\t:\tPelayanan Dispensasi Nikah\n\n"
    "Dasar Hukum\tKualifikasi Pelaksana\n1. UU Nomor 16 Tahun 2019\t1. Ramah2. Teliti\n\n"
    "2. UU Nomor 25 Tahun 2009\t\nKeterkaitan\tPeralatan/Perlengkapan\n\tKomputer\n\n"
    "CAMAT WANASARI\n\nBAGAS PRAMANA, SE\nNIP. 197002031995031004\n"
)


def test_tabbed_dump_with_a_signature_on_one_line() -> None:
    identity = read_identity([text_to_sheet(DUMP_TABS)])
    assert text(identity.instansi) == "KECAMATAN WANASARI KABUPATEN TIRTAMULYA"
    assert identity.nomor_sop is not None
    assert (identity.nomor_sop.text, identity.nomor_sop.value) == ("070/ /2021", None)
    assert identity.tanggal_pembuatan is not None and identity.tanggal_pembuatan.value == "2021-03"
    assert identity.tanggal_revisi is not None and identity.tanggal_revisi.missing == "dash"
    assert text(identity.jabatan) == "CAMAT WANASARI"
    assert text(identity.nama) == "BAGAS PRAMANA, SE"
    assert items(identity, "dasar_hukum") == ["UU Nomor 16 Tahun 2019", "UU Nomor 25 Tahun 2009"]
    assert items(identity, "kualifikasi_pelaksana") == ["Ramah", "Teliti"]
    assert items(identity, "keterkaitan") == []
    assert items(identity, "peralatan_perlengkapan") == ["Komputer"]


def test_lists_whose_labels_were_lost_are_placed_by_content_for_review() -> None:
    dump = (
        "Peralatan/Perlengkapan:\n- 1. Komputer\n- 2. Printer\n\n"
        "Apabila tidak dilaksanakan maka pelayanan terhambat\n\nDisimpan sebagai data elektronik\n"
    )
    identity = read_identity([text_to_sheet(dump)])
    assert items(identity, "peralatan_perlengkapan") == ["Komputer", "Printer"]
    assert items(identity, "peringatan") == ["Apabila tidak dilaksanakan maka pelayanan terhambat"]
    assert items(identity, "pencatatan_pendataan") == ["Disimpan sebagai data elektronik"]
    assert all(waits(identity.lists[name][0], name) for name in ("peringatan", "pencatatan_pendataan"))


def test_scanned_name_that_lost_letters_waits_for_review() -> None:
    def scanned(line: Line, new: str) -> Line:
        return Line(new, 0.98, line.place, None, (("ppocr", new, 0.98), ("tesseract", new, 0.97)))

    table = page_table(HEAD)
    cells = []
    for cell in table.cells:
        swaps = {"CAMAT WANASARI": "AMAT WANASARI", "Drs. BAGAS PRAMANA, M.Si": "BAGA$ PRAMANA, M."}
        lines = tuple(scanned(line, swaps.get(line.text, line.text)) for line in cell.lines)
        cells.append(Cell(cell.row, cell.col, cell.place, cell.rowspan, cell.colspan, None, lines))
    identity = read_identity([sheet([Table(1, table.rows, table.cols, tuple(cells), table.place)])])
    assert waits(identity.nama, "nama") and waits(identity.jabatan, "jabatan")
    assert identity.nip is not None and identity.nip.status == "auto"


def test_nothing_found_is_null_not_a_guess() -> None:
    identity = read_identity([])
    assert identity.nomor_sop is None
    assert identity.instansi is not None and identity.instansi.missing == "not_captured"
    record = identity.to_json()
    assert record["dasar_hukum"] == [] and record["disahkan_oleh"] == {"jabatan": None, "nama": None, "nip": None}


def test_identity_table_score() -> None:
    assert is_identity_table(page_table(HEAD)) == 1.0
    steps: list[CellSpec] = [(0, 0, 1, 1, "No"), (0, 1, 1, 1, "Aktivitas"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "Menerima")]
    assert is_identity_table(page_table(steps)) == 0.0


def test_a_label_printed_twice_for_the_box_below_is_that_box_for_review() -> None:
    copied = [
        (*spec[:4], "Peralatan/\nPerlengkapan :") if spec[4] == "Pencatatan dan Pendataan :" else spec for spec in BOXES
    ]
    identity = read_identity([sheet([page_table(HEAD), page_table(copied, top=0.4)])])
    assert items(identity, "peralatan_perlengkapan") == ["Komputer", "Printer"]
    assert items(identity, "pencatatan_pendataan") == ["Buku register"]
    assert any("urutan" in reason for reason in identity.lists["pencatatan_pendataan"][0].reasons)
