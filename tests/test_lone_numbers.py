"""Numbers of a list on lines of their own."""

from __future__ import annotations

from dataclasses import replace

from normalize.identity_found import Found
from normalize.identity_leaves import list_leaves
from normalize.lone_numbers import with_lone_numbers
from table_extract.table import Line, PagePlace


def _line(text: str, top: float, height: float = 26.0) -> Line:
    box = (0.1, top / 1000, 0.4, (top + height) / 1000)
    return Line(text, 0.99, PagePlace(1, box), (100.0, top, 400.0, top + height), (("mesin", text, 0.95),))


def _texts(*lines: Line) -> list[str]:
    return [line.text for line in with_lone_numbers(lines)]


def test_a_raised_number_begins_the_item_below_it() -> None:
    lines = [
        _line("1. Peraturan Daerah Nomor 7 Tahun 2011 tentang Perpustakaan", 100),
        _line("Kabupaten Contoh.", 133),
        _line("2.", 165, 20),
        _line("Peraturan bupati Nomor 12 Tahun 2017 tentang Kedudukan dan", 180),
        _line("Tata Kerja Dinas Perpustakaan", 213),
    ]
    found = Found("dasar_hukum", 1.0, lines=lines, places=[PagePlace(1, (0.1, 0.1, 0.5, 0.3))])
    assert [leaf.text for leaf in list_leaves("dasar_hukum", [found])] == [
        "Peraturan Daerah Nomor 7 Tahun 2011 tentang Perpustakaan Kabupaten Contoh.",
        "Peraturan bupati Nomor 12 Tahun 2017 tentang Kedudukan dan Tata Kerja Dinas Perpustakaan",
    ]


def test_a_comma_for_a_point_counts_too() -> None:
    lines = [_line("1, Mampu membaca", 100), _line("2.", 135, 20), _line("Menguasai tata buku", 150)]
    assert _texts(*lines, _line("Teliti", 183)) == ["1, Mampu membaca", "2. Menguasai tata buku", "Teliti"]


def test_a_number_at_the_middle_of_its_item_begins_it_above() -> None:
    assert _texts(
        _line("1. Mampu membaca peta;", 100),
        _line("Peraturan Menteri Contoh Nomor 5 Tahun 2012 tentang", 133),
        _line("2.", 150, 20),
        _line("Pemetaan Kebun Raya;", 166),
        _line("Menguasai tata buku dan", 199),
        _line("3.", 216, 20),
        _line("Tata Arsip", 232),
    ) == [
        "1. Mampu membaca peta;",
        "2. Peraturan Menteri Contoh Nomor 5 Tahun 2012 tentang",
        "Pemetaan Kebun Raya;",
        "3. Menguasai tata buku dan",
        "Tata Arsip",
    ]


def test_numbers_at_the_middle_of_all_items_leave_none_of_their_lines_behind() -> None:
    numbered = _line("3. 14 Tahun 2019 tentang Pemetaan", 232)
    lines = [
        _line("1. Mampu membaca peta;", 100),
        _line("Menguasai tata buku tanpa", 133),
        _line("2", 150, 20),
        _line("bantuan orang lain", 166),
        _line("Peraturan Menteri Contoh Nomor", 199),
        numbered,
        _line("Kebun Raya", 265),
    ]
    assert _texts(*lines) == [
        "1. Mampu membaca peta;",
        "2. Menguasai tata buku tanpa",
        "bantuan orang lain",
        "3. Peraturan Menteri Contoh Nomor",
        "14 Tahun 2019 tentang Pemetaan",
        "Kebun Raya",
    ]
    lines[0] = _line("1, Mampu membaca peta;", 100)
    assert _texts(*lines)[1] == "2. Menguasai tata buku tanpa"
    assert numbered in with_lone_numbers([*lines[:-1], _line("Kebun Raya", 265), _line("dan Taman", 298)])


def test_a_number_that_belongs_to_the_sentence_stays() -> None:
    words = ("1. Surat edaran Nomor", "2.", "Tahun lalu")
    assert _texts(*(_line(text, 100 + 33 * at) for at, text in enumerate(words))) == list(words)
    words = ("1. Komputer", "7.", "Printer", "2. Kertas")
    assert _texts(*(_line(text, 100 + 33 * at) for at, text in enumerate(words))) == list(words)


def test_each_item_keeps_its_own_number() -> None:
    words = ("1.", "Komputer", "2.", "Printer", "3.", "4. Kertas")
    lines = [_line(text, 100 + 20 * at) for at, text in enumerate(words)]
    assert _texts(*lines) == ["1. Komputer", "2. Printer", "3.", "4. Kertas"]


def test_a_point_that_came_to_the_line_below_is_the_numbers_own() -> None:
    lines = [_line(text, 100 + 30 * at) for at, text in enumerate(("1. Komputer", "2", "· Printer", "9", "· Kertas"))]
    assert _texts(*lines) == ["1. Komputer", "2. Printer", "9", "· Kertas"]
    assert with_lone_numbers(lines)[1].readings == (("mesin", "2. Printer", 0.95),)


def test_a_lone_number_left_of_the_only_item_is_its_number() -> None:
    box = PagePlace(1, (0.05, 0.12, 0.07, 0.146))
    number = replace(_line("1", 120), place=box, bbox=(50.0, 120.0, 70.0, 146.0))
    texts = [_line("Wajib memahami tata buku,", 100), _line("tata arsip dan tata warkat", 140)]
    assert _texts(texts[0], number, texts[1]) == ["1. Wajib memahami tata buku,", "tata arsip dan tata warkat"]
    assert _texts(texts[0], _line("1", 120), texts[1]) == [texts[0].text, "1", texts[1].text]


def test_numbers_in_a_column_of_their_own_begin_the_items_beside_them() -> None:
    texts = [_line(text, 100 + 33 * at) for at, text in enumerate(("Jujur", "Teliti dan", "cermat", "Sehat", "sekali"))]
    column = [replace(_line(f"{n}.", top), place=_at_the_edge(top)) for n, top in enumerate((102, 132, 199), start=1)]
    assert _texts(*column, *texts) == ["1. Jujur", "2. Teliti dan", "cermat", "3. Sehat", "sekali"]
    below = replace(_line("2.", 165), place=_at_the_edge(165))
    assert "2. cermat" not in _texts(column[0], below, column[2], *texts)


def _at_the_edge(top: float) -> PagePlace:
    return PagePlace(1, (0.05, top / 1000, 0.07, (top + 26) / 1000))
