"""Windows on page pictures: the cell with what stands around it, the heads of the actor columns, the whole page.

A window is an SVG view of the page's own picture, so that one picture serves them all and marks lie on it to scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from normalize.step_ids import step_ids
from review.leaves import ARROWS, PERFORMERS, Json, ReviewCell
from review.notation import SYMBOL_WORDS

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in fractions of the page's width and height."""
Size = tuple[int, int]
"""Width and height of a page's picture in pixels."""
SizeOf = Callable[[str, int], Size | None]
"""Size of the picture of a source's page; None where there is none."""

LEAST_WIDTH, LEAST_HEIGHT = 0.30, 0.045
"""Parts of a page that a window shows at least: some 60 mm of A4, and three lines of print."""
MARGIN_X, MARGIN_Y = 0.02, 0.012
ROW_MARGIN = 0.02
"""Above and below a row whose symbols are looked at: the ends of its arrows."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn over a picture, in pixels: a box, or an arrow from (x0, y0) to (x1, y1)."""

    kind: str
    x0: float
    y0: float
    x1: float
    y1: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a page's picture. ``view`` is x, y, width, height in pixels."""

    sha: str
    page: int
    size: Size
    view: tuple[float, float, float, float]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is shown of a cell. ``heads`` is the strip of actor names above the symbols that are looked at."""

    close: Window | None = None
    heads: Window | None = None
    page: Window | None = None


def cell_to_pictures(cell: ReviewCell, record: Json, size_of: SizeOf) -> Pictures:
    """The windows on a cell's page; the page alone where the cell has no place on it; none without a picture."""
    page, box = int(cell.where.get("page") or _page_to_search(cell, record)), cell.where.get("bbox")
    size = size_of(cell.sha256, page)
    if size is None:
        return Pictures()
    if box is None:
        return Pictures(page=Window(cell.sha256, page, size, (0, 0, *size)))
    own: Box = (box[0], box[1], box[2], box[3])
    mark = _to_mark("cell", own, size)
    whole = Window(cell.sha256, page, size, (0, 0, *size), (mark,))
    if cell.column not in (PERFORMERS, ARROWS):
        return Pictures(Window(cell.sha256, page, size, _view(_around(own), size), (mark,)), None, whole)
    sop = record["sops"][cell.path[1]]
    left, right = _columns(sop, cell, own)
    row = (left, own[1] - ROW_MARGIN, right, own[3] + ROW_MARGIN)
    marks = tuple(_symbol_marks(sop, page, size) if cell.column == PERFORMERS else _arrow_marks(sop, cell, page, size))
    close = Window(cell.sha256, page, size, _view(row, size), marks)
    return Pictures(close, _heads(sop, cell, (left, right), size_of), whole)


def _page_to_search(cell: ReviewCell, record: Json) -> int:
    """Where to look for what was found nowhere: on the page of its step, else on the SOP's first; 0 for no page."""
    if cell.path[0] != "sops":
        return 0
    sop = record["sops"][cell.path[1]]
    step = sop["steps"][cell.path[3]] if cell.step else {}
    return int(step.get("page") or min(sop["pages"], default=0))


def box_window(cell: ReviewCell, size_of: SizeOf) -> Window | None:
    """The cell alone, small, as one of many that read the same."""
    page, box = int(cell.where.get("page") or 0), cell.where.get("bbox")
    size = size_of(cell.sha256, page) if page and box else None
    if size is None or box is None:
        return None
    near = (box[0] - MARGIN_X / 2, box[1] - MARGIN_Y / 2, box[2] + MARGIN_X / 2, box[3] + MARGIN_Y / 2)
    return Window(cell.sha256, page, size, _view(near, size))


def _around(box: Box) -> Box:
    """A box with its neighbourhood."""
    x0, y0, x1, y1 = box
    wide = max(LEAST_WIDTH - (x1 - x0), 2 * MARGIN_X) / 2
    high = max(LEAST_HEIGHT - (y1 - y0), 2 * MARGIN_Y) / 2
    return x0 - wide, y0 - high, x1 + wide, y1 + high


def _view(box: Box, size: Size) -> tuple[float, float, float, float]:
    """A box in pixels as x, y, width, height, cut at the page's edges."""
    x0, y0, x1, y1 = (min(1.0, max(0.0, side)) for side in box)
    width, height = size
    view = x0 * width, y0 * height, max(1.0, (x1 - x0) * width), max(1.0, (y1 - y0) * height)
    return tuple(round(value, 1) for value in view)  # type: ignore[return-value]


def _to_mark(kind: str, box: Sequence[float], size: Size, label: str = "") -> Mark:
    x0, y0, x1, y1 = (round(side * size[number % 2], 1) for number, side in enumerate(box))
    return Mark(kind, x0, y0, x1, y1, label)


def _columns(sop: Json, cell: ReviewCell, own: Box) -> tuple[float, float]:
    """Left and right of what is shown of a row: the actor columns, and for arrows the steps' numbers and texts, too."""
    boxes = [*_boxes(actor["name"] for actor in sop["actors"])]
    boxes += [box for step in sop["steps"] for box in _boxes(step["pelaksana"])]
    if cell.column == ARROWS:
        boxes += [box for step in sop["steps"] for box in _boxes([step.get("no"), step.get("aktivitas")])]
    if not boxes:
        return own[0], own[2]
    return min(box[0] for box in boxes) - MARGIN_X, max(box[2] for box in boxes) + MARGIN_X


def _boxes(holders: Iterable[Json | None], page: int = 0) -> Iterator[Box]:
    for holder in holders:
        where = (holder or {}).get("where") or {}
        if "bbox" in where and page in (0, where["page"]):
            x0, y0, x1, y1 = where["bbox"]
            yield x0, y0, x1, y1


def _heads(sop: Json, cell: ReviewCell, columns: tuple[float, float], size_of: SizeOf) -> Window | None:
    """The actors' names as printed above their columns, on the cell's page or where they stand first."""
    names = [actor["name"] for actor in sop["actors"]]
    pages = {int(where["page"]) for name in names if "page" in (where := name.get("where") or {})}
    page = int(cell.where["page"]) if cell.where["page"] in pages else min(pages, default=0)
    size = size_of(cell.sha256, page) if page else None
    boxes = list(_boxes(names, page))
    if size is None or not boxes:
        return None
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return Window(cell.sha256, page, size, _view((columns[0], top, columns[1], bottom), size))


def _symbol_marks(sop: Json, page: int, size: Size) -> Iterator[Mark]:
    """The symbols that were seen."""
    for step in sop["steps"]:
        for entry in step["pelaksana"]:
            for box in _boxes([entry], page):
                yield _to_mark("symbol", box, size, SYMBOL_WORDS[entry["symbol"]])


def _arrow_marks(sop: Json, cell: ReviewCell, page: int, size: Size) -> Iterator[Mark]:
    """The steps' numbers at their symbols, and the arrows that were read from this step."""
    ids = step_ids(sop["steps"])
    centres: dict[str, tuple[float, float]] = {}
    for ident, step in zip(ids, sop["steps"], strict=True):
        for box in [*_boxes(step["pelaksana"], page)][:1]:
            centres[ident] = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            yield _to_mark("step", box, size, ident)
    for edge in sop["flow"]["edges"]:
        if edge["from"] == cell.step and edge["from"] in centres and edge["to"] in centres:
            ends = (*centres[edge["from"]], *centres[edge["to"]])
            yield _to_mark("arrow", ends, size, edge.get("label") or "")
