"""Plots as SVG text that needs no script, font or file beside it. All texts are escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

from markupsafe import Markup, escape

Point = tuple[float, float]
INK, SOFT, RULE, PAPER = "#1a202c", "#4a5568", "#cbd5e0", "#ffffff"
BLUE, RED, GREEN, AMBER, VIOLET, TEAL = "#1e4e8c", "#b42318", "#166534", "#b7791f", "#6b46c1", "#0f766e"
COLOURS = (BLUE, RED, GREEN, AMBER, VIOLET, TEAL, INK, SOFT)
FONT = 'font-family="system-ui, Liberation Sans, Arial, sans-serif" font-size="12"'
LEFT, RIGHT, TOP, BOTTOM = 58, 24, 14, 44
"""Margins of a plot for its axes' labels."""
BAR, GAP, LETTER = 16, 6, 6.6
"""Height of a bar, space between two, usual width of a letter, in pixels."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a plot: the values at its ends, its label, where it is marked and how marks read."""

    low: float
    high: float
    label: str
    ticks: tuple[float, ...]
    decimal: str = ","
    percent: bool = False

    def show(self, value: float) -> str:
        """A mark's text."""
        return shown(value, self.decimal, percent=self.percent)


@dataclass(frozen=True, slots=True)
class Series:
    """Points joined by a line, or dots with an area each; ``name`` stands in the legend unless empty."""

    name: str
    points: Sequence[Point]
    colour: str = BLUE
    dashed: bool = False
    sizes: Sequence[float] = ()
    """Radius of a dot at every point; without it there is a line."""


def plot(title: str, x: Axis, y: Axis, series: Sequence[Series], width: int = 420, height: int = 300) -> Markup:
    """Lines and dots over two axes."""
    named = [one for one in series if one.name]
    total = height + 18 * len(named)

    def place(point: Point) -> Point:
        across = (min(max(point[0], x.low), x.high) - x.low) / (x.high - x.low)
        up = (min(max(point[1], y.low), y.high) - y.low) / (y.high - y.low)
        return LEFT + across * (width - LEFT - RIGHT), height - BOTTOM - up * (height - TOP - BOTTOM)

    body = [*_axes(x, y, place, width, height), *(_drawn(one, place) for one in series)]
    body += [_legend(one, height + 18 * row) for row, one in enumerate(named)]
    return _svg(title, width, total, body)


def _svg(title: str, width: float, height: float, body: Sequence[str]) -> Markup:
    name = escape(title)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
    head += f' height="{height:g}" role="img" aria-label="{name}" {FONT}><title>{name}</title>'
    # every text in a body went through escape
    paper = f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>'
    return Markup("\n".join([head, paper, *body, "</svg>"]))


def _axes(x: Axis, y: Axis, place: Callable[[Point], Point], width: int, height: int) -> list[str]:
    lines = []
    for tick in x.ticks:
        across, low = place((tick, y.low))
        lines += [_line((across, TOP), (across, low), RULE), text(across, low + 16, x.show(tick), "middle")]
    for tick in y.ticks:
        left, up = place((x.low, tick))
        lines += [_line((left, up), (width - RIGHT, up), RULE), text(left - 6, up + 4, y.show(tick), "end")]
    middle = (TOP + height - BOTTOM) / 2
    upright = f'<text x="14" y="{middle:g}" text-anchor="middle" fill="{INK}" transform="rotate(-90 14 {middle:g})">'
    centre = (LEFT + width - RIGHT) / 2
    return [*lines, text(centre, height - 10, x.label, "middle"), f"{upright}{escape(y.label)}</text>"]


def _drawn(series: Series, place: Callable[[Point], Point]) -> str:
    places = [place(point) for point in series.points]
    if series.sizes:
        return "".join(
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{size:.1f}" fill="{series.colour}" fill-opacity="0.75"/>'
            for (a, b), size in zip(places, series.sizes, strict=True)
        )
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    dash = ' stroke-dasharray="5 4"' if series.dashed else ""
    return f'<polyline points="{path}" fill="none" stroke="{series.colour}" stroke-width="2"{dash}/>'


def _legend(series: Series, y: float) -> str:
    mark = f'<rect x="{LEFT}" y="{y + 3:g}" width="14" height="4" fill="{series.colour}"/>'
    return mark + text(LEFT + 22, y + 9, series.name)


def _line(start: Point, end: Point, colour: str) -> str:
    ends = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {ends} stroke="{colour}"/>'


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """A label at its base line."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(words)}</text>'


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: its parts from left to right with the index of their colour; None draws no bar."""

    label: str
    parts: Sequence[float] | None
    shown: str
    colour: int = 0


def bars(title: str, rows: Sequence[Bar], most: float = 1.0, names: Sequence[str] = (), width: int = 420) -> Markup:
    """Horizontal bars up to ``most``; ``names`` are the parts' names for a legend below."""
    left = min(0.5 * width, 12 + LETTER * max((len(row.label) for row in rows), default=0))
    room = width - left - 12 - LETTER * max((len(row.shown) for row in rows), default=0)
    body = []
    for number, row in enumerate(rows):
        y, x = GAP + number * (BAR + GAP), left
        body.append(text(left - 6, y + BAR - 4, row.label, "end"))
        for part, share in enumerate(row.parts or ()):
            wide = room * min(share / most, 1.0)
            colour = COLOURS[(row.colour + part) % len(COLOURS)]
            body.append(f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{BAR}" fill="{colour}"/>')
            x += wide
        body.append(text(x + 5, y + BAR - 4, row.shown))
    low, across = GAP + len(rows) * (BAR + GAP), float(GAP)
    for part, name in enumerate(names):
        body.append(f'<rect x="{across:.1f}" y="{low + 4}" width="12" height="12" fill="{COLOURS[part]}"/>')
        body.append(text(across + 17, low + 14, name))
        across += 32 + LETTER * len(name)
    return _svg(title, width, low + (24 if names else 4), body)


def shown(value: float, decimal: str, percent: bool = False) -> str:
    """A number as people read it.

    >>> shown(0.005, ",", percent=True), shown(0.25, ".")
    ('0,5%', '0.25')
    """
    return (f"{100 * value:.3g}%" if percent else f"{value:.3g}").replace(".", decimal)


def nice_top(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten.

    >>> nice_top(0.034)
    0.05
    """
    power = 10.0 ** floor(log10(value)) if value > 0 else 1.0
    return next(round(step * power, 12) for step in (1, 2, 5, 10) if value <= step * power * 1.0000001)
