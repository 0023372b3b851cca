"""Off-page connectors that stand below the foot of a table, and where they lead on the next page."""

from __future__ import annotations

import numpy as np

from normalize.columns import told_by_flow
from table_extract.flowchart import BELOW_MM, find_flowchart
from tests.test_flow import HEADER, STEPS, arrow, edges, flow_of, symbol, table
from tests.test_flowchart import ROW, SCALE, TOP, Drawing
from tests.test_flowchart import edges as arrows

FOOT_ROWS = 3


def with_foot() -> Drawing:
    """Two steps and a mark below the table to which the second one leads; room below for more."""
    drawing = Drawing(2, 5)
    drawing.image = np.vstack([drawing.image, np.full((ROW, drawing.image.shape[1]), 255, np.uint8)])
    drawing.symbol("box", 0, 1)
    drawing.symbol("box", 1, 1)
    x, y = drawing.centre(0, 1)
    drawing.arrow((x, y + 17), (x, y + ROW - 17))
    return drawing


def found(drawing: Drawing, floor: float = float("inf")) -> tuple[list[tuple[str, int]], set[tuple[int | None, ...]]]:
    ink = np.asarray((drawing.image < 150) * 255, dtype=np.uint8)
    chart = find_flowchart(ink, drawing.table(), drawing.rulings(), SCALE, drawing.image, floor=floor)
    return [(one.kind, one.row) for one in chart.symbols], set(arrows(chart))


def test_an_off_page_connector_below_the_table_ends_the_arrow_that_leads_there() -> None:
    drawing = with_foot()
    x, y = drawing.centre(2, 1)
    drawing.symbol("offpage", 2, 1)
    drawing.arrow((x, y - ROW + 17), (x, y - 17))
    assert y - TOP - 2 * ROW < BELOW_MM * SCALE
    assert found(drawing) == ([("process", 0), ("process", 1), ("connector", 2)], {(0, 1), (1, 2)})
    above_it = TOP + 2 * ROW + 20.0
    assert found(drawing, floor=above_it)[0] == [("process", 0), ("process", 1)]  # another table's


def test_what_no_arrow_joins_with_the_table_or_is_no_connector_is_none_of_its_symbols() -> None:
    drawing = with_foot()
    drawing.symbol("circle", 2, 2)  # a seal
    drawing.symbol("box", 2, 1)  # a frame
    x, y = drawing.centre(2, 1)
    drawing.arrow((x, y - ROW + 17), (x, y - 17))
    assert found(drawing) == ([("process", 0), ("process", 1)], {(0, 1)})


def test_connectors_below_both_pages_of_one_number_lead_overleaf_each() -> None:
    """Where the entry on the next page has no arrow of its own, it leads to the symbol of its row."""
    first = table(
        [*HEADER, STEPS[0]],
        symbols=[symbol("terminator", 2, 2), symbol("connector", FOOT_ROWS, 2, "1")],
        connectors=[arrow(0, 1)],
    )
    second = table(
        [*HEADER, STEPS[1]],
        page=2,
        symbols=[symbol("connector", 2, 3, "1"), symbol("process", 2, 3), symbol("connector", FOOT_ROWS, 2, "1")],
        connectors=[arrow(1, 2)],
    )
    third = table(
        [*HEADER, STEPS[2]],
        page=3,
        symbols=[symbol("connector", 2, 4, "1"), symbol("terminator", 2, 4)],
        connectors=[arrow(0, 1)],
    )
    flow, steps = flow_of(first, second, third)
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}
    assert [[doer.actor for doer in doers] for doers in flow.doers] == [["Petugas"], ["Kasi"], ["Camat"]]


def test_a_circle_below_a_table_whose_marks_are_circles_is_nobodys() -> None:
    circles = [symbol("connector", row, row) for row in (2, 3, 4)]
    below = symbol("connector", 5, 2, "A")
    arrows_ = [arrow(0, 1), arrow(1, 2), arrow(2, 3)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=[*circles, below], connectors=arrows_))
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}
    assert [[doer.actor for doer in doers] for doers in flow.doers] == [["Petugas"], ["Kasi"], ["Camat"]]


def test_headings_that_no_vocabulary_knows_are_told_by_a_flowchart_that_goes_on_below_the_table() -> None:
    head = ["Nr", "Apa", "Satu", "Dua", "Tiga", "Bekal", "Lama", "Jadi", "Lain"]
    boxes = [symbol("process", row, row + 1) for row in (1, 2, 3)]
    below = symbol("connector", 4, 4)
    whole = table([head, *STEPS], symbols=[*boxes, below], connectors=[arrow(0, 1), arrow(1, 2), arrow(2, 3)])
    columns = told_by_flow(whole)
    assert columns is not None and [column.col for column in columns.actors] == [2, 3, 4]
