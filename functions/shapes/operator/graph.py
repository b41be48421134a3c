"""The graph of an execution: the machine's states from its definition, what happened in each from its history. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.ports.executions import HistoryEvent
from schemas.operator.views import EdgeView, IterationView, NodeStatus, NodeView

ENTERED = "StateEntered"
EXITED = "StateExited"
# A task that is tried again is scheduled again; one that failed for good leaves its state by a Catch, or ends the run.
FAILURES = ("Failed", "TimedOut", "Aborted")
FRESH_STARTS = ("Scheduled", "Started", "Succeeded")


@dataclass
class _Visits:
    """The visits to one state, in all or by one item."""

    entered: int = 0
    exited: int = 0
    failed: bool = False

    def see(self, kind: str) -> None:
        if kind.endswith(ENTERED):
            self.entered += 1
            self.failed = False
        elif kind.endswith(EXITED):
            self.exited += 1
        elif kind.endswith(FAILURES):
            self.failed = True
        elif kind.endswith(FRESH_STARTS):
            self.failed = False

    def status(self, *, running: bool) -> NodeStatus:
        if not self.entered:
            return "not_entered"
        if self.entered > self.exited:
            return "waiting" if running else "failed"
        return "failed" if self.failed else "succeeded"


@dataclass
class _Seen:
    whole: _Visits = field(default_factory=_Visits)
    items: dict[str, _Visits] = field(default_factory=lambda: defaultdict(_Visits))

    def see(self, event: HistoryEvent) -> None:
        self.whole.see(event.kind)
        if event.item is not None:
            self.items[event.item].see(event.kind)


def draw(
    definition: Mapping[str, Any], history: Iterable[HistoryEvent], *, running: bool
) -> tuple[NodeView, ...]:
    """Nodes in the definition's order. `running`: a state entered and not left is waiting; otherwise it failed."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for event in history:
        if event.state is not None:
            seen[event.state].see(event)
    return tuple(
        _node(place, seen.get(place.name, _Seen()), running=running)
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


def _node(place: _Place, seen: _Seen, *, running: bool) -> NodeView:
    return NodeView(
        name=place.name,
        type=place.state["Type"],
        text=place.state.get("Comment"),
        within=place.within,
        branch=place.branch,
        next=tuple(_next(place.state)),
        catch=tuple(_catch(place.state)),
        entered=seen.whole.entered,
        status=seen.whole.status(running=running),
        iterations=tuple(
            IterationView(item=item, entered=visits.entered, status=visits.status(running=running))
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
