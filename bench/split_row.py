"""A row broken over a page, as word processors do: its last lines stand on the next page without a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bench.content import Sop, Step
from bench.scene import PAD, Type, lines_of
from bench.sheet import Columns, cut_pages
from bench.style import Style

LEAST_ROOM = 24.0
"""Points left on a page from which a row is begun there: a symbol, and a line or two."""


@dataclass(frozen=True, slots=True)
class Split:
    """The SOP as laid out, and which of its rows is the rest of the one above (None for none)."""

    sop: Sop
    rest: int | None = None

    def own(self, pages: Sequence[int]) -> list[int]:
        """The page of each step, of those of each row."""
        return [page for row, page in enumerate(pages) if row != self.rest]


def split_row(
    sop: Sop,
    style: Style,
    columns: Columns,
    heights_of: Callable[[Sop], list[float]],
    first: float,
    following: float,
) -> Split:
    """Breaks the row that does not fit on the first page, where the style has it so and the row has lines enough."""
    heights = heights_of(sop)
    pages = cut_pages(heights, first, following)
    if not style.broken_rows or len(pages) == 1 or any(step.joined for step in sop.steps):
        return Split(sop)
    row = pages[0][1]
    left = first - sum(heights[:row])
    kept = int((left - 2 * PAD) / style.leading)
    lines = {name: _lines(sop.steps[row], name, style, columns) for name in sop.steps[row].texts()}
    longest = max(len(part) for part in lines.values())
    if left < LEAST_ROOM or not 1 <= kept < longest:
        return Split(sop)
    top = _with_texts(sop.steps[row], {name: part[:kept] for name, part in lines.items()})
    rest = replace(_with_texts(sop.steps[row], {name: part[kept:] for name, part in lines.items()}), no="", doers=())
    steps = (*sop.steps[:row], top, rest, *sop.steps[row + 1 :])
    arrows = tuple(
        replace(arrow, source=arrow.source + (arrow.source > row), target=arrow.target + (arrow.target > row))
        for arrow in sop.arrows
    )
    return Split(replace(sop, steps=steps, arrows=arrows), row + 1)


def _lines(step: Step, name: str, style: Style, columns: Columns) -> list[str]:
    text = step.texts()[name]
    if name not in columns.names:
        return [text]
    return lines_of(text, columns.box(name, 0, 0).w, Type(style.font, style.size))


def _with_texts(step: Step, lines: dict[str, list[str]]) -> Step:
    texts = {name: "\n".join(part) for name, part in lines.items()}
    return replace(step, no=texts["no"], text=texts["aktivitas"], needs=texts["kelengkapan"], output=texts["output"],
                   note=texts["keterangan"], time=replace(step.time, text=texts["waktu"]))  # fmt: skip
