"""Who recorded an outcome may die before it tells the engine: the sweep tells it by the mark, and seldom writes anything."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import Wait
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.upkeep.repairs import LONGEST_CHECK
from functions.usecases.case.wait import Task
from functions.usecases.upkeep.states import await_prerequisites, close
from functions.usecases.upkeep.sweep import sweep
from schemas.catalogue.edition import followed_codes
from schemas.codes import Outcome
from tests.support.figures import confirmed, proposed_figure
from tests.support.news import REPORT, SECOND, SOONEST, SUBSIDY, NewsWorld, settled

BEHIND = "employment_support"


@pytest.fixture
def world() -> NewsWorld:
    return NewsWorld()


def test_whoever_died_after_recording_an_outcome_is_made_up_for_within_three_minutes(
    world: NewsWorld,
) -> None:
    case_id = world.waiting()
    settled(world)
    world.recorded(case_id)

    world.clock.advance(SOONEST - SECOND)
    sweep(world.deps)
    before = list(world.engine.of_reports)
    world.clock.advance(SECOND)
    report = sweep(world.deps)

    assert before == []
    assert world.engine.of_reports == ["token"]
    assert dict(report.repairs) == {"Retold": 2}
    assert "behind-token" in world.engine.told
    assert timedelta() < SOONEST + FIRST_CHECK < timedelta(minutes=3)


def test_what_the_engine_was_told_it_is_told_once_more_and_nothing_is_written(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    before, told = world.ledger(case_id), list(world.engine.of_reports)
    world.clock.advance(SOONEST)

    first, second = sweep(world.deps), sweep(world.deps)

    assert told == ["token"]
    assert world.engine.of_reports == ["token", "token"]
    assert dict(first.repairs) == dict(second.repairs) == {}
    assert world.ledger(case_id) == before
    assert first.oldest_owed == timedelta()


def test_a_look_tells_the_news_since_the_one_before_and_no_more(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    counted = []
    for _ in range(3):
        world.clock.advance(LONGEST_CHECK)
        world.engine.told.clear()
        sweep(world.deps)
        counted.append(world.engine.told.count("token"))

    assert counted == [2, 0, 0]


def test_behind_what_nothing_stands_only_its_own_row_is_read(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    world.dispatched(case_id, SUBSIDY, token="last")
    world.clock.advance(SOONEST)
    sweep(world.deps)
    world.engine.down.add("last")
    world.answered(case_id, SUBSIDY, "granted")
    world.engine.down.clear()
    world.troubled.unreadable = {case_id}
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert SUBSIDY not in followed_codes()
    assert report.repairs["Retold"] == 1
    assert world.engine.of_reports[-1] == "last"


def test_what_a_place_has_put_in_order_is_told_to_whatever_stands_behind(world: NewsWorld) -> None:
    none = {"value": None, "unit": None}
    confirmed(world.deps, proposed_figure(item=BEHIND, figure="after", after=[REPORT, SUBSIDY], **none))
    world.clock.advance(timedelta(days=1))
    case_id = world.submitted(REPORT, SUBSIDY, BEHIND)
    world.granted(case_id, "service_check", REPORT)
    world.dispatched(case_id, SUBSIDY, token="token")
    await_prerequisites(Task(case_id, BEHIND, 1, "AwaitPrerequisites", "behind-token"), world.deps)
    settled(world)
    world.engine.down = {"token", "behind-token"}
    world.answered(case_id, SUBSIDY, "granted")
    world.engine.down = set()
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert SUBSIDY not in followed_codes()
    assert "behind-token" in world.engine.told


def test_where_a_glimpse_does_not_show_what_was_marked_the_ledger_is_asked(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.troubled.behind = {case_id: world.ledger(case_id)}
    world.recorded(case_id)
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert world.engine.of_reports == ["token"]


@pytest.mark.parametrize("lags", [False, True])
def test_whoever_begins_to_wait_as_its_prerequisite_ends_goes_on_at_once_or_by_the_mark_if_both_readings_lag(
    world: NewsWorld, lags: bool
) -> None:
    case_id = world.submitted(REPORT, SUBSIDY)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="token")
    settled(world)
    run = world.ledger(case_id).case.run
    task = Task(case_id, SUBSIDY, run, "AwaitPrerequisites", "behind-token")
    world.troubled.behind = {case_id: world.ledger(case_id)} if lags else {}
    world.troubled.meanwhile = lambda: await_prerequisites(task, world.deps)
    world.answered(case_id, REPORT, "granted")
    at_once = "behind-token" in world.engine.told
    world.troubled.behind = {}
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert at_once is not lags
    assert report.repairs["Retold"] == (1 if lags else 0)
    assert "behind-token" in world.engine.told


def test_what_stands_behind_a_failed_item_is_blocked_should_its_recorder_have_died_before(
    world: NewsWorld,
) -> None:
    case_id = world.waiting()
    settled(world)
    before = world.ledger(case_id)
    world.recorded(case_id, kind="refused", reason="材料不实")
    # As if it had died between the two writes.
    world.store.keep(before.item(SUBSIDY))
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert world.item(case_id, SUBSIDY).outcome is Outcome.BLOCKED
    assert "token" in world.engine.told
    assert report.repairs["Retold"] == 1


def test_what_an_earlier_release_noted_as_owed_is_told_and_noted(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    now = world.clock()
    item = world.item(case_id, REPORT)
    decided = replace(item, outcome=Outcome.GRANTED, since=now, follow_up_at=now + FIRST_CHECK)
    world.store.commit(Change(items=(replace(decided, wait=Wait("Dispatch", "token", 1, now)),)))
    world.clock.advance(FIRST_CHECK)

    report = sweep(world.deps)

    assert world.engine.of_reports == ["token"]
    assert report.repairs["Resume"] == 1
    assert (world.item(case_id, REPORT).wait, world.item(case_id, REPORT).check_at) == (None, None)


def test_of_a_closed_case_nobody_is_told_anything(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    world.dispatched(case_id, SUBSIDY, token="last")
    world.answered(case_id, SUBSIDY, "granted")
    close(case_id, 1, world.deps)
    world.engine.told.clear()
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert world.engine.of_reports == []
