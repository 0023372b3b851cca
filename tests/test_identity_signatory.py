"""Who signed: position and name told apart."""

from __future__ import annotations

import pytest

from normalize.identity_signatory import cut_after_position


@pytest.mark.parametrize(
    ("printed", "office", "parts"),
    [
        ("LURAH MEKARWANGI RINI AYU, S.IP", "KELURAHAN MEKARWANGI", ["LURAH MEKARWANGI", "RINI AYU, S.IP"]),
        ("KEPALA DINAS PANGAN", "DINAS PANGAN", ["KEPALA DINAS PANGAN"]),
        ("RINI AYU, S.IP", "KELURAHAN MEKARWANGI", ["RINI AYU, S.IP"]),
    ],
)
def test_position_and_name_on_one_line(printed: str, office: str, parts: list[str]) -> None:
    assert cut_after_position(printed, office) == parts
