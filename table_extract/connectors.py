"""Strokes to connectors: which symbol leads to which.

Strokes that meet form nets. A net with an arrowhead at one symbol and bare ends at others is read off directly. Nets
that end on the same ruling, or with a small gap between them, are joined; what the picture leaves open is decided by
the usual flow (to the next row) at a lower confidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from typing import Literal

from table_extract.heads import HEAD_MM2, SURE_HEAD_MM2, Port, Scene
from table_extract.ridges import Segment
from table_extract.rulings import Ruling
from table_extract.table import Connector, Symbol

MEET_MM = 1.0
"""Ends closer than this to another stroke meet it."""
AT_HEAD_MM = 1.9
"""The same where an arrowhead stands."""
ON_RULING_MM = 1.1
GAP_MM = 6.0
CORNER_GAP_MM = 2.5
SURPLUS_COST = 0.4
LEFT_COST = 0.1
"""Cost per mm of stroke that a join leaves unexplained."""
LEAST_LOOSE_MM = 2.2
"""A shorter stroke that hangs on one symbol only is dirt or a letter."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Link:
    """Two strokes that meet at ``point``; ``branch`` where one ends on the other's middle."""

    other: int
    point: Point
    branch: bool


@dataclass(frozen=True, slots=True)
class Route:
    """A way from one port to another with its corner points and the number of branches passed."""

    port: Port
    points: tuple[Point, ...]
    branches: int
    length: float


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


def trace_connectors(
    segments: Sequence[Segment], ports: Sequence[Port], symbols: Sequence[Symbol], scene: Scene
) -> list[Connector]:
    """All connectors, best founded first."""
    links = link_segments(segments, ports, scene.pixels_per_mm)
    routes = {port: _routes(port, segments, ports, links) for port in ports}
    found: list[Connector] = []
    used: set[Port] = set()
    for net in _nets(ports, routes):
        for source, route, confidence, directed in _read_net(net, routes, symbols):
            found.append(_connector(source, route, confidence, directed))
            used |= {source, route.port}
    loose = [port for port in ports if port not in used]
    joins = _joins(loose, segments, links, symbols, scene)
    while joins:
        exits = Counter(connector.source for connector in found)
        join = min(joins, key=lambda j: j.cost + _surplus(j, exits, symbols))
        found.append(_joined_connector(join, symbols, _surplus(join, exits, symbols)))
        used |= {join.first, join.second}
        joins = [j for j in joins if j.first not in used and j.second not in used]
    found += _exits([port for port in ports if port not in used], segments, links, scene)
    return _distinct(found)


def link_segments(segments: Sequence[Segment], ports: Sequence[Port], pixels_per_mm: float) -> dict[int, list[Link]]:
    """Which strokes meet: elbows and branches; strokes that cross do not."""
    near, far = MEET_MM * pixels_per_mm, AT_HEAD_MM * pixels_per_mm
    links: dict[int, list[Link]] = defaultdict(list)
    vertical = [i for i, s in enumerate(segments) if s.axis == "v"]
    heads = defaultdict(list)
    for port in ports:
        if port.head >= HEAD_MM2:
            heads[port.segment].append(port.point)
    for i, h in ((i, s) for i, s in enumerate(segments) if s.axis == "h"):
        for j in vertical:
            v = segments[j]
            if not (h.start - near <= v.at <= h.end + near and v.start - near <= h.at <= v.end + near):
                continue
            point = (v.at, h.at)
            # the base of an arrowhead makes a stroke that ends there look longer
            h_near = far if any(_distance(p, point) <= 2 * far for p in heads.get(j, ())) else near
            v_near = far if any(_distance(p, point) <= 2 * far for p in heads.get(i, ())) else near
            h_ends = min(abs(v.at - h.start), abs(v.at - h.end)) <= h_near
            v_ends = min(abs(h.at - v.start), abs(h.at - v.end)) <= v_near
            if h_ends or v_ends:
                branch = not (h_ends and v_ends)
                links[i].append(Link(j, point, branch))
                links[j].append(Link(i, point, branch))
    return links


def _routes(
    start: Port, segments: Sequence[Segment], ports: Sequence[Port], links: dict[int, list[Link]]
) -> list[Route]:
    """The best way from a port to every other port of its net: fewest branches, then shortest."""
    best: dict[Port, Route] = {}
    seen: dict[int, tuple[int, float]] = {}
    queue: list[tuple[int, float, int, tuple[Point, ...]]] = [(0, 0.0, start.segment, (start.point,))]
    while queue:
        queue.sort()
        branches, length, current, points = queue.pop(0)
        if current in seen and seen[current] <= (branches, length):
            continue
        seen[current] = (branches, length)
        for port in ports:
            if port.segment == current and port != start:
                route = Route(port, (*points, port.point), branches, length + _distance(points[-1], port.point))
                if port not in best or (route.branches, route.length) < (best[port].branches, best[port].length):
                    best[port] = route
        for link in links.get(current, []):
            if link.other not in seen:
                step = length + _distance(points[-1], link.point)
                queue.append((branches + link.branch, step, link.other, (*points, link.point)))
    return [route for route in best.values() if route.port.symbol != start.symbol]


def _distance(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _nets(ports: Sequence[Port], routes: dict[Port, list[Route]]) -> list[list[Port]]:
    nets: list[list[Port]] = []
    seen: set[Port] = set()
    for port in ports:
        if port in seen:
            continue
        net, queue = [], [port]
        while queue:
            current = queue.pop()
            if current in seen:
                continue
            seen.add(current)
            net.append(current)
            queue += [route.port for route in routes[current]]
        if len(net) > 1:
            nets.append(net)
    return nets


def _read_net(
    net: Sequence[Port], routes: dict[Port, list[Route]], symbols: Sequence[Symbol]
) -> list[tuple[Port, Route, float, bool]]:
    """(source port, route, confidence, directed) of each connector in a net."""
    heads = [port for port in net if port.head >= HEAD_MM2]
    if len(net) == 2:
        return [_read_pair(net[0], net[1], routes, symbols)]
    if not heads:
        heads = [max(net, key=lambda port: (symbols[port.symbol].bbox[1], port.head))]
    tails = [port for port in net if port not in heads]
    found: list[tuple[Port, Route, float, bool]] = []
    for tail in tails:
        ways = [route for route in routes[tail] if route.port in heads]
        if ways:
            way = min(ways, key=lambda route: (route.branches, route.length))
            found.append((tail, way, _head_confidence(way.port, tail) * (0.95 if len(ways) == 1 else 0.85), True))
    for head in heads:
        if any(way.port == head for _, way, _, _ in found):
            continue
        sources = [(route.port, route) for route in routes[head]]
        if sources:
            source, way = min(sources, key=lambda pair: (pair[0] in heads, pair[1].branches, pair[1].length))
            back = Route(head, way.points[::-1], way.branches, way.length)
            found.append((source, back, 0.75 if source in heads else 0.85, True))
    return found


def _read_pair(
    a: Port, b: Port, routes: dict[Port, list[Route]], symbols: Sequence[Symbol]
) -> tuple[Port, Route, float, bool]:
    """The connector between two ports: towards the (greater) arrowhead, else down the page."""
    source, target = _direction(a, b, symbols)
    directed = target.head >= HEAD_MM2
    confidence = _head_confidence(target, source) if directed else 0.6
    route = next(route for route in routes[source] if route.port == target)
    return source, route, confidence, directed


def _head_confidence(target: Port, source: Port) -> float:
    """How clearly the arrowhead stands at the target and not at the source."""
    size = min(1.0, (target.head - HEAD_MM2) / (SURE_HEAD_MM2 - HEAD_MM2)) if target.head > HEAD_MM2 else 0.0
    rival = source.head / max(target.head, 1e-6)
    return round(max(0.5, 0.97 - 0.17 * (1 - size) - 0.4 * max(0.0, rival - 0.3)), 3)


def _order(symbol: Symbol) -> tuple[float, float]:
    return symbol.bbox[1], symbol.bbox[0]


def _connector(source: Port, route: Route, confidence: float, directed: bool) -> Connector:
    return Connector(source.symbol, route.port.symbol, None, round(confidence, 3), directed, _corners(route.points))


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    return tuple(p for i, p in enumerate(rounded) if i == 0 or p != rounded[i - 1])


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
            if link.other != came and not link.branch and _distance(link.point, far) < _distance(link.point, points[-1])
        ]
        if not onward:
            break
        link = max(onward, key=lambda item: segments[item.other].length)
        points.append(link.point)
        came, current = current, link.other
        both = [segments[current].point(0), segments[current].point(1)]
        far = max(both, key=lambda end: _distance(end, link.point))
        ends.append(LooseEnd(tuple(points), far, segments[current].axis))
    return ends[::-1]


def _joins(
    loose: Sequence[Port],
    segments: Sequence[Segment],
    links: dict[int, list[Link]],
    symbols: Sequence[Symbol],
    scene: Scene,
) -> list[Join]:
    """The best way to take two loose strokes together, for every pair that has one."""
    ends = {port: _loose_ends(port, segments, links) for port in loose}
    joins = []
    for a, b in combinations(loose, 2):
        if a.symbol == b.symbol:
            continue
        ways = []
        for end_a, end_b in product(ends[a], ends[b]):
            between = _between(end_a, end_b, scene)
            if between is not None:
                points, cost = between
                left = _distance(end_a.far, ends[a][0].far) + _distance(end_b.far, ends[b][0].far)
                cost += min(0.5, LEFT_COST * left / scene.pixels_per_mm)
                way = (*end_a.points, end_a.far, *points, end_b.far, *reversed(end_b.points))
                ways.append(Join(a, b, way, cost + _unlikely(a, b, symbols)))
        joins += sorted(ways, key=lambda join: join.cost)[:1]
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
    for axis in axes:
        for ruling in scene.rulings:
            if ruling.axis != axis:
                continue
            at = [(p[1], p[0]) if axis == "h" else p for p in (a, b)]
            off = max(_off_ruling(end, ruling) for end in (end_a, end_b)) / scale
            inside = all(ruling.start - scale <= along <= ruling.end + scale for _, along in at)
            if off <= ON_RULING_MM and inside:
                length = abs(at[0][1] - at[1][1]) / scale
                feet = tuple((along, ruling.at) if axis == "h" else (ruling.at, along) for _, along in at)
                return feet, 0.5 + 0.3 * off + 0.004 * length
    return None


def _off_ruling(end: LooseEnd, ruling: Ruling) -> float:
    """Pixels between a loose end and a ruling; a stroke that runs a little over it counts half."""
    level = 1 if ruling.axis == "h" else 0
    off = end.far[level] - ruling.at
    over = end.axis != ruling.axis and off * (end.points[-1][level] - ruling.at) < 0
    return abs(off) / (2.5 if over else 1.0)


def _unlikely(a: Port, b: Port, symbols: Sequence[Symbol]) -> float:
    """Cost of what flowcharts rarely do: no arrowhead or two, a jump over rows."""
    heads = (a.head >= HEAD_MM2) + (b.head >= HEAD_MM2)
    jump = abs(a.symbol - b.symbol)  # symbols are numbered down the page
    return (0.0 if heads == 1 else 0.5) + 0.05 * min(6, max(0, jump - 1))


def _surplus(join: Join, exits: Counter[int | None], symbols: Sequence[Symbol]) -> float:
    """Cost of an exit more than the symbol should have: two for a decision, one for others."""
    source, _ = _direction(join.first, join.second, symbols)
    usual = 2 if symbols[source.symbol].kind == "decision" else 1
    return SURPLUS_COST if exits[source.symbol] >= usual else 0.0


def _direction(a: Port, b: Port, symbols: Sequence[Symbol]) -> tuple[Port, Port]:
    """Source and target: towards the (greater) arrowhead, else down the page."""
    if max(a.head, b.head) >= HEAD_MM2:
        return (a, b) if b.head >= a.head else (b, a)
    return (a, b) if _order(symbols[a.symbol]) <= _order(symbols[b.symbol]) else (b, a)


def _joined_connector(join: Join, symbols: Sequence[Symbol], surplus: float) -> Connector:
    source, target = _direction(join.first, join.second, symbols)
    points = join.points if source == join.first else join.points[::-1]
    confidence = round(max(0.35, 0.95 - 0.25 * (join.cost + surplus)), 3)
    directed = target.head >= HEAD_MM2
    return Connector(source.symbol, target.symbol, None, confidence, directed, _corners(points))


def _exits(
    loose: Sequence[Port], segments: Sequence[Segment], links: dict[int, list[Link]], scene: Scene
) -> list[Connector]:
    """Strokes that leave a symbol and end nowhere: the page ends there or the rest is lost."""
    exits = []
    for port in loose:
        end = _loose_ends(port, segments, links)[0]
        way = [*end.points, end.far]
        length = sum(_distance(p, q) for p, q in pairwise(way)) / scene.pixels_per_mm
        if length < LEAST_LOOSE_MM:
            continue
        if port.head >= HEAD_MM2:
            exits.append(Connector(None, port.symbol, None, 0.5, True, _corners(way[::-1])))
        else:
            exits.append(Connector(port.symbol, None, None, 0.4, False, _corners(way)))
    return exits


def _distinct(connectors: Sequence[Connector]) -> list[Connector]:
    """One connector per pair of symbols, the surest; a second one without an arrowhead leads back."""
    best: dict[tuple[int | None, int | None], Connector] = {}
    loose = [c for c in connectors if c.source is None or c.target is None]
    for connector in sorted((c for c in connectors if c not in loose), key=lambda c: (not c.directed, -c.confidence)):
        pair = (connector.source, connector.target)
        if pair in best and not connector.directed and pair[::-1] not in best:
            best[pair[::-1]] = replace(connector, source=pair[1], target=pair[0], path=connector.path[::-1])
        best.setdefault(pair, connector)
    return [*best.values(), *loose]
