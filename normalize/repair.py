"""Misread words: which known word was printed, and whether that is certain or only likely.

A word is touched only if it is unknown and the repaired one is known, so that an author's own spelling stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from normalize.wordings import load_vocab
from normalize.words import is_known, place_names

SHORT = 5
"""Shorter words have too many neighbours: they need the document's own word."""
LONG = 7
"""From this length a word of the document that differs by one letter is the same word."""
SHORTEST = 3
CAPITALS = 7
"""Shorter words in capitals are abbreviations."""
SHORTEST_PART = 4
"""Of two words read as one: shorter ones are endings as well."""
LIKE_ENDINGS = frozenset({"akan", "ikan"})
BEFORE_NAMES = frozenset({"di", "ke"})
RIVAL_SHARE = 0.25
"""Letters that may differ between two engines' readings of one word."""
OFTEN = 2
"""A word that a document shows so often, read surely, is a word of that document."""
OFTEN_ENOUGH = 3
"""Against one other spelling in a sure line."""

DOUBLED = re.compile(r"(?<![\w-])(?P<first>[A-Za-z]{3,})-(?P<second>[A-Za-z]{3,})(?![\w-])")
TWIN = re.compile(r"(.)\1")
"""Two alike letters in a row, which engines that read strip by strip take for one."""
MOST_APART = 2
"""Letters in which two readings of one short word differ."""

OTHER_ENGINE = "mesin baca lain"
OF_DOCUMENT = "kata dokumen"
OF_VOCABULARY = "kosakata"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside a word.

    ``known`` words are left alone, ``listed`` ones may be put in place of others. ``sure`` counts the document's words
    from sure lines, in lower case. ``own`` are the words of the line, ``others`` those of the other engine's reading of
    it; ``alone`` is True where one engine alone read it and not most surely, ``doubted`` where no two engines agree on
    the line and the best was not sure, ``poor`` where it was far from sure, ``blurred`` where many lines of the page
    are doubted.
    """

    known: Collection[str]
    listed: Collection[str]
    sure: Mapping[str, int]
    own: Sequence[str] = ()
    others: Sequence[str] = ()
    alone: bool = False
    doubted: bool = False
    poor: bool = False
    blurred: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """``meant`` in the capitals of the word read; ``why`` in Indonesian."""

    meant: str
    why: str
    certain: bool


def word_to_guess(word: str, context: Context) -> Guess | None:
    """What a misread word was, or None where the word is known or nothing resembles it.

    >>> known = {"hari", "diparaf", "informasi", "berdasarkan"}
    >>> word_to_guess("diparat", Context(known, known, {"diparaf": 3})).meant
    'diparaf'
    >>> word_to_guess("herdasarkan", Context(known, known, {})).certain
    False
    """
    bare = word.lower()
    capitals = word.isupper()
    if len(bare) < (CAPITALS if capitals else SHORTEST) or is_known(bare, context.known) or is_place(word):
        return None
    rival = _rival(bare, context)
    if rival:
        same_ink = word[0] == "l" and rival == f"i{bare[1:]}"
        twin = TWIN.sub(r"\1", rival) == bare
        certain = len(bare) >= SHORT or same_ink or twin or (context.doubted and rival[0] == bare[0])
        return Guess(in_capitals(rival, word), OTHER_ENGINE, certain)
    glued = _glued(word, bare, context)
    if context.sure.get(bare, 0) >= OFTEN and glued is None and not one_confusion(word, "shapes", context):
        return None
    return glued or _by_confusion(word, bare, context)


def is_place(word: str) -> bool:
    """Whether a capitalized word is part of a place's name."""
    return word[0].isupper() and word.lower() in place_names()


def _rival(bare: str, context: Context) -> str | None:
    """The known word that the other engine read in place of this one."""
    near = [
        other.lower()
        for other in context.others
        if is_known(other, context.listed)
        and (len(other) == len(bare) or bare[-1].isalpha())
        and context.others.count(other) > context.own.count(other)
        and Levenshtein.distance(bare, other.lower()) <= max(1, RIVAL_SHARE * len(bare))
    ]
    return near[0] if len(set(near)) == 1 else None


def _glued(word: str, bare: str, context: Context) -> Guess | None:
    """Two listed words whose space got lost, certain where the other engine read them apart or the line is poor.

    What a document has often is so, save where it has both words often on their own.

    >>> listed = {"informasi", "tidak"}
    >>> _glued("informasitidak", "informasitidak", Context(listed, listed, {}, doubted=True, poor=True)).meant
    'informasi tidak'
    >>> _glued("tidakInformasi", "tidakinformasi", Context(listed, listed, {}, alone=True))
    Guess(meant='tidak Informasi', why='spasi hilang', certain=False)
    """
    cuts = [at for at in range(2, len(bare) - 2) if _are_two(word[:at], word[at:], context.listed)]
    if len(cuts) != 1:
        return None
    first, second = word[: cuts[0]], word[cuts[0] :]
    own = context.sure.get(bare, 0) >= OFTEN > min(context.sure.get(part.lower(), 0) for part in (first, second))
    if own or not (context.doubted or context.alone):
        return None
    apart = {first.lower(), second.lower()} <= {other.lower() for other in context.others}
    return Guess(f"{first} {second}", "spasi hilang", context.doubted and (context.poor or apart))


def _are_two(first: str, second: str, listed: Collection[str]) -> bool:
    """Whether both parts of what was read as one are words; short ones only where a capital begins the second.

    >>> listed = {"aduan", "data", "tim", "dan"}
    >>> _are_two("data", "aduan", listed), _are_two("ke", "Tim", listed), _are_two("aduan", "dan", listed)
    (True, True, True)
    """
    start, end = first.lower(), second.lower()
    if end not in listed or not (start in listed or start in BEFORE_NAMES):
        return False
    if first[-1].islower() and second[0].isupper():
        return True
    long = len(start) >= SHORTEST_PART and (len(end) >= SHORTEST_PART or end == "dan")
    return long and end not in LIKE_ENDINGS


def _by_confusion(word: str, bare: str, context: Context) -> Guess | None:
    """The word that a known confusion of letters explains, or in a disputed reading the document's nearest word."""
    disputed = context.doubted and bare not in {other.lower() for other in context.others}
    shapes = one_confusion(word, "shapes", context)
    slips = one_confusion(bare, "slips", context)
    near = _one_letter_off(bare, context) if disputed and not shapes | slips else frozenset()
    meant = _best(shapes, context) or _best(shapes | slips | near, context)
    if meant is None:
        return None
    own = _of_document(bare, meant, context)
    long = len(bare) >= SHORT
    certain = (
        (meant in shapes and (long or (own and word.islower()) or is_capital_i(word, meant)))
        or (meant in slips and long and (disputed or _once_against_often(bare, meant, context)))
        or (meant in near and (own or context.poor))
    )
    return Guess(in_capitals(meant, word), OF_DOCUMENT if own else OF_VOCABULARY, certain)


def is_capital_i(word: str, meant: str) -> bool:
    """Whether an l that begins a word can but be an I: no Indonesian word begins with it and a consonant.

    >>> is_capital_i("lzin", "izin"), is_capital_i("lbu", "ibu"), is_capital_i("lkan", "ikan"), is_capital_i("lu", "iu")
    (True, True, False, False)
    """
    begins = word[0] == "l" and word[1:2] not in "aiueo" and meant == f"i{word[1:]}"
    return begins and meant not in LIKE_ENDINGS


def cut_to_guess(word: str, context: Context, first: bool, last: bool) -> Guess | None:
    """A word at the ``first`` or ``last`` place of a line whose outer letter was lost to a ruling.

    >>> listed = {"instansi", "informasi"}
    >>> cut_to_guess("informas", Context(listed, listed, {"informasi": 2}), False, True)
    Guess(meant='informasi', why='kata dokumen', certain=True)
    >>> cut_to_guess("nstansi", Context(listed, listed, {"instansi": 2}), True, False).certain
    False
    """
    bare = word.lower()
    if len(bare) < (CAPITALS if word.isupper() else SHORT) or is_known(bare, context.known) or is_place(word):
        return None
    starts, ends = cut_words(frozenset(context.listed))
    whole = (starts.get(bare, frozenset()) if first else frozenset()) | (
        ends.get(bare, frozenset()) if last else frozenset()
    )
    meant = _best(whole, context)
    if meant is None:
        return None
    own = _of_document(bare, meant, context)
    # A lost first letter may have been a capital: a reviewer has to say.
    return Guess(in_capitals(meant, word), OF_DOCUMENT if own else OF_VOCABULARY, own and meant.startswith(bare))


@cache
def cut_words(listed: frozenset[str]) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Listed words by what is left of them without their first letter, and without their last."""
    starts: dict[str, frozenset[str]] = {}
    ends: dict[str, frozenset[str]] = {}
    for word in listed:
        starts[word[1:]] = starts.get(word[1:], frozenset()) | {word}
        ends[word[:-1]] = ends.get(word[:-1], frozenset()) | {word}
    return starts, ends


def _once_against_often(bare: str, meant: str, context: Context) -> bool:
    """Whether the document has this spelling once and the other often, both as long: lost letters are the author's.

    False in a surely read line of a clear page, where the slip may be the typist's as well.
    """
    shown, read = context.sure.get(meant, 0), context.sure.get(bare, 0)
    alike = len(bare) == len(meant) and bare[0] == meant[0]
    return (context.doubted or context.blurred) and alike and shown >= OFTEN_ENOUGH and read <= 1


def _of_document(bare: str, meant: str, context: Context) -> bool:
    """Whether the document shows the meant word often, and oftener than the read one."""
    shown = context.sure.get(meant, 0)
    return shown >= OFTEN and shown > context.sure.get(bare, 0)


def _one_letter_off(bare: str, context: Context) -> frozenset[str]:
    """The document's words, those that differ from a long word by one letter; in a poor line any listed word."""
    if len(bare) < LONG:
        return frozenset()
    nearest = {
        word
        for word in context.sure
        if word[0] == bare[0] and is_known(word, context.known) and Levenshtein.distance(word, bare) == 1
    }
    return frozenset(
        nearest | ({word for word in context.listed if lost_letter(word, bare)} if context.poor else set())
    )


def lost_letter(meant: str, read: str) -> bool:
    """Whether one inner letter of a word was lost.

    >>> lost_letter("melaksanakan", "melaksnakan"), lost_letter("perintah", "erintah")
    (True, False)
    """
    outer = meant[0] == read[0] and meant[-1] == read[-1]
    return len(meant) == len(read) + 1 and outer and Levenshtein.distance(meant, read) == 1


def _best(candidates: Collection[str], context: Context) -> str | None:
    """The only candidate, or the only one that the document itself has."""
    own = [word for word in candidates if context.sure.get(word, 0) >= OFTEN]
    fitting = own or list(candidates)
    return fitting[0] if len(fitting) == 1 else None


@cache
def confusions(kind: str) -> tuple[tuple[str, str], ...]:
    """(read, printed) pairs of one kind: shapes or slips."""
    return tuple((read, printed) for read, printed in load_vocab("confusions")[kind])


def undone(word: str, kind: str) -> frozenset[str]:
    """Every word (lower case) that one confusion turns into this one; capitals are confused in long words only.

    >>> "gubernur" in undone("gubemur", "shapes"), "diparaf" in undone("diparat", "slips")
    (True, True)
    >>> "pengelolaan" in undone("Fengelolaan", "shapes"), "pengelolaan" in undone("fengelolaan", "shapes")
    (True, False)
    >>> "langsung" in undone("Iangsung", "shapes"), "lanjut" in undone("Tanjut", "shapes")
    (True, False)
    """
    bare, long = word.lower(), len(word) >= LONG
    # The capital at a word's head has no small letter's shape, but for I.
    seen = word.replace("I", "i") if kind == "shapes" and not word.isupper() else bare
    return frozenset(
        bare[:at] + printed.lower() + bare[at + len(read) :]
        for read, printed in confusions(kind)
        if long or not read.isupper()
        for at in range(len(word) - len(read) + 1)
        if (word if read.isupper() else seen).startswith(read, at)
    )


def one_confusion(word: str, kind: str, context: Context) -> frozenset[str]:
    """Words one confusion away that are listed or the document's own."""
    return frozenset(
        candidate
        for candidate in undone(word, kind)
        if candidate in context.listed or (context.sure.get(candidate, 0) >= OFTEN and len(candidate) >= SHORT)
    )


def in_capitals(meant: str, read: str) -> str:
    """``meant`` with the capitals of ``read``; a first l that was an I stays one.

    >>> in_capitals("gubernur", "Gubemur"), in_capitals("informasi", "lnformasi")
    ('Gubernur', 'Informasi')
    """
    if read.isupper():
        return meant.upper()
    if read[0].isupper() or (read[0] == "l" and meant[0] == "i"):
        return meant[0].upper() + meant[1:]
    return meant


def doubled_words(text: str, listed: Collection[str], known: Collection[str]) -> str:
    """A word said twice, one half of which was misread, as its other half.

    >>> known = {"bukti", "sayur", "mayur", "masing"}
    >>> doubled_words("Bukti-bukt, sayur-mayur, Masing-nasing", known, known)
    'Bukti-bukti, sayur-mayur, Masing-masing'
    """

    def whole(found: re.Match[str]) -> str:
        first, second = found["first"], found["second"]
        if is_known(first, known) == is_known(second, known):
            return found.group()
        right = (first if is_known(first, known) else second).lower()
        apart = Levenshtein.distance(first.lower(), second.lower())
        alike = right in listed and 0 < apart <= MOST_APART
        return f"{in_capitals(right, first)}-{in_capitals(right, second)}" if alike else found.group()

    return DOUBLED.sub(whole, text)
