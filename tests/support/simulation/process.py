"""One process after the other: the engine, the Lambdas and the dependencies, all new after each start."""

import random
from collections import deque
from dataclasses import replace
from hashlib import sha256
from itertools import count

from functions import bootstrap
from functions.adapters.calendar import working_calendar
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.offices_set import SetOffices
from functions.on_aws import ASKED_EVERY
from functions.ports.deps import Deps
from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.file_reading import FakeFileReading
from tests.support.fakes.new_id import FakeNewId
from tests.support.fakes.offices import FakeOffices
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.fakes.signatures import FakeSignatures
from tests.support.fakes.tokens import FakeTokens
from tests.support.simulation.lambdas import Lambdas
from tests.support.simulation.notices import ScriptedNotices
from tests.support.simulation.offices import ScriptedOffices
from tests.support.simulation.outside import Outside, watch_all, watched
from tests.support.simulation.program import EDITIONS, edition, loaded, machine
from tests.support.simulation.stores import Durable
from tests.support.simulation.weather import Weather


class Process:
    """`release` is the definition it starts with; `edition` the one that new cases begin with."""

    runner: Runner
    deps: Deps

    def __init__(
        self,
        rng: random.Random,
        *,
        weather: Weather,
        durable: Durable,
        clock: FakeClock,
        offices: ScriptedOffices,
        notices: ScriptedNotices,
        outside: Outside,
        lambdas: Lambdas,
    ) -> None:
        self._rng, self._weather, self._durable, self._clock = rng, weather, durable, clock
        self._offices, self._notices = offices, notices
        self._outside, self._lambdas = outside, lambdas
        self.release, self.edition = 0, EDITIONS[0]
        # Runs that ended badly, of which nobody has been told yet.
        self.ended: deque[str] = deque()
        self._new_id, self._tokens = FakeNewId(), count(1)
        self.start()

    def start(self) -> None:
        """Whatever was in memory is gone."""
        self._lambdas.given_up.clear()
        self.ended.clear()
        self._durable.reopen()
        self.runner = Runner(
            loaded(self.release),
            invoke=self._lambdas.invoke,
            clock=self._clock,
            new_token=lambda: f"token-{next(self._tokens)}",
            jitter=lambda seconds: self._rng.uniform(0, seconds),
            failed=lambda name, _state, _error: self.ended.append(name),
        )
        self._use(watch_all(self._real_deps(), self._outside))

    def switch_edition(self, name: str) -> None:
        """From now on new cases begin with this one."""
        self.edition = name
        self._use(replace(self.deps, current_edition=name))

    def _use(self, deps: Deps) -> None:
        self.deps = deps
        bootstrap.use(deps)

    def _real_deps(self) -> Deps:
        store = self._durable.store
        # Which routes are set is read from the ledger: a dispatch can die there too.
        set_there = watched(store, "store", self._outside)
        table = FakeOffices(modes=dict.fromkeys(self._weather.by_hand, "worklist"))
        return Deps(
            store=store,
            executions=RunnerExecutions(self.runner, machine(self.release)),
            gateway=self._offices,
            offices=SetOffices(table, set_there, clock=self._clock, guarded=False),
            signatures=FakeSignatures(),
            tokens=FakeTokens(),
            editions=KeptEditions(set_there, load=edition),
            current_edition=self.edition,
            calendar=working_calendar(),
            clock=self._clock,
            new_id=self._new_id,
            shared_data=FakeSharedData(),
            person_key=lambda number: sha256(number.encode()).hexdigest(),
            notices=self._notices,
            materials=self._durable.materials,
            file_reading=FakeFileReading(),
            scanner=self._durable.scanner,
            asked_every=ASKED_EVERY,
        )
