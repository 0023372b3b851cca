"""Values as printed: headers, labels, dates, times, law, roles, people, lists, numbers, fixes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normalize.dates import parse_date
from normalize.durations import parse_duration, time_kind
from normalize.fixes import FIXES, NUMBER_PLAN, TEXT_PLAN, TIME_PLAN, apply_fixes
from normalize.headers import match_header
from normalize.labels import match_label
from normalize.lists import split_items
from normalize.numbers import repair_step_numbers
from normalize.people import parse_nip, split_signatory
from normalize.regulations import parse_regulation
from normalize.roles import agency_kind, canonical_role

CASES = Path(__file__).parent / "cases"
KNOWN_HEADER = 0.72
"""The score from which the step tables take a header as known."""
KNOWN_LABEL = 0.8
HOSTILE_LETTERS = 20_000
SLOWEST_SECONDS = 2.0
"""Far above what a linear reading of 20,000 letters takes, far below what a quadratic one does."""


def cases(name: str) -> list[Any]:
    loaded = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=str(index)) for index, case in enumerate(loaded)]


@pytest.mark.parametrize("case", cases("headers"))
def test_headers_name_their_column(case: dict[str, Any]) -> None:
    match = match_header(case["text"])
    found = match.column if match.score >= KNOWN_HEADER else None
    assert found == case["column"], match


def test_headers_print_units() -> None:
    units = {"Waktu (menit)": "menit", "Waktu (Hari Kerja)": "hari_kerja", "Waktu /Menit": "menit", "Waktu": None}
    assert {text: match_header(text).unit for text in units} == units


@pytest.mark.parametrize("case", cases("labels"))
def test_labels_name_their_field_and_leave_the_rest(case: dict[str, Any]) -> None:
    match = match_label(case["text"])
    found = match.field if match.score >= KNOWN_LABEL else None
    assert (found, match.rest) == (case["field"], case["rest"]), match


@pytest.mark.parametrize("case", cases("dates"))
def test_dates(case: dict[str, Any]) -> None:
    value = parse_date(case["text"])
    assert (value.iso if value else None) == case["iso"]
    assert (value.precision if value else None) == case["precision"]


@pytest.mark.parametrize("case", cases("durations"))
def test_durations(case: dict[str, Any]) -> None:
    duration = parse_duration(case["text"], case["header_unit"])
    value = duration.to_value() if duration else None
    if value is not None:
        value.pop("iso")
    assert value == case["value"]
    if case["kind"] is not None:
        assert time_kind(case["text"], case["header_unit"]) == case["kind"]


def test_durations_in_iso() -> None:
    texts = {"2 jam": "PT2H", "30 menit": "PT30M", "1/2 hari": "P0.5D", "1 semester": "P6M", "3 hari kerja": None}
    for text, iso in texts.items():
        duration = parse_duration(text)
        assert duration is not None and duration.iso == iso


def test_implausible_ranges_are_doubted() -> None:
    duration = parse_duration("3 -22 hari")
    assert duration is not None and duration.doubt
    usual = parse_duration("2 -3 hari")
    assert usual is not None and usual.doubt is None


@pytest.mark.parametrize("case", cases("regulations"))
def test_regulations(case: dict[str, Any]) -> None:
    regulation = parse_regulation(case["text"], case["office"])
    assert (regulation.id if regulation else None) == case["id"]
    assert (regulation.suspected_id if regulation else None) == case["suspected_id"]
    if case["mentions"]:
        assert regulation is not None and list(regulation.mentions) == case["mentions"]


@pytest.mark.parametrize("case", cases("roles"))
def test_roles(case: dict[str, Any]) -> None:
    match = canonical_role(case["text"], case["agency"])
    assert (match.role if match else None) == case["role"]


def test_kinds_of_offices() -> None:
    offices = {
        "PEMERINTAH KOTA X KECAMATAN Y KELURAHAN Z": "kelurahan",
        "DINAS PEMBERDAYAAN MASYARAKAT DAN DESA": "dinas",
        "MAHKAMAH AGUNG REPUBLIK INDONESIA PENGADILAN NEGERI X": "pengadilan",
        "DINAS KESEHATAN UPTD PUSKESMAS X": "puskesmas",
        "SEKRETARIAT DAERAH BAGIAN ORGANISASI": "setda",
        "Toko Buku": None,
    }
    assert {text: agency_kind(text) for text in offices} == offices


@pytest.mark.parametrize("case", cases("nip"))
def test_nip(case: dict[str, Any]) -> None:
    nip = parse_nip(case["text"])
    assert nip is not None and nip.valid is case["valid"]
    if case["digits"]:
        assert nip.digits == case["digits"]
    assert nip.valid or nip.flags


@pytest.mark.parametrize("case", cases("signatories"))
def test_signatories(case: dict[str, Any]) -> None:
    found = split_signatory(case["lines"])
    fields = ("jabatan", "nama", "nama_inti", "pangkat", "nip")
    assert {name: getattr(found, name) for name in fields} == {name: case[name] for name in fields}
    assert [list(found.gelar_depan), list(found.gelar_belakang)] == [case["gelar_depan"], case["gelar_belakang"]]


@pytest.mark.parametrize("case", cases("lists"))
def test_lists(case: dict[str, Any]) -> None:
    items = split_items(case["lines"])
    assert [item.text for item in items] == case["items"]
    assert [item.number for item in items] == case["numbers"]


@pytest.mark.parametrize("case", cases("step_numbers"))
def test_step_numbers(case: dict[str, Any]) -> None:
    numbers = repair_step_numbers(case["printed"])
    keys = [None if number.value is None else f"{number.value}{number.sub or ''}" for number in numbers]
    assert keys == case["keys"]
    assert [index for index, number in enumerate(numbers) if number.changed] == case["changed"]
    assert all(number.reason for number in numbers if number.changed)


def test_fixes_are_recorded_and_idempotent() -> None:
    text, changes = apply_fixes("| l2 Maret 2O20 ", NUMBER_PLAN)
    assert text == "12 Maret 2020" and len(changes) == 2
    assert apply_fixes(text, NUMBER_PLAN) == (text, ())


@pytest.mark.parametrize("plan", [TEXT_PLAN, NUMBER_PLAN, TIME_PLAN], ids=["text", "number", "time"])
@settings(max_examples=150)
@given(text=st.text(max_size=40) | st.text(alphabet="0123456789lIO|_[]¦./- \t\n\x1fjarnmeit", max_size=40))
@example(text="\x1f¦0")
def test_plans_are_idempotent(plan: tuple[str, ...], text: str) -> None:
    fixed, _ = apply_fixes(text, plan)
    assert apply_fixes(fixed, plan) == (fixed, ())


@pytest.mark.parametrize("name", sorted(FIXES.keys() - {"collapse_spaces"}))
@settings(max_examples=40)
@given(text=st.text(alphabet="0123456789lIO|./-,;:() ±½'xABKadehijkmnrst\n", max_size=40))
def test_each_fix_is_idempotent_and_its_change_replays(name: str, text: str) -> None:
    """Spaces are the layout's: their collapsing is not told."""
    fixed, changes = apply_fixes(text, (name,))
    assert apply_fixes(fixed, (name,)) == (fixed, ())
    assert changes == ((f"{text} -> {fixed}: {name}",) if fixed != text else ())


PRINTED = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="0123456789lIO|./-,;:() ±½'xABKadehijkmnrst\n", max_size=120),
)
READERS: dict[str, Callable[[str], object]] = {
    "match_header": match_header,
    "match_label": match_label,
    "parse_date": parse_date,
    "parse_duration": lambda text: parse_duration(text, "menit"),
    "time_kind": time_kind,
    "parse_regulation": parse_regulation,
    "canonical_role": lambda text: canonical_role(text, "dinas"),
    "agency_kind": agency_kind,
    "parse_nip": parse_nip,
    "split_signatory": lambda text: split_signatory(text.split("\n")),
    "split_items": lambda text: split_items(text.split("\n")),
    "repair_step_numbers": lambda text: repair_step_numbers(text.split(" ")[:40]),
    "text fixes": lambda text: apply_fixes(text, TEXT_PLAN),
    "all fixes": lambda text: apply_fixes(text, tuple(FIXES)),
    "time fixes": lambda text: apply_fixes(text, TIME_PLAN),
}


WARNING = ["Apabila tidak diawasi akan berkurang kepatuhan pedagang terhadap", "Perda dan Perkada yang mengatur pasar."]


@pytest.mark.parametrize("bullet", ["", "- "])
def test_a_rule_named_in_a_sentence_begins_no_item_of_a_list_of_warnings(bullet: str) -> None:
    items = split_items([bullet + WARNING[0], WARNING[1]], 66.0, lambda text: text.startswith("Apabila"))
    assert [item.text for item in items] == [" ".join(WARNING)]


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (["1. SK tentang data yang diperbarui", "setiap tahun", "2. SOP Surat Masuk"], 2),
        (["1 UU 1/2014 tentang Desa Adat", "1 PP 6/2014 tentang Desa", "2 SK 3/2015 tentang Desa"], 3),
        (["Data kebutuhan pangan seluruh wilayah kami", "Data harga pangan"], 2),
        (["Laporan kemajuan kegiatan semester dan", "Laporan keuangan"], 1),
    ],
)
def test_where_an_item_begins(lines: list[str], items: int) -> None:
    assert len(split_items(lines, 44.0)) == items


def test_items_below_the_last_numbered_one_whose_dashes_were_not_read() -> None:
    lines = ["1. S1 Hukum", "2 D3 Komputer", "Memahami tata arsip", "dan tata buku", "Mampu membaca peta"]
    found = split_items(lines, 60, lambda text: text.startswith(("Memahami", "Mampu")))
    assert [item.text for item in found][2:] == ["Memahami tata arsip dan tata buku", "Mampu membaca peta"]


def test_a_number_set_a_line_too_high_begins_the_law_below() -> None:
    lines = ["1. Perda 1 Tahun 2020 tentang Pajak", "2. Bumi dan Bangunan;", "Perbup 3 Tahun 2021 tentang Arsip;"]
    laws = ["Perda 1 Tahun 2020 tentang Pajak Bumi dan Bangunan;", "Perbup 3 Tahun 2021 tentang Arsip;"]
    assert [item.text for item in split_items([*lines, "3. SK 4 Tahun 2022"])] == [*laws, "SK 4 Tahun 2022"]


def test_a_law_whose_number_was_left_out_begins_below_a_title_of_one_word() -> None:
    lines = ["1. UU No. 12 Tahun 1995", "Tentang Perbenihan", "PP No. 5 Tahun 1999 Tentang", "Benih", "3. SK Benih"]
    found = [item.text for item in split_items(lines, 60.0)]
    assert found == ["UU No. 12 Tahun 1995 Tentang Perbenihan", "PP No. 5 Tahun 1999 Tentang Benih", "SK Benih"]


def test_a_first_number_without_a_dot_before_a_small_letter() -> None:
    lines = ["1 e-Arsip Contoh", "2 Buku tamu"]
    assert [item.text for item in split_items(lines)] == ["e-Arsip Contoh", "Buku tamu"]


@settings(max_examples=60)
@given(text=PRINTED)
def test_no_reader_raises(text: str) -> None:
    for reader in READERS.values():
        reader(text)


@settings(max_examples=60)
@given(lines=st.lists(st.text(alphabet="XYZ12.) -;", max_size=20), max_size=8))
def test_lists_lose_no_letters(lines: list[str]) -> None:
    items = split_items(lines)
    kept = [char for item in items for char in item.text if char.isalpha()]
    assert kept == [char for line in lines for char in line if char.isalpha()]
    assert all(0 <= index < len(lines) for item in items for index in item.line_indices)


@settings(max_examples=60)
@given(count=st.integers(2, 30), lost=st.sets(st.integers(0, 29), max_size=4))
def test_lost_numbers_come_back(count: int, lost: set[int]) -> None:
    printed = ["" if index in lost else str(index + 1) for index in range(count)]
    values = [number.value for number in repair_step_numbers(printed)]
    assert values == list(range(1, count + 1)) or not any(printed)


@pytest.mark.parametrize("name", READERS)
def test_hostile_texts_take_linear_time(name: str) -> None:
    units = (
        "1. ",
        "a",
        "|",
        " ",
        "1/",
        "-",
        "(",
        "1",
        "l",
        "O",
        "\n",
        "N ",
        "No. ",
        "- ",
        "s/d ",
        "Nomor 1 Tahun ",
        "*",
        "<p ",
    )
    for unit in units:
        text = (unit * HOSTILE_LETTERS)[:HOSTILE_LETTERS] + "x"
        begun = time.perf_counter()
        READERS[name](text)
        assert time.perf_counter() - begun < SLOWEST_SECONDS, unit


def test_dashes_behind_the_last_number_begin_items_of_their_own() -> None:
    lines = ["1. S1 Hukum", "2. D3 Komputer", "- Memahami aturan", "- Mampu mengetik"]
    items = split_items(lines, 60.0, lambda text: "Memahami" in text or "Mampu" in text)
    assert [item.text for item in items] == ["S1 Hukum", "D3 Komputer", "Memahami aturan", "Mampu mengetik"]


def test_a_stroke_behind_a_number_is_the_authors_sign_for_minutes() -> None:
    duration = parse_duration("15'")
    assert duration is not None
    assert (duration.min, duration.unit, duration.changes) == (15, "menit", ())
