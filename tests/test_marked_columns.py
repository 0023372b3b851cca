"""Marks in a ruled column of their own, before the texts below one heading."""

from __future__ import annotations

from normalize.continued import step_table
from normalize.marked_columns import join_marks
from tests.drawn_tables import table

HEAD = [["No.", "Aktivitas", "Pelaksana", "<", "Mutu Baku", "<", "<", "<"],
        ["^", "^", "Petugas", "Kasi", "Kelengkapan", "Waktu", "Output", "<"]]  # fmt: skip


def _read(*rows: list[str]) -> list[str]:
    part = step_table(join_marks(table([*HEAD, *rows])), None)
    assert part is not None
    (output,) = part.columns.find("output")
    return [" ".join(part.table.at(row, output.col).text.split()) for row in range(2, part.table.rows)]


def test_marks_join_the_texts_beside_them() -> None:
    rows = [["1", "Menerima berkas", "", "", "Berkas", "5 menit", "-", "Tanda terima"],
            ["2", "Memeriksa berkas", "", "", "Berkas", "1 jam", "1.", "Catatan"],
            ["3", "Mengirim berkas", "", "", "Berkas", "1 jam", "", ""]]  # fmt: skip
    assert _read(*rows) == ["- Tanda terima", "1. Catatan", ""]


def test_two_columns_of_texts_below_one_heading_stay_apart() -> None:
    rows = [["1", "Menerima berkas", "", "", "Berkas", "5 menit", "Tanda terima", "Arsip"],
            ["2", "Memeriksa berkas", "", "", "Berkas", "1 jam", "Catatan", "Arsip"]]  # fmt: skip
    assert table([*HEAD, *rows]) == join_marks(table([*HEAD, *rows]))
