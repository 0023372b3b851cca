"""Words broken over two lines of a cell, on scans and in text layers alike: at a hyphen, or where a column is narrower
than the word."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from normalize.words import attested_words, is_known, listed_words
from table_extract.table import Cell, Line, Repair

BROKEN = "kata terpotong di akhir baris"
HYPHEN_END = re.compile(r"(?P<piece>[A-Za-z]{2,})-$")
NEXT_PIECE = re.compile(r"^(?![a-z][.)]\s+[A-Z])(?P<piece>[A-Za-z]+)(?P<rest>.*)$", re.S)
NEXT_HYPHEN = re.compile(r"^-(?P<piece>[A-Za-z]+)")
"""Behind the first piece of a line, where a long word in a narrow column is broken a second time."""
LONE_PIECE = re.compile(r"^(?:\S*[^\sA-Za-z])?(?P<piece>[A-Za-z]{2,}|(?<=/)[A-Za-z])$")
"""Where a column breaks a word that is too long for it, the word begins on a line of its own."""
PARTICLES = frozenset({"lah", "kah", "pun"})
"""They make a possible word of any other, such as of what is left of sekolah."""
ENDINGS = PARTICLES | {"kan", "an", "nya"}
"""Known as words of their own, but nobody sets them apart."""
PREFIXES = frozenset({"non", "pra", "pasca", "anti", "sub", "multi", "semi", "eks", "ex", "pro", "antar", "inter", "e"})
"""Set before another word with a hyphen, be that word never so rare."""
AFFIXES = frozenset({"pe", "pen", "pem", "peng", "peny", "me", "men", "mem", "meng", "meny", "ber", "ter", "per"})
"""No words of their own, whatever a pen is: what they make with the next piece is one."""
HOURS = re.compile(r"([01]?\d|2[0-4])(?P<mark>[.:])[0-5]\d-([01]?\d|2[0-4])(?P=mark)[0-5]\d")
"""From one hour of the day to another, in one word."""
VOWEL = re.compile(r"[aiueo]", re.IGNORECASE)
"""Words break between syllables, each of which has one; abbreviations joined by a hyphen may have none."""
AFFIX_END = re.compile(r"(?:^|\s)(?P<piece>[A-Za-z]{2,4})$")
"""What may be an affix whose hyphen is lost."""
SAME_SHAPE = frozenset("COSUVWXZ")
"""Letters that look the same in both cases, where nothing beside them tells their height."""
SUFFIXES = frozenset({"an", "kan", "nya", "asi", "isasi", "itas"})
"""What ends a word whose beginning is none, known or mistyped: in a full column it stands on no line of its own."""
LEAST_STEM, LONGEST_REST = 4, 9
"""Letters of a beginning that suffixes go with, at least, and of a rest, at most."""
LEAST_MISTYPED = 8
"""Letters of a mistyped word at least: of short ones another is always near."""
LONGEST_ENDING, SHORTEST_WORD = 2, 3
"""Letters of a broken word's end, and of the word behind it."""
ROOM = 2.0
"""A line that could hold so many more letters, at its own letters' width, was broken where the author had a space."""


def whole_words(cell: Cell, known: Collection[str]) -> Cell:
    """The cell with broken words whole, in the first of their lines; each one is noted."""
    done = list(cell.lines)
    for at in range(len(done) - 1, 0, -1):
        joined = _join(done[at - 1], done[at], cell, known)
        if joined is not None:
            done[at - 1 : at + 1] = joined
    return replace(cell, lines=tuple(done)) if len(done) < len(cell.lines) or done != list(cell.lines) else cell


def _join(first: Line, second: Line, cell: Cell, known: Collection[str]) -> list[Line] | None:
    """The two lines with the broken word in the first; None where no word is broken."""
    following = NEXT_PIECE.match(second.text)
    if following is None:
        return _join_hours(first, second, cell)
    piece, rest = following["piece"], following["rest"]
    if piece in SAME_SHAPE and not rest:
        piece = piece.lower()
    hyphen, lone = HYPHEN_END.search(first.text), LONE_PIECE.match(first.text)
    if hyphen is not None and _grew(hyphen["piece"], piece):
        piece = piece.lower()
    if hyphen is not None and _alike(hyphen["piece"], piece):
        broken_again = NEXT_HYPHEN.match(rest)
        if broken_again is not None and is_known(hyphen["piece"] + piece + broken_again["piece"], known):
            piece, rest = piece + broken_again["piece"], rest[broken_again.end() :]
        whole = hyphen_to_word(hyphen["piece"], piece, known)
        end = hyphen.start()
    elif lone is not None and is_broken(lone["piece"], piece, rest, known) and _is_full(first, cell):
        whole, end = lone["piece"] + piece, lone.start("piece")
    elif (affix := AFFIX_END.search(first.text)) is not None and lost_hyphen(affix["piece"], piece):
        whole, end = affix["piece"] + piece, affix.start("piece")
    elif lone is not None and (ending := lost_ending(lone["piece"], piece)) and _is_full(first, cell):
        whole, end = lone["piece"] + ending, lone.start("piece")
        piece, rest = ending, f" {piece.removeprefix(ending)}{rest}"
    else:
        return None
    tail = re.match(r"\S*", rest)
    kept = tail.group() if tail else ""
    text = first.text[:end] + whole + kept
    repair = Repair(f"{first.text[end:]} {piece}", whole, BROKEN)
    return _moved_up(first, second, text, rest[len(kept) :].strip(), repair)


def _grew(first: str, second: str) -> bool:
    """Whether the rest of a broken word was read with a capital that has the small letter's shape."""
    whole = f"{first}{second.lower()}"
    return second[0] in SAME_SHAPE and first.islower() and whole in listed_words()


def _join_hours(first: Line, second: Line, cell: Cell) -> list[Line] | None:
    """The two lines with hours broken anywhere in the first; None where there are none."""
    begun, _, left = second.text.partition(" ")
    piece = first.text.rpartition(" ")[2]
    if not HOURS.fullmatch(piece + begun) or not (piece.endswith("-") or _is_full(first, cell)):
        return None
    return _moved_up(first, second, first.text + begun, left, Repair(f"{piece} {begun}", piece + begun, BROKEN))


def _moved_up(first: Line, second: Line, text: str, left: str, repair: Repair) -> list[Line]:
    """The first line with its whole word, and what is ``left`` of the second."""
    repairs = (*first.repairs, *(() if left else second.repairs), repair)
    lines = [replace(first, text=text, repairs=repairs)]
    return [*lines, replace(second, text=left)] if left else lines


def hyphen_to_word(first: str, second: str, known: Collection[str]) -> str:
    """The word that a line's hyphen broke, or the two words that the hyphen joins.

    >>> hyphen_to_word("permo", "honan", {"permohonan"}), hyphen_to_word("masing", "masing", {"masing"})
    ('permohonan', 'masing-masing')
    >>> hyphen_to_word("per", "mohonan", {"permohonan", "per", "mohonan"}), hyphen_to_word("Kasub", "bag", {"kasubbag"})
    ('permohonan', 'Kasubbag')
    >>> hyphen_to_word("konsi", "nyering", set()), hyphen_to_word("non", "perizinan", set())
    ('konsinyering', 'non-perizinan')
    >>> hyphen_to_word("perang", "gungjawaban", set()), hyphen_to_word("non", "yustisial", set())
    ('peranggungjawaban', 'non-yustisial')
    >>> hyphen_to_word("ABC", "XYZ", set()), hyphen_to_word("Kasub", "bgn", set())
    ('ABC-XYZ', 'Kasub-bgn')
    >>> hyphen_to_word("pen", "dukung", {"pen", "dukung", "pendukung"})
    'pendukung'
    """
    listed = (first + second).lower() in listed_words()
    syllables = VOWEL.search(first) and VOWEL.search(second)
    no_words = syllables and first.lower() not in PREFIXES and not is_known(second, attested_words())
    affixed = first.lower() in AFFIXES
    broken = (
        listed or no_words or (is_known(first + second, known) and (affixed or not _two_words(first, second, known)))
    )
    return first + second if broken else f"{first}-{second}"


def _two_words(first: str, second: str, known: Collection[str]) -> bool:
    """Whether both pieces are words; a form that is merely possible, as "mohonan", gives way to a listed whole."""
    by = listed_words() if (first + second).lower() in listed_words() else known
    return is_known(first, by) and is_known(second, by)


def is_broken(first: str, second: str, rest: str, known: Collection[str]) -> bool:
    """Whether two pieces are one word: a known one, or no word and a lone letter, which is none and begins no item.

    >>> known = {"permohonan", "formulir"}
    >>> is_broken("permohona", "n", "", known), is_broken("Keberadaany", "a", " (hilang)", known)
    (True, True)
    >>> is_broken("formulir", "a", " permohonan", known), is_broken("fotokop", "a", " Surat", known)
    (False, False)
    >>> is_broken("permohho", "nan", "", known), is_broken("Rana", "gan", "", known)
    (True, False)
    >>> [is_broken(first, end, "", known) for first, end in (("kebuuth", "an"), ("konfront", "asi"), ("surat", "an"))]
    [True, True, False]
    """
    letter = len(second) == 1 and not re.match(r"[.)]|\s+[A-Z]", rest)
    ending = second in SUFFIXES and len(first) >= LEAST_STEM
    torn = (letter or ending) and _alike(first, second) and not is_known(first, attested_words())
    return torn or is_one_word(first, second, known) or _is_mistyped(first, second)


def _is_mistyped(first: str, second: str) -> bool:
    """Whether two pieces, neither of which is a word, are one with a letter too many, too few or wrong."""
    words = attested_words()
    whole = (first + second).lower()
    if len(second) < 2 or len(whole) < LEAST_MISTYPED or not _alike(first, second):
        return False
    if is_known(first, words) or is_known(second, words):
        return False
    return process.extractOne(whole, listed_words(), scorer=Levenshtein.distance, score_cutoff=1) is not None


def is_one_word(first: str, second: str, known: Collection[str]) -> bool:
    """Whether two pieces without a hyphen are one word: known together, and not each by itself.

    >>> is_one_word("permohona", "n", {"permohonan"}), is_one_word("surat", "kuasa", {"surat", "kuasa", "suratkuasa"})
    (True, False)
    >>> is_one_word("ada", "lah", {"adalah"}), is_one_word("Operator", "lah", {"operator", "operatorlah"})
    (True, False)
    """
    both = _two_words(first, second, known) and second.lower() not in ENDINGS
    if second.lower() in PARTICLES and (first + second).lower() not in listed_words():
        return False
    return len(second) <= LONGEST_REST and _alike(first, second) and not both and is_known(first + second, known)


def lost_hyphen(first: str, second: str) -> bool:
    """Whether a line that ends with an affix lost its hyphen: only with the affix is the next word a listed one.

    >>> lost_hyphen("per", "mohonan"), lost_hyphen("per", "bulan"), lost_hyphen("me", "nyusun"), lost_hyphen("per", "x")
    (True, False, True, False)
    """
    words = listed_words()
    return first.lower() in AFFIXES and second.lower() not in words and (first + second).lower() in words


def lost_ending(first: str, second: str) -> str:
    """The end of a broken word that was read as one with the word behind it; empty where either piece is a word.

    >>> lost_ending("perpustakaa", "nsekolah"), lost_ending("sura", "tugas"), lost_ending("buku", "ntamu")
    ('n', '', '')
    """
    if is_known(first, attested_words()) or is_known(second, attested_words()):
        return ""
    words = ((second[:at], second[at:]) for at in range(1, min(LONGEST_ENDING, len(second) - SHORTEST_WORD) + 1))
    listed = listed_words()
    return next((end for end, word in words if (first + end).lower() in listed and word in listed), "")


def _alike(first: str, second: str) -> bool:
    return second.islower() if not (first.isupper() and len(first) > 1) else second.isupper()


def _is_full(line: Line, cell: Cell) -> bool:
    """Whether no further letter would have fitted into a line, which may run up or down the page."""
    if line.bbox is None or cell.bbox is None or not line.text:
        return False
    x0, y0, x1, y1 = line.bbox
    start, end = (1, 3) if len(line.text) > 2 and y1 - y0 > x1 - x0 else (0, 2)
    margin = min(other.bbox[start] for other in cell.lines if other.bbox is not None) - cell.bbox[start]
    letter = (line.bbox[end] - line.bbox[start]) / len(line.text)
    return cell.bbox[end] - margin - line.bbox[end] < ROOM * letter
