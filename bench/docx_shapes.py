"""Symbols, connectors and labels as DrawingML shapes that lie where they are told to on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bench.colours import BLACK
from bench.docx_xml import Set, paragraph
from bench.scene import Box, Item, Link, Path, Point, Round, Symbol, Text

EMU = 12700
"""English Metric Units in a point."""
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
FORMS = {
    "process": "flowChartProcess",
    "decision": "flowChartDecision",
    "capsule": "flowChartTerminator",
    "rounded": "roundRect",
    "ellipse": "ellipse",
    "trapezoid": "flowChartManualOperation",
    "slanted": "flowChartInputOutput",
    "document": "flowChartDocument",
    "pentagon": "flowChartOffpageConnector",
    "circle": "flowChartConnector",
}


def item_to_run(item: Item, number: int) -> str:
    """A run that carries the drawing; ``number`` is its place in the stack, from 1."""
    if isinstance(item, Symbol):
        return _anchor(item.box, number, _preset(item), "wps:cNvSpPr", _words(item))
    if isinstance(item, Link):
        return _link(item, number)
    if isinstance(item, Text):
        return _label(item, number)
    if isinstance(item, Path):
        return _freeform(item.points, number, _line(item.width, item.ink, dashed=item.dashed), item.fill, item.closed)
    return _anchor(item.box, number, _round(item), "wps:cNvSpPr", "")


def _anchor(box: Box, number: int, properties: str, kind: str, inside: str) -> str:
    place = "".join(
        f'<wp:position{axis} relativeFrom="page"><wp:posOffset>{round(at * EMU)}</wp:posOffset></wp:position{axis}>'
        for axis, at in (("H", box.x), ("V", box.y))
    )
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{number + 1000}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{place}<wp:extent {_size(box)}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapNone/><wp:docPr id="{number}" name="Shape {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{SHAPE}"><wps:wsp><{kind}/><wps:spPr>{properties}</wps:spPr>{inside}'
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr" wrap="none"/></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing></w:r>"
    )


def _size(box: Box) -> str:
    return f'cx="{max(1, round(box.w * EMU))}" cy="{max(1, round(box.h * EMU))}"'


def _frame(box: Box, flips: str = "") -> str:
    return f'<a:xfrm{flips}><a:off x="0" y="0"/><a:ext {_size(box)}/></a:xfrm>'


def _fill(colour: str | None) -> str:
    return "<a:noFill/>" if colour is None else f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'


def _line(width: float, ink: str = BLACK, ends: str = "", dashed: bool = False) -> str:
    if width <= 0:
        return "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="dash"/>' if dashed else ""
    return f'<a:ln w="{round(width * EMU)}">{_fill(ink)}{dash}<a:miter lim="800000"/>{ends}</a:ln>'


def _preset(symbol: Symbol) -> str:
    form = f'<a:prstGeom prst="{FORMS[symbol.form]}"><a:avLst/></a:prstGeom>'
    return _frame(symbol.box) + form + _fill(symbol.fill) + _line(symbol.width, symbol.ink)


def _round(item: Round) -> str:
    form = "ellipse" if item.radius is None else "roundRect"
    return (
        _frame(item.box)
        + f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>'
        + _fill(item.fill)
        + _line(item.width, item.ink)
    )


def _words(symbol: Symbol) -> str:
    if not symbol.words:
        return ""
    text = paragraph(symbol.words, Set(symbol.font, symbol.size, align="center", ink=symbol.words_ink))
    return f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>"


def _label(text: Text, number: int) -> str:
    """A text box without line or fill; a little wider than its words, so that they stay on one line."""
    box = Box(text.x, text.y - text.size, len(text.text) * text.size * 0.75 + 4, text.size * 1.2)
    inside = f"<wps:txbx><w:txbxContent>{paragraph(text.text, Set(text.font, text.size))}</w:txbxContent></wps:txbx>"
    form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
    return _anchor(box, number, _frame(box) + form, 'wps:cNvSpPr txBox="1"', inside)


def _link(link: Link, number: int) -> str:
    """A straight connector for two points, a freeform for an elbow."""
    size = "sm" if link.head < 1 else "lg" if link.head > 1 else "med"
    ends = "".join(
        f'<a:{side} type="{"triangle" if link.filled else "arrow"}" w="{size}" len="{size}"/>'
        for side, shown in (("headEnd", link.start), ("tailEnd", link.end))
        if shown
    )
    line = _line(link.width, link.ink, ends, link.dashed)
    if len(link.points) > 2:
        return _freeform(link.points, number, line, None, closed=False)
    (x0, y0), (x1, y1) = link.points
    box = Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
    flips = ' flipH="1"' * (x1 < x0) + ' flipV="1"' * (y1 < y0)
    form = '<a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom>'
    return _anchor(box, number, _frame(box, flips) + form + line, "wps:cNvCnPr", "")


def _freeform(points: Sequence[Point], number: int, line: str, fill: str | None, closed: bool) -> str:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    box = replace(box, w=max(box.w, 0.1), h=max(box.h, 0.1))
    steps = [f'<a:pt x="{round((x - box.x) * EMU)}" y="{round((y - box.y) * EMU)}"/>' for x, y in points]
    drawn = f"<a:moveTo>{steps[0]}</a:moveTo>" + "".join(f"<a:lnTo>{step}</a:lnTo>" for step in steps[1:])
    size = _size(box).replace("cx", "w").replace("cy", "h")
    hollow = "" if closed else ' fill="none"'
    path = f"<a:path {size}{hollow}>{drawn}{'<a:close/>' * closed}</a:path>"
    lists = '<a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
    form = f"<a:custGeom>{lists}<a:pathLst>{path}</a:pathLst></a:custGeom>"
    return _anchor(box, number, _frame(box) + form + _fill(fill) + line, "wps:cNvSpPr", "")
