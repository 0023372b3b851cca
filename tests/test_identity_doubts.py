"""Likely misreadings in identity values that no disagreement of engines shows; all values are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.identity import read_identity
from normalize.identity_chunks import cut_at_last_label, cut_at_ruling
from normalize.identity_doubts import date_doubts, mend_law, nip_as_digits, number_doubts, position_doubts, year_doubts
from normalize.identity_signatory import TORN, name_doubt
from normalize.leaf import Leaf
from normalize.people import split_signatory
from table_extract.table import Cell, Line, PagePlace, Sheet, Table
from tests.identity_forms import BOXES, HEAD, page_table, sheet

INK = (("ppocr", "", 0.95),)
LAYER = (("text layer", "", 1.0),)


def line(text: str, top: float = 0.1, readings: tuple[tuple[str, str, float], ...] = INK, left: float = 0.1) -> Line:
    read = tuple((engine, other or text, sure) for engine, other, sure in readings)
    return Line(text, 0.99, PagePlace(1, (left, top, left + 0.01 * len(text), top + 0.02)), readings=read)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("SOP/12/11/2021", "11: mungkin II (bulan dalam angka Romawi)"),
        ("SOP/12/1/2021", "1: mungkin I (bulan dalam angka Romawi)"),
        ("SOP/12/X1/2021", "X1: mungkin XI (bulan dalam angka Romawi)"),
        ("SOP/12//2021", "bulan di antara garis miring tidak terbaca: mungkin I"),
        ("SOP/12/I/2021", "angka Romawi bulan mudah tergerus pindaian: mungkin I atau II"),
        ("065/12/0RG/2021", "0RG: mungkin ORG"),
        ("065/l2/ORG/2021", "l2: mungkin 12"),
        ("000.8/452/202", "tahun tidak lengkap: 202"),
        ("W1-A2 12/OT.01/9/2021", "garis miring mungkin tidak terbaca"),
    ],
)
def test_a_number_tells_its_likelier_reading(text: str, doubt: str) -> None:
    assert doubt in number_doubts(text, [line(text)])
    assert number_doubts(text, [line(text, readings=LAYER)]) == ()


@pytest.mark.parametrize(
    "text", ["065/12/ORG/2021", "SOP/12/IV/2021", "W1-A20/012/OT.01.3/9/2021", "800/202", "12.A/SOP-20", ""]
)
def test_ordinary_numbers_are_not_doubted(text: str) -> None:
    assert number_doubts(text, [line(text)]) == ()


@pytest.mark.parametrize(
    ("text", "precision", "doubted"),
    [
        ("125 Mei 2024", "month", True),
        ("16- 2-2023", "day", True),
        ("2 Mei 2024", "day", False),
        ("Mei 2024", "month", False),
        ("16-12-2023", "day", False),
    ],
)
def test_dates_with_odd_days_are_doubted(text: str, precision: str, doubted: bool) -> None:
    assert bool(date_doubts(text, precision)) is doubted


def test_legal_bases_are_mended_only_where_certain() -> None:
    text, changes = mend_law("Permen No, 5 Tahun 201 1 tentang Arsip")
    assert (text, len(changes)) == ("Permen No. 5 Tahun 2011 tentang Arsip", 2)
    assert mend_law("UU Nomor 5 Tahun 2011 tentang 1 Arsip") == ("UU Nomor 5 Tahun 2011 tentang 1 Arsip", ())
    assert year_doubts("UU Nomor 5 Tahun 28 tentang Arsip") == ("tahun tidak lengkap: 28",)


def test_letters_in_a_nip_become_digits_only_when_it_is_valid() -> None:
    assert nip_as_digits("19700615 199305 2 O11", None) == ("19700615 199305 2 O11", ())
    assert nip_as_digits("19700615 199305 2 011", "197006151993052011") == ("19700615 199305 2 011", ())


@pytest.mark.parametrize(
    ("position", "office", "doubts"),
    [
        ("KEPALA DINAS SOSIAL", "PEMERINTAH KOTA CONTOH\nDINAS SOSIAL", ()),
        ("EPALA DINAS SOSIAL", "DINAS SOSIAL", ("EPALA: mungkin KEPALA",)),
        ("KEPALA DINAS SOSAL", "DINAS SOSIAL", ("SOSAL: mungkin SOSIAL",)),
        ("KEPALA DINAS SOSIAL DAN", "DINAS SOSIAL", ("jabatan terpotong di akhir baris",)),
        ("KEPALA BALAI BENIH", "BALAI BENIH PADI", ("jabatan mungkin terpotong: nama kantor berlanjut dengan PADI",)),
        ("KEPALA DINAS SOSIAL", "DINAS SOSIAL KOTA CONTOH", ()),
        ("Kepala", "DINAS SOSIAL", ("jabatan mungkin terpotong: nama kantor tidak terbaca",)),
        ("CAMAT", "KECAMATAN CONTOH", ()),
    ],
)
def test_positions_are_held_against_the_office(position: str, office: str, doubts: tuple[str, ...]) -> None:
    assert position_doubts(position, office) == doubts


def test_lines_grown_together_over_rulings_are_cut() -> None:
    assert [part.text for part in cut_at_last_label(line("DINAS SOSIAL Tanggal Efektif 2 Mei 2020"))] == [
        "DINAS SOSIAL",
        "Tanggal Efektif 2 Mei 2020",
    ]
    assert [part.text for part in cut_at_ruling(line("Buku register | Komputer"))] == ["Buku register", "Komputer"]
    assert len(cut_at_last_label(line("Tanggal Efektif 2 Mei 2020"))) == 1


def head(value: Line) -> Sheet:
    """A sheet with a block of two rows: the number, with this value, and the name."""
    rows = [(line("Nomor SOP"), value), (line("Nama SOP", 0.2), line("Surat Masuk", 0.2, left=0.5))]
    cells = tuple(
        Cell(row, col, PagePlace(1, (0.1 + 0.4 * col, 0.1 + 0.1 * row, 0.5 + 0.4 * col, 0.2 + 0.1 * row)), lines=(one,))
        for row, pair in enumerate(rows)
        for col, one in enumerate(pair)
    )
    return Sheet(1, tables=(Table(1, 2, 2, cells, PagePlace(1, (0.1, 0.1, 0.9, 0.3))),), lines=())


def number_leaf(value: Line) -> Leaf:
    leaf = read_identity([head(value)]).nomor_sop
    assert leaf is not None
    return leaf


@pytest.mark.parametrize(("comma", "doubted"), [("", True), (",", False)])
def test_degrees_that_no_comma_parts_from_the_name_wait(comma: str, doubted: bool) -> None:
    name = f"BAGAS PRAMANA{comma} S.H., M.H."
    read = line(name, readings=(("tess", name, 0.9), ("ppocr", name, 0.9)))
    assert (name_doubt(split_signatory([name]), [read]) >= TORN) is doubted


def test_a_position_without_a_name_lacks_no_comma() -> None:
    read = line("Kepala Dinas Pangan", readings=(("tess", "Kepala Dinas Pangan", 0.9),))
    assert name_doubt(split_signatory([read.text]), [read]) < TORN


@pytest.mark.parametrize(("weaker", "doubted"), [(0.55, True), (0.8, False)])
def test_a_name_that_an_engine_barely_read_waits(weaker: float, doubted: bool) -> None:
    name = "BAGAS PRAMANA, S.H."
    read = line(name, readings=(("tess", name, 0.9), ("ppocr", name, weaker)))
    assert (name_doubt(split_signatory([name]), [read]) >= TORN) is doubted


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("000 8 3 3/ 342 /KEC", "000.8.3.3/ 342 /KEC"),
        ("000.8.3.3/ 2 41 /KEC", "000.8.3.3/ 241 /KEC"),
        ("065/12/0R6/2024", "065/12/ORG/2024"),
        ("065/ 12 ISETDA", "065/ 12 /SETDA"),
    ],
)
def test_numbers_of_documents_are_put_right_and_told(read: str, printed: str) -> None:
    found = number_leaf(line(read, left=0.5, readings=(("ppocr", read, 1.0),)))
    assert found.text == printed and found.changes


def test_digits_that_engines_dispute_are_never_automatic() -> None:
    agreed = number_leaf(line("065/12/ORG/2021", left=0.5))
    disputed = number_leaf(
        line(
            "065/12/ORG/2021", left=0.5, readings=(("ppocr", "065/12/ORG/2021", 1.0), ("tess", "065/17/ORG/2021", 1.0))
        )
    )
    assert (agreed.status, disputed.status) == ("auto", "review")
    assert any("angka berbeda" in reason for reason in disputed.reasons)


def test_a_dash_for_a_list_is_no_item() -> None:
    boxes = [spec if spec[4] != "SOP Surat Masuk" else (*spec[:4], "-") for spec in BOXES]
    table = page_table(boxes, top=0.4)
    scanned = replace(table, cells=tuple(replace(cell, lines=tuple(map(from_ink, cell.lines))) for cell in table.cells))
    assert not read_identity([sheet([page_table(HEAD), scanned])]).lists["keterkaitan"]


def from_ink(one: Line) -> Line:
    return replace(one, readings=(("tess", one.text, 0.95),))


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("BAGAS PRAMANA, SYT., M.T.", True),
        ("BAGAS PRAMANA, S.ST., M.T.", False),
        ("SUHARTI'MARLINAH, S.T.", True),
        ("Nur'aini Ma'ruf, S.T.", False),
    ],
)
def test_a_degree_that_nobody_has_and_a_speck_between_two_words_wait(name: str, doubted: bool) -> None:
    read = line(name, readings=(("tess", name, 0.9),))
    assert (name_doubt(split_signatory([name]), [read]) >= TORN) is doubted
