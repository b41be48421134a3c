"""The engine of the state machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol

from functions.ports.page import Page

if TYPE_CHECKING:
    from functions.domain.case.waits import RunPosition

ExecutionStatus = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]


Positions = Mapping[str, "RunPosition | None"]
# A run begins at its beginning.
AT_THE_BEGINNING: Positions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Redrive:
    """Whether the engine would let a run that has ended go on by itself; `until`: for how long. `why_not` in its own words.

    `count`: how often that was done.
    """

    possible: bool
    count: int = 0
    until: datetime | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of the state machine, as the engine tells it. `cause`: cleaned, see domain/operator/run_data.py."""

    name: str
    status: ExecutionStatus
    started_at: datetime
    stopped_at: datetime | None = None
    error: str | None = None
    cause: str | None = None
    # How many events its history holds, where the engine tells; Step Functions ends a run at 25,000.
    events: int | None = None
    # None: the engine has no such thing, or does not tell.
    redrive: Redrive | None = None


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event of an execution; `kind` is Step Functions' own name, e.g. TaskStateEntered.

    `data`: what a state, or the run, begins or ends with. Never a token, and whatever is no id of ours is covered.
    """

    id: int
    at: datetime
    kind: str
    state: str | None = None
    item: str | None = None
    detail: str | None = None
    data: Any = None


class Executions(Protocol):
    """The state machine's engine. Errors: StartThrottled; TaskGone."""

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        """Idempotent by name: a run that exists already is left as it is.

        `positions`: where its items stand, if this engine had lost it. One that loses none may begin at the beginning: every
        state can be entered again.
        """

    def resume(self, token: str, output: Mapping[str, Any]) -> None: ...

    def fail(self, token: str, *, error: str, cause: str) -> None: ...

    def stop(self, name: str) -> None:
        """End the run; one that has ended, or never was, is left as it is."""

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        """Without `counted` it need not tell how many `events` there are."""

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]: ...

    def definition(self) -> Mapping[str, Any]:
        """The joined state machine (ASL), for the graph of states."""
