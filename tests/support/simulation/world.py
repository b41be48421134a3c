"""One machine, one virtual clock, one thread: the real state machine, Lambdas and use cases among scripted offices.

A process that dies loses the engine and everything in memory; the store and the offices' own records stay.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from functions import tasks
from functions.domain.case.case import Ledger
from functions.domain.errors import LianbanError, StoreBusy
from functions.ports.deps import Deps
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.upkeep.sweep_report import SweepReport
from infra.embedded.asl.runner import Runner
from tests.support.simulation.faults import HOW, WHEN, Armed, Faults
from tests.support.simulation.lambdas import Lambdas, run
from tests.support.simulation.notices import ScriptedNotices
from tests.support.simulation.offices import ScriptedOffices
from tests.support.simulation.outside import LambdaDied, Outside, ProcessDied
from tests.support.simulation.process import Process
from tests.support.simulation.stores import Durable
from tests.support.simulation.told import check_noted
from tests.support.simulation.violation import Violation
from tests.support.simulation.watcher import require
from tests.support.simulation.weather import Weather
from tests.support.simulation.witness import Witness

T = TypeVar("T")

# Nothing that happens at one instant takes more steps; more is a busy loop.
_MOST_WORK = 2000
# Nor does a whole life of a few cases: a circle with a pause in it is one all the same.
_MOST_IN_A_LIFE = 20_000
# How often a process that starts again dies again, while it looks for what is owed.
_DIES_AGAIN = 0.3
# As often an event of a run that ended badly comes twice, or never.
_TOLD_TWICE, _UNTOLD = 0.2, 0.3


class World:
    def __init__(self, rng: random.Random, durable: Durable, weather: Weather) -> None:
        self.rng, self.weather, self.durable = rng, weather, durable
        self.clock = durable.clock
        self.log: list[str] = []
        # A fault now and then leaves a debt to the next sweep; without any, each sweep leaves none.
        self._prompt = not (weather.busy or weather.stale or weather.meanwhile or weather.late)
        self.witness = Witness(lambda: durable.store, clock=self.clock, alone=not weather.meanwhile)
        self.watcher = self.witness.watcher
        self.offices = ScriptedOffices(rng, clock=self.clock, chaos=weather.chaos, straight=weather.straight)
        self.offices.check = self.witness.check_message
        self.watcher.changed = partial(check_noted, self.offices, by_hand=weather.by_hand)
        self.notices = ScriptedNotices(
            rng, clock=self.clock, ledger=lambda case_id: durable.store.ledger(case_id)
        )
        self.notices.watcher = self.watcher
        self.notices.phone_of = lambda case_id: durable.store.application(case_id).person.phone
        self.faults = Faults(rng, weather, self.clock)
        self.faults.others.append(self._work_once)
        self.outside = Outside(self.faults, notice=self.witness.notice)
        self.sweeps_off = False
        self.restarts = self.worked = 0
        # By how much the clock was set back, all in all: what was to end at a time may end so much later.
        self.set_back = timedelta()
        # How many requests are under way, one within the other: only the outermost outlives its process.
        self._frames = 0
        self._swept_at = self.clock.now
        self._lambdas = Lambdas(
            rng,
            late=weather.late,
            faults=self.faults,
            outside=self.outside,
            entered=self.witness.entered,
            note=self.note,
        )
        self.process = Process(
            rng,
            weather=weather,
            durable=durable,
            clock=self.clock,
            offices=self.offices,
            notices=self.notices,
            outside=self.outside,
            lambdas=self._lambdas,
        )

    @property
    def deps(self) -> Deps:
        return self.process.deps

    @property
    def runner(self) -> Runner:
        return self.process.runner

    def note(self, text: str) -> None:
        self.log.append(f"{self.clock.now:%m-%d %H:%M:%S} {text}")

    # What happens, and who survives it.

    def attempt(self, name: str, act: Callable[[], T]) -> T | None:
        """One request to the process. None if it died on the way; a dead process is started again."""
        self._frames += 1
        try:
            with self.outside.doing(name):
                return act()
        except LambdaDied:
            self.note(f"the Lambda of {name} died")
            return None
        except ProcessDied:
            if self._frames > 1:
                raise
        finally:
            self._frames -= 1
        self.restart(f"the process died in {name}")
        return None

    def restart(self, why: str) -> None:
        self.restarts += 1
        down = timedelta(seconds=self.rng.choice((0, 0, 1, 600, 20_000)))
        self.note(f"{why}; down for {down}")
        self.clock.advance(down)
        self.process.start()
        self.watcher.notes_lost(self.durable.store.ledger)
        if not (self.faults.calm or self.weather.straight) and self.rng.random() < _DIES_AGAIN:
            self.faults.armed = Armed(self.rng.randint(1, 20), self.rng.choice(WHEN), self.rng.choice(HOW))
        self.sweep(everything=True)

    def sweep(self, *, everything: bool = False) -> SweepReport | None:
        self._swept_at = self.clock.now
        try:
            report = self.attempt("sweep", lambda: sweep(self.deps, everything=everything))
        except StoreBusy:
            self.note("sweep: the store is busy")
            return None
        if report and (report.repairs or report.failures):
            self.note(f"sweep: {dict(report.repairs)} failures {dict(report.failures)}")
        if self._prompt and report and not report.failures:
            self.witness.check_prompt(lambda name: self.runner.status(name) == "RUNNING")
        return report

    def work(self) -> None:
        for _ in range(_MOST_WORK):
            if not self._work_once():
                return
        raise Violation("the engine is never idle")

    def _work_once(self) -> bool:
        self.worked += 1
        require(self.worked <= _MOST_IN_A_LIFE, "the engine goes round in circles")
        self._frames += 1
        try:
            return self.runner.work()
        except ProcessDied:
            if self._frames > 1:
                raise
        finally:
            self._frames -= 1
        self.restart("the process died in a Lambda")
        return True

    def _run_late(self) -> None:
        function, payload = self._lambdas.given_up.popleft()
        self.note(f"{function} {payload.get('item', '')} runs late")
        with suppress(Exception):
            self.attempt(function, lambda: run(function, payload))

    def _tell_of(self, name: str) -> None:
        """As EventBridge does of a run that ended badly: mostly, and now and then twice. The rest is the sweep's."""
        event = {"detail": {"name": name, "status": "ABORTED"}}
        chance = self.rng.random()
        if chance < _UNTOLD and not self.faults.calm:
            self.note(f"nobody is told that {name} ended")
            return
        for _ in range(1 + (chance > 1 - _TOLD_TWICE)):
            with suppress(LianbanError):
                self.attempt("run_ended", lambda: tasks.run_ended(event))

    # Time.

    def jump(self, by: timedelta) -> None:
        """The clock is set, and nothing takes place meanwhile."""
        self.set_back += max(-by, timedelta())
        self.clock.advance(by)

    def elapse(self, by: timedelta) -> None:
        """Every timer, webhook and sweep on the way takes place at its time."""
        end = self.clock.now + by
        self.settle()
        while (upcoming := self._upcoming()) is not None and upcoming <= end:
            self.clock.now = max(self.clock.now, upcoming)
            self.settle()
        self.clock.now = max(self.clock.now, end)
        self.settle()

    def settle(self) -> None:
        """Whatever is due now."""
        self.work()
        while self._lambdas.given_up and self.rng.random() < 0.5:
            self._run_late()
            self.work()
        while self.process.ended:
            self._tell_of(self.process.ended.popleft())
            self.work()
        while (delivery := self.offices.take(until=self.clock.now)) is not None:
            self.offices.deliver(delivery)
            self.work()
        due = self._sweep_due()
        if due is not None and due <= self.clock.now:
            self.sweep()
            self.work()

    def _upcoming(self) -> datetime | None:
        found = (self.runner.next_due(), self.offices.next_due(), self._sweep_due())
        return min((at for at in found if at is not None), default=None)

    def _sweep_due(self) -> datetime | None:
        checks = [at for ledger in self.watcher.seen.values() for at in _checks(ledger)]
        prompt = self.witness.next_prompt() if self._prompt else None
        checks += [prompt] if prompt and prompt > self._swept_at else []
        if not checks or self.sweeps_off:
            return None
        return max(min(checks), self._swept_at + self.weather.sweep_every)


def _checks(ledger: Ledger) -> Iterator[datetime]:
    """Of a closed case too: a notice may still be owed."""
    found = (ledger.case.check_at, *(item.check_at for item in ledger.items))
    yield from (at for at in found if at)
