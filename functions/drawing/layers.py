"""Which state stands in which row (after Sugiyama, and small): the main way from top to bottom, below it what only a Catch
leads to; an edge over several rows passes each between them at a place of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from functions.drawing.machine import DrawnState, Flow, StateExit


@dataclass(frozen=True, slots=True)
class StateEdge:
    """From state to state. `down`: how many rows it goes down; less than 0 for an edge back, 0 within one row."""

    source: str
    exit: StateExit
    down: int

    @property
    def target(self) -> str:
        return self.exit.to


@dataclass(frozen=True, slots=True)
class Passing:
    """Where an edge, by its number, passes a row in which it neither begins nor ends."""

    edge: int


Slot = str | Passing


@dataclass(frozen=True, slots=True)
class Layers:
    rows: tuple[tuple[Slot, ...], ...]
    edges: tuple[StateEdge, ...]


def layered(flow: Flow) -> Layers:
    depth = depths(flow)
    edges = tuple(_edges(flow, depth))
    rows: list[list[Slot]] = [[] for _ in range(max(depth.values()) + 1)]
    for state in flow.states:
        rows[depth[state.name]].append(state.name)
    for number, edge in enumerate(edges):
        low, high = sorted((depth[edge.source], depth[edge.target]))
        for between in range(low + 1, high):
            rows[between].append(Passing(number))
    return Layers(tuple(_untangled(rows, edges)), edges)


def depths(flow: Flow) -> dict[str, int]:
    """By state. A state that nothing leads to stands on top, beside the first."""
    states = {state.name: state for state in flow.states}
    found: dict[str, int] = {}
    _main_way(flow.start, states, found, 0, frozenset())
    while wave := _next_below(states, found):
        found |= wave
    return {name: found.get(name, 0) for name in states}


def _next_below(states: Mapping[str, DrawnState], found: Mapping[str, int]) -> dict[str, int]:
    """What is caught from the rows so far stands below the lowest of those that lead to it."""
    wave: dict[str, int] = {}
    for name, depth in found.items():
        for exit in states[name].exits:
            if exit.to not in found:
                wave[exit.to] = max(wave.get(exit.to, 0), depth + 1)
    return wave


def _main_way(
    name: str, states: Mapping[str, DrawnState], found: dict[str, int], depth: int, above: frozenset[str]
) -> None:
    """The longest way, as each state has to stand below whatever comes before it; edges back count for nothing."""
    if found.get(name, -1) >= depth:
        return
    found[name] = depth
    for exit in states[name].exits:
        if exit.why != "catch" and exit.to not in above | {name}:
            _main_way(exit.to, states, found, depth + 1, above | {name})


def _edges(flow: Flow, depth: Mapping[str, int]) -> Iterator[StateEdge]:
    for state in flow.states:
        for exit in state.exits:
            yield StateEdge(state.name, exit, depth[exit.to] - depth[state.name])


def _untangled(rows: list[list[Slot]], edges: tuple[StateEdge, ...]) -> Iterator[tuple[Slot, ...]]:
    """Each row in the order of what it hangs on in the row above; where that is the same, as it was."""
    above: tuple[Slot, ...] = ()
    for row in rows:
        ordered = tuple(sorted(row, key=lambda slot: _middle(_hung_on(slot, above, edges), row.index(slot))))
        yield ordered
        above = ordered


def _hung_on(slot: Slot, above: tuple[Slot, ...], edges: tuple[StateEdge, ...]) -> list[int]:
    own = (
        [slot.edge]
        if isinstance(slot, Passing)
        else [n for n, e in enumerate(edges) if slot in (e.source, e.target)]
    )
    ends = {end for number in own for end in (edges[number].source, edges[number].target)}
    return [
        place
        for place, other in enumerate(above)
        if (other.edge in own if isinstance(other, Passing) else other in ends)
    ]


def _middle(places: list[int], otherwise: int) -> float:
    return sum(places) / len(places) if places else float(otherwise)
