"""The embedded platform: every port on this one machine, and the threads that keep cases moving.

Nothing but the folder outlives the process: at the start the sweep continues every open case from its ledger.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any

from functions import bootstrap, tasks
from functions.domain.clock import known_for
from functions.lambda_names import OF_THE_MACHINE
from functions.ports.deps import Clock
from functions.telemetry.lines import count_into, only_count
from functions.telemetry.metrics import sweep_count
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.upkeep.sweep_report import SweepReport
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from infra.embedded.bulkheads import OWN, OfficeParts, line_of, workers_of
from infra.embedded.executions import RunnerExecutions
from infra.embedded.log import logger
from infra.embedded.on_one_machine import on_one_machine
from infra.embedded.safety import mark_training
from infra.embedded.seen.numbers import Numbers
from infra.embedded.settings import Settings
from infra.embedded.timer import Timer
from infra.embedded.workers import Workers
from schemas.regions import load_regions

# How long a run that has ended can still be looked at. Its case and events stay for good.
KEEP_RUNS = timedelta(days=7)


class Platform:
    """Starts working as soon as it is built; `close` lets everything under way finish."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = bootstrap.now,
        moved: Callable[[], bool] = lambda: False,
    ) -> None:
        """`moved`: the clock was moved since it was asked last, and the sweep is to look at once."""
        mark_training(settings)
        machine = definition({"partition": "aws", **{name: name for name in OF_THE_MACHINE}})
        self._runner = Runner(
            machine,
            invoke=_invoke,
            clock=clock,
            new_token=lambda: uuid.uuid4().hex,
            line_of=line_of,
            at_hand=(OWN,),
            part_of=lambda function, payload: self._offices.part_of(function, payload),
            failed=_tell_failed,
        )
        self._machine = on_one_machine(settings, RunnerExecutions(self._runner, definition=machine), clock)
        self.deps = self._machine.deps
        self.issuer, self.materials = self._machine.issuer, self._machine.materials
        self.numbers = Numbers(
            tuple(city.code for city in load_regions().cities),
            {"SweepErrors": lambda: self._timer.failures, "RunsEndedBadly": lambda: self._runner.ended_badly},
        )
        count_into(self.numbers.count, clock)
        bootstrap.use(self.deps)
        self._offices = OfficeParts(self.deps, threads=settings.task_threads)
        self._workers = Workers(self._runner, lines=workers_of(settings.task_threads))
        self._timer = Timer(
            first=self._continue_all, then=self.look, seconds=settings.sweep_seconds, early=moved
        )

    def __enter__(self) -> "Platform":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._timer.close()
        self._machine.in_line.close()
        self._workers.close()
        bootstrap.use(None)
        count_into(None)
        self._machine.close()

    def _continue_all(self) -> None:
        self._sweep(everything=True)

    def look(self) -> None:
        """What the timer does every so often. Whoever moves a clock of their own calls it, for no thread sees the jump."""
        self._runner.wake()
        self._sweep()
        self.materials.purge()
        self._runner.forget(before=self.deps.clock() - KEEP_RUNS)

    def _sweep(self, *, everything: bool = False) -> None:
        report = sweep(self.deps, everything=everything)
        _tell(report, known_for(self.deps.calendar, self.deps.clock()))

    def standing_still(self) -> tuple[str, ...]:
        """What does not go on and would in a new process."""
        parts = {
            "sweep": self._timer.stands_still(),
            "runner": self._workers.stand_still(),
            "notes": self._machine.ledger.stands_still(),
        }
        return tuple(name for name, still in parts.items() if still)

    def is_idle(self) -> bool:
        """Nothing is on its way to anybody. Whoever moves a clock of their own waits for it: what is signed for one hour
        is refused in another.
        """
        return self._timer.is_idle() and self._runner.is_idle() and self._machine.in_line.is_idle()


def _invoke(function: str, payload: dict[str, Any]) -> Any:
    if function not in OF_THE_MACHINE:
        raise KeyError(function)
    return getattr(tasks, function)(payload)


def _tell_failed(name: str, state: str, error: str) -> None:
    case_id, _, run = name.rpartition("-")
    logger().error("run ended badly", extra={"case_id": case_id, "run": run, "state": state, "error": error})


def _tell(report: SweepReport, calendar_known: timedelta) -> None:
    only_count(
        sweep_count(
            cases=report.cases,
            repairs=report.repairs,
            failures=report.failures,
            silent_loss=report.silent_loss,
            set_back=report.set_back,
            offices_down=len(report.down),
            oldest_owed=report.oldest_owed,
            calendar_known=calendar_known,
        )
    )
    if report.repairs or report.failures or report.lost or report.set_back:
        told = {
            "cases": report.cases,
            "repairs": dict(report.repairs),
            "failures": dict(report.failures),
            "silent_loss": report.silent_loss,
            "lost": dict(report.lost),
            "set_back": report.set_back,
        }
        logger().info("swept", extra=told)
