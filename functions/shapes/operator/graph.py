"""The graph of an execution: the machine's states from its definition, what happened in each from its history. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from functions.ports.executions import HistoryEvent
from functions.shapes.operator.visits import SeenState, VisitStanding, seen_in
from schemas.operator.views import EdgeView, IterationView, NodeStatus, NodeView

_STATUS: Mapping[VisitStanding, NodeStatus] = {
    "not_entered": "not_entered",
    "running": "waiting",
    "retrying": "waiting",
    "succeeded": "succeeded",
    "caught": "failed",
    "failed": "failed",
    "aborted": "failed",
}


def draw(
    definition: Mapping[str, Any], history: Iterable[HistoryEvent], *, running: bool
) -> tuple[NodeView, ...]:
    """Nodes in the definition's order. `running`: a state entered and not left is waiting; otherwise it failed."""
    seen = seen_in(history)
    return tuple(
        _node(place, seen.get(place.name, SeenState()), running=running)
        for place in _places(definition, None, None)
    )


@dataclass(frozen=True)
class _Place:
    name: str
    state: Mapping[str, Any]
    within: str | None
    branch: int | None


def _places(machine: Mapping[str, Any], within: str | None, branch: int | None) -> Iterator[_Place]:
    for name, state in machine["States"].items():
        yield _Place(name, state, within, branch)
        for number, inner in enumerate(state.get("Branches", ())):
            yield from _places(inner, name, number)
        processor = state.get("ItemProcessor") or state.get("Iterator")
        if processor:
            yield from _places(processor, name, None)


def _node(place: _Place, seen: SeenState, *, running: bool) -> NodeView:
    return NodeView(
        name=place.name,
        type=place.state["Type"],
        text=place.state.get("Comment"),
        within=place.within,
        branch=place.branch,
        next=tuple(_next(place.state)),
        catch=tuple(_catch(place.state)),
        entered=seen.whole.entered,
        status=_STATUS[seen.whole.standing(running=running)],
        iterations=tuple(
            IterationView(item=item, entered=visits.entered, status=_STATUS[visits.standing(running=running)])
            for item, visits in sorted(seen.items.items())
        ),
    )


def _next(state: Mapping[str, Any]) -> Iterator[EdgeView]:
    if "Next" in state:
        yield EdgeView(to=state["Next"], label="")
    for number, choice in enumerate(state.get("Choices", ()), start=1):
        yield EdgeView(to=choice["Next"], label=str(number))
    if "Default" in state:
        yield EdgeView(to=state["Default"], label="default")


def _catch(state: Mapping[str, Any]) -> Iterator[EdgeView]:
    for catcher in state.get("Catch", ()):
        yield EdgeView(to=catcher["Next"], label=", ".join(catcher["ErrorEquals"]))
