"""Columns outside the picture: the row that numbers the columns of a table does not begin with 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from normalize.continued import StepTable
from normalize.header_cells import row_cells
from normalize.leaf import CUT_AT_EDGE, UNLIKELY, Leaf, absent_leaf, lines_to_text
from normalize.number_rows import FEWEST_NUMBERED, numbers_columns, to_figure


def is_cut_off(parts: Sequence[StepTable]) -> bool:
    """Whether the numbers of the steps stood in a column left of the picture, as the numbers of the columns say."""
    return not any(part.columns.find("no") for part in parts) and any(_lacks_first(part) for part in parts)


def with_cut_off(leaves: Mapping[str, Leaf | None]) -> dict[str, Leaf | None]:
    """A step's values with its number told as not captured, and its activity, which the edge may cut, as doubtful."""
    activity = leaves["aktivitas"]
    doubted = activity and activity.weighed(min(activity.confidence, UNLIKELY), CUT_AT_EDGE)
    return {**leaves, "no": absent_leaf("no", CUT_AT_EDGE), "aktivitas": doubted}


def _lacks_first(part: StepTable) -> bool:
    row = part.columns.body_from - 1
    if part.columns.inherited or row < 0 or not numbers_columns(part.table, row):
        return False
    read = ((cell.col, to_figure(lines_to_text(cell.lines))) for cell in row_cells(part.table, row))
    lacking = [figure - col - 1 for col, figure in read if figure is not None]
    return len(lacking) >= FEWEST_NUMBERED and min(lacking) == max(lacking) > 0
