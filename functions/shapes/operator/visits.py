"""What happened in each state of an execution, from its history. Pure; read in the order in which it happened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from functions.domain.case.item import SERVICE_CHECK
from functions.ports.executions import HistoryEvent

ENTERED, EXITED, ABORTED = "StateEntered", "StateExited", "Aborted"
# A task that is tried again is scheduled again; one that failed for good leaves its state by a Catch, or ends the run.
FAILURES = ("Failed", "TimedOut")
FRESH_STARTS = ("Scheduled", "Started", "Succeeded")
_TRIES = ("TaskScheduled", "LambdaFunctionScheduled")

VisitStanding = Literal["not_entered", "running", "retrying", "succeeded", "caught", "failed", "aborted"]
# Of several: what an operator must see comes first.
_WORST: tuple[VisitStanding, ...] = (
    "failed", "retrying", "running", "aborted", "caught", "succeeded", "not_entered"
)  # fmt: skip


@dataclass
class StateVisits:
    """The visits to one state, in all or by one item. `given`, `result`: of the last one; `error`: the last there was.

    `tries`: of the visit under way or last; `retried`: of all of them.
    """

    entered: int = 0
    exited: int = 0
    failed: bool = False
    aborted: bool = False
    tries: int = 0
    retried: int = 0
    first_at: datetime | None = None
    entered_at: datetime | None = None
    exited_at: datetime | None = None
    # The number of the event by which it was entered last.
    entry: int = 0
    error: str | None = None
    given: Any = None
    result: Any = None

    def see(self, event: HistoryEvent) -> None:
        kind = event.kind
        if kind.endswith(ENTERED):
            self._enter(event)
        elif kind.endswith(EXITED):
            self.exited, self.exited_at, self.result = self.exited + 1, event.at, event.data
        elif kind.endswith(ABORTED):
            self.aborted = True
        elif kind.endswith(FAILURES):
            self.failed, self.error = True, event.detail or kind
        elif kind.endswith(FRESH_STARTS):
            self.failed = False
            self._try(kind)

    def _enter(self, event: HistoryEvent) -> None:
        self.entered += 1
        self.failed = self.aborted = False
        self.tries, self.given, self.result, self.entry = 0, event.data, None, event.id
        self.first_at, self.entered_at, self.exited_at = self.first_at or event.at, event.at, None

    def _try(self, kind: str) -> None:
        if kind in _TRIES:
            self.tries += 1
            self.retried += self.tries > 1

    @property
    def is_open(self) -> bool:
        return self.entered > self.exited

    def standing(self, *, running: bool) -> VisitStanding:
        if not self.entered:
            return "not_entered"
        if not self.is_open:
            return "caught" if self.failed else "succeeded"
        if running and not self.aborted:
            return "retrying" if self.failed else "running"
        return "failed" if self.failed else "aborted"


@dataclass
class Rounds:
    """How often a Map went around."""

    started: int = 0
    succeeded: int = 0
    failed: int = 0

    def see(self, kind: str) -> None:
        self.started += kind == "MapIterationStarted"
        self.succeeded += kind == "MapIterationSucceeded"
        self.failed += kind in ("MapIterationFailed", "MapIterationAborted")


@dataclass
class SeenState:
    """Of one state: all visits, and each item's."""

    whole: StateVisits = field(default_factory=StateVisits)
    items: dict[str, StateVisits] = field(default_factory=lambda: defaultdict(StateVisits))
    rounds: Rounds = field(default_factory=Rounds)

    def see(self, event: HistoryEvent) -> None:
        if event.kind.startswith("MapIteration"):
            self.rounds.see(event.kind)
            return
        self.whole.see(event)
        # One of our engines tells on some events whose task it is, also where no Map goes around.
        if event.item not in (None, SERVICE_CHECK):
            self.items[event.item].see(event)

    @property
    def each(self) -> Mapping[str, StateVisits]:
        """By item, where each entry was one item's; of a state outside a Map, nothing."""
        told = sum(one.entered for one in self.items.values()) == self.whole.entered
        return self.items if told else {}

    def of(self, item: str | None) -> StateVisits:
        """Of the one item; of all where none is asked for, or where the state is no item's."""
        return self.each.get(item, StateVisits()) if item is not None and self.each else self.whole

    @property
    def latest(self) -> str | None:
        """The item that entered last, of several."""
        return max(self.each, key=lambda one: self.items[one].entry, default=None)

    def standing(self, item: str | None, *, running: bool) -> VisitStanding:
        if item is None and self.each:
            return worst(one.standing(running=running) for one in self.each.values())
        return self.of(item).standing(running=running)


def worst(several: Iterable[VisitStanding]) -> VisitStanding:
    return min(several, key=_WORST.index, default="not_entered")


def seen_in(history: Iterable[HistoryEvent]) -> Mapping[str, SeenState]:
    found: dict[str, SeenState] = defaultdict(SeenState)
    for event in history:
        if event.state is not None:
            found[event.state].see(event)
    return found
