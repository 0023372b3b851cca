"""What a symbol says of its doer: start, end, process or decision, or that it is no doer's."""

from __future__ import annotations

from dataclasses import replace

from table_extract.table import SymbolKind
from tests.drawn_tables import HEADER, arrow, body, symbol, table
from tests.test_flow import STEPS, edges, flow_of, marks


def test_first_capsule_starts_and_last_one_ends_whatever_arrows_were_lost() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 4, 4)]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(2, 1)]))
    assert [row[0][1] for row in marks(flow)] == ["start", "process", "end"]


def test_boxes_are_ends_by_their_round_corners_only_where_the_others_have_none() -> None:
    def ends(*rounded: int, last: SymbolKind = "process") -> list[str]:
        boxes = [symbol("process", 2, 2), symbol("process", 3, 3), symbol(last, 4, 4)]
        boxes = [replace(box, also="terminator") if box.row in rounded else box for box in boxes]
        flow, _ = flow_of(table([*HEADER, *STEPS], symbols=boxes, connectors=[arrow(0, 1), arrow(1, 2)]))
        return [mark for [(_, mark)] in marks(flow)]

    assert ends(2, 4) == ["start", "process", "end"]
    assert ends(2, 3, 4) == ["process"] * 3
    assert ends(2, 3, last="terminator") == ["start", "process", "end"]


def test_an_arrow_may_lead_back_to_a_round_start() -> None:
    boxes = [symbol("process", 2, 2), symbol("decision", 3, 3), symbol("process", 4, 4)]
    boxes = [replace(box, also="terminator") if box.kind == "process" else box for box in boxes]
    arrows = [arrow(0, 1), arrow(1, 0, "Tidak"), arrow(1, 2)]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=boxes, connectors=arrows))
    assert [row[0][1] for row in marks(flow)] == ["start", "decision", "end"]


def test_a_box_as_round_as_the_ends_waits_for_review() -> None:
    rows = [*STEPS, *body(("4", "Mengarsipkan berkas", "Surat", "5 menit", "Arsip"))]
    boxes = [symbol("process", 2 + step, 2 + step % 3) for step in range(4)]
    boxes = [replace(box, also="terminator") if box.row in {2, 3, 5} else box for box in boxes]
    arrows = [arrow(step, step + 1) for step in range(3)]
    doers = flow_of(table([*HEADER, *rows], symbols=boxes, connectors=arrows))[0].doers
    assert [some[0].mark for some in doers] == ["start", "process", "process", "end"]
    assert doers[1][0].confidence < 0.85 < doers[2][0].confidence
    capsules = [replace(box, kind="terminator", also=None) if box.row in {2, 5} else box for box in boxes]
    doers = flow_of(table([*HEADER, *rows], symbols=capsules, connectors=arrows))[0].doers
    assert doers[1][0].confidence > 0.85, "the ends are capsules"
    named = [replace(box, kind="terminator") if box.row in {2, 5} else box for box in boxes]
    doers = flow_of(table([*HEADER, *rows], symbols=named, connectors=[arrow(0, 1), arrow(0, 2), arrow(2, 3)]))[0].doers
    assert doers[1][0].mark == "end" and doers[1][0].confidence < 0.85, "nothing leaves it"


def test_the_second_capsule_of_the_first_step_is_no_second_start() -> None:
    below = replace(symbol("terminator", 2, 3), bbox=(330.0, 56.0, 370.0, 59.0))
    symbols = [symbol("terminator", 2, 2), below, symbol("process", 3, 3), symbol("terminator", 4, 4)]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=symbols))
    assert marks(flow)[0] == [("Petugas", "start"), ("Kasi", "end")]


def test_a_capsule_amid_the_steps_that_nothing_leaves_is_an_end_though_others_go_on() -> None:
    kinds = ["terminator", "process", "terminator", "terminator"]
    symbols = [symbol(kind, *at) for kind, at in zip(kinds, [(2, 2), (3, 3), (3, 4), (4, 3)], strict=True)]  # type: ignore[arg-type]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), arrow(0, 2), arrow(1, 3)]))
    assert marks(flow)[1] == [("Kasi", "process"), ("Camat", "end")]


def test_circles_are_marks_where_nothing_else_is_drawn() -> None:
    circles = [symbol("connector", row, row) for row in (2, 3, 4)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=circles, connectors=[arrow(0, 1), arrow(1, 2)]))
    assert [row[0][1] for row in marks(flow)] == ["process"] * 3
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}


def test_box_with_labelled_exits_back_and_on_is_a_decision_for_review() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 4, 4)]
    arrows = [arrow(0, 1), arrow(1, 0, "Tidak"), arrow(1, 2)]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=arrows))
    assert flow.doers[1][0].mark == "decision" and flow.doers[1][0].confidence < 0.85


def test_sure_row_lends_its_symbol_confidence() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("process", 3, 3, confidence=0.8), symbol("terminator", 4, 4)]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 2)]))
    assert 0.85 < flow.doers[1][0].confidence < 0.95


def test_a_wide_symbol_is_done_by_both_actors() -> None:
    wide = replace(symbol("process", 2, 2), colspan=2)
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=[wide, symbol("process", 3, 4)], connectors=[arrow(0, 1)]))
    assert marks(flow)[0] == [("Petugas", "process"), ("Kasi", "process")]


def test_a_round_start_may_have_a_box_beside_it() -> None:
    boxes = [symbol("process", 2, 2), symbol("process", 2, 3), symbol("process", 3, 3), symbol("process", 4, 4)]
    boxes = [replace(box, also="terminator") if number in {0, 3} else box for number, box in enumerate(boxes)]
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=boxes, connectors=[arrow(0, 2), arrow(2, 3)]))
    assert [[mark for _, mark in doers] for doers in marks(flow)] == [["start", "process"], ["process"], ["end"]]


def test_an_oval_among_circles_is_a_mark_like_them() -> None:
    circles = [symbol("connector", row, row) for row in (3, 4)]
    oval = replace(symbol("terminator", 2, 2), bbox=(0.0, 0.0, 52.0, 40.0))
    flow, _ = flow_of(table([*HEADER, *STEPS], symbols=[oval, *circles], connectors=[arrow(0, 1), arrow(1, 2)]))
    assert [row[0][1] for row in marks(flow)] == ["process"] * 3


def test_circles_beside_the_boxes_of_their_steps_are_the_start_and_the_end() -> None:
    circles = [symbol("connector", 2, 2), symbol("connector", 4, 4)]
    boxes = [symbol("process", 2, 3), symbol("decision", 3, 3), symbol("process", 4, 3)]
    links = [arrow(0, 2), arrow(2, 3), arrow(3, 4, "Ya"), arrow(4, 1)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=[*circles, *boxes], connectors=links))
    ends = [("Kasi", "process"), ("Camat", "end")]
    assert marks(flow) == [[("Petugas", "start"), ("Kasi", "process")], [("Kasi", "decision")], ends]
    assert all(doer.confidence <= 0.8 for doers in flow.doers for doer in doers if doer.mark in {"start", "end"})
    assert ("3", "2", None) not in edges(flow, steps)


def test_a_circle_at_the_foot_of_a_page_leads_to_the_next_one() -> None:
    marked = [symbol("process", 2, 2), symbol("process", 3, 2), symbol("process", 4, 2), symbol("connector", 4, 4)]
    first = table([*HEADER, *STEPS], symbols=marked, connectors=[arrow(0, 1), arrow(1, 2), arrow(2, 3)])
    second = table(body(("4", "Mengarsipkan surat", "Surat", "5 menit", "Arsip")), page=2)
    flow, _ = flow_of(first, second)
    assert marks(flow)[2] == [("Petugas", "process")]
