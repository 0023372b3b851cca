"""Arrows that go on over a page break: off-page connectors paired by letter, else by column and order."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.continued import StepTable
from table_extract.table import Connector, Symbol

Node = tuple[int, int]
Link = tuple[Node, Node, Connector]

BY_LETTER = 0.98
BY_ORDER = 0.85
"""How sure a pair is that shares a letter, or only its place at the foot of one page and the head of the next."""


def join_pages(parts: Sequence[StepTable], passing: set[Node], links: Sequence[Link]) -> list[Link]:
    """Links from each off-page exit to its entry."""
    into = {target for _, target, _ in links}
    out = {source for source, _, _ in links}
    exits = [node for node in sorted(passing) if node in into and node not in out and _round(parts, node)]
    entries = [node for node in sorted(passing) if node in out and node not in into and _round(parts, node)]
    joined = [_link(one, two, BY_LETTER) for one, two in _pair(parts, exits, entries, by_letter=True)]
    used = {node for one, two, _ in joined for node in (one, two)}
    left_exits = [node for node in exits if node not in used]
    left_entries = [node for node in entries if node not in used]
    return joined + [_link(one, two, BY_ORDER) for one, two in _pair(parts, left_exits, left_entries, by_letter=False)]


def _round(parts: Sequence[StepTable], node: Node) -> bool:
    return _symbol(parts, node).kind == "connector"


def _symbol(parts: Sequence[StepTable], node: Node) -> Symbol:
    return parts[node[0]].table.symbols[node[1]]


def _letter(parts: Sequence[StepTable], node: Node) -> str:
    return _symbol(parts, node).text.strip(" .()").upper()


def _link(one: Node, two: Node, confidence: float) -> Link:
    return one, two, Connector(None, None, None, confidence)


def _pair(
    parts: Sequence[StepTable], exits: Sequence[Node], entries: Sequence[Node], *, by_letter: bool
) -> list[tuple[Node, Node]]:
    """Each exit with the nearest fitting entry on another page, first come first served."""
    pairs: list[tuple[Node, Node]] = []
    free = list(entries)
    for one in exits:
        fitting = [two for two in free if two[0] != one[0] and _fits(parts, one, two, by_letter)]
        if fitting:
            best = min(fitting, key=lambda two: (abs(two[0] - one[0] - 1), _apart(parts, one, two)))
            pairs.append((one, best))
            free.remove(best)
    return pairs


def _fits(parts: Sequence[StepTable], one: Node, two: Node, by_letter: bool) -> bool:
    if by_letter:
        return _letter(parts, one) != "" and _letter(parts, one) == _letter(parts, two)
    named = _letter(parts, one) != "" and _letter(parts, two) != ""
    return two[0] == one[0] + 1 and not (named and _letter(parts, one) != _letter(parts, two))


def _apart(parts: Sequence[StepTable], one: Node, two: Node) -> int:
    return abs(_symbol(parts, one).col - _symbol(parts, two).col)
