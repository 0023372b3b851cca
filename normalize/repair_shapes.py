"""Misreadings that are no wrong letters: Roman numbers, list numbers with dirt, commas read as points, torn words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from normalize.wordings import load_vocab
from normalize.words import attested_words, is_known
from table_extract.table import Line, Repair

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
LAW_NUMBER = re.compile(r"(?<=\bNomor )[\dSOIlBZ]{1,3}(?= Tahun (?:19|20)\d\d\b)")
LIKE_DIGITS = str.maketrans("SOIlBZ", "501182")
LEAVES = re.compile(r"(?<=\d )[I1|]br\b")
"""Lembar, shortened, behind their number."""
STAFF = re.compile(r"^Stat(?= [A-Z]|$)")
"""Staf at the head of a line: no post begins with Stat, but a team may be one of Stat. Produksi."""
RULING = re.compile(r"(?P<ruling>[|Il\]] ?(?=[A-Z])|[|\]] ?|[Il])(?P<word>[A-Z][a-z]{2,}|[a-z]{5,})")
LAWS = re.compile(r"\b((?:per)?undang) ?- ?(?=undang(?:an)?\b)", re.IGNORECASE)
DOLLAR = re.compile(r"(?<=[, ])\$(?=\. ?[A-Z])")
"""The S of a degree, crossed by a pen."""
DOUBLE_POINT = re.compile(r"(?<=[A-Za-z])\.\.\s*(?=[A-Z])")
LETTERS_BEFORE, NAME_BEFORE = r"(?<=[A-Za-z]{2})", r"(?<=[A-Z]{5})"
"""What stands before a degree's comma; five capitals are no title such as S.STP."""
LOST_NUMERAL = re.compile(r"(?<=[A-Za-z0-9.])[A-Za-z0-9]+//(?:19|20)\d\d\b")
YEAR_END = re.compile(r"(?P<number>\S*[^/\s]{2})/(?P<year>(?:19|20)\d\d)$")
LIST_POINT = re.compile(r"(?P<left>[a-z]{4,})\.(?P<gap> )(?P<right>[a-z]{3,})(?![\w.])")
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
NUMBER_GAP = re.compile(r"^(\d{1,2}[.)])(?=[A-Z][a-z])")
ANY_NUMBER = re.compile(r"^\W{0,2}\d{1,2} ?[.,)]")
PREFIXES = frozenset(
    ["di", "ke", "se", "ber", "ter", "per", "pe", "me", "mem", "men", "meng", "meny", "peng", "pen", "pem", "non"]
    + ["pra", "pasca", "antar", "sub", "eks", "multi"]
)
"""Authors set these apart from their word."""
LAST_PIECE = re.compile(r"(?P<piece>[A-Za-z]{2,})$")
NEXT_PIECE = re.compile(r"^(?![a-z][.)]\s+[A-Z])(?P<piece>[a-z]{1,8}|[A-Z]{1,8})(?P<rest>(?![\w/-]).*)$", re.S)
PAIR = re.compile(r"(?<![\w/.-])(?P<a>[A-Za-z][a-z]*) (?=(?P<b>[a-z]+)(?![\w/-]))")
VOWEL = re.compile(r"[aiueoy]")
SHORTEST_TORN = 5
FRAGMENT = 3
"""A known first piece takes only an ending as short as this."""


def line_shapes(line: Line, listed: Collection[str], known: Collection[str], doubted: bool) -> Line:
    """A line with Roman numbers, hyphens, commas that another engine saw, and words torn inside it put right."""
    others = [read for _, read, _ in line.readings[1:]]
    line = noted(line, roman_numbers(line.text), "angka Romawi")
    line = noted(line, without_specks(line.text, listed), "noda")
    line = noted(line, law_numbers(line.text), "angka")
    line = noted(line, LEAVES.sub("lbr", line.text), "satuan")
    line = noted(line, STAFF.sub("Staf", line.text), "nama jabatan")
    line = noted(line, law_hyphens(line.text), "tanda hubung Undang-Undang")
    line = noted(line, commas_seen(line.text, others), "koma daftar")
    return noted(line, join_pairs(line.text, listed, known, None if doubted else others), "kata terpotong")


def unruled(line: Line) -> Line:
    """The line of a cell without the ruling that was read with it."""
    return noted(line, without_ruling(line.text, attested_words()), "garis tabel")


def noted(line: Line, text: str, why: str) -> Line:
    """The line with a new text, what differs noted as one repair."""
    if text == line.text:
        return line
    return replace(line, text=text, repairs=(*line.repairs, Repair(*differing(line.text, text), why)))


def differing(old: str, new: str) -> tuple[str, str]:
    """The part of two texts that differs, in whole words.

    >>> differing("Buku Il Pedoman", "Buku II Pedoman")
    ('Il', 'II')
    """
    a, b = old.split(" "), new.split(" ")
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return " ".join(a), " ".join(b)


def without_ruling(text: str, known: Collection[str]) -> str:
    """A line without the ruling that touches its first word, read as a stroke, a capital I or an l.

    >>> known = {"pemeriksaan", "puas", "undangan", "lulusan", "ulusan"}
    >>> [without_ruling(text, known) for text in ("|Pemeriksaan", "IPuas", "lundangan", "I undangan", "Iulusan")]
    ['Pemeriksaan', 'Puas', 'undangan', 'I undangan', 'Iulusan']
    """
    found = RULING.match(text)
    if found is None or not is_known(found["word"], known):
        return text
    own = found["word"].islower() and any(is_known(letter + found["word"], known) for letter in "il")
    return text if own else text[found.end("ruling") :]


def roman_numbers(text: str) -> str:
    """Il is II, and a small l before a year the month I.

    >>> roman_numbers("Buku Il, Bab ll, dll, 12/SK/l/2012"), roman_numbers("Lihat Lampiran |")
    ('Buku II, Bab II, dll, 12/SK/I/2012', 'Lihat Lampiran I')
    >>> roman_numbers("D-Ill, DIll, D.ll, Dll.")
    'D-III, DIII, D.II, Dll.'
    """
    text = MONTH_L.sub("I", text)
    text = DIPLOMA.sub(lambda found: found["diploma"] + "I" * len(found["number"]), text)
    text = ROMAN.sub(lambda found: "I" * len(found.group()), text)
    return ROMAN_AFTER.sub(lambda found: found["before"] + "I" * len(found["number"]), text)


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


def law_numbers(text: str) -> str:
    """The number of a law that was read as letters alike: before "Tahun" stands none in Roman numbers.

    >>> law_numbers("UU Nomor SO Tahun 2009, PP Nomor I Tahun 2021, Nomor SOB Tahun lalu")
    'UU Nomor 50 Tahun 2009, PP Nomor 1 Tahun 2021, Nomor SOB Tahun lalu'
    """
    return LAW_NUMBER.sub(lambda found: found.group().translate(LIKE_DIGITS), text)


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
    ink shows clearly stay."""
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


def join_pairs(text: str, listed: Collection[str], known: Collection[str], others: Sequence[str] | None = None) -> str:
    """Two pieces that are no words make one that is; given ``others``, only if one of these readings has it whole.

    >>> join_pairs("Dok umen surat", {"dokumen"}, {"surat"}), join_pairs("ter update", {"terupdate"}, {})
    ('Dokumen surat', 'ter update')
    """
    for found in PAIR.finditer(text):
        whole = found["a"] + found["b"]
        seen = others is None or no_word(found["b"]) or any(whole in one for one in others)
        if seen and is_torn(found["a"], found["b"], listed, known):
            return join_pairs(text[: found.start()] + whole + text[found.end("b") :], listed, known, others)
    return text


def is_torn(first: str, second: str, listed: Collection[str], known: Collection[str]) -> bool:
    """Whether two pieces are one word: listed together, the second alone none, nor the first before a longer one."""
    whole = (first + second).lower()
    if no_word(second) and len(first) > 1 and not is_known(first, known):
        return whole in listed
    if len(whole) < SHORTEST_TORN or {first.lower(), second} & PREFIXES or is_known(second, known):
        return False
    return whole in listed and (not is_known(first, known) or len(second) <= FRAGMENT)


def no_word(piece: str) -> bool:
    """Whether a piece in small letters has no vowel.

    >>> no_word("ng"), no_word("an")
    (True, False)
    """
    return piece.islower() and not VOWEL.search(piece)


def are_torn(first: str, second: str, listed: Collection[str], known: Collection[str]) -> bool:
    """``is_torn`` at the end of a line, also in capitals, where the first piece must be no word (Tingkat I).

    >>> are_torn("INFORMAS", "I", {"informasi"}, {}), are_torn("TINGKAT", "I", {"tingkati"}, {"tingkat"})
    (True, False)
    """
    capitals = second.isupper()
    alike = first.isupper() if capitals else not first.isupper()
    return alike and is_torn(first, second.lower(), listed, known) and not (capitals and is_known(first, known))


def torn_words(lines: Sequence[Line], listed: Collection[str], known: Collection[str]) -> tuple[Line, ...]:
    """Words that a narrow column broke over two lines, whole again in the first of them."""
    done = list(lines)
    for at in range(len(done) - 1, 0, -1):
        last, following = LAST_PIECE.search(done[at - 1].text), NEXT_PIECE.match(done[at].text)
        if last and following and are_torn(last["piece"], following["piece"], listed, known):
            whole = last["piece"] + following["piece"]
            text = done[at - 1].text[: last.start()] + whole
            repair = Repair(f"{last['piece']} {following['piece']}", whole, "kata terpotong")
            done[at - 1] = replace(done[at - 1], text=text, repairs=(*done[at - 1].repairs, repair))
            done[at] = replace(done[at], text=following["rest"].lstrip())
    return tuple(line for line in done if line.text)


def goes_on(lines: Sequence[Line], at: int, known: Collection[str]) -> bool:
    """Whether the last word of a line may go on in the next one, which begins with no known word."""
    last = LAST_PIECE.search(lines[at].text)
    following = NEXT_PIECE.match(lines[at + 1].text) if at + 1 < len(lines) else None
    if last is None or following is None:
        return False
    alike = last["piece"].isupper() == following["piece"].isupper()
    return alike and not is_known(following["piece"], known)


def list_starts(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines without specks before their list numbers, with the blank behind them; the number before 2. is 1."""
    cleaned = [noted(line, DIRT.sub("", line.text), "noda di depan nomor") for line in lines]
    numbered = [at for at, line in enumerate(cleaned) if ANY_NUMBER.match(line.text)]
    counted = len(numbered) > 1 and numbered[0] == 0 and SECOND_NUMBER.match(cleaned[numbered[1]].text)
    if counted and not cleaned[0].text.startswith("1."):
        cleaned[0] = noted(cleaned[0], FIRST_NUMBER.sub("1. ", cleaned[0].text), "nomor pertama daftar")
    if counted:
        return tuple(noted(line, NUMBER_GAP.sub(r"\1 ", line.text), "spasi di belakang nomor") for line in cleaned)
    return tuple(cleaned)
