"""Activities of several steps in one cell."""

from __future__ import annotations

from dataclasses import replace

from normalize.continued import step_table
from normalize.parted_activities import part_activities
from tests.drawn_tables import HEADER, table

ROWS = [["1", "Menerima berkas\nMemeriksa berkas", "", "", "", "Berkas", "5 menit", "Berkas", ""],
        ["2", "^", "", "", "", "Berkas", "1 jam", "Catatan", ""]]  # fmt: skip


def _activities(heights: tuple[float, float]) -> list[str]:
    """What stands in the column of activities, its two lines at some heights; the second row begins at 60."""
    drawn = table([*HEADER, *ROWS])
    cells = []
    for cell in drawn.cells:
        box = (drawn.xs[cell.col], drawn.ys[cell.row], drawn.xs[cell.col + 1], drawn.ys[cell.row + cell.rowspan])
        placed = zip(cell.lines, heights, strict=False)
        lines = [replace(line, bbox=(box[0], height - 4, box[2], height + 4)) for line, height in placed]
        cells.append(replace(cell, bbox=box, lines=tuple(lines)))
    part = step_table(replace(drawn, cells=tuple(cells)), None)
    assert part is not None
    return [part_activities(part).table.at(row, 1).text for row in (2, 3)]


def test_a_cell_beside_two_numbers_is_cut_between_them() -> None:
    assert _activities((50, 70)) == ["Menerima berkas", "Memeriksa berkas"]


def test_one_text_for_two_numbers_stays_whole() -> None:
    assert _activities((45, 55)) == ["Menerima berkas\nMemeriksa berkas"] * 2
