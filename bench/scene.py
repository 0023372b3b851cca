"""A page as a list of strokes and texts. Points, the origin top left, y pointing down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bench.colours import BLACK, WHITE, is_dark
from bench.fonts import bold, width, wrap

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def centre(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text at its baseline's left end; ``turned`` reads upwards."""

    x: float
    y: float
    text: str
    font: str
    size: float
    turned: bool = False
    ink: str = BLACK


@dataclass(frozen=True, slots=True)
class Path:
    """A polyline or polygon, of an ink and fill as in ``bench.colours``; None is no fill."""

    points: tuple[Point, ...]
    width: float
    closed: bool = False
    fill: str | None = None
    ink: str = BLACK
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A rectangle with round corners, or an ellipse when ``radius`` is None."""

    box: Box
    radius: float | None
    width: float
    fill: str | None = None
    ink: str = BLACK


Form = Literal["process", "decision", "capsule", "rounded", "ellipse", "trapezoid", "slanted", "document", "pentagon",
               "circle"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Symbol:
    """A flowchart symbol with the words in it."""

    box: Box
    form: Form
    width: float
    fill: str | None
    words: str = ""
    font: str = ""
    size: float = 6.5
    ink: str = BLACK

    @property
    def words_ink(self) -> str:
        """Black, or white on a dark fill."""
        return WHITE if self.fill is not None and is_dark(self.fill) else BLACK


@dataclass(frozen=True, slots=True)
class Link:
    """A connector from symbol to symbol; heads at its ``start`` and ``end``, filled or open, 1 being the usual size."""

    points: tuple[Point, ...]
    width: float
    end: bool = True
    start: bool = False
    filled: bool = True
    dashed: bool = False
    ink: str = BLACK
    head: float = 1.0


Item = Text | Path | Round | Symbol | Link


@dataclass(slots=True)
class Scene:
    """A page being drawn, later items over earlier ones."""

    width: float
    height: float
    items: list[Item] = field(default_factory=list)

    def line(self, a: Point, b: Point, thickness: float, dashed: bool = False) -> None:
        """A ruling."""
        self.items.append(Path((a, b), thickness, dashed=dashed))

    def frame(self, box: Box, thickness: float, fill: str | None = None) -> None:
        """A rectangle."""
        corners = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
        self.items.append(Path(corners, thickness, closed=True, fill=fill))

    def text(self, x: float, y: float, text: str, font: str, size: float) -> None:
        """One line."""
        self.items.append(Text(x, y, text, font, size))


@dataclass(frozen=True, slots=True)
class Type:
    """How a cell's text is set."""

    font: str
    size: float
    strong: bool = False
    centred: bool = False
    middle: bool = False

    @property
    def face(self) -> str:
        return bold(self.font) if self.strong else self.font

    @property
    def leading(self) -> float:
        return self.size * 1.2


PAD = 3.0


def lines_of(text: str, room: float, kind: Type) -> list[str]:
    """The lines a text takes in a cell ``room`` wide; a line feed is a forced break."""
    if not text:
        return []
    return [line for part in text.split("\n") for line in wrap(part, kind.face, kind.size, room - 2 * PAD) or [""]]


def height_of(text: str, room: float, kind: Type) -> float:
    """Height of a cell that holds the text."""
    return len(lines_of(text, room, kind)) * kind.leading + 2 * PAD


def write(scene: Scene, box: Box, text: str, kind: Type) -> None:
    """Sets a text into a cell."""
    lines = lines_of(text, box.w, kind)
    top = box.y + PAD if not kind.middle else box.y + (box.h - len(lines) * kind.leading) / 2
    for number, line in enumerate(lines):
        slack = box.w - width(line, kind.face, kind.size)
        x = box.x + slack / 2 if kind.centred else box.x + PAD
        scene.text(x, top + number * kind.leading + kind.size * 0.95, line, kind.face, kind.size)


def write_turned(scene: Scene, box: Box, text: str, kind: Type) -> None:
    """Sets a text reading upwards, centred in the cell."""
    lines = wrap(text, kind.face, kind.size, box.h - 2 * PAD)
    left = box.x + (box.w - len(lines) * kind.leading) / 2
    for number, line in enumerate(lines):
        slack = box.h - width(line, kind.face, kind.size)
        x = left + number * kind.leading + kind.size * 0.95
        scene.items.append(Text(x, box.bottom - slack / 2, line, kind.face, kind.size, turned=True))
