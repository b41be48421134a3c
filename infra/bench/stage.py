"""The embedded platform's own parts without HTTP: the real machine, use cases, ledger and workers, beside offices."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from typing import Any

from functions import bootstrap, tasks
from functions.adapters.calendar import working_calendar
from functions.adapters.in_line import Threaded
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.new_id import RandomNewId
from functions.adapters.offices import TableOffices
from functions.adapters.outward.secrets import FORM
from functions.adapters.outward.signatures import StandardSignatures
from functions.adapters.sealing import Seal
from functions.adapters.tokens import IssuerTokens
from functions.domain.case.case import Change
from functions.lambda_names import OF_THE_MACHINE
from functions.ports.case_store import Opening, Submission
from functions.ports.deps import Clock, Deps
from functions.ports.offices import Office
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.walks import every
from infra.bench.crowd import PATIENCE, Stalled
from infra.bench.offices import Habit, ProcessOffices
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from infra.embedded.bulkheads import OWN, OfficeParts, line_of, workers_of
from infra.embedded.case_store.store import SqliteCaseStore
from infra.embedded.executions import RunnerExecutions
from infra.embedded.log import told_of_failure
from infra.embedded.materials import FolderMaterials
from infra.embedded.secrets import LEDGER, FileSecrets
from infra.embedded.settings import Settings
from infra.embedded.timer import Timer
from infra.embedded.workers import Workers
from schemas.catalogue.edition import CURRENT
from schemas.codes import CHINESE, Department
from schemas.wire import PROVINCE

OFFICE_THREADS = 4
_LOOK_SECONDS = 0.02
# Told of every task that returned: its function, its case.
_Done = Callable[[str, str], None]


class CountedStore(SqliteCaseStore):
    """Counts what was written, each write being on the disk when it is counted, short of notes."""

    def __init__(self, path: Path, *, seal: Seal, clock: Clock) -> None:
        super().__init__(path, seal=seal, clock=clock)
        self.writes = 0
        self._counting = Lock()

    def create(self, opening: Opening) -> Submission:
        submission = super().create(opening)
        self._count()
        return submission

    def commit(self, change: Change) -> Change:
        stored = super().commit(change)
        self._count()
        return stored

    def _count(self) -> None:
        with self._counting:
            self.writes += 1


class BenchStage:
    """Works from `open` to `close`, as infra/embedded/platform.py does; `folder` holds the ledger and its keys."""

    def __init__(
        self, folder: Path, *, habit: Habit, done: _Done, offices: ProcessOffices | None = None
    ) -> None:
        self._settings = Settings(folder=folder)
        self._done = done
        secrets = FileSecrets(folder / "secrets.json")
        # Before there is a ledger: from then on keys are never made.
        secrets.keys(FORM)
        self.store = CountedStore(folder / LEDGER, seal=Seal(lambda: secrets.keys(FORM)), clock=bootstrap.now)
        machine = definition({"partition": "aws", **{name: name for name in OF_THE_MACHINE}})
        self._runner = Runner(
            machine,
            invoke=self._invoke,
            clock=bootstrap.now,
            new_token=lambda: uuid.uuid4().hex,
            line_of=line_of,
            at_hand=(OWN,),
            part_of=lambda function, payload: self._parts.part_of(function, payload),
        )
        self.offices = offices or ProcessOffices(habit, threads=OFFICE_THREADS)
        self._in_line = Threaded(failed=told_of_failure)
        self.deps = Deps(
            store=self.store,
            executions=RunnerExecutions(self._runner, definition=machine),
            gateway=self.offices,
            offices=TableOffices(_table()),
            signatures=StandardSignatures(secrets),
            # Nobody signs in: what is measured lies behind the API.
            tokens=IssuerTokens(dict, audience="bench", issuer="bench", clock=bootstrap.now),
            editions=KeptEditions(self.store),
            current_edition=CURRENT,
            calendar=working_calendar(),
            clock=bootstrap.now,
            new_id=RandomNewId(),
            in_line=self._in_line,
            materials=FolderMaterials(
                folder / "materials",
                address=self._settings.address,
                seal=Seal(lambda: secrets.keys(FORM)),
                keys=lambda: secrets.keys(FORM),
                clock=bootstrap.now,
            ),
        )
        bootstrap.use(self.deps)
        self._parts = OfficeParts(self.deps, threads=self._settings.task_threads)
        self._workers = Workers(self._runner, lines=workers_of(self._settings.task_threads))
        self._timer: Timer | None = None

    def sweep_regularly(self) -> None:
        def look() -> object:
            return sweep(self.deps)

        self._timer = Timer(first=look, then=look, seconds=self._settings.sweep_seconds)

    def rest(self) -> None:
        """Until no task runs or stands in line. Raises Stalled."""
        pause = Event()
        for _ in range(int(PATIENCE / _LOOK_SECONDS)):
            if self._runner.is_idle():
                return
            pause.wait(_LOOK_SECONDS)
        raise Stalled("tasks still run")

    def running(self) -> list[str]:
        """The open cases of which the first run goes on."""
        end = datetime.max.replace(tzinfo=UTC)
        found = every(lambda cursor: self.store.due(end, limit=1000, cursor=cursor))
        return [case_id for case_id in found if self._runner.status(f"{case_id}-1") == "RUNNING"]

    def close(self) -> None:
        if self._timer:
            self._timer.close()
        self._in_line.close()
        self.offices.close()
        self._workers.close()
        bootstrap.use(None)
        self.store.close()

    def _invoke(self, function: str, payload: dict[str, Any]) -> Any:
        result = getattr(tasks, function)(payload)
        self._done(function, payload["case_id"])
        return result


def _table() -> dict[tuple[Department, str], Office]:
    return {
        (department, PROVINCE): Office(department, f"bench-{department}", CHINESE[department], "")
        for department in Department
    }
