"""Arrows that go on elsewhere: connectors paired by letter, over a page break also by column and order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from normalize.branches import branch_label
from normalize.continued import StepTable
from table_extract.table import Connector, Symbol

Node = tuple[int, int]
Link = tuple[Node, Node, Connector]

Fits = Callable[[Sequence[StepTable], Node, Node], bool]
"""Whether an exit may lead to an entry."""

BY_LETTER = 0.98
BY_ORDER, BY_ROW = 0.85, 0.85
"""How sure a pair is that shares a letter, or only its place at the foot of one page and the head of the next; and that
an entry without an arrow leads to the symbol in its row."""


def join_pages(parts: Sequence[StepTable], passing: set[Node], links: Sequence[Link]) -> list[Link]:
    """Links from each exit to its entry on another page, or to the one with its letter on the same page."""
    into = {target for _, target, _ in links}
    out = {source for source, _, _ in links}
    exits = [node for node in sorted(passing) if node in into and node not in out and _round(parts, node)]
    entries = [node for node in sorted(passing) if node in out and node not in into and _round(parts, node)]
    idle = [node for node in sorted(passing) if node not in out | into and _round(parts, node)]
    joined: list[Link] = []
    for one, two in _pair(parts, exits, idle, _by_letter_overleaf, shared=False):
        joined += [_link(one, two, BY_LETTER), *_to_own_row(parts, two)]
    kinds: tuple[tuple[Fits, float, bool], ...] = (
        (_by_letter, BY_LETTER, False),
        (_on_page, BY_LETTER, True),  # several ways on a page may lead to one entry
        (_by_order, BY_ORDER, False),
        (_back_by_column, BY_ORDER, False),
    )
    for fits, sure, shared in kinds:
        used = {node for one, two, _ in joined for node in (one, two)}
        left_exits = [node for node in exits if node not in used]
        left_entries = [node for node in entries if node not in used]
        joined += [_link(one, two, sure) for one, two in _pair(parts, left_exits, left_entries, fits, shared)]
    return joined


def _round(parts: Sequence[StepTable], node: Node) -> bool:
    return _symbol(parts, node).kind == "connector"


def _symbol(parts: Sequence[StepTable], node: Node) -> Symbol:
    return parts[node[0]].table.symbols[node[1]]


def _letter(parts: Sequence[StepTable], node: Node) -> str:
    """What is printed in a connector, without the answer of an exit that reaches into it: "tidak B"."""
    words = _symbol(parts, node).text.split()
    own = [word for word in words if len(words) == 1 or branch_label(word) is None]
    return " ".join(own).strip(" .()").upper()


def _link(one: Node, two: Node, confidence: float) -> Link:
    return one, two, Connector(None, None, None, confidence)


def _pair(
    parts: Sequence[StepTable], exits: Sequence[Node], entries: Sequence[Node], fits: Fits, shared: bool
) -> list[tuple[Node, Node]]:
    """Each exit with the nearest fitting entry, first come first served unless entries are ``shared``."""
    pairs: list[tuple[Node, Node]] = []
    free = list(entries)
    for one in exits:
        fitting = [two for two in free if fits(parts, one, two)]
        if fitting:
            best = min(fitting, key=lambda two: (abs(two[0] - one[0] - 1), _apart(parts, one, two)))
            pairs.append((one, best))
            if not shared:
                free.remove(best)
    return pairs


def _by_letter(parts: Sequence[StepTable], one: Node, two: Node) -> bool:
    return two[0] != one[0] and _same_letter(parts, one, two)


def _by_letter_overleaf(parts: Sequence[StepTable], one: Node, two: Node) -> bool:
    return two[0] == one[0] + 1 and _same_letter(parts, one, two)


def _to_own_row(parts: Sequence[StepTable], entry: Node) -> list[Link]:
    """The way from an entry without an arrow to the symbol of its row that stands nearest."""
    x, y = _middle(_symbol(parts, entry))
    near = [
        (abs(_middle(symbol)[0] - x) + abs(_middle(symbol)[1] - y), number)
        for number, symbol in enumerate(parts[entry[0]].table.symbols)
        if symbol.row == _symbol(parts, entry).row and symbol.kind != "connector"
    ]
    return [_link(entry, (entry[0], min(near)[1]), BY_ROW)] if near else []


def _middle(symbol: Symbol) -> tuple[float, float]:
    x0, y0, x1, y1 = symbol.bbox
    return (x0 + x1) / 2, (y0 + y1) / 2


def _on_page(parts: Sequence[StepTable], one: Node, two: Node) -> bool:
    return two[0] == one[0] and _same_letter(parts, one, two)


def _by_order(parts: Sequence[StepTable], one: Node, two: Node) -> bool:
    named = _letter(parts, one) != "" and _letter(parts, two) != ""
    return two[0] == one[0] + 1 and not (named and not _same_letter(parts, one, two))


def _back_by_column(parts: Sequence[StepTable], one: Node, two: Node) -> bool:
    """A way back to the page before, between connectors without a letter that stand in one actor's column."""
    bare = not _letter(parts, one) and not _letter(parts, two)
    return two[0] == one[0] - 1 and bare and _apart(parts, one, two) == 0


def _same_letter(parts: Sequence[StepTable], one: Node, two: Node) -> bool:
    return _letter(parts, one) != "" and _letter(parts, one) == _letter(parts, two)


def _apart(parts: Sequence[StepTable], one: Node, two: Node) -> int:
    """How many actors lie between two symbols; the grids of two pages may number their columns differently."""
    return abs(_actor(parts, one) - _actor(parts, two))


def _actor(parts: Sequence[StepTable], node: Node) -> int:
    """In which of the actors' columns a symbol stands, counted from the left."""
    return sum(actor.col <= _symbol(parts, node).col for actor in parts[node[0]].columns.actors)
