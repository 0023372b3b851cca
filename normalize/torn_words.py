"""Words in two pieces, by a blank within a line or at the end of a narrow column's line, made whole again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from normalize.words import is_known
from table_extract.table import Line, Repair

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


def join_pairs(
    text: str, listed: Collection[str], known: Collection[str], others: Sequence[str] = (), *, sure: bool = False
) -> str:
    """Two pieces that are no words make one that is; in a ``sure`` line only if one of the ``others`` has it whole.

    >>> join_pairs("Dok umen surat", {"dokumen"}, {"surat"}), join_pairs("ter update", {"terupdate"}, {})
    ('Dokumen surat', 'ter update')
    >>> join_pairs("di dispos isikan", {}, {"isikan", "disposisikan"}, ["di disposisikan"], sure=True)
    'di disposisikan'
    """
    for found in PAIR.finditer(text):
        first, second = found["a"], found["b"]
        seen = not sure or no_word(second) or any(first + second in one for one in others)
        if (seen and is_torn(first, second, listed, known)) or _read_whole(first, first + second, known, others):
            joined = text[: found.start()] + first + second + text[found.end("b") :]
            return join_pairs(joined, listed, known, others, sure=sure)
    return text


def _read_whole(first: str, whole: str, known: Collection[str], others: Sequence[str]) -> bool:
    """Whether another reading has a known word whole that begins with a piece which is none."""
    piece = first.lower() not in PREFIXES and not is_known(first, known)
    return piece and is_known(whole, known) and any(re.search(rf"(?<!\w){whole}(?!\w)", one) for one in others)


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
