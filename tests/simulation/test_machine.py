"""The same world, driven step by step by hypothesis: what it finds, it makes small."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from functions import bootstrap
from schemas.codes import Department
from tests.support.simulation.actions import Actions
from tests.support.simulation.cast import Cast
from tests.support.simulation.faults import HOW, WHEN, Armed, How, When
from tests.support.simulation.seeds import calm, check_now
from tests.support.simulation.stores import Durable
from tests.support.simulation.violation import Violation
from tests.support.simulation.weather import Weather
from tests.support.simulation.world import World

_SPANS = st.sampled_from([timedelta(minutes=2), timedelta(hours=6), timedelta(days=3), timedelta(days=20)])
_WEATHER = st.builds(
    Weather,
    busy=st.sampled_from((0.0, 0.05)),
    meanwhile=st.sampled_from((0.0, 0.1)),
    chaos=st.booleans(),
    by_hand=st.frozensets(st.sampled_from(Department), max_size=2),
)


@contextmanager
def _held() -> Iterator[None]:
    """A violation is no Exception, which is all that hypothesis takes for a failure."""
    try:
        yield
    except Violation as broken:
        raise AssertionError(str(broken)) from broken


class CaseMachine(RuleBasedStateMachine):
    world: World
    cast: Cast
    actions: Actions

    @initialize(weather=_WEATHER, seed=st.integers(0, 999))
    def begin(self, weather: Weather, seed: int) -> None:
        # Not for secrets: the same number must give the same life.
        self.world = World(random.Random(seed), Durable(), weather)
        self.cast = Cast(self.world)
        self.actions = Actions(self.world, self.cast)
        self._do(self.actions.submit)

    def _do(self, act: Callable[[], object]) -> None:
        with _held():
            act()
            self.world.settle()

    @rule(span=_SPANS)
    def time_goes_by(self, span: timedelta) -> None:
        self._do(lambda: self.world.elapse(span))

    @rule()
    def somebody_submits(self) -> None:
        self._do(self.actions.submit)

    @rule(calls=st.integers(1, 30), when=st.sampled_from(WHEN), how=st.sampled_from(HOW))
    def something_is_to_die(self, calls: int, when: When, how: How) -> None:
        self.world.faults.armed = Armed(calls, when, how)

    @rule()
    def the_process_is_killed(self) -> None:
        self._do(self.actions.kill_the_process)

    @rule()
    def an_execution_is_stopped(self) -> None:
        self._do(self.actions.stop_an_execution)

    @rule()
    def a_department_goes_down(self) -> None:
        self._do(self.actions.department_goes_down)

    @rule()
    def an_office_says_anything(self) -> None:
        self._do(self.actions.say_something)

    @rule()
    def staff_answer(self) -> None:
        self._do(self.cast.staff.work)

    @rule()
    def the_applicant_corrects(self) -> None:
        self._do(self.cast.applicants.correct)

    @rule()
    def the_applicant_withdraws(self) -> None:
        self._do(self.cast.applicants.withdraw)

    @rule()
    def an_operator_resolves(self) -> None:
        self._do(self.cast.operators.resolve)

    @rule()
    def operators_override(self) -> None:
        self._do(self.cast.operators.override)

    @rule()
    def an_operator_begins_a_batch(self) -> None:
        self._do(self.cast.operators.batch)

    @rule()
    def an_operator_continues_a_case(self) -> None:
        self._do(self.cast.operators.continue_case)

    @rule()
    def somebody_asks_again(self) -> None:
        self._do(self.cast.again)

    @rule()
    def the_edition_changes(self) -> None:
        self._do(self.actions.new_edition)

    @rule()
    def the_definition_changes(self) -> None:
        self._do(self.actions.new_definition)

    @rule()
    def nothing_is_owed_or_lost(self) -> None:
        with _held():
            check_now(self.world)

    def teardown(self) -> None:
        try:
            with _held():
                calm(self.world, self.cast)
        finally:
            bootstrap.use(None)


CaseMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# As long as everything else of the simulation that is quick: a few seeds watch the same rules there.
TestTheMachineKeepsEveryInvariant = pytest.mark.slow(CaseMachine.TestCase)
