"""Edges as curves: out of a box at its bottom or top, each at a place of its own; past the rows between."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from functions.drawing.layers import StateEdge
from functions.drawing.shapes import Box, DrawnLine, Point

# An edge within one row hangs below it: so deep, and deeper for each box that it passes.
HANG, DEEPER = 26.0, 14.0
LOOP = 11.0


@dataclass(frozen=True, slots=True)
class Way:
    """`through`: where it passes rows: (x, top, bottom) of each, from its source on."""

    edge: StateEdge
    through: tuple[tuple[float, float, float], ...] = ()


def routed(ways: tuple[Way, ...], boxes: Mapping[str, Box]) -> tuple[DrawnLine, ...]:
    ports = _ports(ways, boxes)
    return tuple(
        _line(way, ports[number, "out"], ports[number, "in"], boxes) for number, way in enumerate(ways)
    )


def retry_loop(box: Box) -> DrawnLine:
    """What is tried again comes back to its own box."""
    high, low = box.y + box.height * 0.3, box.y + box.height * 0.7
    points = ((box.right, high), (box.right + LOOP, high - 8), (box.right + LOOP, low + 8), (box.right, low))
    return DrawnLine(box.name, box.name, "retry", points, (box.right + LOOP, box.middle))


def _sides(edge: StateEdge) -> tuple[str, str]:
    """Where it leaves and where it comes in: edges within a row hang below it."""
    if edge.down == 0:
        return "bottom", "bottom"
    return ("bottom", "top") if edge.down > 0 else ("top", "bottom")


def _ports(ways: tuple[Way, ...], boxes: Mapping[str, Box]) -> dict[tuple[int, str], Point]:
    """Ends at one side of a box stand side by side, in the order of what they lead to, so that few cross."""
    ends: dict[tuple[str, str], list[tuple[float, int, str]]] = defaultdict(list)
    for number, way in enumerate(ways):
        source, target = boxes[way.edge.source], boxes[way.edge.target]
        out, into = _sides(way.edge)
        first = way.through[0][0] if way.through else target.middle
        last = way.through[-1][0] if way.through else source.middle
        ends[source.name, out].append((first, number, "out"))
        ends[target.name, into].append((last, number, "in"))
    found: dict[tuple[int, str], Point] = {}
    for (name, side), several in ends.items():
        box = boxes[name]
        for place, (_, number, end) in enumerate(sorted(several), start=1):
            x = box.x + box.width * place / (len(several) + 1)
            found[number, end] = (x, box.bottom if side == "bottom" else box.y)
    return found


def _line(way: Way, start: Point, end: Point, boxes: Mapping[str, Box]) -> DrawnLine:
    edge = way.edge
    if edge.down == 0:
        points = _hanging(start, end, boxes[edge.source].width)
        label = ((start[0] + end[0]) / 2, start[1] + (points[1][1] - start[1]) * 0.75)
    else:
        points = _falling(start, end, way.through)
        label = _half((points[0], points[3]))
    return DrawnLine(
        edge.source,
        edge.target,
        edge.exit.why,
        points,
        label,
        edge.exit.errors,
        edge.exit.choice,
    )


def _hanging(start: Point, end: Point, width: float) -> tuple[Point, ...]:
    low = start[1] + HANG + DEEPER * (abs(start[0] - end[0]) // max(width, 1.0))
    return (start, (start[0], low), (end[0], low), end)


def _falling(start: Point, end: Point, through: Iterable[tuple[float, float, float]]) -> tuple[Point, ...]:
    """Curves between the rows, straight past them."""
    down = end[1] > start[1]
    stops = [start]
    for x, top, bottom in through:
        stops += [(x, top), (x, bottom)] if down else [(x, bottom), (x, top)]
    stops.append(end)
    points = [start]
    for (x0, y0), (x1, y1) in pairwise(stops):
        half = (y0 + y1) / 2
        points += [(x0, half), (x1, half), (x1, y1)]
    return tuple(points)


def _half(ends: tuple[Point, Point]) -> Point:
    (x0, y0), (x1, y1) = ends
    return ((x0 + x1) / 2, (y0 + y1) / 2)
