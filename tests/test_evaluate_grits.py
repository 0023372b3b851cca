"""GriTS on grids small enough to be worked out by hand."""

from __future__ import annotations

import pytest

from pipeline.evaluate_grits import PLAIN, Grid, content_score, grits, topology_score
from pipeline.evaluate_structure import sop_to_grid
from tests.sop_record import sop_record


def _grid(*rows: str) -> Grid:
    """Plain cells; words of a row are its cells, a dash is an empty one."""
    texts = [[word.replace("-", "") for word in row.split()] for row in rows]
    return Grid(texts, [[PLAIN] * len(row) for row in texts])


@pytest.mark.parametrize(
    ("gold", "seen", "content", "topology"),
    [
        (("a b", "c d"), ("a b", "c d"), 1.0, 1.0),
        (("a b", "c d"), ("a b",), 2 * 2 / 6, 2 * 2 / 6),
        (("a b",), ("a x b",), 2 * 2 / 5, 2 * 2 / 5),
        (("abcd",), ("ab",), 2 * 2 / 6, 1.0),
        (("a b", "c d"), ("b a", "d c"), 2 * 2 / 8, 1.0),
        (("a b", "c d"), ("c d", "a b"), 2 * 2 / 8, 1.0),
        (("a -", "- d"), ("a -", "- x"), 2 * 3 / 8, 1.0),
        (("a b c", "d e f"), ("a c", "d f"), 2 * 4 / 10, 2 * 4 / 10),
    ],
)
def test_alike_cells_in_rows_and_columns_of_the_same_order(
    gold: tuple[str, ...], seen: tuple[str, ...], content: float, topology: float
) -> None:
    a, b = _grid(*gold), _grid(*seen)
    assert grits(content_score(a, b), a.size, b.size) == pytest.approx(content)
    assert grits(topology_score(a, b), a.size, b.size) == pytest.approx(topology)
    assert content_score(b, a) == pytest.approx(content_score(a, b))


def test_a_merged_cell_for_two_plain_ones_is_half_right_in_topology() -> None:
    merged = Grid([["a", "a"]], [[(0, 0, 2, 1), (-1, 0, 1, 1)]])
    assert grits(topology_score(_grid("a a"), merged), 2, 2) == pytest.approx(0.5)
    assert grits(topology_score(merged, merged), 2, 2) == 1.0


def test_nothing_is_like_nothing() -> None:
    empty = Grid((), ())
    assert (content_score(empty, _grid("a")), topology_score(empty, empty)) == (0.0, 0.0)
    assert grits(0.0, 0, 0) is None
    assert grits(0.0, 0, 4) == 0.0


def test_the_grid_of_a_record_has_a_column_per_doer_and_keeps_merged_cells() -> None:
    sop = sop_record()["sops"][0]
    sop["steps"][2]["waktu"] |= {"text": None, "cell_id": ""}
    grid = sop_to_grid(sop)
    assert grid.texts[0] == ["no", "aktivitas", "pemohon", "petugas loket", "camat", *sop_columns_after()]
    assert [list(row)[2:5] for row in grid.texts[1:3]] == [["start", "", ""], ["", "decision", ""]]
    assert [row[6] for row in grid.texts[2:4]] == ["1o menit", "1o menit"]
    assert [row[6] for row in grid.spans[1:5]] == [PLAIN, (0, 0, 1, 2), (0, -1, 1, 1), PLAIN]


def sop_columns_after() -> list[str]:
    return ["kelengkapan", "waktu", "output", "keterangan"]
