"""A definition (ASL) as what has to be drawn of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

_Why = Literal["next", "choice", "catch"]


@dataclass(frozen=True, slots=True)
class StateExit:
    """Where a state leads to; `errors`: those that a Catch takes this way; `choice`: the number of a rule, 0 its default."""

    to: str
    why: _Why = "next"
    errors: tuple[str, ...] = ()
    choice: int = 0


@dataclass(frozen=True, slots=True)
class DrawnState:
    """`flows`: a Parallel's branches in order, or what a Map does for each of its entries."""

    name: str
    kind: str
    exits: tuple[StateExit, ...] = ()
    retries: bool = False
    flows: "tuple[Flow, ...]" = ()

    @property
    def is_last(self) -> bool:
        return not any(one.why != "catch" for one in self.exits)


@dataclass(frozen=True, slots=True)
class Flow:
    start: str
    states: tuple[DrawnState, ...]


def flow_of(definition: Mapping[str, Any]) -> Flow:
    """An exit that leads to no state of its own flow is none: ASL has no such thing."""
    known = definition["States"]
    states = tuple(_state(name, given, known) for name, given in known.items())
    return Flow(definition.get("StartAt", states[0].name), states)


def every_state(flow: Flow) -> Iterator[DrawnState]:
    """In the definition's order, each container before what stands in it."""
    for state in flow.states:
        yield state
        for inner in state.flows:
            yield from every_state(inner)


def _state(name: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> DrawnState:
    inner = given.get("ItemProcessor") or given.get("Iterator")
    flows = [*given.get("Branches", ()), *([inner] if inner else [])]
    return DrawnState(
        name=name,
        kind=given["Type"],
        exits=tuple(one for one in _exits(given) if one.to in known),
        retries=any(one.get("MaxAttempts", 1) for one in given.get("Retry", ())),
        flows=tuple(map(flow_of, flows)),
    )


def _exits(given: Mapping[str, Any]) -> Iterator[StateExit]:
    if "Next" in given:
        yield StateExit(given["Next"])
    for number, choice in enumerate(given.get("Choices", ()), start=1):
        yield StateExit(choice["Next"], "choice", choice=number)
    if "Default" in given:
        yield StateExit(given["Default"], "choice")
    for catcher in given.get("Catch", ()):
        yield StateExit(catcher["Next"], "catch", tuple(catcher["ErrorEquals"]))
