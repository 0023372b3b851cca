"""What may be misread in an identity value although engines agree: reasons for a reviewer, with the likely reading.

Nothing is changed here: the text stays as read, a reason with "mungkin" says what was likely printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from rapidfuzz.distance import Levenshtein

from normalize.confidence import from_scan
from normalize.identity_content import names_position
from normalize.nip import DIGITS as NIP_DIGITS
from normalize.wordings import fold
from table_extract.table import Line

YEAR = re.compile(r"(?:19|20)\d\d")
CUT_YEAR = re.compile(r"(?:19|20)\d")
NUMBERED_PARTS = 3
"""Parts of a document number that ends with its year, at least: "800/202" is a file and its number."""
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
STROKES = str.maketrans("1l|!", "IIII")
"""What an upright stroke of a Roman number is read as."""
LIKE_ROMAN = re.compile(r"[IVX1l|!]{1,4}")
ZERO_IN_WORD = re.compile(r"(?=[A-Z]*0)(?=(?:0?[A-Z]){2})[A-Z0]+")
LETTER_IN_DIGITS = re.compile(r"(?=.*\d)[\dOolI|]*[OolI|][\dOolI|]*")
REGIONS = frozenset({"kabupaten", "kota", "provinsi", "kab", "prov", "republik", "daerah"})
"""Words that begin what a position may leave out of the office's name."""
OF_WHAT = frozenset({"kepala", "ketua", "wakil", "sekretaris", "asisten"})
"""Positions of nothing unless more follows: alone in ink, it has lost the rest to a signature."""
AS_DIGITS = str.maketrans("OoQDlI|", "0000111")
LOST_STROKE = re.compile(r"\w\s+\w|:")
SPECK = re.compile(r"(?<=\w)[·˙](?=\s|$)|(?<=\s)[·˙](?=\w)")
"""A raised dot that touches a word inside a text: dirt on paper, no mark that is printed there."""
SLASHED = re.compile(r"\S+/\S*/(?:19|20)\d\d\b")
SHORT_YEAR = re.compile(r"\btahun\s+(?P<year>\d{1,3}(?:\s+\S{1,2})?)\s+(?=tentang\b)", re.IGNORECASE)
TORN_YEAR = re.compile(r"(?<=\btahun )(?P<head>(?:19|20)\d?) ?(?P<tail>(?<= )\d{1,2})(?=\s|$)", re.IGNORECASE)
COMMA_AFTER_NO = re.compile(r"\b(No),(?=\s?\d)")
LOST_DIGIT = re.compile(r"\d\s?[-/.]\s+\d[-/.]|^\W*0[-/.]\d{4}")
"""A numeric date with a blank where its month or day begins."""
LONG_WORD = 4
"""Letters from which a word of a position is held against the words of the office's name."""
MOST_LETTERS = 2
"""Letters that a misread word differs in at most."""

NO_MONTH = "bulan di antara garis miring tidak terbaca: mungkin I"
LONE_STROKE = "angka Romawi bulan mudah tergerus pindaian: mungkin I atau II"
CUT_RANGE = re.compile(r"[A-Za-z]\s+\d{4}\s*[-–—]\s*\d{0,2}\W*$")
"""A date that a second one begins to follow: the rest of a span of time."""
FEWEST_BEFORE = 2
"""Words of an office's name before those that something hides: "Dinas Pangan" is not "Dinas Pertanian dan Pangan"."""
LOST_IN_DATE = "angka tanggal mungkin tidak terbaca"
RULING = "garis tabel terbaca sebagai |"
NO_STROKE = "garis miring mungkin tidak terbaca"
DIGITS_DIFFER = "angka berbeda antara dua mesin baca"


def reading_doubts(lines: Sequence[Line]) -> tuple[str, ...]:
    """Reasons where two engines read different digits in one line, or a ruling was read between words."""
    for line in lines:
        if re.search(r"\s\|\s", line.text) and from_scan([line]):
            return (RULING,)
        read = list(dict.fromkeys(_digits(text) for _, text, _ in line.readings))
        if len(read) > 1:
            return (f"{DIGITS_DIFFER}: {' / '.join(part or '-' for part in read)}",)
    return ()


def _digits(text: str) -> str:
    return "".join(mark for mark in text if mark.isdigit())


def number_doubts(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """Doubts about a document number: its Roman month, letters among digits, strokes that were lost.

    Only for text read from ink: a text layer has no misreadings.
    """
    if not from_scan(lines) or not any(mark.isalnum() for mark in text):
        return ()
    parts = [part.strip() for part in text.split("/")]
    reasons = [reason for part in parts for reason in _part_doubts(part)]
    for month, year in zip(parts, parts[1:], strict=False):
        if YEAR.fullmatch(year):
            reasons += _month_doubts(month)
    if CUT_YEAR.fullmatch(parts[-1]) and len(parts) >= NUMBERED_PARTS:
        reasons.append(f"tahun tidak lengkap: {parts[-1]}")
    return tuple(dict.fromkeys(reasons))


def law_number_doubts(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """The same for document numbers inside a legal base, such as "026/KMA/SK/II/2012"."""
    return tuple(reason for token in SLASHED.findall(text) for reason in number_doubts(token, lines))


def _month_doubts(part: str) -> list[str]:
    if not part:
        return [NO_MONTH]
    if part == "I":
        return [LONE_STROKE]
    meant = part.translate(STROKES)
    if not LIKE_ROMAN.fullmatch(part) or part == meant or meant not in ROMAN_MONTHS:
        return []
    return [f"{part}: mungkin {meant} (bulan dalam angka Romawi)"]


def _part_doubts(part: str) -> list[str]:
    reasons = []
    for word in re.split(r"[\s.\-]+", part):
        if ZERO_IN_WORD.fullmatch(word):
            reasons.append(f"{word}: mungkin {word.replace('0', 'O')}")
        elif LETTER_IN_DIGITS.fullmatch(word):
            reasons.append(f"{word}: mungkin {word.translate(AS_DIGITS)}")
    if LOST_STROKE.search(part):
        reasons.append(NO_STROKE)
    return reasons


def date_doubts(text: str, precision: str | None) -> tuple[str, ...]:
    """Doubts about a date whose day is no day: "102 Februari 2023", where a ruling was read as a 1.

    >>> date_doubts("102 Februari 2023", "month")
    ('102: mungkin 02',)
    >>> date_doubts("2 Februari 2023 - 2", "day")
    ('angka tanggal mungkin tidak terbaca',)
    """
    if LOST_DIGIT.search(text) or CUT_RANGE.search(text):
        return (LOST_IN_DATE,)
    head = re.match(r"\W*(?P<day>[\dOolI|]{3,}|\d{1,2}\s+\d{1,2})(?=\W)", text)
    if precision is None or head is None or YEAR.fullmatch(head["day"]):
        return ()
    return (f"{head['day']}: mungkin {head['day'].split()[-1][-2:]}",)


def year_doubts(text: str) -> tuple[str, ...]:
    """Doubts about the year of a legal base that has lost digits: "Tahun 201 tentang".

    >>> year_doubts("PP Nomor 8 Tahun 201 tentang Keuangan")
    ('tahun tidak lengkap: 201',)
    """
    return tuple(f"tahun tidak lengkap: {found['year']}" for found in SHORT_YEAR.finditer(text))


def mend_law(text: str) -> tuple[str, tuple[str, ...]]:
    """A legal base read from ink with its torn years joined and the comma after No a dot again, and the changes.

    >>> mend_law("Permendagri No, 52 Tahun 2011")
    ('Permendagri No. 52 Tahun 2011', ('No, -> No.: singkatan nomor',))
    """
    text, changes = join_year(text)
    mended = COMMA_AFTER_NO.sub(r"\1.", text)
    return mended, changes if mended == text else (*changes, "No, -> No.: singkatan nomor")


def join_year(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a year that an engine tore in two put together, and the changes.

    >>> join_year("PP Nomor 8 Tahun 201 1 tentang Keuangan")
    ('PP Nomor 8 Tahun 2011 tentang Keuangan', ('201 1 -> 2011: spasi di dalam tahun',))
    """
    changes = []
    for found in list(TORN_YEAR.finditer(text)):
        year = found["head"] + found["tail"]
        if YEAR.fullmatch(year) and found[0] != year:
            changes.append(f"{found[0]} -> {year}: spasi di dalam tahun")
            text = text.replace(found[0], year, 1)
    return text, tuple(changes)


def drop_specks(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without raised dots that touch a word, and the change.

    >>> drop_specks("KETUA· PENGADILAN")
    ('KETUA PENGADILAN', ('· dihapus: bintik pindaian',))
    """
    clean = SPECK.sub("", text)
    return clean, () if clean == text else ("· dihapus: bintik pindaian",)


def nip_as_digits(text: str, digits: str | None) -> tuple[str, tuple[str, ...]]:
    """A valid NIP's text with letters that stand for digits put right, and the changes.

    >>> nip_as_digits("19700615 199305 2 O11", "197006151993052011")
    ('19700615 199305 2 011', ('O11 -> 011: NIP berisi angka saja',))
    """
    meant = text.translate(NIP_DIGITS)
    if digits is None or meant == text or _digits(meant) != digits:
        return text, ()
    pairs = zip(text.split(), meant.split(), strict=True)
    return meant, tuple(f"{old} -> {new}: NIP berisi angka saja" for old, new in pairs if old != new)


def position_doubts(position: str, office: str) -> tuple[str, ...]:
    """Doubts about words of a position that nearly are words of the office's name, a torn end, words that it lacks.

    >>> position_doubts("KEPALA DINAS PANGA", "DINAS PANGAN")
    ('PANGA: mungkin PANGAN',)
    """
    known = {fold(word): word for word in re.findall(r"\w+", office)}
    reasons = _cut_first_word(position)
    if re.sub(r"\W", "", position).lower() in OF_WHAT:
        reasons.append("jabatan mungkin terpotong: nama kantor tidak terbaca")
    reasons += [
        f"{word}: mungkin {known[near[0]]}"
        for word in re.findall(r"\w+", position)[1:]
        if len(word) >= LONG_WORD and fold(word) not in known and len(near := _near(fold(word), list(known))) == 1
    ]
    if re.search(r"(?:\b(?:dan|dan/atau|serta)|[&,])\s*$", position, re.IGNORECASE):
        reasons.append("jabatan terpotong di akhir baris")
    rest = rest_of_office(position, office)
    if rest and not reasons:
        reasons.append(f"jabatan mungkin terpotong: nama kantor berlanjut dengan {rest}")
    if hidden := hidden_of_office(position, office):
        reasons.append(f"kata yang mungkin tertutup: {hidden}")
    return tuple(reasons)


def rest_of_office(position: str, office: str) -> str:
    """What is left of the office's name where a position ends within it; nothing where the rest is a region.

    >>> rest_of_office("KEPALA BALAI BENIH RAWA", "PEMERINTAH KOTA ABADI\\nBALAI BENIH RAWA TERATAI")
    'TERATAI'
    >>> rest_of_office("KEPALA DINAS PANGAN", "DINAS PANGAN KABUPATEN ABADI")
    ''
    """
    words = position.lower().split()
    for line in office.split("\n"):
        named = line.lower().split()
        for count in range(len(named), 1, -1):
            *before, last = named[:count]
            cut = words[-1:] and last.startswith(words[-1]) and words[-count:-1] == before
            rest = line.split()[count if words[-1:] == [last] else count - 1 :]
            if cut and len(words) > count and rest:
                return "" if rest[0].lower() in REGIONS else " ".join(rest)
    return ""


def hidden_of_office(position: str, office: str) -> str:
    """The words amid the office's name that a position lacks, as under a pen's stroke; nothing where it has all.

    >>> hidden_of_office("Kepala Badan Kepegawaian dan SDM", "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SDM")
    'PENGEMBANGAN'
    >>> hidden_of_office("Kepala Dinas Pangan", "DINAS PERTANIAN DAN PANGAN")
    ''
    """
    words = position.lower().split()
    for line in office.split("\n"):
        named = line.lower().split()
        for start in range(FEWEST_BEFORE, len(named) - 1):
            for end in range(start + 1, len(named)):
                kept = [*named[:start], *named[end:]]
                if words[-len(kept) :] == kept and len(words) > len(kept):
                    return " ".join(line.split()[start:end])
    return ""


def _cut_first_word(position: str) -> list[str]:
    """A first word that lost its first letter to a paraph: "EPALA DINAS"."""
    word = next(iter(position.split()), "")
    if len(word) < LONG_WORD or names_position(word.split("/")[0]):
        return []
    whole = [letter + word for letter in ascii_uppercase if names_position(letter + word)]
    return [f"{word}: mungkin {whole[0]}"] if whole else []


def _near(word: str, others: Sequence[str]) -> list[str]:
    allowed = 1 if len(word) <= LONG_WORD + 1 else MOST_LETTERS
    return [other for other in others if len(other) >= LONG_WORD and Levenshtein.distance(word, other) <= allowed]
