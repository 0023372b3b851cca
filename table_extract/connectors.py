"""Strokes to connectors: which symbol leads to which.

Strokes that meet form nets. A net with an arrowhead at one symbol and bare ends at others is read off directly. Nets
that end on the same ruling, or with a small gap between them, are joined; what the picture leaves open is decided by
the usual flow (to the next row) at a lower confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from typing import Literal

from ocr.page import BBox
from table_extract.directions import DECISION_EXITS, Ends, direction, to_ends
from table_extract.heads import HEAD_MM2, Port, Scene
from table_extract.nets import (
    Link,
    Point,
    Way,
    corners,
    distance,
    false_heads,
    link_segments,
    read_net,
    to_nets,
    to_routes,
)
from table_extract.ridges import Segment
from table_extract.rulings import Ruling
from table_extract.table import Connector, Symbol

ON_RULING_MM = 1.1
GAP_MM = 6.0
CORNER_GAP_MM = 2.5
SLOPE_SHARE = 0.25
"""How far from the middle of a slanted side such a stroke ends, as a share of the symbol's height."""
AT_CORNER_MM, LABEL_MM, BESIDE_MM = 0.8, 9.0, 2.5
"""A stroke that aims at a decision's corner may end a label's width before it, another one beside it so far away."""
SURPLUS_COST = 0.4
LEFT_COST = 0.1
"""Cost per mm of stroke that a join leaves unexplained."""
MERGED_COST = 0.8
"""Cost of a second stroke into an arrowhead that another one has served: strokes that only come close look like it."""
SHARED_COST = 0.35
"""Cost of an arrowhead at the side where another connector leaves the symbol."""
TIP_MM = 1.8
"""Shorter strokes that lead nowhere are no ways out: thick lines of a diamond run on past its tip."""
LEAST_LOOSE_MM = 2.2
"""A shorter stroke that hangs on one symbol only is dirt or a letter."""


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """The corner points of a loose stroke from its symbol on, its far end and the axis of its last piece."""

    points: tuple[Point, ...]
    far: Point
    axis: str


@dataclass(frozen=True, slots=True)
class Join:
    """Two nets taken together: ports, the points between them, what it costs (0 = certain)."""

    first: Port
    second: Port
    points: tuple[Point, ...]
    cost: float
    made: Connector | None = None
    """The connector, when the strokes meet and only its likelihood is in question."""
    shared: bool = False
    """Whether ``second`` may serve other connectors, too."""


def trace_connectors(
    segments: Sequence[Segment], ports: Sequence[Port], symbols: Sequence[Symbol], scene: Scene
) -> list[Connector]:
    """All connectors along the axes, best founded first; a pair of symbols may have several."""
    links = link_segments(segments, ports, scene.pixels_per_mm)
    everywhere = {port: to_routes(port, segments, ports, links) for port in ports}
    # a decision's ways in and out come close to each other by nature
    whole = {port: ways for port, ways in everywhere.items() if symbols[port.symbol].kind != "decision"}
    if false := false_heads(whole, scene.boxes, scene.pixels_per_mm):
        true_ports = [replace(port, head=0.0) if port in false else port for port in ports]
        return trace_connectors(segments, true_ports, symbols, scene)
    routes = {port: [way for way in ways if way.port.symbol != port.symbol] for port, ways in everywhere.items()}
    ways_on = [port for port in ports if everywhere[port] or not _is_tip(port.segment, segments, links, scene)]
    ends = to_ends(symbols, ways_on, segments)
    found: list[Connector] = []
    joins: list[Join] = []
    sources: list[Port] = []
    used: set[Port] = set()
    for net in to_nets(ports, routes):
        for way in read_net(net, routes, ends, scene.pixels_per_mm):
            if way.merged:
                joins.append(_merging(way))
            else:
                found.append(way.connector())
                used |= {way.source, way.route.port}
                sources.append(way.source)
    loose = [port for port in ports if port not in used]
    doubled = [port for port in sources if port.head >= HEAD_MM2]
    joins += _joins(loose, segments, links, ends, scene)
    joins += _side_entries(loose, doubled, segments, links, ends, scene)
    while joins:
        exits = Counter(connector.source for connector in found)
        join = min(joins, key=lambda j: j.cost + _surplus(j, exits, ends))
        found.append(join.made or _joined_connector(join, ends, _surplus(join, exits, ends)))
        used |= {join.first} if join.shared else {join.first, join.second}
        joins = [j for j in joins if j.first not in used and (j.shared or j.second not in used)]
    loose = [port for port in ports if port not in used]
    from_decisions = _short_of_decisions(loose, found, segments, links, ends, scene)
    found += from_decisions.values()
    found += _exits([port for port in loose if port not in from_decisions], segments, links, scene)
    return found


def _is_tip(number: int, segments: Sequence[Segment], links: dict[int, list[Link]], scene: Scene) -> bool:
    """Whether a stroke and those that it meets are too short for a connector."""
    near = [number, *(link.other for link in links.get(number, []))]
    return max(segments[other].length for other in near) < TIP_MM * scene.pixels_per_mm


def _loose_ends(port: Port, segments: Sequence[Segment], links: dict[int, list[Link]]) -> list[LooseEnd]:
    """Where the strokes of a loose port may end: after the first stroke, after the second, ..., the last one first."""
    points: list[Point] = [port.point]
    current, came = port.segment, -1
    far = segments[current].point(1 - port.which)
    ends = [LooseEnd(tuple(points), far, segments[current].axis)]
    for _ in range(6):
        onward = [
            link
            for link in links.get(current, [])
            if link.other != came and not link.branch and distance(link.point, far) < distance(link.point, points[-1])
        ]
        if not onward:
            break
        link = max(onward, key=lambda item: segments[item.other].length)
        points.append(link.point)
        came, current = current, link.other
        both = [segments[current].point(0), segments[current].point(1)]
        far = max(both, key=lambda end: distance(end, link.point))
        ends.append(LooseEnd(tuple(points), far, segments[current].axis))
    return ends[::-1]


def _merging(way: Way) -> Join:
    return Join(way.source, way.route.port, way.route.points, MERGED_COST, way.connector(), shared=True)


def _joins(
    loose: Sequence[Port],
    segments: Sequence[Segment],
    links: dict[int, list[Link]],
    ends: Ends,
    scene: Scene,
) -> list[Join]:
    """The best way to take two loose strokes together, for every pair that has one."""
    loose_ends = {port: _loose_ends(port, segments, links) for port in loose}
    joins = []
    for a, b in combinations(loose, 2):
        if a.symbol == b.symbol:
            continue
        ways = []
        for end_a, end_b in product(loose_ends[a], loose_ends[b]):
            between = _between(end_a, end_b, scene)
            if between is not None:
                points, cost = between
                left = distance(end_a.far, loose_ends[a][0].far) + distance(end_b.far, loose_ends[b][0].far)
                cost += min(0.5, LEFT_COST * left / scene.pixels_per_mm)
                way = (*end_a.points, end_a.far, *points, end_b.far, *reversed(end_b.points))
                ways.append(Join(a, b, way, cost + _unlikely(a, b)))
        joins += sorted(ways, key=lambda join: join.cost)[:1]
    return joins


def _side_entries(
    loose: Sequence[Port],
    doubled: Sequence[Port],
    segments: Sequence[Segment],
    links: dict[int, list[Link]],
    ends: Ends,
    scene: Scene,
) -> list[Join]:
    """Loose ways out that follow a ruling to the stroke on which another connector leaves an arrowhead's symbol."""
    joins = []
    for a, b in product((port for port in loose if port.head < HEAD_MM2), doubled):
        stroke = segments[b.segment]
        if a.symbol == b.symbol:
            continue
        for end, ruling in product(_loose_ends(a, segments, links), scene.rulings):
            level = ruling.axis == "h"
            off = _off_ruling(end, ruling) / scene.pixels_per_mm
            crosses = ruling.axis != stroke.axis and stroke.start <= ruling.at <= stroke.end
            along = sorted((end.far[0 if level else 1], stroke.at))
            if crosses and off <= ON_RULING_MM and ruling.start <= along[0] and along[1] <= ruling.end:
                ways = ((end.far[0], ruling.at), (stroke.at, ruling.at))
                feet = ways if level else ((ruling.at, end.far[1]), (ruling.at, stroke.at))
                cost = 0.5 + 0.3 * off + SHARED_COST + _unlikely(a, b)
                joins.append(Join(a, b, (*end.points, end.far, *feet, b.point), cost, shared=True))
    return joins


def _between(end_a: LooseEnd, end_b: LooseEnd, scene: Scene) -> tuple[tuple[Point, ...], float] | None:
    """Points and cost of a way from one loose end to another: over a gap, round a corner or along a ruling."""
    a, a_axis, b, b_axis = end_a.far, end_a.axis, end_b.far, end_b.axis
    scale = scene.pixels_per_mm
    dx, dy = abs(a[0] - b[0]) / scale, abs(a[1] - b[1]) / scale
    if a_axis == b_axis:
        along, across = (dx, dy) if a_axis == "h" else (dy, dx)
        if across <= 0.6 and along <= GAP_MM:
            return (), 0.3 + 0.15 * along
    elif dx <= CORNER_GAP_MM and dy <= CORNER_GAP_MM:
        return ((b[0], a[1]) if a_axis == "h" else (a[0], b[1]),), 0.3 + 0.2 * (dx + dy)
    axes: tuple[Literal["h", "v"], ...] = ("h", "v")
    foot = max((ruling.at for ruling in scene.rulings if ruling.axis == "h"), default=0.0)
    for axis in axes:
        for ruling in scene.rulings:
            if ruling.axis != axis:
                continue
            at = [(p[1], p[0]) if axis == "h" else p for p in (a, b)]
            off = max(_off_ruling(end, ruling) for end in (end_a, end_b)) / scale
            if axis == "h" and max(a[1], b[1]) > foot + ON_RULING_MM * scale:  # it leads out of the table
                continue
            inside = all(ruling.start - scale <= along <= ruling.end + scale for _, along in at)
            if off <= ON_RULING_MM and inside:
                length = abs(at[0][1] - at[1][1]) / scale
                feet = tuple((along, ruling.at) if axis == "h" else (ruling.at, along) for _, along in at)
                if _blocked(feet[0], feet[1], scene):
                    continue
                return feet, 0.5 + 0.3 * off + 0.004 * length
    return None


def _blocked(a: Point, b: Point, scene: Scene) -> bool:
    """Whether a symbol stands across a level or upright way."""
    (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return any(x0 < right and x1 > left and y0 < bottom and y1 > top for left, top, right, bottom in scene.boxes)


def _off_ruling(end: LooseEnd, ruling: Ruling) -> float:
    """Pixels between a loose end and a ruling; a stroke that runs a little over it counts half."""
    level = 1 if ruling.axis == "h" else 0
    off = end.far[level] - ruling.at
    over = end.axis != ruling.axis and off * (end.points[-1][level] - ruling.at) < 0
    return abs(off) / (2.5 if over else 1.0)


def _unlikely(a: Port, b: Port) -> float:
    """Cost of what flowcharts rarely do: no arrowhead or two, a jump over rows."""
    heads = (a.head >= HEAD_MM2) + (b.head >= HEAD_MM2)
    jump = abs(a.symbol - b.symbol)  # symbols are numbered down the page
    return (0.0 if heads == 1 else 0.5) + 0.05 * min(6, max(0, jump - 1))


def _surplus(join: Join, exits: Counter[int | None], ends: Ends) -> float:
    """Cost of an exit more than the symbol should have: two for a decision, one for others."""
    source = join.first if join.shared else direction(join.first, join.second, ends)[0]
    usual = DECISION_EXITS if ends.decides(source) else 1
    return SURPLUS_COST if exits[source.symbol] >= usual else 0.0


def _joined_connector(join: Join, ends: Ends, surplus: float) -> Connector:
    source, target = (join.first, join.second) if join.shared else direction(join.first, join.second, ends)
    points = join.points if source == join.first else join.points[::-1]
    confidence = round(max(0.35, 0.95 - 0.25 * (join.cost + surplus)), 3)
    directed = target.head >= HEAD_MM2
    return Connector(source.symbol, target.symbol, None, confidence, directed, corners(points))


def _short_of_decisions(
    loose: Sequence[Port],
    found: Sequence[Connector],
    segments: Sequence[Segment],
    links: dict[int, list[Link]],
    ends: Ends,
    scene: Scene,
) -> dict[Port, Connector]:
    """The connectors into loose arrowheads whose strokes end shortly before a decision that lacks a way out.

    They were drawn too short, or the white box of a label hides the rest.
    """
    exits = Counter(connector.source for connector in found)
    made: dict[Port, Connector] = {}
    for port in (port for port in loose if port.head >= HEAD_MM2):
        end = _loose_ends(port, segments, links)[0]
        lacking = [
            (cost, number, point)
            for number, symbol in enumerate(ends.symbols)
            if symbol.kind == "decision" and number != port.symbol and exits[number] < DECISION_EXITS
            for cost, point in _short_of(end, scene.boxes[number], scene)
        ]
        if lacking:
            cost, number, point = min(lacking)
            exits[number] += 1
            points = corners((point, end.far, *reversed(end.points)))
            made[port] = Connector(number, port.symbol, None, round(0.95 - 0.25 * cost, 3), True, points)
    return made


def _short_of(end: LooseEnd, box: BBox, scene: Scene) -> Iterator[tuple[float, Point]]:
    """Where a loose end would meet a symbol's side if it was longer, and what that costs."""
    x0, y0, x1, y1 = box
    level = end.axis == "h"
    (low, high), (start, stop) = ((y0, y1), (x0, x1)) if level else ((x0, x1), (y0, y1))
    (along, across), last = (end.far, end.points[-1]) if level else (end.far[::-1], end.points[-1][::-1])
    edge = start if along > last[0] else stop
    gap = abs(edge - along) / scene.pixels_per_mm
    ahead = (edge - along) * (along - last[0]) >= 0
    off = abs(across - (low + high) / 2) / scene.pixels_per_mm
    point = (edge, across) if level else (across, edge)
    if not ahead or _blocked(end.far, point, scene):
        return
    if off <= AT_CORNER_MM and gap <= LABEL_MM:
        yield 0.5 + 0.1 * gap, point
    elif low < across < high and gap <= BESIDE_MM:
        yield 1.2 + 0.1 * gap, point


def _exits(
    loose: Sequence[Port], segments: Sequence[Segment], links: dict[int, list[Link]], scene: Scene
) -> list[Connector]:
    """Strokes that leave a symbol and end nowhere: the page ends there or the rest is lost."""
    exits = []
    for port in loose:
        end = _loose_ends(port, segments, links)[0]
        way = [*end.points, end.far]
        length = sum(distance(p, q) for p, q in pairwise(way)) / scene.pixels_per_mm
        if length < LEAST_LOOSE_MM:
            continue
        other = _at_slope(end.far, port.symbol, scene)
        if port.head >= HEAD_MM2:
            exits.append(Connector(other, port.symbol, None, 0.5, True, corners(way[::-1])))
        else:
            exits.append(Connector(port.symbol, other, None, 0.4, False, corners(way)))
    return exits


def _at_slope(point: Point, own: int, scene: Scene) -> int | None:
    """The symbol at whose slanted side a stroke ends that was drawn to the box around it only."""
    for number, (x0, y0, x1, y1) in enumerate(scene.boxes):
        inside = number != own and x0 < point[0] < x1 and y0 < point[1] < y1
        if inside and abs(point[1] - (y0 + y1) / 2) <= SLOPE_SHARE * (y1 - y0):
            return number
    return None


def distinct(connectors: Sequence[Connector], symbols: Sequence[Symbol]) -> list[Connector]:
    """One connector per pair of symbols, the surest; a second one without an arrowhead leads back.

    Both ways out of a decision may lead to the same symbol, which then goes on elsewhere.
    """
    best: dict[tuple[int | None, int | None], Connector] = {}
    loose = [c for c in connectors if c.source is None or c.target is None]
    whole = [c for c in connectors if c not in loose]
    for connector in sorted(whole, key=lambda c: (not c.directed, -c.confidence)):
        pair = (connector.source, connector.target)
        goes_on = any(c.source == pair[1] and c.target != pair[0] for c in whole)
        both_answers = goes_on and connector.source is not None and symbols[connector.source].kind == "decision"
        if pair in best and not connector.directed and pair[::-1] not in best and not both_answers:
            best[pair[::-1]] = replace(connector, source=pair[1], target=pair[0], path=connector.path[::-1])
        best.setdefault(pair, connector)
    return [*best.values(), *loose]
