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
COMMA_BEFORE_DEGREE = re.compile(r"\w\w, ?\w+\.")
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
    whole = {digits: leaf for leaf in leaves if leaf is not None and (digits := _digits(leaf))}
    printed = Counter(
        digits for leaf in {leaf.where: leaf for leaf in leaves if leaf}.values() if (digits := _digits(leaf))
    )
    return [_mended_number(leaf, whole, printed) for leaf in leaves]


def _mended_number(leaf: Leaf | None, whole: Mapping[str, Leaf], printed: Counter[str]) -> Leaf | None:
    if leaf is None or not leaf.text or not leaf.evidence.scanned:
        return leaf
    own = _digits(leaf)
    near = [d for d in whole if d != own and Levenshtein.distance(d, own or _figures(leaf)) <= MOST_LOST]
    if len(near) != 1:
        return leaf
    if own is None:
        return _taken(leaf, whole[near[0]])
    rarer = printed[own] == 1 and printed[near[0]] >= AGREEING
    doubted = replace(leaf.weighed(min(leaf.confidence, UNSURE), OTHER_NIP), other=whole[near[0]].text or "")
    return doubted if rarer else leaf


def _agree(leaves: Sequence[Leaf | None], alike: float, choose: Callable[[Sequence[Leaf]], Leaf]) -> list[Leaf | None]:
    """The leaves of one person, those that differ in letters or marks from what most print taken from there.

    A block that several step tables share has one vote.
    """
    read = {leaf.where: leaf for leaf in leaves if leaf is not None and leaf.text and leaf.evidence.scanned}
    counted = Counter(_letters(leaf) for leaf in read.values()).most_common(2)
    if not counted or counted[0][1] < AGREEING or len(counted) > 1 and counted[1][1] == counted[0][1]:
        return list(leaves)
    letters = counted[0][0]
    donor = choose([leaf for leaf in read.values() if _letters(leaf) == letters])
    return [
        _taken(leaf, donor) if leaf is not None and fuzz.ratio(_letters(leaf), letters) >= alike else leaf
        for leaf in leaves
    ]


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
    whole = f"{core},{text[len(core) :]}"
    return _taken(leaf, replace(leaf, text=whole))


def _most_printed(leaves: Sequence[Leaf]) -> Leaf:
    votes = Counter(leaf.text for leaf in leaves)
    return max(leaves, key=lambda leaf: votes[leaf.text])


def _taken(leaf: Leaf, donor: Leaf) -> Leaf:
    """A leaf with the text and evidence of another, its own place and reading kept."""
    if leaf.text == donor.text or not leaf.evidence.scanned:
        return leaf
    return replace(
        leaf,
        text=donor.text,
        value=donor.value,
        confidence=donor.confidence,
        status=donor.status,
        reasons=donor.reasons,
        changes=(*leaf.changes, f"{leaf.text} -> {donor.text}: {SAME_PERSON}"),
        evidence=replace(donor.evidence, changed=1.0),
    )


def _digits(leaf: Leaf | None) -> str | None:
    return leaf.value if leaf is not None and isinstance(leaf.value, str) else None


def _figures(leaf: Leaf | None) -> str:
    return "".join(mark for mark in (leaf.text or "" if leaf else "") if mark.isdigit())


def _letters(leaf: Leaf | None) -> str:
    return "".join(mark for mark in (leaf.text or "").lower() if mark.isalpha()) if leaf else ""
