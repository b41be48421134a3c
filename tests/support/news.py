"""A world in which whoever records an outcome dies before the engine hears of it, and the store has its own troubles."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.domain.case.case import Change, Ledger
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.errors import ExecutionError, RecordUnreadable, StaleWrite, StoreBusy
from functions.ports.case_store import NewsMark, Record
from functions.usecases.case.wait import Task
from functions.usecases.record_kinds.shared import OWED_READ
from functions.usecases.upkeep.news import COMES_LATE, NEWS
from functions.usecases.upkeep.states import await_prerequisites
from functions.usecases.upkeep.sweep import sweep
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.executions import FakeExecutions
from tests.support.world import World

REPORT, SUBSIDY = "discharge_report", "economic_subsidy"
SOONEST = FIRST_CHECK + COMES_LATE
SECOND = timedelta(seconds=1)


class Crash(BaseException):
    """The process dies."""


class ToldOf(FakeExecutions):
    """Keeps in order what it was told; while `down`, it hears nothing of these tokens."""

    def __init__(self, engine: FakeExecutions) -> None:
        self.__dict__.update(vars(engine))
        self.told: list[str] = []
        self.down: set[str] = set()
        self.fault: Exception = ExecutionError()

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        if token in self.down:
            raise self.fault
        self.told.append(token)
        super().resume(token, output)

    @property
    def of_reports(self) -> list[str]:
        return [token for token in self.told if not token.startswith("behind-")]


class Troubled(FakeCaseStore):
    """The same ledgers. `dying`: before the place is moved. `unseen`: cases of which no mark has come to the list. `behind`:
    what a glimpse shows. `unreadable`: cases that raise `fault` where marks are read; `out_of_reach`: where they are read for
    certain. `busy`: no item can be written. `written_over`: every write of an item is beaten. `meanwhile`: done once, before
    the next write. `slow`: so long takes each reading of marks, which come one by one. `read`: whose marks were read.
    """

    def __init__(self, store: FakeCaseStore) -> None:
        self.__dict__.update(vars(store))
        self.dying = self.busy = self.written_over = False
        self.fault: Exception = RecordUnreadable()
        self.meanwhile: Callable[[], None] | None = None
        self.slow: tuple[FakeClock, timedelta] | None = None
        self.unseen: set[str] = set()
        self.behind: dict[str, Ledger] = {}
        self.unreadable: set[str] = set()
        self.out_of_reach: set[str] = set()
        self.read: list[str] = []

    def put(self, record: Record) -> Record:
        if self.dying and record.kind == OWED_READ:
            raise Crash
        return super().put(record)

    def commit(self, change: Change) -> Change:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        if self.busy and change.items:
            raise StoreBusy
        if self.written_over and change.items:
            raise StaleWrite
        return super().commit(change)

    def news(self, after: Any, until: Any, *, limit: int) -> tuple[NewsMark, ...]:
        if self.slow:
            clock, long = self.slow
            clock.advance(long)
            limit = 1
        found = super().news(after, until, limit=limit)
        marks = tuple(mark for mark in found if mark.case_id not in self.unseen)
        self.read += (mark.case_id for mark in marks)
        return marks

    def ledger(self, case_id: str) -> Ledger:
        if case_id in self.out_of_reach:
            raise self.fault
        return super().ledger(case_id)

    def glimpse(self, case_id: str) -> Ledger:
        if case_id in self.unreadable:
            raise self.fault
        return self.behind.get(case_id) or super().ledger(case_id)


class NewsWorld(World):
    def __init__(self) -> None:
        super().__init__()
        self.engine, self.troubled = ToldOf(self.executions), Troubled(self.store)
        self.deps = replace(self.deps, executions=self.engine, store=self.troubled)

    def waiting(self, token: str = "token") -> str:
        """A case whose report is with its office, under this token, and what stands behind it waits."""
        case_id = self.submitted(REPORT, SUBSIDY)
        self.granted(case_id, "service_check")
        self.dispatched(case_id, REPORT, token=token)
        await_prerequisites(Task(case_id, SUBSIDY, 1, "AwaitPrerequisites", f"behind-{token}"), self.deps)
        return case_id

    def recorded(self, case_id: str, token: str = "token", kind: str = "granted", **fields: Any) -> None:
        """Recorded, and whoever did it died before the engine heard of it."""
        self.engine.down |= {token, f"behind-{token}"}
        self.answered(case_id, REPORT, kind, **fields)
        self.engine.down.clear()

    @property
    def place(self) -> Record | None:
        return self.store.record(OWED_READ, NEWS)


def settled(world: NewsWorld) -> None:
    """Everything of before has been passed, and the next look at the cases is hours away."""
    for _ in range(9):
        world.clock.advance(timedelta(hours=1))
        sweep(world.deps)
    world.engine.told.clear()
