"""A SOP redrawn as the step table of a SOP AP: symbols and arrows in the performer columns beside the mutu baku."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from corpus.flow_model import UNKNOWN_LANE, Box, FlowModel, Mark, sop_to_flow
from corpus.svg_routes import SYMBOL_H, SYMBOL_W, Spot, route

INK, RULE, HEAD_FILL, DOUBT = "#1f2937", "#94a3b8", "#e2e8f0", "#b45309"
DOUBT_BELOW = 0.85
"""Symbols and arrows less sure than this are drawn broken; the threshold below which cells go to review."""

FONT, LINE, PAD = 12.0, 15.0, 6.0
ACTOR_WIDTH, MIN_ROW = 88.0, 64.0
_BEFORE = (("No", 40.0), ("Aktivitas", 230.0))
_AFTER = (("Kelengkapan", 140.0), ("Waktu", 84.0), ("Output", 140.0), ("Keterangan", 120.0))
_NARROW, _WIDE = frozenset(" .,:;'!|ijlftrI()[]/-"), frozenset("mwMW@%ABCDEGHKNOQRSUVXYZ&")


def sop_to_svg(sop: Mapping[str, Any]) -> str:
    """A stand-alone SVG of one SOP of a record, without scripts, styles or links; it may also stand inside HTML."""
    flow = sop_to_flow(sop)
    columns = [*_BEFORE, *((name, ACTOR_WIDTH) for name in flow.lanes), *_AFTER]
    xs = [1.0]
    for _, width in columns:
        xs.append(xs[-1] + width)
    texts = [_row_texts(box, len(flow.lanes)) for box in flow.boxes]
    widths = [width for _, width in columns]
    heads = [wrap(name, width - 2 * PAD) for name, width in columns]
    rows = [[wrap(text, width - 2 * PAD) for text, width in zip(row, widths, strict=True)] for row in texts]
    ys = [30.0, 30.0 + max(map(len, heads)) * LINE + 2 * PAD]
    for row in rows:
        ys.append(ys[-1] + max(MIN_ROW, max(map(len, row)) * LINE + 2 * PAD))
    svg = _canvas(flow, xs[-1] + 1, ys[-1] + 30)
    _draw_grid(svg, xs, ys, heads, rows)
    _draw_flow(svg, flow, xs, ys)
    _draw_legend(svg, flow, ys[-1] + 20)
    return ET.tostring(svg, encoding="unicode") + "\n"


def wrap(text: str, width: float) -> list[str]:
    """Text in lines that fit ``width`` pixels; words longer than a line are cut, behind a slash where there is one.

    >>> wrap("Perawat/Bidan RSUD", 76.0)
    ['Perawat/', 'Bidan', 'RSUD']
    """
    lines = [""]
    for word in text.split():
        while text_width(word) > width:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or text_width(word[:n]) <= width)
            cut = word.rfind("/", 0, cut) + 1 or cut
            lines += [word[:cut], ""] if not lines[-1] else ["", word[:cut], ""]
            word = word[cut:]
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line] or [""]


def text_width(text: str) -> float:
    """Width in pixels at FONT of the widest common sans-serif face (DejaVu, Verdana)."""
    return sum(FONT * (0.4 if c in _NARROW else 0.8 if c in _WIDE else 0.62) for c in text)


def _row_texts(box: Box, lanes: int) -> list[str]:
    return [box.number, box.text, *[""] * lanes, box.supplies, box.duration, box.output, box.remark]


def _canvas(flow: FlowModel, width: float, height: float) -> ET.Element:
    view = f"0 0 {width:g} {height:g}"
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": view, "role": "img"})
    svg.attrib |= {"width": f"{width:g}", "height": f"{height:g}", "font-size": f"{FONT:g}"}
    svg.attrib |= {"font-family": "Liberation Sans, Arial, Helvetica, sans-serif", "fill": INK}
    ET.SubElement(svg, "title").text = flow.title
    ET.SubElement(svg, "desc").text = _spoken(flow)
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    title = ET.SubElement(svg, "text", {"x": "4", "y": "19", "font-size": "15", "font-weight": "bold"})
    title.text = flow.title
    return svg


def _spoken(flow: FlowModel) -> str:
    """The drawing in words, for those who cannot see it."""
    parts = []
    for index, box in enumerate(flow.boxes):
        who = ", ".join(flow.lanes[mark.lane] for mark in box.marks) or UNKNOWN_LANE
        targets = [arrow for arrow in flow.arrows if arrow.source == index]
        to = ", ".join(f"{arrow.label} ke {flow.boxes[arrow.target].number}".strip() for arrow in targets)
        parts.append(f"{box.number}. {box.text} ({who})" + (f", {to}" if to else ""))
    return "; ".join(parts)


def _draw_grid(
    svg: ET.Element, xs: Sequence[float], ys: Sequence[float], heads: list[list[str]], rows: list[list[list[str]]]
) -> None:
    box = {"x": f"{xs[0]:g}", "y": f"{ys[0]:g}", "width": f"{xs[-1] - xs[0]:g}", "height": f"{ys[1] - ys[0]:g}"}
    ET.SubElement(svg, "rect", box | {"fill": HEAD_FILL})
    lines = [f"M{x:g} {ys[0]:g}V{ys[-1]:g}" for x in xs] + [f"M{xs[0]:g} {y:g}H{xs[-1]:g}" for y in ys]
    ET.SubElement(svg, "path", {"d": "".join(lines), "stroke": RULE, "fill": "none"})
    for column, lines in enumerate(heads):
        _draw_text(
            svg, lines, (xs[column] + xs[column + 1]) / 2, ys[0] + PAD + FONT - 1, anchor="middle", weight="bold"
        )
    for row, cells in enumerate(rows, start=1):
        for column, lines in enumerate(cells):
            _draw_text(svg, lines, xs[column] + PAD, ys[row] + PAD + FONT - 1)


def _draw_text(
    svg: ET.Element, lines: Sequence[str], x: float, y: float, *, anchor: str = "start", weight: str = "normal"
) -> None:
    for number, line in enumerate(lines):
        if line:
            place = {"x": f"{x:g}", "y": f"{y + number * LINE:g}", "text-anchor": anchor, "font-weight": weight}
            ET.SubElement(svg, "text", place).text = line


def _draw_flow(svg: ET.Element, flow: FlowModel, xs: Sequence[float], ys: Sequence[float]) -> None:
    tracks: Counter[tuple[int, int]] = Counter()
    for arrow in flow.arrows:
        source, target = (_spot(flow, index, flow.boxes[index].lane, xs, ys) for index in (arrow.source, arrow.target))
        key = (source.col, target.col < source.col)
        path = route(source, target, tracks[key] % 4)
        tracks[key] += target.row not in (source.row, source.row + 1)
        colour = DOUBT if arrow.confidence < DOUBT_BELOW else INK
        bends = "L".join(f"{x:g} {y:g}" for x, y in path.points)
        stroke = {"stroke": colour, "fill": "none", "stroke-width": "1.3"} | _broken(
            0.0 if arrow.inferred else arrow.confidence
        )
        ET.SubElement(svg, "path", {"d": f"M{bends}"} | stroke)
        _draw_head(svg, path.points[-2], path.points[-1], colour)
        if arrow.label:
            place = {"x": f"{path.label_at[0]:g}", "y": f"{path.label_at[1]:g}", "text-anchor": path.label_anchor}
            halo = {"stroke": "#ffffff", "stroke-width": "3", "paint-order": "stroke"}
            ET.SubElement(svg, "text", place | halo | {"font-size": "11", "font-weight": "bold"}).text = arrow.label
    for index, box in enumerate(flow.boxes):
        spots = [_spot(flow, index, mark.lane, xs, ys) for mark in box.marks]
        for left, right in zip(spots, spots[1:], strict=False):
            line = {"d": f"M{left.x:g} {left.y:g}H{right.x:g}", "stroke": RULE, "stroke-dasharray": "2 3"}
            svg.append(ET.Element("path", line))
        for mark, spot in zip(box.marks, spots, strict=True):
            _draw_symbol(svg, mark, spot.x, spot.y)
        if not box.marks:
            _draw_unknown(svg, _spot(flow, index, box.lane, xs, ys))


def _spot(flow: FlowModel, row: int, lane: int, xs: Sequence[float], ys: Sequence[float]) -> Spot:
    column, line = len(_BEFORE) + lane, row + 1
    left, right = xs[column], xs[column + 1]
    return Spot(row, lane, (left + right) / 2, (ys[line] + ys[line + 1]) / 2, left, right, ys[line])


def _draw_head(svg: ET.Element, before: tuple[float, float], tip: tuple[float, float], colour: str) -> None:
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    ux, uy = dx / length * 7, dy / length * 7
    points = (tip, (tip[0] - ux - uy * 0.5, tip[1] - uy + ux * 0.5), (tip[0] - ux + uy * 0.5, tip[1] - uy - ux * 0.5))
    ET.SubElement(svg, "polygon", {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points), "fill": colour})


def _draw_symbol(svg: ET.Element, mark: Mark, x: float, y: float) -> None:
    half_w, half_h = SYMBOL_W / 2, SYMBOL_H / 2
    colour = DOUBT if mark.confidence < DOUBT_BELOW else INK
    style = {"stroke": colour, "fill": "#ffffff", "stroke-width": "1.5"} | _broken(mark.confidence)
    if mark.symbol == "decision":
        corners = ((x, y - half_h), (x + half_w, y), (x, y + half_h), (x - half_w, y))
        ET.SubElement(svg, "polygon", {"points": " ".join(f"{px:g},{py:g}" for px, py in corners)} | style)
    elif mark.symbol == "connector":
        ET.SubElement(svg, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{half_h:g}"} | style)
    else:
        round_ends = {"rx": f"{half_h:g}"} if mark.symbol in ("start", "end") else {}
        box = {"x": f"{x - half_w:g}", "y": f"{y - half_h:g}", "width": f"{SYMBOL_W:g}", "height": f"{SYMBOL_H:g}"}
        ET.SubElement(svg, "rect", box | round_ends | style)
    word = {"start": "Mulai", "end": "Selesai"}.get(mark.symbol)
    if word:
        place = {"x": f"{x:g}", "y": f"{y + 3.5:g}", "text-anchor": "middle", "font-size": "10"}
        ET.SubElement(svg, "text", place).text = word


def _draw_unknown(svg: ET.Element, spot: Spot) -> None:
    box = {"x": f"{spot.x - SYMBOL_W / 2:g}", "y": f"{spot.y - SYMBOL_H / 2:g}", "width": f"{SYMBOL_W:g}"}
    look = {"height": f"{SYMBOL_H:g}", "fill": "#ffffff", "stroke": DOUBT, "stroke-dasharray": "4 3"}
    ET.SubElement(svg, "rect", box | look)
    place = {"x": f"{spot.x:g}", "y": f"{spot.y + 5:g}", "text-anchor": "middle", "font-weight": "bold", "fill": DOUBT}
    ET.SubElement(svg, "text", place).text = "?"


def _broken(confidence: float) -> dict[str, str]:
    return {"stroke-dasharray": "5 3"} if confidence < DOUBT_BELOW else {}


def _draw_legend(svg: ET.Element, flow: FlowModel, y: float) -> None:
    sure = [mark.confidence for box in flow.boxes for mark in box.marks] + [arrow.confidence for arrow in flow.arrows]
    if UNKNOWN_LANE in flow.lanes or any(confidence < DOUBT_BELOW for confidence in sure):
        words = "Garis putus-putus: kurang yakin, perlu diperiksa pada aslinya."
        ET.SubElement(svg, "text", {"x": "4", "y": f"{y:g}", "font-size": "11", "fill": DOUBT}).text = words
