"""Words broken over the lines of a cell, in text layers and on scans; numbers apart from their units."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.broken_words import whole_words
from normalize.leaf import lines_to_text
from normalize.torn_words import join_pairs
from normalize.words import known_words, listed_words
from table_extract.marks import with_ink_space
from table_extract.table import Cell, Line, PagePlace
from table_extract.textlines import InkLine

HERE = PagePlace(1, (0, 0, 1, 1))


def cell_of(width: float, *texts: str) -> Cell:
    """A cell whose letters are ten pixels wide, with a margin of five."""
    lines = tuple(
        Line(text, 1.0, HERE, (5.0, 20.0 * at, 5 + 10.0 * len(text), 20.0 * at + 15), (("text layer", text, 1.0),))
        for at, text in enumerate(texts)
    )
    return Cell(0, 0, HERE, bbox=(0, 0, width, 200), lines=lines)


@pytest.mark.parametrize(
    "width, texts, whole",
    [
        (100, ("permohona", "n"), "permohonan"),
        (95, ("Menyesuai", "kan"), "Menyesuaikan"),
        (130, ("berobat/nomo", "r antrean"), "berobat/nomor antrean"),
        (125, ("pertanggung", "jawaban bupati"), "pertanggungjawaban bupati"),
        (200, ("pertanggung", "jawaban"), "pertanggung jawaban"),
        (65, ("surat", "kuasa"), "surat kuasa"),
        (110, ("surat permo-", "honan."), "surat permohonan."),
        (95, ("re-", "komen-", "dasi camat"), "rekomendasi camat"),
        (110, ("bukti pen-", "dukung"), "bukti pendukung"),
        (130, ("lembar dispo-", "Sisi"), "lembar disposisi"),
        (130, ("pola hidup-", "Sehat"), "pola hidup-Sehat"),
        (200, ("berkas per", "mohonan baru"), "berkas permohonan baru"),
        (200, ("laporan per", "bulan"), "laporan per bulan"),
        (85, ("kebuuth", "an"), "kebuuthan"),
        (200, ("kebuuth", "an"), "kebuuth an"),
        (85, ("Operator", "lah"), "Operator lah"),
        (90, ("permohho", "nan warga"), "permohhonan warga"),
        (200, ("permohho", "nan warga"), "permohho nan warga"),
        (110, ("masing-", "masing bidang"), "masing-masing bidang"),
        (110, ("Undang-", "Undang Nomor 25"), "Undang-Undang Nomor 25"),
        (110, ("1 -", "2 hari"), "1 - 2 hari"),
        (85, ("08.00-1", "5.00 WIB"), "08.00-15.00 WIB"),
        (110, ("pukul 08.00-", "15.00"), "pukul 08.00-15.00"),
        (200, ("08.00-1", "5.00"), "08.00-1 5.00"),
        (110, ("40.00-5", "0.00"), "40.00-5 0.00"),
        (115, ("KELENGKAPA", "N"), "KELENGKAPAN"),
        (105, ("Sekretari", "S"), "Sekretaris"),
        (130, ("Berkas,nomo", "rsurat masuk"), "Berkas,nomor surat masuk"),
        (200, ("Berkas,nomo", "rsurat masuk"), "Berkas,nomo rsurat masuk"),
        (135, ("Pengadminist", "rasian umum"), "Pengadministrasian umum"),
    ],
)
def test_broken_words_are_whole(width: float, texts: tuple[str, ...], whole: str) -> None:
    assert lines_to_text(whole_words(cell_of(width, *texts), known_words()).lines) == whole


@pytest.mark.parametrize(("room", "whole"), [(125, "Pasien/Keluarga"), (200, "Pasien/Kelu arga")])
def test_words_broken_in_a_turned_heading_are_whole(room: float, whole: str) -> None:
    upright = cell_of(room, "Pasien/Kelu", "arga")
    turned = [line.bbox[1::-1] + line.bbox[:1:-1] for line in upright.lines if line.bbox]
    lines = tuple(replace(line, bbox=bbox) for line, bbox in zip(upright.lines, turned, strict=True))
    cell = replace(upright, bbox=(0, 0, 200, room), lines=lines)
    assert lines_to_text(whole_words(cell, known_words()).lines) == whole


def test_what_was_joined_is_noted() -> None:
    (line,) = whole_words(cell_of(100, "permohona", "n"), known_words()).lines
    assert [(repair.read, repair.meant) for repair in line.repairs] == [("permohona n", "permohonan")]


@pytest.mark.parametrize("text, whole", [("surat ya ng ada", "surat yang ada"), ("surat yg ada", "surat yg ada")])
def test_a_piece_without_a_vowel_is_no_word(text: str, whole: str) -> None:
    assert join_pairs(text, listed_words(), known_words(), sure=True) == whole


@pytest.mark.parametrize("gap, text", [(8.0, "3 jam"), (2.0, "3jam")])
def test_a_number_stands_apart_where_the_ink_does(gap: float, text: str) -> None:
    lefts = [0.0, 10 + gap, 22 + gap, 34 + gap]
    line = InkLine((0, 0, 44 + gap, 20), tuple((left, 0.0, left + 10, 20.0) for left in lefts))
    assert with_ink_space("3jam", line) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Aplikasi", "https://contoh", "layanan.web.go", ".id/"], "Aplikasi https://contohlayanan.web.go.id/"),
        (["Buka https://contoh.go.id/", "menu layanan"], "Buka https://contoh.go.id/ menu layanan"),
        (["Buka https://contoh.go.id.", "Kemudian isi formulir."], "Buka https://contoh.go.id. Kemudian isi formulir."),
    ],
)
def test_an_address_over_several_lines_is_whole(lines: list[str], text: str) -> None:
    assert lines_to_text(cell_of(100, *lines).lines) == text
