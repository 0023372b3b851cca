"""Step tables printed over the width of two sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.assemble import sheets_to_record
from normalize.record import Source
from table_extract.table import PagePlace, Sheet, Table
from tests.drawn_tables import sheet, symbol, table

PAGE_HEIGHT = 500.0
FLOW = [["No.", "Aktivitas", "Pelaksana", "<"], ["^", "^", "Petugas", "Kasi"]]
MUTU_BAKU = [["Kelengkapan", "Waktu", "Output", "Keterangan"]]
WIDE = (0.0, 250.0, 320.0, 500.0, 640.0)
SOURCE = Source("a.pdf", "0" * 64, "digital", 4)


def _high(drawn: Table, heights: Sequence[float]) -> Table:
    """The table with rows of such heights in pixels."""
    ys = [50.0]
    for height in heights:
        ys.append(ys[-1] + height)
    place = PagePlace(drawn.page, (0.05, ys[0] / PAGE_HEIGHT, 0.95, ys[-1] / PAGE_HEIGHT))
    return replace(drawn, ys=tuple(ys), place=place)


def _steps(first: int, last: int) -> list[list[str]]:
    return [[str(no), f"Memeriksa berkas ke {no}", "", ""] for no in range(first, last + 1)]


def _mutu(first: int, last: int) -> list[list[str]]:
    return [[f"Berkas {no}", f"{no} menit", f"Laporan {no}", ""] for no in range(first, last + 1)]


def _sheets(last_height: float) -> list[Sheet]:
    drawn = [symbol("process", 2, 2), symbol("process", 3, 3), symbol("process", 4, 2)]
    parts = [
        _high(table([*FLOW, *_steps(1, 3)], symbols=drawn), (20, 25, 50, 30, 60)),
        _high(table(_steps(4, 5), page=2), (35, 45)),
        _high(table([*MUTU_BAKU, *_mutu(1, 3)], page=3, xs=WIDE), (40, 50, 30, 60)),
        _high(table(_mutu(4, 5), page=4, xs=WIDE), (35, last_height)),
    ]
    return [sheet([part], page=part.page) for part in parts]


def test_mutu_baku_on_other_pages_joins_the_steps_in_rows_as_high() -> None:
    record = sheets_to_record(_sheets(45), SOURCE)
    (sop,) = record["sops"]
    assert [(step["waktu"]["text"], step["output"]["text"]) for step in sop["steps"]] == [
        (f"{no} menit", f"Laporan {no}") for no in range(1, 6)
    ]
    assert [(step["page"], step["waktu"]["where"]["page"]) for step in sop["steps"]] == [(1, 3)] * 3 + [(2, 4)] * 2
    assert sop["pages"] == [1, 2, 3, 4]
    assert [doer["actor"] for step in sop["steps"][:3] for doer in step["pelaksana"]] == ["Petugas", "Kasi", "Petugas"]


def test_rows_of_other_heights_are_not_guessed_to_belong_together() -> None:
    (sop,) = sheets_to_record(_sheets(70), SOURCE)["sops"]
    assert len(sop["steps"]) == 5
    assert all(step["waktu"] is None or step["waktu"]["text"] is None for step in sop["steps"])
    assert "kolom Mutu Baku di halaman 3 tidak dapat dipasangkan dengan langkahnya" in sop["flags"]
