"""Body rows become steps, tables become SOPs, sheets become a record."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from normalize.assemble import sheets_to_record
from normalize.continued import StepTable, step_table
from normalize.leaf import Leaf
from normalize.numbers import repair_step_numbers
from normalize.record import Source, validate_record
from normalize.segment import sheets_to_drafts
from normalize.step_ids import step_keys
from normalize.step_leaves import LOST_HYPHEN, STRAY_WORD, duration_meaning
from normalize.steps import COUNTED, Step, tables_to_steps
from table_extract.table import Table
from tests.drawn_tables import HEADER, arrow, body, line, sheet, symbol, table
from tests.judging import confidence_of, waits

BLANK = [""] * 9
FILLED = ("kelengkapan", "waktu", "output")
SOURCE = Source("surat.pdf", "0" * 64, "digital", 1)


def steps_of(*tables: Table) -> tuple[Step, ...]:
    parts: list[StepTable] = []
    for one in tables:
        found = step_table(one, parts[-1] if parts else None)
        assert found is not None
        parts.append(found)
    return tables_to_steps(parts)


def column(steps: Sequence[Step], field: str) -> list[str | None]:
    leaves = [step.leaves[field] for step in steps]
    return [leaf.text if leaf else None for leaf in leaves]


def test_connector_rows_and_totals_are_no_steps() -> None:
    rows = body(("1", "Menerima", "", "5 menit", ""), ("2", "Memeriksa", "", "10 menit", ""))
    total = body(("", "Jumlah", "", "15 menit", ""))
    assert [step.key for step in steps_of(table([*HEADER, *rows, BLANK, *total]))] == ["1", "2"]


def test_a_numbered_row_without_anything_else_is_no_step() -> None:
    rows = body(("1", "Menerima", "", "5 menit", ""), ("2", "", "", "", ""))
    assert [step.key for step in steps_of(table([*HEADER, *rows]))] == ["1"]
    drawn = table([*HEADER, *rows], symbols=[symbol("process", 3, 3)])
    assert [step.key for step in steps_of(drawn)] == ["1", "2"]


@pytest.mark.parametrize(("read", "found"), [("-", 0), ("Menerima berkas", 1)])
def test_a_form_to_be_filled_in_with_a_speck_is_no_step_table(read: str, found: int) -> None:
    form = table([["No", "Uraian Kegiatan", "Waktu", "Keterangan"], BLANK[:4], ["", read, "", "-"], BLANK[:4]])
    title = line("STANDAR OPERASIONAL PROSEDUR PENERBITAN SURAT")
    assert sum(len(draft.parts) for draft in sheets_to_drafts([sheet([form], [title])])) == found


def test_a_title_across_the_table_is_told_of_the_step_below_it() -> None:
    title = ["A. TAHAP PERSIAPAN", *["<"] * 8]
    rows = body(("1", "Menerima", "", "5 menit", ""), ("2", "Memeriksa", "", "10 menit", ""))
    steps = steps_of(table([*HEADER, title, *rows]))
    assert [(step.key, step.flags) for step in steps] == [("1", ("bagian: A. TAHAP PERSIAPAN",)), ("2", ())]


def test_row_without_number_at_a_page_break_goes_on_with_the_step_above() -> None:
    first = table([*HEADER, *body(("1", "Memeriksa kelengkapan berkas dan", "Berkas", "5 menit", "Berkas"))])
    rest = body(("", "Mencatatnya dalam register", "register", "", ""), ("2", "Menandatangani", "", "1 hari", ""))
    steps = steps_of(first, table(rest, page=2))
    assert column(steps, "aktivitas") == [
        "Memeriksa kelengkapan berkas dan Mencatatnya dalam register",
        "Menandatangani",
    ]
    assert "langkah terpotong oleh pergantian halaman" in steps[0].flags


def test_lost_number_is_a_step_of_its_own() -> None:
    rows = body(("1", "Menerima", "", "", ""), ("", "Memeriksa", "", "", ""), ("3", "Mengirim", "", "", ""))
    steps = steps_of(table([*HEADER, *rows]))
    assert [step.key for step in steps] == ["1", "2", "3"]
    lost = steps[1].leaves["no"]
    assert lost is not None and lost.changes
    assert confidence_of(lost, "no") < confidence_of(steps[0].leaves["no"], "no")


def test_a_whole_row_that_was_never_numbered_is_a_step_of_its_own() -> None:
    first, last = ("1", "Menerima", "Surat", "5 menit", "Surat"), ("2", "Mengirim", "Surat", "5 menit", "Tanda terima")
    rows = body(first, ("", "Membuat disposisi", "Surat", "10 menit", "Disposisi"), last)
    assert column(steps_of(table([*HEADER, *rows])), "aktivitas") == ["Menerima", "Membuat disposisi", "Mengirim"]
    rows = body(first, ("", "Membuat disposisi", "Surat", "", "Disposisi"), last)
    assert column(steps_of(table([*HEADER, *rows])), "aktivitas") == ["Menerima Membuat disposisi", "Mengirim"]


def test_lettered_sub_steps_are_steps_as_printed() -> None:
    rows = body(("1", "Memeriksa:", "", "", ""), ("a.", "Berkas", "", "1 jam", ""), ("b.", "Lokasi", "", "2 jam", ""))
    steps = steps_of(table([*HEADER, *rows]))
    assert [step.key for step in steps] == ["1", "1a", "1b"]
    assert column(steps, "no") == ["1", "a.", "b."]


def test_lettered_lines_that_share_all_else_are_one_step() -> None:
    first, second = body(("1", "a. Menyiapkan daftar;", "Daftar", "1 jam", ""), ("", "b. Mencatat berkas.", "", "", ""))
    drawn = [symbol("process", 2, 3)]
    shared = [text or "^" for text in second]
    one_step = steps_of(table([*HEADER, first, shared], symbols=drawn))
    assert column(one_step, "aktivitas") == ["a. Menyiapkan daftar; b. Mencatat berkas."]
    both = steps_of(table([*HEADER, first, shared], symbols=[*drawn, symbol("process", 3, 4)]))
    assert len(both) == 2
    own_time = ["^", *second[1:6], "2 jam", *second[7:]]
    assert len(steps_of(table([*HEADER, first, own_time], symbols=drawn))) == 2


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        ("1. 1.1 1.2. 2. 2.1", "1 1.1 1.2 2 2.1"),
        ("I II. III IV V", "I II III IV V"),
        ("I. 1 2 II. 1", "I 1 2 II 1"),
        ("a. b. c. d. g.", "a b c d g"),
        ("a. b. c. d. e.", "a b c d e"),
        ("I 2 3 4 5", "1 2 3 4 5"),
    ],
)
def test_steps_keep_the_names_under_which_they_are_counted(printed: str, keys: str) -> None:
    assert step_keys(repair_step_numbers(printed.split())) == keys.split()


def test_merged_keterangan_is_recorded_once() -> None:
    rows = body(("1", "Menerima", "", "", ""), ("2", "Memeriksa", "", "", ""))
    rows[0][8], rows[1][8] = "Surat masuk", "^"
    steps = steps_of(table([*HEADER, *rows]))
    assert column(steps, "keterangan") == ["Surat masuk", None]
    merged = steps[1].leaves["keterangan"]
    assert merged is not None and merged.reasons


def test_bare_time_takes_the_unit_of_the_header_also_on_the_next_page() -> None:
    header = [row[:] for row in HEADER]
    header[1][6] = "Waktu (menit)"
    first = table([*header, *body(("1", "Menerima", "", "15", ""))])
    steps = steps_of(first, table([*HEADER, *body(("2", "Memeriksa", "", "25", ""))], page=2))
    leaf = steps[1].leaves["waktu"]
    assert leaf is not None and isinstance(leaf.value, dict)
    assert (leaf.value["unit"], leaf.value["min"]) == ("menit", 25)


def test_joined_or_lost_rows_lower_the_confidence_around_them() -> None:
    rows = body(("1", "Menerima", "", "", ""), ("2. 3.", "Memeriksa Lain", "", "", ""), ("7", "Selesai", "", "", ""))
    leaves = [step.leaves["aktivitas"] for step in steps_of(table([*HEADER, *rows]))]
    assert waits(leaves[1], "aktivitas")


def test_column_that_is_not_there_gives_null() -> None:
    short = [row[:8] for row in [*HEADER, *body(("1", "Menerima", "", "", ""))]]
    assert steps_of(table(short))[0].leaves["keterangan"] is None


def identity(name: str, page: int) -> Table:
    rows = [["Nomor SOP", f"{page}/SOP/2024"], ["Tanggal Pembuatan", "2 Januari 2024"], ["Nama SOP", name]]
    return table(rows, page=page, top=0.05)


def test_steps_are_counted_where_the_form_prints_no_numbers() -> None:
    rows = [row[1:] for row in [*HEADER, *body(("", "Menerima", "", "", ""), ("", "Memeriksa", "", "", ""))]]
    steps = steps_of(table(rows))
    assert (column(steps, "no"), [step.key for step in steps]) == (["1", "2"], ["1", "2"])
    assert all(leaf.changes == (COUNTED,) and not leaf.raw for step in steps if (leaf := step.leaves["no"]))


def test_new_identity_block_starts_a_new_sop() -> None:
    one = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], page=2)
    two = table([*HEADER, *body(("1", "Memeriksa", "", "", ""))], page=4)
    sheets = [sheet([identity("A", 1)]), sheet([one], page=2), sheet([identity("B", 3)], page=3), sheet([two], page=4)]
    assert [draft.pages for draft in sheets_to_drafts(sheets)] == [(1, 2), (3, 4)]


def test_block_repeated_on_every_page_is_one_sop() -> None:
    one = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))])
    two = table([*HEADER, *body(("3", "Memeriksa", "", "", ""))], page=2)
    drafts = sheets_to_drafts([sheet([identity("A", 1), one]), sheet([identity("A", 2), two], page=2)])
    assert len(drafts) == 1 and len(drafts[0].parts) == 2


def test_block_and_steps_on_pages_with_the_same_running_head_are_one_sop() -> None:
    head = table([["Nomor SOP", "7/SOP/2024"], ["Halaman", "2 dari 2"]], page=2, top=0.05)
    one = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], page=2)
    drafts = sheets_to_drafts([sheet([identity("A", 7)]), sheet([head, one], page=2)])
    assert len(drafts) == 1 and len(drafts[0].parts) == 1


@pytest.mark.parametrize("second", ["KEPUTUSAN CAMAT SUKAMAJU", "TANGGAL : 5 MEI 2023"])
def test_the_number_of_an_annex_above_the_steps_begins_no_sop(second: str) -> None:
    one = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], page=2)
    head = [
        line(text, 2, 0.03 + 0.015 * at) for at, text in enumerate(("LAMPIRAN II", second, "NOMOR : 188.4/05/2023"))
    ]
    sheets = [sheet([identity("A", 1)]), sheet([one], head, page=2)]
    record = sheets_to_record(sheets, Source("a.pdf", "0" * 64, "digital", 2))
    assert [len(sop["steps"]) for sop in record["sops"]] == [2]
    assert record["sops"][0]["identity"]["nomor_sop"]["text"] == "1/SOP/2024"


def test_the_decree_above_the_block_gives_no_number() -> None:
    one = table([*HEADER, *body(("1", "Menerima", "", "", ""), ("2", "Mencatat", "", "", ""))], page=2)
    texts = ("LAMPIRAN II", "KEPUTUSAN CAMAT SUKAMAJU", "NOMOR : 188.4/05/2023")
    head = [line(text, 1, 0.03 + 0.015 * at) for at, text in enumerate(texts)]
    sheets = [sheet([identity("A", 1)], head), sheet([one], page=2)]
    record = sheets_to_record(sheets, Source("a.pdf", "0" * 64, "digital", 2))
    assert [len(sop["steps"]) for sop in record["sops"]] == [2]
    assert record["sops"][0]["identity"]["nomor_sop"]["text"] == "1/SOP/2024"


def test_identity_block_grown_together_with_the_steps_is_cut_off() -> None:
    wide = [["Nomor SOP", "01/2024", *["<"] * 7], ["Nama SOP", "Surat Masuk", *["<"] * 7]]
    drafts = sheets_to_drafts([sheet([table([*wide, *HEADER, *body(("1", "Menerima", "", "", ""))])])])
    assert [t.rows for s in drafts[0].sheets for t in s.tables] == [2]


def test_the_head_of_a_page_in_the_grid_of_its_steps_is_no_further_row() -> None:
    head = [["PEJABAT PENGELOLA INFORMASI", *["<"] * 7, "REV : 02"], ["FASILITASI SENGKETA", *["<"] * 7, "Lampiran"]]
    pages = [
        sheet([table([*head, *HEADER, *body((number, "Menerima", "Surat", "5 menit", "Surat"))], page=page)], page=page)
        for page, number in ((1, "1"), (2, "2"))
    ]
    assert [part.table.page for part in sheets_to_drafts(pages)[0].parts] == [1, 2]


def test_record_keeps_to_the_schema() -> None:
    symbols = [symbol("terminator", 2, 2), symbol("terminator", 3, 4)]
    rows = body(("1", "Menerima", "Surat", "5 menit", "Surat"), ("2", "Mengirim", "Surat", "1 hari", "Surat"))
    steps = table([*HEADER, *rows], symbols=symbols, connectors=[arrow(0, 1)], top=0.3)
    record = sheets_to_record([sheet([identity("Surat Masuk", 1), steps], [line("KECAMATAN SUKAMAJU")])], SOURCE)
    assert validate_record(record) == []
    sop = record["sops"][0]  # type: ignore[index]
    assert sop["flow"]["edges"][0]["from"] == "1" and sop["steps"][1]["pelaksana"][0]["symbol"] == "end"


def test_file_without_sop() -> None:
    record = sheets_to_record([sheet([], [line("Undangan rapat")])], SOURCE)
    assert validate_record(record) == [] and record["sops"] == [] and record["warnings"]


def times_of(*printed: str) -> list[Leaf]:
    rows = body(*((str(number), "Memeriksa", "", time, "") for number, time in enumerate(printed, 1)))
    return [leaf for step in steps_of(table([*HEADER, *rows])) if (leaf := step.leaves["waktu"])]


def test_times_without_a_length_are_no_misreadings() -> None:
    leaves = times_of("Menyesuaikan", "Setiap saat", "-", "5 menit")
    assert [leaf.status for leaf in leaves] == ["auto"] * 4
    assert not any("tidak dapat ditafsirkan" in reason for leaf in leaves for reason in leaf.reasons)


def test_times_that_can_hardly_be_meant_wait_for_review() -> None:
    leaves = times_of("2 - 3 hari", "1 - 2 hari", "26 hari", "3 - 22 hari", "4 hari", "9000 menit")
    assert [leaf.status for leaf in leaves] == ["auto", "auto", "review", "review", "auto", "review"]
    assert all(leaf.reasons and leaf.value for leaf in leaves if leaf.status == "review")
    assert times_of("5 hari", "26 hari", "7 hari")[1].status == "auto"


def test_as_above_stays_as_printed_and_says_what_it_stands_for() -> None:
    rows = body(
        ("1", "Menerima", "Surat", "15 menit", "Agenda"),
        ("2", "Memeriksa", "Idem", "s.d.a.", ""),
        ("3", "Mengirim", "Sda.", "idem", "idem"),
    )
    steps = steps_of(table([*HEADER, *rows]))
    assert column(steps, "kelengkapan") == ["Surat", "Idem", "Sda."]
    values = {field: [leaf.value if (leaf := step.leaves[field]) else None for step in steps[1:]] for field in FILLED}
    assert values["kelengkapan"] == [{"sama_dengan": {"step": "1", "text": "Surat"}}] * 2
    assert values["output"] == [None, {"sama_dengan": {"step": "1", "text": "Agenda"}}]
    for time in values["waktu"]:
        assert isinstance(time, dict) and time["minutes"] == [15, 15]
        assert time["sama_dengan"] == {"step": "1", "text": "15 menit"}


def test_as_above_with_nothing_above_stands_for_nothing() -> None:
    steps = steps_of(table([*HEADER, *body(("1", "Menerima", "Idem", "5 menit", "Berkas"))]))
    first = steps[0].leaves["kelengkapan"]
    assert first is not None and first.text == "Idem" and first.value is None


def test_doers_may_be_written_into_one_column() -> None:
    head = ["No", "Uraian Prosedur", "Pelaksana", "Persyaratan", "Waktu", "Output"]
    named = [
        ["1", "Menerima berkas", "Pemohon", "Berkas", "5 menit", "Berkas"],
        ["2", "Memeriksa berkas", "Petugas Loket, Kasi Umum", "Berkas", "5 menit", "Berkas"],
        ["3", "Mengarsipkan berkas", "Petugas Loket", "Berkas", "5 menit", "Arsip"],
    ]
    (sop,) = sheets_to_record([sheet([table([head, *named])])], SOURCE)["sops"]
    assert [actor["name"]["text"] for actor in sop["actors"]] == ["Pemohon", "Petugas Loket", "Kasi Umum"]
    assert [[doer["actor"] for doer in step["pelaksana"]] for step in sop["steps"]] == [
        ["Pemohon"],
        ["Petugas Loket", "Kasi Umum"],
        ["Petugas Loket"],
    ]
    ticked = [[*row[:2], "v", *row[3:]] for row in named]
    (sop,) = sheets_to_record([sheet([table([head, *ticked])])], SOURCE)["sops"]
    assert [actor["name"]["text"] for actor in sop["actors"]] == ["Pelaksana"]


@pytest.mark.parametrize(("printed", "doubted"), [("15 20 menit", True), ("15-20 menit", False), ("2 hari", False)])
def test_two_numbers_in_a_scanned_time_may_be_a_range(printed: str, doubted: bool) -> None:
    assert (LOST_HYPHEN in duration_meaning(printed, None, scanned=True).reasons) is doubted
    assert not duration_meaning(printed, None, scanned=False).reasons


@pytest.mark.parametrize(
    "printed, doubted",
    [("V2 jam", True), ("SALI 5 menit", True), ("lama 3 jam", True), ("2 jam per berkas", False)]
    + [("paling lama 3 jam", False), ("1 x 24 jam", False), ("Maks. 2 hari kerja", False)],
)
def test_a_time_with_a_rest_of_a_word_waits(printed: str, doubted: bool) -> None:
    assert (STRAY_WORD in duration_meaning(printed, None, scanned=True).reasons) is doubted
    assert not duration_meaning(printed, None, scanned=False).reasons


def test_a_misread_working_day_is_put_right_in_text_and_value() -> None:
    meaning = duration_meaning("2-4 Hari kera", None, scanned=True)
    assert meaning.text == "2-4 Hari kerja" and meaning.value and meaning.value["unit"] == "hari_kerja"


def test_a_lone_1_before_numbers_that_go_on_begins_no_other_sop() -> None:
    first = table(
        [*HEADER, *body(("1", "Menerima surat", "", "5 menit", ""), ("2", "Memeriksa surat", "", "1 jam", ""))]
    )
    again = table([*HEADER, *body(("1", "2", "", "7", ""), ("3", "Mengirim surat", "", "1 jam", ""))], page=2)
    assert len(sheets_to_drafts([sheet([first]), sheet([again], page=2)])) == 1
    anew = table([*HEADER, *body(("1", "Menyusun", "", "7", ""), ("2", "Mengirim surat", "", "1 jam", ""))], page=2)
    assert len(sheets_to_drafts([sheet([first]), sheet([anew], page=2)])) == 2
