"""Strokes that meet: nets of ports, the ways through them, and which of these are connectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.page import BBox
from table_extract.directions import Ends, direction, is_stub, stub_direction
from table_extract.heads import CLEAR_MM, HEAD_MM2, SURE_HEAD_MM2, Port
from table_extract.ridges import Segment
from table_extract.table import Connector

MEET_MM = 1.0
"""Ends closer than this to another stroke meet it."""
AT_HEAD_MM = 1.9
"""The same where an arrowhead stands."""
BRANCH_MM = 15.0
"""A branch passed makes a way as unlikely as so much more length."""
LONE_HEAD_BRANCH_MM = 1000.0
"""The same where the strokes share one arrowhead: the one without branches has it."""
FAN = 3
"""So many arrowheads, and one end without: that end leads to all of them, and none of them on to the next."""
STUB_CONFIDENCE = 0.9
ALIKE_HEADS = 0.6
"""The lesser of the two arrowheads of one connector has at least this share of the greater one's ink."""
BEHIND_MM = 4.0
"""A shape behind a symbol shows so much of itself at most."""
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
class Way:
    """A connector of a net: from ``source`` along ``route``; ``merged`` if another one has the same arrowhead."""

    source: Port
    route: Route
    confidence: float
    directed: bool
    merged: bool = False

    def connector(self) -> Connector:
        target = self.route.port.symbol
        points = corners(self.route.points)
        return Connector(self.source.symbol, target, None, round(self.confidence, 3), self.directed, points)


def link_segments(segments: Sequence[Segment], ports: Sequence[Port], pixels_per_mm: float) -> dict[int, list[Link]]:
    """Which strokes meet: elbows and branches; strokes that cross do not."""
    near, far = MEET_MM * pixels_per_mm, AT_HEAD_MM * pixels_per_mm
    links: dict[int, list[Link]] = defaultdict(list)
    vertical = [i for i, s in enumerate(segments) if s.axis == "v"]
    heads = defaultdict(list)
    into = {(p.segment, p.which): p.point[segments[p.segment].axis == "v"] for p in ports}
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
            h_near = far if any(distance(p, point) <= 2 * far for p in heads.get(j, ())) else near
            v_near = far if any(distance(p, point) <= 2 * far for p in heads.get(i, ())) else near
            h_ends = any(_ends_at(v.at, h.point(end)[0], into.get((i, end)), end, h_near) for end in (0, 1))
            v_ends = any(_ends_at(h.at, v.point(end)[1], into.get((j, end)), end, v_near) for end in (0, 1))
            if h_ends or v_ends:
                branch = not (h_ends and v_ends)
                links[i].append(Link(j, point, branch))
                links[j].append(Link(i, point, branch))
    return links


def _ends_at(at: float, end: float, into: float | None, which: int, near: float) -> bool:
    """Whether a stroke's start (0) or end (1) lies at another stroke, and not only where it runs past that ``into`` a
    symbol close behind it."""
    runs_on = into is not None and (into > at if which else into < at)
    return abs(at - end) <= near and not runs_on


def to_routes(
    start: Port, segments: Sequence[Segment], ports: Sequence[Port], links: dict[int, list[Link]]
) -> list[Route]:
    """The best way from a port to every port that its strokes reach: fewest branches, then shortest."""
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
                route = Route(port, (*points, port.point), branches, length + distance(points[-1], port.point))
                if port not in best or (route.branches, route.length) < (best[port].branches, best[port].length):
                    best[port] = route
        for link in links.get(current, []):
            if link.other not in seen:
                step = length + distance(points[-1], link.point)
                queue.append((branches + link.branch, step, link.other, (*points, link.point)))
    return list(best.values())


def false_heads(routes: dict[Port, list[Route]], boxes: Sequence[BBox], pixels_per_mm: float) -> set[Port]:
    """Arrowheads at the ends of strokes that run round a symbol's corner, as long as its sides, and lead to another
    arrowhead: the strokes are what is seen of a second shape behind the symbol, whose corners are no arrowheads."""
    return {
        port
        for port, ways in routes.items()
        if port.head >= HEAD_MM2
        and any(way.port.head >= HEAD_MM2 and way.port.symbol != port.symbol for way in ways)
        and any(_hugs(way, boxes[port.symbol], pixels_per_mm) for way in ways if way.port.symbol == port.symbol)
    }


def _hugs(way: Route, box: BBox, pixels_per_mm: float) -> bool:
    x0, y0, x1, y1 = box
    near, as_long = BEHIND_MM * pixels_per_mm, way.length >= x1 - x0 + y1 - y0
    return as_long and all(x0 - near <= x <= x1 + near and y0 - near <= y <= y1 + near for x, y in way.points)


def distance(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def to_nets(ports: Sequence[Port], routes: dict[Port, list[Route]]) -> list[list[Port]]:
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


def read_net(net: Sequence[Port], routes: dict[Port, list[Route]], ends: Ends, pixels_per_mm: float) -> list[Way]:
    """The connectors of a net: each tail to a head of its own as far as there are enough, the likeliest first."""
    heads = [port for port in net if port.head >= HEAD_MM2 and not ends.only_starts(port)]
    if len(net) == 2:
        return _read_pair(net[0], net[1], routes, ends, pixels_per_mm)
    if not heads:
        heads = [_entered(net, ends)]

    def effort(route: Route) -> float:
        weight = BRANCH_MM if len(heads) > 1 else LONE_HEAD_BRANCH_MM
        return route.length + weight * pixels_per_mm * route.branches

    ways = [(tail, route) for tail in net if tail not in heads for route in routes[tail] if route.port in heads]
    found: list[Way] = []
    for once in (True, False):
        for tail, route in sorted(ways, key=lambda way: effort(way[1])):
            served = any(way.route.port == route.port for way in found)
            if not any(way.source == tail for way in found) and not (once and served):
                rivals = sum(way[0] == tail for way in ways)
                certain = _head_confidence(route.port, tail) * (0.95 if rivals == 1 else 0.85)
                found.append(Way(tail, route, certain, True, merged=served))
    fans_out = len(heads) >= FAN and len(net) - len(heads) == 1
    only_entered = [port for port in heads if fans_out and not ends.lacks_exit(port)]
    for head in heads:
        sources = [route for route in routes[head] if route.port not in only_entered]
        if sources and not any(way.route.port == head for way in found):
            back = min(sources, key=lambda route: (_unlikely_source(route.port, head, heads, ends), effort(route)))
            route = Route(head, back.points[::-1], back.branches, back.length)
            found.append(Way(back.port, route, 0.75 if back.port in heads else 0.8, True))
    return found


def _entered(net: Sequence[Port], ends: Ends) -> Port:
    """The port into which a net without arrowheads leads: the lowest, or the highest where decisions lead back to it.

    Their ways back leave them at their sides, and it has a way on of its own.
    """
    downwards = sorted(net, key=lambda port: (ends.symbols[port.symbol].bbox[1], port.head))
    first, others = downwards[0], downwards[1:]
    back = all(port in ends.level and ends.decides(port) for port in others) and ends.bare[first.symbol] > 1
    return first if back else downwards[-1]


def _unlikely_source(port: Port, head: Port, heads: Sequence[Port], ends: Ends) -> int:
    """Order in which ports are taken for the source of a second arrowhead in a net."""
    if port in heads:
        return 0 if ends.lacks_exit(port) or ends.next_in_line(port, head) else 2
    return 1


def _read_pair(a: Port, b: Port, routes: dict[Port, list[Route]], ends: Ends, pixels_per_mm: float) -> list[Way]:
    """The connector between two ports: towards the (greater) arrowhead, else down the page; both ways between two."""
    length = next(route.length for route in routes[a] if route.port == b)
    stub = is_stub(a, b, length / pixels_per_mm, ends)
    source, target = (stub_direction if stub else direction)(a, b, ends)
    directed = max(target.head, source.head if stub else 0.0) >= HEAD_MM2
    confidence = (STUB_CONFIDENCE if stub else _head_confidence(target, source)) if directed else 0.6
    two_headed = length >= CLEAR_MM * pixels_per_mm and _are_both_targets(a, b, ends)
    return [
        Way(start, next(route for route in routes[start] if route.port == end), confidence, directed)
        for start, end in [(source, target), (target, source)][: 1 + two_headed]
    ]


def _are_both_targets(a: Port, b: Port, ends: Ends) -> bool:
    """Whether a connector with an arrowhead at both ends leads both ways: into a decision and back up from it.

    At one end of others grain, or another connector's arrowhead, looks like one.
    """
    if min(a.head, b.head) < max(2 * HEAD_MM2, ALIKE_HEADS * max(a.head, b.head)):
        return False
    upper, lower = sorted((a, b), key=lambda port: ends.symbols[port.symbol].row)
    return ends.decides(lower) and ends.symbols[upper.symbol].row < ends.symbols[lower.symbol].row


def _head_confidence(target: Port, source: Port) -> float:
    """How clearly the arrowhead stands at the target and not at the source."""
    size = min(1.0, (target.head - HEAD_MM2) / (SURE_HEAD_MM2 - HEAD_MM2)) if target.head > HEAD_MM2 else 0.0
    rival = source.head / max(target.head, 1e-6)
    return round(max(0.5, 0.97 - 0.17 * (1 - size) - 0.4 * max(0.0, rival - 0.3)), 3)


def corners(points: Sequence[Point]) -> tuple[Point, ...]:
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    return tuple(p for i, p in enumerate(rounded) if i == 0 or p != rounded[i - 1])
