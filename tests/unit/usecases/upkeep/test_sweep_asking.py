"""Where the engine tells of few runs a second, most looks do not ask it, and a lost run is found all the same."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.errors import StartThrottled
from functions.domain.upkeep.repairs import LONGEST_CHECK
from functions.domain.upkeep.runs import FIRST_LOOKS, LATEST_RETRY
from functions.on_aws import ASKED_EVERY
from functions.ports.executions import Execution
from functions.usecases.case.wait import Task, park
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import ALL_ASKED_FOR, sweep, sweep_case
from tests.support.each import each
from tests.support.fakes.executions import FakeExecutions
from tests.support.world import World

CHECK, REPORT, SUBSIDY = "service_check", "discharge_report", "economic_subsidy"
JUST_NOW = timedelta(hours=1)


class AskedOf(FakeExecutions):
    """Counts how often it is asked of a run; while it is `mute` it does not tell."""

    asked = 0
    mute = False

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        if self.mute:
            raise StartThrottled
        self.asked += 1
        return super().find(name, counted=counted)


class Dear(World):
    """A world whose engine is asked as on AWS."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = AskedOf(clock=self.clock)
        self.executions = self.engine
        self.deps = replace(self.deps, executions=self.engine, asked_every=ASKED_EVERY)

    def with_its_office(self, *items: str) -> str:
        """The first is taken up, each other waits for it; and all is as a run leaves it that works."""
        case_id = self.submitted(*items)
        self.granted(case_id, CHECK)
        self.dispatched(case_id, items[0])
        self.answered(case_id, items[0], "accepted")
        for item in items[1:]:
            park(Task(case_id, item, 1, "AwaitPrerequisites", f"wait-{item}"), self.deps)
        return case_id

    def settled(self, *items: str) -> str:
        """It is looked at every six hours by now; for a day nothing of it will be due."""
        case_id = self.with_its_office(*items)
        while (case := self.ledger(case_id).case).checks <= FIRST_LOOKS:
            assert case.check_at is not None
            self.looked(case.check_at - self.clock())
        return case_id

    def looked(self, after: timedelta) -> dict[str, int]:
        self.clock.advance(after)
        return dict(sweep(self.deps).repairs)


def test_in_its_first_hours_a_case_that_is_well_has_its_run_asked_for_by_nobody() -> None:
    world = Dear()
    case_id = world.with_its_office(REPORT)

    for _ in range(8):
        world.looked(timedelta(hours=1))

    assert world.ledger(case_id).case.checks >= 6
    assert world.engine.asked == 0


def test_then_it_is_asked_for_once_a_day() -> None:
    world = Dear()
    world.settled(REPORT)
    world.engine.asked = 0

    for _ in range(ASKED_EVERY):
        world.looked(LONGEST_CHECK)

    assert world.engine.asked == 1


def test_a_run_that_was_lost_while_its_case_rested_is_found_within_a_day() -> None:
    world = Dear()
    case_id = world.settled(REPORT)
    world.engine.forget(f"{case_id}-1")

    found = [world.looked(LONGEST_CHECK) for _ in range(ASKED_EVERY)]

    assert [one for one in found if one] == [{"StartRun": 1}]


def test_a_lost_run_that_does_not_follow_an_answer_is_found_by_the_next_look() -> None:
    """Whatever turn it is."""
    for looks in range(ASKED_EVERY):
        world = Dear()
        case_id = world.settled(REPORT, SUBSIDY)
        for _ in range(looks):
            world.looked(LONGEST_CHECK)
        world.engine.stop(f"{case_id}-1")
        world.answered(case_id, REPORT, "granted")

        found = world.looked(LONGEST_CHECK)

        assert found["NextRun"] == 1
        assert world.ledger(case_id).case.run == 2


def test_a_lost_run_that_was_to_close_its_case_is_found_by_the_next_look() -> None:
    for looks in range(ASKED_EVERY):
        world = Dear()
        case_id = world.settled(REPORT)
        for _ in range(looks):
            world.looked(LONGEST_CHECK)
        world.engine.stop(f"{case_id}-1")
        world.answered(case_id, REPORT, "granted")

        assert world.looked(LONGEST_CHECK)["NextRun"] == 1


def test_where_something_is_owed_the_run_is_asked_for_too() -> None:
    """A bound that passed without the run's own timer tells that it may have died."""
    world = Dear()
    case_id = world.with_its_office(REPORT)
    world.engine.stop(f"{case_id}-1")
    world.clock.advance(timedelta(days=60))

    repairs = dict(sweep(world.deps).repairs)

    assert repairs["NextRun"] == 1


def test_a_look_that_was_told_nothing_asks_again_at_its_next_turn_and_not_a_day_later() -> None:
    world = Dear()
    case_id = world.settled(REPORT)
    world.engine.forget(f"{case_id}-1")
    world.engine.mute = True
    world.clock.advance(LONGEST_CHECK)
    while not sweep(world.deps).failures["StartThrottled"]:
        world.clock.advance(LONGEST_CHECK)
    world.engine.mute = False

    repairs = world.looked(timedelta(minutes=1))

    assert repairs == {"StartRun": 1}


@each("starts", [0, 1])
def test_a_start_that_has_to_wait_is_still_owed_at_the_next_look(starts: int) -> None:
    """None is left to the sweep, or the engine refuses."""
    world = Dear()
    case_id = world.settled(REPORT)
    world.engine.forget(f"{case_id}-1")
    world.engine.throttled = True
    asked = world.engine.asked
    while world.engine.asked == asked:
        world.clock.advance(LONGEST_CHECK)
        sweep(world.deps, starts=starts)
    world.engine.throttled = False

    repairs = world.looked(timedelta(seconds=LATEST_RETRY))

    assert repairs == {"StartRun": 1}


def test_a_run_of_which_the_engine_tells_that_it_ended_is_continued_though_it_can_be_asked_for_nothing() -> (
    None
):
    world = Dear()
    case_id = world.with_its_office(REPORT)
    world.engine.stop(f"{case_id}-1")
    world.engine.mute = True

    twice = [dict(sweep_case(case_id, world.deps, ended=f"{case_id}-1").repairs)]
    world.engine.mute = False
    twice.append(dict(sweep_case(case_id, world.deps, ended=f"{case_id}-1").repairs))

    assert twice == [{"NextRun": 1}, {}]
    assert world.ledger(case_id).case.run == 2


@each("ago", [JUST_NOW, 2 * ALL_ASKED_FOR])
def test_after_the_ledger_was_put_back_each_look_asks_for_two_days(ago: timedelta) -> None:
    """The engine may be another one, or ahead of the ledger: of what it does not know it tells nothing by itself."""
    world = Dear()
    world.settled(REPORT)
    restored = (world.clock.now - ago).strftime("ledger-%Y%m%dT%H%M%SZ")
    world.deps = replace(world.deps, put_back=(restored,))
    world.engine.asked = 0

    for _ in range(ASKED_EVERY):
        world.looked(LONGEST_CHECK)

    assert world.engine.asked == (ASKED_EVERY if ago == JUST_NOW else 1)


def test_of_a_closed_case_no_run_is_asked_for() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, CHECK, REPORT)
    close(case_id, 1, world.deps)
    engine = AskedOf(clock=world.clock)

    sweep_case(case_id, replace(world.deps, executions=engine))

    assert engine.asked == 0
