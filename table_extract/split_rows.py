"""Rows without rulings: a band whose first column prints several step numbers holds as many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from table_extract.bands import NUMBER_COLUMNS, boxed, even_bands, in_row, middle, step_numbers, step_value
from table_extract.table import Cell, Line, Table

LEVEL = 0.6
"""A line so much of its height above or below a number stands on the number's level."""
BLOCK_GAP = 0.75
"""Lines further apart than this share of a line's height begin a new block."""
WIDER = 1.3
"""The blank between two texts, by the usual one between their lines."""
NEARLY = 1.5
"""A number at most so many times as far away as the nearest one may be a text's own, too."""
SAME_PITCH = 1.15
"""Lines so many times the usual distance apart still belong to one text."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one cell that stand close together."""

    lines: tuple[Line, ...]

    @property
    def top(self) -> float:
        return _box(self.lines[0])[1]

    @property
    def bottom(self) -> float:
        return _box(self.lines[-1])[3]

    def anchor(self, by_top: bool) -> float:
        """Middle of the first line, or of the whole block."""
        first = _box(self.lines[0])
        return (first[1] + first[3]) / 2 if by_top else (self.top + self.bottom) / 2


def split_rows(table: Table) -> Table:
    """Split every band of several step numbers; other rows stay as they are."""
    table = even_bands(table)
    for row in range(table.rows - 1, -1, -1):
        numbers = _numbers(table, row)
        if len(numbers) == 2 and _counts_on_below(table, row, numbers[0]):
            table = _without(table, row, numbers[1])
        elif len(numbers) > 1:
            table = _split(table, row, [middle(line) for line in numbers])
    return table


def _box(line: Line) -> tuple[float, float, float, float]:
    if line.bbox is None:
        raise ValueError("a line of a drawn table has a box")
    return line.bbox


def _counts_on_below(table: Table, row: int, number: Line) -> bool:
    """Whether the next row begins with the step number after this one: nothing was counted between them."""
    own = step_value(number)
    first = (table.at(row + 1, col) for col in range(min(NUMBER_COLUMNS, table.cols)) if row + 1 < table.rows)
    values = (value for cell in first for line in cell.lines[:1] if (value := step_value(line)) is not None)
    return own is not None and next(values, None) == own + 1


def _without(table: Table, row: int, stray: Line) -> Table:
    """The table less a line that stands in a ruled row beside its step number: what is left of a punched ruling."""
    kept = (replace(c, lines=tuple(line for line in c.lines if c.row != row or line != stray)) for c in table.cells)
    return replace(table, cells=tuple(kept))


def _numbers(table: Table, row: int) -> tuple[Line, ...]:
    """The step numbers that one grid row prints below each other; empty for an ordinary row."""
    first = (table.at(row, col) for col in range(min(NUMBER_COLUMNS, table.cols)))
    found = (step_numbers(cell) for cell in first if cell.row == row and cell.rowspan == 1)
    return next((numbers for numbers in found if numbers), ())


def _split(table: Table, row: int, anchors: Sequence[float]) -> Table:
    """One grid row becomes ``len(anchors)`` rows, given the middles of the step numbers."""
    band = [cell for cell in table.cells if cell.row == row and cell.rowspan == 1]
    pitch = _pitch(band)
    blocks = {cell: _blocks(step_numbers(cell) or cell.lines, pitch) for cell in band}
    by_top = _aligned_by_top([block for found in blocks.values() for block in found], anchors)
    shares = {cell: _share(found, anchors, by_top) for cell, found in blocks.items()}
    bounds = _bounds(table.ys[row], table.ys[row + 1], anchors, list(shares.values()))
    ys = (*table.ys[:row], *bounds, *table.ys[row + 2 :])
    extra = len(anchors) - 1
    cells: list[Cell] = []
    for cell in table.cells:
        if cell in shares:
            cells += _cut(table, cell, shares[cell], bounds)
        elif cell.row > row:
            cells.append(replace(cell, row=cell.row + extra))
        else:
            longer = cell.row <= row < cell.row + cell.rowspan
            cells.append(replace(cell, rowspan=cell.rowspan + extra) if longer else cell)
    symbols = tuple(in_row(symbol, ys) for symbol in table.symbols)
    return replace(table, rows=table.rows + extra, ys=ys, cells=tuple(cells), symbols=symbols)


def _blocks(lines: Sequence[Line], pitch: float) -> list[_Block]:
    """Lines close together, or as far apart as lines of one text are: a line without tall letters begins low."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and (_is_close(blocks[-1][-1], line) or _step(blocks[-1][-1], line) <= SAME_PITCH * pitch):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [_Block(tuple(block)) for block in blocks]


def _pitch(cells: Sequence[Cell]) -> float:
    """Usual distance between the lines of one text in pixels; 0 where no two lines are close together."""
    steps = [_step(a, b) for cell in cells for a, b in pairwise(cell.lines) if _is_close(a, b)]
    return median(steps) if steps else 0.0


def _step(above: Line, below: Line) -> float:
    """From line to line, by the tops or the feet of their letters, whichever are alike."""
    return min(_box(below)[1] - _box(above)[1], _box(below)[3] - _box(above)[3])


def _is_close(above: Line, below: Line) -> bool:
    top, bottom = _box(above)[1], _box(above)[3]
    return _box(below)[1] - bottom < BLOCK_GAP * (bottom - top)


def _aligned_by_top(blocks: Sequence[_Block], anchors: Sequence[float]) -> bool:
    """Whether texts hang from the level of their number, rather than being centred on it."""
    tall = [block for block in blocks if len(block.lines) > 1]

    def error(by_top: bool) -> float:
        return sum(min(abs(block.anchor(by_top) - anchor) for anchor in anchors) for block in tall)

    return error(True) < error(False)


def _share(blocks: Sequence[_Block], anchors: Sequence[float], by_top: bool) -> list[list[Line]]:
    """The lines of each new row: whole blocks by the nearest number, long blocks text by text or line by line.

    Lines of a block that hangs from a number's level belong to the last number above them: rows do not overlap.
    As many blocks as numbers are one to each, unless one of them is clearly nearer to another's.
    """
    shared: list[list[Line]] = [[] for _ in anchors]
    if len(blocks) == len(anchors) and all(
        abs(block.anchor(by_top) - own) <= NEARLY * min(abs(block.anchor(by_top) - anchor) for anchor in anchors)
        for block, own in zip(blocks, anchors, strict=True)
    ):
        return [list(block.lines) for block in blocks]
    reach = min(b - a for a, b in pairwise(anchors))
    for block in blocks:
        first = _box(block.lines[0])
        level = LEVEL * (first[3] - first[1])
        hangs = by_top and any(abs(anchor - block.anchor(by_top)) <= level for anchor in anchors)
        short = block.bottom - block.top < 1.3 * reach and not hangs
        parts = [block] if short else _texts(block, () if hangs else anchors)
        for part in parts:
            anchor = part.anchor(by_top)
            above = [n for n in range(len(anchors)) if hangs and anchors[n] <= anchor + level]
            nearest = min(range(len(anchors)), key=lambda n: abs(anchors[n] - anchor))
            shared[above[-1] if above else nearest] += part.lines
    return shared


def _texts(block: _Block, anchors: Sequence[float]) -> list[_Block]:
    """A block cut at the widest blank between each two numbers, line by line where that is no wider than usual.

    A block beside one number only is one text, be it ever so long.
    """
    gaps = [_box(below)[1] - _box(above)[3] for above, below in pairwise(block.lines)]
    levels = [(_box(above)[3] + _box(below)[1]) / 2 for above, below in pairwise(block.lines)]
    own = [anchor for anchor in anchors if block.top <= anchor <= block.bottom]
    if len(own) == 1:
        return [block]
    between = [[n for n, level in enumerate(levels) if a < level < b] for a, b in pairwise(own)]
    cuts = [max(some, key=gaps.__getitem__) for some in between if some]
    if not cuts or min(gaps[n] for n in cuts) < WIDER * max(1.0, median(gaps)):
        return [_Block((line,)) for line in block.lines]
    ends = [0, *(n + 1 for n in cuts), len(block.lines)]
    return [_Block(block.lines[start:end]) for start, end in pairwise(ends)]


def _bounds(
    top: float, bottom: float, anchors: Sequence[float], shares: Sequence[Sequence[Sequence[Line]]]
) -> list[float]:
    """Row boundaries: in the white between the texts of two rows, else midway between their numbers."""
    bounds = [top]
    for n, (above, below) in enumerate(pairwise(anchors)):
        last = [_box(line)[3] for share in shares for line in share[n]]
        first = [_box(line)[1] for share in shares for line in share[n + 1]]
        white = (max(last), min(first)) if last and first and max(last) < min(first) else (above, below)
        bounds.append(sum(white) / 2)
    return [*bounds, bottom]


def _cut(table: Table, cell: Cell, shares: Sequence[Sequence[Line]], bounds: Sequence[float]) -> list[Cell]:
    return [
        boxed(table, replace(cell, row=cell.row + n, lines=tuple(lines), ink=bool(lines)), top, bottom)
        for n, ((top, bottom), lines) in enumerate(zip(pairwise(bounds), shares, strict=True))
    ]
