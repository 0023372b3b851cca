"""Who signed: position and name told apart."""

from __future__ import annotations

import pytest

from normalize.identity_signatory import cut_after_position
from normalize.people import split_signatory


@pytest.mark.parametrize(
    ("printed", "office", "parts"),
    [
        ("LURAH MEKARWANGI RINI AYU, S.IP", "KELURAHAN MEKARWANGI", ["LURAH MEKARWANGI", "RINI AYU, S.IP"]),
        ("KEPALA DINAS PANGAN", "DINAS PANGAN", ["KEPALA DINAS PANGAN"]),
        ("KEPALA BALAI PENERAPAN MUTU PRODUK", "UPTD BALAI PANGAN", ["KEPALA BALAI PENERAPAN MUTU PRODUK"]),
        ("RINI AYU, S.IP", "KELURAHAN MEKARWANGI", ["RINI AYU, S.IP"]),
    ],
)
def test_position_and_name_on_one_line(printed: str, office: str, parts: list[str]) -> None:
    assert cut_after_position(printed, office) == parts


@pytest.mark.parametrize(
    ("rank", "name"),
    [
        ("Laksamana Pertama TNI", "Bagas Pramana"),
        ("Kolonel Laut (P)", "Bagas Pramana, M.Tr. (Han)"),
        ("Kompol", "Bagas P."),
    ],
)
def test_the_name_above_a_rank_of_the_forces(rank: str, name: str) -> None:
    person = split_signatory(["Kepala Biro Umum", "${ttd_pengirim}", name, rank])
    assert (person.jabatan, person.nama, person.pangkat) == ("Kepala Biro Umum", name, rank)


def test_a_name_with_its_rank_before_it_is_no_rank() -> None:
    assert split_signatory(["Kepala Biro Umum", "Mayor Bagas Pramana"]).pangkat is None


def test_what_an_office_is_for_is_nobodys_name() -> None:
    position = ["Kepala Dinas", "Komunikasi, Informatika dan Persandian Kabupaten Tirtamulya"]
    signed = split_signatory([*position, "NIP. 19700203 199503 1 004"])
    assert (signed.jabatan, signed.nama) == (" ".join(position), None)
    assert split_signatory([*position, "Bagas Pramana"]).nama == "Bagas Pramana"


def test_letters_of_a_stamp_above_a_name_are_no_position_where_one_stands_below() -> None:
    signed = split_signatory(["CXMUNI", "RMATI", "Bagas Pramana, S.Sos", "Kepala Dinas Pangan", "Kabupaten Tirtamulya"])
    assert signed.jabatan == "Kepala Dinas Pangan Kabupaten Tirtamulya"
    assert split_signatory(["PEJABAT PENGELOLA", "Bagas Pramana, S.Sos"]).jabatan == "PEJABAT PENGELOLA"


def test_a_position_printed_once_more_by_its_first_word_is_said_once() -> None:
    for lines in (["Kepala Dinas Pangan", "Kepala,"], ["KEPALA", "Kepala Dinas Pangan"]):
        assert split_signatory([*lines, "Bagas Pramana, M.Si"]).jabatan == "Kepala Dinas Pangan"
    assert split_signatory(["Kepala", "Dinas Pangan", "Bagas Pramana, M.Si"]).jabatan == "Kepala Dinas Pangan"


def test_a_first_letter_apart_is_the_names_own_where_that_makes_a_known_word() -> None:
    assert split_signatory(["Kepala Dinas", "B UDI SANTOSO, M.Si"]).nama == "BUDI SANTOSO, M.Si"
    assert split_signatory(["Kepala Dinas", "Z BUDI SANTOSO, M.Si"]).nama == "BUDI SANTOSO, M.Si"
