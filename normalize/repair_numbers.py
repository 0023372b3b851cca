"""Misread numbers: Roman ones with an l in them or a month that got lost, a law's number read as letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from table_extract.table import Repair

ROMAN = re.compile(r"(?<![\w/.'-])(?=[Il]*I)(?=[Il]*l)[Il]{2,3}(?![\w/'-])")
"""II and III with an l in them; no word is spelled so."""
ROMAN_AFTER = re.compile(
    r"\b(?P<before>(?:Buku|Bab|Tingkat|Eselon|Golongan|Semester|Tahap|Triwulan|Lampiran|Kelas|Bagian|Wilayah|Dekan|"
    r"Asisten) )(?P<number>l{2,3}|\|{1,3})(?!\w)",
    re.IGNORECASE,
)
DIPLOMA = re.compile(r"\b(?P<diploma>D(?:[-.]|(?=l{0,2}I)))(?P<number>(?=I{0,2}l)[Il]{2,3})(?!\w)")
"""D-II and D-III, the degrees of an academy; Dll. is "and so on"."""
MONTH_L = re.compile(r"(?<=/)l(?=/(?:19|20)\d\d\b)")
MONTH_WITH_ONES = re.compile(r"(?<=/)(?=[IVXl1]*[l1])(?:[l1]?[VX]|V[Il1]{1,3}|X[Il1]{1,2})(?=/(?:19|20)\d\d\b)")
"""A month in Roman numbers with strokes read as 1 or l: beside V or X they are no digits."""
NEARLY_YEAR = re.compile(r"(?<=\d )T(?!ahun(?:an)? )(?:a\w{1,3}un|ah\w{1,3}n|ahu\w)(?= (?:19|20)\d\d\b)")
"""The word between the number of a law and its year, with a letter misread or one too many."""
LAW_NUMBER = re.compile(r"(?<=\bNomor )[\dSOIlBZ]{1,3}(?= Tahun (?:19|20)\d\d\b)")
STROKES = str.maketrans("l1", "II")
LIKE_DIGITS = str.maketrans("SOIlBZ", "501182")
GAP_AT_ONE = re.compile(r"(?<![\w.,/-])(?<!\d )(?=\d*1 |\d+ 1)(?P<left>\d{1,3}) (?P<right>\d{1,3})(?!\w| \d)")
LONGEST_NUMBER = 4
"""Digits of a year; longer numbers are printed in groups."""
LOST_NUMERAL = re.compile(r"(?<=[A-Za-z0-9.])[A-Za-z0-9]+//(?:19|20)\d\d\b")
YEAR_END = re.compile(r"(?P<number>\S*[^/\s]{2})/(?P<year>(?:19|20)\d\d)$")


def roman_numbers(text: str) -> str:
    """Il is II, and a small l before a year the month I.

    >>> roman_numbers("Buku Il, Bab ll, dll, 12/SK/l/2012"), roman_numbers("Lihat Lampiran |")
    ('Buku II, Bab II, dll, 12/SK/I/2012', 'Lihat Lampiran I')
    >>> roman_numbers("D-Ill, DIll, D.ll, Dll.")
    'D-III, DIII, D.II, Dll.'
    >>> roman_numbers("12/SK/X1/2012, 12/SK/1V/2012, 12/SK/VIl/2012, 12/SK/11/2012, 12/X1/SK")
    '12/SK/XI/2012, 12/SK/IV/2012, 12/SK/VII/2012, 12/SK/11/2012, 12/X1/SK'
    """
    text = MONTH_WITH_ONES.sub(lambda found: found.group().translate(STROKES), text)
    text = MONTH_L.sub("I", text)
    text = DIPLOMA.sub(lambda found: found["diploma"] + "I" * len(found["number"]), text)
    text = ROMAN.sub(lambda found: "I" * len(found.group()), text)
    return ROMAN_AFTER.sub(lambda found: found["before"] + "I" * len(found["number"]), text)


def law_numbers(text: str) -> str:
    """The number of a law that was read as letters alike: before "Tahun" stands none in Roman numbers.

    >>> law_numbers("UU Nomor SO Tahun 2009, PP Nomor I Tahun 2021, Nomor SOB Tahun lalu")
    'UU Nomor 50 Tahun 2009, PP Nomor 1 Tahun 2021, Nomor SOB Tahun lalu'
    >>> law_numbers("Nomor 14 Tahiun 2008, Nomor 5 Tahunan 2008, No. 12 Tabun 2011")
    'Nomor 14 Tahun 2008, Nomor 5 Tahunan 2008, No. 12 Tahun 2011'
    """
    text = NEARLY_YEAR.sub("Tahun", text)
    return LAW_NUMBER.sub(lambda found: found.group().translate(LIKE_DIGITS), text)


def joined_ones(text: str, others: Sequence[str]) -> str:
    """A number without the gap that a slim 1 leaves in it, where another engine read it whole.

    >>> joined_ones("1 1. Daftar", ["11. Daftar"]), joined_ones("1 10 orang", ["1 10 orang"])
    ('11. Daftar', '1 10 orang')
    """

    def whole(found: re.Match[str]) -> str:
        number = found["left"] + found["right"]
        seen = len(number) <= LONGEST_NUMBER and any(re.search(rf"(?<!\d){number}(?!\d)", read) for read in others)
        return number if seen else found.group()

    return GAP_AT_ONE.sub(whole, text)


def lost_numerals(text: str) -> Iterator[Repair]:
    """Two strokes in a document number: a Roman numeral between them was perhaps lost.

    >>> [repair.meant for repair in lost_numerals("Nomor 12/OT.01//2023")]
    ['01/I/2023']
    """
    for found in LOST_NUMERAL.finditer(text):
        yield Repair(found.group(), found.group().replace("//", "/I/"), "angka Romawi", certain=False)


def dropped_months(text: str, others: Sequence[str]) -> Iterator[Repair]:
    """A document number without the Roman month that another engine saw, as I or as a 1.

    >>> [repair.meant for repair in dropped_months("12/OT.01/2023", ["12/OT.01/1/2023"])]
    ['12/OT.01/I/2023']
    """
    found = YEAR_END.search(text)
    if found and any(re.search(rf"/[1lI|]?/{found['year']}$", other) for other in others):
        yield Repair(found.group(), f"{found['number']}/I/{found['year']}", "angka Romawi", certain=False)
