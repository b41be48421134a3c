"""An engine that runs nothing: it notes what it is asked, and its runs are as a test says they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.errors import StartThrottled, TaskGone
from functions.domain.operator.run_data import shown_cause, shown_data
from functions.ports.executions import (
    AT_THE_BEGINNING,
    Execution,
    ExecutionStatus,
    HistoryEvent,
    Positions,
    Redrive,
)
from functions.ports.page import Page
from tests.support.fakes.clock import FakeClock


@dataclass(frozen=True, slots=True)
class Failure:
    error: str
    cause: str


class FakeExecutions:
    """`starts` are the inputs of runs by name, `positions` where each went on, `ended` how each token ended. `throttled`
    refuses every start.
    """

    def __init__(
        self, *, clock: Callable[[], datetime] | None = None, definition: Mapping[str, Any] | None = None
    ) -> None:
        self.starts: dict[str, Mapping[str, Any]] = {}
        self.positions: dict[str, Positions] = {}
        self.ended: dict[str, Mapping[str, Any] | Failure] = {}
        self.throttled = False
        self._clock = clock or FakeClock()
        self._definition = definition or {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
        self._runs: dict[str, Execution] = {}
        self._events: dict[str, list[HistoryEvent]] = {}
        self._gone: set[str] = set()

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        if self.throttled:
            raise StartThrottled
        if name not in self._runs:
            self.starts[name], self.positions[name] = given, positions
            self._runs[name] = Execution(name, "RUNNING", self._clock())
            self.note(name, "ExecutionStarted", data=given)

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        self._end(token, output)

    def fail(self, token: str, *, error: str, cause: str) -> None:
        self._end(token, Failure(error, cause))

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        found = self._runs.get(name)
        return replace(found, events=len(self._events[name]) if counted else None) if found else None

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]:
        (after,) = read_cursor(f"history#{name}", cursor, int) or (0,)
        if name not in self._runs:
            raise ExecutionNotFound
        found = [event for event in self._events[name] if event.id > after]
        more = len(found) > limit
        # Shown where it is read, which few tests do.
        kept = tuple(replace(event, data=shown_data(event.data)) for event in found[:limit])
        return Page(kept, write_cursor(f"history#{name}", (kept[-1].id,)) if more else None)

    def definition(self) -> Mapping[str, Any]:
        return self._definition

    def stop(self, name: str, status: ExecutionStatus = "ABORTED") -> None:
        """The run is stopped; in a test, any other end too."""
        self.end(name, status)

    def end(
        self,
        name: str,
        status: ExecutionStatus,
        *,
        error: str | None = None,
        cause: str | None = None,
        redrive: Redrive | None = None,
    ) -> None:
        found = self._runs.get(name)
        if found and found.status == "RUNNING":
            told = shown_cause(cause) if cause else None
            self._runs[name] = replace(
                found, status=status, stopped_at=self._clock(), error=error, cause=told, redrive=redrive
            )

    def forget(self, name: str) -> None:
        """The engine loses the run altogether."""
        del self._runs[name]

    def expire(self, token: str) -> None:
        """Nothing waits under the token any more."""
        self._gone.add(token)

    def note(
        self,
        name: str,
        kind: str,
        *,
        state: str | None = None,
        item: str | None = None,
        detail: str | None = None,
        data: Any = None,
    ) -> None:
        """One more line of a run's history."""
        lines = self._events.setdefault(name, [])
        lines.append(HistoryEvent(len(lines) + 1, self._clock(), kind, state, item, detail, data))

    def _end(self, token: str, how: Mapping[str, Any] | Failure) -> None:
        if token in self._gone or token in self.ended:
            raise TaskGone
        self.ended[token] = how


class SilentEngine(FakeExecutions):
    """It tells of no run now, as one that is asked for too many."""

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        raise StartThrottled
