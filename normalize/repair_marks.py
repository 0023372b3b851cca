"""Misread marks: commas read as points, specks read as marks, hyphens set apart, dirt before a list's numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from normalize.changes import noted
from normalize.wordings import load_vocab
from normalize.words import is_known
from table_extract.table import Line

LAWS = re.compile(r"\b((?:per)?undang) ?- ?(?=undang(?:an)?\b)", re.IGNORECASE)
DOLLAR = re.compile(r"(?<=[, ])\$(?=\. ?[A-Z])")
"""The S of a degree, crossed by a pen."""
DOUBLE_POINT = re.compile(r"(?<=[A-Za-z])\.\.\s*(?=[A-Z])")
LETTERS_BEFORE, NAME_BEFORE = r"(?<=[A-Za-z]{2})", r"(?<=[A-Z]{5})"
"""What stands before a degree's comma; five capitals are no title such as S.STP."""
LIST_POINT = re.compile(r"(?P<left>[a-z]{4,})\.(?P<gap> )(?P<right>[a-z]{3,})(?![\w.])")
END_POINT = re.compile(r"(?<![\w.])[a-z]{4,}\.$")
SPECK = re.compile(r"(?<![\w.@:/-])(?P<left>[A-Za-z]?[a-z]{3,})\.(?P<right>[a-z]{4,})(?![\w.@:/-]\w)")
CLAUSE_STARTS = frozenset(
    ["jika", "apabila", "bila", "bilamana", "kalau", "kemudian", "lalu", "selanjutnya", "setelah", "sebelum", "untuk"]
    + ["agar", "supaya", "serta", "dan", "atau", "yang", "maka", "dalam", "pada", "dengan", "oleh", "dari", "karena"]
    + ["sedangkan", "tetapi", "namun"]
)
"""Words that begin a sentence an author forgot to begin with a capital."""
NO_LIST = CLAUSE_STARTS | {"selesai"}
"""Words before no comma of a list: the last stands as a sentence of its own where a procedure ends."""
MOST_LIST_WORDS = 8
"""A cell with more words is prose, where a point may be the author's."""
DIRT = re.compile(r"^[\"'`“”‘’+~^°*]{1,2} ?(?=\d{1,2}[.)] ?[A-Za-z])")
"""Specks before a list number."""
FIRST_NUMBER = re.compile(r"^[\"'`“”‘’+~^°*]{0,2} ?[147lI|]{1,2} ?[.,)] ?(?=[A-Za-z])")
SECOND_NUMBER = re.compile(r"^2 ?[.)] ?[A-Za-z]")
BARE_A, LETTER_B = re.compile(r"^a (?=[A-Z])"), re.compile(r"^b(?P<mark>[.)]) ?[A-Z]")
NUMBER_GAP = re.compile(r"^(\d{1,2}[.)])(?=[A-Z][a-z])")
ANY_NUMBER = re.compile(r"^\W{0,2}\d{1,2} ?[.,)]")


def without_specks(text: str, listed: Collection[str]) -> str:
    """Two listed words with a space where a speck on it was read as a point; sentences go on with a capital.

    >>> listed = {"surat", "tugas"}
    >>> without_specks("Konsep surat.tugas", listed), without_specks("tugas@surat.tugas.go.id", listed)
    ('Konsep surat tugas', 'tugas@surat.tugas.go.id')
    """

    def apart(found: re.Match[str]) -> str:
        both = found["left"].lower() in listed and found["right"] in listed
        return f"{found['left']} {found['right']}" if both else found.group()

    return SPECK.sub(apart, text)


def law_hyphens(text: str) -> str:
    """The hyphen of Undang-Undang, which engines set apart; authors leave it out.

    >>> law_hyphens("Undang Undang Nomor 25"), law_hyphens("peraturan perundang -undangan")
    ('Undang Undang Nomor 25', 'peraturan perundang-undangan')
    """
    return LAWS.sub(r"\1-", text)


def degree_commas(line: Line, doubted: bool) -> Line:
    """A line that names a person, with commas before degrees that were read as points.

    Two points are a point and a comma. One that the ink does not show clearly is a comma behind a whole name, others
    only in a doubted line.
    """
    text = DOLLAR.sub("S", DOUBLE_POINT.sub("., ", line.text))
    text = _degree_point(NAME_BEFORE).sub(", ", text) if "." in line.unseen_marks else text
    return noted(line, _degree_point(LETTERS_BEFORE).sub(", ", text) if doubted else text, "koma gelar")


@cache
def _degree_point(before: str) -> re.Pattern[str]:
    degrees = "|".join(re.escape(degree) for degree in load_vocab("people")["trailing"])
    return re.compile(rf"{before}\. ?(?=(?:{degrees})(?![A-Za-z]))")


def commas_seen(text: str, others: Sequence[str]) -> str:
    """A point between lower-case words is the comma that another engine read there.

    >>> commas_seen("hari kerja. sejak uji", ["han kerja, sejak uji"])
    'hari kerja, sejak uji'
    """

    def as_comma(found: re.Match[str]) -> str:
        comma = f"{found['left']}, {found['right']}"
        return comma if any(comma in other for other in others) else found.group()

    return LIST_POINT.sub(as_comma, text)


def list_commas(lines: Sequence[Line], known: Collection[str]) -> tuple[Line, ...]:
    """The lines of a cell that holds a short list, points between its lower-case words made commas; points that the
    ink shows clearly stay. One at a line's end is the comma that another engine read where a small letter follows."""
    follow = [*(below.text for below in lines[1:]), ""]
    lines = [_end_comma(line) if after[:1].islower() else line for line, after in zip(lines, follow, strict=False)]
    if not any("." in line.unseen_marks for line in lines):
        return tuple(lines)
    text = " ".join(line.text for line in lines)
    if len(text.split()) > MOST_LIST_WORDS:
        return tuple(lines)
    ends = [len(line.text) for line in lines]
    done = list_points(text, known)
    parts, at = [], 0
    for end in ends:
        parts.append(done[at : at + end])
        at += end + 1
    return tuple(noted(line, part, "koma daftar") for line, part in zip(lines, parts, strict=True))


def _end_comma(line: Line) -> Line:
    comma = f"{line.text[:-1]},"
    seen = END_POINT.search(line.text) and any(read.endswith(comma.split()[-1]) for _, read, _ in line.readings)
    return noted(line, comma, "koma daftar") if seen else line


def list_points(text: str, known: Collection[str]) -> str:
    """A point between two lower-case words of a short list is a comma.

    >>> list_points("Identitas. kronologi", {"identitas", "kronologi"})
    'Identitas, kronologi'
    """

    def as_comma(found: re.Match[str]) -> str:
        left = text[: found.end("left")].split()[-1].lower()
        sure = is_known(left, known) and is_known(found["right"], known)
        listed = left not in NO_LIST and found["right"] not in CLAUSE_STARTS
        return f"{found['left']}, {found['right']}" if sure and listed else found.group()

    return LIST_POINT.sub(as_comma, text)


def list_starts(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines without specks before their list numbers, with the blank behind them; the number before 2. is 1, that
    before b. an a."""
    cleaned = [noted(line, DIRT.sub("", line.text), "noda di depan nomor") for line in lines]
    second = next((found["mark"] for line in cleaned if (found := LETTER_B.match(line.text))), None)
    if second:
        cleaned[0] = noted(cleaned[0], BARE_A.sub(f"a{second} ", cleaned[0].text), "huruf pertama daftar")
    numbered = [at for at, line in enumerate(cleaned) if ANY_NUMBER.match(line.text)]
    counted = len(numbered) > 1 and numbered[0] == 0 and SECOND_NUMBER.match(cleaned[numbered[1]].text)
    if counted and not cleaned[0].text.startswith("1."):
        cleaned[0] = noted(cleaned[0], FIRST_NUMBER.sub("1. ", cleaned[0].text), "nomor pertama daftar")
    if counted:
        return tuple(noted(line, NUMBER_GAP.sub(r"\1 ", line.text), "spasi di belakang nomor") for line in cleaned)
    return tuple(cleaned)
