"""One official signs the SOPs of a bundle: what a signature hides in one block stands clear in another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from normalize.identity import Identity
from normalize.identity_signatory import UNSURE
from normalize.leaf import Leaf

SAME_PERSON = "pejabat yang sama pada SOP lain dalam berkas ini"
OTHER_NIP = "NIP berbeda dari SOP lain dengan pejabat yang sama"
MOST_LOST = 3
"""Digits of eighteen that a pen may hide or add; two officials' numbers differ in more, as a rule in ten."""
ALIKE = 60.0
"""rapidfuzz ratio of letters from which two names are one, where numbers or positions agree."""
SAME_POSITION = 90.0
"""The same for positions: one person may sign as two, such as an acting one."""
AGREEING = 2
"""SOPs that must print a name or position alike before it is taken for another."""
UNDISPUTED = {"overprinted": 0.0, "digits_differ": 0.0, "words_differ": 0.0, "spaces_differ": 0.0}
"""Doubts that are gone where two pages say the same, though a pen crosses the words on each."""
COMMA_BEFORE_DEGREE = re.compile(r"\w\w, ?\w+\.")
NO_COMMA = re.compile(r"[A-Za-z]{3} [A-Z]\.")
"""A title right behind a name: its comma may be hidden on every page."""
BLANK_IN_DEGREE = re.compile(r"\b[A-Z]\. [A-Z]\.")


def agree_signatories(blocks: Sequence[Identity]) -> list[Identity]:
    """The same blocks; damaged numbers, names and positions of one signatory taken from SOPs that print them whole."""
    mended = list(blocks)
    for own in _persons(blocks):
        numbers = _agree_numbers([blocks[index].nip for index in own])
        names = _with_commas(_agree([blocks[index].nama for index in own], ALIKE, _best_name))
        positions = _agree([blocks[index].jabatan for index in own], SAME_POSITION, _most_printed)
        for index, nip, name, position in zip(own, numbers, names, positions, strict=True):
            mended[index] = replace(mended[index], nip=nip, nama=name, jabatan=position)
    return mended


def _persons(blocks: Sequence[Identity]) -> list[list[int]]:
    """The places of the blocks that one person signed, for each person of whom there are several."""
    groups: list[list[int]] = []
    for index, block in enumerate(blocks):
        group = next((group for group in groups if any(_same_person(blocks[other], block) for other in group)), None)
        if group is None:
            groups.append([index])
        else:
            group.append(index)
    return [group for group in groups if len(group) > 1]


def _same_person(one: Identity, other: Identity) -> bool:
    """Alike in name, and nearly the same number or position."""
    if fuzz.ratio(_letters(one.nama), _letters(other.nama)) < ALIKE:
        return False
    numbers = _figures(one.nip), _figures(other.nip)
    near = all(numbers) and Levenshtein.distance(*numbers) <= MOST_LOST
    return near or fuzz.ratio(_letters(one.jabatan), _letters(other.jabatan)) >= SAME_POSITION


def _agree_numbers(leaves: Sequence[Leaf | None]) -> list[Leaf | None]:
    """The numbers of one person: damaged ones as the whole one says, where there is but one whole one."""
    whole: dict[str, list[Leaf]] = {}
    for leaf in _read_apart(leaves):
        if digits := _digits(leaf):
            whole.setdefault(digits, []).append(leaf)
    return [_mended_number(leaf, whole) if leaf is not None else None for leaf in leaves]


def _mended_number(leaf: Leaf, whole: Mapping[str, Sequence[Leaf]]) -> Leaf:
    own = _digits(leaf)
    near = [one for one in whole if one != own and Levenshtein.distance(one, own or _figures(leaf)) <= MOST_LOST]
    if own is None:
        return _taken(leaf, whole[near[0]][0], whole[near[0]]) if len(near) == 1 and leaf.text else leaf
    agreeing = whole.get(own, ())
    rivals = max((whole[one] for one in near), key=len, default=())
    if len(rivals) >= AGREEING > len(agreeing):
        return replace(leaf.weighed(min(leaf.confidence, UNSURE), OTHER_NIP), other=rivals[0].text or "")
    return leaf if near or not agreeing else _taken(leaf, leaf, agreeing)


def _agree(leaves: Sequence[Leaf | None], alike: float, choose: Callable[[Sequence[Leaf]], Leaf]) -> list[Leaf | None]:
    """The leaves of one person, those that differ in letters or marks from what most print taken from there."""
    read = _read_apart(leaves)
    counted = Counter(map(_letters, read)).most_common(2)
    if not counted or counted[0][1] < AGREEING or len(counted) > 1 and counted[1][1] == counted[0][1]:
        return list(leaves)
    letters = counted[0][0]
    agreeing = [leaf for leaf in read if _letters(leaf) == letters]
    donor = choose(agreeing)
    return [
        _taken(leaf, donor, agreeing) if leaf is not None and fuzz.ratio(_letters(leaf), letters) >= alike else leaf
        for leaf in leaves
    ]


def _read_apart(leaves: Sequence[Leaf | None]) -> list[Leaf]:
    """What was read from ink: a block that several step tables share has one vote."""
    read = {leaf.where: leaf for leaf in leaves if leaf is not None and leaf.text and leaf.evidence.scanned}
    return list(read.values())


def _best_name(leaves: Sequence[Leaf]) -> Leaf:
    """The best of readings with the same letters: a pen hides the comma before a title, engines put blanks into it."""
    votes = Counter(leaf.text for leaf in leaves)

    def merit(leaf: Leaf) -> tuple[bool, bool, int]:
        text = leaf.text or ""
        return COMMA_BEFORE_DEGREE.search(text) is not None, not BLANK_IN_DEGREE.search(text), votes[text]

    return max(leaves, key=merit)


def _with_commas(names: Sequence[Leaf | None]) -> list[Leaf | None]:
    """The names with the comma before the first title, where a pen hides it but engines saw it in several blocks."""
    seen = sum(COMMA_BEFORE_DEGREE.search(leaf.other) is not None for leaf in names if leaf is not None)
    return [_with_comma(leaf) if leaf is not None and seen >= AGREEING else leaf for leaf in names]


def _with_comma(leaf: Leaf) -> Leaf:
    core = str(leaf.value["nama"]) if isinstance(leaf.value, Mapping) and "nama" in leaf.value else ""
    text = leaf.text or ""
    if not core or not text.startswith(f"{core} ") or not leaf.evidence.scanned:
        return leaf
    return _reworded(leaf, f"{core},{text[len(core) :]}")


def _most_printed(leaves: Sequence[Leaf]) -> Leaf:
    votes = Counter(leaf.text for leaf in leaves)
    return max(leaves, key=lambda leaf: votes[leaf.text])


def _taken(leaf: Leaf, donor: Leaf, agreeing: Sequence[Leaf]) -> Leaf:
    """A leaf read from ink with the text of another and the evidence of all that agree; its own place and reading."""
    if not leaf.evidence.scanned:
        return leaf
    best = min(agreeing, key=_doubt)
    vouched = len(agreeing) >= AGREEING and not NO_COMMA.search(donor.text or "")
    return replace(
        _reworded(leaf, donor.text or ""),
        value=donor.value,
        confidence=1.0 if vouched else best.confidence,
        status="auto" if vouched else best.status,
        reasons=() if vouched else best.reasons,
        evidence=replace(best.evidence, **UNDISPUTED) if vouched else best.evidence,
    )


def _reworded(leaf: Leaf, text: str) -> Leaf:
    if leaf.text == text:
        return leaf
    return replace(leaf, text=text, changes=(*leaf.changes, f"{leaf.text} -> {text}: {SAME_PERSON}"))


def _doubt(leaf: Leaf) -> float:
    told = leaf.evidence
    return told.digits_differ + told.words_differ + told.line_doubt + told.engine_doubt


def _digits(leaf: Leaf | None) -> str | None:
    return leaf.value if leaf is not None and isinstance(leaf.value, str) else None


def _figures(leaf: Leaf | None) -> str:
    return "".join(mark for mark in (leaf.text or "" if leaf else "") if mark.isdigit())


def _letters(leaf: Leaf | None) -> str:
    return "".join(mark for mark in (leaf.text or "").lower() if mark.isalpha()) if leaf else ""
