"""The drawing of a run: each state's place with its standing, and a link that selects it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from functions.drawing.machine import DrawnState, Flow, every_state
from functions.drawing.placing import HEAD, drawn
from functions.drawing.shapes import Box, Drawing, DrawnLine
from functions.pages.operator.words_executions import LOOKS, Look, bare, errors_words, state_words
from functions.shapes.operator.visits import SeenState, VisitStanding, worst

# So many letters of a state's own name stand on one line of its box.
LETTERS = 18
_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|.")


@dataclass(frozen=True, slots=True)
class Node:
    """`lines`: the state's own name. `counter`: how often, or of a Map how many of its entries are over."""

    box: Box
    title: str
    name: str
    lines: tuple[str, ...]
    look: Look
    counter: str
    href: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Edge:
    line: DrawnLine
    words: str


@dataclass(frozen=True, slots=True)
class Graph:
    width: float
    height: float
    head: float
    nodes: tuple[Node, ...]
    frames: tuple[Box, ...]
    ends: tuple[tuple[Box, str], ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a run: of each state; all items, or the one that is looked at."""

    flow: Flow
    seen: Mapping[str, SeenState]
    running: bool
    item: str | None = None

    def of(self, name: str) -> SeenState:
        return self.seen.get(name) or SeenState()

    def standing(self, state: DrawnState) -> VisitStanding:
        """A container that the run ended in failed if anything in it did; of one item, as it fares within."""
        inner = [self.standing(one) for flow in state.flows for one in flow.states]
        own = self.of(state.name).standing(None if state.flows else self.item, running=self.running)
        if own == "aborted" and "failed" in inner:
            return "failed"
        if self.item is not None and state.flows:
            # Whoever was turned out of one state by an error went on in another.
            return "succeeded" if (found := worst(inner)) == "caught" else found
        return own

    def counter(self, state: DrawnState) -> str:
        found = self.of(state.name)
        if state.kind == "Map" and found.rounds.started:
            failed = f"，失败 {found.rounds.failed}" if found.rounds.failed else ""
            return f"{found.rounds.succeeded}/{found.rounds.started} 个事项走完{failed}"
        visits = found.of(None if state.flows else self.item)
        told = [f"{visits.entered} 次"] if visits.entered > 1 else []
        return " ".join((*told, *([f"重试 {visits.retried}"] if visits.retried else [])))


def graph_of(reading: Reading, selected: str, href: Callable[[str], str]) -> Graph:
    drawing = drawn(reading.flow)
    states = {state.name: state for state in every_state(reading.flow)}
    return Graph(
        width=drawing.width,
        height=drawing.height,
        head=HEAD,
        nodes=tuple(_nodes(drawing, states, reading, selected, href)),
        frames=tuple(box for box in drawing.boxes if box.kind == "branch"),
        ends=tuple((box, words) for box in drawing.boxes for kind, words in _ENDS if box.kind == kind),
        edges=tuple(Edge(line, _edge_words(line)) for line in drawing.lines),
    )


_ENDS = (("start", "开始"), ("end", "结束"))


def _nodes(
    drawing: Drawing,
    states: Mapping[str, DrawnState],
    reading: Reading,
    selected: str,
    href: Callable[[str], str],
) -> Iterator[Node]:
    for box in drawing.boxes:
        if box.kind in ("state", "container"):
            yield Node(
                box=box,
                title=state_words(box.name)[0],
                name=box.name,
                lines=own_lines(box.name),
                look=LOOKS[reading.standing(states[box.name])],
                counter=reading.counter(states[box.name]),
                href=href(box.name),
                selected=box.name == selected,
            )


def _edge_words(line: DrawnLine) -> str:
    if line.kind == "catch":
        return errors_words(line.errors)
    if line.kind == "choice":
        return f"条件 {line.choice}" if line.choice else "其他"
    return ""


def own_lines(name: str) -> tuple[str, ...]:
    """Before its department, or between its words, into two lines where one is too short."""
    if len(name) <= LETTERS:
        return (name,)
    first = bare(name)
    if first == name or len(first) > LETTERS:
        first = ""
        for part in _PARTS.findall(name):
            if len(first) + len(part) > LETTERS:
                break
            first += part
    return (first, name[len(first) :]) if first else (name,)
