"""Covers and unusual forms: letterheads above a block, tables of who prepared, checked and approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.identity import read_identity
from normalize.preamble import without_preamble
from table_extract.table import Line, PagePlace
from tests.identity_forms import HEAD, CellSpec, page_line, page_table, sheet, text

COVER: list[CellSpec] = [
    (0, 0, 1, 1, "NO DOKUMEN"),
    (0, 1, 1, 1, "SOP-TU-07"),
    (1, 0, 1, 1, "NOMOR REVISI"),
    (1, 1, 1, 1, "02"),
    (2, 0, 1, 1, "TANGGAL PEMBUATAN"),
    (2, 1, 1, 1, "1 Maret 2021"),
]
SIGNED: list[CellSpec] = [
    (0, 0, 1, 1, "DIBUAT OLEH :"),
    (0, 1, 1, 1, "DIPERIKSA OLEH :"),
    (0, 2, 1, 1, "DISETUJUI OLEH :"),
    (1, 0, 1, 1, "Rini Ayu, S.IP"),
    (1, 1, 1, 1, "Sekar Ayuningtyas, S.E."),
    (1, 2, 1, 1, "Bagas Pramana, M.Si"),
    (2, 0, 1, 1, "Kepala Seksi Data"),
    (2, 1, 1, 1, "Kepala Bidang Data"),
    (2, 2, 1, 1, "Kepala Dinas Pangan\nKabupaten Tirtamulya"),
    (3, 0, 1, 1, "10 Januari 2022"),
    (3, 1, 1, 1, "10 Februari 2022"),
    (3, 2, 1, 1, "13 Februari 2022"),
]


def test_who_prepared_and_checked_is_neither_office_nor_signatory() -> None:
    above = [page_line("DINAS PANGAN", 0.4, 0.1), page_line("KABUPATEN TIRTAMULYA", 0.4, 0.12)]
    tables = [page_table(COVER, top=0.3), page_table(SIGNED, top=0.6, edges=[0.05, 0.35, 0.65, 0.95])]
    identity = read_identity([sheet(tables, above)])
    assert text(identity.instansi) == "DINAS PANGAN\nKABUPATEN TIRTAMULYA"
    assert text(identity.nama) == "Bagas Pramana, M.Si"
    assert text(identity.jabatan) == "Kepala Dinas Pangan Kabupaten Tirtamulya"
    assert text(identity.nomor_sop) == "SOP-TU-07"


def test_a_badly_read_label_beside_who_approved_leaves_no_office_there() -> None:
    checked: CellSpec = (0, 1, 1, 1, "DIPERIKSA OLEH : NTXH")
    above, signed = page_line("DINAS PANGAN", 0.4, 0.1), [SIGNED[0], checked, *SIGNED[2:]]
    tables = [page_table(COVER, top=0.3), page_table(signed, top=0.6, edges=[0.05, 0.35, 0.65, 0.95])]
    assert text(read_identity([sheet(tables, [above])]).instansi) == "DINAS PANGAN"


def test_a_letterhead_that_other_words_begin() -> None:
    above = [page_line(line, 0.4, 0.1 + 0.02 * at) for at, line in enumerate(("LAYANAN WARGA", "DINAS PANGAN"))]
    assert text(read_identity([sheet([page_table(COVER, top=0.3)], above)]).instansi) == "DINAS PANGAN"


def test_a_letterhead_ends_with_its_page() -> None:
    cover = sheet([], [page_line("DINAS PANGAN", 0.4, 0.5)])
    own = sheet([page_table(COVER, page=2, top=0.3)], [page_line("DAFTAR ISIAN", 0.4, 0.1, page=2)], page=2)
    assert text(read_identity([cover, own]).instansi) == "DINAS PANGAN"


def test_a_letterhead_in_the_block_ends_at_the_heading() -> None:
    head: CellSpec = (0, 0, 1, 2, "DINAS PANGAN\nSTANDAR OPERASI PROSEDUR (SOP)\nJl. Melati No. 5")
    block = page_table([head, *((row + 1, col, high, wide, said) for row, col, high, wide, said in COVER)])
    assert text(read_identity([sheet([block])]).instansi) == "DINAS PANGAN"


def test_a_cover_above_the_block_is_kept_from_the_office_on() -> None:
    lines = [page_line(line, 0.4, 0.1 + 0.02 * at) for at, line in enumerate(("2021", "DINAS PANGAN", "KABUPATEN X"))]
    block = page_table(COVER, top=0.3)
    own = sheet([block], lines)
    assert [item for _, item in without_preamble([(own, item) for item in (*lines, block)], [])] == [*lines[1:], block]


def test_who_approved_on_the_cover_above_the_number() -> None:
    office = page_line("DINAS PANGAN", 0.4, 0.05)
    signed, block = page_table(SIGNED, top=0.1, edges=[0.05, 0.35, 0.65, 0.95]), page_table(COVER, top=0.5)
    own = sheet([signed, block], [office])
    kept = [item for _, item in without_preamble([(own, item) for item in (office, signed, block)], [])]
    assert kept == [office, signed, block]


LEGEND = ("Mulai", "DINAS LAIN", "Arsip")
SIGNATURE = ("KEPALA DINAS PANGAN", "KABUPATEN TIRTAMULYA", "Bagas Pramana, M.Si")


def below_table(number: str) -> list[Line]:
    legend = [page_line(line, 0.1, 0.81 + 0.02 * at) for at, line in enumerate(LEGEND)]
    signed = [page_line(line, 0.6, 0.8 + 0.02 * at) for at, line in enumerate((*SIGNATURE, number))]
    return sorted([*legend, *signed], key=lambda line: line.place.bbox[1] if isinstance(line.place, PagePlace) else 0.0)


@pytest.mark.parametrize("number", ["NIP. 19700203 199503 1 004", "NIP. 1970 0203 199503 1 04"])
def test_without_a_block_title_and_signature_stand_about_the_table(number: str) -> None:
    lines = [page_line("PENERBITAN KARTU", 0.4, 0.1), *below_table(number)]
    identity = read_identity([sheet([], lines)], PagePlace(1, (0.1, 0.2, 0.9, 0.7)))
    assert text(identity.nama_sop) == "PENERBITAN KARTU"
    assert text(identity.jabatan) == "KEPALA DINAS PANGAN KABUPATEN TIRTAMULYA"
    assert (text(identity.nama), text(identity.instansi)) == ("Bagas Pramana, M.Si", None)


@pytest.mark.parametrize(
    ("position", "name"), [("Kepala Dinas Pangan", "Bagas Pramana, M.Si"), ("Camat Wanasari", None)]
)
def test_a_box_with_a_position_is_completed_below_the_table(position: str, name: str | None) -> None:
    block = page_table([*COVER, (3, 0, 1, 1, "Disahkan oleh"), (3, 1, 1, 1, position)])
    identity = read_identity([sheet([block], below_table("NIP. 19700203 199503 1 004"))])
    assert (text(identity.jabatan), text(identity.nama)) == (position, name)


@pytest.mark.parametrize(
    ("dates", "made", "revised"),
    [
        ("2 Januari 2023\n\n\n\n3 Mei 2024", "2 Januari 2023", "3 Mei 2024"),
        ("2 Januari 2023", "2 Januari 2023", None),
        ("\n\n\n\n3 Mei 2024", None, "3 Mei 2024"),
    ],
)
def test_dates_in_one_cell_beside_two_labels(dates: str, made: str | None, revised: str | None) -> None:
    head = [*HEAD[:3], (1, 1, 1, 1, "Tanggal Pembuatan"), (2, 1, 1, 1, "Tanggal Revisi"), (1, 2, 2, 1, dates)]
    identity = read_identity([sheet([page_table([*head, *HEAD[7:]])])])
    assert (text(identity.tanggal_pembuatan), text(identity.tanggal_revisi)) == (made, revised)


def test_a_label_far_longer_than_its_letters_hides_an_unread_value() -> None:
    block = page_table([spec for spec in HEAD if spec[:2] != (2, 2)])
    cells = [replace(cell, lines=(_stretched(cell.lines[0]),)) if cell.row == 2 else cell for cell in block.cells]
    revised = read_identity([sheet([replace(block, cells=tuple(cells))])]).tanggal_revisi
    assert revised is not None
    assert (revised.text, revised.missing, revised.status) == (None, "unreadable", "review")


def _stretched(line: Line) -> Line:
    assert isinstance(line.place, PagePlace)
    x0, y0, _, y1 = line.place.bbox
    return replace(line, place=PagePlace(1, (x0, y0, x0 + 0.3, y1)))


@pytest.mark.parametrize(
    ("law", "engine", "items"),
    [
        ("1.\n2.\n3.", "text layer", []),
        ("1.\n2.\n3.", "ppocr", []),
        ("1. UU Nomor 25 Tahun 2009\n2.", "text layer", ["UU Nomor 25 Tahun 2009"]),
        ("1. UU Nomor 25 Tahun 2009\n2.", "ppocr", ["UU Nomor 25 Tahun 2009 2."]),
        ("•", "ppocr", []),
    ],
)
def test_numbers_without_a_text_are_no_items(law: str, engine: str, items: list[str]) -> None:
    block = page_table([*COVER, (3, 0, 1, 1, "Dasar Hukum"), (3, 1, 1, 1, law)])
    read = [replace(cell, lines=tuple(_read_by(engine, line) for line in cell.lines)) for cell in block.cells]
    lists = read_identity([sheet([replace(block, cells=tuple(read))])]).lists
    assert [leaf.text for leaf in lists["dasar_hukum"]] == items


def _read_by(engine: str, line: Line) -> Line:
    return replace(line, readings=((engine, line.text, 1.0),))


def test_labels_amid_their_values_in_cells_without_a_ruling_between() -> None:
    made = [page_line("TANGGAL", 0.5, 0.30), page_line("27 Mei 2024", 0.7, 0.305), page_line("PEMBUATAN", 0.5, 0.31)]
    name = [page_line("Penerbitan Kartu", 0.7, 0.34), page_line("JUDUL SOP", 0.5, 0.345), page_line("Desa", 0.7, 0.35)]
    block = page_table([(0, 0, 1, 1, "NOMOR SOP\n12/2024"), (1, 0, 1, 1, "-"), (2, 0, 1, 1, "-")], edges=[0.45, 0.95])
    cells = [replace(cell, lines=tuple((cell.lines, made, name)[cell.row])) for cell in block.cells]
    identity = read_identity([sheet([replace(block, cells=tuple(cells))])])
    assert (text(identity.tanggal_pembuatan), text(identity.nama_sop)) == ("27 Mei 2024", "Penerbitan Kartu Desa")


@pytest.mark.parametrize("heading", ["PENGESAHAN DOKUMEN", "Lembar Pengesahan"])
def test_the_heading_over_who_approved_is_no_position(heading: str) -> None:
    signed = [(row + 1, col, high, wide, said) for row, col, high, wide, said in SIGNED]
    edges = [0.05, 0.35, 0.65, 0.95]
    identity = read_identity([sheet([page_table([(0, 0, 1, 3, heading), *signed], top=0.6, edges=edges)])])
    assert text(identity.nama) == "Bagas Pramana, M.Si"
    assert text(identity.jabatan) == "Kepala Dinas Pangan Kabupaten Tirtamulya"


@pytest.mark.parametrize("number", ["B-005/TU/SOP", "No. B-005/TU/SOP"])
def test_a_number_below_the_title_and_the_day_below_who_approved_need_no_label(number: str) -> None:
    above = [page_line("SOP LAYANAN KARTU WARGA", 0.4, 0.1), page_line(number, 0.4, 0.12)]
    signed = page_table(SIGNED, top=0.6, edges=[0.05, 0.35, 0.65, 0.95])
    identity = read_identity([sheet([signed], above)])
    assert text(identity.nomor_sop) == "B-005/TU/SOP"
    assert text(identity.tanggal_pengesahan) == "13 Februari 2022"
    assert identity.tanggal_pengesahan and identity.tanggal_pengesahan.value == "2022-02-13"
    labelled = read_identity([sheet([page_table(COVER, top=0.3), signed], above)])
    assert (text(labelled.nomor_sop), labelled.tanggal_pengesahan) == ("SOP-TU-07", None)
