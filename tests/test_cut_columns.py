"""Columns that the edge of a scan cuts off."""

from __future__ import annotations

import pytest

from normalize.continued import step_table
from normalize.steps import COUNTED, tables_to_steps
from tests.drawn_tables import HEADER, table


@pytest.mark.parametrize(("first", "known"), [(2, False), (1, True)])
def test_the_numbers_of_the_columns_tell_that_the_first_is_cut_off(first: int, known: bool) -> None:
    steps = [["Menerima surat", "", "", "", "Surat", "5 menit", "Surat", ""]]
    numbered = [[str(at) for at in range(first, first + 8)]]
    part = step_table(table([*(row[1:] for row in HEADER), *numbered, *steps]), None)
    assert part is not None
    (step,) = tables_to_steps([part])
    number, activity = step.leaves["no"], step.leaves["aktivitas"]
    assert number is not None and activity is not None
    if known:
        assert (number.text, number.changes, activity.status) == ("1", (COUNTED,), "auto")
    else:
        assert (number.missing, number.status, activity.status) == ("not_captured", "review", "review")
