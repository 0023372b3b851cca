"""Heads of other forms: further labels beside the number, values that reach past their label, boxes of no field."""

from __future__ import annotations

from dataclasses import replace

from normalize.identity import is_identity_table, read_identity
from table_extract.table import Line, PagePlace
from tests.identity_forms import BOXES, HEAD, CellSpec, page_line, page_table, read_block, sheet, text
from tests.judging import waits

DOCUMENT: list[CellSpec] = [
    (0, 0, 4, 1, ""),
    (0, 1, 2, 1, "Fakultas Pertanian\nUniversitas Tirtamulya"),
    (0, 2, 1, 1, "No. Dokumen :"),
    (1, 2, 1, 1, "Tanggal\n:\nTerbit"),
    (2, 1, 2, 1, "SOP PENGGANTIAN DOSEN\nPEMBIMBING SKRIPSI"),
    (2, 2, 1, 1, "No./Tanggal :\nRevisi"),
    (3, 2, 1, 1, "Halaman : 1 dari 6"),
]


def test_labels_that_stand_beside_the_number_are_no_values() -> None:
    cover: list[CellSpec] = [
        (0, 0, 1, 1, "No. Dokumen :"),
        (0, 1, 1, 1, "No./Tanggal :\nRevisi"),
        (1, 0, 1, 1, "Tanggal Terbit :"),
        (1, 1, 1, 1, "Halaman : 1 dari 6"),
    ]
    for head in (DOCUMENT, cover):
        identity = read_block(head)
        assert not any(map(text, (identity.nomor_sop, identity.tanggal_pembuatan, identity.tanggal_revisi)))


def test_a_title_over_two_lines_below_the_office() -> None:
    identity = read_block(DOCUMENT)
    assert text(identity.nama_sop) == "SOP PENGGANTIAN DOSEN PEMBIMBING SKRIPSI"
    assert text(identity.instansi) == "Fakultas Pertanian\nUniversitas Tirtamulya"


def test_the_sop_of_a_director_is_the_name_of_his_office() -> None:
    office: CellSpec = (0, 0, 6, 1, "SOP\nDIREKTUR AKADEMI PANGAN\nTIRTAMULYA")
    title: CellSpec = (6, 0, 1, 3, "SOP PENERBITAN SURAT")
    identity = read_block([office, *HEAD[1:-2], title])
    assert text(identity.instansi) == "DIREKTUR AKADEMI PANGAN\nTIRTAMULYA"
    assert text(identity.nama_sop) == "SOP PENERBITAN SURAT"


def test_a_title_across_the_block_below_a_number_that_was_misread() -> None:
    signed: CellSpec = (4, 2, 1, 1, "CAMAT WANASARI\nDrs. BAGAS PRAMANA, M.Si\nNIP 9700203 199503 1 0")
    title: CellSpec = (5, 0, 1, 3, "SOP PENERBITAN SURAT")
    first: CellSpec = (0, 0, 5, 1, HEAD[0][4])
    identity = read_block([first, *HEAD[1:-3], signed, title])
    assert text(identity.nama_sop) == "SOP PENERBITAN SURAT"
    assert text(identity.nama) == "Drs. BAGAS PRAMANA, M.Si"


def test_a_title_in_small_letters_between_head_and_boxes() -> None:
    tables = [page_table(HEAD[:-2]), page_table(BOXES, top=0.5)]
    title = page_line("SOP Penerbitan Surat", 0.2, 0.45)
    assert text(read_identity([sheet(tables, [title])]).nama_sop) == "SOP Penerbitan Surat"


def test_the_title_of_a_chart_without_a_block() -> None:
    lines = [page_line("FLOWCHART PENGELOLAAN SAMPAH", 0.3, 0.1), page_line("UPT PANGAN", 0.3, 0.13)]
    identity = read_identity([sheet([], lines)])
    assert (text(identity.nama_sop), text(identity.instansi)) == ("PENGELOLAAN SAMPAH", "UPT PANGAN")


def test_what_the_emblem_says_is_no_part_of_the_office() -> None:
    office: CellSpec = (0, 0, 6, 1, "* TIRTAMULYA\nPEMERINTAH KABUPATEN TIRTAMULYA\nDINAS PANGAN")
    assert text(read_block([office, *HEAD[1:]]).instansi) == "PEMERINTAH KABUPATEN TIRTAMULYA\nDINAS PANGAN"


def test_legal_bases_that_slipped_below_the_letterhead_are_no_part_of_it() -> None:
    office: CellSpec = (0, 0, 6, 1, "DINAS PANGAN\n1 Undang-Undang Nomor 14 Tahun 2008\nTentang Dinas Pangan")
    assert text(read_block([office, *HEAD[1:]]).instansi) == "DINAS PANGAN"


def test_a_table_of_changes_is_no_block() -> None:
    heads = ("No", "Halaman", "Isi Perubahan", "Tanggal\ndiberlakukan")
    changes = page_table([(0, at, 1, 1, head) for at, head in enumerate(heads)], edges=[0.1, 0.2, 0.4, 0.7, 0.9])
    assert is_identity_table(changes) == 0.0


def test_the_heading_above_the_office_in_one_cell() -> None:
    office: CellSpec = (0, 0, 6, 1, "STANDAR OPERATIONAL PROSEDUR (SOP)\nKEMENTERIAN PANGAN\nAKADEMI PANGAN")
    below: CellSpec = (6, 0, 1, 1, "Subbagian Pangan")
    assert (
        text(read_block([office, *HEAD[1:], below]).instansi) == "KEMENTERIAN PANGAN\nAKADEMI PANGAN\nSubbagian Pangan"
    )


def test_title_and_number_are_no_items_of_a_list_whose_label_was_lost() -> None:
    number: CellSpec = (0, 2, 1, 1, "SOP-12-2023")
    title: CellSpec = (6, 0, 1, 3, "SOP PENERBITAN SURAT")
    again: CellSpec = (7, 0, 1, 3, "SOP-12-2023")
    boxes = [box for box in BOXES if box[4] not in ("Keterkaitan :", "SOP Surat Masuk")]
    assert read_block([*HEAD[:2], number, *HEAD[3:-2], title, again], boxes).lists["keterkaitan"] == ()


def test_a_name_that_goes_on_below_in_a_cell_without_rulings() -> None:
    said = "Nomor SOP : 12/2023\nTanggal Revisi : -\nJudul SOP : SOP Penerbitan\nSurat Pengantar"
    head: list[CellSpec] = [(0, 0, 1, 1, "DINAS PANGAN"), (0, 1, 1, 2, said)]
    assert text(read_block(head).nama_sop) == "SOP Penerbitan Surat Pengantar"


def test_an_office_beside_labels_and_values_in_one_cell_stays_whole() -> None:
    said = "Kode Dokumen:\nTerbitan/Revisi: September 2022\nTanggal Berlaku: 2 Mei 2022\nTanggal Revisi:\nHalaman: 1-2"
    identity = read_block([(0, 0, 1, 1, "DINAS PANGAN\nDAN PETERNAKAN\nTIRTAMULYA"), (0, 1, 1, 2, said)])
    assert text(identity.instansi) == "DINAS PANGAN\nDAN PETERNAKAN\nTIRTAMULYA"
    assert (text(identity.nama_sop), text(identity.nomor_sop)) == (None, None)
    assert (text(identity.tanggal_efektif), text(identity.tanggal_revisi)) == ("2 Mei 2022", None)


def test_a_letterhead_below_dirt_of_its_emblem_is_no_title() -> None:
    office: CellSpec = (0, 0, 6, 1, "A\n. EMENTERIAN PANGAN REPUBLIK\nUPT BENIH WANASARI")
    head = page_table([office, *HEAD[1:-2]])
    lines = tuple(
        replace(line, confidence=sure) for line, sure in zip(head.cells[0].lines, (0.7, 0.3, 0.98), strict=True)
    )
    head = replace(head, cells=(replace(head.cells[0], lines=lines), *head.cells[1:]))
    identity = read_identity([sheet([head, page_table([(0, 0, 1, 1, "SOP PENERBITAN SURAT")], top=0.45)])])
    assert text(identity.instansi) == ". EMENTERIAN PANGAN REPUBLIK\nUPT BENIH WANASARI"
    assert text(identity.nama_sop) == "SOP PENERBITAN SURAT"


def test_a_box_that_no_field_of_the_record_holds_is_not_its_neighbours() -> None:
    other: CellSpec = (0, 2, 1, 1, "CARA MENGATASI :")
    assert read_block(HEAD, [BOXES[0], other, *BOXES[2:]]).lists["kualifikasi_pelaksana"] == ()


def test_a_number_without_digits_waits() -> None:
    named: CellSpec = (0, 2, 1, 1, "Bidang Pangan")
    assert waits(read_block([*HEAD[:2], named, *HEAD[3:]]).nomor_sop, "nomor_sop")


def test_a_date_whose_value_stands_on_the_ruling_above_waits() -> None:
    both: CellSpec = (1, 2, 2, 1, "2 Januari 2023")
    head = page_table([*HEAD[:4], both, HEAD[5], *HEAD[7:]])
    lower = page_line("2 Januari 2023", 0.605, 0.176)
    cells = [replace(cell, lines=(lower,)) if cell.rowspan == 2 else cell for cell in head.cells]
    identity = read_identity([sheet([replace(head, cells=tuple(cells))])])
    assert text(identity.tanggal_revisi) is None
    assert waits(identity.tanggal_revisi, "tanggal_revisi")


def test_what_a_stamp_over_the_labels_was_read_as_is_no_value() -> None:
    head = page_table([*HEAD[:-1], (5, 2, 1, 1, "SOP PENERBITAN KARTU")])
    stamped = {4: ("w1", "Disahkan oleh", "DERXS"), 5: ("1", "Nama SOP XNYU")}
    cells = [
        replace(cell, lines=tuple(_stamp(text, cell.lines[0]) for text in stamped[cell.row]))
        if cell.row in stamped and cell.col == 1
        else cell
        for cell in head.cells
    ]
    identity = read_identity([sheet([replace(head, cells=tuple(cells))])])
    assert text(identity.nama_sop) == "SOP PENERBITAN KARTU"
    assert text(identity.jabatan) == "CAMAT WANASARI"


def test_a_lone_letter_hardly_read_is_no_part_of_an_item() -> None:
    block = page_table(BOXES, top=0.5, edges=[0.05, 0.3, 0.5, 0.95])
    said = [page_line(one, 0.55, 0.55 + 0.01 * at) for at, one in enumerate(("1. Jujur", "x", "2. Minimal kelas", "3"))]
    lines = tuple(_stamp(line.text, line) if len(line.text) == 1 else line for line in said)
    cells = [replace(cell, lines=lines) if (cell.row, cell.col) == (1, 2) else cell for cell in block.cells]
    lists = read_identity([sheet([page_table(HEAD), replace(block, cells=tuple(cells))])]).lists
    assert [leaf.text for leaf in lists["kualifikasi_pelaksana"]] == ["Jujur", "Minimal kelas 3"]


def test_a_sentence_about_the_sop_is_no_title() -> None:
    told = page_line("SOP ini mulai berlaku pada tahun 2023", 0.2, 0.45)
    tables = [page_table(HEAD[:-2]), page_table(BOXES, top=0.5)]
    assert text(read_identity([sheet(tables, [told])]).nama_sop) is None


def test_a_labelled_unit_below_a_letterhead_is_named_once() -> None:
    office: CellSpec = (0, 0, 4, 1, "KEMENTERIAN PANGAN\nWILAYAH TIRTAMULYA\nUPT BENIH WANASARI")
    label: CellSpec = (4, 0, 1, 1, "UNIT KERJA")
    for unit in ("UPT BENIH WANASARI", "UNIT PELAKSANA BENIH WANASARI"):
        named: CellSpec = (5, 0, 1, 1, unit)
        assert text(read_block([office, label, named, *HEAD[1:]]).instansi) == office[4]
    other: CellSpec = (5, 0, 1, 1, "Seksi Distribusi")
    assert text(read_block([office, label, other, *HEAD[1:]]).instansi) == f"{office[4]}\nSeksi Distribusi"
    assert text(read_block([(0, 0, 4, 1, ""), label, other, *HEAD[1:]]).instansi) == "Seksi Distribusi"


def test_an_annex_below_the_steps_neither_goes_on_with_a_list_nor_fills_it_again() -> None:
    block = [page_table(HEAD), page_table(BOXES, top=0.5, edges=[0.05, 0.3, 0.5, 0.95])]
    standard: list[CellSpec] = [
        (0, 0, 1, 1, "7"),
        (0, 1, 1, 1, "Sarana"),
        (0, 2, 1, 1, "- Meja"),
        (1, 0, 1, 1, "8"),
        (1, 1, 1, 1, "Kompetensi\nPelaksana"),
        (1, 2, 1, 1, "- Memahami pangan"),
    ]
    steps = PagePlace(2, (0.05, 0.1, 0.95, 0.9))
    for annex in (standard, standard[:3]):
        sheets = [sheet(block), sheet([page_table(annex, page=3)], page=3)]
        assert read_identity(sheets, steps).lists == read_identity(sheets[:1]).lists
    below = [sheet([block[0]]), sheet([page_table(BOXES, page=3)], page=3)]
    assert len(read_identity(below, steps).lists["dasar_hukum"]) == 2


def test_labels_over_two_lines_in_one_cell_stand_beside_their_values() -> None:
    labels: CellSpec = (0, 1, 4, 1, "Nomor SOP\nTanggal\nPembuatan\nTanggal\nRevisi\nTanggal Efektif")
    values: CellSpec = (0, 2, 4, 1, "065/12/2023\n2 Januari 2023\n\n\n3 Januari 2023\n4 Januari 2023")
    identity = read_block([HEAD[0], labels, values, *HEAD[9:]])
    dates = (identity.tanggal_pembuatan, identity.tanggal_revisi, identity.tanggal_efektif)
    assert text(identity.nomor_sop) == "065/12/2023"
    assert [text(date) for date in dates] == ["2 Januari 2023", "3 Januari 2023", "4 Januari 2023"]


def _stamp(text: str, line: Line) -> Line:
    return replace(line, text=text, confidence=0.7, readings=(("ppocr", text, 0.7),))
