"""The use cases' world with the real engine in it: the runner, the Lambdas, a virtual clock; a process that can be killed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from functions import bootstrap, tasks
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.clock import Calendar
from functions.domain.errors import DepartmentUnavailable
from functions.ports.offices import Office
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.upkeep.sweep_report import SweepReport
from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from schemas.codes import Department
from schemas.office.dispatches import Dispatch, Message
from tests.support.embedded_case import whole_case
from tests.support.fakes.gateway import FakeGateway
from tests.support.world import World

SWEEP_EVERY = timedelta(hours=6)


class Whole(World):
    """`down`: departments whose offices do not answer just now."""

    def __init__(self, *, calendar: Calendar | None = None, begins: datetime | None = None) -> None:
        super().__init__()
        self.clock.now = begins or self.clock.now
        self.down: set[Department] = set()
        self._tokens = count(1)
        self.deps = replace(
            self.deps,
            calendar=calendar or self.deps.calendar,
            gateway=Line(self.gateway, self.down),
        )
        self.start_process()

    def start_process(self) -> None:
        """As after `kill -9`: the engine remembers nothing, the ledger and the offices' records stay."""
        machine = whole_case()
        self.runner = Runner(
            machine,
            invoke=lambda name, payload: getattr(tasks, name)(payload),
            clock=self.clock,
            new_token=lambda: f"token-{next(self._tokens)}",
            # The mean of full jitter.
            jitter=lambda seconds: seconds / 2,
        )
        self.deps = replace(self.deps, executions=RunnerExecutions(self.runner, machine))
        bootstrap.use(self.deps)

    def kill(self) -> SweepReport:
        self.start_process()
        report = sweep(self.deps, everything=True)
        self.runner.run_until_idle()
        return report

    def sweep(self) -> SweepReport:
        report = sweep(self.deps)
        self.runner.run_until_idle()
        return report

    def says(self, case_id: str, code: str, kind: str, **fields: Any) -> None:
        self.runner.run_until_idle()
        self.answered(case_id, code, kind, **fields)
        self.runner.run_until_idle()

    def grants(self, case_id: str, *codes: str) -> None:
        for code in (SERVICE_CHECK, *codes) if not self.item(case_id, SERVICE_CHECK).outcome else codes:
            self.says(case_id, code, "granted")

    def pass_time(self, by: timedelta) -> None:
        """Every timer on the way at its time, and a sweep every six hours."""
        end = self.clock.now + by
        while self.clock.now < end:
            self._until(min(end, self.clock.now + SWEEP_EVERY))
            self.sweep()

    def _until(self, end: datetime) -> None:
        while (due := self.runner.next_due()) is not None and due <= end:
            self.clock.now = max(self.clock.now, due)
            self.runner.run_until_idle()
        self.clock.now = end

    def rounds_sent(self, case_id: str, code: str) -> list[str]:
        """The keys under which the office was sent it, as often as it was."""
        dispatched = [sent for sent in self.gateway.sent if isinstance(sent.message, Dispatch)]
        return [sent.key for sent in dispatched if sent.key.startswith(f"{case_id}/{code}/")]


class Line:
    """The way to the offices, which may be cut."""

    def __init__(self, gateway: FakeGateway, down: Collection[Department]) -> None:
        self._gateway, self._down = gateway, down

    def send(self, office: Office, message: Message, *, key: str) -> None:
        if message.department in self._down:
            raise DepartmentUnavailable
        self._gateway.send(office, message, key=key)


@contextmanager
def whole(*, calendar: Calendar | None = None, begins: datetime | None = None) -> Iterator[Whole]:
    """The Lambdas look their dependencies up in bootstrap, for as long as the block lasts."""
    try:
        yield Whole(calendar=calendar, begins=begins)
    finally:
        bootstrap.use(None)
