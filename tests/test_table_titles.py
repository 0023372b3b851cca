"""The title above a step table beside the Nama SOP of the block."""

from __future__ import annotations

import pytest

from normalize.confidence import TEXT_LAYER
from normalize.leaf import make_leaf
from normalize.table_titles import with_title_beside
from table_extract.table import Line, PagePlace

TITLE = "SOP PEMINJAMAN RUANG RAPAT"


@pytest.mark.parametrize(
    ("name", "engine", "suggested"),
    [
        ("CAP Pemin aman Ruang apat", "ppocr", TITLE),
        ("Peminjaman Ruang Rapat", "ppocr", ""),
        ("Pengelolaan Surat Masuk", "ppocr", ""),
        ("Pemin aman Ruang apat", TEXT_LAYER, ""),
    ],
)
def test_a_name_that_a_stamp_hides_has_the_title_as_a_suggestion(name: str, engine: str, suggested: str) -> None:
    line = Line(name, 0.8, PagePlace(1, (0.1, 0.1, 0.5, 0.12)), readings=((engine, name, 0.8),))
    assert with_title_beside(make_leaf([line], "nama_sop"), TITLE).other == suggested


def test_a_strange_word_of_the_name_that_the_title_spells_right_waits() -> None:
    line = Line("Feminjaman Ruang Rapat", 0.99, PagePlace(1, (0.1, 0.1, 0.5, 0.12)), readings=(("ppocr", "", 0.99),))
    leaf = with_title_beside(make_leaf([line], "nama_sop"), TITLE)
    assert (leaf.status, leaf.other) == ("review", TITLE)
