"""What an execution is while it runs: small objects, no thread and no stack, however long it waits."""

from collections.abc import Iterator
from datetime import datetime
from sys import intern
from typing import Any, Literal

from functions.domain.operator.run_data import shown_data
from functions.ports.executions import AT_THE_BEGINNING, HistoryEvent, Positions
from infra.embedded.asl.states import Machine, State

Status = Literal["RUNNING", "SUCCEEDED", "FAILED", "ABORTED"]
# at, kind, state, item, detail, data: the number is the position. Plain tuples, since there are hundreds per execution.
_Noted = tuple[datetime, str, str | None, str | None, str | None, Any]


class MachineRun:
    """One run of the machine and its history.

    While it sleeps, `given`, `output`, `noted` and `root` are in `asleep` (sleepers.py) and `alarm` numbers its timer.
    `positions`: where its lines begin, if not at the beginning.
    """

    __slots__ = (
        "alarm",
        "asleep",
        "cause",
        "error",
        "events",
        "given",
        "name",
        "noted",
        "output",
        "positions",
        "root",
        "started_at",
        "status",
        "stopped_at",
    )

    def __init__(self, name: str, given: dict[str, Any], started_at: datetime) -> None:
        self.name = name
        self.given = given
        self.started_at = started_at
        self.stopped_at: datetime | None = None
        self.status: Status = "RUNNING"
        self.output: Any = None
        self.error: str | None = None
        self.cause: str | None = None
        self.root: ExecutionLine | None = None
        self.noted: list[_Noted] = []
        self.events = 0
        self.positions: Positions = AT_THE_BEGINNING
        self.asleep: bytes | None = None
        self.alarm = 0

    def note(
        self,
        now: datetime,
        kind: str,
        *,
        state: str | None = None,
        item: str | None = None,
        detail: str | None = None,
        data: Any = None,
    ) -> None:
        self.noted.append((now, intern(kind), state, item, detail, data))
        self.events += 1

    def history(self, *, after: int, limit: int | None) -> tuple[HistoryEvent, ...]:
        until = len(self.noted) if limit is None else after + limit
        return tuple(
            HistoryEvent(after + index, at, kind, state, item, detail, shown_data(data))
            for index, (at, kind, state, item, detail, data) in enumerate(self.noted[after:until], start=1)
        )

    def lines(self) -> Iterator["ExecutionLine"]:
        return self.root.beneath() if self.root else iter(())


class ExecutionLine:
    """One line of an execution: the state it is in, and the lines that this state runs beneath it.

    `serial` numbers its present attempt (0: none): whoever comes with another number comes too late. `called`: the attempt's
    Lambda stands in line or runs. `due`: when its timer rings.
    """

    __slots__ = (
        "attempts",
        "called",
        "children",
        "data",
        "due",
        "execution",
        "item",
        "machine",
        "parent",
        "resting",
        "serial",
        "state",
        "token",
    )

    def __init__(
        self,
        execution: MachineRun,
        machine: Machine,
        *,
        parent: "ExecutionLine | None" = None,
        item: str | None = None,
    ) -> None:
        self.execution = execution
        self.machine = machine
        self.parent = parent
        self.item = item
        self.state: State = machine.states[machine.start]
        self.data: Any = None
        self.children: list[ExecutionLine] = []
        self.attempts: tuple[int, ...] = ()
        self.serial = 0
        self.resting = self.called = False
        self.due: datetime | None = None
        self.token: str | None = None

    def note(self, now: datetime, kind: str, *, detail: str | None = None, data: Any = None) -> None:
        self.execution.note(now, kind, state=self.state.name, item=self.item, detail=detail, data=data)

    def beneath(self) -> Iterator["ExecutionLine"]:
        yield self
        for child in self.children:
            yield from child.beneath()

    def upwards(self) -> Iterator["ExecutionLine"]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent
