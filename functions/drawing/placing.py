"""Places a flow: its rows from top to bottom, each around the middle; a Parallel or a Map around what stands in it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby

from functions.drawing.layers import Layers, Passing, Slot, layered
from functions.drawing.lines import DEEPER, HANG, Way, retry_loop, routed
from functions.drawing.machine import DrawnState, Flow
from functions.drawing.shapes import Box, BoxKind, Drawing, DrawnLine, moved

NODE = (108.0, 78.0)
# Between boxes of a row, between rows, within a container around what stands in it, and its own words on top.
GAP, ROWS, PAD, HEAD = 16.0, 50.0, 10.0, 44.0
# Where an edge passes a row.
LANE = 10.0
# So many branches of a Parallel stand side by side, the next ones below: in order, as people read.
ACROSS = 3
_ENDS = (64.0, 28.0)


@lru_cache(maxsize=4)
def drawn(flow: Flow) -> Drawing:
    """The whole machine, between its beginning and its end. Kept: there is one machine, and many look at it."""
    inner = _placed(flow)
    last = max((inner.box(state.name) for state in flow.states if state.is_last), key=lambda box: box.bottom)
    first = inner.box(flow.start)
    wide, high = _ENDS
    down = high + GAP * 1.5
    body = moved(inner, 0, down)
    start = Box("", "start", first.middle - wide / 2, 0, wide, high)
    end = Box("", "end", last.middle - wide / 2, inner.height + down + GAP * 1.5, wide, high)
    lines = (_straight(start, body.box(flow.start)), *body.lines, _straight(body.box(last.name), end))
    return Drawing(inner.width, end.bottom, (start, *body.boxes, end), lines)


def _placed(flow: Flow) -> Drawing:
    """From (0, 0) on."""
    layers = layered(flow)
    inside = {state.name: _container(state) for state in flow.states if state.flows}
    boxes, passes, width, height = _rows(layers, inside)
    ways = tuple(
        Way(edge, tuple(passes[number])[:: 1 if edge.down > 0 else -1])
        for number, edge in enumerate(layers.edges)
    )
    lines = [*routed(ways, boxes), *(retry_loop(boxes[one.name]) for one in flow.states if one.retries)]
    whole: list[Box] = []
    for state in flow.states:
        box = boxes[state.name]
        whole.append(box)
        if state.name in inside:
            within = moved(inside[state.name], box.x, box.y)
            whole += within.boxes
            lines += within.lines
    return Drawing(width, height, tuple(whole), tuple(lines))


def _container(state: DrawnState) -> Drawing:
    """What stands in it, placed within the box that it gets."""
    flows = [_framed(state, number, _placed(flow)) for number, flow in enumerate(state.flows)]
    cell = max(one.width for one in flows)
    boxes: list[Box] = []
    lines: list[DrawnLine] = []
    top, number = HEAD + PAD, 0
    for _, row in groupby(range(len(flows)), key=lambda n: n // ACROSS):
        for column, number in enumerate(row):
            left = PAD + column * (cell + PAD) + (cell - flows[number].width) / 2
            one = moved(flows[number], left, top)
            boxes += one.boxes
            lines += one.lines
        low = number // ACROSS * ACROSS
        top += max(one.height for one in flows[low : number + 1]) + PAD
    columns = min(len(flows), ACROSS)
    return Drawing(2 * PAD + columns * cell + (columns - 1) * PAD, top, tuple(boxes), tuple(lines))


def _framed(state: DrawnState, number: int, inner: Drawing) -> Drawing:
    """A branch of several states stands in a frame; whatever is a container has its own."""
    if len(state.flows) == 1 or len(state.flows[number].states) == 1:
        return inner
    frame = Box(str(number + 1), "branch", 0, 0, inner.width + 2 * PAD, inner.height + 2 * PAD)
    within = moved(inner, PAD, PAD)
    return Drawing(frame.width, frame.height, (frame, *within.boxes), within.lines)


def _rows(
    layers: Layers, inside: Mapping[str, Drawing]
) -> tuple[dict[str, Box], dict[int, list[tuple[float, float, float]]], float, float]:
    """Boxes by state; where each edge passes rows, from the top on; width and height of the whole."""
    rows = [_spread(row, inside) for row in layers.rows]
    left = min(edge for edge, _, _ in rows)
    width = max(edge for _, edge, _ in rows) - left
    boxes: dict[str, Box] = {}
    passes: dict[int, list[tuple[float, float, float]]] = {number: [] for number in range(len(layers.edges))}
    top = 0.0
    for row, (_, _, spread) in zip(layers.rows, rows, strict=True):
        high = max(_size(slot, inside)[1] for slot in row)
        for slot, x in zip(row, spread, strict=True):
            if isinstance(slot, Passing):
                passes[slot.edge].append((x - left, top, top + high))
            else:
                wide, tall = _size(slot, inside)
                kind: BoxKind = "container" if slot in inside else "state"
                boxes[slot] = Box(slot, kind, x - left, top, wide, tall)
        top += high + ROWS + _hanging(row, layers)
    last = _hanging(layers.rows[-1], layers)
    return boxes, passes, width + (LANE if not inside else 0), top - ROWS + (PAD if last else 0)


def _spread(row: Iterable[Slot], inside: Mapping[str, Drawing]) -> tuple[float, float, list[float]]:
    """Left edge, right edge and each slot's place, around the middle of the boxes; where an edge passes, its own x."""
    x, places, real = 0.0, [], []
    for slot in row:
        wide = _size(slot, inside)[0]
        places.append(x + (wide / 2 if isinstance(slot, Passing) else 0))
        if not isinstance(slot, Passing):
            real.append((x, x + wide))
        x += wide + (0 if isinstance(slot, Passing) else GAP)
    middle = (real[0][0] + real[-1][1]) / 2
    half = max(middle, max(real[-1][1], max(places)) - middle)
    return -half, half, [place - middle for place in places]


def _size(slot: Slot, inside: Mapping[str, Drawing]) -> tuple[float, float]:
    if isinstance(slot, Passing):
        return LANE, 0.0
    return (inside[slot].width, inside[slot].height) if slot in inside else NODE


def _hanging(row: Iterable[Slot], layers: Layers) -> float:
    """How much room the edges within a row take below it."""
    names = [slot for slot in row if isinstance(slot, str)]
    spans = [
        abs(names.index(edge.source) - names.index(edge.target))
        for edge in layers.edges
        if edge.down == 0 and edge.source in names
    ]
    return (HANG + DEEPER * max(spans)) * 0.75 if spans else 0.0


def _straight(one: Box, other: Box) -> DrawnLine:
    ways = ((one.middle, one.bottom), (other.middle, other.y))
    half = (ways[0][1] + ways[1][1]) / 2
    points = (ways[0], (ways[0][0], half), (ways[1][0], half), ways[1])
    return DrawnLine(one.name, other.name, "next", points, points[1])
