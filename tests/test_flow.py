"""Symbols and arrows become doers and edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from normalize.branches import branch_label
from normalize.column import Column
from normalize.continued import StepTable, step_table
from normalize.flow import Flow, read_flow
from normalize.flow_checks import LEAPS
from normalize.steps import Step, tables_to_steps
from normalize.ticks import cell_to_doer
from table_extract.table import Cell, PagePlace, Table
from tests.drawn_tables import HEADER, arrow, body, symbol, table

STEPS = body(
    ("1", "Menerima berkas", "Berkas", "5 menit", "Berkas"),
    ("2", "Memeriksa berkas", "Berkas", "10 menit", "Berkas"),
    ("3", "Menandatangani berkas", "Berkas", "1 hari", "Surat"),
)


def flow_of(*tables: Table) -> tuple[Flow, Sequence[Step]]:
    parts: list[StepTable] = []
    for one in tables:
        found = step_table(one, parts[-1] if parts else None)
        assert found is not None
        parts.append(found)
    steps = tables_to_steps(parts)
    return read_flow(parts, steps), steps


def edges(flow: Flow, steps: Sequence[Step]) -> set[tuple[str, str, str | None]]:
    return {(steps[edge.source].key, steps[edge.target].key, edge.label) for edge in flow.edges}


def marks(flow: Flow) -> list[list[tuple[str, str]]]:
    return [[(doer.actor, doer.mark) for doer in doers] for doers in flow.doers]


def test_decision_with_one_label_gives_the_other_exit_the_opposite() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("terminator", 4, 4)]
    arrows = [arrow(0, 1), arrow(1, 0, "Tdk"), arrow(1, 2)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=arrows))
    assert edges(flow, steps) == {("1", "2", None), ("2", "1", "Tidak"), ("2", "3", "Ya")}
    assert marks(flow) == [[("Petugas", "start")], [("Kasi", "decision")], [("Camat", "end")]]


@pytest.mark.parametrize(("height", "label"), [(9.0, "Tidak"), (4.0, None)])
def test_unread_ink_beside_a_decision_is_a_lost_label_if_it_is_as_high_as_print(
    height: float, label: str | None
) -> None:
    symbols = [symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("terminator", 4, 4)]
    form = table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 0), arrow(1, 2)])
    cells = (
        replace(cell, ink=True, lost=((0.0, 0.0, 6.0, height),))
        if (cell.row, cell.col) == (3, 3)
        else replace(cell, lines=tuple(replace(line, bbox=(0.0, 0.0, 60.0, 10.0)) for line in cell.lines))
        for cell in form.cells
    )
    part = step_table(replace(form, cells=tuple(cells)), None)
    assert part is not None
    flow = read_flow([part], tables_to_steps([part]), labels_printed=False)
    assert {edge.label for edge in flow.edges if edge.target < edge.source} == {label}


def test_lines_between_symbols_of_one_row_are_no_edges_and_both_actors_do_it() -> None:
    symbols = [symbol("process", 2, 2), symbol("process", 2, 3), symbol("process", 3, 4)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 2)]))
    assert edges(flow, steps) == {("1", "2", None)}
    assert marks(flow)[0] == [("Petugas", "process"), ("Kasi", "process")]


@pytest.mark.parametrize("said", ["A", "tidak A"])
def test_offpage_connectors_join_pages_by_letter(said: str) -> None:
    foot = ["", "", "", "", "", "", "", "", ""]
    first = table(
        [*HEADER, *STEPS[:1], foot],
        symbols=[symbol("terminator", 2, 2), symbol("connector", 3, 2, said)],
        connectors=[arrow(0, 1)],
    )
    second = table(
        [foot, *STEPS[1:]],
        page=2,
        symbols=[symbol("connector", 0, 2, "A"), symbol("process", 1, 3), symbol("terminator", 2, 4)],
        connectors=[arrow(0, 1), arrow(1, 2)],
    )
    flow, steps = flow_of(first, second)
    assert [step.key for step in steps] == ["1", "2", "3"]
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}


def test_a_way_back_over_a_page_break_joins_connectors_of_one_column() -> None:
    foot = ["", "", "", "", "", "", "", "", ""]
    first = table(
        [*HEADER, *STEPS[:2], foot],
        symbols=[symbol("terminator", 2, 2), symbol("process", 3, 3), *(symbol("connector", 4, col) for col in (3, 4))],
        connectors=[arrow(0, 1), arrow(1, 2), arrow(3, 0)],
    )
    last = [symbol("connector", 0, 3), symbol("connector", 0, 4), symbol("decision", 1, 3)]
    links = [arrow(0, 2), arrow(2, 1, "Tidak")]
    flow, steps = flow_of(first, table([foot, *STEPS[2:]], page=2, symbols=last, connectors=links))
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None), ("3", "1", "Tidak")}


def test_short_arrows_into_each_box_lead_from_the_step_before() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 4, 4)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(None, 1)]))
    assert edges(flow, steps) == {("1", "2", None)}
    assert flow.edges[0].confidence < 0.7


def test_connectors_with_one_letter_join_on_their_page_too() -> None:
    symbols = [
        symbol("terminator", 2, 2),
        symbol("connector", 2, 3, "1"),
        symbol("decision", 3, 3),
        symbol("connector", 3, 2, "1"),
        symbol("decision", 4, 4),
        symbol("connector", 4, 3, "1"),
    ]
    links = [arrow(1, 0), arrow(0, 2), arrow(2, 4, "Ya"), arrow(2, 3, "Tidak"), arrow(4, 5, "Tidak")]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=links))
    assert edges(flow, steps) >= {("2", "1", "Tidak"), ("3", "1", "Tidak")}


def test_a_way_out_at_the_foot_of_a_page_keeps_its_label() -> None:
    first = table(
        [*HEADER, *STEPS[:2]],
        symbols=[symbol("terminator", 2, 2), symbol("decision", 3, 3)],
        connectors=[arrow(0, 1), arrow(1, None, "Ya")],
    )
    flow, steps = flow_of(first, table([*HEADER, *STEPS[2:]], page=2, symbols=[symbol("terminator", 2, 4)]))
    assert ("2", "3", "Ya") in edges(flow, steps)


def test_a_loose_way_out_or_in_shows_an_arrow_lost_beside_others() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("process", 4, 4)]
    out, back = arrow(1, None, "Ya"), arrow(1, 0, "Tidak")
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), back, out]))
    assert edges(flow, steps) == {("1", "2", None), ("2", "1", "Tidak"), ("2", "3", "Ya")}
    into = [arrow(0, 2), arrow(0, 1), arrow(None, 2)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=into))
    assert ("2", "3") in {(one, two) for one, two, _ in edges(flow, steps)}


def test_lost_arrow_between_two_loose_ends_is_a_guess() -> None:
    symbols = [symbol("terminator", 2, 2, "Mulai"), symbol("process", 3, 3), symbol("terminator", 4, 4, "Selesai")]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1)]))
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}
    assert min(edge.confidence for edge in flow.edges) < 0.6


def test_without_symbols_nobody_is_guessed() -> None:
    flow, steps = flow_of(table([*HEADER, *STEPS]))
    assert flow.edges == () and marks(flow) == [[], [], []]


def test_branch_words() -> None:
    said = {"Y": "Ya", "Ya": "Ya", "T": "Tidak", "Tdk": "Tidak", "TIDAK": "Tidak", "Tidak lengkap": "Tidak"}
    said |= {"Lulus": "Ya", "Hadir": "Ya", "MS": "Ya", "TMS": "Tidak", "TS": "Tidak", "Gagal": "Tidak"}
    assert {word: branch_label(word) for word in said} == said
    assert branch_label("5 menit") is None and branch_label(None) is None


def two_exits(sentence: str = "Memeriksa berkas", label: str | None = None, **known: bool) -> Flow:
    rows = [row[:] for row in STEPS]
    rows[1][1] = sentence
    symbols = [symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("terminator", 4, 4)]
    arrows = [arrow(0, 1), arrow(1, 0, label), arrow(1, 2)]
    parts = [step_table(table([*HEADER, *rows], symbols=symbols, connectors=arrows), None)]
    found = [part for part in parts if part is not None]
    return read_flow(found, tables_to_steps(found), **known)


def test_lost_labels_follow_the_direction_and_wait_for_review() -> None:
    plain = {(e.source, e.target): e for e in two_exits().edges}
    told = {(e.source, e.target): e for e in two_exits("Memeriksa, jika belum lengkap dikembalikan").edges}
    assert (plain[1, 0].label, plain[1, 2].label) == ("Tidak", "Ya")
    assert plain[1, 0].confidence < told[1, 0].confidence < 0.85 and plain[1, 0].reasons != told[1, 0].reasons


def test_file_without_printed_labels_keeps_them_empty_and_says_what_they_mean() -> None:
    flow = two_exits("Memeriksa, jika salah dikembalikan ke Petugas", labels_printed=False)
    exits = {(e.source, e.target): (e.label, e.inferred) for e in flow.edges}
    assert exits[1, 0] == (None, "Tidak") and exits[1, 2] == (None, "Ya") and exits[0, 1] == (None, None)


def test_printed_label_wins_over_direction() -> None:
    exits = {(e.source, e.target): (e.label, e.inferred) for e in two_exits(label="Ya").edges}
    assert exits[1, 0] == ("Ya", None) and exits[1, 2] == ("Tidak", None)


def test_exit_to_the_actor_the_sentence_names_is_tidak() -> None:
    rows = [row[:] for row in STEPS]
    rows[0][1] = "Memeriksa, bila tidak sesuai dikembalikan kepada Camat untuk diperbaiki"
    symbols = [symbol("decision", 2, 2), symbol("process", 3, 3), symbol("process", 4, 4)]
    flow, _ = flow_of(table([*HEADER, *rows], symbols=symbols, connectors=[arrow(0, 1), arrow(0, 2)]))
    assert {(e.target, e.label) for e in flow.edges if e.source == 0} == {(1, "Ya"), (2, "Tidak")}


def ticked(*marks_: tuple[str, str, str]) -> Flow:
    rows = [row[:] for row in STEPS]
    for row, cells in zip(rows, marks_, strict=True):
        row[2:5] = cells
    flow, _ = flow_of(table([*HEADER, *rows]))
    return flow


def test_ticks_and_role_words_say_who_does_it_where_no_symbols_are_drawn() -> None:
    assert marks(ticked(("√", "", ""), ("", "v", ""), ("", "Kasi", "v"))) == [
        [("Petugas", "process")],
        [("Kasi", "process")],
        [("Kasi", "process"), ("Camat", "process")],
    ]
    assert marks(ticked(("Mulai", "", ""), ("", "x", ""), ("", "", "Selesai"))) == [
        [("Petugas", "start")],
        [("Kasi", "process")],
        [("Camat", "end")],
    ]


def test_dirt_beside_a_tick_is_no_second_doer() -> None:
    rows = [row[:] for row in STEPS]
    for row, col in zip(rows, (2, 3, 4), strict=True):
        row[col] = "v"
    form = table([*HEADER, *rows])
    spots = {(2, 3), (4, 2)}
    spotted = [replace(cell, ink=True) if (cell.row, cell.col) in spots else cell for cell in form.cells]
    flow, _ = flow_of(replace(form, cells=tuple(spotted)))
    assert marks(flow) == [[("Petugas", "process")], [("Kasi", "process")], [("Camat", "process")]]


def test_unread_ink_that_runs_on_into_the_next_cell_is_hardly_a_tick() -> None:
    inside, past_the_side = (3.0, 2.0, 7.0, 8.0), (3.0, 2.0, 13.0, 8.0)
    here = PagePlace(1, (0.0, 0.0, 0.1, 0.1))
    cell = Cell(2, 2, here, bbox=(0.0, 0.0, 10.0, 10.0), ink=True)
    kasi = Column("pelaksana", 2, "Kasi", 1.0)
    own, crossing = (cell_to_doer(replace(cell, lost=(ink,)), kasi) for ink in (inside, past_the_side))
    assert own and crossing and own.confidence > 0.5 > crossing.confidence


def test_a_tick_counts_in_a_column_that_another_part_of_the_table_cuts_in_two() -> None:
    rows = [[*row[:4], "<", *row[4:]] for row in (*HEADER, *STEPS)]
    rows[0][4:7] = ["<", "<", "Mutu Baku"]
    for row, col in zip(rows[2:], (2, 3, 5), strict=True):
        row[col] = "v"
    flow, _ = flow_of(table(rows))
    assert marks(flow) == [[("Petugas", "process")], [("Kasi", "process")], [("Camat", "process")]]


def test_lone_mark_is_a_remain_of_a_symbol() -> None:
    assert marks(ticked(("", "", ""), ("", "V", ""), ("", "", ""))) == [[], [], []]


def remarks_of(*tables: Table) -> list[str]:
    flow, steps = flow_of(*tables)
    return [
        f"{steps[remark.step].key}: {remark.text}" if remark.step is not None else remark.text
        for remark in flow.remarks
    ]


def test_a_decision_without_its_no_is_told_and_less_sure() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("terminator", 4, 4)]
    whole = table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 0, "Tidak"), arrow(1, 2, "Ya")])
    lost = table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 2, "Ya")])
    assert remarks_of(whole) == []
    assert remarks_of(lost) == ["2: keputusan tanpa cabang Tidak"]
    sure, doubted = (next(e for e in flow_of(one)[0].edges if e.label == "Ya") for one in (whole, lost))
    assert doubted.confidence < sure.confidence and doubted.reasons == ("keputusan tanpa cabang Tidak",)


def test_a_decision_beside_another_symbol_may_send_the_work_back_inside_its_step() -> None:
    kinds = [("terminator", 2, 2), ("process", 3, 2), ("decision", 3, 3), ("terminator", 4, 4)]
    arrows = [arrow(0, 1), arrow(1, 2), arrow(2, 1, "Tidak"), arrow(2, 3, "Ya")]
    symbols = [symbol(*kind) for kind in kinds]
    assert remarks_of(table([*HEADER, *STEPS], symbols=symbols, connectors=arrows)) == []


def test_a_symbol_belongs_to_the_heading_above_it_though_a_stroke_parts_its_column() -> None:
    rows = [
        ["No.", "Aktivitas", "Pelaksana", "<", "<", "Waktu"],
        ["^", "^", "Petugas", "Camat", "<", "^"],
        ["1", "Menerima", "", "", "", "1 jam"],
        ["2", "Memeriksa", "", "", "", "1 jam"],
    ]
    below = PagePlace(1, (0.7, 0.27, 0.76, 0.28))
    symbols = [symbol("terminator", 2, 2), replace(symbol("terminator", 3, 4), place=below)]
    flow, _ = flow_of(table(rows, symbols=symbols, connectors=[arrow(0, 1)]))
    assert [doer.actor for some in flow.doers for doer in some] == ["Petugas", "Camat"]


def test_steps_that_nothing_leads_to_or_from_are_told() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("process", 4, 4)]
    flow = table([*HEADER, *STEPS], symbols=symbols, connectors=[arrow(0, 2)])
    said = remarks_of(flow)
    assert "bagan alir tanpa simbol selesai" in said
    assert {"2: tidak ada panah masuk", "2: tidak ada panah keluar"} <= set(said)


def test_an_arrow_past_a_step_whose_doer_was_not_seen_is_less_sure() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("terminator", 4, 4)]
    heading = body(("2", "Persiapan:", "", "", ""))
    for rows, leaps in ((STEPS, True), ([STEPS[0], *heading, STEPS[2]], False)):
        (edge,) = flow_of(table([*HEADER, *rows], symbols=symbols, connectors=[arrow(0, 1)]))[0].edges
        assert (LEAPS in edge.reasons, edge.confidence < 0.7) == (leaps, leaps)


def test_a_branch_that_only_the_sentence_names_is_inferred() -> None:
    rows = body(
        ("1", "Menerima berkas", "Berkas", "5 menit", "Berkas"),
        ("2", "Memeriksa berkas, jika tidak lengkap dikembalikan kepada Petugas", "Berkas", "10 menit", "Berkas"),
        ("3", "Menandatangani berkas", "Berkas", "1 hari", "Surat"),
    )
    symbols = [symbol("terminator", 2, 2), symbol("decision", 3, 3), symbol("terminator", 4, 4)]
    flow, steps = flow_of(table([*HEADER, *rows], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 2, "Ya")]))
    (named,) = [edge for edge in flow.edges if edge.inferred]
    assert (steps[named.source].key, steps[named.target].key, named.inferred) == ("2", "1", "Tidak")
    assert named.confidence < 0.5 and named.reasons


def test_a_form_without_lines_is_not_given_any() -> None:
    symbols = [symbol("process", row, col) for row, col in ((2, 2), (3, 3), (4, 4))]
    assert edges(*flow_of(table([*HEADER, *STEPS], symbols=symbols))) == set()


def test_a_row_that_a_stroke_between_symbols_parts_is_one_step() -> None:
    last = ["3", "Menandatangani berkas", "", "", "", "Berkas", "1 hari", "Surat", ""]
    parted = ["^", "^", "^", "^", "", "^", "^", "^", "^"]
    symbols = [symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 5, 4)]
    whole = table([*HEADER, *STEPS[:2], last, parted], symbols=symbols, connectors=[arrow(0, 1), arrow(1, 2)])
    flow, steps = flow_of(whole)
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}
    assert marks(flow)[2] == [("Camat", "end")]


def test_two_answers_that_lead_to_one_step_wait() -> None:
    boxes = [symbol("terminator", 2, 2), symbol("process", 3, 3), symbol("terminator", 4, 4)]
    marks_ = [symbol("connector", 3, 2), symbol("connector", 3, 4)]
    ways = [arrow(0, 1), arrow(1, 3, "Tidak"), arrow(1, 4, "Ya"), arrow(3, 2), arrow(4, 2)]
    flow, steps = flow_of(table([*HEADER, *STEPS], symbols=[*boxes, *marks_], connectors=ways))
    assert edges(flow, steps) == {("1", "2", None), ("2", "3", None)}
    assert flow.edges[1].reasons and flow.edges[1].confidence < 0.6
